from collections.abc import Callable, Sequence

import numpy as np

Draft = Callable[[Sequence[int]], np.ndarray]
Target = Callable[[Sequence[int], Sequence[int]], np.ndarray]


def residual(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """What a rejected token is replaced from; p, q and the result: (vocabulary,), sum 1."""
    raise NotImplementedError("TODO 1: the positive part of p - q")


def accept_or_replace(
    token: int, p: np.ndarray, q: np.ndarray, rng: np.random.Generator
) -> tuple[int, bool]:
    """The token and True, or another one from the residual and False.

    p, q: what the target and the draft give for this place. rng: draw u by rng.random() first.
    """
    raise NotImplementedError("TODO 2: accept or replace one token")


def speculative_step(
    target: Target, draft: Draft, prefix: Sequence[int], gamma: int, rng: np.random.Generator
) -> list[int]:
    """The 1 to gamma + 1 tokens that one call of the target adds to the prefix.

    draft(tokens): (vocabulary,), the next token's distribution. target(prefix, drafted):
    (len(drafted) + 1, vocabulary); row i follows prefix and the first i drafted tokens.
    """
    raise NotImplementedError("TODO 3: draft, check, keep up to the first rejected token")


def expected_tokens(acceptance: float, gamma: int) -> float:
    """Mean tokens of a step where each drafted one is accepted with this probability (0 to 1)."""
    raise NotImplementedError("TODO 4: the sum over the lengths")
