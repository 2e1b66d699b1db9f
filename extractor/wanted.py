"""Which articles of an archive are wanted: by language, area and time."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache

from extractor.crawl.exchange import Page
from extractor.language import INDONESIAN
from extractor.records import Article
from extractor.tables import rows

_DECLARED = re.compile(rb"""<html[^>]{0,500}?\slang\s*=\s*["']?\s*([a-zA-Z]{2,3})\b""", re.IGNORECASE)
_START = 4_096
#: A page without so many of the commonest words of Indonesian holds no article in it.
_LEAST_WORDS = 2
#: Old code of the language, which pages still declare.
_SAME = {"in": "id"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of an article: its `language` (ISO 639-1), an `area` (code) that it has to do with, and the day
    (`YYYY-MM-DD`) from which on it is published; None asks for nothing.
    """

    language: str | None = None
    area: str | None = None
    since: str | None = None

    def refuses_page(self, page: Page) -> str | None:
        """Return why a page is not wanted, where that can be seen before it is stripped, or None."""
        if page.content_type not in (None, "text/html", "application/xhtml+xml"):
            return "no HTML"
        if self.language is None:
            return None
        declared = _DECLARED.search(page.content[:_START])
        code = declared[1].decode("ascii").lower() if declared else "en"
        code = _SAME.get(code, code)
        # Sites forget to change the English of their template; what says Indonesian, or English, is looked at.
        if code not in (self.language, "en"):
            return "other language"
        if code != self.language == INDONESIAN and not _may_be_indonesian(page.content):
            return "other language"
        return None

    def refuses(self, article: Article) -> str | None:
        """Return why an article is not wanted, or None."""
        if self.language is not None and article.language != self.language:
            return "other language" if article.language else "no article"
        if self.since is not None and article.published is not None and article.published < self.since:
            return "older"
        if self.area is not None and not touches(article.url, article.title, article.text, self.area):
            return "other area"
        return None


def _may_be_indonesian(page: bytes) -> bool:
    """Whether a page holds Indonesian words: to see that takes a fraction of what stripping the page takes."""
    if b"\0" in page[:_START]:  # in an encoding of two bytes a letter
        return True
    return sum(1 for _ in itertools.islice(_words().finditer(page.lower()), _LEAST_WORDS)) == _LEAST_WORDS


@cache
def _words() -> re.Pattern[bytes]:
    return re.compile(rb"\b(?:" + "|".join(row["word"] for row in rows("language_words")).encode() + rb")\b")


def lies_in(code: str | None, area: str) -> bool:
    """Whether a place is an area or lies in it, both by code."""
    return code is not None and (code == area or code.startswith(f"{area}."))


def touches(url: str | None, title: str, text: str, area: str) -> bool:
    """Whether an article has to do with an area (code): its publisher writes for it, or it names a place there.

    `ID`, the whole country, takes in every place of it.
    """
    from extractor.reading.pipeline import place_reader
    from extractor.reading.publishers import home_of, slug_of

    if area == "ID":
        return True
    reader = place_reader()
    home = home_of(url, reader)
    if lies_in(home, area):
        return True
    title = title or slug_of(url)
    mentions = reader.read(text, title, home)
    return any(lies_in(mention.area, area) for mention in (*mentions, *reader.read_title(title, mentions, home)))
