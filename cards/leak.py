"""The leak test: does a question side show the answer?

Owns what counts as showing it: the answer's title or an alias of it (word for word, endings
aside), its initials, or one of its words that is rare in the pack. Common words of the field may
recur. Not here: which text is on the question side (generate_*.py), cutting text into stems
(kg/vocabulary.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

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
    if not initials:
        return [known.get(w) or stem(w) for w in words]
    return [known.get(w) or stem(w) if w[0] in initials else w for w in words]


class _Name(NamedTuple):
    """One name, cut once. row: its stems in order. acronym: its initials if worth a look.

    as_written: a short name in capitals is looked for so: the alias IS is not the word is.
    words: each word, case folded, with its stem.
    """

    name: str
    as_written: bool
    row: str
    acronym: str
    words: tuple[tuple[str, str], ...]


class _Names(NamedTuple):
    """Names that must not show. initials: the first letters of all their words."""

    initials: str
    each: tuple[_Name, ...]


class Leaks:
    """The test for one graph: it knows how many of its notes hold a word."""

    def __init__(self, notes_with: Callable[[str], int], total: Callable[[], int]) -> None:
        """notes_with: stem -> number of notes that hold it. total: number of notes.

        Counting the notes looks at all of them, so it is asked for only when it decides.
        """
        self._notes_with = notes_with
        self._total = total
        self._rare_share: float | None = None
        self._rare: dict[str, bool] = {}
        self._cut: dict[tuple[str, ...], _Names] = {}

    def is_rare(self, word_stem: str) -> bool:
        """Whether so few notes hold the stem that it gives its title away."""
        known = self._rare.get(word_stem)
        if known is None:
            telling = len(word_stem) > 1 and not word_stem.isdigit()
            known = telling and word_stem not in _FUNCTION_WORDS
            known = known and self._in_few_notes(word_stem)
            self._rare[word_stem] = known
        return known

    def _in_few_notes(self, word_stem: str) -> bool:
        count = self._notes_with(word_stem)
        if count < RARE_AT_LEAST:
            return True
        if self._rare_share is None:
            self._rare_share = RARE_SHARE * self._total()
        return count < self._rare_share

    def shown(self, seen: str, names: Sequence[str], by_word: bool = True) -> str:
        """What of the answer the text shows: a name or a rare word; '' if nothing.

        by_word: whether single rare words and initials count, too.
        """
        if not seen or not names:
            return ""
        cut = self._names(names)
        if not cut.initials:
            return ""
        in_order = stems_in_order(seen, cut.initials)
        row = f" {' '.join(in_order)} "
        for name in cut.each:
            found = _name_in(name, row, seen) or (_initials_in(name, seen) if by_word else "")
            if found:
                return found
        return self._rare_word(set(in_order), cut) if by_word else ""

    def shares_a_word(self, seen: str, names: Sequence[str]) -> bool:
        """Whether any word of a name stands in the text, common ones too: for cues."""
        held = _telling_stems(seen)
        return any(
            word_stem in held for name in self._names(names).each for _, word_stem in name.words
        )

    def holds_all(self, names: Sequence[str], asked: str) -> bool:
        """Whether one of the answer's names holds every telling word of what is asked about.

        Then the pair needs no memory, however common the words: latent diffusion was introduced by
        the paper that has both words in its title.
        """
        telling = _telling_stems(asked)
        return bool(telling) and any(
            telling <= {word_stem for _, word_stem in name.words}
            for name in self._names(names).each
        )

    def _names(self, names: Sequence[str]) -> _Names:
        """The names, cut into words; a node's names are looked for in many texts."""
        key = tuple(names)
        found = self._cut.get(key)
        if found is None:
            each = tuple(map(_cut, key))
            initials = "".join({word[0] for name in each for word, _ in name.words})
            found = self._cut[key] = _Names(initials, each)
        return found

    def _rare_word(self, held: set[str], names: _Names) -> str:
        for name in names.each:
            for word, word_stem in name.words:
                if word_stem in held and self.is_rare(word_stem):
                    return word
        return ""


@lru_cache(maxsize=4096)
def _telling_stems(cue: str) -> frozenset[str]:
    """Stems of a cue but the function words; the same few cues are tried again and again."""
    return frozenset(stems_in_order(cue)) - _FUNCTION_WORDS


def _cut(name: str) -> _Name:
    words = tuple((word, stem(word)) for word in _WORD.findall(name.casefold()))
    written = (word for word, _ in words) if name.isascii() else _WORD.findall(name)
    acronym = "".join([word[0] for word in written]).upper()
    return _Name(
        name,
        as_written=len(name) <= 5 and name.isupper(),
        row=" ".join([word_stem for _, word_stem in words]),
        acronym=acronym if len(acronym) >= 3 else "",
        words=words,
    )


def _name_in(name: _Name, row: str, seen: str) -> str:
    """The name, if the text shows it."""
    if name.as_written:
        return name.name if _has_word(seen, name.name) else ""
    return name.name if name.row and f" {name.row} " in row else ""


def _initials_in(name: _Name, seen: str) -> str:
    acronym = name.acronym
    return acronym if acronym and acronym in seen and _has_word(seen, acronym) else ""


def _has_word(seen: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", seen) is not None
