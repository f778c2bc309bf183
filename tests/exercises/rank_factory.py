"""Makes the exercise `double` with three ranks, and puts the stand-in for torch before a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercises import bundle
from exercises.folder import Exercise
from tests.exercises.exercise_factory import make_exercise

STAND_IN = Path(__file__).parent / "stand_in"
RANKS = 3
CHECKS = """
import os


def work(rank, more):
    assert rank.device == "cpu" and rank.seed
    doubled = rank.answer.double(rank.number + more)
    return {"doubled": doubled, "of": rank.size, "talks_on": os.environ["GLOO_SOCKET_IFNAME"]}


def check_worked_example(answer, ctx):
    found = ctx.ranks(work, 10)
    ctx.equal([one["doubled"] for one in found], [20, 22, 24], "double on each rank")
    ctx.equal([one["of"] for one in found], [3, 3, 3], "the number of ranks")
    ctx.that(all(one["talks_on"] in ("lo", "lo0") for one in found), "a rank talks to others")


def check_reference(answer, ctx):
    ctx.equal(len(ctx.ranks(work, 10)), 3, "the number of ranks")


def check_score(answer, ctx):
    ctx.metric("share_right", 1.0)
"""


def make_with_ranks(folder: Path, wall_s: float = 20) -> Exercise:
    """Write it below a folder. It asks for no torch: the stand-in is none."""
    exercise = make_exercise(folder, wall_s=wall_s, mem_mb=600, checks=CHECKS)
    toml = exercise.root / "exercise.toml"
    text = toml.read_text().replace("level = 1", 'level = 1\nkind = "distributed"')
    toml.write_text(text.replace("[limits]", f"[needs]\nranks = {RANKS}\n\n[limits]"))
    return Exercise(exercise.root, exercise.layer)


def put_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have runs here, and those by a command of this machine, find the stand-in first."""
    ours = bundle.import_path()
    monkeypatch.setattr("exercises.local_runner.import_path", lambda: [str(STAND_IN), *ours])
    monkeypatch.setenv("PYTHONPATH", str(STAND_IN))
