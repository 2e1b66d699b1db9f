"""Notes on what happened in the economy of an area in a quarter, as statistics offices file them to explain its GDP.

A note is a figure or an award of the database with its sentence, under the category of industry and, where a row of
`models/expenditure_components.csv` says so, the component of expenditure that it belongs to. Nothing is written anew:
the summary of a note is the sentence of the article, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from extractor.errors import UserError
from extractor.formatting import period_bounds, period_text
from extractor.lookup import find_place
from extractor.store import Store
from extractor.tables import compile_words, rows

Row = dict[str, Any]

_KINDS = {"figure": "angka", "award": "penghargaan", "designation": "penetapan"}
_NATURES = {
    "actual": "nyata", "target": "target", "forecast": "perkiraan", "change": "perubahan", "share": "bagian",
}  # fmt: skip


@dataclass(slots=True)
class Note:
    """One note; words are Indonesian.

    `sector` is a code of `models/sectors.csv`, `other_sectors` the less likely ones; `component` is a code of
    `models/expenditure_components.csv`. `published` is `YYYY-MM-DD`. `value` is in full units of the `unit`, which is
    written out. `also` are the sites that carry the same story.
    """

    kind: str
    sector: str | None
    other_sectors: list[str]
    component: str | None
    published: str | None
    place: str | None
    quotation: str
    indicator: str | None
    item: str | None
    value: float | None
    value_max: float | None
    unit: str | None
    period: str | None
    nature: str | None
    source: str | None
    source_role: str | None
    site: str | None
    link: str | None
    title: str
    confidence: float | None
    flags: list[str]
    also: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """The notes of an area (its name) and a period (in words), by sector, place and date; `days` its first and last.

    `newest` is the latest date of publication in the database, `versions` those of extractor that read the notes.
    """

    area: str
    period: str
    days: tuple[str, str]
    notes: list[Note]
    newest: str | None
    versions: list[str]


def collect(
    store: Store, area: str, period: str, *, min_confidence: float | None = None, other: bool = False
) -> Report:
    """Return the notes on an area (a name or code; a province takes in its kabupaten and kota) and a period.

    A period is `2025-Q3`, `2025-S1`, `2025` or any that figures have. A note belongs to it when what it tells overlaps
    it or, where no time is told, its article was published in it. Copies of a story make one note. `other` takes in
    figures without an indicator. Raises UserError for an area or period that cannot be understood.
    """
    place = find_place(area)
    period = period.strip().upper()
    days = period_bounds(period)
    if days is None:
        raise UserError(f"{period!r} is no period: write 2025-Q3, 2025-S1, 2025 or 2025-07")
    asked: dict[str, Any] = {"since": period, "until": period, "min_confidence": min_confidence}
    figures = [row for row in store.facts(place.code, **asked) if other or row["indicator"] != "other"]
    awards = list(store.awards(place.code, **asked))
    articles = dict.fromkeys(row["article_id"] for row in (*figures, *awards))
    with store.asking() as db:
        [(newest,)] = db.execute("SELECT max(published) FROM articles")
        sql = "SELECT extractor_version FROM articles WHERE id = ?"
        versions = {version for id in articles for (version,) in db.execute(sql, [id])}
        sql = "SELECT sector FROM article_sectors WHERE article_id = ? ORDER BY position"
        for row in awards:
            row["sectors"] = "; ".join(sector for (sector,) in db.execute(sql, [row["article_id"]]))
    notes = [*_without_copies(figures, _figure), *_without_copies(awards, _award)]
    notes.sort(key=lambda note: (note.sector or "~", note.place or "", note.published or "", note.title))
    return Report(place.name, period_text(period), days, notes, newest, sorted(versions))


def component_of(indicator: str, sentence: str) -> str | None:
    """Return the code of the component of expenditure that a figure belongs to, None where no rule says so.

    The first row that fits decides: its indicator is that of the figure and one of its words, if it has any, stands in
    the sentence.
    """
    for row in rows("expenditure_components"):
        words = _words(row["words"])
        if indicator in row["indicators"].split(";") and (words is None or words.search(sentence)):
            return row["component"]
    return None


@cache
def _words(words: str) -> re.Pattern[str] | None:
    return compile_words(words.split(";")) if words else None


@cache
def component_labels() -> dict[str, str]:
    """Return the Indonesian names of the components of expenditure by their codes."""
    return {row["component"]: row["label_id"] for row in rows("expenditure_components")}


def _without_copies(found: Iterable[Row], note_of: Callable[[Row], Note]) -> Iterator[Note]:
    """Yield one note for what several sites tell in the words of one story, that of the site that was first."""
    notes: dict[tuple[object, ...], Note] = {}
    for row in sorted(found, key=lambda row: (row["published"] or "~", row.get("figure_id") or row.get("event_id"))):
        note = note_of(row)
        key = (
            row["story_id"] or row["article_id"], note.kind, note.place, note.indicator, note.item, note.value,
            note.value_max, note.unit, note.period, note.nature,
        )  # fmt: skip
        first = notes.setdefault(key, note)
        if first is not note and note.site and note.site not in (first.site, *first.also):
            first.also.append(note.site)
    yield from notes.values()


def _figure(row: Row) -> Note:
    natures = [_NATURES[row["measure"]]] if row["measure"] != "level" else []
    return _note(
        row,
        kind=_KINDS["figure"],
        component=component_of(row["indicator"], row["quotation"]),
        place=row["place_name"],
        indicator=row["indicator_label"],
        item=row["item"],
        value=row["value"],
        value_max=row["value_max"],
        unit=_unit_labels()[row["unit"]],
        period=row["period_text"],
        nature=", ".join([*natures, _NATURES[row["status"]]]),
        source=row["source"],
        source_role=row["source_role"],
    )


def _award(row: Row) -> Note:
    return _note(
        row,
        kind=_KINDS[row["type"]],
        component=None,
        place=row["places"],
        indicator=row["name"],
        item=row["giver"] and f"dari {row['giver']}",
        value=None,
        value_max=None,
        unit=None,
        period=period_text(row["date"]) if row["date"] else None,
        nature=row["rank"],
        source=None,
        source_role=None,
    )


def _note(row: Row, **given: Any) -> Note:
    sector, *others = (row["sectors"] or "").split("; ")
    labels = {flag["code"]: flag["label_id"] for flag in rows("flags")}
    return Note(
        sector=sector or None,
        other_sectors=others,
        published=row["published"],
        quotation=row["quotation"],
        site=row["site"],
        link=row["link"],
        title=row["title"],
        confidence=row["confidence"],
        flags=[labels.get(code, code) for code in row["flags"]],
        **given,
    )


@cache
def _unit_labels() -> dict[str, str]:
    return {row["code"]: row["label_id"] for row in rows("units")}
