"""Word stems, and which of them a node uses: what makes a word rare or common in the field.

Owns how text is cut into stems; the leak test must cut the same way. Light: the stemmer is loaded
at first use. Not here: counting over notes (derived.py), what is rare enough (cards/leak.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_WORD = re.compile(r"[^\W_]+")
_stem_of: dict[str, str] = {}
_stem: list[Callable[[str], str]] = []


def words(text: str) -> list[str]:
    """Runs of letters and digits, case folded, in order."""
    return _WORD.findall(text.casefold())


def stems(text: str) -> set[str]:
    """English Snowball stems of the words of a text."""
    found = set()
    for word in set(words(text)):
        stem = _stem_of.get(word)
        found.add(_remember(word) if stem is None else stem)
    return found


def _remember(word: str) -> str:
    if word[-1].isdigit():
        # No English ending to take off, and numbers would fill the memory of stems.
        return word
    if not _stem:
        from Stemmer import Stemmer

        _stem.append(Stemmer("english").stemWord)
    stem = _stem_of[word] = _stem[0](word)
    return stem
