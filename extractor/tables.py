"""The knowledge files under `models/`, read once and shared."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache

from extractor import resources


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of `models/<name>.csv` as dictionaries, in the order of the file."""
    with (resources.models() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def line_numbers(name: str) -> tuple[int, ...]:
    """Return on which line of `models/<name>.csv` each of its rows ends, counted from 1."""
    with (resources.models() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return tuple(reader.line_num for _ in reader)


def alternation(words: Iterable[str]) -> str:
    """Return a regular expression for any of `words`, literally, the longest first.

    A space in a word stands for any run of white space.
    """
    unique = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(r"\s+".join(map(re.escape, word.split())) for word in unique) + ")"


def compile_words(words: Iterable[str], flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Compile `words` into one pattern that matches any of them as whole words, regardless of case."""
    return re.compile(rf"(?<!\w){alternation(words)}(?!\w)", flags)
