"""A pack as a folder of files: what belongs to it, and how it is moved whole or not at all.

Owns which files travel with a pack (notes with their media/, pack.toml, papers.jsonl, exercises/,
its licence) and that no link leads out of it. Not here: whether its notes are sound (check.py),
which packs a learner has (cards/packs.py).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from kg.errors import WriteRefused
from kg.layers import PACK_FILE
from kg.media import AUDIO_SUFFIXES, FOLDER, IMAGE_SUFFIXES, suffix_of

EXERCISES = "exercises"
_TOP_FILES = frozenset({PACK_FILE, "papers.jsonl"})
_LICENCES = ("licence", "license", "copying")
# What tools leave behind in any folder.
_NEVER = frozenset({"inbox", "__pycache__", "node_modules"})

Progress = Callable[[int, int], None]


class Contents(NamedTuple):
    """Posix paths below the pack's folder, sorted. left_out: files that are no part of a pack."""

    files: list[str]
    left_out: list[str]


def contents(root: Path) -> Contents:
    """What a pack's folder holds. Raises WriteRefused for a link that leads out of it."""
    found = Contents([], [])
    try:
        for path in sorted(_walk(root, root.resolve(), "")):
            (found.files if _belongs(path) else found.left_out).append(path)
    except OSError as error:
        raise WriteRefused(f"{error.filename or root} cannot be read: {error.strerror}.") from error
    return found


def _walk(root: Path, real: Path, prefix: str) -> Iterator[str]:
    with os.scandir(root / prefix) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    for entry in entries:
        path = f"{prefix}{entry.name}"
        if entry.name.startswith(".") or entry.name in _NEVER:
            continue
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(real):
            raise WriteRefused(
                f"{entry.path} is a link that leads out of the pack; put the file itself there."
            )
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(root, real, f"{path}/")
        elif entry.is_file():
            yield path


def _belongs(path: str) -> bool:
    first, *rest = PurePosixPath(path).parts
    if rest and first == EXERCISES:
        return True
    if FOLDER in PurePosixPath(path).parts[:-1]:
        return suffix_of(path) in IMAGE_SUFFIXES | AUDIO_SUFFIXES
    name = first.lower()
    top = name in _TOP_FILES or name.partition(".")[0] in _LICENCES
    return path.lower().endswith(".md") or (not rest and top)


def install(root: Path, files: list[str], target: Path, progress: Progress | None = None) -> None:
    """Copy files of the folder `root` to the folder `target`, which appears whole or not at all.

    progress: told (files copied, files to copy). Raises WriteRefused if target is there already,
    or the disk refuses; then nothing has changed.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # The copy grows one level deeper, where no pack is looked for.
        with tempfile.TemporaryDirectory(prefix=".adding-", dir=target.parent) as work:
            copy = Path(work) / target.name
            for number, path in enumerate(files, 1):
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / path, copy / path)
                if progress is not None:
                    progress(number, len(files))
            copy.rename(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteRefused(f"{target} cannot be written ({reason}); nothing changed.") from error


def set_aside(root: Path, shelf: Path, name: str) -> Path:
    """Move a pack's folder to the folder `shelf` under a name; returns where it is now.

    A number is added where the name is taken. Raises WriteRefused if the disk refuses.
    """
    number, place = 1, shelf / name
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        while place.exists() or place.is_symlink():
            number += 1
            place = shelf / f"{name}-{number}"
        shutil.move(root, place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteRefused(f"{root} cannot be moved to {shelf} ({reason}).") from error
    return place
