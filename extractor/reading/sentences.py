"""Sentences as the news has them: quotations, abbreviations, headlines without a full stop, lower-cased text."""

from __future__ import annotations

import re
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extractor.tables import rows

_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s)|[ \t]*\n+")
_LAST_WORD = re.compile(r"([^\W\d_][\w.]*)$")
_ENUMERATOR = re.compile(r"(?:^|\n)\s*\d{1,2}$")


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("abbreviations"))


def sentence_starts(text: str) -> list[int]:
    """Return the offsets of `text` at which sentences begin, the first one 0.

    A paragraph break always ends a sentence; a full stop does unless it belongs to an abbreviation, an initial
    (`H. M. Rahmat`) or the enumerator of a list.
    """
    starts = [0]
    for match in _END.finditer(text):
        following = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
        if following >= len(text):
            break
        if (
            "\n" not in match.group()
            and "\n" not in text[match.end() : following]
            and not _ends(text, match, following)
        ):
            continue
        if following > starts[-1]:
            starts.append(following)
    return starts


def _ends(text: str, match: re.Match[str], following: int) -> bool:
    if match.group()[0] != ".":
        # `"Benarkah?" tanyanya` goes on.
        return not text[following].islower() or text.islower()
    before = text[max(0, match.start() - 24) : match.start()]
    word = _LAST_WORD.search(before)
    if word is not None:
        last = word[1].lower()
        if last in _abbreviations() or (len(last) == 1 and word[1].isupper()):
            return False
        # `S.Sos.`, `M.Si.` in front of another title or a verb in lower case
        if "." in last and text[following].islower() and not text.islower():
            return False
    elif _ENUMERATOR.search(before):
        return False
    return True


@Language.component("extractor_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """Set the sentence starts of a `Doc`."""
    starts = set(sentence_starts(doc.text))
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in starts
    return doc
