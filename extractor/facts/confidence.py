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

from extractor import resources
from extractor.facts.going_on import OTHER, Choice
from extractor.facts.scene import Scene
from extractor.facts.signals import SignalReader, event_signals
from extractor.facts.when import PeriodBinder
from extractor.facts.where import PlaceBinder
from extractor.records import Event, Figure

#: A tree: a node is its signal, the value up to which it goes left, and the nodes left and right; a leaf its worth.
Tree = list[list[float]]


@cache
def model() -> dict[str, Any]:
    """Return the model of `models/confidence.json`: `figures`, `others` and `events`."""
    loaded: dict[str, Any] = json.loads((resources.models() / "confidence.json").read_text(encoding="utf-8"))
    return loaded


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
    for number, figure in enumerate(figures):
        signals = reader.read(number, figures)
        odds = _by_weights("others", signals) if figure.indicator == OTHER else of_trees(model()["figures"], signals)
        figure.confidence = round(_probability(odds), 2)
    for event in events:
        event.confidence = round(_probability(_by_weights("events", event_signals(event))), 2)


def of_trees(trees: Mapping[str, Any], signals: Mapping[str, float]) -> float:
    """Return the log odds that a figure with these signals is right, by the trees and their calibration."""
    values = [signals.get(name, 0.0) for name in trees["signals"]]
    worth = sum(_leaf(tree, values) for tree in trees["trees"])
    return float(trees["scale"] * (trees["start"] + worth) + trees["shift"])


def _leaf(tree: Tree, values: Sequence[float]) -> float:
    node = tree[0]
    while len(node) > 1:
        node = tree[int(node[2] if values[int(node[0])] <= node[1] else node[3])]
    return node[0]


def _by_weights(kind: str, signals: Mapping[str, float]) -> float:
    weighed = model()[kind]
    return float(weighed["start"] + sum(weighed["weights"].get(name, 0.0) * value for name, value in signals.items()))


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
