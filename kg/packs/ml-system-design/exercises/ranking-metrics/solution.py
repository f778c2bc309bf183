import math
from collections.abc import Sequence
from itertools import accumulate


def rank(scores: dict[str, float]) -> list[str]:
    """Items by falling score; equal scores in the alphabetical order of the items."""
    return sorted(scores, key=lambda item: (-scores[item], item))


def _gains(ranking: Sequence[str], grades: dict[str, float]) -> list[float]:
    """The grade at each place; 0 for an unjudged item and for a repeated one."""
    seen: set[str] = set()
    gains = []
    for item in ranking:
        gains.append(0.0 if item in seen else grades.get(item, 0.0))
        seen.add(item)
    return gains


def _relevant(grades: dict[str, float]) -> int:
    return sum(grade > 0 for grade in grades.values())


def precision_at_k(ranking: Sequence[str], grades: dict[str, float], k: int) -> float:
    """Relevant items among the first k places, divided by k."""
    return sum(gain > 0 for gain in _gains(ranking, grades)[:k]) / k


def recall_at_k(ranking: Sequence[str], grades: dict[str, float], k: int) -> float:
    """Relevant items among the first k places, divided by all relevant ones; nan without any."""
    total = _relevant(grades)
    return sum(gain > 0 for gain in _gains(ranking, grades)[:k]) / total if total else math.nan


def reciprocal_rank(ranking: Sequence[str], grades: dict[str, float]) -> float:
    """1 over the place of the first relevant item; 0 if none is found, nan if there is none."""
    if not _relevant(grades):
        return math.nan
    places = (place for place, gain in enumerate(_gains(ranking, grades), 1) if gain > 0)
    return 1 / next(places, math.inf)


def average_precision(ranking: Sequence[str], grades: dict[str, float]) -> float:
    """Sum of the precision at each relevant place, divided by all relevant items; nan without."""
    total = _relevant(grades)
    if not total:
        return math.nan
    hits = [gain > 0 for gain in _gains(ranking, grades)]
    found = accumulate(hits)
    return sum(n / p for p, (n, hit) in enumerate(zip(found, hits, strict=True), 1) if hit) / total


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))


def ndcg_at_k(ranking: Sequence[str], grades: dict[str, float], k: int) -> float:
    """DCG of the first k places over that of the best possible order; nan without a relevant."""
    if not _relevant(grades):
        return math.nan
    best = sorted(grades.values(), reverse=True)
    return _dcg(_gains(ranking, grades)[:k]) / _dcg(best[:k])


def mean_over_queries(values: Sequence[float]) -> float:
    """The mean of a metric over queries, those with nan left out; nan if all are."""
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan
