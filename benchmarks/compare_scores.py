"""How right a contender of `compare.py` is: texts against the sample pages, times and quantities against gold facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extractor.evaluation import Evaluation
from extractor.formatting import period_bounds

Record = dict[str, Any]


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def score_texts(
    expected: Mapping[str, str], boilerplate: Iterable[tuple[str, str]], texts: Mapping[str, str]
) -> dict[str, float]:
    """Return the share of the expected words that is kept, words beside them as a share, and pieces let through."""
    kept = wanted = beside = 0
    for id, text in expected.items():
        words, found = _words(text), _words(texts[id])
        kept += (words & found).total()
        wanted += words.total()
        beside += (found - words).total()
    plain = {id: " ".join(text.split()) for id, text in texts.items()}
    through = sum(" ".join(piece.split()) in plain[id] for id, piece in boilerplate)
    return {"kept": kept / wanted, "beside": beside / wanted, "let through": through}


def score_times(gold: Mapping[str, Sequence[Record]], answers: Mapping[str, Sequence[Record]]) -> dict[str, float]:
    """Compare the times of articles with the periods of their gold figures.

    Returns:
        `found`: the share of figures in whose period some time of the article lies, wherever it stands, which a day
        anywhere in the year does for a year; `same`: the share whose very period is among the times; `times`: how
        many times are told; `numbers`: how many of them stand on a figure of the gold.
    """
    figures = found = same = numbers = 0
    for id, wanted in gold.items():
        times = answers[id]
        for figure in wanted:
            if (bounds := period_bounds(figure.get("period"))) is None:
                continue
            figures += 1
            found += any(bounds[0] <= time["days"][0] and time["days"][1] <= bounds[1] for time in times)
            same += any(time["period"] == figure["period"] for time in times)
        numbers += sum(
            any(figure["start"] < time["end"] and time["start"] < figure["end"] for figure in wanted) for time in times
        )
    times_told = sum(map(len, (answers[id] for id in gold)))
    return {"found": found / figures, "same": same / figures, "times": times_told, "numbers": numbers}


def score_quantities(gold: Mapping[str, Sequence[Record]], answers: Mapping[str, Sequence[Record]]) -> dict[str, float]:
    """Return the shares of quantities found, and read with the right value and unit, and how many were told."""
    evaluation = Evaluation()
    for id, figures in gold.items():
        evaluation.add(id, {"figures": figures}, {"figures": answers[id]})
    return {
        "found": evaluation.quantities_found / evaluation.quantities,
        "right": evaluation.quantities_right / evaluation.quantities,
        "told": sum(len(answers[id]) for id in gold),
    }
