"""Claims: what several articles state of one thing, and whether they agree.

Figures of one place, indicator, item, period, measure, status, unit and basis are one claim. Who tells the same as
others is counted by story (`extractor.stories`), so that a copy is no second source.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

from sqlite_utils import Database

#: Whether a claim has one story, several that agree, or two of which none states what the other one does.
Agreement = Literal["single", "agreed", "contradicted"]

#: What two rounded numbers may differ by, as a share of the larger one, to be the same.
_ROUNDED = 0.01
#: What `sekitar` leaves open, as a share of the number.
_ABOUT = 0.05

#: Names how claims are compared: change it with the rules, and stored ones are compared anew.
_WAY = "1"
#: How many readings a summary tells.
_MOST_TOLD = 6
#: How many claims are asked for at a time.
_AT_ONCE = 500

#: A number or range with its modifier.
Reading = tuple[float, float | None, str]

#: The columns of a figure that make it a statement of one claim; those of `figures` that may be empty are '' here.
_KEY = {
    **{column: f"figures.{column}" for column in ("place", "indicator", "period", "measure", "status", "unit")},
    "item": "lower(coalesce(figures.item, ''))",
    "basis": "coalesce(figures.basis, '')",
}
_STATES_A_CLAIM = "place IS NOT NULL AND period IS NOT NULL AND indicator <> 'other'"
#: What a person has called misread states nothing, unless it is read as corrected today: a condition on `figure`.
COUNTS = """
    NOT EXISTS (
        SELECT 1 FROM reviewed_facts AS review
        WHERE review.figure_id = figure.id AND review.state = 'current' AND (
            review.verdict = 'wrong' OR EXISTS (
                SELECT 1 FROM json_each(review.corrections) AS right
                JOIN json_each(json_object(
                    'value', figure.value, 'value_max', figure.value_max, 'modifier', figure.modifier,
                    'place', figure.place, 'indicator', figure.indicator, 'period', figure.period,
                    'measure', figure.measure, 'status', figure.status, 'unit', figure.unit,
                    'item', figure.item, 'basis', figure.basis
                )) AS today ON today.key = right.key
                WHERE today.value IS NOT right.value
            )
        )
    )
"""

#: What stories say of claims, in how many figures and articles.
_STATEMENTS = """
    SELECT figure.claim_id, coalesce(article.story_id, -article.rowid), figure.value, figure.value_max,
        figure.modifier, figure.value_text, max(coalesce(figure.confidence, 0)), min(article.published),
        count(*), group_concat(DISTINCT article.id)
    FROM figures AS figure CROSS JOIN articles AS article ON article.id = figure.article_id
    WHERE {which}
    GROUP BY 1, 2, 3, 4, 5
"""
_UPDATE = """
    UPDATE claims SET value = ?, value_max = ?, modifier = ?, value_text = ?, agreement = ?, summary = ?, facts = ?,
        articles = ?, stories = ?, readings = ?, confidence = ?, first_published = ?, last_published = ?
    WHERE id = ?
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one story says: `value` to `value_max` (None for one number) with a modifier of the contract.

    `day` is the first day of publication (`YYYY-MM-DD`), None where it is not known; `confidence` the highest one.
    """

    story: int
    value: float
    value_max: float | None = None
    modifier: str = "exact"
    text: str = ""
    confidence: float = 0.0
    day: str | None = None

    @property
    def reading(self) -> Reading:
        """What is said, whoever says it."""
        return self.value, self.value_max, self.modifier


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the statements of a claim come to.

    `leading` is said by most stories (of equally many, last); `summary` tells each reading with its number of stories
    in Indonesian; `confidence` is, of what is contradicted, that both sides are read right, else the best one.
    """

    agreement: Agreement
    leading: Statement
    summary: str
    readings: int
    stories: int
    confidence: float


def agree(one: Statement, other: Statement) -> bool:
    """Return whether two statements can both be true.

    Numbers are the same when the one, rounded to the digits of the other, is the other, and they differ by no more
    than a hundredth: `1,796 triliun` and `1,8 triliun`, not `1,75 triliun` and `1,8 triliun`. `lebih dari` and
    `paling sedikit` are open above, `kurang dari` and `paling banyak` below; `sekitar` leaves a twentieth.
    """
    if one.reading == other.reading:
        return True
    (low, high), (other_low, other_high) = _bounds(one), _bounds(other)
    if low <= other_high and other_low <= high:
        return True
    return any(_same_when_rounded(first, second) for first in (low, high) for second in (other_low, other_high))


def compare(statements: Sequence[Statement]) -> Comparison:
    """Return what statements of one claim come to; there is at least one.

    A claim is contradicted when two stories have no statement on which they agree: a story that names several values
    under one head (a price in two markets) contradicts nobody who names one of them.
    """
    by_reading: dict[Reading, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_reading[statement.reading].append(statement)
    ordered = sorted(
        by_reading.values(),
        key=lambda same: (_stories(same), max(each.day or "" for each in same), same[0].value),
        reverse=True,
    )
    stories = _stories(statements)
    opposed = _opposed(statements)
    agreement: Agreement = "contradicted" if opposed is not None else "agreed" if stories > 1 else "single"
    return Comparison(
        agreement,
        max(ordered[0], key=lambda each: each.confidence),
        _summary(ordered),
        len(ordered),
        stories,
        opposed if opposed is not None else max(each.confidence for each in statements),
    )


def _opposed(statements: Sequence[Statement]) -> float | None:
    """Return how sure it is that two stories contradict each other, None where none do."""
    by_story: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_story[statement.story].append(statement)
    # Stories that say the same need one comparison, those that are surest first: the first pair found is the answer.
    kinds: dict[frozenset[Reading], list[Statement]] = {}
    for said in sorted(by_story.values(), key=_confidence, reverse=True):
        kinds.setdefault(frozenset(each.reading for each in said), said)
    told = list(kinds.values())
    for turn, said in enumerate(told):
        for surer in told[:turn]:
            if not any(agree(one, other) for one in said for other in surer):
                return _confidence(said)
    return None


def _summary(ordered: Sequence[Sequence[Statement]]) -> str:
    shown = [f"{same[0].text} ({_stories(same)} berita)" for same in ordered[:_MOST_TOLD]]
    if len(ordered) > _MOST_TOLD:
        shown.append(f"dan {len(ordered) - _MOST_TOLD} nilai lain")
    return "; ".join(shown)


def assign(db: Database, article_id: str | None = None) -> None:
    """Give the figures of an article, or all, the claims that they state; those of superseded versions have none.

    To be followed by `refresh`, in the same transaction.
    """
    of = "" if article_id is None else "AND article_id = :article"
    current = "article_id NOT IN (SELECT id FROM articles WHERE superseded_by IS NOT NULL)"
    older = "SELECT id FROM articles WHERE superseded_by = :article"
    stating = f"claim_id IS NULL AND {_STATES_A_CLAIM} AND {current} {of}"
    values = {"article": article_id}
    db.execute(f"UPDATE figures SET claim_id = NULL WHERE claim_id IS NOT NULL AND article_id IN ({older})", values)
    db.execute(
        f"INSERT OR IGNORE INTO claims ({', '.join(_KEY)}, period_start, period_end)"
        f" SELECT {', '.join(_KEY.values())}, period_start, period_end FROM figures WHERE {stating}",
        values,
    )
    same = " AND ".join(f"claims.{column} = {value}" for column, value in _KEY.items())
    db.execute(f"UPDATE figures SET claim_id = (SELECT id FROM claims WHERE {same}) WHERE {stating}", values)


def refresh_all(db: Database) -> None:
    """Give all figures the claims that they state, and compare all claims.

    All statements are read in one pass, sorted by claim: to look up those of each claim alone takes ten times as long
    where millions are stored.
    """
    assign(db)
    # `+`: by an index on the claims each figure would be fetched from another end of the table.
    told = db.execute(_STATEMENTS.format(which="+figure.claim_id IS NOT NULL"))
    by_claim = groupby(told, key=itemgetter(0))
    db.conn.executemany(_UPDATE, (_compared(claim, list(rows)) for claim, rows in by_claim))
    # What people have called misread is left out of the few claims that it touches.
    sql = """
        SELECT id FROM claims WHERE NOT EXISTS (SELECT 1 FROM figures WHERE figures.claim_id = claims.id)
        UNION
        SELECT claim_id FROM figures WHERE claim_id IS NOT NULL AND id IN (SELECT figure_id FROM reviewed_facts)
    """
    refresh(db, [row[0] for row in db.execute(sql)])


def bring_up_to_date(db: Database) -> None:
    """Compare all claims where that was last done in another way than today, or never."""
    stored = db.execute("SELECT sha256 FROM reference_files WHERE name = 'claims'").fetchone()
    if stored != (_WAY,):
        db.execute("UPDATE figures SET claim_id = NULL WHERE claim_id IS NOT NULL")
        refresh_all(db)
        db.table("reference_files").upsert({"name": "claims", "sha256": _WAY}, pk="name")


def of_article(db: Database, article_id: str) -> set[int]:
    """Return the claims that an article and the copies of it (its story) state."""
    sql = """
        SELECT DISTINCT claim_id FROM figures
        WHERE claim_id IS NOT NULL AND article_id IN (
            SELECT :id UNION
            SELECT id FROM articles WHERE story_id = (SELECT story_id FROM articles WHERE id = :id)
        )
    """
    return {row[0] for row in db.execute(sql, {"id": article_id})}


def refresh(db: Database, claims: Iterable[int]) -> None:
    """Bring claims up to the figures that state them; a claim that none states any more is deleted."""
    wanted = sorted(set(claims))
    sql = _STATEMENTS.format(which=f"figure.claim_id IN (SELECT value FROM json_each(?)) AND {COUNTS}")
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        told = groupby(db.execute(sql, [json.dumps(some)]).fetchall(), key=itemgetter(0))
        compared = [_compared(claim, list(rows)) for claim, rows in told]
        db.conn.executemany(_UPDATE, compared)
        gone = [[claim] for claim in set(some) - {each[-1] for each in compared}]
        # Not every connection follows foreign keys.
        db.conn.executemany("UPDATE figures SET claim_id = NULL WHERE claim_id = ?", gone)
        db.conn.executemany("DELETE FROM claims WHERE id = ?", gone)


def _compared(claim: int, rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Return what `_UPDATE` takes of a claim for which `_STATEMENTS` gives these rows."""
    statements = [Statement(*row[1:-2]) for row in rows]
    found = compare(statements)
    days = sorted(each.day for each in statements if each.day)
    articles = {article for row in rows for article in row[-1].split(",")}
    return [
        *found.leading.reading, found.leading.text, found.agreement, found.summary,
        sum(row[-2] for row in rows), len(articles), found.stories, found.readings, found.confidence,
        days[0] if days else None, days[-1] if days else None, claim,
    ]  # fmt: skip


def _confidence(statements: Iterable[Statement]) -> float:
    return max(statement.confidence for statement in statements)


def _stories(statements: Iterable[Statement]) -> int:
    return len({statement.story for statement in statements})


def _bounds(statement: Statement) -> tuple[float, float]:
    low = statement.value
    high = low if statement.value_max is None else statement.value_max
    if statement.modifier in ("gt", "gte"):
        return low, math.inf
    if statement.modifier in ("lt", "lte"):
        return -math.inf, high
    if statement.modifier == "approx":
        return low - _ABOUT * abs(low), high + _ABOUT * abs(high)
    return low, high


def _same_when_rounded(one: float, other: float) -> bool:
    if math.isinf(one) or math.isinf(other) or abs(one - other) > _ROUNDED * max(abs(one), abs(other)):
        return False
    first, second = _decimal(one), _decimal(other)
    coarser, finer = sorted((first, second), key=_last_place, reverse=True)
    return abs(finer - coarser) * 2 <= Decimal(1).scaleb(_last_place(coarser))


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.15g}").normalize()


def _last_place(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent
