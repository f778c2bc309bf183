"""kill -9 at random moments of a session, and two processes on one home at once.

EDGEWISE_KILLS=200 makes the long form of the first; the suite takes the short one.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from cards import replay
from cards.settings import Settings
from cards.store import Store
from tests.cards.memory_factory import FakeClock, open_study

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("EDGEWISE_KILLS", "20"))
SETTINGS = '[day]\nzone = "UTC"\n[today]\nnew_per_day = 9999\nreviews_per_day = 9999\n'

SESSION = """
import random, sys
from cards.errors import AnsweredElsewhere
from cards.models import Rating
from cards.places import places
from cards.study import Study
study = Study.open(places({"EDGEWISE_HOME": sys.argv[1]}))
rng = random.Random(int(sys.argv[2]))
print("ready", flush=True)
for _ in range(int(sys.argv[3])):
    shown = study.current()
    if shown is None:
        break
    study.preview()
    try:
        study.grade(Rating(rng.choice((1, 3, 3, 4))), 1000)
    except AnsweredElsewhere:
        continue
    print(shown.card.id, shown.memory.reps + 1, flush=True)
    if rng.random() < 0.1:
        study.undo()
        print("undone", flush=True)
study.close()
print("done", flush=True)
"""


def start(home: Path, seed: int, answers: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SESSION, str(home), str(seed), str(answers)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def read_lines(process: subprocess.Popen[str], into: list[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.endswith("\n"):
            into.append(line.strip())


def log_size(home: Path) -> tuple[int, int]:
    """Answers and voids in the log; the database must be sound."""
    with Store.open(home / "study.db") as store:
        assert store.integrity_faults() == []
        assert replay.compare(store, Settings().parameters) == ([], [])
        answers = store.count("SELECT count(*) FROM review WHERE rating > 0")
        return answers, store.count("SELECT count(*) FROM review WHERE rating = 0")


def test_every_acknowledged_answer_survives_a_kill(tmp_path: Path) -> None:
    open_study(tmp_path, FakeClock(), cards=400, settings=SETTINGS).close()
    rng = random.Random(9)
    answers = voids = 0
    for kill in range(KILLS):
        process = start(tmp_path, kill, 10_000)
        lines: list[str] = []
        reader = threading.Thread(target=read_lines, args=(process, lines))
        reader.start()
        while "ready" not in lines and process.poll() is None:
            time.sleep(0.002)
        time.sleep(rng.uniform(0, 0.12))
        process.send_signal(signal.SIGKILL)
        process.wait()
        reader.join()
        if process.stdout is not None and process.stderr is not None:
            problems = process.stderr.read()
            process.stdout.close()
            process.stderr.close()
        assert problems == ""
        acknowledged = sum(line[0].isdigit() for line in lines)
        undone = lines.count("undone")
        now_answers, now_voids = log_size(tmp_path)
        assert acknowledged <= now_answers - answers <= acknowledged + 1
        assert undone <= now_voids - voids <= undone + 1
        answers, voids = now_answers, now_voids
    assert answers > KILLS


def test_two_processes_on_one_home_lose_no_answer_and_never_see_a_lock(tmp_path: Path) -> None:
    open_study(tmp_path, FakeClock(), cards=400, settings=SETTINGS).close()
    processes = [start(tmp_path, seed, 150) for seed in (1, 2, 3)]
    acknowledged = 0
    for process in processes:
        out, problems = process.communicate(timeout=60)
        assert problems == ""
        assert out.splitlines()[-1] == "done"
        acknowledged += sum(line[0].isdigit() for line in out.splitlines())
    answers, _ = log_size(tmp_path)
    assert answers == acknowledged > 200


def test_processes_that_start_together_on_an_empty_home_all_get_a_database(tmp_path: Path) -> None:
    processes = [start(tmp_path / "home", seed, 1) for seed in range(4)]
    for process in processes:
        out, problems = process.communicate(timeout=60)
        assert (out.splitlines(), problems) == (["ready", "done"], "")
