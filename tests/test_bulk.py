"""Bulk reading: units, files, what is set aside, a real cluster that loses a node, a killed driver, the import."""

from __future__ import annotations

import functools
import gzip
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest
from command import PACKAGES, Command, finish, start
from databases import ask
from pages import AWARD, ENGLISH, EXPORT, EXPORTERS, SPANISH, foreign, line, page

from extractor import __version__
from extractor.errors import UserError
from extractor.facts import FactReader
from extractor.reading.sectors import SectorReader
from extractor.records import Article, Event, Figure
from extractor.samples import sample_articles, sample_pages
from extractor.wanted import Wanted

pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'extractor[cluster]'")

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.bulk import importing, output
from extractor.bulk.inputs import Unit, records, units_of
from extractor.bulk.output import Attempts, Done, Output
from extractor.bulk.tables import SCHEMAS
from extractor.bulk.work import DEADLY, HOPELESS, Worker

needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="ray is not installed: pip install 'extractor[cluster]'"
)
INDONESIAN = asdict(Wanted(language="id"))
OPTIONS = {"version": __version__}
#: Seconds; what takes longer hangs.
_LONGEST = 100.0


@pytest.fixture(scope="module", autouse=True)
def one_reader(fact_reader: FactReader) -> Iterator[None]:
    """Load the readers once for all that is read in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("extractor.intake.FactReader", lambda: fact_reader)
        patch.setattr("extractor.intake.SectorReader", functools.cache(SectorReader))
        yield


def archive(path: Path, number: int = 6) -> Path:
    """Write a WARC file of Indonesian pages, with others between them."""
    pages = [
        (f"https://kabar.example/{path.stem}/{n}", page(EXPORT, EXPORTERS, AWARD, title=f"Berita {n} dari Jepara"), {})
        for n in range(number)
    ]
    others = [("https://world.example/1", ENGLISH, {}), ("https://world.example/2", SPANISH, {})]
    return foreign(path, *pages[:2], *others, *pages[2:])


def articles(path: Path, copies: int = 1) -> Path:
    """Write the sample articles as JSON Lines, again and again under other ids, with a line that is none."""
    lines = sample_articles().read_text(encoding="utf-8").splitlines()
    rows = [
        json.loads(each) | {"id": f"{path.stem}-{copy}-{n}"} for copy in range(copies) for n, each in enumerate(lines)
    ]
    written = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join([*written[:5], "{}", *written[5:], ""]), encoding="utf-8")
    return path


def in_parquet(path: Path, source: Path) -> Path:
    """Write the articles of a file of JSON Lines as Parquet, in row groups of four."""
    rows = [json.loads(each) for each in source.read_text(encoding="utf-8").splitlines() if each != "{}"]
    pq.write_table(
        pa.Table.from_pylist([row | {"id": f"{path.stem}-{row['id']}"} for row in rows]), path, row_group_size=4
    )
    return path


def read_here(units: list[Unit], folder: Path, wanted: dict[str, Any] = INDONESIAN) -> list[Done]:
    """Read units in this process."""
    with Output(folder, OPTIONS) as opened:
        worker = Worker(str(folder), wanted, __version__)
        return [worker.read(unit) for unit in opened.left(units)]


def contents(folder: Path) -> dict[str, Any]:
    """Return all that a folder holds, file by file."""
    found: dict[str, Any] = {}
    for file in sorted(folder.glob("[!_]*/**/*")):
        if file.suffix == ".parquet":
            found[str(file.relative_to(folder))] = pq.ParquetFile(file).read().to_pylist()
        elif file.suffix == ".jsonl":
            found[str(file.relative_to(folder))] = file.read_text(encoding="utf-8").splitlines()
    return found


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return [row for name, each in contents(folder).items() if name.startswith(f"{table}/") for row in each]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """An archive, and the sample articles in other forms."""
    folder = tmp_path_factory.mktemp("inputs")
    lines = articles(folder / "lines.jsonl")
    packed = folder / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress(articles(folder / "plain.jsonl").read_bytes()))
    return [archive(folder / "news.warc.gz"), lines, packed, in_parquet(folder / "rows.parquet", lines)]


@pytest.fixture(scope="module")
def read_once(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one process makes of them, each in one piece."""
    folder = tmp_path_factory.mktemp("once")
    assert [done.failed for done in read_here(units_of(files, 1 << 30), folder)] == [None] * 4
    return folder


# Units


@pytest.mark.parametrize("unit_bytes", [500, 3_000, 1 << 30])
def test_the_units_of_a_file_hold_each_record_once(files: list[Path], unit_bytes: int) -> None:
    for path in files:
        whole = [record.position for unit in units_of([path], 1 << 30) for record in records(unit)]
        cut = [record.position for unit in units_of([path], unit_bytes) for record in records(unit)]
        assert cut == whole
        assert len(whole) == len(set(whole)) > 7
    assert len(units_of(files, 500)) > 20


def test_an_archive_that_is_not_compressed_is_one_unit(tmp_path: Path) -> None:
    path = foreign(tmp_path / "a.warc", *((f"https://kabar.example/{n}", page(), {}) for n in range(3)), gzipped=False)
    [unit] = units_of([path], 500)
    assert len(list(records(unit))) == 3


def test_what_lines_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.bulk.inputs._LONGEST_LINE", 300)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + f"{line('a')}\n\n{line('b', 'x' * 900)}\n{line('c')}".encode())
    for unit_bytes in (40, 10_000):
        found = [record for unit in units_of([path], unit_bytes) for record in records(unit)]
        assert [json.loads(str(each.content))["id"] if each.content else each.wrong for each in found] == [
            "a", "a line of more than 0 MB", "c",
        ]  # fmt: skip


def test_a_packed_file_that_breaks_off_keeps_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    packed = gzip.compress("".join(f"{line(str(n), os.urandom(900).hex())}\n" for n in range(90)).encode())
    path.write_bytes(packed[: len(packed) // 2])
    *read, last = records(units_of([path], 1000)[0])
    assert len(read) > 10
    assert last.wrong is not None
    assert last.wrong.startswith("the file is broken from here on")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"x", "give files that end in .warc.gz, .warc, .jsonl.gz, .jsonl, .parquet"),
        ("a.parquet", b"PAR1 but no more", "no Parquet that can be read: give a file of articles"),
        ("a.jsonl", None, "no such file or directory: give files that can be read"),
    ],
)
def test_what_is_no_input(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError) as error:
        units_of([tmp_path / name], 1000)
    assert str(error.value) == f"{tmp_path / name}: {says}"


def test_parquet_without_texts_is_no_input(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["a"]}), tmp_path / "a.parquet")
    with pytest.raises(UserError, match="no columns id and text"):
        units_of([tmp_path / "a.parquet"], 1000)


# Files


def test_the_tables_have_every_field_of_the_records() -> None:
    for table, record, others in (
        ("articles", Article, {"status", "sectors", "figures", "events", "extractor_version"}),
        ("figures", Figure, {"article_id", "value_text", "period_text", "period_start", "period_end", "sectors"}),
        ("events", Event, {"article_id", "date_start", "date_end"}),
    ):
        wanted = {field.name for field in fields(record)} | {"input", "position"} | others
        assert set(SCHEMAS[table].names) == wanted


def test_rows_lie_in_the_month_of_publication(read_once: Path) -> None:
    texts: dict[tuple[str, str, int], tuple[str, int]] = {}
    quoted: Counter[tuple[str, str, int]] = Counter()
    for name, each in contents(read_once).items():  # articles come first
        table, _, rest = name.partition("/month=")
        month = rest.partition("/")[0]
        for row in each if table == "articles" else ():
            assert (row["published"] or "unknown")[:7] == month
            texts[month, row["input"], row["position"]] = row["text"], row["figures"] + row["events"]
        for row in each if table in ("figures", "events") else ():
            origin = month, row["input"], row["position"]
            assert texts[origin][0][row["quote_start"] : row["quote_end"]] == row["quotation"]
            quoted[origin] += 1
    assert {origin: facts for origin, (_, facts) in texts.items() if facts} == dict(quoted)
    assert len({month for month, *_ in texts}) > 3


def test_an_article_is_the_same_in_every_form(read_once: Path) -> None:
    """The samples come by line, by packed line and by row, under other ids."""

    def said(prefix: str) -> list[str]:
        own = [row for row in rows(read_once, "figures") if row["article_id"].startswith(prefix)]
        return sorted(repr({**row, "article_id": "", "input": "", "position": 0}) for row in own)

    assert said("lines-") == said("plain-") == said("rows-")
    assert len(said("lines-")) > 100


def test_what_is_not_wanted_is_counted_and_what_is_wrong_set_aside(files: list[Path], tmp_path: Path) -> None:
    done = read_here(units_of(files[:2], 1 << 30), tmp_path)
    assert [(each.articles, each.refused, each.rejected) for each in done] == [
        (6, {"other language": 2}, 0),
        (len(sample_pages()), {}, 1),
    ]
    [rejected] = rows(tmp_path, "rejected")
    lines = files[1].read_bytes().split(b"\n")
    assert json.loads(rejected) == {
        "input": str(files[1]),
        "position": sum(len(each) + 1 for each in lines[:5]),
        "url": None,
        "reason": 'not an article: "id" must be a string',
    }


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted("id"), ["jepara", "kudus", "pendek"]),
        (Wanted(None), ["english", "jepara", "kudus", "pendek"]),
        (Wanted("id", area="33.19"), ["kudus"]),
        (Wanted("id", since="2024-02-01"), ["kudus", "pendek"]),
    ],
)
def test_articles_that_are_wanted(tmp_path: Path, wanted: Wanted, ids: list[str]) -> None:
    path = tmp_path / "a.jsonl"
    given = (
        line("jepara", f"{EXPORT} {EXPORTERS}", published="2024-01-31"),
        line("kudus", f"{EXPORT} {EXPORTERS}".replace("Jepara", "Kudus"), published="2024-02-01"),
        line("pendek", "Harga beras naik."),
        line("english", "The price of rice in the capital rose by ten percent this week, traders said. " * 3),
        line("half", EXPORT, url="https://kabar.example/?").replace("?", "\\ud800"),
    )
    path.write_text("\n".join(given), encoding="utf-8")
    [done] = read_here(units_of([path], 10_000), tmp_path / "out", asdict(wanted))
    assert (sorted(row["id"] for row in rows(tmp_path / "out", "articles")), done.rejected) == (ids, 1)
    unread = {row["id"]: row["reason"] for row in rows(tmp_path / "out", "articles") if row["status"] != "read"}
    assert unread == ({"english": "not in Indonesian (looks like English)"} if "english" in ids else {})


def test_a_number_may_be_large(run: Command) -> None:
    large, larger = "Nilainya Rp599.440.900.000.000.001 pada 2021.", f"Nilainya Rp{'9' * 400} pada 2021."
    path = run.folder / "a.jsonl"
    path.write_text("\n".join((line("a", large), line("b", larger))), encoding="utf-8")
    [done] = read_here(units_of([path], 1000), run.folder / "out")
    assert (done.failed, done.articles) == (None, 2)
    [figure] = rows(run.folder / "out", "figures")
    assert figure["value"] == 599440900000000001.0
    reasons = [row["reason"] for row in rows(run.folder / "out", "articles")]
    assert reasons == [None, "reading its facts failed (OverflowError), please report this page"]
    (run.folder / "b.html").write_text(page(f"{larger} {EXPORTERS}"), encoding="utf-8")
    added = run("add", "b.html")  # by this door, too
    assert (added.code, added.lines[0].partition(" | ")[2]) == (1, f"kept without facts: {reasons[1]}")


def test_few_rows_are_kept_and_a_unit_may_have_several_files(
    files: list[Path], tmp_path: Path, read_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "_KEPT", 5_000)
    read_here(units_of(files, 1 << 30), tmp_path)
    assert {name[-9:] for name in contents(tmp_path)} > {"0.parquet", "1.parquet", "2.parquet"}
    for table in SCHEMAS:
        assert sorted(map(repr, rows(tmp_path, table))) == sorted(map(repr, rows(read_once, table)))


# What is finished, and what is not


def test_what_is_finished_is_not_read_again(files: list[Path], tmp_path: Path) -> None:
    units = units_of(files, 3_000)
    assert len(read_here(units[:2], tmp_path)) == 2
    before = contents(tmp_path)
    assert len(read_here(units, tmp_path)) == len(units) - 2
    assert before.items() <= contents(tmp_path).items()
    assert read_here(units, tmp_path) == []


def test_what_is_half_written_is_done_again(files: list[Path], tmp_path: Path, read_once: Path) -> None:
    units = units_of(files, 1 << 30)
    read_here(units, tmp_path)
    expected = contents(tmp_path)
    assert expected == contents(read_once)
    key = units[1].key
    (tmp_path / "_done" / f"{key}.json").unlink()  # as a process leaves it that is killed before the last step …
    kept = next(tmp_path.glob(f"articles/*/{key}-0.parquet"))
    kept.with_name(f"{key}-9.parquet").write_bytes(b"of a former attempt")
    (tmp_path / "_unfinished" / f"{key}-x").mkdir()  # … or in the middle
    assert [done.key for done in read_here(units, tmp_path)] == [key]
    assert contents(tmp_path) == expected
    assert list((tmp_path / "_unfinished").iterdir()) == list((tmp_path / "_attempts").iterdir()) == []


def test_a_file_that_has_changed_is_read_anew(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f"{line('a')}\n{line('b')}\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(f"{line('x')}\n", encoding="utf-8")
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    read_here(units_of(paths, 1000), tmp_path / "out")
    paths[0].write_text(f"{line('a')}\n{line('c')}\n{line('d')}\n", encoding="utf-8")
    assert len(read_here(units_of(paths, 1000), tmp_path / "out")) == 1
    assert sorted(row["id"] for row in rows(tmp_path / "out", "articles")) == ["a", "c", "d", "x"]


def test_a_folder_has_one_writer_and_one_set_of_options(tmp_path: Path) -> None:
    same, others = Output(tmp_path, {"language": "id"}), Output(tmp_path, {"language": "en"})
    with Output(tmp_path, {"language": "id"}), pytest.raises(UserError, match="another run writes to it"):
        same.__enter__()
    with pytest.raises(UserError, match="was written with language id, not en"):
        others.__enter__()
    with same:
        pass


def test_a_machine_with_another_version_reads_nothing(files: list[Path], tmp_path: Path) -> None:
    [unit] = units_of(files[:1], 1 << 30)
    with Output(tmp_path, OPTIONS):
        done = Worker(str(tmp_path), INDONESIAN, "0.0.0").read(unit)
    assert done.failed == f"a machine has extractor {__version__}, not 0.0.0: install the same on all"
    assert contents(tmp_path) == {}


def test_a_unit_that_cannot_be_read_fails_alone(files: list[Path], tmp_path: Path) -> None:
    gone = tmp_path / "gone.jsonl"
    gone.write_text(line("a"), encoding="utf-8")
    units = units_of([gone, files[1]], 1 << 30)
    gone.unlink()
    first, second = read_here(units, tmp_path / "out")
    assert str(first.failed).startswith("FileNotFoundError")
    assert (second.failed, second.articles) == (None, len(sample_pages()))
    gone.write_text(line("a"), encoding="utf-8")
    assert [done.articles for done in read_here(units, tmp_path / "out")] == [1]


#: Reads a unit as an actor does, and is ended by the article whose id is `bom`.
_MORTAL = """
import json, os, sys
from extractor import __version__
from extractor.bulk import work
from extractor.intake import Reader
read = Reader.read
Reader.read = lambda self, article: os._exit(9) if article.id == "bom" else read(self, article)
print(work.Worker(sys.argv[1], json.loads(sys.argv[2]), __version__)({"unit": sys.argv[3]})["done"])
"""


def test_a_record_that_ends_two_processes_is_set_aside(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_text("\n".join((line("a"), line("bom"), line("b"))), encoding="utf-8")
    [unit] = units_of([path], 10_000)
    command = [sys.executable, "-c", _MORTAL, str(folder), json.dumps(INDONESIAN), json.dumps(asdict(unit))]
    with Output(folder, OPTIONS):
        codes = [subprocess.run(command, env={**os.environ, "PYTHONPATH": str(PACKAGES)}).returncode for _ in "123"]
    assert codes == [9, 9, 0]
    assert [row["id"] for row in rows(folder, "articles")] == ["a", "b"]
    [rejected] = map(json.loads, rows(folder, "rejected"))
    assert (rejected["position"], rejected["reason"]) == (len(line("a").encode()) + 1, DEADLY)


def test_a_unit_that_ends_every_process_is_set_aside_as_a_whole(files: list[Path], tmp_path: Path) -> None:
    units = units_of(files[1:3], 1 << 30)
    with Output(tmp_path, OPTIONS) as opened:
        for _ in range(20):
            Attempts(tmp_path, units[0].key).close()
        worker = Worker(str(tmp_path), INDONESIAN, __version__)
        assert [worker.read(unit).failed for unit in units] == [HOPELESS, None]
        assert [unit.key for unit in opened.left(units)] == [units[0].key]
    rejected = [json.loads(each) for each in rows(tmp_path, "rejected")]
    assert {"input": units[0].path, "position": None, "url": None, "reason": HOPELESS} in rejected


# On Ray


def waited(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + _LONGEST
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Files of some seconds' work."""
    folder = tmp_path_factory.mktemp("many")
    lines = [articles(folder / f"lines{n}.jsonl", copies=2) for n in range(6)]
    return [*lines, archive(folder / "news.warc.gz", 20), in_parquet(folder / "rows.parquet", lines[0])]


@pytest.fixture(scope="module")
def expected(many: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one process makes of them."""
    folder = tmp_path_factory.mktemp("expected")
    assert all(done.failed is None for done in read_here(units_of(many, 1_000_000), folder))
    return contents(folder)


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A cluster of two nodes with a processor each, which notices quickly that one is gone."""
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": 80_000_000}
    quick = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 500, "health_check_failure_threshold": 4}
    running = Cluster(
        initialize_head=True, head_node_args={**node, "include_dashboard": False, "_system_config": quick}
    )
    running.second = running.add_node(**node)
    yield running
    running.shutdown()


@needs_ray
def test_a_lost_node_changes_nothing(many: list[Path], expected: dict[str, Any], tmp_path: Path, cluster: Any) -> None:
    from extractor.bulk.cluster import run

    done = []
    with Output(tmp_path, OPTIONS) as opened:
        units = opened.left(units_of(many, 1_000_000))
        for each in run(units, tmp_path, Wanted("id"), address=cluster.address):
            if not done:  # both nodes are at work
                waited(lambda: len(list((tmp_path / "_attempts").iterdir())) == 2)
                cluster.remove_node(cluster.second, allow_graceful=False)
            done.append(each)
    assert sorted(each.key for each in done) == sorted(unit.key for unit in units)
    assert contents(tmp_path) == expected


@needs_ray
def test_a_killed_driver_is_gone_on_with(many: list[Path], expected: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    command = ("bulk", *many, "--output", folder, "--unit", "1", "--workers", "2")
    markers = folder / "_done"
    for number, (sent, code) in enumerate(((signal.SIGINT, 130), (signal.SIGKILL, -9))):
        process = start(*command, cwd=tmp_path)
        waited(lambda least=number: markers.is_dir() and len(list(markers.glob("*.json"))) > least)
        process.send_signal(sent)
        result = finish(process)
        assert result.code == code
        if sent == signal.SIGINT:
            said = "Interrupted: what is finished stays; the same command goes on from there."
            assert (result.out, result.errors) == ("", [said])
    left = len(expected_keys := {name.rpartition("/")[2][:16] for name in expected}) - len(list(markers.glob("*.json")))
    assert 0 < left < len(expected_keys)
    result = finish(start(*command, cwd=tmp_path))
    assert (result.code, result.err) == (0, "")
    assert result.lines[0].startswith(f"{folder}: {len(rows(folder, 'articles'))} articles, ")
    assert result.lines[0].endswith(" 2 skipped (2 other language), 6 rejected")
    assert contents(folder) == expected


@needs_ray
def test_a_cluster_that_is_not_there(run: Command) -> None:
    (run.folder / "a.jsonl").write_text(line("a"), encoding="utf-8")
    result = finish(start("bulk", "a.jsonl", "-o", "out", "--address", "127.0.0.1:1", cwd=run.folder))
    assert result.code == 1
    said = "no Ray cluster at 127.0.0.1:1: start one with `ray start --head` and give its HOST:PORT"
    assert result.errors == [f"Error: {said}"]


# The command line


def test_without_ray_one_line_says_how_to_get_it(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in ("ray", "pyarrow") else find(name))
    for command, module in ((("bulk", "a.jsonl", "-o", "out"), "ray"), (("import", "out"), "pyarrow")):
        result = run(*command)
        assert (result.code, result.out) == (1, "")
        assert result.err == f"Error: {module} is not installed: install it with: pip install 'extractor[cluster]'\n"


# Into a database

_ARTICLES = "SELECT id, url, title, published, text, status, extractor_version, site, fetched, language FROM articles"
_FACTS = "SELECT article_id, value, unit, quotation, sectors, confidence, flags, place, source FROM facts"
_AWARDS = "SELECT article_id, name, recipients, place_codes, giver, date, confidence, quotation FROM awards"


def everything(database: Path) -> list[Any]:
    return [sorted(ask(database, sql), key=repr) for sql in (_ARTICLES, _FACTS, _AWARDS)]


def samples_in_an_archive(path: Path) -> Path:
    return foreign(path, *((each.url, each.pages[0], {}) for each in sample_pages()))


def test_the_import_is_as_if_the_pages_had_been_added(run: Command) -> None:
    path = samples_in_an_archive(run.folder / "samples.warc.gz")
    read_here(units_of([path], 1 << 30), run.folder / "out")
    result = run("import", "out")
    number = len(ask(run.folder / "facts.db", "SELECT 1 FROM articles"))
    assert number > 15
    files = len(importing.files_of([run.folder / "out"]))
    assert (result.code, result.err) == (0, "")
    assert result.lines == [f"{files} files: {number} new articles, 0 changed, 0 unchanged"]
    assert run("add", path.name, "--db", "added.db", "--workers", "1").code == 0
    assert everything(run.folder / "facts.db") == everything(run.folder / "added.db")
    assert len(everything(run.folder / "facts.db")[2]) > 3
    again = run("import", "out")
    assert again.lines == [f"{files} files: 0 new articles, 0 changed, 0 unchanged"]
    [month, *_] = sorted((run.folder / "out" / "articles").iterdir())
    assert run("import", month, "--db", "month.db").code == 0
    assert 0 < len(ask(run.folder / "month.db", "SELECT 1 FROM articles")) < number


def test_an_interrupted_import_is_gone_on_with(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    path = run.folder / "a.jsonl"
    path.write_text("\n".join(line(str(n), f"{EXPORT} {n}") for n in range(9)), encoding="utf-8")
    read_here(units_of([path], 1 << 30), run.folder / "out")
    monkeypatch.setattr(importing, "_ROWS", 2)
    keep, kept = importing.Intake.keep, []

    def interrupted(intake: importing.Intake, reading: importing.Reading) -> Any:
        if len(kept) == 5:
            raise KeyboardInterrupt
        kept.append(reading.article.id)
        return keep(intake, reading)

    with monkeypatch.context() as patch:
        patch.setattr(importing.Intake, "keep", interrupted)
        result = run("import", "out")
    assert (result.code, len(kept)) == (130, 5)
    assert run("import", "out").lines == ["1 files: 4 new articles, 0 changed, 1 unchanged"]
    assert len(ask(run.folder / "facts.db", "SELECT 1 FROM articles")) == 9


def test_facts_of_another_version_do_not_take_the_place_of_stored_ones(
    run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = run.folder / "a.jsonl"
    path.write_text("\n".join((line("a", EXPORT), line("b", EXPORTERS))), encoding="utf-8")
    monkeypatch.setattr("extractor.bulk.tables.__version__", "0.0.1")
    read_here(units_of([path], 1 << 30), run.folder / "old")
    monkeypatch.undo()
    path.write_text(line("a", EXPORT), encoding="utf-8")
    monkeypatch.chdir(run.folder)
    read_here(units_of([path], 1 << 30), run.folder / "new")
    for name in ("new", "old"):
        assert finish(start("import", name, cwd=run.folder)).code == 0
    versions = ask(run.folder / "facts.db", "SELECT id, extractor_version FROM articles ORDER BY id")
    assert versions == [("a", __version__), ("b", "0.0.1")]


def test_what_cannot_be_imported(run: Command, files: list[Path], tmp_path: Path) -> None:
    read_here(units_of(files[1:2], 1 << 30), tmp_path / "out")
    for figures in (tmp_path / "out").glob("figures/*/*.parquet"):
        figures.unlink()
    month = tmp_path / "wrong" / "articles" / "month=2024-05"
    month.mkdir(parents=True)
    pq.write_table(pa.table({"id": ["a"]}), month / "a.parquet")
    broken = tmp_path / "broken" / "articles" / "month=2024-05"
    broken.mkdir(parents=True)
    (broken / "a.parquet").write_bytes(b"PAR1")
    for path, says in (
        (tmp_path / "out", ": its figures or events are not there: copy the folder as a whole"),
        (tmp_path / "wrong", ": not what `extractor bulk` writes, there is no column archive_file"),
        (tmp_path / "broken", ": no Parquet that can be read: copy it again"),
        (files[3], ": no articles in Parquet: give a folder that `extractor bulk` wrote, or its months"),
    ):
        result = run("import", path, "--db", "x.db")
        assert (result.code, len(result.errors)) == (1, 1)
        assert result.errors[0].endswith(says)


# What docs/scale.md says

_SCALE = (Path(__file__).resolve().parent.parent / "docs" / "scale.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_column_is_described(table: str) -> None:
    section = _SCALE.partition(f"\n### {table}\n")[2].partition("\n#")[0]
    described = [
        name for cell in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)
    ]
    assert sorted(described) == sorted(SCHEMAS[table].names)


def test_the_questions_are_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_once: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: pip install duckdb")
    (tmp_path / "out").symlink_to(read_once)
    monkeypatch.chdir(tmp_path)
    section = _SCALE.partition("\n## Questions with DuckDB\n")[2].partition("\n## ")[0]
    questions = re.findall(r"(?:^    .*\n)+", section, re.MULTILINE)
    assert len(questions) == 5
    for question in questions:
        answer = duckdb.connect().execute(question)
        assert answer.fetchall(), question
    assert list((tmp_path / "figures-by-month").glob("month=*/*.parquet"))
