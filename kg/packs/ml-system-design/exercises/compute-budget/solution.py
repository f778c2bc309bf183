import math

DAY_S = 86_400
YEAR_DAYS = 365.25
PER_PARAMETER_AND_TOKEN = 6


def flops_per_day(flops_per_second: float) -> float:
    """Operations that one machine does in 24 hours."""
    return flops_per_second * DAY_S


def years(flops: float, flops_per_second: float) -> float:
    """Years of 365.25 days that one machine needs for so many operations."""
    return flops / flops_per_day(flops_per_second) / YEAR_DAYS


def training_flops(parameters: float, tokens: float) -> float:
    """Operations to train a dense model: 6ND."""
    return float(PER_PARAMETER_AND_TOKEN * parameters * tokens)


def training_days(flops: float, devices: int, peak: float, mfu: float) -> float:
    """Days on a cluster. peak: FLOP/s of one device; mfu: the share of it that is reached."""
    return flops / (devices * mfu * flops_per_day(peak))


def devices_needed(flops: float, days: float, peak: float, mfu: float) -> int:
    """The fewest whole devices that finish within so many days."""
    return math.ceil(training_days(flops, 1, peak, mfu) / days)


def utilisation(parameters: float, tokens_per_second: float, devices: int, peak: float) -> float:
    """Model FLOPs utilisation: FLOP/s of 6ND over the peak of all devices together."""
    return training_flops(parameters, tokens_per_second) / (devices * peak)


def compute_optimal(flops: float, tokens_per_parameter: float = 20.0) -> tuple[float, float]:
    """Parameters and tokens that spend the budget exactly at this ratio."""
    parameters = math.sqrt(flops / (PER_PARAMETER_AND_TOKEN * tokens_per_parameter))
    return parameters, tokens_per_parameter * parameters
