"""Addresses of articles, from the feeds and sitemaps of a site."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from extractor.crawl.fetch import Failure, Page, decompress, parse_address
from extractor.crawl.robots import Robots
from extractor.errors import FetchError

#: The most feeds and sitemaps that are read for one start; large sites have thousands.
MAX_LISTS = 50
#: A sitemap is at most 50 MB (sitemaps.org), also where it comes compressed.
_SITEMAP_BYTES = 50_000_000
_GZIP = b"\x1f\x8b"

#: Where sites keep their lists when neither the page nor robots.txt says so.
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_USUAL_FEED = "/feed/"
_USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")
#: Parts of sitemaps (WordPress and others write one for each kind) that list no articles.
_OTHER_SITEMAPS = ("category", "kategori", "tag", "author", "penulis", "image", "video", "topic", "topik", "users")
_TRACKING = re.compile(r"utm_|fbclid$|gclid$|igshid$")
_OTHER_FILES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".pdf", ".mp3", ".mp4", ".zip", ".xml", ".css", ".js")


@dataclass(frozen=True, slots=True)
class AddressList:
    """What a feed or sitemap lists, the newest first: articles, or (a sitemap index) further sitemaps."""

    addresses: list[str]
    is_index: bool = False


def discover(
    start: str, get: Callable[[str], Page], robots: Robots, *, limit: int | None = None
) -> Iterator[str | Failure]:
    """Yield addresses of articles, each once, the newest of each list first, at most `limit`.

    `start` is a feed (RSS, Atom), a sitemap or sitemap index (also compressed), or a page of a site, whose feeds and
    sitemaps are then looked for. Only addresses of the same site are yielded. `get` fetches, as politely as it is
    made to; a list that cannot be fetched or read is yielded as a Failure, and the others go on.

    Raises FetchError when `start` cannot be fetched, or no address is found at all.
    """
    page = get(start)
    found: set[str] = set()
    own = {clean(start), clean(page.final_url)}
    for item in _from_page(page, get, robots):
        if isinstance(item, Failure):
            yield item
            continue
        address = clean(item)
        if address is None or address in found or address in own or not _is_article(address, page.final_url):
            continue
        found.add(address)
        yield address
        if len(found) == limit:
            return
    if not found:
        raise FetchError(f"{start}: no articles found through feeds and sitemaps, give the address of one of them")


def read_list(content: bytes, url: str) -> AddressList | None:
    """Return what a feed or sitemap that was fetched from `url` lists, or None if it is neither."""
    if content.startswith(_GZIP):
        try:
            content = decompress([content], _SITEMAP_BYTES)
        except ValueError:
            return None
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    kind = etree.QName(root).localname.lower()
    if kind in ("rss", "rdf"):
        addresses: Iterable[str] = map(_rss_address, root.iter("{*}item"))
    elif kind == "feed":
        addresses = map(_atom_address, root.iter("{*}entry"))
    elif kind in ("urlset", "sitemapindex"):
        addresses = _newest_first(root)
    else:
        return None
    return AddressList(list(_absolute(addresses, url)), kind == "sitemapindex")


def clean(url: str) -> str | None:
    """Return an address without fragment and tracking parameters, so that one article has one; None if it is none."""
    try:
        address = parse_address(url)
    except FetchError:
        return None
    wanted = [(name, value) for name, value in address.params.multi_items() if not _TRACKING.match(name)]
    if len(wanted) < len(address.params.multi_items()):
        address = address.copy_with(params=wanted or None)
    return str(address)


def site_of(url: str) -> str:
    """Return the registered domain of an address (`rss.kabar.co.id` → `kabar.co.id`), else its host."""
    from courlan import extract_domain

    return extract_domain(url) or urlsplit(url).hostname or ""


def _from_page(page: Page, get: Callable[[str], Page], robots: Robots) -> Iterator[str | Failure]:
    listed = read_list(page.content, page.final_url)
    if listed is not None:
        yield from _follow(deque([(page.final_url, False)]), get, {page.final_url: listed})
        return
    feeds = _linked_feeds(page)
    section = urlsplit(page.final_url).path.rstrip("/")
    of_section = [feed for feed in feeds if section and urlsplit(feed).path.startswith(section + "/")]
    if of_section:
        # The feed of the section that the user chose; the site's own lists hold the others, too.
        yield from _follow(deque((feed, False) for feed in of_section), get, {})
        return
    sitemaps = list(_absolute(robots.sitemaps(page.final_url), page.final_url))
    queue = deque((address, False) for address in (*feeds, *sitemaps))
    if not feeds:
        queue.appendleft((urljoin(page.final_url, _USUAL_FEED), True))
    if not sitemaps:
        queue.extend((urljoin(page.final_url, path), True) for path in _USUAL_SITEMAPS)
    yield from _follow(queue, get, {})


def _follow(
    queue: deque[tuple[str, bool]], get: Callable[[str], Page], known: dict[str, AddressList]
) -> Iterator[str | Failure]:
    """Yield what the lists of the queue hold, those of an index right after it.

    Each comes with whether it is only a guess, of which it means nothing that it does not exist.
    """
    read: set[str] = set()
    while queue and len(read) < MAX_LISTS:
        address, guessed = queue.popleft()
        if address in read:
            continue
        read.add(address)
        try:
            listed = known[address] if address in known else _fetched_list(address, get)
        except FetchError as error:
            if not guessed:
                yield Failure(address, str(error))
            continue
        if listed.is_index:
            queue.extendleft((part, False) for part in reversed(listed.addresses) if not _lists_others(part))
        else:
            yield from listed.addresses


def _fetched_list(address: str, get: Callable[[str], Page]) -> AddressList:
    page = get(address)
    listed = read_list(page.content, page.final_url)
    if listed is None:
        raise FetchError(f"{address}: neither a feed nor a sitemap")
    return listed


def _linked_feeds(page: Page) -> list[str]:
    """Return the feeds that a page names, but not those of its readers' comments."""
    try:
        tree = html.document_fromstring(page.content)
    except (etree.LxmlError, ValueError):
        return []
    links = (
        link.get("href", "")
        for link in tree.iter("link")
        if "alternate" in link.get("rel", "").lower().split()
        and link.get("type", "").partition(";")[0].strip().lower() in _FEED_TYPES
    )
    feeds = [feed for feed in _absolute(links, page.final_url) if "comments" not in feed]
    return [feed for feed in dict.fromkeys(feeds) if site_of(feed) == site_of(page.final_url)]


def _absolute(addresses: Iterable[str], base: str) -> Iterator[str]:
    for address in addresses:
        try:
            joined = urljoin(base, address.strip())
            urlsplit(joined)
        except ValueError:  # [ without ] and the like
            continue
        if address.strip():
            yield joined


def _rss_address(item: etree._Element) -> str:
    for element in item.iter("{*}link"):
        if element.text and element.text.strip():
            return str(element.text)
    guid = item.find("{*}guid")
    return str(guid.text or "") if guid is not None and guid.get("isPermaLink", "true") == "true" else ""


def _atom_address(entry: etree._Element) -> str:
    for link in entry.iter("{*}link"):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(link.get("href"))
    return ""


def _newest_first(root: etree._Element) -> list[str]:
    """Return the addresses of a sitemap by the dates that it gives them; ISO 8601 sorts as text."""
    dated: list[tuple[str, str]] = []
    for entry in root:
        address = entry.findtext("{*}loc") or ""
        days = [entry.findtext("{*}lastmod"), entry.findtext("{*}news/{*}publication_date")]
        dated.append((max((day.strip() for day in days if day), default=""), address))
    return [address for _, address in sorted(dated, key=lambda row: row[0], reverse=True)]


def _lists_others(sitemap: str) -> bool:
    name = urlsplit(sitemap).path.rpartition("/")[2].lower()
    return any(word in name for word in _OTHER_SITEMAPS)


def _is_article(address: str, page: str) -> bool:
    """Whether an address can be an article's: of the same site, not its front page, no picture."""
    parts = urlsplit(address)
    is_front_page = not parts.path.strip("/") and not parts.query
    return not is_front_page and not parts.path.lower().endswith(_OTHER_FILES) and site_of(address) == site_of(page)
