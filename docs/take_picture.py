"""Take `browse.png`, the picture of the README: the view `facts` of the demo database in Datasette.

    pip install '.[test]' && python docs/take_picture.py

Needs Chromium (`apt-get install chromium`).
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).with_name("browse.png")
#: The columns that fit on one screen, and the rows that say something to a newcomer.
COLUMNS = ("place_name", "indicator_label", "period_text", "value_text", "status", "confidence", "quotation", "source")
ROWS = {"indicator__in": "export_value,exporters", "measure": "level", "place__notnull": "1", "period__notnull": "1"}


def take(address: str) -> None:
    """Write the picture of the database that is served at `address`."""
    columns = [("_col", column) for column in COLUMNS]
    query = urlencode([*columns, *ROWS.items(), ("_nofacet", "1"), ("_sort_desc", "published")])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 640})
        page.goto(f"{address}/demo/facts?{query}")
        page.locator("table.rows-and-columns").evaluate("table => table.scrollIntoView()")
        page.screenshot(path=PICTURE)
        browser.close()


def main() -> None:
    """Build the demo database in a temporary folder, serve it and take its picture."""
    extractor = [sys.executable, "-m", "extractor"]
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "demo.db")
        subprocess.run([*extractor, "demo", "--db", database], check=True, stdout=subprocess.DEVNULL)
        serve = [*extractor, "serve", "--db", database, "--port", "0"]
        with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                take(next(word for word in server.stdout.readline().split() if word.startswith("http")).rstrip("/"))
            finally:
                server.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
