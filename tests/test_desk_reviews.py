"""Reviewing over HTTP: who may, what is stored, where it is shown, and what it does to a claim."""

from __future__ import annotations

import base64
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import browsing, get, texts, tree, words
from databases import ask
from datasette.app import Datasette
from datasette.utils import baseconv
from datasette_auth_passwords.utils import hash_password
from httpx import Response
from lxml.html import HtmlElement
from news import HOSTILE, article, at, figure

from extractor import reviewers
from extractor.browse import signing
from extractor.browse.serve import build_datasette, metadata_for
from extractor.records import Event, Facts
from extractor.store import Store

PASSWORD = "garam laut pati"
HIGH = "Ekspor Pati pada 2023 mencapai Rp1,8 triliun, kata Rahmat. Pati meraih Anugerah Bahari."
LOW = "Menurut asosiasi, ekspor Pati pada 2023 hanya Rp1,5 triliun."
CLAIM = (
    "/klaim?daerah=33.18&indikator=export_value&periode=2023&ukuran=level&status=actual&satuan=IDR&barang=&pembanding="
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a database and the accounts of two reviewers."""
    folder = tmp_path_factory.mktemp("reviews")
    exports = figure(0, "IDR", "export_value", "33.18", "2023", confidence=0.8)
    award = Event("award", 0, 0, "Anugerah Bahari", ["Pati"], ["33.18"], "Gubernur", None, None, "2023", None)
    with Store(folder / "facts.db") as store:
        high = at(HIGH, "Rp1,8 triliun", exports, value=1.8e12, source="Rahmat")
        store.add(article("tinggi", "2024-02-01", HIGH), Facts("tinggi", [high], [at(HIGH, "Anugerah Bahari", award)]))
        low = at(LOW, "Rp1,5 triliun", exports, value=1.5e12, flags=["sum"], flag_details=["lain"])
        store.add(article("rendah", "2024-02-02", LOW), Facts("rendah", [low]))
    for name in ("sari", "tono"):
        reviewers.add(folder / "facts.db", name, PASSWORD)
    return folder


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return tmp_path / "facts.db"


@pytest.fixture
def datasette(path: Path) -> Iterator[Datasette]:
    with browsing(path) as made:
        yield made


@pytest.fixture(autouse=True)
def _no_failures_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "_FAILURES", signing.Failures())


def session(datasette: Datasette, name: str = "sari", lasts: float = 60) -> dict[str, str]:
    """Return the cookie of one who is signed in, as signing in gives it."""
    ends = baseconv.base62.encode(int(time.time() + lasts))
    return {"ds_actor": datasette.sign({"a": {"id": name}, "e": ends}, "actor")}


async def post(
    datasette: Datasette, address: str, cookies: dict[str, str], token: bool = True, **options: Any
) -> Response:
    """Send a form, with the token of the page to sign in."""
    data = options.pop("data", {})
    if token:
        form = await get(datasette, "/-/login", cookies=cookies)
        known = form.cookies["ds_csrftoken"]
        cookies, data = {**cookies, "ds_csrftoken": known}, {**data, "csrftoken": known}
    sent: Response = await datasette.client.post(address, cookies=cookies, data=data, **options)  # type: ignore[no-untyped-call]
    return sent


async def say(datasette: Datasette, cookies: dict[str, str], **sent: str) -> tuple[str, str]:
    """Send a review; return where it leads, and the message that is shown there."""
    response = await post(datasette, "/tinjau", cookies, data={"kembali": "/artikel/rendah", **sent})
    assert response.status_code == 302, response.text
    address = response.headers["location"]
    shown = await get(datasette, address, cookies={**cookies, "ds_messages": response.cookies["ds_messages"]})
    [message] = [line for line in shown.text.splitlines() if 'class="message-' in line and 'role="status"' in line]
    return address, message


async def reading(datasette: Datasette, cookies: dict[str, str] | None = None, id: str = "rendah") -> HtmlElement:
    main = await tree(datasette, f"/artikel/{id}", cookies=cookies or {})
    return main.xpath(".//section[@class='reading']")[0]


FIGURE = {"jenis": "figure", "sasaran": "2"}


# Who may


@pytest.mark.asyncio
async def test_signing_in_gives_a_session_and_leads_back(datasette: Datasette) -> None:
    form = await tree(datasette, "/-/login?kembali=/artikel/rendah%3Fx%3D1")
    assert form.xpath(".//input[@name='kembali']/@value") == ["/artikel/rendah?x=1"]
    for back, location in {"/artikel/rendah": "/artikel/rendah", "//evil.example": "/", "": "/"}.items():
        sent = {"nama": "sari", "sandi": PASSWORD, "kembali": back}
        response = await post(datasette, "/-/login", {}, data=sent)
        assert (response.status_code, response.headers["location"]) == (302, location)
    [cookie] = [each for each in response.headers.get_list("set-cookie") if each.startswith("ds_actor=")]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax"} <= attributes
    assert any(part.startswith("max-age=") for part in attributes)
    cookies = {"ds_actor": response.cookies["ds_actor"]}
    assert (await reading(datasette, cookies)).xpath(".//form[@action='/tinjau']")
    assert "sari" in (await get(datasette, "/", cookies=cookies)).text


@pytest.mark.asyncio
async def test_a_wrong_password_and_an_unknown_name_are_told_alike(datasette: Datasette) -> None:
    for name, password in (("sari", "salah sekali"), ("budi", PASSWORD), ("", ""), ("sari", "")):
        response = await post(datasette, "/-/login", {}, data={"nama": name, "sandi": password})
        assert response.status_code == 403
        assert "Nama atau kata sandi salah." in response.text
        assert f'name="nama" value="{name}"' in response.text
        assert "ds_actor" not in response.cookies
        assert password == "" or password not in response.text


@pytest.mark.asyncio
async def test_who_is_wrong_too_often_has_to_wait(datasette: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "_TRIES", 2)
    for told in ("salah.", "salah.", "Terlalu sering"):
        response = await post(datasette, "/-/login", {}, data={"nama": "sari", "sandi": "salah sekali"})
        assert told in response.text
    right = {"sandi": PASSWORD}
    refused = await post(datasette, "/-/login", {}, data={"nama": "sari", **right})
    assert (refused.status_code, "ds_actor" in refused.cookies) == (403, False)
    assert (await post(datasette, "/-/login", {}, data={"nama": "tono", **right})).status_code == 302


def test_failures_are_forgotten_after_a_while() -> None:
    failures = signing.Failures()
    for second in range(5):
        assert not failures.too_many("sari", second)
        failures.note("sari", second)
    assert failures.too_many("sari", 299)
    assert not failures.too_many("tono", 299)
    assert not failures.too_many("sari", 301)


@pytest.mark.asyncio
async def test_without_accounts_the_page_says_how_to_add_them(datasette: Datasette, path: Path) -> None:
    reviewers.accounts_file(path).unlink()
    main = await tree(datasette, "/-/login")
    assert "extractor reviewers add" in words(main)
    assert main.xpath(".//form") == []
    assert "/-/login" not in (await get(datasette, "/")).text


@pytest.mark.asyncio
@pytest.mark.parametrize("who", ["nobody", "no token", "removed", "ended", "forged", "unsigned", "GET"])
async def test_nobody_else_can_review(datasette: Datasette, path: Path, who: str) -> None:
    cookies = {
        "nobody": {},
        "ended": session(datasette, lasts=-1),
        "forged": {"ds_actor": Datasette(secret="other").sign({"a": {"id": "sari"}}, "actor")},
        "unsigned": {"ds_actor": '{"a": {"id": "sari"}}'},
    }.get(who, session(datasette))
    if who == "removed":
        reviewers.remove(path, "sari")
    if who == "GET":
        response = await get(datasette, "/tinjau?jenis=figure&sasaran=2&putusan=wrong", cookies=cookies)
    else:
        response = await post(
            datasette, "/tinjau", cookies, token=who != "no token", data={**FIGURE, "putusan": "wrong"}
        )
    assert response.status_code == 403
    assert ask(path, "SELECT count(*) FROM reviews") == [(0,)]
    if who not in ("no token", "GET"):
        assert (await reading(datasette, cookies)).xpath(".//form") == []


@pytest.mark.asyncio
async def test_a_name_and_password_in_the_request_are_no_session(path: Path) -> None:
    """A browser would send them along with a form of any other site."""
    metadata = metadata_for(path) | {
        "plugins": {"datasette-auth-passwords": {"sari_password_hash": hash_password(PASSWORD)}}
    }
    datasette = Datasette([str(path)], metadata=metadata, secret=reviewers.accounts(path).secret)
    basic = {"authorization": f"Basic {base64.b64encode(f'sari:{PASSWORD}'.encode()).decode()}"}
    assert (await get(datasette, "/-/actor.json", headers=basic)).json() == {"actor": {"id": "sari"}}
    response = await post(datasette, "/tinjau", {}, token=False, headers=basic, data={**FIGURE, "putusan": "wrong"})
    assert response.status_code == 403
    assert ask(path, "SELECT count(*) FROM reviews") == [(0,)]


@pytest.mark.asyncio
async def test_signing_out(datasette: Datasette) -> None:
    response = await post(datasette, "/-/logout", session(datasette))
    assert response.status_code == 302
    assert 'ds_actor=""' in response.headers["set-cookie"]


# What is said


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("sent", "stored", "shown"),
    [
        ({"putusan": "right"}, ("right", None, None), "diperiksa: benar"),
        ({"putusan": "wrong", "catatan": HOSTILE}, ("wrong", None, None), f"diperiksa: salah · {HOSTILE}"),
        ({"ruas": "value", "nilai": "1,6 triliun"}, ("corrected", "value", "1600000000000"), "Nilai → 1600000000000"),
        ({"ruas": "place", "nilai": "Rembang"}, ("corrected", "place", '"33.17"'), "Daerah → 33.17"),
        ({"ruas": "source", "nilai": ""}, ("corrected", "source", "null"), "Penutur → kosong"),
    ],
)
async def test_a_review_is_stored_and_shown(
    datasette: Datasette, path: Path, sent: dict[str, str], stored: tuple[str | None, ...], shown: str
) -> None:
    sari = session(datasette)
    back, message = await say(datasette, sari, **{**FIGURE, "putusan": "corrected", **sent})
    assert (back, "Pemeriksaan disimpan." in message) == ("/artikel/rendah", True)
    assert ask(path, "SELECT verdict, field, value FROM reviews WHERE reviewer = 'sari'") == [stored]
    section = await reading(datasette)
    assert section.xpath(f".//span[contains(@class, 'verdict-{stored[0]}')]")
    [line] = texts(section, ".//ul[@class='reviews']/li")
    assert line.startswith("sari, ")
    assert shown in line
    # In lists, too.
    listed = await tree(datasette, "/cari?q=asosiasi")
    assert listed.xpath(f".//span[contains(@class, 'verdict-{stored[0]}')]")
    page = await tree(datasette, "/tinjauan")
    [entry] = page.xpath(".//section[@aria-labelledby='h-reviews']//li")
    assert entry.xpath("./a/@href")[0].startswith("/artikel/rendah#a")
    assert "Rp1,5 triliun" in words(entry)
    assert "sari" in words(entry)


@pytest.mark.asyncio
async def test_an_award_and_a_whole_article_are_reviewed(datasette: Datasette, path: Path) -> None:
    sari = session(datasette)
    await say(datasette, sari, jenis="event", sasaran="1", putusan="right")
    await say(datasette, sari, jenis="article", sasaran="tinggi", putusan="complete")
    assert ask(path, "SELECT kind, verdict FROM reviews") == [("event", "right"), ("article", "complete")]
    main = await tree(datasette, "/artikel/tinggi")
    assert len(main.xpath(".//span[contains(@class, 'verdict-right')]")) == 2
    assert "diperiksa: lengkap" in words(main)
    assert texts(await tree(datasette, "/tinjauan"), ".//section[@aria-labelledby='h-reviews']//li/a") == [
        "Judul tinggi", "Anugerah Bahari",
    ]  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"putusan": "corrected", "ruas": "value", "nilai": "banyak"}, "Nilai: "),
        ({"putusan": "corrected", "ruas": "period", "nilai": "kemarin"}, "Waktu: "),
        ({"putusan": "corrected", "ruas": "place", "nilai": HOSTILE}, "Daerah: "),
        ({"putusan": "corrected", "ruas": "", "nilai": "1"}, "Pilihlah ruas yang dikoreksi."),
        ({"putusan": "corrected", "ruas": "warna", "nilai": "1"}, "Pilihlah ruas yang dikoreksi."),
        ({"putusan": "entah"}, "Pilihlah benar, salah, atau koreksi."),
        ({"putusan": "complete"}, "Pilihlah benar, salah, atau koreksi."),
        ({}, "Pilihlah benar, salah, atau koreksi."),
        ({"putusan": "right", "jenis": "lain"}, "Pilihlah benar, salah, atau koreksi."),
        ({"putusan": "right", "sasaran": "999"}, "Bacaan ini tidak ada lagi"),
        ({"putusan": "right", "sasaran": "x"}, "Bacaan ini tidak ada lagi"),
        ({"putusan": "right", "sasaran": "9" * 40}, "Bacaan ini tidak ada lagi"),
        ({"putusan": "right", "catatan": "x" * 2001}, "Catatan terlalu panjang."),
        ({"batalkan": "1"}, "Bacaan ini tidak ada lagi"),
        ({"batalkan": "x"}, "Bacaan ini tidak ada lagi"),
    ],
)
async def test_what_cannot_be_taken_is_told(datasette: Datasette, path: Path, sent: dict[str, str], told: str) -> None:
    back, message = await say(datasette, session(datasette), **{**FIGURE, **sent})
    assert 'class="message-error"' in message
    assert told in message
    assert "<img" not in message
    assert back == "/artikel/rendah"
    assert ask(path, "SELECT count(*) FROM reviews") == [(0,)]


@pytest.mark.asyncio
async def test_a_review_leads_back_only_here(datasette: Datasette) -> None:
    back, _ = await say(datasette, session(datasette), **FIGURE, putusan="right", kembali="https://evil.example/daerah")
    assert back == "/daerah"


@pytest.mark.asyncio
async def test_what_is_misread_is_no_claim_until_the_review_is_withdrawn(datasette: Datasette, path: Path) -> None:
    sari, tono = session(datasette), session(datasette, "tono")

    async def claim() -> tuple[list[str], int]:
        values = texts(await tree(datasette, CLAIM), ".//section[@class='reading-group']//a[@class='value']")
        return values, len((await tree(datasette, "/perbedaan")).xpath(".//tbody/tr"))

    assert await claim() == (["Rp1,8 triliun", "Rp1,5 triliun"], 1)
    await say(datasette, sari, **FIGURE, putusan="wrong")
    assert await claim() == (["Rp1,8 triliun"], 0)
    misread = (await tree(datasette, CLAIM)).xpath(".//section[@aria-labelledby='h-misread']")
    assert "Rp1,5 triliun" in words(misread[0])
    [(review,)] = ask(path, "SELECT id FROM reviews")
    [button] = (await reading(datasette, sari)).xpath(".//button[@name='batalkan']/@value")
    assert button == str(review)
    assert (await reading(datasette, tono)).xpath(".//button[@name='batalkan']") == []
    _, refused = await say(datasette, tono, batalkan=button)
    assert "Hanya yang memberikannya dapat membatalkan pemeriksaan ini." in refused
    assert (await claim())[1] == 0
    _, message = await say(datasette, sari, batalkan=button)
    assert "Pemeriksaan dibatalkan." in message
    assert await claim() == (["Rp1,8 triliun", "Rp1,5 triliun"], 1)
    assert texts(await reading(datasette), ".//ul[@class='reviews']/li") == []


@pytest.mark.asyncio
async def test_reviewers_may_disagree(datasette: Datasette) -> None:
    await say(datasette, session(datasette), **FIGURE, putusan="right")
    await say(datasette, session(datasette, "tono"), **FIGURE, putusan="wrong")
    section = await reading(datasette)
    assert "pemeriksa lain tidak setuju" in words(section)
    assert len(section.xpath(".//ul[@class='reviews']/li")) == 2


@pytest.mark.asyncio
async def test_what_is_in_doubt_waits_for_a_review(datasette: Datasette) -> None:
    queue = ".//section[@aria-labelledby='h-queue']//a[@class='value']"
    assert texts(await tree(datasette, "/tinjauan"), queue) == ["Rp1,5 triliun"]
    await say(datasette, session(datasette), **FIGURE, putusan="right")
    assert texts(await tree(datasette, "/tinjauan"), queue) == []


@pytest.mark.asyncio
async def test_a_review_is_told_in_english(datasette: Datasette) -> None:
    english = {**session(datasette), "bahasa": "en"}
    _, message = await say(datasette, english, **FIGURE, putusan="corrected", ruas="value", nilai="banyak")
    assert "Value: " in message


@pytest.mark.asyncio
async def test_a_database_that_cannot_be_written(path: Path) -> None:
    datasette = Datasette(
        [], immutables=[str(path)], metadata=metadata_for(path), secret=reviewers.accounts(path).secret
    )
    sari = session(datasette)
    assert (await reading(datasette, sari)).xpath(".//form") == []
    _, message = await say(datasette, sari, **FIGURE, putusan="right")
    assert "Basis data ini tidak dapat ditulisi." in message
    assert ask(path, "SELECT count(*) FROM reviews") == [(0,)]


@pytest.mark.asyncio
async def test_a_session_lasts_when_the_server_starts_again(path: Path) -> None:
    sari = session(build_datasette(path))
    with browsing(path) as again:
        assert (await reading(again, sari)).xpath(".//form")
