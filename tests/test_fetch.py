"""Fetching one page: what comes back, and one clear line for everything that a server can do wrong."""

from __future__ import annotations

import gzip
import socket
import ssl

import httpcore
import pytest
from servers import (
    Reply,
    Server,
    break_off,
    drip_body,
    drip_headers,
    never_answer,
    redirect,
    talk_nonsense,
)

from extractor.crawl.exchange import decompress
from extractor.crawl.fetch import Settings, fetch, is_public
from extractor.errors import FetchError

PAGE = "<html><body><p>Harga beras di Garut naik.</p></body></html>"


def test_a_page_comes_with_what_the_server_says_about_it(server: Server) -> None:
    server.routes["/berita?id=5"] = Reply(PAGE.encode("cp1252"), content_type="text/html; charset=Windows-1252")
    page = fetch(f"{server.url}/berita?id=5#komentar")
    assert page.content == PAGE.encode("cp1252")
    assert (page.status, page.content_type, page.charset) == (200, "text/html", "windows-1252")
    assert page.final_url == f"{server.url}/berita?id=5"
    assert page.fetched.endswith("+00:00")
    assert len(page.fetched) == len("2024-05-06T07:08:09+00:00")


def test_a_page_without_content_type_has_none(server: Server) -> None:
    server.routes["/a"] = lambda connection: connection.send(b"HTTP/1.1 200 OK\r\n\r\nhalo") and None
    page = fetch(f"{server.url}/a")
    assert (page.content, page.content_type, page.charset) == (b"halo", None, None)


def test_the_user_agent_names_the_project_and_the_contact(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.routes["/a"] = PAGE
    monkeypatch.delenv("EXTRACTOR_CONTACT", raising=False)
    fetch(f"{server.url}/a")
    monkeypatch.setenv("EXTRACTOR_CONTACT", "https://redaksi.example/bot\r\nX-Injected: 1")
    fetch(f"{server.url}/a")
    names = [request.headers["user-agent"] for request in server.requests]
    assert names[0].startswith("extractor/")
    assert "(" not in names[0]
    assert names[1] == f"{names[0]} (+https://redaksi.example/botX-Injected: 1)"
    assert "x-injected" not in server.requests[1].headers


def test_compressed_pages_are_unpacked(server: Server) -> None:
    packed = gzip.compress(b"<p>beras") + gzip.compress(b" naik")
    server.routes["/a"] = Reply(packed, headers={"Content-Encoding": "gzip"})
    assert fetch(f"{server.url}/a").content == b"<p>beras naik"


def test_redirects_are_followed_and_asked_about(server: Server) -> None:
    server.routes |= {"/lama": redirect("/baru?x=1", 301), "/baru?x=1": redirect("akhir"), "/akhir": PAGE}
    asked: list[str] = []
    page = fetch(f"{server.url}/lama", before=asked.append)
    assert page.url == f"{server.url}/lama"
    assert page.final_url == f"{server.url}/akhir"
    assert asked == [f"{server.url}{path}" for path in ("/lama", "/baru?x=1", "/akhir")]


def test_a_forbidden_redirect_is_not_requested(server: Server) -> None:
    server.routes |= {"/lama": redirect("/rahasia"), "/rahasia": PAGE}

    def before(url: str) -> None:
        if url.endswith("/rahasia"):
            raise FetchError("forbidden")

    with pytest.raises(FetchError, match="forbidden"):
        fetch(f"{server.url}/lama", before=before)
    assert server.paths == ["/lama"]


@pytest.mark.parametrize(
    ("route", "message"),
    [
        pytest.param(Reply(status=404), "answered 404 Not Found, check the address", id="404"),
        pytest.param(Reply(status=410), "answered 410 Gone, the page was taken down", id="410"),
        pytest.param(Reply(status=500), "answered 500 Internal Server Error", id="500"),
        pytest.param(Reply(status=599), "answered 599", id="unknown status"),
        pytest.param(Reply(status=429), "answered 429 Too Many Requests, try again later", id="429"),
        pytest.param(Reply(status=302), "answered 302 Found", id="redirect to nowhere"),
        pytest.param(redirect("/a"), "redirects in a circle", id="circle"),
        pytest.param(redirect("mailto:redaksi@kabar.example"), "redirects to what is not a web address", id="mailto"),
        pytest.param(redirect("file:///etc/passwd"), "redirects to what is not a web address", id="file"),
        pytest.param(never_answer, "did not answer within 0.3 s", id="silence"),
        pytest.param(drip_headers, "did not answer within 0.3 s", id="slow headers"),
        pytest.param(drip_body, "did not answer within 0.3 s", id="slow body"),
        pytest.param(break_off, "broke off its answer", id="wrong length"),
        pytest.param(talk_nonsense, "broke off its answer", id="not HTTP"),
        pytest.param(Reply(b"x" * 3_000), "larger than 0.002 MB", id="large"),
        pytest.param(
            lambda connection: connection.send(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000), "larger than", id="no length"
        ),
        pytest.param(
            Reply(gzip.compress(b"x" * 3_000), headers={"Content-Encoding": "gzip"}), "larger than", id="gzip bomb"
        ),
        pytest.param(
            Reply(gzip.compress(PAGE.encode())[:-12], headers={"Content-Encoding": "gzip"}),
            "sent a broken page",
            id="half a gzip",
        ),
        pytest.param(Reply(PAGE, headers={"Content-Encoding": "gzip"}), "sent a broken page", id="no gzip"),
        pytest.param(Reply(PAGE, headers={"Content-Encoding": "br"}), "not asked for", id="other compression"),
    ],
)
def test_what_a_server_does_wrong_is_one_line(server: Server, route: object, message: str) -> None:
    server.routes["/a"] = route  # type: ignore[assignment]
    with pytest.raises(FetchError) as caught:
        fetch(f"{server.url}/a", Settings(timeout=0.3, max_bytes=2_000))
    assert str(caught.value).startswith(f"{server.url}/a: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_redirects_end(server: Server) -> None:
    server.routes |= {f"/{number}": redirect(f"/{number + 1}") for number in range(20)}
    with pytest.raises(FetchError, match=r"/0: redirects more than 3 times"):
        fetch(f"{server.url}/0", Settings(max_redirects=3))
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "url",
    ["", "kabar.example/berita", "ftp://kabar.example/a", "file:///etc/passwd", "javascript:alert(1)", "http://",
     "http://[::1", "http://kabar\x00.example/", "http://kabar.example:99999/", "//kabar.example/a"],
)  # fmt: skip
def test_what_is_no_web_address_is_said_so(url: str) -> None:
    with pytest.raises(FetchError, match="not a web address") as caught:
        fetch(url)
    assert str(caught.value).isprintable()


def test_a_host_that_does_not_exist() -> None:
    with pytest.raises(FetchError, match=r"kabar\.invalid: no such host"):
        fetch("http://kabar.invalid/berita")


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        port = taken.getsockname()[1]
        with pytest.raises(FetchError, match="no connection, check the address"):
            fetch(f"http://127.0.0.1:{port}/")


def test_no_tls_where_it_is_wanted(server: Server) -> None:
    with pytest.raises(FetchError, match="no secure connection"):
        fetch(server.url.replace("http:", "https:") + "/a")


def test_a_certificate_that_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    async def connect(*_: object) -> None:
        raise httpcore.ConnectError(ssl.SSLCertVerificationError("self-signed certificate"))

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    with pytest.raises(FetchError, match="certificate is not valid"):
        fetch("https://127.0.0.1/")


def test_private_addresses_only_where_allowed(server: Server) -> None:
    server.routes["/a"] = PAGE
    assert fetch(f"{server.url}/a").status == 200
    with pytest.raises(FetchError, match=r"127\.0\.0\.1: not on the public internet"):
        fetch(f"{server.url}/a", Settings(allow_private=False))
    assert server.paths == ["/a"]


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("2606:4700::1", True), ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.0.1", False),
     ("169.254.169.254", False), ("::1", False), ("fe80::1%eth0", False), ("::ffff:10.0.0.1", False),
     ("::ffff:8.8.8.8", True), ("224.0.0.1", False), ("0.0.0.0", False)],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_host_is_reached_by_any_of_its_addresses(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.routes["/a"] = PAGE

    async def addresses(*_: object) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    monkeypatch.setattr("extractor.crawl.fetch.addresses_of", addresses)
    assert fetch(f"{server.url}/a").status == 200


def test_padding_behind_a_gzip_stream_is_ignored() -> None:
    assert decompress([gzip.compress(b"beras") + b"\0\0\0"], 100) == b"beras"


def test_an_interruption_passes(server: Server) -> None:
    server.routes["/a"] = PAGE

    def before(url: str) -> None:
        raise KeyboardInterrupt(url)

    with pytest.raises(KeyboardInterrupt):
        fetch(f"{server.url}/a", before=before)
