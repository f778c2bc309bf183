"""Word stems, and which of them a node uses: what makes a word rare or common in the field.

Owns how text is cut into stems; the leak test must cut the same way. Light: the stemmer is loaded
at first use. Not here: counting over notes (compiler.py), what is rare enough (cards/leak.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

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


def stems_of_node(
    title: str, definition: str, parts: Iterable[str], aliases: Iterable[str] = ()
) -> set[str]:
    """Stems of one note: title, aliases, definition and parts (reasons, facts, written cards)."""
    return stems("\n".join((title, definition, *aliases, *parts)))


def _remember(word: str) -> str:
    if not _stem:
        import snowballstemmer

        _stem.append(snowballstemmer.stemmer("english").stemWord)
    stem = _stem_of[word] = _stem[0](word)
    return stem
