"""What people say of the facts: `reviews`, `reviewers`."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from extractor.commands.common import (
    Database,
    Form,
    Format,
    Limit,
    UsageError,
    counted,
    interruptible,
    say,
    standard_input,
    unfinished_file,
    written,
)
from extractor.errors import UserError

reviews_app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="What people have said of the facts.")
reviewers_app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Who may review in the browser.")

Name = Annotated[str, typer.Argument(help="The reviewer's name.", metavar="NAME")]


@reviews_app.command("list")
@interruptible("Interrupted.")
def list_reviews(
    db: Database = Path("facts.db"),
    reviewer: Annotated[str | None, typer.Option(help="Only reviews by this person.", metavar="NAME")] = None,
    history: Annotated[bool, typer.Option("--history", help="Also what was replaced or withdrawn.")] = False,
    form: Format = Form.TABLE,
    limit: Limit = None,
) -> None:
    """List the reviews, the latest first."""
    from extractor.store import Store
    from extractor.terminal import REVIEWS, print_rows

    with Store(db, readonly=True) as store:
        if not print_rows(store.reviews(reviewer, history, limit), form.value, REVIEWS):
            say("No such reviews: sign in at extractor serve and review a fact", error=True)


@reviews_app.command()
@interruptible("Interrupted.")
def export(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Where to write the gold facts; standard output if not given.", metavar="GOLD.jsonl"
        ),
    ] = None,
    articles: Annotated[
        Path | None, typer.Option(help="Also write their articles there, for evaluate.", metavar="ARTICLES.jsonl")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Also articles that are not complete, with the facts that are reviewed.")
    ] = False,
    db: Database = Path("facts.db"),
) -> None:
    """Write what people found right or corrected as gold facts, to measure the extractor with [bold]evaluate[/bold]."""
    from extractor.jsonl import write_row
    from extractor.review_gold import export as gold_of
    from extractor.store import Store

    if articles is not None and articles == output:
        raise UsageError("gold facts and articles are two files: give both another name")
    with Store(db, readonly=True) as store, store.asking() as database:
        gold = gold_of(database, partial=partial)
    lines = [(article, write_row(facts)) for article, facts in gold.lines]
    with written(output, unfinished_file(output)) as file:
        file.writelines(f"{line}\n" for _, line in lines)
    if articles is not None:
        fields = ("id", "url", "title", "published", "text")
        with written(articles, unfinished_file(articles)) as file:
            file.writelines(write_row({name: getattr(article, name) for name in fields}) + "\n" for article, _ in lines)
    say(f"{counted(len(lines), 'article')} exported", error=True)
    for told, number, what in (
        ("left out, nobody has marked them complete", gold.incomplete, "article"),
        ("left out, some facts are not reviewed", gold.unreviewed, "article"),
        ("disputed, the latest review counts", gold.disputed, "fact"),
        ("left out, their sentences stand nowhere any more", gold.displaced, "review"),
    ):
        if number:
            say(f"{counted(number, what)} {told}", error=True)


@reviewers_app.command()
@interruptible("Interrupted.")
def add(name: Name, db: Database = Path("facts.db")) -> None:
    """Let a person review, or give them a new password; it is asked for, or read from standard input."""
    from extractor import reviewers

    reviewers.check_name(name)
    new = reviewers.add(db, name, _password())
    say(f"{name} may review" if new else f"{name} has a new password")


@reviewers_app.command()
@interruptible("Interrupted.")
def remove(name: Name, db: Database = Path("facts.db")) -> None:
    """Let a person review no more; their reviews stay."""
    from extractor import reviewers

    reviewers.remove(db, name)
    say(f"{name} may review no more")


@reviewers_app.command("list")
@interruptible("Interrupted.")
def list_reviewers(db: Database = Path("facts.db")) -> None:
    """List who may review."""
    from extractor import reviewers

    names = sorted(reviewers.accounts(db).hashes)
    for name in names:
        say(name)
    if not names:
        say("No reviewers: add one with extractor reviewers add NAME", error=True)


def _password() -> str:
    if not sys.stdin.isatty():
        return standard_input("replace").readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("Again: ") != password:
        raise UserError("the two passwords differ: try again")
    return password
