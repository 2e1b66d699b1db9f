"""What came of a crawl, source by source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """What came of one source, or of all: `skipped` and `errors` by kind.

    `new` and `changed` count articles, `unreadable` those of the new ones that have no text; `facts` are figures and
    events of both. `unchanged` articles were fetched and said what is stored.
    """

    found: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    unreadable: int = 0
    facts: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Count what another tally has."""
        for name in ("found", "fetched", "new", "changed", "unchanged", "unreadable", "facts"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.skipped += other.skipped
        self.errors += other.errors

    def line(self) -> str:
        """Return the tally in one line."""
        without = f" ({self.unreadable} without facts)" if self.unreadable else ""
        parts = [
            f"{self.found} found",
            f"{self.skipped.total()} skipped{_kinds(self.skipped)}",
            f"{self.fetched} fetched",
            f"{self.new} new{without}",
            *([f"{self.changed} changed"] if self.changed else []),
            *([f"{self.unchanged} unchanged"] if self.unchanged else []),
            f"{self.facts} facts",
            f"{self.errors.total()} failed{_kinds(self.errors)}",
        ]
        return ", ".join(parts)


def _kinds(counted: Counter[str]) -> str:
    listed = ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items()))
    return f" ({listed})" if listed else ""
