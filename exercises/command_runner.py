"""Runs an answer by a command that takes a shell script on its stdin: `ssh HOST bash -s`, `sbatch`.

Owns the script, the command's process here, and the wait for its first sign of life. The other
side notices by itself when nobody reads its lines any more, and ends the run. Not here: what
travels (portable.py), what runs there (inside/far.py).
"""

from __future__ import annotations

import base64
import codecs
import os
import select
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

from exercises.errors import RunnerFailed
from exercises.marked_log import MarkedLog, plain_outcome
from exercises.outcome import Outcome
from exercises.portable import ENTRY, Bundle, pack
from exercises.runner import Job, Output

_TICK_S = 0.2
_GRACE_S = 5.0
_MARGIN_S = 60.0  # beyond the run's own limit, which its warden keeps
_SCRIPT = """#!/bin/sh
# A run of an exercise of Edgewise; it cleans up after itself.
umask 077
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 143' HUP INT TERM
cd "$folder" || exit 1
{python} - <<'END_OF_BUNDLE' || exit $?
import base64, io, zipfile
zipfile.ZipFile(io.BytesIO(base64.b64decode('''
{packed}'''))).extractall(".")
END_OF_BUNDLE
{python} {entry} </dev/null
"""


def script_of(bundle: Bundle, python: str) -> bytes:
    """The script that unpacks a bundle on the other side and runs it there."""
    packed = base64.encodebytes(bundle.packed).decode()
    return _SCRIPT.format(python=python, packed=packed, entry=ENTRY).encode()


class CommandRun:
    """One run of the command. patience_s: how long it may say nothing at first."""

    def __init__(self, words: list[str], job: Job, python: str, patience_s: float) -> None:
        self._words, self._job, self._patience_s = words, job, patience_s
        bundle = pack(job)
        self._script = script_of(bundle, python)
        self._log = MarkedLog(bundle.word, tells_noise=True)
        self._wish = threading.Event()

    def cancel(self) -> None:
        """End it; the outcome then says `cancelled`. May be called from another thread."""
        self._wish.set()

    def events(self) -> Iterator[Output | Outcome]:
        """What is printed as it comes, and the outcome last. Raises RunnerFailed."""
        try:
            # A session of its own: Ctrl-C is a wish, and goes to the run by us.
            self._process = subprocess.Popen(
                self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        except OSError as problem:
            raise RunnerFailed(
                f"'{self._words[0]}' cannot be started ({problem.strerror}); see `on` under "
                "[exercises], or --on."
            ) from problem
        writer = threading.Thread(target=self._write, daemon=True)
        writer.start()
        try:
            yield from self._follow()
        finally:
            self._end()
            writer.join()

    def _write(self) -> None:
        """Hand over the script; a command that ends early wants no more of it."""
        stdin = self._process.stdin
        assert stdin is not None
        with suppress(OSError), stdin:
            stdin.write(self._script)

    def _follow(self) -> Iterator[Output | Outcome]:
        assert self._process.stdout is not None
        read, begun = self._process.stdout.fileno(), time.monotonic()
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        end: Outcome | None = None
        while end is None:
            if select.select([read], [], [], _TICK_S)[0]:
                part = os.read(read, 65536)
                if not part:
                    break
                yield from self._log.feed(decoder.decode(part))
            elif self._process.poll() is not None:
                break  # something it left behind holds the pipe
            end = self._why_end(begun)
        yield from self._log.end()
        yield self._log.outcome or end or self._without_result()

    def _why_end(self, begun: float) -> Outcome | None:
        """The outcome of a run that must not go on; None: it may."""
        passed, wall_s = time.monotonic() - begun, self._job.exercise.spec.limits.wall_s
        if self._wish.is_set():
            return plain_outcome("cancelled", "stopped on request", self._job)
        if not self._log.begun and passed > self._patience_s:
            why = f"'{self._words[0]}' began no run within {self._patience_s:g} s"
            return plain_outcome("skipped", why, self._job)
        if passed > self._patience_s + wall_s + _MARGIN_S:
            why = f"no result in {passed:.0f} s, and its limit is {wall_s:g} s"
            return plain_outcome("timeout", why, self._job)
        return None

    def _without_result(self) -> Outcome:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE_S)
        code = self._process.poll()
        reason = f"'{shlex.join(self._words)}' ended with exit code {code}"
        return self._log.without_result(reason, self._job)

    def _end(self) -> None:
        """End the command here; the far side then finds that nobody reads its lines."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE_S)
                break
        if self._process.stdout is not None:
            self._process.stdout.close()


class CommandRunner:
    """A command of the learner's."""

    def __init__(self, command: str, python: str, patience_s: float) -> None:
        try:
            self._words = shlex.split(command)
        except ValueError as problem:
            raise RunnerFailed(f"The command to run exercises by is broken: {problem}.") from None
        if not self._words:
            raise RunnerFailed("There is no command after 'command:'; give one such as `ssh HOST`.")
        self._python, self._patience_s = python, patience_s

    def submit(self, job: Job) -> CommandRun:
        """Pack a run; it is sent when its events are asked for. Raises ExerciseBroken."""
        return CommandRun(self._words, job, self._python, self._patience_s)
