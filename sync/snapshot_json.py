"""One line of the public metadata snapshot as a record.

Owns the fields of that format (one JSON object a line, as Kaggle hands it out). Not here: files
and streams (snapshot.py), what is done with a line that is none (the reader counts it).
"""

from __future__ import annotations

import json
from typing import Any

from sync.snapshot_record import (
    Moment,
    Record,
    announced,
    authors_of_list,
    mail_date,
    names_on_lines,
    number_in,
    plain,
    says_withdrawn,
)

_decode = json.JSONDecoder().raw_decode
_BLANKS = " \t\r\n"


def record_of_line(line: bytes, *, long_texts: bool = True) -> Record | None:
    """The record of one line; None when the line is none.

    long_texts: whether the abstract is wanted, which is most of a line.
    """
    try:
        text = line.decode().strip(_BLANKS)
        fields, end = _decode(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or end != len(text):
        return None
    number, title = number_in(fields.get("id")), plain(fields.get("title"))
    if number is None or not title:
        return None
    published, updated, version = _history(fields.get("versions"), number)
    comment, abstract = plain(fields.get("comments")), fields.get("abstract")
    return Record(
        number,
        title,
        _authors(fields),
        plain(fields.get("categories")),
        *published,
        *updated,
        version,
        says_withdrawn(comment, abstract),
        plain(fields.get("doi")),
        plain(fields.get("journal-ref")),
        comment,
        plain(abstract) if long_texts else "",
    )


def _history(versions: object, number: int) -> tuple[Moment, Moment, int]:
    """First date, last date and number of versions; the id's month where there is no history."""
    if not isinstance(versions, list) or not versions:
        return announced(number), announced(number), 1
    first = _created(versions[0])
    last = _created(versions[-1]) if len(versions) > 1 else first
    first = first or announced(number)
    return first, last or first, len(versions)


def _created(version: object) -> Moment | None:
    return mail_date(version.get("created")) if isinstance(version, dict) else None


def _authors(fields: dict[str, Any]) -> str:
    """The names, one a line, of ['Lemire', 'Daniel', 'Jr.', ...]; affiliations are left out."""
    parsed = fields.get("authors_parsed")
    if not isinstance(parsed, list) or not parsed:
        return authors_of_list(fields.get("authors"))
    try:
        try:
            names = [" ".join((first, last, suffix)).strip() for last, first, suffix in parsed]
        except ValueError:
            names = [" ".join([*parts[1::-1], *parts[2:3]]).strip() for parts in parsed]
    except TypeError:
        return authors_of_list(fields.get("authors"))
    return names_on_lines(names)
