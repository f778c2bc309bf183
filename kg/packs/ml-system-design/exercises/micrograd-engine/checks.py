"""Checks of the scalar autograd engine."""

import math


class _Dual:
    """A number with its exact slope along one direction: forward-mode differentiation."""

    def __init__(self, x, slope=0.0):
        self.x, self.slope = x, slope

    def __add__(self, other):
        other = _dual(other)
        return _Dual(self.x + other.x, self.slope + other.slope)

    def __mul__(self, other):
        other = _dual(other)
        return _Dual(self.x * other.x, self.slope * other.x + self.x * other.slope)

    def __truediv__(self, other):
        other = _dual(other)
        return _Dual(
            self.x / other.x, (self.slope * other.x - self.x * other.slope) / (other.x * other.x)
        )

    def __sub__(self, other):
        other = _dual(other)
        return _Dual(self.x - other.x, self.slope - other.slope)

    def __pow__(self, power):
        return _Dual(self.x**power, self.slope * power * self.x ** (power - 1) if power else 0.0)

    def __neg__(self):
        return _Dual(-self.x, -self.slope)

    def __rsub__(self, other):
        return _dual(other) - self

    def __rtruediv__(self, other):
        return _dual(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return _Dual(self.x, self.slope) if self.x > 0 else _Dual(0.0)

    def tanh(self):
        return _Dual(math.tanh(self.x), self.slope / math.cosh(self.x) ** 2)

    def exp(self):
        return _Dual(math.exp(self.x), self.slope * math.exp(self.x))

    def log(self):
        return _Dual(math.log(self.x), self.slope / self.x)


def _dual(number):
    return number if isinstance(number, _Dual) else _Dual(float(number))


_SINGLE = {
    "x + y": lambda x, y: x + y,
    "x * y": lambda x, y: x * y,
    "x - y": lambda x, y: x - y,
    "x / y": lambda x, y: x / y,
    "-x": lambda x, y: -x,
    "x + 2": lambda x, y: x + 2,
    "2 + x": lambda x, y: 2 + x,
    "x * 3": lambda x, y: x * 3,
    "3 * x": lambda x, y: 3 * x,
    "x - 2": lambda x, y: x - 2,
    "2 - x": lambda x, y: 2 - x,
    "x / 4": lambda x, y: x / 4,
    "4 / x": lambda x, y: 4 / x,
    "x ** 3": lambda x, y: x**3,
    "x ** -2": lambda x, y: x**-2,
    "x ** 0.5": lambda x, y: (x * x) ** 0.5,
    "x ** 0": lambda x, y: x**0,
    "relu(x)": lambda x, y: x.relu(),
    "tanh(x)": lambda x, y: x.tanh(),
    "exp(x)": lambda x, y: x.exp(),
    "log(y)": lambda x, y: y.log(),
}


def _program(rng, inputs, length):
    """A random expression as a list of (operation, index, index, number)."""
    names = ["+", "*", "-", "/", "c-", "c*", "relu", "tanh", "exp", "log", "pow"]
    steps = []
    for size in range(inputs, inputs + length):
        newest = size - 1 if rng.random() < 0.6 else rng.randrange(size)
        steps.append((rng.choice(names), newest, rng.randrange(size), rng.uniform(0.5, 2.0)))
    return steps


def _evaluate(steps, inputs):
    """The sum of all intermediate results; every operand stays small and defined."""
    held = list(inputs)
    for name, i, j, number in steps:
        a, b = held[i], held[j]
        held.append(
            {
                "+": lambda a=a, b=b: a + b * 0.5,
                "*": lambda a=a, b=b: a * b.tanh(),
                "-": lambda a=a, b=b: a - b,
                "/": lambda a=a, b=b: a / (b * b + 1),
                "c-": lambda a=a, n=number: n - a,
                "c*": lambda a=a, n=number: n * a + 1.0 / (a * a + n),
                "relu": lambda a=a: a.relu() + 0.1 * a,
                "tanh": lambda a=a: a.tanh(),
                "exp": lambda a=a: (a.tanh()).exp(),
                "log": lambda a=a, n=number: (a * a + n).log(),
                "pow": lambda a=a: (a.tanh() + 2) ** 3,
            }[name]()
        )
    total = held[len(inputs)]
    for one in held[len(inputs) + 1 :]:
        total = total + one * 0.25
    return total


def _slopes(function, numbers):
    """All partial derivatives, one forward-mode pass for each input."""
    return [
        function([_Dual(x, float(i == k)) for i, x in enumerate(numbers)]).slope
        for k in range(len(numbers))
    ]


def _numbers(ctx, count):
    return [ctx.rng.choice((-1, 1)) * ctx.rng.uniform(0.3, 1.8) for _ in range(count)]


def check_values_and_types(answer, ctx):
    x = answer.Value(3)
    ctx.that(isinstance(x.data, float), "data is no float", expected="3.0", got=repr(x.data))
    ctx.that(
        isinstance(x.grad, float) and x.grad == 0.0,
        "grad does not start at 0.0",
        expected="0.0",
        got=repr(x.grad),
    )
    y = answer.Value(2.0)
    for name, call in _SINGLE.items():
        made = call(x, y)
        ctx.that(
            isinstance(made, answer.Value) and made is not x and made is not y,
            f"{name} does not make a new Value",
            expected="a new Value",
            got=type(made).__name__,
        )
    ctx.equal(
        [x.data, y.data],
        [3.0, 2.0],
        "the operands after use",
        usually="an operator changed its operand in place.",
    )


def check_worked_example(answer, ctx):
    x, y = answer.Value(3.0), answer.Value(-2.0)
    f = x * y + x
    ctx.close(f.data, -3.0, "f")
    f.backward()
    ctx.close(x.grad, -1.0, "df/dx", usually="x is used twice, and only one use was counted.")
    ctx.close(y.grad, 3.0, "df/dy")
    ctx.close(f.grad, 1.0, "df/df")


def check_published_example(answer, ctx):
    a, b = answer.Value(-4.0), answer.Value(2.0)
    total = a + b
    first = 2 * total + 1
    second = 2 * first + 1 - a
    product = a * b + b**3
    third = 3 * product + (a + b).relu()
    gap = second - (4 * third + (b - a).relu())
    g = gap**2 / 2.0 + 10.0 / gap**2
    ctx.close(g.data, 24.7041, "g", rtol=2e-6)
    g.backward()
    ctx.close(a.grad, 138.8338, "dg/da", rtol=1e-6)
    ctx.close(b.grad, 645.5773, "dg/db", rtol=1e-6)


def check_values(answer, ctx):
    for _ in range(4):
        x, y = _numbers(ctx, 2)
        for name, call in _SINGLE.items():
            got = call(answer.Value(x), answer.Value(abs(y))).data
            ctx.close(
                got,
                call(_dual(x), _dual(abs(y))).x,
                f"{name} at x = {x:.4g}, y = {abs(y):.4g}",
                rtol=1e-10,
            )


def check_one_operation(answer, ctx):
    for x in (*_numbers(ctx, 4), 0.0):
        y = ctx.rng.uniform(0.3, 2.0)
        for name, call in _SINGLE.items():
            if x == 0.0 and name in ("4 / x", "x ** -2", "x ** 0.5", "x ** 0"):
                continue
            a, b = answer.Value(x), answer.Value(y)
            call(a, b).backward()
            wanted = _slopes(lambda v, call=call: call(*v), [x, y])
            where = f"at x = {x:.4g}, y = {y:.4g}"
            ctx.close([a.grad, b.grad], wanted, f"the gradient of {name} {where}", rtol=1e-9)


def check_gradients(answer, ctx):
    for inputs, length in ((1, 1), (1, 4), (2, 3), (3, 10), (5, 25)):
        for _ in range(4):
            numbers = _numbers(ctx, inputs)
            steps = _program(ctx.rng, inputs, length)
            leaves = [answer.Value(x) for x in numbers]
            _evaluate(steps, leaves).backward()
            wanted = _slopes(lambda v, steps=steps: _evaluate(steps, v), numbers)
            ctx.close(
                [leaf.grad for leaf in leaves],
                wanted,
                f"the gradient of a random expression of {length} steps",
                rtol=1e-9,
            )


def check_finite_differences(answer, ctx):
    numbers, width = _numbers(ctx, 3), 1e-5
    steps = [s for s in _program(ctx.rng, 3, 12) if s[0] != "relu"] + [("tanh", 2, 0, 1.0)]
    steps = [(n, min(i, 2 + k), min(j, 2 + k), c) for k, (n, i, j, c) in enumerate(steps)]
    leaves = [answer.Value(x) for x in numbers]
    _evaluate(steps, leaves).backward()

    def at(place, shift):
        moved = [x + shift * (i == place) for i, x in enumerate(numbers)]
        return _evaluate(steps, [answer.Value(x) for x in moved]).data

    wanted = [(at(k, width) - at(k, -width)) / (2 * width) for k in range(3)]
    ctx.close(
        [leaf.grad for leaf in leaves],
        wanted,
        "the gradient beside finite differences",
        rtol=1e-6,
        atol=1e-6,
    )


def check_accumulates(answer, ctx):
    x, y = (answer.Value(n) for n in _numbers(ctx, 2))
    aside = x * y
    shared = x * 2
    f = shared * shared + y
    f.backward()
    once = [x.grad, y.grad]
    ctx.close(once, [8 * x.data, 1.0], "the gradient of (2x)^2 + y", rtol=1e-9)
    ctx.equal(aside.grad, 0.0, "grad of a value that is not part of the result")
    f.backward()
    ctx.close(
        [x.grad, y.grad],
        [2 * one for one in once],
        "grad after a second backward()",
        rtol=1e-9,
        usually="grad is reset, or grad itself carries the slopes of the pass.",
    )
    g = x * y
    g.backward()
    ctx.close(
        [x.grad, y.grad],
        [2 * once[0] + y.data, 2 * once[1] + x.data],
        "grad after backward() of a second result",
        rtol=1e-9,
    )


def check_deep_graph(answer, ctx):
    x = answer.Value(ctx.rng.uniform(0.5, 1.5))
    total = x
    for _ in range(5000):
        total = total + x
    total.backward()
    ctx.close(x.grad, 5001.0, "dy/dx of x added to itself 5,000 times")
    # A ladder of doublings: 2^60 paths, so a walk over paths instead of values never ends.
    y = answer.Value(1.0)
    rung = y
    for _ in range(60):
        rung = rung + rung
    rung.backward()
    ctx.close(y.grad, 2.0**60, "dy/dx of 60 doublings")
