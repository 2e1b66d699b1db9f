"""Gold facts that a person wrote: read from JSON Lines and checked, so that a slip is named and not scored.

Which codes there are is said by the tables under `models/`, how a time is written by `formatting.period_bounds`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractor.formatting import period_bounds
from extractor.gazetteer import places
from extractor.tables import rows

Record = dict[str, Any]
#: What a figure must tell; other fields may be left out, and so may place and period of an `other`.
_WANTED = ("start", "end", "value", "unit", "indicator")
_WANTED_OF_INDICATOR = ("place", "period")
CHOICES = {
    "measure": ("level", "change", "share"),
    "status": ("actual", "target", "forecast"),
    "modifier": ("exact", "approx", "gt", "gte", "lt", "lte"),
}
BASES = ("yoy", "mtm", "qtq", "ytd", "ctc")
EVENT_TYPES = ("award", "designation")
#: Kecamatan have longer codes, and no fact is kept for them.
_LONGEST_AREA_CODE = 5


@dataclass(frozen=True, slots=True)
class GoldLine:
    """The gold facts of one article, with the number of their line; `problems` say what is wrong with the line."""

    number: int
    id: str | None
    facts: Record
    problems: tuple[str, ...] = ()


def read_gold(line: str, number: int) -> GoldLine:
    """Return the gold facts of a line: `{"id", "figures": […], "events": […]}`, figures or events may be missing.

    What can be seen without the article is checked; `check_offsets` does the rest.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        where = f" ({error.msg} at character {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        return GoldLine(number, None, {}, (f"no JSON{where}",))
    if not isinstance(row, dict):
        return GoldLine(number, None, {}, ("a JSON object is wanted",))
    id = row.get("id")
    if not isinstance(id, str) or not id:
        return GoldLine(number, None, {}, ('"id" must be the id of an article',))
    problems: list[str] = []
    for kind, check in (("figure", _figure_problems), ("event", _event_problems)):
        records = row.get(f"{kind}s")
        if records is None:
            continue
        if not isinstance(records, list):
            problems.append(f'"{kind}s" must be a list')
            continue
        for place, record in enumerate(records, 1):
            found = check(record) if isinstance(record, dict) else ["a JSON object is wanted"]
            problems += [f"{kind} {place}: {problem}" for problem in found]
    return GoldLine(number, id, row, tuple(problems))


def check_offsets(facts: Record, text: str) -> list[str]:
    """Return a line for each record of sound gold facts whose offsets do not fit the text of its article."""
    problems = []
    for kind in ("figure", "event"):
        for place, record in enumerate(facts.get(f"{kind}s") or [], 1):
            start, end = record.get("start"), record.get("end")
            if start is None or end is None:
                continue
            if end > len(text):
                problems.append(f"{kind} {place}: {start} to {end} lies outside the text of {len(text)} characters")
            elif kind == "figure" and record.get("text") not in (None, text[start:end]):
                found, wanted = (_shown(words) for words in (text[start:end], record["text"]))
                problems.append(f"{kind} {place}: the text has {found} at {start}, not {wanted}")
    return problems


def _figure_problems(figure: Record) -> Iterator[str]:
    wanted = _WANTED if figure.get("indicator") == "other" else _WANTED + _WANTED_OF_INDICATOR
    if missing := [name for name in wanted if name not in figure]:
        yield f"{_listed(missing)} missing"
        return
    yield from _span_problems(figure)
    if not _is_number(figure["value"]):
        yield f'"value" must be a number, not {_shown(figure["value"])}'
    if not _is_number(figure.get("value_max"), or_null=True):
        yield f'"value_max" must be a number or null, not {_shown(figure["value_max"])}'
    for name, table in (("unit", "units"), ("indicator", "indicators")):
        yield from _code_problems(name, figure[name], _codes(table), f"not in models/{table}.csv")
    for name, choices in CHOICES.items():
        yield from _code_problems(name, figure.get(name), (*choices, None), f"none of {', '.join(choices)}")
    yield from _code_problems("basis", figure.get("basis"), (*BASES, None), f"none of {', '.join(BASES)}")
    yield from _place_problems("place", figure.get("place"))
    yield from _time_problems("period", figure.get("period"))
    yield from _word_problems(figure, "item", "source")


def _event_problems(event: Record) -> Iterator[str]:
    if missing := [name for name in ("type", "name", "recipients") if name not in event]:
        yield f"{_listed(missing)} missing"
        return
    if event.get("start") is not None or event.get("end") is not None:
        yield from _span_problems(event)
    yield from _code_problems("type", event["type"], EVENT_TYPES, f"none of {', '.join(EVENT_TYPES)}")
    if not isinstance(event["name"], str) or not event["name"].strip():
        yield '"name" must be the words of the award'
    for name in ("recipients", "recipient_places"):
        listed = event.get(name)
        if not isinstance(listed, list | None) or not all(isinstance(each, str) for each in listed or ()):
            yield f'"{name}" must be a list of strings'
        elif name == "recipient_places":
            for code in listed or ():
                yield from _place_problems(name, code)
    yield from _time_problems("date", event.get("date"))
    yield from _word_problems(event, "giver", "occasion", "venue", "rank")


def _span_problems(record: Record) -> Iterator[str]:
    start, end = record.get("start"), record.get("end")
    if not all(isinstance(offset, int) and not isinstance(offset, bool) for offset in (start, end)):
        yield '"start" and "end" must be whole numbers'
    elif not 0 <= record["start"] < record["end"]:
        yield f"{start} to {end} is no span: start comes before end"


def _code_problems(name: str, code: object, known: Collection[str | None], where: str) -> Iterator[str]:
    if not isinstance(code, str | None) or code not in known:
        yield f'"{name}" is {_shown(code)}, which is {where}'


def _place_problems(name: str, code: object) -> Iterator[str]:
    if not isinstance(code, str | None) or (code is not None and code not in places()):
        yield f'"{name}" is {_shown(code)}, which is not in models/places.csv'
    elif code is not None and len(code) > _LONGEST_AREA_CODE:
        yield f'"{name}" is {_shown(code)}, a kecamatan: its kabupaten or kota is {_shown(code[:_LONGEST_AREA_CODE])}'


def _time_problems(name: str, time: object) -> Iterator[str]:
    if not isinstance(time, str | None) or (time is not None and period_bounds(time) is None):
        yield f'"{name}" is {_shown(time)}: write 2024, 2024-05, 2024-05-16, 2024-Q1, 2024-S1, two with a /, or null'


def _word_problems(record: Record, *names: str) -> Iterator[str]:
    for name in names:
        if not isinstance(record.get(name), str | None):
            yield f'"{name}" must be a string or null, not {_shown(record[name])}'


def _is_number(value: object, *, or_null: bool = False) -> bool:
    if value is None:
        return or_null
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


@cache
def _codes(table: str) -> frozenset[str | None]:
    return frozenset(row["code"] for row in rows(table))


def _shown(value: object) -> str:
    """A value as JSON writes it, cut where it is long."""
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


def _listed(names: Collection[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
