"""Row 18: from the run key to the verdict, against the bare run of the same file.

The answer works for a while (sorting, a fixed number of steps) when its file is run, and its checks
are next to nothing: what is left of the difference is what the workshop adds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from report import Setting, line, note
from terminal import Terminal

EDGEWISE = str(Path(sys.executable).with_name("edgewise"))
GOAL_MS = 300.0
ROUNDS = 15
SPEC = """title = "Twice a number"
summary = "Return the double of a number."
assesses = ["doubling"]
level = 1
minutes = 5
exports = ["double"]

[[checks]]
name = "worked_example"
layer = "example"
usually = "it adds two instead of doubling."

[[checks]]
name = "reference"
layer = "oracle"
"""
CHECKS = """
def check_worked_example(answer, ctx):
    ctx.equal(answer.double(3), 6, "double(3)")


def check_reference(answer, ctx):
    ctx.close(answer.double(0.5), 1.0, "double(0.5)")
"""
ANSWER = """
def double(x):
    return x * 2


numbers = list(range(100_000))
for step in range(20):
    numbers.sort(key=lambda number: (number * 7919 + step) % 100_003)
"""
CONCEPT = "---\ntype: concept\ntitle: Doubling\nstatus: reviewed\n---\nAdding a number to itself.\n"
FILES = {
    "exercise.toml": SPEC,
    "task.md": "# Twice a number\n\nReturn twice x.\n",
    "hints.md": "# Hints\n\n## One\nA\n\n## Two\nB\n\n## Three\nC\n",
    "starter.py": 'def double(x):\n    raise NotImplementedError("TODO 1: twice x")\n',
    "solution.py": "def double(x):\n    return x * 2\n",
    "checks.py": CHECKS,
    "mutants.toml": "",
}


def a_home(folder: Path) -> Path:
    """A home whose one pack has one exercise, with an answer to it; returns the home."""
    home = folder / "exercise-home"
    pack = home / "packs" / "ml-system-design"
    exercise = pack / "exercises" / "double"
    for each in (exercise, pack / "concepts", home / "exercises" / "double"):
        each.mkdir(parents=True)
    (pack / "pack.toml").write_text('name = "ml-system-design"\nversion = "1"\n')
    (pack / "concepts" / "doubling.md").write_text(CONCEPT)
    for name, text in FILES.items():
        (exercise / name).write_text(text)
    (home / "exercises" / "double" / "answer.py").write_text(ANSWER)
    return home


def bare_s(answer: Path) -> float:
    """Seconds of `python answer.py`."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-P", str(answer)], check=True)
    return time.perf_counter() - begun


def key_s(terminal: Terminal, key: bytes, verdict: str) -> float:
    """Seconds from a key to the verdict on the screen."""
    terminal.settle(0.2)
    before, begun = len(terminal.raw), time.perf_counter()
    terminal.child.send(key)
    terminal.wait(verdict, start=before)
    return time.perf_counter() - begun


def key_to_verdict(setting: Setting) -> None:
    """Row 18: what a run adds, in the app and as a command."""
    home = a_home(setting.folder)
    answer, env = home / "exercises" / "double" / "answer.py", {"EDGEWISE_HOME": str(home)}
    command = [EDGEWISE, "exercise", "run", "double"]
    added: list[float] = []
    typed: list[float] = []
    bare: list[float] = []
    # The first run makes the cards; without one the app would begin with its welcome.
    subprocess.run(command, check=True, env={**os.environ, **env}, stdout=subprocess.DEVNULL)
    with Terminal([EDGEWISE], env) as app:
        app.wait("streak")
        app.settle(0.5)
        app.key(b"w")
        app.wait("Exercises")
        app.settle(0.3)
        app.key(b"\r")
        app.wait("Return twice x")
        for _ in range(ROUNDS + 1):
            bare.append(bare_s(answer))
            added.append(key_s(app, b"r", r"Passed\.") - bare[-1])
            with Terminal(command, env) as shell:
                typed.append(shell.wait(r"Passed\.") - bare[-1])
    ours, shell_ms = (statistics.median(times[1:]) * 1000 for times in (added, typed))
    line("18", "run key to verdict, more than the bare file takes", ours, GOAL_MS, " ms")
    note("18", f"  the bare file {statistics.median(bare[1:]) * 1000:.0f} ms; "
               f"`edgewise exercise run` from the shell {shell_ms:.0f} ms more")  # fmt: skip
