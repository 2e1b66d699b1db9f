"""How a crawl behaves towards sites: patience, conditional requests, its name, the limits of the configuration."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from command import Command, Result
from databases import ask
from hypothesis import given
from hypothesis import strategies as st
from pages import page
from servers import (
    Connection,
    Reply,
    Sequence,
    Server,
    never_answer,
    redirect,
    send_reply,
    unless_unchanged,
)

from extractor.config import crawl_settings
from extractor.crawl.fetch import Settings
from extractor.crawl.manners import GivenUp, Hosts, seconds_of
from extractor.crawl.sources import Source
from extractor.errors import FetchError, UserError

NOW = datetime(2024, 5, 16, 7, 0, tzinfo=UTC)


class Clock:
    """A time that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hosts(clock: Clock) -> Hosts:
    return Hosts(Settings(delay=2.0, backoff=5.0), clock)


@pytest.fixture
def run(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path) -> Command:
    shutil.copy(empty_database, tmp_path)
    configure(tmp_path, monkeypatch, "delay = 0\nretries = 1\nbackoff = 0")
    return run


def configure(folder: Path, monkeypatch: pytest.MonkeyPatch, settings: str) -> None:
    (folder / "config.toml").write_text(f"[crawl]\n{settings}\n")
    monkeypatch.setenv("EXTRACTOR_CONFIG", str(folder / "config.toml"))
    monkeypatch.delenv("EXTRACTOR_CONTACT", raising=False)


def crawl(run: Command, *arguments: str) -> Result:
    return run("crawl", *arguments, "--allow-private", "--workers", "1")


def feed(server: Server, *paths: str, changed: str = "") -> Reply:
    updated = f"<updated>{changed}</updated>" if changed else ""
    entries = "".join(f'<entry><link href="{server.url}{path}"/>{updated}</entry>' for path in paths)
    return Reply(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>', content_type="application/atom+xml")


# Patience


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (" 1.5 ", 1.5),
        ("-5", 0.0),
        ("Thu, 16 May 2024 07:02:00 GMT", 120.0),
        ("Thu, 16 May 2024 14:02:00 +0700", 120.0),
        ("Thu, 16 May 2024 06:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        (None, None),
        ("inf", None),
        ("nan", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert seconds_of(header, NOW) == seconds


@given(st.text(max_size=40))
def test_retry_after_may_be_anything(header: str) -> None:
    seconds = seconds_of(header, NOW)
    assert seconds is None or seconds >= 0


def test_a_busy_host_is_given_the_time_that_it_asks_for(hosts: Hosts, clock: Clock) -> None:
    assert hosts.wait("a.example") == 0
    hosts.answered("a.example", 429, "30")
    assert hosts.wait("a.example") == 30
    assert hosts.wait("b.example") == 0
    clock.now += 31
    assert hosts.wait("a.example") == 0


def test_without_a_time_the_pause_doubles(hosts: Hosts, clock: Clock) -> None:
    pauses = []
    for _ in range(3):
        hosts.answered("a.example", 503)
        pauses.append(hosts.wait("a.example"))
        clock.now += pauses[-1]
    assert pauses == [5, 10, 20]


def test_the_delay_grows_and_shrinks_again(hosts: Hosts) -> None:
    delays = [hosts.delay("a.example")]
    for status in (429, 429, *(200,) * 30):
        hosts.answered("a.example", status, "0")
        delays.append(hosts.delay("a.example"))
    assert delays[:3] == [2, 4, 6]
    assert delays[3:] == sorted(delays[3:], reverse=True)
    assert delays[-1] == 2


def test_the_longest_delay_counts(hosts: Hosts) -> None:
    hosts.slow_down("a.example", 7)
    hosts.slow_down("a.example", 3)
    assert hosts.delay("a.example") == 7


def test_a_host_that_wants_to_be_left_alone_is(hosts: Hosts) -> None:
    hosts.answered("a.example", 503, "3600")
    with pytest.raises(GivenUp, match=r"a\.example: is busy and wants to be left alone for 3600 s"):
        hosts.wait("a.example")


def test_a_host_that_does_not_answer_is_given_up(hosts: Hosts) -> None:
    error = FetchError("x", "no answer")
    for _ in range(2):
        hosts.unanswered("a.example", error)
    hosts.answered("a.example", 200)
    for _ in range(3):
        assert hosts.wait("a.example") == 0
        hosts.unanswered("a.example", error)
    with pytest.raises(GivenUp, match="given up after 3 requests without answer") as caught:
        hosts.wait("a.example")
    assert caught.value.kind == "no answer"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_is_not_answered_now_may_be_a_moment_later(run: Command, server: Server, status: int) -> None:
    server.routes |= {
        "/feed": feed(server, "/a-satu"),
        "/a-satu": Sequence(Reply(status=status, headers={"Retry-After": "0"}), Reply(page())),
    }
    result = crawl(run, f"{server.url}/feed")
    assert (result.code, server.paths.count("/a-satu")) == (0, 2)
    assert result.lines[-1].startswith("1 found, 0 skipped, 1 fetched, 1 new")


def test_a_busy_host_is_left_alone(run: Command, server: Server) -> None:
    server.routes |= {
        "/feed": feed(server, *(f"/a-{number}" for number in range(20))),
        "/a-0": page(),
        "/a-1": Reply(status=429, headers={"Retry-After": "86400"}),
    }
    result = crawl(run, f"{server.url}/feed")
    assert result.code == 1
    assert result.errors == ["not added: 127.0.0.1: is busy and wants to be left alone for 86400 s"]
    assert server.paths == ["/robots.txt", "/feed", "/a-0", "/a-1"]
    assert result.lines[-1].startswith("20 found, 18 skipped (18 host given up), 1 fetched, 1 new, ")


def test_a_dead_host_is_given_up(run: Command, server: Server) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        dead = f"http://127.0.0.1:{taken.getsockname()[1]}"
        entries = "".join(f'<entry><link href="{dead}/a-{number}"/></entry>' for number in range(50))
        server.routes["/feed"] = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
        result = crawl(run, f"{server.url}/feed")
    assert result.code == 1
    [error] = result.errors
    assert "the site's robots.txt cannot be read" in error
    assert result.lines[-1].startswith("50 found, 49 skipped (49 host given up), ")


def test_a_host_that_dies_is_given_up(run: Command, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(run.folder, monkeypatch, "delay = 0\nretries = 1\ntimeout = 0.3")
    paths = [f"/a-{number}" for number in range(9)]
    server.routes |= {"/feed": feed(server, *paths), **dict.fromkeys(paths, never_answer), "/a-0": page()}
    result = crawl(run, f"{server.url}/feed")
    assert result.code == 1
    assert len(result.errors) == 2
    assert "did not answer within 0.3 s" in result.errors[0]
    assert "given up after 3 requests without answer" in result.errors[1]
    assert result.lines[-1].startswith("9 found, 6 skipped (6 host given up), 1 fetched, 1 new, ")


# Conditional requests


def test_a_feed_that_has_not_changed_is_not_sent_again(run: Command, server: Server) -> None:
    server.routes |= {path: page(title=f"Berita nomor {path[3:]} dari Jepara") for path in ("/a-satu", "/b-dua")}
    server.routes["/feed"] = unless_unchanged('"v1"', feed(server, "/a-satu", "/b-dua"))
    for expected in ("1 new", "1 new", "0 new"):
        result = crawl(run, f"{server.url}/feed", "--limit", "1")
        assert result.code == 0
        assert expected in result.lines[-1]
    asked = [request.headers.get("if-none-match") for request in server.requests if request.path == "/feed"]
    assert asked == [None, '"v1"', '"v1"']


def test_a_feed_is_asked_for_whole_when_its_archive_is_gone(run: Command, server: Server) -> None:
    server.routes |= {"/a-satu": page(), "/feed": unless_unchanged('"v1"', feed(server, "/a-satu"))}
    crawl(run, f"{server.url}/feed")
    for path in (run.folder / "archive").iterdir():
        path.unlink()
    result = crawl(run, f"{server.url}/feed")
    assert (result.code, result.lines[-1].split(",")[0]) == (0, "1 found")


def test_a_stored_article_is_asked_for_again_on_request(run: Command, server: Server) -> None:
    later = "2999-01-01T00:00:00Z"
    server.routes |= {
        "/a-satu": unless_unchanged('"v1"', Reply(page(title="Berita nomor satu dari Jepara"))),
        "/b-dua": page(title="Berita nomor dua dari Jepara"),
        "/feed": feed(server, "/a-satu", "/b-dua", changed=later),
    }
    crawl(run, f"{server.url}/feed")
    server.routes["/b-dua"] = page(title="Berita nomor dua dari Jepara, diralat")
    assert "2 skipped (2 known)" in crawl(run, f"{server.url}/feed").lines[-1]
    result = crawl(run, f"{server.url}/feed", "--recheck")
    assert result.lines[-1].startswith("2 found, 0 skipped, 2 fetched, 0 new, 1 changed, 1 unchanged, ")
    assert [request.headers.get("if-none-match") for request in server.requests if request.path == "/a-satu"] == [
        None,
        '"v1"',
    ]
    server.routes["/feed"] = feed(server, "/a-satu", "/b-dua", changed="2001-01-01T00:00:00Z")
    assert "2 skipped (2 known)" in crawl(run, f"{server.url}/feed", "--recheck").lines[-1]


def test_a_change_that_was_asked_for_in_vain_is_asked_for_again(run: Command, server: Server) -> None:
    first, second = page(title="Berita nomor satu dari Jepara"), page(title="Berita nomor dua dari Jepara")
    server.routes |= {
        "/a-satu": first, "/b-dua": second, "/feed": feed(server, "/a-satu", "/b-dua", changed="2999-01-01T00:00:00Z"),
    }  # fmt: skip
    crawl(run, f"{server.url}/feed")
    server.routes |= {"/a-satu": Reply(status=404), "/b-dua": Reply(status=503)}
    crawl(run, f"{server.url}/feed", "--recheck")
    server.routes["/b-dua"] = page(title="Berita nomor dua dari Jepara, diralat")
    server.requests.clear()
    assert ", 1 changed, " in crawl(run, f"{server.url}/feed", "--recheck").lines[-1]
    # What is gone is not asked for again.
    assert "/a-satu" not in {request.path for request in server.requests}


def test_a_redirect_that_is_known_is_not_asked_for_again(run: Command, server: Server) -> None:
    server.routes |= {"/feed": feed(server, "/lama-a"), "/lama-a": redirect("/baru-a"), "/baru-a": Reply(status=500)}
    assert crawl(run, f"{server.url}/feed").code == 1
    server.routes["/baru-a"] = page()
    server.requests.clear()
    assert "0 new" in crawl(run, f"{server.url}/feed", "--dry-run").lines[-1]
    assert "1 new" in crawl(run, f"{server.url}/feed").lines[-1]
    assert "/lama-a" not in server.paths
    assert "1 known" in crawl(run, f"{server.url}/feed").lines[-1]
    assert server.paths.count("/baru-a") == 1


ODD = ("/a|satu^[1]", "/b-dua?x={1}&y='2'|[3]", "/c tiga é", "/d-empat?", "/e%2Flima?x=%7B", "/f;enam=1,2~!$()*")


@pytest.mark.parametrize("path", ODD)
@pytest.mark.parametrize("redirected", [False, True])
def test_an_address_is_known_again_whatever_it_is_made_of(
    run: Command, server: Server, path: str, redirected: bool
) -> None:
    """Addresses go through several libraries, each of which writes them in its own way."""

    def any_other(connection: Connection) -> None:
        send_reply(connection, Reply(page()))

    class Routes(dict[str, Any]):
        def get(self, path: str, _default: Any = None) -> Any:
            return super().get(path, any_other)

    server.routes = Routes()
    server.routes |= {"/robots.txt": "", "/feed": feed(server, "/lama-x" if redirected else escape(path))}
    server.routes["/lama-x"] = Reply(status=302, headers={"Location": path.replace("é", "%C3%A9")})
    assert "1 new" in crawl(run, f"{server.url}/feed").lines[-1]
    asked = len(server.paths)
    assert "1 known" in crawl(run, f"{server.url}/feed").lines[-1]
    assert server.paths[asked:] == ["/robots.txt", "/feed"]
    with closing(sqlite3.connect(run.folder / "facts.db")) as connection, connection:
        connection.execute("DELETE FROM articles")  # the notes on fetching tell alone
    assert "1 known" in crawl(run, f"{server.url}/feed").lines[-1]


def test_what_is_gone_is_not_asked_for_again(run: Command, server: Server) -> None:
    server.routes["/feed"] = feed(server, "/a-satu")
    assert crawl(run, f"{server.url}/feed").code == 1
    assert crawl(run, f"{server.url}/feed").code == 0
    assert server.paths.count("/a-satu") == 1


# Filters


def test_what_is_not_wanted_is_not_fetched(run: Command, server: Server) -> None:
    rows = "".join(
        f"<url><loc>{server.url}{path}</loc><lastmod>{day}</lastmod></url>"
        for path, day in (
            ("/2024/05/16/ekspor-mebel-jepara-naik", "2024-05-17"),
            ("/2023/05/16/ekspor-mebel-jepara-turun", "2024-05-17"),
            ("/ekspor-tuban-naik-lagi", "2024-05-01"),
            ("/jepara-lama-sekali-sudah", "2023-01-01"),
            ("/2024/04/panen-raya-di-jepara", ""),
        )
    )
    server.routes["/sitemap.xml"] = f"<urlset>{rows}</urlset>"
    result = crawl(run, f"{server.url}/sitemap.xml", "--since", "2024", "--area", "Jepara", "--dry-run")
    assert result.code == 0
    assert [line.removeprefix(server.url) for line in result.lines[:-1]] == [
        "/2024/05/16/ekspor-mebel-jepara-naik", "/2024/04/panen-raya-di-jepara",
    ]  # fmt: skip
    assert result.lines[-1].startswith("5 found, 3 skipped (2 older, 1 other area)")


# Sources


@pytest.fixture
def listed(run: Command, server: Server, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Three sources, one of which is not crawled unless it is asked for, and one that fails."""

    def source(name: str, area: str, kind: Any, path: str, enabled: bool = True, **fields: Any) -> Source:
        defaults: dict[str, Any] = {"include": (), "exclude": (), "delay": 0.0}
        return Source(
            name=name, title=name, area=area, kind=kind, url=f"{server.url}{path}", enabled=enabled, **defaults | fields
        )

    sources = [
        source("jepara", "33.20", "feed", "/feed", exclude=(r"/iklan-",)),
        source("tuban", "35.23", "listing", "/kanal"),
        source("tiada", "33", "sitemap", "/tiada.xml"),
        source("cari", "ID", "search", "/cari?q={query}", enabled=False),
    ]
    monkeypatch.setattr("extractor.crawl.sources.load_sources", lambda _file=None: sources)
    server.routes |= {
        "/feed": feed(server, "/a-satu", "/iklan-rokok", "/c-tiga"),
        "/kanal": '<a href="/berita/panen-jagung-di-tuban">x</a><a href="/tentang-kami-semua-di-sini">x</a>',
        "/cari?q=Kabupaten+Jepara": feed(server, "/d-empat"),
    }
    for path in ("/a-satu", "/c-tiga", "/berita/panen-jagung-di-tuban", "/d-empat"):
        server.routes[path] = page(title=f"Berita dari {path[1:]} di Jepara")
    return run


def test_listed_sources_are_crawled_together(listed: Command, server: Server) -> None:
    result = crawl(listed)
    assert result.code == 1
    assert result.errors == [f"not added: {server.url}/tiada.xml: answered 404 Not Found, check the address"]
    summary = result.lines[-4:]
    assert summary[0] == "jepara: 3 found, 1 skipped (1 excluded), 2 fetched, 2 new, 6 facts, 0 failed"
    assert summary[1] == "tuban: 1 found, 0 skipped, 1 fetched, 1 new, 3 facts, 0 failed"
    assert summary[2] == "tiada: 0 found, 0 skipped, 0 fetched, 0 new, 0 facts, 1 failed (1 404)"
    assert summary[3] == "all: 4 found, 1 skipped (1 excluded), 3 fetched, 3 new, 9 facts, 1 failed (1 404)"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["--source", "tuban"], ["tuban"]),
        (["--source", "tuban", "--source", "jepara"], ["jepara", "tuban"]),
        (["--area", "Jepara", "--source", "cari"], ["cari"]),
        (["--area", "35"], ["tuban"]),
    ],
)
def test_sources_are_chosen_by_name_and_area(listed: Command, arguments: list[str], names: list[str]) -> None:
    result = crawl(listed, *arguments)
    assert result.code == 0
    fetched = ask(listed.folder / "facts.db", "SELECT count(*) FROM articles")
    assert fetched == [(sum({"jepara": 2, "tuban": 1, "cari": 1}[name] for name in names),)]
    if len(names) > 1:
        assert [line.partition(":")[0] for line in result.lines[-1 - len(names) :]] == [*names, "all"]


@pytest.mark.parametrize("arguments", [["--area", "Papua"], ["--source", "entah"]])
def test_no_source_is_wrong_usage(listed: Command, arguments: list[str]) -> None:
    result = crawl(listed, *arguments)
    assert result.code in (1, 2)
    assert result.err.startswith("Error: ")


# Names and limits


def test_the_contact_of_the_configuration_is_named(
    run: Command, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(run.folder, monkeypatch, 'delay = 0\ncontact = "https://redaksi.example/bot"')
    server.routes |= {"/feed": feed(server, "/a-satu"), "/a-satu": page(), "/b-dua": page()}
    crawl(run, f"{server.url}/feed")
    run("add", f"{server.url}/b-dua")
    assert {request.headers["user-agent"].partition(" ")[2] for request in server.requests} == {
        "(+https://redaksi.example/bot)"
    }
    monkeypatch.setenv("EXTRACTOR_CONTACT", "mailto:data@redaksi.example")
    run("add", f"{server.url}/b-dua")
    assert server.requests[-1].headers["user-agent"].endswith(" (+mailto:data@redaksi.example)")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("[crawl]\ndelai = 1", "no setting 'delai' in [crawl]: there are contact, delay"),
        ("[crawl]\ndelay = 'x'", "delay must be a number"),
        ("[crawl]\ndelay = true", "delay must be a number"),
        ("[crawl]\ndelay = -1", "delay must be at least 0"),
        ("[crawl]\ndelay = nan", "delay must be at least 0"),
        ("[crawl]\ncontact = 1", "contact must be a text"),
        ("crawl = 1", "crawl must be a table"),
        ("[crawl", "cannot be read as TOML"),
    ],
)
def test_a_configuration_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, problem: str
) -> None:
    (tmp_path / "config.toml").write_text(content)
    monkeypatch.setenv("EXTRACTOR_CONFIG", str(tmp_path / "config.toml"))
    with pytest.raises(UserError) as caught:
        crawl_settings()
    assert str(caught.value).startswith(f"{tmp_path / 'config.toml'}: ")
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_configuration_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXTRACTOR_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert crawl_settings() == Settings(allow_private=False)
    (tmp_path / "extractor").mkdir()
    (tmp_path / "extractor" / "config.toml").write_text("[crawl]\nmax_megabytes = 1.5\ndelay = 9")
    assert crawl_settings(delay=1) == Settings(allow_private=False, max_bytes=1_500_000, delay=1)
    monkeypatch.setenv("EXTRACTOR_CONFIG", str(tmp_path / "other.toml"))
    with pytest.raises(UserError, match="no such file"):
        crawl_settings()


@pytest.mark.parametrize("command", ["add", "crawl"])
def test_no_redirect_leads_from_the_public_internet_into_the_local_network(
    run: Command, server: Server, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """127.0.0.1 stands for a public address here."""
    monkeypatch.setattr("extractor.crawl.fetch.is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr("extractor.single.is_public", lambda address: address == "127.0.0.1")
    port = server.url.rpartition(":")[2]
    server.routes |= {
        "/feed": feed(server, "/a-satu", "/b-dua"),
        "/a-satu": redirect(f"http://127.0.0.2:{port}/rahasia"),
        "/b-dua": redirect(f"http://localhost.localdomain.invalid:{port}/"),
        "/rahasia": page(),
    }
    start = f"{server.url}/{'feed' if command == 'crawl' else 'a-satu'}"
    result = run(command, start, "--workers", "1")
    assert result.code == 1
    assert "127.0.0.2: not on the public internet" in result.errors[0]
    assert "/rahasia" not in server.paths
