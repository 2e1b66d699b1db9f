"""How likely a fact is right, from its signals, by a small model that was learned from articles with gold facts.

A figure is right where value, unit, indicator, measure, place, period and status are; one of the indicator `other`
where its number and unit are; an event where award and recipient are. `models/confidence.json` holds the model: for
figures a sum of small decision trees, for the others a logistic regression. `models/train/confidence.py` made it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from extractor import resources
from extractor.facts.going_on import OTHER, Choice
from extractor.facts.scene import Scene
from extractor.facts.signals import SignalReader, event_signals
from extractor.facts.when import PeriodBinder
from extractor.facts.where import PlaceBinder
from extractor.records import Event, Figure


class Forest:
    """Small decision trees whose worths add up, as `models/confidence.json` lists them.

    A node of a tree is its signal, the value up to which it goes left, and the nodes left and right; a leaf its worth.
    All trees are walked down at once, for all figures of an article: step by step is what `numpy` is quick at.
    """

    def __init__(self, listed: Mapping[str, Any]) -> None:
        self._columns = {name: column for column, name in enumerate(listed["signals"])}
        self._start, self._scale, self._shift = listed["start"], listed["scale"], listed["shift"]
        self._roots = np.cumsum([0, *map(len, listed["trees"])])[:-1]
        nodes = [
            # a leaf leads to itself
            (0, 0.0, number, number, node[0]) if len(node) == 1 else (*node[:2], root + node[2], root + node[3], 0.0)
            for root, tree in zip(self._roots, listed["trees"], strict=True)
            for number, node in enumerate(tree, root)
        ]
        signals, limits, left, right, worths = zip(*nodes, strict=True)
        self._signals, self._limits, self._worths = np.array(signals, int), np.array(limits), np.array(worths)
        self._left, self._right = np.array(left, int), np.array(right, int)
        self._depth = max(map(_depth, listed["trees"]))

    def odds(self, figures: Sequence[Mapping[str, float]]) -> list[float]:
        """Return the log odds that figures with these signals are right, by the trees and their calibration."""
        values = np.zeros((len(figures), len(self._columns)))
        for row, signals in enumerate(figures):
            for name, value in signals.items():
                if (column := self._columns.get(name)) is not None:
                    values[row, column] = value
        rows = np.arange(len(figures))[:, None]
        nodes = np.tile(self._roots, (len(figures), 1))
        for _ in range(self._depth):
            below = values[rows, self._signals[nodes]] <= self._limits[nodes]
            nodes = np.where(below, self._left[nodes], self._right[nodes])
        return [self._scale * (self._start + sum(worths)) + self._shift for worths in self._worths[nodes].tolist()]


def _depth(tree: list[list[float]], number: int = 0) -> int:
    """Return how many steps lead from a node of a tree to the farthest leaf."""
    node = tree[number]
    return 0 if len(node) == 1 else 1 + max(_depth(tree, int(following)) for following in node[2:])


@cache
def model() -> dict[str, Any]:
    """Return the model of `models/confidence.json`: `figures`, `others` and `events`."""
    loaded: dict[str, Any] = json.loads((resources.models() / "confidence.json").read_text(encoding="utf-8"))
    return loaded


@cache
def forest() -> Forest:
    """Return the trees of the model."""
    return Forest(model()["figures"])


def set_confidence(
    scene: Scene,
    when: PeriodBinder,
    where: PlaceBinder,
    choices: Sequence[Choice],
    figures: Sequence[Figure],
    events: Sequence[Event],
) -> None:
    """Set `confidence` (0–1, two decimals) of the facts of an article.

    `figures` and `choices` are those of the scene's quantities, in their order.
    """
    reader = SignalReader(scene, when, where, choices)
    known: list[tuple[Figure, dict[str, float]]] = []
    for number, figure in enumerate(figures):
        signals = reader.read(number, figures)
        if figure.indicator == OTHER:
            figure.confidence = _rounded(_by_weights("others", signals))
        else:
            known.append((figure, signals))
    for (figure, _), odds in zip(known, forest().odds([signals for _, signals in known]), strict=True):
        figure.confidence = _rounded(odds)
    for event in events:
        event.confidence = _rounded(_by_weights("events", event_signals(event)))


def _by_weights(kind: str, signals: Mapping[str, float]) -> float:
    weighed = model()[kind]
    return float(weighed["start"] + sum(weighed["weights"].get(name, 0.0) * value for name, value in signals.items()))


def _rounded(odds: float) -> float:
    """Return the probability of log odds, to two decimals."""
    return round(1 / (1 + math.exp(-odds)), 2)
