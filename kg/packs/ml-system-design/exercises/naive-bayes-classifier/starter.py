import math  # noqa: F401 - math.log, math.exp
from collections import Counter, defaultdict  # noqa: F401 - a Counter for each class
from collections.abc import Sequence


class NaiveBayes:
    """A multinomial naive Bayes classifier of documents, each a list of words."""

    def __init__(self, smoothing: float = 1.0) -> None:
        self._smoothing = smoothing

    def fit(self, documents: Sequence[Sequence[str]], labels: Sequence[str]) -> None:
        """Count words and classes of the training documents; what was learnt before is dropped."""
        raise NotImplementedError("TODO 1: class priors and smoothed word probabilities")

    def log_posteriors(self, document: Sequence[str]) -> dict[str, float]:
        """ln P(class given the document) of every class; words unseen in training are skipped."""
        raise NotImplementedError("TODO 2: prior plus likelihoods, then normalise")

    def predict(self, document: Sequence[str]) -> str:
        """The most probable class; of equal ones the class that came first in training."""
        raise NotImplementedError("TODO 3: the class with the highest posterior")
