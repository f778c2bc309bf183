import math
from collections.abc import Sequence

import numpy as np

PADDING = -1


def token_losses(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Loss in nats of each real target. logits (T, V), targets (T,) with -1 for padding; (R,)."""
    real = targets != PADDING
    logits, targets = logits[real].astype(np.float64), targets[real]
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(shifted).sum(axis=1))
    return log_total - shifted[np.arange(len(targets)), targets]


def perplexity(losses: Sequence[np.ndarray]) -> float:
    """Perplexity of a text, given the token losses (nats) of each of its sentences."""
    count = sum(len(sentence) for sentence in losses)
    if count == 0:
        raise ValueError("a text without tokens has no perplexity")
    total = sum(float(np.sum(sentence)) for sentence in losses)
    return math.exp(total / count)


def bits_per_byte(losses: Sequence[np.ndarray], text: str) -> float:
    """Bits for each byte of the text in UTF-8, given the token losses (nats) of its sentences."""
    size = len(text.encode("utf-8"))
    if size == 0:
        raise ValueError("an empty text has no bytes")
    total = sum(float(np.sum(sentence)) for sentence in losses)
    return total / math.log(2) / size
