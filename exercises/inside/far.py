"""The first process of a run on another machine: unpacks it, watches it, marks what it says.

Owns the scratch folder there, what counts as a wish to stop (a signal, or nobody reading any more),
and the marked lines: each begins with the word of the run, so that no print can pass for one. Not
here: the limits (warden.py), who reads the lines (../marked_log.py).

Run as `python -m inside.far` in the folder of the bundle.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import stat
import sys
import tempfile
import threading
import time
from pathlib import Path

OLDEST = (3, 11)
ENVIRONMENT = 3
_PULSE_S = 1.0


class Line:
    """The line to whoever started us, and their wish to stop."""

    def __init__(self, word: str) -> None:
        self._word = word
        self.stop = threading.Event()
        # A log file keeps what is written; only of a pipe can it be told that nobody reads it.
        mode = os.fstat(sys.stdout.fileno()).st_mode
        self._is_pipe = stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
        self._last = time.monotonic()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop.set())

    def say(self, event: dict[str, object]) -> None:
        """One marked line; nobody reading it is a wish to stop."""
        try:
            sys.stdout.write(f"{self._word} {json.dumps(event)}\n")
            sys.stdout.flush()
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - kept to the end of the process
            self.stop.set()
        self._last = time.monotonic()

    def wait(self, seconds: float) -> bool:
        """Wait; True when it is wished to stop."""
        if self._is_pipe and time.monotonic() - self._last > _PULSE_S:
            self.say({"event": "pulse"})
        return self.stop.wait(seconds)


def main() -> int:
    """Run the bundle in the working folder; returns 0, also for an answer that failed."""
    if sys.version_info < OLDEST:
        need, have = ".".join(map(str, OLDEST)), platform.python_version()
        print(f"Python {need} or newer is needed here, and {sys.executable} is {have}")  # noqa: T201
        return ENVIRONMENT
    here = Path.cwd()
    folder = Path(tempfile.mkdtemp(prefix="edgewise-run-")).resolve()
    try:
        shutil.copytree(here, folder, dirs_exist_ok=True)
        word = (folder / "word").read_text(encoding="utf-8")
        for place in (here, folder):
            (place / "word").unlink()
        _run(folder, Line(word))
    finally:
        os.chdir(here)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _run(folder: Path, line: Line) -> None:
    """Run it in the scratch folder and say how it went."""
    from .request import Request
    from .surroundings import environment
    from .warden import Watch, become_subreaper

    line.say({"event": "begun", "host": platform.node(), "python": platform.python_version()})
    asked: Request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    asked["exercise"] = str(folder / asked["exercise"])
    asked["answer"] = str(folder / asked["answer"])
    asked["data"] = {name: str(folder / path) for name, path in asked["data"].items()}
    (folder / "request.json").write_text(json.dumps(asked), encoding="utf-8")
    surroundings = {**environment(folder, os.environ, _imports(folder)), **_user_site()}
    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(folder)
    become_subreaper()
    report = Watch(asked, folder, wait=line.wait, say=line.say).follow()
    if line.stop.is_set() and report["status"] == "error":
        # Whoever stops a job may signal all its processes: then the answer ends before we end it.
        report |= {"status": "cancelled", "reason": "stopped on request"}
    line.say({**report, "host": platform.node(), "notes": _notes(report)})


def _imports(folder: Path) -> list[str]:
    """Where modules are found: ours, then where this machine's modules (torch) may lie."""
    return [str(folder), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]


def _user_site() -> dict[str, str]:
    """Where `pip install --user` put modules; it is found by HOME, which the run does not see."""
    import site

    return {"PYTHONUSERBASE": site.getuserbase()} if site.ENABLE_USER_SITE else {}


def _notes(report: dict[str, object]) -> list[object]:
    """What its reader must know of the run beside the checks' own notes."""
    from importlib.util import find_spec

    notes = report.get("notes")
    kept = list(notes) if isinstance(notes, list) else []
    if find_spec("psutil") is None:
        kept.append(
            "memory was not watched there, nor processes that left the group: psutil is missing"
        )
    return kept


if __name__ == "__main__":
    sys.exit(main())
