#!/usr/bin/env python3
"""Compare this pipeline with what one would take instead for each of its steps: time, memory and how right it is.

    compare.py [--articles FILE] [--limit 600] [--pages FOLDER] [--gold GOLD ARTICLES] [--runs 3] [--only KEY …]
               [--markdown OUT.md] [--plot OUT.png] [--answers FOLDER]

Every contender reads the same articles and pages, in a process of its own. Pages are made of the articles, between
menus and scripts, as `crawl_speed.py` does, unless a folder of saved ones is given. Texts are scored on the sample
pages, times and quantities on gold facts. Without options all is taken from `corpus/`. What is not installed is left
out: `pip install -r benchmarks/requirements.txt`.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from compare_scores import score_quantities, score_texts, score_times
from contenders import CONTENDERS, Contender, Item
from crawl_speed import page

from extractor.jsonl import read_article

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
#: Packages of this project whose versions matter for the comparison.
_OWN_PACKAGES = ("trafilatura", "spacy", "dateparser", "lxml")
_TITLES = {
    "pages": "From page to text",
    "times": "Times",
    "quantities": "Quantities",
    "all": "The whole path, by stage",
}
#: The scores of each step, as the columns of its table: name in the scores, heading, format.
_COLUMNS = {
    "pages": (("kept", "words kept", ".3f"), ("beside", "words beside", ".3f"), ("let through", "let through", "d")),
    "times": (("found", "found", ".3f"), ("same", "same", ".3f"), ("times", "told", "d"), ("numbers", "numbers", "d")),
    "quantities": (("found", "found", ".3f"), ("right", "right", ".3f"), ("told", "told", "d")),
    "all": (),
}
#: Colours of the bars.
_OURS, _OTHERS = "#0b6e4f", "#b0b7bf"


@dataclass(frozen=True, slots=True)
class Result:
    """What one contender took: CPU and wall-clock ms an item in its best run, peak in MB, and its scores."""

    kind: type[Contender]
    cpu_ms: float
    wall_ms: float
    peak_mb: float
    scores: dict[str, float]
    stages: dict[str, float]
    failed: list[str]
    network: int


def json_lines(path: Path) -> list[Item]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def articles_of(path: Path, limit: int) -> list[Item]:
    """Return the first articles of a file, each with all its fields."""
    found = [read_article(line) for line in path.read_text(encoding="utf-8").splitlines()[:limit]]
    return [{"id": a.id, "url": a.url, "title": a.title, "published": a.published, "text": a.text} for a in found]


def made_pages(articles: Iterable[Item], folder: Path) -> list[Item]:
    """Write each article as the page of a portal, and return the pages."""
    pages = []
    for number, article in enumerate(articles):
        file = folder / f"{number}.html"
        file.write_bytes(page(number, {**article, "published": article["published"] or ""}, bare=False))
        pages.append({"file": str(file), "url": f"https://kabar.example/berita/{number}"})
    return pages


def saved_pages(folder: Path) -> list[Item]:
    """Return the pages of a folder."""
    found = [{"file": str(file), "url": f"https://kabar.example/{file.stem}"} for file in sorted(folder.glob("*.html"))]
    return found or sys.exit(f"no page (*.html) in {folder}")


class Corpus:
    """The sample pages, with the text and the boilerplate of each article."""

    def __init__(self) -> None:
        with (CORPUS / "pages.csv").open(encoding="utf-8", newline="") as file:
            self._rows = sorted(csv.DictReader(file), key=lambda row: (row["id"], int(row["page"])))
        with (CORPUS / "boilerplate.csv").open(encoding="utf-8", newline="") as file:
            self.boilerplate = [(row["id"], row["text"]) for row in csv.DictReader(file)]
        self.expected = {row["id"]: row["text"] for row in json_lines(CORPUS / "articles.jsonl")}
        self.pages = [{"file": str(CORPUS / "pages" / row["file"]), "url": row["url"]} for row in self._rows]

    def score(self, answers: Sequence[str | None]) -> dict[str, float]:
        """Return the scores of the texts of all pages; those of one article are put together."""
        texts = dict.fromkeys(self.expected, "")
        for row, answer in zip(self._rows, answers, strict=True):
            texts[row["id"]] += f"\n{answer or ''}"
        return score_texts(self.expected, self.boilerplate, texts)


class Gold:
    """Articles with their gold facts."""

    def __init__(self, facts: Path, articles: Path) -> None:
        self.figures = {row["id"]: row.get("figures") or [] for row in json_lines(facts)}
        self.articles = [row for row in articles_of(articles, sys.maxsize) if row["id"] in self.figures]
        if len(self.articles) != len(self.figures):
            sys.exit(f"{facts} has facts of articles that are not in {articles}")

    def score(self, step: str, answers: Sequence[list[Item] | None]) -> dict[str, float]:
        """Return the scores of the times or quantities of all articles."""
        told = {article["id"]: answer or [] for article, answer in zip(self.articles, answers, strict=True)}
        return (score_times if step == "times" else score_quantities)(self.figures, told)


def missing(kind: type[Contender]) -> list[str]:
    """Return the packages that a contender needs and that are not installed."""
    absent = []
    for name in kind.packages:
        try:
            version(name)
        except PackageNotFoundError:
            absent.append(name)
    return absent


def run(key: str, job: Item, folder: Path) -> Item:
    """Measure one contender in a process of its own, and return what `contender_process.measure` does."""
    file = folder / "job.json"
    file.write_text(json.dumps(job), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(HERE / "contender_process.py"), key, str(file)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONHASHSEED": "0"},
    )
    if done.returncode:
        sys.exit(f"{key} failed, as it says above")
    found: Item = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(keys: Iterable[str], options: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure contenders one after another."""
    corpus, gold = Corpus(), Gold(*options.gold)
    articles = articles_of(options.articles, options.limit)
    pages = saved_pages(options.pages) if options.pages else made_pages(articles, folder)
    results = []
    for key in keys:
        kind = CONTENDERS[key]
        if absent := missing(kind):
            print(f"{key}: left out, {', '.join(absent)} not installed: pip install -r benchmarks/requirements.txt")
            continue
        of_pages = kind.step in ("pages", "all")
        timed = pages if of_pages else articles
        scored = {"pages": corpus.pages, "all": timed[:50]}.get(kind.step, gold.articles)
        found = run(key, {"runs": options.runs, "timed": timed, "scored": scored}, folder)
        scores: dict[str, float] = {}
        if kind.step == "pages":
            scores = corpus.score(found["answers"])
        elif kind.step != "all":
            scores = gold.score(kind.step, found["answers"])
        if options.answers and kind.step == "quantities":
            options.answers.mkdir(parents=True, exist_ok=True)
            rows = zip(gold.articles, found["answers"], strict=True)
            lines = (json.dumps({"id": row["id"], "figures": answer or [], "events": []}) for row, answer in rows)
            (options.answers / f"{key}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        best = min(found["runs"], key=lambda each: each["cpu"])
        each = 1000 / len(timed)
        result = Result(
            kind, best["cpu"] * each, best["wall"] * each, found["peak"] / 1e6, scores,
            {stage: seconds * each for stage, seconds in best["stages"].items()}, found["failed"], found["network"],
        )  # fmt: skip
        results.append(result)
        print(f"{key}: {result.cpu_ms:.2f} ms an item, {result.peak_mb:.0f} MB {scores}", flush=True)
        for reason in result.failed:
            print(f"  failed: {reason}")
    return results


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table in Markdown, numbers to the right."""
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def markdown(results: Sequence[Result]) -> str:
    """Return the tables of all steps, one below the other."""
    lines: list[str] = []
    for step, title in _TITLES.items():
        of_step = [result for result in results if result.kind.step == step]
        if not of_step:
            continue
        head = [title, "ms", "a second", "wall ms", "MB", *(column[1] for column in _COLUMNS[step])]
        rows = [
            [
                r.kind.name, f"{r.cpu_ms:.2f}", f"{1000 / r.cpu_ms:.0f}", f"{r.wall_ms:.2f}", f"{r.peak_mb:.0f}",
                *(format(r.scores[name], form) for name, _, form in _COLUMNS[step]),
            ]
            for r in of_step
        ]  # fmt: skip
        lines += [*table(head, rows), ""]
        for result in of_step:
            if result.network:
                lines += [f"{result.kind.name} asked for the network {result.network} times, and went on without.", ""]
            if result.stages:
                parts = [
                    [stage, f"{ms:.2f}", f"{ms / sum(result.stages.values()):.0%}"]
                    for stage, ms in result.stages.items()
                ]
                lines += [*table([f"{result.kind.name}, stage", "ms", "share"], parts), ""]
    return "\n".join(lines)


def circumstances() -> str:
    """Return date, machine and versions in a line."""
    names = dict.fromkeys([*_OWN_PACKAGES, *(name for kind in CONTENDERS.values() for name in kind.packages)])
    versions = []
    for name in names:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    processor = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            processor = line.partition(":")[2].strip()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {processor}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        + ", ".join(versions)
    )


def _bars(results: Iterable[Result]) -> Iterator[tuple[str, float, bool]]:
    """Yield what is drawn for the results of a step: name, ms an article, whether it is this project's."""
    for result in results:
        if result.stages:
            yield from ((stage, ms, result.kind.ours) for stage, ms in result.stages.items())
        else:
            yield result.kind.name, result.cpu_ms, result.kind.ours


def plot(results: Sequence[Result], out: Path) -> None:
    """Draw ms an article of every contender, step by step, and of every stage of the whole path."""
    try:
        from matplotlib import pyplot
    except ImportError:
        print("no picture, matplotlib is not installed: pip install -r benchmarks/requirements.txt")
        return
    drawn = {
        title: bars[::-1]
        for step, title in _TITLES.items()
        if (bars := list(_bars(result for result in results if result.kind.step == step)))
    }
    heights = [len(bars) + 1 for bars in drawn.values()]
    figure, axes = pyplot.subplots(
        len(drawn), 1, figsize=(8, 0.8 + 0.3 * sum(heights)), height_ratios=heights, squeeze=False, layout="tight"
    )
    for (title, bars), axis in zip(drawn.items(), axes[:, 0], strict=True):
        names, times, own = zip(*bars, strict=True)
        axis.bar_label(
            axis.barh(names, times, color=[_OURS if each else _OTHERS for each in own]), fmt="%.1f", padding=3
        )
        axis.set_title(title, loc="left", fontsize=10)
        axis.margins(x=0.12)
        axis.spines[["top", "right"]].set_visible(False)
    axes[-1, 0].set_xlabel("processor time, ms an article (scales differ; green: this project)")
    figure.savefig(out, dpi=90)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=Path, default=CORPUS / "articles.jsonl", help="JSON Lines, as for extract")
    parser.add_argument("--limit", type=int, default=600, help="how many of them are read")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="saved pages, else they are made of the articles")
    parser.add_argument(
        "--gold", type=Path, nargs=2, metavar=("GOLD", "ARTICLES"),
        default=[CORPUS / "gold.jsonl", CORPUS / "articles.jsonl"],
    )  # fmt: skip
    parser.add_argument("--runs", type=int, default=3, help="the best of so many counts")
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=list(CONTENDERS), metavar="KEY")
    parser.add_argument("--markdown", type=Path, help="write the tables there")
    parser.add_argument("--plot", type=Path, help="draw the times there, as .svg or .png")
    parser.add_argument("--answers", type=Path, metavar="FOLDER", help="write the quantities of each contender there")
    options: Any = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        results = compare(options.only, options, Path(folder))
    text = f"{circumstances()}\n\n{markdown(results)}"
    print(f"\n{text}")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.plot:
        plot(results, options.plot)


if __name__ == "__main__":
    main()
