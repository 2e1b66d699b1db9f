"""The tables under `models/`: keys, codes, and every row shown at work on its own example."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import pytest
from spacy.language import Language

from extractor import resources
from extractor.crawl.exchange import Page
from extractor.facts.scene import Scene
from extractor.fenomena import component_labels, component_of
from extractor.gazetteer import places, squashed, villages
from extractor.reading import pipeline
from extractor.reading.numbers import number_at
from extractor.reading.periods import PeriodReader, shift
from extractor.reading.places import PlaceReader
from extractor.reading.publishers import home_of
from extractor.reading.quantities import QuantityReader
from extractor.reading.quantity import unit_kinds
from extractor.records import Facts
from extractor.tables import rows
from extractor.wanted import Wanted

Row = dict[str, str]
PUBLISHED = date(2024, 1, 15)
#: An award for the sentences that only tell more of one.
TOLD = "Pemkab Kudus meraih Piala Adipura."


@dataclass
class Readers:
    """Everything that an example can be tried on."""

    facts: Callable[..., Facts]
    quantities: QuantityReader
    periods: PeriodReader
    places: PlaceReader
    nlp: Language


@pytest.fixture(scope="session")
def readers(
    read: Callable[..., Facts],
    quantity_reader: QuantityReader,
    period_reader: PeriodReader,
    place_reader: PlaceReader,
    nlp: Language,
) -> Readers:
    return Readers(read, quantity_reader, period_reader, place_reader, nlp)


def goes_on(sentence: str) -> str:
    """The sentence with a small first letter, to stand behind other words."""
    return sentence[0].lower() + sentence[1:]


# Quantities


def currency_signs(r: Readers, row: Row) -> None:
    [quantity] = r.quantities.read(row["example"])
    assert row["example"][quantity.start :].startswith(row["sign"])
    assert str(quantity.unit).split("/")[0] == row["unit"]


def unit_words(r: Readers, row: Row) -> None:
    [quantity] = r.quantities.read(row["example"])
    number = number_at(row["example"], row["example"].index(next(filter(str.isdigit, row["example"]))))
    assert number is not None
    assert quantity.unit == row["unit"]
    assert quantity.value == pytest.approx(number.value(unit_kinds()[row["unit"]]) * float(row["factor"]))
    assert row["word"] in row["example"][quantity.start : quantity.end].lower()


def units(r: Readers, row: Row) -> None:
    assert row["code"] in [quantity.unit for quantity in r.quantities.read(row["example"])]


def per_words(r: Readers, row: Row) -> None:
    assert [q.unit for q in r.quantities.read(row["example"])] == [row["unit"]]
    if row["fused"]:
        base = {"IDR": "Rp", "USD": "US$", "t": "ton", "kg": "kilogram", "quintal": "kuintal"}[row["base"]]
        amount = f"{base} 14" if base in ("Rp", "US$") else f"14 {base}"
        assert [q.unit for q in r.quantities.read(f"Hitungannya {amount} se{row['word']}.")] == [row["unit"]]


def piece_words(r: Readers, row: Row) -> None:
    assert [q.unit for q in r.quantities.read(row["example"])] == ["IDR/count"]
    if row["fused"]:
        assert [q.unit for q in r.quantities.read(f"Harganya Rp14.000 se{row['word']}.")] == ["IDR/count"]


def money_words(r: Readers, row: Row) -> None:
    assert row["word"] in row["example"].lower()
    assert [q.unit for q in r.quantities.read(row["example"])] == ["IDR"]


def fee_words(r: Readers, row: Row) -> None:
    assert row["word"] in row["example"].lower()
    assert [f.unit for f in r.facts(row["example"]).figures] == ["IDR/count"]


def count_words(r: Readers, row: Row) -> None:
    assert [q.unit for q in r.quantities.read(row["example"])] == ["count"]
    figures = r.facts(f"Ada 2024 {row['word']} di sana.").figures
    assert [(f.value, f.unit) for f in figures] == [(2024, "count")]


def modifiers(r: Readers, row: Row) -> None:
    assert [q.modifier for q in r.quantities.read(row["example"])] == [row["modifier"]]


def not_figures(r: Readers, row: Row) -> None:
    assert r.facts(row["example"]).figures == []
    assert r.facts(row["kept"]).figures


def item_stops(r: Readers, row: Row) -> None:
    assert [q.item for q in r.quantities.read(f"Dikirim 40 kambing {row['word']} kandang.")] == ["kambing"]


def item_fillers(r: Readers, row: Row) -> None:
    [figure] = r.facts(f"Harga cabai {row['word']} Rp14.000 per kilogram.").figures
    assert figure.item in ("cabai", None)


def item_weak(r: Readers, row: Row) -> None:
    [figure] = r.facts(f"Harga tikar melonjak. Kini {row['word']} Rp14.000 per lembar.").figures
    assert figure.item is None


def item_topics(r: Readers, row: Row) -> None:
    figure = r.facts(row["example"]).figures[-1]
    assert (figure.indicator, str(figure.item).lower()) == (row["indicator"], row["words"].lower())


def goods(r: Readers, row: Row) -> None:
    [figure] = r.facts(row["example"]).figures
    assert figure.item == (row["word"] if row["kind"] == "good" else f"beras {row['word']}")


def not_verbs(r: Readers, row: Row) -> None:
    [quantity] = r.quantities.read(row["example"])
    assert row["word"] in str(quantity.item)


# Periods


def months(r: Readers, row: Row) -> None:
    [period] = r.periods.read(row["example"], PUBLISHED)
    assert str(period.value).split("/")[-1][5:7] == f"{int(row['month']):02d}"
    assert row["word"] in row["example"][period.start : period.end].lower()


def relative_periods(r: Readers, row: Row) -> None:
    if row["anchor"] == "published":
        assert [p.value for p in r.periods.read(row["example"], PUBLISHED)] == [
            shift(PUBLISHED, row["unit"], int(row["offset"]))
        ]
        assert [p.value for p in r.periods.read(row["example"], None)] == [None]
    else:
        before, value = {
            "year": ("Pada 2021", "2020"),
            "month": ("Pada Mei 2022", "2022-04"),
            "quarter": ("Pada kuartal I 2022", "2021-Q4"),
            "same": ("Pada Mei 2022", "2022-05"),
        }[row["unit"]]
        periods = r.periods.read(f"{before} pasar dibuka. {row['example']}", PUBLISHED)
        assert periods[-1].value == value


# Places


def place_aliases(r: Readers, row: Row) -> None:
    assert (row["alias"], row["code"]) in [(m.name, m.code) for m in r.places.read(row["example"])]


#: The levels of the areas that a word of this level stands before.
AREA_LEVELS = {
    "village": {"village"},
    "local": {"regency", "city"},
    "office": {"province", "regency", "city"},
    "site": {"regency", "city", "district"},
}


def area_words(r: Readers, row: Row) -> None:
    example = row["example"]
    [mention] = [m for m in r.places.read(example) if example[m.start : m.end].lower().startswith(row["word"])]
    assert mention.code is not None
    level = places()[mention.code].level if mention.code in places() else "village"
    assert level in AREA_LEVELS.get(row["level"], {row["level"]})
    if row["level"] not in ("district", "village"):
        assert mention.role == ("office" if row["role"] == "office" else "plain")


def place_words(r: Readers, row: Row) -> None:
    assert row["name"] not in [m.name for m in r.places.read(row["example"])]
    assert [m.code is not None for m in r.places.read(row["kept"]) if m.name == row["name"]] == [True]


def not_places(r: Readers, row: Row) -> None:
    forbidden = re.search(rf"{row['pattern']}\s+(\w+)", row["example"], re.IGNORECASE)
    assert forbidden is not None
    named = forbidden.start(1)
    assert not [m for m in r.places.read(row["example"]) if m.start <= named < m.end]
    assert [m for m in r.places.read(f"Warga dari {row['example'][named:]}") if m.start == len("Warga dari ")]


def regions(r: Readers, row: Row) -> None:
    assert "region" in [m.role for m in r.places.read(row["example"])]
    told = f"Pemkab Kudus menata pasar. {row['example']}"
    assert r.facts(told).figures[-1].place is None
    without = re.sub(rf"(?i)(?<!\w){row['pattern']}(?!\w)", "itu", told)
    assert r.facts(without).figures[-1].place == "33.19"


def body_words(r: Readers, row: Row) -> None:
    if row["areas"]:
        text = f"{row['word'].capitalize()} Bunga Lampung membagikan 40 paket beras."
        assert [m.role for m in r.places.read(text)] == ["body"]
        assert [m.role for m in r.places.read(text.replace("Bunga", "di"))] == ["plain"]
    if "Indonesia" not in row["example"] and "RI" not in row["example"]:
        return
    assert [m.role for m in r.places.read(row["example"]) if m.code == "ID"] == ["body"]
    without = re.sub(rf"(?i){row['word']}.*?(?=\b(?:RI|Republik Indonesia|Indonesia)\b)", "Warga ", row["example"])
    assert [m.role for m in r.places.read(without) if m.code == "ID"] == ["plain"]


def abroad_words(r: Readers, row: Row) -> None:
    country = r.places.read(row["example"])[-1]
    assert [f.place for f in r.facts(row["example"]).figures][-1] == country.area
    text = f"Pati dan {row['example']}"  # an article about a country abroad is about that one
    assert [f.place for f in r.facts(text).figures][-1] == country.area
    without = re.sub(rf"(?i){row['before']} (?={country.name})", "ekspor ke ", text)
    assert [f.place for f in r.facts(without).figures][-1] != country.area


def portals(r: Readers, row: Row) -> None:
    assert home_of(f"https://www.{row['label']}.com/berita/1", r.places) == row["code"]
    assert row["label"] in row["example"].lower()


def language_words(_: Readers, row: Row) -> None:
    def refused(text: str) -> str | None:
        return Wanted("id").refuses_page(Page("", "", 200, f"<p>{text}</p>".encode(), None, None, ""))

    assert row["word"] in row["example"].lower().split()
    assert refused(f"{row['word']} x {row['word'].title()}") is None
    assert refused(f"{row['word']} x{row['word']}") == "other language"


def national_words(r: Readers, row: Row) -> None:
    assert [m.code for m in r.places.read(row["example"])] == ["ID"]


def national_bodies(r: Readers, row: Row) -> None:
    assert row["words"] in row["example"].lower()
    [figure] = r.facts(f"{row['example']} {row['example']} Ekonomi tumbuh 5 persen.").figures
    assert figure.place == "ID"


def market_days(r: Readers, row: Row) -> None:
    assert row["words"] in row["example"].lower()
    held = f"Gubernur Jawa Tengah membuka {row['words']} di Kota Salatiga. Warga Jawa Tengah senang."
    [figure] = r.facts(f"{held} {row['example']}").figures
    assert figure.place == "33.73"


def national_matters(r: Readers, row: Row) -> None:
    assert row["words"] in row["example"].lower()
    [figure] = r.facts(f"Warga Jepara mendatangi pasar murah di halaman kantor bupati. {row['example']}").figures
    assert figure.place == "ID"


# Speakers and sentences


def abbreviations(r: Readers, row: Row) -> None:
    assert len(list(pipeline.read(r.nlp, row["example"]).sents)) == 1


def speech_verbs(r: Readers, row: Row) -> None:
    spoken = re.search(r"Rahmat Hidayat|BPS|Rahmat", row["example"])
    assert spoken is not None
    assert [f.source for f in r.facts(row["example"]).figures] == [spoken.group()]


def role_words(r: Readers, row: Row) -> None:
    text = f"“Kopi naik 4 persen,” kata {row['word'].title()} Kabupaten Jepara Siti Aminah."
    assert [f.source for f in r.facts(text).figures] == ["Siti Aminah"]


def nickname_words(r: Readers, row: Row) -> None:
    assert row["words"] in row["example"]
    assert [f.source for f in r.facts(row["example"]).figures] == ["Rahmat Hidayat"]


def no_speakers(r: Readers, row: Row) -> None:
    assert row["example"].lower().startswith(row["word"])
    assert [f.source for f in r.facts(row["example"]).figures] == [None]


def clause_words(r: Readers, row: Row) -> None:
    text = row["example"]
    scene = Scene(pipeline.read(r.nlp, text))
    at = text.lower().index(row["words"])
    assert scene.sentence_at(at).clause_at(at)[0] == at


# Figures


def indicators(r: Readers, row: Row) -> None:
    assert row["code"] in [f.indicator for f in r.facts(row["example"]).figures]


def indicator_rules(r: Readers, row: Row) -> None:
    assert row["indicator"] in [f.indicator for f in r.facts(row["example"]).figures]


def change_words(r: Readers, row: Row) -> None:
    figure = r.facts(row["example"]).figures[-1]
    assert (figure.value < 0) == (row["direction"] == "-1")
    # A surplus, a deficit and a deflation are levels with a sign.
    assert figure.measure == "change" or figure.indicator in ("trade_balance", "inflation")


def change_fillers(r: Readers, row: Row) -> None:
    assert row["word"] in row["example"]
    told = f"Kudus mengekspor 40 ton kopi, {row['example'].removeprefix('Ekspornya ')}"
    assert [f.indicator for f in r.facts(told).figures] == ["export_volume", "export_volume"]


def share_words(r: Readers, row: Row) -> None:
    assert "share" in [f.measure for f in r.facts(row["example"]).figures]


def status_words(r: Readers, row: Row) -> None:
    text = row["example"]
    if row["status"] == "actual":  # what else would have been read as a plan
        text = f"Dari yang ditargetkan, {goes_on(text)}"
    assert {f.status for f in r.facts(text).figures} == {row["status"]}


def basis_words(r: Readers, row: Row) -> None:
    assert row["basis"] in [f.basis for f in r.facts(row["example"]).figures]


def time_words(r: Readers, row: Row) -> None:
    text, cue = row["example"], row["cue"]
    assert row["words"] in text.lower()
    if cue == "realised":  # the year becomes the span that was named before
        text = f"Hingga Oktober 2023 pajak masuk Rp 9 miliar. {text}"
    periods = {f.text: f.period for f in r.facts(text).figures}
    [number] = ASKED[cue](periods)
    assert periods[number] == TIMES[cue]


#: The period that the words of each cue give to the number in question.
TIMES = {
    "plan": "2023",
    "realised": "2023-01/2023-10",
    "former": None,
    "habit": None,
    "rate": None,
    "goes_on": "2023",
    "other_article": None,
    "observed": "2024-01-08",
    "standing": None,
    "ceiling": None,
    "with": "2023",
    "consists": "2023",
    "cash_plan": "2023-01/2023-10",
    "told_behind": "2023",
    "deed": "2024-01-08",
}
#: Which number of the example is in question.
ASKED: dict[str, Callable[[dict[str, str | None]], list[str]]] = {
    "plan": lambda numbers: [n for n in numbers if re.search(r"\b4\b", n)],
    "former": lambda numbers: [n for n in numbers if re.search(r"\b(?:40|9\.000)\b", n)],
    **dict.fromkeys(
        (
            "realised",
            "habit",
            "rate",
            "goes_on",
            "with",
            "consists",
            "other_article",
            "observed",
            "standing",
            "ceiling",
            "cash_plan",
            "told_behind",
            "deed",
        ),
        lambda numbers: list(numbers)[-1:],
    ),
}


# Checks


def flags(r: Readers, row: Row) -> None:
    assert row["code"] in {flag for figure in r.facts(row["example"]).figures for flag in figure.flags}


def exchange_rates(r: Readers, row: Row) -> None:
    day = f"{row['year']}-12-01"
    assert not any(figure.flags for figure in r.facts(row["example"], published=day).figures)
    wrong = row["example"].replace("US$2 juta", "US$20 juta")
    assert {tuple(figure.flags) for figure in r.facts(wrong, published=day).figures} == {("exchange_rate",)}


def unit_sizes(r: Readers, row: Row) -> None:
    figures = r.facts(row["example"]).figures
    assert row["unit"] in [figure.unit for figure in figures]
    assert not any(figure.flags for figure in figures)
    more = re.sub(r"(?=\d)", "9", row["example"], count=1)
    assert {tuple(figure.flags) for figure in r.facts(more).figures} == {("conversion",)}


def sum_words(r: Readers, row: Row) -> None:
    def doubted(text: str) -> bool:
        return any("sum" in figure.flags for figure in r.facts(text).figures)

    without, times = re.subn(rf"(?i)\b{row['words']}\b", "", row["example"])
    assert times == 1
    assert doubted(row["example"]) == (row["cue"] == "parts")
    assert doubted(without) == (row["cue"] == "open")


# Awards and designations


def award_verbs(r: Readers, row: Row) -> None:
    [event] = r.facts(row["example"]).events
    assert event.type == row["type"]
    assert event.recipients


def award_words(r: Readers, row: Row) -> None:
    [event] = r.facts(row["example"]).events
    assert row["word"] in row["example"][event.start : event.end].lower()


def designation_words(r: Readers, row: Row) -> None:
    [event] = r.facts(row["example"]).events
    assert event.type == "designation"
    assert row["word"] in event.name.lower()


def award_vetoes(r: Readers, row: Row) -> None:
    assert r.facts(row["example"]).events == []
    allowed, times = re.subn(rf"(?i)\b{row['words']}\b\s*", "", row["example"], count=1)
    assert times == 1
    assert r.facts(allowed[0].upper() + allowed[1:]).events


def adverse_ratings(r: Readers, row: Row) -> None:
    assert r.facts(row["example"]).events == []
    good, times = re.subn(rf"(?i)\b{row['words']}\b", "Kota Sehat", row["example"])
    assert times == 1
    assert r.facts(good).events


def event_nouns(r: Readers, row: Row) -> None:
    [event] = r.facts(f"{TOLD} Piala itu {goes_on(row['example'])}").events
    assert event.occasion is not None
    assert re.search(rf"(?i){row['word']}\b", f"{row['example'].partition(event.occasion)[0]}{event.occasion}")


def award_phrases(r: Readers, row: Row) -> None:
    group, text = row["group"], row["example"]
    if group in ("lead", "name"):
        assert [e.name for e in r.facts(text).events] == ["Desa Devisa"]
    elif group == "giver":
        assert [e.giver for e in r.facts(f"{TOLD} {text}").events] == ["Bupati Jepara"]
    elif group in ("occasion", "occasion lead"):
        [event] = r.facts(f"{TOLD} {text}").events
        assert re.search(r"(?:Festival Kopi|Hari Koperasi)$", str(event.occasion))
    elif group in ("venue", "handed", "handed noun"):
        assert [e.venue for e in r.facts(f"{TOLD} {text}").events] == ["Pendopo Jepara"]
    elif group == "venue lead":
        [event] = r.facts(f"{TOLD} {text}").events
        assert str(event.venue).startswith(row["words"])
    elif group in ("recipient", "no recipient", "subject break"):
        [recipients] = [event.recipients for event in r.facts(text).events]
        assert recipients in (["Pemkab Jepara"], ["Kabupaten Jepara"])
    elif group == "body lead":
        [event] = r.facts(text).events
        assert "Maju Bersama" in event.recipients[0]
    elif group == "aside":
        [event] = r.facts(text).events
        assert (event.name, event.giver, event.occasion, event.venue) == ("Piala Adipura", None, None, None)
    elif group == "points back":
        assert [e.recipients for e in r.facts(f"{TOLD} {text}").events] == [["Pemkab Kudus"]]
    elif group == "no name":
        assert r.facts(text).events == []
    elif group == "same occasion":
        told = "Pada 8 Januari 2024 Pemkab Kudus meraih Piala Adipura."
        assert [e.date for e in r.facts(f"{told} {text}").events] == ["2024-01-08", "2024-01-08"]
    else:
        pytest.fail(f"award_phrases.csv has a group without a test: {group}")


# Notes for statistics offices


def expenditure_components(r: Readers, row: Row) -> None:
    [figure] = r.facts(row["example"]).figures
    assert figure.indicator in row["indicators"].split(";")
    assert component_of(figure.indicator, figure.quotation) == row["component"]
    if row["words"]:
        assert component_of(figure.indicator, "Angka itu naik.") != row["component"]


#: What each table is tried by, and which of its columns name a row.
CHECKS: dict[str, tuple[Callable[[Readers, Row], None], tuple[str, ...]]] = {
    "abbreviations": (abbreviations, ("word",)),
    "adverse_ratings": (adverse_ratings, ("words",)),
    "abroad_words": (abroad_words, ("before",)),
    "area_words": (area_words, ("word",)),
    "award_phrases": (award_phrases, ("group", "words")),
    "award_verbs": (award_verbs, ("words",)),
    "award_vetoes": (award_vetoes, ("words",)),
    "award_words": (award_words, ("word",)),
    "basis_words": (basis_words, ("pattern",)),
    "body_words": (body_words, ("word",)),
    "change_fillers": (change_fillers, ("word",)),
    "change_words": (change_words, ("word",)),
    "clause_words": (clause_words, ("words",)),
    "count_words": (count_words, ("word",)),
    "currency_signs": (currency_signs, ("sign",)),
    "designation_words": (designation_words, ("word",)),
    "event_nouns": (event_nouns, ("word",)),
    "exchange_rates": (exchange_rates, ("year",)),
    "expenditure_components": (expenditure_components, ("component", "indicators")),
    "fee_words": (fee_words, ("word",)),
    "flags": (flags, ("code",)),
    "indicator_rules": (indicator_rules, ("indicator", "example")),
    "indicators": (indicators, ("code",)),
    "goods": (goods, ("word",)),
    "item_fillers": (item_fillers, ("word",)),
    "item_stops": (item_stops, ("word",)),
    "item_topics": (item_topics, ("indicator", "words")),
    "item_weak": (item_weak, ("word",)),
    "modifiers": (modifiers, ("words", "side")),
    "money_words": (money_words, ("word",)),
    "months": (months, ("word",)),
    "national_bodies": (national_bodies, ("words",)),
    "language_words": (language_words, ("word",)),
    "market_days": (market_days, ("words",)),
    "national_matters": (national_matters, ("words",)),
    "national_words": (national_words, ("before",)),
    "nickname_words": (nickname_words, ("words",)),
    "no_speakers": (no_speakers, ("word",)),
    "not_figures": (not_figures, ("name", "example")),
    "not_places": (not_places, ("pattern",)),
    "not_verbs": (not_verbs, ("word",)),
    "per_words": (per_words, ("word", "base")),
    "piece_words": (piece_words, ("word",)),
    "place_aliases": (place_aliases, ("alias",)),
    "place_words": (place_words, ("name",)),
    "portals": (portals, ("label",)),
    "regions": (regions, ("pattern",)),
    "relative_periods": (relative_periods, ("pattern",)),
    "role_words": (role_words, ("word",)),
    "share_words": (share_words, ("words", "side")),
    "speech_verbs": (speech_verbs, ("words", "position")),
    "status_words": (status_words, ("words",)),
    "time_words": (time_words, ("words", "cue")),
    "sum_words": (sum_words, ("words",)),
    "unit_sizes": (unit_sizes, ("unit",)),
    "unit_words": (unit_words, ("word",)),
    "units": (units, ("code",)),
}
#: Tables that other tests check: pages (test_article, test_addresses, test_joining), sectors, maps, places (below).
ELSEWHERE = {"address_rules", "boilerplate", "page_links", "place_points", "places", "sectors", "villages"}

VACUOUS = "the example tells no event without the words either"
#: Rows whose example does not show them at work, with what it gives instead.
NOT_AT_WORK: dict[tuple[str, ...], str] = {
    ("award_verbs", "menjuarai"): "no event: the contest's name is taken for no award",
    ("award_words", "tanda kehormatan"): "no event: `Satyalancana` behind it is no name",
    ("award_vetoes", "mengejar"): VACUOUS,
    ("event_nouns", "award"): "a second event instead of an occasion",
    ("event_nouns", "awards"): "a second event instead of an occasion",
}

#: Cells that say something by being empty.
OPTIONAL = {
    "body_words": {"areas"},
    "change_words": {"object", "kinds"},
    "clause_words": {"comma"},
    "expenditure_components": {"words"},
    "indicators": {"accrues", "item_from", "told_with"},
    "indicator_rules": {"item", "near", "unless", "also", "and_also"},
    "national_matters": {"goes_on"},
    "not_places": {"capital"},
    "per_words": {"fused"},
    "piece_words": {"fused"},
    "regions": {"anywhere"},
    "status_words": {"unless"},
    "units": {"prefix", "suffix"},
}


def key_of(table: str, row: Row) -> tuple[str, ...]:
    return (table, *(row[column] for column in CHECKS[table][1]))


def cases() -> Iterable[pytest.ParameterSet]:
    for table in CHECKS:
        for row in rows(table):
            key = key_of(table, row)
            reason = NOT_AT_WORK.get(key)
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            yield pytest.param(table, row, id="-".join(key), marks=marks)


@pytest.mark.parametrize(("table", "row"), list(cases()))
def test_every_row_is_shown_by_its_example(readers: Readers, table: str, row: Row) -> None:
    CHECKS[table][0](readers, row)


def test_every_table_has_a_test() -> None:
    assert {path.stem for path in resources.models().glob("*.csv")} == {*CHECKS, *ELSEWHERE}


def test_rows_that_are_not_at_work_are_in_their_table() -> None:
    assert set(NOT_AT_WORK) <= {key_of(table, row) for table in CHECKS for row in rows(table)}


@pytest.mark.parametrize(
    "table",
    sorted(CHECKS),
)
def test_no_row_twice_and_no_cell_empty(table: str) -> None:
    keys = Counter(key_of(table, row) for row in rows(table))
    assert [key for key, times in keys.items() if times > 1] == []
    for row in rows(table):
        assert None not in row, f"too many cells: {row}"
        empty = {column for column, cell in row.items() if not (cell or "").strip()}
        assert empty <= OPTIONAL.get(table, set()), row
        # A pattern or a currency sign may end in a space.
        assert all(cell == cell.strip() for c, cell in row.items() if c not in ("pattern", "prefix", "suffix")), row


@pytest.mark.parametrize("table", sorted(CHECKS))
def test_no_word_twice_in_a_cell(table: str) -> None:
    for row in rows(table):
        for column in set(row) - {"example"}:
            words = Counter(row[column].split(";"))
            assert [word for word, times in words.items() if word and times > 1] == [], row


@pytest.mark.parametrize("table", [table for table in CHECKS if "example" in rows(table)[0]])
def test_an_example_is_a_sentence(table: str) -> None:
    for row in rows(table):
        assert re.fullmatch(r"[A-Z0-9“].*[.?!”]", row["example"]), row


UNITS, INDICATORS = {row["code"] for row in rows("units")}, {row["code"] for row in rows("indicators")}
CHOICES: list[tuple[str, str, set[str]]] = [
    ("currency_signs", "unit", UNITS),
    ("unit_words", "unit", UNITS),
    ("per_words", "unit", UNITS),
    ("per_words", "base", UNITS),
    ("indicator_rules", "indicator", INDICATORS),
    ("place_aliases", "code", set(places())),
    ("months", "month", {str(month) for month in range(1, 13)}),
    ("modifiers", "side", {"before", "after"}),
    ("modifiers", "modifier", {"approx", "gt", "gte", "lt", "lte"}),
    ("not_figures", "side", {"before", "after"}),
    ("not_figures", "unit_allowed", {"yes", "no"}),
    ("count_words", "kind", {"classifier", "noun"}),
    ("relative_periods", "unit", {"day", "week", "month", "quarter", "half", "year", "same"}),
    ("relative_periods", "anchor", {"published", "mentioned"}),
    ("area_words", "level", {"province", "regency", "city", "district", *AREA_LEVELS}),
    ("portals", "code", {code for code, place in places().items() if place.level != "district"}),
    ("regions", "anywhere", {"", "yes"}),
    ("area_words", "role", {"kind", "office"}),
    ("speech_verbs", "position", {"after", "subject", "before"}),
    ("body_words", "areas", {"", "yes"}),
    ("change_words", "direction", {"-1", "0", "1"}),
    ("sum_words", "cue", {"parts", "open"}),
    ("unit_sizes", "unit", UNITS),
    ("unit_sizes", "base", UNITS),
    ("share_words", "side", {"before", "after"}),
    ("indicators", "accrues", {"", "yes"}),
    ("indicators", "item_from", {"", "none", "counted", "goods", "topic"}),
    ("goods", "kind", {"good", "variety"}),
    ("item_topics", "indicator", INDICATORS),
    ("time_words", "cue", set(TIMES)),
    ("status_words", "status", {"actual", "target", "forecast"}),
    ("basis_words", "basis", {"yoy", "mtm", "qtq", "ytd", "ctc"}),
    ("award_verbs", "voice", {"receives", "gives", "names", "given", "is"}),
    ("award_verbs", "type", {"award", "designation"}),
    ("award_words", "kind", {"head", "sign"}),
    ("award_vetoes", "reach", {"before", "adjacent", "planned"}),
]


@pytest.mark.parametrize(("table", "column", "allowed"), CHOICES, ids=[f"{t}-{c}" for t, c, _ in CHOICES])
def test_cells_are_of_what_their_column_allows(table: str, column: str, allowed: set[str]) -> None:
    assert {row[column] for row in rows(table)} <= allowed


def test_components_have_one_name_and_indicators_that_exist() -> None:
    for row in rows("expenditure_components"):
        assert component_labels()[row["component"]] == row["label_id"]
        assert set(row["indicators"].split(";")) <= INDICATORS


def test_rules_ask_for_kinds_and_units_that_exist() -> None:
    known_kinds = UNITS | set(unit_kinds().values())
    for row in rows("indicator_rules"):
        assert row["kinds"].split(), row
        assert set(row["kinds"].split()) <= known_kinds, row
        assert 0 < float(row["weight"]) < 2, row


def test_every_indicator_has_a_rule() -> None:
    assert {row["indicator"] for row in rows("indicator_rules")} == INDICATORS


def test_every_place_lies_in_the_area_above() -> None:
    listed = list(rows("places"))
    assert len({row["code"] for row in listed}) == len(listed)
    above = {"district": {"regency", "city"}, "regency": {"province"}, "city": {"province"}, "province": {"country"}}
    for place in places().values():
        assert place.name
        assert place.name_en
        if place.level == "country":
            assert not place.parent
            assert re.fullmatch(r"[A-Z]{2}", place.code), place
        else:
            assert places()[place.parent].level in above[place.level], place
            assert place.parent in ("ID", place.code.rpartition(".")[0]), place


def test_every_village_lies_in_a_kecamatan_and_is_found_by_its_name() -> None:
    listed = list(rows("villages"))
    assert [squashed(row["name"]) for row in listed] == sorted({squashed(row["name"]) for row in listed})
    for row in listed[::50]:
        codes = villages(row["name"].upper())
        assert [code.replace(".", "") for code in codes] == row["codes"].split()
        assert {places()[code.rpartition(".")[0]].level for code in codes} == {"district"}
