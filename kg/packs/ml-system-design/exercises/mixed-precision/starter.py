from collections.abc import Sequence

import torch  # noqa: F401 - torch.float16
from torch import Tensor


def flushed_share(gradients: Tensor, scale: float = 1.0) -> float:
    """The share of fp32 gradients that are not zero but become zero in fp16, after scaling."""
    raise NotImplementedError("TODO 1: scale, cast, count")


class LossScaler:
    """A scale for the loss that halves on overflow and doubles after many good steps."""

    def __init__(self, start: float = 65536.0, interval: int = 2000) -> None:
        self.scale = start
        self.interval = interval

    def unscale(self, gradients: Sequence[Tensor]) -> list[Tensor] | None:
        """fp32 gradients of the loss itself; None where any is infinite or nan."""
        raise NotImplementedError("TODO 3: to fp32, then over the scale")

    def update(self, overflow: bool) -> None:
        """Adapt the scale after a step."""
        raise NotImplementedError("TODO 2: halve, double, count")


class MasterSGD:
    """Gradient descent on fp32 copies of half-precision weights."""

    def __init__(self, weights: Sequence[Tensor], lr: float, scaler: LossScaler) -> None:
        raise NotImplementedError("TODO 4: keep an fp32 copy of each weight")

    def step(self, gradients: Sequence[Tensor]) -> bool:
        """Update all weights in place, or none on overflow; returns whether it did."""
        raise NotImplementedError("TODO 4: update the copies, write them back")
