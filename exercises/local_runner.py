"""Runs an answer on this machine, in a scratch folder, under a warden.

Owns the scratch folder and the pipe to the warden. If this process dies, the warden sees its stdin
end and ends the run. Not here: time, memory and children (inside/warden.py).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from exercises.bundle import import_path, write_bundle
from exercises.errors import RunnerFailed
from exercises.inside.surroundings import environment
from exercises.outcome import Outcome, outcome_of
from exercises.runner import Job, Output
from exercises.sandbox import prefix

_WARDEN = "exercises.inside.warden"
_SWEEP_S = 5.0  # the warden gives the answer two of them to end by itself


class LocalRun:
    """One run on this machine."""

    def __init__(self, job: Job) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="edgewise-run-"))
        try:
            request = write_bundle(job, self._folder)
            env = environment(self._folder, os.environ, import_path())
            if job.strict:
                env["EDGEWISE_SANDBOX"] = json.dumps(prefix(self._folder, _to_read(job)))
            self._warden = subprocess.Popen(
                [sys.executable, "-P", "-m", _WARDEN, str(request)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                cwd=self._folder, env=env, text=True, encoding="utf-8", start_new_session=True,
            )  # fmt: skip
        except OSError as problem:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise RunnerFailed(f"The run could not be started: {problem}.") from problem
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def events(self) -> Iterator[Output | Outcome]:
        """What is printed as it comes, and the outcome last. Raises RunnerFailed."""
        outcome: Outcome | None = None
        try:
            with self._warden as warden:
                for line in warden.stdout or ():
                    event = json.loads(line)
                    if event["event"] == "output":
                        yield Output(event["text"], event["cut"])
                    else:
                        outcome = outcome_of(event)
                said = (warden.stderr.read() if warden.stderr else "").strip()
        finally:
            self._end()
        if outcome is None:
            last = said.splitlines()[-1] if said else "it said nothing"
            raise RunnerFailed(f"The run ended without a report ({last}); try it again.")
        yield outcome

    def _end(self) -> None:
        """Let the warden end what came out of the run; it is killed only if it cannot."""
        self.cancel()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._warden.wait(_SWEEP_S)
        self._warden.kill()
        self._warden.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def cancel(self) -> None:
        """End it: the warden takes the end of its stdin as the wish."""
        if self._warden.stdin and not self._warden.stdin.closed:
            self._warden.stdin.close()


def _to_read(job: Job) -> list[Path]:
    """What a run must see beside its scratch folder."""
    ours = [Path(path) for path in import_path()]
    return [*ours, job.exercise.root, *job.exercise.data_files().values()]


class LocalRunner:
    """This machine."""

    def submit(self, job: Job) -> LocalRun:
        """Start a run. Raises ExerciseBroken, RunnerFailed."""
        return LocalRun(job)


def run_to_end(job: Job) -> Outcome:
    """Run a job here and wait for its outcome. Raises ExerciseBroken, RunnerFailed."""
    *_, last = LocalRunner().submit(job).events()
    if not isinstance(last, Outcome):
        raise RunnerFailed("The run ended without a report; try it again.")
    return last
