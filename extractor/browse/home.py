"""The home page: what is new, where there is news, and what contradicts what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from extractor.browse import facts
from extractor.browse.desk import Desk, Row, facts_database

if TYPE_CHECKING:
    from datasette.app import Datasette

#: Articles shown, facts of each, and how many of the latest articles tell where there is news.
_NEWS, _FACTS_OF_EACH, _RECENT = 8, 3, 400
_AREAS, _DISPUTES, _AWARDS = 24, 5, 6

_LATEST_FIGURES = f"""
    (
        SELECT * FROM articles WHERE superseded_by IS NULL AND status = 'read' AND published IS NOT NULL
        ORDER BY published DESC LIMIT {_RECENT}
    ) AS article
    CROSS JOIN figures AS figure ON figure.article_id = article.id
"""


async def home(request: Request, datasette: Datasette) -> Response:
    """Answer `/`; where no database of facts is served, with Datasette's own page."""
    if await facts_database(datasette) is None:
        from datasette.views.index import IndexView

        # Its own address may end in `.json`, and it looks for what that says.
        scope = {**request.scope, "url_route": {"kwargs": {"format": None}}}
        response: Response = await IndexView(datasette).get(Request(scope, request.receive))
        return response
    desk = await Desk.of(datasette, request)
    name = facts.name_column(desk)
    described = datasette.metadata(database=desk.database.name) or {}
    counted = await desk.first(
        # Counted in indexes: those of superseded ones are few.
        "SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM articles WHERE superseded_by IS NOT NULL)"
        " AS articles,"
        " (SELECT count(*) FROM claims WHERE agreement = 'contradicted') AS contradictions"
    )
    assert counted is not None
    areas = await desk.rows(
        f"SELECT figure.place, places.{name} AS name, count(DISTINCT figure.article_id) AS articles"
        f" FROM {_LATEST_FIGURES}"
        " JOIN places ON places.code = figure.place WHERE figure.indicator <> 'other'"
        f" GROUP BY figure.place ORDER BY articles DESC, name LIMIT {_AREAS}"
    )
    disputes = await desk.rows(
        f"SELECT contradictions.*, places.{name} AS place_name,"
        f" indicators.{facts.label_column(desk)} AS indicator_label"
        " FROM contradictions CROSS JOIN places ON places.code = place"
        " CROSS JOIN indicators ON indicators.code = indicator"
        f" ORDER BY last_published DESC LIMIT {_DISPUTES}"
    )
    awards = await desk.rows(
        facts.events(
            desk,
            "articles AS article CROSS JOIN events AS event ON event.article_id = article.id",
            f"WHERE article.superseded_by IS NULL ORDER BY article.published DESC, event.id LIMIT {_AWARDS}",
        )
    )
    return await desk.page(
        "desk_home.html",
        heading=described.get("title") or datasette.metadata("title"),
        lead=datasette.metadata("description"),
        **counted,
        news=await _news(desk),
        areas=areas,
        disputes=facts.with_periods(disputes),
        awards=facts.with_dates(awards),
    )


async def _news(desk: Desk) -> list[Row]:
    """Return the latest articles that have facts, each with those that are surest."""
    rows = await desk.rows(
        facts.figures(
            desk,
            _LATEST_FIGURES,
            "WHERE figure.indicator <> 'other' ORDER BY article.published DESC, article.id",
        )
        + " LIMIT 1000"
    )
    news: dict[str, Row] = {}
    for row in rows:
        if row["article_id"] not in news:
            if len(news) == _NEWS:
                break
            news[row["article_id"]] = {**row, "facts": []}
        news[row["article_id"]]["facts"].append(row)
    for article in news.values():
        article["figures"] = len(article["facts"])
        article["facts"].sort(key=lambda fact: (fact["place"] is None, -(fact["confidence"] or 0), fact["start"]))
        del article["facts"][_FACTS_OF_EACH:]
    return list(news.values())
