"""Many archives on many machines: `bulk`, `import`."""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from extractor.commands.common import FAILED, Database, UsageError, interruptible, listed, say
from extractor.errors import UserError


@interruptible("Interrupted: what is finished stays; the same command goes on from there.")
def bulk(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="WARC archives, or articles in JSON Lines or Parquet; - reads a list of files, one a line, from"
            " standard input.",
            metavar="FILE…",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the Parquet files.", metavar="FOLDER")],
    address: Annotated[
        str | None,
        typer.Option(
            help="A Ray cluster that is running, such as 10.0.0.1:6379; this machine alone when left out.",
            metavar="HOST:PORT",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that read; one for each processor when left out.", metavar="N"),
    ] = None,
    language: Annotated[
        str, typer.Option(help="Only articles in this language, by its ISO 639 code; any: all.", metavar="CODE")
    ] = "id",
    area: Annotated[
        str | None, typer.Option(help="Only articles that have to do with this area, name or code.", metavar="AREA")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only articles from this time on: 2021, 2021-10 or 2021-10-31.", metavar="TIME")
    ] = None,
    unit_megabytes: Annotated[
        int, typer.Option("--unit", min=1, help="Files are cut into pieces of so many megabytes.", metavar="MB")
    ] = 256,
) -> None:
    """Read archives and files of articles with all processors, here or on a Ray cluster, into Parquet files.

    What is finished stays, whatever ends a process or machine, and running the command again goes on from there.
    """
    _require("ray", "pyarrow")
    from extractor import __version__
    from extractor.bulk.cluster import run
    from extractor.bulk.inputs import units_of
    from extractor.bulk.output import Output, describe
    from extractor.lookup import find_days, find_place
    from extractor.terminal import progress
    from extractor.wanted import Wanted

    files = [Path(name) for name in listed(inputs)]
    if not files:
        raise UserError("no files to read: give WARC archives, or articles in JSON Lines or Parquet")
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output} is no folder: choose another one for the output")
    wanted = Wanted(
        None if language == "any" else language,
        find_place(area).code if area is not None else None,
        find_days("since", since)[0] if since is not None else None,
    )
    units = units_of(files, unit_megabytes * 1_000_000)
    options = {"version": __version__, "unit": unit_megabytes, "language": language, "area": wanted.area}
    failed = 0
    with Output(output.absolute(), {**options, "since": wanted.since}) as folder, progress() as shown:
        left = folder.left(units)
        task = shown.add_task("reading", total=len(units), completed=len(units) - len(left))
        with contextlib.closing(run(left, folder.folder, wanted, address=address, workers=workers)) as results:
            for done in results:
                shown.advance(task)
                if done.failed is not None:
                    failed += 1
                    say(f"{done.path}: not read: {done.failed}", error=True)
        keys = {unit.key for unit in units}
        total = [done for done in folder.done() if done.key in keys]
    say(f"{output}: {describe(total)}")
    spent = sum(done.seconds for done in total)
    if total:
        say(f"{spent:.0f} s of processor time, at most {max(done.megabytes for done in total):.0f} MB a process")
    if failed:
        say(f"{failed} of {len(units)} pieces were not read: the same command tries them again", error=True)
        raise typer.Exit(FAILED)


@interruptible("Interrupted: what was taken so far is stored; the same command goes on from there.")
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Folders that [bold]bulk[/bold] wrote, or months or files of articles in them."),
    ],
    db: Database = Path("facts.db"),
) -> None:
    """Bring what bulk reading wrote into the database.

    Articles pass the same door as those of [bold]add[/bold]. Doing it again changes nothing.
    """
    _require("pyarrow")
    from extractor.bulk.importing import files_of, take_file
    from extractor.store import Store
    from extractor.terminal import progress

    stored: Counter[str] = Counter()
    files = files_of(paths)
    with Store(db) as store, progress() as shown:
        store.write_lazily()
        for file in shown.track(files, description="importing"):
            with store.batch():
                stored.update(take_file(file, store))
    changed = stored["changed"] + stored["replaced"]
    say(f"{len(files)} files: {stored['added']} new articles, {changed} changed, {stored['unchanged']} unchanged")


def _require(*modules: str) -> None:
    """Raise UserError where a module of the extra `cluster` is missing."""
    from importlib.util import find_spec

    if missing := [module for module in modules if find_spec(module) is None]:
        raise UserError(f"{missing[0]} is not installed: install it with: pip install 'extractor[cluster]'")
