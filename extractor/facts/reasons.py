"""Why a field of a figure says what it says: what the readers of facts note while they decide.

The confidence of a fact weighs them, and `extractor explain` shows them.
"""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """Which rule decided a field, by a short name, and by what.

    `spans` are the deciding words, as offsets of the text; `lender` is where the quantity begins that the field is
    taken from. `table` is the file under `models/` that has the words, `row` the number of its row where the reader
    knows it, counted from 0.
    """

    rule: str
    spans: tuple[Span, ...] = ()
    lender: int | None = None
    table: str | None = None
    row: int | None = None


class Reasons:
    """The reasons of one article, by field and by where the quantity begins; what is noted last holds."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, int], Reason] = {}

    def note(self, name: str, quantity: int, reason: Reason) -> None:
        """Note why the field `name` of the quantity that begins at `quantity` says what it says."""
        self._noted[name, quantity] = reason

    def of(self, name: str, quantity: int) -> Reason | None:
        """Return what was noted last, None for nothing."""
        return self._noted.get((name, quantity))
