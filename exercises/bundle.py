"""The folder that one run happens in: a copy of the answer, the request, and nothing else.

Owns what a run may see and write, its environment, and its limits. Not here: starting it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from exercises.inside.limits import Limits
from exercises.inside.request import Request
from exercises.runner import Job

# What a run may know of the learner's environment; no tokens, no proxies, no keys.
_ALLOWED = ("PATH", "LANG", "LC_ALL", "CUDA_VISIBLE_DEVICES", "SYSTEMROOT", "LD_LIBRARY_PATH")


def limits_of(job: Job) -> Limits:
    """The guards of a job, from exercise.toml."""
    part = job.exercise.spec.limits
    return Limits(
        wall_s=part.wall_s, mem_mb=part.mem_mb, files_mb=part.files_mb,
        output_kb=part.output_kb, processes=part.processes,
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


def environment(folder: Path, env: Mapping[str, str]) -> dict[str, str]:
    """The environment of a run. env: the learner's; only a few names of it pass."""
    kept = {name: env[name] for name in _ALLOWED if name in env}
    return {
        **kept,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTORCH_ENABLE_MPS_FALLBACK": "1",
        "HF_HUB_OFFLINE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(_import_path()),
    }


def _import_path() -> list[str]:
    """Where this room is imported from, so that an editable install works too."""
    import exercises

    return [str(Path(next(iter(exercises.__path__))).parent)]
