from __future__ import annotations

import math


class Value:
    """A number that knows its operands and how fast it changes with each of them."""

    def __init__(self, data: float) -> None:
        self.data = float(data)
        self.grad = 0.0
        self._operands: tuple[Value, ...] = ()
        self._slopes: tuple[float, ...] = ()

    def __repr__(self) -> str:
        return f"Value({self.data:.6g}, grad={self.grad:.6g})"

    def __add__(self, other: Value | float) -> Value:
        other = _value(other)
        return _made(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Value | float) -> Value:
        other = _value(other)
        return _made(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, power: float) -> Value:
        slope = power * self.data ** (power - 1) if power else 0.0
        return _made(self.data**power, (self,), (slope,))

    def __neg__(self) -> Value:
        return self * -1.0

    def __sub__(self, other: Value | float) -> Value:
        return self + (-_value(other))

    def __truediv__(self, other: Value | float) -> Value:
        return self * _value(other) ** -1

    def __rsub__(self, other: float) -> Value:
        return _value(other) - self

    def __rtruediv__(self, other: float) -> Value:
        return _value(other) / self

    __radd__ = __add__
    __rmul__ = __mul__

    def relu(self) -> Value:
        """Return max(0, x)."""
        return _made(max(0.0, self.data), (self,), (float(self.data > 0),))

    def tanh(self) -> Value:
        """Return the hyperbolic tangent."""
        bent = math.tanh(self.data)
        return _made(bent, (self,), (1 - bent**2,))

    def exp(self) -> Value:
        """Return e to the power of x."""
        grown = math.exp(self.data)
        return _made(grown, (self,), (grown,))

    def log(self) -> Value:
        """Return the natural logarithm of a positive value."""
        return _made(math.log(self.data), (self,), (1 / self.data,))

    def backward(self) -> None:
        """Add the derivative of this value to grad of itself and of all it was computed from."""
        order = self._in_order()
        slope = dict.fromkeys(order, 0.0)
        slope[self] = 1.0
        for value in reversed(order):
            for operand, local in zip(value._operands, value._slopes, strict=True):
                slope[operand] += slope[value] * local
            value.grad += slope[value]

    def _in_order(self) -> list[Value]:
        """Return this value and all before it, operands before results."""
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
        return order


def _value(number: Value | float) -> Value:
    return number if isinstance(number, Value) else Value(number)


def _made(data: float, operands: tuple[Value, ...], slopes: tuple[float, ...]) -> Value:
    made = Value(data)
    made._operands, made._slopes = operands, slopes
    return made
