"""The command line as its users meet it: what each command takes, prints, stores and answers to the shell."""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import typer
from command import PACKAGES, Command, Result, finish, start
from pages import AWARD, EXPORT, EXPORTERS, TITLE, line, page
from servers import Reply, Server, feed

from extractor import __version__
from extractor.bench import benchmark
from extractor.cli import app
from extractor.facts import STAGES, FactReader
from extractor.records import CONTRACT_FIGURE_FIELDS, Article, Event, Facts, Figure
from extractor.store import Store

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def rows(path: Path, sql: str = "SELECT id FROM articles") -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def dump(path: Path) -> list[str]:
    """Return all that a database holds, but for SQLite's statistics, and what is noted of fetching."""
    others = ("sqlite_stat", "ANALYZE", 'INTO "fetches"', 'INTO "checkpoints"')
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if not any(other in line for other in others)]


def facts_of(out: str) -> list[dict[str, Any]]:
    return [json.loads(each) for each in out.splitlines()]


# Help

HEAVY = (
    "spacy", "numpy", "trafilatura", "lxml", "datasette", "uvicorn", "sqlite_utils", "sqlite3", "py3langid",
    "dateparser", "httpx", "httpcore", "rich.progress", "scrapy", "twisted", "warcio", "asyncio",
)  # fmt: skip
HELP = """
import sys
from extractor.cli import main
heavy, sys.argv = sys.argv[1:], ["extractor", "--help"]
try:
    main()
finally:
    print(*(name for name in heavy if name in sys.modules), file=sys.stderr)
"""


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELP, *HEAVY],
        env={**os.environ, "PYTHONPATH": str(PACKAGES)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
    for name in ("add", "extract", "facts", "awards", "crawl", "serve", "demo"):
        assert re.search(rf"│ {name} +\w", done.stdout)
    assert "Begin with extractor demo" in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(run: Command, name: str) -> None:
    short, long = run(name, "-h"), run(name, "--help")
    assert short == long
    assert (short.code, short.err) == (0, "")
    assert short.out.count(COMMANDS[name].help.split(".")[0][:40]) == 1
    for parameter in COMMANDS[name].params:
        assert parameter.help, parameter.name
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert option in short.out


def test_the_version(run: Command) -> None:
    assert run("--version").out == f"extractor {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["ad"], ["add"], ["add", "--nope", "a.html"], ["facts", "--status", "rumoured"],
        ["facts", "--format", "xml"], ["facts", "--limit", "0"], ["awards", "--limit", "many"],
        ["crawl", "--delay", "-1", "http://x/"],
        ["add", "a.warc.gz", "--url", "http://x/"],
        ["serve", "--port", "99999"], ["extract", "a", "b"], ["demo", "here"],
        ["add", "a.html", "b.html", "--url", "https://kabar.example/1"],
        ["add", "a.html", "b.html", "--published", "2022-11-02"],
        ["add", "a.html", "--published", "2 November 2022"], ["add", "a.html", "--published", "2022-02-30"],
        ["add", "a.html", "--published", ""], ["add", "a.html", "--published", "20221102"],
        ["add", "a.html", "--url", "kabar.example/1"], ["add", "a.html", "--url", "javascript:alert(1)"],
        ["add", "a.html", "--url", ""], ["add", "https://kabar.example/1", "--url", "https://kabar.example/2"],
    ],
)  # fmt: skip
def test_wrong_usage_is_said_and_does_nothing(run: Command, arguments: list[str]) -> None:
    for name in ("a.html", "b.html"):
        (run.folder / name).write_text(page())
    result = run(*arguments)
    assert result.code == 2
    assert "Traceback" not in result.err
    assert (result.err or result.out).strip()
    assert sorted(os.listdir(run.folder)) == ["a.html", "b.html"]


# add


def test_add_an_address(run: Command, server: Server) -> None:
    server.routes["/1"] = page()
    result = run("add", f"{server.url}/1")
    assert (result.code, result.err) == (0, "")
    assert result.lines == [f"{TITLE} | 2022-11-02 | 2 figures, 1 event"]
    stored = rows(run.folder / "facts.db", "SELECT url, site, text, fetched IS NOT NULL FROM articles")
    assert stored == [(f"{server.url}/1", "127.0.0.1", "\n".join([EXPORT, EXPORTERS, AWARD]), 1)]


def test_add_files_and_addresses_as_they_come(run: Command, server: Server) -> None:
    server.routes["/1"] = page(title="Harga Ikan di Pati Turun Lagi", published="2022-10-01")
    (run.folder / "simpan.html").write_text(page(EXPORT, published=None))
    result = run("add", "simpan.html", f"{server.url}/1")
    assert (result.code, result.err) == (0, "")
    assert result.lines == [
        f"{TITLE} | no date | 1 figure, 0 events",
        "Harga Ikan di Pati Turun Lagi | 2022-10-01 | 2 figures, 1 event",
    ]


@pytest.mark.parametrize(
    "listed",
    ["{0}\n{1}\n", "{0}\r\n\r\n  {1}  ", "\ufeff{0}\n{1}\n"],
    ids=["plain", "CRLF and spaces", "byte order mark"],
)
def test_add_what_standard_input_lists(run: Command, server: Server, listed: str) -> None:
    server.routes |= {"/1": page(title="Berita pertama dari Jepara"), "/2": page(title="Berita kedua dari Jepara")}
    (run.folder / "tiga.html").write_text(page(title="Berita ketiga dari Jepara"))
    result = run("add", "tiga.html", "-", stdin=listed.format(f"{server.url}/1", f"{server.url}/2"))
    assert (result.code, result.err) == (0, "")
    assert [each.split()[1] for each in result.lines] == ["ketiga", "pertama", "kedua"]


def test_a_list_may_name_files_that_are_not_utf_8(run: Command) -> None:
    name = os.fsdecode("kafé.html".encode("latin-1"))
    (run.folder / name).write_text(page())
    assert run("add", "-", stdin=os.fsencode(name) + b"\n").code == 0
    missing = run("add", "-", stdin=os.fsencode(f"x{name}") + b"\nnol\0.html")
    assert missing.code == 1
    assert [each.partition(": ")[0] for each in missing.errors] == ["not added", "not added"]
    assert "no such file or directory" in missing.errors[0]


def test_an_empty_list(run: Command) -> None:
    result = run("add", "-")
    assert (result.code, result.err) == (1, "Error: no page to add: give addresses or files\n")


def test_what_cannot_be_added_does_not_stop_the_others(run: Command, server: Server) -> None:
    (run.folder / "ada.html").write_text(page())
    result = run("add", f"{server.url}/hilang", "tiada.html", run.folder, "kabar.example/1", "ada.html")
    assert result.code == 1
    assert len(result.lines) == 1
    advice = "give the path of a saved page, or an address that starts with http:// or https://"
    assert result.errors == [
        f"not added: {server.url}/hilang: answered 404 Not Found, check the address",
        f"not added: tiada.html: no such file or directory: {advice}",
        f"not added: {run.folder}: is a directory: {advice}",
        f"not added: kabar.example/1: no such file or directory: {advice}",
    ]
    assert len(rows(run.folder / "facts.db")) == 1


def test_a_saved_page_with_address_and_date(run: Command) -> None:
    (run.folder / "a.html").write_text(page(EXPORTERS, published="2020-01-01"))
    result = run("add", "a.html", "--url", "https://kabar.example/berita/1#atas", "--published", "2022-11-02")
    assert (result.code, result.lines) == (0, [f"{TITLE} | 2022-11-02 | 1 figure, 0 events"])
    stored = rows(run.folder / "facts.db", "SELECT link, published, site, period FROM facts")
    assert stored == [("https://kabar.example/berita/1", "2022-11-02", "kabar.example", "2022")]


def test_an_address_with_a_date(run: Command, server: Server) -> None:
    server.routes["/1"] = page(EXPORTERS, published=None)
    assert run("add", f"{server.url}/1", "--published", "2019-05-06").code == 0
    assert rows(run.folder / "facts.db", "SELECT published, period FROM facts") == [("2019-05-06", "2019")]


def test_adding_twice_changes_nothing(run: Command, server: Server) -> None:
    server.routes["/1"] = page()
    run("add", f"{server.url}/1")
    before = dump(run.folder / "facts.db")
    (run.folder / "a.html").write_text(page())
    for again in (["add", f"{server.url}/1"], ["add", "a.html", "--url", f"{server.url}/1"]):
        result = run(*again)
        assert (result.code, result.lines) == (0, [f"{TITLE} | 2022-11-02 | 2 figures, 1 event (unchanged)"])
        assert dump(run.folder / "facts.db") == before


def test_a_page_that_its_publisher_changed(run: Command, server: Server) -> None:
    server.routes["/1"] = page()
    run("add", f"{server.url}/1")
    server.routes["/1?utm_source=wa"] = page().replace("Rp3,2 triliun", "Rp2,3 triliun")
    result = run("add", f"{server.url}/1?utm_source=wa")
    assert (result.code, result.lines) == (0, [f"{TITLE} | 2022-11-02 | 2 figures, 1 event (changed)"])
    shown = json.loads(run("facts", "--indicator", "export_value", "--format", "json").out)
    assert [row["value_text"] for row in shown] == ["Rp2,3 triliun"]
    assert rows(run.folder / "facts.db", "SELECT count(*) FROM figures") == [(4,)]


def test_a_newer_extractor_replaces(run: Command, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.routes["/1"] = page()
    defaults = Store.__init__.__kwdefaults__
    assert defaults is not None
    with monkeypatch.context() as older:
        older.setitem(defaults, "extractor_version", "0.0.1")
        run("add", f"{server.url}/1")
    result = run("add", f"{server.url}/1")
    assert (result.code, result.lines) == (0, [f"{TITLE} | 2022-11-02 | 2 figures, 1 event (replaced)"])
    assert rows(run.folder / "facts.db", "SELECT extractor_version FROM articles") == [(__version__,)]
    assert rows(run.folder / "facts.db", "SELECT count(*) FROM figures") == [(2,)]


def test_an_article_over_several_addresses_is_one(run: Command, server: Server) -> None:
    server.routes |= {
        "/berita": page(EXPORT, head='<link rel="next" href="/berita?page=2">'),
        "/berita?page=2": page(EXPORTERS, head='<link rel="next" href="/berita?page=3">'),
        "/berita?page=3": page(AWARD),
    }
    result = run("add", f"{server.url}/berita")
    assert (result.code, result.lines) == (0, [f"{TITLE} | 2022-11-02 | 2 figures, 1 event"])
    assert rows(run.folder / "facts.db", "SELECT text FROM articles") == [("\n".join([EXPORT, EXPORTERS, AWARD]),)]
    assert server.paths == ["/berita", "/berita?page=2", "/berita?page=3"]


def test_which_database(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    (run.folder / "a.html").write_text(page())
    (run.folder / "lain").mkdir()
    run("add", "a.html")
    monkeypatch.setenv("EXTRACTOR_DB", "lain/angka.db")
    run("add", "a.html")
    run("add", "a.html", "--db", "lain/dua.db")
    for name in ("facts.db", "lain/angka.db", "lain/dua.db"):
        assert len(rows(run.folder / name)) == 1
    (run.folder / "facts.db").unlink()
    assert len(json.loads(run("facts", "--format", "json").out)) == 2


def test_lines_and_the_progress_bar_do_not_mix(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # standard error as if it were a terminal
    (run.folder / "a.html").write_text(page())
    result = run("add", "a.html", "none.html")
    assert result.lines == [f"{TITLE} | 2022-11-02 | 2 figures, 1 event"]
    assert "adding" in result.err
    seen = [each.rpartition("\x1b[2K")[2] for each in result.errors]  # the rest of a line was erased
    assert [each for each in seen if each.startswith("not added: none.html")]


# extract


def test_extract_keeps_the_order_and_the_contract(run: Command) -> None:
    lines = [line("b", AWARD, published="2022-11-02"), line("a", EXPORT, url=None, title=None), line("c", "Tidak ada.")]
    result = run("extract", "-", stdin="\n".join(lines))
    assert (result.code, result.err) == (0, "")
    b, a, c = facts_of(result.out)
    assert [b["id"], a["id"], c] == ["b", "a", {"id": "c", "figures": [], "events": []}]
    assert list(a) == ["id", "figures", "events"]
    (figure,), (event,) = a["figures"], b["events"]
    own = ["quotation", "quote_start", "quote_end"]
    checked = ["confidence", "flags", "flag_details"]
    assert list(figure) == [*CONTRACT_FIGURE_FIELDS, *own, "source_role", *checked]
    assert figure | {"item": "mebel"} == {
        "start": 55, "end": 68, "text": "Rp3,2 triliun", "value": 3_200_000_000_000, "value_max": None, "unit": "IDR",
        "item": "mebel", "indicator": "export_value", "measure": "level", "place": "33.20", "period": "2021",
        "status": "actual", "modifier": "exact", "basis": None, "source": figure["source"],
        "quotation": EXPORT, "quote_start": 0, "quote_end": len(EXPORT), "source_role": None,
        "confidence": figure["confidence"], "flags": [], "flag_details": [],
    }  # fmt: skip
    assert 0 < figure["confidence"] < 1
    assert list(event) == [
        "type", "start", "end", "name", "recipients", "recipient_places", "giver", "occasion", "venue", "date", "rank",
        *own, *checked,
    ]  # fmt: skip
    assert (event["recipients"], event["giver"]) == (["Pemerintah Kabupaten Jepara"], "Menteri Perdagangan")


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ("not json", "no JSON (Expecting value at character 1)"),
        ('{"id": "x", "text": "Nilai', "no JSON (Unterminated string starting at character 21)"),
        ("[" * 100_000, "no JSON that can be read"),
        ('{"id": "x", "text": "", "n": ' + "9" * 5_000 + "}", "no JSON that can be read"),
        ("[]", "a JSON object is wanted"),
        ("null", "a JSON object is wanted"),
        ('{"text": "Nilai ekspor"}', '"id" must be a string'),
        ('{"id": 7, "text": ""}', '"id" must be a string'),
        ('{"id": "", "text": ""}', '"id" is empty'),
        ('{"id": "x"}', '"text" must be a string'),
        ('{"id": "x", "text": null}', '"text" must be a string'),
        (line("x", title=["a"]), '"title" must be a string or null'),
        (line("x", url=1), '"url" must be a string or null'),
        (line("x", published=20221102), '"published" must be a string or null'),
        (line("x", published="2022-02-30"), '"published" must be a date such as 2022-11-02, not \'2022-02-30\''),
        (line("x", published="Rabu\x1b[31m"), "not 'Rabu\\x1b[31m'"),
        (line("x", "a" * 1_000_001), '"text" is longer than 1000000 characters'),
    ],
)  # fmt: skip
def test_a_line_that_is_no_article_is_named_and_the_others_go_on(run: Command, bad: str, problem: str) -> None:
    result = run("extract", stdin=f"{line('a')}\n\n{bad}\n{line('b')}\n")
    assert result.code == 1
    assert [each["id"] for each in facts_of(result.out)] == ["a", "b"]
    assert len(result.errors) == 1
    assert result.errors[0].startswith("line 3: not an article: ")
    assert problem in result.errors[0]


@pytest.mark.parametrize(
    "content",
    [
        line("a").encode(),
        codecs.BOM_UTF8 + line("a").encode() + b"\n",
        b"\r\n" + line("a").encode() + b"\r\n\r\n",
        line("a", label={"x": [1]}, language="id").encode(),
        line("a", published="").encode(),
        line("a", EXPORT + " 🙂 \u2028 مرحبا").encode(),
        line("a", EXPORT + " \ud800 \udc00.", title="\udfff").encode(errors="surrogatepass"),
        json.dumps({"id": "a", "text": EXPORT + " \ud800 \udc00."}).encode(),
        line("a", EXPORT).encode().replace(b"Rabu", b"R\xe4bu"),
    ],
    ids=["no end", "byte order mark", "CRLF", "more fields", "empty date", "any letters", "surrogates",
         "escaped surrogates", "not UTF-8"],
)  # fmt: skip
def test_forms_of_a_line(run: Command, content: bytes) -> None:
    (run.folder / "a.jsonl").write_bytes(content)
    for result in (run("extract", "a.jsonl"), run("extract", stdin=content)):
        assert (result.code, result.err) == (0, "")
        (facts,) = facts_of(result.out)
        assert [each["value"] for each in facts["figures"]] == [3.2e12]


def test_ids_come_back_as_they_were(run: Command) -> None:
    ids = ["ä\ud800", "\x9b31m", "\u202e", "\x1b[2J", "🙂", "a/b c"]
    result = run("extract", stdin="\n".join(json.dumps({"id": id, "text": ""}) for id in ids))
    assert [each["id"] for each in facts_of(result.out)] == ids
    assert not re.search(r"[\x1b\x9b\u202e]", result.out)
    assert "🙂" in result.out


@pytest.mark.parametrize("content", [b"", codecs.BOM_UTF8, b"\n\r\n \n"])
def test_an_empty_file(run: Command, content: bytes) -> None:
    (run.folder / "a.jsonl").write_bytes(content)
    assert run("extract", "a.jsonl") == run("extract", stdin=content)
    result = run("extract", "a.jsonl", "-o", "b.jsonl")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert (run.folder / "b.jsonl").read_bytes() == b""


def test_a_very_long_line(run: Command) -> None:
    (facts,) = facts_of(run("extract", stdin=line("a", padding="x" * 5_000_000)).out)
    assert [each["value"] for each in facts["figures"]] == [3.2e12]


def test_facts_go_into_a_file(run: Command) -> None:
    (run.folder / "a.jsonl").write_text(line("a") + "\nnot json\n" + line("b"))
    (run.folder / "b.jsonl").write_text("old")
    result = run("extract", "a.jsonl", "-o", "b.jsonl")
    assert (result.code, result.out, len(result.errors)) == (1, "", 1)
    assert [each["id"] for each in facts_of((run.folder / "b.jsonl").read_text(encoding="utf-8"))] == ["a", "b"]
    assert sorted(os.listdir(run.folder)) == ["a.jsonl", "b.jsonl"]


def test_a_file_of_facts_is_replaced_only_by_a_complete_one(run: Command) -> None:
    (run.folder / "a.jsonl").write_text(line("a") + "\n" + line("b"))
    (run.folder / "b.jsonl").write_text("old")

    class Interrupted:
        def read(self, article: Article) -> Facts:
            if article.id == "b":
                raise KeyboardInterrupt
            return Facts(article.id)

    run.use(Interrupted())
    result = run("extract", "a.jsonl", "-o", "b.jsonl")
    assert (result.code, result.err) == (130, "Interrupted: the facts so far are in b.jsonl.part.\n")
    assert (run.folder / "b.jsonl").read_text() == "old"
    assert [each["id"] for each in facts_of((run.folder / "b.jsonl.part").read_text())] == ["a"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_facts_go_through_a_named_pipe(run: Command) -> None:
    os.mkfifo(run.folder / "pipe")
    (run.folder / "a.jsonl").write_text(line("a"))
    reader = subprocess.Popen(["cat", "pipe"], cwd=run.folder, stdout=subprocess.PIPE, encoding="utf-8")
    assert run("extract", "a.jsonl", "-o", "pipe").code == 0
    assert [each["id"] for each in facts_of(reader.communicate(timeout=30)[0])] == ["a"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["none.jsonl"], "none.jsonl: no such file or directory: give a file of articles"),
        (["none.jsonl", "-o", "a.jsonl"], "none.jsonl: no such file or directory: give a file of articles"),
        (["."], ".: is a directory: give a file of articles"),
        (["a.jsonl", "-o", "no/b.jsonl"], "no/b.jsonl: no such file or directory: choose another file for the facts"),
        (["a.jsonl", "-o", "."], ".: is a directory: choose another file for the facts"),
        (["a.jsonl", "-o", "a.jsonl"], "a.jsonl: the facts would replace the articles: choose another file for them"),
        (["a.jsonl", "-o", "./a.jsonl"], "a.jsonl: the facts would replace the articles: choose another file for them"),
    ],
)  # fmt: skip
def test_files_that_cannot_be(run: Command, arguments: list[str], problem: str) -> None:
    (run.folder / "a.jsonl").write_text(line("a"))
    result = run("extract", *arguments)
    assert (result.code, result.out, result.err) == (2 if "replace" in problem else 1, "", f"Error: {problem}\n")
    assert (run.folder / "a.jsonl").read_text() == line("a")
    assert os.listdir(run.folder) == ["a.jsonl"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_no_room(run: Command) -> None:
    result = run("extract", "-o", "/dev/full", stdin=line("a"))
    assert result.code == 1
    assert result.err == "Error: no space left on device: make room, or choose another file\n"


class _Stumbling:
    """Cannot read the article or page that says so."""

    def __init__(self, reader: FactReader) -> None:
        self._reader = reader

    def read(self, article: Article) -> Facts:
        if "Harga" in article.text:
            raise KeyError("harga")
        return self._reader.read(article)


def test_a_reader_that_stumbles_loses_one_article(run: Command, fact_reader: FactReader) -> None:
    run.use(_Stumbling(fact_reader))
    result = run("extract", stdin=f"{line('a', 'Harga beras.')}\n{line('b')}")
    assert result.code == 1
    assert [each["id"] for each in facts_of(result.out)] == ["b"]
    assert result.err == "line 1: reading the facts failed (KeyError), please report it\n"


def test_a_reader_that_stumbles_keeps_the_page(run: Command, fact_reader: FactReader) -> None:
    run.use(_Stumbling(fact_reader))
    (run.folder / "a.html").write_text(page(f"Harga beras di Pati naik. {EXPORTERS}", title="Harga Beras di Pati Naik"))
    (run.folder / "b.html").write_text(page())
    result = run("add", "a.html", "b.html")
    assert result.code == 1
    reason = "reading its facts failed (KeyError), please report this page"
    assert result.lines[0] == f"Harga Beras di Pati Naik | kept without facts: {reason}"
    assert rows(run.folder / "facts.db", "SELECT status, reason FROM articles ORDER BY status") == [
        ("read", None),
        ("unreadable", reason),
    ]


def test_each_line_is_answered_before_the_next_until_interrupted(tmp_path: Path) -> None:
    process = start("extract", cwd=tmp_path)
    assert process.stdin is not None
    assert process.stdout is not None
    for name in ("a", "b"):
        process.stdin.write(line(name) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == name
    process.send_signal(signal.SIGINT)
    result = finish(process)
    assert (result.code, result.out, result.err) == (130, "", "Interrupted.\n")


# facts and awards

LINK = "https://kabar.example/" + "ekspor-" * 30 + "naik"


#: Each figure is the end of its sentence.
FIGURES: list[tuple[str, dict[str, Any]]] = [
    ("Menurut Sutarno, ekspor Jepara pada 2021 |Rp3,2 triliun",
     {"value": 3.2e12, "unit": "IDR", "indicator": "export_value", "place": "33.20", "period": "2021",
      "source": "Sutarno", "confidence": 0.97}),
    ("Ekspor Jepara naik |5 persen",
     {"value": 5, "unit": "percent", "indicator": "export_value", "place": "33.20", "period": "2022-Q1",
      "measure": "change", "confidence": 0.6, "flags": ["percent", "sum"], "flag_details": ["satu; dua", "tiga"]}),
    ("Semarang mengincar |50 eksportir",
     {"value": 50, "unit": "count", "indicator": "exporters", "place": "33.74", "period": "2023", "status": "target",
      "item": "eksportir"}),
    ("Ekspor Jatim |Rp9 triliun",
     {"value": 9e12, "unit": "IDR", "indicator": "export_value", "place": "35", "period": "2022"}),
    ("Di Surabaya |3 hal",
     {"value": 3, "unit": "count", "indicator": "other", "place": "35.78", "period": "2022"}),
]  # fmt: skip
EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("Jepara meraih Upakarti",
     {"type": "award", "name": "Upakarti", "recipients": ["Pemkab Jepara"], "recipient_places": ["33.20"],
      "confidence": 0.9, "flags": ["weekday"], "flag_details": ["5 November 2021 jatuh pada Jumat"],
      "date": "2021-11-05", "giver": "Presiden", "rank": "terbaik pertama", "venue": "Jakarta",
      "occasion": "Hari Batik"}),
    ("Kampung Batik menjadi Desa Devisa",
     {"type": "designation", "name": "Desa Devisa", "recipients": ["Kampung Batik"], "recipient_places": ["35.78"],
      "date": "2023", "giver": None, "rank": None, "venue": None, "occasion": None}),
]  # fmt: skip


def fill(path: Path, title: str = "Judul") -> Path:
    """Write a database with an article for each fact."""
    found: list[tuple[str, Figure | Event]] = []
    for marked, fields in FIGURES:
        before, _, words = marked.partition("|")
        text = before + words
        usual = {"value_max": None, "item": None, "measure": "level", "status": "actual", "basis": None, "source": None}
        where = {"start": len(before), "end": len(text), "text": words, "modifier": "exact"}
        found.append((text, Figure(**{**usual, **where, **_quoting(text), **fields})))
    for text, fields in EVENTS:
        found.append((text, Event(start=0, end=len(text), **_quoting(text), **fields)))
    with Store(path) as store:
        for number, (text, fact) in enumerate(found):
            id = f"a{number}"
            facts = Facts(id, [fact], []) if isinstance(fact, Figure) else Facts(id, [], [fact])
            store.add(Article(id, LINK + id, title, "2023-12-01", text, site="Kabar Muria"), facts)
    return path


def _quoting(text: str) -> dict[str, Any]:
    return {"quotation": text, "quote_start": 0, "quote_end": len(text)}


@pytest.fixture
def filled(run: Command) -> Command:
    fill(run.folder / "facts.db")
    return run


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", ["50 eksportir", "Rp9 triliun", "5 persen", "Rp3,2 triliun"]),
        ("--other", ["50 eksportir", "Rp9 triliun", "3", "5 persen", "Rp3,2 triliun"]),
        ("--indicator other", ["3"]),
        ("--indicator export_value", ["Rp9 triliun", "5 persen", "Rp3,2 triliun"]),
        ("--indicator EXPORTERS", ["50 eksportir"]),
        ("--place Jepara", ["5 persen", "Rp3,2 triliun"]),
        ("--place 33.20", ["5 persen", "Rp3,2 triliun"]),
        ("--place Jatim", ["Rp9 triliun"]),
        ("--place Jatim --other", ["Rp9 triliun", "3"]),
        ("--place 33", ["50 eksportir", "5 persen", "Rp3,2 triliun"]),
        ("--status target", ["50 eksportir"]),
        ("--since 2022", ["50 eksportir", "Rp9 triliun", "5 persen"]),
        ("--until 2022-03-31", ["Rp9 triliun", "5 persen", "Rp3,2 triliun"]),
        ("--since 2021-12 --until 2021-12-31", ["Rp3,2 triliun"]),
        ("--limit 2", ["50 eksportir", "Rp9 triliun"]),
        ("--place Jatim --limit 1 --other", ["Rp9 triliun"]),
        ("--place Aceh", []),
        ("--min-confidence 0", ["5 persen", "Rp3,2 triliun"]),
        ("--min-confidence 0.9", ["Rp3,2 triliun"]),
        ("--flagged", ["5 persen"]),
        ("--unflagged", ["50 eksportir", "Rp9 triliun", "Rp3,2 triliun"]),
        ("--flagged --min-confidence 0.7", []),
    ],
)
def test_which_figures(filled: Command, arguments: str, expected: list[str]) -> None:
    for form in ("json", "csv"):
        result = filled("facts", *arguments.split(), "--format", form)
        found = json.loads(result.out) if form == "json" else csv.DictReader(io.StringIO(result.out))
        assert [row["value_text"] for row in found] == expected
        assert result.code == 0
        assert result.err.startswith("No such figures: widen the question") is not bool(expected)
    table = filled("facts", *arguments.split())
    assert re.findall("50 eksportir|Rp9 triliun|3,2|5 persen", "".join(each[41:80] for each in table.lines)) == [
        each.replace("Rp3,2 triliun", "3,2") for each in expected if each != "3"
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", ["Desa Devisa", "Upakarti"]),
        ("--place Jepara", ["Upakarti"]),
        ("--place Jatim", ["Desa Devisa"]),
        ("--since 2022", ["Desa Devisa"]),
        ("--until 2021", ["Upakarti"]),
        ("--limit 1", ["Desa Devisa"]),
        ("--place Bali", []),
        ("--min-confidence 0.9", ["Upakarti"]),
        ("--flagged", ["Upakarti"]),
        ("--unflagged", ["Desa Devisa"]),
    ],
)
def test_which_awards(filled: Command, arguments: str, expected: list[str]) -> None:
    for form in ("json", "csv"):
        result = filled("awards", *arguments.split(), "--format", form)
        found = json.loads(result.out) if form == "json" else csv.DictReader(io.StringIO(result.out))
        assert [row["name"] for row in found] == expected
        assert result.code == 0
        assert result.err.startswith("No such awards: widen the question") is not bool(expected)
    assert [
        name for name in ("Desa Devisa", "Upakarti") if name in filled("awards", *arguments.split()).out
    ] == expected


@pytest.mark.parametrize(
    ("command", "arguments", "problem"),
    [
        ("facts", ["--place", "Bandung"], "'Bandung' is the name of several areas: choose Kabupaten Bandung (32.04)"),
        ("awards", ["--place", "Bandung"], "'Bandung' is the name of several areas"),
        ("facts", ["--place", "Jepora"], "no place 'Jepora': did you mean "),
        ("facts", ["--place", "xyzzy"], "no place 'xyzzy': give the name of a province, kabupaten or kota, or"),
        ("awards", ["--place", ""], "no place ''"),
        ("facts", ["--place", "\x1b[31mX"], "no place"),
        ("facts", ["--indicator", "export"], "no indicator 'export': did you mean "),
        ("facts", ["--since", "kemarin"], "'kemarin' is no date for --since: write 2021, 2021-10 or 2021-10-31"),
        ("awards", ["--until", "2021-13"], "'2021-13' is no date for --until"),
        ("facts", ["--since", "2023", "--until", "2021"], "no time lies between 2023 and 2021"),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_answered(filled: Command, command: str, arguments: list[str], problem: str) -> None:
    result = filled(command, *arguments)
    assert (result.code, result.out, len(result.errors)) == (1, "", 1)
    assert result.err.startswith(f"Error: {problem}")
    assert "\x1b" not in result.err


def columns(out: str) -> list[str]:
    """Return the text of each column of a table with one row, folded lines joined."""
    cells = [re.split("[│┃]", each)[1:-1] for each in out.splitlines() if each.startswith("│")]
    return ["".join(part.strip() for part in column) for column in zip(*cells, strict=True)]


def test_a_row_shows_the_sentence_and_the_source(filled: Command) -> None:
    where, what, evidence = columns(filled("facts", "--place", "Jepara", "--until", "2021").out)
    assert where == "Kabupaten Jepara2021"
    assert what == "Rp3,2 triliunnilai eksporconfidence 0.97"
    sentence = "Menurut Sutarno, ekspor Jepara pada 2021 Rp3,2 triliun"
    assert evidence == f"{sentence}said by SutarnoJudulKabar Muria, 2023-12-01{LINK}a0"
    assert columns(filled("facts", "--indicator", "exporters").out)[1] == "50 eksportirpelaku ekspor: eksportirtarget"
    what = columns(filled("facts", "--since", "2022", "--place", "Jepara").out)[1]
    assert what == "5 persennilai eksporchangeconfidence 0.60flags: percent, sumsatu; dua; tiga"
    what, who, evidence = columns(filled("awards", "--place", "Jepara").out)
    assert what == "Upakartiterbaik pertamaawardconfidence 0.90flags: weekday5 November 2021 jatuh pada Jumat"
    assert who == "Pemkab Jeparafrom Presiden5 November 2021Hari BatikJakarta"
    assert evidence == f"Jepara meraih UpakartiJudulKabar Muria, 2023-12-01{LINK}a5"


def test_a_narrow_terminal_shows_whole_words(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.terminal._PIPED_WIDTH", 80)
    result = filled("facts", "--place", "Jepara", "--until", "2021")
    assert max(map(len, result.lines)) == 80
    for words in ("Kabupaten Jepara", "Rp3,2 triliun", "nilai ekspor", "Menurut Sutarno, ekspor Jepara"):
        assert words in result.out


STRANGE = [
    ("[bold]naik[/bold] [/] [link=x]", "[bold]naik[/bold] [/] [link=x]"),
    (":smile: \\[x] 🙂 ❤️", ":smile: \\[x] 🙂 ❤️"),
    ("ارتفاع الصادرات שלום", "ارتفاع الصادرات שלום"),
    ("a\x1b[2J\x1b]0;x\x07b\x9b31mc", "a[2J]0;xb31mc"),
    ("kiri\u202enanak\u2066x\u200f", "kirinanakx"),
    ("baris satu\nbaris\tdua\r\u2028tiga", "baris satu baris dua  tiga"),
]


@pytest.mark.parametrize(("title", "shown"), STRANGE, ids=[f"{title!a}" for title, _ in STRANGE])
def test_titles_are_printed_as_they_are_and_cannot_steer_the_terminal(run: Command, title: str, shown: str) -> None:
    fill(run.folder / "facts.db", title)
    for command, place in (("facts", "Semarang"), ("awards", "Jepara")):
        arguments = [command, "--place", "Kota Semarang" if place == "Semarang" else place]
        table, as_json, as_csv = (run(*arguments, "--format", form).out for form in ("table", "json", "csv"))
        assert shown in table
        assert [row["title"] for row in json.loads(as_json)] == [title]
        assert [row["title"] for row in csv.DictReader(io.StringIO(as_csv))] == [shown]
        for out in (table, as_json, as_csv):
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200f\u2028\u202e\u2066]", out)


def test_what_add_prints_cannot_steer_the_terminal(run: Command) -> None:
    (run.folder / "a.html").write_text(page(title="Ekspor &#27;[31mnaik\x1b]0;x\x07 🙂 [bold]"))
    (run.folder / "\x1b[31m\u202e.html").write_text("<p>x")
    result = run("add", "a.html", "\x1b[31m\u202e.html", "\x1b[2J\n.html")
    assert not re.search(r"[\x1b\x07\x9b\u202e]", result.out + result.err)
    assert "🙂 [bold]" in result.lines[0]
    assert result.lines[1].startswith("[31m.html | kept without facts: ")
    assert result.errors[0].startswith("not added: [2J .html: no such file")


def test_a_terminal_that_cannot_show_every_letter(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(filled.folder / "b.db", "Naik 🙂")
    for form, encoding in (("table", "ascii"), ("csv", "utf-8"), ("json", "utf-8")):
        output = io.BytesIO()
        with monkeypatch.context() as narrow:
            narrow.setattr(sys, "stdout", io.TextIOWrapper(output, encoding="ascii"))
            assert filled("facts", "--db", "b.db", "--limit", "1", "--format", form).code == 0
            sys.stdout.flush()
            shown = output.getvalue().decode(encoding)
        assert ("\\U0001f642" if form == "table" else "🙂") in shown


@pytest.mark.parametrize(("form", "lines_read"), [("table", 1), ("json", 1), ("json", 0), ("csv", 0)])
def test_a_reader_that_has_seen_enough(tmp_path: Path, form: str, lines_read: int) -> None:
    fill(tmp_path / "facts.db", "Panjang " * 5_000 * lines_read)
    process = start("facts", "--format", form, cwd=tmp_path)
    assert process.stdout is not None
    assert process.stderr is not None
    for _ in range(lines_read):
        process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() in (0, 1)


# crawl


def sitemap(server: Server, *paths: str) -> Reply:
    urls = "".join(f"<url><loc>{server.url}{path}</loc></url>" for path in paths)
    content = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return Reply(content, content_type="application/xml")


@pytest.fixture
def site(server: Server) -> Server:
    """A site of three articles with a feed and a sitemap."""
    paths = [f"/berita/{number}-ekspor-jepara" for number in (1, 2, 3)]
    server.routes |= {path: page(title=f"Berita nomor {path[8]} dari Jepara", published=None) for path in paths}
    server.routes |= {"/feed/": feed(server, *paths), "/sitemap.xml": sitemap(server, *paths)}
    server.routes["/"] = '<html><body><a href="/feed/">RSS</a></body></html>'
    return server


def crawl(run: Command, *arguments: str) -> Result:
    """Crawl a site on loopback, as fast as can be, in this process."""
    return run("crawl", *arguments, "--delay", "0", "--allow-private", "--workers", "1")


@pytest.mark.parametrize("start", ["/feed/", "/sitemap.xml", "/"])
def test_crawl_adds_what_is_new(run: Command, site: Server, start: str) -> None:
    result = crawl(run, site.url + start)
    assert (result.code, result.err) == (0, "")
    assert sorted(result.lines[:-1]) == [
        f"Berita nomor {number} dari Jepara | no date | 2 figures, 1 event" for number in (1, 2, 3)
    ]
    assert result.lines[-1] == "3 found, 0 skipped, 3 fetched, 3 new, 9 facts, 0 failed"
    assert len(rows(run.folder / "facts.db")) == 3
    before, asked = rows(run.folder / "facts.db"), len(site.paths)
    again = crawl(run, site.url + start)
    assert (again.code, again.lines) == (0, ["3 found, 3 skipped (3 known), 0 fetched, 0 new, 0 facts, 0 failed"])
    assert rows(run.folder / "facts.db") == before
    assert not [path for path in site.paths[asked:] if path.startswith("/berita/")]


def test_crawl_reads_all_pages_of_an_article_with_the_same_manners(run: Command, site: Server) -> None:
    site.routes["/berita/1-ekspor-jepara"] = page(
        EXPORT, head='<link rel="next" href="/berita/1-ekspor-jepara?page=2">'
    )
    site.routes["/berita/1-ekspor-jepara?page=2"] = page(
        EXPORTERS, head='<link rel="next" href="/berita/1-ekspor-jepara?page=3">'
    )
    site.routes["/berita/1-ekspor-jepara?page=3"] = page(AWARD)
    site.routes["/robots.txt"] = Reply(
        "User-agent: *\nDisallow: /berita/1-ekspor-jepara?page=3", content_type="text/plain"
    )
    result = crawl(run, f"{site.url}/feed/")
    assert f"{TITLE} | 2022-11-02 | 2 figures, 0 events" in result.out
    assert "/berita/1-ekspor-jepara?page=2" in site.paths
    assert "/berita/1-ekspor-jepara?page=3" not in site.paths


def test_crawl_tries_at_most_so_many(run: Command, site: Server) -> None:
    for expected in (2, 1, 0):
        result = crawl(run, f"{site.url}/feed/", "--limit", "2")
        assert f", {expected} fetched, {expected} new, " in result.lines[-1]


def test_crawl_obeys_robots_and_says_what_failed(run: Command, site: Server) -> None:
    site.routes["/robots.txt"] = Reply("User-agent: *\nDisallow: /berita/1", content_type="text/plain")
    del site.routes["/berita/2-ekspor-jepara"]
    paths = [*(f"/berita/{number}-ekspor-jepara" for number in (1, 2, 3)), "/berita/kosong-sekali"]
    site.routes["/feed/"] = feed(site, *paths)
    site.routes["/berita/kosong-sekali"] = ""
    result = crawl(run, f"{site.url}/feed/")
    assert result.code == 1
    assert result.errors == [f"not added: {site.url}/berita/2-ekspor-jepara: answered 404 Not Found, check the address"]
    assert result.lines == [
        "Berita nomor 3 dari Jepara | no date | 2 figures, 1 event",
        f"{site.url}/berita/kosong-sekali | kept without facts: empty page",
        "4 found, 1 skipped (1 robots.txt), 2 fetched, 2 new (1 without facts), 3 facts, 1 failed (1 404)",
    ]
    assert "/berita/1-ekspor-jepara" not in site.paths


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/berita/1-ekspor-jepara", "no articles found through feeds and sitemaps, give the address of one of them"),
        ("/tiada", "answered 404 Not Found, check the address"),
    ],
)
def test_crawl_of_what_is_no_feed(run: Command, site: Server, path: str, problem: str) -> None:
    del site.routes["/feed/"]
    del site.routes["/sitemap.xml"]
    result = crawl(run, site.url + path)
    assert (result.code, result.err) == (1, f"not added: {site.url}{path}: {problem}\n")
    assert result.out.startswith("0 found, ")


def test_crawl_says_what_it_would_fetch_and_changes_nothing(run: Command, site: Server) -> None:
    crawl(run, f"{site.url}/feed/", "--limit", "1")
    before, files = dump(run.folder / "facts.db"), sorted(run.folder.rglob("*"))
    result = crawl(run, f"{site.url}/feed/", "--dry-run")
    assert (result.code, result.err) == (0, "")
    assert result.lines[:-1] == [f"{site.url}/berita/{number}-ekspor-jepara" for number in (2, 3)]
    assert result.lines[-1].startswith("3 found, 1 skipped (1 known), 0 fetched, ")
    assert dump(run.folder / "facts.db") == before
    assert sorted(run.folder.rglob("*")) == files
    assert not [path for path in site.paths if path.startswith(("/berita/2", "/berita/3"))]


@pytest.mark.parametrize("path", ["feed.xml", "ftp://kabar.example/feed"])
def test_crawl_of_what_is_no_address(run: Command, path: str) -> None:
    result = run("crawl", path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"Error: {path}: not a web address")


def test_crawl_of_a_private_address_wants_an_option(run: Command, site: Server) -> None:
    result = run("crawl", f"{site.url}/feed/", "--delay", "0")
    assert result.code == 1
    assert "127.0.0.1: not on the public internet" in result.errors[0]
    assert result.errors[1].endswith("--allow-private.")
    assert site.paths == []


# serve


def test_serve_beside_a_taken_port_until_interrupted(tmp_path: Path) -> None:
    fill(tmp_path / "angka.db")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = start("serve", "--db", "angka.db", "--port", str(port), cwd=tmp_path)
        assert process.stdout is not None
        said = re.fullmatch(r"Browse at (http://127\.0\.0\.1:(\d+)/) \(Ctrl-C ends\)\n", process.stdout.readline())
        assert said is not None
        assert int(said[2]) != port
        with urlopen(f"{said[1]}angka/facts.json?_shape=array", timeout=30) as answer:
            assert len(json.load(answer)) == 5
        process.send_signal(signal.SIGINT)
        result = finish(process)
    assert (result.code, result.out, result.err) == (0, "", "")


# Ctrl-C


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "a.html"], "Interrupted: what was read so far is stored."),
        (["crawl", "http://kabar.invalid/"], "Interrupted: what was read so far is stored."),
        (["demo"], "Interrupted: what was read so far is stored."),
        (["facts"], "Interrupted."),
        (["awards"], "Interrupted."),
        (["serve"], "Interrupted."),
        (["extract", "a.jsonl"], "Interrupted."),
    ],
)  # fmt: skip
def test_an_interruption_is_one_line(
    run: Command, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for name in ("extractor.store.Store.__init__", "extractor.jsonl.read_article"):
        monkeypatch.setattr(name, interrupt)
    (run.folder / "a.jsonl").write_text(line("a"))
    result = run(*arguments)
    assert (result.code, result.out, result.err) == (130, "", f"{message}\n")


def test_an_interruption_before_a_command_begins(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("typer.main.get_command", interrupt)
    result = run("facts")
    assert (result.code, result.out, result.err) == (130, "", "Interrupted.\n")


# bench


def test_bench_shows_every_stage(run: Command) -> None:
    (run.folder / "articles.jsonl").write_text(
        json.dumps({"id": "a", "text": EXPORT}) + "\n\nno article\n", encoding="utf-8"
    )
    result = run("bench", "articles.jsonl", "--runs", "2")
    assert result.code == 0
    assert "1 articles of" in result.lines[0]
    assert "median of 2 runs" in result.lines[0]
    rows = {
        cells[0]: cells[1:]
        for cells in re.findall(r"│ ([a-z (]\S.*?) +│ +([\d.]+) │ +([\d.]+) │ +(\d+%) │", result.out)
    }
    assert list(rows) == [*STAGES, "language layer (to places)", "all"]
    assert rows["all"][2] == "100%"
    assert re.search(r"\d+ articles a second in one process; loaded in [\d.]+ s", result.lines[-1])
    assert result.errors == ["1 lines are no articles and were left out"]


def test_bench_reads_the_samples_when_none_are_given(run: Command) -> None:
    assert "23 articles of" in run("bench", "--runs", "1").lines[0]


def test_bench_wants_an_article(run: Command) -> None:
    (run.folder / "articles.jsonl").write_text("\n", encoding="utf-8")
    result = run("bench", "articles.jsonl")
    assert result.code == 1
    assert result.errors == ["Error: no article with a text to read: give a file of articles in JSON Lines"]


def test_a_benchmark_adds_up(fact_reader: FactReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.bench.FactReader", lambda: fact_reader)
    articles = [Article("a", None, "", None, EXPORT), Article("b", None, "", None, "")]
    rounds: list[None] = []
    measured = benchmark(articles, 3, done=lambda: rounds.append(None))
    assert len(rounds) == 4
    assert (measured.articles, measured.characters, measured.runs) == (1, len(EXPORT), 3)
    assert [timing.stage for timing in measured.stages] == list(STAGES)
    assert all(timing.article_ms > 0 for timing in measured.stages)
    assert measured.total.usual_ms == pytest.approx(measured.total.article_ms * 2500 / len(EXPORT))
    assert max(timing.article_ms for timing in measured.stages) < measured.total.article_ms
    assert measured.language.article_ms < measured.total.article_ms
    assert measured.articles_a_second == pytest.approx(1000 / measured.total.article_ms)
    with pytest.raises(ValueError, match="no article"):
        benchmark(articles[1:], 1)


# sectors


def test_facts_of_one_sector(run: Command, server: Server) -> None:
    server.routes["/1"] = page()
    run("add", f"{server.url}/1")
    shown = {row["sectors"] for row in json.loads(run("facts", "--other", "--format", "json").out)}
    [code] = {codes.split("; ")[0] for codes in shown}
    assert (
        run("facts", "--other", "--sector", code, "--format", "json").out
        == run("facts", "--other", "--format", "json").out
    )
    wrong = run("facts", "--sector", "Z9")
    assert wrong.code == 1
    assert wrong.errors[0].startswith("Error: no sector 'Z9': did you mean")
