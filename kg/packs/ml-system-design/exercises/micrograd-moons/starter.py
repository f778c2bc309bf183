from __future__ import annotations

import random
from collections.abc import Sequence


class Value:
    """A small engine, complete. Put your own here if you wrote one for micrograd-engine."""

    __slots__ = ("data", "grad", "_operands", "_slopes")

    def __init__(self, data: float) -> None:
        self.data = float(data)
        self.grad = 0.0
        self._operands: tuple[Value, ...] = ()
        self._slopes: tuple[float, ...] = ()

    def __add__(self, other: Value | float) -> Value:
        if isinstance(other, Value):
            return _made(self.data + other.data, (self, other), (1.0, 1.0))
        return _made(self.data + other, (self,), (1.0,))

    def __mul__(self, other: Value | float) -> Value:
        if isinstance(other, Value):
            return _made(self.data * other.data, (self, other), (other.data, self.data))
        return _made(self.data * other, (self,), (other,))

    def __neg__(self) -> Value:
        return self * -1.0

    def __sub__(self, other: Value | float) -> Value:
        return self + (-other)

    def __rsub__(self, other: float) -> Value:
        return (-self) + other

    __radd__ = __add__
    __rmul__ = __mul__

    def relu(self) -> Value:
        """Return max(0, x)."""
        return _made(max(0.0, self.data), (self,), (float(self.data > 0),))

    def backward(self) -> None:
        """Add the derivative of this value to grad of itself and of all it was computed from."""
        order: list[Value] = []
        seen: set[Value] = set()
        stack = [(self, False)]
        while stack:
            value, operands_done = stack.pop()
            if operands_done:
                order.append(value)
            elif value not in seen:
                seen.add(value)
                stack.append((value, True))
                stack.extend((operand, False) for operand in value._operands)
        slope = dict.fromkeys(order, 0.0)
        slope[self] = 1.0
        for value in reversed(order):
            for operand, local in zip(value._operands, value._slopes, strict=True):
                slope[operand] += slope[value] * local
            value.grad += slope[value]


def _made(data: float, operands: tuple[Value, ...], slopes: tuple[float, ...]) -> Value:
    made = Value(data)
    made._operands, made._slopes = operands, slopes
    return made


class MLP:
    """Neurons in layers; relu after every layer but the last. sizes: [2, 16, 16, 1]."""

    def __init__(self, sizes: Sequence[int], rng: random.Random) -> None:
        """Draw each weight by rng.uniform(-1, 1); biases are 0. All are Values."""
        raise NotImplementedError("TODO 1: the weights and the bias of every neuron")

    def parameters(self) -> list[Value]:
        """Return for every layer, for every neuron: its weights, then its bias."""
        raise NotImplementedError("TODO 1: all weights and biases in one list")

    def __call__(self, point: Sequence[float]) -> list[Value]:
        """Return the outputs of the last layer for one point (sizes[0] floats)."""
        raise NotImplementedError("TODO 2: layer after layer")


def hinge_loss(
    model: MLP, points: Sequence[Sequence[float]], labels: Sequence[int], alpha: float = 1e-4
) -> Value:
    """Mean of max(0, 1 - label * score) plus alpha times the sum of all squared parameters.

    labels are -1 or 1; the score of a point is the only output of the model.
    """
    raise NotImplementedError("TODO 3: the margins and the penalty")


def train(
    model: MLP, points: Sequence[Sequence[float]], labels: Sequence[int], steps: int
) -> list[float]:
    """Take gradient steps in place, over all points each; return the loss before each step."""
    raise NotImplementedError("TODO 4: loss, zero, backward, step")
