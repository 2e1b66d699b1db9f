"""Processes that read pages: they do the same as one, survive what ends them, and end with the one that made them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import finish, start
from pages import page
from servers import Reply, Server

from extractor.crawl.archive import Archive
from extractor.crawl.exchange import Exchange
from extractor.intake import Reader, Reading
from extractor.readers import Missing, ReaderDied, Readers, read_archived


def say_process(_reader: Reader) -> int:
    return os.getpid()


def end_process(_reader: Reader) -> None:
    os._exit(1)


def fail(_reader: Reader, message: str) -> None:
    raise KeyError(message)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(2) as running:
        yield running


def test_one_reader_is_this_process() -> None:
    with Readers(1) as readers:
        assert readers.submit(say_process).result() == os.getpid()
        assert isinstance(readers.submit(fail, "x").exception(), KeyError)


def test_more_are_processes_of_their_own(readers: Readers) -> None:
    assert readers.submit(say_process).result() != os.getpid()
    assert isinstance(readers.submit(fail, "x").exception(), KeyError)


def test_a_page_that_ends_its_process_does_not_end_the_others(readers: Readers) -> None:
    bad = readers.submit(end_process)
    good = [readers.submit(say_process) for _ in range(3)]
    assert isinstance(bad.exception(), ReaderDied)
    assert all(each.result() for each in good)
    assert readers.submit(say_process).result() != os.getpid()


def test_processes_read_the_same(tmp_path: Path, readers: Readers) -> None:
    exchange = Exchange("https://kabar.example/1", 200, (("Content-Type", "text/html"),), page().encode(), "2024-05-16")
    with Archive(tmp_path, "facts") as archive:
        location = archive.write(exchange)
    with Readers(1) as alone:
        expected = alone.submit(read_archived, tmp_path, location).result()
    assert isinstance(expected, Reading)
    assert len(expected.facts.figures) == 2
    assert readers.submit(read_archived, tmp_path, location).result() == expected


def test_a_further_page_is_asked_for(tmp_path: Path) -> None:
    body = page(head='<link rel="next" href="/a-b-c-d?page=2">').encode()
    exchange = Exchange("https://kabar.example/a-b-c-d", 200, (("Content-Type", "text/html"),), body, "2024-05-16")
    with Archive(tmp_path, "facts") as archive, Readers(1) as readers:
        location = archive.write(exchange)
        missing = readers.submit(read_archived, tmp_path, location, {}).exception()
        assert isinstance(missing, Missing)
        assert missing.address == "https://kabar.example/a-b-c-d?page=2"
        assert isinstance(readers.submit(read_archived, tmp_path, location, {missing.address: None}).result(), Reading)


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGINT])
def test_processes_end_with_the_one_that_made_them(tmp_path: Path, server: Server, ended_by: signal.Signals) -> None:
    paths = [f"/berita/nomor-{number}-dari-jepara" for number in range(200)]
    server.routes |= {path: page(title=f"Berita nomor {path[14:]} dari Jepara") for path in paths}
    items = "".join(f"<item><link>{server.url}{path}</link></item>" for path in paths)
    server.routes["/feed"] = Reply(f"<rss><channel>{items}</channel></rss>")
    arguments = ("--delay", "0.1", "--allow-private", "--workers", "2")
    process = start("crawl", f"{server.url}/feed", *arguments, cwd=tmp_path)
    assert process.stdout is not None
    assert "Berita nomor" in process.stdout.readline()
    children = [int(each) for each in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    assert children
    if ended_by == signal.SIGINT:
        for child in children:  # Ctrl-C reaches all processes of a terminal
            os.kill(child, signal.SIGINT)
    process.send_signal(ended_by)
    result = finish(process)
    if ended_by == signal.SIGKILL:
        assert result.code == -signal.SIGKILL
    else:
        assert (result.code, result.err) == (130, "Interrupted: what was read so far is stored.\n")
    for _ in range(200):
        if not any(Path(f"/proc/{child}/cmdline").exists() and _is_alive(child) for child in children):
            break
        time.sleep(0.05)
    else:
        pytest.fail("processes are left over")


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
