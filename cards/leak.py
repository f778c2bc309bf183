"""The leak test: does a question side show the answer?

Owns what counts as showing it: the answer's title or an alias of it (word for word, endings
aside), its initials, or one of its words that is rare in the pack. Common words of the field may
recur. Not here: which text is on the question side (generate_*.py), cutting text into stems
(kg/vocabulary.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kg.vocabulary import stems

RARE_SHARE = 0.02
# In a small pack a name stands in two notes at once: its own, and that of the paper behind it.
RARE_AT_LEAST = 3
_WORD = re.compile(r"[^\W_]+")
_words = str.split
_FUNCTION_WORDS = frozenset(
    _words("""
a an and are as at be between by do doe for from how in into is it its more most no not of on
one or over per than that the their thi to two under up use via what when which with without
work new large
""")
)
_stem_of: dict[str, str] = {}


def stem(word: str) -> str:
    """Word stem of one case-folded word, as the graph's vocabulary has it."""
    found: str | None = _stem_of.get(word)
    if found is None and word[-1:].isdigit():
        return word  # suffixes are letters; codes and versions need no stemmer
    if found is None:
        found = _stem_of[word] = next(iter(stems(word)), word)
    return found


def stems_in_order(text: str, initials: str = "") -> list[str]:
    """Stems of all words of a text, repeated ones too.

    initials: words with another first letter are left as they are; a stem keeps the first letter.
    """
    words: list[str] = _WORD.findall(text.casefold())
    known = _stem_of
    return [known.get(w) or stem(w) if not initials or w[0] in initials else w for w in words]


class Leaks:
    """The test for one graph: it knows how many of its notes hold a word."""

    def __init__(self, notes_with: Callable[[str], int], total: int) -> None:
        """notes_with: stem -> number of notes that hold it. total: number of notes."""
        self._notes_with = notes_with
        self._rare_below = max(RARE_AT_LEAST, RARE_SHARE * total)
        self._rare: dict[str, bool] = {}

    def is_rare(self, word_stem: str) -> bool:
        """Whether so few notes hold the stem that it gives its title away."""
        known = self._rare.get(word_stem)
        if known is None:
            telling = len(word_stem) > 1 and not word_stem.isdigit()
            known = telling and word_stem not in _FUNCTION_WORDS
            known = known and self._notes_with(word_stem) < self._rare_below
            self._rare[word_stem] = known
        return known

    def shown(self, seen: str, names: Sequence[str], by_word: bool = True) -> str:
        """What of the answer the text shows: a name or a rare word; '' if nothing.

        by_word: whether single rare words and initials count, too.
        """
        if not seen or not names:
            return ""
        initials = "".join({w[0] for name in names for w in _WORD.findall(name.casefold())})
        if not initials:
            return ""
        in_order = stems_in_order(seen, initials)
        row = f" {' '.join(in_order)} "
        for name in names:
            found = _name_in(name, row, seen) or (_initials_in(name, seen) if by_word else "")
            if found:
                return found
        return self._rare_word(set(in_order), names) if by_word else ""

    def shares_a_word(self, seen: str, names: Sequence[str]) -> bool:
        """Whether any word of a name stands in the text, common ones too: for cues."""
        of_names = {word for name in names for word in stems_in_order(name)} - _FUNCTION_WORDS
        return not of_names.isdisjoint(stems_in_order(seen))

    def _rare_word(self, held: set[str], names: Sequence[str]) -> str:
        for name in names:
            words: list[str] = _WORD.findall(name.casefold())
            for word in words:
                if stem(word) in held and self.is_rare(stem(word)):
                    return word
        return ""


def _name_in(name: str, row: str, seen: str) -> str:
    """The name, if the text shows it.

    Short names in capitals are looked for as written: the alias IS is not the word is.
    """
    if len(name) <= 5 and name.isupper():
        return name if _has_word(seen, name) else ""
    wanted = " ".join(stems_in_order(name))
    if wanted and f" {wanted} " in row:
        return name
    return ""


def _initials_in(name: str, seen: str) -> str:
    initials = "".join(w[0] for w in _WORD.findall(name)).upper()
    if len(initials) >= 3 and initials in seen and _has_word(seen, initials):
        return initials
    return ""


def _has_word(seen: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", seen) is not None
