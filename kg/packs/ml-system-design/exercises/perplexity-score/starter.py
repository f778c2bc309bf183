import math  # noqa: F401 - math.exp, math.log
from collections.abc import Sequence

import numpy as np

PADDING = -1


def token_losses(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Loss in nats of each real target. logits (T, V), targets (T,) with -1 for padding; (R,)."""
    raise NotImplementedError("TODO 1: minus the log of the softmax at the target")


def perplexity(losses: Sequence[np.ndarray]) -> float:
    """Perplexity of a text, given the token losses (nats) of each of its sentences."""
    raise NotImplementedError("TODO 2: one average over all tokens")


def bits_per_byte(losses: Sequence[np.ndarray], text: str) -> float:
    """Bits for each byte of the text in UTF-8, given the token losses (nats) of its sentences."""
    raise NotImplementedError("TODO 3: all bits over all bytes")
