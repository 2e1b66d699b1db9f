"""Single addresses: fetched within the same limits as a crawl, archived, read and stored."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from extractor.config import crawl_settings
from extractor.crawl.exchange import Exchange, Location
from extractor.crawl.fetch import addresses_of, is_public, parse_address
from extractor.errors import FetchError
from extractor.intake import Intake, Outcome
from extractor.keeping import Keeper
from extractor.store import Store


class Addresses:
    """Takes pages by their addresses into a database; its archive is opened at the first one."""

    def __init__(self, store: Store, intake: Intake) -> None:
        self._store = store
        self._intake = intake
        self._keeper: Keeper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._keeper is not None:
            self._keeper.close()

    def take(self, url: str, published: str | None = None) -> Outcome:
        """Fetch a page, and the pages that its article goes on over, archive and take them.

        A private address is one that the user typed; from a public one no redirect leads to a private one. Raises
        FetchError when the page cannot be fetched, ArchiveError and DatabaseError where it cannot be kept.
        """
        host = urlsplit(str(parse_address(url))).hostname or ""
        private = not any(map(is_public, asyncio.run(addresses_of(host))))
        settings = crawl_settings(allow_private=private)
        keeper = self._keeper = self._keeper or Keeper(self._store)
        kept: list[Location] = []

        def keep(exchange: Exchange) -> Exchange:
            exchange = keeper.keep(replace(exchange, kind="page") if kept else exchange)
            if exchange.status == 200 and exchange.location is not None:
                kept.append(exchange.location)
            return exchange

        try:
            outcome = self._intake.take_url(url, published=published, settings=settings, keep=keep)
        except FetchError:
            for location in kept[:1]:  # archived, but in no form that can be read
                keeper.done(location)
            raise
        keeper.done(kept[0])
        return outcome
