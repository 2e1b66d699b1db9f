"""Write `articles.jsonl` and `gold.jsonl` from the sample pages and `gold_source/`.

The gold is written by hand without offsets: each record has a `context`, a piece of the article that occurs once, in
which `[[` and `]]` stand around the figure or the name. This script reads every page the way the product does, finds
the contexts in the text and counts the offsets. It stops at the first record that does not fit.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

from extractor.article import read_pages
from extractor.records import CONTRACT_FIGURE_FIELDS, Article, Event

CORPUS = Path(__file__).resolve().parent

#: What a figure is when its source says nothing else; the fields without a default have to be there.
FIGURE_DEFAULTS: dict[str, Any] = {
    "value_max": None,
    "item": None,
    "measure": "level",
    "status": "actual",
    "modifier": "exact",
    "basis": None,
    "source": None,
}
EVENT_DEFAULTS: dict[str, Any] = {"giver": None, "occasion": None, "venue": None, "date": None, "rank": None}

_OFFSETS = ("start", "end")
# The quotation and what the checks say are the extractor's own additions to the contract.
EVENT_FIELDS = tuple(f.name for f in fields(Event) if not f.name.startswith(("quot", "confidence", "flag")))
_MARKED = re.compile(r"(.*?)\[\[(.+?)\]\](.*)", re.DOTALL)


class GoldError(ValueError):
    """A gold record does not fit its article, or lacks a field."""


def pages_by_id() -> dict[str, list[dict[str, str]]]:
    """Return the rows of `pages.csv` by article, the pages of one article in reading order."""
    rows: dict[str, list[dict[str, str]]] = {}
    with (CORPUS / "pages.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["id"], []).append(row)
    return {key: sorted(pages, key=lambda row: int(row["page"])) for key, pages in rows.items()}


def read_article(pages: list[dict[str, str]]) -> Article:
    """Return the article on one or more saved pages, as the product reads it."""
    return read_pages([(CORPUS / "pages" / row["file"]).read_bytes() for row in pages], url=pages[0]["url"])


def article_row(article_id: str, article: Article) -> dict[str, Any]:
    """Return the article in the contract's form, under its readable id."""
    return {
        "id": article_id,
        "url": article.url,
        "title": article.title,
        "published": article.published,
        "text": article.text,
    }


def locate(text: str, context: str) -> tuple[int, int]:
    """Return start and end, in code points of `text`, of what `[[` and `]]` mark in a context.

    Raises GoldError when the context marks nothing, or does not occur exactly once.
    """
    match = _MARKED.fullmatch(context)
    if match is None:
        raise GoldError(f"no [[marked]] part in context: {context}")
    before, marked, after = match.groups()
    plain = before + marked + after
    found = text.count(plain)
    if found != 1:
        raise GoldError(f"context occurs {found} times, not once: {context}")
    start = text.index(plain) + len(before)
    return start, start + len(marked)


def _record(
    source: Mapping[str, Any], text: str, names: tuple[str, ...], defaults: Mapping[str, Any], found: tuple[str, ...]
) -> dict[str, Any]:
    start, end = locate(text, source["context"])
    unknown = set(source) - set(names) - {"context"} | set(source) & set(found)
    missing = set(names) - set(source) - set(defaults) - set(found)
    if unknown or missing:
        raise GoldError(f"unknown fields {sorted(unknown)}, missing fields {sorted(missing)}: {source['context']}")
    located = {"start": start, "end": end, "text": text[start:end]}
    return {name: located[name] if name in found else source.get(name, defaults.get(name)) for name in names}


def gold_row(source: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return one article's gold facts in the contract's form, figures in the order of the text.

    Raises GoldError when a record does not fit the text or the contract, or two figures overlap.
    """
    figures = [
        _record(figure, text, CONTRACT_FIGURE_FIELDS, FIGURE_DEFAULTS, (*_OFFSETS, "text"))
        for figure in source["figures"]
    ]
    figures.sort(key=lambda figure: int(figure["start"]))
    for earlier, later in pairwise(figures):
        if later["start"] < earlier["end"]:
            raise GoldError(f"figures overlap: {earlier['text']} and {later['text']}")
    events = [_record(event, text, EVENT_FIELDS, EVENT_DEFAULTS, _OFFSETS) for event in source["events"]]
    return {"id": source["id"], "figures": figures, "events": events}


def build() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of `articles.jsonl` and `gold.jsonl`, in the order of `pages.csv`.

    Raises GoldError, naming the article, when a gold record or a publication date does not fit.
    """
    articles, gold = [], []
    for article_id, pages in pages_by_id().items():
        article = read_article(pages)
        if (article.published or "") != pages[0]["published"]:
            raise GoldError(f"{article_id}: read as published {article.published}, pages.csv says otherwise")
        source = json.loads((CORPUS / "gold_source" / f"{article_id}.json").read_text(encoding="utf-8"))
        try:
            gold.append(gold_row(source, article.text))
        except GoldError as error:
            raise GoldError(f"{article_id}: {error}") from error
        articles.append(article_row(article_id, article))
    return articles, gold


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main() -> int:
    """Write both files; answer 1 and say why on standard error when the gold does not fit."""
    try:
        articles, gold = build()
    except GoldError as error:
        print(error, file=sys.stderr)
        return 1
    _write(CORPUS / "articles.jsonl", articles)
    _write(CORPUS / "gold.jsonl", gold)
    figures, events = (sum(len(row[kind]) for row in gold) for kind in ("figures", "events"))
    print(f"{len(articles)} articles, {figures} figures, {events} awards and designations")
    return 0


if __name__ == "__main__":
    sys.exit(main())
