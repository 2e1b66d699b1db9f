"""Gold facts out of reviews: what people found right or corrected, in the form that `extractor evaluate` reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from extractor.records import Article

Record = dict[str, Any]
#: Versions of articles with reviews, an article's current one first, then the latest.
_VERSIONS = """
    SELECT id, coalesce(superseded_by, id) AS article_id, url, title, published, text FROM articles
    WHERE id IN (SELECT article_id FROM review_places)
    ORDER BY article_id, superseded_by IS NOT NULL, version DESC
"""
_REVIEWS = """
    SELECT place.kind, place."start", place."end", text, field, verdict, was, value
    FROM placed_reviews AS place JOIN reviews ON reviews.id = review_id
    WHERE place.article_id = ? AND counts ORDER BY place."start", place."end", review_id
"""
#: Facts that nobody has reviewed as they are read today. What was right or corrected stays gold whatever is read.
_UNREVIEWED = """
    SELECT count(*) FROM {kind}s AS fact LEFT JOIN reviewed_{view} AS reviewed ON reviewed.{kind}_id = fact.id
    WHERE fact.article_id = ? AND {condition}
        AND (reviewed.verdict IS NULL OR (reviewed.verdict = 'wrong' AND reviewed.state = 'outdated'))
"""


@dataclass(slots=True)
class Gold:
    """Gold facts of articles, and how many articles were left out for which reason.

    `disputed` counts facts of which reviewers say different things: the latest review was taken. `displaced` counts
    reviews whose sentence stands in no version of its article.
    """

    lines: list[tuple[Article, Record]] = field(default_factory=list)
    incomplete: int = 0
    unreviewed: int = 0
    disputed: int = 0
    displaced: int = 0


def export(db: Database, *, partial: bool = False) -> Gold:
    """Return the gold facts of the articles with reviews.

    Only articles that a person has called complete, every figure with an indicator and every event of which is
    reviewed; with `partial` all, with the facts that are reviewed. Of an article that its publisher has changed, the
    current version is taken where it qualifies, else the latest that does.
    """
    sql = """
        SELECT count(*) FROM reviews
        WHERE replaced_by IS NULL AND withdrawn IS NULL AND id NOT IN (SELECT review_id FROM review_places)
    """
    gold = Gold(displaced=db.execute(sql).fetchone()[0])
    for versions in _by_article(db):
        reasons = [_reason(db, row["id"], partial) for row in versions]
        taken = next((row for row, reason in zip(versions, reasons, strict=True) if reason is None), None)
        if taken is None:
            gold.incomplete += reasons[0] == "incomplete"
            gold.unreviewed += reasons[0] == "unreviewed"
            continue
        article = Article(taken["id"], taken["url"], taken["title"], taken["published"], taken["text"])
        gold.lines.append((article, {"id": taken["id"], **_facts(db, taken["id"])}))
        for view in ("reviewed_facts", "reviewed_awards"):
            sql = f"SELECT count(*) FROM {view} WHERE article_id = ? AND disputed"
            gold.disputed += db.execute(sql, [taken["id"]]).fetchone()[0]
    return gold


def _by_article(db: Database) -> Iterator[list[Record]]:
    versions: list[Record] = []
    for row in db.query(_VERSIONS):
        if versions and versions[0]["article_id"] != row["article_id"]:
            yield versions
            versions = []
        versions.append(row)
    if versions:
        yield versions


def _reason(db: Database, version_id: str, partial: bool) -> str | None:
    """Return why a version of an article gives no gold, None where it does."""
    if partial:
        return None
    sql = "SELECT 1 FROM review_places WHERE article_id = ? AND kind = 'article'"
    if db.execute(sql, [version_id]).fetchone() is None:
        return "incomplete"
    for kind, view, condition in (("figure", "facts", "fact.indicator <> 'other'"), ("event", "awards", "1")):
        sql = _UNREVIEWED.format(kind=kind, view=view, condition=condition)
        if db.execute(sql, [version_id]).fetchone()[0]:
            return "unreviewed"
    return None


def _facts(db: Database, version_id: str) -> Record:
    """Return the figures and events of a version that are right, corrections in their places."""
    facts: dict[tuple[str, int, int], Record] = {}
    for row in db.query(_REVIEWS, [version_id]):
        place = (row["kind"], row["start"], row["end"])
        if row["kind"] == "article" or row["verdict"] == "wrong":
            continue
        # What several corrections were made of is as the last one found it.
        span = {"start": row["start"], "end": row["end"]} | ({"text": row["text"]} if row["kind"] == "figure" else {})
        corrections = facts.get(place, {}).get("corrections", {})
        if row["field"] is not None:
            corrections = corrections | {row["field"]: json.loads(row["value"])}
        facts[place] = {"record": span | json.loads(row["was"]), "corrections": corrections}
    told = {place: fact["record"] | fact["corrections"] for place, fact in facts.items()}
    return {
        f"{kind}s": [record for place, record in sorted(told.items()) if place[0] == kind]
        for kind in ("figure", "event")
    }
