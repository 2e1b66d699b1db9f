"""The wheel: everything that a user needs, found from any folder, and nothing else."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from extractor import __version__

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: Folders and files that the wheel carries inside the package.
CARRIED = ("models", "corpus", "datasette-metadata.json")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build backend itself: pip would fetch it from the net."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed: pip install hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode("utf-8"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the package as pip would put it into site-packages."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_carries_every_data_file(names: list[str]) -> None:
    tracked = [ROOT / name for name in CARRIED]
    files = [path for top in tracked for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()]
    wanted = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    assert {"models/indicators.csv", "corpus/pages.csv", "corpus/pages/contoh-01.html"} <= wanted
    assert {f"extractor/data/{name}" for name in wanted} <= set(names)


def test_the_wheel_carries_every_module(names: list[str]) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "extractor").rglob("*.py")}
    assert "extractor/cli.py" in modules
    assert modules <= set(names)


def test_the_wheel_carries_what_pages_are_made_of(names: list[str]) -> None:
    files = [path for path in (ROOT / "extractor" / "browse").rglob("*.*") if path.suffix not in (".py", ".pyc")]
    wanted = {path.relative_to(ROOT).as_posix() for path in files}
    assert {
        "extractor/browse/plugin/templates/desk_home.html",
        "extractor/browse/plugin/static/desk.js",
        "extractor/browse/plugin/static/map.css",
        "extractor/browse/english.csv",
    } <= wanted
    assert wanted <= set(names)


def test_the_wheel_carries_nothing_else(names: list[str]) -> None:
    assert {name.partition("/")[0] for name in names} == {"extractor", f"extractor-{__version__}.dist-info"}
    assert [name for name in names if re.search(r"(^|/)(tests?|\.ci|__pycache__)/|\.db$|\.pyc$", name)] == []


def test_the_wheel_says_what_it_is(wheel: Path, metadata: Message) -> None:
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == PROJECT["requires-python"]
    assert "# " in metadata.get_payload()
    with zipfile.ZipFile(wheel) as archive:
        folder = f"extractor-{__version__}.dist-info"
        licence = archive.read(f"{folder}/licenses/LICENSE").decode("utf-8")
        scripts = archive.read(f"{folder}/entry_points.txt").decode("utf-8")
    assert "Apache License" in licence
    assert "extractor = extractor.cli:main" in scripts


def test_an_installed_package_finds_its_data(installed: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from extractor import resources, samples, tables\n"
        "from extractor.crawl.sources import load_sources\n"
        "assert len(samples.sample_pages()) >= 15\n"
        "assert len(tables.rows('indicators')) > 30\n"
        "assert len(load_sources()) >= 60\n"
        "assert resources.datasette_metadata().is_file()\n"
        "print(resources.data_root())"
    )
    # -P: the current folder is no place for modules, as with the installed command.
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, str(installed)], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert Path(done.stdout.strip()) == installed / "extractor" / "data"


def imported(folder: Path) -> set[str]:
    """Return the top-level names that the modules of a folder import, from wherever."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def normal(name: str) -> str:
    """Return a distribution's name as package indexes compare it, without version and extras."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", name)[0]).lower()


@pytest.mark.parametrize(
    ("folder", "extras"),
    [("extractor", ["cluster"]), ("corpus", []), ("models", ["test", "train"]), ("tests", ["test", "cluster"])],
)
def test_what_is_imported_is_asked_for_by_name(folder: str, extras: list[str]) -> None:
    """A package that only comes along with another one is gone when that one drops it."""
    asked = PROJECT["dependencies"] + [name for extra in extras for name in PROJECT["optional-dependencies"][extra]]
    # scikit-learn is asked for by those who train only, and need not be here
    distributions = {"sklearn": ["scikit-learn"], **packages_distributions()}
    own = {
        "extractor",
        *(path.stem for home in ("tests", "models/train", "benchmarks") for path in (ROOT / home).glob("*.py")),
    }
    others = imported(ROOT / folder) - set(sys.stdlib_module_names) - own
    missing = {
        module for module in others
        if not {normal(name) for name in distributions.get(module, [module])} & {normal(name) for name in asked}
    }  # fmt: skip
    assert missing == set()
