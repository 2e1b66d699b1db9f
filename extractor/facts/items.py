"""What a figure without a counted noun is about: the good that is priced, the tax that is collected.

In a list the words right before the number name it (`pajak hotel Rp 90 juta, pajak parkir Rp 4 juta`). Where nothing
is named between two numbers the second is about what the first is (`pajak hotel Rp 90 juta dari target Rp 95 juta`);
else the words behind the cue that decided the indicator tell (`harga cabai rawit di pasar itu Rp 40.000`).
"""

from __future__ import annotations

import bisect
import re
from functools import cache

from extractor.facts.indicators import Choice
from extractor.facts.scene import Scene
from extractor.reading.quantity import Quantity
from extractor.tables import rows

_WORD = re.compile(r"[^\W\d_]+(?:[-/][^\W\d_]+)*")
_PIECE = re.compile(
    r"[,;:.(“\"]|\b(?:dan|serta|sedangkan|sementara|adapun|kemudian|lalu|disusul|diikuti|yaitu|yakni)\b"
)
_VERB = re.compile(r"(?:me(?:m|n|ng|ny|r|l)[a-z]{3,}|ber[a-z]{4,}|di[a-z]{3,}(?:kan|i)|ter[a-z]{5,})$")
_LONGEST = 4
#: Characters between a number and the next about the same thing.
_FARTHEST = 80


@cache
def _fillers() -> frozenset[str]:
    """Words that stand between a name and its number, or say nothing of their own."""
    return frozenset(row["word"] for table in ("item_fillers", "item_stops") for row in rows(table))


@cache
def _classifiers() -> frozenset[str]:
    """Counting words that name nothing by themselves: `unit`, `orang`."""
    return frozenset(row["word"] for row in rows("count_words") if row["kind"] == "classifier")


def item_of(
    scene: Scene, quantity: Quantity, choice: Choice, earlier: tuple[Quantity, str | None] | None = None
) -> str | None:
    """Return what the quantity is about as the text words it, or None.

    Args:
        earlier: the quantity before and its item, where both have the same indicator.
    """
    if quantity.item is not None and quantity.item.lower() not in _classifiers():
        return quantity.item
    named = _before(scene, quantity)
    if named is not None:
        return named if quantity.pack is None else f"{named} {scene.text[slice(*quantity.pack)]}"
    if quantity.item is not None:
        return quantity.item
    if earlier is not None and earlier[1] is not None and _goes_on(scene, earlier[0], quantity):
        return earlier[1]
    return _behind_cue(scene, quantity, choice)


def _goes_on(scene: Scene, before: Quantity, quantity: Quantity) -> bool:
    """Whether nothing is named between two numbers of a sentence."""
    if quantity.start - before.end > _FARTHEST or scene.sentence_at(quantity.start).start > before.start:
        return False
    return all(_is_filler(scene, span) for span in _spans(scene, before.end, quantity.start))


def _before(scene: Scene, quantity: Quantity) -> str | None:
    """The last words of the piece of the sentence before the number: `pajak hotel sebesar Rp 90 juta`."""
    end = quantity.start if quantity.pack is None else quantity.pack[0]
    floor = scene.previous_quantity_end(quantity, scene.sentence_at(quantity.start).start)
    pieces = [match.end() for match in _PIECE.finditer(scene.text, floor, end)]
    start = pieces[-1] if pieces else floor
    words = _spans(scene, start, end)
    while words and _is_filler(scene, words[-1]):
        words.pop()
    kept: list[tuple[int, int]] = []
    while words and not _is_filler(scene, words[-1]) and len(kept) < _LONGEST:
        if kept and words[-1][1] + 1 < kept[0][0]:
            break
        kept.insert(0, words.pop())
    return scene.text[kept[0][0] : kept[-1][1]] if kept else None


def _behind_cue(scene: Scene, quantity: Quantity, choice: Choice) -> str | None:
    """The words right behind the cue, when it stands before the number in its sentence."""
    if choice.cue is None or not scene.sentence_at(quantity.start).start <= choice.cue[0] < quantity.start:
        return None
    kept: list[tuple[int, int]] = []
    for span in _spans(scene, choice.cue[1], quantity.start):
        near = span[0] - (kept[-1][1] if kept else choice.cue[1]) <= 1
        if not near or _is_filler(scene, span) or len(kept) == _LONGEST:
            break
        kept.append(span)
    return scene.text[kept[0][0] : kept[-1][1]] if kept else None


def _spans(scene: Scene, start: int, end: int) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(scene.text, start, end)]


def _is_filler(scene: Scene, span: tuple[int, int]) -> bool:
    word = scene.lower[span[0] : span[1]]
    return word in _fillers() or _VERB.match(word) is not None or word.endswith("nya") or _is_named(scene, span[0])


def _is_named(scene: Scene, offset: int) -> bool:
    """Whether a place or a time stands at `offset`."""
    for records in (scene.places, scene.periods):
        i = bisect.bisect_right(records, offset, key=lambda record: record.start) - 1
        if i >= 0 and offset < records[i].end:
            return True
    return False
