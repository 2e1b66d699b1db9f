"""From the bytes of a page to its article."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from extractor import article, boilerplate, language
from extractor.article import next_page, read_page, read_pages
from extractor.records import Article

TITLE = "Harga Beras di Garut Naik Jadi Rp 14.000"
LEAD = (
    "Harga beras medium di Pasar Sukamaju, Kabupaten Garut, naik menjadi Rp 14.000 per kilogram pada Senin, kata "
    "Kepala Dinas Perdagangan Asep Suparman."
)
CAUSE = "Menurut Asep, kenaikan 12 persen itu dipicu oleh pasokan yang berkurang dari sentra produksi di Cisurupan."
PLAN = "Pemerintah kabupaten akan menggelar operasi pasar di 12 kecamatan dengan 40 ton beras mulai pekan depan."
TEXT = [LEAD, CAUSE, PLAN]
RELATED = '<div class="related"><h3>Berita Terkait</h3><ul>{}</ul></div>'.format(
    "".join(
        f'<li><a href="/b{n}">Panen Jagung di Desa Sukaraja Naik {n} Persen Tahun Ini</a></li>' for n in range(1, 9)
    )
)
MENU = '<nav><a href="/">Beranda</a> <a href="/ekonomi">Ekonomi</a></nav>'
TICKER = "<div><h5>Headline</h5><p>Gubernur melantik 400 pejabat baru di Gedung Sate pada hari Jumat lalu.</p></div>"
FOOTER = "<footer>© 2019 Kabar Tani, Jalan Merdeka 1, Garut</footer>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(body: str, *, head: str = "", title: str = TITLE) -> bytes:
    start = f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
    return f"{start}<body>{body}</body></html>".encode()


def simple(*texts: str, head: str = "", under: str = "") -> bytes:
    """Return a plain page with the texts as its paragraphs, and `under` right below its headline."""
    return page(f"<article><h1>{TITLE}</h1>{under}<div>{paragraphs(*texts or TEXT)}</div></article>", head=head)


def lines(read: Article) -> list[str]:
    return read.text.split("\n")


# Boilerplate


LINE_SCOPES: dict[str, Callable[[str], list[str]]] = {
    "line": lambda line: [LEAD, line, PLAN],
    "head": lambda line: [line, LEAD, PLAN],
    "tail": lambda line: [LEAD, PLAN, line],
    "inline": lambda line: [LEAD, line, PLAN],
    "end": lambda line: [LEAD, line],
}


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=rule.name) for scope in LINE_SCOPES for rule in boilerplate.rules(scope)]
)
def test_each_pattern_drops_its_example_and_keeps_its_near_miss(rule: boilerplate.Rule) -> None:
    around = LINE_SCOPES[rule.scope]
    left = " ".join(re.sub(r"\{.*?\}", " ", rule.example).split()) if "{" in rule.example else ""
    assert boilerplate.clean(around(rule.example.replace("{", "").replace("}", ""))) == [
        line for line in around(left) if line
    ]
    assert boilerplate.clean(around(rule.kept)) == around(rule.kept)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in boilerplate.rules("link")])
def test_each_link_pattern_drops_its_example_and_keeps_its_near_miss(rule: boilerplate.Rule) -> None:
    def text_of(markup: str) -> str:
        tree = html.fromstring(f"<html><body><p>{markup}</p></body></html>")
        boilerplate.cut_promo_links(tree)
        return " ".join(tree.text_content().split())

    left = " ".join(re.sub(r"\{.*?\}", " ", rule.example).split())
    assert text_of(rule.example.replace("{", "").replace("}", "")) == left
    assert text_of(rule.kept) == " ".join(re.sub(r"<.*?>", "", rule.kept).split())


def test_every_row_of_the_pattern_file_has_a_known_scope() -> None:
    rows = (boilerplate.resources.models() / "boilerplate.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == sum(len(boilerplate.rules(scope)) for scope in (*LINE_SCOPES, "link"))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('Harga naik. Baca juga<div><a href="/x">Stok Aman</a></div>', "Harga naik. Baca jugaStok Aman"),
        ('Harga naik. <b>Baca juga: <a href="/x">Stok Aman</a></b> Telur turun.', "Harga naik. Telur turun."),
        ('Harga naik.<br>Baca Juga <a href="/x">Stok Aman</a><br>Telur turun.', "Harga naik.Telur turun."),
        ('Harga naik. <a href="/x">BACA JUGA: Stok Aman</a> Telur turun.', "Harga naik. Telur turun."),
        (
            'Naik. Baca juga: <a href="/x">Stok</a> Turun. Baca juga: <a href="/y"><i>Tol</i></a> Tetap.',
            "Naik. Turun. Tetap.",
        ),
        ('Lihat <a href="/x">data BPS</a> itu.', "Lihat data BPS itu."),
    ],
)
def test_promo_links_are_cut_with_their_words(markup: str, text: str) -> None:
    tree = html.fromstring(f"<html><body><div>{markup}</div></body></html>")
    boilerplate.cut_promo_links(tree)
    assert " ".join(tree.text_content().split()) == text


@pytest.mark.parametrize(
    ("given_lines", "labels"),
    [
        ([TITLE, *TEXT], ()),
        (["Ekonomi", TITLE.upper(), *TEXT], ()),
        (["Garut Raya", "Kabar Pagi", TITLE, *TEXT], ()),
        (["Priangan Timur", *TEXT], ("priangan timur",)),
        ([LEAD[:70] + "...", *TEXT], ()),
        ([LEAD, CAUSE, TITLE, PLAN], ()),
    ],
)
def test_labels_titles_and_teasers_at_the_top_are_dropped(given_lines: list[str], labels: tuple[str, ...]) -> None:
    assert boilerplate.clean(given_lines, title=TITLE, labels=labels) == TEXT


@pytest.mark.parametrize(
    "text",
    [
        [CAUSE, TITLE + " per Kilogram", LEAD],
        ["Ekonomi Garut", LEAD],
        [LEAD, "Sumber: BPS Kabupaten Garut"],
        [LEAD, "(melihat.)."],
        [LEAD, "Produktivitas padi 5,2 (ton/ha)"],
        ["Harga cabai naik di seluruh pasar di kabupaten itu, kata Asep...", LEAD],
        ["Baca juga: " + LEAD * 80],
    ],
)
def test_what_may_be_text_is_kept(text: list[str]) -> None:
    assert boilerplate.clean(text, title=TITLE) == text


# Layouts


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            f'{MENU}{TICKER}<article><header><span class="cat">Ekonomi</span><h1>{TITLE}</h1></header>'
            f'<div class="entry-content"><p>{LEAD}</p>'
            '<p><strong>Baca juga: <a href="/x">Panen Padi Turun 10 Persen di Ciamis</a></strong></p>'
            f"<p>{CAUSE}</p><h2>Operasi Pasar</h2><ul><li>Beras medium Rp 14.000</li><li>Beras <b>premium</b> Rp 16.000"
            f"</li></ul><p>{PLAN} (wls/bgp)</p></div></article>{RELATED}{FOOTER}",
            [LEAD, CAUSE, "Operasi Pasar", "- Beras medium Rp 14.000", "- Beras premium Rp 16.000", PLAN],
            id="blog",
        ),
        pytest.param(
            f"{MENU}<div><h1>{TITLE}</h1><ul><li>Selasa, 5 Maret 2024 14:20 WIB</li></ul></div>"
            f'<div class="post-content">Garut (KABAR) - {LEAD}<br><br>{CAUSE}<br><br>'
            f'<b>Baca juga: <a href="/q">Stok Bulog 2 Juta Ton</a></b><br><br>{PLAN}<br><br>'
            f"Pewarta: Wulan Sari<br>Editor: Bagus Pratama<br>COPYRIGHT © KABAR 2024</div>{RELATED}",
            [f"Garut (KABAR) - {LEAD}", CAUSE, PLAN],
            id="agency",
        ),
        pytest.param(
            f'{MENU}<article><h1>{TITLE}</h1><div class="detail__date">Selasa, 05 Mar 2024 14:20 WIB</div>'
            f'<div class="detail__body"><p>{LEAD}</p><p>ADVERTISEMENT</p><p>SCROLL TO CONTINUE WITH CONTENT</p>'
            f'<p>{CAUSE}</p><p>{PLAN}</p><p>Simak Video "Antrean Beras Murah di Garut"</p><p>[Gambas:Video Kabar]</p>'
            f"<strong>(wls/bgp)</strong></div></article>{RELATED}",
            TEXT,
            id="portal with promo lines",
        ),
        pytest.param(
            f'<div class="isi"><h3>{TITLE}</h3><div>Diposting oleh Diskominfo pada 05-03-2024 | 120 kali dibaca</div>'
            f'<p><span style="font-size:14px">{LEAD}</span></p><p>&nbsp;</p><p>{CAUSE}</p>'
            f"<p>{PLAN} <strong>(Diskominfo/hms)</strong></p></div>{FOOTER}",
            TEXT,
            id="press room",
        ),
        pytest.param(
            f"{MENU}<div>{TICKER}</div><div><h1>{TITLE}</h1></div><div>{paragraphs(*TEXT)}</div>{FOOTER}",
            TEXT,
            id="teaser of another article above",
        ),
        pytest.param(
            f"<article><h1>{TITLE}</h1><p>{LEAD} <b>Baca juga:</b> "
            f'<a href="/x">Stok Bulog 2 Juta Ton</a> {CAUSE}</p><p>{PLAN}</p></article>',
            [f"{LEAD} {CAUSE}", PLAN],
            id="promo link inside a paragraph",
        ),
        pytest.param(
            f"<center><h1>{TITLE}</h1></center><center>{LEAD}</center><center>{CAUSE}</center><p>{PLAN}</p>",
            TEXT,
            id="center",
        ),
        pytest.param(
            f"<table><tr><td><h2>{TITLE}</h2>{paragraphs(*TEXT)}</td></tr></table>", TEXT, id="table as a frame"
        ),
        pytest.param(
            f"<article><h1>{TITLE}</h1><p>{LEAD}</p><table><tr><th>Komoditas</th><th>Harga</th></tr>"
            f"<tr><td>Beras</td><td>Rp 14.000</td></tr><tr><td>Cabai</td><td>Rp 90.000</td></tr></table><p>{PLAN}</p>"
            "</article>",
            [LEAD, "Komoditas | Harga", "Beras | Rp 14.000", "Cabai | Rp 90.000", PLAN],
            id="table",
        ),
        pytest.param(
            f"<article><h1>{TITLE}</h1><div>{LEAD}<br>{CAUSE}<div></div>{PLAN}<script>x</script>{CAUSE}</div>",
            [LEAD, f"{CAUSE} {PLAN} {CAUSE}"],
            id="bare text",
        ),
        pytest.param(f"<div><h1>{TITLE}<p>{LEAD}<p><b>{CAUSE}<i></b></i><div><p>{PLAN}</td></table>", TEXT, id="soup"),
        pytest.param(f"<article><h1>{TITLE}</h1>{paragraphs(*TEXT, *TEXT)}</article>", TEXT, id="pasted twice"),
        pytest.param(
            f"<article><h1>{TITLE}</h1>{paragraphs(*TEXT, TITLE, *TEXT)}</article>", TEXT, id="pasted twice with title"
        ),
        pytest.param(
            f"<article><h1>{TITLE}</h1><p>{' '.join(TEXT * 2)}</p></article>",
            [" ".join(TEXT)],
            id="pasted in a paragraph",
        ),
        pytest.param(
            f"<article><h1>{TITLE}</h1>{paragraphs(LEAD, CAUSE)}<div>{RELATED}</div></article>",
            [LEAD, CAUSE],
            id="short, with many links",
        ),
        pytest.param(
            f'<article><h1>{TITLE}</h1><figure><img src="a.jpg"><figcaption>Pedagang beras</figcaption></figure>'
            f"{paragraphs('Foto: Pedagang beras di Pasar Sukamaju. (Dok. Pemkab)', *TEXT)}</article>",
            TEXT,
            id="captions",
        ),
    ],
)
def test_the_text_of_a_layout(body: str, expected: list[str]) -> None:
    read = read_page(page(body))
    assert lines(read) == expected
    assert (read.title, read.reason, read.language) == (TITLE, None, "id")


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Rp&nbsp;14.000&nbsp;&nbsp;per\tkg", "Rp 14.000 per kg"),
        ("nai\u200bk 5\u00ad persen\ufeff", "naik 5 persen"),
        ("Cafe\u0301 \u202a12\u202c unit \ue012", "Café 12 unit"),
        ("“naik”\u2028‘turun’", "“naik” ‘turun’"),
        ("a &lt;b&gt; &amp; c&#13;", "a <b> & c"),
    ],
)
def test_text_is_stored_with_plain_spaces_and_visible_characters(written: str, stored: str) -> None:
    assert lines(read_page(simple(f"{LEAD} {written} {CAUSE}")))[0] == f"{LEAD} {stored} {CAUSE}"


def test_the_same_page_gives_the_same_article() -> None:
    content = simple()
    assert read_page(content, url="https://k.example/a") == read_page(content, url="https://k.example/a")


# What the page says about itself


def test_metadata() -> None:
    head = (
        '<meta property="og:title" content="Harga Beras di Garut Naik Jadi Rp 14.000 - Kabar Tani">'
        '<meta property="og:site_name" content="Kabar Tani"><meta name="author" content="Wulan Sari">'
        '<link rel="canonical" href="/ekonomi/harga-beras#isi">'
        '<meta property="article:published_time" content="2024-03-05T14:20:00+07:00">'
    )
    url = "https://www.kabartani.example/ekonomi/harga-beras?utm_source=x"
    read = read_page(simple(head=head), url=url, fetched="2024-03-06T01:02:03+00:00")
    assert read.title == TITLE
    assert read.site == "Kabar Tani"
    assert read.author == "Wulan Sari"
    assert read.canonical_url == "https://www.kabartani.example/ekonomi/harga-beras"
    assert (read.url, read.published, read.fetched) == (url, "2024-03-05", "2024-03-06T01:02:03+00:00")


@pytest.mark.parametrize(
    ("title", "body_title"),
    [
        (f"{TITLE} - Kabar Tani", TITLE),
        (f"Kabar Tani | {TITLE}", TITLE),
        (f"{TITLE} | Portal Resmi Pemerintah Kabupaten", TITLE),
        (f"{TITLE} - Kabar Tani", ""),
        (f"{TITLE} » kabartani.example", ""),
        (f"Kabar Tani: {TITLE}", TITLE),
        (TITLE, "Kabar Tani"),
    ],
)
def test_the_title_comes_without_the_name_of_the_site(title: str, body_title: str) -> None:
    content = page(f"<article><h1>{body_title}</h1>{paragraphs(*TEXT)}</article>", title=title)
    assert read_page(content, url="https://www.kabartani.example/a").title == TITLE


@pytest.mark.parametrize(
    ("head", "url", "canonical"),
    [
        ('<link rel="canonical" href="https://k.example/a">', None, "https://k.example/a"),
        ('<meta property="og:url" content="https://k.example/a">', None, "https://k.example/a"),
        ('<link rel="canonical" href="/?p=12">', "https://k.example/b", "https://k.example/?p=12"),
        # A template that names the front page as every page's address would make all articles one.
        ('<link rel="canonical" href="https://k.example/">', "https://k.example/a", None),
        ('<link rel="canonical" href="javascript:x">', "https://k.example/a", None),
        ('<link rel="canonical" href="http://[">', "https://k.example/a", None),
        ('<link rel="canonical" href="/a">', None, None),
    ],
)
def test_the_canonical_address(head: str, url: str | None, canonical: str | None) -> None:
    assert read_page(simple(head=head), url=url).canonical_url == canonical


def test_the_id_is_that_of_the_address_else_of_the_bytes() -> None:
    canonical = '<link rel="canonical" href="https://k.example/a">'
    ids = [
        read_page(simple(head=canonical), url="https://k.example/a?ref=1").id,
        read_page(simple(head=canonical)).id,
        read_page(simple(), url="https://k.example/a").id,
    ]
    assert len(set(ids)) == 1
    assert re.fullmatch(r"[0-9a-f]{12}", ids[0])
    assert read_page(simple()).id == read_page(simple()).id != read_page(simple(LEAD)).id


def ld_json(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def published_meta(stamp: str) -> str:
    return f'<meta property="article:published_time" content="{stamp}">'


@pytest.mark.parametrize(
    ("head", "under", "url", "published"),
    [
        pytest.param("", "", None, None, id="none stated"),
        pytest.param("", "", "https://k.example/2023/garut", None, id="year in the address"),
        pytest.param("", "", "https://k.example/read/2023/05/06/garut", "2023-05-06", id="day in the address"),
        pytest.param("", "", "https://k.example/2023-05-06/garut", "2023-05-06", id="day in the address, hyphens"),
        pytest.param("", "", "https://k.example/20230506101500-4-12/a", "2023-05-06", id="stamp in the address"),
        pytest.param("", "", "https://k.example/2023/13/45/garut", None, id="no day in the address"),
        pytest.param(published_meta("2023-05-06T09:00:00+07:00"), "", None, "2023-05-06", id="meta, WIB"),
        pytest.param(published_meta("2023-05-06T00:30:00+09:00"), "", None, "2023-05-06", id="meta, WIT"),
        pytest.param(published_meta("2023-05-05T20:14:00+00:00"), "", None, "2023-05-06", id="UTC is read in WIB"),
        pytest.param(published_meta("2023-05-05T20:14:00Z"), "", None, "2023-05-06", id="Z is UTC"),
        pytest.param(
            published_meta("2023-05-05T20:14:00+00:00"),
            "<span>Jumat, 5 Mei 2023</span>",
            None,
            "2023-05-05",
            id="local time labelled UTC",
        ),
        pytest.param(published_meta("2023-05-05 20:14:00"), "", None, "2023-05-05", id="no zone"),
        pytest.param(published_meta("2023-05-06"), "", "https://k.example/2022/01/01/a", "2023-05-06", id="meta first"),
        pytest.param(published_meta("0000-00-00T00:00:00+00:00"), "", None, None, id="empty stamp"),
        pytest.param(published_meta("9999-12-31T23:59:00+00:00"), "", None, "9999-12-31", id="end of time"),
        pytest.param('<meta property="article:modified_time" content="2023-05-06">', "", None, None, id="modified"),
        pytest.param('<meta name="dtk:publishdate" content="2023/05/06 10:00">', "", None, "2023-05-06", id="slashes"),
        pytest.param('<meta name="date" content="06/05/2023">', "", None, "2023-05-06", id="day first"),
        pytest.param('<meta name="date" content="6/5/2023 10:00:00 AM">', "", None, None, id="American order"),
        pytest.param('<meta itemprop="datePublished" content="Sat, 06 May 2023 10:00:00 GMT">', "", None, "2023-05-06",
                     id="mail date"),
        pytest.param(
            ld_json('{"@graph": [{"@type": "WebSite", "datePublished": "2010-01-01"}, {"@type": "ItemList", '
                    '"mainEntity": {"@type": "NewsArticle", "datePublished": "2011-01-01"}}, '
                    '{"@type": ["NewsArticle"], "datePublished": "2023-05-06T10:00:00+07:00"}]}'),
            "", None, "2023-05-06", id="structured data"),
        pytest.param(ld_json('{"@type": "NewsArticle", "name": "a "b"", "datePublished": "2023-05-06"}'),
                     "", None, "2023-05-06", id="broken structured data"),
        pytest.param(ld_json("[" * 5000), "", None, None, id="hostile structured data"),
        pytest.param("", '<time class="entry-date published" datetime="2023-05-06T22:00:00+07:00">6 Mei</time>', None,
                     "2023-05-06", id="time element"),
        pytest.param("", '<time datetime="2023-05-06T22:00:00+07:00">2 jam lalu</time>', None, "2023-05-06",
                     id="time below the headline"),
        pytest.param("", '<span itemprop="datePublished" content="2023-05-06">hari ini</span>', None, "2023-05-06",
                     id="marked element"),
        pytest.param("", "<p>Redaksi - Sabtu, 6 Mei 2023 | 10:14 WIB</p>", None, "2023-05-06", id="line, Indonesian"),
        pytest.param("", "<p>May 6, 2023 2 minutes read</p>", None, "2023-05-06", id="line, English"),
        pytest.param("", "<p>Jum'at, 5 Agt 2022</p>", None, "2022-08-05", id="line, short month"),
        pytest.param("", "<p>06/05/2023 18:30</p>", None, "2023-05-06", id="line, numbers"),
        pytest.param("", "<p>31 Juni 2023</p>", None, None, id="line, no such day"),
        pytest.param("", "<h2>Operasi pasar digelar 8 Mei 2023</h2>", None, None, id="sentence with a date"),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_what_the_page_states(
    head: str, under: str, url: str | None, published: str | None
) -> None:
    told = f"Pasar itu ramai sejak Senin (1/5/2023) hingga 2 Mei 2023. {LEAD}"
    content = page(
        f"<header>Selasa, 24 November 2026</header><article><h1>{TITLE}</h1>{under}{paragraphs(told, CAUSE)}</article>"
        '<aside><time class="published" datetime="2021-01-01">1 Januari 2021</time></aside>'
        '<ul><li><time class="published" datetime="2021-02-01">1 Februari 2021</time></li></ul>'
        f"{FOOTER}<p>2018-01-01</p><img src='/foto/2017/02/03/a.jpg'>",
        head=head,
    )
    assert read_page(content, url=url).published == published


def test_a_given_day_overrules_the_page() -> None:
    content = simple(head=published_meta("2023-05-06"))
    assert read_page(content, published="2023-05-01").published == "2023-05-01"


# Character sets


QUOTED = "“Harga naik 5 persen,” kata Asep – pedagang di Kafé Sukamaju."


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        pytest.param("utf-8", "", None, id="UTF-8, undeclared"),
        pytest.param("utf-8", '<meta charset="iso-8859-1">', "iso-8859-1", id="UTF-8, mislabelled"),
        pytest.param("utf-8-sig", "", "windows-1252", id="byte order mark"),
        pytest.param("utf-16", "", None, id="UTF-16"),
        pytest.param("cp1252", "", None, id="windows-1252, undeclared"),
        pytest.param("cp1252", '<meta charset="windows-1252">', None, id="windows-1252"),
        pytest.param("cp1252", '<meta charset="iso-8859-1">', None, id="windows-1252 as latin-1"),
        pytest.param("cp1252", '<meta charset="utf-8">', "utf-8", id="windows-1252 as UTF-8"),
        pytest.param("cp1252", '<meta charset="no-such-set">', "rot13", id="unknown sets"),
        pytest.param("cp1250", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">', None,
                     id="declared in the page"),
        pytest.param("mac-roman", "", "macintosh", id="declared in the header"),
    ],
)  # fmt: skip
def test_character_sets(encoding: str, declared: str, header: str | None) -> None:
    markup = f"<html><head>{declared}<title>{TITLE}</title></head><body><p>{QUOTED}</p><p>{LEAD}</p></body></html>"
    read = read_page(markup.encode(encoding), charset=header)
    assert lines(read) == [QUOTED, LEAD]


def test_one_stray_byte_does_not_spoil_a_page() -> None:
    content = simple(QUOTED, LEAD).replace(b"Asep \xe2\x80\x93", b"Asep \x96")
    assert lines(read_page(content)) == [QUOTED, LEAD]


# What is no readable article


ENGLISH = "The price of rice in local markets rose again on Monday, traders said, blaming the long dry season. " * 4


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", article.EMPTY, id="empty"),
        pytest.param(b" \r\n\t", article.EMPTY, id="blank"),
        pytest.param(b"%PDF-1.7\n<p>x</p>" + b"\x00" * 50, article.NOT_HTML, id="PDF"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF<p >" * 9, article.NOT_HTML, id="JPEG"),
        pytest.param(b'{"html": "<p>Harga beras naik</p>"}', article.NOT_HTML, id="JSON"),
        pytest.param(b'<?xml version="1.0"?><!-- x --><rss><item><p>x</p></item></rss>', article.NOT_HTML, id="feed"),
        pytest.param(LEAD.encode(), article.NOT_HTML, id="plain text"),
        pytest.param(b"\x00\x01" * 6 + b"<html><p>x</p>", article.NOT_HTML, id="binary"),
        pytest.param(b"<html></html>", article.NO_TEXT, id="no content"),
        pytest.param(page(f"{MENU}{FOOTER}"), article.NO_TEXT, id="only furniture"),
        pytest.param(page("<p>Halaman tidak ditemukan</p>"), article.NO_TEXT, id="a few words"),
        pytest.param(b"<html><body>" + b"<p>Harga beras naik.</p>" * 1_300_000, article.TOO_LARGE, id="30 MB"),
        pytest.param(page("<p>Harga beras naik. </p>" * 60_000), article.TOO_MUCH, id="a million characters"),
        pytest.param(page("<br>" * 120_000), article.TOO_MUCH, id="very many elements"),
        pytest.param(b"<html><p " + b"a=1 " * 60_000 + b">", article.NOT_HTML, id="very many attributes"),
        pytest.param(page("<div>" * 30_000 + LEAD), article.NO_TEXT, id="very deep"),
        pytest.param(simple(ENGLISH), "not in Indonesian (looks like English)", id="English"),
    ],
)
def test_a_page_that_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    read = read_page(content, url="https://k.example/a")
    assert read.reason == reason
    assert not read.readable
    assert re.fullmatch(r"[0-9a-f]{12}", read.id)


def test_title_text_and_day_of_another_language_are_kept() -> None:
    read = read_page(simple(ENGLISH, head=published_meta("2023-05-06")))
    assert (read.title, read.text, read.language, read.published) == (TITLE, ENGLISH.strip(), "en", "2023-05-06")


def test_a_short_text_is_not_judged_by_its_language() -> None:
    read = read_page(simple("Harga cabai di Pasar Sukamaju Garut naik menjadi Rp 90.000 per kilogram."))
    assert (read.reason, read.language) == (None, None)


def test_a_table_alone_is_an_article() -> None:
    rows = "".join(f"<tr><td>Beras nomor {n}</td><td>Rp 14.{n}00 per kg</td></tr>" for n in range(10, 30))
    read = read_page(page(f"<article><h1>{TITLE}</h1><table>{rows}</table></article>"))
    assert read.reason is None
    assert lines(read)[0] == "Beras nomor 10 | Rp 14.1000 per kg"


TEASERS = [
    f"Harga {name} di Pasar Sukamaju naik lagi pekan ini, kata Kepala Dinas Perdagangan Asep Suparman…"
    for name in ("beras", "cabai", "telur", "gula", "minyak", "daging", "bawang")
]


@pytest.mark.parametrize(
    "box",
    [
        '<div><h2><a href="/{0}">Harga naik lagi di Garut {0}</a></h2><p>{1}</p></div>',
        '<article><a href="/{0}"><h2>Harga naik {0}</h2><p>{1}</p></a></article>',
        '<div><a href="/{0}"><img src="{0}.jpg"></a><a href="/{0}">Harga naik lagi di {0}</a><span>{1}</span></div>',
    ],
)
def test_a_list_of_articles_is_none(box: str) -> None:
    body = "".join(box.format(number, teaser) for number, teaser in enumerate(TEASERS))
    read = read_page(page(f"{MENU}<main>{body}</main>", head=published_meta("2023-05-06")))
    assert read.reason in (article.LISTING, article.NO_TEXT)
    assert (read.text, read.published) == ("", None)


def test_an_article_with_teasers_below_is_one() -> None:
    teasers = "".join(f'<h3><a href="/{n}">Harga naik lagi di Garut</a></h3><p>{t}</p>' for n, t in enumerate(TEASERS))
    read = read_page(page(f"<div><h1>{TITLE}</h1>{paragraphs(*TEXT)}{teasers}</div>"))
    assert read.reason is None
    assert lines(read)[:3] == TEXT


def test_a_library_that_stumbles_does_not_stop_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", stumble)
    assert read_page(simple()).reason == article.BROKEN


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: simple(text, LEAD))))
def test_no_page_raises(content: bytes) -> None:
    assert isinstance(read_page(content), Article)
    next_page(content, "https://k.example/a-b")


# Several pages


@pytest.mark.parametrize(
    ("link", "url", "expected"),
    [
        pytest.param('<a href="?page=2">Halaman Selanjutnya »</a>', "/read/12/beras-naik", "/read/12/beras-naik?page=2",
                     id="label"),
        pytest.param('<a href="/beras-naik?page=2">2</a>', "/beras-naik", "/beras-naik?page=2", id="number"),
        pytest.param('<link rel="next" href="/beras-naik/2/">', "/beras-naik/", "/beras-naik/2/", id="link element"),
        pytest.param('<a rel="next" href="/beras-naik/page/3">></a>', "/beras-naik/page/2", "/beras-naik/page/3",
                     id="third"),
        pytest.param('<a href="?id=7&amp;hal=3#isi">Next</a>', "/baca.php?hal=2&id=7", "/baca.php?id=7&hal=3",
                     id="other parameters"),
        pytest.param('<a href="https://www.k.example/beras-naik/2">Berikutnya</a>', "/beras-naik",
                     "https://www.k.example/beras-naik/2", id="with www"),
        pytest.param('<link rel="next" href="/cabai-turun/">', "/beras-naik/", None, id="next article"),
        pytest.param('<a rel="next" href="/berita/124">Next</a>', "/berita/123", None, id="article with a number"),
        pytest.param('<a href="/beras-naik/6">Next</a>', "/beras-naik/4", None, id="not the next number"),
        pytest.param('<a href="/beras-naik?page=2">Komentar</a>', "/beras-naik", None, id="other label"),
        pytest.param('<a href="https://lain.example/beras-naik?page=2">2</a>', "/beras-naik", None, id="other site"),
        pytest.param('<a href="/beras-naik?page=2">2</a>', "/beras-naik?page=2", None, id="this page"),
        pytest.param('<a href="http://[">2</a>', "/beras-naik", None, id="no address"),
        pytest.param('<a href="/beras-naik?page=21">21</a>', "/beras-naik?page=20", None, id="endless"),
        pytest.param("", "/beras-naik", None, id="none"),
    ],
)  # fmt: skip
def test_the_next_page_of_an_article(link: str, url: str, expected: str | None) -> None:
    found = next_page(page(f"{link}<h1>{TITLE}</h1>{paragraphs(*TEXT)}"), f"https://k.example{url}")
    wanted = f"https://k.example{expected}" if expected and expected.startswith("/") else expected
    assert found == wanted


@pytest.mark.parametrize("content", [b"", b"%PDF", b"<html>" + b" " * article.MAX_PAGE_BYTES])
def test_what_is_no_page_has_no_next_page(content: bytes) -> None:
    assert next_page(content, "https://k.example/beras-naik") is None


def test_no_next_page_without_an_address() -> None:
    assert next_page(simple(), "http://[") is None


def test_pages_are_joined_to_one_article() -> None:
    note = "Artikel ini terdiri dari dua bagian yang kami susun untuk para pembaca setia di seluruh Indonesia."
    pages = [
        simple(note, LEAD, "Halaman Selanjutnya", head=published_meta("2023-05-06")),
        simple(note, CAUSE, PLAN + " (wls/bgp)", head=published_meta("2023-05-07")),
    ]
    joined = read_pages(pages, url="https://k.example/beras-naik")
    assert lines(joined) == [note, LEAD, CAUSE, PLAN]
    assert (joined.title, joined.published) == (TITLE, "2023-05-06")
    assert joined.id == read_page(pages[0], url="https://k.example/beras-naik").id


def test_a_later_page_that_cannot_be_read_is_left_out() -> None:
    joined = read_pages([simple(LEAD, CAUSE), b"%PDF", simple(PLAN)])
    assert (lines(joined), joined.reason) == (TEXT, None)


def test_no_pages_are_no_article() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        read_pages([])


# Languages


MALAY = (
    "KUALA LUMPUR: Kerajaan akan menyalurkan peruntukan RM20 juta kepada peniaga kecil yang terjejas akibat banjir di "
    "Kelantan, kata Timbalan Menteri Kewangan. Beliau berkata, permohonan boleh dibuat mulai Isnin hadapan di semua "
    "cawangan bank yang terlibat, manakala bayaran akan dimasukkan terus ke dalam akaun pemohon."
)
JAVANESE = (
    "Rega lombok ing pasar tradhisional saiki mundhak dadi telung puluh ewu saben kilogram amarga udan deres sing "
    "ndadekake akeh petani gagal panen. Para bakul ngarep supaya pamrentah enggal nindakake operasi pasar."
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(" ".join(TEXT), "id", id="Indonesian"),
        pytest.param(" ".join(TEXT).lower(), "id", id="lower case"),
        pytest.param(" ".join(TEXT).upper(), "id", id="upper case"),
        pytest.param("Asep Suparman, Yohanes Wamafma, I Made Sudarsana, Tgk. Zulkifli dan Petrus Lamawuran menerima "
                     "piagam di Kantor Bupati Lembata.", "id", id="names"),
        pytest.param("Gula kristal putih 17.500, minyak goreng curah 15.000, telur ayam ras 28.000, daging sapi murni "
                     "140.000, bawang merah 32.000", "id", id="price list"),
        pytest.param(ENGLISH, "en", id="English"),
        pytest.param(MALAY, "ms", id="Malay"),
        pytest.param(JAVANESE, "jv", id="Javanese"),
        pytest.param("De prijs van rijst op de markt is deze week opnieuw gestegen, aldus handelaren in de stad, die "
                     "de lange droogte de schuld geven.", "nl", id="Dutch"),
        pytest.param("本周市场大米价格再次上涨，商贩表示，长期干旱导致产量下降。" * 4, "zh", id="Chinese"),
        pytest.param("ارتفعت أسعار الأرز في الأسواق المحلية هذا الأسبوع بسبب موسم الجفاف الطويل، وفقا للتجار.", "ar",
                     id="Arabic"),
        pytest.param("Harga naik.", None, id="too short"),
        pytest.param("", None, id="empty"),
        pytest.param("12 34 56 78 90 " * 20, "id", id="numbers"),
    ],
)  # fmt: skip
def test_languages(text: str, code: str | None) -> None:
    assert language.identify(text) == code


def test_only_the_beginning_is_judged() -> None:
    assert language.identify(" ".join(TEXT * 10) + ENGLISH * 100) == "id"


@pytest.mark.parametrize(("code", "name"), [("en", "English"), ("ms", "Malay"), ("xyz", "xyz")])
def test_names_of_languages(code: str, name: str) -> None:
    assert language.name(code) == name
