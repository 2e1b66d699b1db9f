"""Sentences as the news has them: quotations, abbreviations, headlines without a full stop, lower-cased text."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from extractor.tables import alternation, rows

_VISIBLE = re.compile(r"\S")
_GAP = re.compile(r"\s+(?=\S)")
#: Characters. The longest sentences of the news have some 900; all that reads a sentence is bounded by this.
LONGEST = 2000
_LAST_WORD = re.compile(r"([^\W\d_][\w.]*)$")
_ENUMERATOR = re.compile(r"(?:^|\n)\s*\d{1,2}$")


@cache
def _end() -> re.Pattern[str]:
    """What may end a sentence; a headline of another article (`Baca juga: …`) stands by itself."""
    link = alternation(row["words"] for row in rows("time_words") if row["cue"] == "other_article")
    return re.compile(rf"[.!?…]+[\"”’')\]]*(?=\s)|[ \t]*\n+|\s(?=\(?(?i:{link})\s*:)")


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("abbreviations"))


def sentence_starts(text: str) -> list[int]:
    """Return the offsets of `text` at which sentences begin, the first one 0.

    A paragraph break always ends a sentence; a full stop does unless it belongs to an abbreviation, an initial
    (`H. M. Rahmat`) or the enumerator of a list. What goes on for more than `LONGEST` characters is cut.
    """
    starts = [0]
    for match in _end().finditer(text):
        onward = _VISIBLE.search(text, match.end())
        if onward is None:
            break
        following = onward.start()
        if (
            "\n" not in match.group()
            and "\n" not in text[match.end() : following]
            and not _ends(text, match, following)
        ):
            continue
        if following > starts[-1]:
            starts.append(following)
    return _bounded(text, starts)


def _bounded(text: str, starts: list[int]) -> list[int]:
    """Cut what is longer than any sentence, such as a table that lost its lines, at a space."""
    found: list[int] = []
    for start, end in pairwise([*starts, len(text)]):
        found.append(start)
        while end - found[-1] > LONGEST and (cut := _GAP.search(text, found[-1] + LONGEST // 2, end)) is not None:
            if cut.end() >= end:
                break
            found.append(cut.end())
    return found


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
    # All at once: spaCy looks through the whole text each time that one token's mark is set.
    starts = set(sentence_starts(text_of(doc)))
    marks = [1 if offset in starts else -1 for offset in doc.to_array(["IDX"]).tolist()]
    return doc.from_array(["SENT_START"], np.array(marks, "int64").view("uint64"))  # type: ignore[arg-type] # typed for other arrays


def keep_text(doc: Doc, text: str) -> None:
    """Keep the text of a `Doc` for `text_of`."""
    doc.user_data["text"] = text


def text_of(doc: Doc) -> str:
    """Return `doc.text`, which spaCy puts together from all tokens each time that it is asked for."""
    if "text" not in doc.user_data:
        keep_text(doc, doc.text)
    text: str = doc.user_data["text"]
    return text
