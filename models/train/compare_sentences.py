"""Compare the rules that split sentences with a trained `senter`.

    python models/train/compare_sentences.py UD

UD is the directory with the CoNLL-U files of UD Indonesian CSUI and GSD. The treebanks give single sentences: texts are
made of three paragraphs with six of them each, the last sentence of every fifth paragraph without its full stop, as a
headline has none. The third table is the sentences of `tests/test_sentences.py`.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import spacy
import typer
from spacy.language import Language
from spacy.training import Example
from spacy.util import compounding, fix_random_seed, minibatch

from extractor.reading.sentences import sentence_starts

TESTS = Path(__file__).parents[2] / "tests"
Text = tuple[str, set[int]]


def sentences(path: Path) -> Iterator[str]:
    """Yield the text of each sentence of a CoNLL-U file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            yield line.removeprefix("# text = ").strip()


def texts(paths: Sequence[Path], seed: int) -> Iterator[Text]:
    """Join sentences to texts; yield each with the offsets at which its sentences begin."""
    chance = random.Random(seed)
    pool = [sentence for path in paths for sentence in sentences(path)]
    chance.shuffle(pool)
    for i in range(0, len(pool), 18):
        text, starts = "", set()
        for j, sentence in enumerate(pool[i : i + 18]):
            last = j % 6 == 5
            starts.add(len(text))
            if last and chance.random() < 0.2:
                sentence = sentence.rstrip(".")
            text += sentence + (chance.choice(["\n", "\n\n"]) if last else " ")
        yield text.rstrip(), starts


def own_table() -> Iterator[Text]:
    """Yield the texts of this project's test of sentences."""
    sys.path.insert(0, str(TESTS))
    import test_sentences

    def joined(parts: list[str], gap: str) -> Text:
        text = gap.join(parts)
        return text, {len(gap.join([*parts[:i], ""])) for i in range(len(parts))}

    for sentences_of_one in test_sentences.SENTENCES:
        for gap in (" ", "\n\n"):
            yield joined(sentences_of_one, gap)


def score(read: Callable[[str], set[int]], gold: Sequence[Text]) -> str:
    """Return precision, recall and F1 of the starts after the first."""
    right = found = wanted = 0
    for text, starts in gold:
        mine = read(text)
        right += len((mine & starts) - {0})
        found += len(mine - {0})
        wanted += len(starts - {0})
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}"


def trained(train: Sequence[Text], epochs: int = 30) -> Language:
    """Return a pipeline with a `senter` trained on `train`."""
    fix_random_seed(7)
    nlp = spacy.blank("id")
    nlp.add_pipe("senter")
    examples = []
    for text, starts in train:
        doc = nlp.make_doc(text)
        bounds = [*sorted(starts), len(text)]
        spans = [doc.char_span(a, b, alignment_mode="expand") for a, b in pairwise(bounds)]
        first = {span.start for span in spans if span is not None}
        examples.append(Example.from_dict(doc, {"sent_starts": [1 if token.i in first else -1 for token in doc]}))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(epochs):
        random.Random(7).shuffle(examples)
        for batch in minibatch(examples, compounding(2.0, 8.0, 1.01)):
            nlp.update(batch, sgd=optimizer, drop=0.2)
    return nlp


def main(ud: Annotated[Path, typer.Argument(help="Directory of the treebanks.")]) -> None:
    """Print how well either finds sentence starts."""
    nlp = trained(list(texts([ud / "id_csui-ud-train.conllu", ud / "id_gsd-ud-dev.conllu"], 1)))
    tables = {
        "CSUI test": list(texts([ud / "id_csui-ud-test.conllu"], 2)),
        "GSD test": list(texts([ud / "id_gsd-ud-test.conllu"], 3)),
        "own table": list(own_table()),
    }
    for name, gold in tables.items():
        print(f"{name:10} rules   {score(lambda text: set(sentence_starts(text)), gold)}")
        print(f"{name:10} senter  {score(lambda text: {s.start_char for s in nlp(text).sents}, gold)}")


if __name__ == "__main__":
    typer.run(main)
