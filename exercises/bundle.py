"""The folder that one run happens in: a copy of the answer, the request, and nothing else.

Owns what a run may see and write, and its limits. Not here: its environment
(inside/surroundings.py), starting it, what travels to another machine (portable.py).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from exercises.inside.limits import Limits
from exercises.inside.request import Request
from exercises.runner import Job
from exercises.sandbox import PROCESSES


def limits_of(job: Job) -> Limits:
    """The guards of a job, from exercise.toml."""
    part = job.exercise.spec.limits
    around = PROCESSES if job.strict else 0
    return Limits(
        wall_s=part.wall_s, mem_mb=part.mem_mb, files_mb=part.files_mb,
        output_kb=part.output_kb, processes=part.processes + around,
    )  # fmt: skip


def write_bundle(job: Job, folder: Path) -> Path:
    """Write answer.py and request.json into an empty folder; returns the request.

    Raises ExerciseBroken, OSError.
    """
    answer = folder / "answer.py"
    shutil.copyfile(job.answer, answer)
    request = Request(
        exercise=str(job.exercise.root.resolve()),
        answer=str(answer),
        device=job.device,
        seed=job.seed,
        short=job.short,
        limits=limits_of(job),
        data={name: str(path) for name, path in job.exercise.data_files().items()},
    )
    path = folder / "request.json"
    path.write_text(json.dumps(request), encoding="utf-8")
    return path


def import_path() -> list[str]:
    """Where this room is imported from, so that an editable install works too."""
    import exercises

    return [str(Path(next(iter(exercises.__path__))).parent)]
