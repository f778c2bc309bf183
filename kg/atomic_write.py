"""Writes a file whole or not at all.

Owns how bytes reach the disk so that a crash or a full disk leaves the old file as it was. Not
here: what is written.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kg.errors import WriteRefused


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


def _write_beside(path: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
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
