"""What holds of every answer of the desk: what a browser is told not to do, both languages, what can be taken along."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import datasette as datasette_package
import pytest
from asking import browsing, get, page, rows, texts, tree, words
from databases import ask
from datasette.app import Datasette
from lxml import html
from news import HOSTILE, JEPARA, article, figure, fill, quoting
from openpyxl import load_workbook

from extractor import browse
from extractor.browse import names, serve, wording
from extractor.records import Facts
from extractor.store import Store

BROWSE = Path(browse.__file__).parent
FORMULA = '=HYPERLINK("https://evil.example","Rp5")'
CLAIM = (
    "/klaim?daerah=35.24&indikator=export_value&periode=2021&ukuran=level&status=actual&satuan=IDR&barang=&pembanding="
)
#: A page of each kind of the desk.
DESK = (
    "/", "/cari", "/cari?q=lamongan", "/cari?daerah=entah", "/artikel/satu", "/artikel/lima", "/artikel/enam",
    "/daerah", "/daerah/33", f"/daerah/{JEPARA}", "/daerah/35.24/export_value", "/peta",
    "/peta?indikator=wage&tingkat=kabupaten", CLAIM, "/perbedaan", "/pertanyaan", "/tinjauan", "/-/login",
)  # fmt: skip
#: Datasette's own pages.
TABLES = (
    "/facts", "/facts/facts", "/facts/figures/1", "/facts/nilai_ekspor", "/facts/klaim_terbaru", "/facts?sql=select+1",
    "/-/plugins", "/facts/facts.copyable",
)  # fmt: skip
#: What is no page, with its status.
OTHERS = {
    "/umpan.atom": 200, "/facts/facts.json": 200, "/facts/facts.csv": 200, "/facts/nilai_ekspor.xlsx": 200,
    "/-/desk/desk.css": 200, "/-/desk/desk.js": 200, "/-/static/app.css": 200, "/angka/1": 302, "/-/bahasa?ke=en": 302,
    "/-/logout": 302, "/daerah/99": 404, "/nothing": 404, "/-/desk/nothing.css": 404, "/artikel/satu/arsip": 404,
    "/umpan.atom?daerah=entah": 400, "/tinjau": 403, "/facts.db": 403, "/facts/nothing.json": 404,
    "/facts?sql=select+nothing": 400,
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("guard") / "facts.db"
    fill(path)
    return path


@pytest.fixture(scope="module")
def datasette(path: Path) -> Iterator[Datasette]:
    with browsing(path) as made:
        yield made


# What a browser is told


def policy_of(headers: Any) -> dict[str, list[str]]:
    [policy] = headers.get_list("content-security-policy")
    parts = [part.split() for part in policy.split(";")]
    return {part[0]: part[1:] for part in parts}


@pytest.mark.asyncio
@pytest.mark.parametrize(("address", "status"), [*((each, 200) for each in (*DESK, *TABLES)), *OTHERS.items()])
async def test_every_answer_has_a_policy(datasette: Datasette, address: str, status: int) -> None:
    response = await get(datasette, address)
    assert response.status_code == status
    assert response.headers.get_list("x-content-type-options") == ["nosniff"]
    assert response.headers["referrer-policy"] in ("same-origin", "no-referrer")
    policy = policy_of(response.headers)
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    [own, nonce] = policy["script-src"]
    assert own == "'self'"
    assert re.fullmatch(r"'nonce-[\w-]{22}'", nonce)
    assert "'unsafe-inline'" not in policy["style-src"]
    assert policy_of((await get(datasette, address)).headers)["script-src"] != policy["script-src"]


@pytest.mark.asyncio
@pytest.mark.parametrize("address", [*DESK, *TABLES, "/daerah/99", "/umpan.atom?daerah=entah"])
async def test_only_scripts_of_the_desk_run(datasette: Datasette, address: str) -> None:
    response = await get(datasette, address)
    nonce = policy_of(response.headers)["script-src"][1].removeprefix("'nonce-").removesuffix("'")
    root = html.document_fromstring(response.text)
    scripts = root.xpath("//script")
    assert scripts
    assert {each.get("nonce") for each in scripts} == {nonce}
    assert {each.get("nonce") for each in root.xpath("//style")} <= {nonce}
    assert all(each.get("src").startswith("/-/") for each in scripts if each.get("src"))
    assert root.xpath("//*[@*[starts-with(name(), 'on')]]") == []
    assert root.xpath("//*[starts-with(@href, 'javascript')] | //iframe | //object | //img") == []


@pytest.mark.asyncio
@pytest.mark.parametrize("address", ["/artikel/lima", "/", "/cari?q=kalimat", "/facts/facts"])
async def test_what_an_article_says_stays_text(datasette: Datasette, address: str) -> None:
    text = await page(datasette, address)
    assert "&lt;script&gt;alert(" in text
    assert "<script>alert(" not in text
    assert HOSTILE in html.document_fromstring(text).text_content()


@pytest.mark.asyncio
async def test_what_is_typed_stays_text(datasette: Datasette) -> None:
    for address in ("/cari?q={}", "/cari?daerah={}", "/perbedaan?keyakinan={}", "/nothing{}", "/-/login?kembali={}"):
        text = (await get(datasette, address.format(quote(f'">{HOSTILE}', safe="")))).text
        assert "<script>alert(" not in text
        assert "<img" not in text


@pytest.mark.asyncio
@pytest.mark.parametrize("address", ["/artikel/nothing", "/umpan.atom?daerah=entah", "/facts?sql=select+nothing"])
async def test_an_error_is_told_on_a_page_of_the_desk(datasette: Datasette, address: str) -> None:
    response = await get(datasette, address)
    root = html.document_fromstring(response.text)
    assert root.xpath("//nav[@class='desk-nav']/a/@href")[:2] == ["/", "/daerah"]
    assert "Traceback" not in response.text


@pytest.mark.asyncio
async def test_an_error_of_data_is_data(datasette: Datasette) -> None:
    response = await get(datasette, "/facts/nothing.json")
    assert response.headers["content-type"].startswith("application/json")
    assert response.json()["ok"] is False


# Two languages


def marked() -> set[str]:
    """Return the texts that templates and code have translated."""
    found: set[str] = set()
    for path in (BROWSE / "plugin" / "templates").glob("*.html"):
        source = path.read_text(encoding="utf-8")
        found |= {one or other for one, other in re.findall(r"""(?<!\w)_\(\s*(?:"([^"]*)"|'([^']*)')""", source)}
    for path in BROWSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and "translate" in (
                getattr(node.func, "attr", ""),
                getattr(node.func, "id", ""),
            ):
                found |= {each.value for each in node.args[:1] if isinstance(each, ast.Constant)}
    tables = [value for name, value in vars(names).items() if name.isupper()]
    return found | {text for table in tables for text in table.values()}


def test_every_text_has_an_english_one_and_none_is_left_over() -> None:
    assert marked() == set(wording.english())
    for indonesian, english in wording.english().items():
        assert english.strip()
        assert set(re.findall(r"\{(\w+)\}", indonesian)) == set(re.findall(r"\{(\w+)\}", english))


def test_every_phrase_stands_in_a_template_of_datasette() -> None:
    templates = Path(datasette_package.__file__).parent / "templates"
    for name, phrases in wording.datasette_phrases().items():
        source = (templates / name).read_text(encoding="utf-8")
        assert [english for english, _ in phrases if english not in source] == [], name


@pytest.mark.asyncio
@pytest.mark.parametrize("address", DESK)
async def test_pages_are_read_in_either_language(datasette: Datasette, address: str) -> None:
    for language, other in (("id", "en"), ("en", "id")):
        root = html.document_fromstring((await get(datasette, address, language=language)).text)
        assert root.get("lang") == language
        [switch] = root.xpath(f"//a[@hreflang='{other}']/@href")
        assert switch == f"/-/bahasa?ke={other}&kembali={quote(address)}"
    # A text this long is no name that both languages have.
    told = words(root)
    assert [
        text for text, english in wording.english().items() if len(text) > 21 and text != english and text in told
    ] == []


@pytest.mark.asyncio
async def test_tables_are_read_in_indonesian(datasette: Datasette) -> None:
    assert "Bawa data ini:" in words(await tree(datasette, "/facts/facts"))
    english = words(await tree(datasette, "/facts/facts", language="en"))
    assert "This data as" in english
    assert "Bawa data" not in english


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("/daerah/35.24", "/daerah/35.24"),
        ("/cari?q=ekspor&daerah=35#atas", "/cari?q=ekspor&daerah=35#atas"),
        ("//evil.example", "/"),
        ("//evil.example/daerah", "/daerah"),
        ("https://evil.example/cari?q=x", "/cari?q=x"),
        ("https:evil.example", "/evil.example"),
        ("\\\\evil.example", "/evil.example"),
        ("/\\evil.example", "/evil.example"),
        ("///evil.example", "/evil.example"),
        ("////evil.example", "/evil.example"),
        ("/\t/evil.example", "/"),
        (" //evil.example", "/"),
        ("javascript:alert(1)", "/alert(1)"),
        ("/a\r\nSet-Cookie: x=y", "/aSet-Cookie: x=y"),
        ("http://[evil", "/"),
        ("", "/"),
    ],
)
async def test_switching_the_language_leads_back_here(datasette: Datasette, asked: str, back: str) -> None:
    response = await get(datasette, f"/-/bahasa?ke=en&kembali={quote(asked, safe='')}")
    assert (response.status_code, response.headers["location"]) == (302, back)
    assert response.headers["set-cookie"].startswith("bahasa=en;")
    assert "x" not in response.cookies


@pytest.mark.asyncio
async def test_an_unknown_language_is_indonesian(datasette: Datasette) -> None:
    response = await get(datasette, "/-/bahasa?ke=xx")
    assert response.headers["set-cookie"].startswith("bahasa=id;")
    assert 'lang="id"' in (await get(datasette, "/", language="xx")).text


@pytest.mark.parametrize(
    ("day", "indonesian", "english"),
    [("2024-05-16", "16 Mei 2024", "16 May 2024"), ("2024-13-01", "2024-13-01", "2024-13-01"), ("x", "x", "x")],
)
def test_days(day: str, indonesian: str, english: str) -> None:
    assert (wording.day_text(day, "id"), wording.day_text(day, "en")) == (indonesian, english)


# Tables


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("address", "query"), [("/facts/facts", ""), ("/facts/claims", ""), ("/facts/nilai_ekspor", "tahun=2021")]
)
async def test_tables_and_answers_are_taken_along(datasette: Datasette, address: str, query: str) -> None:
    found = await rows(datasette, address, **dict(each.split("=") for each in query.split("&") if each))
    assert len(found) > 1
    response = await get(datasette, f"{address}.xlsx?{query}")
    assert response.headers["content-type"].endswith("spreadsheetml.sheet")
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    columns, *lines = sheet.iter_rows(values_only=True)
    assert list(columns) == list(found[0])
    assert lines == [tuple(None if cell == "" else cell for cell in row.values()) for row in found]
    table = list(csv.DictReader(io.StringIO((await get(datasette, f"{address}.csv?_stream=on&{query}")).text)))
    assert table == [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in found]


@pytest.mark.asyncio
async def test_a_text_is_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "facts.db"
    with Store(path) as store:
        text = f"{FORMULA}\x02 ekspor Jepara 5 ton."
        made = figure(5, "t", "export_volume", JEPARA, "2023", source=FORMULA)
        store.add(article("satu", "2024-01-01", text, title=FORMULA), Facts("satu", quoting(text, made)))
    with browsing(path) as datasette:
        for address in ("/facts/facts.xlsx", "/facts/klaim_terbaru.xlsx", "/facts/figures/1.xlsx"):
            workbook = load_workbook(io.BytesIO((await get(datasette, address)).content))
            cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
            assert {cell.data_type for cell in cells if str(cell.value).startswith("=")} == {"s"}


@pytest.mark.asyncio
async def test_codes_in_tables_lead_to_pages_of_the_desk(datasette: Datasette) -> None:
    main = await tree(datasette, "/facts/facts?_sort=figure_id")
    first = main.xpath(".//tbody/tr")[0]
    for column, address in {"figure_id": "/angka/1", "article_id": "/artikel/satu", "place": "/daerah/35.24"}.items():
        assert first.xpath(f"./td[contains(@class, 'col-{column} ')]//a/@href") == [address]


@pytest.mark.asyncio
async def test_of_a_large_database_nothing_is_counted(
    path: Path, datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(main: Any) -> tuple[bool, bool]:
        return bool(main.xpath(".//div[@class='facet-results']/*")), bool(re.search(r"\d baris", words(main)))

    assert shown(await tree(datasette, "/facts/facts")) == (True, True)
    monkeypatch.setattr(serve, "_MANY", 10)
    with browsing(path) as large:
        assert shown(await tree(large, "/facts/facts")) == (False, False)
        answer = json.loads(await page(large, "/facts/facts.json?_size=3"))
        assert (len(answer["rows"]), answer["filtered_table_rows_count"], answer["facet_results"]) == (3, None, {})
        assert shown(await tree(large, "/facts/facts?_facet=status"))[0]
        for address in DESK:
            await page(large, address)
        [(figures,)] = ask(path, "SELECT count(*) FROM facts")
        sheet = load_workbook(io.BytesIO((await get(large, "/facts/facts.xlsx")).content)).worksheets[0]
        assert sheet.max_row == figures + 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "sql", ["DELETE FROM reviews", "INSERT INTO reviews DEFAULT VALUES", "PRAGMA user_version = 1"]
)
async def test_a_question_in_sql_writes_nothing(datasette: Datasette, path: Path, sql: str) -> None:
    before = ask(path, "PRAGMA user_version")
    response = await get(datasette, f"/facts?sql={quote(sql)}")
    assert response.status_code == 400
    assert texts(html.document_fromstring(response.text), "//main//h1")
    assert ask(path, "PRAGMA user_version") == before


@pytest.mark.asyncio
async def test_nobody_has_passwords_hashed_here(datasette: Datasette) -> None:
    assert (await datasette.client.get("/-/password-tool")).status_code == 404
