"""Where an answer runs: the protocol of a runner, and what is handed to it.

Owns the shape of a job and of what comes back while it runs. The local runner is local_runner.py;
a cluster's speak the same words. Not here: what happens inside (inside/).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from exercises.folder import Exercise
from exercises.outcome import Outcome


class Job(NamedTuple):
    """One run. answer: the file to judge. device: auto, cpu, cuda or mps. seed: of all inputs.

    short: fewer steps and no judged figures, for quick looks and CI. strict: in a sandbox.
    """

    exercise: Exercise
    answer: Path
    seed: int
    device: str = "auto"
    short: bool = False
    strict: bool = False


class Output(NamedTuple):
    """Something that was printed. cut: more came than is kept."""

    text: str
    cut: bool = False


class Run(Protocol):
    """A run under way."""

    def events(self) -> Iterator[Output | Outcome]:
        """What is printed as it comes, and the outcome last. Raises RunnerFailed."""

    def cancel(self) -> None:
        """End it; the outcome then says `cancelled`. May be called from another thread."""


class Runner(Protocol):
    """A place to run answers."""

    def submit(self, job: Job) -> Run:
        """Start a run. Raises ExerciseBroken, RunnerFailed."""
