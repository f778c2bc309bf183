"""Checks of the pipeline schedules."""


def _sizes(rng):
    return rng.choice((1, 2, 3, 4, 7)), rng.choice((1, 2, 3, 8, 13))


def _one_f_one_b(stages, micro_batches):
    """By its rule: a stage goes forward while it holds fewer than p - s micro-batches."""
    schedule = []
    for stage in range(stages):
        steps, ahead, back = [], 0, 0
        while back < micro_batches:
            if ahead < micro_batches and ahead - back < stages - stage:
                steps.append(("F", ahead))
                ahead += 1
            else:
                steps.append(("B", back))
                back += 1
        schedule.append(steps)
    return schedule


def _random_schedule(rng, stages, micro_batches):
    """An order that can run: any order in which what is needed comes first."""
    done, left = (
        set(),
        [(kind, i, s) for kind in "FB" for i in range(micro_batches) for s in range(stages)],
    )
    schedule = [[] for _ in range(stages)]
    while left:
        ready = [
            one for one in left if _before(one, stages) in done or _before(one, stages) is None
        ]
        one = rng.choice(ready)
        left.remove(one)
        done.add(one)
        schedule[one[2]].append(one[:2])
    return schedule


def _before(one, stages):
    kind, i, stage = one
    if kind == "F":
        return None if stage == 0 else ("F", i, stage - 1)
    return ("F", i, stage) if stage == stages - 1 else ("B", i, stage + 1)


def _timeline(schedule, costs):
    """Total, idle share and peaks: push every start later until nothing moves any more."""
    stages = len(schedule)
    starts = {(*step, s): 0.0 for s, steps in enumerate(schedule) for step in steps}
    moved = True
    while moved:
        moved = False
        for s, steps in enumerate(schedule):
            for number, step in enumerate(steps):
                one = (*step, s)
                bounds = [starts[one]]
                if number:
                    earlier = steps[number - 1]
                    bounds.append(starts[*earlier, s] + costs[earlier[0]])
                if _before(one, stages):
                    needed = _before(one, stages)
                    bounds.append(starts[needed] + costs[needed[0]])
                if max(bounds) > starts[one]:
                    starts[one], moved = max(bounds), True
    total = max(start + costs[one[0]] for one, start in starts.items())
    idle = sum(total - sum(costs[kind] for kind, _ in steps) for steps in schedule)
    peaks = []
    for s, steps in enumerate(schedule):
        spans = [
            (starts["F", i, s], starts["B", i, s] + costs["B"]) for kind, i in steps if kind == "F"
        ]
        peaks.append(max(sum(a <= start < b for a, b in spans) for start, _ in spans))
    return {"total": total, "bubble": idle / (stages * total), "peak": peaks}


def check_schedule_lists(answer, ctx):
    for name in ("gpipe", "one_f_one_b"):
        got = getattr(answer, name)(3, 4)
        fits = isinstance(got, list) and len(got) == 3 and all(len(steps) == 8 for steps in got)
        ctx.that(
            fits,
            f"{name}(3, 4) gives no list of 8 steps for each of 3 stages",
            expected="3 lists of 8 steps",
            got=got,
        )
        kinds = {(type(step).__name__, step[0]) for steps in got for step in steps}
        ctx.equal(sorted(kinds), [("tuple", "B"), ("tuple", "F")], f"the steps of {name}")


def check_four_by_eight(answer, ctx):
    ctx.close(answer.bubble_share(4, 8), 3 / 11, "the bubble of 4 stages and 8 micro-batches")
    ctx.close(answer.bubble_share(1, 5), 0.0, "the bubble of a single stage")
    ctx.close(answer.bubble_share(2, 2), 1 / 3, "the bubble of 2 stages and 2 micro-batches")


def check_two_stages(answer, ctx):
    ctx.equal(
        answer.gpipe(2, 2), [[("F", 0), ("F", 1), ("B", 1), ("B", 0)]] * 2, "GPipe with 2 stages"
    )
    ctx.equal(
        answer.one_f_one_b(2, 2),
        [[("F", 0), ("F", 1), ("B", 0), ("B", 1)], [("F", 0), ("B", 0), ("F", 1), ("B", 1)]],
        "1F1B with 2 stages",
        usually="the last stage has no warm-up.",
    )
    got = answer.simulate([[("F", 0), ("F", 1), ("B", 1), ("B", 0)]] * 2)
    ctx.close(got["total"], 9.0, "the total time of the worked example")
    ctx.close(got["bubble"], 1 / 3, "the bubble of the worked example")
    ctx.equal(got["peak"], [2, 2], "the peaks of the worked example")


def check_three_micro_batches(answer, ctx):
    for stages, micro_batches in ((3, 3), (4, 2), (1, 2), *(_sizes(ctx.rng) for _ in range(8))):
        ctx.equal(
            answer.one_f_one_b(stages, micro_batches),
            _one_f_one_b(stages, micro_batches),
            f"1F1B with {stages} stages and {micro_batches} micro-batches",
        )


def check_timeline(answer, ctx):
    for _ in range(25):
        stages, micro_batches = _sizes(ctx.rng)
        costs = {"F": ctx.rng.choice((1.0, 0.5, 3.0)), "B": ctx.rng.choice((1.0, 2.0, 0.25))}
        schedule = _random_schedule(ctx.rng, stages, micro_batches)
        want = _timeline(schedule, costs)
        got = answer.simulate(schedule, costs["F"], costs["B"])
        for key, what in (("total", "time"), ("bubble", "bubble"), ("peak", "peaks")):
            ctx.close(got[key], want[key], f"the {what} of a random order on {stages} stages")


def check_deadlock(answer, ctx):
    stuck = [[("F", 0), ("B", 0), ("F", 1), ("B", 1)], [("F", 0), ("F", 1), ("B", 0), ("B", 1)]]
    ctx.raises(
        ValueError, lambda: answer.simulate(stuck), "a schedule whose stages wait for each other"
    )
    ctx.raises(
        ValueError,
        lambda: answer.simulate([[("B", 0), ("F", 0)]]),
        "a backward pass before its forward pass",
    )


def check_same_bubble(answer, ctx):
    for _ in range(20):
        stages, micro_batches = _sizes(ctx.rng)
        forward, backward = ctx.rng.choice((0.5, 1.0)), ctx.rng.choice((1.0, 2.0, 2.5))
        want = (micro_batches + stages - 1) * (forward + backward)
        for name in ("gpipe", "one_f_one_b"):
            got = answer.simulate(getattr(answer, name)(stages, micro_batches), forward, backward)
            where = f"{name} with {stages} stages and {micro_batches} micro-batches"
            ctx.close(got["total"], want, f"the time of {where}")
            ctx.close(
                got["bubble"], answer.bubble_share(stages, micro_batches), f"the bubble of {where}"
            )


def check_peak_activations(answer, ctx):
    for stages, micro_batches in ((4, 8), *(_sizes(ctx.rng) for _ in range(10))):
        most = answer.simulate(answer.gpipe(stages, micro_batches))["peak"]
        ctx.equal(
            most, [micro_batches] * stages, f"the peaks of GPipe with {micro_batches} micro-batches"
        )
        less = answer.simulate(answer.one_f_one_b(stages, micro_batches))["peak"]
        ctx.equal(
            less,
            [min(stages - s, micro_batches) for s in range(stages)],
            f"the peaks of 1F1B with {stages} stages and {micro_batches} micro-batches",
        )
