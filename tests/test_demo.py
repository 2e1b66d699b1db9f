"""The demo: the first command that a newcomer runs."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from command import Command
from databases import ask

from extractor.intake import Intake
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


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with Store(path) as store:
        intake = Intake(store)
        for sample in sample_pages():
            intake.take_bytes(sample.pages, url=sample.url)
    return path


JEPARA = "SELECT agreement, stories, articles FROM claims WHERE place = '33.20' AND measure = 'level' AND "


@pytest.mark.parametrize(
    ("claim", "agreement", "stories", "articles"),
    [
        ("indicator = 'export_value' AND period = '2022-01/2022-09'", "contradicted", 3, 3),
        ("indicator = 'export_value' AND period = '2021'", "agreed", 2, 2),
        ("indicator = 'export_volume' AND unit = 'kg'", "agreed", 2, 2),
        ("indicator = 'exporters' AND period = '2021'", "agreed", 2, 2),
        # An agency's text on two portals is one story.
        ("indicator = 'visitors' AND period = '2022'", "agreed", 2, 3),
    ],
)
def test_samples_confirm_and_contradict_each_other(
    samples: Path, claim: str, agreement: str, stories: int, articles: int
) -> None:
    assert ask(samples, JEPARA + claim) == [(agreement, stories, articles)]


def test_a_contradiction_tells_both_values(samples: Path) -> None:
    [(value, summary)] = ask(samples, "SELECT value, summary FROM claims WHERE agreement = 'contradicted'")
    assert value == 2.8e12
    assert summary.startswith("Rp2,8 triliun (2 berita); Rp2,65 triliun (1 berita)")


def test_a_copy_among_the_samples_is_one_story(samples: Path) -> None:
    sql = "SELECT group_concat(site, ' ') FROM (SELECT * FROM articles ORDER BY published) GROUP BY story_id"
    assert [sites for (sites,) in ask(samples, f"{sql} HAVING count(*) > 1")] == ["Suluh Tengah blorapagi.example"]


def test_the_samples_make_a_series_and_a_map(samples: Path) -> None:
    years = "SELECT status, period, value / 1e12 FROM claims WHERE place = '33.20' AND indicator = 'export_value'"
    assert ask(samples, f"{years} AND measure = 'level' AND length(period) = 4 ORDER BY status, period") == [
        ("actual", "2018", 2.94), ("actual", "2019", 3.18), ("actual", "2020", 3.42), ("actual", "2021", 4.15),
        ("actual", "2022", 3.72), ("forecast", "2022", 3.5), ("target", "2022", 4.0), ("target", "2023", 3.9),
    ]  # fmt: skip
    places = "SELECT place FROM claims WHERE indicator = 'visitors' AND period = '2022' AND item = 'wisatawan'"
    assert [place for (place,) in ask(samples, f"{places} AND place LIKE '33.%' ORDER BY place")] == [
        "33.15", "33.16", "33.17", "33.18", "33.19", "33.20", "33.21",
    ]  # fmt: skip


def test_one_of_the_samples_tells_of_an_award_to_the_same_area(samples: Path) -> None:
    awards = "SELECT recipients, date FROM awards WHERE name = 'Anugerah Ekspor Jawa Tengah 2023'"
    assert ask(samples, awards) == [("Pemerintah Kabupaten Jepara; Pemerintah Kota Surakarta", "2023-03-14")]


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
