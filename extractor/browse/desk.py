"""What the pages of the desk share: the database of facts, the reader's language, and how a page is made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.utils.asgi import NotFound, Request, Response

from extractor.browse.wording import Language, Translate, day_text, language_of, translator

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

Row = dict[str, Any]

#: What tells a database of facts from others that Datasette may serve beside it.
_TABLES = {"articles", "figures", "events", "claims"}
#: Characters of a parameter that are read; the index of words takes no NUL, XML no control character.
_LONGEST = 1000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


async def facts_database(datasette: Datasette) -> Database | None:
    """Return the first database of facts that is served, None where there is none."""
    for database in datasette.databases.values():
        if set(await database.table_names()) >= _TABLES:
            return database
    return None


def article_path(article_id: str) -> str:
    """Return the path of the page of an article, whatever its id holds."""
    return f"/artikel/{quote(article_id, safe='')}"


def printable(text: str) -> str:
    """Return a text without what XML cannot hold: control characters and halves of a character."""
    return _CONTROL.sub("", text)


class Desk:
    """A request for a page of the desk."""

    def __init__(self, datasette: Datasette, request: Request, database: Database) -> None:
        self.datasette = datasette
        self.request = request
        self.database = database
        self.language: Language = language_of(request)
        self.translate: Translate = translator(self.language)

    @classmethod
    async def of(cls, datasette: Datasette, request: Request) -> Desk:
        """Return the desk for a request; raises NotFound where no database of facts is served."""
        database = await facts_database(datasette)
        if database is None:
            raise NotFound("no database of facts is served here")
        return cls(datasette, request, database)

    def argument(self, name: str, default: str = "") -> str:
        """Return a parameter of the address, without spaces around it and characters that no text has."""
        return printable((self.request.args.get(name) or default)[:_LONGEST]).strip()

    def number(self, name: str, default: int, largest: int) -> int:
        """Return a whole number of the address from 0 to `largest`; `default` for what is none."""
        text = self.argument(name)
        return min(int(text), largest) if text.isdecimal() and len(text) < 10 else default

    def share(self, name: str) -> float:
        """Return a number of the address from 0 to 1, with a point or comma; 0 for what is none."""
        try:
            return min(max(float(self.argument(name).replace(",", ".")), 0.0), 1.0)
        except ValueError:
            return 0.0

    async def rows(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[Row]:
        """Return what a question to the database brings."""
        found = await self.database.execute(sql, values)
        return [dict(row) for row in found.rows]

    async def first(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Row | None:
        """Return the first row that a question brings, None without any."""
        found = await self.rows(sql, values)
        return found[0] if found else None

    async def page(self, template: str, *, status: int = 200, **context: Any) -> Response:
        """Return a page made from a template of `templates/`."""
        html = await self.datasette.render_template(template, context, request=self.request)
        return Response.html(html, status=status)

    def day(self, day: str | None) -> str | None:
        """Return how a day (`YYYY-MM-DD`) is written in the reader's language; None for None."""
        return None if day is None else day_text(day, self.language)
