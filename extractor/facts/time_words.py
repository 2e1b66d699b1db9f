"""The words that tell whose time is whose, from `models/time_words.csv` and `models/indicators.csv`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractor.tables import alternation, compile_words, rows

#: `Di tengah pelemahan itu`: a phrase that points back.
_BACK = r"(?:pada|di|dalam|di\s+tengah|dengan|dari|atas)\s+(?:\w+\s+){1,5}(?:itu|tersebut|ini)\b"
#: What may stand between a word that leads back (`dari`, `semula`) and its number.
_FILLERS = (
    r"(?:harga|hari|sehari|angka|posisi|level|yang|sebelumnya|semula|awalnya|sebesar|sekitar|sebanyak|hanya|kisaran|cuma"
    r"|sudah|baru|tercatat|mencapai)"
)


@cache
def accruing() -> frozenset[str]:
    """Return the indicators that add up over a year: what is spent, exported, produced."""
    return frozenset(row["code"] for row in rows("indicators") if row["accrues"])


@cache
def _cue(cue: str) -> str:
    """The words of `models/time_words.csv` for a cue, as a pattern that is not bounded."""
    return alternation(row["words"] for row in rows("time_words") if row["cue"] == cue)


@dataclass(frozen=True)
class TimeWords:
    """The patterns that are made of words from the tables.

    Before a number stand: `plan`, `former` (what it rose from), `moved` (a rise or fall), `usual` (a habit), `standing`
    (a corridor); behind it `rate`. `goes_on` and `other_article` begin a sentence; the others stand anywhere.
    """

    plan: re.Pattern[str]
    cash_plan: re.Pattern[str]
    realised: re.Pattern[str]
    former: re.Pattern[str]
    moved: re.Pattern[str]
    usual: re.Pattern[str]
    rate: re.Pattern[str]
    goes_on: re.Pattern[str]
    consists: re.Pattern[str]
    told_behind: re.Pattern[str]
    other_article: re.Pattern[str]
    observed: re.Pattern[str]
    standing: re.Pattern[str]
    ceiling: re.Pattern[str]
    saying: re.Pattern[str]
    expected: re.Pattern[str]
    ahead: re.Pattern[str]
    deed: re.Pattern[str]
    honour: re.Pattern[str]


@cache
def time_words() -> TimeWords:
    """Return the patterns, compiled once from the tables under `models/`."""
    former, habit = _cue("former"), _cue("habit")
    said = alternation(row["words"] for row in rows("speech_verbs") if row["position"] == "after")
    changes = alternation(row["word"] for row in rows("change_words"))

    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE)

    return TimeWords(
        plan=pattern(rf"(?<!\w){_cue('plan')}(?!\w)[^.;]*$"),
        cash_plan=pattern(rf"(?<!\w){_cue('cash_plan')}(?!\w)[^.;]*$"),
        realised=pattern(rf"(?<!\w){_cue('realised')}(?!\w)"),
        # `kurang dari` and `lebih dari` are modifiers
        former=pattern(rf"(?<!\w)(?<!kurang )(?<!lebih ){former}\s+(?:{_FILLERS}\s+){{0,3}}$"),
        moved=pattern(rf"(?<!\w)(?:{changes}(?!\w)[^.;]{{0,60}}|(?!dari){former}\s+(?:{_FILLERS}\s+){{0,3}})$"),
        usual=pattern(rf"(?<!\w){habit}(?!\w)[^.;,]{{0,40}}$"),
        rate=pattern(rf"\s*(?:\w+\s+){{0,2}}{_cue('rate')}(?!\w)"),
        goes_on=pattern(
            rf"\W*(?:(?:\w+\s+){{0,2}}{_cue('goes_on')}(?!\w)|{_cue('with')}(?!\w)"
            rf"|\w+\s+(?:itu|ini|tersebut)\s+(?:juga\s+|pun\s+|sudah\s+|telah\s+)?{changes}(?!\w)|(?:\w+\s+\w+,\s*)?{_BACK})"
        ),
        consists=pattern(rf"\W*(?:\w+\s+){{1,4}}(?:itu|ini|tersebut)\s+{_cue('consists')}(?!\w)"),
        told_behind=pattern(rf"\W*(?:\w+\s+){{0,3}}(?:ini|itu|tersebut)\s+(?:\w+\s+)?{_cue('told_behind')}(?!\w)"),
        other_article=pattern(rf"\W*{_cue('other_article')}(?!\w)"),
        observed=pattern(rf"(?<!\w){_cue('observed')}(?!\w)"),
        standing=pattern(rf"(?<!\w){_cue('standing')}(?!\w)[^.;]*$"),
        # the prices below, above or up to a ceiling are those of a day
        ceiling=pattern(
            rf"(?<!\w)(?<!di atas )(?<!di bawah )(?<!melebihi )(?<!melampaui )(?<!sesuai )(?<!\()"
            rf"{_cue('ceiling')}(?:-?nya)?(?!\w)[^.;]*$"
        ),
        saying=pattern(rf"[\"”]\s*,?\s*{said}(?:nya)?(?!\w)"),
        expected=compile_words(row["words"] for row in rows("status_words") if row["status"] == "forecast"),
        deed=pattern(rf"(?<!\w)(?<!yang ){_cue('deed')}(?!\w)[^.;]*$"),
        honour=compile_words(row["word"] for row in rows("award_words")),
        ahead=compile_words(row["words"] for row in rows("status_words") if row["status"] != "actual"),
    )


@cache
def told_with() -> dict[str, tuple[str, ...]]:
    """Return, for an indicator, those beside which it is told: what is spent beside what is set aside for it."""
    return {row["code"]: tuple(row["told_with"].split(";")) for row in rows("indicators") if row["told_with"]}
