"""How exactly a number is told, how it is written in a reason, and how a flag is set."""

from __future__ import annotations

import math
import re

from extractor.formatting import value_text
from extractor.records import Event, Figure

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
#: What `sekitar`, `lebih dari` and their like leave open, as a part of the number.
_VAGUE = 0.1


def rounding(figure: Figure) -> float:
    """Return how far the number may be off because of its last digit: 100000000000 for `Rp1,8 triliun`.

    A number that is counted out (`12.796 unit`) or in words is exact.
    """
    match = _DIGITS.search(figure.text)
    digits = re.sub(r"\D", "", match.group()).lstrip("0") if match else ""
    if not digits or not figure.value:
        return 0.0
    power = math.log10(abs(figure.value) / int(digits))
    if abs(power) < 1e-6 or abs(power - round(power)) > 1e-6:
        return 0.0
    # Both rounding and cutting off are usual; `Rp2 triliun` alone is no cut-off 2,9.
    return 10.0 ** round(power) * (1 if len(digits) > 1 else 0.5)


def bounds(figure: Figure) -> tuple[float, float]:
    """Return the least and the greatest amount, without sign, that the writer may have meant."""
    low, high = sorted((abs(figure.value), abs(figure.value if figure.value_max is None else figure.value_max)))
    place = rounding(figure)
    blur = 0.0 if figure.modifier == "exact" else _VAGUE
    return max(0.0, low - place) * (1 - blur), (high + place) * (1 + blur)


def written(value: float, unit: str, item: str | None = None, digits: int = 4) -> str:
    """Write a computed value in Indonesian, with so many digits that say something."""
    if value and math.isfinite(value):
        value = round(value, digits - 1 - math.floor(math.log10(abs(value))))
    return value_text(value, None, unit, "exact", item)


def said(figure: Figure) -> str:
    """Write the value of a figure as the text has it."""
    return " ".join(figure.text.split())


def flag(fact: Figure | Event, code: str, reason: str) -> None:
    """Set a flag of `models/flags.csv`; the first reason for it stays."""
    if code not in fact.flags:
        fact.flags.append(code)
        fact.flag_details.append(reason)
