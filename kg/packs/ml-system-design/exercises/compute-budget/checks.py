"""Checks of the compute budget."""

from fractions import Fraction


def _cluster(rng):
    """Devices, FLOP/s of one and the share reached, as round numbers."""
    return rng.choice((1, 3, 8, 512, 4096)), rng.randint(20, 2000) * 1e12, rng.randint(5, 100) / 100


def _days(flops, devices, peak, mfu):
    """Exact: operations over operations a day."""
    in_a_day = Fraction(devices) * Fraction(peak) * Fraction(mfu) * 24 * 60 * 60
    return Fraction(flops) / in_a_day


def check_plain_numbers(answer, ctx):
    found = {
        "flops_per_day": answer.flops_per_day(1e12),
        "years": answer.years(1e20, 1e12),
        "training_flops": answer.training_flops(10, 100),
        "training_days": answer.training_days(1e20, 8, 1e14, 0.5),
        "utilisation": answer.utilisation(1e9, 1e3, 8, 1e14),
    }
    for name, value in found.items():
        ctx.that(isinstance(value, float), f"{name} gives no float", expected="a float", got=value)
    pair = answer.compute_optimal(1e20)
    ctx.that(
        isinstance(pair, tuple) and len(pair) == 2,
        "compute_optimal gives no pair",
        expected="(parameters, tokens)",
        got=pair,
    )
    whole = answer.devices_needed(1e20, 10, 1e14, 0.5)
    ctx.that(isinstance(whole, int), "devices_needed gives no int", expected="an int", got=whole)


def check_one_accelerator(answer, ctx):
    ctx.close(answer.flops_per_day(60e12), 5.184e18, "a day at 60 TFLOP/s")
    got = answer.years(1e22, 60e12)
    ctx.that(
        5.2 <= got <= 5.5, "the years for 1e22 FLOP at 60 TFLOP/s are off", expected=5.28, got=got
    )


def check_chinchilla(answer, ctx):
    ctx.close(answer.training_flops(70e9, 1.4e12), 5.88e23, "the FLOPs of Chinchilla")
    for _ in range(20):
        n, d = ctx.rng.randint(1, 10**12), ctx.rng.randint(1, 10**13)
        ctx.close(
            answer.training_flops(n, d), float(n * d + n * d + 4 * n * d), "the training FLOPs"
        )
    ctx.close(
        answer.training_days(5.88e23, 1000, 312e12, 0.4),
        54.53,
        "the days on 1,000 devices",
        rtol=1e-3,
    )


def check_time(answer, ctx):
    for _ in range(40):
        devices, peak, mfu = _cluster(ctx.rng)
        flops = ctx.rng.choice((1e18, 3e21, 5.88e23)) * ctx.rng.randint(1, 99)
        ctx.close(
            answer.training_days(flops, devices, peak, mfu),
            float(_days(flops, devices, peak, mfu)),
            f"the days on {devices} devices at {mfu:.0%} of the peak",
            rtol=1e-9,
        )
        want = float(_days(flops, 1, peak, 1)) / 365.25
        ctx.close(answer.years(flops, peak), want, "the years on one device", rtol=2e-3)
        ctx.close(answer.flops_per_day(peak), peak * 24 * 3600, "the operations of a day")


def check_utilisation(answer, ctx):
    for _ in range(40):
        devices, peak, mfu = _cluster(ctx.rng)
        parameters = ctx.rng.randint(1, 700) * 1e9
        speed = mfu * devices * peak / (2 * parameters + 4 * parameters)
        ctx.close(
            answer.utilisation(parameters, speed, devices, peak),
            mfu,
            f"the utilisation of {devices} devices",
            rtol=1e-9,
        )


def check_enough_devices(answer, ctx):
    for _ in range(60):
        _, peak, mfu = _cluster(ctx.rng)
        flops, days = ctx.rng.randint(1, 10**6) * 1e18, ctx.rng.choice((0.5, 7, 30, 90))
        got = answer.devices_needed(flops, days, peak, mfu)
        ctx.that(got >= 1, "no device at all finishes nothing", expected="at least 1", got=got)
        late = _days(flops, got, peak, mfu) > Fraction(days) * (1 + Fraction(1, 10**9))
        ctx.that(
            not late,
            f"{got} devices do not finish in {days} days",
            expected="enough devices",
            got=got,
        )
        spare = got > 1 and _days(flops, got - 1, peak, mfu) < Fraction(days) * (
            1 - Fraction(1, 10**9)
        )
        ctx.that(
            not spare,
            f"{got - 1} devices would finish in {days} days too",
            expected=f"{got - 1} or fewer",
            got=got,
        )


def check_budget_is_spent(answer, ctx):
    ctx.close(answer.compute_optimal(5.88e23), (70e9, 1.4e12), "the best size for 5.88e23 FLOP")
    for _ in range(40):
        flops, ratio = (
            ctx.rng.uniform(1, 9) * 10 ** ctx.rng.randint(15, 26),
            ctx.rng.uniform(1, 200),
        )
        parameters, tokens = answer.compute_optimal(flops, ratio)
        ctx.close(tokens / parameters, ratio, "the tokens for each parameter", rtol=1e-9)
        ctx.close(6 * parameters * tokens, flops, "the FLOPs that the size spends", rtol=1e-9)
