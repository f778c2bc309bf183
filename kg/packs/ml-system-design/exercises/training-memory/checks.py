"""Checks of the memory of training."""

_NAMES = ("sgd", "momentum", "adam")
# Bytes for one parameter: 16-bit weight, 16-bit gradient, fp32 copy and fp32 moments.
_FP32_COPIES = {"sgd": 1, "momentum": 2, "adam": 3}


def _on_rank(parameters, stage, ranks, optimizer):
    """Shares added one number at a time: one copy where it is whole, 1/ranks where it is split."""
    share = 1 / ranks
    total = 0.0
    for kind, copies, size in (("o", _FP32_COPIES[optimizer], 4), ("g", 1, 2), ("w", 1, 2)):
        split = kind in {0: "", 1: "o", 2: "og", 3: "ogw"}[stage]
        for _ in range(copies):
            total += parameters * size * (share if split else 1.0)
    return total


def _draw(rng):
    return rng.choice((1, 1000, 124_439_808, 7_500_000_000, 70e9)), rng.choice(
        (1, 2, 3, 8, 64, 1024)
    )


def check_plain_numbers(answer, ctx):
    got = answer.state_bytes(10, "adam")
    ctx.that(
        isinstance(got, dict) and set(got) == {"weights", "gradients", "optimizer"},
        "state_bytes gives no dict of the three piles",
        expected="weights, gradients, optimizer",
        got=got,
    )
    ctx.that(isinstance(answer.rank_bytes(10, 1, 2), int | float), "rank_bytes gives no number")
    stage = answer.smallest_stage(10, 2, 1e9)
    ctx.that(isinstance(stage, int), "smallest_stage gives no int", expected="an int", got=stage)
    most = answer.largest_model(1e9, 3, 2)
    ctx.that(isinstance(most, int), "largest_model gives no int", expected="an int", got=most)


def check_zero_paper(answer, ctx):
    for stage, wanted in enumerate((120e9, 31.406e9, 16.641e9, 1.875e9)):
        ctx.close(
            answer.rank_bytes(7.5e9, stage, 64),
            wanted,
            f"the bytes on a rank at stage {stage}",
            rtol=2e-3,
        )
    got = answer.activation_bytes(1, 1, 2048, 4096, 32, "none")
    ctx.close(got, 285_212_672 + 671_088_640, "the activations of one layer")


def check_states(answer, ctx):
    for name in _NAMES:
        for _ in range(8):
            parameters, _ = _draw(ctx.rng)
            want = {
                "weights": parameters * 2,
                "gradients": parameters * 2,
                "optimizer": sum(parameters * 4 for _ in range(_FP32_COPIES[name])),
            }
            ctx.close(answer.state_bytes(parameters, name), want, f"the bytes of {name}", rtol=1e-9)


def check_ranks(answer, ctx):
    for _ in range(60):
        parameters, ranks = _draw(ctx.rng)
        name, stage = ctx.rng.choice(_NAMES), ctx.rng.randrange(4)
        ctx.close(
            answer.rank_bytes(parameters, stage, ranks, name),
            _on_rank(parameters, stage, ranks, name),
            f"the bytes of {name} at stage {stage} on {ranks} ranks",
            rtol=1e-9,
        )


def check_stage_that_fits(answer, ctx):
    for _ in range(60):
        parameters, ranks = _draw(ctx.rng)
        name = ctx.rng.choice(_NAMES)
        needs = [_on_rank(parameters, stage, ranks, name) for stage in range(4)]
        memory = ctx.rng.choice(needs) * ctx.rng.choice((0.9, 1.1))
        want = next((stage for stage in range(4) if needs[stage] <= memory), None)
        got = answer.smallest_stage(parameters, ranks, memory, name)
        ctx.that(
            got == want,
            f"the stage for {parameters:g} parameters on {ranks} ranks is wrong",
            expected=repr(want),
            got=repr(got),
        )
    ctx.equal(answer.smallest_stage(1000, 1, 16000.0), 0, "the stage where all fits exactly")


def check_largest_fits(answer, ctx):
    for _ in range(60):
        _, ranks = _draw(ctx.rng)
        name, stage = ctx.rng.choice(_NAMES), ctx.rng.randrange(4)
        memory = ctx.rng.choice((24e9, 40e9, 80e9, 141e9, 100.0))
        got = answer.largest_model(memory, stage, ranks, name)
        tight = _on_rank(got, stage, ranks, name) <= memory * (1 + 1e-9)
        more = _on_rank(got + 1, stage, ranks, name) >= memory * (1 - 1e-9)
        ctx.that(
            tight,
            f"{got} parameters do not fit at stage {stage} on {ranks} ranks",
            expected="fewer",
            got=got,
        )
        ctx.that(
            more,
            f"one more than {got} parameters fits at stage {stage} on {ranks} ranks",
            expected="more",
            got=got,
        )


def check_activations(answer, ctx):
    for _ in range(40):
        layers, batch, tokens = (
            ctx.rng.choice((1, 12, 96)),
            ctx.rng.randint(1, 8),
            ctx.rng.randint(1, 4096),
        )
        heads = ctx.rng.choice((1, 12, 64))
        width = heads * ctx.rng.choice((1, 64, 128))
        elements = tokens * batch * width
        want = {
            "full": sum(2 * elements for _ in range(layers)),
            "selective": sum(34 * elements for _ in range(layers)),
            "none": sum(34 * elements + 5 * heads * batch * tokens**2 for _ in range(layers)),
        }
        for mode, right in want.items():
            got = answer.activation_bytes(layers, batch, tokens, width, heads, mode)
            ctx.close(got, right, f"the activations with recomputation '{mode}'", rtol=1e-9)
