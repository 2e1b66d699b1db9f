"""The sample corpus keeps its own form: pages, gold facts and the articles that the gold counts its offsets in."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest

from extractor import resources
from extractor.gazetteer import places
from extractor.markup import decode
from extractor.records import CONTRACT_FIGURE_FIELDS

CORPUS = resources.corpus()
EVENT_FIELDS = [
    "type", "start", "end", "name", "recipients", "recipient_places", "giver", "occasion", "venue", "date", "rank",
]  # fmt: skip
CHOICES: dict[str, set[str | None]] = {
    "measure": {"level", "change", "share"},
    "status": {"actual", "target", "forecast"},
    "modifier": {"exact", "approx", "gt", "gte", "lt", "lte"},
    "basis": {None, "yoy", "mtm", "qtq", "ytd", "ctc"},
}
TIME = re.compile(r"\d{4}(?:-(?:\d{2}(?:-\d{2})?|Q[1-4]|S[12]))?")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def load_builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_gold", CORPUS / "build_gold.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES = rows(CORPUS / "pages.csv")
ARTICLES = {row["id"]: row for row in json_lines(CORPUS / "articles.jsonl")}
GOLD = {row["id"]: row for row in json_lines(CORPUS / "gold.jsonl")}
FIGURES = [(key, figure) for key, row in GOLD.items() for figure in row["figures"]]
EVENTS = [(key, event) for key, row in GOLD.items() for event in row["events"]]


def where(value: object) -> str:
    """Name a test case by the article and the place in it."""
    return str(value["start"]) if isinstance(value, dict) else str(value)


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    return load_builder()


@pytest.fixture(scope="module")
def rebuilt(builder: ModuleType) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    articles, gold = builder.build()
    return articles, gold


def is_time(written: str) -> bool:
    """Whether a time is in a form of the contract: one time, or two of the same precision with the earlier first."""
    parts = written.split("/")
    for part in parts:
        if "Q" not in part and "S" not in part:
            date.fromisoformat(f"{part}-01-01"[:10])
    in_form = len(parts) <= 2 and all(TIME.fullmatch(part) for part in parts)
    return in_form and len({len(part) for part in parts}) == 1 and parts == sorted(set(parts))


def test_every_page_is_listed_and_every_listed_page_is_there() -> None:
    files = [row["file"] for row in PAGES]
    assert sorted(files) == sorted(path.name for path in (CORPUS / "pages").iterdir())


def test_every_article_has_gold_and_a_source() -> None:
    ids = list(dict.fromkeys(row["id"] for row in PAGES))
    assert list(GOLD) == list(ARTICLES) == ids
    assert sorted(path.stem for path in (CORPUS / "gold_source").iterdir()) == sorted(ids)


def test_the_corpus_is_broad() -> None:
    assert len(PAGES) >= 15
    assert len({row["province"] for row in PAGES}) >= 10
    assert len({row["layout"] for row in PAGES}) >= 10
    assert {places()[row["province"]].level for row in PAGES} == {"province"}
    assert any(row["page"] == "2" for row in PAGES)
    assert any(not row["published"] for row in PAGES)


def test_addresses_are_reserved_for_examples() -> None:
    assert {(urlsplit(row["url"]).hostname or "").rpartition(".")[2] for row in PAGES} == {"example"}


@pytest.mark.parametrize(("article", "figure"), FIGURES, ids=where)
def test_figure_keeps_the_contract(article: str, figure: dict[str, Any]) -> None:
    assert list(figure) == list(CONTRACT_FIGURE_FIELDS)
    assert figure["text"] == ARTICLES[article]["text"][figure["start"] : figure["end"]] != ""
    assert isinstance(figure["value"], int | float)
    assert figure["value_max"] is None or figure["value_max"] > figure["value"]
    assert figure["indicator"] in {row["code"] for row in rows(resources.models() / "indicators.csv")}
    assert figure["unit"] in {row["code"] for row in rows(resources.models() / "units.csv")}
    assert figure["place"] is None or figure["place"] in places()
    assert figure["period"] is None or is_time(figure["period"])
    for field, allowed in CHOICES.items():
        assert figure[field] in allowed
    text = ARTICLES[article]["text"]
    # The words of an item may stand apart in the text, or carry a suffix (`eksportirnya`).
    assert all(word in text.casefold() for word in (figure["item"] or "").casefold().split())
    assert (figure["source"] or "") in text
    # A level is never negated because it fell; inflation and the trade balance can be negative themselves.
    may_be_negative = figure["measure"] == "change" or figure["indicator"] in ("inflation", "trade_balance")
    assert figure["value"] >= 0 or may_be_negative


@pytest.mark.parametrize("article", GOLD)
def test_figures_stand_in_order_and_apart(article: str) -> None:
    spans = [(figure["start"], figure["end"]) for figure in GOLD[article]["figures"]]
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))
    assert len(spans) >= 5


@pytest.mark.parametrize(("article", "event"), EVENTS, ids=where)
def test_event_keeps_the_contract(article: str, event: dict[str, Any]) -> None:
    assert list(event) == EVENT_FIELDS
    text = ARTICLES[article]["text"]
    assert 0 <= event["start"] < event["end"] <= len(text)
    assert event["type"] in ("award", "designation")
    assert event["name"]
    assert event["recipients"]
    assert {places()[code].level for code in event["recipient_places"]} <= {"province", "regency", "city"}
    assert event["date"] is None or is_time(event["date"])
    for field in ("name", "giver", "occasion", "venue"):
        assert event[field] is None or event[field] in text
    assert all(recipient in text for recipient in event["recipients"])
    ranks = event["rank"].split("; ") if event["rank"] else []
    assert len(ranks) in (0, len(event["recipients"]))


def test_gold_covers_the_three_kinds_of_facts() -> None:
    indicators = {figure["indicator"] for _, figure in FIGURES}
    assert {
        "export_value", "exporters", "business_units", "program_sites", "export_destinations", "workers",
    } <= indicators  # fmt: skip
    assert {event["type"] for _, event in EVENTS} == {"award", "designation"}
    assert any(len(event["recipients"]) > 1 and event["rank"] for _, event in EVENTS)
    assert {figure["status"] for _, figure in FIGURES} == CHOICES["status"]


def test_articles_and_offsets_are_those_of_today(rebuilt: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    articles, gold = rebuilt
    assert articles == list(ARTICLES.values()), "run python corpus/build_gold.py"
    assert gold == list(GOLD.values()), "run python corpus/build_gold.py"


@pytest.mark.parametrize("article", ARTICLES)
def test_no_boilerplate_is_in_the_article(article: str) -> None:
    planted = [row["text"] for row in rows(CORPUS / "boilerplate.csv") if row["id"] == article]
    page = "".join(
        unescape(decode((CORPUS / "pages" / row["file"]).read_bytes())) for row in PAGES if row["id"] == article
    )
    assert len(planted) >= 5
    assert [text for text in planted if text not in page] == []
    assert [text for text in planted if text in ARTICLES[article]["text"]] == []


@pytest.mark.parametrize(
    ("context", "says"),
    [
        ("nilai ekspor Rp 2 triliun", "no [[marked]] part"),
        ("nilai impor [[Rp 2 triliun]]", "occurs 0 times"),
        ("[[Rp 2 triliun]]", "occurs 2 times"),
    ],
)
def test_a_context_that_does_not_fit_stops_the_build(builder: ModuleType, context: str, says: str) -> None:
    text = "Tahun lalu nilai ekspor Rp 2 triliun. Target tahun ini Rp 2 triliun juga."
    with pytest.raises(builder.GoldError, match=re.escape(says)):
        builder.locate(text, context)
    assert builder.locate(text, "nilai ekspor [[Rp 2 triliun]].") == (24, 36)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"indicater": "workers"}, "unknown fields ['indicater']"),
        ({"start": 3}, "unknown fields ['start']"),
        ({"place": ...}, "missing fields ['place']"),
    ],
)
def test_a_field_that_does_not_fit_stops_the_build(builder: ModuleType, change: dict[str, Any], says: str) -> None:
    record = {
        "context": "menyerap [[85 orang]]", "value": 85, "unit": "count", "indicator": "workers", "place": "12.07",
        "period": None,
    } | change  # fmt: skip
    record = {key: value for key, value in record.items() if value is not ...}
    with pytest.raises(builder.GoldError, match=re.escape(says)):
        builder.gold_row({"id": "x", "figures": [record], "events": []}, "Pabrik itu menyerap 85 orang.")


def test_figures_that_overlap_stop_the_build(builder: ModuleType) -> None:
    record = {"value": 85, "unit": "count", "indicator": "workers", "place": "12.07", "period": None}
    figures = [record | {"context": "[[85 orang]]"}, record | {"context": "menyerap [[85]] orang"}]
    with pytest.raises(builder.GoldError, match="overlap"):
        builder.gold_row({"id": "x", "figures": figures, "events": []}, "Pabrik itu menyerap 85 orang.")
