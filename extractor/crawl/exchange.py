"""What passes between a client and a server: one answer as it was sent, and the page that it holds."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from email.message import Message
from typing import Literal, NamedTuple

from extractor.errors import FetchError

#: What a request is for: an article, a further page of one, a feed, sitemap or listing, a robots.txt.
Kind = Literal["article", "page", "list", "robots"]

_GZIP = b"\x1f\x8b"
_IDENTITY = frozenset({"", "identity", "none", "utf-8"})


class Location(NamedTuple):
    """Where an answer is archived: the file, by its name in the archive's folder or in full, and the byte in it."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched: `final_url` is where redirects ended, `fetched` an ISO 8601 time in UTC.

    `get`, where it is known, fetches what belongs to the page with the same manners as the page itself. `archived`
    says where the answer is kept, `published` (`YYYY-MM-DD`) what the user knows about its date.
    """

    url: str
    final_url: str
    status: int
    content: bytes
    content_type: str | None
    charset: str | None
    fetched: str
    get: Callable[[str], Page] | None = field(default=None, compare=False, repr=False)
    archived: Location | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer: `body` as it was sent (maybe compressed), `fetched` an ISO 8601 time in UTC."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched: str
    kind: Kind | None = None
    reason: str = ""
    request_headers: tuple[tuple[str, str], ...] = ()
    published: str | None = None
    location: Location | None = None

    def header(self, name: str) -> str | None:
        """Return a header of the answer by its name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def page(self, limit: int, *, lenient: bool = False) -> Page:
        """Return the page that the answer holds.

        `lenient` takes a body that is not compressed, though its headers say so, as it is: archives of others hold
        such. Raises FetchError for more than `limit` bytes after decompression, or a body that cannot be decoded.
        """
        message = Message()
        if (declared := self.header("content-type")) is not None:
            message["content-type"] = declared
        return Page(
            self.url,
            self.url,
            self.status,
            self._content(limit, lenient),
            message.get_content_type() if declared is not None else None,
            message.get_content_charset() if declared is not None else None,
            self.fetched,
            archived=self.location,
            published=self.published,
        )

    def at(self, location: Location) -> Exchange:
        """Return the same with the place where it is archived."""
        return replace(self, location=location)

    def _content(self, limit: int, lenient: bool) -> bytes:
        encoding = (self.header("content-encoding") or "").strip().lower()
        compressed = encoding in ("gzip", "x-gzip") and (self.body.startswith(_GZIP) or not lenient)
        too_large = FetchError(f"{self.url}: larger than {limit / 1_000_000:g} MB", "too large")
        if compressed:
            try:
                return decompress([self.body], limit)
            except ValueError as error:
                if "limit" in str(error):
                    raise too_large from error
                raise FetchError(f"{self.url}: sent a broken page ({error})", "broken answer") from error
        if encoding not in _IDENTITY and encoding not in ("gzip", "x-gzip") and not lenient:
            raise FetchError(f"{self.url}: sent the page in a compression that was not asked for", "broken answer")
        if len(self.body) > limit:
            raise too_large
        return self.body


def decompress(chunks: Iterable[bytes], limit: int) -> bytes:
    """Return the content of a gzip stream; raises ValueError if it is broken or holds more than `limit` bytes."""
    content = bytearray()
    stream = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        while chunk:
            try:
                content += stream.decompress(chunk, limit + 1 - len(content))
            except zlib.error as error:
                raise ValueError("broken gzip stream") from error
            if len(content) > limit:
                raise ValueError("gzip stream over the limit")
            if not stream.eof:
                break
            chunk = stream.unused_data
            if not chunk.startswith(_GZIP):
                return bytes(content)  # servers pad; what follows the stream means nothing
            stream = zlib.decompressobj(wbits=31)
    if not stream.eof:
        raise ValueError("gzip stream broken off")
    return bytes(content)
