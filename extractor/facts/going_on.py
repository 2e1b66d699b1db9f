"""Numbers that go on with what another number is about, and so have its indicator.

In this order:
1. whatever its own words say: a rise or fall told right behind its level, a part of it, or the same counted noun
   without a cue of its own: `1.284 ton, naik 11 persen`, `40 izin, 60 persen di antaranya`, `eksportir kini 27
   perusahaan, tahun lalu 21 perusahaan`;
and, where a number's own words say nothing:
2. what it is equal to: `210 ribu orang atau 46,2 persen`;
3. the same counted noun a few sentences back: `8.200 unit usaha … pangan olahan 3.100 unit`;
4. the number before it, of the same unit and without a noun of its own: `Mendong 165 unit, payung cuma empat`;
5. a rise or fall: the last level before it, in its sentence or the one before: `Angka itu melesat 87 persen`;
6. a plan or realisation that says not of what: the last amount of its unit, up to three sentences back: `Targetnya 3
   triliun`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
#: A plan or its realisation that does not say of what: `targetnya 40 ton`.
_BARE_PLAN = re.compile(
    r"\b(?:target(?:nya|\s+(?:kami|kita|mereka))?|realisasinya|(?:kami|kita)\s+(?:patok|targetkan|pasang target))\s+"
    r"(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Choice:
    """The indicator of a quantity, how heavy its evidence is, and the words that decided (offsets, may be none).

    `rule` is the row of `models/indicator_rules.csv` that decided, counted from 0; `titled` tells that its words stand
    in the title; `lender` is the quantity, by its number, that this one goes on with.
    """

    indicator: str
    weight: float
    cue: tuple[int, int] | None = None
    rule: int | None = None
    titled: bool = False
    lender: int | None = None


@cache
def _moved() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A word of rise or fall between a level and its change, and the same at the end of any words."""
    word = alternation(row["word"] for row in rows("change_words") if row["direction"] != "0")
    fillers = alternation(row["word"] for row in rows("change_fillers"))
    end = rf"{word}(?:nya)?\s+(?:{fillers}\s+){{0,3}}"
    link = r"(?:(?:atau|yang|juga|dan|masih|malah|justru|tetapi|tapi|namun)\s+)?"
    # the good may stand between: `40 ton kopi, naik 4 persen`
    return (
        re.compile(rf"\s*(?:(?:[^\W\d_]+\s*){{1,4}},|\)?\s*,?)\s*(?:\((?=\w))?{link}{end}", re.I),
        re.compile(rf"(?<!\w){end}$", re.I),
    )


def go_on(scene: Scene, choices: list[Choice]) -> None:
    """Give the numbers of `scene` that go on with another its indicator; changes `choices`, one for each number."""
    for i, choice in enumerate(choices):
        source = _told_with(scene, choices, i)
        if source is None and choice.indicator == OTHER:
            source = _goes_on_from(scene, choices, i)
        if source is not None:
            lender = choices[source]
            choices[i] = replace(lender, weight=lender.weight * _LISTED, lender=source)


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
    if scene.sentence_index(quantity.start) - scene.sentence_index(before.start) > 1:
        return None
    nameless = quantity.unit == "percent" or (quantity.unit == "count" and not quantity.item)
    if nameless and before.unit not in _RATIOS and _PART.match(scene.text, quantity.end):
        return i - 1
    same_noun = quantity.unit == before.unit == "count" and _head(quantity) and _head(quantity) == _head(before)
    return i - 1 if same_noun and choices[i].cue is None and choices[i - 1].cue is not None else None


def _goes_on_from(scene: Scene, choices: Sequence[Choice], i: int) -> int | None:
    quantity = scene.quantities[i]
    sentence = scene.sentence_index(quantity.start)
    noun = _head(quantity)
    moved = quantity.unit in _RATIOS and _is_moved(scene, quantity)
    bare = not noun and _BARE_PLAN.search(_before(scene, quantity)) is not None
    unnamed = quantity.unit in (None, "count") and not quantity.item and quantity.value >= 20
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
        if (bare or unnamed) and choices[j].indicator != OTHER:
            return j
        if (nameless and back <= 1 and j == i - 1) or (
            noun and noun == _head(before) and choices[j].indicator != OTHER
        ):
            return j
    return None


def _before(scene: Scene, quantity: Quantity) -> str:
    return scene.text[max(scene.sentence_at(quantity.start).start, quantity.start - 60) : quantity.start]


def _is_moved(scene: Scene, quantity: Quantity) -> bool:
    return _moved()[1].search(_before(scene, quantity)) is not None


def _head(quantity: Quantity) -> str:
    """The first word of the counted noun."""
    return quantity.item.lower().split()[0] if quantity.item and quantity.unit == "count" else ""
