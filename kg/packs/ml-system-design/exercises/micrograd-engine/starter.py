from __future__ import annotations

import math  # noqa: F401 - for tanh, exp and log


class Value:
    """A number that knows how it was computed."""

    def __init__(self, data: float) -> None:
        """Hold data as a float; grad, the derivative found by backward(), starts at 0.0."""
        raise NotImplementedError("TODO 1: data, grad, and what the value was computed from")

    def __add__(self, other: Value | float) -> Value:
        raise NotImplementedError("TODO 1: addition; the other operators in the same way")

    # TODO 1: __mul__, __pow__, __neg__, __sub__, __truediv__, and the mirrored __radd__, __rmul__,
    # __rsub__, __rtruediv__ for a plain number on the left

    def relu(self) -> Value:
        """Return max(0, x)."""
        raise NotImplementedError("TODO 2: relu")

    def tanh(self) -> Value:
        """Return the hyperbolic tangent."""
        raise NotImplementedError("TODO 2: tanh")

    def exp(self) -> Value:
        """Return e to the power of x."""
        raise NotImplementedError("TODO 2: exp")

    def log(self) -> Value:
        """Return the natural logarithm of a positive value."""
        raise NotImplementedError("TODO 2: log")

    def backward(self) -> None:
        """Add the derivative of this value to grad of itself and of all it was computed from."""
        raise NotImplementedError(
            "TODO 3: order the values, pass slopes from the end (TODO 4: deep)"
        )
