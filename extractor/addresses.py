"""Which addresses lead to the same article, and whether a page is right about its own."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractor.tables import rows

#: Rules are applied again until nothing changes (`/amp/amp`); more turns than this no address needs.
_MOST_TURNS = 10


def canonical_address(url: str, page_canonical: str | None = None) -> str:
    """Return the one address for all that lead to the article of a page; never raises, and is idempotent.

    It is a key, not always a link that works: always `https`, without `www.` and the hosts for telephones and AMP,
    default ports, fragment, tracking parameters, AMP and single-page views (`models/address_rules.csv`), `index.html`
    and trailing slashes; parameters are sorted. The number of a page of an article (`?page=2`) stays.

    `page_canonical` is the address that the page states as its own (absolute). It is taken instead of `url` unless it
    is that of something else: another site, the front page, a section, or (of page 2) the article as a whole.
    """
    address = _simplest(url)
    if page_canonical is None:
        return address
    stated = _simplest(page_canonical)
    return stated if _is_believed(stated, address) else address


def shows_all_pages(url: str) -> bool:
    """Return whether an address asks for all pages of an article in one (`?page=all`, `/all`)."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    asked = (f"{name}={value}" for name, value in parse_qsl(parts.query))
    return any(map(_rule("whole").fullmatch, asked)) or _rule("whole").search(parts.path.rstrip("/")) is not None


def publisher_of(url: str | None) -> str:
    """Return the registered domain of an address (`https://jatim.kabar.co.id/a` → `kabar.co.id`), "" for none.

    Of a host under no public suffix it is the last two names, of an IP address the whole.
    """
    from courlan import extract_domain

    if not url:
        return ""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    if re.fullmatch(r"[\d.]+|.*:.*", host):
        return host
    return extract_domain(url) or ".".join(host.split(".")[-2:])


def _is_believed(stated: str, address: str) -> bool:
    if stated == address:
        return True
    try:
        there, here = urlsplit(stated), urlsplit(address)
    except ValueError:
        return False
    if not (there.path.strip("/") or there.query) or publisher_of(stated) != publisher_of(address):
        return False
    if here.path.startswith(there.path.rstrip("/") + "/"):
        return False  # a section, or the article of which this is one page
    if there.path == here.path and set(parse_qsl(there.query)) < set(parse_qsl(here.query)):
        # The parameters say which article (`baca.php?id=12`) or page it is, unless the path names one already.
        return _names_an_article(there.path, "") and not _is_numbered(here.query)
    # Of the root, only a parameter can have named an article (`/?p=12`).
    return (
        here.path == "/" or _names_an_article(there.path, there.query) or not _names_an_article(here.path, here.query)
    )


def _names_an_article(path: str, query: str) -> bool:
    """Whether an address can be an article's: it has a number, a parameter, or a name of three words."""
    return bool(query) or any(character.isdigit() for character in path) or path.rpartition("/")[2].count("-") > 1


def _is_numbered(query: str) -> bool:
    return re.search(r"(?:^|&)(?:page|paged|pg|halaman|hal|hlm)=\d", query, re.IGNORECASE) is not None


@lru_cache(maxsize=1024)
def _simplest(url: str) -> str:
    address = url.strip()
    for _ in range(_MOST_TURNS):
        before, address = address, _simpler(address)
        if address == before:
            break
    return address


def _simpler(address: str) -> str:
    from w3lib.url import canonicalize_url

    if match := _rule("copy").fullmatch(address):
        original = next(filter(None, match.groups()))
        address = original if original.startswith(("http://", "https://")) else f"https://{original}"
    try:
        parts = urlsplit(canonicalize_url(address))
        host, port = parts.hostname or "", parts.port
    except ValueError:  # no address: a host with [ but no ], a port of letters; UnicodeError is one, too
        return address
    if parts.scheme not in ("http", "https") or not host:
        return address
    if (prefix := _rule("host").match(host)) and "." in host[prefix.end() :]:
        host = host[prefix.end() :]
    path = _rule("path", "whole").sub("", re.sub(r"/{2,}", "/", parts.path).rstrip("/"))
    wanted = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _rule("tracking", "view", "whole").fullmatch(f"{name}={value}")
    ]
    netloc = f"[{host}]" if ":" in host else host
    if port not in (None, 80, 443):
        netloc += f":{port}"
    return urlunsplit(("https", netloc, path.rstrip("/") or "/", urlencode(wanted), ""))


@cache
def _rule(*kinds: str) -> re.Pattern[str]:
    """Return one pattern for all rules of these kinds."""
    patterns = (row["pattern"] for row in rows("address_rules") if row["kind"] in kinds)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.DOTALL)
