"""Numbers: digits in every style of writing, scale words, number words, parts of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words  # type: ignore[import-untyped]

from extractor.reading.numbers import SCALE_LETTERS, SCALES, number_at, read_digits, read_words
from extractor.reading.quantity import Quantity

#: (digits, kind of unit, what the scale word behind it multiplies by, value)
DIGITS = [
    ("7", "count", 1, 7),
    ("1.250", "count", 1, 1250),
    ("1.250.000", "money", 1, 1_250_000),
    ("1.250,75", "money", 1, 1250.75),
    ("12.345.678,9", "money", 1, 12_345_678.9),
    ("6,18", "ratio", 1, 6.18),
    ("0,61", "ratio", 1, 0.61),
    ("0,005", "ratio", 1, 0.005),
    ("108,43", "ratio", 1, 108.43),
    ("1,234.5", "count", 1, 1234.5),
    ("2,345,678", "count", 1, 2_345_678),
    ("2,345,678.90", "money", 1, 2_345_678.9),
    ("1.8", "money", 1e12, 1.8),
    ("2.02", "money", 1e9, 2.02),
    ("2.5", "count", 1, 2.5),
    ("4,275", "money", 1e9, 4.275),
    ("1.250", "money", 1e9, 1250),
    ("3,125", "ratio", 1, 3.125),
    ("128.414", "ratio", 1, 128.414),
    ("4,718", "yield", 1, 4.718),
    ("21,480", "mass", 1, 21_480),
    ("27,450", "money", 1, 27_450),
    ("0.318", "count", 1, 0.318),
    ("2024.75", "count", 1, 2024.75),
    ("1.234.567.890", "money", 1, 1_234_567_890),
    ("1 ,5", "money", 1e9, 1.5),
    ("2 .500", "money", 1, 2500),
    ("1.480", "money", 1e12, 1480),
    ("1.022", "money", 1e6, 1.022),
    ("2.800", "money", 1e6, 2800),
    ("15.870", "rate", 1, 15_870),
]


@pytest.mark.parametrize(("digits", "kind", "scale", "value"), DIGITS)
def test_digits_are_read_as_the_writer_meant_them(digits: str, kind: str, scale: float, value: float) -> None:
    assert read_digits(digits, kind, scale) == pytest.approx(value, rel=1e-12)


#: (expression, kind of unit, value); the expression is followed by a word that does not belong to it
EXPRESSIONS = [
    ("18", "count", 18),
    ("1,8 triliun", "money", 1.8e12),
    ("1.8 triliun", "money", 1.8e12),
    ("2.02 miliar", "money", 2.02e9),
    ("4,31 triliun", "money", 4.31e12),
    ("1.250 miliar", "money", 1.25e12),
    ("512,3 juta", "money", 512.3e6),
    ("750 ribu", "money", 750e3),
    ("750ribu", "money", 750e3),
    ("15rb", "money", 15e3),
    ("15 rb", "money", 15e3),
    ("1,5jt", "money", 1.5e6),
    ("1,5 jt", "money", 1.5e6),
    ("3 milyar", "money", 3e9),
    ("3milyar", "money", 3e9),
    ("2 trilyun", "money", 2e12),
    ("2 triliyun", "money", 2e12),
    ("1 juta 500 ribu", "money", 1.5e6),
    ("2 miliar 350 juta", "money", 2.35e9),
    ("3 miliar 250 juta 500 ribu", "money", 3_250_500_000),
    ("1 ,5 miliar", "money", 1.5e9),
    ("2 .500", "money", 2500),
    ("0,07 triliun", "money", 70e9),
    ("1.480 triliun", "money", 1480e12),
    ("2.800 juta", "money", 2.8e9),
    ("1.022 juta", "money", 1.022e6),
    # the digits have said it already
    ("48.620 ribu", "mass", 48_620),
    ("1.980.000 juta", "money", 1_980_000),
    ("19.770.361.055 miliar", "money", 19_770_361_055),
    ("satu", "count", 1),
    ("dua belas", "count", 12),
    ("sebelas", "count", 11),
    ("sembilan belas", "count", 19),
    ("dua puluh", "count", 20),
    ("empat puluh tujuh", "count", 47),
    ("seratus", "count", 100),
    ("seratus enam", "count", 106),
    ("tiga ratus dua puluh lima", "count", 325),
    ("seribu", "count", 1000),
    ("seribu dua ratus", "count", 1200),
    ("dua ribu dua puluh lima", "count", 2025),
    ("seratus dua puluh tiga ribu", "count", 123_000),
    ("tiga juta lima ratus ribu", "money", 3.5e6),
    ("setengah miliar", "money", 0.5e9),
    ("dua setengah juta", "money", 2.5e6),
    ("satu setengah triliun", "money", 1.5e12),
    ("semiliar", "money", 1e9),
    ("dua koma lima", "ratio", 2.5),
    ("enam koma nol tujuh", "ratio", 6.07),
    ("nol koma tiga satu", "ratio", 0.31),
    ("satu koma delapan triliun", "money", 1.8e12),
    ("tiga koma dua belas", "ratio", 3.12),
    ("empat puluh lima koma delapan puluh delapan", "ratio", 45.88),
    ("lima koma tiga puluh", "ratio", 5.3),
    ("satu juta dua ratus lima puluh ribu empat ratus", "count", 1_250_400),
    ("Dua Puluh", "count", 20),
    ("Seratus", "count", 100),
]


@pytest.mark.parametrize(
    ("expression", "kind", "value"),
    [
        *EXPRESSIONS,
        ("seperempat miliar", "money", 0.25e9),
        ("tiga perempat juta", "money", 0.75e6),
        ("dua per tiga miliar", "money", 2e9 / 3),
    ],
)
@pytest.mark.parametrize("tail", ["", " di antaranya", ", lalu", ".\n"])
def test_the_whole_expression_is_read(expression: str, kind: str, value: float, tail: str) -> None:
    number = number_at(expression + tail, 0)
    assert number is not None
    assert expression[number.start : number.end] == expression
    assert number.value(kind) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("setengah", 1 / 2),
        ("separuh", 1 / 2),
        ("sepertiga", 1 / 3),
        ("seperempat", 1 / 4),
        ("seperlima", 1 / 5),
        ("sepersepuluh", 1 / 10),
        ("dua per tiga", 2 / 3),
        ("dua pertiga", 2 / 3),
        ("tiga perempat", 3 / 4),
        ("tiga per empat", 3 / 4),
        ("empat per lima", 4 / 5),
        ("½", 1 / 2),
        ("¾", 3 / 4),
    ],
)
def test_a_part_of_one_is_a_fraction(expression: str, value: float) -> None:
    number = number_at(f"{expression} dari panen", 0)
    assert number is not None
    assert number.fraction
    assert number.end == len(expression)
    assert number.value() == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value", "end"),
    [
        ("88, 05 persen", 88.05, 6),
        ("107, 23%", 107.23, 7),
        ("333, 58 M", 333.58, 7),
        ("12, 15 ton", 12, 2),
        ("12, 15 dan 20 persen", 12, 2),
        ("2020, 15 persen", 2020, 4),
    ],
)
def test_a_space_behind_a_comma_is_a_slip_before_a_unit_that_takes_decimals(text: str, value: float, end: int) -> None:
    number = number_at(text, 0)
    assert number is not None
    assert (number.value("ratio"), number.end) == (value, end)


def test_a_list_is_not_taken_for_decimals() -> None:
    number = number_at("12, 15, 8 persen", 4)
    assert number is not None
    assert (number.value(), number.end) == (15, 6)


@pytest.mark.parametrize(("words", "whole"), [("12", True), ("1.250", False), ("2,5", False), ("setengah", False)])
def test_whole_numbers_are_those_without_a_mark(words: str, whole: bool) -> None:
    number = number_at(words, 0)
    assert number is not None
    assert number.is_whole() is whole


@pytest.mark.parametrize(
    ("text", "letters", "value", "end"),
    [
        ("1,2 M", True, 1.2e9, 5),
        ("1,2M", True, 1.2e9, 4),
        ("1,8 T", True, 1.8e12, 5),
        ("50k", True, 50e3, 3),
        ("5 m", False, 5, 1),
        ("10 T", False, 10, 2),
        ("12 kios", True, 12, 2),
        ("3 mobil", True, 3, 1),
        ("8 ton", True, 8, 1),
    ],
)
def test_scale_letters_count_only_next_to_a_currency(text: str, letters: bool, value: float, end: int) -> None:
    number = number_at(text, 0, scale_letters=letters)
    assert number is not None
    assert (number.value("money"), number.end) == (value, end)


@pytest.mark.parametrize("text", ["", "petani", "persen", "koma lima", "puluhan", "duakan", "Rp5", " 5"])
def test_no_number_begins_here(text: str) -> None:
    assert number_at(text, 0) is None


@pytest.mark.parametrize("words", ["petani", "dua petani", "dua koma petani"])
def test_words_that_are_no_number_words_raise(words: str) -> None:
    with pytest.raises(KeyError):
        read_words(words)


#: Integers below a thousand trillion, with the round and the small ones among them.
WHOLE = st.one_of(st.integers(0, 10**15 - 1), st.integers(0, 14).map(lambda zeros: 10**zeros), st.integers(0, 9999))


@given(WHOLE)
def test_every_integer_in_words_comes_back(number: int) -> None:
    words = num2words(number, lang="id")
    found = number_at(f"{words}.", 0)
    assert found is not None
    assert (found.value(), found.end) == (number, len(words))
    assert read_words(words) == number


@given(st.integers(0, 999), st.integers(1, 99), st.sampled_from(["", " miliar", " triliun"]))
def test_every_decimal_in_words_comes_back(whole: int, hundredths: int, scale: str) -> None:
    digits = f"{hundredths:02d}".rstrip("0")
    words = f"{num2words(whole, lang='id')} koma {' '.join(num2words(int(d), lang='id') for d in digits)}{scale}"
    found = number_at(words, 0)
    assert found is not None
    assert found.end == len(words)
    assert found.value() == float(Decimal(f"{whole}.{digits}") * int(SCALES.get(scale.strip(), 1)))


@given(WHOLE, st.sampled_from(".,"), st.sampled_from(["count", "money", "mass"]))
def test_every_grouped_integer_comes_back(number: int, mark: str, kind: str) -> None:
    digits = f"{number:,}".replace(",", mark)
    assert read_digits(digits, kind) == number
    found = number_at(digits, 0)
    assert found is not None
    assert (found.value(kind), found.end) == (number, len(digits))


@given(st.integers(0, 10**12), st.integers(0, 999), st.sampled_from([(".", ","), (",", ".")]))
def test_every_grouped_decimal_comes_back(whole: int, thousandths: int, marks: tuple[str, str]) -> None:
    group, point = marks
    decimals = f"{thousandths:03d}" if whole >= 1000 else f"{thousandths % 100:02d}"
    digits = f"{whole:,}".replace(",", group) + point + decimals
    assert read_digits(digits, "money") == float(f"{whole}.{decimals}")


@given(
    st.integers(1, 999),
    st.integers(0, 99),
    st.sampled_from(",."),
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(["", " "]),
    st.sampled_from(["Rp", "Rp ", "Rp. ", "US$ ", "US$"]),
)
def test_every_amount_with_a_scale_comes_back(
    quantities: Callable[[str], list[Quantity]], whole: int, hundredths: int, mark: str, scale: str, gap: str, sign: str
) -> None:
    decimals = f"{hundredths:02d}".rstrip("0")
    mantissa = f"{whole}{mark}{decimals}" if decimals else str(whole)
    word = scale.upper() if scale in SCALE_LETTERS and scale != "k" else scale
    [found] = quantities(f"Nilainya {sign}{mantissa}{gap}{word}, menurut dinas.")
    value = Decimal(f"{whole}.{decimals or 0}") * int(SCALES[scale])
    assert found.value == float(value)
    assert found.unit == ("USD" if "$" in sign else "IDR")


@given(
    WHOLE,
    st.sampled_from([".", ","]),
    st.sampled_from(
        ["Rp{}", "Rp {}", "Rp. {}", "Rp.{}", "Rp{},-", "Rp. {},-", "{} rupiah", "IDR {}", "US$ {}", "USD {}"]
    ),
)
def test_every_amount_comes_back_in_every_style(
    quantities: Callable[[str], list[Quantity]], amount: int, mark: str, style: str
) -> None:
    written = style.format(f"{amount:,}".replace(",", mark))
    [found] = quantities(f"Nilainya {written} menurut dinas.")
    assert (found.value, found.value_max) == (amount, None)
    assert found.unit == ("USD" if "US" in style else "IDR")


@given(WHOLE, st.sampled_from(["ton", "kilogram", "persen", "rupiah", "warga"]))
def test_every_integer_in_words_is_counted(quantities: Callable[[str], list[Quantity]], number: int, unit: str) -> None:
    [found] = quantities(f"Jumlahnya {num2words(number, lang='id')} {unit}.")
    assert found.value == number


@given(st.integers(1, 900), st.integers(1, 99), st.sampled_from(["-", "–", " - ", " hingga ", " sampai ", " s/d "]))
def test_every_range_comes_back(quantities: Callable[[str], list[Quantity]], lower: int, more: int, joint: str) -> None:
    for written, scale, unit in (
        (f"Rp{lower}{joint}{lower + more} ribu", 1e3, "IDR"),
        (f"Rp{lower} ribu{joint}Rp{lower + more} ribu", 1e3, "IDR"),
        (f"{lower}{joint}{lower + more} ton", 1, "t"),
    ):
        [found] = quantities(f"Nilainya {written} menurut dinas.")
        assert (found.value, found.value_max, found.unit) == (lower * scale, (lower + more) * scale, unit)


@given(st.decimals("0.1", "99.9", places=1), st.sampled_from(",."), st.sampled_from([" persen", " prosen", "%", " %"]))
def test_every_percentage_comes_back(
    quantities: Callable[[str], list[Quantity]], value: Decimal, mark: str, unit: str
) -> None:
    [found] = quantities(f"Angkanya {str(value).replace('.', mark)}{unit} saja.")
    assert (found.value, found.unit) == (float(value), "percent")


@given(data=st.data())
def test_number_at_reads_any_text(any_text: st.SearchStrategy[str], data: st.DataObject) -> None:
    text = data.draw(any_text)
    position = data.draw(st.integers(0, len(text)))
    number = number_at(text, position, scale_letters=data.draw(st.booleans()))
    if number is not None:
        assert position == number.start < number.end <= len(text)
        assert number.value() >= 0
        assert re.search(r"\S", text[number.start : number.end])
