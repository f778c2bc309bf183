"""The files of an import: named ones, those of a folder, standard input; read whole or refused.

Owns which files of a folder count, that a loop of links ends, and that a file which changes while
it is read is not half taken. Not here: what the bytes are (kg/documents/decode.py).
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kg.documents.decode import MAX_BYTES
from kg.errors import DocumentRefused

STDIN = "-"
SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".txt", ".text"})
MOST_FILES = 20_000
_TRIES = 3
_CHUNK = 1 << 20
_NEVER = frozenset({"node_modules", "__pycache__"})


class Gathered(NamedTuple):
    """What was read: (name, bytes) each. left_out: files of folders that are of another kind."""

    files: list[tuple[str, bytes]]
    refused: list[DocumentRefused]
    left_out: int


def gather(
    named: Sequence[str],
    stdin: BinaryIO | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Gathered:
    """Read the files, folders and '-' (stdin) that were named, each file once.

    A file that cannot be read is refused with the reason; the others are read.
    """
    found = Gathered([], [], 0)
    seen: set[tuple[int, int]] = set()
    paths, left_out = _paths(named, found.refused)
    for number, name in enumerate(paths, 1):
        try:
            if name == STDIN:
                found.files.append(("stdin", _of_stdin(stdin or sys.stdin.buffer)))
            else:
                data = _of_file(Path(name), seen)
                if data is not None:
                    found.files.append((name, data))
        except DocumentRefused as refused:
            found.refused.append(refused)
        if progress is not None:
            progress(number, len(paths))
    return found._replace(left_out=left_out)


def _paths(named: Sequence[str], refused: list[DocumentRefused]) -> tuple[list[str], int]:
    paths: list[str] = []
    folders: set[tuple[int, int]] = set()
    left_out = 0
    for name in dict.fromkeys(named):
        if name == STDIN or not os.path.isdir(name):  # noqa: PTH112 (the name as it was given)
            paths.append(name)
            continue
        inside = list(_walk(name, folders, refused))
        documents = [path for path in inside if Path(path).suffix.lower() in SUFFIXES]
        left_out += len(inside) - len(documents)
        if len(documents) > MOST_FILES:
            refused.append(
                DocumentRefused(name, f"it has more than {MOST_FILES:,} documents; name fewer.")
            )
            continue
        paths += documents
    return paths, left_out


def _walk(folder: str, seen: set[tuple[int, int]], refused: list[DocumentRefused]) -> Iterator[str]:
    """The files below a folder in order of name; each folder once, however it is linked."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            facts = os.stat(here)  # noqa: PTH116 (the name as it was given)
            if (facts.st_dev, facts.st_ino) in seen:
                continue
            seen.add((facts.st_dev, facts.st_ino))
            names = sorted(os.listdir(here))  # noqa: PTH208
        except OSError as error:
            refused.append(_refusal(here, error))
            continue
        names = [name for name in names if name[0] != "." and name not in _NEVER]
        below = [os.path.join(here, name) for name in names]  # noqa: PTH118
        yield from (path for path in below if not os.path.isdir(path))  # noqa: PTH112
        waiting += reversed([path for path in below if os.path.isdir(path)])  # noqa: PTH112


def _of_file(path: Path, seen: set[tuple[int, int]]) -> bytes | None:
    """A file's bytes; None if it was read under another name."""
    try:
        for _ in range(_TRIES):
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
            with os.fdopen(handle, "rb") as stream:
                before = os.fstat(stream.fileno())
                if (before.st_dev, before.st_ino) in seen:
                    return None
                _refuse_kind(path, before)
                data = stream.read(MAX_BYTES + 1)
                after = os.fstat(stream.fileno())
            if _same(before, after) and len(data) == after.st_size and _same(after, path.stat()):
                seen.add((before.st_dev, before.st_ino))
                return data
    except OSError as error:
        raise _refusal(str(path), error) from error
    raise DocumentRefused(
        str(path), "it changed while it was read; import it again when nothing writes to it."
    )


def _refuse_kind(path: Path, facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise DocumentRefused(str(path), "it is no plain file; name a document of text.")
    if facts.st_size > MAX_BYTES:
        size, most = facts.st_size // 1_000_000, MAX_BYTES // 1_000_000
        raise DocumentRefused(str(path), f"it has {size} MB, at most {most} MB are read; split it.")


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_ino, one.st_size, one.st_mtime_ns) == (
        other.st_ino, other.st_size, other.st_mtime_ns,
    )  # fmt: skip


def _of_stdin(stream: BinaryIO) -> bytes:
    parts, left = [], MAX_BYTES + 1
    while left > 0 and (part := stream.read(min(_CHUNK, left))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        most = MAX_BYTES // 1_000_000
        raise DocumentRefused("stdin", f"it has more than {most} MB; split it.")
    return b"".join(parts)


def _refusal(name: str, error: OSError) -> DocumentRefused:
    import errno

    reasons = {
        errno.ENOENT: "there is no such file; check the name.",
        errno.ELOOP: "it is a link that leads back to itself; name the file it should mean.",
        errno.EACCES: "it may not be read; change its permissions.",
    }
    return DocumentRefused(
        name, reasons.get(error.errno or 0, f"{(error.strerror or str(error)).lower()}.")
    )
