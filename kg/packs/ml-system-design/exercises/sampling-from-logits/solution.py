import numpy as np


def soften(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities (V,) of logits (V,); at temperature 0 all on the first largest logit."""
    if temperature == 0:
        return np.eye(len(logits))[np.argmax(logits)]
    scaled = (logits - logits.max()) / temperature
    weights = np.exp(scaled)
    return weights / weights.sum()


def _most_likely(probs: np.ndarray, count: int) -> np.ndarray:
    kept = np.zeros(len(probs), dtype=bool)
    kept[np.argsort(-probs, kind="stable")[:count]] = True
    return kept


def top_k_set(probs: np.ndarray, k: int) -> np.ndarray:
    """Which of the probabilities (V,) are among the k largest; bools (V,)."""
    return _most_likely(probs, k)


def top_p_set(probs: np.ndarray, p: float) -> np.ndarray:
    """The fewest most likely tokens whose probabilities (V,) sum to p or more; bools (V,)."""
    if p >= 1:
        return np.ones(len(probs), dtype=bool)
    reached = np.cumsum(np.sort(probs)[::-1])
    return _most_likely(probs, int(np.searchsorted(reached, p, side="left")) + 1)


def next_token(
    logits: np.ndarray, temperature: float = 1.0, k: int | None = None, p: float = 1.0
) -> np.ndarray:
    """Distribution (V,) of the next token: temperature, then top-k, then top-p."""
    probs = soften(logits, temperature)
    if k is not None:
        probs = np.where(top_k_set(probs, k), probs, 0.0)
        probs = probs / probs.sum()
    probs = np.where(top_p_set(probs, p), probs, 0.0)
    return probs / probs.sum()


def draw(probs: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Independent token numbers (count,) drawn with the probabilities (V,)."""
    return rng.choice(len(probs), size=count, p=probs)
