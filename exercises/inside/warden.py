"""The process that watches an answer run: time, memory, output, children; and ends all of it.

Owns the child's process group and everything that came out of it. On Linux it is the subreaper, so
a child that made a session of its own is still found; if whoever started it goes away, it ends the
run too. It prints one JSON line an event on stdout. Not here: the checks (child.py), a run on
another machine (far.py).

Run as `python -P -m <package>.warden REQUEST.json`; a line or the end of stdin means cancel.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .limits import MIB, Limits
from .request import Request, read_request

if TYPE_CHECKING:
    import psutil

TICK_S = 0.05
GRACE_S = 2.0
LONGEST_RESULT = 4 * MIB
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
_PACKAGE = __package__ or "inside"


class Watch:
    """One run under watch.

    wait: waits so many seconds; True when whoever started us wishes to stop, or is gone. say: told
    of each event.
    """

    def __init__(
        self,
        request: Request,
        folder: Path,
        *,
        wait: Callable[[float], bool],
        say: Callable[[dict[str, object]], None],
    ) -> None:
        self._wait, self._say = wait, say
        self.limits: Limits = request["limits"]
        self.peak_mb = 0.0
        self.started = time.monotonic()
        self._said = 0
        self._word = secrets.token_hex(16).encode()
        self._ours, theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._result = b""
        # Opened once and kept: an answer may delete the file.
        output = folder / "output.txt"
        with output.open("wb") as out:
            self._printed = output.open("rb")
            self.child = subprocess.Popen(
                [*_prefix(), sys.executable, "-P", "-m", f"{_PACKAGE}.child",
                 str(folder / "request.json"), str(theirs.fileno())],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                cwd=folder, pass_fds=(theirs.fileno(),), start_new_session=True,
            )  # fmt: skip
        theirs.close()
        self._ours.sendall(self._word)

    def follow(self) -> dict[str, object]:
        """Watch until it ends or must be ended; returns the report."""
        while True:
            cancelled = self._wait(TICK_S)
            self._read_result()
            self._say_output()
            ended = self.child.poll() is not None
            trouble = "" if ended else self._trouble(cancelled)
            if ended or trouble:
                break
        if trouble:
            self._end(gently=trouble != "out_of_memory")
        self._sweep()
        self._read_result()
        self._say_output()
        return self._report(trouble)

    def _trouble(self, cancelled: bool) -> str:
        if cancelled:
            return "cancelled"
        if time.monotonic() - self.started > self.limits["wall_s"]:
            return "timeout"
        used, processes = self._usage()
        self.peak_mb = max(self.peak_mb, used)
        if processes > self.limits["processes"]:
            return "too_many_processes"
        if used > self.limits["mem_mb"]:
            return "out_of_memory"
        return ""

    def _usage(self) -> tuple[float, int]:
        """Resident memory of all that came out of the run in MiB, and how many processes."""
        family = _family()
        total = 0
        for process in family:
            try:
                total += process.memory_info().rss
            except _gone():
                continue
        return total / MIB, len(family)

    def _read_result(self) -> None:
        try:
            while len(self._result) < LONGEST_RESULT and (part := self._ours.recv(65536)):
                self._result += part
        except (BlockingIOError, ConnectionError):
            return

    def _say_output(self) -> None:
        """Hand on what was printed since the last time, up to the limit."""
        most = self.limits["output_kb"] * 1024
        if self._said > most:
            return
        self._printed.seek(self._said)
        new = self._printed.read(max(0, most - self._said) + 1)
        if new:
            self._said += len(new)
            text = new[: max(0, most - self._said + len(new))].decode("utf-8", "replace")
            self._say({"event": "output", "text": text, "cut": self._said > most})

    def _end(self, *, gently: bool) -> None:
        if gently:
            _signal_group(self.child.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(GRACE_S)
        _signal_group(self.child.pid, signal.SIGKILL)

    def _sweep(self) -> None:
        """Kill everything that is still there, again and again until nothing is."""
        _signal_group(self.child.pid, signal.SIGKILL)
        for _ in range(100):
            family = _family()
            if not family:
                break
            for process in family:
                try:
                    process.kill()
                except _gone():
                    continue
            _reap()
            time.sleep(0.01)
        self.child.wait()

    def _report(self, trouble: str) -> dict[str, object]:
        seconds = time.monotonic() - self.started
        report: dict[str, object] = {"event": "done", "wall_s": seconds, "peak_mb": self.peak_mb}
        if trouble:
            status, reason = self._in_words(trouble)
            return {**report, "status": status, "reason": reason, "checks": []}
        found = self._verdict()
        if found is None:
            return {**report, "status": "error", "reason": self._no_verdict(), "checks": []}
        return {**found, **report}

    def _in_words(self, trouble: str) -> tuple[str, str]:
        wall, memory = self.limits["wall_s"], self.limits["mem_mb"]
        return {
            "cancelled": ("cancelled", "stopped on request"),
            "timeout": ("timeout", f"still running after {wall:g} s: an endless loop, or far "
                                   "slower than the reference"),
            "out_of_memory": ("out_of_memory", f"more than {memory} MB in use at once"),
            "too_many_processes": ("error", "started more processes than an answer needs "
                                            f"({self.limits['processes']})"),
        }[trouble]  # fmt: skip

    def _verdict(self) -> dict[str, object] | None:
        head, line = self._result[: len(self._word)], self._result[len(self._word) :]
        if head != self._word or not line.endswith(b"\n"):
            return None
        found = json.loads(line)
        return found if isinstance(found, dict) else None

    def _no_verdict(self) -> str:
        code = self.child.returncode
        if code is not None and code < 0:
            return f"the process was ended by {signal.Signals(-code).name}"
        return f"the process ended (exit code {code}) before all checks were made"


def _prefix() -> list[str]:
    """The sandbox's command line, where the runner asks for one."""
    return json.loads(os.environ.pop("EDGEWISE_SANDBOX", "[]"))  # type: ignore[no-any-return]


def _family() -> list[psutil.Process]:
    """Every process that came out of this one (zombies aside)."""
    try:
        import psutil
    except ImportError:
        return []
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def _gone() -> tuple[type[BaseException], ...]:
    import psutil

    return (psutil.Error,)


def _signal_group(leader: int, number: int) -> None:
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        return


def _reap() -> None:
    """Take the exit codes of orphans that fell to us."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def become_subreaper() -> None:
    """Have orphans of this process fall to it, where the system can."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)


def say(event: dict[str, object]) -> None:
    """One event as one JSON line for whoever started us; nobody listening is fine."""
    try:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - kept to the end of the process


def _stdin_ends(seconds: float) -> bool:
    return bool(select.select([sys.stdin], [], [], seconds)[0])


def main(request_path: str) -> int:
    """Run one request; returns 0, also for an answer that failed."""
    become_subreaper()
    path = Path(request_path)
    say(Watch(read_request(path), path.parent, wait=_stdin_ends, say=say).follow())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
