"""Whether a file of a stranger is what its name says: by its first bytes.

Owns the signs of the kinds that are shown. A page of HTML that calls itself a picture would be run
by what opens it. Not here: which kinds there are (kg/media.py).
"""

from __future__ import annotations

_SIGNS: dict[str, tuple[bytes, ...]] = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".wav": (b"RIFF",),
    ".mp3": (b"ID3", *(b"\xff" + bytes([second]) for second in range(0xE2, 0x100))),
    ".ogg": (b"OggS",),
    ".oga": (b"OggS",),
    ".opus": (b"OggS",),
    ".flac": (b"fLaC", b"ID3"),
}
_SECOND_SIGN = {".webp": b"WEBP", ".wav": b"WAVE"}  # at byte 8


def is_what_it_says(data: bytes, suffix: str) -> bool:
    """Whether the bytes begin as those of this kind do. suffix: with its dot, lower case."""
    if suffix == ".svg":
        return b"<svg" in data[:4096].lower() and b"<html" not in data[:4096].lower()
    if suffix == ".m4a":
        return data[4:8] == b"ftyp"
    second = _SECOND_SIGN.get(suffix, b"")
    return data.startswith(_SIGNS.get(suffix, ())) and data[8 : 8 + len(second)] == second
