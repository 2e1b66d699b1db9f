"""What robots.txt allows, per site."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin

from protego import Protego

from extractor.crawl.exchange import Page
from extractor.crawl.fetch import StatusError
from extractor.crawl.manners import GivenUp
from extractor.errors import FetchError

#: What crawlers read of a robots.txt at least (RFC 9309); the rest of a longer one is left out.
_SIZE = 512_000
#: Seconds; some sites write a number that means never.
_LONGEST_DELAY = 3_600.0


class RobotsError(FetchError):
    """A site does not want an address to be fetched."""


class Robots:
    """The robots.txt files of the sites of one crawl, each fetched once.

    A site without one (404 and other 4xx answers) allows everything; one whose robots.txt cannot be had (5xx, no
    connection) is left alone, as RFC 9309 wants.
    """

    def __init__(self, get: Callable[[str], Awaitable[Page]], user_agent: str) -> None:
        self._get = get
        self._name = user_agent.partition("/")[0]
        self._rules: dict[str, asyncio.Task[Protego | FetchError]] = {}

    async def check(self, url: str) -> None:
        """Raise RobotsError where the site does not want `url` to be fetched, GivenUp where it cannot be asked."""
        if not (await self._rules_for(url)).can_fetch(url, self._name):
            raise RobotsError(f"{url}: the site's robots.txt does not allow it", "robots.txt")

    async def delay(self, url: str) -> float:
        """Return the seconds between two requests that the site asks for; 0 where it does not say."""
        return min(float((await self._rules_for(url)).crawl_delay(self._name) or 0), _LONGEST_DELAY)

    async def sitemaps(self, url: str) -> list[str]:
        """Return the addresses of the sitemaps as the site names them."""
        return list((await self._rules_for(url)).sitemaps)

    async def _rules_for(self, url: str) -> Protego:
        address = urljoin(url, "/robots.txt")
        if address not in self._rules:
            self._rules[address] = asyncio.ensure_future(self._read(address))
        rules = await asyncio.shield(self._rules[address])
        if isinstance(rules, FetchError):
            raise GivenUp(f"{url}: not fetched, as the site's robots.txt cannot be read ({rules})", rules.kind)
        return rules

    async def _read(self, address: str) -> Protego | FetchError:
        try:
            content = (await self._get(address)).content
        except StatusError as error:
            return Protego.parse("") if 400 <= error.status < 500 and error.status != 429 else error
        except FetchError as error:
            return error
        return Protego.parse(content[:_SIZE].decode("utf-8", errors="replace"))
