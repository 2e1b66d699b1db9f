"""The engine: Scrapy sends the requests, one at a time to a host, and keeps to the manners of each.

Scrapy runs without Twisted's reactor, in an event loop that is made for one crawl and closed after it. What it brings
is the queue of each host with its delay, the order of requests over hosts, retries and redirects; the connections are
those of `extractor.crawl.fetch`, so that a crawl and a single page know the same limits.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from dataclasses import replace
from typing import Any, Self
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from extractor.crawl.exchange import Exchange, Kind, Page
from extractor.crawl.fetch import Client, Settings, TransientError, check_status, parse_address
from extractor.crawl.manners import Hosts
from extractor.crawl.robots import Robots
from extractor.errors import FetchError

Keep = Callable[[Exchange], Exchange]


class Fetcher:
    """Fetches for one crawl: what robots.txt allows, no faster than the delay, and each answer is kept first."""

    def __init__(self, settings: Settings, keep: Keep) -> None:
        self.settings = settings
        self.keep = keep
        self.hosts = Hosts(settings)
        self.robots = Robots(self._get_robots, settings.user_agent)
        self.crawler: Crawler | None = None

    async def get(self, url: str, kind: Kind, headers: Mapping[str, str] | None = None) -> Exchange:
        """Return the answer at the end of all redirects, whatever its status, as it was kept.

        `headers` are sent beside the usual ones. Raises FetchError where there is no answer, or none that may be asked
        for; ArchiveError and DatabaseError as `keep` does.
        """
        assert self.crawler is not None
        address = str(parse_address(url))
        meta = {"kind": kind, "dont_retry": kind == "robots", "verbatim_url": True}
        request = Request(address, headers=dict(headers or {}), meta=meta)
        try:
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest as error:
            redirects = f"{url}: redirects more than {self.settings.max_redirects} times"
            raise FetchError(redirects, "redirects") from error
        assert response.request is not None
        exchange: Exchange = response.request.meta["exchange"]
        return exchange

    async def page(self, url: str, kind: Kind) -> Page:
        """Return a page with its content; raises as `get`, and StatusError for an error status."""
        exchange = await self.get(url, kind)
        check_status(exchange)
        return replace(exchange.page(self.settings.max_bytes, lenient=True), url=url)

    async def _get_robots(self, url: str) -> Page:
        return await self.page(url, "robots")


def run(work: Callable[[Fetcher], Coroutine[Any, Any, None]], settings: Settings, keep: Keep) -> None:
    """Run a crawl: `work` gets a fetcher, and the crawl ends when it returns.

    Ctrl-C and SIGTERM cancel `work` and raise KeyboardInterrupt when it has ended; a second one ends it at once.
    Whatever `work` raises is raised.
    """
    logger = logging.getLogger("scrapy")
    logger.propagate = False  # what went wrong is told by the command, in its own words
    logger.addHandler(logging.NullHandler())
    if asyncio.run(_run(work, Fetcher(settings, keep))):
        raise KeyboardInterrupt


async def _run(work: Callable[[Fetcher], Coroutine[Any, Any, None]], fetcher: Fetcher) -> bool:
    """Run a crawl, and return whether the user has ended it."""
    crawler = AsyncCrawlerRunner(_scrapy_settings(fetcher.settings)).create_crawler(_Spider)
    fetcher.crawler = crawler
    stop = _Stop()
    with stop.on_signals():
        await crawler.crawl_async(work=work, fetcher=fetcher, stop=stop)
    if not stop.asked and isinstance(crawler.spider, _Spider) and crawler.spider.error is not None:
        raise crawler.spider.error
    return stop.asked


class _Stop:
    """Whether the user wants the crawl to end, and the task that does so."""

    def __init__(self) -> None:
        self.asked = False
        self.task: asyncio.Task[None] | None = None

    def ask(self) -> None:
        self.asked = True
        if self.task is not None:
            self.task.cancel()

    @contextlib.contextmanager
    def on_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):  # not in the main thread
            for each in signals:
                loop.add_signal_handler(each, self.ask)
        try:
            yield
        finally:
            with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
                for each in signals:
                    loop.remove_signal_handler(each)


class _Spider(scrapy.Spider):
    """Runs the work of a crawl as the one thing that it starts with; the engine is open until that has ended."""

    name = "extractor"
    work: Callable[[Fetcher], Coroutine[Any, Any, None]]
    fetcher: Fetcher
    stop: _Stop
    error: BaseException | None = None

    async def start(self) -> AsyncIterator[Any]:
        if not self.stop.asked:
            self.stop.task = asyncio.ensure_future(self.work(self.fetcher))
            try:
                await self.stop.task
            except asyncio.CancelledError:
                if not self.stop.asked:
                    raise
            except BaseException as error:
                self.error = error
        nothing: tuple[Request, ...] = ()  # Scrapy wants a generator; requests are sent by the work itself
        for request in nothing:
            yield request


class _Manners:
    """Lets no request pass that a site does not want, and none too early."""

    def __init__(self, crawler: Crawler) -> None:
        assert isinstance(crawler.spider, _Spider)
        self._crawler = crawler
        self._fetcher = crawler.spider.fetcher

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        host, hosts, robots = _host(request), self._fetcher.hosts, self._fetcher.robots
        hosts.wait(host)
        if request.meta["kind"] != "robots":
            await robots.check(request.url)
            hosts.slow_down(host, await robots.delay(request.url))
        while (pause := hosts.wait(host)) > 0:
            await asyncio.sleep(pause)
        downloader = self._crawler.engine.downloader
        delay = hosts.delay(host)
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0.0}
        if host in downloader.slots:
            downloader.slots[host].delay = delay


class _Downloads:
    """Sends requests with this project's client, and lets each answer be kept before anything looks at it."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        assert isinstance(crawler.spider, _Spider)
        self._fetcher = crawler.spider.fetcher
        self._client = Client(self._fetcher.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        host, hosts, kind = _host(request), self._fetcher.hosts, request.meta["kind"]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, (value, *_) in request.headers.items()}
        try:
            exchange = await self._client.get(str(parse_address(request.url)), headers)
        except TransientError as error:
            if error.kind != "broken answer":
                hosts.unanswered(host, error)
            raise
        hosts.answered(host, exchange.status, exchange.header("retry-after"))
        kept = self._fetcher.keep(replace(exchange, kind=kind))
        # An article is read from the archive, by another process.
        request.meta["exchange"] = replace(kept, body=b"") if kind in ("article", "page") else kept
        location = exchange.header("location")
        return Response(
            request.url,
            status=exchange.status,
            headers={"Location": location} if location else None,
            request=request,
        )

    async def close(self) -> None:
        await self._client.aclose()


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def _scrapy_settings(settings: Settings) -> dict[str, Any]:
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "LOG_ENABLED": False,
        "STATS_DUMP": False,
        "EXTENSIONS_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": {"http": _Downloads, "https": _Downloads},
        "DOWNLOADER_MIDDLEWARES_BASE": {
            _Manners: 100,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
        },
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": settings.delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "RETRY_TIMES": settings.retries,
        "RETRY_EXCEPTIONS": [TransientError],
        "REDIRECT_MAX_TIMES": settings.max_redirects,
    }
