"""The tables that are written as Parquet, and the rows of what was read; docs/scale.md says what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

import pyarrow as pa

from extractor import __version__
from extractor.formatting import period_bounds, period_text, value_text
from extractor.intake import Reading
from extractor.records import Article, Event, Facts, Figure, Sectors

Row = dict[str, Any]

_TYPES = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
}


def _schema(columns: str) -> pa.Schema:
    """Return the schema of columns, each written as `name`, `name:type` where it is no text, `!` where never null."""
    described = []
    for column in columns.split():
        name, _, kind = column.rstrip("!").partition(":")
        described.append(pa.field(name, _TYPES[kind or "text"], nullable=not column.endswith("!")))
    return pa.schema(described)


SCHEMAS = {
    "articles": _schema("""
        id! input! position:int64! url canonical_url site title! author published fetched language text!
        status! reason archive_file archive_offset:int64 page_sha256 sectors:texts! figures:int32! events:int32!
        extractor_version!
    """),
    "figures": _schema("""
        article_id! input! position:int64! start:int32! end:int32! text! value:float64! value_max:float64 unit!
        value_text! item indicator! measure! place period period_text period_start period_end status! modifier!
        basis source source_role quotation! quote_start:int32! quote_end:int32! sectors:texts!
        confidence:float64 flags:texts! flag_details:texts!
    """),
    "events": _schema("""
        article_id! input! position:int64! type! start:int32! end:int32! name! recipients:texts!
        recipient_places:texts! giver occasion venue date date_start date_end rank quotation! quote_start:int32!
        quote_end:int32! confidence:float64 flags:texts! flag_details:texts!
    """),
}


def rows_of(reading: Reading, input: str, position: int) -> dict[str, list[Row]]:
    """Return the rows of one article for each table; it was read from a position of an input file."""
    article, facts, sectors = reading.article, reading.facts, reading.sectors or Sectors()
    origin = {"input": input, "position": position}
    state = {"status": "read" if article.readable else "unreadable", "extractor_version": __version__}
    counts = {"figures": len(facts.figures), "events": len(facts.events)}
    by_figure = [*sectors.figures, *([] for _ in facts.figures)]
    return {
        "articles": [{**asdict(article), **origin, **state, **counts, "sectors": sectors.article}],
        "figures": [
            {**_figure_row(figure), **origin, "article_id": article.id, "sectors": codes}
            for figure, codes in zip(facts.figures, by_figure, strict=False)
        ],
        "events": [{**_event_row(event), **origin, "article_id": article.id} for event in facts.events],
    }


def _figure_row(figure: Figure) -> Row:
    first, last = period_bounds(figure.period) or (None, None)
    return {
        **asdict(figure),
        # As the database does; an integer may be too large for Arrow to take it for a number with a fraction.
        "value": float(figure.value),
        "value_max": None if figure.value_max is None else float(figure.value_max),
        "value_text": value_text(figure.value, figure.value_max, figure.unit, figure.modifier, figure.item),
        "period_text": period_text(figure.period) if figure.period else None,
        "period_start": first,
        "period_end": last,
    }


def _event_row(event: Event) -> Row:
    first, last = period_bounds(event.date) or (None, None)
    return {**asdict(event), "date_start": first, "date_end": last}


def reading_of(article: Row, figures: Iterable[Row], events: Iterable[Row]) -> Reading:
    """Return what was read of an article from its rows."""
    figure_rows = list(figures)
    facts = Facts(
        article["id"],
        [Figure(**_fields_of(Figure, row)) for row in figure_rows],
        [Event(**_fields_of(Event, row)) for row in events],
    )
    sectors = Sectors(article["sectors"], [row["sectors"] for row in figure_rows])
    return Reading(Article(**_fields_of(Article, article)), facts, sectors)


def _fields_of(record: type[Article | Figure | Event], row: Row) -> Row:
    return {field.name: row[field.name] for field in fields(record)}
