"""The sample corpus is read as its gold facts say, no worse than the floors in `floors.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor import resources
from extractor.facts import FactReader
from extractor.jsonl import read_article

Record = dict[str, Any]
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))
#: The scores that `.ci/check_scores.py` compares with the floors of `[dev]`.
CI_SCORES = {"quantity_found", "quantity_right", "indicator_f1", "core_f1", "strict_f1", "events_f1"}


def lines(name: str) -> list[str]:
    return (resources.corpus() / name).read_text(encoding="utf-8").splitlines()


def paired(gold: list[Record], read: list[Record], fits: Callable[[Record, Record], float]) -> list[tuple[int, int]]:
    """Pair records one to one, those that fit best first; 0 is no fit."""
    fit = {(g, r): fits(a, b) for g, a in enumerate(gold) for r, b in enumerate(read)}
    pairs: list[tuple[int, int]] = []
    for g, r in sorted((pair for pair, value in fit.items() if value > 0), key=lambda pair: (-fit[pair], pair)):
        if all(g != other and r != another for other, another in pairs):
            pairs.append((g, r))
    return pairs


def overlap(a: Record, b: Record) -> float:
    """How many characters two spans share."""
    return float(min(a["end"], b["end"]) - max(a["start"], b["start"]))


def same_award(a: Record, b: Record) -> float:
    """How much of two names is the same words, 0 below a half or when the types differ."""
    first, second = (Counter(re.findall(r"\w+", record["name"].lower())) for record in (a, b))
    shared = 2 * (first & second).total() / max(1, first.total() + second.total())
    return shared if a["type"] == b["type"] and shared >= 0.5 else 0.0


def close(a: float | None, b: float | None) -> bool:
    return (a is None and b is None) or (a is not None and b is not None and a == pytest.approx(b, rel=1e-6))


def score(gold: dict[str, Record], read: dict[str, Record]) -> dict[str, float]:
    """Return the share of quantities with value and unit right, and how well indicators and events are found.

    A figure's indicator is right when value, unit and measure are right as well; the indicator `other` is neither
    missed nor wrong.
    """
    count: Counter[str] = Counter()
    for key, wanted in gold.items():
        figures, given = wanted["figures"], read[key]["figures"]
        count["quantities"] += len(figures)
        count["wanted"] += sum(figure["indicator"] != "other" for figure in figures)
        count["given"] += sum(figure["indicator"] != "other" for figure in given)
        for g, r in paired(figures, given, overlap):
            a, b = figures[g], given[r]
            right = all(close(a[field], b[field]) for field in ("value", "value_max")) and a["unit"] == b["unit"]
            count["quantities right"] += right
            if right and a["indicator"] != "other":
                count["right"] += (a["indicator"], a["measure"]) == (b["indicator"], b["measure"])
        count["events wanted"] += len(wanted["events"])
        count["events given"] += len(read[key]["events"])
        count["events right"] += len(paired(wanted["events"], read[key]["events"], same_award))
    return {
        "quantity_right": count["quantities right"] / count["quantities"],
        "indicator_precision": count["right"] / max(1, count["given"]),
        "indicator_recall": count["right"] / count["wanted"],
        "indicator_f1": 2 * count["right"] / (count["given"] + count["wanted"]),
        "events_f1": 2 * count["events right"] / (count["events given"] + count["events wanted"]),
    }


@pytest.fixture(scope="module")
def gold() -> dict[str, Record]:
    return {row["id"]: row for row in map(json.loads, lines("gold.jsonl"))}


@pytest.fixture(scope="module")
def scores(fact_reader: FactReader, gold: dict[str, Record]) -> dict[str, float]:
    read = [fact_reader.read(read_article(line)).as_dict() for line in lines("articles.jsonl")]
    return score(gold, {row["id"]: row for row in read})


@pytest.mark.parametrize("name", sorted(FLOORS["corpus"]))
def test_the_corpus_is_read_above_its_floor(scores: dict[str, float], name: str) -> None:
    assert scores[name] >= FLOORS["corpus"][name]


def test_every_score_has_a_floor(scores: dict[str, float]) -> None:
    assert set(FLOORS["corpus"]) == set(scores)
    assert set(FLOORS["dev"]) == CI_SCORES
    assert all(0 < floor < 1 for section in FLOORS.values() for floor in section.values())


def changed(gold: dict[str, Record], kind: str, change: Callable[[Record], Record | None]) -> dict[str, Record]:
    """Return the gold facts with every record of a kind changed, or left out."""
    return {
        key: {**row, kind: [new for record in row[kind] if (new := change(record)) is not None]}
        for key, row in gold.items()
    }


PERFECT = dict.fromkeys(FLOORS["corpus"], 1.0)


@pytest.mark.parametrize(
    ("kind", "change", "falls"),
    [
        ("figures", lambda figure: figure, set()),
        ("figures", lambda figure: {**figure, "value": figure["value"] * 1000}, set(PERFECT) - {"events_f1"}),
        ("figures", lambda figure: {**figure, "unit": "barrel"}, set(PERFECT) - {"events_f1"}),
        ("figures", lambda figure: {**figure, "indicator": "stock"},
         {"indicator_precision", "indicator_recall", "indicator_f1"}),
        ("figures", lambda figure: figure if figure["indicator"] != "wage" else {**figure, "indicator": "other"},
         {"indicator_recall", "indicator_f1"}),
        ("figures", lambda figure: {**figure, "indicator": "stock"} if figure["indicator"] == "other" else figure,
         {"indicator_precision", "indicator_f1"}),
        ("figures", lambda _: None, set(PERFECT) - {"events_f1"}),
        ("figures", lambda figure: {**figure, "place": None, "period": None, "source": "x"}, set()),
        ("events", lambda _: None, {"events_f1"}),
        ("events", lambda event: {**event, "type": "x"}, {"events_f1"}),
        ("events", lambda event: {**event, "name": "piala lain sama sekali"}, {"events_f1"}),
        ("events", lambda event: {**event, "name": event["name"].upper(), "date": None}, set()),
    ],
)  # fmt: skip
def test_the_score_falls_with_what_is_wrong(
    gold: dict[str, Record], kind: str, change: Callable[[Record], Record | None], falls: set[str]
) -> None:
    found = score(gold, changed(gold, kind, change))
    assert {name for name, value in found.items() if value < 1} == falls
