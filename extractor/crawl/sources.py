"""The sources to crawl: the bundled list `corpus/sources.toml`, and a file of the user's own merged over it.

Both files are TOML with a table for each source, whose heading is the source's name:

    [antara-jatim]
    title = "ANTARA Jawa Timur"
    area = "35"
    kind = "feed"
    url = "https://jatim.antaranews.com/rss/terkini.xml"
    delay = 5

In the user's file a table that bears the name of a bundled source changes the fields that it gives, and one with a new
name adds a source. Changes are written into the user's file only, whose comments and order stay as they are.
"""

from __future__ import annotations

import difflib
import re
import shutil
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import quote_plus, urlsplit

from extractor import resources
from extractor.crawl.fetch import parse_address
from extractor.errors import FetchError, SourcesError
from extractor.gazetteer import places

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Comment, Table, Whitespace

Kind = Literal["feed", "sitemap", "listing", "search"]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: Seconds between two requests where a file says nothing.
USUAL_DELAY = 5.0
#: Stands in the address of a search feed for what is searched for.
QUERY = "{query}"

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FEED = re.compile(r"(?:^|[/?&=._-])(?:rss|feeds?|atom|rdf)(?:$|[/?&=._-])|\.xml$", re.IGNORECASE)
#: A day: who asks less often than that runs the crawl less often.
_LONGEST_DELAY = 86_400


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles are looked for.

    `name` is short and unique (`antara-jatim`), `area` the Kemendagri code of the province, kabupaten or kota that it
    writes about, or `ID`. `kind` says what `url` leads to: a `feed` (RSS, Atom), a `sitemap` or index of sitemaps, a
    `listing` (a page with links to articles), or a `search` feed, whose address holds `{query}`. `delay` is in seconds,
    between two requests to its host. `include` and `exclude` are regular expressions for the addresses of articles.
    """

    name: str
    title: str
    area: str
    kind: Kind
    url: str
    delay: float
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    enabled: bool

    def wants(self, address: str) -> bool:
        """Whether an article of this address is looked for.

        One pattern of `include`, if there are any, occurs in the address, and none of `exclude` does.
        """
        if any(_pattern(pattern).search(address) for pattern in self.exclude):
            return False
        return not self.include or any(_pattern(pattern).search(address) for pattern in self.include)

    def address(self, query: str = "") -> str:
        """Return where to look: `url`, with `query` put into the address of a search feed."""
        return self.url.replace(QUERY, quote_plus(query)) if self.kind == "search" else self.url


def bundled_file() -> Path:
    """Return the path of the bundled list."""
    return resources.corpus() / "sources.toml"


def load_sources(user_file: Path | None = None) -> list[Source]:
    """Return the bundled sources, in the order of their file, with those of `user_file` merged over them.

    Raises SourcesError, in one line that names file and source, for a file or a source that cannot be read.
    """
    tables = _read(bundled_file())
    origin = dict.fromkeys(tables, bundled_file())
    if user_file is not None:
        for name, fields in _read(user_file).items():
            tables[name] = {**tables.get(name, {}), **fields}
            origin[name] = user_file
    return [_source(name, fields, origin[name]) for name, fields in tables.items()]


def select(sources: Iterable[Source], names: Sequence[str] = (), area: str | None = None) -> list[Source]:
    """Return the sources to crawl, in their order.

    With `names` these, whether enabled or not; else those that are enabled. With `area`, a code, only those that cover
    it. Raises SourcesError for a name that no source has.
    """
    listed = list(sources)
    known = {source.name for source in listed}
    for name in names:
        if name not in known:
            raise _unknown(name, known)
    wanted = [source for source in listed if (source.name in names if names else source.enabled)]
    return [source for source in wanted if area is None or covers(source, area)]


def covers(source: Source, area: str) -> bool:
    """Whether a source is one for an area, given as a code.

    A province has its own sources and those of its kabupaten and kota; a kabupaten or kota has its own and those of
    its province; `ID` has the national ones. A search feed for the whole country is one for every area, which it is
    asked for by name.
    """
    if source.kind == "search" and source.area == "ID":
        return True
    return source.area == area or source.area.startswith(f"{area}.") or area.startswith(f"{source.area}.")


def check_address(url: str) -> None:
    """Raise FetchError where this is no address of a page, feed or, with `{query}` in it, search feed."""
    parse_address(url.replace(QUERY, "x"))
    try:
        urlsplit(url)
    except ValueError as error:
        raise FetchError(f"{url}: not a web address ({str(error).lower()})") from error


def guess_kind(url: str) -> Kind:
    """Return what an address seems to lead to; `listing` where it says nothing."""
    parts = urlsplit(url)
    if QUERY in url:
        return "search"
    if "sitemap" in parts.path.lower():
        return "sitemap"
    host = parts.hostname or ""
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "feed" if host.startswith(("rss.", "feed.", "feeds.")) or _FEED.search(path) else "listing"


def guess_name(url: str) -> str:
    """Return a name for the source at an address, made of its host: `kabar-tuban-example`."""
    host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", host).strip("-")


def add_source(user_file: Path, name: str, fields: dict[str, Any]) -> Source:
    """Write a new source into the user's file, which is made if there is none, and return it.

    `fields` are those of a table; `url` and `area` must be among them. Raises SourcesError where a source has the name
    already, or a field is wrong; the file then stays as it was.
    """
    known = {source.name: source for source in load_sources(_existing(user_file))}
    if name in known:
        raise SourcesError(f"{name} is the name of {known[name].url}: choose another with --name")
    source = _source(name, fields, user_file)

    def change(document: TOMLDocument) -> None:
        import tomlkit

        table = tomlkit.table()
        table.update(fields)
        document.append(name, table)

    _edit(user_file, change)
    return source


def set_enabled(user_file: Path, name: str, enabled: bool) -> bool:
    """Write into the user's file that a source is crawled, or not; returns whether that is a change.

    Raises SourcesError for an unknown source.
    """
    known = {source.name: source for source in load_sources(_existing(user_file))}
    if name not in known:
        raise _unknown(name, known)
    if known[name].enabled == enabled:
        return False

    def change(document: TOMLDocument) -> None:
        import tomlkit
        from tomlkit.items import Table

        if name not in document:
            document.append(name, tomlkit.table())
        table = document[name]
        if isinstance(table, Table) and "enabled" not in table:
            # Comments above the next heading count as this table's: the new line goes before them.
            below = _take_below(table)
            table["enabled"] = enabled
            for item in below:
                table.add(item)
        else:
            table["enabled"] = enabled

    _edit(user_file, change)
    return True


def remove_source(user_file: Path, name: str) -> bool:
    """Take a source out of the user's file; returns whether a bundled one of that name is what now remains.

    Raises SourcesError where the user's file has no such source.
    """
    own = _read(user_file) if user_file.exists() else {}
    bundled = name in _read(bundled_file())
    if name not in own:
        if bundled:
            raise SourcesError(f"{name} is bundled and cannot be removed: extractor sources disable {name}")
        raise _unknown(name, own)

    def change(document: TOMLDocument) -> None:
        import tomlkit
        from tomlkit.items import Table

        table = document[name]
        if not isinstance(table, Table):
            document.remove(name)
            return
        below = "".join(item.as_string() for item in _take_below(table))
        place = next(at for at, (key, _) in enumerate(document.body) if key is not None and key.key == name)
        document.remove(name)
        # What is removed leaves an empty item; it takes up the comments that stood above the next heading.
        document.body[place] = (None, tomlkit.ws(below))

    _edit(user_file, change)
    return bundled


def _read(file: Path) -> dict[str, dict[str, Any]]:
    """Return the tables of a file by name; raises SourcesError."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SourcesError(f"{file}: no such file: extractor sources add makes it") from error
    except OSError as error:
        raise SourcesError(f"{file}: {(error.strerror or str(error)).lower()}: choose another file") from error
    except UnicodeDecodeError as error:
        raise SourcesError(f"{file}: not in UTF-8: save it in that encoding") from error
    except tomllib.TOMLDecodeError as error:
        raise SourcesError(f"{file}: no TOML: {error}") from error
    for name, fields in tables.items():
        if not isinstance(fields, dict):
            raise SourcesError(f"{file}: {name}: not a source, which has a heading [name] and its fields below")
    return tables


def _source(name: str, fields: dict[str, Any], file: Path) -> Source:
    """Return the source of a table; raises SourcesError, which names `file` and the source."""

    def wrong(what: str) -> SourcesError:
        return SourcesError(f"{file}: {name}: {what}")

    def text(field: str, usual: str | None = None) -> str:
        value = fields.get(field, usual)
        if not isinstance(value, str) or not value.strip():
            raise wrong(f"{field} must be a text")
        return value.strip()

    def patterns(field: str) -> tuple[str, ...]:
        value = fields.get(field, [])
        if not isinstance(value, list) or not all(isinstance(pattern, str) for pattern in value):
            raise wrong(f'{field} must be a list of patterns: ["/ekonomi/"]')
        for pattern in value:
            try:
                _pattern(pattern)
            except re.error as error:
                raise wrong(f"{field}: {pattern!r} is no regular expression ({error})") from error
        return tuple(value)

    if not _NAME.fullmatch(name):
        raise wrong("a name has small letters, digits and hyphens between them")
    if unknown := sorted(fields.keys() - Source.__slots__ | fields.keys() & {"name"}):
        raise wrong(f"unknown field {unknown[0]}: there are {', '.join(Source.__slots__[1:])}")
    if "url" not in fields:
        raise wrong("no url, and no bundled source has this name")
    url = text("url")
    try:
        check_address(url)
    except FetchError as error:
        raise wrong(f"url {error}") from error
    kind = text("kind", guess_kind(url))
    if kind not in KINDS:
        raise wrong(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    if (kind == "search") != (QUERY in url):
        raise wrong(f"{QUERY} stands in the url of a search feed, and only there")
    area = places().get(text("area"))
    if area is None or (area.level not in ("province", "regency", "city") and area.code != "ID"):
        raise wrong(
            f"area must be the code of a province (35), kabupaten or kota (35.24), or ID, not {fields['area']!r}"
        )
    delay = fields.get("delay", USUAL_DELAY)
    if isinstance(delay, bool) or not isinstance(delay, int | float) or not 0 <= delay <= _LONGEST_DELAY:
        raise wrong(f"delay must be a number of seconds, at most {_LONGEST_DELAY}")
    enabled = fields.get("enabled", True)
    if not isinstance(enabled, bool):
        raise wrong("enabled must be true or false")
    title = text("title", urlsplit(url).hostname)
    return Source(name, title, area.code, kind, url, float(delay), patterns("include"), patterns("exclude"), enabled)


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _unknown(name: str, known: Iterable[str]) -> SourcesError:
    close = difflib.get_close_matches(name, list(known), n=3)
    hint = f"did you mean {', '.join(close)}?" if close else "extractor sources lists them"
    return SourcesError(f"no source {name!r}: {hint}")


def _existing(file: Path) -> Path | None:
    return file if file.exists() else None


def _take_below(table: Table) -> list[Comment | Whitespace]:
    """Take out of a table what stands after its last field, up to the next heading, and return it."""
    body = table.value.body
    end = max((at + 1 for at, (key, _) in enumerate(body) if key is not None), default=0)
    below: list[Any] = [item for _, item in body[end:]]
    del body[end:]
    return below


def _edit(file: Path, change: Callable[[TOMLDocument], None]) -> None:
    """Change a file, or a new one, that another program may be reading; it is whole at every moment."""
    import tomlkit

    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            text = opened.read()
    except FileNotFoundError:
        text = ""
    line_end = "\r\n" if "\r\n" in text else "\n"
    document = tomlkit.parse(text.replace("\r\n", "\n"))
    change(document)
    changed = document.as_string().rstrip()
    target = file.resolve()
    unfinished = target.with_name(f"{target.name}.part")
    try:
        unfinished.write_text(f"{changed}\n" if changed else "", encoding="utf-8", newline=line_end)
        if target.exists():
            shutil.copymode(target, unfinished)
        unfinished.replace(target)
    except OSError as error:
        raise SourcesError(f"{file}: {(error.strerror or str(error)).lower()}: choose another file") from error
