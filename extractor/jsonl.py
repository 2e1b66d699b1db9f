"""Articles in and facts out, one JSON object a line, as the contract writes them."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from extractor.records import Article, Facts

#: A longer text is no article, and the tokeniser does not take it.
MAX_CHARACTERS = 1_000_000

#: Characters that steer a terminal or turn the direction of writing, and halves of characters.
STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class NotAnArticle(ValueError):
    """A line is no article; the message says what is wrong with it."""


def read_article(line: str) -> Article:
    """Return the article of one line: `{"id", "url", "title", "published", "text"}`.

    `url`, `title` and `published` may be missing or null; further fields are left alone. Unpaired surrogates in title
    and text become U+FFFD, which moves no offset. Raises NotAnArticle for anything else.
    """
    try:
        row = json.loads(line.rstrip())
    except json.JSONDecodeError as error:
        raise NotAnArticle(f"no JSON ({error.msg.removesuffix(' at')} at character {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise NotAnArticle("no JSON that can be read (a number too long, or too much in one another)") from error
    return as_article(row)


def as_article(row: Any) -> Article:
    """Return the article of a JSON value; else as `read_article`."""
    if not isinstance(row, dict):
        raise NotAnArticle("a JSON object is wanted")
    for name in ("id", "text"):
        if not isinstance(row.get(name), str):
            raise NotAnArticle(f'"{name}" must be a string')
    if not row["id"]:
        raise NotAnArticle('"id" is empty')
    for name in ("url", "title", "published"):
        if not isinstance(row.get(name), str | None):
            raise NotAnArticle(f'"{name}" must be a string or null')
    published = row.get("published") or None
    if published is not None and not is_day(published):
        raise NotAnArticle(f'"published" must be a date such as 2022-11-02, not {published!r}')
    if len(row["text"]) > MAX_CHARACTERS:
        raise NotAnArticle(f'"text" is longer than {MAX_CHARACTERS} characters')
    title, text = (_SURROGATES.sub("\N{REPLACEMENT CHARACTER}", row.get(name) or "") for name in ("title", "text"))
    return Article(row["id"], row.get("url"), title, published, text)


def write_facts(facts: Facts) -> str:
    """Return the facts of one article as a line, without its end."""
    return write_row(facts.as_dict())


def is_day(text: str) -> bool:
    """Whether `text` is a day as `YYYY-MM-DD`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def as_rows(rows: list[dict[str, Any]]) -> str:
    """Return rows as a JSON array, a row a line, to be read by programs and people."""
    return "[\n" + ",\n".join(map(write_row, rows)) + "\n]"


def write_row(row: dict[str, Any]) -> str:
    """Return a line of readable JSON; what a terminal would act on, and what UTF-8 cannot hold, is escaped."""
    return STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(row, ensure_ascii=False))
