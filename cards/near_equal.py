"""Nearly equal questions: two cards that a learner would take for one, with different answers.

Owns what counts as nearly equal. Either only the forms of words and the small words differ ("Why
does X need Y?", "Why do Xs need a Y?"), or 95 % of the letters are alike, sorted by words, and the
difference names nothing: "precision" and "precision@k" are asked alike on purpose, and so are
"step 1" and "step 2". Not here: equal questions (collisions.py), which the rules block.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from cards.drafts import Draft
from cards.leak import stems_in_order

ALIKE = 95.0
# The lengths of two texts that are so much alike differ by no more than this.
_LONGEST = (200 - ALIKE) / ALIKE
# Words whose form follows from the others; what, why, by, for, not and before tell questions apart.
_words = str.split
_SMALL = frozenset(
    _words("""
a an the is are was wa were be do doe did done has ha have had it its they their of that thi these
""")
)
_SIGNS = re.compile(r"\$[^$]*\$|`[^`]*`|\d")

NamesOf = Callable[[str], Sequence[str]]


class Pair(NamedTuple):
    """Two cards that ask nearly the same; first is the one that comes first in study order."""

    first: Draft
    second: Draft


class _Asked(NamedTuple):
    card: Draft
    sorted_words: str
    stems: tuple[str, ...]
    signs: tuple[str, ...]


def near_pairs(drafts: Sequence[Draft], names_of: NamesOf) -> list[Pair]:
    """All pairs with different answers, in study order. names_of: node key -> its names.

    Cards of one group are wordings of one thing and are never paired.
    """
    asked = sorted(map(_cut, drafts), key=lambda a: (len(a.sorted_words), a.card.id))
    pairs = {
        pair
        for pair in (*_of_same_stems(asked), *_of_like_letters(asked, names_of))
        if pair.first.group_id != pair.second.group_id
        and _plain(pair.first.answer) != _plain(pair.second.answer)
    }
    return sorted(pairs, key=lambda pair: (pair.first.position, pair.first.id, pair.second.id))


def _cut(card: Draft) -> _Asked:
    words = card.question_norm.split()
    stems = tuple(s for s in stems_in_order(card.question_norm) if s not in _SMALL)
    signs = tuple(_SIGNS.findall(card.question))
    return _Asked(card, " ".join(sorted(words)), stems, signs)


def _of_same_stems(asked: Sequence[_Asked]) -> Iterator[Pair]:
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[_Asked]] = {}
    for one in asked:
        groups.setdefault((one.stems, one.signs), []).append(one)
    for group in groups.values():
        for one, other in combinations(group, 2):
            yield _pair(one, other)


def _of_like_letters(asked: Sequence[_Asked], names_of: NamesOf) -> Iterator[Pair]:
    """Pairs by letters; asked: in order of length, so that each looks at its neighbours only."""
    from rapidfuzz import fuzz, process

    texts = [one.sorted_words for one in asked]
    for index, one in enumerate(asked):
        longest = len(one.sorted_words) * _LONGEST
        end = bisect_right(texts, longest, lo=index, key=len)
        near = process.extract(
            one.sorted_words, texts[index + 1 : end], scorer=fuzz.ratio, score_cutoff=ALIKE,
            limit=None,
        )  # fmt: skip
        for _, _, place in near:
            other = asked[index + 1 + place]
            if _names_nothing(one, other, names_of):
                yield _pair(one, other)


def _names_nothing(one: _Asked, other: _Asked, names_of: NamesOf) -> bool:
    """Whether two questions differ in words, and in none of a name, a number or a formula."""
    differ = (Counter(one.stems) - Counter(other.stems)) | (
        Counter(other.stems) - Counter(one.stems)
    )
    # The same words in another order turn a question round.
    if not differ or one.signs != other.signs:
        return False
    ends = {one.card.node, one.card.object, other.card.node, other.card.object}
    named = {stem for key in ends for name in names_of(key) for stem in stems_in_order(name)}
    return not named & differ.keys()


def _pair(one: _Asked, other: _Asked) -> Pair:
    first, second = sorted((one.card, other.card), key=lambda card: (card.position, card.id))
    return Pair(first, second)


def _plain(answer: str) -> str:
    return " ".join(answer.casefold().split()).rstrip(".")
