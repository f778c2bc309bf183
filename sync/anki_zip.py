"""The zip around an Anki collection, read within limits: what is inside is never trusted.

Owns how much of a package may be unpacked (entries, bytes, how far they may swell), and the words
for a package that is none. Nothing is unpacked to a name of the package's choosing. Not here:
which entry holds what (anki_reader.py, anki_media_map.py).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import zstandard

from sync.errors import AnkiFileBad
from sync.inert_text import clean_text

MOST_ENTRIES = 250_000
MOST_DIRECTORY = 64 << 20
MOST_COLLECTION = 4 << 30
MOST_MEDIA = 64 << 20
# Texts compress 3 to 30 times; only what was made to burst swells further at this size.
MOST_SWELLING = 200
SMALL = 64 << 20
CHUNK = 1 << 18
# Anki's frames need 2 to 8 MiB; a frame may ask for as much memory as it likes.
MOST_WINDOW = 64 << 20
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_AGAIN = "export it again from Anki"


class PackageZip:
    """An open package. Entries are read by their exact name, as a stream with a limit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            _refuse_what_is_no_zip(path)
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as bad:
            raise self.bad(f"it cannot be read as a zip file ({_reason(bad)})") from bad
        if any(info.flag_bits & 0x1 for info in self._zip.infolist()):
            self.close()
            raise self.bad(
                "it is locked with a password",
                "unpack it and zip it without one, or export it again from Anki",
            )

    def bad(self, what: str, remedy: str = _AGAIN) -> AnkiFileBad:
        """Make the error for this file."""
        return AnkiFileBad(str(self.path), what, remedy)

    def close(self) -> None:
        """Give the file back; closing twice is fine."""
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def size(self, name: str) -> int:
        """How many bytes an entry says it has, unpacked from the zip; 0 for none."""
        info = self._zip.NameToInfo.get(name)
        return info.file_size if info else 0

    def chunks(self, name: str, most: int, *, zstd: bool) -> Iterator[bytes]:
        """Unpack an entry piece by piece.

        most: bytes. zstd: packed once more inside the zip. Raises AnkiFileBad: not there, damaged,
        or larger than it may be.
        """
        info = self._zip.NameToInfo.get(name)
        if info is None:
            raise self.bad(f"it has no {name}")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.bad(f"{name} is packed in a way that Anki never uses")
        found = 0
        limit = min(most, max(SMALL, info.compress_size * MOST_SWELLING))
        try:
            with self._zip.open(info) as packed:
                for chunk in _pieces(packed, zstd=zstd):
                    found += len(chunk)
                    if found > limit:
                        raise self._too_large(name, limit, most)
                    yield chunk
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, zstandard.ZstdError) as bad:
            raise self.bad(f"{name} is damaged ({_reason(bad)})") from bad

    def read(self, name: str, most: int, *, zstd: bool = False) -> bytes:
        """Unpack an entry whole. Raises AnkiFileBad as `chunks` does."""
        whole = io.BytesIO()
        for chunk in self.chunks(name, most, zstd=zstd):
            whole.write(chunk)
        return whole.getvalue()

    def _too_large(self, name: str, limit: int, most: int) -> AnkiFileBad:
        if limit < most:
            what = f"{name} swells to more than {MOST_SWELLING} times its size, as a zip bomb does"
        else:
            what = f"{name} holds more than {most >> 10:,} KiB"
        return self.bad(what, "if it is yours, export fewer decks at a time")


def _pieces(packed: IO[bytes], *, zstd: bool) -> Iterator[bytes]:
    stream: IO[bytes] | zstandard.ZstdDecompressionReader = packed
    if zstd:
        unpacker = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW)
        stream = unpacker.stream_reader(packed, read_across_frames=True)
    while chunk := stream.read(CHUNK):
        yield chunk


def _refuse_what_is_no_zip(path: Path) -> None:
    """Look at the end of the file before zipfile holds its whole list of entries in memory."""
    if path.is_dir():
        raise ValueError("it is a folder")
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        if not size:
            raise ValueError("it is empty")
        file.seek(max(0, size - 0xFFFF - _END.size))
        tail = file.read()
        place = tail.rfind(b"PK\x05\x06")
        if place < 0:
            raise ValueError("it has no list of contents, or was cut short")
        bytes_of_list, start = _END.unpack_from(tail, place)[5:7]
        if bytes_of_list == 0xFFFFFFFF or start == 0xFFFFFFFF:
            bytes_of_list = _large_list(tail)
        if bytes_of_list > MOST_DIRECTORY:
            raise ValueError("its list of contents is too long")
        end = size - len(tail) + place
        file.seek(max(0, end - bytes_of_list))
        # A name could hold the mark too, which only makes the count too high.
        if file.read(bytes_of_list).count(b"PK\x01\x02") > MOST_ENTRIES:
            raise ValueError(f"it holds more than {MOST_ENTRIES:,} files")


def _large_list(tail: bytes) -> int:
    place = tail.rfind(b"PK\x06\x06")
    if place < 0:
        raise ValueError("its list of contents was cut short")
    return int(_END_64.unpack_from(tail, place)[8])


def _reason(problem: Exception) -> str:
    told = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
    return clean_text(told or type(problem).__name__, 120).lower().rstrip(".")
