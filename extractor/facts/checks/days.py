"""Days that cannot be: a weekday beside the wrong date, what has happened after its telling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from extractor.facts.checks.numbers import flag
from extractor.facts.scene import Scene
from extractor.facts.when import PeriodBinder
from extractor.formatting import period_bounds, period_text
from extractor.reading.periods import WEEKDAYS, Period
from extractor.records import Event, Figure
from extractor.tables import compile_words

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_NAMED = compile_words(WEEKDAYS)
#: Is set before its time comes, and in force from then on: that is a fact.
_IN_FORCE = re.compile(r"\b(?:berlaku|ditetapkan|menetapkan|patokan)\b", re.IGNORECASE)
_SET_AHEAD = frozenset({"budget", "wage", "other"})


def check_weekdays(scene: Scene, figures: Sequence[Figure], when: PeriodBinder) -> None:
    """Flag figures whose period is a date beside which the wrong weekday stands (`weekday`)."""
    if not any(period.weekday_wrong for period in scene.periods):
        return
    for figure, quantity in zip(figures, scene.quantities, strict=True):
        period = when.period_span(quantity)
        if period is not None and period.weekday_wrong and (reason := _wrong_day(scene, period)):
            flag(figure, "weekday", reason)


def check_event_days(scene: Scene, events: Sequence[Event]) -> None:
    """Flag events on such a date (`weekday`)."""
    wrong = {period.value: period for period in scene.periods if period.weekday_wrong}
    for event in events:
        if event.date in wrong and (reason := _wrong_day(scene, wrong[event.date])):
            flag(event, "weekday", reason)


def _wrong_day(scene: Scene, period: Period) -> str | None:
    """Return the reason; None where the number's own time is no longer that day but its year."""
    named = _NAMED.search(scene.text, period.start, period.end)
    # `hingga Senin (15/6)` runs up to the day
    day = (period.value or "").rpartition("/")[2]
    if named is None or len(day) != 10:
        return None
    right = _WEEKDAYS[date.fromisoformat(day).weekday()]
    return f"{period_text(day)} jatuh pada {right}, bukan {named.group().capitalize()}"


def check_future(scene: Scene, figures: Sequence[Figure]) -> None:
    """Flag what is told as a fact about a time after the publication (`future`)."""
    if scene.published is None:
        return
    published = scene.published.isoformat()
    for figure in figures:
        if figure.status != "actual" or figure.indicator in _SET_AHEAD or figure.period is None:
            continue
        days = period_bounds(figure.period)
        if days is not None and days[0] > published and not _IN_FORCE.search(figure.quotation):
            told = f"artikelnya terbit {period_text(published)}"
            flag(figure, "future", f"waktunya {period_text(figure.period)}, padahal {told}")
