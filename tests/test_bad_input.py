"""Bad input: each a clear line, an exit code that says so, and nothing lost of what is stored."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import signal
import socket
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from command import Command, finish, start
from pages import AWARD, EXPORT, EXPORTERS, TITLE, page
from servers import Reply, Server, break_off, never_answer
from sqlite_utils import Database

from extractor.facts import FactReader
from extractor.records import Article, Facts
from extractor.store import Store


@pytest.fixture
def run(run: Command, tmp_path: Path) -> Command:
    """The command line, with one article in `facts.db`."""
    (tmp_path / "dulu.html").write_text(page(title="Berita Lama dari Jepara"))
    assert run("add", "dulu.html", "--url", "https://kabar.example/lama").code == 0
    return run


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute(sql).fetchall()


def old_facts(path: Path) -> list[tuple[Any, ...]]:
    """Return the facts of the article that was there before."""
    return ask(path, "SELECT * FROM facts WHERE link = 'https://kabar.example/lama'")


# Pages

ENGLISH = (
    "The regional government said on Wednesday that furniture exports from the regency had reached 3.2 trillion rupiah"
    " in 2021, and that more than four hundred companies were now selling their goods abroad, most of them small."
)
LINKS = "".join(
    f'<li><a href="/{n}">Berita nomor {n} tentang harga beras di pasar induk yang naik lagi pekan ini</a></li>'
    for n in range(30)
)

UNREADABLE = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>> endobj", "not an HTML page"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 20, "not an HTML page"),
    "gzip": (gzip.compress(page().encode()), "not an HTML page"),
    "json": (json.dumps({"title": TITLE, "text": "<p>" + EXPORT}).encode(), "not an HTML page"),
    "feed": (b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>', "not an HTML page"),
    "text": (EXPORT.encode(), "not an HTML page"),
    "noise": (bytes(range(256)) * 50, "not an HTML page"),
    "empty": (b"", "empty page"),
    "blank": (b" \r\n\t ", "empty page"),
    "no text": (b"<html><body><p>Halaman tidak ditemukan</p></body></html>", "no article text found"),
    "links": (f"<html><body><ul>{LINKS}</ul></body></html>".encode(), "no article text found"),
    "English": (page(ENGLISH, title="").encode(), "not in Indonesian (looks like English)"),
}


@pytest.mark.parametrize(("content", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_page_without_facts_is_kept_with_the_reason(
    run: Command, server: Server, content: bytes, reason: str
) -> None:
    before = old_facts(run.folder / "facts.db")
    server.routes |= {"/buruk": Reply(content), "/baik": page()}
    (run.folder / "buruk.html").write_bytes(content)
    result = run("add", "buruk.html", f"{server.url}/buruk", f"{server.url}/baik")
    assert (result.code, result.err) == (1, "")
    assert result.lines[0].startswith(f"buruk.html | kept without facts: {reason}")
    assert result.lines[1].startswith(f"{server.url}/buruk | kept without facts: {reason}")
    assert result.lines[2:] == [f"{TITLE} | 2022-11-02 | 2 figures, 1 event"]
    kept = ask(
        run.folder / "facts.db",
        "SELECT url, reason, count(figures.id) FROM articles LEFT JOIN figures ON article_id = articles.id"
        " WHERE articles.status = 'unreadable' GROUP BY articles.id ORDER BY url",
    )
    assert [(url, figures) for url, _, figures in kept] == [(None, 0), (f"{server.url}/buruk", 0)]
    assert all(said.startswith(reason) for _, said, _ in kept)
    assert old_facts(run.folder / "facts.db") == before
    again = run("add", "buruk.html")
    assert again.code == 1
    assert again.lines[0].startswith(f"buruk.html | unchanged: {reason}")


def test_a_page_that_can_no_longer_be_read_keeps_its_facts(run: Command, server: Server) -> None:
    server.routes["/1"] = page()
    run("add", f"{server.url}/1")
    before = ask(run.folder / "facts.db", "SELECT * FROM facts")
    server.routes["/1"] = "<html><body><p>Sedang dalam perbaikan</p></body></html>"
    result = run("add", f"{server.url}/1")
    assert (result.code, result.lines) == (1, [f"{server.url}/1 | unchanged: no article text found"])
    assert ask(run.folder / "facts.db", "SELECT * FROM facts") == before


def test_a_page_of_30_megabytes(run: Command, server: Server) -> None:
    content = page().encode().ljust(30_000_000)
    (run.folder / "besar.html").write_bytes(content)
    server.routes["/besar"] = Reply(content)
    result = run("add", "besar.html", f"{server.url}/besar")
    assert result.code == 1
    assert result.lines == ["besar.html | kept without facts: page is larger than 20 MB"]
    assert result.errors == [f"not added: {server.url}/besar: larger than 20 MB"]


def test_a_page_without_a_date_leaves_relative_times_open(run: Command) -> None:
    (run.folder / "a.html").write_text(page(published=None))
    result = run("add", "a.html")
    assert (result.code, result.lines) == (0, [f"{TITLE} | no date | 2 figures, 1 event"])
    found = ask(run.folder / "facts.db", "SELECT indicator, period, published FROM facts WHERE published IS NULL")
    assert sorted(found) == [("export_value", "2021", None), ("exporters", None, None)]


READABLE = {
    "windows-1252": page(f"“{EXPORT}” – “Kafé”").replace("utf-8", "windows-1252").encode("cp1252"),
    "windows-1252 that says UTF-8": page(f"“{EXPORT}” – “Kafé”").encode("cp1252"),
    "UTF-16": page(f"“{EXPORT}” – “Kafé”").encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + page(f"“{EXPORT}” – “Kafé”").encode(),
}


@pytest.mark.parametrize("content", READABLE.values(), ids=READABLE)
def test_character_sets(run: Command, content: bytes) -> None:
    (run.folder / "a.html").write_bytes(content)
    result = run("add", "a.html")
    assert (result.code, result.lines) == (0, [f"{TITLE} | 2022-11-02 | 1 figure, 0 events"])
    ((text,),) = ask(run.folder / "facts.db", "SELECT text FROM articles WHERE url IS NULL")
    assert text == f"“{EXPORT}” – “Kafé”"


def test_tag_soup(run: Command) -> None:
    (run.folder / "a.html").write_text(
        f"</div><HTML><title>{TITLE}</title><body bgcolor=white><table><tr><td><font size=2>{EXPORT}<p><b>{EXPORTERS}"
        f"<br></i></td><p>{AWARD}</b></span><!-- <p>Harga 5 juta -- <div"
    )
    result = run("add", "a.html", "--published", "2022-11-02")
    assert result.code == 0
    found = ask(run.folder / "facts.db", "SELECT value FROM facts WHERE link IS NULL ORDER BY value")
    assert found == [(412,), (3_200_000_000_000,)]


def test_what_a_page_says_about_its_address_is_taken_only_as_an_address(run: Command) -> None:
    (run.folder / "a.html").write_text(page(head='<link rel="canonical" href="javascript:alert(1)">'))
    assert run("add", "a.html").code == 0
    assert ask(run.folder / "facts.db", "SELECT count(*) FROM facts WHERE link LIKE 'javascript%'") == [(0,)]


# Addresses


def nobody_listens() -> str:
    """Return an address at which connections are refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/1"


@pytest.mark.parametrize(
    ("route", "problem"),
    [
        ("http://kabar.invalid/1", "kabar.invalid: no such host, check the address or the connection"),
        (nobody_listens(), "no connection, check the address or try again later"),
        ("http://", "not a web address"),
        (Reply(status=404), "answered 404 Not Found, check the address"),
        (Reply(status=500), "answered 500 Internal Server Error"),
        (never_answer, "did not answer within 0.3 s, try again later"),
        (break_off, "broke off its answer, try again later"),
    ],
    ids=["no such host", "refused", "no host", "404", "500", "silence", "broken off"],
)
def test_a_page_that_cannot_be_fetched(
    run: Command, server: Server, route: Any, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run.folder / "config.toml").write_text("[crawl]\ntimeout = 0.3\n")
    monkeypatch.setenv("EXTRACTOR_CONFIG", str(run.folder / "config.toml"))
    before = old_facts(run.folder / "facts.db")
    address = route if isinstance(route, str) else f"{server.url}/1"
    server.routes |= {"/1": route, "/2": page()}
    result = run("add", address, f"{server.url}/2")
    assert (result.code, result.lines) == (1, [f"{TITLE} | 2022-11-02 | 2 figures, 1 event"])
    assert len(result.errors) == 1
    assert result.err.startswith("not added: ")
    assert problem in result.err
    assert old_facts(run.folder / "facts.db") == before
    assert ask(run.folder / "facts.db", "SELECT count(*) FROM articles") == [(2,)]
    alone = run("add", address)
    assert (alone.code, alone.out, alone.err) == (1, "", result.err)


def test_a_later_page_that_is_missing(run: Command, server: Server) -> None:
    server.routes["/1"] = page(head='<link rel="next" href="/1?page=2">')
    result = run("add", f"{server.url}/1")
    assert (result.code, result.lines) == (0, [f"{TITLE} | 2022-11-02 | 2 figures, 1 event"])
    assert server.paths == ["/1", "/1?page=2"]


# Databases


def text_file(path: Path) -> None:
    path.write_text("ini bukan basis data\n" * 200)


def other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE articles (id)")


def newer_version(path: Path) -> None:
    Store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        Database(connection).table("_sqlite_migrations").insert(
            {"migration_set": "extractor", "name": "9999_later", "applied_at": "2030-01-01"}
        )
        connection.commit()


@pytest.mark.parametrize("command", ["add a.html", "crawl http://127.0.0.1:1/", "facts", "awards", "serve", "demo"])
@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (text_file, "x.db is not a SQLite database: choose another file"),
        (other_database, "x.db is a database of another program: choose another file"),
        (newer_version, "x.db comes from a newer version of extractor: update extractor, then try again"),
        (Path.mkdir, "x.db is a folder: give the path of a database file"),
    ],
)
def test_files_that_are_no_database_of_ours(
    run: Command, command: str, make: Callable[[Path], object], problem: str
) -> None:
    path = run.folder / "x.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    (run.folder / "a.html").write_text(page())
    result = run(*command.split(), "--db", "x.db")
    assert (result.code, result.out, result.err) == (1, "", f"Error: {problem}\n")
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("command", ["facts", "awards", "serve"])
def test_no_database_yet(run: Command, command: str) -> None:
    for name in ("tiada.db", "tiada/facts.db"):
        result = run(command, "--db", name)
        assert (result.code, result.out) == (1, "")
        assert result.err == f"Error: no database at {name}: run `extractor add` or `extractor demo` first\n"
    assert not (run.folder / "tiada.db").exists()


def test_a_database_in_a_folder_that_is_not_there(run: Command) -> None:
    (run.folder / "a.html").write_text(page())
    result = run("add", "a.html", "--db", "tiada/facts.db")
    assert result.code == 1
    assert result.err == "Error: tiada is no folder: create it, or choose another place for facts.db\n"


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs POSIX permissions")
def test_a_database_that_may_only_be_read(run: Command) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = folder / "facts.db"
        path.write_bytes((run.folder / "facts.db").read_bytes())
        (folder / "a.html").write_text(page())
        path.chmod(0o444)
        folder.chmod(0o555)
        os.chdir(folder)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)  # permissions count for nothing with the superuser
        try:
            added = run("add", "a.html")
            asked = run("facts", "--format", "json")
        finally:
            os.seteuid(user)
            os.chdir(run.folder)
            folder.chmod(0o755)
        assert (added.code, added.out, len(added.errors)) == (1, "", 1)
        assert re.match(r"Error: facts\.db cannot be (opened|written): ", added.err)
        assert (asked.code, len(json.loads(asked.out))) == (0, 2)
        assert len(old_facts(path)) == 2


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.store._BUSY_TIMEOUT", 0.05)


@contextlib.contextmanager
def another_writer(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


BUSY = "Error: facts.db is in use by another program: try again when that one is done\n"


@pytest.mark.usefixtures("impatient")
def test_a_database_that_another_program_writes(run: Command) -> None:
    (run.folder / "a.html").write_text(page())
    with another_writer(run.folder / "facts.db"):
        result = run("add", "a.html")
        assert (result.code, result.out, result.err) == (1, "", BUSY)
        assert len(json.loads(run("facts", "--format", "json").out)) == 2
    assert run("add", "a.html").code == 0


@pytest.mark.usefixtures("impatient")
def test_another_program_that_begins_to_write_meanwhile(run: Command, server: Server, fact_reader: FactReader) -> None:
    with contextlib.ExitStack() as held:

        class Reader:
            def read(self, article: Article) -> Facts:
                if article.title == "Berita kedua dari Jepara":
                    held.enter_context(another_writer(run.folder / "facts.db"))
                return fact_reader.read(article)

        run.use(Reader())
        for number, word in enumerate(("pertama", "kedua", "ketiga"), 1):
            server.routes[f"/{number}"] = page(title=f"Berita {word} dari Jepara")
        result = run("add", *(f"{server.url}/{number}" for number in (1, 2, 3)))
    assert (result.code, result.err) == (1, BUSY)
    assert result.lines == ["Berita pertama dari Jepara | 2022-11-02 | 2 figures, 1 event"]
    # What cannot be stored is not fetched, either.
    assert server.paths == ["/1", "/2"]
    assert ask(run.folder / "facts.db", "SELECT count(*) FROM articles") == [(2,)]


# Ctrl-C


def test_ctrl_c_amid_slow_pages_keeps_what_was_stored(run: Command, server: Server) -> None:
    before = old_facts(run.folder / "facts.db")
    server.routes |= {"/1": page(), "/2": never_answer, "/3": page()}
    process = start("add", *(f"{server.url}/{number}" for number in (1, 2, 3)), cwd=run.folder)
    assert process.stdout is not None
    assert process.stdout.readline() == f"{TITLE} | 2022-11-02 | 2 figures, 1 event\n"
    while "/2" not in server.paths:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    result = finish(process)
    assert (result.code, result.out) == (130, "")
    assert result.err == "Interrupted: what was read so far is stored.\n"
    assert server.paths == ["/1", "/2"]
    assert old_facts(run.folder / "facts.db") == before
    assert ask(run.folder / "facts.db", "SELECT count(*) FROM articles") == [(2,)]
    assert len(json.loads(run("facts", "--format", "json").out)) == 4


def test_ctrl_c_while_facts_are_read(run: Command, fact_reader: FactReader) -> None:
    class Reader:
        def read(self, article: Article) -> Facts:
            if article.title == "Berita kedua dari Jepara":
                raise KeyboardInterrupt
            return fact_reader.read(article)

    run.use(Reader())
    for number, word in enumerate(("pertama", "kedua", "ketiga"), 1):
        (run.folder / f"{number}.html").write_text(page(title=f"Berita {word} dari Jepara"))
    result = run("add", "1.html", "2.html", "3.html")
    assert (result.code, result.err) == (130, "Interrupted: what was read so far is stored.\n")
    assert result.lines == ["Berita pertama dari Jepara | 2022-11-02 | 2 figures, 1 event"]
    assert ask(run.folder / "facts.db", "SELECT count(*) FROM articles") == [(2,)]
