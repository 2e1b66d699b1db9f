"""The page of an article: every reading at its place in the text, its other versions and copies, its archived page."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asking import browsing, get, texts, tree, words
from databases import ask
from datasette.app import Datasette
from lxml.html import HtmlElement
from news import HOSTILE, article, at, figure, quoting

from extractor.browse.articles import Mark, paragraphs, safe_link
from extractor.crawl.archive import Archive
from extractor.crawl.exchange import Exchange, Location
from extractor.intake import Intake
from extractor.ledger import archive_folder
from extractor.records import Event, Facts
from extractor.samples import sample_pages
from extractor.store import Store

PAGE = b"<!DOCTYPE html><title>Garam</title><script>alert(1)</script><p>Garam Pati 250 ribu ton."
FETCHED = "2024-02-01T03:00:00+00:00"
SALT = "Produksi garam Pati 250 ribu ton, naik 12 persen.\n\nPati meraih Anugerah 7 Bahari & <b>laut</b>."
#: The same story in two places.
WIRE = (
    "Nilai ekspor Kabupaten Pati pada 2023 mencapai Rp1,5 triliun menurut catatan yang dibacakan pada Senin pagi di"
    " pendapa, lebih tinggi daripada yang dikira para pelaku usaha pada awal tahun itu oleh sebab musim yang panjang."
)
#: What stands in the archive: the answer's type and coding, its body, and the type that is shown.
ANSWERS: dict[str, tuple[tuple[tuple[str, str], ...], bytes, str]] = {
    "garam": ((("Content-Type", "text/html; charset=windows-1252"),), PAGE, "text/html; charset=windows-1252"),
    "padat": (
        (("Content-Type", "application/xhtml+xml"), ("Content-Encoding", "gzip")),
        gzip.compress(PAGE),
        "application/xhtml+xml",
    ),
    "gambar": ((("Content-Type", "image/svg+xml"),), b"<svg onload='alert(1)'/>", "text/plain; charset=utf-8"),
    "polos": ((), PAGE, "text/plain; charset=utf-8"),
    # A line end in it would begin another header.
    "aneh": ((("Content-Type", "text/html; charset*=utf-8''x%0d%0aSet-Cookie:%20a=b"),), PAGE, "text/html"),
}


def fill(path: Path) -> None:
    """Write articles about salt: with readings that lie over each other, copies, versions, and archived pages."""
    doubts: dict[str, Any] = {"flags": ["percent"], "flag_details": [f"lain {HOSTILE}"], "confidence": 0.4}
    facts = [
        at(SALT, "250 ribu ton", figure(250_000, "t", "production", "33.18", "2023", item="garam", source="Sari")),
        at(SALT, "12 persen", figure(12, "percent", "production", "33.18", "2023", measure="change", **doubts)),
        at(SALT, "7", figure(7, "count", "other", None, None)),
    ]
    award = Event("award", 0, 0, "Anugerah 7 Bahari", ["Pati"], ["33.18"], "Gubernur", "Hari Laut", "Juwana", "2023",
                  "utama")  # fmt: skip
    with Store(path) as store:
        store.add(article("garam-lama", "2024-01-01", "lama"), Facts("garam-lama"))
        with Archive(archive_folder(path), "facts") as archive:
            list(archive.recover())
            for name, (headers, body, _) in ANSWERS.items():
                location = archive.write(Exchange(f"https://{name}.example/1", 200, headers, body, FETCHED, "article"))
                made = article(name, "2024-02-01", SALT, fetched=FETCHED, title=f"Garam & {HOSTILE}")
                store.add(
                    replace(made, archive_file=location.file, archive_offset=location.offset),
                    Facts(name, facts, [at(SALT, "Anugerah 7 Bahari", award)]) if name == "garam" else Facts(name),
                )
        gone = Location("facts-20200101.warc.gz", 7)
        store.add(
            replace(article("hilang", None, "x", url=None), archive_file=gone.file, archive_offset=gone.offset),
            Facts("hilang"),
        )
        store.add(article("skrip", None, "x", url="javascript:alert(1)"), Facts("skrip"))
        store.add(article("gagal", None, "", reason=f"no text {HOSTILE}"), Facts("gagal"))
        exports = quoting(WIRE, figure(1.5e12, "IDR", "export_value", "33.18", "2023"))
        for name in ("kawat-1", "kawat-2"):
            store.add(article(name, "2024-02-03", WIRE), Facts(name, exports))
        store.add(article("ubah", "2024-02-04", "Ekspor 5 ton."), Facts("ubah"))
        store.add(article("ubah", "2024-02-04", "Ekspor 6 ton."), Facts("ubah"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("articles") / "facts.db"
    fill(path)
    return path


@pytest.fixture(scope="module")
def datasette(path: Path) -> Iterator[Datasette]:
    with browsing(path) as made:
        yield made


def marks(main: HtmlElement) -> list[tuple[str, str, str]]:
    """Return what is marked in the text: its kinds, its id, and what it leads to."""
    return [
        (each.text_content(), each.get("class"), each.get("id") or "")
        for each in main.xpath(".//div[contains(@class, 'article-text')]//a")
    ]


# The text


@pytest.mark.asyncio
async def test_each_reading_is_marked_where_it_stands(datasette: Datasette) -> None:
    main = await tree(datasette, "/artikel/garam")
    assert texts(main, ".//div[contains(@class, 'article-text')]/p") == [line for line in SALT.split("\n") if line]
    award = SALT.index("Anugerah")
    seven = SALT.index("7")
    assert marks(main) == [
        ("250 ribu ton", "mark figure", "a20-32"),
        ("12 persen", "mark figure doubted", "a39-48"),
        ("Anugerah ", "mark event", f"e{award}-{award + 17}"),
        ("7", "mark figure unnamed", f"a{seven}-{seven + 1}"),
        (" Bahari", "mark event", ""),
    ]
    for mark in main.xpath(".//a[contains(@class, 'mark')]"):
        [reading] = main.xpath(f".//section[@id='{mark.get('href')[1:]}']")
        assert mark.get("aria-label") == f"{mark.text_content()}: {reading.get('aria-label')}"


@pytest.mark.asyncio
async def test_each_reading_is_told_beside_the_text(datasette: Datasette) -> None:
    main = await tree(datasette, "/artikel/garam")
    told = dict(zip(texts(main, ".//section[@class='reading']/h3"), texts(main, ".//section/dl"), strict=True))
    assert told["250.000 ton"] == (
        "Indikatorproduksi Baranggaram DaerahKabupaten Pati Waktu2023 Statusrealisasi PenuturSari Keyakinan–"
    )
    assert "produksi (perubahan)" in told["12 persen"]
    assert "Keyakinan40%" in told["12 persen"]
    assert "PenerimaPati" in told["Anugerah 7 Bahari"]
    assert all(part in told["Anugerah 7 Bahari"] for part in ("Gubernur", "Hari Laut", "Juwana", "utama"))
    assert f"persen tidak cocok: lain {HOSTILE}" in texts(main, ".//p[@class='flag']")
    [citation] = main.xpath(".//section[@id='r-a20-32']//p[@class='citation']")
    flat = " ".join(SALT.split())
    assert words(citation) == (
        f"Sari, dalam “Garam & {HOSTILE}”, garam.example, 1 Februari 2024: “{flat}” https://garam.example/1"
    )


@pytest.mark.asyncio
async def test_every_reading_of_the_samples_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "facts.db"
    with Store(path) as store:
        intake = Intake(store)
        for sample in sample_pages()[:8]:
            intake.take_bytes(sample.pages, url=sample.url)
    with browsing(path) as datasette:
        for (id,) in ask(path, "SELECT id FROM articles WHERE status = 'read'"):
            spans = ask(path, "SELECT 'a', start, \"end\", text FROM figures WHERE article_id = ?", id)
            spans += ask(path, "SELECT 'e', start, \"end\", name FROM events WHERE article_id = ?", id)
            main = await tree(datasette, f"/artikel/{id}")
            shown = {each.get("id"): each for each in main.xpath(".//a[contains(@class, 'mark') and @id]")}
            assert set(shown) == {f"{kind}{start}-{end}" for kind, start, end, _ in spans}
            for kind, start, end, text in spans:
                assert words(shown[f"{kind}{start}-{end}"]) in " ".join(text.split())


def mark(start: int, end: int, **changes: Any) -> Mark:
    return replace(Mark(start, end, "figure", f"a{start}-{end}", "", False, False), **changes)


@pytest.mark.parametrize(
    ("text", "spans", "pieces"),
    [
        ("satu", [], [[("satu", None)]]),
        ("", [], []),
        ("\n \n", [], []),
        ("a b", [(0, 3)], [[("a b", "0-3")]]),
        ("abcd", [(0, 2), (1, 4)], [[("a", "0-2"), ("b", "0-2"), ("cd", "1-4")]]),
        ("abcd", [(0, 4), (1, 2)], [[("a", "0-4"), ("b", "1-2"), ("cd", "0-4")]]),
        ("a\n\nb c", [(3, 4), (5, 6)], [[("a", None)], [("b", "3-4"), (" ", None), ("c", "5-6")]]),
        ("a\nb", [(0, 3)], [[("a", "0-3")], [("b", "0-3")]]),
        ("ab", [(0, 2), (0, 2)], [[("ab", "0-2")]]),
        ("ab", [(1, 1)], [[("a", None), ("b", None)]]),
    ],
)
def test_paragraphs(text: str, spans: list[tuple[int, int]], pieces: list[list[tuple[str, str | None]]]) -> None:
    found = paragraphs(text, [mark(*span) for span in spans])
    shown = [[(piece.text, piece.mark and piece.mark.anchor[1:]) for piece in line] for line in found]
    assert shown == pieces
    begun = [piece.mark for line in found for piece in line if piece.first]
    assert len(begun) == len(set(begun)) == len({piece.mark for line in found for piece in line if piece.mark})


# Its head


@pytest.mark.asyncio
async def test_what_a_page_holds_stays_text(datasette: Datasette) -> None:
    response = await get(datasette, "/artikel/garam")
    assert "<script>alert" not in response.text
    assert "<b>laut" not in response.text
    main = await tree(datasette, "/artikel/garam")
    assert words(main.xpath(".//h1")[0]) == f"Garam & {HOSTILE}"
    assert "no text" in words(await tree(datasette, "/artikel/gagal"))


@pytest.mark.asyncio
@pytest.mark.parametrize(("id", "links"), [("garam", ["https://garam.example/1"]), ("skrip", []), ("hilang", [])])
async def test_a_link_leads_to_the_web_or_nowhere(datasette: Datasette, id: str, links: list[str]) -> None:
    main = await tree(datasette, f"/artikel/{id}")
    assert main.xpath(".//p[@class='doors']/a[contains(@rel, 'noopener')]/@href") == links
    assert main.xpath(".//a[starts-with(@href, 'javascript')]") == []


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example/1", True),
        ("HTTP://a.example/1", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,<p>", False),
        ("//a.example", False),
        ("", False),
        (None, False),
    ],
)
def test_safe_links(address: str | None, safe: bool) -> None:
    assert safe_link(address) == (address if safe else None)


@pytest.mark.asyncio
async def test_copies_and_versions_lead_to_each_other(datasette: Datasette, path: Path) -> None:
    main = await tree(datasette, "/artikel/kawat-1")
    assert "Berita yang sama di: kawat-2.example" in words(main)
    assert main.xpath(".//p[@class='doors']/a[@href='/artikel/kawat-2']")
    [(old,)] = ask(path, "SELECT id FROM articles WHERE superseded_by = 'ubah'")
    new = await tree(datasette, "/artikel/ubah")
    [link] = new.xpath(".//p[@class='doors']/a[text()='1']/@href")
    assert "Ini versi lama" not in words(new)
    before = await tree(datasette, link)
    assert "Ekspor 5 ton." in words(before)
    assert before.xpath(".//p[@class='message-warning']/a/@href") == ["/artikel/ubah"]
    assert old != "ubah"


@pytest.mark.asyncio
async def test_a_page_that_could_not_be_read_says_why(datasette: Datasette) -> None:
    main = await tree(datasette, "/artikel/gagal")
    assert texts(main, ".//p[@class='message-warning']") == [f"Halaman ini tidak dapat dibaca: no text {HOSTILE}"]
    assert "Tidak ada angka atau penghargaan yang dibaca di artikel ini." in words(main)


# The archived page


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ANSWERS)
async def test_an_archived_page_is_shown_in_a_sandbox(datasette: Datasette, name: str) -> None:
    response = await get(datasette, f"/artikel/{name}/arsip")
    assert response.status_code == 200
    _, body, shown = ANSWERS[name]
    assert response.content == (body if name == "gambar" else PAGE)
    assert response.headers["content-type"] == shown
    policy = [part.strip() for part in response.headers["content-security-policy"].split(";")]
    assert policy[:2] == ["sandbox", "default-src 'none'"]
    assert not any(part.startswith("script") for part in policy)
    assert response.headers["x-content-type-options"] == "nosniff"
    [link] = (await tree(datasette, f"/artikel/{name}")).xpath(".//a[contains(@href, 'arsip')]")
    assert (link.get("href"), words(link)) == (f"/artikel/{name}/arsip", "Salinan arsip (1 Februari 2024)")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("skrip", "Halaman ini tidak diarsipkan."),
        ("hilang", "Salinan arsip tidak ada di server ini."),
        ("nothing", "Artikel ini tidak ada di sini."),
    ],
)
async def test_a_page_that_is_not_archived_here(datasette: Datasette, id: str, told: str) -> None:
    assert told in words(await tree(datasette, f"/artikel/{id}/arsip", status=404))
