"""Measure the names of a package on held-out texts.

    python models/train/evaluate_names.py DATA [--package models/id_regional_news]

DATA is the directory that `names_data.py` wrote. A name is right when its first and last token and its label are. `EVT`
counts only where a set marks it, and what a set leaves unknown not at all.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import spacy
import typer
from names_data import HERE
from spacy.language import Language
from spacy.tokens import Doc, DocBin

PARTS = ("idner-news-2k-test", "own-dev", "own-test", "nergrit-test", "nerp-test")


def compare(nlp: Language, gold: Doc, counts: dict[str, Counter[str]], *, labels: frozenset[str]) -> None:
    """Add the right, spurious and missed names of one text."""
    unknown = {token.i for token in gold if token.ent_iob == 0}
    wanted = {(name.start_char, name.end_char, name.label_) for name in gold.ents}
    found = {
        (name.start_char, name.end_char, name.label_)
        for name in nlp(gold.text).ents
        if name.label_ in labels and not unknown & tokens_of(gold, name.start_char, name.end_char)
    }
    for name in wanted | found:
        kind = "right" if name in wanted & found else "missed" if name in wanted else "spurious"
        counts.setdefault(name[2], Counter())[kind] += 1
        counts.setdefault("all", Counter())[kind] += 1


def tokens_of(gold: Doc, start: int, end: int) -> set[int]:
    """Return the numbers of the tokens of a stretch of the gold text."""
    span = gold.char_span(start, end, alignment_mode="expand")
    return set(range(span.start, span.end)) if span is not None else set()


def main(
    data: Annotated[Path, typer.Argument(help="Directory that `names_data.py` wrote.")],
    package: Annotated[Path, typer.Option(help="The package to measure.")] = HERE.parent / "id_regional_news",
) -> None:
    """Print precision, recall and F1 of each label on each held-out part."""
    nlp = spacy.load(package)
    for part in PARTS:
        docs = list(DocBin().from_disk(data / f"{part}.spacy").get_docs(nlp.vocab))
        labels = frozenset(name.label_ for doc in docs for name in doc.ents)
        counts: dict[str, Counter[str]] = {}
        for doc in docs:
            compare(nlp, doc, counts, labels=labels)
        print(part)
        for label, count in sorted(counts.items()):
            precision = count["right"] / max(1, count["right"] + count["spurious"])
            recall = count["right"] / max(1, count["right"] + count["missed"])
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            print(f"  {label:4} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({count['right'] + count['missed']})")


if __name__ == "__main__":
    typer.run(main)
