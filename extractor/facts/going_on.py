"""Numbers that go on with what another number is about, and so have its indicator.

In this order:
1. a rise or fall told right behind its level, or a part of it: `1.284 ton, naik 11 persen`, `40 izin, 60 persen di
   antaranya`, whatever their own words say;
and, where a number's own words say nothing:
2. what it is equal to: `210 ribu orang atau 46,2 persen`;
3. the same counted noun a few sentences back: `8.200 unit usaha … pangan olahan 3.100 unit`;
4. the number before it, of the same unit and without a noun of its own: `Mendong 165 unit, payung cuma empat`;
5. a rise or fall: the last level before it, in its sentence or the one before: `Angka itu melesat 87 persen`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractor.facts.scene import Scene
from extractor.reading.quantity import Quantity
from extractor.tables import alternation, rows

OTHER = "other"
#: How much of its evidence a number has that goes on with another, and how many sentences on it may.
_LISTED, _LIST_REACH = 0.9, 3
_RATIOS = frozenset({"percent", "pp", "times"})
_EQUAL = re.compile(r"\s*,?\s*(?:\(|atau|setara|alias)\s*(?:\w+\s+){0,2}", re.IGNORECASE)
_PART = re.compile(
    r"\s*(?:di\s?antaranya|(?:dari|di antara) (?:jumlah|total|angka|realisasi|target)(?:nya| itu| tersebut))\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Choice:
    """The indicator of a quantity, how heavy its evidence is, and the words that decided (offsets, may be none)."""

    indicator: str
    weight: float
    cue: tuple[int, int] | None = None


@cache
def _moved() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A word of rise or fall between a level and its change, and the same at the end of any words."""
    word = alternation(row["word"] for row in rows("change_words") if row["direction"] != "0")
    fillers = alternation(row["word"] for row in rows("change_fillers"))
    end = rf"{word}(?:nya)?\s+(?:{fillers}\s+){{0,3}}"
    return (
        re.compile(rf"\s*\)?\s*,?\s*(?:\((?=\w))?(?:(?:atau|yang|juga|dan|masih|malah|justru|tetapi|tapi|namun)\s+)?{end}", re.I),
        re.compile(rf"(?<!\w){end}$", re.I),
    )


def go_on(scene: Scene, choices: list[Choice]) -> None:
    """Give the numbers of `scene` that go on with another its indicator; changes `choices`, one for each number."""
    for i, choice in enumerate(choices):
        source = _told_with(scene, choices, i)
        if source is None and choice.indicator == OTHER:
            source = _goes_on_from(scene, choices, i)
        if source is not None:
            choices[i] = Choice(choices[source].indicator, choices[source].weight * _LISTED, choices[source].cue)


def _told_with(scene: Scene, choices: Sequence[Choice], i: int) -> int | None:
    """The level of which this number is a rise, a fall or a part."""
    if i == 0:
        return None
    quantity, before = scene.quantities[i], scene.quantities[i - 1]
    if choices[i - 1].indicator == OTHER:
        return None
    if quantity.unit in _RATIOS or quantity.unit == before.unit:
        if before.unit not in _RATIOS and _moved()[0].fullmatch(scene.text, before.end, quantity.start):
            return i - 1
    if quantity.unit == "percent" and before.unit not in _RATIOS and _PART.match(scene.text, quantity.end):
        if scene.sentence_index(quantity.start) - scene.sentence_index(before.start) <= 1:
            return i - 1
    return None


def _goes_on_from(scene: Scene, choices: Sequence[Choice], i: int) -> int | None:
    quantity = scene.quantities[i]
    sentence = scene.sentence_index(quantity.start)
    noun = _head(quantity)
    moved = quantity.unit in _RATIOS and _is_moved(scene, quantity)
    for j in range(i - 1, -1, -1):
        before = scene.quantities[j]
        back = sentence - scene.sentence_index(before.start)
        if back > _LIST_REACH:
            return None
        if j == i - 1 and _EQUAL.fullmatch(scene.text, before.end, quantity.start):
            return j
        if moved and back <= 1 and before.unit not in _RATIOS and choices[j].indicator != OTHER:
            return j
        if before.unit != quantity.unit:
            continue
        nameless = quantity.unit != "count" or not noun or quantity.carried
        if (nameless and back <= 1 and j == i - 1) or (
            noun and noun == _head(before) and choices[j].indicator != OTHER
        ):
            return j
    return None


def _is_moved(scene: Scene, quantity: Quantity) -> bool:
    start = max(scene.sentence_at(quantity.start).start, quantity.start - 60)
    return _moved()[1].search(scene.text[start : quantity.start]) is not None


def _head(quantity: Quantity) -> str:
    """The first word of the counted noun."""
    return quantity.item.lower().split()[0] if quantity.item and quantity.unit == "count" else ""
