"""Charts of claims: which of them a line joins."""

from __future__ import annotations

import re

import pytest

from extractor.browse.charts import Dot, dots


@pytest.mark.parametrize(
    ("periods", "joined"),
    [
        # A leap year is as long as any other, a month as any other.
        (["2019-01-01 2019-12-31", "2020-01-01 2020-12-31", "2021-01-01 2021-12-31"], 3),
        (["2022-01-01 2022-01-31", "2022-02-01 2022-02-28", "2022-04-01 2022-04-30"], 3),
        (["2021-01-01 2021-12-31", "2022-01-01 2022-12-31", "2022-01-01 2022-09-30"], 2),
        (["2022-01-01 2022-03-31", "2022-04-01 2022-06-30", "2022-07-01 2022-07-31"], 2),
        (["2022-03-01 2022-03-01", "2022-03-02 2022-03-02", "2022-03-01 2022-03-07"], 2),
        (["2021-01-01 2021-12-31", "2021-01-01 2021-12-31", "2022-01-01 2022-12-31"], 0),
    ],
)
def test_a_line_joins_periods_that_are_equally_long(periods: list[str], joined: int) -> None:
    points = [Dot(*period.split(" "), float(turn), period, None) for turn, period in enumerate(periods)]
    lines = re.findall(r'class="chart-line" d="([^"]*)"', dots(points, "count", "ekspor"))
    assert [len(re.findall("[ML]", line)) for line in lines] == ([joined] if joined else [])
