"""What a person writes into a field of a fact, checked and written as the contract writes it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from extractor.errors import ReviewError, UserError
from extractor.formatting import period_bounds
from extractor.gold import BASES, CHOICES, EVENT_TYPES
from extractor.lookup import choose, find_indicator, find_place, find_unit
from extractor.reading.numbers import number_at
from extractor.tables import rows

#: What a field may hold, as JSON has it.
Value = str | float | list[str] | None

#: The fields that can be corrected.
FIELDS = {
    "figure": (
        "value", "value_max", "unit", "item", "indicator", "measure", "place", "period", "status", "modifier", "basis",
        "source",
    ),
    "event": (
        "type", "name", "recipients", "recipient_places", "giver", "occasion", "venue", "date", "rank",
    ),
}  # fmt: skip
_LISTS = ("recipients", "recipient_places")
#: Fields that always say something.
_NEEDED = ("value", "unit", "indicator", "measure", "status", "modifier", "type", "name")
_CHOICES = {**CHOICES, "basis": BASES, "type": EVENT_TYPES}
#: Characters of a name or thing; longer ones are sentences.
_LONGEST = 300
_SIGNED = re.compile(r"(?P<minus>(?:minus\b|[-−–])\s*)?(?:Rp\.?\s*)?", re.IGNORECASE)
#: Kinds of units whose numbers may have `T`, `M` and `k` behind them.
_MONEY_KINDS = frozenset({"money", "price", "wage"})


def normalise(kind: str, field: str, value: object, unit: str | None = None) -> Value:
    """Return a value of a field of a `figure` or `event` as the contract writes it.

    Takes what a form gives (a text; lists one entry a line, or separated by `;`) and what JSON gives. Numbers may be
    written as in Indonesian (`1,8 triliun`, `34.000`), read as those of `unit`; places, indicators and units by code
    or name. What is empty becomes null. Raises ReviewError, with the field as its code (`field` where there is no such
    field), for what the contract does not allow.
    """
    if field not in FIELDS.get(kind, ()):
        choices = ", ".join(FIELDS.get(kind, ()))
        raise ReviewError(f"no field {field!r} of a {kind} can be corrected: choose one of {choices}", "field")
    try:
        if field in _LISTS:
            read = _place if field == "recipient_places" else _text
            return [read(field, entry) for entry in _entries(field, value)]
        if isinstance(value, str):
            value = " ".join(value.split())
        if value in (None, ""):
            if field in _NEEDED:
                raise UserError(f"{field} cannot be empty: give one, or mark the fact wrong")
            return None
        if field in ("value", "value_max"):
            return _number(field, value, unit)
        return _READERS.get(field, _text)(field, value)
    except UserError as error:
        raise ReviewError(str(error), field) from error


def _entries(field: str, value: object) -> list[str]:
    if isinstance(value, str):
        value = re.split(r"[;\n]", value)
    if not isinstance(value, list | tuple | None) or not all(isinstance(entry, str) for entry in value or ()):
        raise UserError(f"{field} must be a list: write one a line")
    return [entry for entry in (" ".join(each.split()) for each in value or ()) if entry]


def _number(field: str, value: object, unit: str | None) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    wrong = f"{value!r} is no number for {field}: write it as 1800000000000 or 1,8 triliun"
    if not isinstance(value, str):
        raise UserError(wrong)
    kinds = {row["code"]: row["kind"] for row in rows("units")}
    kind = kinds.get(unit or "", "count")
    sign = _SIGNED.match(value)
    assert sign is not None  # both parts may be missing
    number = number_at(value, sign.end(), scale_letters=kind in _MONEY_KINDS)
    if number is None or number.end != len(value):
        raise UserError(wrong)
    read = number.value(kind)
    return -read if sign["minus"] else read


def _text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise UserError(f"{field} must be a text, not {value!r}")
    if len(value) > _LONGEST:
        raise UserError(f"{field} is longer than {_LONGEST} characters: write the shortest form that is complete")
    return value


def _place(field: str, value: object) -> str:
    return find_place(_text(field, value)).code


def _time(field: str, value: object) -> str:
    time = _text(field, value)
    if period_bounds(time) is None:
        raise UserError(
            f"{time!r} is no {field}: write 2024, 2024-05, 2024-05-16, 2024-Q1, 2024-S1, or two with a / between"
        )
    return time


def _choice(field: str, value: object) -> str:
    return choose(field, _text(field, value), _CHOICES[field])


_READERS: dict[str, Callable[[str, object], str]] = {
    "unit": lambda field, value: find_unit(_text(field, value)),
    "indicator": lambda field, value: find_indicator(_text(field, value)),
    "place": _place,
    "period": _time,
    "date": _time,
    **dict.fromkeys(_CHOICES, _choice),
}
