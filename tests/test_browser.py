"""Browsing as a reader does it: a real Chromium on the database that `extractor serve` serves."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from databases import ask
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from extractor import resources
from extractor.intake import Intake
from extractor.samples import sample_pages
from extractor.store import Store

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")

#: Chromium talks to nobody but the server under test.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
METADATA: dict[str, Any] = json.loads(resources.datasette_metadata().read_text(encoding="utf-8"))
DESCRIBED: dict[str, Any] = METADATA["databases"]["facts"]

SCRIPT = "<script>document.documentElement.dataset.ran = 'script'</script>"
IMAGE = "<img src=x onerror=\"document.documentElement.dataset.ran = 'image'\">"
#: A page whose text, title and address are after the reader's browser.
HOSTILE_PAGE = f"""<!DOCTYPE html><html lang="id"><head><meta charset="utf-8">
<title>Ekspor Jepara {SCRIPT.replace("<", "&lt;")} Naik</title>
<meta property="article:published_time" content="2024-05-16T08:00:00+07:00"></head><body><article>
<h1>Ekspor Jepara {SCRIPT.replace("<", "&lt;")} Naik</h1>
<p>Nilai ekspor Kabupaten Jepara pada 2023 mencapai Rp 2,4 triliun menurut catatan dinas setempat, kata warga
{IMAGE.replace("<", "&lt;")} yang menulisnya di papan pengumuman pasar.</p>
<p>Pemerintah Kabupaten Jepara juga meraih penghargaan Kabupaten Terinovatif {SCRIPT.replace("<", "&lt;")} dari
Menteri Perdagangan pada malam puncak pameran dagang di Semarang.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a database as the demo does, with a hostile page among the samples."""
    path = tmp_path_factory.mktemp("browser") / "facts.db"
    with Store(path) as store:
        intake = Intake(store)
        for sample in sample_pages():
            intake.take_bytes(sample.pages, url=sample.url)
        outcome = intake.take_bytes([HOSTILE_PAGE.encode()], url="javascript:document.title='owned'")
    assert SCRIPT in outcome.article.title
    assert any(IMAGE in figure.quotation for figure in outcome.facts.figures)
    return path


@pytest.fixture(scope="module")
def address(database: Path) -> Iterator[str]:
    """Run the command `extractor serve` and return the address that it prints."""
    command = [sys.executable, "-m", "extractor", "serve", "--db", str(database), "--port", "0"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            yield next(word for word in line.split() if word.startswith("http://")).rstrip("/")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open an empty page; when the test is done, nothing may have gone wrong in it or been asked of another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    hosts: set[str] = set()

    def refuse(dialog: Dialog) -> None:
        errors.append(dialog.message)
        dialog.dismiss()

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", refuse)
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    yield page
    context.close()
    assert errors == []
    assert hosts == {urlsplit(address).netloc}


def follow(page: Page, link: str, address: str) -> None:
    """Click the last link of that name (the earlier ones are in the page's head) and wait for where it leads."""
    page.get_by_role("link", name=link, exact=True).last.click()
    page.wait_for_url(address)


def column(page: Page, name: str) -> list[str]:
    """Return the cells of a column of the table on the page."""
    headings = [text.split()[0] for text in page.locator("table.rows-and-columns thead th").all_inner_texts()]
    number = headings.index(name) + 1
    return page.locator(f"table.rows-and-columns tbody tr td:nth-child({number})").all_inner_texts()


def test_from_the_home_page_to_a_sentence(page: Page, address: str, database: Path) -> None:
    page.goto(f"{address}/")
    assert page.locator("h1").inner_text() == METADATA["title"]
    follow(page, "facts", f"{address}/facts")
    for query in DESCRIBED["queries"].values():
        assert page.get_by_role("link", name=query["title"]).count() == 1
    follow(page, "facts", f"{address}/facts/facts")
    assert DESCRIBED["tables"]["facts"]["title"] in page.locator("h1").inner_text()
    [(figures,)] = ask(database, "SELECT count(*) FROM facts")
    shown = column(page, "quotation")
    assert len(shown) == min(figures, DESCRIBED["tables"]["facts"]["size"])
    stored = {" ".join(quotation.split()) for (quotation,) in ask(database, "SELECT quotation FROM figures")}
    assert {" ".join(quotation.split()) for quotation in shown} <= stored


def test_the_first_sentences_are_seen_without_scrolling(page: Page, address: str, database: Path) -> None:
    page.set_viewport_size({"width": 1440, "height": 1200})
    page.goto(f"{address}/{database.stem}/facts")
    box = page.locator("td.col-quotation").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 1200
    assert box["width"] > 300


def test_a_facet_narrows_the_facts(page: Page, address: str, database: Path) -> None:
    page.goto(f"{address}/facts/facts")
    follow(page, "target", "**status=target*")
    [(targets,)] = ask(database, "SELECT count(*) FROM facts WHERE status = 'target'")
    assert targets > 0
    assert column(page, "status") == ["target"] * min(targets, 50)


def test_what_a_check_questions_can_be_chosen(page: Page, address: str, database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute(
            "UPDATE figures SET confidence = 0.5, flags = '[\"sum\"]', flag_details = '[\"jumlah <b>lain</b>\"]'"
            " WHERE id IN (1, 2)"
        )
    connection.close()
    page.goto(f"{address}/facts/facts")
    follow(page, "sum", "**flags__arraycontains=sum*")
    assert column(page, "flags") == ['["sum"]'] * 2
    assert column(page, "flag_details") == ["jumlah <b>lain</b>"] * 2
    assert column(page, "confidence") == ["0.5"] * 2
    page.goto(f"{address}/facts/perlu_diperiksa")
    assert column(page, "alasan").count("jumlah <b>lain</b>") == 2


def test_a_question_takes_a_parameter(page: Page, address: str, database: Path) -> None:
    where = "FROM facts WHERE indicator = 'export_value' AND measure = 'level' AND place_name"
    [(place, rows)] = ask(
        database, f"SELECT place_name, count(*) {where} IS NOT NULL GROUP BY place_name ORDER BY 2 DESC LIMIT 1"
    )
    page.goto(f"{address}/facts/nilai_ekspor")
    assert page.locator("h1").inner_text() == DESCRIBED["queries"]["nilai_ekspor"]["title"]
    assert len(set(column(page, "daerah"))) > 1
    page.get_by_label("daerah").fill(place)
    page.get_by_role("button", name="Run SQL").click()
    page.wait_for_url("**daerah=*")
    assert column(page, "daerah") == [place] * rows
    wanted = ask(database, f"SELECT value_text {where} = ?", place)
    assert sorted(column(page, "nilai")) == sorted(value for (value,) in wanted)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("facts?site__isnull=1", "quotation"),
        ("facts?site__isnull=1", "title"),
        ("articles?site__isnull=1", "title"),
        ("figures?_search=papan+pengumuman", "quotation"),
        ("klaim_terbaru?daerah=Jepara", "kutipan"),
        ("awards?site__isnull=1", "title"),
        ("cari_kutipan?kata=papan", "kutipan"),
    ],
)
def test_what_an_article_says_stays_text(page: Page, address: str, path: str, name: str) -> None:
    page.goto(f"{address}/facts/{path}")
    cells = column(page, name)
    assert any(SCRIPT in cell or IMAGE in cell for cell in cells)
    assert page.locator("td script, td img, h1 script").count() == 0
    assert page.locator('a[href^="javascript:"]').count() == 0
    assert page.evaluate("document.documentElement.dataset.ran") is None
    assert page.title() != "owned"
