"""Checks of attention in tiles."""

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class _Largest(TorchDispatchMode):
    """Remembers the most numbers any tensor had that an operation made."""

    def __init__(self):
        super().__init__()
        self.most = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        made = func(*args, **(kwargs or {}))
        for one in made if isinstance(made, tuple | list) else (made,):
            if isinstance(one, torch.Tensor):
                self.most = max(self.most, one.numel())
        return made


def _reference(q, k, v, causal=False):
    """Output and logsumexp in float64 on the CPU, with the whole matrix."""
    q, k, v = (x.to("cpu", torch.float64) for x in (q, k, v))
    scores = torch.einsum("...td,...sd->...ts", q, k) / q.shape[-1] ** 0.5
    if causal:
        hidden = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
        scores = scores.masked_fill(hidden, float("-inf"))
    lse = scores.logsumexp(-1)
    return (scores - lse.unsqueeze(-1)).exp() @ v, lse


def _drawn(ctx, *shape):
    return (ctx.randn(*shape) * 1.5 for _ in range(3))


def check_shapes(answer, ctx):
    q, k, v = _drawn(ctx, 2, 3, 7, 4)
    out, lse = answer.flash_forward(q, k, v, 3)
    ctx.shape(out, (2, 3, 7, 4), "the output")
    ctx.shape(lse, (2, 3, 7), "the logsumexp")
    for name, one in zip("qkv", answer.flash_backward(out, q, k, v, out, lse, 3), strict=True):
        ctx.shape(one, (2, 3, 7, 4), f"the gradient of {name}")
    ctx.that(
        out.dtype == torch.float32, "the dtype changed", expected="float32", got=str(out.dtype)
    )


def check_worked_example(answer, ctx):
    def part(out, lse):
        return ctx.move(torch.tensor([[out]])), ctx.move(torch.tensor([lse]))

    out, lse = answer.merge(part(10.0, 0.0), part(20.0, 1.0986123))
    ctx.close(lse.cpu(), torch.tensor([1.3862944]), "the merged logsumexp")
    ctx.close(
        out.cpu(),
        torch.tensor([[17.5]]),
        "the merged output",
        usually="each output counts by its share of the sum, exp(lse - merged lse).",
    )
    one = ctx.move(torch.tensor([[1.0]]))
    keys = ctx.move(torch.tensor([[0.0], [1.0986123]]))
    values = ctx.move(torch.tensor([[10.0], [20.0]]))
    out, lse = answer.flash_forward(torch.cat((one, one)), keys, values, 1)
    ctx.close(
        out.cpu(),
        torch.tensor([[17.5], [17.5]]),
        "the example in tiles of 1",
        usually="sum and output are not scaled down when a larger score turns up.",
    )
    ctx.close(lse.cpu(), torch.tensor([1.3862944] * 2), "its logsumexp")


def check_merged(answer, ctx):
    size = 12
    cut = ctx.rng.randrange(1, size)
    for factor in (1.0, 40.0):
        q, k, v = _drawn(ctx, 2, size, 8)
        q = q * factor
        parts = []
        for own in (slice(0, cut), slice(cut, size)):
            out, lse = _reference(q, k[:, own], v[:, own])
            parts.append((ctx.move(out.float()), ctx.move(lse.float())))
        out, lse = answer.merge(*parts)
        right, right_lse = _reference(q, k, v)
        ctx.close(
            out.cpu(),
            right,
            f"merged attention over {cut} and {size - cut} keys",
            rtol=1e-3,
            atol=1e-4,
            usually="exp overflows; take the differences of lse first.",
        )
        ctx.close(lse.cpu(), right_lse, "the merged logsumexp", rtol=1e-4, atol=1e-4)


def check_forward(answer, ctx):
    for shape, block in (((1, 1), 4), ((5, 2), 2), ((2, 8, 4), 4), ((2, 2, 33, 16), 8)):
        for causal in (False, True):
            q, k, v = _drawn(ctx, *shape)
            out, lse = answer.flash_forward(q, k, v, block, causal)
            right, right_lse = _reference(q, k, v, causal)
            where = f"on {shape} in tiles of {block}{', causal' if causal else ''}"
            ctx.close(out.cpu(), right, f"attention {where}", rtol=1e-5, atol=1e-5)
            ctx.close(lse.cpu(), right_lse, f"the logsumexp {where}", rtol=1e-5, atol=1e-5)


def check_backward(answer, ctx):
    for shape, block in (((1, 1), 1), ((5, 3), 2), ((2, 2, 17, 8), 5)):
        for causal in (False, True):
            q, k, v = (x.cpu().double().requires_grad_() for x in _drawn(ctx, *shape))
            grad = ctx.randn(*shape)
            out, lse = _reference(q, k, v, causal)
            right = torch.autograd.grad(out, (q, k, v), grad.cpu().double())
            given = [ctx.move(x.detach().float()) for x in (q, k, v, out, lse)]
            got = answer.flash_backward(grad, *given, block, causal)
            for name, one, wanted in zip("qkv", got, right, strict=True):
                where = f"on {shape} in tiles of {block}{', causal' if causal else ''}"
                ctx.close(
                    one.cpu(), wanted, f"the gradient of {name} {where}", rtol=1e-4, atol=2e-5
                )


def check_block_size(answer, ctx):
    size = ctx.rng.randrange(10, 24)
    q, k, v = _drawn(ctx, 2, size, 4)
    right, _ = answer.flash_forward(q, k, v, size, True)
    for block in (1, 2, 3, size - 1, size + 5):
        out, _ = answer.flash_forward(q, k, v, block, True)
        ctx.close(
            out,
            right,
            f"the output in tiles of {block}, beside one tile",
            rtol=1e-4,
            usually="the result depends on the tiles; look at the last, smaller one.",
        )


def check_large_scores(answer, ctx):
    q, k, v = _drawn(ctx, 2, 19, 4)
    out, lse = answer.flash_forward(q * 60, k, v, 4)
    ctx.finite(
        out,
        "the output where scores are in the hundreds",
        usually="exp is taken of the score itself, not of its difference to the largest.",
    )
    right, right_lse = _reference(q * 60, k, v)
    ctx.close(lse.cpu(), right_lse, "the logsumexp of large scores", rtol=1e-4)
    ctx.close(out.cpu(), right, "attention with large scores", rtol=1e-3, atol=1e-3)


def check_no_square(answer, ctx):
    size, block = 128, 16
    q, k, v = _drawn(ctx, size, 4)
    grad = ctx.randn(size, 4)
    with _Largest() as seen:
        out, lse = answer.flash_forward(q, k, v, block, True)
        answer.flash_backward(grad, q, k, v, out, lse, block, True)
    ctx.metric("largest_tensor_share", seen.most / size**2)
