from collections.abc import Callable

import numpy as np

Tokens = tuple[int, ...]
Model = Callable[[Tokens], np.ndarray]


def greedy(model: Model, end: int, max_length: int) -> tuple[Tokens, float]:
    """Tokens and log-probability: the likeliest token each time, until `end` or max_length."""
    tokens: Tokens = ()
    total = 0.0
    while len(tokens) < max_length and end not in tokens:
        log_probs = model(tokens)
        best = int(np.argmax(log_probs))
        tokens, total = (*tokens, best), total + float(log_probs[best])
    return tokens, total


def score(log_prob: float, length: int, alpha: float) -> float:
    """Log-probability over length ** alpha; length counts all tokens, `end` included."""
    return log_prob / length**alpha


def beam_search(
    model: Model, end: int, width: int, max_length: int, alpha: float = 0.0
) -> list[tuple[Tokens, float]]:
    """All hypotheses that were completed, as (tokens, score), best score first."""
    live: list[tuple[Tokens, float]] = [((), 0.0)]
    done: list[tuple[Tokens, float]] = []
    for _ in range(max_length):
        grown = [
            ((*tokens, token), total + float(log_prob))
            for tokens, total in live
            for token, log_prob in enumerate(model(tokens))
            if log_prob > -np.inf
        ]
        best = sorted(grown, key=lambda one: -one[1])[:width]
        done += [one for one in best if one[0][-1] == end]
        live = [one for one in best if one[0][-1] != end]
    scored = [(tokens, score(total, len(tokens), alpha)) for tokens, total in done + live]
    return sorted(scored, key=lambda one: -one[1])
