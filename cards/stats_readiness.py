"""Readiness over time: the mean chance of recall of all cards, on days of the past and today.

Owns which days are sampled and how a card's chance on a past day is found: by its last answer until
then and the forgetting curve. A card not yet answered counts as forgotten; a suspended or known one
is left out, as in readiness.py, which owns the value of now.
"""

from __future__ import annotations

import json

import numpy as np

from cards.stats_evidence import Evidence
from cards.stats_log import Floats, Ints, Log, Switches
from cards.stats_memory import recall
from cards.stats_period import Period, cut, iso
from cards.stats_shape import Chart, Json, Series, Statistic, many, percent
from cards.store import Value

NO_CARD = -1
_CARDS = (
    "SELECT card.id FROM card JOIN memory ON memory.card_id = card.id"
    " WHERE card.state = 'live' AND suspended = 0 AND known = 0"
)
_OF_NODES = _CARDS + " AND card.node IN (SELECT value FROM json_each(:nodes))"


def readiness(evidence: Evidence) -> Statistic:
    """Mean recall over the cards of now, at the end of each bar of the period."""
    cards = _cards(evidence)
    log = evidence.log
    chosen = _among(log.card, cards)
    days = _sampled(evidence.period)
    recalls, answered = _recalls(
        log.only(chosen), evidence.folded.stability[chosen], days, evidence.parameters
    )
    bins = cut(evidence.period)
    size = max(1, len(cards))
    means = tuple(float(total) / size for total in recalls)
    data: list[Json] = [
        {
            "day": iso(day), "mean": round(mean, 6), "answered": int(count),
            "remembered": round(float(total), 3),
        }
        for day, mean, count, total in zip(days, means, answered, recalls, strict=True)
    ]  # fmt: skip
    return Statistic(
        "readiness", "Readiness over time",
        _told(len(cards), means, int(answered[-1]), evidence),
        "The chance of recall at the end of a day, the mean over the cards of now; one not yet "
        "answered by then counts as 0. By the last answer until then and FSRS-6's curve, "
        "R = (1 + F t/S)^-w20. An estimate.",
        (
            Chart(f"Readiness, {evidence.about}", bins.labels, (Series("mean recall", means),),
                  "%", top=1.0),
            Chart("Cards answered so far", bins.labels,
                  (Series("cards", tuple(float(each) for each in answered)),), "cards"),
        ),
        (),
        {"about": evidence.about, "cards": len(cards), "by_day": data},
    )  # fmt: skip


def _told(cards: int, means: tuple[float, ...], answered: int, evidence: Evidence) -> str:
    if not cards:
        return f"No card counts for {evidence.about}."
    moved = round(means[-1] * 100) - round(means[0] * 100)
    way = "up" if moved > 0 else "down"
    how = f"{way} {many(abs(moved), 'point')}" if moved else "no change"
    return (
        f"{percent(means[-1])} of {many(cards, 'card')} ({evidence.about}) would be remembered "
        f"today; {how} over {evidence.period.words}. {answered:,} were answered at least once."
    )


def _cards(evidence: Evidence) -> Ints:
    nodes = evidence.nodes
    values: dict[str, Value] = {} if nodes is None else {"nodes": json.dumps(sorted(nodes))}
    sql = _CARDS if nodes is None else _OF_NODES
    return np.array(evidence.store.query(int, sql, values), dtype=np.int64)


def _among(card: Ints, cards: Ints) -> Switches:
    """Tell of each answer whether its card is among these; answers lie together card by card."""
    if not len(card):
        return np.zeros(0, dtype=np.bool_)
    starts = np.flatnonzero(np.concatenate(([True], card[1:] != card[:-1])))
    lengths = np.diff(np.append(starts, len(card)))
    own, wanted = card[starts], np.append(np.sort(cards), NO_CARD)
    return np.repeat(wanted[np.searchsorted(wanted[:-1], own)] == own, lengths)


def _sampled(period: Period) -> list[int]:
    """Return the last day of every bar."""
    starts = cut(period).starts
    return [*(start - 1 for start in starts[1:]), period.last]


def _recalls(
    log: Log, stability: Floats, days: list[int], parameters: tuple[float, ...]
) -> tuple[Floats, Ints]:
    """Return, for each day, the sum of the cards' recall and how many had been answered.

    stability: after each answer of the log.
    """
    sums, counts = np.zeros(len(days)), np.zeros(len(days), dtype=np.int64)
    size = len(log.card)
    if not size:
        return sums, counts
    starts = np.flatnonzero(np.concatenate(([True], log.card[1:] != log.card[:-1])))
    places = np.arange(size)
    for number, day in enumerate(days):
        # Of each card the last answer until that day; -1: none yet.
        last = np.maximum.reduceat(np.where(log.last_day <= day, places, -1), starts)
        last = last[last >= 0]
        last = last[log.until[last] > day]
        elapsed = day - log.last_day[last]
        sums[number] = recall(stability[last], elapsed, parameters).sum()
        counts[number] = len(last)
    return sums, counts
