"""From an annotated article to its facts: figures and events."""

from __future__ import annotations

from spacy.language import Language

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


class FactReader:
    """Reads articles: the language pipeline and the readers over it, loaded once."""

    def __init__(self, nlp: Language | None = None) -> None:
        self.nlp = nlp or pipeline.load()
        self._figures = FigureReader()
        self._events = EventReader()

    def read(self, article: Article) -> Facts:
        """Return the facts of an article; none for one that is not readable.

        Every offset counts code points of `article.text`.
        """
        if not article.readable or not article.text:
            return Facts(article.id)
        if len(self.nlp.vocab) > _WORDS_KEPT:
            self.nlp = pipeline.load()
        doc = pipeline.read(self.nlp, article.text, title=article.title, published=article.published)
        scene = Scene(doc)
        choices = self._figures.indicators.choose(scene)
        when = PeriodBinder(scene, [choice.indicator for choice in choices])
        where = PlaceBinder(scene)
        figures = self._figures.read(scene, when, where, choices)
        return Facts(article.id, figures, self._events.read(scene, where))
