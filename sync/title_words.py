"""A title or name as the words that look-ups compare: no case, accents, marks or TeX.

Owns when two printed titles are the same title, and how near two different ones are. Not here: the
folding of letters (kg/names.py), which TeX is understood (tex_text.py).
"""

from __future__ import annotations

import re
import string
import zlib
from functools import lru_cache

from kg.names import fold
from sync.tex_text import without_tex

SAME = 100.0
# The most that titles reach of which one lacks what the other has behind its colon.
_WITHOUT_SUBTITLE = 94.0
_NEARLY = 99.0
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_PART = 2
# What folding and finding words comes to in ASCII, which most titles are.
_IN_ASCII = str.maketrans(
    {chr(n): chr(n).lower() if chr(n) in string.ascii_letters + string.digits else " "
     for n in range(128)}
)  # fmt: skip
_LONGEST_NAME = 50


def words_of(text: str) -> list[str]:
    """The folded words: 'B-Trees: $O(n)$' gives b, trees, o, n."""
    if "\\" in text or "$" in text:
        text = without_tex(text)
    if text.isascii():
        return text.translate(_IN_ASCII).split()
    return _WORD.findall(fold(text))


def title_key(words: str) -> int:
    """A 32-bit number that equal titles share; others share it once in four billion pairs.

    words: those of words_of with a blank between them.
    """
    return zlib.crc32(words.encode("utf-8", "surrogatepass"))


def indexed_names(names: str) -> str:
    """Names as the index shall be handed them; it folds ASCII by itself."""
    if names.isascii():
        return names
    if "\\" in names or "$" in names:
        return " ".join(words_of(names))
    return " ".join([word if word.isascii() else _folded_name(word) for word in names.split()])


def _folded_name(word: str) -> str:
    # What is longer is no name, and shall not be kept.
    return _known_name(word) if len(word) <= _LONGEST_NAME else " ".join(words_of(word))


@lru_cache(maxsize=50_000)
def _known_name(word: str) -> str:
    return " ".join(words_of(word))


def nearness(asked: str, other: str) -> float:
    """How near two printed titles are, 0 to 100; SAME only where their words are.

    A title that is the other one's part before the colon counts as near.
    """
    from rapidfuzz import fuzz

    ours, theirs = words_of(asked), words_of(other)
    if ours == theirs:
        return SAME
    whole = min(fuzz.ratio(" ".join(ours), " ".join(theirs)), _NEARLY)
    parts = [(_before_colon(asked), theirs), (ours, _before_colon(other))]
    near = (fuzz.ratio(" ".join(a), " ".join(b)) for a, b in parts if a and b)
    return float(max(whole, max(near, default=0.0) * _WITHOUT_SUBTITLE / SAME))


def _before_colon(title: str) -> list[str]:
    """The words of a main title; none where there is no subtitle or hardly a main title."""
    main, colon, _ = title.partition(":")
    words = words_of(main) if colon else []
    return words if len(words) >= _SHORTEST_PART else []
