"""`--strict`: the command line that puts a run into bubblewrap, where that works.

Owns what the sandbox shows: the system read-only, the scratch folder, no other processes, no
network but loopback, no sockets of the session in /run and /tmp. Not here: the guards that always
hold (inside/warden.py).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from exercises.errors import RunnerFailed

PROCESSES = 2  # bubblewrap's own, one outside and one inside
_PROBE_S = 10
_HIDDEN = ("/tmp", "/run")
# What some systems keep there and need: NixOS its programs and drivers.
_KEPT = ("/run/current-system", "/run/opengl-driver")
# What is written there is memory that no limit of the warden counts.
_MOST_BYTES = str(64 * 1024 * 1024)


def prefix(folder: Path, read: Iterable[Path]) -> list[str]:
    """The words before the child's command. folder: it may write there; read: it must see these.

    Raises RunnerFailed where there is no sandbox.
    """
    reason = why_not()
    if reason:
        raise RunnerFailed(
            f"--strict needs bubblewrap, and {reason}; run it without --strict, or install it."
        )
    words = _system()
    for path in (*map(Path, (sys.prefix, sys.base_prefix)), *read):
        words += _shown(path)
    return [*words, "--bind", str(folder), str(folder), "--chdir", str(folder)]


def _system() -> list[str]:
    return ["bwrap", *_UNSHARED, "--ro-bind", "/", "/", *_devices(), "--proc", "/proc", *_hiding()]


# Root would keep its capabilities, and could make all writable again.
_UNSHARED = (
    "--unshare-pid", "--unshare-net", "--unshare-ipc", "--die-with-parent", "--new-session",
    "--cap-drop", "ALL",
)  # fmt: skip


def _devices() -> Iterator[str]:
    """The harmless devices, and those of a GPU where there is one."""
    yield from ("--dev", "/dev", "--size", _MOST_BYTES, "--tmpfs", "/dev/shm")
    for path in sorted(Path("/dev").glob("nvidia*")):
        yield from ("--dev-bind", str(path), str(path))
    yield from ("--remount-ro", "/dev")


def _hiding() -> Iterator[str]:
    for path in _HIDDEN:
        yield from ("--size", _MOST_BYTES, "--tmpfs", path)
    for path in _KEPT:
        yield from ("--ro-bind-try", path, path)


def _shown(path: Path) -> list[str]:
    """Show a path again, by each of its names, if it lies where all is hidden."""
    names = {path.absolute(), path.resolve()}
    hidden = [one for one in names if any(one.is_relative_to(where) for where in _HIDDEN)]
    return [word for one in sorted(hidden) for word in ("--ro-bind-try", str(one), str(one))]


@lru_cache(maxsize=1)
def why_not() -> str:
    """Why the sandbox cannot be used here; '': it can. Tried once."""
    if shutil.which("bwrap") is None:
        return "it is not installed here"
    try:
        done = subprocess.run(
            [*_system(), "true"], capture_output=True, timeout=_PROBE_S, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return "it does not start here"
    if done.returncode == 0:
        return ""
    said = done.stderr.strip().splitlines()
    return f"this system does not let it work ({said[-1] if said else 'it says nothing'})"
