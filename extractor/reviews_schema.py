"""The tables and views of reviews, as migration 0009 makes them.

A review is what a person said, and stays as it was given; `review_places` says where in today's texts its words stand,
and can be made anew at any time (`extractor.reviews.place`).
"""

from __future__ import annotations

from sqlite_utils import Database

_TABLES = """
-- No foreign keys: what a person has said outlives the article and the fact.
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('figure', 'event', 'article')),
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    quotation TEXT NOT NULL,
    quote_start INTEGER NOT NULL,
    field TEXT,
    verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong', 'corrected', 'complete')),
    was TEXT NOT NULL,
    value TEXT,
    note TEXT,
    reviewer TEXT NOT NULL CHECK (reviewer <> ''),
    reviewed TEXT NOT NULL,
    extractor_version TEXT NOT NULL,
    replaced_by INTEGER REFERENCES reviews(id),
    withdrawn TEXT,
    CHECK ((kind = 'article') = (verdict = 'complete')),
    CHECK ((verdict = 'corrected') = (field IS NOT NULL)),
    CHECK ((field IS NULL) = (value IS NULL))
);
CREATE INDEX reviews_article ON reviews(article_id);

-- Only of reviews that are neither replaced nor withdrawn.
CREATE TABLE review_places (
    article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    review_id INTEGER NOT NULL REFERENCES reviews(id) ON DELETE CASCADE,
    PRIMARY KEY (article_id, kind, "start", "end", review_id)
) WITHOUT ROWID;
CREATE INDEX review_places_review ON review_places(review_id);
"""

#: What was read, as it is compared with what was reviewed: a JSON object of the fields that can be corrected.
READINGS = {
    "figure": """json_object(
        'value', fact.value, 'value_max', fact.value_max, 'unit', fact.unit, 'item', fact.item,
        'indicator', fact.indicator, 'measure', fact.measure, 'place', fact.place, 'period', fact.period,
        'status', fact.status, 'modifier', fact.modifier, 'basis', fact.basis, 'source', fact.source
    )""",
    "event": """json_object(
        'type', fact.type, 'name', fact.name,
        'recipients', json((
            SELECT json_group_array(name) FROM (
                SELECT name FROM event_recipients
                WHERE event_id = fact.id AND name IS NOT NULL ORDER BY position
            )
        )),
        'recipient_places', json((
            SELECT json_group_array(place) FROM (
                SELECT place FROM event_recipients
                WHERE event_id = fact.id AND place IS NOT NULL ORDER BY position
            )
        )),
        'giver', fact.giver, 'occasion', fact.occasion, 'venue', fact.venue, 'date', fact.date, 'rank', fact.rank
    )""",
}


def _same_place(one: str, other: str) -> str:
    return " AND ".join(f'{one}."{name}" = {other}."{name}"' for name in ("article_id", "kind", "start", "end"))


def _outdoes(later: str, earlier: str) -> str:
    """A later word on the whole fact outdoes all, one on a field that on the same field and on the whole."""
    return (
        f"{later}.id > {earlier}.id"
        f" AND ({later}.field IS NULL OR {earlier}.field IS NULL OR {later}.field = {earlier}.field)"
    )


#: Of several reviews of a fact the latest counts, whoever gave it.
_COUNTS = f"""NOT EXISTS (
        SELECT 1 FROM review_places AS other JOIN reviews AS later ON later.id = other.review_id
        WHERE {_same_place("other", "place")} AND {_outdoes("later", "review")}
    )"""

_PLACED = f"""
CREATE VIEW placed_reviews AS
SELECT place.article_id, place.kind, place."start", place."end", {_COUNTS} AS counts, place.review_id
FROM review_places AS place
JOIN reviews AS review ON review.id = place.review_id;
"""


def _unchanged(kind: str, review: str) -> str:
    """Whether `fact`, at `place`, says what `review` was given for, or what it was corrected to."""
    return f"""NOT EXISTS (
        SELECT 1
        FROM json_each({review}.was) AS told
        JOIN json_each({READINGS[kind]}) AS today ON today.key = told.key
        WHERE today.value IS NOT told.value
            AND NOT EXISTS (
                SELECT 1 FROM placed_reviews AS other JOIN reviews AS correction ON correction.id = other.review_id
                WHERE {_same_place("other", "place")} AND other.counts
                    AND correction.field = told.key AND json_extract(correction.value, '$') IS today.value
            )
    )"""


def _reviewed(view: str, kind: str) -> str:
    return f"""
CREATE VIEW {view} AS
SELECT
    fact.id AS {kind}_id,
    review.verdict,
    (
        SELECT nullif(json_group_object(correction.field, json(correction.value)), '{{}}')
        FROM placed_reviews AS other JOIN reviews AS correction ON correction.id = other.review_id
        WHERE {_same_place("other", "place")} AND other.counts AND correction.field IS NOT NULL
    ) AS corrections,
    review.reviewer,
    review.reviewed,
    review.note,
    CASE WHEN {_unchanged(kind, "review")} THEN 'current' ELSE 'outdated' END AS state,
    -- Somebody else's last word is another one, and nothing that counts says the same.
    EXISTS (
        SELECT 1 FROM placed_reviews AS other JOIN reviews AS outdone ON outdone.id = other.review_id
        WHERE {_same_place("other", "place")} AND NOT other.counts
            AND NOT EXISTS (
                SELECT 1 FROM review_places AS own_place JOIN reviews AS own ON own.id = own_place.review_id
                WHERE {_same_place("own_place", "place")} AND own.reviewer = outdone.reviewer
                    AND {_outdoes("own", "outdone")}
            )
            AND NOT EXISTS (
                SELECT 1 FROM placed_reviews AS agreed JOIN reviews AS same ON same.id = agreed.review_id
                WHERE {_same_place("agreed", "place")} AND agreed.counts
                    AND same.verdict = outdone.verdict AND same.field IS outdone.field AND same.value IS outdone.value
            )
    ) AS disputed,
    fact.article_id
FROM review_places AS place
JOIN reviews AS review ON review.id = place.review_id
JOIN {kind}s AS fact
    ON fact.article_id = place.article_id AND fact."start" = place."start" AND fact."end" = place."end"
WHERE place.kind = '{kind}'
    AND NOT EXISTS (
        SELECT 1 FROM review_places AS later
        WHERE {_same_place("later", "place")} AND later.review_id > place.review_id
    );
"""


def _fact(kind: str, column: str, condition: str = "") -> str:
    return f"""(
        SELECT {column} FROM {kind}s AS fact
        WHERE fact.article_id = place.article_id AND fact."start" = place."start" AND fact."end" = place."end"
            {condition}
    )"""


def standing(version: str) -> str:
    """Return the question for the reviews that stand, as they belong in the version of the article with this id."""
    return f"""
SELECT
    review.article_id,
    review.kind,
    review.verdict,
    review.field,
    review.was,
    review.value,
    review.note,
    review.reviewer,
    review.reviewed,
    place.review_id IS NOT NULL AND {_COUNTS} AS counts,
    CASE
        WHEN place.review_id IS NULL THEN 'displaced'
        WHEN review.kind = 'article' THEN 'current'
        WHEN review.kind = 'figure'
            AND EXISTS {_fact("figure", "1", f"AND {_unchanged('figure', 'review')}")} THEN 'current'
        WHEN review.kind = 'event'
            AND EXISTS {_fact("event", "1", f"AND {_unchanged('event', 'review')}")} THEN 'current'
        ELSE 'outdated'
    END AS state,
    review.quotation,
    review.text,
    place."start",
    place."end",
    CASE review.kind
        WHEN 'figure' THEN {_fact("figure", "min(fact.id)")}
        WHEN 'event' THEN {_fact("event", "min(fact.id)")}
    END AS fact_id,
    review.extractor_version,
    review.id AS review_id
FROM reviews AS review
LEFT JOIN review_places AS place ON place.review_id = review.id AND place.article_id = {version}
WHERE review.replaced_by IS NULL AND review.withdrawn IS NULL
"""


def create(db: Database) -> None:
    """Create the tables and views, and give the views of facts what was said of each."""
    script = [_TABLES, _PLACED, _reviewed("reviewed_facts", "figure"), _reviewed("reviewed_awards", "event")]
    script.append(f"CREATE VIEW current_reviews AS {standing('review.article_id')}")
    db.executescript("".join(script))
    for view, alias in (("facts", "figure"), ("awards", "event")):
        _show_reviews(db, view, alias)


def _show_reviews(db: Database, view: str, alias: str) -> None:
    [(sql,)] = db.execute("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?", [view]).fetchall()
    column = "    article.title,\n"
    assert sql.count(column) == 1, sql
    told = "".join(
        f"    (SELECT {name} FROM reviewed_{view} WHERE {alias}_id = {alias}.id) AS {shown},\n"
        for name, shown in (("verdict", "review"), ("corrections", "corrections"), ("state", "review_state"))
    )
    db.execute(f"DROP VIEW {view}")
    db.execute(sql.replace(column, f"{told}{column}"))
