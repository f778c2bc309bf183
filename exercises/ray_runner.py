"""Runs an answer as a job of a Ray cluster, over the Jobs API of its head; needs no Ray here.

Owns the life of the job: handed in, waiting for room (not for ever), running, stopped, and what
its end means; and a lost line, which is tried again. Not here: the calls (ray_http.py), what
travels (portable.py), what runs there (inside/far.py).
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from typing import TypeVar

from exercises.errors import RunnerFailed
from exercises.marked_log import MarkedLog, plain_outcome
from exercises.outcome import Outcome
from exercises.portable import ENTRY, Bundle, pack
from exercises.ray_http import Json, LineLost, RayHead, Room, count
from exercises.runner import Job, Output

WAITING, STOPPED = "PENDING", "STOPPED"
_ENDED = ("SUCCEEDED", "FAILED", STOPPED)
_POLL_S, _SLOWEST_POLL_S = 0.2, 1.0
_RETRIES_S = (0.5, 1.0, 2.0, 4.0)
_MARGIN_S = 60.0  # beyond the run's own limit, which its warden keeps
_STOPPING_S = 10.0
_T = TypeVar("_T")


class RayRun:
    """One job. patience_s: how long it may wait for room. python: a shell's words, over there."""

    def __init__(self, head: RayHead, job: Job, python: str, patience_s: float) -> None:
        self._head, self._job = head, job
        self._python, self._patience_s = python, patience_s
        self._bundle: Bundle = pack(job)
        mark = hashlib.sha256(self._bundle.word.encode()).hexdigest()[:12]
        self._name = f"edgewise-{job.exercise.name}-{mark}"
        self._wish = threading.Event()
        self._is_there = False
        self._room = Room()

    def cancel(self) -> None:
        """End it; the outcome then says `cancelled`. May be called from another thread."""
        self._wish.set()

    def events(self) -> Iterator[Output | Outcome]:
        """What is printed as it comes, and the outcome last. Raises RunnerFailed."""
        try:
            yield self._handed_in()
            yield from self._follow()
        except LineLost as problem:
            raise RunnerFailed(
                f"{problem}. Is it up, and its port forwarded, as by `ssh -L 8265:localhost:8265`?"
            ) from None
        finally:
            if self._is_there:
                self._stop()

    def _handed_in(self) -> Output:
        self._head.version()
        self._room = room = self._head.room()
        wanted = self._wanted(room)
        package = self._head.upload(f"_ray_pkg_{self._name}.zip", self._bundle.packed)
        asked: Json = {
            "entrypoint": f"{self._python} {ENTRY}",
            "submission_id": self._name,
            "runtime_env": {"working_dir": package},
            **{f"entrypoint_num_{what.lower()}s": number for what, number in wanted.items()},
        }
        self._is_there = True  # also where the answer to this is lost on the way
        self._head.submit(asked)
        return Output(f"[{self._head.where}] job {self._name}, {room.words()}\n")

    def _wanted(self, room: Room) -> dict[str, int]:
        """What the job asks of the cluster; `auto` is a GPU where the cluster has one."""
        spec, wish = self._job.exercise.spec, self._job.device
        gpu = wish == "cuda" or (wish == "auto" and bool(room.gpus))
        wanted = {"CPU": spec.needs.ranks}
        return {**wanted, "GPU": 1} if gpu and "cuda" in spec.device.allowed else wanted

    def _follow(self) -> Iterator[Output | Outcome]:
        log, begun = MarkedLog(self._bundle.word, tells_noise=False), time.monotonic()
        status, seen, running_since = WAITING, 0, begun
        end: Outcome | None = None
        end_by = float("inf")
        while True:
            known = yield from self._asked(lambda: self._head.job(self._name))
            was, status = status, str(known.get("status", ""))
            running_since = time.monotonic() if status != was == WAITING else running_since
            text = yield from self._asked(lambda: self._head.log(self._name))
            yield from log.feed(text[seen:])
            seen = len(text)
            if status in _ENDED or time.monotonic() > end_by:
                break
            if end is None and (end := self._why_end(status, begun, running_since)):
                yield from self._asked(lambda: self._head.stop(self._name))
                # Ray stops a job that waits only once it has begun: that is not waited for.
                end_by = time.monotonic() + (_POLL_S if status == WAITING else _STOPPING_S)
            self._pause(begun, is_ending=end is not None)
        self._is_there = status not in _ENDED
        yield from log.end()
        yield self._result(log, known, end)

    def _pause(self, begun: float, *, is_ending: bool) -> None:
        """Wait a little before the next look, longer as the job gets older."""
        pause_s = min(_SLOWEST_POLL_S, _POLL_S + (time.monotonic() - begun) / 50)
        if is_ending:
            time.sleep(_POLL_S)
        else:
            self._wish.wait(pause_s)

    def _why_end(self, status: str, begun: float, running_since: float) -> Outcome | None:
        """The outcome of a job that must not go on; None: it may."""
        now, wall_s = time.monotonic(), self._job.exercise.spec.limits.wall_s
        if self._wish.is_set():
            return plain_outcome("cancelled", "stopped on request", self._job)
        if status == WAITING and now - begun > self._patience_s:
            return plain_outcome("skipped", self._no_room(), self._job)
        if status != WAITING and now - running_since > wall_s + _MARGIN_S:
            why = f"no result in {now - running_since:.0f} s, and its limit is {wall_s:g} s"
            return plain_outcome("timeout", why, self._job)
        return None

    def _no_room(self) -> str:
        room = self._head.room()
        wanted = self._wanted(self._room)
        what = "GPU" if "GPU" in wanted else "room"
        asked = " and ".join(count(number, name) for name, number in wanted.items())
        return (
            f"no {what} was free for it within {self._patience_s:g} s: it asks for {asked}, and "
            f"{room.words()}"
        )

    def _result(self, log: MarkedLog, known: Json, end: Outcome | None) -> Outcome:
        found = log.outcome
        if found is not None and not (end is not None and found.status == "error"):
            return found
        if end is not None:
            return end
        if known.get("status") == STOPPED:
            return plain_outcome("cancelled", "stopped on the cluster", self._job)
        code = known.get("driver_exit_code")
        if code is None:
            said = str(known.get("message") or "the job failed").strip().splitlines()[0]
            return log.without_result(f"the cluster says: {said[:300]} -- it ended", self._job)
        return log.without_result(f"the job ended with exit code {code}", self._job)

    def _asked(self, call: Callable[[], _T]) -> Generator[Output, None, _T]:
        """Make a call, again where the line is lost, and say so once. Raises RunnerFailed."""
        for number, pause_s in enumerate(_RETRIES_S):
            try:
                return call()
            except LineLost as problem:
                if number == 0:
                    yield Output(f"[{problem}; trying again]\n")
                self._wish.wait(pause_s)
        try:
            return call()
        except LineLost as problem:
            wall_s = self._job.exercise.spec.limits.wall_s
            raise RunnerFailed(
                f"{problem}, {len(_RETRIES_S) + 1} times. Job {self._name} may still run there; it "
                f"ends by itself after {wall_s:g} s."
            ) from None

    def _stop(self) -> None:
        """Do not leave it behind; where nobody answers, its own limit ends it."""
        with suppress(RunnerFailed):
            self._head.stop(self._name)


class RayRunner:
    """A Ray cluster, by the address of its head."""

    def __init__(self, head: RayHead, python: str, patience_s: float) -> None:
        self._head, self._python, self._patience_s = head, python, patience_s

    def submit(self, job: Job) -> RayRun:
        """Pack a run; it is sent when its events are asked for. Raises ExerciseBroken."""
        return RayRun(self._head, job, self._python, self._patience_s)
