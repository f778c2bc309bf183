"""Checks of LoRA."""

import torch
from torch import nn


def _base(ctx, inputs, outputs, bias=True):
    """A linear layer with drawn weights."""
    layer = nn.Linear(inputs, outputs, bias=bias)
    with torch.no_grad():
        layer.weight.copy_(ctx.randn(outputs, inputs) / inputs**0.5)
        if bias:
            layer.bias.copy_(ctx.randn(outputs))
    return layer.to(ctx.device)


def _filled(answer, ctx, inputs, outputs, rank, alpha, bias=True):
    layer = answer.LoRALinear(_base(ctx, inputs, outputs, bias), rank, alpha)
    with torch.no_grad():
        layer.a.copy_(ctx.randn(rank, inputs))
        layer.b.copy_(ctx.randn(outputs, rank))
    return layer


def check_shapes(answer, ctx):
    layer = answer.LoRALinear(_base(ctx, 6, 4), 2, 8.0)
    ctx.that(isinstance(layer, nn.Module), "LoRALinear is no torch.nn.Module")
    ctx.shape(layer.a, (2, 6), "a")
    ctx.shape(layer.b, (4, 2), "b")
    for shape in ((6,), (3, 6), (2, 3, 6)):
        ctx.shape(layer(ctx.randn(*shape)), (*shape[:-1], 4), f"the output for x of shape {shape}")
    ctx.that(isinstance(layer.merged(), nn.Linear), "merged gives no nn.Linear")
    names = {name for name, one in layer.named_parameters() if one.requires_grad}
    ctx.equal(
        sorted(names),
        ["a", "b"],
        "the parameters that learn",
        usually="the base is not frozen, or a and b are no nn.Parameter.",
    )


def check_worked_example(answer, ctx):
    base = nn.Linear(2, 2, bias=False).to(ctx.device)
    layer = answer.LoRALinear(base, 1, 2.0)
    with torch.no_grad():
        base.weight.copy_(torch.eye(2))
        layer.a.copy_(torch.tensor([[1.0, 1.0]]))
        layer.b.copy_(torch.tensor([[3.0], [0.0]]))
    got = layer(ctx.move(torch.tensor([1.0, 2.0])))
    ctx.close(got.detach().cpu(), torch.tensor([19.0, 2.0]), "the output of the worked example")
    ctx.close(
        layer.merged().weight.detach().cpu(),
        torch.tensor([[7.0, 6.0], [0.0, 1.0]]),
        "its merged weight",
    )


def check_forward(answer, ctx):
    for inputs, outputs, rank, bias in ((1, 1, 1, True), (5, 3, 2, False), (17, 30, 4, True)):
        alpha = ctx.rng.uniform(1, 20)
        layer = _filled(answer, ctx, inputs, outputs, rank, alpha, bias)
        x = ctx.randn(7, inputs)
        wide = [one.detach().cpu().double() for one in (layer.base.weight, layer.a, layer.b, x)]
        weight, a, b, rows = wide
        right = torch.zeros(7, outputs, dtype=torch.float64)
        for i, row in enumerate(rows):
            for o in range(outputs):
                low = sum(b[o, r] * (a[r] * row).sum() for r in range(rank))
                right[i, o] = (weight[o] * row).sum() + alpha / rank * low
        if bias:
            right += layer.base.bias.detach().cpu().double()
        ctx.close(
            layer(x).detach().cpu(),
            right,
            f"the output of {inputs} to {outputs}, rank {rank}",
            rtol=1e-4,
            atol=1e-4,
        )


def check_starts_as_base(answer, ctx):
    base = _base(ctx, 9, 5)
    x = ctx.randn(4, 9)
    right = base(x).detach()
    layer = answer.LoRALinear(base, 3, 6.0)
    ctx.close(
        layer(x).detach(),
        right,
        "the output before any training",
        usually="b must be zero at first, and the base's weights as they were.",
    )
    layer(x).square().sum().backward()
    moved = layer.b.grad is not None and bool((layer.b.grad != 0).any())
    ctx.that(moved, "b gets no gradient at the start", usually="a must not be zero, too.")


def check_only_a_and_b_learn(answer, ctx):
    base = _base(ctx, 6, 6)
    before = [one.detach().clone() for one in base.parameters()]
    layer = answer.LoRALinear(base, 2, 2.0)
    a = layer.a.detach().clone()
    x, y = ctx.randn(12, 6), ctx.randn(12, 6)
    first = (layer(x) - y).square().mean().item()
    last = answer.train(layer, x, y, 20, 0.01)
    for one, was in zip(base.parameters(), before, strict=True):
        ctx.equal(one.detach(), was, "the base after training", usually="the base is not frozen.")
    ctx.that(not torch.equal(a, layer.a) and bool((layer.b != 0).any()), "a or b did not learn")
    ctx.that(last < first, "the loss did not fall", expected=f"below {first:.4g}", got=last)
    ctx.close(
        last,
        (layer(x) - y).square().mean().item(),
        "the loss that train returns",
        rtol=1e-4,
        usually="it is the loss before the last step, or another average.",
    )
    twin, ours = (_filled(one, ctx, 4, 3, 1, 1.0) for one in (answer, ctx.solution))
    ours.load_state_dict(twin.state_dict())
    x, y = ctx.randn(5, 4), ctx.randn(5, 3)
    answer.train(twin, x, y, 3, 0.05)
    ctx.solution.train(ours, x, y, 3, 0.05)
    ctx.close(
        twin.a.detach(),
        ours.a.detach(),
        "a after three steps of Adam",
        rtol=1e-3,
        atol=1e-4,
        usually="gradients are not set to zero, or the loss is another one.",
    )


def check_merged(answer, ctx):
    for bias in (True, False):
        layer = _filled(answer, ctx, 8, 5, 2, 3.0, bias)
        before = layer.base.weight.detach().clone()
        x = ctx.randn(6, 8)
        right = layer(x).detach()
        plain = layer.merged()
        ctx.close(
            plain(x).detach(),
            right,
            "the merged layer's output",
            rtol=1e-4,
            atol=1e-4,
            usually="the scale or the bias is missing in the merged layer.",
        )
        ctx.equal(
            layer.base.weight.detach(),
            before,
            "the base after merging",
            usually="the sum was written into the base; merging twice would add it twice.",
        )
        ctx.close(layer(x).detach(), right, "the output after merging", rtol=1e-4)


def check_rank_decides(answer, ctx):
    inputs = outputs = 32
    base = _base(ctx, inputs, outputs)
    left, right = (torch.linalg.qr(ctx.randn(32, 4).cpu()).Q for _ in range(2))
    shift = ctx.move(left @ right.T) * 32**0.5
    x = ctx.randn(512, inputs)
    with torch.no_grad():
        y = base(x) + x @ shift.T
    ctx.notes.append(f"frozen layer: {(x @ shift.T).square().mean().item():.3f}")
    steps = ctx.steps(800, 300)
    losses = {}
    for rank in (4, 1):
        ctx.seed_all()
        layer = answer.LoRALinear(base, rank, float(rank))
        losses[rank] = answer.train(layer, x, y, steps, 0.02)
    ctx.metric("loss_rank_4", losses[4])
    ctx.metric("loss_rank_1", losses[1])
