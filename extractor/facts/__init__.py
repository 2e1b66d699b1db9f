"""From an annotated article to its facts: figures and events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spacy.language import Language

from extractor.facts.checks import Checker
from extractor.facts.confidence import set_confidence
from extractor.facts.events import EventReader
from extractor.facts.figures import FigureReader
from extractor.facts.going_on import Choice
from extractor.facts.reasons import Reasons
from extractor.facts.scene import Scene
from extractor.facts.when import PeriodBinder
from extractor.facts.where import PlaceBinder
from extractor.reading import pipeline
from extractor.records import Article, Facts

#: spaCy remembers every word that it has met, some 200 bytes each. Starting anew takes a second, and is cheaper than a
#: `memory_zone()` for each article, which makes reading half as fast.
_WORDS_KEPT = 200_000


#: The stages of reading an article, in their order; the first six are the language layer.
STAGES = ("tokens", *pipeline.STAGES, "indicators", "figures", "events", "checks", "confidence")


def _no_lap(_stage: str) -> None:
    """Nobody is timing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's facts with what they were read from: each quantity of `scene` is a choice and a figure, in order."""

    scene: Scene
    choices: list[Choice]
    when: PeriodBinder
    where: PlaceBinder
    facts: Facts


class FactReader:
    """Reads articles: the language pipeline and the readers over it, loaded once."""

    def __init__(self, nlp: Language | None = None) -> None:
        self.nlp = nlp or pipeline.load()
        self.figures = FigureReader()
        self._events = EventReader()
        self._checker = Checker()

    def read(self, article: Article, *, lap: Callable[[str], None] | None = None) -> Facts:
        """Return the facts of an article; none for one that is not readable.

        Every offset counts code points of `article.text`. `lap`, where given, is called with the name of each stage
        as it ends (`STAGES`), so that a benchmark can time it.
        """
        reading = self.study(article, lap=lap)
        return Facts(article.id) if reading is None else reading.facts

    def study(
        self, article: Article, *, reasons: Reasons | None = None, lap: Callable[[str], None] | None = None
    ) -> Reading | None:
        """Read an article as `read` does, and return what its facts were read from as well; None for no text.

        Args:
            reasons: takes what the readers note about why they decide as they do.
        """
        lap = lap or _no_lap
        if not article.readable or not article.text:
            return None
        if len(self.nlp.vocab) > _WORDS_KEPT:
            self.nlp = pipeline.load()
        doc = pipeline.read(
            self.nlp, article.text, title=article.title, published=article.published, url=article.url, lap=lap
        )
        scene = Scene(doc, reasons)
        choices = self.figures.indicators.choose(scene)
        lap("indicators")
        when = PeriodBinder(scene, [choice.indicator for choice in choices])
        where = PlaceBinder(scene)
        figures = self.figures.read(scene, when, where, choices)
        lap("figures")
        events = self._events.read(scene, where)
        lap("events")
        self._checker.check(scene, figures, events, when)
        lap("checks")
        set_confidence(scene, when, where, choices, figures, events)
        lap("confidence")
        return Reading(scene, choices, when, where, Facts(article.id, figures, events))
