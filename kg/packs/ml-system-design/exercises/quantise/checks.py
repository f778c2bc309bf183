"""Checks of quantised weights."""

import numpy as np

_PER = ("tensor", "channel", 1, 3, 64)


def _group_of(per, row, column):
    """The place of the scale of one weight."""
    if per == "tensor":
        return 0, 0
    return (row, 0) if per == "channel" else (row, column // per)


def _reference(weights, bits, per):
    """Codes and scales, one weight at a time."""
    top = 2 ** (bits - 1) - 1
    rows, columns = weights.shape
    largest = {}
    for i in range(rows):
        for j in range(columns):
            place = _group_of(per, i, j)
            largest[place] = max(largest.get(place, 0.0), abs(float(weights[i, j])))
    scales = np.ones((max(i for i, _ in largest) + 1, max(g for _, g in largest) + 1))
    for place, value in largest.items():
        scales[place] = value / top if value else 1.0
    codes = [
        [round(float(weights[i, j]) / scales[_group_of(per, i, j)]) for j in range(columns)]
        for i in range(rows)
    ]
    return np.array(codes, dtype=np.int8), scales


def _row_error(weights, back):
    return float((np.linalg.norm(back - weights, axis=1) / np.linalg.norm(weights, axis=1)).mean())


def check_types(answer, ctx):
    weights = ctx.numpy().normal(size=(3, 10))
    for per, wanted in (("tensor", (1, 1)), ("channel", (3, 1)), (4, (3, 3))):
        codes, scales = answer.quantise(weights, 8, per)
        ctx.shape(codes, (3, 10), f"the codes for per = {per!r}")
        ctx.shape(scales, wanted, f"the scales for per = {per!r}")
        ctx.equal(str(codes.dtype), "int8", "the dtype of the codes")
        ctx.shape(answer.dequantise(codes, scales, per), (3, 10), "the dequantised weights")
    packed = answer.pack4(np.array([1, 2, 3], dtype=np.int8))
    ctx.shape(packed, (2,), "three packed codes")
    ctx.equal(str(packed.dtype), "uint8", "the dtype of packed codes")


def check_worked_example(answer, ctx):
    weights = np.array([[0.7, -0.24, 0.1, 0.02]])
    codes, scales = answer.quantise(weights, 4, "channel")
    ctx.equal(codes.tolist(), [[7, -2, 1, 0]], "the codes of the worked example")
    ctx.close(scales, np.array([[0.1]]), "its scale")
    back = answer.dequantise(*answer.quantise(weights, 4, 2), 2)
    ctx.close(back, np.array([[0.7, -0.2, 0.1, 0.1 / 7]]), "the example in groups of 2")
    packed = answer.pack4(np.array([7, -2, 1, 0], dtype=np.int8))
    ctx.equal(packed.tolist(), [231, 1], "the packed codes of the example")


def check_codes(answer, ctx):
    draw = ctx.numpy()
    for rows, columns in ((1, 1), (4, 7), (5, ctx.rng.randrange(60, 150))):
        sizes = draw.uniform(0.01, 10, size=(rows, 1))
        weights = draw.normal(size=(rows, columns)) * sizes
        for bits in (2, 4, 8):
            for per in _PER:
                codes, scales = answer.quantise(weights, bits, per)
                right, right_scales = _reference(weights, bits, per)
                where = f"of {rows} x {columns} weights in {bits} bits, per = {per!r}"
                ctx.close(scales, right_scales, f"the scales {where}", rtol=1e-9, atol=0.0)
                ctx.equal(codes, right, f"the codes {where}")


def check_dequantised(answer, ctx):
    draw = ctx.numpy()
    for rows, columns in ((1, 1), (3, 8), (4, ctx.rng.randrange(65, 140))):
        for per in _PER:
            codes, scales = _reference(draw.normal(size=(rows, columns)), 4, per)
            right = np.array(
                [
                    [int(codes[i, j]) * scales[_group_of(per, i, j)] for j in range(columns)]
                    for i in range(rows)
                ]
            )
            got = answer.dequantise(codes, scales, per)
            ctx.close(got, right, f"{rows} x {columns} weights back, per = {per!r}", rtol=1e-9)


def check_packed(answer, ctx):
    for count in (0, 1, 2, ctx.rng.randrange(3, 90)):
        codes = [ctx.rng.randrange(-8, 8) for _ in range(count)]
        halves = [code % 16 for code in codes] + [0] * (count % 2)
        right = [low + 16 * high for low, high in zip(halves[::2], halves[1::2], strict=True)]
        packed = answer.pack4(np.array(codes, dtype=np.int8))
        ctx.equal(
            packed.tolist(),
            right,
            f"{count} packed codes",
            usually="the halves of a byte are swapped, or a sign reaches into the other half.",
        )
        back = answer.unpack4(np.array(right, dtype=np.uint8), count)
        ctx.equal(str(back.dtype), "int8", "the dtype of unpacked codes")
        ctx.equal(
            back.tolist(),
            codes,
            f"{count} unpacked codes",
            usually="a half above 7 stands for a negative code.",
        )


def check_half_a_step(answer, ctx):
    weights = ctx.numpy().normal(size=(6, 50))
    for per in ("tensor", "channel", 16):
        codes, scales = answer.quantise(weights, 8, per)
        steps = np.array([[scales[_group_of(per, i, j)] for j in range(50)] for i in range(6)])
        off = np.abs(answer.dequantise(codes, scales, per) - weights) / steps
        ctx.that(
            bool((off <= 0.5 + 1e-9).all()),
            f"a weight is off by more than half a step (per = {per!r})",
            expected="at most 0.5 steps",
            got=f"{off.max():.3f} steps",
        )


def check_zeros_and_signs(answer, ctx):
    weights = ctx.numpy().normal(size=(4, 20))
    weights[1] = 0
    weights[2, :5] = 0
    for per in ("channel", 5):
        codes, scales = answer.quantise(weights, 8, per)
        ctx.finite(scales, "the scales of a matrix with a row of zeros")
        ctx.that(
            bool((scales > 0).all()),
            "a scale is not positive",
            usually="the largest magnitude counts, also that of a negative weight.",
        )
        ctx.equal(codes[1].tolist(), [0] * 20, "the codes of a row of zeros")
        ctx.equal(
            answer.quantise(-weights, 8, per)[0],
            -codes,
            "the codes of the weights negated",
            usually="the largest magnitude counts, also that of a negative weight.",
        )
    everything = answer.quantise(np.zeros((2, 3)), 8, "tensor")
    ctx.close(everything[1], np.ones((1, 1)), "the scale of a matrix of zeros")


def check_outlier_row(answer, ctx):
    draw = ctx.numpy()
    weights = draw.normal(size=(256, 512)) * 0.02
    weights[ctx.rng.randrange(256)] *= 30
    errors = {}
    for bits, per in ((8, "tensor"), (8, "channel"), (4, "channel"), (4, 64)):
        back = answer.dequantise(*answer.quantise(weights, bits, per), per)
        errors[bits, per] = _row_error(weights, back)
    ctx.notes.append(
        "row error: "
        + ", ".join(f"int{bits} per {per} {value:.4f}" for (bits, per), value in errors.items())
    )
    ctx.metric("int8_channel_error", errors[8, "channel"])
    ctx.metric("int4_group_over_channel", errors[4, 64] / errors[4, "channel"])
