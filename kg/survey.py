"""What changed on disk since the last compilation, found by looking at sizes and times only.

Owns the decision what counts as touched, gone, or out of reach for now (a missing pack, an
unmounted vault, a folder that may not be read). Light. Not here: reading the files (compiler.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from kg.layers import Layer, NoteFile, note_files
from kg.names import names_a_node

Place = tuple[str, str]
UNREAD = b""  # instead of a hash: the bytes could not be read
# Path, size, mtime_ns and readable of a NoteFile: equal to Known.stamps means not touched.
_STAMP = itemgetter(1, 3, 4, 5)
_STATE = (
    "SELECT file.id, layer.name, path, size, mtime_ns, hash, state FROM file"
    " JOIN layer ON layer.id = file.layer"
)


class FileState(NamedTuple):
    """A file as the last compilation saw it; layer is the layer's name."""

    id: int
    layer: str
    path: str
    size: int
    mtime_ns: int
    hash: bytes
    state: str


class Known:
    """The files of the last compilation, asked for as needed: mostly none is, of thousands.

    connection: graph.db with current tables, None if there is none.
    """

    def __init__(self, connection: sqlite3.Connection | None) -> None:
        self._connection = connection

    def at(self, place: Place) -> FileState | None:
        """The file of a layer and path."""
        return next(iter(self._states(" WHERE layer.name = ? AND path = ?", place)), None)

    def by_id(self, file: int) -> FileState | None:
        """The file of an id."""
        return next(iter(self._states(" WHERE file.id = ?", (file,))), None)

    def all(self) -> list[FileState]:
        """Every file."""
        return self._states("", ())

    def layers(self) -> set[str]:
        """Names of the layers that had a file."""
        return set() if self._connection is None else layers_with_files(self._connection)

    def stamps(self, layer: str) -> list[tuple[str, int, int, int]]:
        """(path, size, mtime_ns, whether it could be read) of a layer's files, in order of path."""
        if self._connection is None:
            return []
        return self._connection.execute(
            "SELECT path, size, mtime_ns, hash <> x'' FROM file"
            " WHERE layer = (SELECT id FROM layer WHERE name = ?) ORDER BY path",
            (layer,),
        ).fetchall()

    def next_id(self) -> int:
        """An id that no file has, nor any larger one."""
        if self._connection is None:
            return 1
        (highest,) = self._connection.execute("SELECT max(id) FROM file").fetchone()
        return (highest or 0) + 1

    def _states(self, where: str, values: tuple[str | int, ...]) -> list[FileState]:
        if self._connection is None:
            return []
        return [FileState._make(row) for row in self._connection.execute(_STATE + where, values)]


class Survey(NamedTuple):
    """The files there are, and how they compare with the last compilation.

    found: in order of layer and path. touched: new, or other size or time.
    kept: out of reach now, their rows stay as they are. missing_layers: names.
    """

    found: list[NoteFile]
    known: Known
    touched: list[NoteFile]
    gone: list[FileState]
    kept: list[FileState]
    missing_layers: frozenset[str]


def look(layers: Sequence[Layer], connection: sqlite3.Connection | None) -> Survey:
    """Walks the layers once. connection: graph.db with current tables, None if there is none."""
    known = Known(connection)
    held = known.layers()
    found: list[NoteFile] = []
    touched: list[NoteFile] = []
    absent: list[Place] = []
    missing = held - {layer.name for layer in layers}
    for name in missing:
        absent += [(name, stamp[0]) for stamp in known.stamps(name)]
    for layer in layers:
        files = list(note_files(layer)) if layer.available else []
        is_away = not layer.available or not layer.root.is_dir()
        if is_away or (not files and layer.name in held):
            missing.add(layer.name)
        now, before = list(map(_STAMP, files)), known.stamps(layer.name)
        if now != before:
            news, paths = set(now).difference(before), {file.path for file in files}
            touched += [file for file, stamp in zip(files, now, strict=True) if stamp in news]
            absent += [(layer.name, stamp[0]) for stamp in before if stamp[0] not in paths]
        found += files
    states = [state for place in absent if (state := known.at(place)) is not None]
    blocked = _blocked_folders(found) if states else []
    kept = [f for f in states if f.layer in missing or _is_under(f, blocked)]
    kept_ids = {file.id for file in kept}
    gone = [file for file in states if file.id not in kept_ids]
    return Survey(found, known, touched, gone, kept, frozenset(missing))


def layers_with_files(connection: sqlite3.Connection) -> set[str]:
    """Names of the layers that had a file at the last compilation."""
    rows = connection.execute(
        "SELECT name FROM layer WHERE EXISTS (SELECT 1 FROM file WHERE file.layer = layer.id)"
    )
    return {row[0] for row in rows}


def _blocked_folders(files: Iterable[NoteFile]) -> list[tuple[str, str]]:
    """(layer, prefix) of the folders that may not be read; the top folder's prefix is ''."""
    return [
        (file.layer, "" if file.path == "." else f"{file.path}/")
        for file in files
        if not file.readable and not names_a_node(file.path)
    ]


def _is_under(file: FileState, blocked: list[tuple[str, str]]) -> bool:
    return any(file.layer == layer and file.path.startswith(prefix) for layer, prefix in blocked)
