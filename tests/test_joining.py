"""Articles that are spread over several pages: one text, whichever page was found."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from pages import AWARD, EXPORT, EXPORTERS, TITLE, page
from servers import Server

from extractor.article import page_links, read_pages
from extractor.intake import Intake
from extractor.paging import PageLinks
from extractor.store import Store
from extractor.tables import rows

HOST = "https://kabar.example"
ORDERS = (
    "Pesanan paling banyak datang dari Amerika Serikat, Jerman dan Jepang, sedangkan pasar Timur Tengah baru mulai"
    " dibuka oleh beberapa perajin dari Kecamatan Tahunan."
)
WOOD = (
    "Sutarno menambahkan, bahan baku kayu jati masih didatangkan dari Blora dan Bojonegoro, sehingga ongkos angkut ikut"
    " menentukan harga jual di tingkat perajin."
)
LAST = "Pemerintah kabupaten menyiapkan pelatihan bagi perajin yang belum pernah mengekspor, ujarnya di Jepara."
PARTS = [[EXPORT, ORDERS], [EXPORTERS, WOOD], [AWARD, LAST]]
WHOLE = [paragraph for part in PARTS for paragraph in part]


def links(markup: str, url: str) -> PageLinks:
    return page_links(f"<html><body>{markup}<p>{EXPORT}</p></body></html>".encode(), HOST + url)


@pytest.mark.parametrize("row", rows("page_links"), ids=lambda row: row["example"])
def test_labels_of_the_next_page(row: dict[str, str]) -> None:
    for label, expected in ((row["example"], f"{HOST}/beras-naik?page=2"), (row["kept"], None)):
        link = html.Element("a", href="?page=2")
        link.text = label
        assert links(html.tostring(link, encoding="unicode"), "/beras-naik").next == expected


@pytest.mark.parametrize(
    ("markup", "url", "expected"),
    [
        pytest.param('<a href="?halaman=2">2</a>', "/beras-naik", PageLinks(next=f"{HOST}/beras-naik?halaman=2"),
                     id="halaman"),
        pytest.param('<a href="/beras-naik/2">Halaman selanjutnya</a>', "/beras-naik?utm_source=wa",
                     PageLinks(next=f"{HOST}/beras-naik/2"), id="tracked"),
        pytest.param('<a href="//m.kabar.example/beras-naik?page=2">2</a>', "/beras-naik",
                     PageLinks(next="https://m.kabar.example/beras-naik?page=2"), id="mobile"),
        pytest.param('<a href="?page=2">2</a><a href="?page=all">Tampilkan Semua</a>', "/beras-naik",
                     PageLinks(next=f"{HOST}/beras-naik?page=2", whole=f"{HOST}/beras-naik?page=all"), id="all"),
        pytest.param('<a href="/beras-naik/2">2</a><a href="/beras-naik/all#isi">Semua</a>', "/beras-naik",
                     PageLinks(next=f"{HOST}/beras-naik/2", whole=f"{HOST}/beras-naik/all"), id="all in the path"),
        pytest.param('<a href="/cabai-turun?page=all">Cabai Turun</a>', "/beras-naik", PageLinks(), id="of another"),
        pytest.param('<a href="/beras-naik">1</a><a href="?page=3">3</a>', "/beras-naik?page=2",
                     PageLinks(first=f"{HOST}/beras-naik", next=f"{HOST}/beras-naik?page=3"), id="from page 2"),
        pytest.param('<link rel="canonical" href="/beras-naik">', "/beras-naik/2",
                     PageLinks(first=f"{HOST}/beras-naik"), id="first by canonical"),
        pytest.param('<a href="?page=1">Sebelumnya</a>', "/beras-naik?page=2",
                     PageLinks(first=f"{HOST}/beras-naik?page=1"), id="first by number"),
        pytest.param('<a href="/berita">Berita</a>', "/berita/12", PageLinks(), id="the section of an article"),
        pytest.param('<a href="http://[">2</a><a>2</a><a href="?page=2">2</a>', "/beras-naik",
                     PageLinks(next=f"{HOST}/beras-naik?page=2"), id="links that lead nowhere"),
    ],
)  # fmt: skip
def test_where_the_other_pages_are(markup: str, url: str, expected: PageLinks) -> None:
    assert links(markup, url) == expected


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        pytest.param([[EXPORT], [EXPORTERS], [AWARD]], [EXPORT, EXPORTERS, AWARD], id="in their order"),
        pytest.param([[EXPORT, EXPORTERS], [EXPORTERS, AWARD]], [EXPORT, EXPORTERS, AWARD], id="repeated at the joint"),
        pytest.param([[EXPORT, LAST], [LAST, EXPORTERS], [LAST, AWARD]], [EXPORT, LAST, EXPORTERS, AWARD],
                     id="on every page"),
        pytest.param([[EXPORT], [EXPORTERS, AWARD], [EXPORTERS, AWARD]], [EXPORT, EXPORTERS, AWARD],
                     id="the last page again"),
        pytest.param([[EXPORT], [EXPORT]], [EXPORT], id="the first page again"),
        pytest.param([[EXPORT], [EXPORT, EXPORTERS], [EXPORT, EXPORTERS, AWARD]], [EXPORT, EXPORTERS, AWARD],
                     id="each page with those before"),
        pytest.param([[EXPORT, LAST.partition(" bagi ")[0]], ["bagi " + LAST.partition(" bagi ")[2], AWARD]],
                     [EXPORT, LAST, AWARD], id="a sentence over the joint"),
    ],
)  # fmt: skip
def test_pages_become_one_text(pages: list[list[str]], expected: list[str]) -> None:
    joined = read_pages([page(*paragraphs).encode() for paragraphs in pages], url=f"{HOST}/ekspor-mebel-naik")
    assert joined.text.split("\n") == expected


def nav(*links: str) -> str:
    return f'<nav class="paging">{" ".join(links)}</nav>'


@pytest.fixture
def server(server: Server) -> Server:
    """Three pages of one article, each with the numbers of all."""
    pager = nav(*(f'<a href="/ekspor-mebel-naik?page={n}">{n}</a>' for n in (1, 2, 3)))
    for number, paragraphs in enumerate(PARTS, 1):
        server.routes[f"/ekspor-mebel-naik?page={number}"] = page(*paragraphs, foot=pager)
    server.routes["/ekspor-mebel-naik"] = server.routes["/ekspor-mebel-naik?page=1"]
    return server


@pytest.mark.parametrize("found", ["", "?page=1", "?page=2", "?page=3", "?utm_source=wa"])
def test_every_page_leads_to_the_same_article(server: Server, tmp_path: Path, found: str) -> None:
    server.routes["/ekspor-mebel-naik?utm_source=wa"] = server.routes["/ekspor-mebel-naik"]
    with Store(tmp_path / "facts.db") as store:
        intake = Intake(store)
        outcome = intake.take_url(f"{server.url}/ekspor-mebel-naik{found}")
        assert outcome.article.text.split("\n") == WHOLE
        assert outcome.article.title == TITLE
        assert intake.take_url(f"{server.url}/ekspor-mebel-naik").stored == "unchanged"
        assert store.counts().articles == 1


def test_the_view_of_all_pages_is_preferred(server: Server, tmp_path: Path) -> None:
    pager = nav('<a href="?page=2">2</a>', '<a href="?page=all">Tampilkan semua</a>')
    server.routes["/ekspor-mebel-naik"] = page(*PARTS[0], foot=pager)
    server.routes["/ekspor-mebel-naik?page=all"] = page(*WHOLE)
    with Store(tmp_path / "facts.db") as store:
        outcome = Intake(store).take_url(f"{server.url}/ekspor-mebel-naik")
        assert outcome.article.text.split("\n") == WHOLE
        assert store.has(f"{server.url}/ekspor-mebel-naik")
    assert server.paths == ["/ekspor-mebel-naik", "/ekspor-mebel-naik?page=all"]


@pytest.mark.parametrize("whole", [None, page(*PARTS[0]), "<p>Halaman tidak ditemukan</p>"])
def test_a_view_of_all_pages_that_shows_less(server: Server, tmp_path: Path, whole: str | None) -> None:
    pager = nav('<a href="?page=2">2</a>', '<a href="?page=all">Semua</a>')
    server.routes["/ekspor-mebel-naik"] = page(*PARTS[0], foot=pager)
    if whole is not None:
        server.routes["/ekspor-mebel-naik?page=all"] = whole
    with Store(tmp_path / "facts.db") as store:
        outcome = Intake(store).take_url(f"{server.url}/ekspor-mebel-naik")
    assert outcome.article.text.split("\n") == WHOLE


def test_a_later_page_whose_first_page_is_gone(server: Server, tmp_path: Path) -> None:
    del server.routes["/ekspor-mebel-naik?page=1"]
    with Store(tmp_path / "facts.db") as store:
        outcome = Intake(store).take_url(f"{server.url}/ekspor-mebel-naik?page=2")
        assert outcome.article.text.split("\n") == PARTS[1] + PARTS[2]
        # A part does not stand for the whole.
        assert Intake(store).take_url(f"{server.url}/ekspor-mebel-naik").stored == "added"


def test_an_article_with_a_small_number_is_no_page_of_its_section(server: Server, tmp_path: Path) -> None:
    menu = nav('<a href="/berita-daerah">Berita Daerah</a>')
    section = page(*PARTS[1], title="Berita Daerah Terkini Hari Ini di Jepara", foot=nav('<a href="?page=2">2</a>'))
    server.routes |= {"/berita-daerah/12": page(*PARTS[0], foot=menu), "/berita-daerah": section}
    with Store(tmp_path / "facts.db") as store:
        outcome = Intake(store).take_url(f"{server.url}/berita-daerah/12")
        assert outcome.article.text.split("\n") == PARTS[0]
        assert outcome.article.url == f"{server.url}/berita-daerah/12"
        server.routes["/berita-daerah"] = "<p>Belum ada berita.</p>"
        Intake(store).take_url(f"{server.url}/berita-daerah")
        assert store.has(f"{server.url}/berita-daerah")
        assert not store.has(f"{server.url}/berita-daerah/13")


def test_later_pages_with_their_number_in_the_title(server: Server, tmp_path: Path) -> None:
    last = page(*PARTS[2], title=f"{TITLE} - Halaman 3", foot=nav('<a href="/ekspor-mebel-naik?page=1">1</a>'))
    server.routes["/ekspor-mebel-naik?page=3"] = last
    with Store(tmp_path / "facts.db") as store:
        outcome = Intake(store).take_url(f"{server.url}/ekspor-mebel-naik?page=3")
    assert outcome.article.title == TITLE
    assert outcome.article.text.split("\n") == WHOLE


def test_a_site_that_answers_with_one_page_for_all(server: Server, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        server.routes[f"/ekspor-mebel-naik?page={number}"] = server.routes["/ekspor-mebel-naik"]
    with Store(tmp_path / "facts.db") as store:
        outcome = Intake(store).take_url(f"{server.url}/ekspor-mebel-naik")
    assert outcome.article.text.split("\n") == PARTS[0]
