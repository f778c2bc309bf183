"""Which heading of a plain text stands under which, where no mark says so.

Owns the order of the evidence: style, then lists that announce headings, then words. Tuned on one
book's chapter, tested on made-up ones. Not here: which lines are headings (plain_headings.py), the
evidence itself (plain_ranks.py, plain_announced.py, plain_kinship.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.documents.plain_announced import Announced
from kg.documents.plain_headings import Title
from kg.documents.plain_kinship import (
    Section,
    Words,
    breaks_pattern,
    is_leaf,
    is_step,
    is_stock,
    kinship,
    stems,
    title_key,
)
from kg.documents.plain_ranks import holds_others, own_title, ranks
from kg.documents.structure import Heading, Item

_NONE = -1
# A heading deeper than this is no heading of a text that people wrote.
_DEEPEST = 7
_REFRAIN = 3


def tree_of(
    titles: Sequence[Title], items: Sequence[Item], lines: Sequence[str], roles: Sequence[str]
) -> tuple[Heading, ...]:
    """The headings with level and parent."""
    if not titles:
        return ()
    sections = _sections(titles, lines, roles)
    first = own_title(titles, sections, roles)
    tree = _Tree(titles, sections, items, first)
    for index in range(len(titles)):
        tree.place(index)
    return _headings(titles, tree.parent)


def _sections(titles: Sequence[Title], lines: Sequence[str], roles: Sequence[str]) -> list[Section]:
    """The text of each heading's own part, up to the next heading."""
    sections = []
    for index, title in enumerate(titles):
        end = titles[index + 1].line - 1 if index + 1 < len(titles) else len(lines)
        own = [
            lines[number]
            for number in range(title.line, min(end, title.line + 60))
            if roles[number] in ("", "bullet", "number") and len(lines[number]) < 5_000
        ]
        sections.append(Section(title.text, own))
    return sections


class _Tree:
    """The parents found so far, -1 for none; path: the headings that are open, outermost first."""

    def __init__(
        self,
        titles: Sequence[Title],
        sections: Sequence[Section],
        items: Sequence[Item],
        first: int,
    ) -> None:
        self.titles = titles
        self.first = first
        self.rank = ranks(titles, first)
        self.words = Words(sections)
        self.words.topic = {word for title in titles[: first + 1] for word in stems(title.text)}
        self.announced = Announced(titles, sections, items, self.rank, first)
        self.parent: list[int] = []
        self.children: list[list[int]] = [[] for _ in titles]
        self.path: list[int] = []
        self.depth_of: dict[str, int] = {}
        self.last_announced = _NONE
        often = self.words.often
        steps = [
            index
            for index, title in enumerate(titles)
            if is_step(title.text) and often[title_key(title.text)] == 1
        ]
        self.steps = set(steps) if len(steps) > 2 else set()

    def place(self, index: int) -> None:
        """Give the next heading its parent."""
        parent = self._parent(index)
        while self.path and self.path[-1] != parent:
            self.path.pop()
        self.parent.append(parent)
        if parent >= 0:
            self.children[parent].append(index)
        if index in self.announced.parent:
            self.last_announced = index
        self.depth_of.setdefault(title_key(self.titles[index].text), len(self.path))
        self.path.append(index)

    def _parent(self, index: int) -> int:
        if index <= self.first or not self.path:
            return index - 1 if index <= self.first else _NONE
        if index in self.announced.parent:
            return self.announced.parent[index]
        return self._by_rank(index) if self.rank[index] is not None else self._by_words(index)

    def _by_rank(self, index: int) -> int:
        """The nearest heading above with a smaller rank; for 2.3, a 2 above it first."""
        outer = self.titles[index].number.rpartition(".")[0]
        numbered = self.titles[index].style == "number" and outer
        for above in reversed(self.path):
            if above > self.first and numbered and self.titles[above].number == outer:
                return above
        own = self.rank[index]
        for above in reversed(self.path):
            other = self.rank[above]
            if above <= self.first or (other is not None and own is not None and other < own):
                return above
        return _NONE

    def _by_words(self, index: int) -> int:
        """The heading of the open path that the words speak for most."""
        title = self.titles[index].text
        bound = self.announced.bound(index)
        refrain = self.words.often[title_key(title)] >= _REFRAIN
        if bound == _NONE and is_stock(title) and not refrain:
            return self._whole()
        allowed = self._allowed(bound)
        again = self.depth_of.get(title_key(title), 0)
        if 0 < again <= len(self.path) and self.path[again - 1] in allowed:
            return self.path[again - 1]
        if bound == _NONE and index in self.steps:
            return allowed[0]
        base = self._usual(index, allowed)
        if refrain:
            return base
        best, most = base, -1.0
        for above in reversed(allowed):
            weight = kinship(self.words, index, above, self.children[above], self.path[-1])
            weight += 1.0 if above == base else 0.0
            if weight > most:
                best, most = above, weight
        return best

    def _whole(self) -> int:
        """The chapter or document that a summary or the references belong to."""
        for above in reversed(self.path):
            if above <= self.first or holds_others(self.titles[above]):
                return above
        return _NONE

    def _allowed(self, bound: int) -> list[int]:
        """The headings that may be the parent: in the announced part, below the last mark."""
        path = self.path
        floor = path.index(bound) if bound in path else 0
        for at, index in enumerate(path):
            if index == self.first or (self.rank[index] is not None and index > self.first):
                floor = max(floor, at)
        return path[floor : max(_DEEPEST, floor + 1)]

    def _usual(self, index: int, allowed: Sequence[int]) -> int:
        """Without other evidence: after the last list that announces, or beside the last one."""
        if self.last_announced != _NONE:
            parent = self.parent[self.last_announced]
            while parent in allowed and parent != allowed[0] and self._told_all(parent):
                parent = self.parent[parent]
            if parent in allowed:
                return parent
            if self.last_announced in allowed:
                return self.last_announced
        last = self.path[-1]
        empty = not self.words.sections[last].own and not is_leaf(self.titles[last].text)
        if empty or last in self.steps:
            return allowed[-1]
        at = max(len(allowed) - 2, 0)
        while at > 0 and self._is_other(index, allowed[at]):
            at -= 1
        return allowed[at]

    def _is_other(self, index: int, above: int) -> bool:
        """Whether the children of a heading have a pattern that this one breaks."""
        siblings = [self.titles[child].text for child in self.children[above]]
        return breaks_pattern(self.titles[index].text, siblings[-_DEEPEST:])

    def _told_all(self, owner: int) -> bool:
        """Whether the children of a heading are those that its list announced, all of them."""
        children = self.children[owner]
        last = self.announced.last.get(owner)
        return (
            bool(children)
            and children[-1] == last
            and all(child in self.announced.parent for child in children)
        )


def _headings(titles: Sequence[Title], parents: Sequence[int]) -> tuple[Heading, ...]:
    made: list[Heading] = []
    for title, parent in zip(titles, parents, strict=True):
        above = made[parent] if parent >= 0 else None
        level = min(6, above.level + 1) if above else 1
        made.append(Heading(title.line, level, title.text, above.line if above else 0))
    return tuple(made)
