"""Where the data files are: inside the installed package, or at the top of a source checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "data"


def data_root() -> Path:
    """Return the folder that holds `models/`, `corpus/` and `datasette-metadata.json`."""
    return _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent


def models() -> Path:
    """Return the folder of the knowledge files (indicators, units, aliases, patterns)."""
    return data_root() / "models"


def corpus() -> Path:
    """Return the folder of the list of sources, the sample pages and their gold facts."""
    return data_root() / "corpus"


def datasette_metadata() -> Path:
    """Return the path of the Datasette metadata file."""
    return data_root() / "datasette-metadata.json"
