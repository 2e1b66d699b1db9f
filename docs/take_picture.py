"""Take the pictures of the README from the demo database.

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

from playwright.sync_api import sync_playwright

from extractor.browse.claims import address_of

DOCS = Path(__file__).parent
#: The area that is shown.
AREA = "33.20"
#: The figure that is shown in its article and beside what contradicts it: the surest one of a contradicted claim.
FIGURE = """
    SELECT figures.article_id, figures."start", figures."end", claims.*
    FROM claims JOIN figures ON figures.claim_id = claims.id
    WHERE agreement = 'contradicted' ORDER BY claims.confidence DESC, figures.confidence DESC, figures.id LIMIT 1
"""


def take(address: str, database: Path) -> None:
    """Write the pictures of the database that is served at `address`."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        figure = dict(connection.execute(FIGURE).fetchone())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        page.goto(f"{address}/")
        page.screenshot(path=DOCS / "desk-home.png")
        page.goto(f"{address}/daerah/{AREA}")
        page.locator("table.desk-table").evaluate("table => table.scrollIntoView()")
        page.screenshot(path=DOCS / "desk-area.png")
        page.goto(f"{address}/artikel/{figure['article_id']}")
        page.locator(f"[id='a{figure['start']}-{figure['end']}']").hover()
        page.screenshot(path=DOCS / "desk-article.png")
        page.goto(f"{address}{address_of(figure)}")
        page.screenshot(path=DOCS / "desk-claim.png")
        browser.close()


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
