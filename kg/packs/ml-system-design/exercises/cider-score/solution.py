import math
from collections import Counter
from collections.abc import Sequence

Words = Sequence[str]
Gram = tuple[str, ...]
LONGEST = 4


def _grams(words: Words, n: int) -> list[Gram]:
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]


def document_frequency(references: Sequence[Sequence[Words]]) -> dict[Gram, int]:
    """In the references of how many images each n-gram (n = 1 to 4) occurs."""
    frequency: Counter[Gram] = Counter()
    for captions in references:
        frequency.update(
            {gram for words in captions for n in range(1, LONGEST + 1) for gram in _grams(words, n)}
        )
    return dict(frequency)


def weights(words: Words, n: int, frequency: dict[Gram, int], images: int) -> dict[Gram, float]:
    """TF-IDF of the n-grams of one caption: their share times ln(images / images with it)."""
    counts = Counter(_grams(words, n))
    total = counts.total()
    return {
        gram: count / total * math.log(images / max(1, frequency.get(gram, 0)))
        for gram, count in counts.items()
    }


def cosine(a: dict[Gram, float], b: dict[Gram, float]) -> float:
    """Cosine of two sparse vectors; 0.0 where one of them has no length."""
    dot = sum(value * b.get(gram, 0.0) for gram, value in a.items())
    length = math.sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values()))
    return dot / length if length else 0.0


def cider(candidates: Sequence[Words], references: Sequence[Sequence[Words]]) -> list[float]:
    """CIDEr of each image's candidate, 0 to 1; references[i] are the captions of image i."""
    frequency = document_frequency(references)
    images = len(references)
    scores = []
    for words, captions in zip(candidates, references, strict=True):
        total = 0.0
        for n in range(1, LONGEST + 1):
            mine = weights(words, n, frequency, images)
            total += sum(cosine(mine, weights(one, n, frequency, images)) for one in captions)
        scores.append(total / len(captions) / LONGEST)
    return scores
