"""Pages of a site, found through its feeds and sitemaps and fetched with good manners."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from extractor.crawl.discover import discover
from extractor.crawl.fetch import Failure, Page, Settings, addresses_of, is_public, parse_address
from extractor.crawl.fetch import fetch as fetch_page
from extractor.crawl.robots import Robots
from extractor.errors import FetchError

__all__ = ["Failure", "Page", "Settings", "crawl"]


def crawl(
    start: str,
    *,
    limit: int | None = None,
    settings: Settings | None = None,
    seen: Callable[[str], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Page | Failure]:
    """Yield the new pages of a feed, sitemap or site, as they are fetched; at most `limit` are tried.

    Addresses for which `seen` is true are passed over. A page that robots.txt forbids or that cannot be fetched, and
    a feed or sitemap that cannot be read, comes as a Failure with the reason. The site's robots.txt is obeyed, and
    requests to one host start `settings.delay` seconds apart, or more where the site asks for more. From a public
    site no link to a private address is followed. `clock` and `sleep` are the time, in seconds. `get` of a page fetches
    the further pages of its article in the same way.

    Raises FetchError, on the first step, when `start` cannot be fetched or leads to no article.
    """
    settings = settings or Settings()
    address = parse_address(start)
    if any(map(is_public, addresses_of(address.host))):
        settings = replace(settings, allow_private=False)
    get = _PoliteFetcher(settings, clock, sleep)
    tried = 0
    for found in discover(str(address), get, get.robots):
        if isinstance(found, Failure):
            yield found
            continue
        if seen is not None and seen(found):
            continue
        try:
            result: Page | Failure = replace(get(found), get=get)
        except FetchError as error:
            result = Failure(found, str(error))
        yield result
        tried += 1
        if tried == limit:
            return


class _PoliteFetcher:
    """Fetches pages as the sites want it: what robots.txt allows, no faster than the delay."""

    def __init__(self, settings: Settings, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._settings = settings
        self._clock = clock
        self._sleep = sleep
        self._last: dict[str, float] = {}
        self.robots = Robots(self._get_robots, settings.user_agent)

    def __call__(self, url: str) -> Page:
        return fetch_page(url, self._settings, before=self._ask_and_wait)

    def _get_robots(self, url: str) -> Page:
        return fetch_page(url, self._settings, before=lambda address: self._wait(address, self._settings.delay))

    def _ask_and_wait(self, url: str) -> None:
        self.robots.check(url)
        self._wait(url, max(self._settings.delay, self.robots.delay(url)))

    def _wait(self, url: str, delay: float) -> None:
        host = urlsplit(url).netloc
        if host in self._last:
            pause = self._last[host] + delay - self._clock()
            if pause > 0:
                self._sleep(pause)
        self._last[host] = self._clock()
