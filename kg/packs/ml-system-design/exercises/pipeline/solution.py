Step = tuple[str, int]
Schedule = list[list[Step]]


def bubble_share(stages: int, micro_batches: int) -> float:
    """The idle share of a stage's time."""
    return (stages - 1) / (micro_batches + stages - 1)


def gpipe(stages: int, micro_batches: int) -> Schedule:
    """All forward passes, then all backward passes from the last micro-batch to the first."""
    forward = [("F", i) for i in range(micro_batches)]
    backward = [("B", i) for i in reversed(range(micro_batches))]
    return [forward + backward for _ in range(stages)]


def one_f_one_b(stages: int, micro_batches: int) -> Schedule:
    """Warm up, then one forward and one backward pass in turn, then the backward passes left."""
    schedule = []
    for stage in range(stages):
        warm = min(stages - 1 - stage, micro_batches)
        steps = [("F", i) for i in range(warm)]
        for i in range(micro_batches - warm):
            steps += [("F", warm + i), ("B", i)]
        steps += [("B", i) for i in range(micro_batches - warm, micro_batches)]
        schedule.append(steps)
    return schedule


def simulate(schedule: Schedule, forward: float = 1.0, backward: float = 2.0) -> dict:
    """Run a schedule; returns total time, bubble share and peak micro-batches of each stage.

    Raises ValueError where stages wait for each other for ever.
    """
    cost = {"F": forward, "B": backward}
    done: dict[tuple[str, int, int], float] = {}
    free, place = [0.0] * len(schedule), [0] * len(schedule)
    while any(at < len(steps) for at, steps in zip(place, schedule, strict=True)):
        moved = False
        for stage, steps in enumerate(schedule):
            while place[stage] < len(steps):
                kind, i = steps[place[stage]]
                needs = _needs(kind, i, stage, len(schedule))
                if needs is not None and needs not in done:
                    break
                ready = done[needs] if needs else 0.0
                free[stage] = max(free[stage], ready) + cost[kind]
                done[kind, i, stage] = free[stage]
                place[stage] += 1
                moved = True
        if not moved:
            raise ValueError("the stages wait for each other")
    total = max(free)
    busy = sum(cost[kind] for steps in schedule for kind, _ in steps)
    return {
        "total": total,
        "bubble": 1 - busy / (total * len(schedule)),
        "peak": [_peak(steps) for steps in schedule],
    }


def _needs(kind: str, i: int, stage: int, stages: int) -> tuple[str, int, int] | None:
    if kind == "F":
        return ("F", i, stage - 1) if stage else None
    return ("B", i, stage + 1) if stage < stages - 1 else ("F", i, stage)


def _peak(steps: list[Step]) -> int:
    held = most = 0
    for kind, _ in steps:
        held += 1 if kind == "F" else -1
        most = max(most, held)
    return most
