"""The plain records that the steps hand to each other: article, figure, event."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

#: Fields of a figure that the contract names, in its order.
CONTRACT_FIGURE_FIELDS = (
    "start", "end", "text", "value", "value_max", "unit", "item", "indicator", "measure",
    "place", "period", "status", "modifier", "basis", "source",
)  # fmt: skip


@dataclass(slots=True)
class Article:
    """One news article, as it is stored.

    `text` is what facts are read from; every offset of a fact counts its Unicode code points.
    `published` is `YYYY-MM-DD`, or None where the page names no date.
    `reason` says why no facts are read from the page (not in Indonesian, no text); None for a readable article.
    `page_sha256` is the digest of the page that it was read from (of all its pages, one behind the other).
    `archive_file` and `archive_offset` (bytes) say where the page that it was read from is archived.
    """

    id: str
    url: str | None
    title: str
    published: str | None
    text: str
    canonical_url: str | None = None
    site: str | None = None
    author: str | None = None
    language: str | None = None
    fetched: str | None = None
    reason: str | None = None
    page_sha256: str | None = None
    archive_file: str | None = None
    archive_offset: int | None = None

    @property
    def readable(self) -> bool:
        """Whether facts can be read from the article."""
        return self.reason is None


@dataclass(slots=True)
class Figure:
    """One mention of a quantity, with the fields of the contract and the sentence that states it.

    `value` and `value_max` are in full units; `quotation` is `text[quote_start:quote_end]` of the article.
    `source_role` is the office of the person who is the `source`, as the text words it.
    `confidence` (0 to 1) says how likely the record is right, None where nobody has estimated it. `flags` are the codes
    of `models/flags.csv` for what a desk editor would question, `flag_details` the reason for each, in the same order.
    """

    start: int
    end: int
    text: str
    value: float
    value_max: float | None
    unit: str
    item: str | None
    indicator: str
    measure: str
    place: str | None
    period: str | None
    status: str
    modifier: str
    basis: str | None
    source: str | None
    quotation: str = ""
    quote_start: int = 0
    quote_end: int = 0
    source_role: str | None = None
    confidence: float | None = None
    flags: list[str] = field(default_factory=list)
    flag_details: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Event:
    """One award or designation, told in one or more sentences of an article.

    `confidence`, `flags` and `flag_details` are as those of a figure.
    """

    type: str
    start: int
    end: int
    name: str
    recipients: list[str]
    recipient_places: list[str]
    giver: str | None
    occasion: str | None
    venue: str | None
    date: str | None
    rank: str | None
    quotation: str = ""
    quote_start: int = 0
    quote_end: int = 0
    confidence: float | None = None
    flags: list[str] = field(default_factory=list)
    flag_details: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Facts:
    """What was read from one article."""

    id: str
    figures: list[Figure] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the contract's JSON object for the article."""
        return asdict(self)


@dataclass(slots=True)
class Sectors:
    """The sectors of the regional GDP (codes of `models/sectors.csv`), the likeliest first.

    `article` are those of the article, `figures` those of each of its figures, in their order.
    """

    article: list[str] = field(default_factory=list)
    figures: list[list[str]] = field(default_factory=list)
