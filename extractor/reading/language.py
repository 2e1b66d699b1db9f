"""Indonesian as spaCy has it, but quick to load and to tokenise."""

from __future__ import annotations

from typing import Any

from spacy.lang.id import Indonesian as Complete
from spacy.lang.id import IndonesianDefaults
from spacy.tokens import Doc
from spacy.util import registry

#: How many chunks between spaces the tokeniser remembers the tokens of: 10,000, as spaCy has it, are soon full.
_CHUNKS_KEPT = 200_000


class QuickDefaults(IndonesianDefaults):
    """The defaults of Indonesian with its abbreviations as the only special cases."""

    tokenizer_exceptions = {  # noqa: RUF012 (as in the base class)
        word: parts for word, parts in IndonesianDefaults.tokenizer_exceptions.items() if "-" not in word
    }


@registry.languages("id")
class Indonesian(Complete):  # type: ignore[no-untyped-call] # of the base class
    """Indonesian without spaCy's 15,000 words with a hyphen, which take a second to load: they become several tokens.

    By its entry point it is what spaCy loads as `id` wherever this project is installed.
    """

    Defaults = QuickDefaults

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.tokenizer.max_cache_size = _CHUNKS_KEPT  # type: ignore[union-attr] # of this tokeniser
        self._met: set[str] = set()

    def make_doc(self, text: str) -> Doc:
        """Return the tokens of `text`.

        spaCy remembers the tokens of no chunk that stands behind an abbreviation, and would split most of them anew
        in every text: each is therefore split once by itself.
        """
        if len(self._met) < _CHUNKS_KEPT:
            for chunk in (new := set(text.split()) - self._met):
                self.tokenizer(chunk)
            self._met |= new
        return super().make_doc(text)
