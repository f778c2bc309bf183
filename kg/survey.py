"""What changed on disk since the last compilation, found by looking at sizes and times only.

Owns the decision what counts as touched, gone, or out of reach for now (a missing pack, an
unmounted vault, a folder that may not be read). Light. Not here: reading the files (compiler.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.layers import Layer, NoteFile, note_files


class FileState(NamedTuple):
    """A file as the last compilation saw it; layer is the layer's name."""

    id: int
    layer: str
    path: str
    size: int
    mtime_ns: int
    hash: bytes
    state: str


class Survey(NamedTuple):
    """The files there are, and how they compare with the last compilation.

    known: last compilation's files by (layer, path). touched: new, or other size or time.
    kept: out of reach now, their rows stay as they are. missing_layers: names.
    """

    files: dict[tuple[str, str], NoteFile]
    known: dict[tuple[str, str], FileState]
    touched: list[NoteFile]
    gone: list[FileState]
    kept: list[FileState]
    missing_layers: frozenset[str]


def look(layers: Sequence[Layer], connection: sqlite3.Connection | None) -> Survey:
    """Walks the layers once. connection: graph.db with current tables, None if there is none."""
    known = {} if connection is None else known_files(connection)
    held = {file.layer for file in known.values()}
    files: dict[tuple[str, str], NoteFile] = {}
    missing = held - {layer.name for layer in layers}
    for layer in layers:
        found = list(note_files(layer)) if layer.available else []
        absent = not layer.available or not layer.root.is_dir()
        if absent or (not found and layer.name in held):
            missing.add(layer.name)
        files.update(((file.layer, file.path), file) for file in found)
    blocked = _blocked_folders(files.values())
    touched = [file for place, file in files.items() if _differs(file, known.get(place))]
    absent_files = [file for place, file in known.items() if place not in files]
    kept = [f for f in absent_files if f.layer in missing or _is_under(f, blocked)]
    kept_ids = {file.id for file in kept}
    gone = [file for file in absent_files if file.id not in kept_ids]
    return Survey(files, known, touched, gone, kept, frozenset(missing))


def known_files(connection: sqlite3.Connection) -> dict[tuple[str, str], FileState]:
    """The files of the last compilation by (layer, path)."""
    rows = connection.execute(
        "SELECT file.id, layer.name, path, size, mtime_ns, hash, state FROM file"
        " JOIN layer ON layer.id = file.layer"
    )
    return {(row[1], row[2]): FileState._make(row) for row in rows}


def _differs(file: NoteFile, known: FileState | None) -> bool:
    if known is None:
        return True
    same = (file.size, file.mtime_ns) == (known.size, known.mtime_ns)
    return not same or file.readable == (known.hash == b"")


def _blocked_folders(files: Iterable[NoteFile]) -> list[tuple[str, str]]:
    """(layer, prefix) of the folders that may not be read; the top folder's prefix is ''."""
    blocked = []
    for file in files:
        if not file.readable and not file.path.lower().endswith(".md"):
            blocked.append((file.layer, "" if file.path == "." else f"{file.path}/"))
    return blocked


def _is_under(file: FileState, blocked: list[tuple[str, str]]) -> bool:
    return any(file.layer == layer and file.path.startswith(prefix) for layer, prefix in blocked)
