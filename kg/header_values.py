"""The form of a header's single values: years, arXiv ids, addresses, links, full names.

Owns what a well-formed value is and how a bad one is told. Not here: lists, keys and edges
(header_fields.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from kg.faults import Faults, did_you_mean
from kg.header import quoted
from kg.links import FULL_NAME, whole_link
from kg.schema import STATUSES

WHOLE_NUMBERS = frozenset({"year", "number", "minutes"})
TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
OLDEST_YEAR, NEWEST_YEAR = 1600, 2200
# Since January 2015 the number of an arXiv id has five digits, before that four.
FIVE_DIGITS_SINCE = 1501

_ARXIV_NEW = re.compile(r"(\d{4})\.(\d{4,5})(v\d+)?")
_ARXIV_OLD = re.compile(r"[a-z][a-z-]*(?:\.[A-Z]{2})?/(\d{7})(v\d+)?")
ADDRESS = re.compile(r"https?://[^\s/]+\S*")
DOI = re.compile(r"10\.\d{4,9}/\S+")
COPIED = re.compile(r"[a-z0-9-]+/[^@#\s]+@[^#\s]*#[0-9a-f]{8,64}")


class Text(NamedTuple):
    """One scalar of the header with its place; column is that of its first character."""

    value: str
    line: int
    column: int


def whole_number(key: str, text: Text, faults: Faults) -> int | None:
    """The number a text is (a year has four digits); None after the fault that it is none."""
    digits = text.value.isascii() and text.value.isdigit() and len(text.value) < 10
    value = int(text.value) if digits else -1
    if digits and (key != "year" or OLDEST_YEAR <= value <= NEWEST_YEAR):
        return value
    want = "a year of four digits" if key == "year" else "a whole number"
    faults.add("E028", text.line, text.column, f"{key}: {want} is wanted, not '{text.value}'")
    return None


def _truth(key: str, text: Text, faults: Faults) -> bool | None:
    value = TRUTHS.get(text.value.lower())
    if value is None:
        say = f"{key}: write true or false, not '{text.value}'"
        faults.add("E029", text.line, text.column, say)
    return value


def _status(text: Text, faults: Faults) -> str:
    """The status; an unknown one counts as draft, so that nothing unreviewed makes cards."""
    if text.value in STATUSES:
        return text.value
    hint = did_you_mean(text.value, STATUSES) or f": one of {', '.join(STATUSES)}"
    faults.add("E030", text.line, text.column, f"status: there is no '{text.value}'{hint}")
    return "draft"


def _arxiv(text: Text, faults: Faults) -> str | None:
    match = _ARXIV_NEW.fullmatch(text.value) or _ARXIV_OLD.fullmatch(text.value)
    if match is None:
        inside = _ARXIV_NEW.search(text.value) or _ARXIV_OLD.search(text.value)
        example = inside.group() if inside else "2005.14165"
        faults.add(
            "E031", text.line, text.column,
            f"arxiv: '{text.value}' is no arXiv id; write {quoted(example)}",
        )  # fmt: skip
        return None
    version = match.groups()[-1]
    if version:
        bare = text.value.removesuffix(version)
        faults.add("W032", text.line, text.column, f"arxiv: leave the version off: {quoted(bare)}")
        return bare
    if match.re is _ARXIV_NEW and not _digits_fit(match.group(1), match.group(2)):
        faults.add(
            "E031", text.line, text.column,
            f"arxiv: '{text.value}' has the wrong number of digits (five since 2015, four before);"
            f" was a 0 at its end lost? Write it in quotes",
        )  # fmt: skip
        return None
    return text.value


def _digits_fit(month: str, number: str) -> bool:
    return len(number) == (5 if int(month) >= FIVE_DIGITS_SINCE else 4)


def _address(text: Text, faults: Faults) -> str | None:
    if ADDRESS.fullmatch(text.value):
        return text.value
    faults.add(
        "E033", text.line, text.column, f"url: '{text.value}' must begin with https:// or http://"
    )
    return None


def _doi(text: Text, faults: Faults) -> str | None:
    if DOI.fullmatch(text.value):
        return text.value
    faults.add("E034", text.line, text.column, "doi: write it like 10.1000/xyz123, without address")
    return None


def _full_name(text: Text, faults: Faults) -> str | None:
    link = whole_link(text.value)
    name = text.value if link is None else link.target
    if FULL_NAME.match(name):
        return name
    faults.add("E035", text.line, text.column, f"'{name}' is no full name; write it as pack/stem")
    return None


def _extended(text: Text, faults: Faults) -> str | None:
    link = whole_link(text.value)
    if link is not None:
        return link.target
    faults.add(
        "E035", text.line, text.column, f"extends: write \"[[pack/stem]]\", not '{text.value}'"
    )
    return None


def _copied(text: Text, faults: Faults) -> str | None:
    if COPIED.fullmatch(text.value):
        return text.value
    faults.add(
        "E035", text.line, text.column,
        "copied_from: is written by `edgewise edit` as pack/stem@version#hash; leave it as it was",
    )  # fmt: skip
    return None


FORMS: dict[str, Callable[[Text, Faults], object]] = {
    "status": _status,
    "arxiv": _arxiv,
    "url": _address,
    "doi": _doi,
    "id": _full_name,
    "extends": _extended,
    "copied_from": _copied,
    "higher_is_better": partial(_truth, "higher_is_better"),
    "root": partial(_truth, "root"),
}
