"""From an annotated article to its facts: figures and events."""

from __future__ import annotations

from spacy.language import Language

from extractor.facts.binding import Binder
from extractor.facts.events import EventReader
from extractor.facts.figures import FigureReader
from extractor.facts.scene import Scene
from extractor.reading import pipeline
from extractor.records import Article, Facts


class FactReader:
    """Reads articles: the language pipeline and the readers over it, loaded once."""

    def __init__(self, nlp: Language | None = None) -> None:
        self._nlp = nlp or pipeline.load()
        self._figures = FigureReader()
        self._events = EventReader()

    def read(self, article: Article) -> Facts:
        """Return the facts of an article; none for one that is not readable.

        Every offset counts code points of `article.text`.
        """
        if not article.readable or not article.text:
            return Facts(article.id)
        doc = pipeline.read(self._nlp, article.text, title=article.title, published=article.published)
        scene = Scene(doc)
        choices = self._figures.indicators.choose(scene)
        binder = Binder(scene, [choice.indicator for choice in choices])
        return Facts(article.id, self._figures.read(scene, binder, choices), self._events.read(scene, binder))
