"""Browsing as a reader does it: a real Chromium on the database that `extractor serve` serves."""

from __future__ import annotations

import contextlib
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
from axe_playwright_python.sync_playwright import Axe
from databases import ask
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, expect, sync_playwright

from extractor import resources, reviewers
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

#: The screens that pages are tried on: a desk, and a phone in the hand.
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
#: What WCAG asks of a page, up to level AA.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
PASSWORD = "garam laut pati"

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
    reviewers.add(path, "sari", PASSWORD)
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


@contextlib.contextmanager
def opened(browser: Browser, address: str, screen: str) -> Iterator[Page]:
    """Open an empty page; at the end, nothing may have gone wrong in it or been asked of another host."""
    context = browser.new_context(**SCREENS[screen])
    context.set_default_timeout(15_000)
    page = context.new_page()
    errors: list[str] = []
    hosts: set[str] = set()

    def refuse(dialog: Dialog) -> None:
        errors.append(dialog.message)
        dialog.dismiss()

    def listen(message: ConsoleMessage) -> None:
        # What the policy forbids is told here. That a page is missing is what some tests ask for.
        if message.type in ("error", "warning") and "status of 404" not in message.text:
            errors.append(message.text)

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", listen)
    page.on("dialog", refuse)
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    yield page
    context.close()
    assert errors == []
    assert hosts == {urlsplit(address).netloc}


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address, "desktop") as page:
        yield page


@pytest.fixture(params=SCREENS)
def screen(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on each of the screens."""
    with opened(browser, address, request.param) as page:
        yield page


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
    follow(page, "Data", f"{address}/facts")
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
    page.locator("input[name=daerah]").fill(place)
    page.locator("form.sql input[type=submit]").click()
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


# The desk


def test_from_a_search_to_a_sentence_and_its_review(screen: Page, address: str, database: Path) -> None:
    page = screen
    page.goto(f"{address}/")
    page.get_by_role("searchbox").first.fill("jepara")
    page.get_by_role("searchbox").first.press("Enter")
    page.wait_for_url("**/cari?q=jepara")
    page.get_by_role("region", name="Daerah").get_by_role("link", name="Kabupaten Jepara").click()
    page.wait_for_url("**/daerah/33.20")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="nilai ekspor", exact=True))
    row.locator("td.number a").click()
    page.wait_for_url("**/klaim?daerah=33.20&indikator=export_value**")
    value = page.locator("article.fact a.value").first
    told = value.inner_text()
    value.click()
    page.wait_for_url("**/artikel/**")
    anchor = urlsplit(page.url).fragment
    mark = page.locator("a.mark:target")
    assert mark.get_attribute("id") == anchor
    expect(page.locator("a.mark:target")).to_be_in_viewport(ratio=1)
    assert mark.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    reading = page.locator(f"[id='r-{anchor}']")
    assert reading.locator("h3").inner_text() == told

    assert reading.get_by_text("Periksa", exact=True).count() == 0
    page.get_by_role("link", name="Masuk").click()
    page.get_by_label("Nama").fill("sari")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/artikel/**")
    reading.get_by_text("Periksa", exact=True).click()
    reading.get_by_role("button", name="Benar").click()
    expect(page.get_by_role("status")).to_have_text("Pemeriksaan disimpan.")
    expect(reading.locator(".verdict").first).to_have_text("diperiksa: benar")
    assert ask(database, "SELECT verdict, reviewer FROM current_reviews") == [("right", "sari")]
    expect(reading.locator("h3")).to_be_in_viewport(ratio=1)
    reading.get_by_role("button", name="batalkan").click()
    expect(page.get_by_role("status")).to_have_text("Pemeriksaan dibatalkan.")
    assert ask(database, "SELECT count(*) FROM current_reviews") == [(0,)]
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("link", name="Masuk")).to_be_visible()


def article_of(database: Path, figures: int = 3) -> str:
    """Return the path of an article with at least so many figures."""
    sql = "SELECT article_id FROM facts GROUP BY article_id HAVING count(*) >= ? ORDER BY article_id LIMIT 1"
    [(id,)] = ask(database, sql, figures)
    return f"/artikel/{id}"


def test_a_reading_is_shown_beside_its_number(page: Page, address: str, database: Path) -> None:
    page.goto(f"{address}{article_of(database)}")
    card, marks = page.locator(".card"), page.locator("a.mark[href]")
    first, second = marks.nth(0), marks.nth(1)
    expect(card).to_be_hidden()
    first.hover()
    expect(card).to_be_visible()
    expect(card).to_be_in_viewport(ratio=1)
    href = first.get_attribute("href")
    assert href is not None
    shown = page.locator(f"[id='{href[1:]}'] h3")
    assert card.locator("h3").inner_text() == shown.inner_text()
    card.hover()  # the way from the number to its card does not close it
    page.wait_for_timeout(500)
    expect(card).to_be_visible()
    page.locator("h1").hover()
    expect(card).to_be_hidden()
    second.focus()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert second.evaluate("each => each === document.activeElement")
    second.click()
    expect(card).to_be_visible()
    page.locator("h1").click()
    expect(card).to_be_hidden()


def test_a_reading_is_shown_at_a_tap(browser: Browser, address: str, database: Path) -> None:
    with opened(browser, address, "phone") as page:
        page.goto(f"{address}{article_of(database)}")
        before = page.url
        mark = page.locator("a.mark[href]").first
        mark.tap()
        expect(page.locator(".card")).to_be_visible()
        box = page.locator(".card").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert page.url == before
        page.locator("h1").tap()
        expect(page.locator(".card")).to_be_hidden()


def test_a_citation_is_copied_or_marked(page: Page, address: str, database: Path) -> None:
    page.goto(f"{address}{article_of(database)}")
    cite = page.locator("details.cite").first
    cite.locator("summary").click()
    cite.get_by_role("button").click()
    text = cite.locator(".citation").inner_text()
    page.wait_for_function(
        "text => getSelection().toString() === text || document.querySelector('.copy').textContent === 'Tersalin'",
        arg=text,
    )


@pytest.mark.parametrize(
    "path",
    ["/", "/cari?q=ekspor", "/cari?daerah=entah", "ARTICLE", "/daerah", "/daerah/33.20", "/daerah/33",
     "/daerah/33.20/export_value", "/peta", "CLAIM", "/perbedaan", "/pertanyaan", "/tinjauan", "/-/login", "/nothing",
     "/facts", "/facts/facts?status=target&_nofacet=1", "/facts/nilai_ekspor", "/facts/figures/1"],
)  # fmt: skip
def test_everybody_can_read_each_page(screen: Page, address: str, database: Path, path: str) -> None:
    page = screen
    if path == "ARTICLE":
        path = article_of(database)
    page.goto(f"{address}{'/daerah/33.20' if path == 'CLAIM' else path}")
    if path == "CLAIM":
        page.locator("td.number a").first.click()
        page.wait_for_url("**/klaim?**")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    # Wide tables are moved sideways by themselves, the page is not.
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_reviewer_can_read_each_form(screen: Page, address: str, database: Path) -> None:
    page, path = screen, article_of(database)
    page.goto(f"{address}/-/login?kembali={path}")
    page.get_by_label("Nama").fill("sari")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk").click()
    page.wait_for_url(f"**{path}")
    page.locator("details.review summary").first.click()
    page.locator("a.mark[href]").first.focus()
    expect(page.locator(".card")).to_be_visible()
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("path", ["/cari?q=papan", "/cari?q=terinovatif", "ARTICLE", "CLAIM", "/daerah/33.20"])
def test_what_an_article_says_stays_text_on_the_desk(page: Page, address: str, database: Path, path: str) -> None:
    [(id, figure)] = ask(
        database, "SELECT article_id, min(id) FROM figures WHERE quotation LIKE '%papan%' AND claim_id IS NOT NULL"
    )
    page.goto(address + {"ARTICLE": f"/artikel/{id}", "CLAIM": f"/angka/{figure}"}.get(path, path))
    if path == "CLAIM":
        page.locator("a[href^='/klaim?']").first.click()
        page.wait_for_url("**/klaim?**")
    for mark in page.locator("a.mark[href]").all():
        mark.focus()
    text = page.locator("main").inner_text()
    assert SCRIPT in text or IMAGE in text
    assert page.locator("main script, main img").count() == 0
    assert page.locator('a[href^="javascript:"]').count() == 0
    assert page.evaluate("document.documentElement.dataset.ran") is None
    assert page.title() != "owned"
