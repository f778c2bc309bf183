"""Data that exercises want and do not bring: where it lies once the learner has it.

Owns that a file enters the folder (`exercises/.data/` in the home) only with the right size and
sha256, and finding it among a learner's own files, also inside a wheel or zip. Not here: fetching
one from the network (download.py), what a check does without it (inside/context.py).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from exercises.errors import DataUnfit
from exercises.folder import Exercise, has_size
from exercises.spec import DataPart
from exercises.workspace import DATA

_PART = 1 << 20
_PACKED = (".whl", ".zip")
_MOST_FILES = 100_000

Read = Callable[[], IO[bytes]]


class Wanted(NamedTuple):
    """One file that is wanted. exercises: names of those that do; path: where it belongs."""

    part: DataPart
    exercises: tuple[str, ...]
    path: Path

    @property
    def is_here(self) -> bool:
        """Whether it is in its place; its sha256 was checked when it came."""
        return has_size(self.path, self.part.bytes)


def wanted(exercises: Iterable[Exercise], home_exercises: Path) -> list[Wanted]:
    """The optional files of exercises, each once. Raises ExerciseBroken."""
    found: dict[str, Wanted] = {}
    for exercise in exercises:
        for part in exercise.spec.data:
            if part.file:
                continue
            before = found.get(part.name)
            names = (*before.exercises, exercise.name) if before else (exercise.name,)
            found[part.name] = Wanted(part, names, home_exercises / DATA / part.name)
    return list(found.values())


def take(one: Wanted, source: Path) -> str:
    """Copy a file from among the learner's own; returns where it was found.

    source: a folder, searched with all below it, or one file; a wheel or zip is looked into.
    Raises DataUnfit where nothing in it is this file, OSError.
    """
    if not source.exists():
        raise DataUnfit(f"There is no {source}; name a folder or a file.")
    others = 0
    for name, read in _of_size(source, one.part.bytes):
        try:
            with read() as stream:
                store(one, iter(lambda stream=stream: stream.read(_PART), b""))  # type: ignore[misc]
            return name
        except DataUnfit:
            others += 1
    also = f" {others} of that size had another sha256." if others else ""
    raise DataUnfit(
        f"{one.part.name}: no file in {source} is it (by its size of {one.part.bytes:,} bytes and "
        f"its sha256).{also}"
    )


def store(one: Wanted, parts: Iterable[bytes]) -> None:
    """Put bytes in its place if they are the right ones. Raises DataUnfit, OSError."""
    digest, size = hashlib.sha256(), 0
    with _new_file(one.path) as (file, keep):
        for part in parts:
            size += len(part)
            if size > one.part.bytes:
                break
            digest.update(part)
            file.write(part)
        if size != one.part.bytes or digest.hexdigest() != one.part.sha256:
            what = "size" if size != one.part.bytes else "sha256"
            raise DataUnfit(f"{one.part.name} has another {what} than it should; it is not kept.")
        keep()


@contextmanager
def _new_file(path: Path) -> Iterator[tuple[IO[bytes], Callable[[], None]]]:
    """A file that takes its name only when `keep` was called; else nothing of it is left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    kept = False

    def keep() -> None:
        nonlocal kept
        kept = True

    try:
        with os.fdopen(handle, "wb") as file:
            yield file, keep
        if kept:
            Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _of_size(source: Path, size: int) -> Iterator[tuple[str, Read]]:
    """Files of a size in a folder, below it, and in its archives: a name, and how to read it."""
    for path in _files(source):
        try:
            if path.suffix in _PACKED and zipfile.is_zipfile(path):
                yield from _inside(path, size)
            elif path.stat().st_size == size:
                yield str(path), lambda path=path: path.open("rb")  # type: ignore[misc]
        except (OSError, zipfile.BadZipFile):
            continue


def _inside(path: Path, size: int) -> Iterator[tuple[str, Read]]:
    with zipfile.ZipFile(path) as packed:
        for member in packed.infolist():
            if member.file_size == size:
                read = lambda member=member: packed.open(member)  # noqa: E731
                yield f"{path}: {member.filename}", read


def _files(source: Path) -> Iterator[Path]:
    if not source.is_dir():
        yield source
        return
    seen = 0
    for folder, _, names in os.walk(source):
        for name in names:
            seen += 1
            if seen > _MOST_FILES:
                raise DataUnfit(
                    f"{source} holds more than {_MOST_FILES:,} files; name a smaller one."
                )
            yield Path(folder, name)
