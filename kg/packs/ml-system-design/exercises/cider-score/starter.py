import math  # noqa: F401 - math.log, math.sqrt
from collections import Counter  # noqa: F401
from collections.abc import Sequence

Words = Sequence[str]
Gram = tuple[str, ...]
LONGEST = 4


def document_frequency(references: Sequence[Sequence[Words]]) -> dict[Gram, int]:
    """In the references of how many images each n-gram (n = 1 to 4) occurs."""
    raise NotImplementedError("TODO 1: count images, not captions")


def weights(words: Words, n: int, frequency: dict[Gram, int], images: int) -> dict[Gram, float]:
    """TF-IDF of the n-grams of one caption: their share times ln(images / images with it)."""
    raise NotImplementedError("TODO 2: share times inverse document frequency")


def cosine(a: dict[Gram, float], b: dict[Gram, float]) -> float:
    """Cosine of two sparse vectors; 0.0 where one of them has no length."""
    raise NotImplementedError("TODO 3: dot product over both lengths")


def cider(candidates: Sequence[Words], references: Sequence[Sequence[Words]]) -> list[float]:
    """CIDEr of each image's candidate, 0 to 1; references[i] are the captions of image i."""
    raise NotImplementedError("TODO 4: mean over the references, then over n = 1 to 4")
