"""Which indicator a quantity belongs to: cues from `models/indicator_rules.csv`, weighed by how near they stand.

A rule asks for a kind of unit, a counted noun (`item`), a cue word (`near`), or both. The nearer the cue, the more
it weighs: in the same clause before the number most, behind it less, in an earlier clause, an earlier sentence or
the title least. The heaviest rule wins; below a threshold the quantity is `other`.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from extractor.facts.phrases import PhraseIndex, words_of
from extractor.facts.scene import Scene, Sentence
from extractor.reading.quantities import Quantity, unit_kinds
from extractor.tables import rows

OTHER = "other"
#: A cue weighs this much by where it stands; measured on the development articles.
_SAME_CLAUSE, _BEHIND, _SAME_SENTENCE, _LATER = 1.0, 0.85, 0.8, 0.5
_BEFORE = (0.62, 0.5, 0.42, 0.36)
_TITLE = 0.34
_THRESHOLD = 0.3
_SOFT = 0.6
#: What each number between the cue and the quantity, and each 40 characters, take away.
_PER_NUMBER, _PER_STRETCH = 0.015, 0.02


@dataclass(frozen=True, slots=True)
class _Rule:
    number: int
    indicator: str
    kinds: frozenset[str]
    items: tuple[str, ...]
    near: bool
    unless: bool
    weight: float


@dataclass(slots=True)
class Choice:
    """The indicator of a quantity, how heavy its evidence is, and the words that decided (offsets, may be none)."""

    indicator: str
    weight: float
    cue: tuple[int, int] | None = None


class IndicatorReader:
    """Chooses indicators; the table is compiled once."""

    def __init__(self) -> None:
        self._rules: list[_Rule] = []
        near: list[tuple[str, int]] = []
        unless: list[tuple[str, int]] = []
        for number, row in enumerate(rows("indicator_rules")):
            near += [(phrase, number) for phrase in _split(row["near"])]
            unless += [(phrase, number) for phrase in _split(row["unless"])]
            self._rules.append(
                _Rule(
                    number, row["indicator"], frozenset(row["kinds"].split()), tuple(_split(row["item"])),
                    bool(row["near"]), bool(row["unless"]), float(row["weight"]),
                )
            )  # fmt: skip
        self._near = PhraseIndex(near)
        self._unless = PhraseIndex(unless)

    def choose(self, scene: Scene) -> list[Choice]:
        """Return a choice for every quantity of the scene, in order."""
        words = words_of(scene.lower)
        cues: dict[int, list[tuple[int, int]]] = {}
        for start, end, number in self._near.find(words):
            cues.setdefault(number, []).append((start, end))
        vetoes: dict[int, list[tuple[int, int]]] = {}
        for start, end, number in self._unless.find(words):
            vetoes.setdefault(number, []).append((start, end))
        titled = {number for _, _, number in self._near.find(words_of(scene.title.lower()))}
        return [self._choose(scene, quantity, cues, vetoes, titled) for quantity in scene.quantities]

    def _choose(
        self,
        scene: Scene,
        quantity: Quantity,
        cues: dict[int, list[tuple[int, int]]],
        vetoes: dict[int, list[tuple[int, int]]],
        titled: set[int],
    ) -> Choice:
        unit = quantity.unit or "count"
        kind = unit_kinds().get(unit, "count")
        index = scene.sentence_index(quantity.start)
        sentence = scene.sentences[index]
        item = tuple(word for word, _, _ in words_of((quantity.item or "").lower()))
        best = Choice(OTHER, _THRESHOLD)
        for rule in self._rules:
            if kind not in rule.kinds and unit not in rule.kinds:
                continue
            item_weight = _item_weight(rule.items, item) if rule.items else 1.0
            if not item_weight:
                continue
            if rule.unless and _veto(vetoes.get(rule.number, ()), sentence, quantity):
                continue
            weight, cue = rule.weight * item_weight, None
            if rule.near:
                nearness, cue = self._nearness(scene, quantity, index, cues.get(rule.number, []))
                if rule.number in titled and nearness < _TITLE:
                    nearness = _TITLE
                if rule.items and cue is not None and sentence.start <= cue[0] < sentence.end:
                    # The counted noun says the most; that the sentence has the cue at all is enough.
                    nearness = _SOFT + (1 - _SOFT) * nearness
                weight *= nearness
            if weight > best.weight:
                best = Choice(rule.indicator, weight, cue)
        return best

    def _nearness(
        self, scene: Scene, quantity: Quantity, index: int, cues: list[tuple[int, int]]
    ) -> tuple[float, tuple[int, int] | None]:
        """How near the nearest of `cues` stands to the quantity (0–1), and which it is."""
        if not cues:
            return 0.0, None
        sentence = scene.sentences[index]
        best, nearest = 0.0, None
        position = bisect.bisect_left(cues, (quantity.start, 0))
        # The two before and the one behind tell all: farther ones weigh less.
        for cue in cues[max(0, position - 2) : position + 2]:
            weight = _weight(scene, quantity, index, sentence, cue)
            if weight > best:
                best, nearest = weight, cue
        return best, nearest


def _weight(scene: Scene, quantity: Quantity, index: int, sentence: Sentence, cue: tuple[int, int]) -> float:
    start, end = cue
    if start >= quantity.end or (start >= quantity.start and end <= quantity.end):
        if start >= sentence.end:
            return 0.0
        inside = end <= quantity.end
        clause_end = sentence.clause_at(quantity.start)[1]
        if inside or start < scene.next_quantity_start(quantity, clause_end):
            return (_SAME_CLAUSE if inside else _BEHIND) - _PER_STRETCH * max(0, start - quantity.end) / 40
        return _LATER - _PER_STRETCH * (start - quantity.end) / 40
    if start >= sentence.start:
        clause_start = sentence.clause_at(quantity.start)[0]
        numbers = sum(end <= other.start < quantity.start for other in scene.quantities)
        base = _SAME_CLAUSE if start >= clause_start else _SAME_SENTENCE
        return max(base - _PER_NUMBER * numbers - _PER_STRETCH * (quantity.start - end) / 40, 0.5)
    back = index - scene.sentence_index(start)
    return _BEFORE[back - 1] if back <= len(_BEFORE) else 0.0


def _item_weight(wanted: tuple[str, ...], item: tuple[str, ...]) -> float:
    """How well the counted noun is one of those wanted: at its head best, inside less, not at all 0."""
    best = 0.0
    for phrase in wanted:
        words = tuple(phrase.split())
        size = len(words)
        if not item:
            return 0.0
        if item[:size] == words:
            best = max(best, 1.0 + 0.02 * size)
        elif item[1 : 1 + size] == words:
            best = max(best, 0.95)
        elif any(item[k : k + size] == words for k in range(2, len(item))):
            best = max(best, 0.7)
    return best


def _veto(found: list[tuple[int, int]] | tuple[()], sentence: Sentence, quantity: Quantity) -> bool:
    clause_start, clause_end = sentence.clause_at(quantity.start)
    return any(clause_start <= start < clause_end for start, _ in found)


def _split(cell: str) -> list[str]:
    return [phrase.strip() for phrase in cell.split(";") if phrase.strip()]
