"""The limits a process sets on itself before the answer is imported.

Owns which of the system's limits are used: file size, core dumps, and address space only where it
is given (a CUDA process maps far more than it uses). Memory, time and children are watched from
outside (warden.py), because the system's own limits are unclear or count the wrong thing.
"""

from __future__ import annotations

import sys
from typing import TypedDict

MIB = 1024 * 1024
_PARENT_DIES, _KILL = 1, 9  # PR_SET_PDEATHSIG, SIGKILL


class Limits(TypedDict):
    """wall_s: seconds. mem_mb: resident memory of the whole tree. files_mb: the largest file.

    output_kb: what is kept of what is printed. processes: children at one time.
    """

    wall_s: float
    mem_mb: int
    files_mb: int
    output_kb: int
    processes: int


def end_with_parent() -> None:
    """Have this process killed where its warden is killed (a cluster may); on Linux only."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PARENT_DIES, _KILL, 0, 0, 0)


def set_limits(limits: Limits) -> None:
    """Limit this process and its children; where the system knows no such limits, do nothing."""
    try:
        import resource
    except ImportError:
        return
    largest = max(limits["files_mb"], 1) * MIB
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, largest)):
        _, hard = resource.getrlimit(kind)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (wanted, wanted))
