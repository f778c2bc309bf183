"""Lists that announce the headings after them: 'the framework has these steps', then the steps.

Owns when a list announces and which headings it names. Not here: headings that nothing announces
(plain_tree.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from kg.documents.plain_headings import Title
from kg.documents.plain_kinship import Section, is_stock, named_by
from kg.documents.structure import Item

NEVER = 10**9
# A list announces headings if so many of its items come again as headings, in their order.
_AT_LEAST = 2
_MOST_NAMES = 60
# How many headings further a list may announce one; less where there are very many of both.
_FAR = 400
_WORK = 4_000_000
_SENTENCE = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|several|following|main|key)\b[^.:]{0,80}: "
    r"([^.:;]{5,300})",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+(?:and|or)\s+|,\s+|\s+(?:and|or)\s+")
_ARTICLE = re.compile(r"^(?:an?|the|first|second|then|finally)\s+", re.IGNORECASE)


class _List(NamedTuple):
    """The items of one list: index of its heading (-1: none), last line, the items' names."""

    owner: int
    last: int
    names: tuple[str, ...]


def _told(own: Sequence[str], line: int, owner: int) -> _List | None:
    """A list in a sentence: 'It has three parts: an encoder, a decoder, and a head.'"""
    for text in own:
        found = _SENTENCE.search(text[:2_000])
        if found:
            names = tuple(_ARTICLE.sub("", name) for name in _COMMA.split(found[1]))
            if _AT_LEAST <= len(names) <= _MOST_NAMES:
                return _List(owner, line, names)
    return None


class Announced:
    """Which heading was announced under which, and the line before which its part ends."""

    def __init__(
        self,
        titles: Sequence[Title],
        sections: Sequence[Section],
        items: Sequence[Item],
        rank: Sequence[int | None],
        first: int,
    ) -> None:
        self.first = first
        self.titles = titles
        self.rank = rank
        self.lines = [title.line for title in titles]
        self.parent: dict[int, int] = {}
        self.end = [NEVER] * len(titles)
        # For the heading of a list: index of the last heading that the list announced.
        self.last: dict[int, int] = {}
        told = [_told(section.own, titles[at].line, at) for at, section in enumerate(sections)]
        lists = sorted(
            [*self._lists(items), *(one for one in told if one)], key=lambda one: one.last
        )
        far = max(20, min(_FAR, _WORK // (len(items) + 1)))
        for announcing in lists:
            self._announce(announcing, far)

    def bound(self, index: int) -> int:
        """The nearest announced heading whose part, of known end, this one is in; -1: none."""
        if not self.parent:
            return -1
        line = self.lines[index]
        for other in range(index - 1, max(index - _FAR, -1), -1):
            if other in self.parent and line < self.end[other] < NEVER:
                return other
        return -1

    def _lists(self, items: Sequence[Item]) -> list[_List]:
        groups: dict[tuple[int, int | None, int], list[Item]] = {}
        run = before = 0
        for item in items:
            run += item.lines[0] > before + 3
            before = item.lines[1]
            owner = bisect_right(self.lines, item.lines[0]) - 1
            groups.setdefault((run, item.parent, owner), []).append(item)
        return [
            _List(owner, group[-1].lines[1], tuple(item.words for item in group))
            for (_, _, owner), group in groups.items()
            if _AT_LEAST <= len(group) <= _MOST_NAMES
        ]

    def _announce(self, announcing: _List, far: int) -> None:
        """If the list's items come again as headings, they stand under its own heading."""
        start = bisect_right(self.lines, announcing.last)
        stop = min(self._stop(announcing.owner, start), start + far)
        found: list[int] = []
        at = start
        for name in announcing.names:
            hit = named_by(name, self.titles, at, stop, self.parent)
            if hit is not None:
                found.append(hit)
                at = hit + 1
        if len(found) < _AT_LEAST or 2 * len(found) < len(announcing.names):
            return
        if any(self.rank[index] is not None for index in found):
            return
        owner = self._beside_overview(announcing.owner, found)
        for index, after in zip_longest(found, found[1:]):
            self.parent[index] = owner
            if after is not None:
                self.end[index] = self.lines[after]
        self.last[owner] = found[-1]

    def _beside_overview(self, owner: int, found: Sequence[int]) -> int:
        """An overview lists the sections beside it: they stand under what it stands under."""
        if owner <= 0 or found[0] != owner + 1 or not is_stock(self.titles[owner].text):
            return owner
        return self.parent.get(owner, self.first)

    def _stop(self, owner: int, start: int) -> int:
        """Index of the first heading that can no more stand under the list's own heading."""
        limit = min(len(self.titles), start + _FAR)
        end, own = NEVER, None
        if owner >= 0:
            inside = owner in self.parent and self.end[owner] < NEVER
            bound = owner if inside else self.bound(owner)
            end = self.end[bound] if bound >= 0 else NEVER
            own = self.rank[owner]
        for index in range(start, limit):
            marked = self.rank[index]
            if self.lines[index] >= end or (
                own is not None and marked is not None and marked <= own
            ):
                return index
        return limit
