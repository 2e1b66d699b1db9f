"""The demo: the first command that a newcomer runs."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from command import Command

from extractor.samples import sample_pages
from extractor.store import Counts, Store


def counts(path: Path) -> Counts:
    with Store(path, readonly=True) as store:
        return store.counts()


def test_the_demo_shows_what_it_found_and_how_to_go_on(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_DB", "facts.db")  # the pages of the demo stay out of a journalist's own database
    first = run("demo")
    assert (first.code, first.err) == (0, "")
    assert os.listdir(run.folder) == ["demo.db"]
    found = counts(run.folder / "demo.db")
    assert (found.articles, found.unreadable) == (len(sample_pages()), 0)
    assert min(found.figures, found.awards, found.designations) > 0
    shown = [
        (name.strip(), int(number)) for name, number in re.findall(r"^│ +(.+?) +│ +(\d+) │$", first.out, re.MULTILINE)
    ]
    assert shown == [
        ("articles", found.articles),
        ("figures", found.figures),
        *((f"{each.label} ({each.indicator})", each.figures) for each in found.indicators),
        ("awards", found.awards),
        ("designations", found.designations),
    ]
    with Store(run.folder / "demo.db", readonly=True) as store:
        row = next(store.awards(limit=1))
    for value in (row["name"], row["quotation"].split()[0], row["link"][:40]):
        assert value in first.out
    ask, browse = first.lines[-2:]
    assert browse == "Browse: extractor serve --db demo.db"
    again = run("demo")
    assert again == first
    assert counts(run.folder / "demo.db") == found
    command = shlex.split(ask.removeprefix("Ask:"))
    assert command[0] == "extractor"
    answer = run(*command[1:])
    assert (answer.code, answer.err) == (0, "")
    assert "nilai ekspor" in answer.out


def test_the_demo_into_another_file(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = sample_pages()[:1]
    monkeypatch.setattr("extractor.samples.sample_pages", lambda: samples)
    result = run("demo", "--db", "contoh [b] & uji.db")
    assert (result.code, result.lines[0].strip()) == (0, "What is in contoh [b] & uji.db")
    assert result.lines[-1] == "Browse: extractor serve --db 'contoh [b] & uji.db'"
    assert counts(run.folder / "contoh [b] & uji.db").articles == 1


def test_the_demo_leaves_other_files_alone(run: Command) -> None:
    (run.folder / "demo.db").write_text("catatan " * 500)
    result = run("demo")
    assert (result.code, result.out) == (1, "")
    assert result.err == "Error: demo.db is not a SQLite database: choose another file\n"
    assert (run.folder / "demo.db").read_text() == "catatan " * 500


def test_the_samples_come_in_order_with_all_their_pages() -> None:
    samples = sample_pages()
    assert [sample.id for sample in samples] == sorted({sample.id for sample in samples})
    assert len(samples) >= 15
    assert any(len(sample.pages) > 1 for sample in samples)
    for sample in samples:
        assert sample.url.startswith("https://")
        assert all(sample.pages)
