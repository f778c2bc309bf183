"""Reads a run out of the log of another machine: its own lines bear a word, the rest is noise.

Owns the telling apart, so that a login banner is no output and a print no result. Not here: who
writes the lines (inside/far.py), how the log is fetched.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence

from exercises.outcome import Outcome, outcome_of
from exercises.runner import Job, Output

_LAST = 5
_WIDEST = 200


class MarkedLog:
    """One log as it grows. begun: the run has said something. outcome: how it ended.

    tells_noise: what others say before the run begins (a queue, a login) is handed on.
    """

    def __init__(self, word: str, *, tells_noise: bool) -> None:
        self._tells_noise = tells_noise
        self._mark = f"{word} "
        self._rest = ""
        self._noise: deque[str] = deque(maxlen=_LAST)
        self.begun = False
        self.outcome: Outcome | None = None

    def feed(self, text: str) -> Iterator[Output]:
        """Take what is new in the log; gives what the answer printed, and noise before it began."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            yield from self._read(line.rstrip("\r"))

    def end(self) -> Iterator[Output]:
        """Take what is left: the log ends here."""
        yield from self.feed("\n" if self._rest else "")

    def _read(self, line: str) -> Iterator[Output]:
        noise, mark, said = line.partition(self._mark)
        event = _event(said) if mark else None
        if event is None:
            noise = line
        if noise.strip():
            self._noise.append(noise.strip()[:_WIDEST])
            if self._tells_noise and not self.begun:
                yield Output(f"{noise}\n")
        if event is None:
            return
        self.begun = True
        if event.get("event") == "output":
            yield Output(str(event.get("text", "")), bool(event.get("cut")))
        elif event.get("event") == "done" and self.outcome is None:
            self.outcome = outcome_of(event)

    def without_result(self, reason: str, job: Job) -> Outcome:
        """The outcome of a run whose log has none: an error, with the end of the log."""
        return plain_outcome("error", f"{reason} and gave no result", job, list(self._noise))


def _event(said: str) -> dict[str, object] | None:
    try:
        found = json.loads(said)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def plain_outcome(status: str, reason: str, job: Job, notes: Sequence[str] = ()) -> Outcome:
    """The outcome of a run that made no checks, as far as it is known from here."""
    raw = {"status": status, "reason": reason, "checks": [], "notes": [*notes]}
    return outcome_of({**raw, "seed": job.seed, "short": job.short})
