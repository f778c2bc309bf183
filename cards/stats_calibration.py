"""Calibration: how often a card was remembered, against how often FSRS said it would be.

Owns which answers are compared, the bins, log loss and RMSE(bins) as srs-benchmark and fsrs-rs
define them. Not here: the prediction (stats_memory.py), fitting parameters.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cards.stats_evidence import Evidence
from cards.stats_log import Floats, Ints, Log, Switches
from cards.stats_memory import Folded
from cards.stats_shape import Chart, Json, Series, Statistic, Table, many, percent

BINS = 20


class Compared(NamedTuple):
    """Predictions and outcomes. predicted: 0..1. passed: 0 or 1. group: the RMSE bin of each."""

    predicted: Floats
    passed: Floats
    group: Ints


def compare(log: Log, folded: Folded) -> Compared:
    """Take every answer at least one study day after the one before; same-day ones say nothing."""
    asked = ~log.first & (log.elapsed > 0)
    return Compared(
        folded.predicted[asked], (log.rating[asked] > 1).astype(np.float64), _groups(log)[asked]
    )


def _groups(log: Log) -> Ints:
    """Number the bins of RMSE(bins): by days elapsed, reviews so far and lapses so far.

    As fsrs-rs: 2.48 3.62^[log_3.62 t], 1.99 1.89^[log_1.89 n], 1.65 1.73^[log_1.73 l]; reviews
    and lapses count only answers a day or more after the one before. The powers grow with their
    exponents, so the exponents name the bins.
    """
    later = log.elapsed > 0
    reviews = _so_far(later, log) + 2  # the answer itself and the first one too
    lapses = _so_far(later & (log.rating == 1), log)
    days = _step(np.maximum(log.elapsed, 1), 3.62)
    forgotten = np.where(lapses > 0, _step(np.maximum(lapses, 1), 1.73) + 1, 0)
    return np.asarray((days * 100 + _step(reviews, 1.89)) * 100 + forgotten, dtype=np.int64)


def _so_far(event: Switches, log: Log) -> Ints:
    """Count an event in each memory before the place itself."""
    count: Ints = np.cumsum(event, dtype=np.int64) - event
    starts = np.flatnonzero(log.first)
    lengths = np.diff(np.append(starts, len(count)))
    return np.asarray(count - np.repeat(count[starts], lengths), dtype=np.int64)


def _step(number: Ints, base: float) -> Ints:
    return np.asarray(np.floor(np.log(number) / np.log(base)), dtype=np.int64)


def log_loss(found: Compared) -> float | None:
    """Mean of -ln of the chance given to what happened; None without an answer. Less is better."""
    if not len(found.predicted):
        return None
    chance = np.clip(found.predicted, 1e-7, 1 - 1e-7)
    return float(-np.mean(np.where(found.passed > 0, np.log(chance), np.log(1 - chance))))


def rmse_bins(found: Compared) -> float | None:
    """Root of the mean squared gap of predicted and observed, over bins by their answers."""
    if not len(found.predicted):
        return None
    _, places, counts = np.unique(found.group, return_inverse=True, return_counts=True)
    gaps = np.bincount(places, found.predicted - found.passed) / counts
    return float(np.sqrt((gaps**2 * counts).sum() / counts.sum()))


def calibration(evidence: Evidence) -> Statistic:
    """Predicted against observed recall in the period, in bins of 5 points."""
    log, period = evidence.log, evidence.period
    found = compare(log, evidence.folded)
    asked = ~log.first & (log.elapsed > 0)
    here = (log.day[asked] >= period.first) & (log.day[asked] <= period.last)
    found = Compared(found.predicted[here], found.passed[here], found.group[here])
    place = np.clip((found.predicted * BINS).astype(np.int64), 0, BINS - 1)
    count = np.bincount(place, minlength=BINS)
    told = np.bincount(place, found.predicted, BINS)
    seen = np.bincount(place, found.passed, BINS)
    bins = [
        (low, int(count[low]), float(told[low] / count[low]), float(seen[low] / count[low]))
        for low in range(BINS)
        if count[low]
    ]
    return Statistic(
        "calibration", "Calibration", _told(found, period.words),
        "The chance of recall that FSRS-6 gives with your parameters of now, "
        "R = (1 + F t/S)^-w20, against what happened, for every answer a day or more after the one "
        "before. Log loss and RMSE(bins) as in the FSRS benchmark; less is better.",
        _charts(bins),
        (_table(bins),) if bins else (),
        {
            "answers": len(found.predicted),
            "predicted": _mean(found.predicted), "observed": _mean(found.passed),
            "log_loss": _short(log_loss(found)), "rmse_bins": _short(rmse_bins(found)),
            "bins": _bins(bins),
        },
    )  # fmt: skip


def _told(found: Compared, words: str) -> str:
    loss, rmse = log_loss(found), rmse_bins(found)
    if loss is None or rmse is None:
        return f"No answer in {words} came a day or more after another, so nothing can be compared."
    told, seen = float(found.predicted.mean()), float(found.passed.mean())
    apart = round(seen * 100) - round(told * 100)
    how = "as predicted" if not apart else f"{abs(apart)} points {'more' if apart > 0 else 'fewer'}"
    return (
        f"{percent(seen)} of {many(len(found.passed), 'answer')} in {words} were remembered, "
        f"{percent(told)} were predicted ({how}). Log loss {loss:.3f}, RMSE(bins) {rmse:.3f}."
    )


_Bin = tuple[int, int, float, float]


def _label(low: int) -> str:
    return f"{low * 100 // BINS}-{(low + 1) * 100 // BINS}%"


def _charts(bins: list[_Bin]) -> tuple[Chart, ...]:
    if not bins:
        return ()
    labels = tuple(_label(low) for low, *_ in bins)
    observed = Series("observed", tuple(seen for *_, seen in bins))
    counts = Series("answers", tuple(float(count) for _, count, *_ in bins))
    return (
        Chart("Remembered, by predicted recall", labels, (observed,), "%",
              tuple(told for _, _, told, _ in bins), "predicted", 1.0),
        Chart("Answers, by predicted recall", labels, (counts,), "answers"),
    )  # fmt: skip


def _table(bins: list[_Bin]) -> Table:
    return Table(
        ("predicted", "mean", "observed", "answers"),
        tuple(
            (_label(low), percent(told), percent(seen), f"{count:,}")
            for low, count, told, seen in bins
        ),
    )


def _bins(bins: list[_Bin]) -> list[Json]:
    return [
        {
            "from": low / BINS, "to": (low + 1) / BINS, "answers": count,
            "predicted": round(told, 6), "observed": round(seen, 6),
        }
        for low, count, told, seen in bins
    ]  # fmt: skip


def _mean(values: Floats) -> float | None:
    return round(float(values.mean()), 6) if len(values) else None


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
