"""Writes a file whole or not at all.

Owns how bytes reach the disk so that a crash or a full disk leaves the old file as it was. Not
here: what is written.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kg.errors import WriteRefused

_AT_ONCE = 32
_PART = ".part"


def replace_file(path: Path, data: bytes, *, expected: bytes | None = None) -> None:
    """Put data in place of the file, keeping its mode; a link's target is what changes.

    expected: the bytes the change was made from.

    Raises:
        WriteRefused: the disk refuses, or the file no longer holds `expected`.
    """
    real = path.resolve()
    try:
        written = _write_beside(real, data)
        try:
            if real.exists():
                written.chmod(real.stat().st_mode & 0o7777)
            if expected is not None and real.read_bytes() != expected:
                raise WriteRefused(f"{path} was changed meanwhile and is left as it is; try again.")
            written.replace(real)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _refused(path, error) from error


def create_file(path: Path, data: bytes) -> None:
    """Write a new file and the folders it needs; never over an existing one.

    Raises:
        WriteRefused: the file exists, or the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = _write_beside(path, data)
        try:
            _link(written, path)
        finally:
            written.unlink(missing_ok=True)
    except FileExistsError as error:
        raise WriteRefused(f"{path} exists already and is left as it is.") from error
    except OSError as error:
        raise _refused(path, error) from error


def write_all(
    files: Sequence[tuple[Path, bytes | None]],
    mark: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write many files, each whole or not at all, in this order; None takes a file away.

    The disk is waited for once, not for each. mark: begins the names of what a process that is
    killed leaves beside them. Raises WriteRefused: the disk refuses; files before
    the one that it refused are written already.
    """
    staged: list[Path | None] = []
    try:
        for path, data in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            staged.append(
                None if data is None else _write_beside(path.resolve(), data, mark, wait=False)
            )
        wait_for_disk([written for written in staged if written is not None])
        for number, ((path, _), written) in enumerate(zip(files, staged, strict=True), 1):
            _swap(path, written)
            if progress is not None:
                progress(number, len(files))
    except OSError as error:
        raise _refused(Path(error.filename or files[0][0]), error) from error
    finally:
        for written in staged:
            if written is not None:
                written.unlink(missing_ok=True)


def clear_left(folders: Iterable[Path], mark: str) -> None:
    """Take away what a `write_all` of this mark left that was killed."""
    for folder in folders:
        for left in folder.glob(f".{mark}*{_PART}") if folder.is_dir() else ():
            left.unlink(missing_ok=True)


def wait_for_disk(paths: Sequence[Path]) -> None:
    """Return when these files are on the disk. Many at once, so that they wait together."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(_wait_for, paths))


def _wait_for(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(path: Path, written: Path | None) -> None:
    if written is None:
        path.unlink(missing_ok=True)
        return
    real = path.resolve()
    if real.exists():
        written.chmod(real.stat().st_mode & 0o7777)
    written.replace(real)


def _link(written: Path, path: Path) -> None:
    try:
        os.link(written, path)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no hard links: a short race is better than no note.
        if path.exists():
            raise FileExistsError(str(path)) from None
        written.replace(path)


def _write_beside(path: Path, data: bytes, mark: str = "", *, wait: bool = True) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{mark}", suffix=_PART, dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            if wait:
                os.fsync(stream.fileno())
        # mkstemp makes files for the owner alone; notes are ordinary files.
        umask = os.umask(0)
        os.umask(umask)
        written.chmod(0o666 & ~umask)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
    return written


def _refused(path: Path, error: OSError) -> WriteRefused:
    reason = (error.strerror or str(error)).lower()
    return WriteRefused(f"{path} cannot be written: {reason}. Nothing was changed.")
