"""What a page stripper leaves behind: promo lines, labels, credits, editors' initials.

The patterns are rows of `models/boilerplate.csv`, regular expressions that ignore case. `scope` says where one works:

- `line`: a whole paragraph, dropped when the pattern matches all of it
- `head`, `tail`: the same, but only among the first or the last paragraphs
- `inline`: a part of a paragraph, cut out of it
- `end`: a part at the end of the last paragraph, cut off
- `link`: the words right before (or at the start of) a link in the page; they and the link are cut out

`example` is a paragraph that the row drops, or holds the cut part between `{` and `}`; `kept` is a near miss that
has to stay. Losing a promo line is a nicety, losing a sentence is a fault: a pattern that is unsure does not match.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from extractor import resources

#: How many paragraphs count as the top and as the end of an article.
_HEAD, _TAIL = 6, 6
#: No promo line is longer, and the patterns are not let loose on what a hostile page may hold.
_LINE_LENGTH, _PARAGRAPH_LENGTH = 500, 10_000
#: A line longer than this is never a label above the headline.
_LABEL_LENGTH = 80
#: Two lines that begin with so many characters alike say the same.
_TEASER_LENGTH = 40
#: A shorter text that repeats itself may mean to.
_REPEAT_LENGTH = 200

_NO_LETTERS = re.compile(r"[\W_]+")

#: How many pieces of text before a link, and characters of them, are looked at.
_RUN, _ANNOUNCEMENT = 6, 80
_LINE_ENDS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip

#: A piece of text in a tree: the element and whether it is its `text` or its `tail`.
_Slot = tuple[HtmlElement, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the pattern file."""

    name: str
    scope: str
    pattern: re.Pattern[str]
    example: str
    kept: str


@cache
def rules(scope: str) -> tuple[Rule, ...]:
    """Return the rows of `models/boilerplate.csv` with the given scope, in the file's order."""
    at_the_end = r"(?:{})\s*$" if scope in ("end", "link") else "{}"
    with (resources.models() / "boilerplate.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Rule(
                row["name"],
                scope,
                re.compile(at_the_end.format(row["pattern"]), re.IGNORECASE),
                row["example"],
                row["kept"],
            )
            for row in csv.DictReader(file)
            if row["scope"] == scope
        )


def clean(paragraphs: Sequence[str], *, title: str = "", labels: Collection[str] = ()) -> list[str]:
    """Return the paragraphs of an article without what is not its text.

    `title` is dropped where the text repeats it at the top, together with the labels above it; `labels` are the
    section names that the page states. The order stays, and no paragraph is changed beyond what a pattern cuts out.
    """
    lines = [line for line in map(_without_inline, paragraphs) if line and not _is_dropped(line, "line")]
    title_key = key(title)
    lines = _without_head(lines, title_key, {key(label) for label in labels if key(label)})
    lines = [line for line in lines if key(line) != title_key] if title_key else lines
    return _without_teasers(_without_tail(lines))


def without_repeat(text: str) -> str:
    """Return the text once, where it is one text pasted twice in a row."""
    middle = len(text) // 2
    if middle < _REPEAT_LENGTH:
        return text
    for cut in (middle, middle + 1):
        first, second = text[:cut].strip(), text[cut:].strip()
        if first == second:
            return first
    return text


def cut_promo_links(tree: HtmlElement) -> None:
    """Remove links to other articles (`Baca juga: …`) with the words that announce them, in place.

    Done in the page's tree because its text no longer tells where the link's title ends.
    """
    promos: list[tuple[HtmlElement, list[_Slot], int]] = []
    run: deque[_Slot] = deque(maxlen=_RUN)  # where the words of the line before the element at hand are written
    for event, element in iterwalk(tree, events=("start", "end")):
        if element.tag in _LINE_ENDS:
            run.clear()
        if event == "end":
            run.append((element, "tail"))
            continue
        if element.tag == "a" and element is not tree and (length := _announcement(element, run)) is not None:
            promos.append((element, list(run), length))
        run.append((element, "text"))
    # From the end, so that the places written down for earlier links still exist.
    for link, slots, length in reversed(promos):
        _cut_back(slots, length)
        link.drop_tree()


def key(line: str) -> str:
    """Return what two texts that say the same have in common: letters and digits, without case."""
    return _NO_LETTERS.sub("", line.casefold())


def _announcement(link: HtmlElement, run: Iterable[_Slot]) -> int | None:
    """Return how many characters before the link announce it as a promo (0: the link's own do), None if none."""
    before = "".join(getattr(element, place) or "" for element, place in run)[-_ANNOUNCEMENT:]
    words = link.text_content().split()
    for rule in rules("link"):
        if announced := rule.pattern.search(before):
            return len(before) - announced.start()
        # The words may stand inside the link, before the title.
        if rule.pattern.search(" ".join(words[:2])) or rule.pattern.search(" ".join(words[:3])):
            return 0
    return None


def _cut_back(slots: Sequence[_Slot], length: int) -> None:
    """Remove the last `length` characters that the slots hold together."""
    for element, place in reversed(slots):
        if length <= 0:
            break
        text = getattr(element, place) or ""
        setattr(element, place, text[: max(0, len(text) - length)])
        length -= len(text)


def _without_inline(line: str) -> str:
    for rule in rules("inline"):
        line = _cut(rule.pattern, line)
    return line


def _cut(pattern: re.Pattern[str], line: str) -> str:
    """Cut every match out of the line and close the gap."""
    if len(line) > _PARAGRAPH_LENGTH:
        return line
    rest, cuts = pattern.subn(" ", line)
    if not cuts:
        return line
    return re.sub(r"\s+(?=[.,;:!?](?:\s|$))", "", " ".join(rest.split()))


def _is_dropped(line: str, scope: str) -> bool:
    bare = line.removeprefix("- ")
    return len(bare) <= _LINE_LENGTH and any(rule.pattern.fullmatch(bare) for rule in rules(scope))


def _without_head(lines: list[str], title: str, labels: Collection[str]) -> list[str]:
    # What stands above the repeated title is page furniture; a long line there would be text.
    for index, line in enumerate(lines[:_HEAD]):
        if title and key(line) == title:
            lines = lines[index + 1 :]
            break
        if len(line) > _LABEL_LENGTH:
            break
    start = 0
    while start < min(_HEAD, len(lines)) and (key(lines[start]) in labels or _is_dropped(lines[start], "head")):
        start += 1
    return lines[start:]


def _without_tail(lines: list[str]) -> list[str]:
    body, tail = lines[:-_TAIL], lines[-_TAIL:]
    tail = [line for line in tail if not _is_dropped(line, "tail")]
    if tail:
        for rule in rules("end"):
            tail[-1] = _cut(rule.pattern, tail[-1])
    return body + [line for line in tail if line]


def _without_teasers(lines: list[str]) -> list[str]:
    """Drop a summary that is cut off with dots and told in full further down."""
    kept = []
    for index, line in enumerate(lines[:_HEAD]):
        stem = line.rstrip(" .…")
        cut_off = line.endswith(("…", "...")) and len(stem) >= _TEASER_LENGTH
        if not (cut_off and any(later.startswith(stem) for later in lines[index + 1 :])):
            kept.append(line)
    return kept + lines[_HEAD:]
