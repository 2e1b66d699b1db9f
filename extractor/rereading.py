"""All stored articles, read again with today's rules from the archive, without network."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, replace
from typing import Any

from extractor.crawl.exchange import Location
from extractor.errors import ArchiveError
from extractor.intake import Reading
from extractor.ledger import Ledger, archive_folder
from extractor.readers import Missing, ReaderDied, Readers, read_archived, read_stored
from extractor.records import Article, Event, Facts, Figure
from extractor.store import Store

TASK = "reread"
_AHEAD = 4


@dataclass(slots=True)
class Changes:
    """What rereading changed: `from_text` and `kept` count articles whose page is not archived or no longer readable.

    The former were read from their stored text; the latter stay as they were.
    """

    articles: int = 0
    changed_articles: int = 0
    from_text: int = 0
    kept: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class _Turn:
    number: int
    article: Article
    facts: Facts
    future: Future[Reading | str] | Future[Reading]


def articles_left(store: Store, *, anew: bool = False) -> int:
    """Return how many articles there are to read again, those that an interrupted run has read left out."""
    after = 0 if anew else Ledger(store).checkpoint(TASK, store.extractor_version)
    with store.asking() as db:
        return int(db.execute("SELECT count(*) FROM articles WHERE rowid > ?", [after]).fetchone()[0])


def reread(store: Store, readers: Readers, *, anew: bool = False) -> Iterator[Changes]:
    """Read all stored articles again, and yield the changes so far after each.

    Each is read from its archived page, or from its stored text where there is none. An interrupted run is gone on
    with where it stopped, unless `anew`, or the version of the rules is another. Raises DatabaseError where the
    database cannot be written.
    """
    ledger, changes = Ledger(store), Changes()
    if anew:
        ledger.clear(TASK)
    after = ledger.checkpoint(TASK, store.extractor_version)
    pending: deque[_Turn] = deque()
    for number, id in _ids(store, after):
        loaded = store.load(id)
        if loaded is not None:
            pending.append(_Turn(number, *loaded, _begin(*loaded, store, readers)))
        while len(pending) > _AHEAD * readers.workers or (pending and pending[0].future.done()):
            yield _finish(pending.popleft(), store, ledger, readers, changes)
    while pending:
        yield _finish(pending.popleft(), store, ledger, readers, changes)
    ledger.clear(TASK)


def compare(before: Sequence[Figure | Event], after: Sequence[Figure | Event]) -> tuple[int, int, int]:
    """Return how many facts are added, removed and changed: one changes that stands in the same words."""
    old, new = _by_words(before), _by_words(after)
    added = removed = changed = 0
    for words in old.keys() | new.keys():
        gone, come = old[words] - new[words], new[words] - old[words]
        both = min(gone.total(), come.total())
        changed += both
        removed += gone.total() - both
        added += come.total() - both
    return added, removed, changed


def _by_words(facts: Sequence[Figure | Event]) -> dict[tuple[str, str], Counter[str]]:
    """Return what facts say, apart from where in the text and how surely, by their words and their sentence."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for fact in facts:
        said: dict[str, Any] = asdict(fact)
        for place in ("start", "end", "quote_start", "quote_end", "confidence"):
            del said[place]
        words = fact.text if isinstance(fact, Figure) else fact.name
        found[words, fact.quotation][repr(said)] += 1
    return found


def _ids(store: Store, after: int) -> Iterator[tuple[int, str]]:
    """Yield the articles in the order in which they were stored, a few at a time: meanwhile the table changes."""
    while True:
        with store.asking() as db:
            rows = db.execute(
                "SELECT rowid, id FROM articles WHERE rowid > ? ORDER BY rowid LIMIT 100", [after]
            ).fetchall()
        if not rows:
            return
        yield from rows
        after = rows[-1][0]


def _begin(article: Article, _facts: Facts, store: Store, readers: Readers) -> Future[Reading | str] | Future[Reading]:
    if article.archive_file is None or article.archive_offset is None:
        return readers.submit(read_stored, article)
    location = Location(article.archive_file, article.archive_offset)
    return readers.submit(read_archived, archive_folder(store.path), location, {})


def _finish(turn: _Turn, store: Store, ledger: Ledger, readers: Readers, changes: Changes) -> Changes:
    before = turn.article
    changes.articles += 1
    changes.from_text += before.archive_file is None
    reading = _reading(turn, store, ledger, readers, changes)
    # What is known of the article by other ways than its page stays.
    article = replace(
        reading.article,
        id=before.id,
        url=before.url,
        published=reading.article.published or before.published,
        fetched=before.fetched,
        archive_file=before.archive_file,
        archive_offset=before.archive_offset,
    )
    facts = replace(reading.facts, id=before.id)
    if before.readable and not article.readable:
        changes.kept += 1
    else:
        differences = [
            compare(turn.facts.figures, facts.figures),
            compare(turn.facts.events, facts.events),
        ]
        added, removed, changed = (sum(parts) for parts in zip(*differences, strict=True))
        changes.added += added
        changes.removed += removed
        changes.changed += changed
        changes.changed_articles += bool(added or removed or changed) or article != before
        store.reread(article, facts, reading.sectors)
    ledger.set(TASK, turn.number, store.extractor_version)
    return changes


def _reading(turn: _Turn, store: Store, ledger: Ledger, readers: Readers, changes: Changes) -> Reading:
    article = turn.article
    try:
        reading = turn.future.result()
    except ReaderDied:
        return Reading(replace(article, reason="reading it failed, please report this page"), Facts(article.id))
    except ArchiveError:
        changes.from_text += 1
        return readers.submit(read_stored, article).result()
    except Missing as missing:
        reading = _whole(article, missing, store, ledger, readers)
    assert isinstance(reading, Reading)
    if reading.article.url != article.url:  # another file has taken the name of the archive's
        changes.from_text += article.archive_file is not None
        return readers.submit(read_stored, article).result()
    return reading


def _whole(article: Article, missing: Missing, store: Store, ledger: Ledger, readers: Readers) -> Reading | str:
    """Read an article again whose further pages are archived, too."""
    assert article.archive_file is not None
    assert article.archive_offset is not None
    location = Location(article.archive_file, article.archive_offset)
    further: dict[str, Location | None] = {}
    while True:
        fetch = ledger.last(ledger.target(missing.address))
        further[missing.address] = fetch.location if fetch is not None and fetch.status == 200 else None
        try:
            return readers.submit(read_archived, archive_folder(store.path), location, further).result()
        except Missing as another:
            missing = another
