"""Checks of gradient checkpointing."""

import torch
from torch import nn


class _Residual(nn.Module):
    """x + a small feed-forward part, with dropout where it is asked for; counts its runs."""

    def __init__(self, width, drop=0.0):
        super().__init__()
        self.norm, self.up = nn.LayerNorm(width), nn.Linear(width, 4 * width)
        self.down, self.drop = nn.Linear(4 * width, width), nn.Dropout(drop)
        self.runs = 0

    def forward(self, x):
        self.runs += 1
        return x + self.drop(self.down(nn.functional.gelu(self.up(self.norm(x)))))


def _blocks(ctx, count, width, drop=0.0):
    ctx.seed_all(ctx.seed + count)
    return nn.ModuleList(_Residual(width, drop) for _ in range(count)).to(ctx.device)


def _plain(blocks, x):
    for block in blocks:
        x = block(x)
    return x


def _grads(blocks, x, run):
    """Output, gradient of x and of all parameters, after sum of squares."""
    blocks.zero_grad()
    x = x.clone().requires_grad_()
    out = run(x)
    out.square().sum().backward()
    return out.detach(), x.grad, [one.grad for one in blocks.parameters()]


def _same(ctx, got, want, what, usually=""):
    tolerance = {"rtol": 1e-5, "atol": 1e-5, "usually": usually}
    ctx.close(got[0], want[0], f"the output of {what}", **tolerance)
    ctx.that(got[1] is not None, f"the input of {what} got no gradient", usually=usually)
    ctx.close(got[1], want[1], f"the gradient of the input of {what}", **tolerance)
    for number, (mine, right) in enumerate(zip(got[2], want[2], strict=True)):
        ctx.that(mine is not None, f"parameter {number} of {what} got no gradient", usually=usually)
        ctx.close(mine, right, f"the gradient of parameter {number} of {what}", **tolerance)


def check_outputs(answer, ctx):
    blocks, x = _blocks(ctx, 1, 6), ctx.randn(3, 6).requires_grad_()
    got = answer.checkpoint(blocks[0], x)
    ctx.shape(got, (3, 6), "the output of a checkpointed block")
    ctx.that(
        got.requires_grad,
        "the output is cut from its history",
        expected="requires_grad",
        usually="the function ran under no_grad outside of an autograd.Function.",
    )
    got = answer.checkpoint_sequential(_blocks(ctx, 3, 6), x, 2)
    ctx.shape(got, (3, 6), "the output of three blocks")


def check_worked_example(answer, ctx):
    w = ctx.move(torch.tensor(3.0)).requires_grad_()
    x = ctx.move(torch.tensor(2.0)).requires_grad_()
    out = answer.checkpoint(lambda x: (w * x) ** 2, x)
    ctx.close(out.detach(), torch.tensor(36.0), "the output of the worked example")
    (0.5 * out).backward()
    for name, one, right in (("x", x, 18.0), ("w", w, 12.0)):
        ctx.that(one.grad is not None, f"{name} of the worked example got no gradient")
        ctx.close(one.grad, torch.tensor(right), f"the gradient of {name}")


def check_gradients(answer, ctx):
    for batch, width in ((1, 1), (5, 3), (4, 16)):
        blocks, x = _blocks(ctx, 1, width), ctx.randn(batch, width)
        want = _grads(blocks, x, lambda x, blocks=blocks: blocks[0](x))
        got = _grads(blocks, x, lambda x, blocks=blocks: answer.checkpoint(blocks[0], x))
        _same(ctx, got, want, f"a block of width {width}")


def check_several_inputs(answer, ctx):
    a, b, c = (ctx.randn(4, 5) for _ in range(3))
    grads = []
    for run in (answer.checkpoint, lambda function, *inputs: function(*inputs)):
        first, second = a.clone().requires_grad_(), b.clone().requires_grad_()
        middle = first * 2
        run(lambda x, y, z: (x * y).sin() + z * y, middle, second, c).sum().backward()
        ctx.that(first.grad is not None and second.grad is not None, "an input got no gradient")
        grads.append((first.grad, second.grad))
    for name, mine, right in zip(("first", "second"), *grads, strict=True):
        ctx.close(mine, right, f"the gradient of the {name} of three inputs")


def check_segments(answer, ctx):
    for count, segments in ((1, 1), (4, 1), (4, 4), (7, 3), (5, 2)):
        blocks, x = _blocks(ctx, count, 6), ctx.randn(3, 6)
        want = _grads(blocks, x, lambda x, blocks=blocks: _plain(blocks, x))
        got = _grads(
            blocks, x, lambda x, b=blocks, s=segments: answer.checkpoint_sequential(b, x, s)
        )
        _same(ctx, got, want, f"{count} blocks in {segments} segments")


def _lengths(answer, ctx, count, segments):
    """Lengths of the segments, as the backward pass runs them again, the last one first."""
    events = []

    class Noted(nn.Module):
        def __init__(self, number):
            super().__init__()
            self.number = number

        def forward(self, x):
            events.append(self.number)
            return x * 1.5

    x = ctx.randn(2, 2).requires_grad_()
    out = answer.checkpoint_sequential(nn.ModuleList(Noted(n) for n in range(count)), x, segments)
    del events[:]
    out.sum().backward()
    parts: list[list[int]] = []
    for number in events:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return [len(part) for part in reversed(parts)]


def check_runs(answer, ctx):
    blocks, x = _blocks(ctx, 3, 4), ctx.randn(2, 4).requires_grad_()
    out = answer.checkpoint_sequential(blocks, x, 3)
    ctx.equal([block.runs for block in blocks], [1, 1, 1], "the runs of each block after forward")
    out.sum().backward()
    ctx.equal([block.runs for block in blocks], [2, 2, 2], "the runs of each block after backward")


def check_even_segments(answer, ctx):
    ctx.equal(
        _lengths(answer, ctx, 7, 3),
        [3, 2, 2],
        "the lengths of 3 segments of 7 blocks",
        usually="the blocks that are left over are spread over the first segments.",
    )


def check_dropout(answer, ctx):
    blocks, x = _blocks(ctx, 4, 8, drop=0.5), ctx.randn(5, 8)
    ctx.seed_all(1)
    want = _grads(blocks, x, lambda x: _plain(blocks, x))
    after = torch.rand(3)
    ctx.seed_all(1)
    got = _grads(blocks, x, lambda x: answer.checkpoint_sequential(blocks, x, 2))
    _same(
        ctx,
        got,
        want,
        "blocks with dropout",
        usually="the second run draws other random numbers than the first.",
    )
    ctx.close(
        torch.rand(3),
        after,
        "the random numbers drawn after the backward pass",
        usually="the generator is left where the second run ended.",
    )


def _kept(run, x, parameters):
    """Bytes that autograd keeps between the passes, each storage once, parameters aside."""
    ours = {one.untyped_storage().data_ptr() for one in parameters}
    held = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in ours:
            held[storage.data_ptr()] = (storage.nbytes(), tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        run(x)
    return sum(size for size, _ in held.values())


def check_saved_bytes(answer, ctx):
    blocks, x = _blocks(ctx, 8, 64), ctx.randn(32, 64).requires_grad_()
    plain = _kept(lambda x: _plain(blocks, x), x, [*blocks.parameters()])
    less = _kept(lambda x: answer.checkpoint_sequential(blocks, x, 8), x, [*blocks.parameters()])
    ctx.that(
        less > 0,
        "nothing is kept by save_for_backward",
        expected="the inputs of each segment",
        usually="the inputs are kept as attributes, where autograd cannot see them.",
    )
    ctx.metric("times_less", plain / less)
