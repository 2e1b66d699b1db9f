#!/usr/bin/env python3
"""Compare reports of the scorer with the floors below which no change may take them, or print them as a table.

    check_scores.py [--floors FILE] dev=REPORT.json …     exits 1 when a score is below its floor
    check_scores.py --markdown dev=REPORT.json …          prints the table of docs/accuracy.md

A report is what `score.py --json` writes; the word before it names the table of its floors in the floors file.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

#: Each score by its name in the floors file: where it stands in a report, and what it says.
SCORES = {
    "quantity_found": (("quantity", "found"), "quantities found"),
    "quantity_right": (("quantity", "right"), "quantities with value and unit right"),
    "indicator_f1": (("indicator", "f1"), "also indicator and measure right (F1)"),
    "core_f1": (("core", "f1"), "also place and period right (F1)"),
    "strict_f1": (("strict", "f1"), "also status right (F1)"),
    "events_f1": (("events", "f1"), "awards and designations found (F1)"),
}
#: Fields of a figure that the table tells by themselves.
FIELDS = ("measure", "place", "period", "status", "item", "source")
#: Floors are written with this many decimals; a score that rounds to its floor keeps it.
_DECIMALS = 3


def scores(report: dict[str, Any]) -> dict[str, float | None]:
    """Return the scores of a report by their names; None for one that the report cannot tell."""
    return {name: report[part][key] for name, ((part, key), _) in SCORES.items()}


def written(score: float | None) -> str:
    """Return a score with the decimals of its floor."""
    return "-" if score is None else f"{score:.{_DECIMALS}f}"


def failures(section: str, reached: dict[str, float | None], floors: dict[str, Any]) -> list[str]:
    """Return a line for every score below its floor, and for every floor that is unknown or not there."""
    lines = [f"{section}: {name} is no score" for name in floors if name not in SCORES]
    for name, score in reached.items():
        floor = floors.get(name)
        if floor is None:
            lines.append(f"{section}: no floor for {name}")
        elif score is None or round(score, _DECIMALS) < floor:
            lines.append(f"{section}: {name} is {written(score)}, the floor is {floor}")
    return lines


def markdown(reports: dict[str, dict[str, Any]]) -> str:
    """Return the reports as a Markdown table with a column each, headed by today's date (UTC)."""
    table = [[datetime.now(UTC).date().isoformat(), *reports], ["---", *("---:" for _ in reports)]]
    table.append(["articles", *(str(report["articles"]) for report in reports.values())])
    table.append(["quantities in the gold", *(str(report["quantity"]["gold"]) for report in reports.values())])
    for name, (_, words) in SCORES.items():
        table.append([words, *(written(scores(report)[name]) for report in reports.values())])
    for field in FIELDS:
        values = [report["fields"][field] for report in reports.values()]
        table.append([f"of the figures found: {field} right", *map(written, values)])
    return "\n".join(f"| {' | '.join(row)} |" for row in table)


def main() -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("reports", nargs="+", metavar="NAME=REPORT.json")
    parser.add_argument("--floors", type=Path, default=ROOT / "tests" / "floors.toml", metavar="FILE")
    parser.add_argument("--markdown", action="store_true", help="print a table and compare nothing")
    arguments = parser.parse_args()
    reports: dict[str, dict[str, Any]] = {}
    for each in arguments.reports:
        section, equals, path = each.partition("=")
        if not equals:
            parser.error(f"{each!r} is no NAME=REPORT.json")
        reports[section] = json.loads(Path(path).read_text(encoding="utf-8"))
    if arguments.markdown:
        print(markdown(reports))
        return 0
    floors = tomllib.loads(arguments.floors.read_text(encoding="utf-8"))
    found: list[str] = []
    for section, report in reports.items():
        found += failures(section, scores(report), floors.get(section, {}))
    print("\n".join(found) or f"no score is below its floor: {', '.join(reports)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
