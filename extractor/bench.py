"""How fast articles are read: articles a second, and milliseconds a stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from extractor.facts import STAGES, FactReader
from extractor.records import Article

#: The length of a usual article, for which times are given too.
USUAL_LENGTH = 2500


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a stage takes: milliseconds an article, and for an article of `USUAL_LENGTH` characters."""

    stage: str
    article_ms: float
    usual_ms: float


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What a benchmark measured: medians over its runs; `load_s` is how long the reader took to load, once."""

    articles: int
    characters: int
    runs: int
    load_s: float
    stages: tuple[Timing, ...]
    language: Timing
    total: Timing

    @property
    def articles_a_second(self) -> float:
        """Articles that one process reads in a second."""
        return 1000 / self.total.article_ms


def benchmark(articles: Sequence[Article], runs: int, *, done: Callable[[], None] = lambda: None) -> Benchmark:
    """Read `articles` once unmeasured and then `runs` times, one process, wall-clock time.

    `done` is called after each run. Raises ValueError when there is no article, or none with a text.
    """
    articles = [article for article in articles if article.readable and article.text]
    if not articles:
        raise ValueError("no article with a text")
    begun = perf_counter()
    reader = FactReader()
    load = perf_counter() - begun
    reader_runs: list[dict[str, float]] = []
    for run in range(runs + 1):
        seconds = _run(reader, articles)
        if run:  # the first one warms up
            reader_runs.append(seconds)
        done()
    characters = sum(len(article.text) for article in articles)

    def timing(name: str, stages: Iterable[str]) -> Timing:
        whole = 1000 * median(sum(seconds[stage] for stage in stages) for seconds in reader_runs)
        return Timing(name, whole / len(articles), whole / characters * USUAL_LENGTH)

    return Benchmark(
        articles=len(articles),
        characters=characters,
        runs=runs,
        load_s=load,
        stages=tuple(timing(stage, [stage]) for stage in STAGES),
        language=timing("language", STAGES[: STAGES.index("places") + 1]),
        total=timing("total", STAGES),
    )


def _run(reader: FactReader, articles: Iterable[Article]) -> dict[str, float]:
    """Seconds that each stage takes for all articles."""
    seconds: dict[str, float] = defaultdict(float)
    before = perf_counter()

    def lap(stage: str) -> None:
        nonlocal before
        now = perf_counter()
        seconds[stage] += now - before
        before = now

    for article in articles:
        before = perf_counter()
        reader.read(article, lap=lap)
    return seconds
