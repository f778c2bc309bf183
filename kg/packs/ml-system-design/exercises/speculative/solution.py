from collections.abc import Callable, Sequence

import numpy as np

Draft = Callable[[Sequence[int]], np.ndarray]
Target = Callable[[Sequence[int], Sequence[int]], np.ndarray]


def residual(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """What a rejected token is replaced from: the positive part of p - q, made to sum to 1."""
    rest = np.maximum(p - q, 0)
    total = rest.sum()
    return rest / total if total > 0 else p.copy()


def accept_or_replace(
    token: int, p: np.ndarray, q: np.ndarray, rng: np.random.Generator
) -> tuple[int, bool]:
    """The token and True, or another one from the residual and False."""
    if rng.random() * q[token] < p[token]:
        return token, True
    return int(rng.choice(len(p), p=residual(p, q))), False


def speculative_step(
    target: Target, draft: Draft, prefix: Sequence[int], gamma: int, rng: np.random.Generator
) -> list[int]:
    """The 1 to gamma + 1 tokens that one call of the target adds to the prefix."""
    drafted: list[int] = []
    guesses = []
    for _ in range(gamma):
        q = draft([*prefix, *drafted])
        guesses.append(q)
        drafted.append(int(rng.choice(len(q), p=q)))
    rows = target(prefix, drafted)
    out: list[int] = []
    for token, p, q in zip(drafted, rows, guesses, strict=False):
        kept, accepted = accept_or_replace(token, p, q, rng)
        out.append(kept)
        if not accepted:
            return out
    return [*out, int(rng.choice(rows.shape[1], p=rows[gamma]))]


def expected_tokens(acceptance: float, gamma: int) -> float:
    """Mean tokens of a step where each drafted one is accepted with this probability."""
    return float(sum(acceptance**i for i in range(gamma + 1)))
