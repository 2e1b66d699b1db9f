"""One page from the net, politely and with limits on everything that a server can do."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus

import httpcore
import httpx

from extractor import __version__
from extractor.crawl.exchange import Exchange, Kind, Page
from extractor.errors import FetchError

#: Environment variable with an address (https://… or mailto:…) where a site's keeper reaches whoever crawls.
CONTACT_VARIABLE = "EXTRACTOR_CONTACT"

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ADVICE = {
    401: "it wants a login",
    403: "it does not let programs in",
    404: "check the address",
    410: "the page was taken down",
    429: "try again later, with a longer delay",
    503: "try again later",
}


def user_agent(contact: str | None = None) -> str:
    """Return the name under which pages are fetched: project, version and, where given or set, the contact."""
    contact = os.environ.get(CONTACT_VARIABLE) or contact or ""
    contact = "".join(filter(str.isprintable, contact)).strip()
    name = f"extractor/{__version__}"
    return f"{name} (+{contact})" if contact and contact.isascii() else name


@dataclass(frozen=True, slots=True)
class Settings:
    """Manners and limits of fetching.

    `timeout` (seconds) is for one request as a whole, `max_bytes` for a page before and after decompression, `delay`
    (seconds) between requests to one host, `backoff` (seconds) the first wait after a host had too much. `retries`
    counts how often a request is sent again that was not answered, or with an error of the server. `allow_private`
    lets requests go to addresses that are not on the public internet (this machine, the local network): right for an
    address that the user typed, wrong for one found on a page.
    """

    user_agent: str = field(default_factory=user_agent)
    timeout: float = 20.0
    max_bytes: int = 20_000_000
    max_redirects: int = 5
    delay: float = 2.0
    backoff: float = 5.0
    retries: int = 2
    allow_private: bool = True


class TransientError(FetchError):
    """There was no answer, or not a whole one; there may be one at another time."""


class StatusError(FetchError):
    """The server answered with an error status."""

    def __init__(self, url: str, status: int) -> None:
        super().__init__(f"{url}: answered {_status(status)}", str(status))
        self.status = status


def fetch(
    url: str,
    settings: Settings | None = None,
    *,
    before: Callable[[str], None] | None = None,
    keep: Callable[[Exchange], Exchange] | None = None,
    kind: Kind = "article",
    published: str | None = None,
) -> Page:
    """Return the page at `url`, whatever its type.

    `before` is called with each address that is about to be requested (the redirects', too); it may wait, or raise a
    FetchError to forbid the request. `keep` is called with each answer before anything reads it, and returns it with
    the place where it is archived; `kind` and `published` (`YYYY-MM-DD`) are archived with it.

    Raises FetchError, with one line that names the address, when there is no page: no http(s) address, unknown host,
    no connection, no answer in time, an error status, too many redirects, too large, or broken off.
    """

    def kept(answer: Exchange) -> Exchange:
        answer = replace(answer, kind=kind, published=published)
        return answer if keep is None else keep(answer)

    return asyncio.run(_fetch(url, settings or Settings(), before, kept))


async def _fetch(
    url: str,
    settings: Settings,
    before: Callable[[str], None] | None,
    keep: Callable[[Exchange], Exchange],
) -> Page:
    here = str(parse_address(url))
    visited: set[str] = set()
    async with contextlib.aclosing(Client(settings)) as client:
        for _ in range(settings.max_redirects + 1):
            if here in visited:
                raise FetchError(f"{url}: redirects in a circle", "redirects")
            visited.add(here)
            if before is not None:
                before(here)
            answer = keep(await client.get(here))
            if (target := redirect_of(answer)) is not None:
                here = target
                continue
            check_status(answer)
            return replace(answer.page(settings.max_bytes), url=url)
    raise FetchError(f"{url}: redirects more than {settings.max_redirects} times", "redirects")


def redirect_of(exchange: Exchange) -> str | None:
    """Return the address that an answer redirects to, or None; raises FetchError where that is no web address."""
    location = exchange.header("location")
    if exchange.status not in REDIRECTS or not location:
        return None
    from w3lib.url import safe_url_string

    try:
        # Scrapy writes the addresses of redirects so; a crawl knows them again by what is noted here.
        return str(parse_address(str(httpx.URL(exchange.url).join(safe_url_string(location)))))
    except (ValueError, httpx.InvalidURL, FetchError) as error:
        raise FetchError(f"{exchange.url}: redirects to what is not a web address", "redirects") from error


def check_status(exchange: Exchange) -> None:
    """Raise StatusError, or FetchError for a redirect to nowhere, where an answer is not the page asked for."""
    if not 200 <= exchange.status < 300:
        redirect_of(exchange)
        raise StatusError(exchange.url, exchange.status)


class Client:
    """Sends requests and takes their answers, within the limits of the settings, over connections that are kept."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = httpcore.AsyncConnectionPool(
            network_backend=_Network(settings.allow_private), max_keepalive_connections=20, keepalive_expiry=30
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Exchange:
        """Return the answer to one request, whatever its status; redirects are not followed.

        `headers` are sent beside the usual ones. Raises FetchError where there is no answer, or not a whole one.
        """
        address = parse_address(url)
        sent = {
            "Host": address.netloc.decode("ascii"),
            "User-Agent": self._settings.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "id,en;q=0.5",
            "Accept-Encoding": "gzip",
            **(headers or {}),
        }
        target = httpcore.URL(
            scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path
        )
        with _errors_as_one_line(url, self._settings):
            async with (
                asyncio.timeout(self._settings.timeout),
                self._pool.stream("GET", target, headers=list(sent.items())) as response,
            ):
                received = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers)
                declared = next((value for name, value in received if name.lower() == "content-length"), "")
                limit = self._settings.max_bytes
                body = bytearray()
                if not (declared.isdecimal() and int(declared) > limit):
                    async for chunk in response.aiter_stream():
                        body += chunk
                        if len(body) > limit:
                            break
                    else:
                        reason = response.extensions.get("reason_phrase", b"").decode("latin-1")
                        now = datetime.now(UTC).isoformat(timespec="seconds")
                        return Exchange(
                            url,
                            response.status,
                            received,
                            bytes(body),
                            now,
                            reason=reason,
                            request_headers=tuple(sent.items()),
                        )
        raise FetchError(f"{url}: larger than {limit / 1_000_000:g} MB", "too large")


def parse_address(url: str) -> httpx.URL:
    """Return a web address in its parts; raises FetchError for what is none."""
    try:
        address = httpx.URL(url.strip())
    except httpx.InvalidURL:
        address = httpx.URL()
    if address.scheme not in ("http", "https") or not address.host or (address.port or 0) > 65_535:
        shown = "".join(filter(str.isprintable, url))[:200]
        raise FetchError(f"{shown}: not a web address, which starts with http:// or https://", "no web address")
    return address.copy_with(fragment=None, userinfo=b"") if "#" in url or address.userinfo else address


async def addresses_of(host: str, port: int = 80) -> list[str]:
    """Return the IP addresses of a host; raises FetchError where it has none."""
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TransientError(f"{host}: no such host, check the address or the connection", "no such host") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(ip_address: str) -> bool:
    """Whether an IP address is on the public internet."""
    ip = ipaddress.ip_address(ip_address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast


def _status(status: int) -> str:
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    return f"{phrase}, {_ADVICE[status]}" if status in _ADVICE else phrase


@contextlib.contextmanager
def _errors_as_one_line(url: str, settings: Settings) -> Iterator[None]:
    try:
        yield
    except (TimeoutError, httpcore.TimeoutException) as error:
        late = f"{url}: did not answer within {settings.timeout:g} s, try again later"
        raise TransientError(late, "no answer") from error
    except httpcore.ConnectError as error:
        reason = error.args[0] if error.args else None
        kind = "no connection"
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise TransientError(
                f"{url}: its certificate is not valid, so the page could be anybody's", kind
            ) from error
        if isinstance(reason, ssl.SSLError):
            raise TransientError(
                f"{url}: no secure connection, check the address (https:// or http://?)", kind
            ) from error
        raise TransientError(f"{url}: no connection, check the address or try again later", kind) from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise TransientError(f"{url}: broke off its answer, try again later", "broken answer") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise FetchError(f"{url}: cannot be requested ({type(error).__name__})", "no web address") from error


class _Network(httpcore.AsyncNetworkBackend):
    """Connections that keep, unless allowed otherwise, to public addresses.

    The address is checked here, where it is connected to: a name that is checked earlier can resolve differently by
    then.
    """

    def __init__(self, allow_private: bool) -> None:
        self._backend = httpcore.AnyIOBackend()
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await addresses_of(host, port)
        if not self._allow_private and not all(map(is_public, addresses)):
            raise FetchError(f"{host}: not on the public internet, so it is left alone", "private address")
        for address in addresses:
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                if address == addresses[-1]:
                    raise
        raise httpcore.ConnectError(f"no address of {host}")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
