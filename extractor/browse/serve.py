"""Runs Datasette on a database of facts."""

from __future__ import annotations

import contextlib
import errno
import json
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from extractor import resources
from extractor.browse import plugin
from extractor.errors import UserError
from extractor.reviewers import accounts
from extractor.store import Store

#: The database name that the metadata file describes.
_DESCRIBED = "facts"

#: From so many figures on, counting takes longer than all else on a page.
_MANY = 50_000

_SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 2000,
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 2000,
    "default_facet_size": 10,
    # The metadata says which facets are worth having; looking for more takes longer than the page.
    "suggest_facets": False,
    "truncate_cells_html": 1000,
}


def metadata_for(path: Path, *, large: bool = False) -> dict[str, Any]:
    """Return the project's Datasette metadata, for a database file of whatever name.

    Of a `large` one nothing is counted that nobody asks for: facets, and the rows of a table.
    """
    metadata: dict[str, Any] = json.loads(resources.datasette_metadata().read_text(encoding="utf-8"))
    described = metadata["databases"].pop(_DESCRIBED)
    metadata["databases"] = {path.stem: described}
    if large:
        for table in described["tables"].values():
            table.pop("facets", None)
        metadata["plugins"] = {plugin.CONFIGURED: {"uncounted": list(described["tables"])}}
    return metadata


def build_datasette(path: Path) -> Datasette:
    """Return Datasette on the database, which it only reads and which may be written meanwhile.

    Raises DatabaseError where there is no database of facts at `path`.
    """
    with Store(path, readonly=True) as store:
        immutable = store.immutable
        with store.asking() as db:
            [(figures,)] = db.execute("SELECT coalesce(max(id), 0) FROM figures").fetchall()
    files = [str(path)]
    if not pm.is_registered(plugin):  # a checkout that is not installed
        pm.register(plugin)
    return Datasette(
        [] if immutable else files,
        immutables=files if immutable else [],
        metadata=metadata_for(path, large=figures > _MANY),
        settings=_SETTINGS,
        secret=accounts(path).secret,
    )


def serve(
    path: Path,
    host: str = "127.0.0.1",
    port: int = 8001,
    open_browser: bool = False,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the database for browsing until interrupted; `announce` gets the address once it can be opened.

    Where `port` is taken, a free one is used. Raises DatabaseError where there is no database of facts at `path`,
    UserError where nothing can be served at `host`.
    """
    app = build_datasette(path).app()
    with _listen(host, port) as listener:
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listener.getsockname()[1]}/"
        announce(address)
        if open_browser:
            webbrowser.open(address)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        # The server stops in good order at Ctrl-C and only then passes it on.
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        try:
            return socket.create_server((host, port), family=family)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return socket.create_server((host, 0), family=family)
    except (OSError, OverflowError, UnicodeError) as error:
        raise UserError(f"cannot serve at {host} port {port} ({error}): choose another host or port") from error
