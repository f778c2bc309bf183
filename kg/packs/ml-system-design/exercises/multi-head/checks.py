"""Checks of multi-head attention."""

import torch


def _weights(ctx, width):
    return [ctx.randn(width, width) / width**0.5 for _ in range(4)]


def _one_head(q, k, v, causal):
    """Attention of single rows, one query after the other."""
    out = torch.zeros_like(v)
    for i in range(len(q)):
        seen = i + 1 if causal else len(k)
        scores = (k[:seen] * q[i]).sum(-1) / k.shape[-1] ** 0.5
        out[i] = scores.softmax(0) @ v[:seen]
    return out


def _reference(x, w_q, w_k, w_v, w_o, heads, causal=False):
    """Every sequence and every head for itself, in float64 on the CPU."""
    x, w_q, w_k, w_v, w_o = (one.detach().cpu().double() for one in (x, w_q, w_k, w_v, w_o))
    size = x.shape[-1] // heads
    rows = []
    for sequence in x:
        parts = []
        for head in range(heads):
            own = slice(head * size, (head + 1) * size)
            q, k, v = (sequence @ w[:, own] for w in (w_q, w_k, w_v))
            parts.append(_one_head(q, k, v, causal))
        rows.append(torch.cat(parts, -1) @ w_o)
    return torch.stack(rows)


def check_shapes(answer, ctx):
    x = ctx.randn(2, 5, 12)
    ctx.shape(answer.split_heads(x, 3), (2, 3, 5, 4), "(2, 5, 12) split into 3 heads")
    ctx.shape(answer.join_heads(ctx.randn(2, 3, 5, 4)), (2, 5, 12), "3 heads of size 4, joined")
    ctx.raises(
        ValueError,
        lambda: answer.split_heads(x, 5),
        "a width of 12 in 5 heads",
        "the width must be a multiple of the number of heads; say so where it is not.",
    )
    got = answer.multi_head(x, *_weights(ctx, 12), 3)
    ctx.shape(got, (2, 5, 12), "the output of 3 heads")
    ctx.that(
        got.dtype == torch.float32, "the dtype changed", expected="float32", got=str(got.dtype)
    )
    ctx.finite(got, "the output of 3 heads")


def check_worked_example(answer, ctx):
    x = ctx.move(torch.tensor([[[1.0, 10.0], [2.0, 20.0]]]))
    split = torch.tensor([[[[1.0], [2.0]], [[10.0], [20.0]]]])
    ctx.close(answer.split_heads(x, 2).cpu(), split, "the split of the worked example")
    one = ctx.move(torch.eye(2))
    got = answer.multi_head(x * 0.1, one, one, one, one, 2).cpu()
    wanted = torch.tensor([[[0.150250, 1.731059], [0.150500, 1.880797]]])
    ctx.close(got, wanted, "the output of the worked example", rtol=1e-4)


def check_order_of_heads(answer, ctx):
    for batch, length, heads, size in ((1, 1, 1, 1), (2, 1, 3, 2), (1, 7, 2, 5), (3, 4, 6, 1)):
        x = ctx.randn(batch, length, heads * size)
        got = answer.split_heads(x, heads)
        for head in range(heads):
            ctx.equal(
                got[:, head],
                x[..., head * size : (head + 1) * size],
                f"head {head} of {heads} after the split",
            )
        ctx.equal(answer.join_heads(got), x, "split and joined again")


def check_reference(answer, ctx):
    for shape, heads in (((1, 1, 4), 2), ((2, 3, 6), 3), ((1, 17, 32), 4), ((3, 8, 10), 5)):
        given = [ctx.randn(*shape) * 2, *_weights(ctx, shape[-1])]
        got = answer.multi_head(*given, heads).cpu()
        ctx.close(got, _reference(*given, heads), f"{heads} heads on {shape}", rtol=1e-4, atol=1e-5)


def check_one_head(answer, ctx):
    x, weights = ctx.randn(2, 6, 8), _weights(ctx, 8)
    q, k, v = (x @ w for w in weights[:3])
    wanted = torch.nn.functional.scaled_dot_product_attention(q, k, v) @ weights[3]
    got = answer.multi_head(x, *weights, 1)
    ctx.close(got, wanted, "one head beside plain attention", rtol=1e-4, atol=1e-5)


def check_heads_are_apart(answer, ctx):
    x, weights = ctx.randn(2, 5, 12), _weights(ctx, 12)
    weights[3] = ctx.move(torch.eye(12))
    before = answer.multi_head(x, *weights, 3)
    for matrix, what in ((0, "queries"), (1, "keys"), (2, "values")):
        changed = [w.clone() for w in weights]
        changed[matrix][:, 4:8] += ctx.randn(12, 4)
        after = answer.multi_head(x, *changed, 3)
        mixed = "heads share what belongs to one: the split cuts across them."
        for own in (slice(0, 4), slice(8, 12)):
            ctx.close(
                after[..., own],
                before[..., own],
                f"another head's output after changing the {what} of head 1",
                atol=1e-5,
                usually=mixed,
            )
        moved = (after[..., 4:8] - before[..., 4:8]).abs().max().item()
        ctx.that(moved > 1e-3, f"head 1 does not use its {what}", expected="a change", got=moved)


def check_causal(answer, ctx):
    x, weights = ctx.randn(2, 9, 8), _weights(ctx, 8)
    got = answer.multi_head(x, *weights, 4, causal=True)
    ctx.close(
        got.cpu(),
        _reference(x, *weights, 4, causal=True),
        "causal attention in 4 heads",
        rtol=1e-4,
        atol=1e-5,
        usually="the mask is missing, transposed, or off by one.",
    )
    for first in (1, 5):
        later = x.clone()
        later[:, first:] += 3
        ctx.close(
            answer.multi_head(later, *weights, 4, causal=True)[:, :first],
            got[:, :first],
            f"positions before {first} after changing the rest",
            atol=1e-5,
            usually="a position sees the future in at least one head.",
        )
