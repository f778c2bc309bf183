"""Copies a note's images and sounds along with it, for a note that moves to another folder.

Owns that a file of the same name there is never overwritten: the copy then takes another name, and
so does the text. Not here: which files count (media.py), writing the note (write.py).
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from kg.atomic_write import create_file
from kg.errors import WriteRefused
from kg.media import FOLDER, find, references, suffix_of

_DIGITS = 8


def with_media_copied(root: Path, note_path: str, text: str, folder: Path) -> str:
    """The text for a note in `folder`, whose images and sounds now lie beside it.

    root, note_path: where the note was (its layer's folder, its path there). What cannot be used
    stays as written.

    Raises:
        WriteRefused: a file cannot be read or written.
    """
    for written in dict.fromkeys(references(text)):
        path = find(root, note_path, written)
        if path is None:
            continue
        placed = _put(path, written, folder)
        if placed != written:
            text = text.replace(f"({written}", f"({placed}").replace(f"<{written}>", placed)
    return text


def _put(path: Path, written: str, folder: Path) -> str:
    """Copy a file; returns how the note must name it."""
    try:
        data = path.read_bytes()
        target = folder / FOLDER / path.name
        if not target.exists():
            create_file(target, data)
        if target.read_bytes() == data:
            return written if written.endswith(f"{FOLDER}/{path.name}") else _written(target)
        mark = sha256(data).hexdigest()[:_DIGITS]
        target = target.with_name(f"{target.stem}-{mark}{suffix_of(path.name)}")
        if not target.exists():
            create_file(target, data)
        return _written(target)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteRefused(f"{path} cannot be copied: {reason}. Nothing was changed.") from error


def _written(target: Path) -> str:
    return f"{FOLDER}/{quote(target.name)}"
