"""What people say of facts: kept, checked, found again in other texts, and told as gold facts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from command import Command
from databases import ask

from extractor import reviews
from extractor.errors import ReviewError
from extractor.gold import check_offsets, read_gold
from extractor.records import Article, Event, Facts, Figure
from extractor.review_values import normalise
from extractor.reviews import Review
from extractor.store import Store

URL = "https://kabar.example/read/7/garam-pati"
OPENING = "Dinas Kelautan Pati merilis data baru."
SALT = "Produksi garam di Pati pada 2023 mencapai 250 ribu ton."
PRICE = "Harganya naik menjadi Rp1.200 per kilogram."
AWARD = "Pati menerima Anugerah Bahari 2023 dari Gubernur Jawa Tengah."
TEXT = f"{OPENING}\n{SALT}\n{PRICE}\n{AWARD}"


def facts_of(text: str, *, amount: float = 250_000, indicator: str = "price") -> Facts:
    """Return the figures and the award of those sentences that stand in a text."""
    facts = Facts("garam")
    for sentence, words, value, unit, code in (
        (SALT, "250 ribu ton", amount, "t", "production"),
        (PRICE, "Rp1.200 per kilogram", 1200, "IDR/kg", indicator),
    ):
        at = text.find(sentence)
        if at >= 0:
            start = at + sentence.index(words)
            facts.figures.append(
                Figure(start, start + len(words), words, value, None, unit, "garam", code, "level", "33.18", "2023",
                       "actual", "exact", None, None, sentence, at, at + len(sentence))
            )  # fmt: skip
    at = text.find(AWARD)
    if at >= 0:
        start = at + AWARD.index("Anugerah")
        facts.events.append(
            Event("award", start, start + len("Anugerah Bahari 2023"), "Anugerah Bahari 2023", ["Pati"], ["33.18"],
                  "Gubernur Jawa Tengah", None, None, "2023", None, AWARD, at, at + len(AWARD))
        )  # fmt: skip
    return facts


def add(path: Path, text: str = TEXT, *, version: str = "1", fetched: str | None = None, **changes: Any) -> str:
    article = Article(
        "garam", URL, "Garam Pati", "2024-01-15", text, fetched=fetched, page_sha256=changes.pop("page", None)
    )
    with Store(path, extractor_version=version) as store:
        return store.add(article, facts_of(text, **changes))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "facts.db"
    add(path, fetched="2024-01-16T00:00:00+00:00", page="aaaa")
    return path


def say(path: Path, kind: Any, target: int | str, verdict: Any, reviewer: str = "sari", **given: Any) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return reviews.record(connection, Review(kind, target, verdict, reviewer, **given))


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def reviewed(path: Path) -> list[tuple[Any, ...]]:
    return ask(path, "SELECT figure_id, verdict, corrections, reviewer, state, disputed FROM reviewed_facts ORDER BY 1")


# Recording


def test_a_review_keeps_what_it_was_given_for(path: Path) -> None:
    now = datetime(2024, 2, 1, 8, 30, tzinfo=UTC)
    with Store(path) as store, store.writing() as db:
        reviews.record(db.conn, Review("figure", 1, "right", " sari ", note=" dicek ke BPS "), now)
    with closing(sqlite3.connect(path)) as connection:
        [review] = reviews.of_figure(connection, 1)
        assert reviews.of_article(connection, "garam") == [review]
        assert reviews.of_figure(connection, 2) == []
    assert review == reviews.Reviewed(
        id=1, article_id="garam", kind="figure", text="250 ribu ton", quotation=SALT, start=TEXT.index("250"),
        end=TEXT.index("250") + len("250 ribu ton"), fact=1, verdict="right", field=None,
        was={"value": 250000, "value_max": None, "unit": "t", "item": "garam", "indicator": "production",
             "measure": "level", "place": "33.18", "period": "2023", "status": "actual", "modifier": "exact",
             "basis": None, "source": None},
        value=None, note="dicek ke BPS", reviewer="sari", reviewed="2024-02-01T08:30:00+00:00", counts=True,
        state="current", extractor_version="1",
    )  # fmt: skip
    assert ask(path, "SELECT review, corrections, review_state FROM facts ORDER BY figure_id") == [
        ("right", None, "current"), (None, None, None),
    ]  # fmt: skip


def test_an_event_and_an_article_are_reviewed(path: Path, connection: sqlite3.Connection) -> None:
    say(path, "event", 1, "corrected", field="recipients", value="Kabupaten Pati\nPemkab Pati")
    say(path, "article", "garam", "complete")
    [event] = reviews.of_event(connection, 1)
    assert (event.text, event.was["recipients"], event.value) == (
        "Anugerah Bahari 2023", ["Pati"], ["Kabupaten Pati", "Pemkab Pati"],
    )  # fmt: skip
    assert [(each.kind, each.state) for each in reviews.of_article(connection, "garam")] == [
        ("article", "current"), ("event", "current"),
    ]  # fmt: skip
    told = ask(path, "SELECT verdict, corrections, state FROM reviewed_awards")
    assert told == [("corrected", '{"recipients":["Kabupaten Pati","Pemkab Pati"]}', "current")]
    assert ask(path, "SELECT review FROM awards") == [("corrected",)]


@pytest.mark.parametrize(
    ("review", "code"),
    [
        (Review("figure", 1, "right", "  "), "reviewer"),
        (Review("figure", 99, "right", "sari"), "gone"),
        (Review("event", 7, "right", "sari"), "gone"),
        (Review("article", "lain", "complete", "sari"), "gone"),
        (Review("figure", 1, "complete", "sari"), "verdict"),
        (Review("article", "garam", "right", "sari"), "verdict"),
        (Review("figure", 1, "corrected", "sari"), "field"),
        (Review("figure", 1, "right", "sari", field="unit", value="kg"), "field"),
        (Review("figure", 1, "corrected", "sari", field="giver", value="BPS"), "field"),
        (Review("event", 1, "corrected", "sari", field="value", value="1"), "field"),
        (Review("figure", 1, "corrected", "sari", field="unit", value="bungkus"), "unit"),
        (Review("figure", 1, "right", "sari", note="x" * 2001), "note"),
    ],
)
def test_what_cannot_be_recorded(path: Path, connection: sqlite3.Connection, review: Review, code: str) -> None:
    with pytest.raises(ReviewError) as refused:
        reviews.record(connection, review)
    assert refused.value.code == code
    assert "\n" not in str(refused.value)
    assert not connection.in_transaction
    assert ask(path, "SELECT count(*) FROM reviews") == [(0,)]


@pytest.mark.parametrize(
    ("kind", "field", "given", "unit", "value"),
    [
        ("figure", "value", "1,8 triliun", "IDR", 1_800_000_000_000),
        ("figure", "value", "Rp 1,8 T", "IDR", 1_800_000_000_000),
        ("figure", "value", "1800000000000", "IDR", 1_800_000_000_000),
        ("figure", "value", "34.000", "IDR/kg", 34_000),
        ("figure", "value", "-2,34", "percent", -2.34),
        ("figure", "value", "minus 0.61", "percent", -0.61),
        ("figure", "value", "dua puluh", "count", 20),
        ("figure", "value", 16, "count", 16),
        ("figure", "value_max", " ", "IDR", None),
        ("figure", "unit", "idr/KG", None, "IDR/kg"),
        ("figure", "indicator", "nilai ekspor", None, "export_value"),
        ("figure", "place", "Kabupaten Pati", None, "33.18"),
        ("figure", "place", "", None, None),
        ("figure", "period", "2023-Q3", None, "2023-Q3"),
        ("figure", "basis", None, None, None),
        ("figure", "item", "  cabai \n rawit ", None, "cabai rawit"),
        ("event", "recipients", "Pati; Rembang\n", None, ["Pati", "Rembang"]),
        ("event", "recipient_places", ["Jatim", "33.18"], None, ["35", "33.18"]),
        ("event", "recipient_places", None, None, []),
        ("event", "date", "2023-05-02", None, "2023-05-02"),
    ],
)
def test_values_are_written_as_the_contract_says(
    kind: str, field: str, given: object, unit: str | None, value: object
) -> None:
    assert normalise(kind, field, given, unit) == value


@pytest.mark.parametrize(
    ("kind", "field", "given"),
    [
        ("figure", "value", ""),
        ("figure", "value", "banyak"),
        ("figure", "value", "12 atau 13"),
        ("figure", "value", True),
        ("figure", "value", float("nan")),
        ("figure", "unit", None),
        ("figure", "indicator", "cuaca"),
        ("figure", "place", "Bandung"),
        ("figure", "place", "Kecamatan Antah Berantah"),
        ("figure", "period", "tahun lalu"),
        ("figure", "status", "rencana"),
        ("figure", "basis", "yearly"),
        ("figure", "source", "x" * 301),
        ("figure", "item", 5),
        ("event", "name", " "),
        ("event", "type", "gift"),
        ("event", "recipients", [1]),
        ("event", "date", "2023-02-30"),
    ],
)
def test_values_that_the_contract_does_not_know(kind: str, field: str, given: object) -> None:
    with pytest.raises(ReviewError) as refused:
        normalise(kind, field, given, "IDR")
    assert refused.value.code == field
    assert "\n" not in str(refused.value)


def test_a_number_is_read_in_the_unit_that_was_corrected(path: Path, connection: sqlite3.Connection) -> None:
    say(path, "figure", 1, "corrected", field="unit", value="percent")
    say(path, "figure", 1, "corrected", field="value", value="3.125")
    assert [review.value for review in reviews.of_figure(connection, 1)] == [3.125, "percent"]


# Several reviews


def test_the_same_person_replaces(path: Path, connection: sqlite3.Connection) -> None:
    say(path, "figure", 1, "right")
    say(path, "figure", 1, "wrong")
    assert [review.verdict for review in reviews.of_figure(connection, 1)] == ["wrong"]
    assert ask(path, "SELECT id, replaced_by FROM reviews") == [(1, 2), (2, None)]
    assert reviewed(path) == [(1, "wrong", None, "sari", "current", 0)]


def test_the_latest_counts_and_a_dispute_shows(path: Path, connection: sqlite3.Connection) -> None:
    say(path, "figure", 1, "right", "sari")
    assert reviewed(path) == [(1, "right", None, "sari", "current", 0)]
    say(path, "figure", 1, "right", "budi")
    assert reviewed(path) == [(1, "right", None, "budi", "current", 0)]
    say(path, "figure", 1, "corrected", "budi", field="unit", value="kg")
    assert reviewed(path) == [(1, "corrected", '{"unit":"kg"}', "budi", "current", 1)]
    say(path, "figure", 1, "corrected", "sari", field="place", value=None)
    # She has taken back that it is right, and what each corrects may go together.
    assert reviewed(path) == [(1, "corrected", '{"unit":"kg","place":null}', "sari", "current", 0)]
    say(path, "figure", 1, "corrected", "sari", field="unit", value="quintal")
    assert reviewed(path) == [(1, "corrected", '{"place":null,"unit":"quintal"}', "sari", "current", 1)]
    assert [review.counts for review in reviews.of_figure(connection, 1)] == [True, True, False, False, False]
    say(path, "figure", 1, "wrong", "budi")
    assert reviewed(path) == [(1, "wrong", None, "budi", "current", 1)]


def test_only_its_reviewer_withdraws(path: Path, connection: sqlite3.Connection) -> None:
    say(path, "figure", 1, "right", "sari")
    say(path, "figure", 1, "wrong", "sari")
    say(path, "figure", 1, "right", "budi")
    for id, reviewer, code in ((3, "sari", "reviewer"), (1, "sari", "gone"), (9, "sari", "gone")):
        with pytest.raises(ReviewError) as refused:
            reviews.withdraw(connection, id, reviewer)
        assert refused.value.code == code
    reviews.withdraw(connection, 3, "budi")
    assert reviewed(path) == [(1, "wrong", None, "sari", "current", 0)]
    reviews.withdraw(connection, 2, "sari")
    assert reviewed(path) == []
    assert ask(path, "SELECT count(*) FROM reviews") == [(3,)]


# Reading again


def test_another_reading_makes_a_review_outdated(path: Path) -> None:
    say(path, "figure", 1, "right")
    say(path, "figure", 2, "corrected", field="indicator", value="wage")
    assert add(path, version="2", fetched="2024-01-16T00:00:00+00:00", page="aaaa", amount=25) == "replaced"
    assert [row[1::3] for row in reviewed(path)] == [("right", "outdated"), ("corrected", "current")]
    # What was corrected is read rightly now; the first is read as before again.
    add(path, version="3", fetched="2024-01-16T00:00:00+00:00", page="aaaa", indicator="wage")
    assert [row[1::3] for row in reviewed(path)] == [("right", "current"), ("corrected", "current")]
    add(path, version="4", fetched="2024-01-16T00:00:00+00:00", page="aaaa", indicator="sales_value")
    assert [row[1::3] for row in reviewed(path)] == [("right", "current"), ("corrected", "outdated")]


def test_a_fact_that_is_read_no_more(path: Path, connection: sqlite3.Connection) -> None:
    say(path, "figure", 1, "right")
    with Store(path, extractor_version="2") as store:
        loaded = store.load("garam")
        assert loaded is not None
        store.reread(loaded[0], replace(facts_of(TEXT), figures=[]))
    [review] = reviews.of_article(connection, "garam")
    assert (review.state, review.fact, review.start) == ("outdated", None, TEXT.index("250"))


@pytest.mark.parametrize("by", ["reread", "add"])
def test_a_text_that_is_cut_otherwise(path: Path, connection: sqlite3.Connection, by: str) -> None:
    say(path, "figure", 1, "right")
    say(path, "figure", 2, "right")
    say(path, "event", 1, "right")
    say(path, "article", "garam", "complete")
    text = f"Pati (Kabar) - Panen.\n{OPENING}\n{SALT}\n{AWARD}"
    if by == "add":
        assert add(path, text, version="2", page="aaaa") == "replaced"
    else:
        with Store(path, extractor_version="2") as store:
            loaded = store.load("garam")
            assert loaded is not None
            store.reread(replace(loaded[0], text=text), facts_of(text))
    found = {(each.kind, each.text): (each.state, each.start) for each in reviews.of_article(connection, "garam")}
    assert found == {
        ("figure", "250 ribu ton"): ("current", text.index("250")),
        ("figure", "Rp1.200 per kilogram"): ("displaced", None),
        ("event", "Anugerah Bahari 2023"): ("current", text.index("Anugerah")),
        ("article", ""): ("displaced", None),
    }
    assert ask(path, "SELECT review FROM facts") == [("right",)]
    assert ask(path, 'SELECT "start", replaced_by FROM reviews WHERE id = 1') == [(TEXT.index("250"), None)]
    # The same person replaces what has moved.
    [(figure,)] = ask(path, "SELECT figure_id FROM facts")
    say(path, "figure", figure, "wrong")
    assert [each.verdict for each in reviews.of_figure(connection, figure)] == ["wrong"]
    # Nothing is lost: the old text brings all back to its place.
    add(path, version="3", page="aaaa")
    assert {each.state for each in reviews.of_article(connection, "garam")} == {"current"}


def test_a_sentence_that_stands_twice(path: Path, connection: sqlite3.Connection) -> None:
    twice = f"{SALT}\n{OPENING}\n{OPENING}\n{SALT}"
    with Store(path, extractor_version="2") as store:
        loaded = store.load("garam")
        assert loaded is not None
        last = replace(facts_of(SALT).figures[0], start=twice.rindex("250"), end=twice.rindex("250") + 12)
        last = replace(last, quote_start=twice.rindex(SALT), quote_end=len(twice))
        store.reread(replace(loaded[0], text=twice), Facts("garam", [*facts_of(SALT).figures, last]))
    ids = [id for (id,) in ask(path, "SELECT figure_id FROM facts ORDER BY figure_id")]
    say(path, "figure", ids[1], "right")
    assert [len(reviews.of_figure(connection, id)) for id in ids] == [0, 1]


def test_a_publisher_who_changes_the_article(path: Path, connection: sqlite3.Connection) -> None:
    say(path, "figure", 1, "right")
    say(path, "figure", 2, "right")
    changed = f"{SALT}\n{PRICE.replace('1.200', '1.500')}"
    assert add(path, changed, fetched="2024-01-17T00:00:00+00:00", page="bbbb") == "changed"
    [(figure,)] = ask(path, "SELECT figure_id FROM facts")
    for id, states in ((1, ["current"]), (2, ["current"]), (figure, ["current"])):
        assert [each.state for each in reviews.of_figure(connection, id)] == states
    assert [row[:2] for row in reviewed(path)] == [(1, "right"), (2, "right"), (figure, "right")]
    assert [each.state for each in reviews.of_article(connection, "garam")] == ["displaced", "current"]
    assert ask(path, "SELECT count(*) FROM reviews") == [(2,)]
    # A verdict on the old version holds where its sentence still stands.
    say(path, "figure", 1, "wrong", "budi")
    assert [row[:2] for row in reviewed(path)] == [(1, "wrong"), (2, "right"), (figure, "wrong")]
    # The publisher goes back.
    assert add(path, fetched="2024-01-18T00:00:00+00:00", page="aaaa") == "changed"
    assert [each.state for each in reviews.of_article(connection, "garam")] == ["current"] * 3
    assert ask(path, "PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("foreign_keys", ["ON", "OFF"])
def test_an_article_that_is_removed_and_added_again(
    path: Path, connection: sqlite3.Connection, foreign_keys: str
) -> None:
    say(path, "figure", 1, "right")
    connection.execute(f"PRAGMA foreign_keys = {foreign_keys}")
    for table in ("figures", "events", "article_addresses"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("DELETE FROM articles")
    connection.commit()
    [review] = reviews.of_article(connection, "garam")
    assert (review.fact, review.verdict) == (None, "right")
    assert add(path, f"{OPENING} {OPENING}\n{SALT}") == "added"
    assert ask(path, "SELECT review, review_state FROM facts") == [("right", "current")]


# Gold facts


def review_all(path: Path) -> None:
    say(path, "figure", 1, "corrected", field="place", value="Jawa Tengah")
    say(path, "figure", 2, "wrong")
    say(path, "event", 1, "right")


def test_export(run: Command, path: Path) -> None:
    review_all(path)
    say(path, "article", "garam", "complete")
    done = run("reviews", "export", "-o", "gold.jsonl", "--articles", "articles.jsonl")
    assert (done.code, done.out, done.errors) == (0, "", ["1 article exported"])
    [line] = (run.folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = read_gold(line, 1)
    assert gold.problems == ()
    assert check_offsets(gold.facts, TEXT) == []
    at = TEXT.index("250")
    assert json.loads(line) == {
        "id": "garam",
        "figures": [
            {"start": at, "end": at + 12, "text": "250 ribu ton", "value": 250000, "value_max": None, "unit": "t",
             "item": "garam", "indicator": "production", "measure": "level", "place": "33", "period": "2023",
             "status": "actual", "modifier": "exact", "basis": None, "source": None},
        ],
        "events": [
            {"start": TEXT.index("Anugerah"), "end": TEXT.index("Anugerah") + 20, "type": "award",
             "name": "Anugerah Bahari 2023", "recipients": ["Pati"], "recipient_places": ["33.18"],
             "giver": "Gubernur Jawa Tengah", "occasion": None, "venue": None, "date": "2023", "rank": None},
        ],
    }  # fmt: skip
    measured = run("evaluate", "gold.jsonl", "articles.jsonl")
    assert (measured.code, measured.lines[0]) == (
        0, "measured on 1 article with 1 figure, 1 of them with an indicator, and 1 event",
    )  # fmt: skip


def test_what_is_right_stays_gold_when_it_is_read_otherwise(run: Command, path: Path) -> None:
    review_all(path)
    say(path, "article", "garam", "complete")
    page = {"fetched": "2024-01-16T00:00:00+00:00", "page": "aaaa"}
    add(path, version="2", amount=1, **page)
    [line] = run("reviews", "export").lines
    assert [figure["value"] for figure in json.loads(line)["figures"]] == [250_000]
    # What was wrong is another reading now, which nobody has reviewed.
    add(path, version="3", indicator="wage", **page)
    done = run("reviews", "export")
    assert (done.lines, done.errors) == ([], ["0 articles exported", "1 article left out, some facts are not reviewed"])


def test_export_leaves_out_what_is_not_complete(run: Command, path: Path) -> None:
    say(path, "figure", 1, "right", "sari")
    say(path, "figure", 1, "corrected", "budi", field="item", value="garam rakyat")
    done = run("reviews", "export")
    assert done.errors == ["0 articles exported", "1 article left out, nobody has marked them complete"]
    say(path, "article", "garam", "complete")
    done = run("reviews", "export")
    assert done.errors == ["0 articles exported", "1 article left out, some facts are not reviewed"]
    done = run("reviews", "export", "--partial")
    assert done.errors == ["1 article exported", "1 fact disputed, the latest review counts"]
    [figure] = json.loads(done.out)["figures"]
    assert figure["item"] == "garam rakyat"
    assert run("reviews", "export", "-o", "a", "--articles", "a").code == 2


def test_a_version_that_was_reviewed_stays_gold(run: Command, path: Path) -> None:
    review_all(path)
    say(path, "article", "garam", "complete")
    add(path, "Beritanya diganti.", fetched="2024-01-17T00:00:00+00:00", page="bbbb")
    done = run("reviews", "export")
    assert [json.loads(line)["id"] for line in done.lines] == ["garam-1"]
    say(path, "article", "garam", "complete")
    assert [json.loads(line) for line in run("reviews", "export").lines] == [
        {"id": "garam", "figures": [], "events": []}
    ]


def test_figures_without_an_indicator_need_no_review(run: Command, path: Path) -> None:
    add(path, version="2", fetched="2024-01-16T00:00:00+00:00", page="aaaa", indicator="other")
    say(path, "figure", 1, "right")
    say(path, "event", 1, "wrong")
    say(path, "article", "garam", "complete")
    [line] = run("reviews", "export").lines
    assert [len(json.loads(line)[kind]) for kind in ("figures", "events")] == [1, 0]


def test_reviews_that_stand_nowhere_are_counted(run: Command, path: Path) -> None:
    say(path, "figure", 1, "right")
    add(path, "Teks lain.", version="2", page="aaaa")
    done = run("reviews", "export", "--partial")
    assert done.errors == ["0 articles exported", "1 review left out, their sentences stand nowhere any more"]


# Lists


def test_list(run: Command, path: Path) -> None:
    say(path, "figure", 1, "right", note="cocok")
    say(path, "figure", 1, "wrong")
    say(path, "figure", 2, "corrected", "budi", field="place", value="33")
    rows = json.loads(run("reviews", "list", "--format", "json").out)
    assert [(row["reviewer"], row["verdict"], row["field"], row["value"]) for row in rows] == [
        ("budi", "corrected", "place", '"33"'), ("sari", "wrong", None, None),
    ]  # fmt: skip
    assert json.loads(rows[0]["was"])["place"] == "33.18"
    assert rows[0]["quotation"] == PRICE
    rows = json.loads(run("reviews", "list", "--history", "--reviewer", "sari", "--format", "json").out)
    assert [(row["review_id"], row["state"], row["note"]) for row in rows] == [
        (2, "current", None), (1, "replaced", "cocok"),
    ]  # fmt: skip
    table = run("reviews", "list", "--limit", "1").out
    assert "corrected place" in table
    assert "wrong" not in table
    assert run("reviews", "list", "--format", "csv").lines[0].startswith("article_id,kind,verdict,field,was,value")
    nobody = run("reviews", "list", "--reviewer", "tono")
    assert (nobody.code, nobody.out) == (0, "")
    assert nobody.errors == ["No such reviews: sign in at extractor serve and review a fact"]


def test_facts_show_their_reviews(run: Command, path: Path) -> None:
    say(path, "figure", 1, "corrected", field="place", value="33")
    assert "reviewed: corrected" in run("facts", "--indicator", "production").out
