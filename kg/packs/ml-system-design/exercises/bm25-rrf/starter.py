import re  # noqa: F401 - re.findall
from collections.abc import Sequence


def words(text: str) -> list[str]:
    """Runs of the letters a to z and digits, in lower case."""
    raise NotImplementedError("TODO 1: split a text into words")


class Bm25:
    """An inverted index of texts, searched with the BM25 score."""

    def __init__(self, texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> None:
        raise NotImplementedError(
            "TODO 2: for each word, the texts that hold it and its weight there"
        )

    def search(self, query: str, k: int) -> list[tuple[int, float]]:
        """(text number, score) of the k best, best first; texts that share no word are left out."""
        raise NotImplementedError("TODO 2: add up the weights of the query's words")


def fuse(rankings: Sequence[Sequence[int]], k: int = 60) -> list[int]:
    """All items of the rankings by reciprocal rank fusion, best first; equal ones by number."""
    raise NotImplementedError("TODO 3: add up 1 / (k + place)")
