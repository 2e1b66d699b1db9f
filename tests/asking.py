"""Asks Datasette for pages, in this process."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from httpx import Response
from lxml import html
from lxml.html import HtmlElement

from extractor.browse.serve import build_datasette


@contextlib.contextmanager
def browsing(path: Path) -> Iterator[Datasette]:
    """Return Datasette on a database, for the length of a with block."""
    made = build_datasette(path)
    try:
        yield made
    finally:
        for database in made.databases.values():
            database.close()


async def get(datasette: Datasette, address: str, *, language: str = "id", **options: Any) -> Response:
    """Return the answer to an address, in a language of the desk."""
    cookies = {"bahasa": language, **options.pop("cookies", {})}
    response: Response = await datasette.client.get(address, cookies=cookies, **options)  # type: ignore[no-untyped-call]
    return response


async def page(datasette: Datasette, address: str) -> str:
    """Return the text of an answer without an error."""
    response = await get(datasette, address)
    assert response.status_code == 200, response.text
    return response.text


async def tree(datasette: Datasette, address: str, status: int = 200, **options: Any) -> HtmlElement:
    """Return the main part of a page, which is answered with that status."""
    response = await get(datasette, address, **options)
    assert response.status_code == status, response.text
    [main] = html.document_fromstring(response.text).xpath("//main")
    return main


async def rows(datasette: Datasette, address: str, **parameters: str) -> list[dict[str, Any]]:
    """Return the rows of a table or query."""
    found: list[dict[str, Any]] = json.loads(
        await page(datasette, f"{address}.json?{urlencode({'_shape': 'array', **parameters})}")
    )
    return found


def words(element: HtmlElement) -> str:
    """Return what a reader sees of an element, on one line."""
    return " ".join(element.text_content().split())


def texts(element: HtmlElement, path: str) -> list[str]:
    """Return what a reader sees of each element at a path of XPath."""
    return [words(each) for each in element.xpath(path)]
