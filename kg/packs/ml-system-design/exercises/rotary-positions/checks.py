"""Checks of rotary positions."""

import math

import torch


def _reference(x, positions, base=10000.0):
    """Every pair of every row for itself, as a complex number, in float64 on the CPU."""
    x, size = x.detach().cpu().double(), x.shape[-1]
    out = torch.empty_like(x)
    for row, position in enumerate(positions.tolist()):
        for pair in range(size // 2):
            angle = position / base ** (2 * pair / size)
            real, imaginary = x[..., row, 2 * pair], x[..., row, 2 * pair + 1]
            cos, sin = math.cos(angle), math.sin(angle)
            out[..., row, 2 * pair] = real * cos - imaginary * sin
            out[..., row, 2 * pair + 1] = real * sin + imaginary * cos
    return out


def _positions(ctx, length, highest=60):
    return ctx.move(torch.tensor(sorted(ctx.rng.randrange(highest) for _ in range(length))))


def check_shapes(answer, ctx):
    turn = answer.angles(ctx.move(torch.arange(5)), 8)
    ctx.shape(turn, (5, 4), "the angles of 5 positions and size 8")
    ctx.that(turn.dtype == torch.float32, "the angles are not float32", got=str(turn.dtype))
    for shape in ((5, 8), (2, 5, 8), (2, 3, 5, 8), (1, 1, 5, 2)):
        got = answer.rotate(ctx.randn(*shape), ctx.move(torch.arange(5)))
        ctx.shape(got, shape, f"{shape} turned")
        ctx.finite(got, f"{shape} turned")
    odd = "features are turned in pairs; say so where one is left over."
    ctx.raises(ValueError, lambda: answer.angles(ctx.move(torch.arange(2)), 5), "a size of 5", odd)


def check_worked_example(answer, ctx):
    turn = answer.angles(ctx.move(torch.tensor([0, 2])), 4, 100.0)
    ctx.close(
        turn.cpu(), torch.tensor([[0.0, 0.0], [2.0, 0.2]]), "the angles of the worked example"
    )
    x = ctx.move(torch.tensor([[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0]]))
    got = answer.rotate(x, ctx.move(torch.tensor([0, 2])), 100.0).cpu()
    wanted = torch.tensor([[1.0, 0.0, 1.0, 0.0], [-0.416147, 0.909297, 0.980067, 0.198669]])
    ctx.close(got, wanted, "the turned rows of the worked example", rtol=1e-4)


def check_table_of_angles(answer, ctx):
    for size, base in ((2, 10000.0), (6, 10000.0), (64, 500000.0), (10, 7.0)):
        positions = _positions(ctx, 9)
        wanted = [
            [position / base ** (2 * pair / size) for pair in range(size // 2)]
            for position in positions.tolist()
        ]
        got = answer.angles(positions, size, base).cpu()
        what = f"the angles for size {size} and base {base:g}"
        ctx.close(got, torch.tensor(wanted), what, rtol=1e-4, atol=1e-6)


def check_reference(answer, ctx):
    for shape in ((1, 2), (7, 2), (3, 6), (2, 3, 9, 16), (1, 17, 64)):
        x, positions = ctx.randn(*shape), _positions(ctx, shape[-2])
        got = answer.rotate(x, positions).cpu()
        what = f"{shape} turned"
        ctx.close(got, _reference(x, positions), what, rtol=1e-4, atol=2e-5)
    x, positions = ctx.randn(3, 8), _positions(ctx, 3)
    got = answer.rotate(x, positions, 50.0).cpu()
    usually = "the base handed in is not used."
    ctx.close(got, _reference(x, positions, 50.0), "base 50", rtol=1e-4, atol=2e-5, usually=usually)


def check_only_distance_counts(answer, ctx):
    q, k = ctx.randn(2, 6, 16), ctx.randn(2, 6, 16)
    here = ctx.move(torch.arange(6))

    def scores(shift):
        return answer.rotate(q, here + shift) @ answer.rotate(k, here + shift).transpose(-2, -1)

    first = scores(0)
    usually = "a score must depend on the distance of its two positions, and on nothing else."
    for shift in (1, ctx.rng.randrange(2, 40), 200):
        what = f"the scores with all positions moved by {shift}"
        ctx.close(scores(shift), first, what, rtol=1e-3, atol=2e-3, usually=usually)
    plain = q @ k.transpose(-2, -1)
    moved = (first - plain).abs().amax().item()
    ctx.that(
        moved > 0.1,
        "turning changes no score at all, so positions are not seen",
        expected="other scores than without turning",
        got=moved,
        usually="queries and keys are turned by the same angle in every row.",
    )


def check_a_turn_is_a_turn(answer, ctx):
    x, one, two = ctx.randn(3, 5, 12), _positions(ctx, 5), _positions(ctx, 5)
    start = ctx.move(torch.zeros(5, dtype=torch.long))
    ctx.close(answer.rotate(x, start), x, "rows at position 0", usually="angle 0 changes nothing.")
    ctx.close(
        answer.rotate(x, one).norm(dim=-1),
        x.norm(dim=-1),
        "the lengths of turned rows",
        rtol=1e-4,
        usually="a turn keeps the length; a sign in the rotation is wrong.",
    )
    twice = answer.rotate(answer.rotate(x, one), two)
    ctx.close(twice, answer.rotate(x, one + two), "two turns beside one by the sum", atol=1e-4)
    ctx.close(answer.rotate(answer.rotate(x, one), -one), x, "a turn and back", atol=1e-4)
    alone = answer.rotate(x[:, 3:4], one[3:4])
    ctx.close(
        alone,
        answer.rotate(x, one)[:, 3:4],
        "one row on its own at its position",
        usually="the positions handed in are not used, but 0, 1, 2, ...; a cached key would break.",
    )


def check_half_precision(answer, ctx):
    for dtype, tolerance in ((torch.bfloat16, 3e-2), (torch.float16, 5e-3)):
        x = ctx.randn(2, 4, 8).to(dtype)
        positions = ctx.move(torch.tensor([0, 1, 1001 + ctx.rng.randrange(900), 2999]))
        got = answer.rotate(x, positions)
        ctx.that(got.dtype == dtype, "the dtype changed", expected=str(dtype), got=str(got.dtype))
        ctx.close(
            got.float().cpu(),
            _reference(x, positions),
            f"rows at far positions in {str(dtype).removeprefix('torch.')}",
            rtol=tolerance,
            atol=tolerance,
            usually="the angles were computed in the dtype of x; at position 1,000 that is off by "
            "whole radians.",
        )
