"""The archive: WARC records on disk before anything reads them, whatever ends a run; archives read in; rereading."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest
from command import Command, Result
from databases import ask
from hypothesis import given
from hypothesis import strategies as st
from pages import AWARD, ENGLISH, EXPORT, EXPORTERS, SPANISH, TITLE, foreign, page
from servers import Reply, Server, redirect
from warcio.archiveiterator import ArchiveIterator

from extractor import __version__
from extractor.crawl import archive
from extractor.crawl.archive import Archive
from extractor.crawl.exchange import Exchange, Location, Page
from extractor.errors import ArchiveError, FetchError, UserError
from extractor.facts import FactReader
from extractor.records import Article, Facts
from extractor.rereading import compare
from extractor.store import Store
from extractor.wanted import Wanted, touches

FETCHED = "2024-05-16T07:08:09+00:00"
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def exchange(path: str = "/a-satu", body: bytes = b"<p>beras", **fields: Any) -> Exchange:
    return Exchange(f"https://kabar.example{path}", 200, fields.pop("headers", HTML), body, FETCHED, **fields)


def written(folder: Path, *exchanges: Exchange) -> list[Location]:
    with Archive(folder, "facts") as opened:
        list(opened.recover())
        return [opened.write(each) for each in exchanges]


def left(folder: Path) -> list[str]:
    return [each.url.removeprefix("https://kabar.example") for each in Archive(folder, "facts").recover()]


@pytest.fixture
def run(run: Command, tmp_path: Path, empty_database: Path) -> Command:
    shutil.copy(empty_database, tmp_path)
    return run


# Records


def test_no_file_takes_the_name_of_one_that_was_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class AtOneMoment(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> AtOneMoment:
            return cls(2024, 5, 16, tzinfo=tz)

    monkeypatch.setattr(archive, "datetime", AtOneMoment)
    [first] = written(tmp_path, exchange())
    (tmp_path / first.file).unlink()
    with Archive(tmp_path, "facts", known={first.file: 100}) as opened:
        list(opened.recover())
        assert opened.write(exchange()).file != first.file


def test_a_record_comes_back_as_it_was_sent(tmp_path: Path) -> None:
    packed = gzip.compress(b"<p>beras naik")
    sent = exchange(
        "/a?b=1&c=2",
        packed,
        headers=(*HTML, ("Content-Encoding", "gzip"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("ETag", '"x"')),
        kind="article",
        published="2024-05-16",
        request_headers=(("Host", "kabar.example"), ("User-Agent", "extractor")),
    )
    [location] = written(tmp_path / "archive", sent)
    read = archive.read(tmp_path / "archive", location)
    assert (read.url, read.status, read.headers, read.body) == (sent.url, 200, sent.headers, packed)
    assert (read.fetched, read.kind, read.published, read.location) == (FETCHED, "article", "2024-05-16", location)
    assert read.page(1_000).content == b"<p>beras naik"


def test_files_are_what_other_programs_read(tmp_path: Path) -> None:
    [location] = written(
        tmp_path / "archive", exchange(kind="article", reason="OK", request_headers=(("Host", "kabar.example"),))
    )
    with (tmp_path / "archive" / location.file).open("rb") as file:
        iterator = ArchiveIterator(file, check_digests="raise")
        types = []
        for record in iterator:
            record.content_stream().read()
            types.append(record.rec_type)
            if record.rec_type == "response":
                assert iterator.get_record_offset() == location.offset
                assert record.rec_headers.protocol == "WARC/1.1"
                assert record.http_headers.get_statuscode() == "200"
    assert types == ["warcinfo", "response", "request"]


def test_an_answer_that_nothing_has_changed_is_a_revisit(tmp_path: Path) -> None:
    unchanged = Exchange("https://kabar.example/feed", 304, (("ETag", '"x"'),), b"", FETCHED, "list")
    [location] = written(tmp_path / "archive", unchanged)
    content = gzip.decompress((tmp_path / "archive" / location.file).read_bytes()).decode()
    assert "WARC-Type: revisit" in content
    assert "server-not-modified" in content


@given(body=st.binary(max_size=300), value=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_any_body_and_header_comes_back(tmp_path_factory: pytest.TempPathFactory, body: bytes, value: str) -> None:
    folder = tmp_path_factory.mktemp("any") / "archive"
    sent = exchange("/x", body, headers=(("X-Any", value.strip()),))
    [location] = written(folder, sent)
    read = archive.read(folder, location)
    assert (read.body, read.header("x-any")) == (body, value.strip())


def test_a_file_is_followed_by_a_new_one_when_it_is_large(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive", "facts", rotate_bytes=2_000) as opened:
        places = [opened.write(exchange(f"/{number}", os.urandom(700))) for number in range(6)]
    names = [path.name for path in archive.files(tmp_path / "archive", "facts")]
    assert len(names) == 3
    assert [place.file for place in places] == [name for name in names for _ in range(2)]


def test_a_file_is_gone_on_with_and_databases_have_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    [first] = written(folder, exchange("/a"))
    [second] = written(folder, exchange("/b"))
    assert first.file == second.file
    with Archive(folder, "facts-2") as other:
        assert list(other.recover()) == []
        assert other.write(exchange("/c")).file.startswith("facts-2-")
    assert left(folder) == ["/a", "/b"]


def test_two_writers_do_not_share_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with Archive(folder, "facts") as one, Archive(folder, "facts") as two:
        first = one.write(exchange("/a"))
        assert list(two.recover()) == []  # somebody is writing there
        second = two.write(exchange("/b"))
    assert first.file != second.file


def test_what_is_known_is_not_recovered(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    places = written(folder, exchange("/a"), exchange("/b"))
    opened = Archive(folder, "facts", known={places[0].file: places[1].offset})
    assert [each.url for each in opened.recover()] == ["https://kabar.example/b"]


@pytest.mark.parametrize("cut", [1, 8, 60, 200])
def test_a_record_that_is_not_whole_is_cut_off(tmp_path: Path, cut: int) -> None:
    folder = tmp_path / "archive"
    places = written(folder, exchange("/a", os.urandom(200)), exchange("/b", os.urandom(200)))
    path = folder / places[0].file
    path.write_bytes(path.read_bytes()[:-cut])
    assert left(folder) == ["/a"]
    assert path.stat().st_size == places[1].offset
    [third] = written(folder, exchange("/c"))
    assert third == places[1]
    assert left(folder) == ["/a", "/c"]


def test_damage_in_the_middle_costs_one_record(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    places = written(folder, *(exchange(path, os.urandom(200)) for path in ("/a", "/b", "/c")))
    path = folder / places[0].file
    content = bytearray(path.read_bytes())
    content[places[1].offset + 40 : places[1].offset + 60] = bytes(20)
    path.write_bytes(content)
    assert left(folder) == ["/a", "/c"]
    assert path.stat().st_size == len(content)
    assert [found.url[-2:] for _, found in archive.walk(path) if found] == ["/a", "/c"]
    with pytest.raises(ArchiveError, match=f"no page at byte {places[1].offset}"):
        archive.read(folder, places[1])


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "archive"
    with Archive(folder, "facts") as opened:
        place = opened.write(exchange("/a"))
        before = (folder / place.file).read_bytes()

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(ArchiveError, match="no space left on device: make room") as caught:
                opened.write(exchange("/b"))
        assert "\n" not in str(caught.value)
        assert (folder / place.file).read_bytes() == before
        opened.write(exchange("/c"))
    assert left(folder) == ["/a", "/c"]


@pytest.mark.parametrize("content", [b"", b"not an archive", gzip.compress(b"neither"), b"\x1f\x8b\x08"])
def test_what_is_no_archive(run: Command, content: bytes) -> None:
    (run.folder / "a.warc.gz").write_bytes(content)
    result = run("add", "a.warc.gz", "--workers", "1")
    assert (result.code, result.err) == (1, "not added: a.warc.gz: no archive of web pages: give a WARC file\n")


@given(st.binary(max_size=400), st.booleans())
def test_an_archive_may_be_anything(tmp_path_factory: pytest.TempPathFactory, content: bytes, whole: bool) -> None:
    path = tmp_path_factory.mktemp("any") / "x.warc.gz"
    path.write_bytes(gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\n" + content) if whole else content)
    with contextlib.suppress(UserError):
        assert all(exchange is None or exchange.url for _, exchange in archive.walk(path))


# Decoding


@pytest.mark.parametrize(
    ("body", "encoding", "content"),
    [
        (gzip.compress(b"beras"), "gzip", b"beras"),
        (b"beras", None, b"beras"),
        (b"beras", "gzip", b"beras"),  # archives of others hold decoded bodies with the old header
        (b"beras", "br", b"beras"),
    ],
)
def test_bodies_of_archives_are_decoded(body: bytes, encoding: str | None, content: bytes) -> None:
    headers = (*HTML, ("Content-Encoding", encoding)) if encoding else HTML
    assert exchange(body=body, headers=headers).page(100, lenient=True).content == content


def test_a_bomb_is_not_unpacked() -> None:
    bomb = exchange(body=gzip.compress(bytes(5_000_000)), headers=(*HTML, ("Content-Encoding", "gzip")))
    with pytest.raises(FetchError, match=r"larger than 0\.001 MB"):
        bomb.page(1_000, lenient=True)


# Archives are added


@pytest.mark.parametrize("gzipped", [True, False])
def test_an_archive_of_others_is_added(run: Command, gzipped: bool) -> None:
    path = foreign(
        run.folder / ("news.warc.gz" if gzipped else "news.warc"),
        ("https://kabar.example/1", page(title="Berita nomor satu dari Jepara"), {}),
        ("https://kabar.example/2", page(title="Berita nomor dua dari Jepara"), {"Transfer-Encoding": "chunked"}),
        ("https://world.example/1", ENGLISH, {}),
        ("https://world.example/2", SPANISH, {}),
        ("https://world.example/3", "%PDF-1.4", {"Content-Type": "application/pdf"}),
        gzipped=gzipped,
    )
    result = run("add", path.name, "--workers", "1")
    assert (result.code, result.err) == (0, "")
    assert result.lines == [
        "Berita nomor satu dari Jepara | 2022-11-02 | 2 figures, 1 event",
        "Berita nomor dua dari Jepara | 2022-11-02 | 2 figures, 1 event",
        f"{path.name}: 2 new, 0 changed, 0 unchanged, 3 skipped (1 no HTML, 2 other language)",
    ]
    places = ask(run.folder / "facts.db", "SELECT url, archive_file, archive_offset FROM articles ORDER BY url")
    assert [place[:2] for place in places] == [(f"https://kabar.example/{n}", str(path)) for n in (1, 2)]
    assert archive.read(run.folder, Location(*places[1][1:])).url == places[1][0]
    again = run("add", path.name, "--workers", "1")
    assert again.lines == [f"{path.name}: 0 new, 0 changed, 2 unchanged, 3 skipped (1 no HTML, 2 other language)"]


@pytest.mark.parametrize(
    ("content", "language", "refused"),
    [
        ('<html lang="id"><p>Rice', "id", None),
        ('<html lang="in"><p>Rice', "id", None),
        ('<html lang="en"><p>Rice of the day', "id", "other language"),
        ("<html><p>Rice of the day", "id", "other language"),
        ('<html lang="en"><p>Harga yang naik di pasar', "id", None),
        ("<html><p>Harga yang naik di pasar".encode("utf-16").decode("latin-1"), "id", None),
        ('<html lang="es"><p>El precio yang di', "id", "other language"),
        ("<html><p>Rice of the day", "en", None),
        ("<html><p>Rice of the day", None, None),
    ],
)
def test_pages_that_are_not_stripped(content: str, language: str | None, refused: str | None) -> None:
    found = Page("", "", 200, content.encode("latin-1"), "text/html", None, "")
    assert Wanted(language).refuses_page(found) == refused


def test_every_language_on_request(run: Command) -> None:
    foreign(run.folder / "news.warc.gz", ("https://world.example/1", ENGLISH, {}))
    result = run("add", "news.warc.gz", "--language", "any", "--workers", "1")
    assert "kept without facts: not in Indonesian" in result.lines[0]


def test_an_archive_by_area(run: Command) -> None:
    tuban = page(
        "Pemerintah Kabupaten Tuban menargetkan produksi jagung pada tahun 2024 sebanyak 900 ribu ton, kata bupati.",
        title="Panen jagung tahun ini diperkirakan naik",
    )
    foreign(
        run.folder / "news.warc.gz",
        ("https://kabar.example/1", page(), {}),
        ("https://kabar.example/2", tuban, {}),
        ("https://tubankab.go.id/berita/3", page(title="Belanja ke Jepara"), {}),
    )
    result = run("add", "news.warc.gz", "--area", "Tuban", "--workers", "1")
    assert result.lines[-1] == "news.warc.gz: 2 new, 0 changed, 0 unchanged, 1 skipped (1 other area)"


@pytest.mark.parametrize(
    ("url", "title", "area", "expected"),
    [
        ("https://tubankab.go.id/x", "", "35.23", True),
        ("https://kabar.example/ekonomi/ekspor-mebel-jepara-naik", "", "33.20", True),
        ("https://kabar.example/x", "Ekspor mebel Jepara naik", "33", True),
        ("https://kabar.example/x", "Ekspor mebel Jepara naik", "35", False),
        ("https://kabar.example/x", "", "ID", True),
    ],
)
def test_what_an_area_has_to_do_with(url: str, title: str, area: str, expected: bool) -> None:
    assert touches(url, title, "", area) is expected


def test_an_archive_is_gone_on_with_where_it_was_interrupted(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("satu", "dua", "tiga", "empat", "lima")
    path = foreign(
        run.folder / "news.warc.gz",
        *((f"https://kabar.example/{name}", page(title=f"Berita nomor {name} dari Jepara"), {}) for name in names),
    )
    add, calls = Store.add, []

    def interrupted(store: Store, article: Article, *others: Any) -> Any:
        calls.append(article.url)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return add(store, article, *others)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "add", interrupted)
        result = run("add", path.name, "--workers", "1")
    assert (result.code, result.errors) == (130, ["Interrupted: what was read so far is stored."])
    assert len(result.lines) == 3
    read: list[int] = []
    walk = archive.walk

    def watched(path: Path, start: int = 0) -> Any:
        read.append(start)
        return walk(path, start)

    monkeypatch.setattr(archive, "walk", watched)
    result = run("add", path.name, "--workers", "1")
    assert read[0] > 0
    assert result.code == 0
    assert len(ask(run.folder / "facts.db", "SELECT 1 FROM articles")) == 5


# What is fetched is archived


def test_add_archives_what_it_fetches(run: Command, server: Server) -> None:
    server.routes |= {
        "/lama": redirect("/1"),
        "/1": page(EXPORT, head='<link rel="next" href="/1?page=2">'),
        "/1?page=2": page(EXPORTERS),
    }
    assert run("add", f"{server.url}/lama", "--published", "2024-05-16").code == 0
    [(file, offset)] = ask(run.folder / "facts.db", "SELECT archive_file, archive_offset FROM articles")
    read = archive.read(run.folder / "archive", Location(file, offset))
    assert (read.url, read.kind, read.published) == (f"{server.url}/1", "article", "2024-05-16")
    fetches = ask(run.folder / "facts.db", "SELECT url, status, kind FROM fetches ORDER BY url")
    assert fetches == [
        (f"{server.url}/1", 200, "article"), (f"{server.url}/1?page=2", 200, "page"),
        (f"{server.url}/lama", 302, "article"),
    ]  # fmt: skip
    [(position,)] = ask(run.folder / "facts.db", "SELECT position FROM checkpoints WHERE name = ?", file)
    assert position == (run.folder / "archive" / file).stat().st_size


def test_what_add_cannot_decode_is_archived_and_done_with(run: Command, server: Server) -> None:
    server.routes["/1"] = Reply(b"no gzip", headers={"Content-Encoding": "gzip"})
    assert run("add", f"{server.url}/1").errors == [
        f"not added: {server.url}/1: sent a broken page (broken gzip stream)"
    ]
    [(file, position)] = ask(run.folder / "facts.db", "SELECT name, position FROM checkpoints")
    assert position == (run.folder / "archive" / file).stat().st_size


def test_our_own_archive_makes_the_database_again(run: Command, server: Server) -> None:
    server.routes |= {
        "/1": page(EXPORT, head='<link rel="next" href="/1?page=2">'),
        "/1?page=2": page(EXPORTERS, AWARD),
        "/2": page(title="Berita nomor dua dari Jepara"),
    }
    assert run("add", f"{server.url}/1", f"{server.url}/2").code == 0
    [path] = archive.files(run.folder / "archive", "facts")
    asked = len(server.requests)
    assert run("add", path, "--db", "anew.db", "--workers", "1").code == 0
    sql = "SELECT id, text, fetched, published FROM articles ORDER BY id"
    assert ask(run.folder / "anew.db", sql) == ask(run.folder / "facts.db", sql)
    assert len(server.requests) == asked


# Reading again


@pytest.fixture
def added(run: Command, server: Server) -> Command:
    """Two articles that were fetched, one over two pages, and one from a file."""
    server.routes |= {
        "/1": page(EXPORT, head='<link rel="next" href="/1?page=2">'),
        "/1?page=2": page(EXPORTERS, AWARD),
        "/2": page(title="Berita nomor dua dari Jepara"),
    }
    (run.folder / "a.html").write_text(page(title="Berita nomor tiga dari Jepara"))
    assert run("add", f"{server.url}/1", f"{server.url}/2", "a.html").code == 0
    server.requests.clear()
    return run


ALL = "SELECT a.id, a.text, a.title, f.id, f.value, f.quotation FROM articles a JOIN figures f ON f.article_id = a.id"


def reread(run: Command, *options: str) -> Result:
    return run("reread", "--workers", "1", *options)


def test_rereading_with_the_same_rules_changes_nothing(added: Command, server: Server) -> None:
    before = ask(added.folder / "facts.db", ALL)
    result = reread(added)
    assert (result.code, result.err) == (0, "")
    assert result.lines == [
        "3 articles read again, 0 changed: 0 facts added, 0 removed, 0 changed",
        "1 of them were read from their stored text, as their pages are not archived",
    ]
    assert ask(added.folder / "facts.db", ALL) == before
    assert server.requests == []


class Rules:
    """A reader of facts whose rules have changed: it is handed what the old ones read."""

    def __init__(self, reader: FactReader, change: Callable[[Facts], None]) -> None:
        self._reader = reader
        self._change = change

    def read(self, article: Article) -> Facts:
        facts = self._reader.read(article)
        self._change(facts)
        return facts


def test_rereading_tells_what_new_rules_change(added: Command, fact_reader: FactReader) -> None:
    ids = ask(added.folder / "facts.db", "SELECT id FROM figures WHERE indicator = 'export_value'")

    def change(facts: Facts) -> None:
        facts.events.clear()
        for figure in facts.figures:
            if figure.indicator == "export_value":
                figure.status = "target"

    added.use(Rules(fact_reader, change))
    result = reread(added)
    assert result.lines[0] == "3 articles read again, 3 changed: 0 facts added, 3 removed, 3 changed"
    assert ask(added.folder / "facts.db", "SELECT count(*) FROM events") == [(0,)]
    assert ask(added.folder / "facts.db", "SELECT id FROM figures WHERE status = 'target'") == ids
    added.use(fact_reader)
    assert reread(added).lines[0] == "3 articles read again, 3 changed: 3 facts added, 0 removed, 3 changed"


def test_rereading_goes_on_where_it_was_interrupted(added: Command, fact_reader: FactReader) -> None:
    read: list[str] = []

    class Interrupting:
        def read(self, article: Article) -> Facts:
            read.append(article.title)
            if len(read) == 3:
                raise KeyboardInterrupt
            return fact_reader.read(article)

    added.use(Interrupting())
    result = reread(added)
    assert (result.code, result.out) == (130, "")
    assert "the next run goes on from there" in result.err
    added.use(fact_reader)
    assert reread(added).lines[0].startswith("1 articles read again")
    assert reread(added).lines[0].startswith("3 articles read again")


def test_rereading_from_the_start_on_request(added: Command) -> None:
    with closing(sqlite3.connect(added.folder / "facts.db")) as connection, connection:
        connection.execute("INSERT INTO checkpoints VALUES ('reread', 2, ?)", [__version__])
    assert reread(added, "--anew").lines[0].startswith("3 articles read again")


def test_without_its_archive_an_article_is_read_from_its_text(added: Command) -> None:
    before = ask(added.folder / "facts.db", ALL)
    for path in (added.folder / "archive").iterdir():
        path.unlink()
    result = reread(added)
    assert (result.code, result.lines[0]) == (
        0,
        "3 articles read again, 0 changed: 0 facts added, 0 removed, 0 changed",
    )
    assert result.lines[1].startswith("3 of them were read from their stored text")
    assert ask(added.folder / "facts.db", ALL) == before


def test_a_page_of_another_address_is_not_taken_for_an_article(added: Command) -> None:
    before = ask(added.folder / "facts.db", ALL)
    with closing(sqlite3.connect(added.folder / "facts.db")) as connection, connection:
        places = "(SELECT archive_offset FROM articles WHERE url LIKE '%/2')"
        connection.execute(f"UPDATE articles SET archive_offset = {places} WHERE url LIKE '%/1'")
    assert reread(added).lines == [
        "3 articles read again, 0 changed: 0 facts added, 0 removed, 0 changed",
        "2 of them were read from their stored text, as their pages are not archived",
    ]
    assert ask(added.folder / "facts.db", ALL) == before


def test_what_cannot_be_read_any_more_stays(added: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ask(added.folder / "facts.db", ALL)
    monkeypatch.setattr("extractor.article._is_article", lambda _: False)
    result = reread(added)
    assert result.lines[0] == "3 articles read again, 0 changed: 0 facts added, 0 removed, 0 changed"
    assert result.lines[-1] == "2 of them stay as they were, as their pages cannot be read any more"
    assert ask(added.folder / "facts.db", ALL) == before


def test_an_empty_database_is_reread(run: Command) -> None:
    assert reread(run).lines == ["0 articles read again, 0 changed: 0 facts added, 0 removed, 0 changed"]


def test_comparing_facts(fact_reader: FactReader) -> None:
    def figures(*sentences: str) -> Any:
        text = "\n".join(sentences)
        return fact_reader.read(Article("x", None, "", "2024-05-16", text)).figures

    one, two = EXPORT, EXPORTERS
    moved = figures(two, one)
    assert compare(figures(one, two), moved) == (0, 0, 0)
    assert compare(figures(one), figures(one, two)) == (1, 0, 0)
    assert compare(figures(one, two), figures(two)) == (0, 1, 0)
    moved[0].value += 1
    assert compare(figures(one, two), moved) == (0, 0, 1)


def test_titles_stay_printable(run: Command, server: Server) -> None:
    server.routes["/1"] = Reply(page(), headers={"X-Steer": "a\x1b[2J"})
    assert run("add", f"{server.url}/1").lines == [f"{TITLE} | 2022-11-02 | 2 figures, 1 event"]
    assert reread(run).code == 0
