"""Finding pages through feeds and sitemaps, and the manners of fetching them."""

from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers import Connection, Reply, Server, never_answer, redirect

from extractor.crawl import engine
from extractor.crawl.discover import (
    Discovery,
    Failure,
    ListKind,
    clean,
    day_in,
    links_of,
    next_listing,
    read_list,
    site_of,
)
from extractor.crawl.engine import Fetcher
from extractor.crawl.exchange import Page
from extractor.crawl.fetch import Settings
from extractor.errors import FetchError

ARTICLE = "<html><body><h1>Harga beras</h1><p>Harga beras di Garut naik menjadi Rp 14.000.</p></body></html>"


#: As fast as can be, and each request only once.
AT_ONCE = Settings(delay=0, retries=0, backoff=0)


def run(
    start: str,
    *,
    limit: int | None = None,
    settings: Settings = AT_ONCE,
    kind: ListKind | None = None,
) -> list[Page | Failure]:
    """Fetch what a start leads to, one after the other."""
    results: list[Page | Failure] = []

    async def work(fetcher: Fetcher) -> None:
        discovery = Discovery(lambda url: fetcher.page(url, "list"), fetcher.robots.sitemaps)
        async for found in discovery.find(start, kind):
            if isinstance(found, Failure):
                results.append(found)
                continue
            try:
                results.append(await fetcher.page(found.address, "article"))
            except FetchError as error:
                results.append(Failure(found.address, str(error), error.kind))
            if len(results) == limit:
                return

    engine.run(work, settings, lambda exchange: exchange)
    return results


def paths(results: list[Page | Failure], server: Server) -> list[str]:
    """Return the paths of the pages that came, a failure's with a `!` before it."""
    return [("!" if isinstance(r, Failure) else "") + r.url.removeprefix(server.url) for r in results]


def rss(server: Server, *links: str) -> Reply:
    items = "".join(f"<item><title>x</title><link>{server.url}{link}</link></item>" for link in links)
    channel = f"<channel><title>Kabar</title><link>{server.url}/</link>{items}</channel>"
    return Reply(f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>', content_type="application/rss+xml")


def urlset(server: Server, *rows: tuple[str, str]) -> str:
    urls = "".join(f"<url><loc>{server.url}{path}</loc><lastmod>{day}</lastmod></url>" for path, day in rows)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def index(server: Server, *rows: tuple[str, str]) -> str:
    maps = "".join(f"<sitemap><loc>{server.url}{path}</loc><lastmod>{day}</lastmod></sitemap>" for path, day in rows)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'


def articles(server: Server, *links: str) -> None:
    server.routes |= dict.fromkeys(links, ARTICLE)


def test_a_feed_gives_its_articles_in_its_order(server: Server) -> None:
    articles(server, "/c-tiga", "/a-satu", "/b-dua")
    server.routes["/feed"] = rss(server, "/c-tiga", "/a-satu", "/b-dua")
    results = run(f"{server.url}/feed")
    assert paths(results, server) == ["/c-tiga", "/a-satu", "/b-dua"]
    assert all(isinstance(result, Page) for result in results)


def test_an_article_that_is_listed_twice_comes_once(server: Server) -> None:
    articles(server, "/a-satu", "/a-satu?id=2")
    server.routes["/feed"] = rss(
        server, "/a-satu", "/a-satu?utm_source=rss&amp;utm_medium=feed", "/a-satu#komentar", "/a-satu?id=2&amp;fbclid=x"
    )
    assert paths(run(f"{server.url}/feed"), server) == ["/a-satu", "/a-satu?id=2"]


def test_what_fails_is_told_and_the_rest_goes_on(server: Server) -> None:
    articles(server, "/b-dua")
    server.routes |= {"/feed": rss(server, "/a-satu", "/b-dua", "/c-tiga"), "/c-tiga": Reply(status=500)}
    results = run(f"{server.url}/feed")
    assert paths(results, server) == ["!/a-satu", "/b-dua", "!/c-tiga"]
    assert [result.reason.split(": ", 1)[1] for result in results if isinstance(result, Failure)] == [
        "answered 404 Not Found, check the address",
        "answered 500 Internal Server Error",
    ]


def test_a_sitemap_index_is_followed_newest_first(server: Server) -> None:
    articles(server, "/lama-a", "/lama-b", "/baru-a", "/baru-b")
    server.routes |= {
        "/sitemap.xml": index(
            server,
            ("/post-sitemap1.xml", "2023-12-31"),
            ("/category-sitemap.xml", "2025-01-01"),
            ("/post-sitemap2.xml.gz", "2024-06-01T10:00:00+07:00"),
        ),
        "/post-sitemap1.xml": urlset(server, ("/lama-a", "2023-01-05"), ("/lama-b", "2023-12-30")),
        "/post-sitemap2.xml.gz": Reply(
            gzip.compress(urlset(server, ("/baru-a", "2024-05-30"), ("/baru-b", "2024-06-01")).encode()),
            content_type="application/gzip",
        ),
    }
    assert paths(run(f"{server.url}/sitemap.xml"), server) == ["/baru-b", "/baru-a", "/lama-b", "/lama-a"]
    assert "/category-sitemap.xml" not in server.paths


def test_a_later_sitemap_is_not_fetched_before_it_is_needed(server: Server) -> None:
    articles(server, "/baru-a")
    server.routes |= {
        "/sitemap.xml": index(server, ("/s1.xml", "2024-01-01"), ("/s2.xml", "2023-01-01")),
        "/s1.xml": urlset(server, ("/baru-a", "2024-01-01")),
    }
    run(f"{server.url}/sitemap.xml", limit=1)
    assert "/s2.xml" not in server.paths


def test_a_broken_part_of_a_sitemap_is_told(server: Server) -> None:
    articles(server, "/a-satu")
    server.routes |= {
        "/sitemap.xml": index(
            server, ("/gone.xml", "2024-02-01"), ("/page.xml", "2024-01-02"), ("/s.xml", "2024-01-01")
        ),
        "/page.xml": "<html><p>Pemeliharaan</p></html>",
        "/s.xml": urlset(server, ("/a-satu", "2024-01-01")),
    }
    results = run(f"{server.url}/sitemap.xml")
    assert paths(results, server) == ["!/gone.xml", "!/page.xml", "/a-satu"]
    assert isinstance(results[1], Failure)
    assert results[1].reason.endswith("neither a feed nor a sitemap")


def test_sitemaps_that_list_each_other_end(server: Server) -> None:
    server.routes |= {
        "/a.xml": index(server, ("/b.xml", "2024-01-01")),
        "/b.xml": index(server, ("/a.xml", "2024-01-01")),
    }
    with pytest.raises(FetchError, match="no articles found"):
        run(f"{server.url}/a.xml")
    assert server.paths.count("/b.xml") == 1


def test_the_number_of_lists_is_bounded(server: Server) -> None:
    server.routes |= {f"/{n}.xml": index(server, (f"/{n + 1}.xml", "2024-01-01")) for n in range(100)}
    with pytest.raises(FetchError, match="no articles found"):
        run(f"{server.url}/0.xml")
    assert len(server.requests) <= 52


def test_a_site_is_read_through_the_feed_that_its_page_names(server: Server) -> None:
    articles(server, "/a-satu")
    server.routes |= {
        "/": '<html><head><link rel="alternate" type="application/rss+xml" href="/rss/terkini">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/"></head><body>x</body></html>',
        "/rss/terkini": rss(server, "/a-satu"),
        "/comments/feed/": rss(server, "/komentar-1"),
    }
    assert paths(run(f"{server.url}/"), server) == ["/a-satu"]


def test_a_site_without_a_feed_is_read_through_the_sitemap_of_robots_txt(server: Server) -> None:
    articles(server, "/a-satu")
    server.routes |= {
        "/": "<html><body>x</body></html>",
        "/robots.txt": f"User-agent: *\nDisallow:\n\nSitemap: {server.url}/peta.xml\n",
        "/peta.xml": urlset(server, ("/a-satu", "2024-01-01")),
    }
    assert paths(run(server.url), server) == ["/a-satu"]
    assert "/sitemap.xml" not in server.paths


@pytest.mark.parametrize("place", ["/feed/", "/sitemap.xml", "/sitemap_index.xml"])
def test_a_site_that_names_nothing_is_tried_at_the_usual_places(server: Server, place: str) -> None:
    articles(server, "/a-satu")
    listed = rss(server, "/a-satu") if place == "/feed/" else urlset(server, ("/a-satu", "2024-01-01"))
    server.routes |= {"/": "<html><body>x</body></html>", place: listed}
    assert paths(run(server.url), server) == ["/a-satu"]


def test_a_section_is_read_through_its_own_feed(server: Server) -> None:
    articles(server, "/a-jatim", "/b-jakarta")
    server.routes |= {
        "/jatim/": '<html><head><link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/jatim/feed/"></head><body>x</body></html>',
        "/feed/": rss(server, "/b-jakarta"),
        "/jatim/feed/": rss(server, "/a-jatim"),
    }
    assert paths(run(f"{server.url}/jatim/"), server) == ["/a-jatim"]


def test_a_site_without_lists_says_what_to_do(server: Server) -> None:
    server.routes["/"] = "<html><body>x</body></html>"
    with pytest.raises(FetchError, match="no articles found through feeds and sitemaps, give the address of one"):
        run(server.url)


def test_links_to_elsewhere_are_left_out(server: Server) -> None:
    articles(server, "/a-satu")
    items = "".join(
        f"<item><link>{link}</link></item>"
        for link in (
            "http://lain.example/berita-1",
            f"{server.url.replace('127.0.0.1', 'localhost')}/berita-2",
            "javascript:alert(1)",
            "file:///etc/passwd",
            f"{server.url}/",
            f"{server.url}/feed",
            f"{server.url}/foto.jpg",
            f"{server.url}/a-satu",
        )
    )
    server.routes["/feed"] = f"<rss><channel>{items}</channel></rss>"
    assert paths(run(f"{server.url}/feed"), server) == ["/a-satu"]


def test_robots_txt_is_obeyed_with_its_wildcards(server: Server) -> None:
    articles(server, "/a-satu", "/internal/b-dua", "/c-tiga?cetak=1", "/internal/umum-empat")
    server.routes |= {
        "/robots.txt": "User-agent: *\nDisallow: /internal/\nAllow: /internal/umum*\nDisallow: /*?cetak=\n",
        "/feed": rss(server, "/a-satu", "/internal/b-dua", "/c-tiga?cetak=1", "/internal/umum-empat"),
    }
    results = run(f"{server.url}/feed")
    assert paths(results, server) == ["/a-satu", "!/internal/b-dua", "!/c-tiga?cetak=1", "/internal/umum-empat"]
    assert "/internal/b-dua" not in server.paths
    assert isinstance(results[1], Failure)
    assert results[1].reason.endswith("/internal/b-dua: the site's robots.txt does not allow it")


def test_robots_txt_may_name_this_crawler(server: Server) -> None:
    server.routes |= {
        "/robots.txt": "User-agent: *\nDisallow:\n\nUser-agent: extractor\nDisallow: /\n",
        "/feed": rss(server, "/a-satu"),
    }
    with pytest.raises(FetchError, match=r"robots\.txt does not allow it"):
        run(f"{server.url}/feed")
    assert server.paths == ["/robots.txt"]


def test_a_redirect_does_not_lead_around_robots_txt(server: Server) -> None:
    articles(server, "/internal/b-dua")
    server.routes |= {
        "/robots.txt": "User-agent: *\nDisallow: /internal/\n",
        "/feed": rss(server, "/a-satu"),
        "/a-satu": redirect("/internal/b-dua"),
    }
    assert paths(run(f"{server.url}/feed"), server) == ["!/a-satu"]
    assert "/internal/b-dua" not in server.paths


@pytest.mark.parametrize("robots", [Reply(status=503), Reply(status=429), never_answer])
def test_a_site_whose_robots_txt_cannot_be_had_is_left_alone(server: Server, robots: Reply) -> None:
    server.routes |= {"/robots.txt": robots, "/feed": rss(server, "/a-satu")}
    with pytest.raises(FetchError, match=r"/feed: not fetched, as the site's robots\.txt cannot be read") as caught:
        run(f"{server.url}/feed", settings=Settings(timeout=0.3, delay=0, retries=0))
    assert "\n" not in str(caught.value)
    assert server.paths == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_everything(server: Server, status: int) -> None:
    articles(server, "/a-satu")
    server.routes |= {"/robots.txt": Reply(status=status), "/feed": rss(server, "/a-satu")}
    assert paths(run(f"{server.url}/feed"), server) == ["/a-satu"]


@pytest.mark.parametrize(
    ("robots", "delay", "least"),
    [
        ("", 0.2, 0.2),
        ("User-agent: *\nCrawl-delay: 0.4\n", 0.1, 0.4),
        ("User-agent: *\nCrawl-delay: 0.1\n", 0.3, 0.3),
        ("\x00\xff: {\nCrawl-delay: soon\nSitemap: http://[\n", 0.2, 0.2),
    ],
)
def test_requests_to_a_host_are_spaced(server: Server, robots: str, delay: float, least: float) -> None:
    times: list[float] = []

    def article(connection: Connection) -> None:
        times.append(time.monotonic())
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + ARTICLE.encode())

    server.routes |= {"/robots.txt": robots, "/feed": rss(server, "/a-satu", "/b-dua")}
    server.routes |= dict.fromkeys(("/a-satu", "/b-dua"), article)
    run(f"{server.url}/feed", settings=Settings(delay=delay))
    assert server.paths == ["/robots.txt", "/feed", "/a-satu", "/b-dua"]
    assert times[1] - times[0] > least - 0.05  # no sooner, however slow the machine


def test_a_site_cannot_ask_for_a_delay_without_end(server: Server) -> None:
    server.routes["/robots.txt"] = "User-agent: *\nCrawl-delay: 99999999\n"
    delays: list[float] = []

    async def work(fetcher: Fetcher) -> None:
        delays.append(await fetcher.robots.delay(f"{server.url}/a"))

    engine.run(work, AT_ONCE, lambda exchange: exchange)
    assert delays == [3600.0]


def test_no_request_goes_into_the_local_network(server: Server) -> None:
    server.routes["/feed"] = rss(server, "/a-satu")
    with pytest.raises(FetchError, match=r"127\.0\.0\.1: not on the public internet"):
        run(f"{server.url}/feed", settings=Settings(delay=0, retries=0, allow_private=False))
    assert server.requests == []


@pytest.mark.parametrize("start", ["kabar", "ftp://kabar.example/feed", "http://kabar.invalid/feed"])
def test_a_start_that_is_none_is_one_line(start: str) -> None:
    with pytest.raises(FetchError) as caught:
        run(start)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "addresses"),
    [
        pytest.param(
            "<rss><channel><item><guid>https://k.example/a</guid></item><item><link>http://[x</link></item>"
            '<item><guid isPermaLink="false">x1</guid></item></channel></rss>',
            ["https://k.example/a"],
            id="guid",
        ),
        pytest.param(
            '<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://k.example/"/>'
            '<entry><link rel="self" href="/x"/><link href="/a-satu"/></entry></feed>',
            ["https://k.example/a-satu"],
            id="Atom",
        ),
        pytest.param(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            "<item><link> https://k.example/a </link></item></rdf:RDF>",
            ["https://k.example/a"],
            id="RSS 1.0",
        ),
        pytest.param(
            "<rss><channel><item><link><![CDATA[https://k.example/a?b=1&c=2]]></link></item><item><link>/b & c",
            ["https://k.example/a?b=1&c=2", "https://k.example/b  c"],
            id="broken off",
        ),
        pytest.param(
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
            "<url><loc>https://k.example/a</loc></url><url><loc>https://k.example/b</loc><news:news>"
            "<news:publication_date>2024-01-02T10:00:00+07:00</news:publication_date></news:news></url></urlset>",
            ["https://k.example/b", "https://k.example/a"],
            id="news sitemap",
        ),
        pytest.param("<html><body><a href='/a'>a</a></body></html>", None, id="HTML"),
        pytest.param("", None, id="empty"),
        pytest.param("%PDF-1.4", None, id="PDF"),
        pytest.param('{"items": []}', None, id="JSON"),
        pytest.param(b"\x1f\x8b\x08broken", None, id="broken gzip"),
        pytest.param(
            '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
            "<rss><channel><item><link>&e;</link></item></channel></rss>",
            [],
            id="external entity",
        ),
    ],
)
def test_reading_feeds_and_sitemaps(content: str | bytes, addresses: list[str] | None) -> None:
    listed = read_list(content if isinstance(content, bytes) else content.encode(), "https://k.example/feed")
    assert (listed.addresses if listed else None) == addresses


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("https://Kabar.example/a?utm_source=x&id=5#y", "https://kabar.example/a?id=5"),
        ("https://kabar.example/a/?fbclid=1", "https://kabar.example/a/"),
        ("https://kabar.example/a?b=%2F&c", "https://kabar.example/a?b=%2F&c"),
        ("mailto:a@kabar.example", None),
        ("http://[::1", None),
    ],
)
def test_addresses_are_cleaned(url: str, cleaned: str | None) -> None:
    assert clean(url) == cleaned


@pytest.mark.parametrize(
    ("url", "site"),
    [("https://rss.kabar.co.id/x", "kabar.co.id"), ("https://kabar.com/", "kabar.com"),
     ("https://garutkab.go.id/berita", "garutkab.go.id"), ("http://127.0.0.1:80/x", "127.0.0.1")],
)  # fmt: skip
def test_the_site_of_an_address(url: str, site: str) -> None:
    assert site_of(url) == site


def page_at(path: str, html: str) -> Page:
    address = f"https://kabar.example{path}"
    return Page(address, address, 200, html.encode("utf-8", "surrogatepass"), "text/html", None, "2024-05-16")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2024/05/16/apa-saja", True),
        ("/20240516/apa", True),
        ("/berita/1234567/apa", True),
        ("/read/d-7012345/apa", True),
        ("/ekonomi/harga-beras-di-garut", True),
        ("/ekonomi/harga_beras_di_garut.html", True),
        ("/ekonomi", False),
        ("/ekonomi/beras", False),
        ("/tag/harga-beras-di-garut", False),
        ("/penulis/siti-nur-aini-putri", False),
        ("/pedoman-media-siber-kami", False),
        ("/foto/harga-beras-di-garut", False),
        ("https://lain.example/harga-beras-di-garut", False),
        ("mailto:a@kabar.example", False),
        ("http://[x/harga-beras-di-garut", False),
        ("#komentar-di-bawah-berita-ini", False),
    ],
)
def test_what_looks_like_an_article_on_a_listing(path: str, expected: bool) -> None:
    found = links_of(page_at("/kanal", f'<html><body><a href="{path}"><b>Harga</b> beras</a></body></html>'))
    assert [entry.title for entry in found] == (["Harga beras"] if expected else [])


def test_a_link_that_stands_twice_has_the_longer_words() -> None:
    html = '<a href="/harga-beras-di-garut"><img></a><a href="/harga-beras-di-garut">Harga beras di Garut</a>'
    [found] = links_of(page_at("/kanal", html))
    assert found.title == "Harga beras di Garut"


@pytest.mark.parametrize(
    ("here", "link", "expected"),
    [
        ("/kanal", "/kanal?page=2", "/kanal?page=2"),
        ("/kanal/", "/kanal/page/2/", "/kanal/page/2/"),
        ("/kanal?page=2", "/kanal?page=3", "/kanal?page=3"),
        ("/kanal/page/9", "/kanal/page/10", "/kanal/page/10"),
        ("/kanal", "/kanal?page=3", None),
        ("/kanal", "/lain?page=2", None),
        ("/kanal?page=2", "/kanal?page=1", None),
    ],
)
def test_the_page_that_goes_on_with_a_listing(here: str, link: str, expected: str | None) -> None:
    address = next_listing(page_at(here, f'<html><body><a href="{link}">lanjut</a></body></html>'))
    assert (address and address.removeprefix("https://kabar.example")) == expected


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://k.example/2024/05/16/a", "2024-05-16"),
        ("https://k.example/read/2024/5/16/a", None),
        ("https://k.example/a/20240516/b", "2024-05-16"),
        ("https://k.example/2024-05-16/b", "2024-05-16"),
        ("https://k.example/2024/05/a", "2024-05-31"),
        ("https://k.example/2024/13/a", None),
        ("https://k.example/berita/20240599123/a", None),
        ("https://k.example/a?tgl=2024/05/16/", None),
    ],
)
def test_the_day_in_an_address(address: str, day: str | None) -> None:
    assert day_in(address) == day


@pytest.mark.parametrize(
    ("content", "day", "changed"),
    [
        (
            "<rss><item><link>/a</link><pubDate>Thu, 16 May 2024 23:30:00 +0700</pubDate></item></rss>",
            "2024-05-16",
            None,
        ),
        ("<rss><item><link>/a</link><pubDate>kemarin</pubDate></item></rss>", None, None),
        (
            "<feed><entry><link href='/a'/><published>2024-05-16T23:30:00+07:00</published>"
            "<updated>2024-05-17T08:00:00+07:00</updated></entry></feed>",
            "2024-05-16",
            "2024-05-17T01:00:00+00:00",
        ),
        (
            "<urlset><url><loc>/a</loc><lastmod>2024-05-16</lastmod></url></urlset>",
            "2024-05-16",
            "2024-05-16T23:59:59+00:00",
        ),
        ("<urlset><url><loc>/a</loc></url></urlset>", None, None),
    ],
)  # fmt: skip
def test_the_days_that_lists_give(content: str, day: str | None, changed: str | None) -> None:
    listed = read_list(content.encode(), "https://k.example/")
    assert listed is not None
    [entry] = listed.entries
    assert (entry.day, entry.changed) == (day, changed)


MARKUP = st.lists(
    st.sampled_from(
        ("<rss>", "<item>", "<link>", "</link>", "<feed>", "<entry>", "<urlset>", "<url>", "<loc>", "</loc>",
         "<lastmod>", "<pubDate>", "2024-05-16", "https://k.example/a", "http://[", "<a href='",
         "?page=2", "'>", "\x00", "&", "é")
    ),
    max_size=20,
).map("".join)  # fmt: skip


@given(MARKUP | st.text(max_size=60))
def test_lists_and_listings_may_be_anything(content: str) -> None:
    listed = read_list(content.encode("utf-8", "surrogatepass"), "https://k.example/")
    assert listed is None or all(entry.address for entry in listed.entries)
    page = page_at("/kanal", content)
    assert all(entry.address.startswith("https://") for entry in links_of(page))
    next_listing(page)
