"""Which indicator a quantity belongs to: cues from `models/indicator_rules.csv`, weighed by how near they stand.

A rule asks for a kind of unit and for a counted noun (`item`), a cue word (`near`), or both; `unless` names words
that forbid it in the clause, `also` and `and_also` words of which the article must have one. The nearer the cue, the
more it weighs: in the same clause before the number most, behind it less, in an earlier clause, an earlier sentence
or the title least; a cue written with `>` counts only right behind the number. The heaviest rule wins; below a
threshold the quantity is `other`, unless it goes on a list.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.facts.going_on import OTHER, Choice, go_on
from extractor.facts.phrases import PhraseIndex, Word, words_of
from extractor.facts.scene import Scene, Sentence
from extractor.reading.quantity import Quantity, unit_kinds
from extractor.tables import rows

Span = tuple[int, int]
#: A cue weighs this much by where it stands; found by search on articles with gold facts.
_SAME_CLAUSE, _BEHIND, _SAME_SENTENCE, _LATER = 1.0, 0.65, 0.98, 0.57
_BEFORE = (0.32, 0.2, 0.13, 0.08)
_TITLE = 0.37
#: What the evidence for an indicator must weigh more than.
THRESHOLD = 0.29
#: With a counted noun, a cue anywhere in the sentence weighs at least this much.
_SOFT = 0.45
#: What each number between the cue and the quantity, and each 40 characters, take away.
_PER_NUMBER, _PER_STRETCH = 0.035, 0.014
#: A cue closer than this before another number is that number's.
_OWNED = 28
_RIGHT_BEHIND = 16


@dataclass(frozen=True, slots=True)
class _Rule:
    number: int
    indicator: str
    kinds: frozenset[str]
    counts: bool
    near: bool
    weight: float


class IndicatorReader:
    """Chooses indicators; the table is compiled once."""

    def __init__(self) -> None:
        self._rules: list[_Rule] = []
        phrases: list[tuple[str, tuple[str, int]]] = []
        self._items: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._wanted: dict[str, set[int]] = {"also": set(), "and_also": set()}
        for number, row in enumerate(rows("indicator_rules")):
            for column in ("near", "unless", "also", "and_also"):
                phrases += [(phrase, (column, number)) for phrase in _split(row[column]) if not phrase.startswith(">")]
            phrases += [(phrase[1:], ("behind", number)) for phrase in _split(row["near"]) if phrase.startswith(">")]
            for column, wanted in self._wanted.items():
                wanted |= {number} if row[column] else set()
            for phrase in _split(row["item"]):
                self._items[tuple(phrase.split())].append(number)
            self._rules.append(
                _Rule(
                    number=number,
                    indicator=row["indicator"],
                    kinds=frozenset(row["kinds"].split()),
                    counts=bool(row["item"]),
                    near=bool(row["near"]),
                    weight=float(row["weight"]),
                )
            )
        self._index = PhraseIndex(phrases)
        self._longest_item = max(map(len, self._items), default=0)

    def choose(self, scene: Scene) -> list[Choice]:
        """Return a choice for every quantity of the scene, in order."""
        rules, cues = self._at_work(scene)
        choices = [self._choose(scene, quantity, rules, cues) for quantity in scene.quantities]
        go_on(scene, choices)
        return choices

    def runners_up(self, scene: Scene, choices: Sequence[Choice]) -> list[Choice]:
        """Return what each quantity would be by its own words if not what `choose` took it for, however light.

        One for which there is nothing else has the indicator `other` and no weight.
        """
        rules, cues = self._at_work(scene)
        return [
            self._choose(scene, quantity, [rule for rule in rules if rule.indicator != choice.indicator], cues, 0.0)
            for quantity, choice in zip(scene.quantities, choices, strict=True)
        ]

    def _at_work(self, scene: Scene) -> tuple[list[_Rule], _Cues]:
        """The rules that can hold in the article, and where their words stand in it."""
        found = self._found(scene.words)
        titled = self._found(words_of(scene.title.lower()))
        cues = _Cues(found["near"], found["behind"], found["unless"], set(titled["near"]))
        barred: set[int] = set()
        for column, wanted in self._wanted.items():
            barred |= wanted - found[column].keys() - titled[column].keys()
        cued = cues.near.keys() | cues.behind.keys() | cues.titled
        rules = [rule for rule in self._rules if rule.number not in barred and (rule.number in cued or not rule.near)]
        return rules, cues

    def _found(self, words: list[Word]) -> dict[str, dict[int, list[Span]]]:
        """Where a text of these words has those of which column and rule, in order."""
        found: dict[str, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for start, end, (column, number) in self._index.find(words):
            found[column][number].append((start, end))
        return found

    def _counted(self, quantity: Quantity) -> dict[int, float]:
        """How well the counted noun is one that a rule wants: at its head best, inside less, not at all left out."""
        item = tuple(word for word, _, _ in words_of((quantity.item or "").lower()))
        found: dict[int, float] = {}
        for i in range(len(item)):
            for size in range(1, min(self._longest_item, len(item) - i) + 1):
                weight = 1.0 + 0.02 * size if i == 0 else 0.95 if i == 1 else 0.7
                for number in self._items.get(item[i : i + size], ()):
                    found[number] = max(found.get(number, 0.0), weight)
        return found

    def _choose(
        self, scene: Scene, quantity: Quantity, rules: list[_Rule], cues: _Cues, threshold: float = THRESHOLD
    ) -> Choice:
        unit = quantity.unit or "count"
        kind = unit_kinds().get(unit, "count")
        index = scene.sentence_index(quantity.start)
        sentence = scene.sentences[index]
        counted = self._counted(quantity)
        best = Choice(OTHER, threshold)
        for rule in rules:
            if kind not in rule.kinds and unit not in rule.kinds:
                continue
            weight, cue, titled = rule.weight, None, False
            if rule.counts:
                weight *= counted.get(rule.number, 0.0)
            if weight <= best.weight or _is_vetoed(cues.vetoes.get(rule.number), sentence, quantity):
                continue
            if rule.near:
                nearness, cue = _nearness(scene, quantity, index, cues.near.get(rule.number))
                if (behind := _right_behind(quantity, cues.behind.get(rule.number))) is not None:
                    nearness, cue = _SAME_CLAUSE, behind
                if rule.number in cues.titled and nearness < _TITLE:
                    nearness, titled = _TITLE, True
                if rule.counts and cue is not None and sentence.start <= cue[0] < sentence.end:
                    # The counted noun says the most; that the sentence has the cue at all is enough.
                    nearness = _SOFT + (1 - _SOFT) * nearness
                weight *= nearness
            if weight > best.weight:
                best = Choice(rule.indicator, weight, cue, rule.number, titled)
        return best


@dataclass(frozen=True, slots=True)
class _Cues:
    """Where an article has the words of which rule."""

    near: dict[int, list[Span]]
    behind: dict[int, list[Span]]
    vetoes: dict[int, list[Span]]
    titled: set[int]


def _nearness(scene: Scene, quantity: Quantity, index: int, cues: list[Span] | None) -> tuple[float, Span | None]:
    """How near the nearest of `cues` stands to the quantity (0–1), and which it is."""
    if not cues:
        return 0.0, None
    best, nearest = 0.0, None
    position = bisect.bisect_left(cues, (quantity.start, 0))
    # The two before and the two behind tell all: farther ones weigh less.
    for cue in cues[max(0, position - 2) : position + 2]:
        weight = _weight(scene, quantity, index, cue)
        if weight > best:
            best, nearest = weight, cue
    return best, nearest


def _right_behind(quantity: Quantity, cues: list[Span] | None) -> Span | None:
    """The cue, of those that count only behind a number, that stands right behind this one."""
    return next((cue for cue in cues or () if 0 <= cue[0] - quantity.end <= _RIGHT_BEHIND), None)


def _weight(scene: Scene, quantity: Quantity, index: int, cue: Span) -> float:
    start, end = cue
    sentence = scene.sentences[index]
    if start >= quantity.start and end <= quantity.end:
        return _SAME_CLAUSE
    if start >= quantity.end:
        if start >= sentence.end:
            return 0.0
        stretch = _PER_STRETCH * (start - quantity.end) / 40
        following = scene.next_quantity_start(quantity, sentence.end)
        clause_end = sentence.clause_at(quantity.start)[1]
        if start < min(following, clause_end) and not end <= following < end + _OWNED:
            return _BEHIND - stretch
        return _LATER - stretch
    if start >= sentence.start:
        numbers = scene.quantities_in(end, quantity.start)
        base = _SAME_CLAUSE if start >= sentence.clause_at(quantity.start)[0] else _SAME_SENTENCE
        return max(base - _PER_NUMBER * numbers - _PER_STRETCH * (quantity.start - end) / 40, 0.5)
    back = index - scene.sentence_index(start)
    return _BEFORE[back - 1] if back <= len(_BEFORE) else 0.0


def _is_vetoed(found: list[Span] | None, sentence: Sentence, quantity: Quantity) -> bool:
    if not found:
        return False
    clause_start, clause_end = sentence.clause_at(quantity.start)
    i = bisect.bisect_left(found, (clause_start, 0))
    return i < len(found) and found[i][0] < clause_end


def _split(cell: str) -> list[str]:
    return [phrase.strip() for phrase in cell.split(";") if phrase.strip()]
