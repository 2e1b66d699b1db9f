"""The list of sources: `sources`, and its `add`, `disable`, `enable`, `remove`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from extractor.commands.common import Form, Format, UsageError, interruptible, say

#: The user's own list: in the current folder, like the database.
USUAL_FILE = Path("sources.toml")

OwnList = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        envvar="EXTRACTOR_SOURCES",
        help="Your own list, merged over the bundled one. [dim]\\[default: sources.toml, if there is one][/dim]",
        show_default=False,
        metavar="FILE",
    ),
]
Name = Annotated[str, typer.Argument(help="The source's name.", metavar="NAME")]


class SourceKind(StrEnum):
    """What the address of a source leads to."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    SEARCH = "search"


app = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")


def own_list(given: Path | None) -> Path | None:
    """Return the file with the user's own sources: the one given, else the usual one if there is one."""
    return given if given is not None or not USUAL_FILE.exists() else USUAL_FILE


@app.callback()
@interruptible("Interrupted.")
def sources(
    context: typer.Context,
    area: Annotated[
        str | None,
        typer.Option(
            help="Only those for this area, a name (Lamongan, Jatim) or code (35.24): a province's own and those of its"
            " kabupaten and kota, or a kabupaten's own and those of its province.",
            metavar="AREA",
        ),
    ] = None,
    form: Format = Form.TABLE,
    own: OwnList = None,
) -> None:
    """List the sources to crawl; add some of your own, or leave some out.

    The commands below write to your own list; the bundled one stays as it is. None of them uses the network.
    """
    from extractor.crawl.sources import covers, load_sources
    from extractor.gazetteer import places
    from extractor.lookup import find_place
    from extractor.terminal import SOURCES, print_rows

    if context.invoked_subcommand is not None:
        if area is not None or form is not Form.TABLE:
            raise UsageError(f"--area and --format belong to the list, not to {context.invoked_subcommand}")
        if own is not None and _typed(context, "own"):
            raise UsageError(f"--sources stands behind {context.invoked_subcommand}")
        return
    place = find_place(area) if area is not None else None
    listed = [source for source in load_sources(own_list(own)) if place is None or covers(source, place.code)]
    rows: list[dict[str, Any]] = [
        {
            "name": source.name,
            "title": source.title,
            "area": source.area,
            "area_name": places()[source.area].name,
            "kind": source.kind,
            "enabled": source.enabled,
            "url": source.url,
            "delay": source.delay,
            "include": " ".join(source.include),
            "exclude": " ".join(source.exclude),
        }
        for source in listed
    ]
    if not print_rows(rows, form.value, SOURCES, ruled=False):
        say("No such source: add one with extractor sources add URL --area AREA", error=True)
    elif form is Form.TABLE:
        enabled = sum(source.enabled for source in listed)
        above = places().get(place.parent) if place is not None else None
        among = f", those of {above.name} among them" if above is not None and above.level == "province" else ""
        say(f"{len(listed)} sources{among}; {enabled} enabled")


@app.command()
@interruptible("Interrupted.")
def add(
    url: Annotated[
        str,
        typer.Argument(
            help="A feed, a sitemap or a page that lists articles; of a search feed, with {query} for what is sought.",
            metavar="URL",
        ),
    ],
    area: Annotated[
        str, typer.Option(help="The area that it writes about: a name (Lamongan), code (35.24) or ID.", metavar="AREA")
    ],
    name: Annotated[
        str | None, typer.Option(help="A short name; made of the host if not given.", metavar="NAME")
    ] = None,
    title: Annotated[str | None, typer.Option(help="What the source is called; its host if not given.")] = None,
    kind: Annotated[
        SourceKind | None, typer.Option(help="What the address leads to; guessed from it if not given.")
    ] = None,
    delay: Annotated[
        float | None, typer.Option(min=0, max=86_400, help="Seconds between two requests; 5 if not given.")
    ] = None,
    own: OwnList = None,
) -> None:
    """Add a source to your own list."""
    from extractor.crawl.sources import USUAL_DELAY, add_source, check_address, guess_kind, guess_name
    from extractor.errors import FetchError
    from extractor.lookup import find_place

    try:
        check_address(url)
    except FetchError as error:
        raise UsageError(str(error)) from error
    place = find_place(area)
    fields = {
        "title": title,
        "area": place.code,
        "kind": kind.value if kind is not None else guess_kind(url),
        "url": url.strip(),
        "delay": USUAL_DELAY if delay is None else delay,
    }
    file = own if own is not None else USUAL_FILE
    given = {field: value for field, value in fields.items() if value is not None}
    source = add_source(file, name if name is not None else guess_name(url), given)
    say(f"added to {file}: {source.name}, a {source.kind} for {place.name}")


@app.command()
@interruptible("Interrupted.")
def disable(name: Name, own: OwnList = None) -> None:
    """Leave a source out of crawls, unless it is asked for by name."""
    _switch(name, own, False)


@app.command()
@interruptible("Interrupted.")
def enable(name: Name, own: OwnList = None) -> None:
    """Crawl a source that is disabled."""
    _switch(name, own, True)


@app.command()
@interruptible("Interrupted.")
def remove(name: Name, own: OwnList = None) -> None:
    """Take a source out of your own list, or what that list changes of a bundled one."""
    from extractor.crawl.sources import remove_source

    file = own if own is not None else USUAL_FILE
    bundled = remove_source(file, name)
    say(f"removed from {file}: {name}" + (", which is as bundled again" if bundled else ""))


def _switch(name: str, own: Path | None, enabled: bool) -> None:
    from extractor.crawl.sources import set_enabled

    file = own if own is not None else USUAL_FILE
    word = "enabled" if enabled else "disabled"
    say(f"{word} in {file}: {name}" if set_enabled(file, name, enabled) else f"{name} is {word} already")


def _typed(context: typer.Context, parameter: str) -> bool:
    """Whether an option stands on the command line, not in the environment."""
    source = context.get_parameter_source(parameter)
    return source is not None and source.name == "COMMANDLINE"
