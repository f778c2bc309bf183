"""Checks of kernels in tiles."""

import math

import torch
from torch.utils._python_dispatch import TorchDispatchMode

_PRODUCTS = ("mm", "bmm", "addmm", "matmul", "dot", "mv", "einsum", "baddbmm")


class _Products(TorchDispatchMode):
    """Remembers the longest side of any operand of a product, and whether softmax was called."""

    def __init__(self):
        super().__init__()
        self.longest = 0
        self.has_softmax = False

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        name = func.overloadpacket.__name__
        self.has_softmax |= "softmax" in name
        if name in _PRODUCTS:
            sides = [side for one in args if isinstance(one, torch.Tensor) for side in one.shape]
            self.longest = max(self.longest, *sides)
        return func(*args, **(kwargs or {}))


def _softmax_of(x):
    rows = []
    for row in x.cpu().double().tolist():
        raised = [math.exp(one - max(row)) for one in row]
        rows.append([one / math.fsum(raised) for one in raised])
    return torch.tensor(rows, dtype=torch.float64)


def check_shapes(answer, ctx):
    ctx.shape(answer.add(ctx.randn(5), ctx.randn(5), 2), (5,), "the sum")
    ctx.shape(answer.softmax(ctx.randn(3, 7), 4), (3, 7), "the softmax")
    got = answer.matmul(ctx.randn(3, 5), ctx.randn(5, 2), 2)
    ctx.shape(got, (3, 2), "the product")
    ctx.that(
        got.dtype == torch.float32, "the dtype changed", expected="float32", got=str(got.dtype)
    )


def check_worked_example(answer, ctx):
    row = ctx.move(torch.tensor([[0.0, math.log(2), math.log(5)]]))
    ctx.close(answer.softmax(row, 2).cpu(), torch.tensor([[0.125, 0.25, 0.625]]), "the example")


def check_sums(answer, ctx):
    for size, block in ((0, 4), (1, 4), (7, 1), (8, 4), (ctx.rng.randrange(1025, 3000), 256)):
        x, y = ctx.randn(size), ctx.randn(size)
        before = x.clone()
        ctx.equal(answer.add(x, y, block).cpu(), x.cpu() + y.cpu(), f"{size} sums, block {block}")
        ctx.equal(x, before, "the input after add", usually="the result was written into x.")


def check_softmaxes(answer, ctx):
    wide = ctx.rng.randrange(130, 300)
    for rows, columns, block in ((1, 1, 8), (3, 7, 1), (2, 8, 4), (5, 33, 8), (3, wide, 32)):
        x = ctx.randn(rows, columns) * 3
        ctx.close(
            answer.softmax(x, block).cpu(),
            _softmax_of(x),
            f"the softmax of {rows} x {columns}, block {block}",
            rtol=1e-5,
            atol=1e-6,
        )


def check_products(answer, ctx):
    odd = ctx.rng.randrange(33, 60)
    for m, k, n, tile in (
        (1, 1, 1, 4),
        (3, 5, 2, 1),
        (8, 8, 8, 4),
        (5, 3, 9, 4),
        (odd, 61, 17, 16),
    ):
        a, b = ctx.randn(m, k), ctx.randn(k, n)
        right = torch.einsum("mk,kn->mn", a.cpu().double(), b.cpu().double())
        ctx.close(
            answer.matmul(a, b, tile).cpu(),
            right,
            f"{m} x {k} times {k} x {n}, tile {tile}",
            rtol=1e-5,
            atol=1e-5,
        )


def check_softmax_rows(answer, ctx):
    x = ctx.randn(4, 19) * 10
    got = answer.softmax(x, 4)
    ctx.close(got.sum(1).cpu(), torch.ones(4), "the sums of the rows", rtol=1e-5)
    shifted = answer.softmax(x + 3, 4)
    ctx.close(shifted, got, "the softmax after adding 3 to every value", rtol=1e-4, atol=1e-6)
    large = ctx.move(torch.tensor([[1000.0, -1000.0, 999.0, 1000.0]]))
    ctx.close(
        answer.softmax(large, 1).cpu(),
        _softmax_of(large),
        "the softmax of large values",
        rtol=1e-5,
        atol=1e-6,
        usually="exp of the value itself overflows.",
    )


def check_only_tiles(answer, ctx):
    if ctx.device != "cpu":
        return
    with _Products() as seen:
        answer.matmul(ctx.randn(20, 24), ctx.randn(24, 28), 4)
        answer.softmax(ctx.randn(3, 9), 4)
    ctx.that(
        seen.longest <= 4,
        "a product is larger than a tile",
        expected="sides of 4 at most",
        got=f"a side of {seen.longest}",
        usually="one of the three loops is missing.",
    )
    ctx.that(not seen.has_softmax, "torch's softmax was called")


def check_speed_add(answer, ctx):
    size = 2**25 + 3
    ctx.race(
        "add_times_torch",
        lambda x, y: answer.add(x, y, 1024),
        torch.add,
        lambda: tuple(torch.randn(size, device=ctx.device) for _ in range(2)),
        agree=_near(ctx, 1e-6),
    )


def check_speed_softmax(answer, ctx):
    ctx.race(
        "softmax_times_torch",
        lambda x: answer.softmax(x, 2048),
        lambda x: x.softmax(1),
        lambda: (torch.randn(8192, 2047, device=ctx.device),),
        agree=_near(ctx, 1e-5),
    )


def check_speed_matmul(answer, ctx):
    def inputs():
        return tuple(
            torch.randn(4096, 4096, device=ctx.device, dtype=torch.float16) for _ in range(2)
        )

    ctx.race(
        "matmul_times_torch",
        lambda a, b: answer.matmul(a, b, 128),
        torch.matmul,
        inputs,
        agree=_near(ctx, 0.5),
    )


def _near(ctx, most):
    """Compare on the device: these tensors are too large for lists of numbers."""

    def agree(got, want):
        ctx.that(got.shape == want.shape, "the timed result has another shape")
        off = (got.float() - want.float()).abs().max().item()
        ctx.that(off <= most, "the timed result is wrong", expected=f"within {most:g}", got=off)

    return agree
