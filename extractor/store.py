"""The database: stores articles with their facts, and answers questions about them."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from sqlite_utils import Database

from extractor import __version__, agreement, reviews, schema, stories, versions
from extractor.errors import DatabaseError, UserError
from extractor.formatting import period_bounds, period_text, value_text
from extractor.lookup import choose, find_days, find_indicator, find_place, find_sector
from extractor.records import Article, Event, Facts, Figure, Sectors
from extractor.writing import as_row, insert, insert_one, upsert

#: How long a writer waits for another one, in seconds.
_BUSY_TIMEOUT = 15.0
#: How long the transaction of several articles lasts, in seconds.
_BATCH_SECONDS = 0.5

_PROBLEMS = {
    sqlite3.SQLITE_NOTADB: "{path} is not a SQLite database: choose another file",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged: restore a copy of it, or choose another file",
    sqlite3.SQLITE_READONLY: "{path} cannot be written: make the file and its folder writable, or choose another file",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened: check that you may read and write the file and its folder",
    sqlite3.SQLITE_PERM: "{path} cannot be opened: check that you may read and write the file and its folder",
    sqlite3.SQLITE_BUSY: "{path} is in use by another program: try again when that one is done",
    sqlite3.SQLITE_LOCKED: "{path} is in use by another program: try again when that one is done",
    sqlite3.SQLITE_FULL: "{path} cannot grow, the disk is full: make room and try again",
    sqlite3.SQLITE_IOERR: "{path} cannot be read or written, the disk answers with an error: check the disk",
}

#: What makes an article the same as the one that is stored.
_IDENTITY = ("text", "title", "published", "extractor_version", "status", "reason")

#: What became of an article that was added; see `Store.add`.
Stored = Literal["added", "unchanged", "replaced", "changed"]

_STATUSES = ("actual", "target", "forecast")
_EVENT_TYPES = ("award", "designation")


@dataclass(frozen=True, slots=True)
class IndicatorCount:
    """How many figures of one indicator are stored; `label` is Indonesian."""

    indicator: str
    label: str
    figures: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What a database holds; `articles` counts the `unreadable` ones too, `indicators` comes largest first."""

    articles: int
    unreadable: int
    figures: int
    awards: int
    designations: int
    indicators: list[IndicatorCount]


class Store:
    """An open database of articles and facts.

    Opening creates the file if there is none and brings its schema and reference tables up to date, or, with
    `readonly`, touches nothing. `extractor_version` is noted with every article that is added. Raises DatabaseError
    where the file cannot be used, is no database of ours, or comes from a newer version.
    """

    def __init__(self, path: Path | str, *, readonly: bool = False, extractor_version: str = __version__) -> None:
        self.path = Path(path)
        self.readonly = readonly
        self.extractor_version = extractor_version
        #: Whether the folder cannot be written, so that the file is read as one that nobody changes.
        self.immutable = False
        #: When the transaction of several articles began, or None outside `batch`.
        self._batch: float | None = None
        self._check_path()
        with self._clear_errors():
            self._db = self._open_readonly() if readonly else self._connect("mode=rwc")
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; it may be called twice."""
        if not self.readonly:
            # Fresh statistics only save time: whatever hinders them may not hinder closing.
            with contextlib.suppress(sqlite3.Error):
                self._db.conn.execute("PRAGMA analysis_limit = 400")
                self._db.conn.execute("PRAGMA optimize")
        self._db.close()

    # Writing

    def add(self, article: Article, facts: Facts, sectors: Sectors | None = None) -> Stored:
        """Store an article with its facts and their sectors in one transaction, and say what that changed.

        An article is the same as a stored one when it has the same canonical address (`extractor.addresses`) or, where
        none of its addresses is known, the same id.

        `unchanged`: a version of the article is stored, was read by the same extractor version and has the same text,
        title and date of publication (a missing date counts as the same) and its facts have been checked, or it was
        readable before and now is not.
        `replaced`: the same page was read by another extractor version, or another date was given; the facts of that
        version are exchanged as a whole. Figures and events that stand at the same place of the same text keep their
        ids. `changed`: its publisher has changed the text or title; the version that was fetched last is current, the
        other ones stay with their facts, which the views leave out.

        Copies of a text make one story (`extractor.stories`). Raises ValueError, and stores nothing, where a fact does
        not quote the article; DatabaseError where the database cannot be written.
        """
        _check_quotations(article, facts)
        row: dict[str, Any] = {
            **as_row(article),
            "extractor_version": self.extractor_version,
            "status": "read" if article.readable else "unreadable",
        }
        keys = versions.keys_of(article.url, article.canonical_url)
        with self._clear_errors(), self._transaction():
            current = versions.find(self._db, article.id, keys)
            if current is None:
                with self._comparing(article.id):
                    self._write(row, facts, sectors)
                versions.register(self._db, article.id, keys)
                return "added"
            versions.register(self._db, current["id"], keys)
            with self._comparing(current["id"]):
                return self._add_again(current, row, facts, sectors)

    def _add_again(self, current: dict[str, Any], row: dict[str, Any], facts: Facts, sectors: Sectors | None) -> Stored:
        """Store a page of an article whose current version is stored."""
        if current["status"] == "read" and row["status"] == "unreadable":
            return "unchanged"
        stored = [current, *versions.older(self._db, current["id"])]
        known = next((each for each in stored if (each["title"], each["text"]) == (row["title"], row["text"])), None)
        known = known or next((each for each in stored if _is_the_same_page(each, row)), None)
        if known is None:
            place = {"version": versions.latest(self._db, current["id"]) + 1, "story_id": current["story_id"]}
            stamps = (row["fetched"], current["fetched"])
            if None in stamps or stamps[0] >= stamps[1]:
                versions.set_aside(self._db, current)
                self._write({**row, **place, "id": current["id"]}, facts, sectors)
            else:
                old_id = versions.id_of_older(self._db, current["id"], place["version"])
                self._write({**row, **place, "id": old_id, "superseded_by": current["id"]}, facts, sectors)
            return "changed"
        back = known is not current and (row["fetched"] or "") > (current["fetched"] or row["fetched"] or "")
        if back:  # the publisher went back to an earlier version
            versions.set_aside(self._db, current)
            versions.bring_back(self._db, known)
            known = {**known, "id": current["id"], "superseded_by": None}
            self._db.table("articles").update(current["id"], {"fetched": row["fetched"]})
        outdated = row["status"] == "read" and self._unchecked(known["id"])
        if _says_the_same(known, row) and not outdated:
            return "changed" if back else "unchanged"
        kept = {name: known[name] for name in ("id", "version", "superseded_by", "story_id")}
        self._write({**row, **kept}, facts, sectors, old_text=known["text"])
        return "changed" if back else "replaced"

    def _write(self, row: dict[str, Any], facts: Facts, sectors: Sectors | None, old_text: str | None = None) -> None:
        """Write one version of an article with its facts; `old_text` is what it said when it was read before."""
        if row["status"] == "read" and (row["text"] != old_text or row.get("story_id") is None):
            article_id = row.get("superseded_by") or row["id"]
            story = stories.assign(self._db, article_id, row["title"], versions.post_of(row), row.get("story_id"))
            row = {**row, "story_id": story}
        upsert(self._db, "articles", row)
        same_text = row["text"] == old_text
        figure_ids = self._replace_figures(row["id"], facts.figures, same_text)
        self._replace_sectors(row["id"], figure_ids, sectors or Sectors())
        self._replace_events(row["id"], facts.events, same_text)
        reviews.place(self._db.conn, row["id"])

    def reread(self, article: Article, facts: Facts, sectors: Sectors | None = None) -> None:
        """Exchange the text and the facts of a stored article for what today's rules read from the same page.

        Figures and events that stand at the same place of the same text keep their ids. Raises as `add`; an article
        that is not stored is left out.
        """
        _check_quotations(article, facts)
        row = {
            **as_row(article),
            "extractor_version": self.extractor_version,
            "status": "read" if article.readable else "unreadable",
        }
        with self.writing():
            stored = next(self._db.table("articles").rows_where("id = ?", [article.id]), None)
            if stored is None:
                return
            if any(stored[name] != value for name, value in row.items()):
                self._db.table("articles").update(article.id, row)
            same_text = stored["text"] == article.text
            with self._comparing(stored["superseded_by"] or article.id):
                figure_ids = self._replace_figures(article.id, facts.figures, same_text)
                self._replace_sectors(article.id, figure_ids, sectors or Sectors())
                self._replace_events(article.id, facts.events, same_text)
                if not same_text:
                    reviews.place(self._db.conn, article.id)

    @contextlib.contextmanager
    def _comparing(self, article_id: str) -> Iterator[None]:
        """Let the facts of an article change, and bring the claims that they state up to that."""
        before = agreement.of_article(self._db, article_id)
        yield
        agreement.assign(self._db, article_id)
        agreement.refresh(self._db, before | agreement.of_article(self._db, article_id))

    @contextlib.contextmanager
    def writing(self) -> Iterator[Database]:
        """Give the database for writes of one transaction; raises DatabaseError where it cannot be written."""
        with self._clear_errors(), self._transaction():
            yield self._db

    @contextlib.contextmanager
    def asking(self) -> Iterator[Database]:
        """Give the database for questions; raises DatabaseError where it cannot be read."""
        with self._clear_errors():
            yield self._db

    def write_lazily(self) -> None:
        """Leave the disk time to take what is written: a power failure, not a crash, may cost the last writes.

        For work that can be done again from an archive; the database stays sound in any case.
        """
        self._db.execute("PRAGMA synchronous = NORMAL")

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """Let what is written meanwhile be kept a few times a second, not each article by itself.

        For work that brings one article after the other without waiting, as nobody else can write meanwhile, and that
        can be done again: a crash costs what the last half second brought. What fails is undone alone.
        """
        self._batch = time.monotonic()
        try:
            yield
        finally:
            self._batch = None
            with self._clear_errors():
                self._db.commit()

    def _replace_figures(self, article_id: str, figures: Iterable[Figure], keep_ids: bool) -> list[int]:
        """Exchange the figures of an article; return the ids of the new ones."""
        ids = self._forget("figures", article_id, keep_ids)
        records = []
        for figure in figures:
            first, last = period_bounds(figure.period) or (None, None)
            records.append(
                {
                    **as_row(figure),
                    **_lists(figure),
                    "id": _take(ids, figure),
                    "article_id": article_id,
                    "value_text": value_text(figure.value, figure.value_max, figure.unit, figure.modifier, figure.item),
                    "period_text": period_text(figure.period) if figure.period else None,
                    "period_start": first,
                    "period_end": last,
                }
            )
        insert(self._db, "figures", records)
        sql = 'SELECT id FROM figures WHERE article_id = ? ORDER BY "start", "end", id'
        stored = [row["id"] for row in self._db.query(sql, [article_id])]
        turns = sorted(range(len(records)), key=lambda turn: (records[turn]["start"], records[turn]["end"]))
        return [id for _, id in sorted(zip(turns, stored, strict=True))]

    def _replace_sectors(self, article_id: str, figure_ids: Sequence[int], sectors: Sectors) -> None:
        self._db.execute("DELETE FROM article_sectors WHERE article_id = ?", [article_id])
        of_article = (
            {"article_id": article_id, "position": position, "sector": code}
            for position, code in enumerate(sectors.article)
        )
        insert(self._db, "article_sectors", of_article)
        of_figures = (
            {"figure_id": figure_id, "position": position, "sector": code}
            for figure_id, codes in zip(figure_ids, sectors.figures, strict=False)
            for position, code in enumerate(codes)
        )
        insert(self._db, "figure_sectors", of_figures)

    def _replace_events(self, article_id: str, events: Iterable[Event], keep_ids: bool) -> None:
        ids = self._forget("events", article_id, keep_ids)
        for event in events:
            record = as_row(event)
            names, codes = record.pop("recipients"), record.pop("recipient_places")
            first, last = period_bounds(event.date) or (None, None)
            record |= {"id": _take(ids, event), "article_id": article_id, "date_start": first, "date_end": last}
            record |= _lists(event)
            event_id = insert_one(self._db, "events", record)
            pairs = (
                zip(names, codes, strict=True)
                if len(names) == len(codes)
                else [*((name, None) for name in names), *((None, code) for code in codes)]
            )
            recipients = (
                {"event_id": event_id, "position": position, "name": name, "place": code}
                for position, (name, code) in enumerate(pairs)
            )
            insert(self._db, "event_recipients", recipients)

    def _unchecked(self, article_id: str) -> bool:
        """Whether facts of the article are from a version that did not check them."""
        tables = ("figures", "events")
        unchecked = (f"EXISTS (SELECT 1 FROM {table} WHERE article_id = :id AND flags IS NULL)" for table in tables)
        return bool(self._db.execute(f"SELECT {' OR '.join(unchecked)}", {"id": article_id}).fetchone()[0])

    def _forget(self, table: str, article_id: str, keep_ids: bool) -> dict[tuple[int, int], list[int]]:
        """Delete an article's facts from `table`; return the ids to use again, by the place in the text."""
        ids: dict[tuple[int, int], list[int]] = defaultdict(list)
        if keep_ids:
            for row in self._db.query(
                f'SELECT id, "start", "end" FROM {table} WHERE article_id = ? ORDER BY id DESC', [article_id]
            ):
                ids[row["start"], row["end"]].append(row["id"])
        self._db.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])
        return ids

    # Asking

    def load(self, article_id: str) -> tuple[Article, Facts] | None:
        """Return a stored article with its facts as they were added, or None when it is not stored."""
        with self._clear_errors():
            stored = next(self._db.table("articles").rows_where("id = ?", [article_id]), None)
            if stored is None:
                return None
            article = Article(**{field.name: stored[field.name] for field in fields(Article)})
            figures = [
                Figure(**_loaded(row, Figure))
                for row in self._db.table("figures").rows_where("article_id = ?", [article_id], order_by='"start", id')
            ]
            events = []
            for row in self._db.table("events").rows_where("article_id = ?", [article_id], order_by='"start", id'):
                recipients = list(
                    self._db.table("event_recipients").rows_where("event_id = ?", [row["id"]], order_by="position")
                )
                row["recipients"] = [each["name"] for each in recipients if each["name"] is not None]
                row["recipient_places"] = [each["place"] for each in recipients if each["place"] is not None]
                events.append(Event(**_loaded(row, Event)))
        return article, Facts(article_id, figures, events)

    def id_of(self, name: str) -> str | None:
        """Return the id of the article with this id or address, None when it is not stored."""
        with self._clear_errors():
            sql = "SELECT id FROM articles WHERE :name IN (id, url, canonical_url) ORDER BY id = :name DESC LIMIT 1"
            found = self._db.execute(sql, {"name": name}).fetchone()
        return None if found is None else str(found[0])

    def has(self, url: str) -> bool:
        """Return whether an address leads to a stored article: one under which it was fetched, or that its page names.

        Other writings of the same address count (`extractor.addresses`), and those of the article's further pages.
        """
        with self._clear_errors():
            return versions.is_known(self._db, url)

    def counts(self) -> Counts:
        """Count what is stored of the current versions: articles, figures by indicator, awards."""
        with self._clear_errors():
            sql = "SELECT status, count(*) FROM articles WHERE superseded_by IS NULL GROUP BY status"
            articles = dict(self._db.execute(sql).fetchall())
            events = dict(self._db.execute("SELECT type, count(*) FROM awards GROUP BY type").fetchall())
            indicators = [
                IndicatorCount(*row)
                for row in self._db.execute(
                    # `+`: an index on indicators would not say which articles are current.
                    "SELECT code, label_id, figures FROM indicators JOIN ("
                    " SELECT indicator, count(*) AS figures FROM figures"
                    " WHERE article_id NOT IN (SELECT id FROM articles WHERE superseded_by IS NOT NULL)"
                    " GROUP BY +indicator) ON code = indicator ORDER BY figures DESC, code"
                )
            ]
        return Counts(
            articles=sum(articles.values()),
            unreadable=articles.get("unreadable", 0),
            figures=sum(each.figures for each in indicators),
            awards=events.get("award", 0),
            designations=events.get("designation", 0),
            indicators=indicators,
        )

    def facts(
        self,
        place: str | None = None,
        indicator: str | None = None,
        since: str | None = None,
        until: str | None = None,
        status: str | None = None,
        limit: int | None = None,
        sector: str | None = None,
        min_confidence: float | None = None,
        flagged: bool | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Return rows of the view `facts`, the latest period first.

        `place` is a name or code (see `find_place`); a province takes in its kabupaten and kota, `Indonesia` only
        figures about the whole country. `indicator` and `sector` are codes or labels. `since` and `until` (`2021`,
        `2021-10`, `2021-10-31`) keep figures whose period overlaps that time; one without a period goes by the date
        of publication. `min_confidence` (0 to 1) leaves out figures of less or of unknown confidence; `flagged` keeps
        only those with a flag, or, False, only those without. Raises UserError for a value that cannot be understood.
        """
        where, values = _time_conditions("period", since, until)
        where += _check_conditions(min_confidence, flagged, values)
        if place is not None:
            where.append(_place_condition("place", place, values))
        if indicator is not None:
            where.append("indicator = :indicator")
            values["indicator"] = find_indicator(indicator)
        if status is not None:
            where.append("status = :status")
            values["status"] = choose("status", status, _STATUSES)
        if sector is not None:
            where.append("figure_id IN (SELECT figure_id FROM figure_sectors WHERE sector = :sector)")
            values["sector"] = find_sector(sector)
        return self._ask("facts", where, values, "coalesce(period_end, published) DESC, figure_id", limit)

    def awards(
        self,
        place: str | None = None,
        since: str | None = None,
        until: str | None = None,
        type: str | None = None,
        limit: int | None = None,
        min_confidence: float | None = None,
        flagged: bool | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Return rows of the view `awards`, the latest first.

        `place` matches the areas of the recipients; it, `since`, `until`, `min_confidence` and `flagged` are understood
        as by `facts`. `type` is `award` or `designation`.
        """
        where, values = _time_conditions("date", since, until)
        where += _check_conditions(min_confidence, flagged, values)
        if place is not None:
            condition = _place_condition("place", place, values)
            where.append(f"event_id IN (SELECT event_id FROM event_recipients WHERE {condition})")
        if type is not None:
            where.append("type = :type")
            values["type"] = choose("type", type, _EVENT_TYPES)
        return self._ask("awards", where, values, "coalesce(date_end, published) DESC, event_id", limit)

    def reviews(
        self, reviewer: str | None = None, history: bool = False, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Return the reviews, of one `reviewer` or all, the latest first: rows of the view `current_reviews`.

        With `history` also what was replaced or withdrawn, whose `state` says so and which counts no more.
        """
        values = {"reviewer": reviewer, "limit": -1 if limit is None else limit}
        mine = "(:reviewer IS NULL OR reviewer = :reviewer)"
        sql = f"SELECT * FROM current_reviews WHERE {mine}"
        if history:
            names = [column.name for column in self._db["current_reviews"].columns]
            gone = {"counts": "0", "fact_id": "NULL", "review_id": "id"}
            gone["state"] = "CASE WHEN withdrawn IS NULL THEN 'replaced' ELSE 'withdrawn' END"
            columns = ", ".join(gone.get(name, f'"{name}"') for name in names)
            ended = "(replaced_by IS NOT NULL OR withdrawn IS NOT NULL)"
            sql += f" UNION ALL SELECT {columns} FROM reviews WHERE {mine} AND {ended}"
        with self._clear_errors():
            yield from self._db.query(f"{sql} ORDER BY review_id DESC LIMIT :limit", values)

    def _ask(
        self, view: str, where: Sequence[str], values: dict[str, Any], order: str, limit: int | None
    ) -> Iterator[dict[str, Any]]:
        sql = f"SELECT * FROM {view}"
        if where:
            sql += f" WHERE {' AND '.join(where)}"
        # A negative limit is none.
        sql += f" ORDER BY {order} LIMIT :limit"
        return self._rows(sql, values | {"limit": -1 if limit is None else limit})

    def _rows(self, sql: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        with self._clear_errors():
            for row in self._db.query(sql, values):
                yield row | {"flags": json.loads(row["flags"] or "[]")}

    # Opening

    def _check_path(self) -> None:
        if self.path.is_dir():
            raise DatabaseError(f"{self.path} is a folder: give the path of a database file")
        if self.readonly and not self.path.exists():
            raise DatabaseError(f"no database at {self.path}: run `extractor add` or `extractor demo` first")
        if not self.path.parent.is_dir():
            raise DatabaseError(
                f"{self.path.parent} is no folder: create it, or choose another place for {self.path.name}"
            )

    def _connect(self, mode: str) -> Database:
        connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?{mode}", uri=True, timeout=_BUSY_TIMEOUT)
        return Database(connection, execute_plugins=False)

    def _open_readonly(self) -> Database:
        db = self._connect("mode=ro")
        try:
            db.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            db.close()
            # A reader of a WAL database writes beside it. Where that is not allowed and no writer has left anything
            # there, the file alone holds everything.
            wal = self.path.with_name(f"{self.path.name}-wal")
            unfinished = wal.exists() and wal.stat().st_size > 0
            if unfinished or _primary_code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
            self.immutable = True
            return self._connect("mode=ro&immutable=1")
        return db

    def _prepare(self) -> None:
        self._db.execute("PRAGMA foreign_keys = ON")
        if self._db.table_names() and not schema.MIGRATIONS.applied(self._db):
            raise DatabaseError(f"{self.path} is a database of another program: choose another file")
        if schema.unknown_migrations(self._db):
            raise DatabaseError(
                f"{self.path} comes from a newer version of extractor: update extractor, then try again"
            )
        if not self.readonly:
            self._db.enable_wal()
            with self._transaction():
                schema.MIGRATIONS.apply(self._db)
                schema.refresh_reference(self._db)
                stories.refresh(self._db)
                agreement.bring_up_to_date(self._db)
        elif not self._db.table_names():
            raise DatabaseError(f"{self.path} is empty: run `extractor add` or `extractor demo` first")
        elif schema.MIGRATIONS.pending(self._db):
            raise DatabaseError(f"{self.path} comes from an older version of extractor: run `extractor add` on it once")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._batch is not None:
            with self._savepoint():
                yield
            if time.monotonic() - self._batch > _BATCH_SECONDS:
                self._db.commit()
            return
        # The write lock is taken first: a reader that turns writer halfway can be refused.
        self._db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.rollback()
            raise
        self._db.commit()

    @contextlib.contextmanager
    def _savepoint(self) -> Iterator[None]:
        connection = self._db.conn
        if not connection.in_transaction:
            connection.execute("BEGIN IMMEDIATE")
            self._batch = time.monotonic()
        connection.execute("SAVEPOINT one")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK TO one")
            raise
        finally:
            connection.execute("RELEASE one")

    @contextlib.contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            problem = _PROBLEMS.get(_primary_code(error))
            if problem is None:
                raise
            raise DatabaseError(problem.format(path=self.path)) from error


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", -1) & 0xFF


def _check_quotations(article: Article, facts: Facts) -> None:
    if facts.id != article.id:
        raise ValueError(f"facts of {facts.id} are not facts of {article.id}")
    for figure in facts.figures:
        if article.text[figure.start : figure.end] != figure.text:
            raise ValueError(f"{article.id}: {figure.text!r} is not what the text has at {figure.start}")
    quoting: list[Figure | Event] = [*facts.figures, *facts.events]
    for fact in quoting:
        if article.text[fact.quote_start : fact.quote_end] != fact.quotation:
            raise ValueError(f"{article.id}: {fact.quotation!r} is not what the text has at {fact.quote_start}")


def _says_the_same(stored: dict[str, Any], row: dict[str, Any]) -> bool:
    if stored["status"] == "read" and row["status"] == "unreadable":
        return True
    if row["published"] is None:
        row = row | {"published": stored["published"]}
    return all(stored[name] == row[name] for name in _IDENTITY)


def _is_the_same_page(stored: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a stored version is what was read again, which other rules may cut in another way."""
    if stored["status"] == "unreadable":
        return stored["superseded_by"] is None  # nothing was read that could be kept beside it
    if stored["page_sha256"] is not None and row["page_sha256"] is not None:
        return bool(stored["page_sha256"] == row["page_sha256"])
    # Of a page that was stored without its digest only the time tells.
    if stored["fetched"] is None or stored["extractor_version"] == row["extractor_version"]:
        return False
    return bool(stored["fetched"] == row["fetched"])


def _take(ids: dict[tuple[int, int], list[int]], fact: Figure | Event) -> int | None:
    known = ids.get((fact.start, fact.end))
    return known.pop() if known else None


def _lists(fact: Figure | Event) -> dict[str, str]:
    """Return what is stored of a fact's flags: lists in JSON."""
    return {"flags": json.dumps(fact.flags), "flag_details": json.dumps(fact.flag_details, ensure_ascii=False)}


def _loaded(row: dict[str, Any], record: type[Figure | Event]) -> dict[str, Any]:
    """Return the fields of a record as a row of its table has them."""
    values = {field.name: row[field.name] for field in fields(record)}
    return values | {name: json.loads(row[name] or "[]") for name in ("flags", "flag_details")}


def _check_conditions(min_confidence: float | None, flagged: bool | None, values: dict[str, Any]) -> list[str]:
    conditions = []
    if min_confidence is not None:
        if not 0 <= min_confidence <= 1:
            raise UserError(f"{min_confidence} is no confidence: give a number from 0 to 1")
        values["min_confidence"] = min_confidence
        conditions.append("confidence >= :min_confidence")
    if flagged is not None:
        conditions.append("flags IS NOT NULL" if flagged else "flags IS NULL")
    return conditions


def _time_conditions(column: str, since: str | None, until: str | None) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if since is not None:
        values["since"] = find_days("since", since)[0]
        conditions.append(f"coalesce({column}_end, published) >= :since")
    if until is not None:
        values["until"] = find_days("until", until)[1]
        conditions.append(f"coalesce({column}_start, published) <= :until")
    if since is not None and until is not None and values["since"] > values["until"]:
        raise UserError(f"no time lies between {since} and {until}: --since comes first, --until after it")
    return conditions, values


def _place_condition(column: str, place: str, values: dict[str, Any]) -> str:
    found = find_place(place)
    values["place"] = found.code
    if found.level != "province":
        return f"{column} = :place"
    # The areas below a province are the codes from `35.` on; `/` is the character after the full stop.
    return f"({column} = :place OR ({column} >= :place || '.' AND {column} < :place || '/'))"
