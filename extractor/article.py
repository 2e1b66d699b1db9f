"""A page becomes an article: trafilatura strips it, leftovers are cut, its date, site and language are read."""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.etree import strip_elements
from lxml.html import HtmlElement

from extractor import boilerplate, language, paging
from extractor.addresses import canonical_address
from extractor.markup import parse
from extractor.published import published_date
from extractor.records import Article

LOGGER = logging.getLogger(__name__)

#: A larger page is not read.
MAX_PAGE_BYTES = 20_000_000
#: Nor is one that holds more than an article: stripping it would take minutes.
MAX_PAGE_ELEMENTS, MAX_PAGE_CHARACTERS = 100_000, 1_000_000

EMPTY = "empty page"
TOO_LARGE = f"page is larger than {MAX_PAGE_BYTES // 1_000_000} MB"
TOO_MUCH = "page holds far more than an article"
NOT_HTML = "not an HTML page"
NO_TEXT = "no article text found"
LISTING = "no article text found, the page is a list of links"
BROKEN = "page is too broken to be read"

_DIVIDERS = ("script", "style", "noscript", "div", "section", "aside", "figure", "table", "iframe", "ins")
#: An article has a paragraph of so many words, or is a table or list with so many in all.
_PARAGRAPH_WORDS, _ARTICLE_WORDS = 10, 100
#: A list of links has so many teasers, which are half of its paragraphs; the link to a headline has so many words.
_TEASERS, _LINK_WORDS = 4, 4
#: More characters than this before the first teaser are an article.
_INTRODUCTION = 300
#: A shorter line without a full stop is no sentence that the next page goes on with.
_CUT_LENGTH = 40
#: A shorter headline is no proof that a longer title says the same; what is longer than the second is no name.
_HEADLINE_LENGTH, _NAME_LENGTH = 20, 500


@dataclass(slots=True)
class _Page:
    """What one page says: a whole article or a part of one."""

    title: str = ""
    author: str | None = None
    site: str | None = None
    canonical_url: str | None = None
    published: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    reason: str | None = None


def read_page(
    page: bytes,
    *,
    url: str | None = None,
    published: str | None = None,
    charset: str | None = None,
    fetched: str | None = None,
) -> Article:
    """Return the article of a page; never raises for what a page holds.

    `url` is where the page is from, `published` (`YYYY-MM-DD`) overrules the date that the page states, `charset` is
    the HTTP header's, `fetched` an ISO 8601 time. The text has a paragraph, heading, list item or table row a line,
    in Unicode NFC with plain single spaces: offsets of facts count its code points.

    Where no facts can be read, `reason` says why in one clause; a title and a text that were found are kept.
    """
    return read_pages([page], url=url, published=published, charset=charset, fetched=fetched)


def read_pages(
    pages: Sequence[bytes],
    *,
    url: str | None = None,
    published: str | None = None,
    charset: str | None = None,
    fetched: str | None = None,
) -> Article:
    """Return one article from the pages that it is spread over, in their order.

    Title, date and the rest are the first page's; paragraphs that every page repeats stand once; a later page that
    cannot be read is left out. Else as `read_page`. Raises ValueError for no pages at all.
    """
    if not pages:
        raise ValueError("an article has at least one page")
    first, *others = [_read(page, url, charset) for page in pages]
    text = boilerplate.without_repeat("\n".join(_joined(first, others)))
    spoken = language.identify(text)
    return Article(
        id=_article_id(url, first.canonical_url, pages[0]),
        url=url,
        title=first.title,
        published=published or first.published,
        text=text,
        canonical_url=first.canonical_url,
        site=first.site,
        author=first.author,
        language=spoken,
        fetched=fetched,
        reason=first.reason or language.refusal(spoken),
        page_sha256=hashlib.sha256(b"".join(pages)).hexdigest(),
    )


def next_page(page: bytes, url: str, *, charset: str | None = None) -> str | None:
    """Return the address of the page that continues the article of `page`, which stands at `url`, or None.

    See `extractor.paging` for what counts as one.
    """
    return page_links(page, url, charset=charset).next


def page_links(page: bytes, url: str, *, charset: str | None = None) -> paging.PageLinks:
    """Return where the other pages of the article of `page`, which stands at `url`, are.

    See `extractor.paging` for what counts as one.
    """
    tree = parse(page, charset) if len(page) <= MAX_PAGE_BYTES else None
    return paging.page_links(tree, url) if tree is not None else paging.PageLinks()


def _read(page: bytes, url: str | None, charset: str | None) -> _Page:
    if len(page) > MAX_PAGE_BYTES:
        return _Page(reason=TOO_LARGE)
    if not page.strip():
        return _Page(reason=EMPTY)
    try:
        tree = parse(page, charset)
        if tree is None:
            return _Page(reason=NOT_HTML)
        # Held, as lxml makes the objects of elements anew for each walk where nobody does.
        elements = list(islice(tree.iter(), MAX_PAGE_ELEMENTS + 1))
        return _Page(reason=TOO_MUCH) if _is_too_much(elements) else _read_tree(tree, url)
    except Exception:  # whatever a page makes the libraries stumble over, the run goes on and the page has its row
        LOGGER.debug("cannot read %s", url, exc_info=True)
        return _Page(reason=BROKEN)


def _read_tree(tree: HtmlElement, url: str | None) -> _Page:
    from trafilatura import bare_extraction, extract_metadata

    stated = extract_metadata(tree, default_url=url, date_config={"extensive_search": False, "original_date": True})
    canonical_url = _canonical_url(tree, url)
    site = _site(tree, canonical_url or url)
    title = _title(tree)
    headline = _headline(tree, title)
    if headline is not None:
        title = _line(headline.text_content())
    else:
        title = _without_site(title, site, canonical_url or url) or _line(stated.title or "")
    page = _Page(title, _line(stated.author or "") or None, site, canonical_url)
    published = published_date(tree, headline, canonical_url or url)
    _prepare(tree, headline)
    document = bare_extraction(tree, url=url, include_comments=False, include_tables=True)
    text = document.text if document is not None and not isinstance(document, dict) else ""
    paragraphs = boilerplate.clean(list(_lines(text or "")), title=page.title, labels=stated.categories or ())
    if not _is_article(paragraphs):
        page.reason = NO_TEXT
    elif _is_listing(tree, paragraphs):
        page.reason = LISTING
    else:
        page.paragraphs, page.published = paragraphs, published
    return page


def _is_too_much(elements: Sequence[HtmlElement]) -> bool:
    characters = 0
    for element in elements:
        if element.tag not in ("script", "style"):
            characters += len(element.text or "")
        characters += len(element.tail or "")
    return len(elements) > MAX_PAGE_ELEMENTS or characters > MAX_PAGE_CHARACTERS


def _prepare(tree: HtmlElement, headline: HtmlElement | None) -> None:
    """Take out of the tree what misleads the stripper, in place."""
    for element in tree.iter(*_DIVIDERS):
        if element.tail:
            element.tail = f" {element.tail}"  # the stripper joins the text before and behind an advertisement
    strip_elements(tree, "script", "style", "noscript", with_tail=False)
    boilerplate.cut_promo_links(tree)
    if headline is not None:
        _cut_above(headline)
    for element in tree.iter("center"):
        element.tag = "div"  # the stripper loses bare text in it
    for table in tree.iter("table"):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        if all(len(row) <= 1 for row in rows):  # a frame around the page, not a table
            for part in (table, *rows, *(cell for row in rows for cell in row)):
                part.tag = "div"


def _cut_above(headline: HtmlElement) -> None:
    """Drop what stands above the headline: menus, and boxes with the teasers of other articles."""
    above = [
        element
        for ancestor in (headline, *headline.iterancestors())
        if ancestor.tag not in ("body", "html")
        for element in ancestor.itersiblings(preceding=True)
    ]
    length = sum(len(paragraph.text_content()) for element in above for paragraph in element.iter("p"))
    # Where most paragraphs stand above it, the heading is not where it is seen.
    whole = headline.getroottree().iter("p")
    if 2 * length <= sum(len(paragraph.text_content()) for paragraph in whole):
        for element in above:
            if element.tag != "head":
                element.getparent().remove(element)


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a stripped text as they are stored, table rows without their frame."""
    for line in map(_line, text.splitlines()):
        if line.startswith("|"):
            line = line.strip("| ")
            if not line.strip("-:| "):
                continue
        if line:
            yield line


def _line(text: str) -> str:
    """Return a line in NFC with single plain spaces, without control, format and private characters."""
    text = unicodedata.normalize("NFC", text)
    if not text.isascii() or not text.isprintable():
        text = "".join(
            " " if character.isspace() else character
            for character in text
            if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs")
        )
    return " ".join(text.split())


def _joined(first: _Page, others: Sequence[_Page]) -> list[str]:
    """Return the paragraphs of all pages, those that every page carries only once."""
    readable = [page.paragraphs for page in others if page.reason is None]
    everywhere = set(first.paragraphs).intersection(*readable)
    lines = list(first.paragraphs)
    for paragraphs in readable:
        _append(lines, [line for line in paragraphs if line not in everywhere])
    return lines


def _append(lines: list[str], more: list[str]) -> None:
    """Add the paragraphs of the next page, without those that it repeats, in place."""
    if set(more) <= set(lines):
        return  # the same page again, as portals answer when asked for one that does not exist
    repeated = max(size for size in range(min(len(lines), len(more)) + 1) if lines[len(lines) - size :] == more[:size])
    more = more[repeated:]
    if lines and len(lines[-1]) > _CUT_LENGTH and re.search(r"[\w,]$", lines[-1]) and more[0][:1].islower():
        lines[-1] += f" {more.pop(0)}"  # the page ends in the middle of a sentence
    lines += more


def _is_article(paragraphs: Sequence[str]) -> bool:
    words = [len(re.findall(r"\w+", line)) for line in paragraphs]
    return max(words, default=0) >= _PARAGRAPH_WORDS or sum(words) >= _ARTICLE_WORDS


def _is_listing(tree: HtmlElement, paragraphs: Sequence[str]) -> bool:
    """Whether the text is the teasers of other articles, as on a front or section page.

    Teasers stand in links, or each behind the link of its headline; the links of an article stand beside its text.
    """
    wanted = {line.removeprefix("- ") for line in paragraphs if len(line.split()) >= _PARAGRAPH_WORDS}
    longest = 2 * max(map(len, wanted), default=0)  # markup is indented with spaces
    places: dict[str, HtmlElement] = {}
    for element in tree.iter():
        if len(text := element.text_content()) <= longest and (line := " ".join(text.split())) in wanted:
            places[line] = element
    teasers = set(places.values())
    inside = behind = before = 0
    headline_passed = False
    for element in tree.iter():
        if element in teasers:
            in_link = any(ancestor.tag == "a" for ancestor in (element, *element.iterancestors()))
            inside += in_link
            behind += not in_link and (headline_passed or _opens_with_link(element))
            if not inside + behind:
                before += len(element.text_content())
            headline_passed = False
        elif _is_headline_link(element):
            headline_passed = teasers.isdisjoint(element.iterancestors())
    linked = inside + behind
    if before > _INTRODUCTION:
        return False  # an article, with teasers below it that could not be told apart
    return 0 < inside == len(teasers) or (linked >= _TEASERS and 2 * linked >= len(teasers))


def _opens_with_link(element: HtmlElement) -> bool:
    link = next(filter(_is_headline_link, element.iter("a")), None)
    return link is not None and element.text_content().lstrip().startswith(link.text_content().lstrip())


def _is_headline_link(element: HtmlElement) -> bool:
    return element.tag == "a" and len(element.text_content().split()) >= _LINK_WORDS


def _title(tree: HtmlElement) -> str:
    """Return the title that the page states for itself, mostly with the name of the site behind it."""
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:title" and (title := _line(meta.get("content") or "")):
            return title[:_NAME_LENGTH]
    element = tree.find(".//title")
    return _line(element.text_content())[:_NAME_LENGTH] if element is not None else ""


def _headline(tree: HtmlElement, title: str) -> HtmlElement | None:
    """Return the heading that says what the title says, apart from the name of the site."""
    key = boilerplate.key(title)
    for heading in (heading for rank in ("h1", "h2", "h3") for heading in tree.iter(rank)):
        said = boilerplate.key(heading.text_content())
        if len(said) >= _HEADLINE_LENGTH and (key.startswith(said) or key.endswith(said)):
            return heading
    return None


def _without_site(title: str, site: str | None, address: str | None) -> str:
    host = _host(address) or ""
    names = {boilerplate.key(name) for name in (site or host, host, host.partition(".")[0]) if name}
    for pattern in (r"(?P<title>.+)\s[-–—|:»•·]+\s(?P<site>.+)", r"(?P<site>.+?)\s[-–—|:»•·]+\s(?P<title>.+)"):
        parts = re.fullmatch(pattern, title)
        if parts and boilerplate.key(parts["site"]) in names:
            return parts["title"].strip()
    return title


def _site(tree: HtmlElement, address: str | None) -> str | None:
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:site_name" and (name := _line(meta.get("content") or "")):
            return name[:_NAME_LENGTH]
    return _host(address)


def _host(address: str | None) -> str | None:
    try:
        host = urlsplit(address or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _canonical_url(tree: HtmlElement, url: str | None) -> str | None:
    """Return the address that the page says is its own; a home page is a careless template, not an article's."""
    stated = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    stated += [meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:url"]
    for address in stated:
        try:
            parts = urlsplit(urljoin(url or "", (address or "").strip()))
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc and (parts.path.strip("/") or parts.query):
            return str(parts._replace(fragment="").geturl())
    return None


def _article_id(url: str | None, canonical_url: str | None, page: bytes) -> str:
    address = url or canonical_url
    content = canonical_address(address, canonical_url).encode("utf-8", "surrogatepass") if address else page
    return hashlib.sha256(content).hexdigest()[:12]
