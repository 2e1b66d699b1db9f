"""Is it right, and if not, why: `evaluate`, `explain`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.commands.common import FAILED, Database, UsageError, counted, interruptible, opened, say
from extractor.commands.targets import articles_of
from extractor.errors import UserError

if TYPE_CHECKING:
    from extractor.evaluation import Evaluation, Record, Told
    from extractor.facts import FactReader
    from extractor.facts.explain import FigureReason
    from extractor.facts.scene import Scene
    from extractor.gold import GoldLine
    from extractor.records import Article


@interruptible("Interrupted.")
def evaluate(
    gold: Annotated[str, typer.Argument(help="JSON Lines of gold facts: id, figures, events.", metavar="GOLD.jsonl")],
    articles: Annotated[
        str,
        typer.Argument(
            help="JSON Lines of their articles, as for [bold]extract[/bold]; - for standard input.",
            metavar="ARTICLES.jsonl",
        ),
    ],
    indicators: Annotated[bool, typer.Option("--indicators", help="Also the scores of each indicator.")] = False,
    worst: Annotated[int, typer.Option(min=0, help="How many confusions of each field are shown.", metavar="N")] = 3,
    mistakes: Annotated[
        str | None,
        typer.Option(
            help="List each mistake in this field (place, period, recipients …), or what was [bold]missed[/bold], what"
            " is [bold]extra[/bold], or both of [bold]events[/bold].",
            metavar="FIELD",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--json", help="Write scores and mistakes there as JSON.", metavar="FILE")
    ] = None,
) -> None:
    """Read articles and compare the facts with gold facts of your own: scores, and what is taken for what.

    A line of gold that does not fit its article or the tables is reported, and its article is left out.
    """
    from extractor.evaluation import EVENT_FIELDS, FIELDS
    from extractor.show_scores import print_confusions, print_mistakes, print_scores

    choices = (*FIELDS, *EVENT_FIELDS, "missed", "extra", "events")
    if mistakes is not None and mistakes not in choices:
        raise UsageError(f"no field {mistakes!r} for --mistakes: choose one of {', '.join(choices)}")
    if gold == articles:
        raise UsageError("gold facts and articles are two files: give both")
    evaluation, complete = _evaluated(gold, articles)
    figures = evaluation.levels["strict"].gold
    say(
        f"measured on {counted(evaluation.articles, 'article')} with {counted(evaluation.quantities, 'figure')},"
        f" {figures} of them with an indicator, and {counted(evaluation.events.gold, 'event')}"
    )
    print_scores(evaluation, indicators=indicators)
    if mistakes is not None:
        print_mistakes(evaluation.mistakes_in(mistakes), mistakes)
    elif worst:
        print_confusions(evaluation, worst)
    if output is not None:
        report = evaluation.report() | {"mistakes": [mistake.as_dict() for mistake in evaluation.mistakes]}
        try:
            output.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise UserError(f"{output}: {(error.strerror or str(error)).lower()}: choose another file") from error
    if not complete:
        raise typer.Exit(FAILED)


def _evaluated(gold: str, articles: str) -> tuple[Evaluation, bool]:
    """Evaluate the articles that have sound gold facts; also returns whether that was all of the gold."""
    from extractor.evaluation import Evaluation
    from extractor.facts import FactReader
    from extractor.jsonl import NotAnArticle, read_article
    from extractor.terminal import progress

    wanted, complete = _gold_lines(gold)
    if not wanted:
        raise UserError(f"{gold}: no gold facts to compare with: a line for each article, with its id and its figures")
    evaluation, reader, without, waiting = Evaluation(), FactReader(), 0, dict(wanted)
    with opened(articles) as source, progress() as shown:
        task = shown.add_task("evaluating", total=len(wanted))
        for number, line in enumerate(source, 1):
            if not line.strip():
                continue
            try:
                article = read_article(line)
            except NotAnArticle as error:
                complete = False
                say(f"{articles} line {number}: not an article: {error}", error=True)
                continue
            if article.id not in wanted:
                without += 1
            elif (told := waiting.pop(article.id, None)) is None:
                complete = False
                say(f"{articles} line {number}: article {article.id!r} again: only its first line counts", error=True)
            else:
                complete &= _add(evaluation, reader, article, told, gold)
                shown.advance(task)
    for told in waiting.values():
        complete = False
        say(f"{gold} line {told.number}: no article {told.id!r} in {articles}: left out", error=True)
    if without:
        say(f"{counted(without, 'article')} without gold left out", error=True)
    if not evaluation.articles:
        raise UserError("no article has gold facts: the ids of both files must be the same")
    return evaluation, complete


def _gold_lines(path: str) -> tuple[dict[str, GoldLine], bool]:
    """Return the sound lines of gold by article, having named the others, and whether there are no others."""
    from extractor.gold import read_gold

    wanted: dict[str, GoldLine] = {}
    complete = True
    with opened(path) as source:
        for number, line in enumerate(source, 1):
            if not line.strip():
                continue
            told = read_gold(line, number)
            for problem in told.problems:
                say(f"{path} line {number}: {problem}", error=True)
            if told.id in wanted:
                say(f"{path} line {number}: article {told.id!r} again: only its first line counts", error=True)
            elif told.id is not None and not told.problems:
                wanted[told.id] = told
                continue
            complete = False
    return wanted, complete


def _add(evaluation: Evaluation, reader: FactReader, article: Article, told: GoldLine, gold: str) -> bool:
    """Evaluate one article; returns whether its gold fits it and its facts could be read."""
    from extractor.gold import check_offsets

    problems = check_offsets(told.facts, article.text)
    for problem in problems:
        say(f"{gold} line {told.number}: {problem}", error=True)
    if problems:
        return False
    try:
        reading = reader.study(article)
    except Exception as error:  # a mistake in the reading of one article costs its facts, not the run
        say(f"{article.id}: reading the facts failed ({type(error).__name__}), please report it", error=True)
        evaluation.add(article.id, told.facts, {})
        return False
    if reading is None:
        evaluation.add(article.id, told.facts, {})
    else:
        evaluation.add(article.id, told.facts, reading.facts.as_dict(), _teller(reading.scene))
    return True


def _teller(scene: Scene) -> Callable[[Record], Told]:
    """Return what tells the sentence of a record."""
    from extractor.evaluation import Told

    def tell(record: Record) -> Told:
        start, end = record.get("start"), record.get("end")
        if start is None or end is None:
            return Told("", 0, 0)
        first, last = scene.sentence_at(start), scene.sentence_at(end - 1)
        begin = first.start
        return Told(scene.text[begin : last.end].rstrip(), start - begin, end - begin)

    return tell


@interruptible("Interrupted.")
def explain(
    target: Annotated[
        str,
        typer.Argument(
            help="A saved page, a text, or JSON Lines of articles; or an article of the database, by id or address.",
            metavar="FILE|ARTICLE",
        ),
    ],
    id: Annotated[str | None, typer.Option(help="Only this article of the file.", metavar="ID")] = None,
    figure: Annotated[int | None, typer.Option(min=1, help="Only this figure of the article.", metavar="N")] = None,
    at: Annotated[
        int | None, typer.Option(min=0, help="Only the figure at this offset of the text.", metavar="OFFSET")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="Date of publication of a saved page or text (2022-11-02).", metavar="DATE")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Where a saved page is from.", metavar="ADDRESS")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one line for each article.")] = False,
    db: Database = Path("facts.db"),
) -> None:
    """Show for each figure the words that decided its indicator, place, period, status and so on.

    The page to look at when a fact is wrong: it names the rule, the words and the row of the table to edit.
    """
    from extractor.facts import FactReader
    from extractor.facts.explain import explain as explain_article
    from extractor.jsonl import is_day, write_row
    from extractor.show_reasons import print_article

    if figure is not None and at is not None:
        raise UsageError("--figure and --at say the same in two ways: give one of them")
    if published is not None and not is_day(published):
        raise UsageError(f"{published!r} is no date for --published: write it as 2022-11-02")
    found = articles_of(target, db, id=id, published=published, url=url)
    if len(found) != 1 and (figure is not None or at is not None):
        raise UsageError(f"{target} has {len(found)} articles: choose one with --id")
    reader, failed = FactReader(), 0
    for number, article in enumerate(found):
        if not article.readable:
            failed += 1
            say(f"{article.title or target}: no facts are read from it: {article.reason}", error=True)
            continue
        reason = explain_article(reader, article)
        figures = _wanted(reason.figures, figure, at)
        if as_json:
            row = reason.as_dict()
            print(write_row(row | {"figures": [each.as_dict() for each in figures]}), flush=True)
        else:
            print("\n" if number else "", end="")
            print_article(reason, figures)
            if not reason.figures:
                say(f"no figures in {article.id}", error=True)
    if failed:
        raise typer.Exit(FAILED)


def _wanted(figures: list[FigureReason], number: int | None, at: int | None) -> list[FigureReason]:
    """Return the figure of this number, or the one at this offset, or all."""
    if number is not None:
        if number > len(figures):
            raise UserError(f"no figure {number}: the article has {counted(len(figures), 'figure')}")
        return [figures[number - 1]]
    if at is None:
        return figures
    if not figures:
        raise UserError("the article has no figures")
    nearest = min(figures, key=lambda each: max(each.figure.start - at, at - each.figure.end + 1))
    if not nearest.figure.start <= at < nearest.figure.end:
        words = f"figure {nearest.number} “{nearest.figure.text}” at {nearest.figure.start}"
        raise UserError(f"no figure at {at}: the nearest is {words}")
    return [nearest]
