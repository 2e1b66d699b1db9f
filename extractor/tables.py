"""The knowledge files under `models/`, read once and shared."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
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


def alternation(words: Iterable[str], *, gap: str = r"\s+") -> str:
    """Return a regular expression for any of `words`, literally, the longest first.

    A space in a word stands for `gap`, any run of white space if not given. Words with the same beginning share it
    (`ka(?:bar|ta)`), and a look at the first letter comes before all: a list is tried at every letter of a text, most
    often in vain, and `re` would try its words one after another.
    """
    tree: _Tree = {}
    for word in words:
        node = tree
        for piece in _pieces(word, gap):
            node = node.setdefault(piece, {})
        node[_END] = {}
    firsts = "".join(sorted(piece for piece in tree if piece != _END))
    return rf"(?:(?=[{firsts}]){_branches(tree)})" if len(tree) > 1 and _END not in tree else f"(?:{_branches(tree)})"


#: Words by their letters, each with what may follow it; `_END` where one ends.
_Tree = dict[str, "_Tree"]
_END = ""


def _pieces(word: str, gap: str) -> Iterator[str]:
    """Yield the letters of a word as expressions; `gap` stands for a run of white space."""
    for number, part in enumerate(word.split()):
        yield from ([gap] if number else []) + [re.escape(letter) for letter in part]


def _branches(tree: _Tree) -> str:
    options = [piece + _branches(following) for piece, following in sorted(tree.items()) if piece != _END]
    if not options:
        return ""
    joined = options[0] if len(options) == 1 and _END not in tree else f"(?:{'|'.join(options)})"
    return f"{joined}?" if _END in tree else joined


def patterns(listed: Iterable[str]) -> str:
    """Return a regular expression for any of `listed`, of which some are words and some expressions, those first."""
    unique = dict.fromkeys(listed)
    words = [each for each in unique if re.fullmatch(r"[\w ]+", each)]
    others = sorted(unique.keys() - set(words), key=lambda each: (-len(each), each))
    return f"(?:{'|'.join([*others, alternation(words, gap=' ')])})"


def compile_words(words: Iterable[str], flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Compile `words` into one pattern that matches any of them as whole words, regardless of case."""
    return re.compile(rf"(?<!\w){alternation(words)}(?!\w)", flags)
