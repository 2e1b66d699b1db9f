"""Indonesian as spaCy has it, but quick to load."""

from __future__ import annotations

from spacy.lang.id import Indonesian as Complete
from spacy.lang.id import IndonesianDefaults
from spacy.util import registry


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
