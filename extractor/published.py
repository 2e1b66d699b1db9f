"""The day on which an article was published, as the page states it; never a guess.

htmldate, which trafilatura uses, answers with copyright years, dates in running text and dates of pictures when it
finds nothing better. A wrong day moves every "tahun lalu" of an article, so here a page that states none gives None.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from itertools import chain
from typing import Any

from lxml.etree import iterwalk
from lxml.html import HtmlElement

#: Western Indonesia (WIB), where three quarters of the readers live.
_JAKARTA = timezone(timedelta(hours=7))
#: WIB, WITA, WIT: a time with one of these offsets is the local time of the portal already.
_INDONESIAN_OFFSETS = {timedelta(hours=hours) for hours in (7, 8, 9)}
#: Older than the first Indonesian news site: a template's default, not a date.
_EARLIEST = date(1994, 1, 1)

_ARTICLE_TYPES = ("NewsArticle", "ReportageNewsArticle", "Article", "BlogPosting", "WebPage")
_META_NAMES = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "dtk:publishdate",
    "content_publisheddate",
    "cxenseparse:recs:publishtime",
    "parsely-pub-date",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_date",
    "pubdate",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "date",
)

_STAMP = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_WORDED = re.compile(r"\d{1,2}[\s-][a-z]{3,9}\.?[\s-]\d{4}|[a-z]{3,9}\.?\s\d{1,2},?\s\d{4}", re.IGNORECASE)
# Day first; with AM or PM it is American, month first, and cannot be told from the rest.
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?![\d/.-])(?!.*\b[AP]M\b)", re.IGNORECASE)
_IN_PATH = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)|/(\d{4})(\d{2})(\d{2})\d{6}(?=\D)")

#: The words that may stand beside a date in the line under a headline; others start with a capital or are numbers.
_BYLINE_WORDS = frozenset({
    "a", "am", "and", "baca", "by", "comments", "dan", "di", "dibaca", "dipublikasikan", "diterbitkan", "editor",
    "jam", "kali", "komentar", "menit", "min", "mins", "minute", "minutes", "oleh", "on", "pada", "pembaca", "penulis",
    "pm", "posted", "publish", "published", "pukul", "read", "redaksi", "reporter", "share", "shares", "tayang",
    "terbit", "view", "views", "waktu", "wib", "wit", "wita",
})  # fmt: skip
#: How far below the headline its date may stand, in pieces of text; a longer piece is the article itself.
_NEAR = 25
_BYLINE_LENGTH = 120


def published_date(page: HtmlElement, headline: HtmlElement | None = None, address: str | None = None) -> str | None:
    """Return the publication day that the page states, as `YYYY-MM-DD`, or None.

    Looked at in this order: structured data (JSON-LD), meta tags, time elements of the article, a date in the lines
    around the headline (else the longest heading of the first rank), and a day in the address (`/2022/11/02/`).
    Times of modification do not count.

    Portals print local time. A time that carries the offset of WIB, WITA or WIT keeps its day; one in another zone
    (mostly UTC, as WordPress writes) is read in WIB, unless the date by the headline shows that the zone is a
    careless label and the local day was written.
    """
    stated = (_in_structured_data(page), _in_meta(page), _in_time_elements(page))
    days = next(filter(None, map(_days, chain.from_iterable(stated))), [])
    if len(days) == 1:
        return days[0].isoformat()
    visible = _beside_headline(page, headline)
    if days:
        return (visible if visible in days else days[0]).isoformat()
    if visible is not None:
        return visible.isoformat()
    in_path = _IN_PATH.search(address or "")
    day = _day(*(group for group in in_path.groups() if group)) if in_path else None
    return day.isoformat() if day else None


def _in_structured_data(page: HtmlElement) -> Iterator[str]:
    found: dict[str, str] = {}
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            # Careless JSON (a comma too many, a raw quotation mark in a title) still names its date.
            if stated := re.search(r'"datePublished"\s*:\s*"([^"]{8,40})"', script.text):
                found.setdefault("Article", stated[1])
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            stated = node.get("datePublished")
            if isinstance(stated, str):
                for kind in kinds if isinstance(kinds, list) else [kinds]:
                    found.setdefault(str(kind), stated)
    for kind in _ARTICLE_TYPES:
        if kind in found:
            yield found[kind]


def _nodes(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD document, but not those inside a list of other articles."""
    if depth > 6:
        return
    if isinstance(data, list):
        for part in data:
            yield from _nodes(part, depth + 1)
    elif isinstance(data, dict) and data.get("@type") not in ("ItemList", "CollectionPage"):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(data.get(key), depth + 1)


def _in_meta(page: HtmlElement) -> Iterator[str]:
    stated: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = meta.get("content") or meta.get("datetime")
        if content:
            stated.setdefault(name, content)
    for name in _META_NAMES:
        if name in stated:
            yield stated[name]


def _in_time_elements(page: HtmlElement) -> Iterator[str]:
    """Yield the times that are marked as the publication of the page's article."""
    for element in page.iter("time", "span", "div", "abbr", "p"):
        marks = (element.get("itemprop") or "", element.get("class") or "")
        marked = "datePublished" in marks[0] or element.get("pubdate") is not None
        if element.tag == "time":
            marked = marked or "published" in marks[1] or marks[1].startswith("entry-date")
        if marked and not _is_aside(element):
            yield element.get("datetime") or element.get("content") or element.text_content()


def _is_aside(element: HtmlElement) -> bool:
    return any(parent.tag in ("aside", "nav", "footer", "li") for parent in element.iterancestors())


def _beside_headline(page: HtmlElement, headline: HtmlElement | None) -> date | None:
    """Return the day written in the lines around the headline."""
    if headline is None:
        headline = max(page.iter("h1"), key=lambda heading: len(heading.text_content()), default=None)
    if headline is None:
        return None
    # Above it only what stands in the same box: site headers show the day of the visit.
    beside = [" ".join(element.text_content().split()) for element in headline.itersiblings(preceding=True)]
    for lines in (_lines_below(page, headline), beside):
        for line in lines:
            if len(line) > _BYLINE_LENGTH:
                break
            if day := _byline_day(line):
                return day
    return None


def _lines_below(page: HtmlElement, headline: HtmlElement) -> list[str]:
    """Return the pieces of text that follow the headline, a time element by its machine-readable attribute."""
    lines: list[str] = []
    below = False
    for event, element in iterwalk(page, events=("start", "end")):
        if event == "start":
            piece = (element.tag == "time" and element.get("datetime")) or element.text
            shown = below and element.tag not in ("script", "style")
        else:
            below = below or element is headline
            piece, shown = element.tail, below
        if shown and (line := " ".join((piece or "").split())):
            lines.append(line)
        if len(lines) >= _NEAR:
            break
    return lines


def _byline_day(line: str) -> date | None:
    """Return the day that a line such as `Redaksi - Rabu, 2 Nov 2022 10:14 WIB` states; None for other lines."""
    match = _WORDED.search(line) or _NUMERIC.search(line) or _STAMP.search(line)
    if match is None:
        return None
    beside = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", line[: match.start()] + " " + line[match.end() :])
    if any(word.islower() and word not in _BYLINE_WORDS for word in beside):
        return None
    days = _days(match[0])
    return days[0] if days else None


def _days(stamp: str) -> list[date]:
    """Return the days that a written time can mean, the likeliest first; none if it is no date."""
    stamp = " ".join(stamp.split())
    if match := _STAMP.search(stamp):
        year, month, day, hour, minute, zone = match.groups()
        written = _day(year, month, day)
        if written is None:
            return []
        if zone is None:
            return [written]
        try:
            moment = datetime.strptime(f"{written} {hour}:{minute} {zone}", "%Y-%m-%d %H:%M %z")
            in_jakarta = moment.astimezone(_JAKARTA).date()
        except (ValueError, OverflowError):
            return [written]
        return [written] if moment.utcoffset() in _INDONESIAN_OFFSETS else [in_jakarta, written]
    if match := _NUMERIC.search(stamp):
        day_of_month, month, year = match.groups()
        numeric = _day(year, month, day_of_month)
        return [numeric] if numeric else []
    if match := _WORDED.search(stamp):
        import dateparser

        # dateparser knows Agu and Ags(tus), not the Agt that some portals write.
        worded = re.sub(r"\bAg(?:t|st)\b", "Agu", match[0], flags=re.IGNORECASE).replace("-", " ")
        read = dateparser.parse(
            worded, languages=["id", "en"], settings={"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"]}
        )
        if read is not None and read.date() >= _EARLIEST:
            return [read.date()]
    return []


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found >= _EARLIEST else None
