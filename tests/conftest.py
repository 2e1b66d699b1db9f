"""What tests share: one of each reader, loaded once, texts to try them on, a command line and a server."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command import Command
from hypothesis import settings
from hypothesis import strategies as st
from servers import Server, serving
from spacy.language import Language

from extractor.facts import FactReader
from extractor.reading import pipeline
from extractor.reading.periods import PeriodReader
from extractor.reading.places import PlaceReader
from extractor.reading.quantities import QuantityReader
from extractor.reading.quantity import Quantity
from extractor.records import Article, Facts
from extractor.store import Store

#: The day on which made-up articles are published, a Monday.
PUBLISHED = "2024-01-15"

# The same texts in every run; `--hypothesis-profile=search` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("same")

#: Pieces that the readers have patterns for, and what may stand between them.
FRAGMENTS = (
    "Rp", "Rp ", "US$", "$", "1", "12", "1.250", "1,250.5", "2.02", "0,5", "007", "1 ,5", "2 .500", "½", "²", "٣",
    "seratus", "dua puluh", "setengah", "sepertiga", "dua per tiga", "koma", "ribu", "juta", "miliar", "M", "T", "jt",
    "triliun", "an", "nya", "persen", "%", "ton", "kg", "/kg", "per kilogram", "sekilo", "per", "poin", "kali lipat",
    "unit", "orang", "ekor sapi", "lebih dari", "lebih", "sekitar", "hingga", "sampai", "antara", "dan", "minus", "-",
    "–", "±", "ke-", "Covid-19", "B40", "peringkat 2", "Januari", "Mei", "2023", "20233", "31 Februari 2023", "31/12",
    "(4/4)", "32/13/2023", "Kamis", "triwulan III", "semester", "tahun lalu", "tahun sebelumnya", "periode yang sama",
    "bulan itu", "hingga Oktober", "kini", "Kabupaten", "Kota", "Bandung", "Kab.", "Pemkot Batu", "Bupati Jepara",
    "Kecamatan Kota", "Jakarta (ANTARA) -", "Lampung", "nasional", "Jepang", "AS", "RI", "“", "”", '"', "(", ")", ",",
    ".", ". ", ";", ":", "!", "?", "…", "\n", "\n\n", "\t", "\u00a0", "kata Rahmat", "Rahmat Hidayat", "menurut BPS,",
    "katanya", "ia menjelaskan", "naik", "turun", "deflasi", "defisit", "ekspor", "harga", "target", "dari target",
    "diproyeksikan", "meraih", "Piala Adipura", "penghargaan", "ditetapkan sebagai", "desa devisa", "kepada", "İ", "ß",
)  # fmt: skip


def known(*values: object, reason: str) -> pytest.ParameterSet:
    """Return a case that is still read wrongly: shown as such, and a failure on the day that it is read right."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


@pytest.fixture(scope="session")
def any_text() -> st.SearchStrategy[str]:
    """Texts of any characters, of an Indonesian page's characters, and of pieces that the readers look for."""
    pieces = st.lists(st.sampled_from(FRAGMENTS), max_size=24)
    joined = st.tuples(pieces, st.sampled_from(["", " "])).map(lambda drawn: drawn[1].join(drawn[0]))
    written = st.text(string.ascii_letters + string.digits + " .,-–/()%“”\n", max_size=120)
    return st.one_of(joined, written, st.text(max_size=80))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without articles, to copy: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "facts.db"
    Store(path).close()
    return path


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The annotating pipeline."""
    return pipeline.load()


@pytest.fixture(scope="session")
def fact_reader(nlp: Language) -> FactReader:
    """The reader of facts over that pipeline."""
    return FactReader(nlp)


@pytest.fixture(scope="session")
def quantity_reader() -> QuantityReader:
    """The reader of quantities alone: it does not know which digits are dates."""
    return QuantityReader()


@pytest.fixture(scope="session")
def period_reader() -> PeriodReader:
    """The reader of times alone."""
    return PeriodReader()


@pytest.fixture(scope="session")
def place_reader() -> PlaceReader:
    """The reader of places alone."""
    return PlaceReader()


@pytest.fixture(scope="session")
def quantities(nlp: Language) -> Callable[[str], list[Quantity]]:
    """Read the quantities of a text that is published on 2024-01-15."""
    return lambda text: list(pipeline.read(nlp, text, published=PUBLISHED)._.quantities)


@pytest.fixture(scope="session")
def read(fact_reader: FactReader) -> Callable[..., Facts]:
    """Read the facts of a text: `read(text, title="", published="2024-01-15")`."""

    def read(text: str, *, title: str = "", published: str | None = PUBLISHED) -> Facts:
        return fact_reader.read(Article(id="contoh", url=None, title=title, published=published, text=text))

    return read


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fact_reader: FactReader
) -> Command:
    """The command line, in a folder of its own."""
    return Command(tmp_path, monkeypatch, capsys, fact_reader)


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server on loopback without pages."""
    with serving() as running:
        yield running
