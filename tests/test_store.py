"""The database: opening, adding, asking; what a crash, a newer version or a strange file does to it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database, Migrations

from extractor import __version__, resources, schema
from extractor.errors import DatabaseError, UserError
from extractor.gazetteer import places
from extractor.records import Article, Event, Facts, Figure, Sectors
from extractor.store import Counts, IndicatorCount, Store
from extractor.tables import rows

TEXT = (
    "Nilai ekspor Lamongan pada 2021 mencapai Rp1,8 triliun, kata Rahmat.\n"
    "Tahun ini targetnya Rp2 triliun.\n"
    "Produk itu dibeli 16 negara.\n"
    "Pemkab meraih Anugerah Niaga dari Gubernur Jawa Timur."
)
SENTENCES = TEXT.split("\n")

ARTICLE = Article(
    id="a1",
    url="https://kabar.example/ekspor-lamongan-naik?id=1",
    canonical_url="https://kabar.example/ekspor-lamongan-naik",
    title="Ekspor Lamongan naik",
    published="2022-10-25",
    text=TEXT,
    site="kabar.example",
    author="Sari",
    language="id",
    fetched="2022-10-26T01:02:03+00:00",
)


def figure(words: str, value: float, unit: str = "IDR", **changes: Any) -> Figure:
    """Return a figure that is `words` in TEXT, quoting its sentence."""
    start = TEXT.index(words)
    quotation = next(sentence for sentence in SENTENCES if words in sentence)
    fields: dict[str, Any] = {
        "value_max": None, "item": None, "indicator": "export_value", "measure": "level", "place": "35.24",
        "period": None, "status": "actual", "modifier": "exact", "basis": None, "source": None,
    }  # fmt: skip
    return Figure(
        start=start,
        end=start + len(words),
        text=words,
        value=value,
        unit=unit,
        quotation=quotation,
        quote_start=TEXT.index(quotation),
        quote_end=TEXT.index(quotation) + len(quotation),
        **(fields | changes),
    )


def event(recipients: list[str], codes: list[str], **changes: Any) -> Event:
    """Return an award that is told by the last sentence of TEXT."""
    start = TEXT.index("Anugerah Niaga")
    made = Event(
        type="award",
        start=start,
        end=start + len("Anugerah Niaga"),
        name="Anugerah Niaga",
        recipients=recipients,
        recipient_places=codes,
        giver="Gubernur Jawa Timur",
        occasion=None,
        venue=None,
        date="2022-10-20",
        rank=None,
        quotation=SENTENCES[3],
        quote_start=TEXT.index(SENTENCES[3]),
        quote_end=len(TEXT),
    )
    return replace(made, **changes)


FACTS = Facts(
    "a1",
    [
        figure("Rp1,8 triliun", 1.8e12, period="2021", source="Rahmat"),
        figure("Rp2 triliun", 2e12, period="2022", status="target"),
        figure("16 negara", 16, "count", item="negara", indicator="export_destinations", place=None),
    ],
    [event(["Pemerintah Kabupaten Lamongan"], ["35.24"])],
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def query(path: Path, sql: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


# Reference data


def test_closed_lists_agree_with_their_files(path: Path) -> None:
    Store(path).close()
    for table in ("indicators", "units"):
        assert {code for (code,) in query(path, f"SELECT code FROM {table}")} == {row["code"] for row in rows(table)}
    assert query(path, "SELECT count(*) FROM places") == [(len(places()),)]
    assert query(path, "SELECT name, level, parent FROM places WHERE code IN ('35.24', 'JP') ORDER BY code") == [
        ("Kabupaten Lamongan", "regency", "35"),
        ("Jepang", "country", None),
    ]


#: Columns of the closed lists that say something by being empty.
OPTIONAL = ("prefix", "suffix", "accrues", "told_with", "item_from")


@pytest.mark.parametrize("row", [*rows("indicators"), *rows("units")], ids=lambda row: row["code"])
def test_rows_of_the_closed_lists_are_whole(row: dict[str, str]) -> None:
    assert all(row[column].strip() for column in row if column not in OPTIONAL)
    assert any(character.isdigit() for character in row["example"])
    assert row["example"].endswith(".")


def test_reference_data_follows_its_files(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(path) as store:
        store.add(ARTICLE, FACTS)
    models = tmp_path / "models"
    shutil.copytree(resources.models(), models)
    changed = (models / "units.csv").read_text(encoding="utf-8").replace("rupiah,Indonesian", "rupiah baru,Indonesian")
    (models / "units.csv").write_text(changed, encoding="utf-8")
    monkeypatch.setattr(resources, "models", lambda: models)
    rows.cache_clear()
    try:
        Store(path).close()
    finally:
        rows.cache_clear()
    assert query(path, "SELECT label_id FROM units WHERE code = 'IDR'") == [("rupiah baru",)]
    assert query(path, "SELECT count(*) FROM figures") == [(3,)]


# Adding


def test_what_is_added_comes_back(store: Store) -> None:
    assert store.add(ARTICLE, FACTS) == "added"
    assert store.load("a1") == (ARTICLE, FACTS)
    assert store.load("a2") is None


@pytest.mark.parametrize(
    ("recipients", "codes", "stored"),
    [
        (["Kota Batu"], ["35.79"], [("Kota Batu", "35.79")]),
        (["Lamongan", "Tuban"], ["35.24", "35.23"], [("Lamongan", "35.24"), ("Tuban", "35.23")]),
        (["PT A", "Bank", "Tuban"], ["35.23"], [("PT A", None), ("Bank", None), ("Tuban", None), (None, "35.23")]),
        (["Jawa Timur"], ["35", "35.24"], [("Jawa Timur", None), (None, "35"), (None, "35.24")]),
        (["Bank Desa"], [], [("Bank Desa", None)]),
        ([], ["35.24"], [(None, "35.24")]),
        ([], [], []),
        (["Sama", "Sama"], ["35.24", "35.24"], [("Sama", "35.24"), ("Sama", "35.24")]),
    ],
)  # fmt: skip
def test_recipients_and_their_places(
    store: Store, path: Path, recipients: list[str], codes: list[str], stored: list[tuple[str | None, str | None]]
) -> None:
    facts = Facts("a1", [], [event(recipients, codes)])
    store.add(ARTICLE, facts)
    assert store.load("a1") == (ARTICLE, facts)
    assert query(path, "SELECT name, place FROM event_recipients ORDER BY position") == stored


def test_the_same_page_again_changes_nothing(store: Store, path: Path) -> None:
    store.add(ARTICLE, FACTS)
    before = [query(path, f"SELECT * FROM {table}") for table in ("articles", "figures", "events", "event_recipients")]
    later = replace(ARTICLE, fetched="2023-01-01T00:00:00+00:00", published=None)
    assert store.add(later, FACTS) == "unchanged"
    after = [query(path, f"SELECT * FROM {table}") for table in ("articles", "figures", "events", "event_recipients")]
    assert after == before


@pytest.mark.parametrize(
    ("change", "stored"),
    [
        ({"title": "Judul lain"}, "changed"),
        ({"published": "2022-10-26"}, "replaced"),
        ({"text": TEXT + " Selesai."}, "changed"),
    ],
    ids=["title", "published", "text"],
)
def test_a_changed_page_is_current(store: Store, change: dict[str, str], stored: str) -> None:
    store.add(ARTICLE, FACTS)
    fewer = Facts("a1", FACTS.figures[:1])
    assert store.add(replace(ARTICLE, **change), fewer) == stored
    assert store.load("a1") == (replace(ARTICLE, **change), fewer)


def test_a_newer_extractor_replaces_the_facts(path: Path) -> None:
    with Store(path, extractor_version="1.0") as store:
        store.add(ARTICLE, FACTS)
        ids = query(path, 'SELECT "start", id FROM figures UNION ALL SELECT "start", id FROM events ORDER BY 1')
    better = Facts(
        "a1",
        [FACTS.figures[0], replace(FACTS.figures[1], value=2.5e12), figure("Lamongan", 1, "count")],
        [replace(FACTS.events[0], rank="terbaik")],
    )
    with Store(path, extractor_version="1.1") as store:
        assert store.add(ARTICLE, better) == "replaced"
        assert store.add(ARTICLE, better) == "unchanged"
        loaded = store.load("a1")
    assert loaded is not None
    assert sorted(loaded[1].figures, key=lambda each: each.value) == sorted(better.figures, key=lambda each: each.value)
    assert loaded[1].events == better.events
    assert query(path, "SELECT extractor_version FROM articles") == [("1.1",)]
    # What stands at the same place keeps its id; the id of what went is not given to something else.
    now = dict(query(path, 'SELECT "start", id FROM figures UNION ALL SELECT "start", id FROM events ORDER BY 1'))
    old = dict(ids)
    assert now[FACTS.figures[0].start] == old[FACTS.figures[0].start]
    assert now[FACTS.figures[1].start] == old[FACTS.figures[1].start]
    assert now[FACTS.events[0].start] == old[FACTS.events[0].start]
    assert now[TEXT.index("Lamongan")] not in old.values()


def test_two_figures_at_one_place_are_both_kept(path: Path) -> None:
    both = Facts("a1", [FACTS.figures[0], replace(FACTS.figures[0], measure="share")])
    for version in ("1", "2"):
        with Store(path, extractor_version=version) as store:
            store.add(ARTICLE, both)
            assert store.load("a1") == (ARTICLE, both)
    assert query(path, "SELECT id FROM figures ORDER BY id") == [(1,), (2,)]


def test_unreadable_pages(store: Store) -> None:
    unreadable = replace(ARTICLE, text="", reason="not in Indonesian")
    assert store.add(unreadable, Facts("a1")) == "added"
    assert store.add(unreadable, Facts("a1")) == "unchanged"
    assert store.load("a1") == (unreadable, Facts("a1"))
    assert store.counts().unreadable == 1
    assert store.add(ARTICLE, FACTS) == "replaced"
    assert store.load("a1") == (ARTICLE, FACTS)
    assert store.add(unreadable, Facts("a1")) == "unchanged"
    assert store.load("a1") == (ARTICLE, FACTS)


@pytest.mark.parametrize(
    "facts",
    [
        Facts("a2"),
        Facts("a1", [replace(FACTS.figures[0], text="Rp9 triliun")]),
        Facts("a1", [replace(FACTS.figures[0], start=0)]),
        Facts("a1", [replace(FACTS.figures[0], quotation="Bukan kalimatnya")]),
        Facts("a1", [], [replace(FACTS.events[0], quote_start=0)]),
    ],
    ids=["another article", "text", "span", "quotation", "quotation of an event"],
)
def test_what_the_text_does_not_say_cannot_be_stored(store: Store, facts: Facts) -> None:
    with pytest.raises(ValueError, match=r"a[12]"):
        store.add(ARTICLE, facts)
    assert store.load("a1") is None


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"indicator": "unheard_of"}, sqlite3.IntegrityError),
        ({"place": "99.99"}, sqlite3.IntegrityError),
        ({"status": "hoped"}, sqlite3.IntegrityError),
        ({"unit": "furlong"}, KeyError),
    ],
)
def test_a_code_outside_the_contract_leaves_the_old_facts(
    path: Path, change: dict[str, Any], error: type[Exception]
) -> None:
    with Store(path, extractor_version="1") as store:
        store.add(ARTICLE, FACTS)
    with Store(path, extractor_version="2") as store:
        with pytest.raises(error):
            store.add(ARTICLE, Facts("a1", [FACTS.figures[0], replace(FACTS.figures[1], **change)]))
        assert store.load("a1") == (ARTICLE, FACTS)


class Interrupting(list[Any]):
    """A list of facts that is interrupted when it is about to end."""

    def __init__(self, facts: list[Any], when: int) -> None:
        super().__init__(facts)
        self.countdown = when

    def __iter__(self) -> Iterator[Any]:
        yield from super().__iter__()
        self.countdown -= 1
        if not self.countdown:
            self.interrupt()

    def interrupt(self) -> None:
        raise KeyboardInterrupt


class Killing(Interrupting):
    def interrupt(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def test_an_interrupt_in_the_middle_leaves_the_old_facts(path: Path) -> None:
    with Store(path, extractor_version="1") as store:
        store.add(ARTICLE, FACTS)
    with Store(path, extractor_version="2") as store:
        # The first round is the check of the quotations, the second the storing.
        with pytest.raises(KeyboardInterrupt):
            store.add(ARTICLE, Facts("a1", [], Interrupting([event(["Lain"], [])], 2)))
        assert store.load("a1") == (ARTICLE, FACTS)
        assert store.add(ARTICLE, FACTS) == "replaced"


def _add_and_die(path: Path) -> None:
    with Store(path, extractor_version="2") as store:
        store.add(ARTICLE, Facts("a1", [], Killing([event(["Lain"], [])], 2)))


def test_a_kill_in_the_middle_leaves_the_old_facts(path: Path) -> None:
    with Store(path, extractor_version="1") as store:
        store.add(ARTICLE, FACTS)
    process = multiprocessing.get_context("fork").Process(target=_add_and_die, args=(path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    with Store(path) as store:
        assert store.load("a1") == (ARTICLE, FACTS)
        assert [row["figure_id"] for row in store.facts()] == [2, 3, 1]
    assert query(path, "PRAGMA integrity_check") == [("ok",)]


def test_several_writers_take_turns(path: Path) -> None:
    """Two processes create the same database and fill it at once."""
    code = (
        "import sys; from pathlib import Path; from extractor.store import Store;"
        "from extractor.records import Article, Facts\n"
        "with Store(Path(sys.argv[1])) as store:\n"
        "    for n in range(20):\n"
        "        name = f'{sys.argv[2]}{n}'\n"
        "        store.add(Article(name, None, 'Judul', None, 'Teks.'), Facts(name))\n"
    )
    root = Path(schema.__file__).parents[1]
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), name], cwd=root) for name in "xy"]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert query(path, "SELECT count(*) FROM articles") == [(40,)]


def test_a_batch_keeps_what_was_added_and_undoes_what_fails_alone(path: Path) -> None:
    other = replace(ARTICLE, id="a2", url="https://lain.example/2", canonical_url=None)
    wrong = replace(FACTS.figures[0], confidence=1.5)
    with Store(path) as store:
        with store.batch():
            store.add(ARTICLE, FACTS)
            with pytest.raises(sqlite3.IntegrityError):
                store.add(other, Facts("a2", [wrong]))
            # Nobody else sees it before it is kept.
            assert query(path, "SELECT count(*) FROM articles") == [(0,)]
        assert query(path, "SELECT id FROM articles") == [("a1",)]


def test_a_long_batch_is_kept_in_between(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.store._BATCH_SECONDS", 0.0)
    with Store(path) as store, store.batch():
        store.add(ARTICLE, FACTS)
        assert query(path, "SELECT count(*) FROM articles") == [(1,)]


# Search


def search(path: Path, table: str, words: str) -> list[int]:
    found = query(path, f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ? ORDER BY rowid", words)
    return [row[0] for row in found]


def test_the_search_index_keeps_in_step(path: Path) -> None:
    with Store(path, extractor_version="1") as store:
        store.add(ARTICLE, FACTS)
    assert search(path, "articles", "mencapai") == search(path, "articles", "naik") == [1]
    assert search(path, "figures", "targetnya") == [2]
    assert search(path, "events", "niaga") == [1]
    with Store(path, extractor_version="2") as store:
        store.add(replace(ARTICLE, title="Turun"), Facts("a1", FACTS.figures[:1]))
    assert search(path, "articles", "naik") == []
    assert search(path, "articles", "turun") == [1]
    assert search(path, "figures", "targetnya") == []
    assert search(path, "figures", "mencapai") == [1]
    assert search(path, "events", "niaga") == []
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")
        connection.execute("DELETE FROM articles")
        connection.commit()
    assert search(path, "articles", "turun") == search(path, "figures", "mencapai") == []
    assert query(path, "SELECT count(*) FROM figures") == [(0,)]


# Views


def test_facts_in_one_row(store: Store) -> None:
    store.add(ARTICLE, FACTS)
    assert list(store.facts(until="2021")) == [
        {
            "place_name": "Kabupaten Lamongan",
            "province": "Jawa Timur",
            "indicator_label": "nilai ekspor",
            "item": None,
            "period_text": "2021",
            "value_text": "Rp1,8 triliun",
            "status": "actual",
            "measure": "level",
            "quotation": "Nilai ekspor Lamongan pada 2021 mencapai Rp1,8 triliun, kata Rahmat.",
            "source": "Rahmat",
            "source_role": None,
            "sectors": None,
            "confidence": None,
            "flags": [],
            "flag_details": None,
            "review": None,
            "corrections": None,
            "review_state": None,
            "title": "Ekspor Lamongan naik",
            "site": "kabar.example",
            "published": "2022-10-25",
            "link": "https://kabar.example/ekspor-lamongan-naik?id=1",
            "value": 1_800_000_000_000,
            "value_max": None,
            "unit": "IDR",
            "modifier": "exact",
            "basis": None,
            "place": "35.24",
            "indicator": "export_value",
            "period": "2021",
            "period_start": "2021-01-01",
            "period_end": "2021-12-31",
            "story_id": 1,
            "claim_id": 1,
            "article_id": "a1",
            "figure_id": 1,
        }
    ]
    (row,) = store.facts(indicator="export_destinations")
    assert isinstance(row["value"], int)
    assert (row["place_name"], row["province"], row["value_text"]) == (None, None, "16 negara")


def test_awards_in_one_row(store: Store) -> None:
    store.add(ARTICLE, Facts("a1", [], [event(["Tuban", "Lamongan"], ["35.23", "35.24"], rank="utama")]))
    assert list(store.awards()) == [
        {
            "type": "award",
            "name": "Anugerah Niaga",
            "recipients": "Tuban; Lamongan",
            "places": "Kabupaten Tuban; Kabupaten Lamongan",
            "giver": "Gubernur Jawa Timur",
            "occasion": None,
            "venue": None,
            "date": "2022-10-20",
            "rank": "utama",
            "quotation": "Pemkab meraih Anugerah Niaga dari Gubernur Jawa Timur.",
            "confidence": None,
            "flags": [],
            "flag_details": None,
            "review": None,
            "corrections": None,
            "review_state": None,
            "title": "Ekspor Lamongan naik",
            "site": "kabar.example",
            "published": "2022-10-25",
            "link": "https://kabar.example/ekspor-lamongan-naik?id=1",
            "place_codes": "35.23; 35.24",
            "date_start": "2022-10-20",
            "date_end": "2022-10-20",
            "story_id": 1,
            "article_id": "a1",
            "event_id": 1,
        }
    ]


# Asking


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A database of figures about several areas and times, told apart by their values."""
    spots = [
        # value, place, period, status, indicator, published
        (1, "35", "2021", "actual", "export_value", "2022-05-01"),
        (2, "35.24", "2022-03", "actual", "export_value", "2022-05-01"),
        (3, "35.24", None, "target", "exporters", "2022-05-01"),
        (4, "32.73", "2020/2024", "forecast", "price", "2024-02-01"),
        (5, "ID", "2023-Q1", "actual", "price", "2024-02-01"),
        (6, "36", "2023-12-31", "actual", "other", None),
        (7, None, None, "actual", "other", None),
    ]
    with Store(tmp_path_factory.mktemp("filled") / "facts.db") as store:
        for value, place, period, status, indicator, published in spots:
            url = f"https://kabar.example/ekspor-{value}"
            article = replace(ARTICLE, id=f"a{value}", url=url, canonical_url=None, published=published)
            made = figure("16 negara", value, "count", place=place, period=period, status=status, indicator=indicator)
            prize = event(
                ["Pemkab"],
                [place] if place else [],
                date=period,
                type="designation" if value == 2 else "award",
                rank=str(value),
            )
            store.add(article, Facts(article.id, [made], [prize]))
        yield store


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ({}, [4, 6, 5, 3, 2, 1, 7]),
        ({"limit": 2}, [4, 6]),
        ({"limit": 0}, []),
        ({"place": "35.24"}, [3, 2]),
        ({"place": "Lamongan"}, [3, 2]),
        ({"place": "kab. lamongan"}, [3, 2]),
        ({"place": "KABUPATEN  LAMONGAN"}, [3, 2]),
        ({"place": "Jawa Timur"}, [3, 2, 1]),
        ({"place": "Provinsi Jawa Timur"}, [3, 2, 1]),
        ({"place": "Kota Bandung"}, [4]),
        ({"place": "Banten"}, [6]),
        ({"place": "id"}, [5]),
        ({"place": "Indonesia"}, [5]),
        ({"place": "Sabang"}, []),
        ({"indicator": "export_value"}, [2, 1]),
        ({"indicator": "Nilai ekspor"}, [2, 1]),
        ({"indicator": "exporters"}, [3]),
        ({"status": "target"}, [3]),
        ({"since": "2022-03"}, [4, 6, 5, 3, 2]),
        ({"since": "2022-04-01"}, [4, 6, 5, 3]),
        ({"until": "2021-06"}, [4, 1]),
        ({"until": "2022-04"}, [4, 2, 1]),
        ({"since": "2022-05-01", "until": "2022"}, [4, 3]),
        ({"since": "2023-12-31", "until": "2023-12-31"}, [4, 6]),
        ({"place": "35", "status": "actual", "since": "2022"}, [2]),
    ],
    ids=str,
)
def test_asking_for_facts(filled: Store, asked: dict[str, Any], values: list[int]) -> None:
    assert [row["value"] for row in filled.facts(**asked)] == values


@pytest.mark.parametrize(
    ("asked", "ranks"),
    [
        ({}, "4653217"),
        ({"limit": 1}, "4"),
        ({"place": "Lamongan"}, "32"),
        ({"place": "jawa timur"}, "321"),
        ({"type": "designation"}, "2"),
        ({"type": "award", "place": "35"}, "31"),
        ({"since": "2023-12"}, "46"),
        ({"until": "2021"}, "41"),
    ],
    ids=str,
)
def test_asking_for_awards(filled: Store, asked: dict[str, Any], ranks: str) -> None:
    assert "".join(row["rank"] for row in filled.awards(**asked)) == ranks


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"place": "Bandung"}, "'Bandung' is the name of several areas: choose Kabupaten Bandung (32.04) or Kota"),
        ({"place": "Lamngan"}, "no place 'Lamngan': did you mean Kabupaten Lamongan (35.24), "),
        ({"place": "xyzzy"}, "no place 'xyzzy': give the name of a province, kabupaten or kota, or its code"),
        ({"place": ""}, "no place '': give the name"),
        ({"place": "35.99"}, "no place '35.99'"),
        ({"place": "Paciran"}, "'Paciran' is a kecamatan, facts are kept by kabupaten and kota: try Kabupaten"),
        ({"place": "35.24.01"}, "'35.24.01' is a kecamatan, facts are kept by kabupaten and kota: try Kabupaten"),
        ({"since": "kemarin"}, "'kemarin' is no date for --since: write 2021, 2021-10 or 2021-10-31"),
        ({"until": "2021-13"}, "'2021-13' is no date for --until: write 2021, 2021-10 or 2021-10-31"),
        ({"since": "2022", "until": "2021"}, "no time lies between 2022 and 2021"),
        ({"indicator": "export_valeu"}, "no indicator 'export_valeu': did you mean export_value"),
        ({"indicator": "zz"}, "no indicator 'zz': did you mean"),
        ({"status": "done"}, "no status 'done': choose actual, target or forecast"),
    ],
    ids=str,
)  # fmt: skip
def test_questions_that_cannot_be_understood(filled: Store, asked: dict[str, Any], answer: str) -> None:
    with pytest.raises(UserError) as raised:
        filled.facts(**asked)
    assert str(raised.value).startswith(answer)
    assert "\n" not in str(raised.value)


def test_a_type_of_award_that_there_is_not(filled: Store) -> None:
    with pytest.raises(UserError, match="no type 'prize': choose award or designation"):
        filled.awards(type="prize")


def test_has(store: Store) -> None:
    store.add(ARTICLE, FACTS)
    assert store.has("https://kabar.example/ekspor-lamongan-naik?id=1")
    assert store.has("https://kabar.example/ekspor-lamongan-naik")
    assert not store.has("https://kabar.example/")


def test_counts(filled: Store) -> None:
    assert filled.counts() == Counts(
        articles=7,
        unreadable=0,
        figures=7,
        awards=6,
        designations=1,
        indicators=[
            IndicatorCount("export_value", "nilai ekspor", 2),
            IndicatorCount("other", "lainnya", 2),
            IndicatorCount("price", "harga", 2),
            IndicatorCount("exporters", "pelaku ekspor", 1),
        ],
    )


# Opening


def test_settings_of_the_connection(store: Store, path: Path) -> None:
    assert query(path, "PRAGMA journal_mode") == [("wal",)]
    with closing(sqlite3.connect(path)) as reader:
        # A reader sees the last whole state while another one writes.
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (0,)
        assert store.add(ARTICLE, FACTS) == "added"
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (0,)


def test_opening_again_keeps_everything(path: Path) -> None:
    with Store(path) as store:
        store.add(ARTICLE, FACTS)
        store.close()
    with Store(path) as store:
        assert store.load("a1") == (ARTICLE, FACTS)


def test_readonly(path: Path) -> None:
    with Store(path) as store:
        store.add(ARTICLE, FACTS)
    with Store(path, readonly=True) as reader:
        assert not reader.immutable
        assert reader.load("a1") == (ARTICLE, FACTS)
        with pytest.raises(DatabaseError, match="cannot be written"):
            reader.add(replace(ARTICLE, id="a2"), Facts("a2"))


@pytest.mark.parametrize("missing", ["0002_search", "0004_sectors", "0005_confidence", "0009_reviews"])
def test_a_database_of_an_older_version_is_brought_up_to_date(path: Path, missing: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        old = Database(connection)
        schema.MIGRATIONS.apply(old, stop_before=missing)
        old.table("articles").insert(
            {"id": "a0", "title": "Lama", "text": "Ekspor lama.", "extractor_version": "0", "status": "read"}
        )
        connection.commit()
    with pytest.raises(DatabaseError, match="older version of extractor"):
        Store(path, readonly=True)
    with Store(path) as store:
        assert store.counts().articles == 1
        assert list(store.facts()) == []
        store.add(ARTICLE, FACTS, Sectors(["A"], [["A"] for _ in FACTS.figures]))
        assert {row["sectors"] for row in store.facts()} == {"A"}
    assert search(path, "articles", "lama") == [1]


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations = Migrations("extractor")
    for migration in schema.MIGRATIONS._migrations:
        migrations(name=migration.name)(migration.fn)

    @migrations(name="9999_broken")
    def _break(db: Database) -> None:
        db.execute("DROP VIEW facts")
        raise RuntimeError("broken")

    with Store(path) as store:
        store.add(ARTICLE, FACTS)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", migrations)
        with pytest.raises(RuntimeError, match="broken"):
            Store(path)
    with Store(path) as store:
        assert len(list(store.facts())) == 3


def test_a_database_of_a_newer_version_is_refused(path: Path) -> None:
    with Store(path) as store:
        store.add(ARTICLE, FACTS)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('extractor', '9999_later', '')"
        )
        connection.commit()
    content = path.read_bytes()
    for readonly in (False, True):
        with pytest.raises(DatabaseError, match="newer version of extractor"):
            Store(path, readonly=readonly)
    assert path.read_bytes() == content


def _text_file(path: Path) -> None:
    path.write_text("ini bukan basis data\n" * 200)


def _other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE articles (id)")


def _damaged(path: Path) -> None:
    with Store(path) as store:
        store.add(ARTICLE, FACTS)
    content = bytearray(path.read_bytes())
    content[200:] = b"\xff" * (len(content) - 200)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "readonly", "problem"),
    [
        (_text_file, False, "is not a SQLite database"),
        (_text_file, True, "is not a SQLite database"),
        (_other_database, False, "is a database of another program"),
        (_other_database, True, "is a database of another program"),
        (_damaged, False, "is damaged"),
        (_damaged, True, "is damaged"),
        (Path.mkdir, False, "is a folder"),
        (Path.mkdir, True, "is a folder"),
        (Path.touch, True, "is empty: run `extractor add` or `extractor demo` first"),
        (Path.exists, True, "no database at"),
    ],
)
def test_files_that_are_not_ours(path: Path, make: Any, readonly: bool, problem: str) -> None:
    make(path)
    content = path.read_bytes() if path.is_file() else None
    with pytest.raises(DatabaseError, match=problem) as raised:
        Store(path, readonly=readonly)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert (path.read_bytes() if path.is_file() else None) == content


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    with Store(path) as store:
        assert store.add(ARTICLE, FACTS) == "added"


@pytest.mark.parametrize("readonly", [False, True])
def test_a_folder_that_does_not_exist(tmp_path: Path, readonly: bool) -> None:
    with pytest.raises(DatabaseError, match=r"is no folder|no database at"):
        Store(tmp_path / "none" / "facts.db", readonly=readonly)


def test_a_name_with_signs_that_mean_something_in_an_address(tmp_path: Path) -> None:
    path = tmp_path / "angka #1?mode=memory 100%.db"
    with Store(path) as store:
        store.add(ARTICLE, FACTS)
    assert path.exists()
    with Store(path, readonly=True) as reader:
        assert reader.has("https://kabar.example/ekspor-lamongan-naik")


def test_a_database_that_another_program_holds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.store._BUSY_TIMEOUT", 0.05)
    with Store(path) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="is in use by another program"):
            store.add(ARTICLE, FACTS)
        other.rollback()
        assert store.add(ARTICLE, FACTS) == "added"


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Permissions count for nothing with the superuser; act as somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder that everybody can reach, unlike those of pytest, and that holds a database."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Store(folder / "facts.db") as store:
            store.add(ARTICLE, FACTS)
        (folder / "facts.db").chmod(0o444)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs POSIX permissions")
def test_a_database_that_may_only_be_read(shelf: Path) -> None:
    with ordinary_user():
        with pytest.raises(DatabaseError, match="cannot be"):
            Store(shelf / "facts.db")
        with pytest.raises(DatabaseError, match="cannot be opened: check that you may read and write"):
            Store(shelf / "new.db")
        with Store(shelf / "facts.db", readonly=True) as reader:
            assert reader.immutable
            assert reader.load("a1") == (ARTICLE, FACTS)
    (shelf / "facts.db").chmod(0o000)
    with ordinary_user(), pytest.raises(DatabaseError, match="cannot be opened"):
        Store(shelf / "facts.db", readonly=True)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs POSIX permissions")
def test_what_a_writer_left_is_not_overlooked(shelf: Path, path: Path) -> None:
    """A copy with an unfinished write-ahead log must not be read as if the file alone were the whole database."""
    shelf.chmod(0o755)
    with Store(path) as store:
        store.add(ARTICLE, FACTS)
        for name in ("facts.db", "facts.db-wal"):
            shutil.copyfile(path.with_name(name), shelf / f"copy-of-{name}")
    shelf.chmod(0o555)
    with ordinary_user(), pytest.raises(DatabaseError, match="cannot be opened"):
        Store(shelf / "copy-of-facts.db", readonly=True)


# Confidence and flags

CHECKED = Facts(
    "a1",
    [
        replace(FACTS.figures[0], confidence=0.97),
        replace(FACTS.figures[1], confidence=0.5, flags=["percent", "sum"], flag_details=["a; b", "Jumlah “ganjil”"]),
        FACTS.figures[2],
    ],
    [replace(FACTS.events[0], confidence=0.8, flags=["weekday"], flag_details=["5 April 2019 jatuh pada Jumat"])],
)


def test_confidence_and_flags_come_back(store: Store, path: Path) -> None:
    store.add(ARTICLE, CHECKED)
    assert store.load("a1") == (ARTICLE, CHECKED)
    by_id = sorted(store.facts(), key=lambda row: row["figure_id"])
    assert [(row["confidence"], row["flags"], row["flag_details"]) for row in by_id] == [
        (0.97, [], None),
        (0.5, ["percent", "sum"], "a; b; Jumlah “ganjil”"),
        (None, [], None),
    ]
    [award] = store.awards()
    assert (award["confidence"], award["flags"]) == (0.8, ["weekday"])
    assert query(path, "SELECT flags FROM facts ORDER BY figure_id") == [(None,), ('["percent", "sum"]',), (None,)]


@pytest.mark.parametrize(
    ("asked", "figures", "awards"),
    [
        ({}, [1, 2, 3], 1),
        ({"min_confidence": 0}, [1, 2], 1),
        ({"min_confidence": 0.8}, [1], 1),
        ({"min_confidence": 0.97}, [1], 0),
        ({"flagged": True}, [2], 1),
        ({"flagged": False}, [1, 3], 0),
        ({"flagged": True, "min_confidence": 0.6}, [], 1),
    ],
    ids=str,
)
def test_asking_by_confidence_and_flags(store: Store, asked: dict[str, Any], figures: list[int], awards: int) -> None:
    store.add(ARTICLE, CHECKED)
    assert sorted(row["figure_id"] for row in store.facts(**asked)) == figures
    assert len(list(store.awards(**asked))) == awards


@pytest.mark.parametrize("confidence", [-0.1, 1.5, float("nan")])
def test_a_confidence_that_is_none(store: Store, confidence: float) -> None:
    with pytest.raises(UserError, match="is no confidence: give a number from 0 to 1"):
        store.facts(min_confidence=confidence)
    wrong = Facts("a1", [replace(FACTS.figures[0], confidence=1.5)])
    with pytest.raises(sqlite3.IntegrityError):
        store.add(ARTICLE, wrong)
    assert store.load("a1") is None


def test_facts_that_nobody_has_checked_are_read_again(path: Path) -> None:
    unknown = ("confidence", "flags", "flag_details")
    with closing(sqlite3.connect(path)) as connection:
        old = Database(connection)
        schema.MIGRATIONS.apply(old, stop_before="0005_confidence")
        later = ("page_sha256", "archive_file", "archive_offset")
        written = {name: value for name, value in asdict(ARTICLE).items() if name not in later}
        old.table("articles").insert({**written, "extractor_version": __version__, "status": "read"})
        for made in FACTS.figures:
            row = {name: value for name, value in asdict(made).items() if name not in unknown}
            old.table("figures").insert(row | {"article_id": "a1", "value_text": made.text})
        connection.commit()
    with Store(path) as store:
        assert store.load("a1") == (ARTICLE, replace(FACTS, events=[]))
        assert [row["confidence"] for row in store.facts(flagged=False)] == [None] * 3
        assert store.add(replace(ARTICLE, text="", reason="no text"), Facts("a1")) == "unchanged"
        assert store.add(ARTICLE, CHECKED) == "replaced"
        assert store.add(ARTICLE, CHECKED) == "unchanged"
        assert store.load("a1") == (ARTICLE, CHECKED)


# Sectors


def test_sectors_are_stored_in_their_order(path: Path) -> None:
    sectors = Sectors(["A", "G"], [["G", "A"] for _ in FACTS.figures])
    with Store(path) as store:
        store.add(ARTICLE, FACTS, sectors)
        assert {row["sectors"] for row in store.facts()} == {"G; A"}
        assert len(list(store.facts(sector="A"))) == len(FACTS.figures)
        assert len(list(store.facts(sector="agriculture, forestry and fishing"))) == len(FACTS.figures)
        assert list(store.facts(sector="Konstruksi")) == []
    assert query(path, "SELECT sector FROM article_sectors ORDER BY position") == [("A",), ("G",)]


def test_sectors_are_exchanged_with_the_facts(path: Path) -> None:
    with Store(path, extractor_version="1") as store:
        store.add(ARTICLE, FACTS, Sectors(["A"], [["A"] for _ in FACTS.figures]))
    with Store(path, extractor_version="2") as store:
        store.add(ARTICLE, FACTS, Sectors(["O"], [[] for _ in FACTS.figures]))
        assert {row["sectors"] for row in store.facts()} == {None}
    assert query(path, "SELECT sector FROM article_sectors") == [("O",)]
    assert query(path, "SELECT count(*) FROM figure_sectors") == [(0,)]


def test_each_figure_has_its_own_sectors(path: Path) -> None:
    facts = replace(FACTS, figures=list(reversed(FACTS.figures)))
    assert len(facts.figures) > 1
    codes = [["A"], *([] for _ in facts.figures[1:])]
    with Store(path) as store:
        store.add(ARTICLE, facts, Sectors(["A"], codes))
        [row] = store.facts(sector="A")
    assert row["value"] == facts.figures[0].value


def test_an_unknown_sector_is_refused(path: Path) -> None:
    with Store(path) as store, pytest.raises(UserError, match="no sector 'pertanan': did you mean"):
        list(store.facts(sector="pertanan"))


def test_the_office_of_a_speaker_is_stored(path: Path) -> None:
    figures = [replace(figure, source="Siti Aminah", source_role="Kepala BPS Kudus") for figure in FACTS.figures]
    with Store(path) as store:
        store.add(ARTICLE, replace(FACTS, figures=figures))
        assert {(row["source"], row["source_role"]) for row in store.facts()} == {("Siti Aminah", "Kepala BPS Kudus")}
        loaded = store.load(ARTICLE.id)
    assert loaded is not None
    assert {figure.source_role for figure in loaded[1].figures} == {"Kepala BPS Kudus"}
