"""Near copies: the text of an agency that several print, an article posted again or under another headline.

Articles that carry the same text are one story, so that who counts stories counts independent sources. Candidates come
from an index of MinHash bands in the database, and each is then compared exactly. docs/accuracy.md says how the
numbers below were found.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from extractor.addresses import publisher_of
from extractor.writing import insert_one

#: Shingles are so many words long; texts with fewer words than the second are too short to be told apart.
_SHINGLE, _FEWEST_WORDS = 3, 25
#: Two texts of one day or the next are compared when one of so many bands of so many MinHash values is the same. The
#: day is a part of the key: what is told daily after one pattern would fill the bands.
_BANDS, _ROWS = 20, 2
#: Texts of any time are compared when one of these is, as is likely where they are nearly the same.
_LATE_BANDS, _LATE_ROWS = 8, 6
#: The share of the shorter text's shingles that a copy has in common. One publisher's articles share more than that
#: without being copies, as the next one tells again what the last one told.
_SHARED, _SHARED_AT_HOME = 0.6, 0.7
#: The share of the shorter text's numbers that the longer one may lack when both are of one day or the next; else none
#: may be lacking: the price lists of a month share all words, and many of the numbers.
_LACKING = 0.2
#: How many texts of one band are looked at, and how many are compared, the likeliest first.
_MOST_OF_A_BAND, _MOST_COMPARED = 100, 24

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
# Datelines differ between copies.
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b(?:19|20)\d\d\b")
_WORD = re.compile(r"\w+")
#: The name under which `reference_files` notes how the bands were made.
_NAME = "story_bands"
#: What of an article makes a Post. A page that states no date was new when it was fetched.
_POST = "text, coalesce(url, canonical_url), coalesce(published, substr(fetched, 1, 10))"


@dataclass(frozen=True, slots=True)
class Post:
    """A text as somebody published it: `address` tells who, `day` (`YYYY-MM-DD`) when, where they are known."""

    text: str
    address: str | None = None
    day: str | None = None


def are_copies(one: Post, other: Post) -> bool:
    """Return whether two texts are the same, or the one an edited or shortened form of the other."""
    return _have_the_same_numbers(one, other) and _share_enough(shingles(one.text), one, other)


def shingles(text: str) -> frozenset[str]:
    """Return the runs of three words of a text, in small letters; none for a text too short to be told apart."""
    words = _WORD.findall(text.lower())
    if len(words) < _FEWEST_WORDS:
        return frozenset()
    return frozenset(map(" ".join, zip(*(words[start:] for start in range(_SHINGLE)), strict=False)))


def assign(db: Database, article_id: str, title: str, post: Post, story: int | None = None) -> int:
    """Return the story of an article with this text, and put the text into the index.

    Where the text is a copy of articles of several stories, these become one. `story` is the one that the article has
    already, as a new version of it comes; without any, a new story gets the article's title. To be called in the
    transaction that stores the article.
    """
    runs = shingles(post.text)
    values = _minhash(runs)
    found = _stories_of_copies(db, article_id, post, runs, values)
    if story is not None:
        found.add(story)
    if found:
        story = min(found)
        _merge(db, found - {story}, story)
    else:
        story = _new_story(db, title)
    _index(db, article_id, _keys(values, _ordinal(post)))
    return story


def refresh(db: Database) -> None:
    """Fill the index again where its keys were made in another way than today (another release of rensa)."""
    stored = db.execute("SELECT sha256 FROM reference_files WHERE name = ?", [_NAME]).fetchone()
    if stored == (_way(),):
        return
    db.execute("DELETE FROM story_bands")
    sql = f"SELECT coalesce(superseded_by, id), {_POST} FROM articles WHERE status = 'read'"
    for article_id, *its in db.execute(sql):
        post = Post(*its)
        _index(db, article_id, _keys(_minhash(shingles(post.text)), _ordinal(post)))
    note_way(db)


def note_way(db: Database) -> None:
    """Note that the keys of the index were made as they are made today."""
    db.table("reference_files").upsert({"name": _NAME, "sha256": _way()}, pk="name")


def _way() -> str:
    """Return a digest of the keys that an invented text gets."""
    keys = _keys(_minhash(shingles("harga beras naik " * _FEWEST_WORDS)), 1)
    return hashlib.sha256(repr(keys).encode()).hexdigest()


def _index(db: Database, article_id: str, keys: list[int]) -> None:
    db.conn.executemany(
        "INSERT OR IGNORE INTO story_bands (band, article_id) VALUES (?, ?)", [(key, article_id) for key in keys]
    )


def _stories_of_copies(db: Database, article_id: str, post: Post, runs: frozenset[str], values: list[int]) -> set[int]:
    found: set[int] = set()
    sql = f"SELECT story_id, {_POST} FROM articles WHERE (id = :id OR superseded_by = :id) AND story_id IS NOT NULL"
    day = _ordinal(post)
    days = [day] if day is None else [day - 1, day, day + 1]
    keys = {key for each in days for key in _keys(values, each)}
    for candidate in _candidates(db, article_id, sorted(keys)):
        for story, *its in db.execute(sql, {"id": candidate}).fetchall():
            other = Post(*its)
            # The numbers first: they tell most candidates apart, in a fraction of the time.
            if story not in found and _have_the_same_numbers(post, other) and _share_enough(runs, post, other):
                found.add(story)
    return found


def _candidates(db: Database, article_id: str, keys: list[int]) -> list[Any]:
    """Return the articles that share bands with a text, those that share most first."""
    if not keys:
        return []
    # A limit for each band: thousands of texts made after one pattern share some.
    one = f"SELECT * FROM (SELECT article_id FROM story_bands WHERE band = ? LIMIT {_MOST_OF_A_BAND})"
    shared = Counter(row[0] for row in db.execute(" UNION ALL ".join([one] * len(keys)), keys))
    shared.pop(article_id, None)
    return sorted(shared, key=lambda candidate: (-shared[candidate], candidate))[:_MOST_COMPARED]


def _merge(db: Database, stories: set[int], into: int) -> None:
    for story in stories:
        db.execute("UPDATE articles SET story_id = ? WHERE story_id = ?", [into, story])
        db.execute("DELETE FROM stories WHERE id = ?", [story])


def _new_story(db: Database, title: str) -> int:
    return insert_one(db, "stories", {"title": title})


def _have_the_same_numbers(one: Post, other: Post) -> bool:
    numbers, others = (frozenset(_NUMBER.findall(_DATE.sub(" ", post.text))) for post in (one, other))
    fewer = min(len(numbers), len(others))
    lacking = fewer - len(numbers & others)
    day, other_day = _ordinal(one), _ordinal(other)
    if day is None or other_day is None or abs(day - other_day) > 1:
        return lacking == 0
    return lacking <= _LACKING * fewer


def _ordinal(post: Post) -> int | None:
    return None if post.day is None else date.fromisoformat(post.day).toordinal()


def _share_enough(runs: frozenset[str], one: Post, other: Post) -> bool:
    others = shingles(other.text)
    fewer = min(len(runs), len(others))
    at_home = one.address is not None and publisher_of(one.address) == publisher_of(other.address)
    return fewer > 0 and len(runs & others) >= (_SHARED_AT_HOME if at_home else _SHARED) * fewer


def _minhash(runs: frozenset[str]) -> list[int]:
    """Return the MinHash values of shingles; none where there are none."""
    from rensa import RMinHash

    if not runs:
        return []
    minhash = RMinHash(num_perm=_BANDS * _ROWS + _LATE_BANDS * _LATE_ROWS, seed=1)
    minhash.update(list(runs))
    values: list[int] = minhash.digest()
    return values


def _keys(values: list[int], day: int | None) -> list[int]:
    """Return the keys (48 bits) under which a text of a day is found."""
    if not values:
        return []
    late = _BANDS * _ROWS
    return [
        *(_key(day or 0, start, values[start : start + _ROWS]) for start in range(0, late, _ROWS)),
        *(_key(-1, start, values[start : start + _LATE_ROWS]) for start in range(late, len(values), _LATE_ROWS)),
    ]


def _key(day: int, band: int, values: list[int]) -> int:
    content = repr((day, band, values)).encode()
    return int.from_bytes(hashlib.blake2b(content, digest_size=6).digest(), "big")
