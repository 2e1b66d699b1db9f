"""Periods: every form of time that the contract writes, relative words, ranges, comparisons."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reading.periods import WEEKDAYS, PeriodReader, months, shift
from extractor.reading.quantities import QuantityReader

PUBLISHED = date(2024, 1, 15)  # a Monday
#: One time of the contract; a range is two of them.
ONE = r"\d{4}(?:-(?:(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|Q[1-4]|S[12]))?"
WRITTEN = re.compile(rf"{ONE}(?:/{ONE})?")


def values(reader: PeriodReader, text: str, published: date | None = PUBLISHED) -> list[str | None]:
    return [period.value for period in reader.read(text, published)]


FORMS = [
    # a year
    ("Ekspor pada 2021 naik.", "2021"),
    ("Ekspor tahun 2021 naik.", "2021"),
    ("APBD tahun anggaran 2024 disahkan.", "2024"),
    ("APBD TA 2024 disahkan.", "2024"),
    ("Krisis tahun 1998 berat.", "1998"),
    ("Pada 2022 koperasi itu didirikan.", "2022"),
    # a month
    ("Pada Oktober 2022 harga turun.", "2022-10"),
    ("Pada bulan Oktober 2022 harga turun.", "2022-10"),
    ("Okt 2022 harga turun.", "2022-10"),
    ("Pada bulan Oktober tahun 2022 harga turun.", "2022-10"),
    ("Pada Nopember 2022 harga turun.", "2022-11"),
    # a day
    ("Stok per 31 Maret 2022 aman.", "2022-03-31"),
    ("Rapat digelar 8 Januari 2024.", "2024-01-08"),
    ("Rapat digelar 8/1/2024.", "2024-01-08"),
    ("Rapat digelar 08-01-2024.", "2024-01-08"),
    ("Rapat digelar Senin (8/1/2024).", "2024-01-08"),
    ("Rapat digelar Senin, 8 Januari 2024.", "2024-01-08"),
    ("Rapat digelar Kamis (29/2/2024).", "2024-02-29"),
    # a quarter, a half
    ("Pada triwulan III 2025 tumbuh.", "2025-Q3"),
    ("Pada triwulan III-2025 tumbuh.", "2025-Q3"),
    ("Pada triwulan ketiga tahun 2025 tumbuh.", "2025-Q3"),
    ("Pada kuartal III tahun 2025 tumbuh.", "2025-Q3"),
    ("Pada TW III 2025 tumbuh.", "2025-Q3"),
    ("Pada Q3 2025 tumbuh.", "2025-Q3"),
    ("Pada kuartal IV/2025 tumbuh.", "2025-Q4"),
    ("Pada triwulan ke-4 2025 tumbuh.", "2025-Q4"),
    ("Pada semester I 2025 tumbuh.", "2025-S1"),
    ("Pada semester satu 2025 tumbuh.", "2025-S1"),
    ("Pembangunan tahun anggaran 2023-2024 selesai.", "2023/2024"),
    ("Pembangunan tahun anggaran 2023/2024 selesai.", "2023/2024"),
    ("Pada semester kedua 2025 tumbuh.", "2025-S2"),
    # a third of a year, as crops are counted
    ("Luas panen subround II 2023 naik.", "2023-05/2023-08"),
    ("Luas panen subround I (Januari-April) 2023 naik.", "2023-01/2023-04"),
    # two months that follow each other
    ("Alokasi Juni dan Juli 2023 disalurkan.", "2023-06/2023-07"),
    # in small letters
    ("pada awal maret 2023 harga turun.", "2023-03"),
    # from one end to the other
    ("Pasar murah Senin (8/1/2024) hingga Kamis (11/1/2024) ramai.", "2024-01-08/2024-01-11"),
    ("Pasar murah 8 Januari 2024 sampai 11 Januari 2024 ramai.", "2024-01-08/2024-01-11"),
    ("Pasar murah Sabtu ini, 20 Januari 2024, dibuka.", "2024-01-20"),
    ("Berdasarkan data dari 4 Agustus–31 Desember 2021, izin terbit.", "2021-08-04/2021-12-31"),
    # cumulative
    ("Hingga Oktober 2022 terkirim.", "2022-01/2022-10"),
    ("Sampai dengan bulan Oktober 2022 terkirim.", "2022-01/2022-10"),
    ("Sepanjang Januari–September 2025 naik.", "2025-01/2025-09"),
    ("Sepanjang Januari-September 2025 naik.", "2025-01/2025-09"),
    ("Selama Januari hingga September 2025 naik.", "2025-01/2025-09"),
    ("Sejak Januari sampai dengan September 2025 naik.", "2025-01/2025-09"),
    ("Hingga triwulan III 2023 terserap.", "2023-Q1/2023-Q3"),
    # from a day to a day, up to a day of the year
    ("Digelar 30–31 Mei 2023.", "2023-05-30/2023-05-31"),
    ("Digelar 30 Mei hingga 2 Juni 2023.", "2023-05-30/2023-06-02"),
    ("Digelar 12 sampai 14 Mei 2023.", "2023-05-12/2023-05-14"),
    ("Hingga 31 Maret 2022 terserap.", "2022-01-01/2022-03-31"),
    ("Sampai dengan 31 Maret 2022 terserap.", "2022-01-01/2022-03-31"),
    # several years
    ("Periode 2020–2024 tumbuh.", "2020/2024"),
    ("Periode 2020-2024 tumbuh.", "2020/2024"),
    ("Tahun 2020 hingga 2024 tumbuh.", "2020/2024"),
    ("Musim tanam 2020/2021 mundur.", "2020/2021"),
    # over the end of a year
    ("Selama Desember 2023-Februari 2024 naik.", "2023-12/2024-02"),
    ("Selama November-Februari 2024 naik.", "2023-11/2024-02"),
    ("Digelar 28 Desember 2023-3 Januari 2024.", "2023-12-28/2024-01-03"),
    ("Digelar 28 Desember-3 Januari 2024.", "2023-12-28/2024-01-03"),
    # up to a year is the year
    ("Hingga akhir 2023 terserap.", "2023"),
    ("Hingga akhir tahun 2023 terserap.", "2023"),
]


@pytest.mark.parametrize(("text", "value"), FORMS)
@pytest.mark.parametrize("published", [PUBLISHED, None])
def test_a_time_with_its_year(period_reader: PeriodReader, text: str, value: str, published: date | None) -> None:
    assert values(period_reader, text, published) == [value]


RELATIVE = [
    ("Tahun ini naik.", "2024"),
    ("Tahun lalu naik.", "2023"),
    ("Tahun kemarin naik.", "2023"),
    ("Tahun depan naik.", "2025"),
    ("Dua tahun lalu naik.", "2022"),
    ("Akhir tahun ini naik.", "2024"),
    ("Hingga tahun ini naik.", "2024"),
    ("Bulan ini naik.", "2024-01"),
    ("Bulan lalu naik.", "2023-12"),
    ("Bulan depan naik.", "2024-02"),
    ("Kuartal ini naik.", "2024-Q1"),
    ("Triwulan lalu naik.", "2023-Q4"),
    ("Kuartal depan naik.", "2024-Q2"),
    ("Semester ini naik.", "2024-S1"),
    ("Semester lalu naik.", "2023-S2"),
    ("Semalam naik.", "2024-01-14"),
    ("Hari ini naik.", "2024-01-15"),
    ("Kemarin naik.", "2024-01-14"),
    ("Besok naik.", "2024-01-16"),
    ("Saat ini naik.", "2024-01-15"),
    ("Kini naik.", "2024-01-15"),
    ("Jumat naik.", "2024-01-12"),
    ("Senin naik.", "2024-01-15"),
    ("Kamis (11/1) naik.", "2024-01-11"),
    ("Jumat (29/12) naik.", "2023-12-29"),
    ("Minggu (14/1) ramai.", "2024-01-14"),
    # the year that is left out
    ("Pada Januari harga turun.", "2024-01"),
    ("Pada Oktober harga turun.", "2023-10"),
    ("Pada Oktober lalu harga turun.", "2023-10"),
    ("Pada Oktober tahun lalu harga turun.", "2023-10"),
    ("Pada Oktober tahun ini dikirim lagi.", "2024-10"),
    ("Pada Maret mendatang dikirim lagi.", "2024-03"),
    ("Pada Maret diperkirakan dikirim lagi.", "2024-03"),
    ("Pada 12 Desember harga turun.", "2023-12-12"),
    ("Pada 20 Januari dikirim lagi.", "2024-01-20"),
    ("Sejak 28–30 Desember harga turun.", "2023-12-28/2023-12-30"),
    ("alokasi agustus disalurkan.", "2023-08"),
    ("Luas panen subround II naik.", "2023-05/2023-08"),
    ("Alokasi Juni dan Juli disalurkan.", "2023-06/2023-07"),
    ("Pada triwulan III harga turun.", "2023-Q3"),
    ("Pada triwulan III tahun lalu harga turun.", "2023-Q3"),
    ("Pada semester II harga turun.", "2023-S2"),
]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *RELATIVE,
        pytest.param("Hingga Oktober tahun lalu terkirim.", "2023-01/2023-10"),
        pytest.param("Hingga Oktober lalu terkirim.", "2023-01/2023-10"),
        pytest.param("Harga sekarang naik.", "2024-01-15"),
        pytest.param("Minggu ini harga naik.", "2024-01"),
    ],
)
def test_relative_words_are_resolved_with_the_day_of_publication(
    period_reader: PeriodReader, text: str, value: str
) -> None:
    [period] = period_reader.read(text, PUBLISHED)
    assert period.value == value
    assert period.relative


@pytest.mark.parametrize("text", [text for text, _ in RELATIVE])
def test_without_a_day_of_publication_they_have_no_value(period_reader: PeriodReader, text: str) -> None:
    assert values(period_reader, text, None) == [None]


@pytest.mark.parametrize(
    ("published", "text", "value"),
    [
        (date(2024, 3, 31), "Bulan lalu naik.", "2024-02"),
        (date(2024, 3, 1), "Kemarin naik.", "2024-02-29"),
        (date(2024, 1, 1), "Kemarin naik.", "2023-12-31"),
        (date(2024, 1, 1), "Bulan lalu naik.", "2023-12"),
        (date(2023, 12, 31), "Besok naik.", "2024-01-01"),
        (date(2023, 12, 20), "Bulan depan naik.", "2024-01"),
        (date(2023, 11, 3), "Pada Oktober naik.", "2023-10"),
        (date(2023, 11, 3), "Pada November naik.", "2023-11"),
        (date(2023, 4, 5), "Kamis (6/4) naik.", "2023-04-06"),
    ],
)
def test_relative_words_near_an_edge(period_reader: PeriodReader, published: date, text: str, value: str) -> None:
    assert values(period_reader, text, published) == [value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pada 2022 naik dibanding tahun sebelumnya.", ["2022", "2021"]),
        ("Pada Maret 2023 naik dibanding bulan sebelumnya.", ["2023-03", "2023-02"]),
        ("Pada Januari 2023 naik dibanding bulan sebelumnya.", ["2023-01", "2022-12"]),
        ("Pada kuartal I 2023 naik dibanding kuartal sebelumnya.", ["2023-Q1", "2022-Q4"]),
        ("Pada Maret 2023 naik dari Maret 2022.", ["2023-03", "2022-03"]),
        ("Pada Mei 2022 panen raya. Pada bulan itu harga turun.", ["2022-05", "2022-05"]),
        ("Pada 2022 panen raya. Pada tahun tersebut harga turun.", ["2022", "2022"]),
        # the other side of a comparison right before
        ("Pada 2023 turun, masih jauh dibanding 2019. Waktu itu ramai.", ["2023", "2019", "2019"]),
        # one day told twice
        ("Hari ini, Senin (8/1/2024), pasar dibuka.", ["2024-01-08", "2024-01-08"]),
        # months that are told apart
        ("Pada Juni 2023 dan Juli 2023 masing-masing naik.", ["2023-06", "2023-07"]),
        ("Pada Juni 2023 dan Agustus 2023 naik.", ["2023-06", "2023-08"]),
        # a year has no month that is the same
        ("Per Maret 2023 naik dibanding tahun 2022. Pada bulan yang sama turun.", ["2023-03", "2022", "2023-03"]),
    ],
)
@pytest.mark.parametrize("published", [PUBLISHED, None])
def test_words_that_lean_on_the_time_before(
    period_reader: PeriodReader, text: str, expected: list[str], published: date | None
) -> None:
    assert values(period_reader, text, published) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Pada Maret 2023 naik dibanding periode yang sama 2022.", "2023-03", "2022-03"),
        ("Pada Maret 2023 naik dibanding periode yang sama tahun sebelumnya.", "2023-03", "2022-03"),
        ("Pada Maret 2023 naik dibanding bulan yang sama tahun 2022.", "2023-03", "2022-03"),
        ("Pada Januari-Maret 2023 naik dibanding periode yang sama 2022.", "2023-01/2023-03", "2022-01/2022-03"),
        ("Pada triwulan II 2023 naik dibanding triwulan yang sama 2022.", "2023-Q2", "2022-Q2"),
        ("Pada semester I 2023 naik dibanding periode yang sama 2022.", "2023-S1", "2022-S1"),
        # what is named between is a whole year and has no part that is the same
        ("Pada Maret 2023 naik. Menurut data 2023 itu dibanding periode yang sama 2022.", "2023-03", "2022-03"),
    ],
)
def test_the_same_part_of_another_year(period_reader: PeriodReader, text: str, first: str, last: str) -> None:
    found = period_reader.read(text, PUBLISHED)
    assert found[0].value == first
    assert not found[0].comparison
    assert found[-1].value == last
    assert found[-1].comparison


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Rapat Kamis (11/1/2024) digelar.", False),
        ("Rapat Rabu (11/1/2024) digelar.", True),
        ("Rapat Kamis, 11 Januari 2024, digelar.", False),
        ("Rapat Jumat, 11 Januari 2024, digelar.", True),
        ("Rapat 11 Januari 2024 digelar.", False),
    ],
)
def test_the_weekday_confirms_the_date(period_reader: PeriodReader, text: str, wrong: bool) -> None:
    [period] = period_reader.read(text, PUBLISHED)
    assert period.value == "2024-01-11"
    assert period.weekday_wrong is wrong


def test_a_quarter_goes_on_with_the_year_of_the_sentence_before(period_reader: PeriodReader) -> None:
    text = "Ekonomi 2022 tumbuh. Pada kuartal I naik, pada kuartal II turun."
    assert values(period_reader, text) == ["2022", "2022-Q1", "2022-Q2"]


@pytest.mark.parametrize(
    "text",
    [
        "Surat Keputusan Gubernur Nomor 63 Tahun 2022 berlaku.",
        "Perda No. 4 Tahun 2022 berlaku.",
        "Warga berjualan di Pasar Minggu.",
    ],
)
def test_what_is_no_time(period_reader: PeriodReader, text: str) -> None:
    assert values(period_reader, text) == []


@pytest.mark.parametrize(
    ("text", "comparison"),
    [
        ("Naik 5 persen dari April 2023.", True),
        ("Izin dari 4 Agustus–31 Desember 2021 terbit.", False),
        ("Naik dibanding periode yang sama tahun sebelumnya (April 2023).", True),
        ("Naik dibandingkan Rabu (10/1) kemarin.", True),
        ("Naik dibandingkan dengan luas panen pada 2022.", True),
        ("Luas panen pada 2022 naik.", False),
    ],
)
def test_the_other_side_of_a_comparison(period_reader: PeriodReader, text: str, comparison: bool) -> None:
    assert period_reader.read(text, PUBLISHED)[-1].comparison is comparison


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("Pada 2021 naik.", "year"),
        ("Pada semester I 2021 naik.", "half"),
        ("Pada triwulan I 2021 naik.", "quarter"),
        ("Pada Mei 2021 naik.", "month"),
        ("Pada 4 Mei 2021 naik.", "day"),
        ("Pada 4–6 Mei 2021 naik.", "day"),
        ("Pekan lalu naik.", "week"),
    ],
)
def test_precision_is_kept(period_reader: PeriodReader, text: str, precision: str) -> None:
    assert [period.precision for period in period_reader.read(text, PUBLISHED)] == [precision]


@pytest.mark.parametrize(
    ("text", "cumulative"),
    [
        ("Hingga Oktober 2022 naik.", True),
        ("Sampai 31 Maret 2022 naik.", True),
        ("Pada Oktober 2022 naik.", False),
    ],
)
def test_what_runs_up_to_its_end_is_cumulative(period_reader: PeriodReader, text: str, cumulative: bool) -> None:
    assert [period.cumulative for period in period_reader.read(text, PUBLISHED)] == [cumulative]


@pytest.mark.parametrize(
    "text",
    [
        "Harganya 12.500 rupiah.",
        "Buka pukul 10.00 sampai 17.30.",
        "Harganya Rp2024.",
        "Inflasi 2024,5 persen.",
        "Dikirim 20235 butir.",
        "Perda Nomor 4 mengaturnya.",
        "Persijap menang 2-1.",
        "Telepon 0812-2023-4567.",
        "Marsudi dan Desi menanam padi.",
        "Sepeda Januariani hilang.",
        "Rapat 45/13/2023 ditunda.",
        pytest.param("Mei Linda menanam padi."),
    ],
)
def test_no_time(period_reader: PeriodReader, text: str) -> None:
    assert values(period_reader, text) == []


def test_four_digits_before_what_they_count_are_no_year(
    period_reader: PeriodReader, quantity_reader: QuantityReader
) -> None:
    text = "Pada 2023 dikirim 2024 ton."
    assert [p.value for p in period_reader.read(text, PUBLISHED, is_count=quantity_reader.counted)] == ["2023"]


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.sampled_from(["long", "slash", "weekday", "short"]))
def test_every_day_comes_back(period_reader: PeriodReader, day: date, style: str) -> None:
    names = {number: word for word, number in reversed(months().items())}
    weekday = next(word.capitalize() for word, number in WEEKDAYS.items() if number == day.weekday())
    written = {
        "long": f"{day.day} {names[day.month].capitalize()} {day.year}",
        "slash": f"{day.day}/{day.month}/{day.year}",
        "weekday": f"{weekday} ({day.day}/{day.month}/{day.year})",
        "short": f"{weekday}, {day.day:02d}-{day.month:02d}-{day.year}",
    }[style]
    text = f"Rapat digelar {written} di aula."
    [period] = period_reader.read(text, None)
    assert (period.value, period.weekday_wrong) == (day.isoformat(), False)


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.integers(-400, 400))
def test_shift_moves_by_whole_units(day: date, offset: int) -> None:
    assert shift(day, "day", offset) == (day + timedelta(days=offset)).isoformat()
    months_on = day.year * 12 + day.month - 1 + offset
    assert shift(day, "month", offset) == f"{months_on // 12}-{months_on % 12 + 1:02d}"
    assert shift(day, "year", offset // 10) == str(day.year + offset // 10)


@given(data=st.data())
def test_any_text_is_read(
    period_reader: PeriodReader,
    quantity_reader: QuantityReader,
    any_text: st.SearchStrategy[str],
    data: st.DataObject,
) -> None:
    text = data.draw(any_text)
    published = data.draw(st.none() | st.dates(date(1990, 1, 1), date(2060, 12, 31)))
    found = period_reader.read(text, published, is_count=data.draw(st.sampled_from([None, quantity_reader.counted])))
    for period in found:
        assert 0 <= period.start < period.end <= len(text)
        assert period.value is None or WRITTEN.fullmatch(period.value)
    assert all(a.end <= b.start for a, b in pairwise(found))
