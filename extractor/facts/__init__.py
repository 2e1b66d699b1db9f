"""From an annotated article to its facts: figures and events."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language

from extractor.facts.checks import Checker
from extractor.facts.events import EventReader
from extractor.facts.figures import FigureReader
from extractor.facts.scene import Scene
from extractor.facts.when import PeriodBinder
from extractor.facts.where import PlaceBinder
from extractor.reading import pipeline
from extractor.records import Article, Facts

#: spaCy remembers every word that it has met, some 200 bytes each. Starting anew takes a second, and is cheaper than a
#: `memory_zone()` for each article, which makes reading half as fast.
_WORDS_KEPT = 200_000


#: The stages of reading an article, in their order; the first six are the language layer.
STAGES = ("tokens", *pipeline.STAGES, "indicators", "figures", "events", "checks")


def _no_lap(_stage: str) -> None:
    """Nobody is timing."""


class FactReader:
    """Reads articles: the language pipeline and the readers over it, loaded once."""

    def __init__(self, nlp: Language | None = None) -> None:
        self.nlp = nlp or pipeline.load()
        self._figures = FigureReader()
        self._events = EventReader()
        self._checker = Checker()

    def read(self, article: Article, *, lap: Callable[[str], None] | None = None) -> Facts:
        """Return the facts of an article; none for one that is not readable.

        Every offset counts code points of `article.text`. `lap`, where given, is called with the name of each stage
        as it ends (`STAGES`), so that a benchmark can time it.
        """
        lap = lap or _no_lap
        if not article.readable or not article.text:
            return Facts(article.id)
        if len(self.nlp.vocab) > _WORDS_KEPT:
            self.nlp = pipeline.load()
        doc = pipeline.read(
            self.nlp, article.text, title=article.title, published=article.published, url=article.url, lap=lap
        )
        scene = Scene(doc)
        choices = self._figures.indicators.choose(scene)
        lap("indicators")
        when = PeriodBinder(scene, [choice.indicator for choice in choices])
        where = PlaceBinder(scene)
        figures = self._figures.read(scene, when, where, choices)
        lap("figures")
        events = self._events.read(scene, where)
        lap("events")
        self._checker.check(scene, figures, events, when)
        lap("checks")
        return Facts(article.id, figures, events)
