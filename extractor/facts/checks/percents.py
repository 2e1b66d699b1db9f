"""Percentages that contradict the two values that they relate, where one sentence has all three."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.facts.checks.equivalents import EQUALS
from extractor.facts.checks.numbers import bounds, flag, said, written
from extractor.facts.scene import Scene
from extractor.records import Figure
from extractor.tables import alternation, rows

#: Points of a percent that a percentage may be off, and the part of itself.
_POINTS, _PART = 0.5, 0.05
#: A percentage of a percentage may as well be meant in points.
_UNITS_LEFT_OUT = frozenset({"percent", "pp", "index", "times"})
#: How far before the first of the three its own words may stand.
_LEAD = 60
_CLOSE = r"\s*\)?,?\s*"
#: An average over years, or a loss that became a gain: no percentage of the two values.
_ELSE = re.compile(r"\b(?:rata-rata|rerata|(?:per|tiap)\s+tahun|setahun|(?:ke)?rugi\w*|minus|defisit)\b", re.IGNORECASE)
#: `atau 32 persen dari PDB`: of something that stands behind.
_OF_ELSE = re.compile(r"\s*(?:dari|terhadap)\b", re.IGNORECASE)


class PercentCheck:
    """Checks percentages; the patterns are compiled once from `models/change_words.csv`."""

    def __init__(self) -> None:
        rise = alternation(row["word"] for row in rows("change_words"))
        stop = rf"(?:{rise}|dan|atau|serta|sedangkan|sementara|namun|tetapi|tapi|menjadi|jadi|dari|melebihi"
        stop += r"|dibanding\w*)\b"
        #: Words that say nothing more: names, times, `yang hanya sebesar`.
        few, more = (rf"(?:(?!{stop})[^\s.;:]+\s+){{0,{most}}}" for most in (4, 14))

        def gap(pattern: str) -> re.Pattern[str]:
            return re.compile(pattern, re.IGNORECASE)

        # `atau`, `(`, `yakni`: the percentage says the same again.
        self._equal = gap(
            rf"(?:\s+(?!{stop})[^\s.;:,]+){{0,4}}(?:{EQUALS.pattern}|,?\s+(?:yakni|yaitu)\s+(?:setara\s+)?)"
            r"(?:(?:sudah|telah|baru|terealisasi|terserap|tercapai|terpenuhi|mencapai|capaian\w*|realisasi\w*)\s+){0,2}"
        )
        # `dari target Rp2 triliun`, `dari total 120 desa`, `dari 120 desa`
        self._of_whole = gap(
            rf"{_CLOSE}dari\s+(?:(?:total|target|pagu|jumlah|keseluruhan|seluruh|alokasi|kuota|anggaran|angka)\w*\s+{more})?"
        )
        # `dibandingkan periode yang sama tahun lalu sebesar`
        self._from = gap(
            rf"{_CLOSE}(?:(?:jika|bila|kalau|apabila)\s+)?(?:dibanding\w*|dari|ketimbang)\s+(?:dengan\s+|dari\s+)?{more}"
        )
        self._to = gap(rf"\)?,?\s+{few}(?:menjadi|jadi|ke)\s+{few}")
        self._rises = gap(rf"(?:{_CLOSE}|\s*\(\s*){few}(?:atau\s+)?{rise}\s+{few}")
        self._rise_before = gap(rf"(?<!\w){rise}\s+{few}$")
        self._old_before = gap(rf"\b(?:dari|semula|awalnya|sebelumnya)\s+{few}$")

    def check(self, scene: Scene, figures: Sequence[Figure]) -> None:
        """Flag the percentage and the two values that do not fit (`percent`)."""
        for three in zip(figures, figures[1:], figures[2:], strict=False):
            units = [figure.unit for figure in three]
            if units.count("percent") != 1 or three[2].start >= three[0].quote_end:
                continue
            one, other = (figure for figure in three if figure.unit != "percent")
            if one.unit == other.unit and one.unit not in _UNITS_LEFT_OUT and one.value and other.value:
                self._check_three(scene.text, *three, units.index("percent"))

    def _check_three(self, text: str, first: Figure, second: Figure, third: Figure, place: int) -> None:
        """Compare what the words around three numbers relate; the one at `place` is the percentage."""
        start = max(first.quote_start, first.start - _LEAD)
        if _ELSE.search(text, start, third.start) or (place == 2 and _OF_ELSE.match(text, third.end)):
            return

        def between(before: re.Pattern[str], after: re.Pattern[str]) -> bool:
            return (
                before.fullmatch(text, first.end, second.start) is not None
                and after.fullmatch(text, second.end, third.start) is not None
            )

        def led_by(lead: re.Pattern[str]) -> bool:
            return lead.search(text, start, first.start) is not None

        rising = place < 2 and led_by(self._rise_before)
        if place == 0:
            if between(self._equal, self._of_whole):  # 67 persen atau Rp1,2 triliun dari target Rp1,8 triliun
                _check_part(first, second, third)
            elif rising and between(self._from, self._to):  # naik 10 persen dari Rp5 miliar menjadi Rp5,5 miliar
                _check_growth(first, second, third)
            elif rising and between(self._to, self._from):  # naik 10 persen menjadi Rp5,5 miliar dari Rp5 miliar
                _check_growth(first, third, second)
        elif place == 1:
            if rising and between(self._equal, self._to):  # naik Rp500 juta atau 10 persen menjadi Rp5,5 miliar
                _check_step(second, first, third)
            elif between(self._equal, self._from if rising else self._of_whole):
                _check_part(second, first, third)  # Rp1,2 triliun atau 67 persen dari target Rp1,8 triliun
            elif not rising and between(self._rises, self._from):  # Rp5,5 miliar, naik 10 persen dibanding Rp5 miliar
                _check_growth(second, third, first)
        elif between(self._of_whole, self._equal):
            _check_part(third, first, second)  # Rp1,2 triliun dari target Rp1,8 triliun (67 persen)
        elif between(self._rises, self._equal):
            _check_step(third, second, first)  # Rp5,5 miliar, naik Rp500 juta atau 10 persen
        elif led_by(self._old_before) and (between(self._to, self._rises) or between(self._to, self._equal)):
            _check_growth(third, first, second)  # dari Rp5 miliar menjadi Rp5,5 miliar atau naik 10 persen


def _check_part(percent: Figure, part: Figure, whole: Figure) -> None:
    low, high = _quotient(bounds(part), bounds(whole))
    if _is_off(percent, low, high):
        share = _percent(abs(part.value / whole.value))
        _flag_all(percent, part, whole, f"{said(part)} dari {said(whole)} adalah {share}, bukan {said(percent)}")


def _check_growth(percent: Figure, old: Figure, new: Figure) -> None:
    low, high = (ratio - 100 for ratio in _quotient(bounds(new), bounds(old)))
    rise = abs(new.value / old.value) - 1
    if rise < 0:  # a fall is told without a sign
        low, high = -high, -low
    if _is_off(percent, low, high):
        way = "naik" if rise >= 0 else "turun"
        reason = f"dari {said(old)} menjadi {said(new)} adalah {way} {_percent(abs(rise))}, bukan {said(percent)}"
        _flag_all(percent, old, new, reason)


def _check_step(percent: Figure, step: Figure, now: Figure) -> None:
    """Compare with what the step was taken from, whichever way it went."""
    least, most = bounds(step)
    now_least, now_most = bounds(now)
    fallen = _quotient((least, most), (now_least + least, now_most + most))
    risen = _quotient((least, most), (now_least - most, now_most - least))
    if _is_off(percent, *fallen) and _is_off(percent, *risen):
        before = abs(now.value) - step.value
        share = _percent(abs(step.value / before)) if before else "tak terhingga"
        reason = f"perubahan {said(step)} sampai {said(now)} adalah {share}, bukan {said(percent)}"
        _flag_all(percent, step, now, reason)


def _quotient(part: tuple[float, float], whole: tuple[float, float]) -> tuple[float, float]:
    """Return the least and the greatest percentage that one can be of the other."""
    least = 100 * part[0] / whole[1] if whole[1] > 0 else 0.0
    return least, 100 * part[1] / whole[0] if whole[0] > 0 else float("inf")


def _is_off(percent: Figure, low: float, high: float) -> bool:
    least, most = bounds(percent)
    slack = max(_POINTS, _PART * most)
    return most + slack < low or least - slack > high


def _percent(part: float) -> str:
    return written(100 * part, "percent", digits=3)


def _flag_all(percent: Figure, one: Figure, other: Figure, reason: str) -> None:
    for figure in (percent, one, other):
        flag(figure, "percent", reason)
