"""What a figure is about: the noun that is counted, the good that is priced, the tax that is collected.

In this order, until something is named:
1. the noun that the number counts (`40 desa devisa`);
2. the words right before the number in its piece of the sentence (`pajak hotel Rp 90 juta, pajak parkir Rp 4 juta`); a
   known good or topic since the number before outranks them (`harga kopi di tingkat pengumpul Rp 70.000`);
3. what the number before is about, where nothing is named between the two (`Rp 90 juta dari target Rp 95 juta`);
4. the words behind the cue that decided the indicator;
5. the topic of the sentence, then of the one before it. Not for what may be about a whole economy.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractor.facts.going_on import Choice
from extractor.facts.scene import Scene
from extractor.reading.quantity import Quantity
from extractor.tables import alternation, rows

_WORD = re.compile(r"[^\W\d_]+(?:[-/][^\W\d_]+)*")
_PIECE = re.compile(r"[,;:.(“\"—–]|\s-+\s|\b(?:sedangkan|sementara|adapun|kemudian|lalu|disusul|diikuti|yaitu|yakni)\b")
_VERB = re.compile(r"(?:me(?:m|n|ng|ny|r|l)[a-z]{3,}|ber[a-z]{4,}|di[a-z]{3,}(?:kan|i)|ter[a-z]{5,})$")
_LONGEST = 6
#: Characters between a number and the next about the same thing.
_FARTHEST = 80
_GOODS = ("good", "variety")
#: Sentences that a topic goes on for.
_TOPIC_REACH = 1


@cache
def _fillers() -> frozenset[str]:
    """Words that stand between a name and its number, or say nothing of their own."""
    return frozenset(row["word"] for table in ("item_fillers", "item_stops") for row in rows(table))


@cache
def _classifiers() -> frozenset[str]:
    """Counting words that name nothing by themselves: `unit`, `orang`."""
    return frozenset(row["word"] for row in rows("count_words") if row["kind"] == "classifier")


@cache
def _said() -> re.Pattern[str]:
    return re.compile(rf"\b{alternation(row['words'] for row in rows('speech_verbs'))}\b", re.IGNORECASE)


@cache
def _weak() -> frozenset[str]:
    """Words that name nothing when they stand alone: `luas panen`, `di lahan`."""
    return _classifiers() | {row["word"] for row in rows("item_weak")}


@cache
def _item_from(source: str) -> frozenset[str]:
    """Indicators whose figures may be about the whole economy, with nothing to name (`none`), or whose counted noun
    is enough, whatever it is (`counted`: `12 titik`), or whose figures are about a good (`goods`) or a word of their
    own table (`topic`), so that such a word outranks those next to the number."""
    return frozenset(row["code"] for row in rows("indicators") if row["item_from"] == source)


@cache
def _groups() -> dict[str, str]:
    return {row["code"]: row["group"] for row in rows("indicators")}


@cache
def _topics() -> dict[str, re.Pattern[str]]:
    """What figures of an indicator are about when nothing nearer is named: `PAD`, `wisatawan`."""
    words: dict[str, list[str]] = {}
    for row in rows("item_topics"):
        words.setdefault(row["indicator"], []).append(row["words"])
    found = {code: re.compile(rf"(?<![\w-]){alternation(w)}(?![\w-])", re.IGNORECASE) for code, w in words.items()}
    kinds = {kind: alternation(row["word"] for row in rows("goods") if row["kind"] == kind) for kind in _GOODS}
    good = re.compile(rf"(?<![\w-]){kinds['good']}(?:\s{kinds['variety']})*(?![\w-])", re.IGNORECASE)
    return found | dict.fromkeys(_item_from("goods"), good)


@dataclass(slots=True, frozen=True)
class Told:
    """A quantity already read, with its indicator and its item."""

    quantity: Quantity
    indicator: str
    item: str | None


def item_of(scene: Scene, quantity: Quantity, choice: Choice, told: Sequence[Told] = ()) -> str | None:
    """Return what the quantity is about as the text words it, or None.

    Args:
        told: the quantities before, in the order of the text.
    """
    if quantity.item is not None and (_is_named_item(quantity.item) or choice.indicator in _item_from("counted")):
        scene.note("item", quantity, "counted")
        return quantity.item
    span = _before(scene, quantity)
    named = None if span is None else scene.text[slice(*span)]
    if span is not None:
        scene.note("item", quantity, "before", span)
    if named is not None and (pattern := _topics().get(choice.indicator)) is not None:
        named = _fuller(
            scene, quantity, pattern, named, other=choice.indicator in _item_from("goods") | _item_from("topic")
        )
    if named is not None and _is_named_item(named) and not _is_the_whole(scene, choice, named):
        return named if quantity.pack is None else f"{named} {scene.text[slice(*quantity.pack)]}"
    last = told[-1] if told else None
    if last is not None and last.item is not None and _same_group(last.indicator, choice.indicator):
        if _is_named_item(last.item) and _goes_on(scene, last.quantity, quantity):
            scene.note("item", quantity, "goes on", lender=last.quantity)
            return last.item
    span = _behind_cue(scene, quantity, choice)
    if span is not None and _is_named_item(behind := scene.text[slice(*span)]):
        scene.note("item", quantity, "behind cue", span)
        return behind
    if choice.indicator != "other" and choice.indicator not in _item_from("none"):
        topic = _topic(scene, quantity, choice.indicator, told)
        if topic is not None:
            return topic
    scene.note("item", quantity, "none" if quantity.item is None else "counted")
    return quantity.item


def _same_group(one: str, other: str) -> bool:
    return one == other or (one != "other" and _groups()[one] == _groups()[other])


def _is_named_item(item: str) -> bool:
    """Whether it names something: not `orang`, nor `luas panen`."""
    words = item.lower().split()
    return not any(word in _weak() for word in words) or any(word not in _weak() | _fillers() for word in words)


def _is_the_whole(scene: Scene, choice: Choice, item: str) -> bool:
    """Whether the words are the indicator's own (`angka kemiskinan`), and its figures need no other."""
    if choice.indicator not in _item_from("none") or choice.cue is None:
        return False
    return " " not in item and item.lower() in scene.lower[choice.cue[0] : choice.cue[1]]


def _topic(scene: Scene, quantity: Quantity, indicator: str, told: Sequence[Told]) -> str | None:
    """What the sentence and the ones before it are about."""
    index = scene.sentence_index(quantity.start)
    floor = scene.sentences[index].start
    pattern = _topics().get(indicator)
    if pattern is not None and (span := _last(scene, pattern, floor, quantity.start)) is not None:
        scene.note("item", quantity, "topic", span)
        return scene.text[slice(*span)]
    floor = scene.sentences[max(0, index - _TOPIC_REACH)].start
    for before in reversed(told):
        if before.quantity.start < floor:
            break
        if before.item is not None and _is_named_item(before.item) and _same_group(before.indicator, indicator):
            scene.note("item", quantity, "told before", lender=before.quantity)
            return before.item
    if pattern is None or (span := _last(scene, pattern, floor, quantity.start)) is None:
        return None
    scene.note("item", quantity, "topic", span)
    return scene.text[slice(*span)]


def _fuller(scene: Scene, quantity: Quantity, pattern: re.Pattern[str], named: str, *, other: bool) -> str:
    """The whole name of which the words next to the number are a part (`pendapatan asli daerah`); with `other` also
    the one named since the number before, where those words are none: `kopi di tingkat kios`."""
    if pattern.search(named):
        # `luas panen cabai`: the good alone
        while (words := named.split(" ", 1))[0].lower() in _weak() and len(words) > 1 and pattern.search(words[1]):
            named = words[1]
        return named
    start = scene.previous_quantity_end(quantity, scene.sentence_at(quantity.start).clause_at(quantity.start)[0])
    span = _last(scene, pattern, start, quantity.start)
    if span is None or not (other or named.lower() in scene.lower[slice(*span)]):
        return named
    scene.note("item", quantity, "topic", span)
    return scene.text[slice(*span)]


def _last(scene: Scene, pattern: re.Pattern[str], start: int, end: int) -> tuple[int, int] | None:
    found = [m.span() for m in pattern.finditer(scene.text, start, end) if not _is_named(scene, m.start())]
    return found[-1] if found else None


def _goes_on(scene: Scene, before: Quantity, quantity: Quantity) -> bool:
    """Whether nothing is named between two numbers of a sentence."""
    if quantity.start - before.end > _FARTHEST or scene.sentence_at(quantity.start).start > before.start:
        return False
    return all(_is_filler(scene, span) for span in _spans(scene, before.end, quantity.start))


def _before(scene: Scene, quantity: Quantity) -> tuple[int, int] | None:
    """The last words of the piece of the sentence before the number: `pajak hotel sebesar Rp 90 juta`."""
    end = quantity.start if quantity.pack is None else quantity.pack[0]
    floor = scene.previous_quantity_end(quantity, scene.sentence_at(quantity.start).start)
    # `Rahmat mengatakan inflasi …`: who says it is not what it is about.
    pieces = [match.end() for p in (_PIECE, _said()) for match in p.finditer(scene.text, floor, end)]
    start = max(pieces, default=floor)
    words = _spans(scene, start, end)
    while words and _is_filler(scene, words[-1]):
        words.pop()
    kept: list[tuple[int, int]] = []
    while words and len(kept) < _LONGEST:
        if kept and words[-1][1] + 1 < kept[0][0]:
            break
        if _is_filler(scene, words[-1]):
            # `pajak hotel dan restoran`: one name
            joins = kept and scene.lower[slice(*words[-1])] == "dan" and len(words) > 1
            if not joins or _is_filler(scene, words[-2]) or words[-2][1] + 1 < words[-1][0]:
                break
        kept.insert(0, words.pop())
    return (kept[0][0], kept[-1][1]) if kept else None


def _behind_cue(scene: Scene, quantity: Quantity, choice: Choice) -> tuple[int, int] | None:
    """The words right behind the cue, when it stands before the number in its sentence."""
    if choice.cue is None or not scene.sentence_at(quantity.start).start <= choice.cue[0] < quantity.start:
        return None
    kept: list[tuple[int, int]] = []
    for span in _spans(scene, choice.cue[1], quantity.start):
        near = span[0] - (kept[-1][1] if kept else choice.cue[1]) <= 1
        if not near or _is_filler(scene, span) or len(kept) == _LONGEST:
            break
        kept.append(span)
    return (kept[0][0], kept[-1][1]) if kept else None


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
