"""edgewise exercise, as it is typed: every action, its exit code, Ctrl-C and watch."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import psutil
import pytest

from cards.places import places
from cards.store import Store
from cli.__main__ import main
from cli.exercise_text import in_columns
from tests.exercises.exercise_factory import SOLUTION, STARTER, make_home

ROOT = Path(__file__).parents[2]
WAIT_S = 30
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    make_home(folder)
    monkeypatch.setenv("EDGEWISE_HOME", str(folder))
    for name in ("EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def edgewise(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        code = main(["exercise", *words])
        done = capsys.readouterr()
        return code, done.out, done.err

    return run


def answer_of(home: Path) -> Path:
    return home / "exercises" / "double" / "answer.py"


def ratings(home: Path) -> list[int]:
    with Store.open(places({"EDGEWISE_HOME": str(home)}).study_db) as store:
        return store.query(int, "SELECT rating FROM review ORDER BY utc_ms")


def test_from_the_start_to_the_grade(edgewise: Run, home: Path) -> None:
    code, out, _ = edgewise("start", "double")
    assert code == 0
    assert "Return twice x." in out
    assert f"Fill in {answer_of(home)}" in out
    assert answer_of(home).read_text() == STARTER

    code, out, _ = edgewise("run", "double")
    assert code == 1
    assert out.startswith("Your answer runs as you")
    assert "TODO 1: twice x" in out

    answer_of(home).write_text("def double(x):\n    return x + 2\n")
    code, out, _ = edgewise("run", "double")
    assert code == 1
    assert "Your answer runs as you" not in out, "said once"
    assert "Usually means: it adds two instead of doubling." in out

    answer_of(home).write_text(SOLUTION)
    code, out, _ = edgewise("run", "double")
    assert code == 0
    assert "Passed." in out
    assert re.search(r"Graded Easy: it comes back in \d+ days\.", out)
    assert ratings(home) == [4]
    code, out, _ = edgewise("run", "double")
    assert "Graded Easy today already" in " ".join(out.split())
    assert ratings(home) == [4]
    report = json.loads((home / "exercises/double/report.json").read_text())
    assert report["status"] == "pass"


def test_a_start_never_overwrites(edgewise: Run, home: Path) -> None:
    edgewise("start", "double")
    answer_of(home).write_text("# mine\n")
    _, out, _ = edgewise("start", "double")
    assert "Your answer is" in out
    assert answer_of(home).read_text() == "# mine\n"


def test_hints_come_one_by_one_and_make_a_pass_hard(edgewise: Run, home: Path) -> None:
    heads = [edgewise("hint", "double")[1] for _ in range(4)]
    assert [head.split("\n")[0] for head in heads] == [
        "Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3",
    ]  # fmt: skip
    assert "That was the last" in heads[2]
    edgewise("start", "double")
    answer_of(home).write_text(SOLUTION)
    assert "Graded Hard, for a hint was used" in edgewise("run", "double")[1]
    assert ratings(home) == [2]


def test_the_solution_asks_first_where_it_costs_something(edgewise: Run, home: Path) -> None:
    edgewise("start", "double")
    for action in (("solution", "double"), ("diff", "double", "--solution")):
        code, out, err = edgewise(*action)
        assert code == 2
        assert "give up for today" in err
        assert SOLUTION not in out
    assert ratings(home) == []
    code, out, err = edgewise("solution", "double", "--yes")
    assert (code, out) == (0, SOLUTION)
    assert "Graded Again, given up for today" in err
    assert ratings(home) == [1]
    assert edgewise("solution", "double")[0] == 0, "nothing is left to lose today"


def test_diff_and_reset(edgewise: Run, home: Path) -> None:
    code, _, err = edgewise("diff", "double")
    assert code == 2
    assert "`edgewise exercise start double`" in err
    edgewise("start", "double")
    assert edgewise("diff", "double") == (0, "No difference.\n", "")
    answer_of(home).write_text(SOLUTION)
    assert "+    return x * 2" in edgewise("diff", "double")[1]
    assert edgewise("reset", "double")[0] == 2
    code, out, _ = edgewise("reset", "double", "--yes")
    assert code == 0
    kept = re.search(r"Your answer is kept: (.*)", out)
    assert kept is not None
    assert Path(kept[1]).read_text() == SOLUTION
    assert answer_of(home).read_text() == STARTER


def test_the_list_says_how_far_one_is(edgewise: Run, home: Path) -> None:
    def row() -> list[str]:
        return edgewise("list")[1].split("\n")[1].split()

    assert row() == ["double", "open", "1", "5", "Twice", "a", "number"]
    edgewise("start", "double")
    assert row()[1] == "started"
    edgewise("run", "double")
    assert row()[4:7] == ["not", "yet", "today"]
    answer_of(home).write_text(SOLUTION)
    edgewise("run", "double")
    code, out, _ = edgewise("list")
    assert code == 0
    assert row()[1] == "passed"
    assert out.endswith("1 exercise: 1 passed.\n")
    assert max(map(len, out.split("\n"))) <= 80
    (data,) = json.loads(edgewise("list", "--json")[1])
    assert (data["state"], data["last"]["status"], data["node"]) == (
        "passed", "pass", "ml-system-design/double",
    )  # fmt: skip


def test_the_list_of_one_node(edgewise: Run, home: Path) -> None:
    for name in ("doubling", "Doubling", "double"):
        assert "Twice a number" in edgewise("list", "--node", name)[1]
    code, _, err = edgewise("list", "--node", "doublin")
    assert code == 2
    assert "Did you mean doubling" in err


def test_a_broken_exercise_is_listed_and_told(edgewise: Run, home: Path) -> None:
    header = home / "packs/ml-system-design/exercises/double/exercise.toml"
    header.write_text(header.read_text().replace("level = 1", "level = 9"))
    code, out, _ = edgewise("list")
    assert code == 0
    assert "broken" in out
    code, _, err = edgewise("run", "double")
    assert code == 2, "there is no answer yet"
    edgewise("start", "double")
    code, _, err = edgewise("run", "double")
    assert code == 3
    assert "level: input should be less than or equal to 3" in err


def test_what_cannot_run_here_is_no_failure_and_no_lapse(edgewise: Run, home: Path) -> None:
    edgewise("start", "double")
    code, out, _ = edgewise("run", "double", "--device", "cuda")
    assert code == 3
    assert "Not run: it needs no cuda and can run on cpu alone." in out
    assert ratings(home) == []


def test_an_extra_that_is_not_installed_is_named(
    edgewise: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = home / "packs/ml-system-design/exercises/double/exercise.toml"
    header.write_text(
        header.read_text().replace("[limits]", '[needs]\nextras = ["torch"]\n[limits]')
    )
    monkeypatch.setattr("exercises.extras.find_spec", lambda name: None)
    code, out, _ = edgewise("start", "double")
    assert code == 0
    assert "pip install 'edgewise[torch]'" in out
    code, _, err = edgewise("run", "double")
    assert code == 3
    assert "'double' needs torch" in err
    assert "needs torch" in edgewise("list")[1]
    code, out, _ = edgewise("verify", "--all")
    assert code == 0
    assert "1 left out" in out


def test_a_run_as_json_for_a_script(edgewise: Run, home: Path) -> None:
    edgewise("start", "double")
    answer_of(home).write_text(f"print('hello')\n{SOLUTION}")
    code, out, err = edgewise("run", "double", "--json", "--no-grade", "--seed", "7")
    data = json.loads(out)
    assert code == 0
    assert (data["status"], data["seed"], data["graded"]) == ("pass", 7, None)
    assert "hello" in err
    assert ratings(home) == []


def test_names_that_are_wrong(edgewise: Run) -> None:
    assert edgewise("run", "duoble")[2].startswith(
        "edgewise: There is no exercise 'duoble'. Did you mean double?"
    )
    assert edgewise("start", "nothing-like-it")[0] == 2
    assert edgewise("start", "ml-system-design/double")[0] == 0


def test_verify_says_what_holds_and_what_does_not(edgewise: Run, home: Path) -> None:
    code, out, _ = edgewise("verify", "double", "--seeds", "1,2", "--jobs", "2")
    assert code == 0
    assert re.fullmatch(r"1 exercise, 8 runs in \d+ s: all hold\.\n", out)
    folder = home / "packs/ml-system-design/exercises/double"
    (folder / "solution.py").write_text("def double(x):\n    return x * 2 + 0 * x * 2\n")
    code, out, _ = edgewise("verify", "double")
    assert code == 1
    assert "mutants.toml: adds-two: 'find' stands 2 times" in out
    (folder / "solution.py").write_text("def double(x):\n    x = abs(x)\n    return x * 2\n")
    code, out, _ = edgewise("verify", "double")
    assert code == 1
    assert out.startswith("double: solution seed 1: does not pass")
    assert out.endswith("s: 1 fault.\n")
    code, out, _ = edgewise("verify", "double", "--device", "cuda")
    assert (code, out.endswith("s: all hold, 7 skipped.\n")) == (0, True)
    assert edgewise("verify")[0] == 2
    assert edgewise("verify", "double", "--seeds", "one")[0] == 2


def test_check_tells_what_the_strict_reader_finds(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = home / "packs/ml-system-design"
    folder = pack / "exercises/double"

    def told(file: str, old: str, new: str) -> list[str]:
        text = (folder / file).read_text()
        (folder / file).write_text(text.replace(old, new, 1))
        main(["check", str(pack)])
        (folder / file).write_text(text)
        lines = capsys.readouterr().out.split("\n")
        found = [re.search(r"exercises/double/(.*)", line) for line in lines]
        return [match[1] for match in found if match]

    assert told("task.md", "", "") == []
    assert told("exercise.toml", "level = 1", "level = 9") == [
        "exercise.toml:5:1 E142 level: input should be less than or equal to 3"
    ]
    assert told("exercise.toml", 'layer = "oracle"', 'layer = "oracel"')[0].startswith(
        "exercise.toml:23:1 E142 checks.1.layer: input should be"
    )
    assert told("exercise.toml", "task = 2", "tusk = 2") == [
        "exercise.toml:29:1 E142 checks.2.tusk: there is no such key (did you mean 'task'?)"
    ]
    assert told("exercise.toml", "[limits]", "[needs]\nranks = 7\n\n[limits]") == [
        "exercise.toml:1:1 E142 7 ranks are run by torchrun: needs kind = 'distributed' and torch "
        "in extras",
        "exercise.toml:1:1 E142 limits.processes is 8, and 7 ranks need 9",
    ]
    assert told("exercise.toml", "[limits]", "[limits") == [
        "exercise.toml:9:8 E140 not TOML: expected ']' at the end of a table declaration"
    ]
    assert [line.split(" ", 2)[1] for line in told("exercise.toml", '["doubling"]', "[]")] == [
        "E130",
        "W203",
    ]
    assert told("hints.md", "## Three", "Three")[0].startswith("hints.md:1:1 E142 has 2 parts")
    assert told("mutants.toml", 'caught_by = "reference"', 'caught_by = "referenc"') == [
        "mutants.toml:1:1 E142 whole-numbers: there is no check 'referenc' "
        "(did you mean 'reference'?)"
    ]
    assert told("checks.py", "def check_score", "def check_scores") == [
        "checks.py:1:1 E142 check_score is not defined (did you mean 'check_scores'?)"
    ]
    assert told("starter.py", "def double(x):", "def double(x:")[0].startswith(
        "starter.py:1:1 E142 not Python"
    )


def test_an_exercise_is_shown_and_not_edited(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "double"]) == 0
    out = capsys.readouterr().out
    assert "Twice a number (exercise, ml-system-design/double)" in out
    assert "tests Doubling" in out
    assert out.endswith("Begin: edgewise exercise start double\n")
    assert main(["edit", "double"]) == 2
    assert "edgewise exercise start double --edit" in capsys.readouterr().err
    assert main(["path", "double", "doubling"]) == 0
    assert main(["search", "twice", "number"]) == 0
    assert "Twice a number" in capsys.readouterr().out


def test_due_names_exercises(home: Path, edgewise: Run, capsys: pytest.CaptureFixture[str]) -> None:
    edgewise("start", "double")
    answer_of(home).write_text(SOLUTION)
    edgewise("run", "double")
    with Store.open(places({"EDGEWISE_HOME": str(home)}).study_db) as store, store.write():
        store.execute("UPDATE memory SET last_day = 0, due_day = 1 WHERE reps = 1")
        store.execute("UPDATE memory SET known = 1, active = 0 WHERE reps = 0")
    main(["due"])
    assert capsys.readouterr().out == "1 exercise due; `edgewise exercise list` says which.\n"
    main(["due", "--json"])
    assert json.loads(capsys.readouterr().out)["exercises"] == 1
    assert edgewise("list")[1].split("\n")[1].split()[1] == "due"


def test_markdown_is_wrapped_and_code_is_not() -> None:
    text = [
        "# Head", "", "word " * 30, "", "1. " + "item " * 20, "   goes on", "- short",
        "", "| a | b |", "| --- | --- |", "| one long cell | 2 |", "", "```", "x = 1" + " " * 90,
        "```",
    ]  # fmt: skip
    lines = list(in_columns(text))
    assert all(len(line.rstrip()) <= 80 for line in lines)
    assert "a              b" in lines
    assert "-------------  -" in lines
    assert "   item item goes on" in [re.sub(r"(item )+item item", "item item", x) for x in lines]
    assert "x = 1" + " " * 90 in lines
    assert "- short" in lines


# At a terminal


def at_terminal(home: Path, *words: str) -> pexpect.spawn[str]:
    return pexpect.spawn(
        sys.executable,
        ["-m", "cli", "exercise", *words],
        cwd=str(ROOT),
        env={**os.environ, "TMPDIR": str(scratch(home)), "TERM": "xterm"},  # type: ignore[arg-type]
        encoding="utf-8",
        timeout=WAIT_S,
        dimensions=(24, 80),
    )


def scratch(home: Path) -> Path:
    """Where the runs of this test have their folders."""
    folder = home.parent / "scratch"
    folder.mkdir(exist_ok=True)
    return folder


def left_behind(home: Path) -> list[str]:
    """What still runs of a warden of ours: its children have the scratch folder as their HOME."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("HOME", "").startswith(str(scratch(home))):
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


def wait_until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_ends_a_run_cleanly(edgewise: Run, home: Path, times: int) -> None:
    edgewise("start", "double")
    mark = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if times == 2 else ""
    answer_of(home).write_text(
        f"{mark}import time\nprint('here', flush=True)\ntime.sleep(60)\n{SOLUTION}"
    )
    child = at_terminal(home, "run", "double")
    child.expect("here")
    child.expect(r"Running double \.\.\. \d+ s, Ctrl-C stops it")
    child.sendintr()
    child.expect("stopping the run")
    if times == 2:
        child.sendintr()
    else:
        child.expect("Cancelled")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == (1 if times == 1 else 130)
    wait_until(lambda: not left_behind(home))
    assert ratings(home) == []


def test_watch_runs_again_on_each_save_and_ctrl_c_ends_it(edgewise: Run, home: Path) -> None:
    edgewise("start", "double")
    child = at_terminal(home, "watch", "double")
    child.expect("TODO 1")
    child.expect("Watching")
    answer_of(home).write_text("import time\ntime.sleep(60)\n")
    child.expect("Running double")
    # Saved again while it runs: that run is ended, and a new one begun. As editors save: by a swap.
    swap = answer_of(home).with_name("answer.py.tmp")
    swap.write_text(SOLUTION)
    swap.replace(answer_of(home))
    child.expect("\x1b\\[2J")
    child.expect("Passed")
    child.expect("Graded")
    child.expect("Watching")
    answer_of(home).unlink()
    time.sleep(0.5)
    answer_of(home).write_text("def double(x):\n    return 0\n")
    child.expect("Not yet")
    child.expect("Watching")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert len(ratings(home)) == 1
    wait_until(lambda: not left_behind(home))


def test_watch_writes_no_escapes_into_a_pipe(edgewise: Run, home: Path) -> None:
    edgewise("start", "double")
    answer_of(home).write_text(SOLUTION)
    child = subprocess.Popen(
        [sys.executable, "-m", "cli", "exercise", "watch", "double"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    seen = ""
    while "Watching" not in seen:
        seen += child.stdout.readline()
    child.terminate()
    child.communicate(timeout=WAIT_S)
    assert child.returncode == 0
    assert "\x1b" not in seen


def test_ctrl_c_ends_a_verification(edgewise: Run, home: Path) -> None:
    folder = home / "packs/ml-system-design/exercises/double"
    checks = (folder / "checks.py").read_text()
    (folder / "checks.py").write_text(f"import time\ntime.sleep(3)\n{checks}")
    child = at_terminal(home, "verify", "double", "--jobs", "2")
    wait_until(lambda: left_behind(home))
    child.sendintr()
    child.expect("stopped after 0 runs")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    wait_until(lambda: not left_behind(home))
