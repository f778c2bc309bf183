"""Statistics of the cards as they are now: what comes due, memory in histograms, hardest nodes.

Owns these figures and their words; read from the memory table, so they need no log. Not here: how
memory follows from the log (replay.py), the definition of due (stats_days.py).
"""

from __future__ import annotations

import numpy as np

from cards import stats_days
from cards.stats_evidence import Evidence
from cards.stats_log import Floats, Ints
from cards.stats_memory import recall
from cards.stats_period import Period, cut, iso
from cards.stats_shape import Chart, Json, Series, Statistic, Table, many, percent
from cards.store import Store

LONGEST_DAYS = 3650
HARDEST = 20
_STABILITY_ENDS = (1, 3, 7, 14, 30, 90, 180, 365, 730)
_STABILITY = ("<1d", "1-3d", "3-7d", "1-2w", "2-4w", "1-3mo", "3-6mo", "6-12mo", "1-2y", ">2y")
_LIVE = "EXISTS (SELECT 1 FROM card WHERE card.id = memory.card_id AND card.state = 'live')"


def due(evidence: Evidence) -> Statistic:
    """How many cards come due on each day to come, as Anki's Future Due."""
    today, days = evidence.today, evidence.days
    horizon = _last_due(evidence.store, today) - today + 1 if days is None else days
    counts = stats_days.due_by_day(evidence.store, today, max(1, min(horizon, LONGEST_DAYS)))
    overdue = _overdue(evidence.store, today)
    load = _daily_load(evidence.store)
    bins = cut(Period(today, today + len(counts) - 1, ""))
    ahead = np.arange(today, today + len(counts))
    tomorrow = f"; {counts[1]:,} tomorrow" if len(counts) > 1 else ""
    return Statistic(
        "due", "Due forecast",
        f"{many(counts[0], 'card')} due today, {overdue:,} of them since before today{tomorrow}; "
        f"{sum(counts):,} within {many(len(counts), 'day')}. On average {load:,.0f} a day.",
        "Cards that come due on each day, if none is failed and none learnt; today has all that "
        "is overdue. Suspended cards, buried ones and exercises are left out. The average is the "
        "sum of 1/interval over all cards.",
        (Chart(f"Cards due per {bins.width}", bins.labels,
               (Series("due", bins.sums(ahead, np.asarray(counts))),), "cards"),),
        (),
        {
            "overdue": overdue, "daily_load": round(load, 3),
            "by_day": [
                {"day": iso(today + place), "due": count}
                for place, count in enumerate(counts) if count or place == 0
            ],
        },
    )  # fmt: skip


def _last_due(store: Store, today: int) -> int:
    sql = "SELECT max(due_day) FROM memory WHERE active = 1 AND state >= 1"
    return max(today, store.count(sql))


def _overdue(store: Store, today: int) -> int:
    sql = (
        "SELECT count(*) FROM memory WHERE active = 1 AND state >= 1 AND due_day < :day"
        " AND buried_day <> :day"
    )
    return store.count(sql, {"day": today})


def _daily_load(store: Store) -> float:
    sql = (
        "SELECT sum(1.0 / max(1, CASE state WHEN 2 THEN due_day - last_day ELSE 1 END))"
        " FROM memory WHERE active = 1 AND state >= 1"
    )
    found = store.one(lambda load: float(load or 0), sql)
    return found or 0.0


def memory(evidence: Evidence) -> Statistic:
    """Histograms of stability, difficulty and retrievability, of every live card with a memory."""
    stability, difficulty, chance = _memories(evidence)
    cards = len(stability)
    in_s = np.bincount(np.searchsorted(_STABILITY_ENDS, stability, side="right"), minlength=10)
    in_d = np.bincount(np.clip(difficulty.astype(np.int64), 1, 9) - 1, minlength=9)
    in_r = np.bincount(np.clip((chance * 10).astype(np.int64), 0, 9), minlength=10)
    names_d = tuple(f"{low}-{low + 1}" for low in range(1, 10))
    names_r = tuple(f"{low}-{low + 10}%" for low in range(0, 100, 10))
    summary = "No card was answered yet."
    if cards:
        summary = (
            f"Of {many(cards, 'answered card')}, {chance.sum():,.0f} are remembered now, by FSRS's "
            f"estimate ({percent(float(chance.mean()))}). Median stability "
            f"{np.median(stability):,.0f} d, mean difficulty {difficulty.mean():.1f} of 10."
        )
    return Statistic(
        "memory", "Stability, difficulty, retrievability", summary,
        "Stability S: days until the chance of recall falls to 90 %. Difficulty D: 1 to 10, how "
        "slowly S grows. Retrievability R: the chance of recall today, "
        "R = (1 + F t/S)^-w20 with F = 0.9^(-1/w20) - 1 (FSRS-6).",
        (
            _histogram("Cards by stability", _STABILITY, in_s),
            _histogram("Cards by difficulty", names_d, in_d),
            _histogram("Cards by retrievability", names_r, in_r),
        ),
        (),
        {
            "cards": cards, "remembered": round(float(chance.sum()), 3),
            "median_stability": _figure(np.median(stability) if cards else None),
            "mean_difficulty": _figure(difficulty.mean() if cards else None),
            "mean_retrievability": _figure(chance.mean() if cards else None),
            "stability_days_up_to": [*_STABILITY_ENDS, None],
            "stability": in_s.tolist(), "difficulty": in_d.tolist(),
            "retrievability": in_r.tolist(),
        },
    )  # fmt: skip


def _memories(evidence: Evidence) -> tuple[Floats, Floats, Floats]:
    """Return stability, difficulty and retrievability today of each card with a memory."""
    sql = (
        "SELECT stability, difficulty, last_day FROM memory"
        f" WHERE stability IS NOT NULL AND last_day IS NOT NULL AND {_LIVE}"
    )
    parts = [np.array(rows, dtype=np.float64) for rows in evidence.store.chunks(sql, {}, 2_000)]
    rows = np.concatenate(parts) if parts else np.zeros((0, 3))
    stability, difficulty, last_day = rows.T.copy()
    chance = recall(stability, evidence.today - last_day, evidence.parameters)
    return stability, difficulty, chance


def _figure(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)


def _histogram(title: str, labels: tuple[str, ...], counts: Ints) -> Chart:
    return Chart(title, labels, (Series("cards", tuple(float(c) for c in counts)),), "cards")


def nodes(evidence: Evidence) -> Statistic:
    """Find the nodes whose cards were forgotten most, with their difficulty."""
    sql = (
        "SELECT card.node, count(*), sum(reps), sum(lapses), avg(difficulty) FROM memory"
        " JOIN card ON card.id = memory.card_id WHERE reps > 0 AND card.state = 'live'"
        " GROUP BY card.node HAVING sum(lapses) > 0"
        " ORDER BY sum(lapses) DESC, avg(difficulty) DESC, card.node LIMIT :most"
    )
    found = evidence.store.query(_node, sql, {"most": HARDEST})
    rows = tuple(
        (key.rpartition("/")[2], f"{lapses:,}", f"{hard:.1f}", f"{cards:,}", f"{answers:,}")
        for key, cards, answers, lapses, hard in found
    )
    summary = "No card was forgotten yet."
    if found:
        named = ", ".join(f"{row[0]} ({row[1]})" for row in rows[:3])
        summary = f"Forgotten most often: {named}."
    data: list[Json] = [
        {
            "node": key, "lapses": lapses, "difficulty": round(hard, 4), "cards": cards,
            "answers": answers,
        }
        for key, cards, answers, lapses, hard in found
    ]  # fmt: skip
    return Statistic(
        "nodes", "Hardest nodes", summary,
        "Lapses: how often a card with an interval was forgotten, added up over the node's cards. "
        "Difficulty: FSRS's, 1 to 10, their mean.",
        (),
        (Table(("node", "lapses", "difficulty", "cards", "answers"), rows,
               tuple(one[0] for one in found)),),
        {"nodes": data},
    )  # fmt: skip


def _node(
    key: str, cards: int, answers: int, lapses: int, difficulty: float | None
) -> tuple[str, int, int, int, float]:
    return key, cards, answers, lapses, difficulty or 0.0
