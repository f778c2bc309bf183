"""Checks of scaled dot-product attention."""

import torch


def _reference(q, k, v, causal=False):
    """The textbook formula in float64 on the CPU, one query at a time."""
    q, k, v = (x.detach().to("cpu", torch.float64) for x in (q, k, v))
    out = torch.zeros(*q.shape[:-1], v.shape[-1], dtype=torch.float64)
    for i in range(q.shape[-2]):
        seen = i + 1 if causal else k.shape[-2]
        scores = (k[..., :seen, :] * q[..., i : i + 1, :]).sum(-1) / k.shape[-1] ** 0.5
        weights = (scores - scores.amax(-1, keepdim=True)).exp()
        weights = weights / weights.sum(-1, keepdim=True)
        out[..., i, :] = (weights.unsqueeze(-1) * v[..., :seen, :]).sum(-2)
    return out


def check_shapes(answer, ctx):
    got = answer.attention(ctx.randn(2, 3, 5, 8), ctx.randn(2, 3, 7, 8), ctx.randn(2, 3, 7, 4))
    ctx.shape(got, (2, 3, 5, 4), "attention of 5 queries to 7 keys")
    ctx.that(got.dtype == torch.float32, "the dtype changed", expected="float32", got=str(got.dtype))
    ctx.finite(got, "the output")


def check_worked_example(answer, ctx):
    q, k, v = ([[1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], [[10.0], [20.0]])
    got = answer.attention(*(ctx.move(torch.tensor(x)) for x in (q, k, v)))
    ctx.close(got, torch.tensor([[13.3024]]), "the worked example", rtol=1e-4)


def check_reference(answer, ctx):
    for shape in ((1, 1), (3, 1), (4, 16), (2, 5, 8), (2, 2, 33, 16)):
        q, k, v = (ctx.randn(*shape) * 2 for _ in range(3))
        got = answer.attention(q, k, v)
        ctx.close(got.cpu(), _reference(q, k, v), f"attention on {shape}", rtol=1e-5, atol=1e-5)
    q, k, v = (ctx.randn(3, 9, 4, dtype=torch.float64) for _ in range(3)) if ctx.device != "mps" \
        else (ctx.randn(3, 9, 4) for _ in range(3))
    ctx.close(answer.attention(q, k, v).cpu(), _reference(q, k, v), "attention in float64",
              rtol=1e-5)


def check_rows_sum_to_one(answer, ctx):
    q, k = ctx.randn(2, 6, 8) * 30, ctx.randn(2, 6, 8) * 30
    ones = ctx.move(torch.ones(2, 6, 3))
    usually = "the weights are not a softmax over the keys, or exp overflowed."
    ctx.close(answer.attention(q, k, ones), ones, "attention over values of one", usually=usually)
    ctx.close(answer.attention(q, k, ones, causal=True), ones, "causal attention over ones",
              usually=usually)


def check_causal(answer, ctx):
    q, k, v = (ctx.randn(2, 7, 8) for _ in range(3))
    before = answer.attention(q, k, v, causal=True)
    ctx.close(before.cpu(), _reference(q, k, v, causal=True), "causal attention", rtol=1e-5,
              atol=1e-5, usually="the mask is missing, transposed, or off by one.")
    k2, v2 = k.clone(), v.clone()
    k2[:, 4:] += 5
    v2[:, 4:] -= 3
    after = answer.attention(q, k2, v2, causal=True)
    ctx.close(after[:, :4], before[:, :4], "positions 0 to 3 after changing positions 4 on",
              usually="a position sees the future: the mask is missing or on the wrong side.")
