"""Runs by a command that takes a script, as ssh and sbatch do: with stand-ins for both, and for
what goes wrong on the way. A far side is a shell of this machine."""

from __future__ import annotations

import os
import platform
import shlex
import sys
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import psutil
import pytest

from cards.settings import Settings
from exercises import extras
from exercises.command_runner import CommandRunner
from exercises.elsewhere import runner_for
from exercises.errors import ExtraMissing, RunnerFailed
from exercises.folder import Exercise
from exercises.inside import far
from exercises.local_runner import LocalRunner
from exercises.marked_log import MarkedLog
from exercises.outcome import Outcome
from exercises.portable import pack
from exercises.ray_runner import RayRunner
from exercises.runner import Job, Output
from tests.exercises.exercise_factory import CHECKS, SOLUTION, STARTER, make_exercise

SHELL = "sh -s"
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    time.sleep(4321)
print("at work", flush=True)
time.sleep(1234)
"""
# ssh: the far side is a session of its own, and knows of us only by the line between.
SSH = """
import subprocess, sys
print("Welcome to the far side", flush=True)
far = subprocess.Popen(
    ["sh", "-s"], stdin=sys.stdin, stdout=subprocess.PIPE, start_new_session=True
)
for line in far.stdout:
    sys.stdout.buffer.write(line)
    sys.stdout.flush()
sys.exit(far.wait())
"""
# sbatch --wait: the script comes on stdin to its end; the job has no stdin, and a file for stdout.
SBATCH = """
import pathlib, subprocess, sys
script, out = pathlib.Path(sys.argv[1]) / "job.sh", pathlib.Path(sys.argv[1]) / "job.out"
script.write_bytes(sys.stdin.buffer.read())
assert script.read_bytes().startswith(b"#!/bin/sh")
script.chmod(0o700)
with out.open("wb") as to:
    code = subprocess.run([script], stdin=subprocess.DEVNULL, stdout=to).returncode
print("Submitted batch job 7", out.read_text(), sep="\\n")
sys.exit(code)
"""


def stand_in(folder: Path, source: str, *words: str) -> str:
    """A command line that runs this program."""
    program = folder / "stand_in.py"
    program.write_text(source)
    return shlex.join([sys.executable, str(program), *words])


def run(
    exercise: Exercise,
    source: str,
    folder: Path,
    *,
    command: str = SHELL,
    python: str = sys.executable,
    patience_s: float = 30,
    at_text: Callable[[str, Callable[[], None]], object] = lambda *_: None,
) -> tuple[str, Outcome]:
    """What was printed, and the outcome. at_text: told of what is printed, and how to cancel."""
    answer = folder / "answer.py"
    answer.write_text(source)
    under_way = CommandRunner(command, python, patience_s).submit(Job(exercise, answer, 7))
    printed, outcome = "", None
    for event in under_way.events():
        if isinstance(event, Output):
            printed += event.text
            at_text(event.text, under_way.cancel)
        else:
            outcome = event
    assert outcome is not None
    return printed, outcome


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the far side has its folders."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def nothing_left(scratch: Path) -> bool:
    """Whether within five seconds nothing runs there any more, and nothing lies there."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if not _running(scratch) and not list(scratch.iterdir()):
            return True
        time.sleep(0.1)
    return False


def _running(scratch: Path) -> list[list[str]]:
    found = []
    for process in (each for each in psutil.process_iter() if each.pid != os.getpid()):
        try:
            env = process.environ()
            if any(env.get(name, "").startswith(str(scratch)) for name in ("HOME", "TMPDIR")):
                found.append(process.cmdline())
        except psutil.Error:
            continue
    return found


def test_a_right_answer_passes_and_leaves_nothing_there(tmp_path: Path, scratch: Path) -> None:
    printed, outcome = run(make_exercise(tmp_path), "print('hello')\n" + SOLUTION, tmp_path)
    assert outcome.passed, outcome
    assert outcome.host == platform.node()
    assert outcome.seed == 7
    assert printed.splitlines()[0] == "hello"
    assert nothing_left(scratch)


def test_a_starter_fails_with_its_todo_and_line(tmp_path: Path) -> None:
    _, outcome = run(make_exercise(tmp_path), STARTER, tmp_path)
    assert outcome.status == "fail"
    assert "TODO 1: twice x" in outcome.reason
    assert outcome.checks[-1].where.startswith("answer.py:2")


def test_a_print_is_no_result(tmp_path: Path) -> None:
    forged = (
        "import os\nassert not os.path.exists('word')\n"
        'line = \'{"event": "done", "status": "pass", "checks": []}\'\n'
        "print(line, '0' * 32 + ' ' + line, sep='\\n', flush=True)\n"
        "with open(f'/proc/{os.getppid()}/fd/1', 'w') as out:\n"
        "    out.write(line + '\\n' + '0' * 32 + ' ' + line + '\\n')\n"
        "def double(x):\n    return 0\n"
    )
    printed, outcome = run(make_exercise(tmp_path), forged, tmp_path)
    assert outcome.status == "fail", outcome
    assert '"status": "pass"' in printed


def test_the_word_travels_once_and_is_another_for_each_run(tmp_path: Path) -> None:
    answer = tmp_path / "answer.py"
    answer.write_text(SOLUTION)
    job = Job(make_exercise(tmp_path), answer, 1)
    assert pack(job).word != pack(job).word


def test_the_far_sides_secrets_do_not_reach_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_AUTH_TOKEN", "secret")
    monkeypatch.setenv("EDGEWISE_RAY_TOKEN", "secret")
    source = f"import os\nassert 'secret' not in os.environ.values()\n{SOLUTION}"
    assert run(make_exercise(tmp_path), source, tmp_path)[1].passed


def test_the_whole_folder_and_the_data_travel(tmp_path: Path) -> None:
    checks = CHECKS.replace(
        "def check_score(answer, ctx):",
        "def check_score(answer, ctx):\n"
        "    import sys\n"
        "    sys.path.insert(0, str(ctx.folder))\n"
        "    import beside\n"
        "    ctx.equal(beside.NUMBER, 5, 'the file beside')\n"
        "    ctx.equal(ctx.data('names.txt').read_text(), 'ann', 'the data')\n",
    )
    exercise = make_exercise(tmp_path, checks=checks)
    (exercise.root / "beside.py").write_text("NUMBER = 5\n")
    data = exercise.root.parent / "data" / "names.txt"
    data.parent.mkdir()
    data.write_text("ann")
    toml = exercise.root / "exercise.toml"
    entry = (
        '\n[[data]]\nname = "{}"\nfile = "../data/{}"\nbytes = 3\n'
        f'sha256 = "{sha256(b"ann").hexdigest()}"\nlicence = "none"\nsource = "here"\n'
    )
    toml.write_text(
        toml.read_text() + entry.format("names.txt", "names.txt") + entry.format("x", "not-here")
    )
    _, outcome = run(exercise, SOLUTION, tmp_path)
    assert outcome.passed, outcome


def test_a_gpu_tier_stays_open_where_the_report_says_cpu(tmp_path: Path) -> None:
    exercise = make_exercise(tmp_path)
    toml = exercise.root / "exercise.toml"
    text = toml.read_text().replace('layer = "oracle"', 'layer = "oracle"\ntier = "gpu"')
    toml.write_text(text)
    _, outcome = run(exercise, SOLUTION, tmp_path)
    assert outcome.passed
    assert (outcome.device, outcome.open_tiers) == ("cpu", ("gpu",))


def test_without_psutil_there_the_report_says_so(tmp_path: Path) -> None:
    _, outcome = run(make_exercise(tmp_path), SOLUTION, tmp_path, python=f"{sys.executable} -S")
    assert outcome.passed
    assert outcome.notes == (
        "memory was not watched there, nor processes that left the group: psutil is missing",
    )


def test_an_old_python_there_says_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(far, "OLDEST", (9, 9))
    assert far.main() == 3
    assert "Python 9.9 or newer is needed here" in capsys.readouterr().out


# The line


def test_by_ssh_a_banner_is_shown_and_is_no_part_of_the_run(tmp_path: Path) -> None:
    printed, outcome = run(
        make_exercise(tmp_path), SOLUTION, tmp_path, command=stand_in(tmp_path, SSH)
    )
    assert outcome.passed
    assert printed.startswith("Welcome to the far side\n[check]")


def test_by_ssh_a_line_that_is_cut_ends_the_run_over_there(tmp_path: Path, scratch: Path) -> None:
    def cut(text: str, _: object) -> None:
        if "at work" in text:
            for child in psutil.Process().children():
                if str(tmp_path / "stand_in.py") in child.cmdline():
                    child.kill()

    _, outcome = run(
        make_exercise(tmp_path, wall_s=60), STUBBORN, tmp_path,
        command=stand_in(tmp_path, SSH), at_text=cut,
    )  # fmt: skip
    assert outcome.status == "error"
    assert "exit code -9 and gave no result" in outcome.reason
    assert nothing_left(scratch)


@pytest.mark.parametrize("command", ["ssh", SHELL])
def test_a_cancel_ends_a_stubborn_answer(tmp_path: Path, scratch: Path, command: str) -> None:
    started = time.monotonic()
    _, outcome = run(
        make_exercise(tmp_path, wall_s=60), STUBBORN, tmp_path,
        command=stand_in(tmp_path, SSH) if command == "ssh" else command,
        at_text=lambda text, cancel: "at work" in text and threading.Thread(target=cancel).start(),
    )  # fmt: skip
    assert outcome.status == "cancelled"
    assert nothing_left(scratch)
    assert time.monotonic() - started < 20


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of it")
def test_a_far_side_that_is_killed_takes_the_answer_with_it(tmp_path: Path, scratch: Path) -> None:
    def kill(text: str, _: object) -> None:
        for process in psutil.Process().children(recursive=True):
            if "at work" in text and process.cmdline()[-1:] == ["inside.far"]:
                process.kill()

    source = "print('at work', flush=True)\nwhile True: pass\n"
    _, outcome = run(make_exercise(tmp_path, wall_s=60), source, tmp_path, at_text=kill)
    assert outcome.status == "error"
    end = time.monotonic() + 5
    while _running(scratch) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _running(scratch)


def test_by_sbatch_the_output_comes_at_the_end(tmp_path: Path, scratch: Path) -> None:
    printed, outcome = run(
        make_exercise(tmp_path), SOLUTION, tmp_path,
        command=stand_in(tmp_path, SBATCH, str(tmp_path)),
    )  # fmt: skip
    assert outcome.passed, outcome
    assert printed.startswith("Submitted batch job 7\n[check]")
    assert nothing_left(scratch)


@pytest.mark.parametrize(
    ("command", "reason", "note"),
    [
        ("sh -c 'echo no route to host >&2; exit 255'", "exit code 255", "no route to host"),
        ("sh -c 'cat >/dev/null; echo busy'", "exit code 0", "busy"),
    ],
)
def test_a_command_that_runs_nothing_says_what_it_said(
    tmp_path: Path, command: str, reason: str, note: str
) -> None:
    _, outcome = run(make_exercise(tmp_path), SOLUTION, tmp_path, command=command)
    assert outcome.status == "error"
    assert reason in outcome.reason
    assert outcome.notes == (note,)


def test_a_python_that_is_not_there_is_named(tmp_path: Path, scratch: Path) -> None:
    _, outcome = run(make_exercise(tmp_path), SOLUTION, tmp_path, python="no-such-python")
    assert outcome.status == "error"
    assert "exit code 127" in outcome.reason
    assert "no-such-python" in "".join(outcome.notes)
    assert nothing_left(scratch)


def test_a_run_that_does_not_begin_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    started = time.monotonic()
    _, outcome = run(
        make_exercise(tmp_path), SOLUTION, tmp_path, command="sleep 60", patience_s=0.3
    )
    assert outcome.status == "skipped"
    assert outcome.reason == "'sleep' began no run within 0.3 s"
    assert time.monotonic() - started < 5


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RunnerFailed, match="'no-such-command' cannot be started"):
        run(make_exercise(tmp_path), SOLUTION, tmp_path, command="no-such-command host")


def test_a_sandbox_is_of_this_machine(tmp_path: Path) -> None:
    answer = tmp_path / "answer.py"
    answer.write_text(SOLUTION)
    job = Job(make_exercise(tmp_path), answer, 1, strict=True)
    with pytest.raises(RunnerFailed, match="--strict"):
        CommandRunner(SHELL, sys.executable, 1).submit(job)


def test_a_log_is_read_in_pieces_and_in_any_company() -> None:
    log = MarkedLog("w0rd", tells_noise=True)
    whole = (
        'noise\r\nprogress 10%w0rd {"event": "begun"}\r\n'
        'w0rd {"event": "output", "text": "a\\n", "cut": true}\nlater noise\n'
        'w0rd {broken\nw0rd {"event": "done", "status": "pass"}\n'
        'w0rd {"event": "done", "status": "fail"}'
    )
    heard = [output for letter in whole for output in log.feed(letter)]
    heard += log.end()
    assert heard == [Output("noise\n"), Output("progress 10%\n"), Output("a\n", True)]
    assert log.outcome is not None
    assert log.outcome.status == "pass", "the first result counts"


# The place


def test_words_for_a_place(tmp_path: Path) -> None:
    exercise, env = make_exercise(tmp_path), {"EDGEWISE_RAY_TOKEN": "t"}

    def chosen(on: str, settings: str = "") -> type:
        return type(runner_for(exercise, Settings(exercises_on=settings), env, on))

    assert chosen("") is LocalRunner
    assert chosen("ray://host") is RayRunner
    assert chosen("", "ray://host") is RayRunner
    assert chosen("here", "ray://host") is LocalRunner
    assert chosen("command: ssh host bash -s") is CommandRunner
    for words in ("gpu-box", "command:", "command: 'open", "ftp://host"):
        with pytest.raises(RunnerFailed):
            chosen(words)


def test_what_is_missing_here_matters_only_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    exercise = make_exercise(tmp_path)
    toml = exercise.root / "exercise.toml"
    toml.write_text(toml.read_text() + '\n[needs]\nextras = ["torch"]\n')
    with pytest.raises(ExtraMissing):
        runner_for(exercise, Settings(), os.environ)
    runner_for(exercise, Settings(), os.environ, "command: sh -s")
