"""A run as one zip: what is sent to another machine, the same for every way to send it.

Owns what travels (the answer, the whole folder of the exercise, its data, inside/) and the word
that marks its lines in a log. Not here: sending it (ray_runner.py, command_runner.py), unpacking
it there (inside/far.py).
"""

from __future__ import annotations

import io
import json
import secrets
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from exercises.bundle import limits_of
from exercises.errors import RunnerFailed
from exercises.inside.request import Request
from exercises.runner import Job

ENTRY = "-m inside.far"


class Bundle(NamedTuple):
    """A run on its way. packed: a zip. word: begins each of its lines in the log."""

    packed: bytes
    word: str


def pack(job: Job) -> Bundle:
    """Pack one run. Raises ExerciseBroken; RunnerFailed where it cannot run elsewhere."""
    if job.strict:
        raise RunnerFailed("--strict is a sandbox of this machine; leave it out, or run it here.")
    word = secrets.token_hex(16)
    into = io.BytesIO()
    try:
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
            for path, name in _files(job):
                packed.write(path, name)
            packed.writestr("request.json", json.dumps(_request(job)))
            packed.writestr("word", word)
    except OSError as problem:
        raise RunnerFailed(f"The run could not be packed: {problem}.") from problem
    return Bundle(into.getvalue(), word)


def _files(job: Job) -> Iterator[tuple[Path, str]]:
    """Every file that travels, and its name there."""
    import exercises.inside

    yield job.answer, "answer.py"
    ours = Path(next(iter(exercises.inside.__path__)))
    for root, name in ((ours, "inside"), (job.exercise.root, "exercise")):
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path, f"{name}/{path.relative_to(root).as_posix()}"
    for name, path in _data(job).items():
        yield path, f"data/{name}/{path.name}"


def _data(job: Job) -> dict[str, Path]:
    """The data files that are here; the checks skip what an optional one was for."""
    return {name: path for name, path in job.exercise.data_files().items() if path.exists()}


def _request(job: Job) -> Request:
    """The request with paths from the folder of the bundle."""
    return Request(
        exercise="exercise",
        answer="answer.py",
        device=job.device,
        seed=job.seed,
        short=job.short,
        limits=limits_of(job),
        data={name: f"data/{name}/{path.name}" for name, path in _data(job).items()},
    )
