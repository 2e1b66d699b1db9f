"""Charts as SVG: they need no script, can be read with the keyboard, and each dot leads to what it stands for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup, escape

from extractor.formatting import value_text

_WIDTH, _HEIGHT = 680, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 112, 16, 14, 34
_RADIUS = 5
#: A row of a bar chart, and the room for its label and value.
_ROW, _LABEL, _VALUE = 26, 210, 120
#: About how many lines there are to read values by.
_TICKS = 5
#: Where the lowest value is at least this share of the highest, the axis need not begin at nought.
_FLAT = 0.6
#: A label on the horizontal axis takes about so many pixels.
_LABEL_WIDTH = 64
#: Days of a month, on average.
_MONTH = 30.44

STATUSES = ("actual", "target", "forecast")


@dataclass(frozen=True, slots=True)
class Dot:
    """One claim in a chart: `first` and `last` are the days (`YYYY-MM-DD`) of its period, `told` says it in words.

    `kind` is a status of the contract, or the number of a series; `value_max` the upper end of a range.
    """

    first: str
    last: str
    value: float
    told: str
    link: str | None
    kind: str = "actual"
    value_max: float | None = None
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, its length in a unit, how the value is written."""

    label: str
    value: float
    told: str
    link: str | None = None


def dots(points: Sequence[Dot], unit: str, title: str) -> Markup:
    """Return a chart of claims over time, one dot a claim; a line joins those of one kind that tell of equal times.

    `unit` is a code of the contract, for the axis; empty for plain numbers. Without points there is no chart.
    """
    if not points:
        return Markup("")
    across = _Axis.of_days(points)
    up = _Axis.of_values([value for point in points for value in (point.value, point.value_max) if value is not None])
    parts = [_grid(up, unit), _times(across)]
    for kind in dict.fromkeys(point.kind for point in points):
        parts.append(_line([point for point in points if point.kind == kind], kind, across, up))
    # What is contradicted lies on top.
    for point in sorted(points, key=lambda each: (each.contradicted, each.first)):
        parts.append(_dot(point, across, up))
    return _svg("".join(parts), _WIDTH, _HEIGHT, title)


def bars(rows: Sequence[Bar], title: str) -> Markup:
    """Return a chart of horizontal bars in the order given; a negative one goes to the left. None: no chart."""
    if not rows:
        return Markup("")
    low, high = min(0.0, *(row.value for row in rows)), max(0.0, *(row.value for row in rows))
    room = _WIDTH - _LABEL - _VALUE
    scale = room / ((high - low) or 1)
    zero = _LABEL - low * scale
    parts = []
    for number, row in enumerate(rows):
        y = number * _ROW
        length = max(abs(row.value) * scale, 1.0)
        x = zero if row.value >= 0 else zero - length
        label = row.label if len(row.label) <= 32 else f"{row.label[:31]}…"
        body = (
            f'<text class="chart-text" x="{_LABEL - 8}" y="{y + 17}" text-anchor="end">{escape(label)}</text>'
            f'<rect class="bar" x="{x:.1f}" y="{y + 4}" width="{length:.1f}" height="{_ROW - 8}"></rect>'
            f'<text class="chart-text" x="{max(x + length, zero) + 6:.1f}" y="{y + 17}">{escape(row.told)}</text>'
        )
        parts.append(_linked(body, row.link, f"{row.label}: {row.told}"))
    return _svg("".join(parts), _WIDTH, _ROW * len(rows) + 4, title)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Maps values from `low` to `high` onto pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def of_days(cls, points: Sequence[Dot]) -> _Axis:
        days = [_middle(point) for point in points]
        low, high = min(days), max(days)
        # One year alone stands in the middle.
        room = max((high - low) * 0.04, 40.0)
        return cls(low - room, high + room, _LEFT, _WIDTH - _RIGHT)

    @classmethod
    def of_values(cls, values: Sequence[float]) -> _Axis:
        low, high = min(values), max(values)
        if low == high:
            low, high = min(low, 0.0), max(high, 0.0) or (1.0 if low == 0 else 0.0)
        elif low > 0 and low < _FLAT * high:
            low = 0.0
        elif high < 0 and high > _FLAT * low:
            high = 0.0
        room = (high - low) * 0.06
        return cls(low - (room if low else 0), high + (room if high else 0), _HEIGHT - _BOTTOM, _TOP)

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def _middle(point: Dot) -> float:
    first, last = date.fromisoformat(point.first), date.fromisoformat(point.last)
    return (first.toordinal() + last.toordinal()) / 2


def _grid(up: _Axis, unit: str) -> str:
    step = _step(up.high - up.low)
    parts = []
    for turn in range(math.ceil(up.low / step), math.floor(up.high / step) + 1):
        value = float(Decimal(str(step)) * turn)
        y = up.at(value)
        told = value_text(value, None, unit) if unit else f"{value:g}".replace(".", ",")
        parts.append(
            f'<line class="chart-grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"></line>'
            f'<text class="chart-text" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(told)}</text>'
        )
    return "".join(parts)


def _step(extent: float) -> float:
    """Return the distance of lines: 1, 2 or 5 times a power of ten."""
    rough = extent / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(f"{times * power:.10g}" for times in (1, 2, 5, 10) if times * power >= rough * 0.999))


def _times(across: _Axis) -> str:
    y = _HEIGHT - _BOTTOM
    first, last = (date.fromordinal(max(1, round(edge))) for edge in (across.low, across.high))
    labels = [(date(year, 7, 1), str(year)) for year in range(first.year, last.year + 1)]
    if last.toordinal() - first.toordinal() < 500:
        months = [date(year, month, 15) for year in range(first.year, last.year + 1) for month in range(1, 13)]
        labels = [(day, f"{day.month}/{day.year}") for day in months]
    labels = [(day, text) for day, text in labels if across.low <= day.toordinal() <= across.high]
    every = max(1, math.ceil(len(labels) * _LABEL_WIDTH / (_WIDTH - _LEFT - _RIGHT)))
    parts = [f'<line class="chart-axis" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"></line>']
    for day, text in labels[::every]:
        x = across.at(day.toordinal())
        parts.append(f'<text class="chart-text" x="{x:.1f}" y="{y + 20}" text-anchor="middle">{text}</text>')
    return "".join(parts)


def _line(points: Sequence[Dot], kind: str, across: _Axis, up: _Axis) -> str:
    """Join the claims whose periods are as long as most, where there is one for each: two would zigzag."""
    lengths: dict[tuple[int, int], list[Dot]] = {}
    for point in points:
        lengths.setdefault(_length(point), []).append(point)
    usual = max(lengths.values(), key=len)
    by_time = {point.first: point for point in usual}
    if len(by_time) < 2 or len(by_time) < len(usual):
        return ""
    path = " ".join(
        f"{'M' if not turn else 'L'}{across.at(_middle(point)):.1f} {up.at(point.value):.1f}"
        for turn, (_, point) in enumerate(sorted(by_time.items()))
    )
    return f'<path class="{f"series-{kind}" if kind.isdecimal() else "chart-line"}" d="{path}"></path>'


def _length(point: Dot) -> tuple[int, int]:
    """Return how long a period is: months, as these and years differ in days, or days where it is no month."""
    days = (date.fromisoformat(point.last) - date.fromisoformat(point.first)).days + 1
    months = round(days / _MONTH)
    return months, 0 if months else days


def _dot(point: Dot, across: _Axis, up: _Axis) -> str:
    x, y = across.at(_middle(point)), up.at(point.value)
    classes = f"dot {f'series-{point.kind}' if point.kind.isdecimal() else f'dot-{point.kind}'}"
    if point.contradicted:
        classes += " dot-contradicted"
    body = ""
    if point.value_max is not None:
        high = up.at(point.value_max)
        body = f'<line class="chart-range" x1="{x:.1f}" x2="{x:.1f}" y1="{y:.1f}" y2="{high:.1f}"></line>'
    if point.kind == "target":
        shape = f"M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z"
    elif point.kind == "forecast":
        shape = f"M{x:.1f} {y - 7:.1f}l7 12h-14z"
    else:
        half = f"a{_RADIUS} {_RADIUS} 0 1 0"
        shape = f"M{x - _RADIUS:.1f} {y:.1f}{half} {2 * _RADIUS} 0{half} {-2 * _RADIUS} 0"
    return _linked(f'{body}<path class="{classes}" d="{shape}"></path>', point.link, point.told)


def _linked(body: str, link: str | None, told: str) -> str:
    title = f"<title>{escape(told)}</title>"
    if link is None:
        return f'<g role="img" aria-label="{escape(told)}">{title}{body}</g>'
    return f'<a href="{escape(link)}" aria-label="{escape(told)}">{title}{body}</a>'


def _svg(body: str, width: int, height: int, title: str) -> Markup:
    return Markup(
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="group" aria-label="{escape(title)}"'
        f' xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    )
