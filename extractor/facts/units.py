"""Units of prices and wages that the text leaves out, decided once the indicator is known.

`harga satu karung sudah Rp 1,2 juta` is a price per piece, `UMK 2024 Rp 2,4 juta` a wage per month; `hari ini bisa
Rp 80 ribu` is per kilogram where the sentence before gave the price of the same good per kilogram.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractor.facts.claims import last_match
from extractor.facts.going_on import OTHER, Choice
from extractor.facts.items import item_of
from extractor.facts.scene import Scene
from extractor.reading.numbers import NUMBER_WORD_BEGIN, number_at
from extractor.reading.quantity import TIME_UNITS, Quantity
from extractor.tables import alternation, rows

#: Rupiah that one US dollar has cost since 1998 and may cost soon: other amounts beside a rate are no rates.
_DOLLAR = (5_000, 30_000)
#: How many sentences back and on the price of the same good is looked for, and among how many numbers.
_REACH_BACK, _REACH_ON, _NEIGHBOURS = 3, 1, 20
#: By what factor it may differ; less where the good is not named.
_MOST_MOVED, _MOST_MOVED_UNNAMED = 2.5, 1.6
#: `Rp11.000 (untuk kemasan 250 gram)`
_PACK_BEHIND = re.compile(r"\s*\(?\s*(?:untuk\s+)?(?:kemasan|ukuran|isi|berisi)\s+\d")
_WEEKLY_WAGE = re.compile(r"\b(?:harian|sehari|per hari|mingguan|seminggu)\b")
_MONTHLY_WAGE = re.compile(r"\b(?:um[pkrs]|umsk|umsp|upah minimum|upah (?:\w+ )?buruh|gaji)\b")
#: Rupiah; what is more is no wage or fee of one person but a sum of them.
_MONTHLY_AT_MOST, _FEE_AT_MOST = 100_000_000, 10_000_000


def complete_units(scene: Scene, choices: Sequence[Choice]) -> None:
    """Give rupiah amounts that are prices, wages or exchange rates the unit that the text only implies.

    Changes `unit` of the quantities of `scene`; `choices` are their indicators in the same order. What nothing
    implies stays `IDR`.
    """
    prices = {quantity.value: str(quantity.unit) for quantity in scene.quantities if _is_unit_price(quantity)}
    for i, quantity in enumerate(scene.quantities):
        if quantity.unit != "IDR":
            continue
        quantity.unit, rule = _implied(scene, choices, i, prices)
        if quantity.unit != "IDR":
            scene.note("unit", quantity, rule)


def _implied(scene: Scene, choices: Sequence[Choice], i: int, prices: dict[float, str]) -> tuple[str, str]:
    """The unit that the text implies for a rupiah amount, and by what rule."""
    quantity, choice = scene.quantities[i], choices[i]
    if choice.indicator == "wage" and quantity.value < _MONTHLY_AT_MOST:
        return _wage_unit(scene, quantity), "wage"
    if choice.indicator == "exchange_rate" and _DOLLAR[0] < quantity.value < _DOLLAR[1]:
        return "IDR/USD", "exchange rate"
    if choice.indicator == "price":
        if (unit := _piece(scene, i)) is not None:
            return unit, "piece"
        if _is_fee(scene, i, choice):
            return "IDR/count", "fee"
        return _same_good(scene, choices, i, prices) or "IDR", "same good"
    if choice.indicator == OTHER and quantity.value < _FEE_AT_MOST and _patterns()[0].search(_before(scene, i)):
        return "IDR/count", "fee"
    return "IDR", ""


def _wage_unit(scene: Scene, quantity: Quantity) -> str:
    sentence = scene.sentence_at(quantity.start)
    words = scene.lower[sentence.start : sentence.end]
    return "IDR/month" if _MONTHLY_WAGE.search(words) and not _WEEKLY_WAGE.search(words) else "IDR"


def _before(scene: Scene, i: int) -> str:
    """The words of the clause before the number, from the number before on, in small letters."""
    quantity = scene.quantities[i]
    clause = scene.sentence_at(quantity.start).clause_at(quantity.start)[0]
    return scene.lower[scene.previous_quantity_end(quantity, clause) : quantity.start]


@cache
def _units_of_amounts() -> dict[str, str]:
    """The units of prices by the word of the amount: `kilogram` is `IDR/kg`."""
    priced = {row["word"]: row["unit"] for row in rows("per_words") if row["base"] == "IDR"}
    return {word: unit for word, unit in priced.items() if unit not in TIME_UNITS}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words of a fee; a piece or pack that is priced (`sebutir`, `satu karung`, `ukuran 3 kilogram`); `per` itself."""
    fees = alternation(row["word"] for row in rows("fee_words"))
    pieces = alternation(row["word"] for row in rows("piece_words"))
    fused = alternation(row["word"] for row in rows("piece_words") if row["fused"])
    amounts = alternation(_units_of_amounts())
    number = rf"(?:\d{{1,3}}(?:[.,]\d)?|{NUMBER_WORD_BEGIN}\w*)"
    return (
        re.compile(rf"\b{fees}\b"),
        re.compile(rf"\bse{fused}\b|\b(?:satu|1) {pieces}\b|\b(?P<number>{number}) ?(?P<unit>{amounts})\b"),
        re.compile(r"\b(?:per|tiap|setiap)\s"),
    )


def _piece(scene: Scene, i: int) -> str | None:
    """The unit of a price whose good is a piece or a pack."""
    quantity = scene.quantities[i]
    _, piece, per = _patterns()
    words = _before(scene, i)
    if _PACK_BEHIND.match(scene.lower, quantity.end):
        return "IDR/count"
    start = quantity.start - len(words)
    match = last_match(piece, scene.lower, start, quantity.start)
    if match is not None and not per.search(scene.lower[max(start, match.start() - 10) : match.start()]):
        if match["unit"] is None:
            return "IDR/count"
        amount = number_at(scene.lower, match.start("number"))
        if amount is not None and amount.value() > 0:
            return _units_of_amounts()[match["unit"]] if amount.value() == 1 else "IDR/count"
    return _single(scene, scene.quantities[i - 1], quantity) if i else None


def _is_fee(scene: Scene, i: int, choice: Choice) -> bool:
    """Whether a price is for a service that is paid for each time."""
    fee = _patterns()[0]
    cue = scene.lower[slice(*choice.cue)] if choice.cue is not None else ""
    small = scene.quantities[i].value < _FEE_AT_MOST
    return small and (fee.search(cue) or fee.search(_before(scene, i))) is not None


def _single(scene: Scene, before: Quantity, quantity: Quantity) -> str | None:
    """The unit of a price where the number before is what is priced: `harga satu karung beras sudah …`."""
    clause = scene.sentence_at(quantity.start).clause_at(quantity.start)[0]
    if before.value != 1 or before.start < clause:
        return None
    match = _patterns()[1].match(scene.lower, before.start)
    if match is None:
        return None
    return "IDR/count" if match["unit"] is None else _units_of_amounts()[match["unit"]]


def _same_good(scene: Scene, choices: Sequence[Choice], i: int, prices: dict[float, str]) -> str | None:
    """The unit of the very same price anywhere in the article, or of the price of the same good nearby."""
    quantity, choice = scene.quantities[i], choices[i]
    if quantity.value in prices:
        return prices[quantity.value]
    index = scene.sentence_index(quantity.start)
    item = item_of(scene, quantity, choice)
    around = [*range(i - 1, max(-1, i - 1 - _NEIGHBOURS), -1), *range(i + 1, min(len(choices), i + 1 + _NEIGHBOURS))]
    for j in around:
        other = scene.quantities[j]
        if not _is_unit_price(other) or not -_REACH_ON <= index - scene.sentence_index(other.start) <= _REACH_BACK:
            continue
        if _alike(item, item_of(scene, other, choices[j]), quantity, other):
            return str(other.unit)
    return None


def _is_unit_price(quantity: Quantity) -> bool:
    return quantity.unit is not None and quantity.unit.startswith("IDR/") and quantity.unit not in TIME_UNITS


def _alike(item: str | None, other_item: str | None, quantity: Quantity, other: Quantity) -> bool:
    """Whether two prices may be of one good: both names share a word, or one is not named, and the prices are near."""
    unnamed = item is None or other_item is None
    most = _MOST_MOVED_UNNAMED if unnamed else _MOST_MOVED
    if not 1 / most <= quantity.value / (other.value or 1) <= most:
        return False
    return unnamed or bool(set(str(item).lower().split()) & set(str(other_item).lower().split()))
