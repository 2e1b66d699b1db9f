"""Sectors: the categories of industry (lapangan usaha) of the regional GDP that a text is about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from extractor import resources
from extractor.reading import language  # noqa: F401 (registers the language of the model)
from extractor.records import Article, Figure, Sectors

# So much of an article is read: more costs time and changes little.
_LEAD = 1500
# A sentence that says less than this is about what its article is about.
_SURE = 0.7


class SectorReader:
    """Reads sectors with the text classifier of `models/id_sectors`, which is loaded at the first reading.

    A sector is a code of `models/sectors.csv`: `A` … `L`, `MN`, `O`, `P`, `Q`, `RSTU`.
    """

    def __init__(self, model: Path | None = None) -> None:
        """Take the folder of another model where one is given. Reading raises OSError where no model is there."""
        self._path = model or resources.models() / "id_sectors"

    @cached_property
    def _nlp(self) -> Language:
        # The tokenizer is that of the language; to read its exceptions a second time takes seconds.
        return spacy.load(self._path, exclude=["tokenizer"])

    @cached_property
    def threshold(self) -> float:
        """The probability from which a sector counts, as it was chosen in training."""
        component: Any = self._nlp.get_pipe("textcat_multilabel")
        return float(component.cfg["threshold"])

    def probabilities(self, text: str) -> dict[str, float]:
        """Return the probability of each sector, in the order of the model's labels."""
        return self._probabilities([text])[0]

    def sectors(self, text: str) -> list[str]:
        """Return the codes of `text` that reach the threshold, the likeliest first; often none for a few words."""
        return self._codes(self.probabilities(text))

    def read(self, article: Article, figures: Sequence[Figure]) -> Sectors:
        """Return the sectors of an article and of its figures.

        The article's are read from its title and the beginning of its text, and are at the least one; a figure's from
        its sentence and item, or are the article's where these say little.
        """
        sentences = {(figure.quotation, figure.item) for figure in figures}
        asked = list(sentences)
        lead, *rest = self._probabilities(
            [f"{article.title}\n{article.text[:_LEAD]}", *(f"{words} {item or ''}" for words, item in asked)]
        )
        whole = self._codes(lead) or [max(lead, key=lead.__getitem__)]
        codes = {
            key: self._codes(cats) if max(cats.values()) >= _SURE else whole
            for key, cats in zip(asked, rest, strict=True)
        }
        return Sectors(whole, [codes[figure.quotation, figure.item] for figure in figures])

    def _probabilities(self, texts: Sequence[str]) -> list[dict[str, float]]:
        return [dict(doc.cats) for doc in self._nlp.pipe(text.lower() for text in texts)]

    def _codes(self, cats: dict[str, float]) -> list[str]:
        return sorted((code for code in cats if cats[code] >= self.threshold), key=lambda code: (-cats[code], code))
