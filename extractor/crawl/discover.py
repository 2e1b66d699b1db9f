"""Addresses of articles, from the feeds, sitemaps and listings of a site."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from extractor.crawl.exchange import Page, decompress
from extractor.crawl.fetch import parse_address
from extractor.errors import FetchError

#: The most feeds and sitemaps that are read for one start; large sites have thousands.
MAX_LISTS = 50
#: The most pages of one listing that are read, while each has new addresses: calendars never end.
MAX_LISTING_PAGES = 10
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

_DAY_IN_ADDRESS = re.compile(r"/(?P<y>20\d\d)[/-]?(?P<m>0[1-9]|1[0-2])[/-]?(?P<d>0[1-9]|[12]\d|3[01])(?=\D)")
_MONTH_IN_ADDRESS = re.compile(r"/(?P<y>20\d\d)/(?P<m>0[1-9]|1[0-2])(?=/)")
#: What the address of an article has: a date, a number of some length, or a title of several words.
_NUMBER = re.compile(r"(?:^|[/_-])[a-z]{0,2}\d{5,}(?=$|[/_.-])", re.IGNORECASE)
_SLUG = re.compile(r"[^/]*[a-z0-9]+(?:[-_][a-z0-9]+){3,}[^/]*", re.IGNORECASE)
_NO_ARTICLE = re.compile(
    r"/(?:tags?|topi[ck]s?|kategori|category|author|penulis|indeks?|search|cari|page|about|tentang[^/]*|redaksi|kontak"
    r"|contact[^/]*|privacy[^/]*|kebijakan[^/]*|pedoman[^/]*|disclaimer|login|register|video|foto|galeri)(?:/|$)",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"(?P<base>.*?)(?:[?&](?:page|paged|halaman|hal|p)=|/(?:page|halaman)/)(?P<number>\d{1,4})/?$")

ListKind = Literal["feed", "sitemap", "listing", "search"]


@dataclass(frozen=True, slots=True)
class Found:
    """An address that a list holds, with what the list says about it.

    `day` (`YYYY-MM-DD`) is when the article was published, or a later day; `changed` an ISO 8601 time in UTC from
    which on the page is as it is now; `title` the headline.
    """

    address: str
    day: str | None = None
    changed: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A list that could not be fetched or read, with the reason in one line, and in a word or two."""

    url: str
    reason: str
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class AddressList:
    """What a feed or sitemap lists, the newest first: articles, or (a sitemap index) further sitemaps."""

    entries: list[Found]
    is_index: bool = False

    @property
    def addresses(self) -> list[str]:
        """The addresses alone."""
        return [entry.address for entry in self.entries]


class Discovery:
    """Finds the articles behind one address.

    `get` fetches a list, `sitemaps` gives those that robots.txt names, both as politely as they are made to. `since`
    (`YYYY-MM-DD`) leaves out the parts of a sitemap that hold nothing newer.
    """

    def __init__(
        self,
        get: Callable[[str], Awaitable[Page]],
        sitemaps: Callable[[str], Awaitable[list[str]]],
        since: str | None = None,
    ) -> None:
        self._get = get
        self._sitemaps = sitemaps
        self._since = since

    async def find(self, start: str, kind: ListKind | None = None) -> AsyncIterator[Found | Failure]:
        """Yield the addresses of articles, each once, the newest of each list first.

        `start` is a feed (RSS, Atom), a sitemap or sitemap index (also compressed), a listing (a page of links), or
        any page of a site, whose feeds and sitemaps are then looked for, and its links where there are none. Only
        addresses of the same site are yielded. A list that cannot be fetched or read is yielded as a Failure, and
        the others go on.

        Raises FetchError when `start` cannot be fetched, or no address is found at all.
        """
        page = await self._get(start)
        found: set[str] = set()
        own = {clean(start), clean(page.final_url)}
        async for item in self._from_page(page, kind):
            if isinstance(item, Failure):
                yield item
                continue
            address = clean(item.address)
            if address is None or address in found or address in own or not _is_article(address, page.final_url, kind):
                continue
            found.add(address)
            yield replace(item, address=address, day=day_in(address) or item.day)
        if not found:
            raise FetchError(
                f"{start}: no articles found through feeds and sitemaps, give the address of one of them", "no articles"
            )

    async def _from_page(self, page: Page, kind: ListKind | None) -> AsyncIterator[Found | Failure]:
        listed = read_list(page.content, page.final_url)
        if listed is not None:
            async for item in self._follow(deque([(page.final_url, False)]), {page.final_url: listed}):
                yield item
            return
        if kind in ("feed", "sitemap"):
            raise FetchError(f"{page.url}: neither a feed nor a sitemap", "no list")
        if kind is None:
            any_found = False
            async for item in self._from_site(page):
                any_found = any_found or isinstance(item, Found)
                yield item
            if any_found:
                return
        async for item in self._from_listing(page):
            yield item

    async def _from_site(self, page: Page) -> AsyncIterator[Found | Failure]:
        feeds = _linked_feeds(page)
        section = urlsplit(page.final_url).path.rstrip("/")
        of_section = [feed for feed in feeds if section and urlsplit(feed).path.startswith(section + "/")]
        if of_section:
            # The feed of the section that the user chose; the site's own lists hold the others, too.
            queue = deque((feed, False) for feed in of_section)
        else:
            sitemaps = list(_absolute(await self._sitemaps(page.final_url), page.final_url))
            queue = deque((address, False) for address in (*feeds, *sitemaps))
            if not feeds:
                queue.appendleft((urljoin(page.final_url, _USUAL_FEED), True))
            if not sitemaps:
                queue.extend((urljoin(page.final_url, path), True) for path in _USUAL_SITEMAPS)
        async for item in self._follow(queue, {}):
            yield item

    async def _from_listing(self, page: Page) -> AsyncIterator[Found | Failure]:
        seen: set[str] = set()
        for number in range(1, MAX_LISTING_PAGES + 1):
            links = [found for found in links_of(page) if found.address not in seen]
            seen.update(found.address for found in links)
            for found in links:
                yield found
            address = next_listing(page) if links and number < MAX_LISTING_PAGES else None
            if address is None:
                return
            try:
                page = await self._get(address)
            except FetchError as error:
                yield Failure(address, str(error), error.kind)
                return

    async def _follow(
        self, queue: deque[tuple[str, bool]], known: dict[str, AddressList]
    ) -> AsyncIterator[Found | Failure]:
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
                listed = known[address] if address in known else await self._fetched_list(address)
            except FetchError as error:
                if not guessed:
                    yield Failure(address, str(error), error.kind)
                continue
            if listed.is_index:
                parts = [part for part in listed.entries if not _lists_others(part.address) and not self._older(part)]
                queue.extendleft((part.address, False) for part in reversed(parts))
            else:
                for entry in listed.entries:
                    yield entry

    async def _fetched_list(self, address: str) -> AddressList:
        page = await self._get(address)
        listed = read_list(page.content, page.final_url)
        if listed is None:
            raise FetchError(f"{address}: neither a feed nor a sitemap", "no list")
        return listed

    def _older(self, part: Found) -> bool:
        return self._since is not None and part.day is not None and part.day < self._since


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
        entries: Iterable[Found] = map(_rss_entry, root.iter("{*}item"))
    elif kind == "feed":
        entries = map(_atom_entry, root.iter("{*}entry"))
    elif kind in ("urlset", "sitemapindex"):
        entries = _newest_first(root)
    else:
        return None
    return AddressList(list(_with_address(entries, url)), kind == "sitemapindex")


def links_of(page: Page) -> list[Found]:
    """Return the links of a listing that look like articles of its site, in the order of the page, each once."""
    from courlan import is_navigation_page, is_not_crawlable

    tree = _tree(page)
    if tree is None:
        return []
    found: dict[str, Found] = {}
    for link in tree.iter("a"):
        for address in _absolute([link.get("href", "")], page.final_url):
            path = urlsplit(address).path
            if site_of(address) != site_of(page.final_url) or is_not_crawlable(address) or is_navigation_page(address):
                continue
            if _NO_ARTICLE.search(path) or not _looks_like_article(path):
                continue
            title = " ".join(link.text_content().split())
            known = found.get(address)
            if known is None or len(title) > len(known.title):
                found[address] = Found(address, title=title)
    return list(found.values())


def next_listing(page: Page) -> str | None:
    """Return the address of the page that goes on with a listing: its own with the next number; None if none does."""
    tree = _tree(page)
    here = _FURTHER.match(page.final_url)
    base, number = (here["base"], int(here["number"])) if here else (page.final_url, 1)
    for link in tree.iter("a", "link") if tree is not None else ():
        for address in _absolute([link.get("href", "")], page.final_url):
            further = _FURTHER.match(address)
            if further and further["base"].rstrip("/") == base.rstrip("/") and int(further["number"]) == number + 1:
                return address
    return None


def day_in(address: str) -> str | None:
    """Return the day (`YYYY-MM-DD`) that an address names, the last one of a month where it names only that."""
    path = urlsplit(address).path
    if found := _DAY_IN_ADDRESS.search(path):
        return f"{found['y']}-{found['m']}-{found['d']}"
    if found := _MONTH_IN_ADDRESS.search(path):
        return f"{found['y']}-{found['m']}-31"
    return None


def clean(url: str) -> str | None:
    """Return an address without fragment and tracking parameters, so that one article has one; None if it is none."""
    try:
        address = parse_address(url)
    except FetchError:
        return None
    if address.query:
        given = address.params.multi_items()
        wanted = [(name, value) for name, value in given if not _TRACKING.match(name)]
        if len(wanted) < len(given):
            address = address.copy_with(params=wanted or None)
    return str(address)


def site_of(url: str) -> str:
    """Return the registered domain of an address (`rss.kabar.co.id` → `kabar.co.id`), else its host."""
    return _site_of_host(urlsplit(url).hostname or "")


@lru_cache(maxsize=4096)
def _site_of_host(host: str) -> str:
    from courlan import extract_domain

    return extract_domain(f"http://{host}/") or host


def _linked_feeds(page: Page) -> list[str]:
    """Return the feeds that a page names, but not those of its readers' comments."""
    tree = _tree(page)
    if tree is None:
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


def _tree(page: Page) -> html.HtmlElement | None:
    try:
        return html.document_fromstring(page.content)
    except (etree.LxmlError, ValueError):
        return None


def _with_address(entries: Iterable[Found], base: str) -> Iterator[Found]:
    for entry in entries:
        for address in _absolute([entry.address], base):
            yield replace(entry, address=address)


def _rss_entry(item: etree._Element) -> Found:
    times = [_time(item.findtext(name)) for name in ("{*}pubDate", "{*}date", "{*}published", "{*}updated")]
    published = next(filter(None, times), None)
    return Found(_rss_address(item), published and published[:10], None, _title(item))


def _rss_address(item: etree._Element) -> str:
    for element in item.iter("{*}link"):
        if element.text and element.text.strip():
            return str(element.text)
    guid = item.find("{*}guid")
    return str(guid.text or "") if guid is not None and guid.get("isPermaLink", "true") == "true" else ""


def _atom_entry(entry: etree._Element) -> Found:
    changed = _time(entry.findtext("{*}updated"))
    published = _time(entry.findtext("{*}published")) or changed
    return Found(_atom_address(entry), published and published[:10], _utc(changed), _title(entry))


def _atom_address(entry: etree._Element) -> str:
    for link in entry.iter("{*}link"):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(link.get("href"))
    return ""


def _newest_first(root: etree._Element) -> list[Found]:
    """Return the entries of a sitemap by the dates that it gives them; ISO 8601 sorts as text."""
    entries: list[tuple[str, Found]] = []
    for entry in root:
        changed, published = entry.findtext("{*}lastmod"), entry.findtext("{*}news/{*}publication_date")
        newest = max((day.strip() for day in (changed, published) if day), default="")
        day = _time(published) or _time(changed)
        found = Found(entry.findtext("{*}loc") or "", day and day[:10], _utc(_time(changed)), _title(entry))
        entries.append((newest, found))
    return [found for _, found in sorted(entries, key=lambda row: row[0], reverse=True)]


def _title(entry: etree._Element) -> str:
    """Return the headline that a list gives to an article; empty if none."""
    text = entry.findtext("{*}title") or entry.findtext("{*}news/{*}title") or ""
    return " ".join(text.split())[:500]


def _time(text: str | None) -> str | None:
    """Return a time of a list (ISO 8601, or as in e-mail) as an ISO 8601 time; a day alone is its end.

    The zone stays: the day where it was written is what readers take for the date.
    """
    text = (text or "").strip()
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        try:
            time = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
    if len(text) == len("2024-05-16"):
        return f"{text}T23:59:59+00:00"
    return time.replace(tzinfo=time.tzinfo or UTC).isoformat(timespec="seconds")


def _utc(time: str | None) -> str | None:
    return datetime.fromisoformat(time).astimezone(UTC).isoformat(timespec="seconds") if time else None


def _looks_like_article(path: str) -> bool:
    last = path.rstrip("/").rpartition("/")[2]
    return bool(_DAY_IN_ADDRESS.search(path) or _NUMBER.search(path) or _SLUG.fullmatch(last))


def _lists_others(sitemap: str) -> bool:
    name = urlsplit(sitemap).path.rpartition("/")[2].lower()
    return any(word in name for word in _OTHER_SITEMAPS)


def _is_article(address: str, page: str, kind: ListKind | None) -> bool:
    """Whether an address can be an article's: of the same site, unless found by a search; no front page, no picture."""
    parts = urlsplit(address)
    is_front_page = not parts.path.strip("/") and not parts.query
    if is_front_page or parts.path.lower().endswith(_OTHER_FILES):
        return False
    return kind == "search" or site_of(address) == site_of(page)
