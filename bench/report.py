"""What the benchmark rows share: the setting they run in, percentiles, and a printed line."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import NamedTuple


class Setting(NamedTuple):
    """Where a row runs: two homes (1k and 100k cards), the peers' Python, how much of what.

    notes: of row 14; papers: of row 15.
    """

    folder: Path
    small: Path
    large: Path
    sizes: tuple[int, int]
    peers: str
    notes: int
    papers: int


def percentile(values: list[float], share: int) -> float:
    """Nearest-rank percentile; share in 0..100."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share / 100 * (len(ordered) - 1)))]


def median_ratio(pairs: list[tuple[float, float]]) -> float:
    """Median of ours/peer over pairs that were taken one after the other."""
    return statistics.median(ours / peer for ours, peer in pairs)


def line(row: str, what: str, value: float, goal: float, unit: str = "") -> None:
    """Print one figure beside its goal."""
    verdict = "ok" if value <= goal else "MISSED"
    print(f"row {row:<4} {what:<58} {value:8.2f}{unit:<3} goal <= {goal:g}{unit}  {verdict}")


def note(row: str, what: str) -> None:
    """Print a figure that has no goal of its own."""
    print(f"row {row:<4} {what}")
