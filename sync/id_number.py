"""An arXiv id as one integer whose order is that of the months papers were announced in.

Owns the coding: year and month, then five digits that hold the number of a new id, or archive and
number of an old one. It spares the index a text key for millions of papers, and "newest first" is
the order of its rows. Light. Not here: how ids are printed by people and pages (arxiv_ids.py).
"""

from __future__ import annotations

import re
from functools import lru_cache

# The place of an archive in this list is part of the format of the index: append only.
ARCHIVES = (
    "acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn",
    "chem-ph", "cmp-lg", "comp-gas", "cond-mat", "cs", "dg-ga", "funct-an", "gr-qc", "hep-ex",
    "hep-lat", "hep-ph", "hep-th", "math", "math-ph", "mtrl-th", "nlin", "nucl-ex", "nucl-th",
    "patt-sol", "physics", "plasm-ph", "q-alg", "q-bio", "quant-ph", "solv-int", "supr-con",
)  # fmt: skip
_CODES = {name: code for code, name in enumerate(ARCHIVES)}
_NEW_MONTH = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.", re.ASCII)
_OLD = re.compile(r"([a-z-]+)(?:\.[A-Z]{2})?/(\d\d)(0[1-9]|1[0-2])(\d{3})")
_MONTH = 100_000
_ARCHIVE = 1_000
_FIRST_NEW = 200704
_FIVE_DIGITS = 201501
_FIRST_YEAR = 91


def number_of(base: str) -> int | None:
    """The integer of an id without version; None for what was never an arXiv id."""
    start, digits = _month_of_new(base[:5])
    rest = base[5:]
    if start:
        if len(rest) != digits or not (rest.isascii() and rest.isdigit()):
            return None
        return start + int(rest) if int(rest) else None
    old = _OLD.fullmatch(base)
    if old is None or old[1] not in _CODES:
        return None
    year = int(old[2])
    month = (year + (1900 if year >= _FIRST_YEAR else 2000)) * 100 + int(old[3])
    if month >= _FIRST_NEW or not int(old[4]):
        return None
    return month * _MONTH + _CODES[old[1]] * _ARCHIVE + int(old[4])


# Millions of ids are of some hundred months.
@lru_cache(maxsize=2_000)
def _month_of_new(text: str) -> tuple[int, int]:
    """What '2301.' puts before the number of a new id, and how many digits follow; 0 for none."""
    found = _NEW_MONTH.fullmatch(text)
    month = (2000 + int(found[1])) * 100 + int(found[2]) if found else 0
    return (month * _MONTH, 5 if month >= _FIVE_DIGITS else 4) if month >= _FIRST_NEW else (0, 0)


def base_of(number: int) -> str:
    """The id that number_of made this integer of."""
    month, rest = divmod(number, _MONTH)
    printed = f"{month % 10_000:04}"
    if month >= _FIVE_DIGITS:
        return f"{printed}.{rest:05}"
    if month >= _FIRST_NEW:
        return f"{printed}.{rest:04}"
    code, count = divmod(rest, _ARCHIVE)
    return f"{ARCHIVES[code]}/{printed}{count:03}"


def month_of(number: int) -> str:
    """The month of announcement as YYYY-MM: a paper was submitted in it or a little before."""
    month = number // _MONTH
    return f"{month // 100}-{month % 100:02}"
