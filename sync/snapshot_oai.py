"""An OAI-PMH dump (metadata formats arXiv and arXivRaw) as records, read as it streams by.

Owns the fields of both formats, and that XML stays harmless: no tree is built, a document type is
refused before it can declare an entity, nothing is ever fetched. Several answers may follow
each other in one file, as harvesters write them. Not here: opening files (snapshot.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from sync.id_number import month_of
from sync.snapshot_record import (
    Moment,
    Record,
    announced,
    authors_of_list,
    iso_date,
    mail_date,
    names_on_lines,
    number_in,
    plain,
    says_withdrawn,
)

_CHUNK = 1 << 16
_LONGEST_TEXT = 1_000_000
_START = b"<?xml "
_FIELDS = frozenset(
    (
        "id", "title", "abstract", "categories", "comments", "journal-ref", "doi", "created",
        "updated", "authors", "keyname", "forenames", "suffix", "date",
    )
)  # fmt: skip
_FORMATS = frozenset(("arXiv", "arXivRaw"))
_TAGS_KEPT = 500


class NotWellFormed(Exception):
    """The XML cannot be read on; the text says why, for the middle of a sentence."""


def records_of_dump(stream: IO[bytes], *, long_texts: bool = True) -> Iterator[Record | None]:
    """The records of a dump, one at a time; None for a record that lacks an id or a title.

    long_texts: whether the abstract is wanted. Deleted records are passed over. Raises
    NotWellFormed.
    """
    collector = _Collector(long_texts)
    rest = b""
    while chunk := stream.read(_CHUNK):
        data = rest + chunk
        # A declaration that is cut in two by the end of a chunk waits for the next one.
        keep = len(data) - _tail(data)
        collector.feed_several(data[:keep])
        rest = data[keep:]
        yield from collector.take()
    collector.feed_several(rest)
    collector.finish()
    yield from collector.take()


def _tail(data: bytes) -> int:
    """How many of the last bytes may be the beginning of a declaration."""
    return next((n for n in range(len(_START) - 1, 0, -1) if data.endswith(_START[:n])), 0)


class _Names(dict[str, str]):
    """The names of tags without their prefix; the few that are used are kept."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition(":")[2]
        if len(self) < _TAGS_KEPT:
            self[tag] = name
        return name


_NAMES = _Names()


class _Collector:
    """Gathers the texts of one record after the other from the parser's events."""

    def __init__(self, long_texts: bool) -> None:
        self._long_texts = long_texts
        self._parser: expat.XMLParserType | None = None
        self._done: list[Record | None] = []
        self._inside = self._deleted = False
        self._format = ""
        self._texts: dict[str, list[str]] = {}
        self._names: list[str] = []
        self._text: list[str] | None = None
        self._length = 0

    def take(self) -> list[Record | None]:
        """The records that have ended since the last call."""
        done, self._done = self._done, []
        return done

    def feed_several(self, data: bytes) -> None:
        """Parse some bytes in which a document may end and the next one begin.

        Raises NotWellFormed.
        """
        first, *others = data.split(_START)
        self.feed(first)
        for document in others:
            self.finish()
            self.feed(_START + document)

    def feed(self, data: bytes) -> None:
        """Parse some bytes. Raises NotWellFormed."""
        if self._parser is None:
            data = data.lstrip()
            if not data:
                return
            self._parser = self._new_parser()
        try:
            self._parser.Parse(data, False)
        except expat.ExpatError as error:
            raise NotWellFormed(f"line {error.lineno} of the XML: {error}") from error

    def finish(self) -> None:
        """End the document that is open, if any. Raises NotWellFormed."""
        if self._parser is None:
            return
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise NotWellFormed(f"it ends in the middle ({error})") from error
        self._parser = None
        self._inside, self._format = False, ""

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse_doctype
        return parser

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _NAMES[tag]
        # Nearly every tag is asked this; the few others come after.
        if self._format and name in _FIELDS:
            self._text, self._length = [], 0
        elif name == "record":
            self._inside, self._deleted, self._format = True, False, ""
            self._texts, self._names = {}, []
        elif not self._inside:
            return
        elif name == "header":
            self._deleted = attributes.get("status") == "deleted"
        elif name in _FORMATS:
            self._format = name

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._length += len(text)
            if self._length > _LONGEST_TEXT:
                raise NotWellFormed("one of its texts is longer than a million letters")
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = _NAMES[tag]
        if self._text is not None:
            if name in _FIELDS:
                self._texts.setdefault(name, []).append("".join(self._text))
                self._text = None
        elif name == "author" and self._inside:
            self._names.append(self._name())
        elif name == "record" and self._inside:
            if not self._deleted and self._format:
                self._done.append(_record(self._format, self._texts, self._names, self._long_texts))
            self._inside, self._format = False, ""

    def _name(self) -> str:
        parts = (self._texts.pop(part, [""])[0] for part in ("forenames", "keyname", "suffix"))
        return " ".join(" ".join(parts).split())


def _refuse_doctype(*_: object) -> None:
    raise NotWellFormed("it declares a document type, which no dump of arXiv does")


def _record(
    form: str, texts: dict[str, list[str]], names: list[str], long_texts: bool
) -> Record | None:
    def text(field: str) -> str:
        return plain(texts[field][0]) if field in texts else ""

    number, title = number_in(text("id")), text("title")
    if number is None or not title:
        return None
    if form == "arXivRaw":
        published, updated, version = _raw_dates(texts.get("date", []), number)
        authors = authors_of_list(texts.get("authors", [""])[0])
    else:
        published, updated, version = *_plain_dates(text("created"), text("updated"), number), 1
        authors = names_on_lines(names)
    comment, abstract = text("comments"), texts.get("abstract", [""])[0]
    return Record(
        number,
        title,
        authors,
        text("categories"),
        *published,
        *updated,
        version,
        says_withdrawn(comment, abstract),
        text("doi"),
        text("journal-ref"),
        comment,
        plain(abstract) if long_texts else "",
    )


def _raw_dates(texts: list[str], number: int) -> tuple[Moment, Moment, int]:
    known = [date for date in map(mail_date, texts) if date is not None]
    if not known:
        return announced(number), announced(number), max(1, len(texts))
    return known[0], known[-1], len(texts)


def _plain_dates(created: str, updated: str, number: int) -> tuple[Moment, Moment]:
    """First and last date in the format arXiv.

    Since its rewrite the archive writes the last version's date as `created`. A paper is submitted
    no later than the month of its id, so a later date is known not to be the first one.
    """
    first, last = iso_date(created), iso_date(updated)
    if first is None:
        return announced(number), last or announced(number)
    if created[:7] > month_of(number):
        return announced(number), last or first
    return first, last or first
