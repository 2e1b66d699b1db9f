"""Names of persons, bodies, places and occasions, by the trained package `models/id_regional_news`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractor import resources

#: A longer stretch is no sentence, and costs too much.
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Name:
    """A name at `text[start:end]`; `label` is `PER`, `ORG`, `LOC` or `EVT` (models/train/NAMES.md)."""

    start: int
    end: int
    label: str


class NameReader:
    """Marks names; the package is loaded at the first reading."""

    @cached_property
    def _nlp(self) -> Language:
        # The tokenizer is that of the language.
        return spacy.load(resources.models() / "id_regional_news", exclude=["tokenizer"])

    def read(self, text: str, stretches: Sequence[tuple[int, int]] | None = None) -> list[Name]:
        """Return the names in `text`, in its order.

        Args:
            stretches: (start, end) of the parts that are read, in order; the whole text when None. Names are looked
                for where they matter only, as this is the slowest step of all.

        Raises OSError where the package is missing.
        """
        wanted = [(0, len(text))] if stretches is None else [s for s in stretches if s[1] - s[0] <= _LONGEST]
        if not wanted:
            return []
        docs: Sequence[Doc] = [self._nlp.make_doc(text[start:end]) for start, end in wanted]
        for _, component in self._nlp.pipeline:
            docs = list(component.pipe(docs))  # type: ignore[attr-defined] # of every trained component
        return [
            Name(start + name.start_char, start + name.end_char, name.label_)
            for (start, _), doc in zip(wanted, docs, strict=True)
            for name in doc.ents
        ]
