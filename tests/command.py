"""Runs the command line: in this process where its words are tested, in one of its own where the process is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import extractor
from extractor import cli
from extractor.facts import FactReader

#: Where the tested package is, for processes that start in another folder.
PACKAGES = Path(extractor.__file__).resolve().parents[1]
#: What a developer may have set for work of their own.
_SETTINGS = ("EXTRACTOR_DB", "EXTRACTOR_SOURCES")
#: Seconds; a process that takes longer hangs.
_LONGEST = 120.0


@dataclass(frozen=True)
class Result:
    """What a command left: exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def errors(self) -> list[str]:
        return self.err.splitlines()


class Command:
    """Runs `extractor` in this process and in a folder of its own, with one reader of facts for all tests."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reader: FactReader
    ) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.chdir(folder)
        for name in _SETTINGS:
            monkeypatch.delenv(name, raising=False)
        self.use(reader)

    def use(self, reader: Any) -> None:
        """Let commands read facts with `reader`."""
        for name in ("extractor.intake.FactReader", "extractor.facts.FactReader", "extractor.bench.FactReader"):
            self._monkeypatch.setattr(name, lambda: reader)

    def __call__(self, *arguments: str | Path, stdin: str | bytes = b"") -> Result:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        self._monkeypatch.setattr(sys, "argv", ["extractor", *map(str, arguments)])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = self._capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Result(left.value.code, out, err)


def start(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start `extractor` as a process with pipes at its three ends; it is ended where it hangs."""
    # Unbuffered, output would come at once whatever the program does.
    unwanted = (*_SETTINGS, "PYTHONUNBUFFERED")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    process = subprocess.Popen(
        [sys.executable, "-m", "extractor", *map(str, arguments)],
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(PACKAGES), **(env or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    watch = threading.Timer(_LONGEST, process.kill)
    watch.daemon = True
    watch.start()
    return process


def finish(process: subprocess.Popen[str], stdin: str | None = None) -> Result:
    """Wait for a process that was started."""
    out, err = process.communicate(stdin)
    return Result(process.returncode, out, err)
