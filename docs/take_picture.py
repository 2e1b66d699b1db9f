"""Take the pictures of the README from the demo database: the desk's pages, and the view `facts` as a table.

    pip install '.[test]' && python docs/take_picture.py

Needs Chromium (`apt-get install chromium`).
"""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).parent
#: The columns that fit on one screen, and the rows that say something to a newcomer.
COLUMNS = ("place_name", "indicator_label", "period_text", "value_text", "status", "quotation", "source")
ROWS = {"indicator__in": "export_value,exporters", "measure": "level", "place__notnull": "1", "period__notnull": "1"}
#: The area that is shown.
AREA = "33.20"
#: The article with most figures that have an indicator.
ARTICLE = """
    SELECT article_id FROM facts WHERE indicator <> 'other'
    GROUP BY article_id ORDER BY count(*) DESC, article_id LIMIT 1
"""


def take(address: str, database: Path) -> None:
    """Write the pictures of the database that is served at `address`."""
    with closing(sqlite3.connect(database)) as connection:
        [(article,)] = connection.execute(ARTICLE).fetchall()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(f"{address}/")
        page.screenshot(path=DOCS / "desk-home.png")
        page.goto(f"{address}/daerah/{AREA}")
        page.screenshot(path=DOCS / "desk-area.png")
        page.goto(f"{address}/artikel/{article}")
        page.locator("a.mark.figure:not(.unnamed)").first.hover()
        page.screenshot(path=DOCS / "desk-article.png")
        table(page, f"{address}/{database.stem}/facts")
        browser.close()


def table(page: Page, address: str) -> None:
    """Write the picture of a table."""
    columns = [("_col", column) for column in COLUMNS]
    query = urlencode([*columns, *ROWS.items(), ("_nofacet", "1"), ("_sort_desc", "published")])
    page.set_viewport_size({"width": 1200, "height": 640})
    page.goto(f"{address}?{query}")
    page.locator("table.rows-and-columns").evaluate("table => table.scrollIntoView()")
    page.screenshot(path=DOCS / "browse.png")


def main() -> None:
    """Build the demo database in a temporary folder, serve it and take its pictures."""
    extractor = [sys.executable, "-m", "extractor"]
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "demo.db"
        subprocess.run([*extractor, "demo", "--db", str(database)], check=True, stdout=subprocess.DEVNULL)
        serve = [*extractor, "serve", "--db", str(database), "--port", "0"]
        with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                line = server.stdout.readline()
                take(next(word for word in line.split() if word.startswith("http")).rstrip("/"), database)
            finally:
                server.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
