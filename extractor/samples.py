"""The bundled sample pages: what the demo reads and the tests score."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from extractor import resources


@dataclass(slots=True)
class Sample:
    """One sample article: its id in the gold facts, where it would stand, and the bytes of its pages."""

    id: str
    url: str
    pages: list[bytes] = field(default_factory=list)


def sample_pages() -> list[Sample]:
    """Return the sample articles in the order of `corpus/pages.csv`."""
    samples: dict[str, Sample] = {}
    with (resources.corpus() / "pages.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sample = samples.setdefault(row["id"], Sample(row["id"], row["url"]))
            sample.pages.append((resources.corpus() / "pages" / row["file"]).read_bytes())
    return list(samples.values())


def sample_articles() -> Path:
    """Return the file of the sample articles' texts, in JSON Lines."""
    return resources.corpus() / "articles.jsonl"
