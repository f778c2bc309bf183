"""`--strict` in the real bubblewrap: `make test-strict`. What an answer cannot do there."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from exercises import sandbox
from exercises.local_runner import run_to_end
from exercises.outcome import Outcome
from exercises.runner import Job
from tests.exercises.exercise_factory import SOLUTION, make_exercise
from tests.exercises.rank_factory import make_with_ranks, put_stand_in
from tests.exercises.test_hostile_learner_code import HOSTILE

# A fault of the sandbox is an error of the answer, so that it cannot be overlooked.
SHOULD_FAIL = """
import ctypes, os, socket
from pathlib import Path

def refused(call, *arguments):
    try:
        call(*arguments)
    except OSError:
        return
    raise AssertionError(f"{call} {arguments} was let through")
"""
OUTSIDE = "for place in {places!r}:\n    refused((Path(place) / 'x').write_text, 'x')\n"
NETWORK = """
refused(socket.create_connection, ("127.0.0.1", {port}), 2)
refused(socket.create_connection, ("192.0.2.1", 80), 2)
line = socket.socket(socket.AF_UNIX)
refused(line.connect, {path!r})
own = socket.create_server(("127.0.0.1", 0))
socket.create_connection(own.getsockname(), 2).close()
"""
PROCESSES = """
mine = [int(one) for one in os.listdir("/proc") if one.isdigit()]
assert len(mine) == 2, mine
refused(os.kill, {pid}, 0)
"""
POWERS = """
libc = ctypes.CDLL(None, use_errno=True)
assert libc.mount(b"none", b"/", None, 0x20 | 0x1000, None) == -1, "remounted"
assert libc.mount(b"none", b"/mnt", b"tmpfs", 0, None) == -1, "mounted"
refused(Path("/dev/x").write_text, "x")
"""
MEMORY = """
written = 0
try:
    for number in range(200):
        Path(f"/tmp/{number}").write_bytes(bytes(1_000_000))
        written += 1
except OSError:
    pass
assert written < 100, written
"""


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own for the scratch folders."""
    assert sandbox.why_not() == ""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _run(source: str, folder: Path, wall_s: float = 5) -> Outcome:
    exercise = make_exercise(folder / "pack", wall_s=wall_s)
    answer = folder / "answer.py"
    answer.write_text(source)
    return run_to_end(Job(exercise, answer, 1, strict=True))


def _left(scratch: Path) -> list[str]:
    """What still runs of the runs that were started here, after a moment."""
    end = time.monotonic() + 5
    while (found := _running(scratch)) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def _running(scratch: Path) -> list[str]:
    found = []
    for process in psutil.process_iter():
        try:
            home = process.environ().get("HOME", "")
            if home.startswith(str(scratch)) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


def test_a_right_answer_passes_and_leaves_nothing(tmp_path: Path, scratch: Path) -> None:
    outcome = _run(SOLUTION, tmp_path)
    assert outcome.passed, outcome.reason
    assert list(scratch.iterdir()) == []


def test_nothing_is_written_outside(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    places = [str(Path.home()), "/usr", "/etc", "/var/tmp", str(Path(__file__).parent)]
    outcome = _run(SHOULD_FAIL + OUTSIDE.format(places=places) + SOLUTION, tmp_path)
    assert outcome.passed, outcome.reason
    source = f"from pathlib import Path\nPath('/tmp/only-here').write_text('x')\n{SOLUTION}"
    assert _run(source, tmp_path / "tmp").passed
    assert not Path("/tmp/only-here").exists()


def test_only_its_own_loopback_is_reached(tmp_path: Path) -> None:
    path = str(tmp_path / "line")
    with socket.create_server(("127.0.0.1", 0)) as near, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(path)
        unix.listen()
        text = NETWORK.format(port=near.getsockname()[1], path=path)
        outcome = _run(SHOULD_FAIL + text + SOLUTION, tmp_path)
    assert outcome.passed, outcome.reason


@pytest.mark.parametrize("text", [PROCESSES.format(pid=os.getpid()), POWERS, MEMORY])
def test_what_it_may_not_see_or_do(text: str, tmp_path: Path) -> None:
    outcome = _run(SHOULD_FAIL + text + SOLUTION, tmp_path)
    assert outcome.passed, outcome.reason


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_passes_nothing_there_either(
    name: str, tmp_path: Path, scratch: Path
) -> None:
    source, allowed = HOSTILE[name]
    outcome = _run(source, tmp_path, wall_s=2)
    assert outcome.status in allowed, outcome.reason
    assert _left(scratch) == []
    assert list(scratch.iterdir()) == []


def test_ranks_meet_there_too(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_stand_in(monkeypatch)
    exercise = make_with_ranks(tmp_path / "pack")
    answer = tmp_path / "answer.py"
    answer.write_text(SOLUTION)
    outcome = run_to_end(Job(exercise, answer, 1, strict=True))
    assert outcome.passed, outcome.reason
    assert _left(scratch) == []
