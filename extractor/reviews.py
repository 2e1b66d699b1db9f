"""Reviews: what a person says of a figure, an event or an article, kept apart from what was read.

Every function takes an open connection to a database of facts. One that writes begins and ends a transaction of its
own, unless the caller has begun one (`Store.writing`); DatabaseError is not raised here, sqlite3.Error is.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from extractor.errors import ReviewError
from extractor.review_values import Value, normalise
from extractor.reviews_schema import READINGS, standing

Kind = Literal["figure", "event", "article"]
Verdict = Literal["right", "wrong", "corrected", "complete"]
#: `current`: the extractor says today what was reviewed, or what it was corrected to. `outdated`: it says something
#: else, or nothing, in the same words. `displaced`: the words stand no more in the article.
State = Literal["current", "outdated", "displaced"]

_VERDICTS = {"figure": ("right", "wrong", "corrected"), "event": ("right", "wrong", "corrected"),
             "article": ("complete",)}  # fmt: skip
#: Characters of a note.
_LONGEST_NOTE = 2000
_WORDS = {"figure": "text", "event": "name"}


@dataclass(frozen=True, slots=True)
class Review:
    """What a person says.

    `target` is the id of a figure or event, or of an article, which can only be `complete`: a person has read it as a
    whole, and no fact is missing. `right` and `wrong` are said of a whole fact. `corrected` gives one `field` another
    `value` (written as `extractor.review_values.normalise` takes it), and says that the rest of the fact is right.
    """

    kind: Kind
    target: int | str
    verdict: Verdict
    reviewer: str
    field: str | None = None
    value: object = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review as it is stored.

    `start`, `end` and `fact` (the id of the figure or event) say where it belongs now, None where nowhere. `was` is
    what the extractor said when it was reviewed, `text` the words of the figure or the name of the event. `reviewed` is
    a time in UTC. `counts`: no later review outdoes it.
    """

    id: int
    article_id: str
    kind: Kind
    text: str
    quotation: str
    start: int | None
    end: int | None
    fact: int | None
    verdict: Verdict
    field: str | None
    was: dict[str, Any]
    value: Value
    note: str | None
    reviewer: str
    reviewed: str
    counts: bool
    state: State
    extractor_version: str


def record(connection: sqlite3.Connection, review: Review, now: datetime | None = None) -> int:
    """Store a review and return its id; the one that its reviewer gave of the same fact and field is replaced.

    `now` is the time of the review, that of the clock if not given. Raises ReviewError, and stores nothing, where it
    has no reviewer (code `reviewer`), no verdict of its kind (`verdict`), a note that is too long (`note`), a field
    that cannot be corrected (`field`) or not to this value (the name of the field), or where its fact is not stored
    (`gone`), as after the article was read again.
    """
    reviewer = review.reviewer.strip()
    if not reviewer:
        raise ReviewError("only one who is named can review: sign in", "reviewer")
    if review.verdict not in _VERDICTS.get(review.kind, ()):
        raise ReviewError(f"{review.verdict!r} is no verdict on a {review.kind}", "verdict")
    if (review.verdict == "corrected") != (review.field is not None):
        raise ReviewError("a correction names a field, and nothing else does", "field")
    note = (review.note or "").strip() or None
    if note is not None and len(note) > _LONGEST_NOTE:
        raise ReviewError(f"the note is longer than {_LONGEST_NOTE} characters: shorten it", "note")
    with _transaction(connection):
        fact = _target(connection, review)
        value = None
        if review.field is not None:
            unit = None if review.kind != "figure" else _unit(connection, fact)
            value = json.dumps(normalise(review.kind, review.field, review.value, unit), ensure_ascii=False)
        row = {
            **{name: fact[name] for name in ("article_id", "start", "end", "text", "quotation", "quote_start", "was")},
            "kind": review.kind,
            "field": review.field,
            "verdict": review.verdict,
            "value": value,
            "note": note,
            "reviewer": reviewer,
            "reviewed": (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"),
            "extractor_version": fact["extractor_version"],
        }
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join(f":{name}" for name in row)
        id = connection.execute(f"INSERT INTO reviews ({columns}) VALUES ({marks})", row).lastrowid
        assert id is not None
        _replace(connection, id, fact["version_id"], row)
        for (version,) in connection.execute(
            "SELECT id FROM articles WHERE id = :id OR superseded_by = :id", {"id": fact["article_id"]}
        ).fetchall():
            place(connection, version)
    return id


def withdraw(connection: sqlite3.Connection, review_id: int, reviewer: str, now: datetime | None = None) -> None:
    """Take back a review; it counts no more, and what it had replaced stays replaced.

    Raises ReviewError where there is none of this id that stands (code `gone`), or it is another person's (`reviewer`).
    """
    with _transaction(connection):
        sql = "SELECT reviewer FROM reviews WHERE id = ? AND replaced_by IS NULL AND withdrawn IS NULL"
        found = connection.execute(sql, [review_id]).fetchone()
        if found is None:
            raise ReviewError(f"no review {review_id} stands: it was replaced or withdrawn", "gone")
        if found[0] != reviewer.strip():
            raise ReviewError(f"review {review_id} is by {found[0]}, who alone can withdraw it", "reviewer")
        stamp = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        connection.execute("UPDATE reviews SET withdrawn = ? WHERE id = ?", [stamp, review_id])
        connection.execute("DELETE FROM review_places WHERE review_id = ?", [review_id])


def of_article(connection: sqlite3.Connection, article_id: str) -> list[Reviewed]:
    """Return the reviews of an article and its facts that stand, displaced ones too, the latest first."""
    sql = "SELECT coalesce(superseded_by, id) FROM articles WHERE id = ?"
    known = connection.execute(sql, [article_id]).fetchone()
    own_id = known[0] if known else article_id
    return _read(connection, "SELECT * FROM current_reviews WHERE article_id = :id", {"id": own_id})


def of_figure(connection: sqlite3.Connection, figure_id: int) -> list[Reviewed]:
    """Return the reviews of a figure that stand, by all reviewers, the latest first."""
    return _of_fact(connection, "figure", figure_id)


def of_event(connection: sqlite3.Connection, event_id: int) -> list[Reviewed]:
    """Return the reviews of an event that stand, by all reviewers, the latest first."""
    return _of_fact(connection, "event", event_id)


def place(connection: sqlite3.Connection, version_id: str) -> None:
    """Find where the reviews of an article belong in one version of it, after its text was written.

    A review belongs where its sentence stands; of several such places, to the nearest to where it was given.
    """
    sql = "SELECT text, coalesce(superseded_by, id) AS article_id FROM articles WHERE id = ?"
    [article] = _rows(connection, sql, [version_id])
    columns = 'id, kind, "start", "end", text, quotation, quote_start, was'
    sql = f"SELECT {columns} FROM reviews WHERE article_id = ? AND replaced_by IS NULL AND withdrawn IS NULL"
    reviews = _rows(connection, sql, [article["article_id"]])
    if not reviews:
        return
    connection.execute("DELETE FROM review_places WHERE article_id = ?", [version_id])
    for review in reviews:
        span = _find(review, article["text"])
        if span is not None:
            sql = "INSERT INTO review_places VALUES (?, ?, ?, ?, ?)"
            connection.execute(sql, [version_id, review["kind"], *span, review["id"]])


def _find(review: dict[str, Any], text: str) -> tuple[int, int] | None:
    """Return the span that a review belongs to in a text."""
    if review["kind"] == "article":
        return (0, 0) if json.loads(review["was"]) == _digest(text) else None
    sentence, before = review["quotation"], review["quote_start"]
    places = (text.rfind(sentence, 0, before + len(sentence)), text.find(sentence, before))
    start = min((at for at in places if at >= 0), key=lambda at: abs(at - before), default=None)
    if start is None:
        return None
    start += review["start"] - before
    end = start + review["end"] - review["start"]
    if review["kind"] == "figure" and text[start:end] != review["text"]:
        return None  # its sentence does not hold it
    return start, end


def _digest(text: str) -> dict[str, str]:
    return {"text_sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()}


def _target(connection: sqlite3.Connection, review: Review) -> dict[str, Any]:
    """Return what a review stores of its fact, and the version of the article that it stands in."""
    article = """
        coalesce(article.superseded_by, article.id) AS article_id, article.id AS version_id, article.extractor_version
    """
    if review.kind == "article":
        sql = f"SELECT {article}, article.text AS whole FROM articles AS article WHERE article.id = ?"
    else:
        sql = f"""
            SELECT {article}, fact."start", fact."end", fact.{_WORDS[review.kind]} AS text, fact.quotation,
                fact.quote_start, {READINGS[review.kind]} AS was
            FROM {review.kind}s AS fact JOIN articles AS article ON article.id = fact.article_id WHERE fact.id = ?
        """
    found = _rows(connection, sql, [review.target])
    if not found:
        raise ReviewError(f"no {review.kind} {review.target}: it may have been read again, load the page anew", "gone")
    [fact] = found
    if review.kind == "article":
        was = json.dumps(_digest(fact.pop("whole")))
        fact |= {"start": 0, "end": 0, "text": "", "quotation": "", "quote_start": 0, "was": was}
    return fact


def _unit(connection: sqlite3.Connection, fact: dict[str, Any]) -> str:
    """Return the unit of a figure, as corrected where it is: how a number is read depends on it."""
    sql = """
        SELECT json_extract(value, '$') FROM placed_reviews AS place JOIN reviews ON reviews.id = review_id
        WHERE place.article_id = :version_id AND place.kind = 'figure' AND place."start" = :start
            AND place."end" = :end AND counts AND field = 'unit'
    """
    corrected = connection.execute(sql, fact).fetchone()
    return str(corrected[0] if corrected else json.loads(fact["was"])["unit"])


def _replace(connection: sqlite3.Connection, id: int, version_id: str, row: dict[str, Any]) -> None:
    """Let a new review take the place of the same person's of the same fact and field."""
    sql = """
        SELECT reviews.id FROM review_places AS place JOIN reviews ON reviews.id = review_id
        WHERE place.article_id = :version_id AND place.kind = :kind AND place."start" = :start AND place."end" = :end
            AND reviewer = :reviewer AND field IS :field
    """
    for (old,) in connection.execute(sql, {**row, "version_id": version_id}).fetchall():
        connection.execute("UPDATE reviews SET replaced_by = ? WHERE id = ?", [id, old])
        connection.execute("DELETE FROM review_places WHERE review_id = ?", [old])


def _of_fact(connection: sqlite3.Connection, kind: str, fact_id: int) -> list[Reviewed]:
    sql = f'SELECT article_id AS version, "start", "end" FROM {kind}s WHERE id = ?'
    facts = _rows(connection, sql, [fact_id])
    if not facts:
        return []
    belongs = 'review.kind = :kind AND place."start" = :start AND place."end" = :end'
    return _read(connection, f"{standing(':version')} AND {belongs}", {**facts[0], "kind": kind})


def _read(connection: sqlite3.Connection, sql: str, values: Mapping[str, Any]) -> list[Reviewed]:
    reviews = []
    for row in _rows(connection, f"{sql} ORDER BY review_id DESC", values):
        row["id"], row["fact"] = row.pop("review_id"), row.pop("fact_id")
        row["was"] = json.loads(row["was"])
        row["value"] = None if row["value"] is None else json.loads(row["value"])
        row["counts"] = bool(row["counts"])
        reviews.append(Reviewed(**row))
    return reviews


def _rows(connection: sqlite3.Connection, sql: str, values: Sequence[Any] | Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return rows as dictionaries, whatever the connection makes of them."""
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
