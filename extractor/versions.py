"""One article, once: which stored article a page is, and what it said before its publisher changed it.

An article keeps its id. Its current version stands under that id; an older one is a row of its own, with its facts,
whose `superseded_by` is the id of the article.
"""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from extractor import paging, stories
from extractor.addresses import canonical_address

Row = dict[str, Any]


def keys_of(url: str | None, canonical_url: str | None) -> list[str]:
    """Return the canonical addresses under which an article is known, that of its identity first."""
    address = url or canonical_url
    if address is None:
        return []
    return list(dict.fromkeys((canonical_address(address, canonical_url), canonical_address(address))))


def post_of(row: Row) -> stories.Post:
    """Return what stories are told apart by."""
    day = row["published"] or (row["fetched"] or "")[:10] or None
    return stories.Post(row["text"], row["url"] or row["canonical_url"], day)


def find(db: Database, article_id: str, keys: list[str]) -> Row | None:
    """Return the current version of the stored article with this address or, where none has it, with this id."""
    for sql, value in (
        ("SELECT article_id FROM article_addresses WHERE address = ?", next(iter(keys), None)),
        ("SELECT coalesce(superseded_by, id) FROM articles WHERE id = ?", article_id),
    ):
        found = db.execute(sql, [value]).fetchone()
        if found is not None:
            return next(db.table("articles").rows_where("id = ?", [found[0]]))
    return None


def older(db: Database, article_id: str) -> list[Row]:
    """Return the superseded versions of an article, the latest first."""
    return list(db.table("articles").rows_where("superseded_by = ?", [article_id], order_by="version DESC"))


def is_known(db: Database, url: str) -> bool:
    """Return whether an address, or that of the article of which it is a further page, leads to a stored article."""
    # A list of articles may stand, unread, at what looks like the first page of one of them (`/berita-daerah/12`).
    sql = """
        SELECT EXISTS (
            SELECT 1 FROM article_addresses JOIN articles ON id = article_id
            WHERE address = ? OR (address = ? AND status = 'read')
        )
    """
    return bool(db.execute(sql, [canonical_address(url), paging.article_address(url)]).fetchone()[0])


def register(db: Database, article_id: str, keys: list[str]) -> None:
    """Note addresses of an article; one that leads to another article already stays with it."""
    for key in keys:
        db.execute("INSERT OR IGNORE INTO article_addresses (address, article_id) VALUES (?, ?)", [key, article_id])


def latest(db: Database, article_id: str) -> int:
    """Return the highest number of the versions of an article."""
    sql = "SELECT max(version) FROM articles WHERE id = :id OR superseded_by = :id"
    return int(db.execute(sql, {"id": article_id}).fetchone()[0])


def set_aside(db: Database, row: Row) -> None:
    """Make the current version of an article an older one, with its facts; its own row is free for the next."""
    old_id = id_of_older(db, row["id"], row["version"])
    db.table("articles").insert({**row, "id": old_id, "superseded_by": row["id"]})
    _hand_over(db, row["id"], old_id)


def bring_back(db: Database, row: Row) -> None:
    """Make an older version of an article the current one again, after `set_aside`."""
    _hand_over(db, row["id"], row["superseded_by"])
    db.execute("DELETE FROM articles WHERE id = ?", [row["id"]])
    db.table("articles").update(row["superseded_by"], {**row, "id": row["superseded_by"], "superseded_by": None})


def id_of_older(db: Database, article_id: str, number: int) -> str:
    """Return an id for a version of an article that is not the current one."""
    while db.execute("SELECT 1 FROM articles WHERE id = ?", [f"{article_id}-{number}"]).fetchone():
        number += 1
    return f"{article_id}-{number}"


def take_over(db: Database) -> None:
    """Give addresses, versions and stories to the articles of a database from before there were any.

    Articles that have one address become versions of the one that was fetched last; no row and no fact goes.
    """
    stories.note_way(db)
    columns = "id, url, canonical_url, title, published, fetched, text, status"
    rows = db.query(f"SELECT {columns} FROM articles ORDER BY coalesce(fetched, ''), rowid")
    articles: dict[str, list[Row]] = {}
    for row in rows:
        keys = keys_of(row["url"], row["canonical_url"])
        articles.setdefault(keys[0] if keys else row["id"], []).append(row)
    for same in articles.values():
        current = next((row for row in reversed(same) if row["status"] == "read"), same[-1])
        story = None
        for number, row in enumerate(same, 1):
            if row["status"] == "read":
                story = stories.assign(db, current["id"], row["title"], post_of(row), story)
            superseded_by = None if row is current else current["id"]
            db.table("articles").update(row["id"], {"version": number, "superseded_by": superseded_by})
            register(db, current["id"], keys_of(row["url"], row["canonical_url"]))
        if story is not None:
            sql = "UPDATE articles SET story_id = :story WHERE id = :id OR superseded_by = :id"
            db.execute(sql, {"story": story, "id": current["id"]})


def _hand_over(db: Database, old_id: str, new_id: str) -> None:
    """Let everything that was read from one version of an article belong to another one."""
    for table in db.table_names():
        for key in db.table(table).foreign_keys:
            if key.other_table == "articles" and table not in ("articles", "article_addresses"):
                sql = f'UPDATE "{table}" SET "{key.column}" = ? WHERE "{key.column}" = ?'
                db.execute(sql, [new_id, old_id])
