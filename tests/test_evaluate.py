"""Scores of facts against gold facts: what counts as right, gold that does not fit, and the command."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from command import Command
from hypothesis import given
from hypothesis import strategies as st
from pages import AWARD, EXPORT, EXPORTERS, line

from extractor import resources
from extractor.evaluation import EVENT_FIELDS, FIELDS, Evaluation, alike, same_event_field, same_field
from extractor.facts import FactReader
from extractor.gold import check_offsets, read_gold
from extractor.jsonl import read_article
from extractor.records import Article

Record = dict[str, Any]
#: Where the scorer of the contract lies, beside some checkouts.
SCORER = Path(__file__).resolve().parents[2] / "shared" / "eval"
DEFAULTS: Record = {
    "value_max": None, "unit": "IDR", "item": None, "indicator": "export_value", "measure": "level", "place": "33.20",
    "period": "2023", "status": "actual", "modifier": "exact", "basis": None, "source": None,
}  # fmt: skip

TIMES = "write 2024, 2024-05, 2024-05-16, 2024-Q1, 2024-S1, two with a /, or null"


def figure(start: int, value: float, /, **fields: object) -> Record:
    return {**DEFAULTS, "start": start, "end": start + 5, "value": value, **fields}


def event(name: str = "Piala Adipura", **fields: object) -> Record:
    return {"type": "award", "start": 0, "end": 9, "name": name, "recipients": ["Pemkab Kudus"],
            "recipient_places": ["33.19"], "giver": None, "occasion": None, "venue": None, "date": None,
            "rank": None, **fields}  # fmt: skip


def evaluated(gold: list[Record], read: list[Record], kind: str = "figures") -> Evaluation:
    evaluation = Evaluation()
    evaluation.add("a", {"id": "a", kind: gold}, {"id": "a", kind: read})
    return evaluation


# Scores


@pytest.mark.parametrize(
    ("gold", "read", "quantities", "levels", "by_indicator"),
    [
        ([], [], (0, 0, 0), [(0, 0, 0)] * 3, {}),
        ([figure(0, 3)], [figure(0, 3)], (1, 1, 1), [(1, 1, 1)] * 3, {"export_value": (1, 1, 1)}),
        ([figure(0, 3)], [], (1, 0, 0), [(0, 0, 1)] * 3, {"export_value": (0, 0, 1)}),
        ([], [figure(0, 3)], (0, 0, 0), [(0, 1, 0)] * 3, {"export_value": (0, 1, 0)}),
        # a number that is wrong is wrong at every level
        ([figure(0, 3)], [figure(0, 3000)], (1, 1, 0), [(0, 1, 1)] * 3, {"export_value": (0, 1, 1)}),
        ([figure(0, 3)], [figure(0, 3, value_max=4)], (1, 1, 0), [(0, 1, 1)] * 3, {"export_value": (0, 1, 1)}),
        ([figure(0, 3)], [figure(0, 3, unit="USD")], (1, 1, 0), [(0, 1, 1)] * 3, {"export_value": (0, 1, 1)}),
        # what is wrong shows from its level on
        ([figure(0, 3)], [figure(0, 3, measure="share")], (1, 1, 1), [(0, 1, 1)] * 3, {"export_value": (0, 1, 1)}),
        ([figure(0, 3)], [figure(0, 3, place="33")], (1, 1, 1), [(1, 1, 1), (0, 1, 1), (0, 1, 1)],
         {"export_value": (0, 1, 1)}),
        ([figure(0, 3)], [figure(0, 3, status="target")], (1, 1, 1), [(1, 1, 1), (1, 1, 1), (0, 1, 1)],
         {"export_value": (0, 1, 1)}),
        ([figure(0, 3)], [figure(0, 3, item="kopi", basis="yoy", source="X")], (1, 1, 1), [(1, 1, 1)] * 3,
         {"export_value": (1, 1, 1)}),
        # `other` is neither missed nor wrong
        ([figure(0, 3, indicator="other")], [], (1, 0, 0), [(0, 0, 0)] * 3, {}),
        ([figure(0, 3, indicator="other")], [figure(0, 3)], (1, 1, 1), [(0, 1, 0)] * 3, {"export_value": (0, 1, 0)}),
        ([figure(0, 3)], [figure(0, 3, indicator="other")], (1, 1, 1), [(0, 0, 1)] * 3, {"export_value": (0, 0, 1)}),
        ([], [figure(0, 3, indicator="other")], (0, 0, 0), [(0, 0, 0)] * 3, {}),
        # spans need only overlap; equal values pair first
        ([figure(0, 3)], [figure(4, 3)], (1, 1, 1), [(1, 1, 1)] * 3, {"export_value": (1, 1, 1)}),
        ([figure(0, 3)], [figure(5, 3)], (1, 0, 0), [(0, 1, 1)] * 3, {"export_value": (0, 1, 1)}),
        ([figure(0, 3)], [figure(1, 7), figure(4, 3)], (1, 1, 1), [(1, 2, 1)] * 3, {"export_value": (1, 2, 1)}),
        ([figure(0, 3), figure(4, 7)], [figure(2, 7)], (2, 1, 1), [(1, 1, 2)] * 3, {"export_value": (1, 1, 2)}),
    ],
)  # fmt: skip
def test_figures_are_scored(
    gold: list[Record],
    read: list[Record],
    quantities: tuple[int, int, int],
    levels: list[tuple[int, int, int]],
    by_indicator: dict[str, tuple[int, int, int]],
) -> None:
    found = evaluated(gold, read)
    assert (found.quantities, found.quantities_found, found.quantities_right) == quantities
    assert [(each.right, each.read, each.gold) for each in found.levels.values()] == levels
    assert {name: (each.right, each.read, each.gold) for name, each in found.by_indicator.items()} == by_indicator


@pytest.mark.parametrize(
    ("name", "gold", "read", "same"),
    [
        ("value", {"value": 3}, {"value": 3.000001}, True),
        ("value", {"value": 3e12}, {"value": 3e12 + 1e5}, True),
        ("value", {"value": 3}, {"value": 3.01}, False),
        ("value", {"value": 3, "value_max": 4}, {"value": 3}, False),
        ("measure", {"measure": None}, {"measure": "level"}, True),
        ("status", {}, {"status": "actual"}, True),
        ("status", {}, {"status": "target"}, False),
        ("modifier", {"modifier": "exact"}, {}, True),
        ("basis", {}, {"basis": None}, True),
        ("basis", {}, {"basis": "yoy"}, False),
        ("place", {"place": "33"}, {"place": "33.20"}, False),
        ("item", {"item": "kopi"}, {"item": "kopi robusta"}, True),
        ("item", {"item": "kopi"}, {"item": "biji kopi robusta Temanggung"}, False),
        ("item", {"item": "kopi robusta"}, {"item": "biji kopi robusta dari petani lereng Temanggung"}, True),
        ("item", {"item": None}, {"item": None}, True),
        ("item", {"item": None}, {"item": "kopi"}, False),
        ("source", {"source": "Sri Lestari"}, {"source": "Lestari"}, True),
    ],
)
def test_a_field_is_right(name: str, gold: Record, read: Record, same: bool) -> None:
    assert same_field(name, gold, read) is same


@pytest.mark.parametrize(
    ("name", "gold", "read", "same"),
    [
        ("giver", "Gubernur Jawa Tengah", "Gubernur", True),
        ("date", "2024", "2024-05", False),
        ("rank", None, None, True),
        ("recipients", ["Desa Colo", "Pemkab Pati"], ["Pemkab Pati", "Kabupaten Kudus"], False),
        ("recipients", ["Pemkab Kudus", "Pemkab Pati"], ["Pemkab Pati", "Pemkab Kudus"], True),
        ("recipients", ["Pemkab Kudus"], ["Pemkab Kudus", "Pemkab Pati"], False),
        ("recipients", None, None, True),
        ("recipient_places", ["33.19", "33.18"], ["33.18", "33.19"], True),
        ("recipient_places", ["33.19"], [], False),
    ],
)
def test_a_field_of_an_event_is_right(name: str, gold: object, read: object, same: bool) -> None:
    assert same_event_field(name, {name: gold}, {name: read}) is same


@pytest.mark.parametrize(
    ("gold", "read", "score"),
    [
        (event(), event(), (1, 1, 1)),
        (event(), event("Adipura", recipients=["Kabupaten Kudus"]), (1, 1, 1)),
        (event(), event(recipients=["Desa Colo"]), (1, 1, 1)),
        (event(), event(recipients=["Desa Colo"], recipient_places=[]), (0, 1, 1)),
        (event(), event("Kalpataru"), (0, 1, 1)),
        (event(), event(type="designation"), (0, 1, 1)),
    ],
)
def test_events_are_paired(gold: Record, read: Record, score: tuple[int, int, int]) -> None:
    found = evaluated([gold], [read], "events").events
    assert (found.right, found.read, found.gold) == score


def test_an_event_goes_with_the_name_most_like_its_own() -> None:
    read = [event("Piala Adipura Kencana", date="2023"), event("Piala Adipura", date="2024")]
    found = evaluated([event("Piala Adipura", date="2024")], read, "events")
    assert found.event_fields_right["date"] == 1
    assert [(each.kind, each.read and each.read["date"]) for each in found.mistakes] == [("extra", "2023")]


def test_alike_is_by_words() -> None:
    assert alike("BPS Jepara", "bps, Jepara!")
    assert not alike("", "BPS")


# Mistakes


def test_mistakes_and_confusions() -> None:
    gold = [
        figure(0, 3), figure(10, 4, period="2022"), figure(20, 5, period="2022"), figure(30, 6),
        figure(50, 8, indicator="other"),
    ]  # fmt: skip
    read = [
        figure(0, 3), figure(10, 4), figure(20, 5, status="target"), figure(40, 7, indicator="budget"),
        figure(50, 8, indicator="price", period=None),
    ]  # fmt: skip
    found = evaluated(gold, read)
    assert [(each.kind, each.fields) for each in found.mistakes] == [
        ("wrong", ("period",)),
        ("wrong", ("period", "status")),
        ("missed", ()),
        ("wrong", ("indicator",)),
        ("extra", ()),
    ]
    period = [(each.gold, each.read, each.times) for each in found.confusions("period")]
    assert period == [("2022", "2023", 2)]
    indicator = [(each.gold, each.read, each.times) for each in found.confusions("indicator")]
    assert indicator == [("export_value", None, 1), ("other", "price", 1), (None, "budget", 1)]
    assert [len(list(found.mistakes_in(name))) for name in ("missed", "extra", "status", "events")] == [1, 1, 1, 0]


# Gold that does not fit


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        ("{", ["no JSON (Expecting property name enclosed in double quotes at character 2)"]),
        ("[" * 100_000, ["no JSON"]),
        ("[]", ["a JSON object is wanted"]),
        ({"figures": []}, ['"id" must be the id of an article']),
        ({"id": "a"}, []),
        ({"id": "a", "figures": None, "events": []}, []),
        ({"id": "a", "figures": {}}, ['"figures" must be a list']),
        ({"id": "a", "figures": [3]}, ["figure 1: a JSON object is wanted"]),
        ({"id": "a", "figures": [{"start": 0, "end": 5, "indicator": "price"}]},
         ["figure 1: value, unit, place and period missing"]),
        ({"id": "a", "figures": [{"start": 0, "end": 5, "value": 3, "unit": "IDR", "indicator": "other"}]}, []),
        ({"id": "a", "figures": [figure(0, 3, place="33.99"), figure(9, 3, unit="rupiah")]},
         ['figure 1: "place" is "33.99", which is not in models/places.csv',
          'figure 2: "unit" is "rupiah", which is not in models/units.csv']),
        ({"id": "a", "figures": [figure(0, 3, indicator="ekspor", measure="stand", status="plan")]},
         ['figure 1: "indicator" is "ekspor", which is not in models/indicators.csv',
          'figure 1: "measure" is "stand", which is none of level, change, share',
          'figure 1: "status" is "plan", which is none of actual, target, forecast']),
        ({"id": "a", "figures": [figure(0, 3, place="33.20.01")]},
         ['figure 1: "place" is "33.20.01", a kecamatan: its kabupaten or kota is "33.20"']),
        ({"id": "a", "figures": [figure(0, 3, period="Mei 2024", place=3)]},
         ['figure 1: "place" is 3, which is not in models/places.csv',
          f'figure 1: "period" is "Mei 2024": {TIMES}']),
        ({"id": "a", "figures": [figure(0, 3, start=7)]}, ["figure 1: 7 to 5 is no span: start comes before end"]),
        ({"id": "a", "figures": [figure(0, 3, start=-1)]}, ["figure 1: -1 to 5 is no span: start comes before end"]),
        ({"id": "a", "figures": [figure(0, 3, start="0")]}, ['figure 1: "start" and "end" must be whole numbers']),
        ({"id": "a", "figures": [figure(0, 3, value="3", value_max=True)]},
         ['figure 1: "value" must be a number, not "3"', 'figure 1: "value_max" must be a number or null, not true']),
        ('{"id": "a", "figures": [{"start": 0, "end": 5, "value": NaN, "unit": "t", "indicator": "other"}]}',
         ['figure 1: "value" must be a number, not NaN']),
        ({"id": "a", "figures": [figure(0, 3, item=["kopi"])]},
         ['figure 1: "item" must be a string or null, not ["kopi"]']),
        ({"id": "a", "events": [event()]}, []),
        ({"id": "a", "events": [{"name": "Adipura"}]}, ["event 1: type and recipients missing"]),
        ({"id": "a", "events": [event(type="prize", recipients="Kudus", recipient_places=["x"], date="kemarin")]},
         ['event 1: "type" is "prize", which is none of award, designation',
          'event 1: "recipients" must be a list of strings',
          'event 1: "recipient_places" is "x", which is not in models/places.csv',
          f'event 1: "date" is "kemarin": {TIMES}']),
        ({"id": "a", "events": [event("")]}, ['event 1: "name" must be the words of the award']),
    ],
)  # fmt: skip
def test_gold_is_checked(row: Record | str, problems: list[str]) -> None:
    told = read_gold(row if isinstance(row, str) else json.dumps(row), 7)
    assert (told.number, list(told.problems)) == (7, problems)


@pytest.mark.parametrize(
    ("facts", "problems"),
    [
        ({"figures": [figure(4, 40, text="40 to")]}, []),
        ({"figures": [figure(4, 40)], "events": [{"name": "x"}]}, []),
        ({"figures": [figure(60, 40)]}, ["figure 1: 60 to 65 lies outside the text of 17 characters"]),
        ({"figures": [figure(3, 40, text="40 to")]}, ['figure 1: the text has " 40 t" at 3, not "40 to"']),
        ({"events": [event(end=18)]}, ["event 1: 0 to 18 lies outside the text of 17 characters"]),
    ],
)
def test_offsets_are_checked(facts: Record, problems: list[str]) -> None:
    assert check_offsets(facts, "Ada 40 ton 😀 kopi") == problems


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*DEFAULTS, "start", "end"]), inner),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=3), st.lists(json_values, max_size=3))
def test_whatever_gold_holds_is_named_or_scored(figures: list[Any], events: list[Any]) -> None:
    row = {"id": "a", "figures": figures, "events": events}
    told = read_gold(json.dumps(row), 1)
    if not told.problems and not check_offsets(told.facts, "x" * 100):
        Evaluation().add("a", told.facts, {"figures": [figure(0, 3)], "events": [event()]})


# Against the scorer of the contract


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    if not (SCORER / "score.py").is_file():
        pytest.skip("the scorer of the contract does not lie beside this checkout")
    spec = importlib.util.spec_from_file_location("score", SCORER / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> dict[str, Record]:
    return {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


@pytest.mark.parametrize("corpus", [True, False])
def test_the_scores_are_those_of_the_scorer(scorer: ModuleType, fact_reader: FactReader, corpus: bool) -> None:
    folder = resources.corpus() if corpus else SCORER
    gold = rows(folder / ("gold.jsonl" if corpus else "dev.jsonl"))
    articles = map(read_article, (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines())
    read = {article.id: fact_reader.read(article).as_dict() for article in articles}
    evaluation = Evaluation()
    for id, facts in gold.items():
        assert read_gold(json.dumps(facts), 1).problems == ()
        evaluation.add(id, facts, read[id])
    report, _ = scorer.score(gold, read)
    assert evaluation.report() == report
    assert list(evaluation.report()) == list(report)


figures = st.lists(
    st.builds(
        figure,
        st.integers(0, 20),
        st.sampled_from([3, 3.0000001, 4]),
        indicator=st.sampled_from(["other", "price", "export_value"]),
        measure=st.sampled_from([None, "level", "share"]),
        item=st.sampled_from([None, "", "kopi", "kopi robusta", "biji kopi robusta"]),
        period=st.sampled_from([None, "2023"]),
    ),
    max_size=4,
)
events = st.lists(
    st.builds(
        event,
        st.sampled_from(["Adipura", "Piala Adipura", "Piala Adipura Kencana", "Kalpataru"]),
        recipients=st.lists(st.sampled_from(["Kudus", "Pemkab Kudus", "Desa Colo"]), max_size=2),
        recipient_places=st.lists(st.sampled_from(["33.19", "33.20"]), max_size=2),
        date=st.sampled_from([None, "2024"]),
    ),
    max_size=3,
)
facts = st.fixed_dictionaries({"id": st.just("a"), "figures": figures, "events": events})


@given(facts, facts)
def test_any_facts_are_scored_as_by_the_scorer(scorer: ModuleType, gold: Record, read: Record) -> None:
    evaluation = Evaluation()
    evaluation.add("a", gold, read)
    assert evaluation.report() == scorer.score({"a": gold}, {"a": read})[0]


# The command


@pytest.fixture
def told(run: Command, fact_reader: FactReader) -> Callable[..., list[Record]]:
    """Write articles and the facts that are read from them as gold, changed as wished."""

    def told(change: Callable[[Record], Any] = lambda _: None) -> list[Record]:
        lines = [
            line(id, text, published="2022-11-02") for id, text in zip("abc", (EXPORT, EXPORTERS, AWARD), strict=True)
        ]
        (run.folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        gold = [fact_reader.read(read_article(each)).as_dict() for each in lines]
        for row in gold:
            change(row)
        (run.folder / "gold.jsonl").write_text("\n".join(map(json.dumps, gold)) + "\n", encoding="utf-8")
        return gold

    return told


def in_figures(**fields: object) -> Callable[[Record], None]:
    def change(row: Record) -> None:
        for each in row["figures"]:
            each.update(fields)

    return change


def test_evaluate_prints_scores(run: Command, told: Callable[..., list[Record]]) -> None:
    told()
    result = run("evaluate", "gold.jsonl", "articles.jsonl", "--indicators")
    assert (result.code, result.err) == (0, "")
    assert result.lines[0] == "measured on 3 articles with 2 figures, 2 of them with an indicator, and 1 event"
    text = " ".join(result.out.split())
    for row in (
        "│ numbers found │ │ 1.000 │ │ 2 │ │ 2 │",
        "│ and status (strict) │ 1.000 │ 1.000 │ 1.000 │ 2 │ 2 │ 2 │",
        "│ awards and designations │ 1.000 │ 1.000 │ 1.000 │ 1 │ 1 │ 1 │",
        "│ export_value │ 1.000 │ 1.000 │ 1.000 │ 1 │ 1 │ 1 │",
    ):
        assert row in text
    assert all(name in text for name in (*FIELDS, *EVENT_FIELDS))
    assert "confusions" not in text
    assert "export_value" not in run("evaluate", "gold.jsonl", "articles.jsonl").out


def test_evaluate_shows_what_is_taken_for_what(run: Command, told: Callable[..., list[Record]]) -> None:
    told(in_figures(period="2020", place="33"))
    result = run("evaluate", "gold.jsonl", "articles.jsonl", "--worst", "1")
    text = " ".join(result.out.split())
    assert "│ and place, period (core) │ 0.000 │ 0.000 │ 0.000 │ 0 │ 2 │ 2 │" in text
    assert "│ place │ 33 Jawa Tengah │ 33.20 Kabupaten Jepara │ 2 │" in text
    assert "«Rp3,2 triliun»" in text
    assert text.count("│ period │ 2020 │") == 1
    assert "worst confusions" not in run("evaluate", "gold.jsonl", "articles.jsonl", "--worst", "0").out


@pytest.mark.parametrize(
    ("change", "name", "shown"),
    [
        (in_figures(status="target"), "status", ["a │", "«Rp3,2 triliun»", "│ target │ actual │", "«412 perusahaan»"]),
        (in_figures(status="target"), "place", ["no mistakes: place"]),
        (lambda row: row.update(figures=[]), "extra", ["«Rp3,2 triliun»", "│ nothing │ export_value │"]),
        (lambda row: row["figures"] and row["figures"].append({**DEFAULTS, "start": 0, "end": 3, "value": 3}),
         "missed", ["«Nil»ai ekspor", "│ export_value │ nothing │"]),
        (in_figures(indicator="budget"), "indicator", ["│ budget │ export_value │"]),
        (lambda row: row.update(events=[]), "events", ["│ nothing │ Penghargaan Primaniyarta │"]),
        (lambda row: [each.update(giver="Bupati") for each in row["events"]], "giver",
         ["│ Bupati │ Menteri Perdagangan │"]),
        (lambda row: [each.update(recipient_places=["33.19"]) for each in row["events"]], "recipient_places",
         ["│ 33.19 Kabupaten Kudus │ 33.20 Kabupaten Jepara │"]),
        (in_figures(value=3, value_max=4000), "value", ["│ 3; 4,000 │ 3,200,000,000,000 │"]),
    ],
)  # fmt: skip
def test_evaluate_lists_mistakes(
    run: Command, told: Callable[..., list[Record]], change: Callable[[Record], Any], name: str, shown: list[str]
) -> None:
    told(change)
    result = run("evaluate", "gold.jsonl", "articles.jsonl", "--mistakes", name)
    assert result.code == 0
    text = " ".join(result.out.split())
    for words in shown:
        assert words in text
    assert "worst confusions" not in text


def test_evaluate_as_json(run: Command, told: Callable[..., list[Record]]) -> None:
    told(in_figures(period=None))
    assert run("evaluate", "gold.jsonl", "articles.jsonl", "--json", "report.json").code == 0
    report = json.loads((run.folder / "report.json").read_text(encoding="utf-8"))
    assert (report["articles"], report["core"]["f1"], report["indicator"]["f1"]) == (3, 0.0, 1.0)
    assert [(each["article"], each["kind"], each["fields"]) for each in report["mistakes"]] == [
        ("a", "wrong", ["period"]), ("b", "wrong", ["period"]),
    ]  # fmt: skip
    assert report["mistakes"][0]["sentence"] == EXPORT
    assert report["mistakes"][0]["read"]["period"] == "2021"
    no_file = run("evaluate", "gold.jsonl", "articles.jsonl", "--json", "nowhere/report.json")
    assert (no_file.code, len(no_file.errors)) == (1, 1)


def test_what_does_not_fit_is_named_and_left_out(run: Command, told: Callable[..., list[Record]]) -> None:
    gold = told()
    bad = {"id": "c", "figures": [{**DEFAULTS, "start": 900, "end": 905, "value": 3}]}
    lines = [gold[0], {"id": "b", "figures": [{}]}, bad, gold[0], {"id": "x"}]
    (run.folder / "gold.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n\nno gold\n", encoding="utf-8")
    with (run.folder / "articles.jsonl").open("a", encoding="utf-8") as file:
        file.write(line("a", EXPORTERS) + "\n" + line("d") + "\nno article\n")
    result = run("evaluate", "gold.jsonl", "articles.jsonl")
    assert result.code == 1
    assert result.lines[0] == "measured on 1 article with 1 figure, 1 of them with an indicator, and 0 events"
    assert result.errors == [
        "gold.jsonl line 2: figure 1: start, end, value, unit, indicator, place and period missing",
        "gold.jsonl line 4: article 'a' again: only its first line counts",
        "gold.jsonl line 7: no JSON (Expecting value at character 1)",
        f"gold.jsonl line 3: figure 1: 900 to 905 lies outside the text of {len(AWARD)} characters",
        "articles.jsonl line 4: article 'a' again: only its first line counts",
        "articles.jsonl line 6: not an article: no JSON (Expecting value at character 1)",
        "gold.jsonl line 5: no article 'x' in articles.jsonl: left out",
        "2 articles without gold left out",
    ]


def test_articles_without_gold_are_no_mistake(run: Command, told: Callable[..., list[Record]]) -> None:
    gold = told()
    (run.folder / "gold.jsonl").write_text(json.dumps(gold[0]) + "\n", encoding="utf-8")
    result = run("evaluate", "gold.jsonl", "articles.jsonl")
    assert (result.code, result.errors) == (0, ["2 articles without gold left out"])


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["gold.jsonl"], 2, ""),
        (["gold.jsonl", "gold.jsonl"], 2, "gold facts and articles are two files"),
        (["gold.jsonl", "articles.jsonl", "--mistakes", "colour"], 2, "choose one of value, unit, indicator"),
        (["gold.jsonl", "articles.jsonl", "--worst", "-1"], 2, ""),
        (["nowhere.jsonl", "articles.jsonl"], 1, "nowhere.jsonl: no such file or directory"),
        (["gold.jsonl", "nowhere.jsonl"], 1, "nowhere.jsonl: no such file or directory"),
        (["empty.jsonl", "articles.jsonl"], 1, "empty.jsonl: no gold facts to compare with"),
        (["gold.jsonl", "empty.jsonl"], 1, "no article has gold facts"),
    ],
)
def test_what_cannot_be_evaluated(
    run: Command, told: Callable[..., list[Record]], arguments: list[str], code: int, says: str
) -> None:
    told()
    (run.folder / "empty.jsonl").write_text("\n")
    result = run("evaluate", *arguments)
    assert result.code == code
    assert says in result.err
    assert "Traceback" not in result.err


def test_an_article_that_cannot_be_read_costs_its_facts(run: Command, told: Callable[..., list[Record]]) -> None:
    class Broken:
        def study(self, article: Article) -> None:
            raise RuntimeError(article.id)

    told()
    run.use(Broken())
    result = run("evaluate", "gold.jsonl", "articles.jsonl")
    assert result.code == 1
    assert result.errors[0] == "a: reading the facts failed (RuntimeError), please report it"
    assert "2 of them with an indicator" in result.lines[0]
