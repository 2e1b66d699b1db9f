"""One unit is read: records in, files of articles and facts out."""

from __future__ import annotations

import contextlib
import json
import resource
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from extractor import __version__, language
from extractor.archives import Further
from extractor.bulk.inputs import Unit, records
from extractor.bulk.output import Attempts, Done, Parts
from extractor.crawl.exchange import Exchange, Location
from extractor.crawl.fetch import Settings
from extractor.errors import FetchError, UserError
from extractor.intake import NOT_TO_BE_WRITTEN, Reader, Reading, without_facts
from extractor.jsonl import NotAnArticle, as_article, read_article
from extractor.readers import read_archived
from extractor.wanted import Wanted

DEADLY = "ended the process that read it, twice"
HOPELESS = "ended every process that read it"


class Worker:
    """Reads units into an output folder, with one reader of facts for all of them.

    Called with a row that holds a unit, it answers with a row that holds what became of it, and raises nothing: Ray
    keeps one in each of its actors.
    """

    def __init__(self, folder: str, wanted: dict[str, Any], version: str) -> None:
        self._folder = Path(folder)
        self._wanted = Wanted(**wanted)
        self._version = version
        self._reader = Reader()

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        done = self.read(Unit(**json.loads(row["unit"])))
        return {"done": json.dumps(asdict(done))}

    def read(self, unit: Unit) -> Done:
        """Read a unit, and return what became of it; one that fails leaves nothing behind but the reason."""
        parts = Parts(self._folder, unit)
        try:
            if self._version != __version__:
                raise UserError(f"a machine has extractor {__version__}, not {self._version}: install the same on all")
            with contextlib.closing(Attempts(self._folder, unit.key)) as attempts:
                if attempts.hopeless:
                    parts.done.failed = HOPELESS
                    parts.reject(None, HOPELESS)
                else:
                    self._take(unit, parts, attempts)
                done = parts.finish()
                attempts.forget()
        except Exception as error:  # whatever is wrong with this file, this disk or this code, the others go on
            parts.drop()
            reason = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
            return Done(unit.key, unit.path, failed=reason)
        return done

    def _take(self, unit: Unit, parts: Parts, attempts: Attempts) -> None:
        began = time.process_time()
        refused: Counter[str] = Counter()
        further = Further(Path(unit.path), unit.path)
        for record in records(unit):
            position, content = record.position, record.content
            url = content.url if isinstance(content, Exchange) else None
            attempts.at(position)
            if position in attempts.deadly:
                parts.reject(position, DEADLY, url)
                continue
            if record.wrong is not None:
                parts.reject(position, record.wrong)
                continue
            try:
                outcome = self._page(content, further) if isinstance(content, Exchange) else self._article(content)
            except NotAnArticle as error:
                parts.reject(position, f"not an article: {error}")
            except MemoryError:
                parts.reject(position, "needs more memory than there is", url)
            else:
                if isinstance(outcome, str):
                    refused[outcome] += 1
                    continue
                try:
                    parts.add(position, outcome)
                except NOT_TO_BE_WRITTEN as error:
                    parts.add(position, without_facts(outcome, error))
        attempts.at(-1)  # putting the files in their places is no fault of a record
        parts.done.refused = dict(refused)
        parts.done.seconds = round(time.process_time() - began, 3)
        parts.done.megabytes = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)

    def _page(self, exchange: Exchange, further: Further) -> Reading | str:
        """Read an archived page, or return why it is not wanted."""
        location = exchange.location
        assert location is not None
        try:  # most pages of the world are refused by their first bytes, and are not looked up again
            page = exchange.page(Settings().max_bytes, lenient=True)
            if reason := self._wanted.refuses_page(page):
                return reason
        except FetchError:
            pass  # becomes an article without text, as it does for `add`
        ours: dict[str, Location | None] | None = {} if exchange.kind is not None else None

        def read(known: dict[str, Location | None] | None) -> Reading | str:
            return read_archived(self._reader, Path(location.file).parent, location, known, self._wanted)

        return further.whole(lambda: read(ours), read)

    def _article(self, content: Any) -> Reading | str:
        """Read an article that comes as a line or row, or return why it is not wanted; raises NotAnArticle."""
        article = read_article(content) if isinstance(content, str) else as_article(content)
        for name in ("id", "url"):
            try:
                str(getattr(article, name)).encode()
            except UnicodeEncodeError:
                raise NotAnArticle(f'"{name}" holds half a character') from None
        article.language = language.identify(article.text)
        # What is too short to tell has been called an article by whoever made the file.
        wanted = self._wanted if article.language is not None else replace(self._wanted, language=None)
        if reason := wanted.refuses(article):
            return reason
        article.reason = language.refusal(article.language)
        return self._reader.read(article)
