from collections.abc import Sequence

import torch
from torch import Tensor


def flushed_share(gradients: Tensor, scale: float = 1.0) -> float:
    """The share of fp32 gradients that are not zero but become zero in fp16, after scaling."""
    there = gradients != 0
    lost = ((gradients * scale).to(torch.float16) == 0) & there
    return lost.sum().item() / max(1, there.sum().item())


class LossScaler:
    """A scale for the loss that halves on overflow and doubles after many good steps."""

    def __init__(self, start: float = 65536.0, interval: int = 2000) -> None:
        self.scale = start
        self.interval = interval
        self._good = 0

    def unscale(self, gradients: Sequence[Tensor]) -> list[Tensor] | None:
        """fp32 gradients of the loss itself; None where any is infinite or nan."""
        found = [one.float() / self.scale for one in gradients]
        return found if all(one.isfinite().all() for one in found) else None

    def update(self, overflow: bool) -> None:
        """Adapt the scale after a step."""
        self._good = 0 if overflow else self._good + 1
        if overflow:
            self.scale = max(1.0, self.scale / 2)
        elif self._good == self.interval:
            self.scale *= 2
            self._good = 0


class MasterSGD:
    """Gradient descent on fp32 copies of half-precision weights."""

    def __init__(self, weights: Sequence[Tensor], lr: float, scaler: LossScaler) -> None:
        self.weights = list(weights)
        self.masters = [weight.float().clone() for weight in weights]
        self.lr = lr
        self.scaler = scaler

    def step(self, gradients: Sequence[Tensor]) -> bool:
        """Update all weights in place, or none on overflow; returns whether it did."""
        found = self.scaler.unscale(gradients)
        for weight, master, gradient in zip(self.weights, self.masters, found or [], strict=False):
            master -= self.lr * gradient
            weight.copy_(master)
        self.scaler.update(overflow=found is None)
        return found is not None
