"""Files of the layers become parsed notes with their file ids, each at most once a compilation.

Owns reading the bytes and their hash, and file ids that stay with their place. Not here: which
files must be read (widening.py), what a note's bytes mean (reader.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from kg.layers import Layer, NoteFile
from kg.load import unreadable
from kg.models import Note
from kg.reader import MAX_BYTES, UnreadableNote, read_note
from kg.schema import Relation
from kg.survey import Survey

Place = tuple[str, str]
UNREAD = b""


class Taken(NamedTuple):
    """A file that was read. id: file id. rank: of its layer. hash: of its bytes, b'' if none."""

    id: int
    file: NoteFile
    rank: int
    stem: str
    note: Note | UnreadableNote
    hash: bytes


class Intake:
    """Reads files on demand and remembers them for this compilation."""

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
        self._next_id = max((file.id for file in survey.known.values()), default=0) + 1
        self._by_stem: dict[str, list[Place]] = {}
        for place, file in survey.files.items():
            if file.path.lower().endswith(".md"):
                self._by_stem.setdefault(file.stem, []).append(place)

    def places(self, stem: str) -> list[Place]:
        """Where files of this stem lie, in all layers that are there."""
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

    def _read(self, place: Place) -> Taken:
        file = self.survey.files[place]
        known = self.survey.known.get(place)
        file_id = self._next_id if known is None else known.id
        self._next_id += known is None
        rank = self._ranks[file.layer]
        raw, problem = read_bytes(file)
        if problem:
            note: Note | UnreadableNote = unreadable(file, problem)
            return Taken(file_id, file, rank, file.stem, note, UNREAD)
        note = read_note(raw, stem=file.stem, path=file.path, relations=self.relations)
        return Taken(file_id, file, rank, file.stem, note, hash_of(raw))


def read_bytes(file: NoteFile) -> tuple[bytes, str]:
    """(bytes, '') of a file, cut off past the largest note; (b'', what is wrong) if unreadable."""
    if not file.readable:
        return b"", file.problem or "it cannot be read"
    try:
        with file.absolute.open("rb") as stream:
            return stream.read(MAX_BYTES + 1), ""
    except OSError as error:
        return b"", (error.strerror or str(error)).lower()


def hash_of(raw: bytes) -> bytes:
    """What tells two versions of a file apart; never empty."""
    return blake2b(raw, digest_size=16).digest()
