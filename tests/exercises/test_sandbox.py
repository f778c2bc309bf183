"""`--strict` by its words: what bubblewrap is asked for, and what is said where there is none.

A stand-in takes its words and starts the run. The real one is proved by `make test-strict`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exercises import sandbox
from exercises.errors import RunnerFailed
from exercises.local_runner import run_to_end
from exercises.runner import Job
from tests.exercises.exercise_factory import SOLUTION, make_exercise

BWRAP = """#!{python}
import json, os, sys
words = sys.argv[1:]
with open({kept!r}, "a") as kept:
    kept.write(json.dumps(words) + "\\n")
if {fault!r}:
    sys.exit("bwrap: " + {fault!r})
if words[-1] == "true":
    sys.exit(0)
start = words.index("--chdir") + 2
os.chdir(words[start - 1])
os.execv(words[start], words[start:])
"""


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    sandbox.why_not.cache_clear()
    yield
    sandbox.why_not.cache_clear()


@pytest.fixture
def bwrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs with a bwrap alone."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return _write(folder, "")


def _write(folder: Path, fault: str) -> Path:
    kept = str(folder / "kept.jsonl")
    (folder / "bwrap").write_text(BWRAP.format(python=sys.executable, kept=kept, fault=fault))
    (folder / "bwrap").chmod(0o700)
    return folder


def _strict_job(folder: Path) -> Job:
    answer = folder / "answer.py"
    answer.write_text(SOLUTION)
    return Job(make_exercise(folder / "pack"), answer, 1, strict=True)


def test_a_strict_run_asks_for_all_of_the_sandbox(tmp_path: Path, bwrap: Path) -> None:
    job = _strict_job(tmp_path)
    assert run_to_end(job).passed
    trial, words = map(json.loads, (bwrap / "kept.jsonl").read_text().splitlines())
    for asked in (trial, words):
        assert {"--unshare-pid", "--unshare-net", "--unshare-ipc", "--die-with-parent"} <= {*asked}
        assert "--cap-drop ALL" in " ".join(asked)
        assert _pairs(asked, "--ro-bind")[0] == ["/", "/"]
        assert [one for one, _ in _pairs(asked, "--tmpfs")] == ["/dev/shm", "/tmp", "/run"]
    folder = words[words.index("--chdir") + 1]
    assert _pairs(words, "--bind") == [[folder, folder]]
    assert words.index("--bind") > max(place for place, one in enumerate(words) if one == "--tmpfs")


def test_what_a_run_reads_below_tmp_is_shown_again(bwrap: Path) -> None:
    words = sandbox.prefix(Path("/tmp/run"), [Path("/tmp/pack"), Path("/usr/pack")])
    shown = [one for one, _ in _pairs(words, "--ro-bind-try")]
    assert "/tmp/pack" in shown
    assert "/usr/pack" not in shown


def _pairs(words: list[str], name: str) -> list[list[str]]:
    return [words[place + 1 : place + 3] for place, one in enumerate(words) if one == name]


def test_a_strict_run_may_have_the_sandboxes_own_processes(tmp_path: Path, bwrap: Path) -> None:
    seen = tmp_path / "seen"
    job = _strict_job(tmp_path)
    source = f"import shutil\nshutil.copy('request.json', {str(seen)!r})\n"
    job.answer.write_text(source + SOLUTION)
    assert run_to_end(job).passed
    assert json.loads(seen.read_text())["limits"]["processes"] == 8 + 2


def test_it_is_said_where_there_is_no_bubblewrap_or_it_may_not(tmp_path: Path, bwrap: Path) -> None:
    job = _strict_job(tmp_path)
    (bwrap / "bwrap").unlink()
    with pytest.raises(RunnerFailed, match="and it is not installed here"):
        run_to_end(job)
    _write(bwrap, "setting up uid map: Permission denied")
    sandbox.why_not.cache_clear()
    with pytest.raises(RunnerFailed, match=r"let it work \(bwrap: setting up uid map: Permission"):
        run_to_end(job)
    assert os.environ["PATH"] == str(bwrap)
