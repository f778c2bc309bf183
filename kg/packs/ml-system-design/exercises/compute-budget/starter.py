import math  # noqa: F401 - math.ceil, math.sqrt


def flops_per_day(flops_per_second: float) -> float:
    """Operations that one machine does in 24 hours."""
    raise NotImplementedError("TODO 1: operations in a day")


def years(flops: float, flops_per_second: float) -> float:
    """Years of 365.25 days that one machine needs for so many operations."""
    raise NotImplementedError("TODO 1: years for one machine")


def training_flops(parameters: float, tokens: float) -> float:
    """Operations to train a dense model: 6ND."""
    raise NotImplementedError("TODO 2: the operations of a training run")


def training_days(flops: float, devices: int, peak: float, mfu: float) -> float:
    """Days on a cluster. peak: FLOP/s of one device; mfu: the share of it that is reached."""
    raise NotImplementedError("TODO 3: days on a cluster")


def devices_needed(flops: float, days: float, peak: float, mfu: float) -> int:
    """The fewest whole devices that finish within so many days."""
    raise NotImplementedError("TODO 3: devices for a date")


def utilisation(parameters: float, tokens_per_second: float, devices: int, peak: float) -> float:
    """Model FLOPs utilisation: FLOP/s of 6ND over the peak of all devices together."""
    raise NotImplementedError("TODO 4: the share of the peak")


def compute_optimal(flops: float, tokens_per_parameter: float = 20.0) -> tuple[float, float]:
    """Parameters and tokens that spend the budget exactly at this ratio."""
    raise NotImplementedError("TODO 5: the size for a budget")
