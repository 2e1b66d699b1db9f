"""The generator of large databases for measurements: what it makes is what reading would store."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from databases import ask

from extractor.store import Store, _check_quotations

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
FACTS = 3001


@pytest.fixture(scope="module")
def make() -> Any:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import make_desk
    finally:
        sys.path.remove(str(BENCHMARKS))
    return make_desk


@pytest.fixture(scope="module")
def path(make: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "desk.db"
    assert make.main([str(FACTS), str(path)]) == 0
    return path


def test_each_figure_stands_in_its_article(path: Path) -> None:
    with Store(path) as store:
        ids = [id for (id,) in ask(path, "SELECT id FROM articles")]
        loaded = [store.load(id) for id in ids]
    assert sum(len(each[1].figures) for each in loaded if each) == FACTS
    for each in loaded:
        assert each is not None
        _check_quotations(*each)
    assert ask(path, "PRAGMA foreign_key_check") == []
    [(found,)] = ask(path, "SELECT count(*) FROM figures_fts WHERE figures_fts MATCH 'inflasi'")
    assert found == ask(path, "SELECT count(*) FROM figures WHERE quotation LIKE '%inflasi%'")[0][0] > 0


def test_news_differ_are_copied_changed_and_hand_over_awards(path: Path) -> None:
    [(copied,)] = ask(path, "SELECT count(*) FROM (SELECT 1 FROM articles GROUP BY story_id HAVING count(*) > 1)")
    [(stories,)] = ask(path, "SELECT count(*) FROM stories")
    assert 0.05 < copied / stories < 0.25
    assert ask(path, "SELECT count(*) FROM articles WHERE superseded_by IS NOT NULL")[0][0] > 0
    assert ask(path, "SELECT count(*) FROM awards WHERE places IS NOT NULL")[0][0] > 0
    told = defaultdict(list)
    columns = "indicator, item, unit, measure, place, period"
    for *about, value in ask(
        path, f"SELECT DISTINCT {columns}, story_id, value FROM facts WHERE status = 'actual' AND period IS NOT NULL"
    ):
        told[tuple(about[:-1])].append(value)
    several = [values for values in told.values() if len(values) > 1]
    assert any(len(set(values)) > 1 for values in several)
    assert any(len(set(values)) == 1 for values in several)


def test_the_same_seed_gives_the_same_rows(make: Any, path: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again.db", tmp_path / "other.db"
    make.make(FACTS, again)
    make.make(FACTS, other, seed=2)
    for table in make.TABLES:
        rows = ask(path, f"SELECT * FROM {table}")
        assert rows == ask(again, f"SELECT * FROM {table}")
        assert rows != ask(other, f"SELECT * FROM {table}")


def test_a_file_that_is_there_stays(make: Any, path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(SystemExit):
        make.main(["10", str(path)])
    assert path.read_bytes() == before
