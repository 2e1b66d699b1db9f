"""The one path of every page: strip, read facts, store; and what came of it in one line."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from extractor.article import MAX_PAGE_BYTES, read_pages
from extractor.crawl.exchange import Exchange, Page
from extractor.crawl.fetch import Settings, fetch
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


@dataclass(slots=True)
class Reading:
    """What was read from one page: the article, its facts and their sectors."""

    article: Article
    facts: Facts
    sectors: Sectors | None = None


class Reader:
    """Reads pages, without a database; the readers of facts are loaded at the first page."""

    def __init__(self) -> None:
        self._facts: FactReader | None = None
        self._sectors: SectorReader | None = None

    def read_facts(self, article: Article) -> Facts:
        """Read the facts of an article, without their sectors; raises what the reading raises."""
        if self._facts is None:
            self._facts = FactReader()
        return self._facts.read(article)

    def read(self, article: Article) -> Reading:
        """Read the facts of an article; where that fails, the article says so."""
        if self._sectors is None:
            self._sectors = SectorReader()
        try:
            facts = self.read_facts(article)
            sectors = self._sectors.read(article, facts.figures) if article.readable else None
            return Reading(article, facts, sectors)
        except UserError:
            raise
        except Exception as error:  # a mistake in the reading of one article costs its facts, not the run
            LOGGER.debug("cannot read the facts of %s", article.url, exc_info=True)
            reason = f"reading its facts failed ({type(error).__name__}), please report this page"
            return Reading(replace(article, reason=reason), Facts(article.id))

    def read_page(
        self, page: Page, *, published: str | None = None, get: Callable[[str], Page] | None = None
    ) -> Reading:
        """Read the article of a fetched page; `get`, or the page's own, fetches the further pages of it."""
        return self.read(article_of(page, published=published, get=get))


def article_of(page: Page, *, published: str | None = None, get: Callable[[str], Page] | None = None) -> Article:
    """Return the article of a fetched page, whole: `get`, or the page's own, fetches the further pages of it."""
    pages = whole_article(page, get or page.get)
    first = pages[0]
    article = read_pages(
        [each.content for each in pages],
        url=first.final_url,
        published=published or page.published,
        charset=first.charset,
        fetched=first.fetched,
    )
    if first.archived is not None:
        article.archive_file, article.archive_offset = first.archived
    return article


def read_file(reader: Reader, path: FilePath, *, url: str | None = None, published: str | None = None) -> Reading:
    """Read the article of a saved page; raises UserError for a file that cannot be read."""
    try:
        with path.open("rb") as file:
            # One byte over the limit is enough to know that it is too large.
            content = file.read(MAX_PAGE_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that holds a NUL
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        advice = "give the path of a saved page, or an address that starts with http:// or https://"
        raise UserError(f"{path}: {reason}: {advice}") from error
    return reader.read(read_pages([content], url=url, published=published))


class Intake:
    """Takes pages into a database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reader = Reader()

    def take(self, article: Article) -> Outcome:
        """Read the facts of an article and store both in one transaction.

        Raises DatabaseError where the database cannot be written.
        """
        return self.keep(self._reader.read(article))

    def keep(self, reading: Reading) -> Outcome:
        """Store what was read, in one transaction.

        Raises DatabaseError where the database cannot be written.
        """
        try:
            stored = self._store.add(reading.article, reading.facts, reading.sectors)
        except ValueError as error:  # a fact that does not quote the article is a mistake of the reading
            LOGGER.debug("cannot store the facts of %s", reading.article.url, exc_info=True)
            reason = f"reading its facts failed ({type(error).__name__}), please report this page"
            reading = Reading(replace(reading.article, reason=reason), Facts(reading.article.id))
            stored = self._store.add(reading.article, reading.facts)
        return Outcome(reading.article, reading.facts, stored)

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

    def take_url(
        self,
        url: str,
        *,
        published: str | None = None,
        settings: Settings | None = None,
        keep: Callable[[Exchange], Exchange] | None = None,
    ) -> Outcome:
        """Fetch a page, and the pages that its article goes on over, and take them.

        `keep` archives each answer before it is read. Raises FetchError when the first page cannot be fetched; one
        that is missing later is left out.
        """
        page = fetch(url, settings, keep=keep, published=published)
        return self.take_page(page, published=published, get=lambda address: fetch(address, settings, keep=keep))

    def take_page(
        self, page: Page, *, published: str | None = None, get: Callable[[str], Page] | None = None
    ) -> Outcome:
        """Take a fetched page; `get`, or the page's own, fetches the further pages of its article."""
        return self.keep(self._reader.read_page(page, published=published, get=get))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
