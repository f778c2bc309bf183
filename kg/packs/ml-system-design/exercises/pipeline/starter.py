Step = tuple[str, int]  # ("F", micro-batch) or ("B", micro-batch)
Schedule = list[list[Step]]  # the steps of each stage, in its order


def bubble_share(stages: int, micro_batches: int) -> float:
    """The idle share of a stage's time."""
    raise NotImplementedError("TODO 1: the formula")


def gpipe(stages: int, micro_batches: int) -> Schedule:
    """All forward passes, then all backward passes from the last micro-batch to the first."""
    raise NotImplementedError("TODO 2: the same list for every stage")


def one_f_one_b(stages: int, micro_batches: int) -> Schedule:
    """Warm up, then one forward and one backward pass in turn, then the backward passes left."""
    raise NotImplementedError("TODO 3: warm-up, alternate, drain")


def simulate(schedule: Schedule, forward: float = 1.0, backward: float = 2.0) -> dict:
    """Run a schedule; returns total time, bubble share and peak micro-batches of each stage.

    Raises ValueError where stages wait for each other for ever.
    """
    raise NotImplementedError("TODO 4: start each pass as early as it can")
