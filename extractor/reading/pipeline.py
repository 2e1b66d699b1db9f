"""The spaCy pipeline: `load()` builds it, `read()` runs it over an article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor.reading import language, sentences  # noqa: F401 (they register themselves)
from extractor.reading.names import NameReader
from extractor.reading.periods import Period, PeriodReader
from extractor.reading.places import Mention, PlaceReader
from extractor.reading.publishers import home_of, seat_of
from extractor.reading.quantities import QuantityReader
from extractor.reading.quantity import Quantity
from extractor.reading.sentences import keep_text, text_of
from extractor.reading.speakers import Attribution, SpeakerReader

_PREFIX = "extractor_"
#: What is read one after another, each by a component of its own.
STAGES = ("sentences", "periods", "quantities", "places", "speakers")


def _extend_doc() -> None:
    """Declare what the components write to `doc._`, once."""
    defaults: dict[str, Any] = {"published": None, "title": "", "url": None, "seat": None}
    for name in ("quantities", "periods", "places", "title_places", "attributions"):
        defaults[name] = ()
    for name, default in defaults.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


@cache
def place_reader() -> PlaceReader:
    """Return the one place reader, which also resolves the names of recipients and offices."""
    return PlaceReader()


@Language.factory("extractor_periods")
def _periods(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001
    reader, counted = PeriodReader(), QuantityReader().counted

    def component(doc: Doc) -> Doc:
        doc._.periods = reader.read(text_of(doc), doc._.published, is_count=counted)
        return _mark(doc, "periods", doc._.periods)

    return component


@Language.factory("extractor_quantities")
def _quantities(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001
    reader = QuantityReader()

    def component(doc: Doc) -> Doc:
        taken = [(period.start, period.end) for period in doc._.periods]
        doc._.quantities = reader.read(text_of(doc), taken, starts_of(doc))
        return _mark(doc, "quantities", doc._.quantities)

    return component


@Language.factory("extractor_places")
def _places(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001
    reader = place_reader()

    def component(doc: Doc) -> Doc:
        home, title = home_of(doc._.url, reader), doc._.title
        doc._.seat = seat_of(doc._.url, reader)
        doc._.places = reader.read(text_of(doc), title, home)
        doc._.title_places = reader.read_title(title, doc._.places, home)
        return _mark(doc, "places", doc._.places)

    return component


@Language.factory("extractor_speakers")
def _speakers(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001
    reader, names = SpeakerReader(), NameReader()

    def component(doc: Doc) -> Doc:
        def persons(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
            return [(n.start, n.end) for n in names.read(text_of(doc), stretches) if n.label == "PER"]

        doc._.attributions = reader.read(text_of(doc), starts_of(doc), doc._.places, persons)
        return doc

    return component


def _mark(doc: Doc, group: str, records: Sequence[Quantity | Period | Mention]) -> Doc:
    """Give the records as spaCy spans too, labelled with what they say."""
    spans: list[Span] = []
    for record in records:
        label = getattr(record, "unit", None) or getattr(record, "value", None) or getattr(record, "code", None)
        span = doc.char_span(record.start, record.end, label=str(label or ""), alignment_mode="expand")
        if span is not None:
            spans.append(span)
    doc.spans[group] = spans
    return doc


def starts_of(doc: Doc) -> list[int]:
    """Return the offsets at which the sentences of `doc` begin."""
    return [sentence.start_char for sentence in doc.sents]


def load(stages: Sequence[str] = STAGES) -> Language:
    """Build the pipeline: spaCy's Indonesian tokeniser and this project's components, those of `stages`.

    Returns a `Language` whose components annotate `doc._.quantities`, `periods`, `places` and `attributions`, and the
    span groups of the first three names.
    """
    _extend_doc()
    nlp = spacy.blank("id")
    for stage in stages:
        nlp.add_pipe(_PREFIX + stage)
    return nlp


def read(
    nlp: Language,
    text: str,
    *,
    title: str = "",
    published: str | None = None,
    url: str | None = None,
    lap: Callable[[str], None] | None = None,
) -> Doc:
    """Annotate the text of an article.

    Args:
        published: `YYYY-MM-DD`; relative words of time stay without a value when it is None.
        url: tells the area of the publisher, and stands in for a missing title.
        lap: called with the name of each stage as it ends.
    """
    doc = nlp.make_doc(text)
    keep_text(doc, text)
    doc._.title = title
    doc._.url = url
    doc._.published = date.fromisoformat(published) if published else None
    if lap is not None:
        lap("tokens")
    for name, component in nlp.pipeline:
        doc = component(doc)
        if lap is not None:
            lap(name.removeprefix(_PREFIX))
    return doc


__all__ = ["Attribution", "Mention", "Period", "Quantity", "load", "place_reader", "read", "starts_of"]
