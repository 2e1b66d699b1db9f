"""Bad weather: whatever servers, disks and signals do, a crawl ends in order, and nothing is lost or fetched twice."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from command import PACKAGES, Command, Result, finish, start
from databases import ask
from pages import EXPORT, EXPORTERS, page
from servers import (
    Reply,
    Script,
    Server,
    break_off,
    drip_body,
    drip_headers,
    feed,
    never_answer,
    redirect,
    reset_midway,
    say_too_little,
    talk_nonsense,
)

from extractor import cli
from extractor.crawl import archive

GOOD = "/berita/baik-sekali-hari-ini"
BAD = "/berita/buruk-sekali-hari-ini"


@pytest.fixture
def run(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path) -> Command:
    shutil.copy(empty_database, tmp_path)
    (tmp_path / "config.toml").write_text(
        "[crawl]\ndelay = 0\nretries = 0\nbackoff = 0\ntimeout = 0.5\nmax_megabytes = 0.2\nmax_redirects = 3\n"
    )
    monkeypatch.setenv("EXTRACTOR_CONFIG", str(tmp_path / "config.toml"))
    return run


def crawl(run: Command, *arguments: str) -> Result:
    return run("crawl", *arguments, "--allow-private", "--workers", "1")


def sitemap(server: Server, *paths: str, day: str = "2024-05-16") -> str:
    return (
        "<urlset>"
        + "".join(f"<url><loc>{server.url}{p}</loc><lastmod>{day}</lastmod></url>" for p in paths)
        + "</urlset>"
    )


def archived(folder: Path) -> Counter[str]:
    """Count how often each article, or further page of one, is in the archive."""
    return Counter(
        exchange.url
        for path in archive.files(folder / "archive", "facts")
        for _, exchange in archive.walk(path)
        if exchange is not None and exchange.kind in ("article", "page") and exchange.status == 200
    )


# Servers


@pytest.mark.parametrize(
    ("route", "kind"),
    [
        pytest.param(never_answer, "no answer", id="silence"),
        pytest.param(drip_headers, "no answer", id="slow headers"),
        pytest.param(drip_body, "no answer", id="slow drip"),
        pytest.param(reset_midway, "broken answer", id="reset in the middle"),
        pytest.param(break_off, "broken answer", id="longer than sent"),
        pytest.param(talk_nonsense, "broken answer", id="not HTTP"),
        pytest.param(redirect(BAD), "redirects", id="redirect to itself"),
        pytest.param(redirect("ftp://kabar.example/"), "redirects", id="redirect to FTP"),
        pytest.param(Reply(b"<p>" + b"x" * 300_000), "too large", id="large"),
        pytest.param(Reply(status=404), "404", id="404"),
        pytest.param(Reply(status=500), "500", id="500"),
        pytest.param(Reply(status=999), "999", id="999"),
    ],
)
def test_what_a_server_does_wrong_costs_one_article(
    run: Command, server: Server, route: Reply | Script, kind: str
) -> None:
    server.routes |= {"/feed": feed(server, BAD, GOOD), BAD: route, GOOD: page()}
    result = crawl(run, f"{server.url}/feed")
    assert result.code == 1
    [error] = result.errors
    assert error.startswith(f"not added: {server.url}{BAD}: ")
    assert result.lines[-1] == f"2 found, 0 skipped, 1 fetched, 1 new, 3 facts, 1 failed (1 {kind})"
    assert ask(run.folder / "facts.db", "SELECT url FROM articles") == [(f"{server.url}{GOOD}",)]


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        pytest.param(
            Reply(gzip.compress(b"<p>" + b"0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
            "larger than 20 MB",
            id="gzip bomb",
        ),
        pytest.param(
            Reply(gzip.compress(page().encode())[:-20], headers={"Content-Encoding": "gzip"}),
            "sent a broken page (gzip stream broken off)",
            id="half a gzip",
        ),
        pytest.param(say_too_little, "not an HTML page", id="shorter than sent"),
        pytest.param(Reply(b"%PDF-1.4", content_type="application/pdf"), "not an HTML page", id="PDF"),
        pytest.param(Reply(""), "empty page", id="empty"),
    ],
)
def test_a_page_that_cannot_be_read_is_a_row_with_the_reason(
    run: Command, server: Server, route: Reply | Script, reason: str
) -> None:
    server.routes |= {"/feed": feed(server, BAD, GOOD), BAD: route, GOOD: page()}
    result = crawl(run, f"{server.url}/feed")
    assert (result.code, result.err) == (0, "")
    assert f"{server.url}{BAD} | kept without facts: {reason}" in result.lines
    assert "2 fetched, 2 new (1 without facts)" in result.lines[-1]
    assert "2 known" in crawl(run, f"{server.url}/feed").lines[-1]
    assert server.paths.count(BAD) == 1


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("cp1252", "utf-8"), ("utf-8", "iso-8859-1"), ("utf-8", "no-such-set"), ("utf-8", "utf-16"), ("utf-16", "utf-8")],
)
def test_a_character_set_that_is_mislabelled(run: Command, server: Server, encoding: str, declared: str) -> None:
    body = page(
        "Nilai ekspor mebel Jepara pada 2021 mencapai Rp3,2 triliun – “naik”, kata Kepala Dinas Sutarno di Jepara."
    )
    server.routes |= {
        "/feed": feed(server, BAD),
        BAD: Reply(
            body.replace('<meta charset="utf-8">', "").encode(encoding), content_type=f"text/html; charset={declared}"
        ),
    }
    assert crawl(run, f"{server.url}/feed").code == 0
    [(text,)] = ask(run.folder / "facts.db", "SELECT text FROM articles")
    assert "Rp3,2 triliun – “naik”" in text


def test_a_feed_that_is_html_is_read_as_a_listing(run: Command, server: Server) -> None:
    server.routes |= {
        "/feed": f'<html><body><a href="{GOOD}">Berita</a><a href="/tag/a-b-c-d">tag</a></body></html>',
        GOOD: page(),
    }
    result = crawl(run, f"{server.url}/feed")
    assert (result.code, result.lines[-1].split(",")[0]) == (0, "1 found")


@pytest.mark.parametrize("body", ["", "<html><p>Pemeliharaan</p></html>", "{}", "<rss><channel/></rss>", "\x00\x01"])
def test_a_feed_without_articles_fails(run: Command, server: Server, body: str) -> None:
    server.routes["/feed"] = body
    result = crawl(run, f"{server.url}/feed")
    assert result.code == 1
    assert "no articles found" in result.err


def test_a_sitemap_of_fifty_thousand_addresses(run: Command, server: Server) -> None:
    paths = [f"/berita/nomor-{number}-dari-jepara" for number in range(50_000)]
    server.routes |= {
        "/sitemap.xml": sitemap(server, *paths, day="2020-01-01").replace("2020-01-01", "2024-05-16", 3),
        **dict.fromkeys(paths[:3], page()),
    }
    (run.folder / "config.toml").write_text("[crawl]\ndelay = 0\nretries = 0\n")
    result = crawl(run, f"{server.url}/sitemap.xml", "--since", "2024")
    assert result.lines[-1].startswith("50000 found, 49997 skipped (49997 older), 3 fetched, ")
    assert len(server.requests) == 5


def test_a_calendar_without_end_comes_to_one(run: Command, server: Server) -> None:
    class Calendar(dict[str, Any]):
        """Every page of it leads to another day."""

        def get(self, path: str, default: Any = None) -> Any:
            number = int(path.rpartition("=")[2]) if path.startswith("/kalender?page=") else 1
            if path.startswith("/kalender"):
                links = f'<a href="/2024/05/16/acara-{number}">x</a><a href="/kalender?page={number + 1}">besok</a>'
                return f"<html><body>{links}</body></html>"
            return super().get(path, default)

    server.routes = Calendar()
    result = crawl(run, f"{server.url}/kalender")
    assert len([path for path in server.paths if path.startswith("/kalender")]) == 10
    assert result.lines[-1].startswith("10 found, ")


def test_a_listing_that_leads_to_itself_ends(run: Command, server: Server) -> None:
    listing = (
        f'<html><body><a href="{GOOD}">x</a><a href="/kanal?page=2">2</a><a href="/kanal?page=3">3</a></body></html>'
    )
    server.routes |= {"/kanal": listing, "/kanal?page=2": listing, GOOD: page()}
    assert crawl(run, f"{server.url}/kanal").code == 0
    assert "/kanal?page=3" not in server.paths


def test_a_robots_txt_that_forbids_everything(run: Command, server: Server) -> None:
    server.routes |= {"/robots.txt": "User-agent: *\nDisallow: /\n", "/feed": feed(server, GOOD), GOOD: page()}
    result = crawl(run, f"{server.url}/feed")
    assert result.code == 1
    assert result.errors == [f"not added: {server.url}/feed: the site's robots.txt does not allow it"]
    assert server.paths == ["/robots.txt"]


# Many


def test_two_hundred_articles_with_two_processes(tmp_path: Path, server: Server) -> None:
    """The thousands are in benchmarks/crawl_speed.py."""
    paths = [f"/berita/nomor-{number}-dari-jepara" for number in range(200)]
    server.routes |= {path: page(EXPORT, f"Nomor urut {path[14:]}") for path in paths}
    server.routes["/sitemap.xml"] = sitemap(server, *paths)
    process = start(
        "crawl", f"{server.url}/sitemap.xml", "--delay", "0", "--allow-private", "--workers", "2", cwd=tmp_path
    )
    result = finish(process)
    assert (result.code, result.err) == (0, "")
    assert result.lines[-1].startswith("200 found, 0 skipped, 200 fetched, 200 new, ")
    assert Counter(server.paths)[paths[7]] == 1
    assert ask(tmp_path / "facts.db", "SELECT count(*), count(DISTINCT archive_offset) FROM articles") == [(200, 200)]
    assert archived(tmp_path) == {f"{server.url}{path}": 1 for path in paths}


# Processes that die


LIMITED = """
import resource, sys
from extractor import language
from extractor.cli import main
language.identify("Harga beras naik di pasar. " * 9)  # unpacks its model into a file
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main()
"""


def test_a_disk_that_is_full(run: Command, tmp_path: Path, server: Server) -> None:
    """No file may grow beyond the limit: the archive reaches it, the database does not."""
    noise = random.Random(1).randbytes(250_000).hex()
    paths = [f"/berita/nomor-{number}-dari-jepara" for number in range(12)]
    server.routes |= {path: page(EXPORT, foot=f"<!-- {path} {noise} -->") for path in paths}
    server.routes["/feed"] = feed(server, *paths)
    (tmp_path / "config.toml").write_text("[crawl]\ndelay = 0\n")
    limit = 2_000_000
    arguments = ("crawl", f"{server.url}/feed", "--allow-private", "--workers", "1")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PACKAGES)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"Error: {tmp_path / 'archive'}: cannot archive a page, file too large: make room and run it again"
    )
    assert "Traceback" not in done.stderr
    [file] = archive.files(tmp_path / "archive", "facts")
    whole = archived(tmp_path)
    assert 3 <= len(whole) < 12
    assert file.stat().st_size <= limit
    assert ask(tmp_path / "facts.db", "PRAGMA integrity_check") == [("ok",)]
    assert {url for (url,) in ask(tmp_path / "facts.db", "SELECT url FROM articles")} == set(whole)
    assert run(*arguments).code == 0
    assert set(archived(tmp_path).values()) == {1}
    assert ask(tmp_path / "facts.db", "SELECT count(*) FROM articles") == [(12,)]


def test_an_interrupted_crawl_goes_on(run: Command, tmp_path: Path, server: Server) -> None:
    paths = [f"/berita/nomor-{number}-dari-jepara" for number in range(15)]
    server.routes |= {path: page(EXPORT, f"Nomor urut {path[14:]}") for path in paths}
    server.routes["/feed"] = feed(server, *paths)
    arguments = ("crawl", f"{server.url}/feed", "--delay", "0.1", "--allow-private", "--workers", "1")
    process = start(*arguments, cwd=tmp_path)
    assert process.stdout is not None
    process.stdout.readline()  # the first article is stored
    process.send_signal(signal.SIGTERM)  # as systemd ends a service
    result = finish(process)
    assert (result.code, result.err) == (130, "Interrupted: what was read so far is stored.\n")
    assert 0 < len(archived(tmp_path)) < 15
    assert crawl(run, f"{server.url}/feed").code == 0
    assert archived(tmp_path) == {f"{server.url}{path}": 1 for path in paths}
    assert ask(tmp_path / "facts.db", "SELECT count(*) FROM articles") == [(15,)]


def crawl_in_a_child(arguments: list[str]) -> int:
    """Run the command line in a copy of this process, where all is loaded; return the child's id."""
    child = os.fork()
    if child:
        return child
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        sys.argv = ["extractor", *arguments]
        cli.main()
    except SystemExit as left:
        os._exit(left.code if isinstance(left.code, int) else 1)
    finally:
        os._exit(99)


def test_killed_at_any_moment_twenty_times(run: Command, server: Server) -> None:
    """Nothing is lost, stored twice, or fetched again that was archived."""
    single = [f"/berita/nomor-{number}-dari-jepara" for number in range(150)]
    double = [f"/berita/panjang-{number}-dari-jepara" for number in range(10)]
    server.routes |= {path: page(EXPORT, f"Nomor urut {path[14:]}") for path in single}
    server.routes |= {path: page(EXPORT, head=f'<link rel="next" href="{path}?page=2">') for path in double}
    server.routes |= {f"{path}?page=2": page(EXPORTERS) for path in double}
    paths = [path for turn in range(10) for path in (*single[turn * 15 : turn * 15 + 15], double[turn])]
    server.routes["/feed"] = feed(server, *paths)
    (run.folder / "config.toml").write_text("[crawl]\ndelay = 0\n")
    arguments = ["crawl", f"{server.url}/feed", "--allow-private", "--workers", "1"]
    crawl(run, f"{server.url}/feed", "--limit", "1")  # loads all that a child then has
    chance = random.Random(4)
    for _ in range(20):
        child = crawl_in_a_child(arguments)
        time.sleep(chance.uniform(0.02, 0.5))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    before = len(ask(run.folder / "facts.db", "SELECT 1 FROM articles"))
    assert before < len(paths), "the children were not killed early enough to prove anything"
    result = crawl(run, f"{server.url}/feed")
    assert (result.code, result.err) == (0, "")
    assert ask(run.folder / "facts.db", "PRAGMA integrity_check") == [("ok",)]
    stored = ask(run.folder / "facts.db", "SELECT url, count(*) FROM articles GROUP BY url")
    assert dict(stored) == {f"{server.url}{path}": 1 for path in paths}
    long = ask(run.folder / "facts.db", "SELECT count(*) FROM articles WHERE text LIKE '%412 perusahaan%'")
    assert long == [(len(double),)]
    assert archived(run.folder) == {
        f"{server.url}{path}": 1 for path in (*single, *double, *(f"{path}?page=2" for path in double))
    }
    assert "160 skipped (160 known)" in crawl(run, f"{server.url}/feed").lines[-1]
