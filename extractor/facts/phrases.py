"""Finds many fixed phrases in a text in one pass over its words."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)
#: A word in small letters, where it begins and where it ends.
Word = tuple[str, int, int]
_WORD = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")


def words_of(text: str) -> list[Word]:
    """Return the words of a lower-cased text with their offsets; hyphens and slashes stay inside a word."""
    return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


class PhraseIndex(Generic[T]):
    """Phrases with a value each. A star at the end of a phrase stands for any ending (`ekspor*`: `ekspornya`)."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._whole: dict[str, list[tuple[tuple[str, ...], bool, T]]] = {}
        self._stems: dict[str, list[tuple[tuple[str, ...], bool, T]]] = {}
        for phrase, value in phrases:
            open_end = phrase.endswith("*")
            words = tuple(phrase.lower().rstrip("*").split())
            if not words:
                continue
            if open_end and len(words) == 1:
                self._stems.setdefault(words[0][:4], []).append((words, True, value))
            else:
                self._whole.setdefault(words[0], []).append((words, open_end, value))

    def find(self, words: list[Word]) -> Iterator[tuple[int, int, T]]:
        """Yield (start, end, value) of every phrase among `words`, in the order of their beginnings."""
        for i, (word, start, end) in enumerate(words):
            for phrase, open_end, value in self._whole.get(word, ()):
                size = len(phrase)
                if size == 1:
                    yield start, end, value
                elif i + size <= len(words) and _follow(words, i, phrase, open_end):
                    yield start, words[i + size - 1][2], value
            for phrase, _, value in self._stems.get(word[:4], ()):
                if word.startswith(phrase[0]):
                    yield start, end, value


def _follow(words: list[Word], i: int, phrase: tuple[str, ...], open_end: bool) -> bool:
    for k in range(1, len(phrase)):
        word = words[i + k][0]
        if word != phrase[k] and not (open_end and k == len(phrase) - 1 and word.startswith(phrase[k])):
            return False
    return True
