from collections.abc import Iterable


class Autocomplete:
    """Completes a prefix by the words that were typed most often; `width` at most."""

    def __init__(self, width: int = 5) -> None:
        raise NotImplementedError("TODO 1: a root node with children by letter")

    def add(self, word: str, times: int = 1) -> None:
        """Count a word that was typed `times` times more."""

    def complete(self, prefix: str) -> list[str]:
        """The most typed words that begin with the prefix, of equal counts the first by letters."""

    def count(self, word: str) -> int:
        """How often exactly this word was typed."""

    def within_one(self, word: str) -> list[str]:
        """All words that are at most one edit (letter in, out or changed) away, by letters."""
        raise NotImplementedError("TODO 2: walk the trie with one row of the edit distance")


def keystroke_saving(trie: Autocomplete, words: Iterable[str]) -> float:
    """Share of the letters of these words that need no key, 0 to 1; 0.0 without a word."""
    raise NotImplementedError("TODO 3: how many keys until each word is shown and taken?")
