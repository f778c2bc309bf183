"""A note's images and sounds on their way to Anki and from there: safe names made of content.

Owns the name a file has in a collection of Anki, where all files of all decks lie in one folder:
the hash of its bytes, so that two files never clash and one file never comes twice. Not here:
which file a note means (kg/media.py), packing (anki_package.py), the notes of others
(anki_notes.py).
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from kg.media import find
from sync.anki_model import AnkiMedia

PREFIX = "edgewise-"
_HASH_BYTES = 12


def media_name(path: Path) -> str:
    """The file's name in Anki: ASCII, made of its content, suffix in lower case.

    Raises:
        OSError: the file cannot be read.
    """
    facts = path.stat()
    return _name(path, facts.st_size, facts.st_mtime_ns)


def name_of_bytes(data: bytes, suffix: str) -> str:
    """The same for bytes that are no file yet; suffix with its dot, in lower case."""
    return f"{PREFIX}{blake2b(data, digest_size=_HASH_BYTES).hexdigest()}{suffix}"


def media_for(root: Path, note_path: str, written: str) -> AnkiMedia | None:
    """The file a note names and its name in Anki; None: there is none that may be used.

    root: of the note's layer. note_path: of the note, relative to it. written: as in the text.
    """
    path = find(root, note_path, written)
    if path is None:
        return None
    try:
        return AnkiMedia(media_name(path), path)
    except OSError:  # it went away between the two looks
        return None


@lru_cache(maxsize=4096)
def _name(path: Path, size: int, mtime_ns: int) -> str:
    """By size and time too, so that a file that changes under a running app gets its new name."""
    del size, mtime_ns
    return name_of_bytes(path.read_bytes(), path.suffix.lower())
