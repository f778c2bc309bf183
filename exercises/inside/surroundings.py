"""What a run may know of the environment it is started in, here or on another machine.

Owns the few names that pass and the ones that are set: no tokens, no proxies, no keys. Not here:
starting the run (local_runner.py, far.py).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

_ALLOWED = ("PATH", "LANG", "LC_ALL", "CUDA_VISIBLE_DEVICES", "SYSTEMROOT", "LD_LIBRARY_PATH")


def environment(folder: Path, env: Mapping[str, str], imports: Sequence[str]) -> dict[str, str]:
    """The environment of a run in its scratch folder. env: whose; imports: for PYTHONPATH."""
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
        "PYTHONPATH": os.pathsep.join(imports),
    }
