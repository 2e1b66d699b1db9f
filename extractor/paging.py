"""Articles that are spread over several pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from extractor.addresses import canonical_address, shows_all_pages
from extractor.tables import rows

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PARAMETERS = frozenset({"page", "paged", "pg", "page_num", "halaman", "hal", "hlm"})
# The number follows a slug (words joined by hyphens), so that it is not the number of an article.
_IN_PATH = re.compile(r"(?P<base>.*/[^/]*-[^/]*?)(?:/(?:page|halaman|hal))?/(?P<number>\d{1,2})/?", re.IGNORECASE)
#: More pages than an article has: the pager of something else.
_MOST = 20


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where the other pages of an article are, as one of them links to them; None where it does not.

    `first` is given by later pages only, `next` continues the page, `whole` shows all of them in one.
    """

    first: str | None = None
    next: str | None = None
    whole: str | None = None


def page_links(page: HtmlElement, url: str) -> PageLinks:
    """Return the addresses of the other pages of the article of `page`, which stands at `url`.

    Only a link counts whose address is this page's own with another number (`?page=2`, `/slug/2/`, `/slug/page/2`) or
    with none: portals label the next article of a section as the next page, too.
    """
    try:
        here, number = _numbered(url)
    except ValueError:
        return PageLinks()
    first = following = whole = None
    for link in page.iter("link", "a"):
        target = _target(link, url)
        if target is None:
            continue
        try:
            there, its_number = _numbered(target)
        except ValueError:
            continue
        if there != here:
            continue
        if shows_all_pages(target):
            whole = whole or target
        elif its_number == 1 < number:
            first = first or target
        elif its_number == number + 1 <= _MOST and _leads_on(link):
            following = following or target
    return PageLinks(first, following, whole)


def article_address(url: str) -> str:
    """Return the canonical address of the article of which `url` is a page: without the page's number."""
    try:
        return _numbered(url)[0]
    except ValueError:
        return canonical_address(url)


def _target(link: HtmlElement, url: str) -> str | None:
    address: str = (link.get("href") or "").strip()
    if not address:
        return None
    try:
        return urljoin(url, address).partition("#")[0]
    except ValueError:  # not an address: [ without ] and the like
        return None


def _leads_on(link: HtmlElement) -> bool:
    if "next" in (link.get("rel") or "").lower().split():
        return True
    return link.tag == "a" and _label().fullmatch(" ".join(link.text_content().split())) is not None


@cache
def _label() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows("page_links")), re.IGNORECASE)


def _numbered(url: str) -> tuple[str, int]:
    """Return an address without its page number, and the number (1 where it has none)."""
    parts = urlsplit(url)
    number = 1
    path = parts.path
    if match := _IN_PATH.fullmatch(path):
        path, number = match["base"], int(match["number"])
    others = []
    for name, value in parse_qsl(parts.query):
        if name.lower() in _PARAMETERS and re.fullmatch(r"\d{1,3}", value):
            number = int(value)
        else:
            others.append((name, value))
    return canonical_address(parts._replace(path=path, query=urlencode(others)).geturl()), number
