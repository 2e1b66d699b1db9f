"""Errors that a user can cause; the command line prints their one line instead of a traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something that the user can put right; its message is one line that says what to do."""


class FetchError(UserError):
    """A page could not be fetched; `kind` says in a word or two why, for counting."""

    def __init__(self, message: str, kind: str = "other") -> None:
        super().__init__(message)
        self.kind = kind


class ArchiveError(UserError):
    """The archive of a database cannot be read or written."""


class DatabaseError(UserError):
    """The database cannot be opened, read or written."""


class SourcesError(UserError):
    """A list of sources cannot be read or written, or a source is not in it."""


class ReviewError(UserError):
    """A review cannot be taken; `code` names the reason in a word, for pages that say it in another language."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code
