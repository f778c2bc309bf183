"""The list of media in an Anki package: which numbered entry holds which file name.

Owns both forms (JSON of numbers and names; protobuf `MediaEntries`, decoded by hand) and which
names are safe. Read without building what a hostile list describes. Not here: unpacking
(anki_zip.py), media of our own notes (anki_media.py).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

MOST_BYTES = 32 << 20
MOST_FILES = 200_000
_LONGEST_NAME = 255
_PAIR = re.compile(r'\s*"(\d{1,9})"\s*:\s*("(?:[^"\\]|\\.)*")\s*([,}])\s*')
_NAME, _SIZE = 1, 2
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5


class MediaEntry(NamedTuple):
    """One file of a package. entry: its name in the zip. size: bytes; 0 where the list is mute."""

    name: str
    entry: str
    size: int


def from_json(data: bytes) -> Iterator[MediaEntry]:
    """Read `{"0": "name.png", ...}`. Raises ValueError: a clause that says what is wrong."""
    text = data.decode("utf-8", "strict").strip()
    if text in ("", "{}", "[]"):
        return
    if not text.startswith("{"):
        raise ValueError("is no JSON object")
    place, last = 1, ","
    while last == ",":
        pair = _PAIR.match(text, place)
        if pair is None:
            raise ValueError(f"is no list of file names at character {place:,}")
        name = pair[2][1:-1] if "\\" not in pair[2] else json.loads(pair[2], strict=False)
        yield MediaEntry(checked(name), pair[1], 0)
        place, last = pair.end(), pair[3]
    if place != len(text):
        raise ValueError(f"goes on after its end at character {place:,}")


def from_protobuf(data: bytes) -> Iterator[MediaEntry]:
    """Read `MediaEntries`. Raises ValueError: a clause that says what is wrong."""
    number = 0
    for field, value in message_fields(data):
        if field == 1 and isinstance(value, bytes):
            name, size = "", 0
            for inner, found in message_fields(value):
                if inner == _NAME and isinstance(found, bytes):
                    name = found.decode("utf-8", "strict")
                elif inner == _SIZE and isinstance(found, int):
                    size = found
            yield MediaEntry(checked(name), str(number), size)
            number += 1


def checked(name: str) -> str:
    """Give the name back in NFC if it can only be a plain file name. Raises ValueError if not."""
    shown = ascii(name if len(name) <= 60 else f"{name[:57]}...")
    if not name or name in (".", "..") or len(name.encode("utf-8", "replace")) > _LONGEST_NAME:
        raise ValueError(f"names a file {shown}, which is no file name")
    if re.search(r"[/\\:\x00-\x1f\x7f]", name):
        raise ValueError(f"names a file {shown}, which leads out of the package")
    return unicodedata.normalize("NFC", name)


def message_fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Walk the fields of one protobuf message: (number, value); groups are none of Anki's."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        kind = key & 7
        if kind == _VARINT:
            value, place = _varint(data, place)
            yield key >> 3, value
            continue
        length = {_FIXED_64: 8, _FIXED_32: 4}.get(kind, 0)
        if kind == _BYTES:
            length, place = _varint(data, place)
        if not length and kind != _BYTES:
            raise ValueError("is damaged")
        if length > len(data) - place:
            raise ValueError("was cut short")
        yield key >> 3, data[place : place + length]
        place += length


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(data) and shift < 64:
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
    raise ValueError("was cut short")
