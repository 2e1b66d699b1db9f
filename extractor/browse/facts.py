"""How the pages of the desk ask for facts: figures and events with their names, sentence and article."""

from __future__ import annotations

from typing import Any

from extractor.browse.desk import Desk, Row
from extractor.formatting import period_text

_FIGURE = """
    figure.id AS figure_id, figure.article_id, figure."start", figure."end", figure.text, figure.value_text,
    figure.value, figure.value_max, figure.unit, figure.modifier, figure.item, figure.indicator, figure.measure,
    figure.place, figure.period, figure.period_text, figure.period_start, figure.period_end, figure.status,
    figure.basis, figure.source, figure.source_role, figure.quotation, figure.quote_start, figure.quote_end,
    figure.confidence, figure.flags, figure.flag_details, figure.claim_id, indicator.{label} AS indicator_label,
    place.{name} AS place_name, article.title, article.site, article.published, article.fetched, article.story_id,
    coalesce(article.url, article.canonical_url) AS link,
    (SELECT verdict FROM reviewed_facts WHERE reviewed_facts.figure_id = figure.id) AS verdict
"""
_WITH_NAMES = """
    LEFT JOIN indicators AS indicator ON indicator.code = figure.indicator
    LEFT JOIN places AS place ON place.code = figure.place
"""
_EVENT = """
    event.id AS event_id, event.article_id, event.type, event."start", event."end", event.name, event.giver,
    event.occasion, event.venue, event.date, event.rank, event.quotation, event.quote_start, event.quote_end,
    event.confidence, event.flags, event.flag_details,
    (
        SELECT group_concat(name, '; ')
        FROM (SELECT name FROM event_recipients WHERE event_id = event.id ORDER BY position)
    ) AS recipients,
    (
        SELECT group_concat({name}, '; ')
        FROM (
            SELECT places.{name} FROM event_recipients JOIN places ON places.code = event_recipients.place
            WHERE event_id = event.id ORDER BY position
        )
    ) AS places,
    article.title, article.site, article.published, coalesce(article.url, article.canonical_url) AS link,
    (SELECT verdict FROM reviewed_awards WHERE reviewed_awards.event_id = event.id) AS verdict
"""


def figures(desk: Desk, source: str, rest: str, also: str = "") -> str:
    """Return a question for figures: `source` brings the tables `figure` and `article`, `rest` what stands behind.

    `also` has further columns, each with a comma behind it.
    """
    return f"SELECT {also} {_in_language(desk, _FIGURE)} FROM {source} {_WITH_NAMES} {rest}"


def events(desk: Desk, source: str, rest: str) -> str:
    """Return a question for events: `source` brings the tables `event` and `article`, `rest` what stands behind."""
    return f"SELECT {_in_language(desk, _EVENT)} FROM {source} {rest}"


def with_dates(rows: list[Row]) -> list[Row]:
    """Add to events how their time is written."""
    for row in rows:
        row["date_text"] = period_text(row["date"]) if row["date"] else None
    return rows


def with_periods(rows: list[Row]) -> list[Row]:
    """Add to claims how their period is written."""
    for row in rows:
        row["period_text"] = period_text(row["period"])
    return rows


def label_column(desk: Desk) -> str:
    """Return the column of names in the reader's language in `indicators`, `flags` and the like."""
    return f"label_{desk.language}"


def name_column(desk: Desk) -> str:
    """Return the column of names in the reader's language in `places`."""
    return "name" if desk.language == "id" else "name_en"


def citation(fact: dict[str, Any], day: str | None) -> str:
    """Return a line that cites a figure or event: who says it where, when, in which words, and where it is found."""
    speaker = f"{fact['source']}, dalam " if fact.get("source") else ""
    parts = [f"{speaker}“{fact['title']}”"]
    parts += [part for part in (fact["site"], day) if part]
    link = f" {fact['link']}" if fact["link"] else ""
    return f"{', '.join(parts)}: “{' '.join(fact['quotation'].split())}”{link}"


def _in_language(desk: Desk, columns: str) -> str:
    return columns.format(label=label_column(desk), name=name_column(desk))
