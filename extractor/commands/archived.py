"""Pages come out of archives: WARC files for `add`, `reread`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.commands.common import Database, Workers, interruptible, say

if TYPE_CHECKING:
    from rich.progress import Progress

    from extractor.store import Store
    from extractor.wanted import Wanted


def processes(workers: int | None) -> int:
    """Return how many processes read pages, where the user does not say: one for each processor."""
    import os

    return workers or len(os.sched_getaffinity(0))


def add_archive(path: Path, store: Store, wanted: Wanted, workers: int | None, shown: Progress) -> None:
    """Add the articles of a WARC file, with a line for each, and a last one that counts them."""
    from extractor.archives import take_archive
    from extractor.readers import Readers

    stored: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    size = path.stat().st_size if path.is_file() else None
    task = shown.add_task(path.name, total=size)
    store.write_lazily()
    with Readers(processes(workers)) as readers:
        for step in take_archive(path, store, readers, wanted):
            shown.update(task, completed=step.position)
            if step.outcome is not None:
                stored[step.outcome.stored] += 1
                if step.outcome.stored != "unchanged":
                    say(step.outcome.line(step.outcome.article.url or path.name))
            elif step.refused is not None:
                refused[step.refused] += 1
    shown.remove_task(task)
    skipped = ", ".join(f"{number} {reason}" for reason, number in sorted(refused.items()))
    say(
        f"{path}: {stored['added']} new, {stored.total() - stored['added'] - stored['unchanged']} changed,"
        f" {stored['unchanged']} unchanged,"
        f" {refused.total()} skipped" + (f" ({skipped})" if skipped else "")
    )


@interruptible("Interrupted: what was read again is stored; the next run goes on from there.")
def reread(
    db: Database = Path("facts.db"),
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin with the first article, also after an interrupted run.")
    ] = False,
    workers: Workers = None,
) -> None:
    """Read all stored articles again with today's rules, from the archive and without network.

    Says how many articles and facts have changed. An interrupted run is gone on with where it stopped.
    """
    from extractor.readers import Readers
    from extractor.rereading import Changes, articles_left
    from extractor.rereading import reread as read_again
    from extractor.store import Store
    from extractor.terminal import progress

    changes = Changes()
    with Store(db) as store, Readers(processes(workers)) as readers, progress() as shown:
        store.write_lazily()
        task = shown.add_task("reading again", total=articles_left(store, anew=anew))
        for so_far in read_again(store, readers, anew=anew):
            changes = so_far
            shown.advance(task)
    say(
        f"{changes.articles} articles read again, {changes.changed_articles} changed: {changes.added} facts added,"
        f" {changes.removed} removed, {changes.changed} changed"
    )
    if changes.from_text:
        say(f"{changes.from_text} of them were read from their stored text, as their pages are not archived")
    if changes.kept:
        say(f"{changes.kept} of them stay as they were, as their pages cannot be read any more")
