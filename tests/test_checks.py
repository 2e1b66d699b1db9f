"""The checks of a desk editor: what they question, and what comes near and is left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts import STAGES, FactReader
from extractor.facts.checks import Checker
from extractor.facts.checks.numbers import bounds
from extractor.facts.scene import Scene
from extractor.facts.when import PeriodBinder
from extractor.reading.quantity import unit_kinds
from extractor.records import Article, Event, Facts, Figure
from extractor.tables import rows

Read = Callable[..., Facts]


def flags(facts: Facts) -> set[str]:
    return {flag for fact in (*facts.figures, *facts.events) for flag in fact.flags}


#: The text, its flag, how many figures have it, and the reason.
QUESTIONED: list[tuple[str, str, int, str]] = [
    # sums
    (
        "Belanja Kudus Rp10 miliar, terdiri atas gaji Rp4 miliar, listrik Rp3 miliar, dan sewa Rp5 miliar.",
        "sum", 4, "bagian-bagiannya berjumlah Rp12 miliar, sedangkan totalnya Rp10 miliar",
    ),
    (
        "Peserta pelatihan di Pati 64 orang. Rinciannya, 20 orang dari Tayu, 24 orang dari Juwana, serta 21 orang"
        " dari Gabus.",
        "sum", 4, "bagian-bagiannya berjumlah 65, sedangkan totalnya 64 orang",
    ),
    (
        "Pupuk yang disalurkan di Demak 5.640 ton, meliputi urea 3.200 ton, NPK 1.950 ton, dan organik 480 ton.",
        "sum", 4, "bagian-bagiannya berjumlah 5.630 ton, sedangkan totalnya 5.640 ton",
    ),
    # percentages of a whole
    (
        "Pendapatan asli daerah Jepara baru Rp1,2 triliun atau 67 persen dari target Rp2,4 triliun.",
        "percent", 3, "Rp1,2 triliun dari Rp2,4 triliun adalah 50 persen, bukan 67 persen",
    ),
    (
        "PAD Blora mencapai Rp300 miliar dari target Rp400 miliar (85 persen).",
        "percent", 3, "Rp300 miliar dari Rp400 miliar adalah 75 persen, bukan 85 persen",
    ),
    (
        "Realisasi belanja Kudus 40 persen atau Rp1,5 triliun dari pagu Rp2,5 triliun.",
        "percent", 3, "Rp1,5 triliun dari Rp2,5 triliun adalah 60 persen, bukan 40 persen",
    ),
    (
        "Sebanyak 120 koperasi desa atau 60 persen dari total koperasi di Pati sejumlah 160 koperasi sudah sehat.",
        "percent", 3, "120 koperasi desa dari 160 koperasi adalah 75 persen, bukan 60 persen",
    ),
    # percentages of a rise or fall
    (
        "Jumlah eksportir di Jepara naik dari 16 unit menjadi 18 unit atau naik 25 persen.",
        "percent", 3, "dari 16 unit menjadi 18 unit adalah naik 12,5 persen, bukan 25 persen",
    ),
    (
        "Ekspor kopi Temanggung naik 10 persen menjadi 12.796 ton dari 10.200 ton.",
        "percent", 3, "dari 10.200 ton menjadi 12.796 ton adalah naik 25,5 persen, bukan 10 persen",
    ),
    (
        "Produksi padi Demak turun 5 persen dari 640 ribu ton menjadi 512 ribu ton.",
        "percent", 3, "dari 640 ribu ton menjadi 512 ribu ton adalah turun 20 persen, bukan 5 persen",
    ),
    (
        "Produksi padi Demak mencapai 640 ribu ton, meningkat 10 persen dibandingkan tahun lalu sebesar 520 ribu ton.",
        "percent", 3, "dari 520 ribu ton menjadi 640 ribu ton adalah naik 23,1 persen, bukan 10 persen",
    ),
    (
        "Harga cabai rawit di Kudus Rp44.000 per kg, naik Rp4.000 per kg atau 25 persen.",
        "percent", 3, "perubahan Rp4.000 per kg sampai Rp44.000 per kg adalah 10 persen, bukan 25 persen",
    ),
    (
        "Harga beras di Kudus turun Rp600 per kg atau 12 persen menjadi Rp12.000 per kg.",
        "percent", 3, "perubahan Rp600 per kg sampai Rp12.000 per kg adalah 4,76 persen, bukan 12 persen",
    ),
    # equivalents
    (
        "Ekspor kopi Jepara pada 2023 bernilai US$2 juta atau setara Rp3,1 miliar.",
        "exchange_rate", 2, "US$2 juta menurut kurs 2024 sekitar Rp31,8 miliar, bukan Rp3,1 miliar",
    ),
    (
        "Investasi di Batang Rp1,6 triliun (US$10 juta) pada 2023.",
        "exchange_rate", 2, "Rp1,6 triliun menurut kurs 2024 sekitar US$ 101 juta, bukan US$10 juta",
    ),
    (
        "Gudang di Kudus menampung 1.200 ton atau 12.000 kg beras.",
        "conversion", 2, "1.200 ton adalah 1,2 juta kg, bukan 12.000 kg",
    ),
    (
        "Sawah di Demak yang terendam 2,5 hektare atau setara 2.500 meter persegi.",
        "conversion", 2, "2,5 hektare adalah 25.000 meter persegi, bukan 2.500 meter persegi",
    ),
    ("Ada 64 (enam puluh lima) koperasi di Kudus.", "digits", 1, "angkanya 64, hurufnya enam puluh lima"),
    # scales
    (
        "Anggaran jalan Jepara Rp1,85 triliun. Anggaran jalan Rp1,85 miliar itu sudah disetujui.",
        "magnitude", 2, "Rp1,85 triliun, tetapi disebut juga Rp1,85 miliar",
    ),
    (
        "Harga cabai rawit di Kudus Rp42.000 per kg, bawang merah Rp38.000 per kg, dan daging ayam Rp36 per kg.",
        "magnitude", 1, "Rp36 per kg, sedangkan nilai sejenis dalam artikel ini sekitar Rp38.000/kg",
    ),
    # days
    (
        "Pada Senin (12/1/2024) harga cabai rawit di Kudus Rp40.000 per kilogram.",
        "weekday", 1, "12 Januari 2024 jatuh pada Jumat, bukan Senin",
    ),
    (
        "Hingga Senin (12/1/2024) pupuk yang tersalur di Demak 320 ton.",
        "weekday", 1, "12 Januari 2024 jatuh pada Jumat, bukan Senin",
    ),
    (
        "Pemerintah Kabupaten Jepara meraih Piala Adipura dari Menteri Lingkungan Hidup pada Senin (5/4/2019).",
        "weekday", 1, "5 April 2019 jatuh pada Jumat, bukan Senin",
    ),
    (
        "Nilai ekspor Jepara pada Maret 2024 mencapai Rp2 triliun.",
        "future", 1, "waktunya Maret 2024, padahal artikelnya terbit 15 Januari 2024",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "flag", "times", "reason"), QUESTIONED, ids=[row[0][:60] for row in QUESTIONED])
def test_what_is_questioned(read: Read, text: str, flag: str, times: int, reason: str) -> None:
    facts = read(text)
    doubted = [fact for fact in (*facts.figures, *facts.events) if fact.flags]
    assert [fact.flags for fact in doubted] == [[flag]] * times
    assert doubted[0].flag_details == [reason]
    assert all(len(fact.flags) == len(fact.flag_details) for fact in doubted)


NEAR_MISSES = [
    # it adds up, exactly or as far as the numbers are rounded
    "Belanja Kudus Rp12 miliar, terdiri atas gaji Rp4 miliar, listrik Rp3 miliar, dan sewa Rp5 miliar.",
    "Belanja Kudus Rp12,4 miliar, terdiri atas gaji Rp4,2 miliar, listrik Rp3,1 miliar, dan sewa Rp5,2 miliar.",
    "Belanja Kudus sekitar Rp12 miliar, terdiri atas gaji Rp4 miliar, listrik Rp3 miliar, dan sewa Rp6 miliar.",
    # not all parts, or no list that ends
    "Belanja Kudus Rp10 miliar, terdiri atas gaji Rp4 miliar, listrik Rp3 miliar, dan sisanya untuk sewa.",
    "Belanja Kudus Rp10 miliar, meliputi antara lain gaji Rp4 miliar, dan listrik Rp3 miliar.",
    "Belanja Kudus Rp10 miliar, yaitu gaji Rp4 miliar, listrik Rp3 miliar.",
    "Belanja Kudus Rp10 miliar. Harganya beragam. Rinciannya, kursi Rp4 miliar dan meja Rp5 miliar.",
    # parts of something else
    "Kabupaten Kudus meliputi 9 kecamatan, yaitu 123 desa dan 9 kelurahan.",
    "Bantuan Rp10 miliar itu terdiri dari 40 ton beras dan 30 ton jagung.",
    "Bantuan untuk Kudus Rp10 miliar, yaitu 40 persen dari pusat dan 30 persen dari provinsi.",
    # percentages that fit
    "Pendapatan asli daerah Jepara baru Rp1,2 triliun atau 67 persen dari target Rp1,8 triliun.",
    "PAD Blora mencapai Rp300 miliar lebih dari target Rp400 miliar lebih (71,5 persen).",
    "Jumlah eksportir di Jepara naik dari 16 unit menjadi 18 unit atau naik 12,5 persen.",
    "Produksi padi Demak turun 20 persen dari 640 ribu ton menjadi 512 ribu ton.",
    "Harga cabai rawit di Kudus Rp44.000 per kg, naik Rp4.000 per kg atau 10 persen.",
    "Harga beras di Kudus turun Rp600 per kg atau 4,7 persen menjadi Rp12.000 per kg.",
    # percentages of something else
    "Utang daerah naik Rp150 miliar dari Rp500 miliar atau 32 persen dari PDRB.",
    "Subsidi listrik naik rata-rata 2,2 persen dari Rp52 triliun menjadi Rp56 triliun.",
    "Laba perusahaan daerah itu Rp2,6 triliun, meningkat 630 persen dari rugi Rp490 miliar.",
    "Harga telur di Kudus Rp28.000 per kg, dan harga ayam naik 5 persen menjadi Rp36.000 per kg.",
    "Pengangguran di Banten turun 0,57 persen dari 8,09 persen menjadi 7,52 persen.",
    "Ada 40 ton beras dan 30 persen di antaranya dari 25 ton stok lama.",
    # equivalents that fit, whatever the year
    "Ekspor kopi Jepara pada 2023 bernilai US$2 juta atau setara Rp30,4 miliar.",
    "Pada 2013 ekspor kopi Jepara bernilai US$2 juta atau setara Rp20,5 miliar.",
    "Pada 2013 ekspor kopi Jepara bernilai US$2 juta atau setara Rp31 miliar.",
    "Pada 1991 ekspor kopi Jepara bernilai US$2 juta atau setara Rp4 miliar.",
    "Investasinya 30 triliun won (US$23 miliar) di Batang.",
    "Gudang di Kudus menampung 1.200 ton atau 1,2 juta kg beras.",
    "Sawah di Demak yang terendam 2,5 hektare atau setara 25.000 meter persegi.",
    "Emas yang disita di Batam 31 kilogram atau setara 1.000 troy ounce.",
    "Gudang di Kudus menampung 400 ton atau 80 ribu karung beras.",
    "Ada 64 (enam puluh empat) koperasi di Kudus.",
    "Ada 64 (dua baru) koperasi di Kudus.",
    # scales of things of different sizes
    "Anggaran jalan Jepara Rp1,85 triliun. Anggaran jembatan Rp1,2 miliar sudah disetujui.",
    "Pajak hotel di Kudus Rp65 juta dan pajak restoran Rp65 miliar.",
    "Harga emas Antam 0,5 gram Rp990.500, 1 gram Rp1,9 juta, dan 500 gram Rp990,5 juta.",
    # days
    "Pada Jumat (12/1/2024) harga cabai rawit di Kudus Rp40.000 per kilogram.",
    "Harga cabai rawit di Kudus Rp40.000 per kilogram, kata Rahmat, Senin (12/1/2024).",
    "Nilai ekspor Jepara pada Maret 2024 ditargetkan Rp2 triliun.",
    "Anggaran jalan Jepara pada 2025 sebesar Rp2 miliar.",
    "Harga gabah Rp6.500 per kilogram mulai berlaku pada Maret 2024.",
]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=[text[:60] for text in NEAR_MISSES])
def test_what_is_left_alone(read: Read, text: str) -> None:
    assert flags(read(text)) == set()


def test_without_a_date_of_publication(read: Read) -> None:
    assert flags(read("Nilai ekspor Jepara pada 2061 mencapai Rp2 triliun.", published=None)) == set()
    assert flags(read("Ekspornya US$2 juta atau setara Rp3,1 miliar.", published=None)) == set()
    assert flags(read("Pada 2023 ekspor Jepara US$2 juta atau setara Rp3,1 miliar.", published=None)) == {
        "exchange_rate"
    }


def test_nothing_but_flags_is_changed(fact_reader: FactReader, monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(text for text, *_ in QUESTIONED)
    article = Article("a1", None, "", "2024-01-15", text)
    checked = fact_reader.read(article)
    monkeypatch.setattr(Checker, "check", lambda *_: None)
    plain = fact_reader.read(article)
    assert len(flags(checked)) > 5
    assert flags(plain) == set()
    for fact in (*checked.figures, *checked.events):
        fact.flags, fact.flag_details = [], []
    for fact in (*checked.figures, *checked.events, *plain.figures, *plain.events):
        fact.confidence = None  # which weighs the flags
    assert asdict(checked) == asdict(plain)


def test_the_checks_are_a_stage_of_their_own(fact_reader: FactReader) -> None:
    stages: list[str] = []
    fact_reader.read(Article("a1", None, "", "2024-01-15", "Ekspor Jepara Rp2 triliun."), lap=stages.append)
    assert tuple(stages) == STAGES
    assert STAGES[-2:] == ("checks", "confidence")


def test_every_flag_has_a_case() -> None:
    assert {flag for _, flag, *_ in QUESTIONED} == {row["code"] for row in rows("flags")}


# Numbers


def told(text: str, value: float, modifier: str = "exact", value_max: float | None = None) -> Figure:
    return Figure(
        0, len(text), text, value, value_max, "IDR", None, "other", "level", None, None, "actual", modifier, None, None
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (told("Rp1,8 triliun", 1.8e12), (1.7e12, 1.9e12)),
        (told("Rp2 triliun", 2e12), (1.5e12, 2.5e12)),
        (told("Rp 12.796", 12_796), (12_796, 12_796)),
        (told("12.796 ribu", 12_796_000), (12_795_000, 12_797_000)),
        (told("dua puluh", 20), (20, 20)),
        (told("-5,2", -5.2), (5.1, 5.3)),
        (told("sekitar 200", 200, "approx"), (180, 220)),
        (told("Rp34-35 ribu", 34_000, "exact", 35_000), (33_000, 36_000)),
        (told("0", 0), (0, 0)),
    ],
)
def test_bounds(figure: Figure, expected: tuple[float, float]) -> None:
    assert bounds(figure) == pytest.approx(expected)


# Whatever the facts are


@given(data=st.data())
def test_any_text_is_checked(fact_reader: FactReader, any_text: st.SearchStrategy[str], data: st.DataObject) -> None:
    facts = fact_reader.read(Article("a1", None, "", "2024-01-15", data.draw(any_text)))
    for fact in (*facts.figures, *facts.events):
        assert len(fact.flags) == len(set(fact.flags)) == len(fact.flag_details)


PIECES = (
    "Rp10 miliar", " terdiri dari ", " atau ", " dan ", "67 persen", " dari target ", "(", ")", " naik ", " menjadi ",
    " dari ", "US$2 juta", " 64 (enam puluh lima) ", ". ", "\n", " Senin (12/1/2024) ", "", "0", "Rp",
)  # fmt: skip


@st.composite
def any_figures(draw: st.DrawFn) -> tuple[str, list[Figure]]:
    """A text, and figures in its order whose fields say what they like."""
    text = "".join(draw(st.lists(st.sampled_from(PIECES), max_size=30)))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=16)))
    number = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0.0, 1.0, 1e3, 1e6, -5.0]))
    figures = [
        Figure(
            start, end, text[start:end], draw(number), draw(st.none() | number),
            draw(st.sampled_from(["IDR", "USD", "percent", "count", "t", "kg", "IDR/kg", "IDR/USD", "ounce"])),
            draw(st.sampled_from([None, "beras"])), draw(st.sampled_from(["price", "budget", "other"])),
            draw(st.sampled_from(["level", "change", "share"])), None,
            draw(st.sampled_from([None, "2023", "2031", "1991", "2023-01/2023-10"])),
            draw(st.sampled_from(["actual", "target"])), draw(st.sampled_from(["exact", "approx", "lt"])), None, None,
            quotation=text, quote_start=0, quote_end=len(text),
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]  # fmt: skip
    return text, figures


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


@given(drawn=any_figures(), published=st.none() | st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_any_figures_are_checked(checker: Checker, drawn: tuple[str, list[Figure]], published: date | None) -> None:
    text, figures = drawn
    sentence = SimpleNamespace(start=0, end=len(text))
    scene: Any = SimpleNamespace(
        text=text, published=published, periods=[], quantities=figures, sentence_at=lambda _: sentence
    )
    events = [Event("award", 0, 0, "Adipura", [], [], None, None, None, "2019-04-05", None)]
    checker.check(cast(Scene, scene), figures, events, cast(PeriodBinder, None))
    codes = {row["code"] for row in rows("flags")}
    for figure in figures:
        assert set(figure.flags) <= codes
        assert all(reason and "\n" not in reason for reason in figure.flag_details)


def test_the_units_of_sizes_are_of_one_kind() -> None:
    kinds = unit_kinds()
    like = {"m3": "volume", "barrel": "volume"}
    for row in rows("unit_sizes"):
        assert like.get(row["unit"], kinds[row["unit"]]) == kinds[row["base"]]
