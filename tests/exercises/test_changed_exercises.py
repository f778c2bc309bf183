"""What a change touches is proved in full, the rest in the short form; asked of a real git."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cli.__main__ import main
from exercises.changed import changed_files, touched
from exercises.errors import NoHistory
from exercises.folder import Exercise
from tests.exercises.exercise_factory import make_home

DATA = """
[[data]]
name = "words.txt"
file = "../data/words.txt"
bytes = 4
sha256 = "{0}"
licence = "none"
source = "made up"
"""


def git(folder: Path, *words: str) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, env=env)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "more")


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack with the exercises double, twin and reader (which reads data/words.txt), in git."""
    home = tmp_path / "home"
    pack = make_home(home)
    exercises = pack / "exercises"
    for name in ("twin", "reader"):
        shutil.copytree(exercises / "double", exercises / name)
    header = exercises / "reader" / "exercise.toml"
    header.write_text(header.read_text() + DATA.format("0" * 64))
    (exercises / "data").mkdir()
    (exercises / "data" / "words.txt").write_text("one\n")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    monkeypatch.setenv("EDGEWISE_HOME", str(home))
    return pack


def names(pack: Path, revision: str = "HEAD") -> set[str]:
    folders = [path.parent for path in (pack / "exercises").glob("*/exercise.toml")]
    found = touched([Exercise(folder, "pack") for folder in folders], revision)
    assert found.unknown == ()
    return set(found.names)


def test_a_changed_a_new_and_a_deleted_file_touch_their_exercise(pack: Path) -> None:
    assert names(pack) == set()
    (pack / "exercises/twin/task.md").write_text("# Other\n")
    assert names(pack) == {"twin"}
    (pack / "exercises/double/nöte.md").write_text("new")
    assert names(pack) == {"twin", "double"}
    commit(pack)
    assert names(pack) == set()
    assert names(pack, "HEAD~1") == {"twin", "double"}
    (pack / "exercises/reader/hints.md").unlink()
    assert names(pack) == {"reader"}


def test_a_data_file_touches_those_that_read_it(pack: Path) -> None:
    (pack / "exercises/data/words.txt").write_text("two\n")
    assert names(pack) == {"reader"}


def test_what_lies_elsewhere_touches_none(pack: Path) -> None:
    (pack / "concepts/doubling.md").write_text("x")
    (pack.parent / "exercises").mkdir()
    (pack.parent / "exercises" / "double").write_text("x")
    assert names(pack) == set()


def test_a_hook_of_another_repository_does_not_mislead(
    pack: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no-index"))
    (pack / "exercises/twin/task.md").write_text("# Other\n")
    assert names(pack) == {"twin"}


def test_without_history_the_reason_is_given(
    tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = pack / "exercises"
    with pytest.raises(NoHistory, match="git knows no commit 'HEAD~7'"):
        changed_files(folder, "HEAD~7")
    with pytest.raises(NoHistory, match="git knows no commit '--output=x'"):
        changed_files(folder, "--output=x")
    shutil.rmtree(tmp_path / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NoHistory, match="not a git repository"):
        changed_files(folder, "HEAD")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoHistory, match="git is not installed"):
        changed_files(folder, "HEAD")


def verify(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["exercise", "verify", *words, "--jobs", "2"])
    done = capsys.readouterr()
    return code, done.out, done.err


def test_verify_runs_in_full_what_changed_and_the_rest_in_short(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(capsys, "--changed-since", "HEAD")[:2] == (
        0, "No exercise changed since HEAD.\n",
    )  # fmt: skip
    mutants = pack / "exercises/twin/mutants.toml"
    late = mutants.read_text().replace(
        'name = "squares"\ncaught_by = "worked_example"', 'name = "squares"\ncaught_by = "score"'
    )
    mutants.write_text(late)
    code, out, _ = verify(capsys, "twin", "double", "--changed-since", "HEAD", "--verbose")
    assert out.splitlines()[0].startswith("twin: starter"), "what changed comes first"
    assert "twin: mutant squares" in out, "the full form runs it, and finds it caught too early"
    assert code == 1
    assert out.endswith("In full: twin; in the short form: 1.\n")
    code, out, _ = verify(capsys, "--changed-since", "HEAD", "--minutes", "0", "--verbose")
    assert "mutant squares" not in out, "a figure's mutant is left to the full form"
    assert out.endswith("Changed too, but the minutes were over: twin.\n")
    assert code == 0


def test_verify_of_a_tarball_says_so_and_runs_the_short_form(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(pack / "exercises" / "reader")
    code, out, err = verify(capsys, "--changed-since", "HEAD~9")
    assert code == 0
    assert "cannot tell what changed (git knows no commit 'HEAD~9'): in the short form." in err
    assert out.endswith("In full: none; in the short form: 2.\n")


def test_arguments_that_contradict_are_refused(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(capsys, "--changed-since", "HEAD", "--short")[0] == 2
    assert verify(capsys, "--all", "--minutes", "3")[0] == 2
    assert verify(capsys, "double", "--all", "--changed-since", "HEAD")[0] == 2
