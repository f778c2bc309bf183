from collections.abc import Iterable


class _Node:
    __slots__ = ("best", "children", "count")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.count = 0
        self.best: list[tuple[int, str]] = []


class Autocomplete:
    """Completes a prefix by the words that were typed most often; `width` at most."""

    def __init__(self, width: int = 5) -> None:
        self._width = width
        self._root = _Node()

    def add(self, word: str, times: int = 1) -> None:
        """Count a word that was typed `times` times more."""
        path = [self._root]
        for letter in word:
            path.append(path[-1].children.setdefault(letter, _Node()))
        path[-1].count += times
        row = (-path[-1].count, word)
        for node in path:
            others = [one for one in node.best if one[1] != word]
            node.best = sorted([*others, row])[: self._width]

    def complete(self, prefix: str) -> list[str]:
        """The most typed words that begin with the prefix, of equal counts the first by letters."""
        node = self._find(prefix)
        return [word for _, word in node.best] if node else []

    def count(self, word: str) -> int:
        """How often exactly this word was typed."""
        node = self._find(word)
        return node.count if node else 0

    def within_one(self, word: str) -> list[str]:
        """All words that are at most one edit (letter in, out or changed) away, by letters."""
        found: list[str] = []
        self._search(self._root, "", word, list(range(len(word) + 1)), found)
        return sorted(found)

    def _find(self, prefix: str) -> _Node | None:
        node: _Node | None = self._root
        for letter in prefix:
            node = node.children.get(letter) if node else None
        return node

    def _search(self, node: _Node, typed: str, word: str, row: list[int], found: list[str]) -> None:
        if node.count and row[-1] <= 1:
            found.append(typed)
        for letter, child in node.children.items():
            below = [row[0] + 1]
            for place, wanted in enumerate(word):
                change = row[place] + (letter != wanted)
                below.append(min(change, row[place + 1] + 1, below[place] + 1))
            if min(below) <= 1:
                self._search(child, typed + letter, word, below, found)


def keystroke_saving(trie: Autocomplete, words: Iterable[str]) -> float:
    """Share of the letters of these words that need no key, 0 to 1; 0.0 without a word."""
    keys = letters = 0
    for word in words:
        shown = (n + 1 for n in range(len(word)) if word in trie.complete(word[:n]))
        keys += next(shown, len(word))
        letters += len(word)
    return 1 - keys / letters if letters else 0.0
