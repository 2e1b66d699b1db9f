"""Train and measure the classifier of sectors, the 17 categories of industry of the regional GDP.

    python models/train/sectors.py NOTES.jsonl -o models/id_sectors

`NOTES.jsonl` holds one note a line: `text`, `conclusion`, `date` (YYYY-MM-DD) and `sectors`, names such as
"A. Pertanian". Notes up to 2023 train, those of 2024 and later test; what is chosen (the threshold) is chosen on 2023
with a model that has not seen 2023.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import fix_random_seed, load_config, minibatch

HERE = Path(__file__).resolve().parent
LAST_TRAINING_YEAR = 2023
Pair = tuple[str, frozenset[str]]


def knowledge() -> list[dict[str, str]]:
    """Return the rows of `models/sectors.csv`."""
    with (HERE.parent / "sectors.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_notes(path: Path) -> list[dict[str, object]]:
    """Return the notes of a file that have a text and a sector, with `year` (int) and `codes` (a frozenset).

    Raises OSError where the file cannot be read, ValueError where a line is not JSON, KeyError where a field is
    missing.
    """
    notes = []
    with path.open(encoding="utf-8") as file:
        for note in map(json.loads, file):
            if note["sectors"] and note["text"].strip():
                # A year of two digits occurs.
                year = int(re.match(r"\d+", note["date"])[0]) % 100 + 2000
                codes = frozenset(name.split(".")[0] for name in note["sectors"])
                notes.append({**note, "year": year, "codes": codes})
    return notes


def pairs(notes: Iterable[dict[str, object]]) -> list[Pair]:
    """Return what to learn from `notes`: each text, and the conclusion where it says it in other words."""
    found = []
    for note in notes:
        texts = {str(note["text"]).strip(): None, str(note["conclusion"]).strip(): None}
        found += [(text, note["codes"]) for text in texts if text]
    return found


def keyword_pairs(repeats: int, rng: random.Random) -> list[Pair]:
    """Return the words of `sectors.csv` as short texts, alone and by twos.

    They teach the sectors that the notes seldom have, and that few words are enough.
    """
    found: list[Pair] = []
    for row in knowledge():
        words, codes = row["keywords"].split(";"), frozenset([row["code"]])
        for _ in range(repeats):
            found += [(word, codes) for word in (*words, row["label_id"])]
            found += [(f"{word} {rng.choice(words)}", codes) for word in words]
    return found


def train(texts: Sequence[Pair], settings: dict[str, int | float], config: Path, threshold: float = 0.5) -> Language:
    """Return a pipeline trained on `texts` and on the keywords; the same input gives the same weights.

    `threshold` is written into the pipeline for those who read with it.
    """
    seed = int(settings["seed"])
    rng = random.Random(seed)
    fix_random_seed(seed)
    overrides = {"components.textcat_multilabel.threshold": threshold}
    nlp = spacy.util.load_model_from_config(load_config(config, overrides), auto_fill=True)
    labels = [row["code"] for row in knowledge()]
    for label in labels:
        nlp.get_pipe("textcat_multilabel").add_label(label)
    optimizer = nlp.initialize()
    optimizer.learn_rate = settings["learn_rate"]
    examples = []
    for text, codes in [*texts, *keyword_pairs(int(settings["keyword_repeats"]), rng)]:
        cats = {label: float(label in codes) for label in labels}
        # The layer tells small letters from capitals; the reader writes all small, as part of the press does.
        examples.append(Example.from_dict(nlp.make_doc(text.lower()), {"cats": cats}))
    for _ in range(int(settings["epochs"])):
        rng.shuffle(examples)
        for batch in minibatch(examples, int(settings["batch"])):
            nlp.update(batch, sgd=optimizer)
    return nlp


def scores(gold: Sequence[frozenset[str]], found: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return `micro` and `macro` F1, and that of each label of `sectors.csv`."""
    right, extra, missed = Counter(), Counter(), Counter()
    for wanted, got in zip(gold, found, strict=True):
        right.update(wanted & got)
        extra.update(got - wanted)
        missed.update(wanted - got)

    def f1(tp: int, fp: int, fn: int) -> float:
        return 2 * tp / (2 * tp + fp + fn) if tp else 0.0

    labels = {row["code"]: f1(*(c[row["code"]] for c in (right, extra, missed))) for row in knowledge()}
    micro = f1(right.total(), extra.total(), missed.total())
    return {"micro": micro, "macro": sum(labels.values()) / len(labels), **labels}


def above(cats: dict[str, float], threshold: float) -> frozenset[str]:
    """Return the labels that reach `threshold`, at the least the likeliest one."""
    best = max(cats, key=cats.__getitem__)
    return frozenset(label for label, p in cats.items() if p >= threshold or label == best)


def choose_threshold(cats: Sequence[dict[str, float]], gold: Sequence[frozenset[str]]) -> float:
    """Return the lowest threshold whose micro F1 is within half a point of the best one.

    The top of the curve is flat, and a low threshold leaves the rare sectors a chance.
    """
    limits = [step / 100 for step in range(10, 60)]
    micro = {limit: scores(gold, [above(each, limit) for each in cats])["micro"] for limit in limits}
    return min(limit for limit, score in micro.items() if score >= max(micro.values()) - 0.005)


def probabilities(nlp: Language, notes: Iterable[dict[str, object]]) -> list[dict[str, float]]:
    """Return the probability of each label for the text of each note."""
    return [doc.cats for doc in nlp.pipe(str(note["text"]).lower() for note in notes)]


def by_keywords() -> Callable[[str], frozenset[str]]:
    """Return the baseline: the categories with at least half as many keywords in the text as the best one has."""
    patterns = {
        row["code"]: re.compile(rf"\b(?:{'|'.join(map(re.escape, row['keywords'].split(';')))})\b")
        for row in knowledge()
    }

    def read(text: str) -> frozenset[str]:
        counts = {code: len(pattern.findall(text.lower())) for code, pattern in patterns.items()}
        best = max(counts.values())
        return frozenset(code for code, count in counts.items() if count and 2 * count >= best)

    return read


def main() -> None:
    """Train, print the scores of the model and of two baselines, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--config", type=Path, default=HERE / "sectors.cfg")
    options = parser.parse_args()

    settings = load_config(options.config)["training"]
    notes = read_notes(options.notes)
    before = [note for note in notes if note["year"] < LAST_TRAINING_YEAR]
    dev = [note for note in notes if note["year"] == LAST_TRAINING_YEAR]
    test = [note for note in notes if note["year"] > LAST_TRAINING_YEAR]

    dev_cats = probabilities(train(pairs(before), settings, options.config), dev)
    threshold = choose_threshold(dev_cats, [note["codes"] for note in dev])

    nlp = train(pairs([*before, *dev]), settings, options.config, threshold)
    gold = [note["codes"] for note in test]
    majority = Counter(code for note in [*before, *dev] for code in note["codes"]).most_common(1)[0][0]
    keywords = by_keywords()
    table = {
        "majority": scores(gold, [frozenset([majority])] * len(test)),
        "keywords": scores(gold, [keywords(str(note["text"])) for note in test]),
        "model": scores(gold, [above(cats, threshold) for cats in probabilities(nlp, test)]),
    }
    print(f"notes: {len(before) + len(dev)} train, {len(test)} test; threshold {threshold}")
    print(f"{'F1':8}" + "".join(f"{name:>10}" for name in table))
    for label in table["model"]:
        print(f"{label:8}" + "".join(f"{column[label]:10.3f}" for column in table.values()))

    nlp.meta["name"] = "sectors"
    nlp.meta["performance"] = {name: round(score, 3) for name, score in table["model"].items()}
    # The layer knows words by their hashes: the list of words, names of people among them, stays behind.
    nlp.to_disk(options.output, exclude=["vocab"])


if __name__ == "__main__":
    main()
