"""The comparison with other libraries: its scores, and its tables for what is always installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
ALWAYS = ["pages-trafilatura", "pages-own", "times-own", "times-dateparser", "quantities-own", "all-own"]


@pytest.fixture(scope="module")
def compare() -> ModuleType:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import compare
    finally:
        sys.path.remove(str(BENCHMARKS))
    return compare


def rows(text: str) -> list[list[str]]:
    """Return the rows of all tables, as their cells."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def test_texts_are_scored_by_words_and_by_pieces_that_are_no_text(compare: ModuleType) -> None:
    expected = {"a": "Harga beras naik. Harga telur turun.", "b": "Panen raya"}
    texts = {"a": "Harga beras naik.\nBaca\n juga: panen\nharga", "b": "Panen raya"}
    scores = compare.score_texts(expected, [("a", "Baca juga"), ("a", "Iklan"), ("b", "Baca juga")], texts)
    assert scores == {"kept": 6 / 8, "beside": 3 / 8, "let through": 1}


def test_a_time_is_found_where_it_lies_in_the_period_of_the_figure(compare: ModuleType) -> None:
    gold = {"a": [{"start": 10, "end": 14, "period": each} for each in ("2021", "2021-03", "2021-04", None)]}
    times = [
        {"start": 0, "end": 4, "days": ("2021-03-05", "2021-03-05"), "period": "2021-03-05"},
        {"start": 5, "end": 9, "days": ("2021-01-01", "2021-12-31"), "period": "2021"},
        {"start": 13, "end": 15, "days": ("1999-01-01", "1999-01-01"), "period": "1999-01-01"},
    ]
    scores = compare.score_times(gold, {"a": times})
    assert scores == {"found": 2 / 3, "same": 1 / 3, "times": 3, "numbers": 1}


def test_a_quantity_is_right_with_its_value_and_unit(compare: ModuleType) -> None:
    def figure(start: int, value: float, unit: str) -> dict[str, object]:
        return {"start": start, "end": start + 4, "value": value, "unit": unit, "indicator": "other"}

    gold = [figure(0, 5, "t"), figure(10, 7, "t"), figure(20, 8, "t"), figure(30, 9, "t")]
    told = [figure(1, 5, "t"), figure(10, 7, "kg"), figure(20, 80, "t"), figure(50, 1, "t")]
    assert compare.score_quantities({"a": gold}, {"a": told}) == {"found": 3 / 4, "right": 1 / 4, "told": 4}


def test_the_tables_tell_of_each_contender_on_the_sample_pages(
    compare: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compare.CONTENDERS["pages-newspaper"], "packages", ("no-such-package",))
    out, answers = tmp_path / "tables.md", tmp_path / "answers"
    compare.main([
        "--limit", "3", "--runs", "1", "--markdown", str(out), "--answers", str(answers),
        "--only", *ALWAYS, "pages-newspaper",
    ])  # fmt: skip
    assert "pages-newspaper: left out, no-such-package not installed: pip install -r" in capsys.readouterr().out
    found = rows(out.read_text(encoding="utf-8"))
    [[*_, kept, beside, through]] = [row for row in found if row[0] == "trafilatura"]
    assert float(kept) > 0.95
    assert float(beside) > 0
    assert int(through) > 0
    pages, times, whole = [row for row in found if row[0] == "this pipeline"]
    assert pages[-3:] == ["1.000", "0.000", "0"]
    assert float(times[-4]) > 0.95
    assert times[-1] == "0"
    assert len(whole) == len(pages) - 3
    [library] = [row for row in found if row[0] == "dateparser.search"]
    assert int(library[-1]) > 0
    [quantities] = [row for row in found if row[0] == "this pipeline, quantities alone"]
    assert quantities[-3] == "1.000"
    assert {"page", "quantities", "store"} <= {row[0] for row in found}
    assert len((answers / "quantities-own.jsonl").read_text(encoding="utf-8").splitlines()) == len(
        compare.json_lines(compare.CORPUS / "gold.jsonl")
    )


def test_what_a_contender_asks_of_the_network_is_refused_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = (
        "import json, socket, contender_process as c\n"
        "class Asks(c.Contender):\n"
        "    def read(self, item): socket.create_connection((item['host'], 80))\n"
        "print(json.dumps(c.measure(Asks, 1, [{'host': 'kabar.example'}], [])))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(BENCHMARKS))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["network"] == 1
    assert found["failed"] == ["OSError: no network here"]
