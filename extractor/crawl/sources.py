"""The sources to crawl."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote_plus


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles are looked for."""

    name: str
    title: str
    area: str
    kind: Literal["feed", "sitemap", "listing", "search"]
    url: str
    delay: float
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    enabled: bool

    def address(self, query: str = "") -> str:
        """Return where to look: `url`, with `query` put into the address of a search feed."""
        return self.url.replace("{query}", quote_plus(query)) if self.kind == "search" else self.url


def load_sources(user_file: Path | None = None) -> list[Source]:  # noqa: ARG001
    """Return the sources."""
    return []


def select(sources: Iterable[Source], names: Sequence[str] = (), area: str | None = None) -> list[Source]:
    """Return the sources to crawl, in their order."""
    wanted = [source for source in sources if (source.name in names if names else source.enabled)]
    return [source for source in wanted if area is None or covers(source, area)]


def covers(source: Source, area: str) -> bool:
    """Whether a source is one for an area, given as a code."""
    if source.kind == "search" and source.area == "ID":
        return True
    return source.area == area or source.area.startswith(f"{area}.") or area.startswith(f"{source.area}.")
