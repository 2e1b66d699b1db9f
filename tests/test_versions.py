"""One article, once: at several addresses, changed by its publisher, read by other rules, and in older databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from extractor import schema
from extractor.records import Article, Event, Facts, Figure, Sectors
from extractor.store import Store

URL = "https://kabar.example/read/12/panen-bawang-brebes"
FIRST = "Panen bawang merah di Brebes pada 2023 mencapai 380 ribu ton, kata Kepala Dinas Pertanian Sulastri."
SECOND = "Panen bawang merah di Brebes pada 2023 mencapai 318 ribu ton, kata Kepala Dinas Pertanian Sulastri."
THIRD = f"{SECOND} Angka dalam berita ini telah diperbaiki."


def article(text: str, *, url: str | None = URL, fetched: str | None = None, **changes: Any) -> Article:
    made = Article("bawang", url, "Panen bawang Brebes", "2024-02-05", text, site="kabar.example", fetched=fetched)
    return replace(made, **changes)


def facts(text: str, id: str = "bawang") -> Facts:
    """Return the one figure of a text, and an award."""
    start = text.index("3", text.index("mencapai"))
    words = text[start : text.index(" ton") + 4]
    figure = Figure(
        start, start + len(words), words, float(words[:3]) * 1000, None, "t", "bawang merah", "production", "level",
        "33.29", "2023", "actual", "exact", None, "Sulastri", text, 0, len(text),
    )  # fmt: skip
    event = Event("award", 0, 5, "Adhikarya", ["Sulastri"], [], None, None, None, None, None, text, 0, len(text))
    return Facts(id, [figure], [event])


def add(store: Store, text: str, **fields: Any) -> str:
    return store.add(article(text, **fields), facts(text), Sectors(["A"], [["A"]]))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts.db"


def query(path: Path, sql: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def versions(path: Path) -> list[Any]:
    return query(
        path, "SELECT version, state, text, figures, events, version_id FROM article_versions ORDER BY version"
    )


# Addresses


@pytest.mark.parametrize(
    ("url", "canonical_url"),
    [
        ("http://www.kabar.example/read/12/panen-bawang-brebes/?utm_source=wa", None),
        ("https://m.kabar.example/read/12/panen-bawang-brebes", None),
        ("https://amp.kabar.example/x/99", URL),
        (None, f"{URL}/"),
    ],
)
def test_an_article_at_another_address(path: Path, url: str | None, canonical_url: str | None) -> None:
    with Store(path) as store:
        assert add(store, FIRST) == "added"
        again = replace(article(FIRST, url=url), canonical_url=canonical_url, id="lain")
        assert store.add(again, facts(FIRST, "lain")) == "unchanged"
        assert store.counts().articles == 1
        assert store.has(URL)
        assert url is None or store.has(url)


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (URL, True),
        (f"{URL}?page=2", True),
        (f"{URL}/2", True),
        (f"{URL}?page=all#isi", True),
        ("http://kabar.example/read/12/panen-bawang-brebes/", True),
        ("https://amp.kabar.example/x/99", True),
        ("https://kabar.example/read/13/panen-bawang-brebes", False),
        ("https://kabar.example/", False),
        ("http://[", False),
    ],
)
def test_which_addresses_are_known(path: Path, asked: str, known: bool) -> None:
    with Store(path) as store:
        add(store, FIRST, url="https://amp.kabar.example/x/99", canonical_url=URL)
        assert store.has(asked) is known


def test_without_an_address_the_id_counts(path: Path) -> None:
    with Store(path) as store:
        assert add(store, FIRST, url=None) == "added"
        assert add(store, FIRST, url=None) == "unchanged"
        assert store.add(article(FIRST, url=None, id="lain"), facts(FIRST, "lain")) == "added"


# Versions


def test_a_changed_article_keeps_what_it_said_before(path: Path) -> None:
    with Store(path) as store:
        assert add(store, FIRST, fetched="2024-02-05T01:00:00+00:00") == "added"
        assert add(store, SECOND, fetched="2024-02-06T01:00:00+00:00") == "changed"
        assert add(store, THIRD, fetched="2024-02-07T01:00:00+00:00") == "changed"
        assert add(store, THIRD, fetched="2024-02-08T01:00:00+00:00") == "unchanged"
        assert [row["value"] for row in store.facts()] == [318_000]
        assert [row["quotation"] for row in store.awards()] == [THIRD]
        counts = store.counts()
        assert (counts.articles, counts.figures, counts.awards) == (1, 1, 1)
        current = store.load("bawang")
        old = store.load("bawang-1")
    assert versions(path) == [
        (1, "superseded", FIRST, 1, 1, "bawang-1"),
        (2, "superseded", SECOND, 1, 1, "bawang-2"),
        (3, "current", THIRD, 1, 1, "bawang"),
    ]
    assert current is not None
    assert current[1] == facts(THIRD)
    assert old is not None
    assert old[1] == facts(FIRST, "bawang-1")
    sql = "SELECT value FROM figures JOIN figure_sectors ON figure_id = figures.id ORDER BY article_id"
    assert query(path, sql) == [(318_000,), (380_000,), (318_000,)]
    assert query(path, "SELECT count(*) FROM article_sectors") == [(3,)]
    assert query(path, "PRAGMA foreign_key_check") == []


def test_a_change_within_a_second(path: Path) -> None:
    with Store(path) as store:
        for text in (FIRST, SECOND):
            add(store, text, fetched="2024-02-05T01:00:00+00:00")
        assert add(store, FIRST, fetched="2024-02-05T01:00:00+00:00") == "unchanged"
    assert [row[1:3] for row in versions(path)] == [("superseded", FIRST), ("current", SECOND)]


def test_a_figure_keeps_its_id_when_its_version_is_superseded(path: Path) -> None:
    with Store(path) as store:
        add(store, FIRST, fetched="2024-02-05T01:00:00+00:00")
        add(store, SECOND, fetched="2024-02-06T01:00:00+00:00")
    assert query(path, "SELECT id, article_id FROM figures ORDER BY id") == [(1, "bawang-1"), (2, "bawang")]


@pytest.mark.parametrize("change", [{"title": "Panen bawang Brebes turun"}, {"text": SECOND}], ids=["title", "text"])
def test_what_makes_a_version(path: Path, change: dict[str, str]) -> None:
    with Store(path) as store:
        add(store, FIRST)
        changed = replace(article(FIRST), **change)
        assert store.add(changed, facts(changed.text)) == "changed"
    assert len(versions(path)) == 2


@pytest.mark.parametrize(
    "page", [{"page_sha256": "f00d"}, {"fetched": "2024-02-05T01:00:00+00:00"}], ids=["digest", "time"]
)
def test_other_rules_make_no_version(path: Path, page: dict[str, str]) -> None:
    """The same page, whose text other rules cut in another way."""
    with Store(path, extractor_version="1") as store:
        add(store, f"{FIRST} Baca juga.", **page)
    with Store(path, extractor_version="2") as store:
        assert add(store, FIRST, **page) == "replaced"
        assert add(store, FIRST, **page) == "unchanged"
    assert versions(path) == [(1, "current", FIRST, 1, 1, "bawang")]


def test_another_file_of_an_article_is_a_version_whatever_reads_it(path: Path) -> None:
    with Store(path, extractor_version="1") as store:
        add(store, FIRST, page_sha256="f00d")
        add(store, SECOND, page_sha256="beef")
    with Store(path, extractor_version="2") as store:
        assert add(store, FIRST, page_sha256="f00d") == "replaced"
        assert add(store, f"{FIRST} Selesai.", page_sha256="f00d") == "replaced"
        assert add(store, THIRD) == "changed"
    assert [row[1:3] for row in versions(path)] == [
        ("superseded", f"{FIRST} Selesai."), ("superseded", SECOND), ("current", THIRD),
    ]  # fmt: skip


def test_older_versions_are_read_again_in_their_place(path: Path) -> None:
    stamps = {FIRST: "2024-02-05T01:00:00+00:00", SECOND: "2024-02-06T01:00:00+00:00"}
    with Store(path, extractor_version="1") as store:
        for text, fetched in stamps.items():
            add(store, text, fetched=fetched)
    with Store(path, extractor_version="2") as store:
        assert [add(store, text, fetched=fetched) for text, fetched in stamps.items()] == ["replaced", "replaced"]
        assert [row["value"] for row in store.facts()] == [318_000]
    assert [row[1:3] for row in versions(path)] == [("superseded", FIRST), ("current", SECOND)]
    assert query(path, "SELECT DISTINCT extractor_version FROM articles") == [("2",)]
    assert query(path, "SELECT id FROM figures ORDER BY id") == [(1,), (2,)]


def test_a_version_that_was_fetched_earlier_is_an_older_one(path: Path) -> None:
    with Store(path) as store:
        add(store, SECOND, fetched="2024-02-06T01:00:00+00:00")
        assert add(store, FIRST, fetched="2024-02-05T01:00:00+00:00") == "changed"
        assert [row["value"] for row in store.facts()] == [318_000]
    assert [row[1:3] for row in versions(path)] == [("current", SECOND), ("superseded", FIRST)]


def test_a_publisher_who_goes_back(path: Path) -> None:
    with Store(path) as store:
        for day, text in enumerate((FIRST, SECOND), 5):
            add(store, text, fetched=f"2024-02-0{day}T01:00:00+00:00")
        assert add(store, FIRST, fetched="2024-02-07T01:00:00+00:00") == "changed"
        assert add(store, FIRST, fetched="2024-02-08T01:00:00+00:00") == "unchanged"
        # An older copy of the page, from an archive or a file, turns nothing back.
        assert add(store, SECOND, fetched="2024-02-06T01:00:00+00:00") == "unchanged"
        assert add(store, SECOND) == "unchanged"
        assert [row["value"] for row in store.facts()] == [380_000]
    assert versions(path) == [
        (1, "current", FIRST, 1, 1, "bawang"),
        (2, "superseded", SECOND, 1, 1, "bawang-2"),
    ]
    assert query(path, "PRAGMA foreign_key_check") == []


def test_an_article_that_is_gone_keeps_its_version(path: Path) -> None:
    with Store(path) as store:
        add(store, FIRST)
        gone = article("", reason="no article text found")
        assert store.add(gone, Facts("bawang")) == "unchanged"
    assert [row[1:3] for row in versions(path)] == [("current", FIRST)]


def test_a_page_that_was_unreadable_has_no_older_version(path: Path) -> None:
    with Store(path) as store:
        store.add(article("", reason="no article text found"), Facts("bawang"))
        assert add(store, FIRST) == "replaced"
    assert [row[1:3] for row in versions(path)] == [("current", FIRST)]


def test_a_text_that_becomes_readable_gets_a_story(path: Path) -> None:
    with Store(path) as store:
        store.add(article(FIRST, reason="not in Indonesian (looks like Malay)"), Facts("bawang"))
        assert add(store, FIRST) == "replaced"
        assert [row["story_id"] for row in store.facts()] == [1]


def test_the_search_index_holds_every_version(path: Path) -> None:
    with Store(path) as store:
        add(store, FIRST)
        add(store, THIRD)
        add(store, FIRST, fetched="2024-02-09T01:00:00+00:00")
    found = "SELECT text FROM articles WHERE rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
    assert query(path, found, "diperbaiki") == [(THIRD,)]
    with closing(sqlite3.connect(path)) as connection:
        for table in ("articles", "figures", "events"):
            connection.execute(f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)")


def test_deleting_an_article_deletes_its_versions(path: Path) -> None:
    with Store(path) as store:
        add(store, FIRST)
        add(store, SECOND)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM articles WHERE id = 'bawang'")
        connection.commit()
    for table in ("articles", "figures", "events", "article_addresses"):
        assert query(path, f"SELECT count(*) FROM {table}") == [(0,)]


def test_an_interrupt_leaves_the_version_that_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(path) as store:
        add(store, FIRST)
        with monkeypatch.context() as patch:
            patch.setattr(Store, "_replace_events", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                add(store, SECOND)
        assert versions(path) == [(1, "current", FIRST, 1, 1, "bawang")]
        assert add(store, SECOND) == "changed"


# Older databases


def old_database(path: Path, *rows: dict[str, Any]) -> None:
    """Write a database as it was before versions, with a figure for each article."""
    with closing(sqlite3.connect(path)) as connection:
        old = Database(connection)
        schema.MIGRATIONS.apply(old, stop_before="0007_stories")
        schema.refresh_reference(old)
        for number, row in enumerate(rows, 1):
            whole = {"title": "Panen bawang Brebes", "extractor_version": "0", "status": "read", **row}
            old.table("articles").insert({"fetched": None, "url": None, "canonical_url": None, **whole})
            made = facts(row["text"], row["id"]).figures[0]
            old.table("figures").insert(
                {
                    **{name: getattr(made, name) for name in made.__slots__},
                    "id": number, "article_id": row["id"], "value_text": made.text,
                }
            )  # fmt: skip
        connection.commit()


def test_articles_of_an_older_database_that_are_one(path: Path) -> None:
    old_database(
        path,
        {"id": "a", "url": f"{URL}?utm_source=wa", "text": SECOND, "fetched": "2024-02-06T01:00:00+00:00"},
        {"id": "b", "url": "https://amp.kabar.example/x/1", "canonical_url": URL, "text": FIRST},
        {"id": "c", "url": "https://kabar.example/read/13/lain-lagi-sekali", "text": THIRD},
        {"id": "d", "text": FIRST},
        {"id": "e", "text": FIRST},
    )
    with Store(path) as store:
        assert store.counts().articles == 4
        assert sorted(row["article_id"] for row in store.facts()) == ["a", "c", "d", "e"]
        assert store.has("https://amp.kabar.example/x/1")
        assert store.add(article(SECOND, id="baru"), facts(SECOND, "baru")) == "replaced"
    rows = "SELECT id, version, superseded_by FROM articles ORDER BY id"
    assert query(path, rows)[:2] == [("a", 2, None), ("b", 1, "a")]
    assert query(path, "SELECT count(*) FROM articles") == [(5,)]
    assert query(path, "SELECT count(*) FROM figures") == [(5,)]
    assert query(path, "PRAGMA foreign_key_check") == []


def test_an_older_database_gets_stories(path: Path) -> None:
    long = (
        f"{FIRST} Sulastri menambahkan, hujan yang datang lebih awal membuat sebagian petani di Larangan dan"
        " Ketanggungan memanen sebelum waktunya supaya umbi tidak membusuk di lahan."
    )
    old_database(
        path,
        {"id": "a", "url": "https://a.example/panen-bawang-brebes", "text": long},
        {"id": "b", "url": "https://b.example/panen-bawang-brebes", "text": f"Brebes - {long}"},
        {"id": "c", "url": "https://c.example/panen-bawang-brebes", "text": SECOND},
    )
    with Store(path) as store:
        assert [row["story_id"] for row in sorted(store.facts(), key=lambda row: row["article_id"])] == [1, 1, 2]


def test_views_that_another_step_has_changed_keep_its_columns(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        db = Database(connection)
        schema.MIGRATIONS.apply(db, stop_before="0007_stories")
        [(sql,)] = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'facts'").fetchall()
        connection.executescript(f"DROP VIEW facts; {sql.replace('figure.value,', 'figure.value, 1 AS sure,')}")
        connection.commit()
    Store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        columns = [column[0] for column in connection.execute("SELECT * FROM facts").description]
    assert {"sure", "story_id", "figure_id"} <= set(columns)
