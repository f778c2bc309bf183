"""`--strict`: the command line that puts a run into bubblewrap, where that works.

Owns what the sandbox shows: the system read-only, the scratch folder, no other processes, no
network but loopback. Not here: the guards that always hold (inside/warden.py).
"""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from exercises.errors import RunnerFailed

_PROBE_S = 10


def prefix(folder: Path) -> list[str]:
    """The words before the child's command. Raises RunnerFailed where there is no sandbox."""
    reason = why_not()
    if reason:
        raise RunnerFailed(
            f"--strict needs bubblewrap, and {reason}; run it without --strict, or install it."
        )
    return [
        "bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp",
        "--bind", str(folder), str(folder), "--chdir", str(folder),
        "--unshare-pid", "--unshare-net", "--unshare-ipc", "--die-with-parent", "--new-session",
    ]  # fmt: skip


@lru_cache(maxsize=1)
def why_not() -> str:
    """Why the sandbox cannot be used here; '': it can. Tried once."""
    if shutil.which("bwrap") is None:
        return "it is not installed here"
    trial = ["bwrap", "--ro-bind", "/", "/", "--unshare-pid", "--unshare-net", "true"]
    try:
        done = subprocess.run(trial, capture_output=True, timeout=_PROBE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "it does not start here"
    return "" if done.returncode == 0 else "this system does not let it make its namespaces"
