"""Measure how often the component of expenditure of a figure is one that a statistics office filed its note under.

    python models/train/expenditure.py NOTES.jsonl

`NOTES.jsonl` holds one note a line: `text`, `date` (YYYY-MM-DD) and `expenditure`, names such as "e. Ekspor". Notes
without a component are left out, and so are figures without an indicator.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from extractor.facts import FactReader
from extractor.fenomena import component_labels, component_of
from extractor.records import Article

#: The offices' names of the components, with the codes of `models/expenditure_components.csv`.
NAMES = {
    "Pengeluaran Rumah Tangga": "1", "Pengeluaran Lembaga Nonprofit": "2", "Pengeluaran Pemerintah": "3",
    "Pembentukan Modal Tetap Bruto (PMTB)": "4", "Inventori": "5", "Ekspor": "6", "Impor": "7",
}  # fmt: skip


def measure(lines: Iterable[str]) -> None:
    """Print, for all components and for each, how many figures have it and in how many the note has it, too."""
    reader = FactReader()
    notes = told = figures = 0
    given: Counter[str] = Counter()
    right: Counter[str] = Counter()
    always: Counter[str] = Counter()
    for number, note in enumerate(map(json.loads, lines)):
        filed = {NAMES[name] for name in (each.split(". ")[-1] for each in note["expenditure"]) if name in NAMES}
        if not filed:
            continue
        date = note["date"] if re.fullmatch(r"\d{4}-\d\d-\d\d", note["date"] or "") else None
        found = [
            f for f in reader.read(Article(str(number), None, "", date, note["text"])).figures if f.indicator != "other"
        ]
        codes = [code for f in found if (code := component_of(f.indicator, f.quotation))]
        notes, told, figures = notes + 1, told + bool(codes), figures + len(found)
        given.update(codes)
        right.update(code for code in codes if code in filed)
        always.update(code for code in filed for _ in codes)
    print(f"{notes} notes, {told} with a component read; {figures} figures, {given.total()} with a component")
    print(f"of these filed so by the office: {right.total() / given.total():.2f}")
    [(usual, times)] = always.most_common(1)
    print(f"{component_labels()[usual]} for all of them: {times / given.total():.2f}")
    for code, label in sorted(component_labels().items()):
        print(f"  {label}: {given[code]} figures, {right[code] / max(given[code], 1):.2f} filed so")


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        measure(file)
