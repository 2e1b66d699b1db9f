"""One address for all that lead to an article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.addresses import canonical_address, publisher_of, shows_all_pages
from extractor.tables import rows

ARTICLE = "https://kabar.example/read/12/beras-naik"


@pytest.mark.parametrize("row", rows("address_rules"), ids=lambda row: row["example"])
def test_every_rule_is_shown_by_its_example(row: dict[str, str]) -> None:
    assert canonical_address(row["example"]) == row["canonical"]
    assert canonical_address(row["kept"]) == row["kept"]
    assert row["kind"] in {"tracking", "view", "whole", "host", "path", "copy"}


@pytest.mark.parametrize(
    "url",
    [
        "http://kabar.example/read/12/beras-naik",
        "HTTPS://WWW.KABAR.EXAMPLE/read/12/beras-naik",
        "https://kabar.example:443/read/12/beras-naik",
        "http://kabar.example:80/read/12/beras-naik",
        "https://kabar.example/read/12/beras-naik/",
        "https://kabar.example//read/12//beras-naik",
        "https://kabar.example/read/./11/../12/beras-naik",
        "https://kabar.example/read/12/beras%2Dnaik",
        "https://kabar.example/read/12/beras-naik?",
        "https://kabar.example/read/12/beras-naik#page2",
        " https://m.kabar.example/read/12/beras-naik?fbclid=x&utm_source=y&page=all#isi\n",
        "https://amp.kabar.example/read/12/beras-naik/amp/?amp=1",
        "https://www-kabar-example.cdn.ampproject.org/v/s/www.kabar.example/read/12/beras-naik/amp",
        "https://kabar.example/read/12/beras-naik/all?page=1",
    ],
)
def test_addresses_of_one_article(url: str) -> None:
    assert canonical_address(url) == ARTICLE


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://kabar.example/baca.php?judul=cabai%20naik&id=2", "https://kabar.example/baca.php?id=2&judul=cabai+naik"),
        ("https://kabar.example/baca.php?id=2&kosong", "https://kabar.example/baca.php?id=2&kosong="),
        ("https://kabar.example/?p=12", "https://kabar.example/?p=12"),
        ("https://kabar.example", "https://kabar.example/"),
        ("https://kabar.example/index.php?id=4", "https://kabar.example/?id=4"),
        ("https://kabar.example/beras-naik?page=2", "https://kabar.example/beras-naik?page=2"),
        ("https://kabar.example/beras-naik/2/", "https://kabar.example/beras-naik/2"),
        ("http://127.0.0.1:8001/a", "https://127.0.0.1:8001/a"),
        ("http://[::1]:8001/a/", "https://[::1]:8001/a"),
        ("https://m.example/a", "https://m.example/a"),
        ("https://kabar.example/é", "https://kabar.example/%C3%A9"),
        ("https://kabar.example/%c3%a9", "https://kabar.example/%C3%A9"),
        ("http://[", "http://["),
        ("https://kabar.example:port/a", "https://kabar.example:port/a"),
        ("mailto:redaksi@kabar.example", "mailto:redaksi@kabar.example"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_an_address_becomes(url: str, expected: str) -> None:
    assert canonical_address(url) == expected


@pytest.mark.parametrize(
    ("url", "stated", "expected"),
    [
        pytest.param("https://amp.kabar.example/x/12/beras-naik", ARTICLE, ARTICLE, id="AMP under another path"),
        pytest.param("https://m.kabar.example/?p=12", "https://kabar.example/ekonomi/beras-naik",
                     "https://kabar.example/ekonomi/beras-naik", id="a number instead of a name"),
        pytest.param(ARTICLE, "https://eko.kabar.example/12", "https://eko.kabar.example/12", id="another desk"),
        pytest.param(f"{ARTICLE}?xyz=1", f"{ARTICLE}/", ARTICLE, id="an unknown parameter"),
        pytest.param(f"{ARTICLE}?page=all", ARTICLE, ARTICLE, id="a single-page view"),
        pytest.param(ARTICLE, "https://www.kabar.example/", ARTICLE, id="the front page"),
        pytest.param(ARTICLE, "https://kabar.example/index.php", ARTICLE, id="the front page by its file"),
        pytest.param(ARTICLE, "https://lain.example/read/12/beras-naik", ARTICLE, id="another site"),
        pytest.param(ARTICLE, "https://kabar.example/read", ARTICLE, id="the section above"),
        pytest.param(ARTICLE, "https://kabar.example/ekonomi-daerah", ARTICLE, id="a section beside"),
        pytest.param("https://kabar.example/baca.php?id=12", "https://kabar.example/baca.php",
                     "https://kabar.example/baca.php?id=12", id="without the parameter that names it"),
        pytest.param(f"{ARTICLE}?page=2", ARTICLE, f"{ARTICLE}?page=2", id="page 2 by parameter"),
        pytest.param(f"{ARTICLE}/2", ARTICLE, f"{ARTICLE}/2", id="page 2 in the path"),
        pytest.param(ARTICLE, "http://[", ARTICLE, id="no address"),
    ],
)  # fmt: skip
def test_what_a_page_says_is_its_own_address(url: str, stated: str, expected: str) -> None:
    assert canonical_address(url, stated) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{ARTICLE}?page=all", True),
        (f"{ARTICLE}?id=1&SINGLE=1", True),
        (f"{ARTICLE}/semua/", True),
        (ARTICLE, False),
        (f"{ARTICLE}?page=1", False),
        ("https://kabar.example/untuk-semua", False),
        ("http://[", False),
    ],
)
def test_addresses_of_all_pages(url: str, expected: bool) -> None:
    assert shows_all_pages(url) is expected


PIECES = ("https://", "http:", "//", "www.", "m.", "amp.", "kabar.example", ":80", "/", "/amp", "/all", "/index.php",
          "?", "&", "page=all", "page=2", "utm_source=x", "id=2", "=", "#", "%", "%2", "%2f", "é", "\ud800", " ", "..",
          "google.com/amp/s/", "x.cdn.ampproject.org/c/s/", "[", "]", ";", "+", "\n", "a-b-c")  # fmt: skip
addresses = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40)


@given(addresses, st.none() | addresses)
def test_any_address(url: str, stated: str | None) -> None:
    canonical = canonical_address(url, stated)
    assert canonical_address(canonical) == canonical
    assert isinstance(publisher_of(url), str)


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://jatim.kabar.co.id/a", "kabar.co.id"),
        ("https://www.garutkab.go.id/a", "garutkab.go.id"),
        ("https://m.kabar.example/a", "kabar.example"),
        ("http://127.0.0.1:80/a", "127.0.0.1"),
        ("http://[::1]/a", "::1"),
        ("http://[", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_publisher_of_an_address(url: str | None, publisher: str) -> None:
    assert publisher_of(url) == publisher
