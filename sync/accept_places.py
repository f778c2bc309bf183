"""Where in the vault a node is written: its own note, a note that adds to it, or a new one.

Owns which file takes what is added to a node, and which names are free. Looks at the files as they
will be. Not here: what is added (accept.py), the text (accept_text.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from kg.compiled import Graph
from kg.faults import Faults
from kg.header import cut, read_header
from kg.layers import VAULT, Layer, NoteFile, note_files
from kg.links import whole_link
from kg.reader import decode
from kg.rows import NodeRow
from kg.schema import FOLDER_OF_TYPE, Relation
from sync.file_acts import Files


class Where(NamedTuple):
    """The learner's notes. graph: as compiled last, None: there is none yet."""

    vault: Path
    inbox: Path
    layers: list[Layer]
    graph: Graph | None
    relations: Mapping[str, Relation]


class Places:
    """Files of the vault by the node they are about. files: as they will be."""

    def __init__(self, where: Where, files: Files) -> None:
        self._where = where
        self._files = files
        found = [file for layer in where.layers for file in note_files(layer)]
        self._taken = {file.stem.casefold() for file in found}
        self._own = {file.stem: file.absolute for file in found if _is_note_of_vault(file)}
        self._beside: dict[str, Path] = {}

    @property
    def stems(self) -> set[str]:
        """Every stem there is, case folded."""
        return self._taken

    def free(self, stem: str) -> str:
        """A stem that no note has."""
        name, number = stem, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name.casefold())
        return name

    def new(self, kind: str, stem: str, extends: str = "") -> Path:
        """The file of a new note of this type. extends: key of the node it adds to."""
        path = self._where.vault / FOLDER_OF_TYPE[kind] / f"{stem}.md"
        if extends:
            self._beside[extends] = path
        else:
            self._own[stem] = path
        return path

    def node(self, name: str) -> NodeRow | None:
        """The node of the graph that a stem or key means."""
        graph = self._where.graph
        if graph is None:
            return None
        if "/" in name:
            rows = [(name,)]
        else:
            rows = graph.connection.execute(
                "SELECT key FROM node WHERE stem = ? AND stub = 0 ORDER BY pack = 'vault' DESC",
                (name,),
            ).fetchall()
        nodes = [graph.by_key(str(key)) for (key,) in rows]
        return next((node for node in nodes if node is not None and self._is_there(node)), None)

    def _is_there(self, node: NodeRow) -> bool:
        """Whether a node of the vault still has its note: the graph may be older than an undo."""
        if node.stub or node.file is None or self._where.graph is None:
            return False
        origin = self._where.graph.origin(node.file)
        return origin.layer != VAULT or self._files.read(origin.absolute) is not None

    def file_of(self, key: str) -> Path | None:
        """The file of the vault that what is added to a node goes into; None: there is none."""
        pack, _, stem = key.rpartition("/")
        if pack == VAULT and stem in self._own:
            return self._own[stem]
        node = self.node(key)
        if node is not None and node.file is not None and self._where.graph is not None:
            origin = self._where.graph.origin(node.file)
            if origin.layer == VAULT:
                return origin.absolute
        return self._beside.get(key) or self._extending(key)

    def _extending(self, key: str) -> Path | None:
        """A note of the vault that adds to the node: one compiled, or one of a name like it."""
        for path in [*self._compiled(key), *self._named_like(key.rpartition("/")[2])]:
            if extends_of(self._files.read(path) or b"") in (key, key.rpartition("/")[2]):
                self._beside[key] = path
                return path
        return None

    def _compiled(self, key: str) -> list[Path]:
        if self._where.graph is None:
            return []
        rows = self._where.graph.connection.execute(
            "SELECT path FROM beside JOIN file ON file.id = beside.file"
            " JOIN layer ON layer.id = file.layer"
            " WHERE kind = 'extends' AND key = ? AND layer.name = ?",
            (key, VAULT),
        )
        return [self._where.vault / str(row[0]) for row in rows]

    def _named_like(self, stem: str) -> Iterable[Path]:
        return (path for name, path in sorted(self._own.items()) if name.startswith(f"{stem}-"))


def _is_note_of_vault(file: NoteFile) -> bool:
    return file.layer == VAULT and file.readable and not file.is_exercise


def extends_of(raw: bytes) -> str:
    """The node that a note adds to, as it names it, or ''."""
    if b"extends" not in raw:
        return ""
    text = decode(raw, Faults(""))
    parts = None if text is None else cut(text, Faults(""))
    entries = (read_header(parts.header, Faults("")) if parts else None) or []
    value = next((entry.value.value for entry in entries if entry.key == "extends"), "")
    link = whole_link(str(value))
    return link.target if link else ""
