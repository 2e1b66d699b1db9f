"""Articles that are spread over several pages."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml.html import HtmlElement

_PARAMETERS = frozenset({"page", "paged", "pg", "halaman", "hal", "hlm"})
# The number follows a slug (words joined by hyphens), so that it is not the number of an article.
_IN_PATH = re.compile(r"(?P<base>.*/[^/]*-[^/]*?)(?:/(?:page|halaman|hal))?/(?P<number>\d{1,2})/?", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:halaman |page )?(?:selanjutnya|berikutnya|berikut|next|lanjut|lanjutkan(?: membaca)?)(?: page| halaman)?"
    r"[\s>»›→]*|[>»›→]+|\d{1,2}",
    re.IGNORECASE,
)
#: More pages than an article has: the pager of something else.
_MOST = 20


def next_page_address(page: HtmlElement, url: str) -> str | None:
    """Return the address of the page that continues the article of `page`, which stands at `url`; None if none does.

    Only a link counts whose address is this page's own with the next number (`?page=2`, `/slug/2/`, `/slug/page/2`):
    portals label the next article of a section as the next page, too.
    """
    try:
        here, number = _numbered(url)
    except ValueError:
        return None
    for link in page.iter("link", "a"):
        address: str = (link.get("href") or "").strip()
        labelled = link.tag == "a" and _LABEL.fullmatch(" ".join(link.text_content().split()))
        if not address or not (labelled or "next" in (link.get("rel") or "").lower().split()):
            continue
        try:
            target = urljoin(url, address)
            there, its_number = _numbered(target)
        except ValueError:  # not an address: [ without ] and the like
            continue
        if there == here and its_number == number + 1 <= _MOST:
            return target.partition("#")[0]
    return None


def _numbered(url: str) -> tuple[tuple[str, str, frozenset[tuple[str, str]]], int]:
    """Return an address without its page number, and the number (1 where it has none)."""
    parts = urlsplit(url)
    number = 1
    path = parts.path
    if match := _IN_PATH.fullmatch(path):
        path, number = match["base"], int(match["number"])
    others = set()
    for name, value in parse_qsl(parts.query):
        if name.lower() in _PARAMETERS and re.fullmatch(r"\d{1,3}", value):
            number = int(value)
        else:
            others.add((name, value))
    return (parts.netloc.lower().removeprefix("www."), path.rstrip("/"), frozenset(others)), number
