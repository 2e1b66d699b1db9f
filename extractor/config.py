"""The user's configuration: one TOML file, all of which may be left out."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from extractor.crawl.fetch import Settings, user_agent
from extractor.errors import UserError

#: Environment variable with the path of the file.
CONFIG_VARIABLE = "EXTRACTOR_CONFIG"

#: What the table `[crawl]` may hold: the name, its types, and the least that it may be.
_CRAWL: dict[str, tuple[tuple[type, ...], float]] = {
    "contact": ((str,), 0),
    "delay": ((int, float), 0),
    "timeout": ((int, float), 0.1),
    "backoff": ((int, float), 0),
    "retries": ((int,), 0),
    "max_redirects": ((int,), 0),
    "max_megabytes": ((int, float), 0.001),
}


def config_file() -> Path:
    """Return the path of the configuration, whether it exists or not."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "extractor" / "config.toml"


def crawl_settings(*, allow_private: bool = False, delay: float | None = None) -> Settings:
    """Return manners and limits of fetching as the configuration wants them; `delay` (seconds) overrules it.

    Raises UserError, which names the file, for a configuration that cannot be read.
    """
    wanted = _crawl_table(config_file())
    contact = wanted.pop("contact", None)
    if "max_megabytes" in wanted:
        wanted["max_bytes"] = int(wanted.pop("max_megabytes") * 1_000_000)
    if delay is not None:
        wanted["delay"] = delay
    return Settings(user_agent=user_agent(contact), allow_private=allow_private, **wanted)


def _crawl_table(file: Path) -> dict[str, Any]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if os.environ.get(CONFIG_VARIABLE):
            raise UserError(f"{file}: no such file: write it, or unset {CONFIG_VARIABLE}") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"{file}: cannot be read as TOML: {error}") from error
    wanted = tables.get("crawl", {})
    if not isinstance(wanted, dict):
        raise UserError(f"{file}: crawl must be a table: [crawl], and its settings below")
    for name, value in wanted.items():
        if name not in _CRAWL:
            raise UserError(f"{file}: no setting {name!r} in [crawl]: there are {', '.join(_CRAWL)}")
        types, least = _CRAWL[name]
        if not isinstance(value, types) or isinstance(value, bool):
            kind = "a text" if str in types else "a number"
            raise UserError(f"{file}: {name} must be {kind}")
        if isinstance(value, int | float) and not value >= least:
            raise UserError(f"{file}: {name} must be at least {least:g}")
    return dict(wanted)
