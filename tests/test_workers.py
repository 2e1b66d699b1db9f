"""Several processes give what one gives: `extract`, and `add` of saved pages."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from command import Command, finish, start
from databases import ask
from pages import page

from extractor.intake import Reader, Reading, read_file
from extractor.readers import Readers, read_line


def line(id: str, text: str = "Ekspor Jepara pada 2023 naik menjadi 40 ton.") -> str:
    return json.dumps({"id": id, "text": text}) + "\n"


def read_or_end(reader: Reader, text: str) -> str:
    if '"fatal"' in text:
        os._exit(1)
    return read_line(reader, text)


def read_file_or_end(reader: Reader, path: Path, *, url: str | None, published: str | None) -> Reading:
    if path.stem == "fatal":
        os._exit(1)
    return read_file(reader, path, url=url, published=published)


LINES = [line(f"a{number}", f"Ekspor Kudus pada 2023 mencapai {number} ton.") for number in range(1, 13)]


def test_extract_writes_the_same(run: Command) -> None:
    content = [*LINES[:4], "tidak ada\n", "\n", *LINES[4:], line("", "x"), LINES[0]]
    (run.folder / "a.jsonl").write_text("".join(content))
    one, two = (run("extract", "a.jsonl", "--workers", number) for number in ("1", "2"))
    assert one == two
    assert one.code == 1
    assert [json.loads(each)["id"] for each in one.lines] == [*(f"a{number}" for number in range(1, 13)), "a1"]
    assert [each.partition(":")[0] for each in one.errors] == ["line 5", "line 15"]


def instead(task: Any, other: Any) -> Any:
    """Return a `Readers.submit` that begins `other` where `task` is wanted."""
    submit = Readers.submit
    return lambda readers, wanted, *given, **named: submit(
        readers, other if wanted is task else wanted, *given, **named
    )


def test_a_reading_that_ends_its_process_costs_one_article(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Readers, "submit", instead(read_line, read_or_end))
    (run.folder / "a.jsonl").write_text("".join([*LINES[:3], line("fatal"), *LINES[3:6]]))
    result = run("extract", "a.jsonl", "--workers", "2")
    assert result.code == 1
    assert [json.loads(each)["id"] for each in result.lines] == ["a1", "a2", "a3", "a4", "a5", "a6"]
    assert result.err == "line 4: reading the facts ended the process that did it, please report it\n"


def test_pages_are_added_in_their_order(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Readers, "submit", instead(read_file, read_file_or_end))
    names = [f"{number}.html" for number in range(6)]
    for name in [*names, "fatal.html"]:
        (run.folder / name).write_text(page(title=f"Berita nomor {name[0]} dari Kabupaten Jepara"))
    wanted = "\n".join([*names[:3], "none.html", *names[3:]])
    one = run("add", "-", "--db", "one.db", "--workers", "1", stdin=wanted)
    two = run("add", "-", "--db", "two.db", "--workers", "2", stdin=wanted)
    assert one == two
    assert [each[13] for each in one.lines] == list("012345")
    assert one.errors[0].startswith("not added: none.html: no such file")
    sql = "SELECT title, quotation FROM articles JOIN figures ON article_id = articles.id ORDER BY figures.id"
    assert ask(run.folder / "one.db", sql) == ask(run.folder / "two.db", sql) != []
    three = run("add", "0.html", "fatal.html", "1.html", "--workers", "2", "--db", "three.db")
    assert len(three.lines) == 2
    assert three.err == "not added: fatal.html: reading it ended the process that did it, please report it\n"


def test_only_some_tasks_are_under_way() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield number

    with Readers(2) as readers:
        waiting: list[Future[int]] = []

        def begin(_: int) -> Future[int]:
            waiting.append(Future())
            return waiting[-1]

        in_order = readers.in_order(items(), begin)
        assert next(in_order)[0] == 0
        assert taken < 20
        waiting[2].set_result(2)  # done before its turn
        assert [next(in_order)[0] for _ in range(2)] == [1, 2]


def test_an_interruption_ends_all_processes(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("".join(line(f"a{number}") for number in range(100_000)))
    process = start("extract", "a.jsonl", "-o", "b.jsonl", "--workers", "2", cwd=tmp_path)
    part = tmp_path / "b.jsonl.part"
    while process.poll() is None and not (part.exists() and part.stat().st_size):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    result = finish(process)
    assert (result.code, result.err) == (130, "Interrupted: the facts so far are in b.jsonl.part.\n")
    assert json.loads(part.read_text().splitlines()[0])["id"] == "a0"
