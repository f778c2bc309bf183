import math  # noqa: F401 - math.nan, math.log2
from collections.abc import Sequence


def rank(scores: dict[str, float]) -> list[str]:
    """Items by falling score; equal scores in the alphabetical order of the items."""
    raise NotImplementedError("TODO 1: sort the items")


def precision_at_k(ranking: Sequence[str], grades: dict[str, float], k: int) -> float:
    """Relevant items among the first k places, divided by k."""
    raise NotImplementedError("TODO 2: precision at k")


def recall_at_k(ranking: Sequence[str], grades: dict[str, float], k: int) -> float:
    """Relevant items among the first k places, divided by all relevant ones; nan without any."""
    raise NotImplementedError("TODO 2: recall at k")


def reciprocal_rank(ranking: Sequence[str], grades: dict[str, float]) -> float:
    """1 over the place of the first relevant item; 0 if none is found, nan if there is none."""
    raise NotImplementedError("TODO 3: the first relevant place")


def average_precision(ranking: Sequence[str], grades: dict[str, float]) -> float:
    """Sum of the precision at each relevant place, divided by all relevant items; nan without."""
    raise NotImplementedError("TODO 4: precision at each relevant place")


def ndcg_at_k(ranking: Sequence[str], grades: dict[str, float], k: int) -> float:
    """DCG of the first k places over that of the best possible order; nan without a relevant."""
    raise NotImplementedError("TODO 5: discounted gain over the ideal one")


def mean_over_queries(values: Sequence[float]) -> float:
    """The mean of a metric over queries, those with nan left out; nan if all are."""
    raise NotImplementedError("TODO 6: the mean of what is defined")
