"""Claims: which statements agree, and what becomes of them as articles come, change and go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from databases import ask

from extractor import agreement, reviews
from extractor.agreement import Statement, agree, compare
from extractor.records import Article, Facts, Figure
from extractor.reviews import Review
from extractor.store import Store

T = 10**12


def said(story: int, value: float, modifier: str = "exact", value_max: float | None = None, **more: Any) -> Statement:
    return Statement(story, value, value_max, modifier, more.pop("text", f"{value:g}"), **more)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (said(1, 1.8 * T), said(2, 1.8 * T), True),
        (said(1, 1.796 * T), said(2, 1.8 * T), True),
        (said(1, 1_796_412_318_005), said(2, 1.8 * T), True),
        (said(1, 1.75 * T), said(2, 1.8 * T), False),
        (said(1, 1.81 * T), said(2, 1.8 * T), True),
        (said(1, 5.049), said(2, 5.05), True),
        (said(1, 5.04), said(2, 5.05), False),
        (said(1, 0.13), said(2, 0.1), False),
        (said(1, 412), said(2, 413), False),
        (said(1, 2000), said(2, 2300), False),
        (said(1, -0.61), said(2, 0.61), False),
        (said(1, -0.612), said(2, -0.61), True),
        (said(1, 0), said(2, 0), True),
        (said(1, 100, "gt"), said(2, 412), True),
        (said(1, 100, "gte"), said(2, 97), False),
        (said(1, 100, "lt"), said(2, 99), True),
        (said(1, 100, "lte"), said(2, 412), False),
        (said(1, 100, "approx"), said(2, 104), True),
        (said(1, 100, "approx"), said(2, 106), False),
        (said(1, 34_000, value_max=35_000), said(2, 34_500), True),
        (said(1, 34_000, value_max=35_000), said(2, 36_000), False),
        (said(1, 5, value_max=6), said(2, 6, value_max=7), True),
    ],
)
def test_which_numbers_can_both_be_true(one: Statement, other: Statement, expected: bool) -> None:
    assert agree(one, other) is expected
    assert agree(other, one) is expected


@pytest.mark.parametrize(
    ("statements", "agreement", "leading", "summary"),
    [
        ([said(1, 18)], "single", 18, "18 (1 berita)"),
        ([said(1, 18), said(1, 19)], "single", 19, "19 (1 berita); 18 (1 berita)"),
        ([said(1, 18), said(2, 18)], "agreed", 18, "18 (2 berita)"),
        ([said(1, 18), said(2, 18), said(3, 16)], "contradicted", 18, "18 (2 berita); 16 (1 berita)"),
        # Of equally many stories the last one leads.
        ([said(1, 18, day="2024-02-01"), said(2, 19, day="2024-01-01")], "contradicted", 18,
         "18 (1 berita); 19 (1 berita)"),
        # Who names two values contradicts nobody who names one of them.
        ([said(1, 18), said(1, 19), said(2, 19)], "agreed", 19, "19 (2 berita); 18 (1 berita)"),
        ([said(1, n, text=f"{n} unit") for n in range(1, 9)], "single", 8,
         "8 unit (1 berita); 7 unit (1 berita); 6 unit (1 berita); 5 unit (1 berita); 4 unit (1 berita);"
         " 3 unit (1 berita); dan 2 nilai lain"),
    ],
)  # fmt: skip
def test_what_statements_come_to(statements: list[Statement], agreement: str, leading: float, summary: str) -> None:
    found = compare(statements)
    assert (found.agreement, found.leading.value, found.summary) == (agreement, leading, summary)
    assert found.stories == len({each.story for each in statements})


def test_a_contradiction_is_as_sure_as_its_weaker_side() -> None:
    sure = [said(1, 18, confidence=0.9), said(2, 18, confidence=0.95)]
    assert compare(sure).confidence == 0.95
    assert compare([*sure, said(3, 16, confidence=0.3)]).confidence == 0.3
    assert compare([*sure, said(3, 16, confidence=0.3), said(4, 12, confidence=0.6)]).confidence == 0.6


# In the database


def article(name: str, *values: float, text: str | None = None, **changes: Any) -> tuple[Article, Facts]:
    """Return an article that states these export values of Jepara in 2021."""
    text = text or f"Ekspor Jepara menurut {name} {' dan '.join(f'{value:g}' for value in values)}."
    made = Figure(
        0, 0, "", 0, None, "IDR", None, "export_value", "level", "33.20", "2021", "actual", "exact", None, None,
        quotation=text, quote_start=0, quote_end=len(text), confidence=0.5,
    )  # fmt: skip
    figures = [replace(made, value=value, **changes) for value in values]
    return Article(name, f"https://{name}.example/1", name, "2022-05-01", text), Facts(name, figures)


def claims(path: Path) -> list[tuple[Any, ...]]:
    return ask(path, "SELECT agreement, summary, facts, articles, stories FROM claims ORDER BY id")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts.db"


def test_claims_keep_up_with_what_is_stored(path: Path) -> None:
    with Store(path) as store:
        store.add(*article("satu", 1.8 * T))
        assert claims(path) == [("single", "Rp1,8 triliun (1 berita)", 1, 1, 1)]
        store.add(*article("dua", 1.8 * T))
        store.add(*article("tiga", 1.5 * T))
        assert claims(path) == [("contradicted", "Rp1,8 triliun (2 berita); Rp1,5 triliun (1 berita)", 3, 3, 3)]
        assert ask(path, "SELECT place_name, indicator_label, stories FROM contradictions") == [
            ("Kabupaten Jepara", "nilai ekspor", 3)
        ]
        # The publisher mends the number: what stood there before counts no more.
        assert store.add(*article("tiga", 1.8 * T, text="Ralat: ekspor Jepara 1,8 triliun.")) == "changed"
        assert claims(path) == [("agreed", "Rp1,8 triliun (3 berita)", 3, 3, 3)]
        assert ask(path, "SELECT count(*) FROM figures WHERE claim_id IS NULL") == [(1,)]
        # Other rules read nothing there.
        store.reread(article("satu", 1.8 * T)[0], Facts("satu"))
        assert claims(path) == [("agreed", "Rp1,8 triliun (2 berita)", 2, 2, 2)]
        for name in ("dua", "tiga"):
            store.reread(article(name, text="Tidak ada angka.")[0], Facts(name))
    assert claims(path) == []


@pytest.mark.parametrize(
    "change",
    [
        {"place": "33.21"}, {"indicator": "import_value"}, {"item": "mebel"}, {"period": "2022"},
        {"measure": "change"}, {"status": "target"}, {"unit": "USD"}, {"basis": "yoy"},
    ],
    ids=str,
)  # fmt: skip
def test_what_differs_in_one_field_is_another_claim(path: Path, change: dict[str, Any]) -> None:
    with Store(path) as store:
        store.add(*article("satu", 1.8 * T))
        store.add(*article("dua", 1.5 * T, **change))
    assert [row[0] for row in claims(path)] == ["single", "single"]


@pytest.mark.parametrize("change", [{"place": None}, {"period": None}, {"indicator": "other"}], ids=str)
def test_what_says_too_little_is_no_claim(path: Path, change: dict[str, Any]) -> None:
    with Store(path) as store:
        store.add(*article("satu", 1.8 * T, **change))
    assert claims(path) == []
    assert ask(path, "SELECT claim_id FROM facts") == [(None,)]


def test_an_item_is_the_same_in_capitals(path: Path) -> None:
    with Store(path) as store:
        store.add(*article("satu", 1.8 * T, item="Mebel"))
        store.add(*article("dua", 1.8 * T, item="mebel"))
    assert [row[0] for row in claims(path)] == ["agreed"]


def test_copies_are_one_source(path: Path) -> None:
    wire = (
        "Menurut catatan asosiasi pengusaha mebel, nilai ekspor Kabupaten Jepara pada 2021 mencapai Rp1,8 triliun dan"
        " sebagian besar barang dikirim atas nama perusahaan di kota pelabuhan yang lain sejak beberapa tahun."
    )
    with Store(path) as store:
        store.add(*article("satu", 1.8 * T, text=f"JEPARA – {wire}"))
        store.add(*article("dua", 1.8 * T, text=f"SEMARANG – {wire}"))
    assert claims(path) == [("single", "Rp1,8 triliun (1 berita)", 2, 2, 1)]


def test_claims_that_were_compared_in_another_way_are_compared_anew(path: Path) -> None:
    with Store(path) as store:
        store.add(*article("satu", 1.8 * T))
        store.add(*article("dua", 1.5 * T))
        before = claims(path)
        with store.writing() as db:
            db.execute("UPDATE figures SET claim_id = NULL")
            db.execute("DELETE FROM claims")
            db.execute("DELETE FROM reference_files WHERE name = 'claims'")
    Store(path).close()
    assert claims(path) == before


def test_all_claims_are_compared_as_each_one_is(path: Path) -> None:
    with Store(path) as store:
        store.add(*article("satu", 1.8 * T))
        store.add(*article("dua", 1.8 * T, text="Ekspor Jepara naik, kata dua."))
        store.add(*article("tiga", 1.5 * T, 1.6 * T))
        store.add(*article("empat", 2.5, place="33.21", indicator="inflation", unit="percent"))
        store.add(*article("lima", 70, 80, item="Jati", indicator="production", unit="t"))
        store.add(*article("lima", 90, text="Ralat: 90 ton.", item="Jati", indicator="production", unit="t"))
        with store.writing() as db:
            for value in (1.5 * T, 2.5):
                [(fact,)] = db.execute("SELECT figure_id FROM facts WHERE value = ?", [value]).fetchall()
                reviews.record(db.conn, Review("figure", fact, "wrong", "sari"))
            agreement.refresh(db, [row[0] for row in db.execute("SELECT id FROM claims")])
        stored = "SELECT * FROM claims ORDER BY id"
        before = ask(path, stored)
        assert [row[:2] for row in claims(path)] == [
            ("contradicted", "Rp1,8 triliun (2 berita); Rp1,6 triliun (1 berita)"),
            ("single", "90 ton (1 berita)"),
        ]
        with store.writing() as db:
            db.execute("UPDATE claims SET value = NULL, summary = '', facts = NULL, agreement = NULL, confidence = 2")
            # One that no figure states any more.
            db.execute(
                "INSERT INTO claims (place, indicator, item, period, measure, status, unit, basis)"
                " VALUES ('33.20', 'export_value', '', '1999', 'level', 'actual', 'IDR', '')"
            )
            agreement.refresh_all(db)
    assert ask(path, stored) == before
