"""The one path of every page: strip, read facts, store; and what came of it in one line."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from extractor.article import MAX_PAGE_BYTES, read_pages
from extractor.crawl.fetch import Page, Settings, fetch
from extractor.errors import UserError
from extractor.facts import FactReader
from extractor.joining import whole_article
from extractor.reading.sectors import SectorReader
from extractor.records import Article, Facts, Sectors
from extractor.store import Store, Stored

LOGGER = logging.getLogger(__name__)


@dataclass(slots=True)
class Outcome:
    """What became of one page: the article, its facts, and what storing it changed (see `Store.add`)."""

    article: Article
    facts: Facts
    stored: Stored

    def line(self, name: str) -> str:
        """Return the outcome in one line: title, date, number of figures and events, or the reason why not.

        `name` is what the page was asked for by; it stands in for a title that the page has not.
        """
        title = self.article.title or name
        if self.article.reason is not None:
            kept = "unchanged" if self.stored == "unchanged" else "kept without facts"
            return f"{title} | {kept}: {self.article.reason}"
        counts = f"{_counted(len(self.facts.figures), 'figure')}, {_counted(len(self.facts.events), 'event')}"
        note = "" if self.stored == "added" else f" ({self.stored})"
        return f"{title} | {self.article.published or 'no date'} | {counts}{note}"


class Intake:
    """Takes pages into a database; the reader of facts is loaded once, at the first page."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reader: FactReader | None = None
        self._sectors = SectorReader()

    def take(self, article: Article) -> Outcome:
        """Read the facts of an article and store both in one transaction.

        Raises DatabaseError where the database cannot be written.
        """
        if self._reader is None:
            self._reader = FactReader()
        try:
            facts = self._reader.read(article)
            sectors = self._sectors.read(article, facts.figures) if article.readable else None
            return self._store_with(article, facts, sectors)
        except UserError:
            raise
        except Exception as error:  # a mistake in the reading of one article costs its facts, not the run
            LOGGER.debug("cannot read the facts of %s", article.url, exc_info=True)
            reason = f"reading its facts failed ({type(error).__name__}), please report this page"
            return self._store_with(replace(article, reason=reason), Facts(article.id))

    def _store_with(self, article: Article, facts: Facts, sectors: Sectors | None = None) -> Outcome:
        return Outcome(article, facts, self._store.add(article, facts, sectors))

    def take_bytes(
        self,
        pages: Sequence[bytes],
        *,
        url: str | None = None,
        published: str | None = None,
        charset: str | None = None,
        fetched: str | None = None,
    ) -> Outcome:
        """Take the pages of one article; `published` (`YYYY-MM-DD`) overrules the date that the page states."""
        return self.take(read_pages(pages, url=url, published=published, charset=charset, fetched=fetched))

    def take_file(self, path: FilePath, *, url: str | None = None, published: str | None = None) -> Outcome:
        """Take a saved page.

        Raises UserError for a file that cannot be read.
        """
        try:
            with path.open("rb") as file:
                # One byte over the limit is enough to know that it is too large.
                content = file.read(MAX_PAGE_BYTES + 1)
        except (OSError, ValueError) as error:  # ValueError: a name that holds a NUL
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            advice = "give the path of a saved page, or an address that starts with http:// or https://"
            raise UserError(f"{path}: {reason}: {advice}") from error
        return self.take_bytes([content], url=url, published=published)

    def take_url(self, url: str, *, published: str | None = None, settings: Settings | None = None) -> Outcome:
        """Fetch a page, and the pages that its article goes on over, and take them.

        Raises FetchError when the first page cannot be fetched; one that is missing later is left out.
        """
        return self.take_page(fetch(url, settings), published=published, get=lambda address: fetch(address, settings))

    def take_page(
        self, page: Page, *, published: str | None = None, get: Callable[[str], Page] | None = None
    ) -> Outcome:
        """Take a fetched page; `get`, or the page's own, fetches the further pages of its article."""
        pages = whole_article(page, get or page.get)
        first = pages[0]
        return self.take_bytes(
            [each.content for each in pages],
            url=first.final_url,
            published=published,
            charset=first.charset,
            fetched=first.fetched,
        )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
