"""Who may review: names and hashes in a private file, added and removed by commands."""

from __future__ import annotations

import json
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from command import PACKAGES, Command
from datasette_auth_passwords.utils import verify_password

from extractor import reviewers
from extractor.errors import UserError

PASSWORD = "garam laut pati"


def test_reviewers_are_added_and_removed(run: Command) -> None:
    assert run("reviewers", "list").errors == ["No reviewers: add one with extractor reviewers add NAME"]
    assert run("reviewers", "add", "sari", stdin=f"{PASSWORD}\n").lines == ["sari may review"]
    assert run("reviewers", "add", "budi.s", stdin=f"\ufeff{PASSWORD}\r\n").lines == ["budi.s may review"]
    file = run.folder / "facts.reviewers.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert PASSWORD not in file.read_text(encoding="utf-8")
    first = reviewers.accounts(run.folder / "facts.db")
    assert all(verify_password(PASSWORD, first.hashes[name]) for name in ("sari", "budi.s"))
    assert run("reviewers", "list").lines == ["budi.s", "sari"]

    assert run("reviewers", "add", "sari", stdin="garam gunung").lines == ["sari has a new password"]
    assert run("reviewers", "remove", "budi.s").lines == ["budi.s may review no more"]
    last = reviewers.accounts(run.folder / "facts.db")
    assert list(last.hashes) == ["sari"]
    assert verify_password("garam gunung", last.hashes["sari"])
    assert (last.secret, len(last.secret)) == (first.secret, 64)
    assert [each.name for each in run.folder.iterdir()] == ["facts.reviewers.json"]


def test_every_database_has_its_own(tmp_path: Path) -> None:
    reviewers.add(tmp_path / "a.db", "sari", PASSWORD)
    reviewers.add(tmp_path / "b.db", "sari", PASSWORD)
    one, other = (reviewers.accounts(tmp_path / name) for name in ("a.db", "b.db"))
    assert one.secret != other.secret
    assert one.hashes != other.hashes


def test_without_a_file_nobody_may_review(tmp_path: Path) -> None:
    known = reviewers.accounts(tmp_path / "facts.db")
    assert (known.hashes, len(known.secret)) == ({}, 64)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "x" * 41, "sari w", "../sari", "sarí", "", "sari\n"])
def test_what_is_no_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="cannot be a name"):
        reviewers.add(tmp_path / "facts.db", name, PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (("add", "sari"), "pendek123\n", "the password is too short"),
        (("add", "sari"), "", "the password is too short"),
        (("add", "SARI_1"), PASSWORD, "look alike"),
        (("remove", "tono"), "", "no reviewer 'tono'"),
    ],
)
def test_what_is_refused(run: Command, arguments: tuple[str, ...], stdin: str, says: str) -> None:
    run("reviewers", "add", "sari_1", stdin=PASSWORD)
    done = run("reviewers", *arguments, stdin=stdin)
    assert (done.code, done.out, len(done.errors)) == (1, "", 1)
    assert says in done.err
    assert run("reviewers", "list").lines == ["sari_1"]


@pytest.mark.parametrize("content", ["", "[]", '{"secret": ""}', '{"secret": "x", "hashes": {"a": 1}}', "\x00", "1"])
def test_a_damaged_file_is_named_and_stays(run: Command, content: str) -> None:
    file = run.folder / "facts.reviewers.json"
    file.write_text(content, encoding="utf-8")
    done = run("reviewers", "add", "sari", stdin=PASSWORD)
    assert (done.code, len(done.errors)) == (1, 1)
    assert "facts.reviewers.json is no file of reviewers" in done.err
    assert file.read_text(encoding="utf-8") == content


@pytest.mark.parametrize(("again", "code"), [(PASSWORD, 0), ("garam laut rembang", 1)])
def test_a_password_is_asked_for_twice_and_not_shown(tmp_path: Path, again: str, code: int) -> None:
    # A terminal of its own, which is what getpass asks at.
    main, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "extractor", "reviewers", "add", "sari", "--db", str(tmp_path / "facts.db")],
        stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
        env={**os.environ, "PYTHONPATH": str(PACKAGES)},
    )  # fmt: skip
    os.close(terminal)
    shown = b""
    for prompt, answer in ((b"Password: ", PASSWORD), (b"Again: ", again)):
        while prompt not in shown:
            shown += os.read(main, 1000)
        os.write(main, f"{answer}\n".encode())
    try:
        while more := os.read(main, 1000):
            shown += more
    except OSError:  # the process has closed its terminal
        pass
    os.close(main)
    assert process.wait(60) == code
    assert PASSWORD.encode() not in shown
    assert (b"sari may review" in shown) is (code == 0)
    assert (tmp_path / "facts.reviewers.json").exists() is (code == 0)


def test_a_write_that_fails_leaves_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "facts.db"
    reviewers.add(database, "sari", PASSWORD)
    before = reviewers.accounts(database)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(UserError, match="no space left"):
        reviewers.remove(database, "sari")
    assert reviewers.accounts(database) == before
    assert json.loads(reviewers.accounts_file(database).read_text(encoding="utf-8"))["secret"] == before.secret
    assert len(list(tmp_path.iterdir())) == 1
