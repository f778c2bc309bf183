"""One file of a layer as a note: its bytes, and who understands them (reader.py, exercise_note.py).

Owns what happens when the disk refuses, and which reader a file has. Not here: which files there
are (layers.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.exercise_note import read_exercise
from kg.faults import Faults
from kg.layers import NoteFile
from kg.models import Note
from kg.reader import MAX_BYTES, UnreadableNote, read_note
from kg.schema import Relation


def load_note(
    file: NoteFile, relations: Mapping[str, Relation], shown: str = ""
) -> Note | UnreadableNote:
    """Read a file of a layer; shown is how faults name it (default: its path in the layer)."""
    path = shown or file.path
    if not file.readable:
        return unreadable(file, file.problem, path)
    try:
        with file.absolute.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return unreadable(file, (error.strerror or str(error)).lower(), path)
    if len(raw) > MAX_BYTES:
        return _too_large(file, path)
    return understood(file, raw, relations, path)


def understood(
    file: NoteFile, raw: bytes, relations: Mapping[str, Relation], shown: str = ""
) -> Note | UnreadableNote:
    """The note that the bytes of a file are; shown is how faults name it."""
    path = shown or file.path
    if file.is_exercise:
        return read_exercise(raw, stem=file.stem, path=path)
    return read_note(raw, stem=file.stem, path=path, relations=relations)


def unreadable(file: NoteFile, problem: str, shown: str = "") -> UnreadableNote:
    """The note of a file that could not be opened."""
    faults = Faults(shown or file.path)
    faults.add("E001", 1, 1, f"cannot be read: {problem}; repair it or take it away")
    return UnreadableNote(file.stem, tuple(faults.found))


def _too_large(file: NoteFile, path: str) -> UnreadableNote:
    faults = Faults(path)
    faults.add(
        "E002", 1, 1,
        f"the file has {file.size / 1e6:.1f} MB: a note has at most {MAX_BYTES / 1e6:.0f}",
    )  # fmt: skip
    return UnreadableNote(file.stem, tuple(faults.found))
