"""Articles in and facts out, one JSON object a line, as the contract writes them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from extractor.records import Article, Facts


class NotAnArticle(ValueError):
    """A line is no article; the message says what is wrong with it."""


def read_article(line: str) -> Article:
    """Return the article of one line: `{"id", "url", "title", "published", "text"}`.

    `url`, `title` and `published` may be missing or null. Raises NotAnArticle for anything else.
    """
    try:
        row = json.loads(line)
    except ValueError as error:
        raise NotAnArticle(f"no JSON ({error})") from error
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
    return Article(row["id"], row.get("url"), row.get("title") or "", published, row["text"])


def write_facts(facts: Facts) -> str:
    """Return the facts of one article as a line, without its end; unpaired surrogates are escaped."""
    line = json.dumps(facts.as_dict(), ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(facts.as_dict())
    return line


def is_day(text: str) -> bool:
    """Whether `text` is a day as `YYYY-MM-DD`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def as_rows(rows: list[dict[str, Any]]) -> str:
    """Return rows as a JSON array, a row a line, to be read by programs and people."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"
