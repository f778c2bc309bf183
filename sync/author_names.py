"""An author's name as printed, cut into what reference lists sort and shorten by.

Owns what is a person and what a group, where the family name begins, and which words are suffixes.
A capitalised "Van" or "De" counts as a given name: it is one as often as not. Not here: how a
format writes a name (bibtex.py, csl_json.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_GROUP = re.compile(
    r"\b(?:team|teams|group|collaboration|consortium|community|committee|foundation|institute"
    r"|laboratory|labs?|inc|ltd|llc|corporation|company|project|initiative|and)\b"
    r"|[:;/@&0-9]|\bfor the\b|\bon behalf\b",
    re.IGNORECASE,
)
_OTHERS = frozenset({"et al", "et al.", "others", "and others"})


class Name(NamedTuple):
    """A person in parts, or a group (or a single name) as one text in `literal`."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""


def is_others(name: str) -> bool:
    """Whether this "author" only says that the list goes on."""
    return name.strip().casefold() in _OTHERS


def split_name(name: str) -> Name:
    """The parts of a name in the order 'Given von Family Jr.' or 'Family, Given'."""
    words = name.split()
    whole = " ".join(words)
    if len(words) < 2 or _GROUP.search(whole):
        return Name(literal=whole)
    if "," in whole:
        return _turned(whole)
    suffix = words.pop() if len(words) > 2 and words[-1].casefold() in _SUFFIXES else ""
    start, end = _particle(words)
    return Name(
        family=" ".join(words[end:]),
        given=" ".join(words[:start]),
        particle=" ".join(words[start:end]),
        suffix=suffix,
    )


def _turned(whole: str) -> Name:
    """'Family, Given', 'Given Family, Jr.' or 'Family, Jr., Given'; what is neither is a group."""
    parts = [part.strip() for part in whole.split(",")]
    if not all(parts) or len(parts) > 3:
        return Name(literal=whole)
    if len(parts) == 2 and parts[1].casefold() in _SUFFIXES:
        name = split_name(parts[0])
        return name if name.literal else name._replace(suffix=parts[1])
    suffix = parts[1] if len(parts) == 3 else ""
    if suffix and suffix.casefold() not in _SUFFIXES:
        return Name(literal=whole)
    words = parts[0].split()
    lower = next((n for n, word in enumerate(words) if not word[0].islower()), 0)
    return Name(" ".join(words[lower:]), parts[-1], " ".join(words[:lower]), suffix)


def _particle(words: list[str]) -> tuple[int, int]:
    """Where 'van der' begins and ends; the last word alone is the family where there is none."""
    low = [n for n, word in enumerate(words[:-1]) if word[0].islower() and n > 0]
    if not low:
        return len(words) - 1, len(words) - 1
    start = end = low[0]
    while end < len(words) - 1 and words[end][0].islower():
        end += 1
    return start, end
