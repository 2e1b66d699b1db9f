"""Signing in: a reviewer of `extractor reviewers` gets a session, and with it the permission to review."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.utils import baseconv
from datasette.utils.asgi import NotFound, Request, Response
from datasette_auth_passwords.utils import verify_password

from extractor.browse.desk import Desk
from extractor.browse.wording import path_here
from extractor.errors import UserError
from extractor.reviewers import Accounts, accounts

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

#: The permission that a review needs; `permissions` in the metadata may give it to others.
REVIEW = "review-facts"
_COOKIE = "ds_actor"
#: How long a session lasts, in seconds.
_LASTS = 14 * 24 * 3600
#: So many wrong passwords in so many seconds, and a name has to wait.
_TRIES, _WITHIN = 5, 300.0
#: A hash of no password: who is unknown has to wait as long as who is known.
_NOBODY = "pbkdf2_sha256$480000$00000000000000000000000000000000$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


class Failures:
    """Counts the wrong passwords of late, by name."""

    def __init__(self) -> None:
        self._times: dict[str, deque[float]] = defaultdict(deque)

    def too_many(self, name: str, now: float) -> bool:
        """Return whether a name has to wait; `now` and the times are in seconds."""
        times = self._times[name]
        while times and times[0] < now - _WITHIN:
            times.popleft()
        if not times:
            del self._times[name]
        return len(times) >= _TRIES

    def note(self, name: str, now: float) -> None:
        """Note a wrong password."""
        self._times[name].append(now)


_FAILURES = Failures()


def reviewers_of(database: Database) -> Accounts:
    """Return who may sign in; nobody where the file of accounts cannot be read."""
    if database.path is None:
        return Accounts("")
    try:
        return accounts(Path(database.path))
    except UserError:
        return Accounts("")


async def sign_in(request: Request, datasette: Datasette) -> Response:
    """Answer `/-/login`: the form, and what is sent with it; whoever signs in goes on to `kembali`."""
    desk = await Desk.of(datasette, request)
    known = reviewers_of(desk.database).hashes
    sent = await request.post_vars() if request.method == "POST" else {}
    back = path_here(sent.get("kembali") or desk.argument("kembali"))
    name, problem = (sent.get("nama") or "").strip(), None
    if request.method == "POST":
        if _FAILURES.too_many(name, time.monotonic()):
            problem = desk.translate("Terlalu sering salah: coba lagi beberapa menit lagi.")
        elif await _is_right(sent.get("sandi") or "", known.get(name)):
            return _session(datasette, name, back, secure=request.scheme == "https")
        else:
            _FAILURES.note(name, time.monotonic())
            problem = desk.translate("Nama atau kata sandi salah.")
    return await desk.page(
        "desk_sign_in.html", status=403 if problem else 200, name=name, back=back, problem=problem, possible=bool(known)
    )


async def no_tool(request: Request, datasette: Datasette) -> Response:
    """Answer what is not to be had here; raises NotFound."""
    raise NotFound((await Desk.of(datasette, request)).translate("Halaman ini tidak ada"))


async def may_review(datasette: Datasette, request: Request) -> bool:
    """Return whether who asks is signed in, with a session of this desk, and permitted to review."""
    if request.actor is None or _COOKIE not in request.cookies:
        return False
    return bool(await datasette.permission_allowed(request.actor, REVIEW, default=False))


def permitted(database: Database, actor: dict[str, Any] | None) -> bool | None:
    """Return True for a reviewer who has an account today; None leaves it to others."""
    if actor is None:
        return None
    return True if actor.get("id") in reviewers_of(database).hashes else None


async def _is_right(password: str, stored: str | None) -> bool:
    # Hashing takes a while, on purpose: meanwhile others are served.
    loop = asyncio.get_running_loop()
    right = await loop.run_in_executor(None, verify_password, password, stored or _NOBODY)
    return bool(right) and stored is not None


def _session(datasette: Datasette, name: str, back: str, *, secure: bool) -> Response:
    response = Response.redirect(back)
    ends = baseconv.base62.encode(int(time.time()) + _LASTS)
    signed = datasette.sign({"a": {"id": name}, "e": ends}, "actor")
    response.set_cookie(_COOKIE, signed, max_age=_LASTS, httponly=True, samesite="lax", secure=secure)
    return response
