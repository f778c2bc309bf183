"""Runs on a real Ray head: `make test-ray`. With EDGEWISE_RECORD=1 what was said is kept for the
default suite (tests/exercises/ray_recorded/)."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from exercises.errors import RunnerFailed
from exercises.outcome import Outcome
from exercises.ray_http import RayHead
from exercises.ray_runner import RayRunner
from exercises.runner import Job, Output
from tests.exercises.exercise_factory import SOLUTION, STARTER, make_exercise
from tests.ray_head.recording_line import RecordingLine

KEPT = Path(__file__).parents[1] / "exercises" / "ray_recorded"
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    time.sleep(4321)
print("at work", flush=True)
time.sleep(1234)
"""
Recorded = Callable[[str], RecordingLine]


@pytest.fixture
def recorded(head: str, request: pytest.FixtureRequest) -> Iterator[Recorded]:
    """A line whose exchanges are kept under a name, where that is asked for."""
    lines: list[tuple[str, RecordingLine]] = []

    def line(name: str) -> RecordingLine:
        lines.append((name, RecordingLine(head)))
        return lines[-1][1]

    yield line
    for name, each in lines:
        each.close()
        if os.environ.get("EDGEWISE_RECORD"):
            each.write(KEPT / f"{name}.json")


def run(
    address: str,
    token: str,
    folder: Path,
    source: str,
    *,
    python: str = sys.executable,
    patience_s: float = 60,
    device: str = "auto",
    at_output: Callable[[Output], bool] = lambda _: False,
) -> tuple[str, Outcome]:
    """What was printed, and the outcome. at_output: whether to cancel at something printed."""
    exercise = make_exercise(folder)
    if device == "cuda":
        toml = exercise.root / "exercise.toml"
        toml.write_text(toml.read_text() + '\n[device]\nallowed = ["cpu", "cuda"]\n')
    answer = folder / "answer.py"
    answer.write_text(source)
    runner = RayRunner(RayHead(address, token), python, patience_s)
    under_way = runner.submit(Job(exercise, answer, 1, device=device))
    printed, outcome = "", None
    for event in under_way.events():
        if isinstance(event, Outcome):
            outcome = event
            continue
        printed += event.text
        if at_output(event):
            threading.Thread(target=under_way.cancel).start()
    assert outcome is not None
    return printed, outcome


def test_a_right_answer_passes(recorded: Recorded, token: str, tmp_path: Path) -> None:
    line = recorded("passes")
    printed, outcome = run(line.address, token, tmp_path, "print('hello')\n" + SOLUTION)
    assert outcome.passed, outcome
    assert outcome.host
    assert "hello" in printed
    assert "[check] score: ok" in printed
    assert line.tokens == {f"Bearer {token}"}


def test_a_starter_fails_with_its_todo(recorded: Recorded, token: str, tmp_path: Path) -> None:
    _, outcome = run(recorded("fails").address, token, tmp_path, STARTER)
    assert outcome.status == "fail"
    assert "TODO 1" in outcome.reason


def test_a_stubborn_answer_is_cancelled_whole(
    recorded: Recorded, token: str, tmp_path: Path
) -> None:
    before = _inside()
    _, outcome = run(
        recorded("cancelled").address, token, tmp_path, STUBBORN,
        at_output=lambda output: "at work" in output.text,
    )  # fmt: skip
    assert outcome.status == "cancelled"
    end = time.monotonic() + 5
    while _inside() - before and time.monotonic() < end:
        time.sleep(0.1)
    assert not _inside() - before


def _inside() -> set[int]:
    """The processes of all far sides on this machine."""
    found = set()
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
        except psutil.Error:
            continue
        if any(re.fullmatch(r"inside\.(far|child)", word) for word in words):
            found.add(process.pid)
    return found


def test_a_job_that_dies_says_its_exit_code(recorded: Recorded, token: str, tmp_path: Path) -> None:
    line = recorded("exit_code")
    _, outcome = run(line.address, token, tmp_path, SOLUTION, python="echo going down; exit 7;")
    assert outcome.status == "error"
    assert "exit code 7" in outcome.reason
    assert "going down" in outcome.notes


def test_a_gpu_that_is_not_there_is_not_waited_for_for_ever(
    recorded: Recorded, token: str, tmp_path: Path
) -> None:
    line = recorded("no_room")
    _, outcome = run(line.address, token, tmp_path, SOLUTION, device="cuda", patience_s=4)
    assert outcome.status == "skipped"
    assert "asks for 1 CPU and 1 GPU" in outcome.reason
    assert "the cluster has 2 CPUs and no GPU" in outcome.reason


@pytest.mark.parametrize(("name", "token_there"), [("wrong_token", "nonsense"), ("no_token", "")])
def test_who_has_no_token_is_refused(
    recorded: Recorded, tmp_path: Path, name: str, token_there: str
) -> None:
    with pytest.raises(RunnerFailed, match="EDGEWISE_RAY_TOKEN") as refused:
        run(recorded(name).address, token_there, tmp_path, SOLUTION)
    assert "nonsense" not in str(refused.value)
