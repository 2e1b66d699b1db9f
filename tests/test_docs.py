"""What the documentation says is so: commands, columns, files, examples, scores."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer.main
from sqlite_utils import Database

from extractor import __version__
from extractor.cli import app
from extractor.facts import FactReader
from extractor.records import Article, Event, Facts, Figure
from extractor.store import Store

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / name for name in ("models/README.md", "corpus/README.md"))]
PAGES += sorted((ROOT / "docs").glob("*.md"))
TOP: dict[str, Any] = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
#: Every command as it is typed, those under a group with the group's name before theirs.
COMMANDS: dict[str, Any] = TOP | {
    f"{group} {name}": command
    for group, owner in TOP.items()
    for name, command in getattr(owner, "commands", {}).items()
}
MODELS = sorted((ROOT / "models").glob("*.csv"))
#: The day on which the articles of the examples were published, as the pages say.
PUBLISHED = "2024-05-16"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of the same rank or above."""
    rank = heading.count("#", 0, heading.index(" "))
    found = re.search(rf"^{re.escape(heading)}$(.*?)(?=^#{{1,{rank}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"no heading {heading!r}"
    return found[1]


# The first page


@pytest.mark.parametrize("command", ["pip install . && extractor demo", "pip install '.[test]' && pytest"])
def test_the_readme_has_the_two_commands(command: str) -> None:
    assert command in [line.strip() for line in read("README.md").splitlines()]


def test_the_changelog_knows_this_version() -> None:
    assert re.search(
        rf"^## \[{re.escape(__version__)}\] - (?:Unreleased|\d{{4}}-\d\d-\d\d)$", read("CHANGELOG.md"), re.M
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files_and_headings(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


# Commands


def options_of(command: str | None) -> set[str]:
    """Return the options of a command, or of `extractor` itself, as they are typed."""
    owner = COMMANDS[command] if command else typer.main.get_command(app)
    own = {
        name
        for parameter in owner.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("-")
    }
    return own if command else own | {"--help", "-h"}


def documented_options(command: str) -> set[str]:
    """Return the options in the table rows of a command's section."""
    heading = f"## extractor {command}".rstrip()
    cells = re.findall(r"^\| (`.*?`(?:, `.*?`)*) \|", section(read("docs/commands.md"), heading), re.MULTILINE)
    return set(re.findall(r"(?<!\S)(-{1,2}[a-z][a-z-]*)", " ".join(cells).replace("`", "").replace(",", " ")))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    text = section(read("docs/commands.md"), f"## extractor {command}")
    assert f"    extractor {command}" in text


def test_no_other_command_is_documented() -> None:
    assert set(re.findall(r"^## extractor (\S.*)$", read("docs/commands.md"), re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_options_of_a_command_are_documented(command: str) -> None:
    assert documented_options(command) == options_of(command or None)


# Data


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("docs") / "facts.db"
    Store(path).close()
    database = Database(path)
    yield database
    database.close()


def described(text: str) -> set[str]:
    return set(re.findall(r"`([a-z_0-9]+)`", text))


def test_every_table_and_view_is_described_with_its_columns(database: Database) -> None:
    text = read("docs/data.md")
    hidden = [name for name in database.table_names() if "_fts" in name or name.startswith(("_", "sqlite_"))]
    names = [*database.view_names(), *(set(database.table_names()) - {*hidden, "reference_files"})]
    assert {"facts", "awards", "articles", "figures"} <= set(names)
    for name in names:
        columns = {column.name for column in database[name].columns}
        assert columns - described(section(text, f"### {name}")) == set(), name
    assert {"reference_files", "name", "sha256"} <= described(section(text, "## Tables"))


def test_every_field_of_the_json_is_described() -> None:
    text = section(read("docs/data.md"), "### Facts out")
    names = [field.name for record in (Facts, Figure, Event) for field in fields(record)]
    assert set(names) - described(text) == set()


# Models


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_data_file_is_described_with_its_columns(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    [row] = [line for line in read("models/README.md").splitlines() if line.startswith(f"| `{path.name}` |")]
    assert set(columns) - {"example", "kept"} - described(row) == set()


def test_no_other_data_file_is_described() -> None:
    assert set(re.findall(r"^\| `(\w+\.csv)` \|", read("models/README.md"), re.M)) == {path.name for path in MODELS}


# Examples


def tables(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of the tables of a page whose first column is `sentence`."""
    headings: list[str] = []
    for line in read(page).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("| ") else []
        if cells[:1] == ["sentence"]:
            headings = cells
        elif not cells:
            headings = []
        elif headings and not cells[0].startswith("---"):
            yield cells[0], dict(zip(headings[1:], cells[1:], strict=True))


EXAMPLES = [
    pytest.param(sentence, says, id=f"{page}:{sentence[:40]}")
    for page in ("reading", "facts", "accuracy")
    for sentence, says in tables(f"docs/{page}.md")
]


@pytest.mark.parametrize(("sentence", "says"), EXAMPLES)
def test_an_example_is_read_as_the_page_says(fact_reader: FactReader, sentence: str, says: dict[str, str]) -> None:
    """A known miss that is read right one day fails, too: take it out of the page."""
    text = sentence.replace("**", "")
    facts = fact_reader.read(Article("example", None, "", PUBLISHED, text))
    if "event" in says or "recipients" in says:
        assert says.get("event") == "none" or len(facts.events) == 1
        found: list[Any] = list(facts.events)
    else:
        start, end = sentence.index("**"), sentence.rindex("**") - 2
        found = [figure for figure in facts.figures if figure.start < end and figure.end > start]
    if "none" in (says.get("figure"), says.get("event")):
        assert found == []
        return
    [fact] = found
    for name, wanted in says.items():
        if name != "meant":
            value = getattr(fact, name)
            value = "; ".join(value) if isinstance(value, list) else value
            assert ("–" if value in (None, "") else str(value)) == wanted, name


def test_the_examples_are_many() -> None:
    assert len(EXAMPLES) > 70


# Scores


REPORT = {
    "articles": 2,
    "quantity": {"found": 1.0, "right": 0.95, "gold": 40},
    "indicator": {"f1": 0.8},
    "core": {"f1": 0.7},
    "strict": {"f1": 0.6},
    "events": {"f1": None},
    "fields": dict.fromkeys(("measure", "place", "period", "status", "item", "source"), 0.5),
}
FLOORS = {
    "quantity_found": 0.99, "quantity_right": 0.95, "indicator_f1": 0.8, "core_f1": 0.7, "strict_f1": 0.6,
}  # fmt: skip


def check_scores(folder: Path, report: dict[str, Any], floors: dict[str, float], *options: str) -> tuple[int, str]:
    """Run the script that CI runs; return its exit code and what it prints."""
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    lines = ["[dev]", *(f"{name} = {floor}" for name, floor in floors.items())]
    (folder / "floors.toml").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, str(ROOT / ".ci" / "check_scores.py"), "--floors", str(folder / "floors.toml"), *options]
    done = subprocess.run([*command, f"dev={folder / 'report.json'}"], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("report", "floors", "says"),
    [
        ({}, {"events_f1": 0}, "events_f1 is -"),
        ({"events": {"f1": 0.5}}, {}, "no floor for events_f1"),
        ({"events": {"f1": 0.4996}}, {"events_f1": 0.501}, "events_f1 is 0.500, the floor is 0.501"),
        ({"events": {"f1": 0.5}}, {"events_f1": 0.5, "speed": 1}, "speed is no score"),
        ({"events": {"f1": 0.5}, "core": {"f1": 0.69}}, {"events_f1": 0.5}, "core_f1 is 0.690, the floor is 0.7"),
    ],
)
def test_a_score_below_its_floor_fails(
    tmp_path: Path, report: dict[str, Any], floors: dict[str, float], says: str
) -> None:
    code, output = check_scores(tmp_path, REPORT | report, FLOORS | floors)
    assert code == 1
    assert says in output


def test_scores_that_keep_their_floors_pass(tmp_path: Path) -> None:
    code, output = check_scores(tmp_path, REPORT | {"events": {"f1": 0.4996}}, FLOORS | {"events_f1": 0.5})
    assert (code, output) == (0, "no score is below its floor: dev\n")


def test_the_table_of_scores_is_what_the_script_prints(tmp_path: Path) -> None:
    code, output = check_scores(tmp_path, REPORT, {}, "--markdown")
    assert code == 0
    _, *printed = output.splitlines()
    documented = section(read("docs/accuracy.md"), "## Scores")
    assert [row.split(" | ")[0] for row in printed if f"\n{row.split(' | ')[0]} | " not in documented] == []
