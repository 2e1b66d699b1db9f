"""What `compare.py` compares: each way to do a step. An item is an article, or a page as `{"file", "url"}`."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

Item = dict[str, Any]
#: Called with the name of a stage as it ends.
Lap = Callable[[str], None]


class Contender:
    """One way to do a step. It is loaded by being made; `packages` are those that it needs besides this project."""

    step: ClassVar[str]
    name: ClassVar[str]
    packages: ClassVar[tuple[str, ...]] = ()
    ours: ClassVar[bool] = False

    def __init__(self, lap: Lap) -> None:
        self.lap = lap

    def begin(self) -> None:
        """Get ready for another run over the same items."""

    def read(self, item: Item) -> Any:
        """Return the answer for an item, as JSON can hold it."""
        raise NotImplementedError


# Pages: the text of the article


class Trafilatura(Contender):
    """The stripper that this pipeline uses, with title, date and author as the others give them, too."""

    step, name = "pages", "trafilatura"
    _options: ClassVar[dict[str, Any]] = {"with_metadata": True}

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from trafilatura import bare_extraction

        self._extract: Any = bare_extraction

    def read(self, item: Item) -> str:
        page = Path(item["file"]).read_bytes()
        document = self._extract(page, url=item["url"], include_comments=False, **self._options)
        return document.text or "" if document is not None else ""


class TrafilaturaText(Trafilatura):
    """The text alone."""

    name = "trafilatura, text alone"
    _options: ClassVar[dict[str, Any]] = {}


class TrafilaturaPrecise(Trafilatura):
    """As one would ask it for less boilerplate."""

    name = "trafilatura, favour precision"
    _options: ClassVar[dict[str, Any]] = {"with_metadata": True, "favor_precision": True}


class OwnPages(Contender):
    """trafilatura with what this project does before and after it."""

    step, name, ours = "pages", "this pipeline", True

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from extractor.article import read_page

        self._read_page = read_page

    def read(self, item: Item) -> str:
        return self._read_page(Path(item["file"]).read_bytes(), url=item["url"]).text


class Newspaper(Contender):
    """newspaper4k, told the language and to leave images alone, which it would ask the network for."""

    step, name, packages = "pages", "newspaper4k", ("newspaper4k",)

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from newspaper import Article

        self._article = Article

    def read(self, item: Item) -> str:
        article = self._article(item["url"], language="id", fetch_images=False)
        article.download(input_html=Path(item["file"]).read_text(encoding="utf-8", errors="replace"))
        article.parse()
        return str(article.text)


class NewsPlease(Contender):
    """news-please's extractor: newspaper4k, readability and others, and the best of their answers."""

    step, name, packages = "pages", "news-please", ("news-please",)

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from newsplease import NewsPlease as Extractor

        self._extractor = Extractor

    def read(self, item: Item) -> str:
        html = Path(item["file"]).read_text(encoding="utf-8", errors="replace")
        return self._extractor.from_html(html, url=item["url"], fetch_images=False).maintext or ""


# Times: spans with the days that they cover


class OwnTimes(Contender):
    """The reader of periods."""

    step, name, ours = "times", "this pipeline", True

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from extractor.formatting import period_bounds
        from extractor.reading.periods import PeriodReader
        from extractor.reading.quantities import QuantityReader

        self._reader, self._counted, self._bounds = PeriodReader(), QuantityReader().counted, period_bounds

    def read(self, item: Item) -> list[Item]:
        published = date.fromisoformat(item["published"]) if item.get("published") else None
        found = []
        for period in self._reader.read(item["text"], published, is_count=self._counted):
            if bounds := self._bounds(period.value):
                found.append({"start": period.start, "end": period.end, "days": bounds, "period": period.value})
        return found


class Dateparser(Contender):
    """dateparser.search, told the language, the order of day and month, and the day of publication."""

    step, name = "times", "dateparser.search"

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from dateparser.search import search_dates

        self._search = search_dates

    def read(self, item: Item) -> list[Item]:
        settings: dict[str, Any] = {"DATE_ORDER": "DMY"}
        if item.get("published"):
            settings["RELATIVE_BASE"] = datetime.fromisoformat(item["published"])
        found, position = [], 0
        for words, when, *_ in self._search(item["text"], languages=["id"], settings=settings) or ():
            if (start := item["text"].find(words, position)) >= 0:  # it tells words without their place
                position = start + len(words)
                day = when.date().isoformat()
                found.append({"start": start, "end": position, "days": (day, day), "period": day})
        return found


# Quantities: figures as the contract writes them, without what is not asked here


class OwnQuantities(Contender):
    """The language layer up to quantities, which needs sentences and periods before."""

    step, name, ours = "quantities", "this pipeline, quantities alone", True

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from extractor.reading import pipeline

        self._nlp = pipeline.load(pipeline.STAGES[: pipeline.STAGES.index("quantities") + 1])
        self._read = pipeline.read

    def read(self, item: Item) -> list[Item]:
        doc = self._read(self._nlp, item["text"], title=item.get("title") or "", published=item.get("published"))
        return [_figure((q.start, q.end), q.value, q.unit, q.value_max) for q in doc._.quantities]


class OwnFacts(Contender):
    """All that is read from an article, of which quantities are the start."""

    step, name, ours = "quantities", "this pipeline, whole facts", True

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from extractor.facts import FactReader
        from extractor.records import Article

        self._reader, self._article = FactReader(), Article

    def read(self, item: Item) -> list[Item]:
        article = self._article(
            item["id"], item.get("url"), item.get("title") or "", item.get("published"), item["text"]
        )
        return [asdict(figure) for figure in self._reader.read(article).figures]


class Quantulum(Contender):
    """quantulum3, which reads English, without its classifier of ambiguous units."""

    step, name, packages = "quantities", "quantulum3", ("quantulum3",)
    #: Its names of units, as the contract writes them.
    _units: ClassVar[dict[str, str]] = {
        "dimensionless": "count", "percentage": "percent", "indonesian rupiah": "IDR", "rupiah": "IDR",
        "dollar": "USD", "united states dollar": "USD", "euro": "EUR", "ton": "t", "tonne": "t", "metric ton": "t",
        "kilogram": "kg", "gram": "g", "hectare": "ha", "square metre": "m2", "square kilometre": "km2", "metre": "m",
        "kilometre": "km", "litre": "l", "cubic metre": "m3", "barrel": "barrel", "megawatt": "MW", "kilowatt": "kW",
        "watt": "W", "tonne per hectare": "t/ha", "ton per hectare": "t/ha",
    }  # fmt: skip

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from quantulum3 import parser

        self._parse = parser.parse

    def read(self, item: Item) -> list[Item]:
        return [
            _figure(found.span, found.value, self._units.get(found.unit.name.lower()))
            for found in self._parse(item["text"])
        ]


class RegularExpression(Contender):
    """What one would write in an afternoon: a regular expression, and lokal-id's parser of money for the number."""

    step, name, packages = "quantities", "regular expression, lokal-id", ("lokal-id",)
    _word = (
        r"(?:se(?:puluh|belas|ratus|ribu|juta)|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|puluh|ratus|belas"
        r"|ribu|juta|miliar|milyar|triliun)"
    )
    _quantity = re.compile(
        r"(?<![\w.,])(?P<money>Rp\.?|IDR|US\$|USD)?\s*"
        rf"(?P<number>\d+(?:[.,]\d+)*(?:\s*(?:ribu|juta|miliar|milyar|triliun|rb|jt)\b)?|\b{_word}(?:\s+{_word})*\b)"
        r"(?:\s*(?P<unit>%|(?:persen|dolar(?: AS)?|rupiah|ton|kilogram|kg|hektare?|ha|liter|kilometer|km|meter)\b))?",
        re.I,
    )
    _units: ClassVar[dict[str, str]] = {
        "rp": "IDR", "idr": "IDR", "rupiah": "IDR", "us$": "USD", "usd": "USD", "dolar": "USD", "dolar as": "USD",
        "%": "percent", "persen": "percent", "ton": "t", "kilogram": "kg", "kg": "kg", "hektare": "ha", "hektar": "ha",
        "ha": "ha", "liter": "l", "kilometer": "km", "km": "km", "meter": "m",
    }  # fmt: skip

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from lokal.rupiah import parse_rupiah

        self._parse = parse_rupiah

    def read(self, item: Item) -> list[Item]:
        found = []
        for match in self._quantity.finditer(item["text"]):
            if number := self._parse(match["number"]):
                unit = (match["money"] or match["unit"] or "").lower().rstrip(".")
                found.append(_figure(match.span(), number.amount, self._units.get(unit, "count")))
        return found


# All of it


class Pipeline(Contender):
    """From a page to the database, into a new one in each run."""

    step, name, ours = "all", "this pipeline", True

    def __init__(self, lap: Lap) -> None:
        super().__init__(lap)
        from extractor.article import read_page
        from extractor.facts import FactReader
        from extractor.reading.sectors import SectorReader

        self._read_page, self._reader, self._sectors = read_page, FactReader(), SectorReader()
        self._folder = tempfile.TemporaryDirectory()
        self._databases = 0
        self._store: Any = None

    def begin(self) -> None:
        from extractor.store import Store

        if self._store is not None:
            self._store.close()
        self._databases += 1
        self._store = Store(Path(self._folder.name) / f"{self._databases}.db")

    def read(self, item: Item) -> None:
        article = self._read_page(Path(item["file"]).read_bytes(), url=item["url"])
        self.lap("page")
        facts = self._reader.read(article, lap=self.lap)
        sectors = self._sectors.read(article, facts.figures) if article.readable else None
        self.lap("sectors")
        self._store.add(article, facts, sectors)
        self.lap("store")


CONTENDERS: dict[str, type[Contender]] = {
    "pages-trafilatura": Trafilatura,
    "pages-trafilatura-text": TrafilaturaText,
    "pages-trafilatura-precise": TrafilaturaPrecise,
    "pages-own": OwnPages,
    "pages-newspaper": Newspaper,
    "pages-news-please": NewsPlease,
    "times-own": OwnTimes,
    "times-dateparser": Dateparser,
    "quantities-own": OwnQuantities,
    "quantities-facts": OwnFacts,
    "quantities-quantulum": Quantulum,
    "quantities-lokal": RegularExpression,
    "all-own": Pipeline,
}


def _figure(span: tuple[int, int], value: float, unit: str | None, value_max: float | None = None) -> Item:
    return {
        "start": span[0], "end": span[1], "value": value, "value_max": value_max, "unit": unit, "indicator": "other",
    }  # fmt: skip
