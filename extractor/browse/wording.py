"""The two languages of the desk: Indonesian, in which its pages are written, and English by a table."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from datasette.utils.asgi import Request, Response

from extractor.formatting import period_text

Language = Literal["id", "en"]
Translate = Callable[..., str]

COOKIE = "bahasa"
_TABLE = Path(__file__).with_name("english.csv")
_PHRASES = Path(__file__).with_name("datasette_phrases.csv")
_YEAR = 365 * 24 * 3600
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def language_of(request: Request | None) -> Language:
    """Return the language that a reader has chosen, Indonesian where none is."""
    chosen = request.cookies.get(COOKIE) if request is not None else None
    return "en" if chosen == "en" else "id"


def translator(language: Language) -> Translate:
    """Return what turns an Indonesian text of the desk into a language; `{name}` is filled in from the arguments.

    A text that the table does not have stays Indonesian.
    """

    def translate(text: str, **values: object) -> str:
        told = text if language == "id" else english().get(text, text)
        return told.format(**values) if values else told

    return translate


@cache
def english() -> dict[str, str]:
    """Return the English of each text of the desk."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["en"] for row in csv.DictReader(file)}


@cache
def datasette_phrases() -> dict[str, list[tuple[str, str]]]:
    """Return, by the name of a template of Datasette, its English phrases with their Indonesian."""
    phrases: dict[str, list[tuple[str, str]]] = {}
    with _PHRASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            phrases.setdefault(row["template"], []).append((row["en"], row["id"]))
    return phrases


def day_text(day: str, language: Language) -> str:
    """Write a day (`YYYY-MM-DD`): `16 Mei 2024`, `16 May 2024`; what is no day stays as it is."""
    if language == "id":
        return period_text(day)
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{parsed.day} {_MONTHS[parsed.month - 1]} {parsed.year}"


def path_here(address: str | None) -> str:
    """Return the path, query and fragment of an address: `//elsewhere` and `https://elsewhere` would lead away."""
    try:
        back = urlsplit(address or "/")
    except ValueError:
        return "/"
    path = "/" + back.path.lstrip("/\\")
    query, fragment = (f"?{back.query}" if back.query else ""), (f"#{back.fragment}" if back.fragment else "")
    return f"{path}{query}{fragment}"


async def switch(request: Request) -> Response:
    """Answer `/-/bahasa?ke=en&kembali=/daerah/35.24`: remember the language, and go back to the page."""
    response = Response.redirect(path_here(request.args.get("kembali")))
    response.set_cookie(COOKIE, "en" if request.args.get("ke") == "en" else "id", max_age=_YEAR, samesite="lax")
    return response
