"""The command `extractor`: what its commands are, and how it ends."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from extractor import __version__
from extractor.commands import archived, ask, bulk, check, crawling, files, pages, reviewing, sources
from extractor.commands.common import FAILED, INTERRUPTED, WRONG_USAGE, UsageError, say
from extractor.errors import UserError

app = typer.Typer(
    help="Reads figures and awards out of Indonesian news, each with the sentence that says so, into a database.",
    epilog="Begin with [bold]extractor demo[/bold]. Then add pages with [bold]extractor add ADDRESS[/bold], ask with"
    " [bold]extractor facts --place Lamongan[/bold] and browse with [bold]extractor serve[/bold]."
    " [bold]extractor COMMAND --help[/bold] says what a command can do.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"extractor {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None: ...


COMMANDS = (
    pages.add, crawling.crawl, archived.reread, files.extract, bulk.bulk, bulk.import_, ask.facts, ask.awards,
    ask.fenomena, ask.serve, pages.demo, files.bench, check.evaluate, check.explain,
)  # fmt: skip

for command in COMMANDS:
    app.command(command.__name__.rstrip("_"))(command)
app.add_typer(sources.app, name="sources")
app.add_typer(reviewing.reviews_app, name="reviews")
app.add_typer(reviewing.reviewers_app, name="reviewers")


def main() -> None:
    """Run the command line; what goes wrong is one line and exit code 1, wrong usage is 2, Ctrl-C is 130."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter gets its number
    try:
        app()
    except UserError as error:
        say(f"Error: {error}", error=True)
        sys.exit(WRONG_USAGE if isinstance(error, UsageError) else FAILED)
    except KeyboardInterrupt:  # before a command has begun
        say("Interrupted.", error=True)
        sys.exit(INTERRUPTED)
    except OSError as error:
        file = f"{error.filename}: " if error.filename else ""
        say(f"Error: {file}{(error.strerror or str(error)).lower()}: make room, or choose another file", error=True)
        sys.exit(FAILED)
