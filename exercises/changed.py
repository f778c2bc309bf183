"""Which exercises differ from a commit: asked of git, so that a check can look at these in full.

Owns what counts as touching an exercise: a change to its folder, committed or not, or to a data
file it reads. The workshop's own code touches none: it would be all of them. Not here: what is then
run (cli/exercise_verify.py).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from exercises.errors import ExerciseBroken, NoHistory
from exercises.folder import Exercise

_WAIT_S = 60


class Touched(NamedTuple):
    """names: the exercises that changed. unknown: why it cannot be told for some folders."""

    names: frozenset[str]
    unknown: tuple[str, ...]


def touched(exercises: Iterable[Exercise], revision: str) -> Touched:
    """Which of the exercises changed since a revision, in the working tree too."""
    of_folder: dict[Path, list[Exercise]] = {}
    for exercise in exercises:
        of_folder.setdefault(exercise.root.resolve().parent, []).append(exercise)
    names, unknown = set[str](), list[str]()
    for folder, inside in of_folder.items():
        try:
            files = changed_files(folder, revision)
        except NoHistory as problem:
            unknown.append(str(problem))
            continue
        names |= {each.name for each in inside if _is_touched(each, folder, files)}
    return Touched(frozenset(names), tuple(unknown))


def changed_files(folder: Path, revision: str) -> frozenset[Path]:
    """Files below a folder that differ from a revision, untracked ones too. Raises NoHistory."""
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", revision)
    differ = ("diff", "--name-only", "-z", "--no-renames", "--relative", commit.strip(), "--", ".")
    new = ("ls-files", "--others", "--exclude-standard", "-z")
    names = _git(folder, *differ).split("\0") + _git(folder, *new).split("\0")
    return frozenset(folder / name for name in names if name)


def _is_touched(exercise: Exercise, folder: Path, files: frozenset[Path]) -> bool:
    home = folder / exercise.name
    if any(home in file.parents for file in files):
        return True
    try:
        return not files.isdisjoint(exercise.data_files().values())
    except ExerciseBroken:
        return False


def _git(folder: Path, *words: str) -> str:
    """What one git command prints. Raises NoHistory in one sentence."""
    # Inside a hook git's own variables point at another index, or at another repository.
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words],
            env={**env, "LC_ALL": "C"}, capture_output=True, check=False, timeout=_WAIT_S,
        )  # fmt: skip
    except FileNotFoundError:
        raise NoHistory("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise NoHistory(f"git did not answer within {_WAIT_S} s in {folder}") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n")[0]
        raise NoHistory(said.removeprefix("fatal: ") or f"git knows no commit '{words[-1]}'")
    return done.stdout.decode(errors="surrogateescape")
