"""Who may review: names with the hashes of their passwords, in a private file beside the database.

Not in the database: whoever may read that can ask it anything.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from datasette_auth_passwords.utils import hash_password

from extractor.errors import UserError

_NAME = re.compile(r"[A-Za-z0-9._-]{2,40}")
_SHORTEST_PASSWORD = 10


@dataclass(frozen=True, slots=True)
class Accounts:
    """`secret` signs the cookies of those who are signed in; `hashes` are of passwords (PBKDF2), by name."""

    secret: str
    hashes: dict[str, str] = field(default_factory=dict)


def accounts_file(database: Path) -> Path:
    """Return the file of the accounts that belong to a database: `facts.reviewers.json` beside `facts.db`."""
    return database.with_name(f"{database.stem}.reviewers.json")


def accounts(database: Path) -> Accounts:
    """Return the accounts of a database; none, with a secret for once, where there is no file of them.

    Raises UserError where the file cannot be read or is none of accounts.
    """
    path = accounts_file(database)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        secret, hashes = content["secret"], content["hashes"]
        sound = isinstance(secret, str) and secret and all(isinstance(each, str) for each in hashes.values())
    except FileNotFoundError:
        return Accounts(secrets.token_hex(32))
    except OSError as error:
        raise UserError(f"{path}: {(error.strerror or str(error)).lower()}: make it readable for you") from error
    except (ValueError, TypeError, KeyError, AttributeError):
        sound = False
    if not sound:
        raise UserError(f"{path} is no file of reviewers: restore a copy, or delete it and add the reviewers again")
    return Accounts(secret, hashes)


def add(database: Path, name: str, password: str) -> bool:
    """Add a reviewer or give one a new password; return whether the reviewer is new.

    Raises UserError for a name or password that cannot be taken, or where the file cannot be written.
    """
    check_name(name)
    if len(password) < _SHORTEST_PASSWORD:
        raise UserError(f"the password is too short: it must have at least {_SHORTEST_PASSWORD} characters")
    known = accounts(database)
    for other in known.hashes:
        if other != name and other.casefold() == name.casefold():
            raise UserError(f"{name} and {other} look alike: choose another name")
    hash = hash_password(password)
    _write(database, Accounts(known.secret, {**known.hashes, name: hash}))
    return name not in known.hashes


def remove(database: Path, name: str) -> None:
    """Take a reviewer out; reviews stay. Raises UserError where there is none of this name."""
    known = accounts(database)
    if name not in known.hashes:
        raise UserError(f"no reviewer {name!r}: see extractor reviewers list")
    _write(database, Accounts(known.secret, {each: hash for each, hash in known.hashes.items() if each != name}))


def check_name(name: str) -> None:
    """Raise UserError for what cannot be the name of a reviewer."""
    if _NAME.fullmatch(name) is None:
        raise UserError(f"{name!r} cannot be a name: take 2 to 40 letters (a-z), digits, dots, hyphens or underscores")


def _write(database: Path, content: Accounts) -> None:
    path = accounts_file(database)
    text = json.dumps({"secret": content.secret, "hashes": content.hashes}, indent=1) + "\n"
    try:
        # A file of mkstemp is its owner's alone.
        descriptor, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(descriptor)
            os.replace(unfinished, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(unfinished)
            raise
    except OSError as error:
        raise UserError(f"{path}: {(error.strerror or str(error)).lower()}: make its folder writable") from error
