"""The schema of the database: its numbered migrations and the tables that mirror the files under `models/`.

To change the schema, add a migration at the end and never touch one that has been released.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlite_utils import Database, Migrations

from extractor import resources, reviews_schema, versions
from extractor.gazetteer import places
from extractor.tables import rows

MIGRATIONS = Migrations("extractor")

_TABLES = """
CREATE TABLE reference_files (
    name TEXT PRIMARY KEY NOT NULL,
    sha256 TEXT NOT NULL
);

CREATE TABLE indicators (
    code TEXT PRIMARY KEY NOT NULL,
    "group" TEXT NOT NULL,
    label_id TEXT NOT NULL,
    label_en TEXT NOT NULL,
    definition_id TEXT NOT NULL,
    definition_en TEXT NOT NULL
);

CREATE TABLE units (
    code TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    label_id TEXT NOT NULL,
    label_en TEXT NOT NULL
);

CREATE TABLE places (
    code TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    level TEXT NOT NULL,
    parent TEXT REFERENCES places(code)
);
CREATE INDEX places_parent ON places(parent);

CREATE TABLE articles (
    id TEXT PRIMARY KEY NOT NULL,
    url TEXT,
    canonical_url TEXT,
    site TEXT,
    title TEXT NOT NULL,
    author TEXT,
    published TEXT,
    fetched TEXT,
    language TEXT,
    text TEXT NOT NULL,
    extractor_version TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('read', 'unreadable')),
    reason TEXT
);
CREATE INDEX articles_url ON articles(url);
CREATE INDEX articles_canonical_url ON articles(canonical_url);
CREATE INDEX articles_published ON articles(published);

-- NUMERIC keeps whole numbers whole: 1800000000000, not 1800000000000.0.
-- AUTOINCREMENT: the id of a figure that is gone never comes to mean another one.
CREATE TABLE figures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    value NUMERIC NOT NULL,
    value_max NUMERIC,
    value_text TEXT NOT NULL,
    unit TEXT NOT NULL REFERENCES units(code),
    item TEXT,
    indicator TEXT NOT NULL REFERENCES indicators(code),
    measure TEXT NOT NULL CHECK (measure IN ('level', 'change', 'share')),
    place TEXT REFERENCES places(code),
    period TEXT,
    period_text TEXT,
    period_start TEXT,
    period_end TEXT,
    status TEXT NOT NULL CHECK (status IN ('actual', 'target', 'forecast')),
    modifier TEXT NOT NULL CHECK (modifier IN ('exact', 'approx', 'gt', 'gte', 'lt', 'lte')),
    basis TEXT CHECK (basis IN ('yoy', 'mtm', 'qtq', 'ytd', 'ctc')),
    source TEXT,
    quotation TEXT NOT NULL,
    quote_start INTEGER NOT NULL,
    quote_end INTEGER NOT NULL
);
CREATE INDEX figures_article ON figures(article_id);
CREATE INDEX figures_indicator ON figures(indicator, place);
CREATE INDEX figures_place ON figures(place, indicator);

CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    type TEXT NOT NULL CHECK (type IN ('award', 'designation')),
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    name TEXT NOT NULL,
    giver TEXT,
    occasion TEXT,
    venue TEXT,
    date TEXT,
    date_start TEXT,
    date_end TEXT,
    rank TEXT,
    quotation TEXT NOT NULL,
    quote_start INTEGER NOT NULL,
    quote_end INTEGER NOT NULL
);
CREATE INDEX events_article ON events(article_id);

-- Recipients and their places are two lists. Of equal length, they pair up row by row; otherwise which place
-- belongs to whom is not known, and the places follow in rows of their own, without a name.
CREATE TABLE event_recipients (
    event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT,
    place TEXT REFERENCES places(code),
    PRIMARY KEY (event_id, position),
    CHECK (name IS NOT NULL OR place IS NOT NULL)
);
CREATE INDEX event_recipients_place ON event_recipients(place);
"""

# Every join is a left join by primary key, so that SQLite leaves out the ones that a query does not need.
_VIEWS = """
CREATE VIEW facts AS
SELECT
    place.name AS place_name,
    province.name AS province,
    indicator.label_id AS indicator_label,
    figure.item,
    figure.period_text,
    figure.value_text,
    figure.status,
    figure.measure,
    figure.quotation,
    figure.source,
    article.title,
    article.site,
    article.published,
    coalesce(article.url, article.canonical_url) AS link,
    figure.value,
    figure.value_max,
    figure.unit,
    figure.modifier,
    figure.basis,
    figure.place,
    figure.indicator,
    figure.period,
    figure.period_start,
    figure.period_end,
    figure.article_id,
    figure.id AS figure_id
FROM figures AS figure
LEFT JOIN articles AS article ON article.id = figure.article_id
LEFT JOIN indicators AS indicator ON indicator.code = figure.indicator
LEFT JOIN places AS place ON place.code = figure.place
LEFT JOIN places AS province ON province.code = substr(figure.place, 1, 2) AND province.level = 'province';

CREATE VIEW awards AS
SELECT
    event.type,
    event.name,
    (
        SELECT group_concat(name, '; ')
        FROM (SELECT name FROM event_recipients WHERE event_id = event.id ORDER BY position)
    ) AS recipients,
    (
        SELECT group_concat(name, '; ')
        FROM (
            SELECT places.name FROM event_recipients JOIN places ON places.code = event_recipients.place
            WHERE event_id = event.id ORDER BY position
        )
    ) AS places,
    event.giver,
    event.occasion,
    event.venue,
    event.date,
    event.rank,
    event.quotation,
    article.title,
    article.site,
    article.published,
    coalesce(article.url, article.canonical_url) AS link,
    (
        SELECT group_concat(place, '; ')
        FROM (SELECT place FROM event_recipients WHERE event_id = event.id ORDER BY position)
    ) AS place_codes,
    event.date_start,
    event.date_end,
    event.article_id,
    event.id AS event_id
FROM events AS event
LEFT JOIN articles AS article ON article.id = event.article_id;
"""


_SECTORS = """
ALTER TABLE figures ADD COLUMN source_role TEXT;

CREATE TABLE sectors (
    code TEXT PRIMARY KEY NOT NULL,
    label_id TEXT NOT NULL,
    label_en TEXT NOT NULL
);

-- The likeliest sector has position 0.
CREATE TABLE article_sectors (
    article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sector TEXT NOT NULL REFERENCES sectors(code),
    PRIMARY KEY (article_id, position)
);
CREATE INDEX article_sectors_sector ON article_sectors(sector);

CREATE TABLE figure_sectors (
    figure_id INTEGER NOT NULL REFERENCES figures(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sector TEXT NOT NULL REFERENCES sectors(code),
    PRIMARY KEY (figure_id, position)
);
CREATE INDEX figure_sectors_sector ON figure_sectors(sector);

DROP VIEW facts;
CREATE VIEW facts AS
SELECT
    place.name AS place_name,
    province.name AS province,
    indicator.label_id AS indicator_label,
    figure.item,
    figure.period_text,
    figure.value_text,
    figure.status,
    figure.measure,
    figure.quotation,
    figure.source,
    figure.source_role,
    (
        SELECT group_concat(sector, '; ')
        FROM (SELECT sector FROM figure_sectors WHERE figure_id = figure.id ORDER BY position)
    ) AS sectors,
    article.title,
    article.site,
    article.published,
    coalesce(article.url, article.canonical_url) AS link,
    figure.value,
    figure.value_max,
    figure.unit,
    figure.modifier,
    figure.basis,
    figure.place,
    figure.indicator,
    figure.period,
    figure.period_start,
    figure.period_end,
    figure.article_id,
    figure.id AS figure_id
FROM figures AS figure
LEFT JOIN articles AS article ON article.id = figure.article_id
LEFT JOIN indicators AS indicator ON indicator.code = figure.indicator
LEFT JOIN places AS place ON place.code = figure.place
LEFT JOIN places AS province ON province.code = substr(figure.place, 1, 2) AND province.level = 'province';
"""

_STORIES = """
CREATE TABLE stories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL
);

-- An article keeps its id; what it was before is a row of its own, with the facts that were read from it.
ALTER TABLE articles ADD COLUMN page_sha256 TEXT;
ALTER TABLE articles ADD COLUMN story_id INTEGER REFERENCES stories(id);
ALTER TABLE articles ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE articles ADD COLUMN superseded_by TEXT REFERENCES articles(id) ON DELETE CASCADE;
CREATE INDEX articles_story ON articles(story_id);
CREATE INDEX articles_superseded ON articles(superseded_by, id) WHERE superseded_by IS NOT NULL;

CREATE TABLE article_addresses (
    address TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX article_addresses_article ON article_addresses(article_id);

-- Thirty rows and more for each article: no foreign key, whose index would double it. What an article that is gone
-- leaves behind is passed over.
CREATE TABLE story_bands (
    band INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    PRIMARY KEY (band, article_id)
) WITHOUT ROWID;

CREATE VIEW article_versions AS
SELECT
    coalesce(superseded_by, id) AS article_id,
    version,
    CASE WHEN superseded_by IS NULL THEN 'current' ELSE 'superseded' END AS state,
    title,
    published,
    fetched,
    site,
    url AS link,
    (SELECT count(*) FROM figures WHERE figures.article_id = articles.id) AS figures,
    (SELECT count(*) FROM events WHERE events.article_id = articles.id) AS events,
    text,
    status,
    reason,
    extractor_version,
    story_id,
    id AS version_id
FROM articles;
"""


_CONFIDENCE = """
CREATE TABLE flags (
    code TEXT PRIMARY KEY NOT NULL,
    label_id TEXT NOT NULL,
    label_en TEXT NOT NULL,
    definition_id TEXT NOT NULL,
    definition_en TEXT NOT NULL
);

-- Lists in JSON: Datasette counts and filters by the entries of such a column.
-- NULL: read by a version that knew neither confidence nor flags.
ALTER TABLE figures ADD COLUMN confidence REAL CHECK (confidence BETWEEN 0 AND 1);
ALTER TABLE figures ADD COLUMN flags TEXT;
ALTER TABLE figures ADD COLUMN flag_details TEXT;
ALTER TABLE events ADD COLUMN confidence REAL CHECK (confidence BETWEEN 0 AND 1);
ALTER TABLE events ADD COLUMN flags TEXT;
ALTER TABLE events ADD COLUMN flag_details TEXT;

DROP VIEW facts;
CREATE VIEW facts AS
SELECT
    place.name AS place_name,
    province.name AS province,
    indicator.label_id AS indicator_label,
    figure.item,
    figure.period_text,
    figure.value_text,
    figure.status,
    figure.measure,
    figure.quotation,
    figure.source,
    figure.source_role,
    (
        SELECT group_concat(sector, '; ')
        FROM (SELECT sector FROM figure_sectors WHERE figure_id = figure.id ORDER BY position)
    ) AS sectors,
    figure.confidence,
    nullif(figure.flags, '[]') AS flags,
    (SELECT group_concat(value, '; ') FROM json_each(figure.flag_details)) AS flag_details,
    article.title,
    article.site,
    article.published,
    coalesce(article.url, article.canonical_url) AS link,
    figure.value,
    figure.value_max,
    figure.unit,
    figure.modifier,
    figure.basis,
    figure.place,
    figure.indicator,
    figure.period,
    figure.period_start,
    figure.period_end,
    figure.article_id,
    figure.id AS figure_id
FROM figures AS figure
LEFT JOIN articles AS article ON article.id = figure.article_id
LEFT JOIN indicators AS indicator ON indicator.code = figure.indicator
LEFT JOIN places AS place ON place.code = figure.place
LEFT JOIN places AS province ON province.code = substr(figure.place, 1, 2) AND province.level = 'province';

DROP VIEW awards;
CREATE VIEW awards AS
SELECT
    event.type,
    event.name,
    (
        SELECT group_concat(name, '; ')
        FROM (SELECT name FROM event_recipients WHERE event_id = event.id ORDER BY position)
    ) AS recipients,
    (
        SELECT group_concat(name, '; ')
        FROM (
            SELECT places.name FROM event_recipients JOIN places ON places.code = event_recipients.place
            WHERE event_id = event.id ORDER BY position
        )
    ) AS places,
    event.giver,
    event.occasion,
    event.venue,
    event.date,
    event.rank,
    event.quotation,
    event.confidence,
    nullif(event.flags, '[]') AS flags,
    (SELECT group_concat(value, '; ') FROM json_each(event.flag_details)) AS flag_details,
    article.title,
    article.site,
    article.published,
    coalesce(article.url, article.canonical_url) AS link,
    (
        SELECT group_concat(place, '; ')
        FROM (SELECT place FROM event_recipients WHERE event_id = event.id ORDER BY position)
    ) AS place_codes,
    event.date_start,
    event.date_end,
    event.article_id,
    event.id AS event_id
FROM events AS event
LEFT JOIN articles AS article ON article.id = event.article_id;
"""

# The file of an archive is named as it is in the folder `archive` beside the database, or in full.
_ARCHIVE = """
ALTER TABLE articles ADD COLUMN archive_file TEXT;
ALTER TABLE articles ADD COLUMN archive_offset INTEGER;
CREATE INDEX articles_archive ON articles(archive_file, archive_offset);

CREATE TABLE fetches (
    url TEXT PRIMARY KEY NOT NULL,
    fetched TEXT NOT NULL,
    status INTEGER NOT NULL,
    kind TEXT,
    redirect TEXT,
    etag TEXT,
    last_modified TEXT,
    archive_file TEXT,
    archive_offset INTEGER
) WITHOUT ROWID;

CREATE TABLE checkpoints (
    name TEXT PRIMARY KEY NOT NULL,
    position INTEGER NOT NULL,
    note TEXT
) WITHOUT ROWID;
"""

#: What is searched by words.
_SEARCHED = {"articles": ["title", "text"], "figures": ["quotation"], "events": ["name", "quotation"]}

# What figures state together; kept up by `extractor.agreement` in the transaction that stores the figures.
_CLAIMS = """
CREATE TABLE claims (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place TEXT NOT NULL REFERENCES places(code),
    indicator TEXT NOT NULL REFERENCES indicators(code),
    item TEXT NOT NULL,
    period TEXT NOT NULL,
    measure TEXT NOT NULL,
    status TEXT NOT NULL,
    unit TEXT NOT NULL REFERENCES units(code),
    basis TEXT NOT NULL,
    period_start TEXT,
    period_end TEXT,
    value NUMERIC,
    value_max NUMERIC,
    modifier TEXT,
    value_text TEXT,
    agreement TEXT CHECK (agreement IN ('single', 'agreed', 'contradicted')),
    summary TEXT,
    facts INTEGER,
    articles INTEGER,
    stories INTEGER,
    readings INTEGER,
    confidence REAL,
    first_published TEXT,
    last_published TEXT
);
CREATE UNIQUE INDEX claims_key ON claims(place, indicator, period, measure, status, unit, item, basis);
CREATE INDEX claims_series ON claims(place, indicator, period_end);
CREATE INDEX claims_indicator ON claims(indicator, period_end);
-- For ready-made questions, which look at the latest ones first; what they sift by stands in the index.
CREATE INDEX claims_levels ON claims(period_end, indicator, place, unit, item, confidence)
    WHERE measure = 'level' AND status = 'actual';
CREATE INDEX claims_targets ON claims(period_end, indicator, place, confidence)
    WHERE measure = 'level' AND status = 'target';
CREATE INDEX claims_forecasts ON claims(period_end, indicator, place, confidence) WHERE status = 'forecast';
CREATE INDEX claims_contradicted ON claims(last_published) WHERE agreement = 'contradicted';

ALTER TABLE figures ADD COLUMN claim_id INTEGER REFERENCES claims(id) ON DELETE SET NULL;
-- Of a claim that thousands state, a page or question wants the surest figure.
CREATE INDEX figures_claim ON figures(claim_id, confidence DESC) WHERE claim_id IS NOT NULL;

CREATE VIEW contradictions AS
SELECT
    place.name AS place_name,
    indicator.label_id AS indicator_label,
    claim.item,
    claim.period,
    claim.summary,
    claim.stories,
    claim.readings,
    claim.confidence,
    claim.measure,
    claim.status,
    claim.unit,
    claim.basis,
    claim.first_published,
    claim.last_published,
    claim.place,
    claim.indicator,
    claim.period_start,
    claim.period_end,
    claim.id AS claim_id
FROM claims AS claim
LEFT JOIN indicators AS indicator ON indicator.code = claim.indicator
LEFT JOIN places AS place ON place.code = claim.place
WHERE claim.agreement = 'contradicted';
"""

# What questions sift by stands in the index, so that only rows of the answer are fetched.
_INDEXES = """
DROP INDEX figures_article;
CREATE INDEX figures_article ON figures(article_id, indicator, place);
DROP INDEX figures_indicator;
CREATE INDEX figures_indicator ON figures(indicator, place, period_end, measure, status);
-- Those of a place in the order in which they were stored.
DROP INDEX figures_place;
CREATE INDEX figures_place ON figures(place);
CREATE INDEX figures_latest ON figures(indicator, measure, period_end, period_start, place, item, confidence);
CREATE INDEX figures_changes ON figures(abs(value), indicator, place, period_end, period_start, confidence)
    WHERE measure = 'change' AND unit = 'percent';
"""


@MIGRATIONS(name="0001_tables")
def _create_tables(db: Database) -> None:
    db.executescript(_TABLES)


@MIGRATIONS(name="0002_search")
def _create_search(db: Database) -> None:
    for table, columns in _SEARCHED.items():
        db.table(table).enable_fts(columns, create_triggers=True)


@MIGRATIONS(name="0003_views")
def _create_views(db: Database) -> None:
    db.executescript(_VIEWS)


@MIGRATIONS(name="0004_sectors")
def _create_sectors(db: Database) -> None:
    db.executescript(_SECTORS)


@MIGRATIONS(name="0005_confidence")
def _create_confidence(db: Database) -> None:
    db.executescript(_CONFIDENCE)


@MIGRATIONS(name="0006_archive")
def _create_archive(db: Database) -> None:
    db.executescript(_ARCHIVE)


@MIGRATIONS(name="0007_stories")
def _create_stories(db: Database) -> None:
    db.executescript(_STORIES)
    for view, alias in (("facts", "figure"), ("awards", "event")):
        _show_current_only(db, view, alias)
    versions.take_over(db)


@MIGRATIONS(name="0008_claims")
def _create_claims(db: Database) -> None:
    db.executescript(_CLAIMS)
    for table, columns in _SEARCHED.items():
        _index_only(db, table, columns)
    _add_column(db, "facts", "    article.story_id,\n", "    figure.claim_id,\n")


@MIGRATIONS(name="0009_reviews")
def _create_reviews(db: Database) -> None:
    reviews_schema.create(db)


@MIGRATIONS(name="0010_indexes")
def _widen_indexes(db: Database) -> None:
    db.executescript(_INDEXES)


def _show_current_only(db: Database, view: str, alias: str) -> None:
    """Give a view of facts the story, and leave out those of superseded versions; its other columns stay."""
    _add_column(db, view, f"    {alias}.article_id,\n", "    article.story_id,\n", before=True)
    # Of the few that are superseded the index holds all that is asked; a condition on the article would fetch each.
    superseded = "SELECT id FROM articles WHERE superseded_by IS NOT NULL"
    sql = _sql_of(db, view)
    db.execute(f"DROP VIEW {view}")
    db.execute(f"{sql}\nWHERE {alias}.article_id NOT IN ({superseded})")


def _index_only(db: Database, table: str, columns: list[str]) -> None:
    """Let only a change of these columns change the search index: others change often, and the index is dear."""
    name = f"{table}_au"
    [(sql,)] = db.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", [name]).fetchall()
    before, found, after = str(sql).partition(" AFTER UPDATE ON ")
    assert found, sql
    db.execute(f"DROP TRIGGER {name}")
    db.execute(f"{before} AFTER UPDATE OF {', '.join(columns)} ON {after}")


def _add_column(db: Database, view: str, beside: str, column: str, *, before: bool = False) -> None:
    """Add a column to a view, behind or before another one."""
    sql = _sql_of(db, view)
    assert sql.count(beside) == 1, sql
    db.execute(f"DROP VIEW {view}")
    db.execute(sql.replace(beside, column + beside if before else beside + column))


def _sql_of(db: Database, view: str) -> str:
    [(sql,)] = db.execute("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?", [view]).fetchall()
    return str(sql)


def unknown_migrations(db: Database) -> list[str]:
    """Return the migrations that the database has been through and this version does not know."""
    known = {migration.name for migration in MIGRATIONS.pending(Database(memory=True, execute_plugins=False))}
    return [migration.name for migration in MIGRATIONS.applied(db) if migration.name not in known]


def refresh_reference(db: Database) -> None:
    """Bring `indicators`, `units`, `sectors`, `flags` and `places` up to the files under `models/`, where they are not.

    A code that a file no longer holds keeps its row, as stored facts may refer to it.
    """
    for table, records in (
        ("indicators", _indicators),
        ("units", _units),
        ("sectors", _sectors),
        ("flags", _flags),
        ("places", _places),
    ):
        digest = hashlib.sha256((resources.models() / f"{table}.csv").read_bytes()).hexdigest()
        stored = db.execute("SELECT sha256 FROM reference_files WHERE name = ?", [table]).fetchone()
        if stored != (digest,):
            # A place may come before the area that holds it.
            db.execute("PRAGMA defer_foreign_keys = ON")
            db.table(table).upsert_all(records(), pk="code")
            db.table("reference_files").upsert({"name": table, "sha256": digest}, pk="name")


def _indicators() -> Iterator[dict[str, Any]]:
    columns = ("code", "group", "label_id", "label_en", "definition_id", "definition_en")
    return ({column: row[column] for column in columns} for row in rows("indicators"))


def _units() -> Iterator[dict[str, Any]]:
    return ({column: row[column] for column in ("code", "kind", "label_id", "label_en")} for row in rows("units"))


def _sectors() -> Iterator[dict[str, Any]]:
    return ({column: row[column] for column in ("code", "label_id", "label_en")} for row in rows("sectors"))


def _flags() -> Iterator[dict[str, Any]]:
    columns = ("code", "label_id", "label_en", "definition_id", "definition_en")
    return ({column: row[column] for column in columns} for row in rows("flags"))


def _places() -> Iterator[dict[str, Any]]:
    return ({**asdict(place), "parent": place.parent or None} for place in places().values())
