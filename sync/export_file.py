"""One exported file: written beside its place and moved there whole, or not at all.

Owns how a stream of bytes becomes a file, and which file may be replaced: an empty one, or one
that the same format wrote before. Not here: folders of files (export_folder.py), what is written.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.errors import WriteRefused
from sync.errors import ExportFailed


@contextmanager
def new_file(path: Path, is_ours: Callable[[Path], bool]) -> Iterator[IO[bytes]]:
    """A stream that becomes the file when the block ends without an error; else nothing changes.

    is_ours: whether an existing file was written by such an export and may be replaced.

    Raises:
        WriteRefused: the path is a folder, or a file of somebody else.
        ExportFailed: the disk refuses.
    """
    real = path.resolve()
    if real.is_dir():
        raise WriteRefused(f"{path} is a folder; name a file.")
    if real.is_file() and real.stat().st_size and not is_ours(real):
        raise WriteRefused(
            f"{path} exists and no such export wrote it; it is left as it is: name another file."
        )
    try:
        if real.exists() and not real.is_file():  # /dev/stdout, a named pipe
            with real.open("wb") as stream:
                yield stream
            return
        with _beside(real) as stream:
            yield stream
    except OSError as error:
        raise failed(path, error) from error


@contextmanager
def _beside(real: Path) -> Iterator[IO[bytes]]:
    handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".part", dir=real.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(real.stat().st_mode & 0o7777 if real.exists() else ordinary_mode())
        Path(name).replace(real)
    finally:
        Path(name).unlink(missing_ok=True)


def ordinary_mode(plain: int = 0o666) -> int:
    """The rights that new files have here; temporary ones are made for the owner alone."""
    umask = os.umask(0)
    os.umask(umask)
    return plain & ~umask


def failed(path: Path, error: OSError) -> ExportFailed:
    """The system's error as a sentence. A reader of stdout that has gone is no such error."""
    if isinstance(error, BrokenPipeError):
        raise error
    reason = (error.strerror or str(error)).lower()
    return ExportFailed(f"{path} cannot be written: {reason}. What was there is as it was.")


def begins_with(path: Path, *starts: bytes) -> bool:
    """Whether a file's first bytes are one of these; a file that cannot be read begins as none."""
    try:
        with path.open("rb") as stream:
            head = stream.read(max(map(len, starts)))
    except OSError:
        return False
    return head.startswith(starts)
