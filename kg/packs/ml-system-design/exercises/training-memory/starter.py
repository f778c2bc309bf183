def state_bytes(parameters: float, optimizer: str) -> dict[str, float]:
    """Bytes of weights, gradients and optimizer on one machine. optimizer: sgd, momentum, adam."""
    raise NotImplementedError("TODO 1: three piles of bytes")


def rank_bytes(parameters: float, stage: int, ranks: int, optimizer: str = "adam") -> float:
    """Bytes of all states on each rank at a ZeRO stage, 0 to 3."""
    raise NotImplementedError("TODO 2: which piles are divided by the ranks")


def smallest_stage(
    parameters: float, ranks: int, memory: float, optimizer: str = "adam"
) -> int | None:
    """The lowest stage whose states fit into so many bytes on each rank; None: none does."""
    raise NotImplementedError("TODO 3: the lowest stage that fits")


def largest_model(memory: float, stage: int, ranks: int, optimizer: str = "adam") -> int:
    """The most whole parameters whose states fit into so many bytes on each rank."""
    raise NotImplementedError("TODO 4: the largest model that fits")


def activation_bytes(
    layers: int, batch: int, tokens: int, width: int, heads: int, recompute: str
) -> float:
    """Bytes of 16-bit activations kept for the backward pass. recompute: none, selective, full."""
    raise NotImplementedError("TODO 5: what the backward pass needs")
