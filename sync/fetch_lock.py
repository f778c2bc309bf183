"""One fetch at a time on this machine: two together would ask arXiv twice as fast as it allows.

Owns the lock file beside papers.db. The operating system lets go of it when the process ends,
however it ends. Not here: the pace of one run (pace.py).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.errors import FetchBusy, PapersDbError


@contextmanager
def only_one(papers_db: Path) -> Iterator[None]:
    """Hold the lock inside the block. Raises FetchBusy if another process has it, PapersDbError."""
    path = papers_db.with_suffix(".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as problem:
        detail = (problem.strerror or str(problem)).lower()
        raise PapersDbError(str(path), detail, "correct the permissions of its folder") from problem
    try:
        if not _taken(handle):
            raise FetchBusy
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
