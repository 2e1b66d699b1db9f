"""Facts out of files of articles, without a database: `extract`, `bench`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.commands.archived import processes
from extractor.commands.common import (
    FAILED,
    UsageError,
    Workers,
    interruptible,
    opened,
    say,
    unfinished_file,
    written,
)
from extractor.errors import UserError

#: The size of a usual article in its line.
_USUAL_BYTES = 2_500


@interruptible("Interrupted.")
def extract(
    articles: Annotated[
        str,
        typer.Argument(
            help="JSON Lines of articles: id, url, title, published, text; - for standard input.",
            metavar="ARTICLES.jsonl",
        ),
    ] = "-",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the facts there, not to standard output.", metavar="FACTS.jsonl"),
    ] = None,
    workers: Workers = None,
) -> None:
    """Read facts out of articles in JSON Lines, without a database; one line of facts for each article, in order.

    A line that is no article is reported with its number, and the others are read. A file of facts takes its name
    only when it is complete; until then it is FACTS.jsonl.part.
    """
    from extractor.jsonl import NotAnArticle
    from extractor.readers import FEW, ReaderDied, Readers, read_line
    from extractor.terminal import progress

    if output is not None and output.is_file() and Path(articles).is_file() and output.samefile(articles):
        raise UsageError(f"{output}: the facts would replace the articles: choose another file for them")
    unfinished = unfinished_file(output)
    message = "Interrupted." if output is None else f"Interrupted: the facts so far are in {unfinished}."
    failed = 0
    # However many will come, the first few are read at once and here, unless it is told otherwise.
    many = workers is not None or (Path(articles).is_file() and Path(articles).stat().st_size > FEW * _USUAL_BYTES)
    with (
        interruptible(message),
        opened(articles) as source,
        progress() as shown,
        written(output, unfinished) as sink,
        Readers(processes(workers), here=0 if many else FEW) as readers,
    ):
        task = shown.add_task("reading", total=None)
        lines = ((number, line) for number, line in enumerate(source, 1) if line.strip())
        for (number, _), future in readers.in_order(lines, lambda numbered: readers.submit(read_line, numbered[1])):
            shown.advance(task)
            try:
                found = future.result()
            except NotAnArticle as error:
                problem = f"not an article: {error}"
            except ReaderDied:
                problem = "reading the facts ended the process that did it, please report it"
            except Exception as error:  # a mistake in the reading of one article costs its facts, not the run
                problem = f"reading the facts failed ({type(error).__name__}), please report it"
            else:
                sink.write(found + "\n")
                continue
            failed += 1
            say(f"line {number}: {problem}", error=True)
    if failed:
        raise typer.Exit(FAILED)


@interruptible("Interrupted.")
def bench(
    articles: Annotated[
        str | None,
        typer.Argument(
            help="JSON Lines of articles, as for [bold]extract[/bold]; - for standard input; the bundled samples"
            " when left out.",
            metavar="ARTICLES.jsonl",
            show_default=False,
        ),
    ] = None,
    runs: Annotated[int, typer.Option(min=1, help="How often all are read; medians are shown.", metavar="N")] = 5,
) -> None:
    """Measure how fast articles are read: articles a second, and milliseconds a stage, in one process.

    Nothing is stored. Lines that are no articles are left out and counted.
    """
    from extractor.bench import benchmark
    from extractor.jsonl import NotAnArticle, read_article
    from extractor.samples import sample_articles
    from extractor.terminal import print_benchmark, progress

    wanted, left_out = [], 0
    with opened(str(sample_articles()) if articles is None else articles) as source:
        for line in source:
            try:
                wanted += [read_article(line)] if line.strip() else []
            except NotAnArticle:
                left_out += 1
    if not any(article.text for article in wanted):
        raise UserError("no article with a text to read: give a file of articles in JSON Lines")
    with progress() as shown:
        task = shown.add_task("reading", total=runs + 1)
        measured = benchmark(wanted, runs, done=lambda: shown.advance(task))
    print_benchmark(measured)
    if left_out:
        say(f"{left_out} lines are no articles and were left out", error=True)
