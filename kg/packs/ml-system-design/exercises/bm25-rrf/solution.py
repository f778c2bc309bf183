import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence


def words(text: str) -> list[str]:
    """Runs of the letters a to z and digits, in lower case."""
    return re.findall(r"[a-z0-9]+", text.lower())


class Bm25:
    """An inverted index of texts, searched with the BM25 score."""

    def __init__(self, texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> None:
        counts = [Counter(words(text)) for text in texts]
        lengths = [count.total() for count in counts]
        average = sum(lengths) / max(1, len(lengths))
        holders = Counter(word for count in counts for word in count)
        self._weights: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for word, f in count.items():
                rarity = (len(texts) - holders[word] + 0.5) / (holders[word] + 0.5)
                saturated = f * (k1 + 1) / (f + k1 * (1 - b + b * lengths[number] / average))
                self._weights[word].append((number, math.log(1 + rarity) * saturated))

    def search(self, query: str, k: int) -> list[tuple[int, float]]:
        """(text number, score) of the k best, best first; texts that share no word are left out."""
        scores: dict[int, float] = defaultdict(float)
        for word in words(query):
            for number, weight in self._weights.get(word, ()):
                scores[number] += weight
        return sorted(scores.items(), key=lambda row: (-row[1], row[0]))[:k]


def fuse(rankings: Sequence[Sequence[int]], k: int = 60) -> list[int]:
    """All items of the rankings by reciprocal rank fusion, best first; equal ones by number."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for place, item in enumerate(ranking, 1):
            scores[item] += 1 / (k + place)
    return sorted(scores, key=lambda item: (-scores[item], item))
