"""Ranks of a distributed exercise: started, gathered, their first error, and ended at any rate.

torch is not here; a stand-in takes its place. The real one is proved by `make test-torch`, in the
exercise data-parallel. EDGEWISE_HOSTILE_ROUNDS repeats the hostile part.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from exercises.command_runner import CommandRunner
from exercises.local_runner import LocalRunner
from exercises.outcome import Outcome
from exercises.runner import Job, Output, Runner
from tests.exercises.exercise_factory import SOLUTION, STARTER
from tests.exercises.rank_factory import make_with_ranks, put_stand_in

ROUNDS = int(os.environ.get("EDGEWISE_HOSTILE_ROUNDS", "1"))
ON_RANK = "import os, time, signal\nimport torch.distributed as dist\n"


def _on(rank: int, does: str) -> str:
    """An answer that is right, but does something on one rank."""
    on_rank = f"    if dist.get_rank() == {rank}:\n        {does}\n"
    return f"{ON_RANK}def double(x):\n{on_rank}    return x * 2\n"


HANGS = {
    "endless loop": _on(1, "while True: pass"),
    "ignores TERM": _on(1, "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(4321)"),
    "own session, ignores TERM": (
        f"{ON_RANK}def double(x):\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    if os.fork() == 0:\n        os.setsid()\n    time.sleep(4321)\n"
    ),
    "stops its torchrun": _on(1, "os.kill(os.getppid(), signal.SIGSTOP); time.sleep(4321)"),
}
LEAVES = {
    "kills its torchrun": _on(1, "os.kill(os.getppid(), signal.SIGKILL); time.sleep(4321)"),
    "kills the run": _on(
        1, "import psutil; psutil.Process(os.getppid()).parent().kill(); time.sleep(4321)"
    ),
    "forges a value": (
        f"{ON_RANK}from pathlib import Path\ndef double(x):\n"
        "    (next(Path.cwd().glob('ranks*')) / f'value{dist.get_rank()}.pt').write_bytes(b'x')\n"
        "    os._exit(0)\n"
    ),
    "forges an error": (
        f"{ON_RANK}from pathlib import Path\ndef double(x):\n"
        "    (next(Path.cwd().glob('ranks*')) / 'error0.json').write_text('[')\n    os._exit(1)\n"
    ),
    "leaves a process of its own session": (
        f"{ON_RANK}def double(x):\n    if os.fork() == 0:\n        os.setsid()\n"
        "        if os.fork() == 0:\n            time.sleep(4321)\n        os._exit(0)\n"
        "    return x * 3\n"
    ),
}


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own for the scratch folders, here and on the far side."""
    put_stand_in(monkeypatch)
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def _run(
    source: str, folder: Path, *, wall_s: float = 20, runner: Runner | None = None
) -> tuple[str, Outcome]:
    """What was printed, and the outcome."""
    root = folder / "pack"
    exercise = make_with_ranks(root, wall_s)
    answer = folder / "answer.py"
    answer.write_text(source)
    *printed, last = (runner or LocalRunner()).submit(Job(exercise, answer, 7)).events()
    assert isinstance(last, Outcome)
    return "".join(one.text for one in printed if isinstance(one, Output)), last


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


def test_each_rank_does_its_part_and_the_same_call_again_starts_nothing(tmp_path: Path) -> None:
    source = "import os\nprint('begins', os.environ.get('RANK', '-'))\n" + SOLUTION
    printed, outcome = _run(source, tmp_path)
    assert outcome.passed, outcome.reason
    begun = [line for line in printed.splitlines() if line.startswith("begins")]
    assert sorted(begun) == ["begins -", "begins 0", "begins 1", "begins 2"]


def test_a_wrong_answer_on_the_ranks_is_a_wrong_answer(tmp_path: Path) -> None:
    _, outcome = _run("def double(x):\n    return x + 2\n", tmp_path)
    assert outcome.status == "fail"
    assert "double on each rank" in outcome.reason


def test_what_is_still_to_do_on_a_rank_is_to_do(tmp_path: Path) -> None:
    _, outcome = _run(STARTER, tmp_path)
    last = outcome.checks[-1]
    assert (outcome.status, last.name, last.status) == ("fail", "worked_example", "todo")
    assert last.says == "still to do: TODO 1: twice x"
    assert last.where.startswith("answer.py:2: raise NotImplementedError")


def test_the_first_error_of_a_rank_is_told_with_its_rank_and_line(tmp_path: Path) -> None:
    later = "def later(*_):\n    raise ValueError('came later')\n"
    source = later + _on(2, "return {}['x']").replace(
        "    return x * 2", "    signal.signal(signal.SIGTERM, later)\n    time.sleep(30)"
    )
    _, outcome = _run(source, tmp_path)
    assert outcome.status == "error"
    assert outcome.reason == "worked_example: rank 2: KeyError: 'x'"
    assert outcome.checks[-1].where == "answer.py:7: return {}['x']"


@pytest.mark.parametrize(
    ("does", "status", "says"),
    [
        ("raise MemoryError", "out_of_memory", "rank 1: MemoryError"),
        ("raise SystemExit(0)", "error", "rank 1: the answer ended the process (SystemExit(0))"),
        ("os._exit(7)", "error", "rank 1: the process left (code 7) before its work was done"),
        (
            "os.kill(os.getpid(), signal.SIGKILL)", "error",
            "rank 1: the process was ended by SIGKILL before its work was done",
        ),
        ("os._exit(0)", "fail", "waits for another rank that does not come"),
    ],
)  # fmt: skip
def test_how_a_rank_ended_is_said(does: str, status: str, says: str, tmp_path: Path) -> None:
    _, outcome = _run(_on(1, does), tmp_path)
    assert outcome.status == status
    assert says in outcome.reason


def test_all_leaving_without_a_word_is_no_pass(tmp_path: Path) -> None:
    _, outcome = _run(f"{ON_RANK}def double(x):\n    os._exit(0)\n", tmp_path)
    assert outcome.reason == "worked_example: rank 0: the process left before its work was done"


@pytest.mark.parametrize("name", HANGS)
def test_ranks_that_hang_are_ended_by_the_clock(name: str, tmp_path: Path, scratch: Path) -> None:
    for number in range(ROUNDS):
        _, outcome = _run(HANGS[name], tmp_path / str(number), wall_s=2.5)
        assert outcome.status in ("timeout", "fail"), outcome.reason
        assert _left(scratch) == []
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("name", LEAVES)
def test_ranks_that_misbehave_pass_nothing_and_leave_nothing(
    name: str, tmp_path: Path, scratch: Path
) -> None:
    for number in range(ROUNDS):
        _, outcome = _run(LEAVES[name], tmp_path / str(number))
        assert outcome.status in ("error", "fail"), outcome.reason
        assert outcome.reason
        assert _left(scratch) == []
    assert list(scratch.iterdir()) == []


def test_ranks_run_in_the_bundle_that_goes_to_another_machine(
    tmp_path: Path, scratch: Path
) -> None:
    far = CommandRunner("sh -s", sys.executable, 30)
    _, outcome = _run(SOLUTION, tmp_path / "right", runner=far)
    assert outcome.passed, outcome.reason
    assert outcome.host
    _, outcome = _run(
        HANGS["own session, ignores TERM"], tmp_path / "hangs", wall_s=2.5, runner=far
    )
    assert outcome.status == "timeout"
    assert _left(scratch) == []
    assert list(scratch.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of it at once")
def test_ranks_end_where_their_warden_is_killed(tmp_path: Path, scratch: Path) -> None:
    exercise = make_with_ranks(tmp_path / "pack")
    answer = tmp_path / "answer.py"
    answer.write_text(
        f"{ON_RANK}def double(x):\n    print('at work', flush=True)\n    time.sleep(99)\n"
    )
    events = LocalRunner().submit(Job(exercise, answer, 1)).events()
    while "at work" not in getattr(next(events), "text", ""):
        pass
    wardens = [
        each for each in psutil.Process().children() if "exercises.inside.warden" in each.cmdline()
    ]
    for each in wardens:
        each.kill()
    assert wardens
    assert _left(scratch) == []
    events.close()  # type: ignore[attr-defined]
