"""A metadata dump of arXiv on disk, read record by record in bounded memory.

Owns which files are understood (JSON lines and OAI-PMH XML; plain, .gz, or several in one .zip;
told by their first bytes, never by their names) and how far the reading has come. Not here: the
fields of a record (snapshot_json.py, snapshot_oai.py), what becomes of the records.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import IO, cast

from sync.errors import SnapshotUnreadable
from sync.snapshot_json import record_of_line
from sync.snapshot_oai import NotWellFormed, records_of_dump
from sync.snapshot_record import Record

_BUFFER = 1 << 20
# The longest real line is some 60 kB; what is longer than this is no record.
_LONGEST_LINE = 4_000_000
_GZIP, _ZIP, _BOM = b"\x1f\x8b", b"PK\x03\x04", b"\xef\xbb\xbf"
_LEFT_OUT = ("__MACOSX/",)
_HOPELESS = 1_000


class Snapshot:
    """One dump. skipped: what was no record so far; first_skipped: where the first of it stood."""

    def __init__(self, path: Path, *, long_texts: bool = True) -> None:
        self.path = path
        self.long_texts = long_texts
        self.records = 0
        self.skipped = 0
        self.first_skipped = ""
        self._raw: io.FileIO | None = None
        try:
            self.size = path.stat().st_size
        except OSError as error:
            raise self.refused((error.strerror or str(error)).lower()) from error

    def position(self) -> int:
        """Bytes of the file that were read, of `size`."""
        return self._raw.tell() if self._raw is not None and not self._raw.closed else self.size

    def __iter__(self) -> Iterator[Record]:
        """The records in the order of the file. Raises SnapshotUnreadable."""
        try:
            with self.path.open("rb", buffering=0) as self._raw:
                for name, stream in _parts(self._raw):
                    yield from self._records(name, stream)
        except (EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise self.refused(f"it is damaged or cut short ({error})") from error
        except (NotImplementedError, RuntimeError) as error:
            raise self.refused(f"its compression is not understood ({error})") from error
        except OSError as error:
            raise self.refused((error.strerror or str(error)).lower()) from error
        if not self.records:
            raise self.refused("no paper of arXiv is in it")

    def _records(self, name: str, stream: io.BufferedReader) -> Iterator[Record]:
        start = stream.peek(64)[:64].removeprefix(_BOM).lstrip()
        if start[:1] == b"<":
            yield from self._counted(name, "record", enumerate(self._from_xml(stream), 1))
        elif start[:1] == b"{":
            yield from self._counted(name, "line", _from_lines(stream, self.long_texts))
        elif start:
            raise self.refused("it holds neither JSON lines nor XML")

    def _from_xml(self, stream: IO[bytes]) -> Iterator[Record | None]:
        try:
            yield from records_of_dump(stream, long_texts=self.long_texts)
        except NotWellFormed as error:
            raise self.refused(str(error)) from error

    def _counted(
        self, name: str, unit: str, found: Iterable[tuple[int, Record | None]]
    ) -> Iterator[Record]:
        before = self.records
        for number, record in found:
            if record is not None:
                self.records += 1
                yield record
                continue
            self.skipped += 1
            self.first_skipped = self.first_skipped or f"{name}{unit} {number}"
            if number >= _HOPELESS and self.records == before:
                raise self.refused(f"its first {number} {unit}s are no records of arXiv")

    def refused(self, why: str) -> SnapshotUnreadable:
        """The error that says why this dump cannot be read."""
        return SnapshotUnreadable(
            f"{self.path} cannot be read as a metadata dump of arXiv: {why}. Give the JSON lines "
            "snapshot or an OAI-PMH dump, plain, .gz or .zip. The index was left as it was."
        )


def _parts(raw: io.FileIO) -> Iterator[tuple[str, io.BufferedReader]]:
    """The files in a dump with a name to put before a line number; '' where there is just one."""
    magic = raw.read(4)
    raw.seek(0)
    if not magic.startswith(_ZIP):
        yield "", _unpacked(io.BufferedReader(raw, _BUFFER))
        return
    with zipfile.ZipFile(raw) as bundle:
        for member in bundle.infolist():
            if member.is_dir() or member.filename.startswith(_LEFT_OUT):
                continue
            with bundle.open(member) as inside:
                yield f"{member.filename} ", _unpacked(_buffered(inside))


def _unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    return _buffered(gzip.GzipFile(fileobj=stream)) if stream.peek(2)[:2] == _GZIP else stream


def _buffered(stream: io.BufferedIOBase | IO[bytes]) -> io.BufferedReader:
    # These two read like raw streams, though the types of the library say otherwise.
    return io.BufferedReader(cast(io.RawIOBase, stream), _BUFFER)


def _from_lines(stream: io.BufferedReader, long_texts: bool) -> Iterator[tuple[int, Record | None]]:
    """Each line that is not empty, with its number; what is far too long is passed over."""
    for number in count(1):
        line = stream.readline(_LONGEST_LINE)
        if not line:
            return
        if number == 1:
            line = line.removeprefix(_BOM)
        if len(line) == _LONGEST_LINE and line[-1:] != b"\n":
            _skip_line(stream)
            yield number, None
        elif line.strip():
            yield number, record_of_line(line, long_texts=long_texts)


def _skip_line(stream: io.BufferedReader) -> None:
    while (more := stream.readline(_LONGEST_LINE)) and more[-1:] != b"\n":
        pass
