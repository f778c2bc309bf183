import math
from collections import Counter, defaultdict
from collections.abc import Sequence


class NaiveBayes:
    """A multinomial naive Bayes classifier of documents, each a list of words."""

    def __init__(self, smoothing: float = 1.0) -> None:
        self._smoothing = smoothing

    def fit(self, documents: Sequence[Sequence[str]], labels: Sequence[str]) -> None:
        """Count words and classes of the training documents; what was learnt before is dropped."""
        classes = Counter(labels)
        words: dict[str, Counter[str]] = defaultdict(Counter)
        for document, label in zip(documents, labels, strict=True):
            words[label].update(document)
        self._vocabulary = {word for document in documents for word in document}
        self._log_prior = {label: math.log(n / len(labels)) for label, n in classes.items()}
        self._log_word = {label: self._log_shares(words[label]) for label in classes}

    def _log_shares(self, counts: Counter[str]) -> dict[str, float]:
        total = sum(counts.values()) + self._smoothing * len(self._vocabulary)
        return {
            word: math.log((counts[word] + self._smoothing) / total) for word in self._vocabulary
        }

    def log_posteriors(self, document: Sequence[str]) -> dict[str, float]:
        """ln P(class given the document) of every class; words unseen in training are skipped."""
        known = [word for word in document if word in self._vocabulary]
        joint = {
            label: prior + sum(self._log_word[label][word] for word in known)
            for label, prior in self._log_prior.items()
        }
        top = max(joint.values())
        total = top + math.log(sum(math.exp(value - top) for value in joint.values()))
        return {label: value - total for label, value in joint.items()}

    def predict(self, document: Sequence[str]) -> str:
        """The most probable class; of equal ones the class that came first in training."""
        posteriors = self.log_posteriors(document)
        return max(posteriors, key=posteriors.__getitem__)
