"""An Atom feed of the facts that answer a search: `/umpan.atom?q=ekspor&daerah=Lamongan`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import BadRequest, Request, Response

from extractor.browse import facts
from extractor.browse.desk import Desk, Row, article_path, printable
from extractor.browse.search import Question
from extractor.errors import UserError

if TYPE_CHECKING:
    from datasette.app import Datasette

_ENTRIES = 50


async def feed(request: Request, datasette: Datasette) -> Response:
    """Answer `/umpan.atom` with the facts that were stored last; without parameters, with those of any kind.

    Raises BadRequest for an area or indicator that is unknown.
    """
    from feedgen.feed import FeedGenerator

    desk = await Desk.of(datasette, request)
    question = Question.of(desk)
    try:
        rows = await question.facts(_ENTRIES, anything=True)
    except UserError as error:
        raise BadRequest(str(error)) from error
    address = datasette.absolute_url(request, datasette.urls.path(f"/umpan.atom?{question.address}"))
    made = FeedGenerator()
    made.id(address)
    made.title(desk.translate("Angka dalam berita: {what}", what=question.told or desk.translate("semua")))
    made.link(href=address, rel="self")
    made.link(href=datasette.absolute_url(request, datasette.urls.path(f"/cari?{question.address}")), rel="alternate")
    made.author(name="extractor")
    made.updated(max((_time(row) for row in rows), default=datetime(1970, 1, 1, tzinfo=UTC)))
    for row in rows:
        entry: Any = made.add_entry(order="append")
        path = f"{article_path(row['article_id'])}#a{row['start']}-{row['end']}"
        link = datasette.absolute_url(request, datasette.urls.path(path))
        entry.id(link)
        entry.title(printable(_title(row)))
        entry.link(href=link)
        entry.updated(_time(row))
        entry.content(printable(facts.citation(row, desk.day(row["published"]))), type="text")
        if row["source"]:
            entry.author(name=printable(row["source"]))
    return Response(made.atom_str(pretty=True), content_type="application/atom+xml; charset=utf-8")


def _title(row: Row) -> str:
    parts = [row["indicator_label"], row["item"], row["place_name"], row["period_text"]]
    return f"{', '.join(part for part in parts if part)}: {row['value_text']}"


def _time(row: Row) -> datetime:
    """Return when a fact came: when its article was fetched or, of a saved file, published."""
    text = row["fetched"] or row["published"]
    if text is None:
        return datetime(1970, 1, 1, tzinfo=UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
