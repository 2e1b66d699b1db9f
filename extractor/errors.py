"""Errors that a user can cause; the command line prints their one line instead of a traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something that the user can put right; its message is one line that says what to do."""


class FetchError(UserError):
    """A page could not be fetched."""


class DatabaseError(UserError):
    """The database cannot be opened, read or written."""


class SourcesError(UserError):
    """A list of sources cannot be read or written, or a source is not in it."""
