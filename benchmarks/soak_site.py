"""News sites on loopback for `soak.py`: articles come and change all the time, and some answers go wrong."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crawl_speed import page
from make_desk import TABLES, Desk, Rows

#: Each site has an address of its own, so that a crawl counts it as a host of its own.
HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4")
#: How often an answer goes wrong, by the way it does.
FAULTS = {
    "500": 0.03, "503": 0.01, "429 with Retry-After": 0.01, "cut off": 0.02, "no answer": 0.01, "slow": 0.03,
    "broken gzip": 0.01,
}  # fmt: skip
#: One article in so many is listed under an address that redirects.
_MOVED = 12
#: Seconds after which an article that was served may change: times in a sitemap are compared by the second.
_RIPE = 5

Send = Callable[[bytes], Awaitable[None]]


@dataclass
class Story:
    """An article: what it says, how often it was changed, when (seconds since 1970), and what of it was served.

    `served` counts how often each version was answered in full.
    """

    number: int
    title: str
    text: str
    published: str
    version: int = 0
    changed: float = field(default_factory=time.time)
    served: Counter[int] = field(default_factory=Counter)

    @property
    def mark(self) -> str:
        """The sentence that tells this version from others."""
        return f"Redaksi telah meralat berita ini sebanyak {self.version} kali." if self.version else ""

    def page(self) -> bytes:
        content = {"title": self.title, "text": f"{self.text}\n{self.mark}".rstrip(), "published": self.published}
        return page(self.number, content, bare=True)


class Sites:
    """Sites that publish together `rate` articles and change `changes` articles a second, from `first` ones on."""

    def __init__(self, first: int, rate: float, changes: float, most: int, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.stories = _invent(most, seed)
        self.shown = min(first, most)
        self.faults = Counter[str]()
        #: Whether answers go wrong, and articles come and change.
        self.troubled = True
        self.port = 0
        self._rate, self._changes = rate, changes
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()

    @property
    def sitemaps(self) -> list[str]:
        return [f"http://{host}:{self.port}/sitemap.xml" for host in HOSTS]

    def start(self) -> None:
        """Answer, in a thread of its own, from now on."""
        threading.Thread(target=self._run, daemon=True).start()
        self._ready.wait()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        first = await asyncio.start_server(self._talk, HOSTS[0], 0)
        self.port = first.sockets[0].getsockname()[1]
        for host in HOSTS[1:]:
            await asyncio.start_server(self._talk, host, self.port)
        self._ready.set()
        while True:
            await asyncio.sleep(1)
            if self.troubled:
                self.shown = min(self.shown + self._times(self._rate), len(self.stories))
                for _ in range(self._times(self._changes)):
                    self._change()

    def _times(self, rate: float) -> int:
        return int(rate) + (self.random.random() < rate % 1)

    def _change(self) -> None:
        story = self.stories[self.random.randrange(self.shown)]
        if story.served[story.version] and story.changed < time.time() - _RIPE:
            story.version += 1
            story.changed = time.time()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def send(content: bytes) -> None:
            writer.write(content)
            await writer.drain()

        host = writer.get_extra_info("sockname")[0]
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if not await self._answer(host, head.split(b" ", 2)[1].decode(), send):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, host: str, path: str, send: Send) -> bool:
        """Answer one request; returns whether the connection stays."""
        if path.startswith("/lama/"):
            await send(_head(301, "text/html", 0, f"Location: /berita/{path.rpartition('/')[2]}\r\n"))
            return True
        fault = self._fault() if self.troubled and path != "/robots.txt" else None
        kind, body, story = self._content(host, path)
        if fault in ("500", "503", "429 with Retry-After"):
            more = "Retry-After: 2\r\n" if fault.startswith("429") else ""
            await send(_head(int(fault[:3]), "text/html", 0, more))
            return True
        if fault == "no answer":
            return False
        if fault == "cut off":
            await send(_head(200, kind, len(body)) + body[: len(body) // 2])
            return False
        if fault == "broken gzip":
            await send(_head(200, kind, len(body), "Content-Encoding: gzip\r\n") + body)
            return True
        version = story.version if story is not None else 0
        await send(_head(200, kind, len(body)))
        if fault == "slow":
            await send(body[:100])
            await asyncio.sleep(3)
            body = body[100:]
        await send(body)
        if story is not None:
            story.served[version] += 1
        return True

    def _fault(self) -> str | None:
        chance = self.random.random()
        for name, share in FAULTS.items():
            chance -= share
            if chance < 0:
                self.faults[name] += 1
                return name
        return None

    def _content(self, host: str, path: str) -> tuple[str, bytes, Story | None]:
        if path == "/sitemap.xml":
            own = [each for each in self.stories[: self.shown] if HOSTS[each.number % len(HOSTS)] == host]
            urls = "".join(f"<url><loc>{self._listed(host, each)}</loc>{_lastmod(each)}</url>" for each in own)
            return "application/xml", f"<urlset>{urls}</urlset>".encode(), None
        if path.startswith("/berita/"):
            story = self.stories[int(path.rpartition("/")[2])]
            return "text/html; charset=utf-8", story.page(), story
        return "text/plain", b"", None

    def _listed(self, host: str, story: Story) -> str:
        folder = "berita" if story.number % _MOVED else "lama"
        return f"http://{host}:{self.port}/{folder}/{story.number}"


def _invent(number: int, seed: int) -> list[Story]:
    desk, stories = Desk(seed), list[Story]()
    columns = [name.strip() for name in TABLES["articles"].split(",")]
    while len(stories) < number:
        made: Rows = {table: [] for table in TABLES}
        desk.write_story(made, 20)
        for row in made["articles"]:
            told = dict(zip(columns, row, strict=True))
            if told["superseded_by"] is None:
                stories.append(Story(len(stories), str(told["title"]), str(told["text"]), str(told["published"])))
    return stories[:number]


def _lastmod(story: Story) -> str:
    return f"<lastmod>{datetime.fromtimestamp(story.changed, UTC):%Y-%m-%dT%H:%M:%S+00:00}</lastmod>"


def _head(status: int, kind: str, length: int, more: str = "") -> bytes:
    return f"HTTP/1.1 {status} x\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{more}\r\n".encode()
