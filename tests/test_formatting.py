"""How values and periods are written."""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.formatting import period_bounds, period_text, value_text
from extractor.tables import rows


@pytest.mark.parametrize(
    ("value", "value_max", "unit", "modifier", "expected"),
    [
        (1.8e12, None, "IDR", "exact", "Rp1,8 triliun"),
        (461e9, None, "IDR", "gt", "lebih dari Rp461 miliar"),
        (2_148_030_215, None, "IDR", "exact", "Rp2.148.030.215"),
        (2_191_000_000, None, "IDR", "exact", "Rp2,191 miliar"),
        (2_191_500_000, None, "IDR", "exact", "Rp2.191.500.000"),
        (3_842_700_000_000_000, None, "IDR", "exact", "Rp3.842,7 triliun"),
        (1_234_567_890_123_457, None, "IDR", "exact", "Rp1.234.567.890.123.457"),
        (34_000, 35_000, "IDR/kg", "exact", "Rp34.000–35.000/kg"),
        (34_000, 35_000, "IDR/kg", "approx", "sekitar Rp34.000–35.000/kg"),
        (1.2e9, 1.5e9, "IDR", "exact", "Rp1,2–1,5 miliar"),
        (9e8, 1.2e9, "IDR", "exact", "Rp900 juta–1,2 miliar"),
        (900_000, 1_200_000, "IDR", "exact", "Rp900.000–1.200.000"),
        (0, 5e9, "IDR", "exact", "Rp0–5 miliar"),
        (71_300_000, None, "USD", "exact", "US$ 71,3 juta"),
        (82.5, None, "USD/barrel", "exact", "US$ 82,5/barel"),
        (15_870, None, "IDR/USD", "exact", "Rp15.870/US$"),
        (5_257_834, None, "IDR/month", "exact", "Rp5.257.834/bulan"),
        (25_000, None, "IDR/count", "lte", "paling banyak Rp25.000 per satuan"),
        (5e6, None, "EUR", "exact", "5 juta euro"),
        (6.18, None, "percent", "exact", "6,18 persen"),
        (72, None, "percent", "approx", "sekitar 72 persen"),
        (5, 6, "percent", "exact", "5–6 persen"),
        (-2.34, None, "percent", "exact", "-2,34 persen"),
        (-5, -3, "percent", "exact", "-5 sampai -3 persen"),
        (-1.2e9, None, "USD", "exact", "-US$ 1,2 miliar"),
        (0, None, "percent", "exact", "0 persen"),
        (-0.0, None, "percent", "exact", "0 persen"),
        (0.25, None, "pp", "exact", "0,25 poin persen"),
        (106.18, None, "index", "exact", "106,18"),
        (3, None, "times", "lt", "kurang dari 3 kali lipat"),
        (1_250, None, "t", "exact", "1.250 ton"),
        (6.4, None, "t/ha", "exact", "6,4 ton/hektare"),
        (1_100_000 * 1.1, None, "IDR", "exact", "Rp1,21 juta"),
        (0.1 + 0.2, None, "percent", "exact", "0,3 persen"),
    ],
)
def test_value_text(value: float, value_max: float | None, unit: str, modifier: str, expected: str) -> None:
    assert value_text(value, value_max, unit, modifier) == expected


@pytest.mark.parametrize(
    ("value", "unit", "modifier", "item", "expected"),
    [
        (16, "count", "exact", "negara", "16 negara"),
        (48_000, "count", "gte", "orang", "paling sedikit 48.000 orang"),
        (1_250_000, "count", "exact", "orang", "1,25 juta orang"),
        (18, "count", "exact", None, "18"),
        (50, "t", "exact", "padi", "50 ton"),
        (62_000, "IDR/kg", "exact", "cabai rawit", "Rp62.000/kg"),
    ],
)
def test_item_follows_counts_only(value: float, unit: str, modifier: str, item: str | None, expected: str) -> None:
    assert value_text(value, None, unit, modifier, item) == expected


def test_codes_outside_the_contract_are_refused() -> None:
    with pytest.raises(KeyError):
        value_text(1, None, "furlong")
    with pytest.raises(KeyError):
        value_text(1, None, "kg", "roughly")


@given(
    st.decimals(min_value=0, max_value=Decimal(10) ** 13, allow_nan=False, allow_infinity=False, places=2)
    | st.integers(min_value=0, max_value=2**53)
)
def test_no_digit_is_lost(number: Decimal | int) -> None:
    written = value_text(float(number), None, "IDR")
    match = re.fullmatch(r"Rp([\d.]+(?:,\d+)?)(?: (juta|miliar|triliun))?", written)
    assert match
    scale = {None: 1, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}[match[2]]
    assert Decimal(match[1].replace(".", "").replace(",", ".")) * scale == number


@pytest.mark.parametrize("row", rows("units"), ids=lambda row: row["code"])
def test_units_are_written_as_their_examples(row: dict[str, str]) -> None:
    start = re.escape(row["prefix"])
    assert re.search(rf"{start}\d[\d.,–]*(?: juta| miliar)?{re.escape(row['suffix'])}(?!\w)", row["example"])


PERIODS = [
    ("2021", "2021-01-01", "2021-12-31", "2021"),
    ("2022-10", "2022-10-01", "2022-10-31", "Oktober 2022"),
    ("2024-02", "2024-02-01", "2024-02-29", "Februari 2024"),
    ("2022-03-31", "2022-03-31", "2022-03-31", "31 Maret 2022"),
    ("2022-08-05", "2022-08-05", "2022-08-05", "5 Agustus 2022"),
    ("2025-Q3", "2025-07-01", "2025-09-30", "triwulan III 2025"),
    ("2025-Q4", "2025-10-01", "2025-12-31", "triwulan IV 2025"),
    ("2025-S1", "2025-01-01", "2025-06-30", "semester I 2025"),
    ("2025-S2", "2025-07-01", "2025-12-31", "semester II 2025"),
    ("2022-01/2022-10", "2022-01-01", "2022-10-31", "Januari–Oktober 2022"),
    ("2022-10/2023-01", "2022-10-01", "2023-01-31", "Oktober 2022–Januari 2023"),
    ("2023-05-30/2023-05-31", "2023-05-30", "2023-05-31", "30–31 Mei 2023"),
    ("2022-01-01/2022-03-31", "2022-01-01", "2022-03-31", "1 Januari–31 Maret 2022"),
    ("2022-12-30/2023-01-02", "2022-12-30", "2023-01-02", "30 Desember 2022–2 Januari 2023"),
    ("2020/2024", "2020-01-01", "2024-12-31", "2020–2024"),
    ("2025-Q1/2025-Q3", "2025-01-01", "2025-09-30", "triwulan I–III 2025"),
    ("2024-Q4/2025-Q1", "2024-10-01", "2025-03-31", "triwulan IV 2024–triwulan I 2025"),
    ("2024-S1/2024-S2", "2024-01-01", "2024-12-31", "semester I–II 2024"),
    ("2021/2022-10", "2021-01-01", "2022-10-31", "2021–Oktober 2022"),
    ("2022/2022", "2022-01-01", "2022-12-31", "2022"),
]


@pytest.mark.parametrize(("period", "first", "last", "text"), PERIODS)
def test_periods(period: str, first: str, last: str, text: str) -> None:
    assert period_bounds(period) == (first, last)
    assert period_text(period) == text


@pytest.mark.parametrize(
    "period",
    ["", "21", "2021-13", "2022-02-30", "2025-Q5", "2025-S3", "0000", "2024/2020", "2020/", "/2020", "2020/2021/2022",
     "tahun lalu", "2022-1", "2022-10 ", "２０２２"],
)  # fmt: skip
def test_what_is_no_period(period: str) -> None:
    assert period_bounds(period) is None
    assert period_text(period) == period


def test_no_period_has_no_bounds() -> None:
    assert period_bounds(None) is None


@given(st.dates(), st.dates())
def test_bounds_of_days_and_months(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert period_bounds(f"{first.isoformat()}/{last.isoformat()}") == (first.isoformat(), last.isoformat())
    bounds = period_bounds(f"{first.isoformat()[:7]}/{last.isoformat()[:7]}")
    assert bounds is not None
    assert bounds[0] == first.replace(day=1).isoformat()
    assert bounds[1] == last.replace(day=calendar.monthrange(last.year, last.month)[1]).isoformat()
    assert str(last.year) in period_text(f"{first.isoformat()[:7]}/{last.isoformat()[:7]}")


@given(st.text(alphabet="0123456789-/QS ", max_size=21))
def test_any_text_is_taken(text: str) -> None:
    bounds = period_bounds(text)
    assert bounds is None or bounds[0] <= bounds[1]
    assert period_text(text) == text or bounds is not None
