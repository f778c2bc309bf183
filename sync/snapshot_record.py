"""One paper of a metadata dump, whatever the format it came in.

Owns what is taken from a dump, and that every text of it is made inert on the way in. Not here:
the formats (snapshot_json.py, snapshot_oai.py), the rows of the index (arxiv_index_build.py).
"""

from __future__ import annotations

import re
from calendar import timegm
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sync.id_number import month_of, number_of
from sync.inert_text import clean_text
from sync.paper_meta import LONGEST_NOTICE, is_withdrawn
from sync.tex_text import without_tex

# How exactly a date is known.
MONTH, DAY, SECOND = 0, 1, 2
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_MAIL_DAY = re.compile(r"(?:[A-Z][a-z]{2}, )? ?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)")
_LONGEST_DATE = 40
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)$")
_AND = re.compile(r",? and |, ?|; ?")
_REMARK = re.compile(r"\([^()]*\)")
_LONGEST_LIST = 200_000


class Moment(NamedTuple):
    """A date of a dump. seconds: since 1970, UTC; exact: MONTH, DAY or SECOND."""

    seconds: int
    exact: int


class Record(NamedTuple):
    """A paper. number: its id (id_number.py); authors: one a line; texts clean, '' for unknown.

    Dates as in Moment. The order of the fields is that of the columns of the index.
    """

    number: int
    title: str
    authors: str
    categories: str
    published: int
    published_exact: int
    updated: int
    updated_exact: int
    version: int
    withdrawn: bool
    doi: str
    journal_ref: str
    comment: str
    abstract: str


def plain(text: object) -> str:
    """A field's text, clean and on one line; '' for null and for what is no text."""
    if not isinstance(text, str):
        return ""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    folded = " ".join(text.split())
    # clean_text changes nothing in printable ASCII, which nearly every field is.
    return folded if folded.isascii() and folded.isprintable() else clean_text(folded)


def names_on_lines(names: list[str]) -> str:
    """Names, each clean and on a line of its own; empty ones are left out."""
    lines = "\n".join(names)
    line = lines.replace("\n", " ")
    # What plain would do to each is nothing for nearly every list, which is seen at one glance.
    if (
        line.isascii()
        and line.isprintable()
        and "  " not in line
        and lines.count("\n") == len(names) - 1
    ):
        return lines.strip()
    return "\n".join(name for name in map(plain, names) if name)


def number_in(text: object) -> int | None:
    """The id of a record as its number; None when it is none."""
    return number_of(text.strip()) if isinstance(text, str) else None


def mail_date(text: object) -> Moment | None:
    """'Mon, 2 Apr 2007 19:18:42 GMT' as a moment; None for what is no such date."""
    if not isinstance(text, str) or len(text) > _LONGEST_DATE:
        return None
    day, _, clock = text.rpartition(" ")[0].rpartition(" ")
    start, second = _mail_day(day), _second_of_day(clock)
    return None if start is None or second is None else Moment(start + second, SECOND)


def iso_date(text: object) -> Moment | None:
    """'2007-04-02' as a moment; None for what is no such date."""
    found = _ISO_DATE.match(text) if isinstance(text, str) else None
    start = _day_start(int(found[1]), int(found[2]), int(found[3])) if found else None
    return None if start is None else Moment(start, DAY)


def announced(number: int) -> Moment:
    """The month in an id, for a paper whose date the dump does not tell."""
    year, month = month_of(number).split("-")
    return Moment(_day_start(int(year), int(month), 1) or 0, MONTH)


def says_withdrawn(comment: str, abstract: object) -> bool:
    """Whether comment or abstract (as the dump has it) tell that the paper was withdrawn."""
    # A notice is short, and many abstracts are not; twice as long allows for blanks.
    text = abstract if isinstance(abstract, str) and len(abstract) <= 2 * LONGEST_NOTICE else ""
    low = f"{comment} {text}".lower()
    # Nearly every paper is told from the withdrawn ones by these two words alone.
    if "withdrawn" not in low and "retracted" not in low:
        return False
    return is_withdrawn(comment, plain(text))


def authors_of_list(text: object) -> str:
    """A printed list of authors, 'A. One, B. Two and C. Three (Place)', one a line."""
    if not isinstance(text, str) or len(text) > _LONGEST_LIST:
        return ""
    bare = text
    while "(" in bare and (shorter := _REMARK.sub("", bare)) != bare:
        bare = shorter
    if "\\" in bare:
        bare = without_tex(bare)
    return names_on_lines(_AND.split(" ".join(bare.split())))


# The archive is some 13,000 days old, and a day has 86,400 seconds: each is read once.
@lru_cache(maxsize=20_000)
def _mail_day(text: str) -> int | None:
    found = _MAIL_DAY.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    return _day_start(int(found[3]), _MONTHS[found[2]], int(found[1]))


@lru_cache(maxsize=86_400)
def _second_of_day(text: str) -> int | None:
    found = _CLOCK.fullmatch(text)
    return int(found[1]) * 3_600 + int(found[2]) * 60 + int(found[3]) if found else None


@lru_cache(maxsize=20_000)
def _day_start(year: int, month: int, day: int) -> int | None:
    """The first second of a day since 1970, UTC; None for a day that there is not."""
    try:
        return timegm(date(year, month, day).timetuple())
    except ValueError:
        return None
