"""Parts that the text lists in full and that do not add up to their total."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from extractor.facts.checks.numbers import bounds, flag, said, written
from extractor.facts.scene import Scene
from extractor.records import Figure
from extractor.tables import compile_words, rows

_SENTENCE_END = re.compile(r"[.!?]\s")
#: Between a total and the word that leads to its parts; that word may begin the next sentence.
_UP_TO_PARTS = re.compile(r"(?:(?![.!?]\s).)*(?:[.!?]\s+)?", re.DOTALL)
#: What stands before the last part of a list that has an end.
_LAST = re.compile(r"\b(?:dan|serta)\b", re.IGNORECASE)
_LEAST_PARTS = 2
#: What was misread as parts is far off their total; a slip is near.
_NEAR = (0.67, 1.5)
_UNITS_LEFT_OUT = frozenset({"percent", "pp", "index", "times"})


class SumCheck:
    """Checks lists of parts; the words around them come from `models/sum_words.csv`."""

    def __init__(self) -> None:
        cues = {cue: [row["words"] for row in rows("sum_words") if row["cue"] == cue] for cue in ("parts", "open")}
        self._leads_to_parts = compile_words(cues["parts"])
        self._open = compile_words(cues["open"])

    def check(self, scene: Scene, figures: Sequence[Figure]) -> None:
        """Flag a total and its parts where they differ (`sum`)."""
        if not self._leads_to_parts.search(scene.text):
            return
        for number in range(len(figures) - _LEAST_PARTS):
            if _may_be_part(figures[number]):
                parts = self._parts(scene, figures, number)
                if len(parts) >= _LEAST_PARTS:
                    _compare(figures[number], parts)

    def _parts(self, scene: Scene, figures: Sequence[Figure], number: int) -> list[Figure]:
        """Return the figures that the text lists as all the parts of the one with that number."""
        text, total, first = scene.text, figures[number], figures[number + 1]
        lead = self._leads_to_parts.search(text, total.end, first.start)
        if lead is None or not _UP_TO_PARTS.fullmatch(text, total.end, lead.start()):
            return []
        end = scene.sentence_at(first.start).end
        if lead.end() < scene.sentence_at(first.start).start or self._open.search(text, total.end, end):
            return []
        parts: list[Figure] = []
        at, closed = lead.end(), False
        for part in figures[number + 1 :]:
            if part.start >= end:
                break
            like_total = _may_be_part(part) and (part.unit, part.status) == (total.unit, total.status)
            if closed or not like_total or _SENTENCE_END.search(text, at, part.start):
                return []
            closed = bool(parts) and _LAST.search(text, at, part.start) is not None
            parts.append(part)
            at = part.end
        return parts if closed else []


def _may_be_part(figure: Figure) -> bool:
    amount = figure.unit not in _UNITS_LEFT_OUT and "/" not in figure.unit
    return amount and figure.measure == "level" and figure.value_max is None


def _slack(figures: Sequence[Figure]) -> float:
    """Return how far rounded numbers may miss each other: they are hardly all off to one side."""
    off = [max(high - abs(f.value), abs(f.value) - low) for f in figures for low, high in [bounds(f)]]
    return max(1.25 * math.hypot(*off), 0.6 * math.fsum(off))


def _compare(total: Figure, parts: Sequence[Figure]) -> None:
    amount = math.fsum(abs(part.value) for part in parts)
    whole = abs(total.value)
    if abs(amount - whole) <= _slack((total, *parts)) or not _NEAR[0] * whole <= amount <= _NEAR[1] * whole:
        return
    reason = f"bagian-bagiannya berjumlah {written(amount, total.unit, digits=9)}, sedangkan totalnya {said(total)}"
    for figure in (total, *parts):
        flag(figure, "sum", reason)
