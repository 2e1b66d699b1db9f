"""What a command is pointed at: a saved page, a text, a file of articles, or an article of the database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.common import UsageError
from extractor.errors import DatabaseError, UserError

if TYPE_CHECKING:
    from extractor.records import Article

_PAGE_ENDINGS = (".html", ".htm", ".xhtml")


def articles_of(
    target: str, db: Path, *, id: str | None = None, published: str | None = None, url: str | None = None
) -> list[Article]:
    """Return the articles of a file, or the one of the database that has this id or address.

    A file is a page when it begins with a tag, JSON Lines when its first line is an object, else a text. `id` chooses
    from JSON Lines; `published` and `url` tell what a saved page or text may not say.

    Raises UserError for what cannot be found or read, UsageError for options that do not fit.
    """
    from extractor.article import read_pages
    from extractor.records import Article

    path = Path(target)
    content = _content(path)
    if content is None:
        if id is not None or published is not None or url is not None:
            raise UsageError(f"{target}: no such file, and --id, --published and --url go with a file")
        return [_stored(target, db)]
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if path.suffix.lower() in _PAGE_ENDINGS or head == b"<":
        _refuse("a saved page is one article: leave --id out", id)
        return [read_pages([content], url=url, published=published)]
    text = content.decode("utf-8-sig", errors="replace")
    if _is_json_lines(text):
        _refuse(
            "articles in JSON Lines say when and where they are from: leave --published and --url out", published, url
        )
        return _listed(text, target, id)
    _refuse("a text is one article: leave --id out", id)
    return [Article(path.name, url, "", published, text.replace("\r\n", "\n"))]


def _refuse(message: str, *options: str | None) -> None:
    if any(option is not None for option in options):
        raise UsageError(message)


def _content(path: Path) -> bytes | None:
    """The bytes of a file, None where there is none of this name."""
    from extractor.article import MAX_PAGE_BYTES

    try:
        if not path.exists():
            return None
        if path.is_file() and path.stat().st_size > MAX_PAGE_BYTES:
            raise UserError(f"{path} is larger than {MAX_PAGE_BYTES:,} bytes: give a smaller file")
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name that holds a NUL
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise UserError(f"{path}: {reason}: give a saved page, a text or a file of articles") from error


def _is_json_lines(text: str) -> bool:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _listed(text: str, name: str, id: str | None) -> list[Article]:
    """The articles of JSON Lines, or the one that is wanted."""
    from extractor.jsonl import NotAnArticle, read_article

    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            article = read_article(line)
        except NotAnArticle as error:
            raise UserError(f"{name} line {number}: not an article: {error}") from error
        if id in (None, article.id):
            found.append(article)
    if not found:
        raise UserError(f"no article {id!r} in {name}")
    return found[:1] if id is not None else found


def _stored(name: str, db: Path) -> Article:
    from extractor.store import Store

    nowhere = f"{name}: no such file, and no article of this id or address in {db}"
    if not db.exists():
        raise DatabaseError(f"{nowhere}, which does not exist: give a file, or the database with --db")
    with Store(db, readonly=True) as store:
        id = store.id_of(name)
        loaded = None if id is None else store.load(id)
    if loaded is None:
        raise UserError(f"{nowhere}: give a file, or add the page with: extractor add")
    return loaded[0]
