"""The search box: facts by the words of their sentence, area and indicator; articles, places and awards by words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils import escape_fts
from datasette.utils.asgi import Request, Response

from extractor.browse import facts
from extractor.browse.desk import Desk, Row
from extractor.errors import UserError
from extractor.gazetteer import Place
from extractor.lookup import find_indicator, find_place

if TYPE_CHECKING:
    from datasette.app import Datasette

_FACTS, _ARTICLES, _AWARDS, _PLACES = 20, 8, 5, 12
_LAST_PAGE = 50
#: What cannot stand in a text of the press marks where a snippet's words begin and end.
_MARK = "\x02"


async def search(request: Request, datasette: Datasette) -> Response:
    """Answer `/cari`."""
    desk = await Desk.of(datasette, request)
    words, page = desk.argument("q"), desk.number("hal", 0, _LAST_PAGE)
    problem, question = None, Question.of(desk)
    try:
        found = await question.facts(_FACTS + 1, page * _FACTS)
    except UserError as error:
        problem, found = str(error), []
    label = facts.label_column(desk)
    indicators = await desk.rows(
        f"SELECT code, {label} AS label FROM indicators WHERE code <> 'other' ORDER BY {label}"
    )
    context: dict[str, Any] = {
        "searched": words,
        "area": question.area,
        "indicator": question.indicator,
        "confidence": desk.argument("keyakinan"),
        "indicators": indicators,
        "problem": problem,
        "asked": question.asks,
        "facts": found[:_FACTS],
        "page": page,
        "more": len(found) > _FACTS and page < _LAST_PAGE,
        "query": question.address,
        "address": f"?{question.address}",
    }
    if words and page == 0:
        context |= {
            "places": await _places(desk, words),
            "shortcuts": _shortcuts(desk, words, indicators),
            "articles": await _articles(desk, words),
            "awards": await _awards(desk, words),
        }
    return await desk.page("desk_search.html", **context)


class Question:
    """What a reader looks for: words, an area, an indicator, a confidence."""

    def __init__(self, desk: Desk, words: str, area: str, indicator: str, confidence: float) -> None:
        self.desk = desk
        self.words = words
        self.area = area
        self.indicator = indicator
        self.confidence = confidence

    @classmethod
    def of(cls, desk: Desk) -> Question:
        """Return the question that an address asks."""
        return cls(
            desk, desk.argument("q"), desk.argument("daerah"), desk.argument("indikator"), desk.share("keyakinan")
        )

    @property
    def asks(self) -> bool:
        """Whether anything is asked at all."""
        return bool(self.words or self.area or self.indicator)

    @property
    def address(self) -> str:
        """The question as parameters of an address."""
        values = {"q": self.words, "daerah": self.area, "indikator": self.indicator, "keyakinan": self.confidence or ""}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def told(self) -> str:
        """The question in words: what was typed."""
        return ", ".join(part for part in (self.words, self.area, self.indicator) if part)

    async def facts(self, limit: int, offset: int = 0, *, anything: bool = False) -> list[Row]:
        """Return facts that answer it, those last stored first; `anything` takes no question for one about all.

        Raises UserError for an unknown area or indicator.
        """
        if not self.asks and not anything:
            return []
        where: list[str] = ["figure.indicator <> 'other'"]
        values: dict[str, Any] = {"limit": limit, "offset": offset}
        source = "figures AS figure"
        if self.words:
            # The index gives rows in the order in which they were stored, so that the first ones come at once.
            source = "figures_fts CROSS JOIN figures AS figure ON figure.id = figures_fts.rowid"
            where.append("figures_fts MATCH :words")
            values["words"] = _phrases(self.words)
        if self.area:
            place = find_place(self.area)
            values["place"] = place.code
            where.append(
                "(figure.place = :place OR (figure.place >= :place || '.' AND figure.place < :place || '/'))"
                if place.level == "province"
                else "figure.place = :place"
            )
        if self.indicator:
            where.append("figure.indicator = :indicator")
            values["indicator"] = find_indicator(self.indicator)
        if self.confidence:
            where.append("figure.confidence >= :confidence")
            values["confidence"] = self.confidence
        where.append("article.superseded_by IS NULL")
        order = "figures_fts.rowid" if self.words else "figure.id"
        source += " CROSS JOIN articles AS article ON article.id = figure.article_id"
        rest = f"WHERE {' AND '.join(where)} ORDER BY {order} DESC LIMIT :limit OFFSET :offset"
        return await self.desk.rows(facts.figures(self.desk, source, rest), values)


def _phrases(words: str) -> str:
    """Return words as the index takes them, none of them an operator; of quotation marks alone nothing is found."""
    return escape_fts(words) or '""'


async def _places(desk: Desk, words: str) -> list[Row]:
    name = facts.name_column(desk)
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return await desk.rows(
        f"SELECT code, {name} AS name FROM places WHERE level <> 'district' AND {name} LIKE :like ESCAPE '\\'"
        f" ORDER BY length(code), name LIMIT {_PLACES}",
        {"like": f"%{escaped}%"},
    )


def _shortcuts(desk: Desk, words: str, indicators: list[Row]) -> list[Row]:
    """Return pages of an indicator in an area where the words name both: `ekspor lamongan`."""
    parts = words.casefold().split()
    if len(parts) < 2 or len(parts) > 8:
        return []
    for start in range(len(parts)):
        for end in range(len(parts), start, -1):
            place = _place(" ".join(parts[start:end]))
            rest = parts[:start] + parts[end:]
            if place is None or not rest:
                continue
            return [
                {
                    "path": f"/daerah/{place.code}/{each['code']}",
                    "text": f"{each['label']}: {place.name if desk.language == 'id' else place.name_en}",
                }
                for each in indicators
                if all(part in each["label"].casefold() for part in rest)
            ][:6]
    return []


def _place(text: str) -> Place | None:
    try:
        return find_place(text)
    except UserError:
        return None


async def _articles(desk: Desk, words: str) -> list[Row]:
    rows = await desk.rows(
        "SELECT article.id, article.title, article.site, article.published,"
        " snippet(articles_fts, 1, :mark, :mark, ' … ', 24) AS snippet"
        " FROM articles_fts CROSS JOIN articles AS article ON article.rowid = articles_fts.rowid"
        " WHERE articles_fts MATCH :words AND article.superseded_by IS NULL"
        f" ORDER BY articles_fts.rowid DESC LIMIT {_ARTICLES}",
        {"words": _phrases(words), "mark": _MARK},
    )
    for row in rows:
        row["pieces"] = row["snippet"].split(_MARK)
    return rows


async def _awards(desk: Desk, words: str) -> list[Row]:
    source = (
        "events_fts CROSS JOIN events AS event ON event.id = events_fts.rowid"
        " CROSS JOIN articles AS article ON article.id = event.article_id"
    )
    rest = "WHERE events_fts MATCH :words AND article.superseded_by IS NULL ORDER BY events_fts.rowid DESC"
    return facts.with_dates(
        await desk.rows(facts.events(desk, source, f"{rest} LIMIT {_AWARDS}"), {"words": _phrases(words)})
    )
