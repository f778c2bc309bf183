import numpy as np


def soften(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities (V,) of logits (V,); at temperature 0 all on the first largest logit."""
    raise NotImplementedError("TODO 1: a softmax of the logits over the temperature")


def top_k_set(probs: np.ndarray, k: int) -> np.ndarray:
    """Which of the probabilities (V,) are among the k largest; bools (V,)."""
    raise NotImplementedError("TODO 2: mark the k most likely tokens")


def top_p_set(probs: np.ndarray, p: float) -> np.ndarray:
    """The fewest most likely tokens whose probabilities (V,) sum to p or more; bools (V,)."""
    raise NotImplementedError("TODO 3: mark the nucleus")


def next_token(
    logits: np.ndarray, temperature: float = 1.0, k: int | None = None, p: float = 1.0
) -> np.ndarray:
    """Distribution (V,) of the next token: temperature, then top-k, then top-p."""
    raise NotImplementedError("TODO 4: the three in this order, summing to one")


def draw(probs: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Independent token numbers (count,) drawn with the probabilities (V,)."""
    raise NotImplementedError("TODO 5: draw from the distribution with rng")
