"""Writes notes into the learner's vault: a new one, or a copy of a pack's note to edit.

Owns where a note is put and what must never be overwritten. Packs are never written. Not here:
the text of a new note (note_template.py), renaming (rename.py), keys of cards (card_keys.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from kg.atomic_write import create_file
from kg.card_keys import append_keys
from kg.errors import WriteRefused
from kg.faults import Faults, did_you_mean
from kg.header import cut
from kg.layers import PACK_FILE, VAULT, Layer, note_files
from kg.links import STEM, kebab
from kg.media_copy import with_media_copied
from kg.names import is_exercise
from kg.note_template import template
from kg.reader import decode
from kg.rename import rename
from kg.schema import FOLDER_OF_TYPE, NODE_TYPES

__all__ = ["add_note", "append_keys", "copy_for_edit", "new_note", "not_edited", "rename"]

LONGEST_STEM = 120


def new_note(vault: Path, kind: str, title: str, *, taken: Mapping[str, str] | None = None) -> Path:
    """Write a draft of the type `kind` into the vault and return its path.

    taken: stems of the packs' notes and the pack of each; a vault note of such a stem would
    replace the pack's.

    Raises:
        WriteRefused: an unknown type, a title without letters, a stem that is taken, a full disk.
    """
    if kind not in NODE_TYPES:
        raise WriteRefused(
            f"There is no type '{kind}'{did_you_mean(kind, NODE_TYPES)}; "
            f"the types are {', '.join(NODE_TYPES)}."
        )
    if kind == "exercise":
        raise WriteRefused("An exercise is a folder with exercise.toml, not a note.")
    title = " ".join(title.split())
    stem = kebab(title)
    if not stem:
        raise WriteRefused(f"'{title}' has no letters a-z or digits to make a file name from.")
    if len(stem) > LONGEST_STEM:
        raise WriteRefused(
            f"The title is too long for a file name ({len(stem)} letters): shorten it."
        )
    return add_note(vault, kind, stem, template(kind, title), taken=taken)


def add_note(
    vault: Path,
    kind: str,
    stem: str,
    text: str,
    *,
    taken: Mapping[str, str] | None = None,
    folder: str = "",
) -> Path:
    """Write a note of this text into the vault and return its path.

    taken: as for `new_note`. folder: of the vault (folder_in), '' for that of the note's type.

    Raises:
        WriteRefused: the stem is none or is taken, a full disk.
    """
    if not STEM.match(stem):
        raise WriteRefused(f"'{stem}' is not in kebab case: try '{kebab(stem) or 'my-note'}'.")
    there = find_in_vault(vault, stem)
    if there is not None:
        raise WriteRefused(f"{there} exists already: edit it (`edgewise edit {stem}`).")
    pack = (taken or {}).get(stem, "")
    if pack:
        raise WriteRefused(
            f"The pack {pack} has a note '{stem}': `edgewise edit {stem}` copies it for you."
        )
    path = vault / (folder or FOLDER_OF_TYPE[kind]) / f"{stem}.md"
    create_file(path, text.encode())
    return path


def find_in_vault(vault: Path, stem: str) -> Path | None:
    """The vault's note of this stem (case ignored, as some file systems do), or None."""
    for file in note_files(Layer(VAULT, vault, 0)):
        if file.stem.casefold() == stem.casefold():
            return file.absolute
    return None


def copy_for_edit(layer: Layer, path: str, vault: Path) -> Path:
    """Copy a pack's note into the vault, with pack, version and hash in its header.

    layer: the pack. path: of the note, relative to the pack. The copy replaces the pack's note.

    Raises:
        WriteRefused: the vault has a note of that name, the pack's cannot be read, a full disk.
    """
    source = layer.root / path
    if is_exercise(path):
        raise WriteRefused(not_edited(source))
    stem = source.name.removesuffix(".md")
    there = find_in_vault(vault, stem)
    if there is not None:
        raise WriteRefused(f"{there} exists already; that one is yours to edit.")
    if (vault / PACK_FILE).is_file():
        raise WriteRefused(f"{vault} is a pack, not a vault: packs are not written.")
    try:
        raw = source.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteRefused(f"{source} cannot be read: {reason}.") from error
    text = decode(raw, Faults(path))
    parts = None if text is None else cut(text, Faults(path))
    if parts is None:
        raise WriteRefused(f"{source} is broken; see `edgewise check`.")
    origin = f"{layer.name}/{stem}@{layer.version}#{sha256(raw).hexdigest()}"
    target = vault / path
    body = with_media_copied(layer.root, path, parts.body, target.parent)
    copied = f'---\n{parts.header}copied_from: "{origin}"\n---\n{body}'
    create_file(target, copied.encode())
    return target


def not_edited(header: Path) -> str:
    """What to do instead of editing an exercise. header: its exercise.toml."""
    name = header.parent.name
    return (
        f"'{name}' is an exercise: `edgewise exercise start {name} --edit` opens your answer. Its "
        f"own files lie in {header.parent}."
    )
