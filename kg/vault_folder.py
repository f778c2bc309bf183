"""A folder of the vault that somebody named: checked before a note is written into it.

Owns which folders may hold notes of a type. Not here: which folder a type has by itself
(schema.py), writing (write.py).
"""

from __future__ import annotations

import re
from pathlib import Path

from kg.errors import WriteRefused
from kg.layers import NOT_NOTES
from kg.schema import FOLDER_OF_TYPE

_PART = re.compile(r"[^\W_][\w .,+()-]*")


def folder_in(vault: Path, named: str, kind: str) -> str:
    """The folder as a path below the vault, which it may have to be made in.

    named: 'reading/2026', below the vault. Raises WriteRefused for a folder outside of it, one
    that is not read, and one that is another type's.
    """
    parts = named.strip("/").split("/")
    if named.startswith("/") or not all(map(_PART.fullmatch, parts)):
        raise WriteRefused(f"'{named}' is no folder of the vault: name it like reading/2026.")
    if unread := NOT_NOTES.intersection(parts):
        raise WriteRefused(f"Notes in {min(unread)}/ are not read: take another folder.")
    types = [part for part in parts if part in FOLDER_OF_TYPE.values()]
    if types and types[-1] != FOLDER_OF_TYPE[kind]:
        raise WriteRefused(f"{types[-1]}/ is not for a {kind}: take another folder.")
    if not (vault / named).resolve().is_relative_to(vault.resolve()):
        raise WriteRefused(f"'{named}' leads out of the vault: take another folder.")
    return "/".join(parts)
