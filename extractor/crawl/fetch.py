"""One page from the net, politely and with limits on everything that a server can do."""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from http import HTTPStatus

import httpcore
import httpx

from extractor import __version__
from extractor.errors import FetchError

#: Environment variable with an address (https://… or mailto:…) where a site's keeper reaches whoever crawls.
CONTACT_VARIABLE = "EXTRACTOR_CONTACT"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ADVICE = {
    401: "it wants a login",
    403: "it does not let programs in",
    404: "check the address",
    410: "the page was taken down",
    429: "try again later, with a longer delay",
    503: "try again later",
}
_GZIP = b"\x1f\x8b"


def user_agent() -> str:
    """Return the name under which pages are fetched: project, version and, where set, the contact."""
    contact = "".join(filter(str.isprintable, os.environ.get(CONTACT_VARIABLE, ""))).strip()
    name = f"extractor/{__version__}"
    return f"{name} (+{contact})" if contact and contact.isascii() else name


@dataclass(frozen=True, slots=True)
class Settings:
    """Manners and limits of fetching.

    `timeout` (seconds) is for one request as a whole, `max_bytes` for a page after decompression, `delay` (seconds)
    between requests to one host. `allow_private` lets requests go to addresses that are not on the public internet
    (this machine, the local network): right for an address that the user typed, wrong for one found on a page.
    """

    user_agent: str = field(default_factory=user_agent)
    timeout: float = 20.0
    max_bytes: int = 20_000_000
    max_redirects: int = 5
    delay: float = 2.0
    allow_private: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched: `final_url` is where redirects ended, `fetched` an ISO 8601 time in UTC.

    `get`, where it is known, fetches what belongs to the page with the same manners as the page itself.
    """

    url: str
    final_url: str
    status: int
    content: bytes
    content_type: str | None
    charset: str | None
    fetched: str
    get: Callable[[str], Page] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that could not be fetched or read, with the reason in one line."""

    url: str
    reason: str


class StatusError(FetchError):
    """The server answered with an error status."""

    def __init__(self, url: str, status: int) -> None:
        super().__init__(f"{url}: answered {_status(status)}")
        self.status = status


def fetch(url: str, settings: Settings | None = None, *, before: Callable[[str], None] | None = None) -> Page:
    """Return the page at `url`, whatever its type.

    `before` is called with each address that is about to be requested (the redirects', too); it may wait, or raise a
    FetchError to forbid the request. Raises FetchError, with one line that names the address, when there is no page:
    no http(s) address, unknown host, no connection, no answer in time, an error status, too many redirects, too
    large, or broken off.
    """
    settings = settings or Settings()
    address = parse_address(url)
    visited: set[str] = set()
    for _ in range(settings.max_redirects + 1):
        here = str(address)
        if here in visited:
            raise FetchError(f"{url}: redirects in a circle")
        visited.add(here)
        if before is not None:
            before(here)
        answer = _request(address, settings)
        if isinstance(answer, str):
            address = _redirected(address, answer)
            continue
        status, headers, content = answer
        content_type, charset = _content_type(headers)
        return Page(url, here, status, content, content_type, charset, datetime.now(UTC).isoformat(timespec="seconds"))
    raise FetchError(f"{url}: redirects more than {settings.max_redirects} times")


def parse_address(url: str) -> httpx.URL:
    """Return a web address in its parts; raises FetchError for what is none."""
    try:
        address = httpx.URL(url.strip())
    except httpx.InvalidURL:
        address = httpx.URL()
    if address.scheme not in ("http", "https") or not address.host or (address.port or 0) > 65_535:
        shown = "".join(filter(str.isprintable, url))[:200]
        raise FetchError(f"{shown}: not a web address, which starts with http:// or https://")
    return address.copy_with(fragment=None, userinfo=b"")


def addresses_of(host: str, port: int = 80) -> list[str]:
    """Return the IP addresses of a host; raises FetchError where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host}: no such host, check the address or the connection") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(ip_address: str) -> bool:
    """Whether an IP address is on the public internet."""
    ip = ipaddress.ip_address(ip_address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast


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


def _request(address: httpx.URL, settings: Settings) -> str | tuple[int, Message, bytes]:
    """Return status, headers and content of one answer, or the address that it redirects to."""
    url = str(address)
    request_headers: dict[bytes | str, bytes | str] = {
        "User-Agent": settings.user_agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "id,en;q=0.5",
        "Accept-Encoding": "gzip",
    }
    backend = _Network(time.monotonic() + settings.timeout, settings.allow_private)
    with _errors_as_one_line(url, settings), httpcore.ConnectionPool(network_backend=backend) as pool:
        target = httpcore.URL(
            scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path
        )
        with pool.stream("GET", target, headers=request_headers) as response:
            headers = Message()
            for name, value in response.headers:
                headers[name.decode("latin-1")] = value.decode("latin-1")
            if response.status in _REDIRECTS and headers["location"]:
                return str(headers["location"])
            if not 200 <= response.status < 300:
                raise StatusError(url, response.status)
            return response.status, headers, _content(response, headers, url, settings.max_bytes)


def _content(response: httpcore.Response, headers: Message, url: str, limit: int) -> bytes:
    too_large = FetchError(f"{url}: larger than {limit / 1_000_000:g} MB")
    declared = str(headers["content-length"] or "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large
    encoding = str(headers["content-encoding"] or "identity").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        try:
            return decompress(response.iter_stream(), limit)
        except ValueError as error:
            raise too_large if "limit" in str(error) else FetchError(f"{url}: sent a broken page ({error})") from error
    if encoding != "identity":
        raise FetchError(f"{url}: sent the page in a compression that was not asked for")
    content = bytearray()
    for chunk in response.iter_stream():
        content += chunk
        if len(content) > limit:
            raise too_large
    return bytes(content)


def _status(status: int) -> str:
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    return f"{phrase}, {_ADVICE[status]}" if status in _ADVICE else phrase


def _redirected(address: httpx.URL, location: str) -> httpx.URL:
    try:
        return parse_address(str(address.join(location)))
    except (httpx.InvalidURL, FetchError) as error:
        raise FetchError(f"{address}: redirects to what is not a web address") from error


def _content_type(headers: Message) -> tuple[str | None, str | None]:
    """Return media type and character set of the Content-Type header."""
    if headers["content-type"] is None:
        return None, None
    return headers.get_content_type(), headers.get_content_charset()


@contextmanager
def _errors_as_one_line(url: str, settings: Settings) -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise FetchError(f"{url}: did not answer within {settings.timeout:g} s, try again later") from error
    except httpcore.ConnectError as error:
        reason = error.args[0] if error.args else None
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise FetchError(f"{url}: its certificate is not valid, so the page could be anybody's") from error
        if isinstance(reason, ssl.SSLError):
            raise FetchError(f"{url}: no secure connection, check the address (https:// or http://?)") from error
        raise FetchError(f"{url}: no connection, check the address or try again later") from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise FetchError(f"{url}: broke off its answer, try again later") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise FetchError(f"{url}: cannot be requested ({type(error).__name__})") from error


class _Network(httpcore.NetworkBackend):
    """Connections that keep to one deadline and, unless allowed, to public addresses.

    The address is checked here, where it is connected to: a name that is checked earlier can resolve differently by
    then.
    """

    def __init__(self, deadline: float, allow_private: bool) -> None:
        self._backend = httpcore.SyncBackend()
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = addresses_of(host, port)
        if not self._allow_private and not all(map(is_public, addresses)):
            raise FetchError(f"{host}: not on the public internet, so a link to it is not followed")
        for address in addresses:
            left = _left(self._deadline, timeout, httpcore.ConnectTimeout)
            try:
                stream = self._backend.connect_tcp(address, port, left, local_address, socket_options)
            except httpcore.ConnectError:
                if address == addresses[-1]:
                    raise
            else:
                return _Stream(stream, self._deadline)
        raise httpcore.ConnectError(f"no address of {host}")


class _Stream(httpcore.NetworkStream):
    """A connection whose every read and write ends by the deadline, however slowly the server drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None, error: type[Exception]) -> float:
    """Return the seconds left for one step; raises `error` when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("deadline passed")
    return left if timeout is None else min(left, timeout)
