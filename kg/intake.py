"""Files of the layers become parsed notes with their file ids, each at most once a compilation.

Owns reading the bytes and their hash, and file ids that stay with their place. Not here: which
files must be read (widening.py), what a note's bytes mean (reader.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from kg.layers import Layer, NoteFile
from kg.load import understood, unreadable
from kg.models import Note
from kg.names import names_a_node, stem_of
from kg.reader import MAX_BYTES, UnreadableNote
from kg.schema import Relation
from kg.survey import UNREAD, Place, Survey


class Taken(NamedTuple):
    """A file that was read. id: file id. rank: of its layer. hash: of its bytes, b'' if none."""

    id: int
    file: NoteFile
    rank: int
    stem: str
    note: Note | UnreadableNote
    hash: bytes


class Intake:
    """Reads files on demand and remembers them for this compilation.

    files: those the survey found, by place.
    """

    def __init__(
        self,
        survey: Survey,
        layers: Sequence[Layer],
        relations: Mapping[str, Relation],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.survey = survey
        self.relations = relations
        self.expected = 0
        self._progress = progress
        self._ranks = {layer.name: layer.rank for layer in layers}
        self._taken: dict[Place, Taken] = {}
        self._next_id = survey.known.next_id()
        self._by_stem: dict[str, list[Place]] = {}
        self.files: dict[Place, NoteFile] = {(f.layer, f.path): f for f in survey.found}

    def places(self, stem: str) -> list[Place]:
        """Where files of this stem lie, in all layers that are there."""
        if not self._by_stem:
            for place in self.files:
                if names_a_node(place[1]):
                    self._by_stem.setdefault(stem_of(place[1]), []).append(place)
        return self._by_stem.get(stem, [])

    def rank(self, layer: str) -> int:
        """Rank of a layer by name; -1 for one that is no longer there."""
        return self._ranks.get(layer, -1)

    def take(self, place: Place) -> Taken:
        """The parsed note of a place that the survey found."""
        taken = self._taken.get(place)
        if taken is None:
            taken = self._taken[place] = self._read(place)
            if self._progress is not None:
                self._progress(len(self._taken), max(self.expected, len(self._taken)))
        return taken

    def taken(self) -> Collection[Taken]:
        """All that was read so far."""
        return self._taken.values()

    def _read(self, place: Place) -> Taken:
        file = self.files[place]
        known = self.survey.known.at(place)
        file_id = self._next_id if known is None else known.id
        self._next_id += known is None
        rank = self._ranks[file.layer]
        raw, problem = read_bytes(file)
        if problem:
            note: Note | UnreadableNote = unreadable(file, problem)
            return Taken(file_id, file, rank, file.stem, note, UNREAD)
        note = understood(file, raw, self.relations)
        return Taken(file_id, file, rank, file.stem, note, hash_of(raw))


def read_bytes(file: NoteFile) -> tuple[bytes, str]:
    """(bytes, '') of a file, cut off past the largest note; (b'', what is wrong) if unreadable."""
    if not file.readable:
        return b"", file.problem or "it cannot be read"
    try:
        stream = os.open(file.location, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError as error:
        return b"", (error.strerror or str(error)).lower()
    try:
        # One byte more than it had: all of it in one call, unless it has grown since.
        raw = os.read(stream, min(file.size, MAX_BYTES) + 1)
        if len(raw) > file.size:
            raw = _with_rest(stream, raw)
        return raw, ""
    except OSError as error:
        return b"", (error.strerror or str(error)).lower()
    finally:
        os.close(stream)


def _with_rest(stream: int, raw: bytes) -> bytes:
    parts = [raw]
    left = MAX_BYTES + 1 - len(raw)
    while left > 0 and parts[-1]:
        parts.append(os.read(stream, left))
        left -= len(parts[-1])
    return b"".join(parts)


def hash_of(raw: bytes) -> bytes:
    """What tells two versions of a file apart; never empty."""
    return blake2b(raw, digest_size=16).digest()
