"""Images and sounds of a proposal go along with it into the vault.

Owns that a file of the same name there is never overwritten, and that what another proposal shows
stays. Works on files as they will be. Not here: which files count (kg/media.py), the note itself.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from kg.media import FOLDER, find, references, suffix_of
from sync.file_acts import Files


def with_media_moved(text: str, source: Path, target: Path, files: Files) -> str:
    """The text for the note `target`, whose images and sounds lie beside it from now on."""
    for written in dict.fromkeys(references(text)):
        path = find(source.parent, source.name, written)
        data = None if path is None else files.read(path)
        if path is None or data is None:
            continue
        place = target.parent / FOLDER / path.name
        if files.read(place) not in (None, data):
            mark = sha256(data).hexdigest()[:8]
            place = place.with_name(f"{place.stem}-{mark}{suffix_of(place.name)}")
            name = f"{FOLDER}/{quote(place.name)}"
            text = text.replace(f"({written}", f"({name}").replace(f"<{written}>", name)
        files.write(place, data)
    drop_media(source, files)
    return text


def drop_media(source: Path, files: Files) -> None:
    """Take the images and sounds of a proposal out of the inbox that no other one there names."""
    raw = files.read(source)
    written = dict.fromkeys(references((raw or b"").decode("utf-8", "replace")))
    if not written:
        return
    others = [path for path in source.parent.glob("*.md") if path != source]
    texts = [(files.read(path) or b"").decode("utf-8", "replace") for path in others]
    for name in written:
        path = find(source.parent, source.name, name)
        if path is not None and not any(path.name in text or name in text for text in texts):
            files.write(path, None)
