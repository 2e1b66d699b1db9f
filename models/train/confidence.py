"""Learn and measure how likely a fact is right (`models/confidence.json`).

    python models/train/confidence.py NAME=GOLD.jsonl,ARTICLES.jsonl... -o models/confidence.json

Each set of articles is read with the rules of today; their facts, right or wrong by the gold facts, are learned from.
Prints, for each set, how many of the facts of each step of confidence are right: out of fold, by article, so that no
fact is judged by a model that has seen its article. Needs scikit-learn; the same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from extractor.evaluation import pair_events, pair_figures, same_field
from extractor.facts import FactReader
from extractor.facts.confidence import Forest
from extractor.facts.signals import SignalReader, event_signals
from extractor.jsonl import read_article

#: What must be right for a figure to be, and for one of the indicator `other`.
STRICT = ("value", "unit", "indicator", "measure", "place", "period", "status")
NUMBER = ("value", "unit")
#: Signals of which fewer facts have one are left out.
SEEN_AT_LEAST = 20
#: An article with many facts counts no more than one with so many: the facts of a table are right or wrong together.
FACTS_AT_MOST = 12
TREES = {"n_estimators": 200, "max_depth": 3, "learning_rate": 0.05, "min_samples_leaf": 25, "max_features": 0.4}
#: What speaks for and against the number of a figure that no indicator takes.
NUMBER_SIGNALS = ("unit carried", "unit unsaid", "small count", "in words", "modified", "flagged", "kind ")
STEPS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


@dataclass(frozen=True)
class Sample:
    """A fact with its signals: of which set and article, of which kind (`figures`, `others`, `events`), and right?"""

    name: str
    article: str
    kind: str
    right: bool
    signals: dict[str, float]


def samples(name: str, gold_file: Path, articles_file: Path, reader: FactReader) -> Iterator[Sample]:
    """Yield the facts that are read from the articles that have gold facts."""
    gold = {row["id"]: row for row in map(json.loads, gold_file.read_text(encoding="utf-8").splitlines())}
    for line in articles_file.read_text(encoding="utf-8").splitlines():
        article = read_article(line)
        if article.id not in gold:
            continue
        reading = reader.study(article)
        if reading is None:
            continue
        told = gold[article.id]
        signals = SignalReader(reading.scene, reading.when, reading.where, reading.choices)
        read = [asdict(figure) for figure in reading.facts.figures]
        pairs = {there: told["figures"][here] for here, there in pair_figures(told["figures"], read).items()}
        for number, figure in enumerate(reading.facts.figures):
            kind = "others" if figure.indicator == "other" else "figures"
            wanted = NUMBER if kind == "others" else STRICT
            right = number in pairs and all(same_field(field, pairs[number], read[number]) for field in wanted)
            yield Sample(name, article.id, kind, right, signals.read(number, reading.facts.figures))
        found = [asdict(event) for event in reading.facts.events]
        matched = set(pair_events(told.get("events", []), found).values())
        for number, event in enumerate(reading.facts.events):
            yield Sample(name, article.id, "events", number in matched, event_signals(event))


def log_odds(chances: np.ndarray) -> np.ndarray:
    """Return the log odds of probabilities, as a column."""
    bounded = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.log(bounded / (1 - bounded))[:, None]


def folds(count: int, values: np.ndarray, groups: np.ndarray, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield training and test rows, no article on both sides."""
    return GroupKFold(count, shuffle=True, random_state=seed).split(values, groups=groups)


@dataclass
class Model:
    """Trees with the calibration of what they say."""

    trees: GradientBoostingClassifier
    calibration: LogisticRegression

    def predict(self, values: np.ndarray) -> np.ndarray:
        """Return the calibrated probability that each row is right."""
        return self.calibration.predict_proba(log_odds(self.trees.predict_proba(values)[:, 1]))[:, 1]


def learned(values: np.ndarray, right: np.ndarray, groups: np.ndarray, weights: np.ndarray) -> Model:
    """Return trees that are learned from all rows, calibrated on what trees say of rows that they have not seen."""
    unseen = np.zeros(len(right))
    for train, test in folds(5, values, groups, 1):
        trees = GradientBoostingClassifier(**TREES, random_state=0)
        trees.fit(values[train], right[train], sample_weight=weights[train])
        unseen[test] = trees.predict_proba(values[test])[:, 1]
    calibration = LogisticRegression(C=100).fit(log_odds(unseen), right, sample_weight=weights)
    trees = GradientBoostingClassifier(**TREES, random_state=0).fit(values, right, sample_weight=weights)
    return Model(trees, calibration)


def exported(model: Model, names: Sequence[str]) -> dict[str, Any]:
    """Return the model as it is written: nodes are [signal, threshold, left, right], leaves [worth]."""
    trees = []
    for [estimator] in model.trees.estimators_:
        tree = estimator.tree_
        left, right = tree.children_left, tree.children_right
        nodes: list[list[float]] = []
        for i in range(tree.node_count):
            if left[i] < 0:
                nodes.append([round(float(tree.value[i, 0, 0]) * TREES["learning_rate"], 6)])
            else:
                limit = round(float(tree.threshold[i]), 6)
                nodes.append([int(tree.feature[i]), limit, int(left[i]), int(right[i])])
        trees.append(nodes)
    prior = model.trees.init_.class_prior_[1]
    return {
        "signals": list(names),
        "start": round(float(np.log(prior / (1 - prior))), 6),
        "scale": round(float(model.calibration.coef_[0, 0]), 6),
        "shift": round(float(model.calibration.intercept_[0]), 6),
        "trees": trees,
    }


def weighed(found: Sequence[Sample], wanted: Sequence[str] | None) -> dict[str, Any]:
    """Return a logistic regression over the signals whose names begin with one of `wanted` (all if None)."""
    rows = [
        {name: value for name, value in sample.signals.items() if wanted is None or name.startswith(tuple(wanted))}
        for sample in found
    ]
    vectors = DictVectorizer(sparse=False)
    values = vectors.fit_transform(rows)
    fitted = LogisticRegression(C=0.3, max_iter=1000).fit(values, [sample.right for sample in found])
    named = zip(vectors.get_feature_names_out(), fitted.coef_[0], strict=True)
    weights = {str(name): round(float(weight), 4) for name, weight in named}
    return {"start": round(float(fitted.intercept_[0]), 4), "weights": weights}


def table(name: str, chances: np.ndarray, right: np.ndarray) -> str:
    """Return a row of the reliability table: facts and right ones for each step of confidence."""
    cells = []
    for low, high in itertools.pairwise(STEPS):
        chosen = (chances >= low) & (chances < high)
        cells.append(f"{right[chosen].mean():.2f} of {chosen.sum()}" if chosen.any() else "–")
    area = roc_auc_score(right, chances) if 0 < right.sum() < len(right) else float("nan")
    return f"| {name} | {len(right)} | {right.mean():.2f} | {' | '.join(cells)} | {area:.2f} |"


def main() -> None:
    """Read the arguments, learn, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="NAME=GOLD,ARTICLES")
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    reader = FactReader()
    found = [
        sample
        for each in given.sets
        for name, files in [each.split("=", 1)]
        for sample in samples(name, *map(Path, files.split(",")), reader)
    ]
    figures = [sample for sample in found if sample.kind == "figures"]
    seen = Counter(name for sample in figures for name in sample.signals)
    vectors = DictVectorizer(sparse=False)
    kept = [{n: v for n, v in sample.signals.items() if seen[n] >= SEEN_AT_LEAST} for sample in figures]
    values = vectors.fit_transform(kept)
    right = np.array([sample.right for sample in figures])
    groups = np.array([sample.article for sample in figures])
    sizes = Counter(groups)
    weights = np.array([min(1.0, FACTS_AT_MOST / sizes[article]) for article in groups])
    names = np.array([sample.name for sample in figures])

    chances = np.zeros(len(right))
    for train, test in folds(10, values, groups, 0):
        chances[test] = learned(values[train], right[train], groups[train], weights[train]).predict(values[test])
    print("| facts of | all | right | " + " | ".join(f"{low:.1f}–" for low in STEPS[:-1]) + " | AUC |")
    for name in dict.fromkeys(names):
        print(table(str(name), chances[names == name], right[names == name]))
    print(table("all", chances, right))

    model = learned(values, right, groups, weights)
    written = {
        "figures": exported(model, vectors.get_feature_names_out()),
        "others": weighed([sample for sample in found if sample.kind == "others"], NUMBER_SIGNALS),
        "events": weighed([sample for sample in found if sample.kind == "events"], None),
    }
    given.output.write_text(json.dumps(written, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
    said = [1 / (1 + np.exp(-odds)) for odds in Forest(written["figures"]).odds([sample.signals for sample in figures])]
    assert np.allclose(said, model.predict(values), atol=1e-3), (
        "what is written says something else than what is learned"
    )
    for kind in ("others", "events"):
        chosen = [sample.right for sample in found if sample.kind == kind]
        print(f"{kind}: {sum(chosen)} of {len(chosen)} are right")


if __name__ == "__main__":
    main()
