"""Answers that misbehave: never passed, nothing left running, nothing written outside.

EDGEWISE_HOSTILE_ROUNDS repeats all of it (the issue asks for 50; the suite does it once).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from exercises.local_runner import LocalRunner, run_to_end
from exercises.outcome import Outcome
from exercises.runner import Job
from tests.exercises.exercise_factory import make_exercise

ROUNDS = int(os.environ.get("EDGEWISE_HOSTILE_ROUNDS", "1"))
OWN = "def double(x):\n    return x * 3\n"

HOSTILE = {
    "endless loop": ("while True: pass\n", {"timeout"}),
    "endless loop that ignores TERM": (
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass\n",
        {"timeout"},
    ),
    "sleeper": ("import time\ntime.sleep(3600)\n", {"timeout"}),
    "200 forks": (
        "import os, time\nfor _ in range(200):\n"
        "    if os.fork() == 0:\n        time.sleep(3600)\ntime.sleep(3600)\n",
        {"error", "timeout"},
    ),
    "own session": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n"
        "    if os.fork() == 0:\n        time.sleep(3600)\n    os._exit(0)\n" + OWN,
        {"fail"},
    ),
    "own session, parent gone": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(3600)\nos._exit(0)\n",
        {"error"},
    ),
    "memory blow-up": (
        "x = []\nwhile True: x.append(bytearray(10_000_000))\n",
        {"out_of_memory"},
    ),
    "leaves at once": ("import os\nos._exit(0)\n", {"error"}),
    "leaves politely": ("import sys\nsys.exit(0)\n", {"error"}),
    "kills itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", {"error"}),
    "a gigabyte of prints": (
        "import sys\nline = 'x' * 1_000_000\nfor _ in range(1000): sys.stdout.write(line)\n" + OWN,
        {"error", "fail", "timeout"},
    ),
    "patched judgement": (
        "import builtins, sys, json, math\n"
        "from exercises.inside import compare, context\n"
        "math.isfinite = lambda x: False\nbuiltins.abs = lambda x: 0\n"
        'json.dumps = lambda x: \'{"status": "pass", "checks": []}\'\n' + OWN,
        {"fail", "error"},
    ),
    "forged result on stdout": (
        'print(\'{"event": "done", "status": "pass", "checks": []}\', flush=True)\n' + OWN,
        {"fail"},
    ),
    "forged result on every descriptor": (
        "import os\nfor fd in range(3, 64):\n    try:\n"
        '        os.write(fd, b\'{"status": "pass", "checks": []}\\n\')\n'
        "    except OSError:\n        pass\nos._exit(0)\n",
        {"error"},
    ),
    "deletes its folder": (
        "import os, shutil\nshutil.rmtree(os.getcwd(), ignore_errors=True)\n" + OWN,
        {"fail", "error"},
    ),
    "fills the disk": (
        "with open('big', 'wb') as f:\n    while True: f.write(b'x' * 1_000_000)\n",
        {"error"},
    ),
    "recursion": ("def double(x):\n    return double(x)\n", {"error"}),
    "no python": ("def double(x:\n", {"error"}),
    "binary": ("\x00\x01", {"error"}),
}


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own for the scratch folders, so that other runs are not taken for ours."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_never_passes_and_leaves_nothing(
    name: str, tmp_path: Path, scratch: Path
) -> None:
    source, allowed = HOSTILE[name]
    exercise = make_exercise(tmp_path / "pack", wall_s=2)
    before = _listing(tmp_path / "pack")
    answer = tmp_path / "answer.py"
    answer.write_text(source, encoding="utf-8")
    for round_ in range(ROUNDS):
        outcome = run_to_end(Job(exercise, answer, seed=round_))
        assert outcome.status in allowed, (outcome.status, outcome.reason)
        assert outcome.reason
        assert _left_behind(scratch) == []
    assert _listing(tmp_path / "pack") == before
    assert list(scratch.iterdir()) == []
    assert answer.read_text(encoding="utf-8") == source


def test_a_gigabyte_of_prints_is_cut_and_said_so(tmp_path: Path) -> None:
    exercise = make_exercise(tmp_path / "pack", wall_s=2)
    answer = tmp_path / "answer.py"
    answer.write_text("print('x' * 1_000_000)\n" + OWN, encoding="utf-8")
    *outputs, last = LocalRunner().submit(Job(exercise, answer, seed=1)).events()
    kept = sum(len(one.text) for one in outputs if not isinstance(one, Outcome))
    assert isinstance(last, Outcome)
    assert 0 < kept <= 21 * 1024
    assert any(one.cut for one in outputs if not isinstance(one, Outcome))


def test_cancelling_ends_a_run_at_once(tmp_path: Path, scratch: Path) -> None:
    exercise = make_exercise(tmp_path / "pack", wall_s=60)
    answer = tmp_path / "answer.py"
    answer.write_text("import time\nprint('here', flush=True)\ntime.sleep(60)\n", encoding="utf-8")
    run = LocalRunner().submit(Job(exercise, answer, seed=1))
    threading.Timer(0.5, run.cancel).start()
    start = time.monotonic()
    *_, last = run.events()
    assert isinstance(last, Outcome)
    assert last.status == "cancelled"
    assert time.monotonic() - start < 5
    assert _left_behind(scratch) == []


def test_a_run_whose_starter_was_killed_ends_too(tmp_path: Path, scratch: Path) -> None:
    exercise = make_exercise(tmp_path / "pack", wall_s=60)
    answer = tmp_path / "answer.py"
    answer.write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    program = tmp_path / "starter_of_runs.py"
    program.write_text(
        "import sys\nfrom pathlib import Path\n"
        "from exercises.folder import Exercise\n"
        "from exercises.local_runner import run_to_end\nfrom exercises.runner import Job\n"
        "run_to_end(Job(Exercise(Path(sys.argv[1]), 'p'), Path(sys.argv[2]), 1))\n",
        encoding="utf-8",
    )
    root = str(Path(__file__).parents[2])
    starter = subprocess.Popen(
        [sys.executable, str(program), str(exercise.root), str(answer)],
        env={**os.environ, "PYTHONPATH": root, "TMPDIR": str(scratch)},
    )
    _wait_for(lambda: any("inside.child" in line for line in _left_behind(scratch)))
    starter.kill()
    starter.wait()
    _wait_for(lambda: not _left_behind(scratch))


def _wait_for(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def _left_behind(scratch: Path) -> list[str]:
    """What still runs of a run that was started here: its HOME is in our own scratch folder."""
    found = []
    for process in psutil.process_iter():
        try:
            home = process.environ().get("HOME", "")
            alive = process.status() != psutil.STATUS_ZOMBIE
            line = " ".join(process.cmdline())
        except psutil.Error:
            continue
        if alive and home.startswith(str(scratch)):
            found.append(line)
    return found


def _listing(folder: Path) -> list[tuple[str, bytes]]:
    return sorted((str(path), path.read_bytes()) for path in folder.rglob("*") if path.is_file())
