import math

MOMENTS = {"sgd": 0, "momentum": 1, "adam": 2}
SPLIT_FROM_STAGE = {"optimizer": 1, "gradients": 2, "weights": 3}


def state_bytes(parameters: float, optimizer: str) -> dict[str, float]:
    """Bytes of weights, gradients and optimizer on one machine. optimizer: sgd, momentum, adam."""
    return {
        "weights": 2 * parameters,
        "gradients": 2 * parameters,
        "optimizer": (4 + 4 * MOMENTS[optimizer]) * parameters,
    }


def rank_bytes(parameters: float, stage: int, ranks: int, optimizer: str = "adam") -> float:
    """Bytes of all states on each rank at a ZeRO stage, 0 to 3."""
    piles = state_bytes(parameters, optimizer)
    return sum(
        pile / ranks if stage >= SPLIT_FROM_STAGE[name] else pile for name, pile in piles.items()
    )


def smallest_stage(
    parameters: float, ranks: int, memory: float, optimizer: str = "adam"
) -> int | None:
    """The lowest stage whose states fit into so many bytes on each rank; None: none does."""
    fitting = (s for s in range(4) if rank_bytes(parameters, s, ranks, optimizer) <= memory)
    return next(fitting, None)


def largest_model(memory: float, stage: int, ranks: int, optimizer: str = "adam") -> int:
    """The most whole parameters whose states fit into so many bytes on each rank."""
    return math.floor(memory / rank_bytes(1, stage, ranks, optimizer))


def activation_bytes(
    layers: int, batch: int, tokens: int, width: int, heads: int, recompute: str
) -> float:
    """Bytes of 16-bit activations kept for the backward pass. recompute: none, selective, full."""
    linear = batch * tokens * width
    if recompute == "full":
        return layers * 2 * linear
    scores = 5 * heads * tokens * tokens * batch if recompute == "none" else 0
    return layers * (34 * linear + scores)
