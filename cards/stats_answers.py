"""Statistics of the answers: how many and how long, remembered or not, at what hour, which button.

Owns these figures and their words. Definitions are Anki's (its manual, "Statistics"; rslib
src/stats/graphs): an answer of a card in its steps is learning or relearning, of one with an
interval young (under 21 days) or mature. Not here: the definitions themselves (stats_days.py).
"""

from __future__ import annotations

import numpy as np

from cards.stats_days import MATURE_DAYS, Retention
from cards.stats_evidence import Evidence
from cards.stats_log import LEARN, RELEARN, REVIEW, Log, Switches
from cards.stats_period import Bins, cut, iso
from cards.stats_shape import Chart, Json, Series, Statistic, Table, many, percent, spell

BUTTONS = ("Again", "Hard", "Good", "Easy")
# From the bottom of the bar to its top.
_CLASSES = ("mature", "young", "relearning", "learning")


def classes(log: Log) -> dict[str, Switches]:
    """Sort answers into Anki's four classes."""
    review, mature = log.kind == REVIEW, log.before >= MATURE_DAYS
    return {
        "mature": review & mature,
        "young": review & ~mature,
        "relearning": log.kind == RELEARN,
        "learning": log.kind == LEARN,
    }


def reviews(evidence: Evidence) -> Statistic:
    """Answers and time per day, by class."""
    log, period = evidence.recent, evidence.period
    bins, sorts = cut(period), classes(log)
    seconds = float(log.duration_ms.sum()) / 1000
    answers, studied = len(log.day), len(np.unique(log.day))
    counts = [Series(name, bins.sums(log.day[sorts[name]])) for name in _CLASSES]
    minutes = [
        Series(name, bins.sums(log.day[here], log.duration_ms[here] / 60_000))
        for name, here in sorts.items()
    ]
    summary = f"No answer in {period.words}."
    if answers:
        summary = (
            f"{many(answers, 'answer')} in {period.words}, on {studied:,} of "
            f"{many(period.days, 'day')}: {answers / studied:,.0f} on a day of study. "
            f"{spell(seconds)} in all, {seconds / answers:.0f} s an answer."
        )
    return Statistic(
        "reviews", "Reviews and time", summary,
        "Every answer that counts, undone ones left out. Learning and relearning: in the steps of a"
        " new or a forgotten card. Young: the interval was under 21 days. Mature: 21 days or more.",
        (
            Chart(f"Answers per {bins.width}", bins.labels, tuple(counts), "answers"),
            Chart(f"Minutes per {bins.width}", bins.labels, tuple(minutes), "min"),
        ),
        (),
        {
            "answers": answers, "days_studied": studied, "days": period.days,
            "seconds": round(seconds, 3), "by_day": _by_day(log, sorts),
        },
    )  # fmt: skip


def _by_day(log: Log, sorts: dict[str, Switches]) -> list[Json]:
    """Only days with an answer."""
    days, places = np.unique(log.day, return_inverse=True)
    size = len(days)
    counts = {name: np.bincount(places[sorts[name]], minlength=size) for name in reversed(_CLASSES)}
    seconds = np.bincount(places, weights=log.duration_ms / 1000, minlength=size)
    return [
        {
            "day": iso(int(day)),
            **{name: int(found[place]) for name, found in counts.items()},
            "seconds": round(float(seconds[place]), 3),
        }
        for place, day in enumerate(days)
    ]


def true_reviews(log: Log) -> Log:
    """Keep what true retention counts: the first review of each card on each study day."""
    log = log.only(log.kind == REVIEW)
    if not len(log.card):
        return log
    same = log.card[1:] == log.card[:-1]
    first = np.concatenate(([True], ~(same & (log.day[1:] == log.day[:-1]))))
    # Days that run backwards (westward travel) are rare; a sort of all would stop other threads.
    for card in np.unique(log.card[1:][same & (log.day[1:] < log.day[:-1])]):
        places = np.flatnonzero(log.card == card)
        first[places] = False
        first[places[np.unique(log.day[places], return_index=True)[1]]] = True
    return log.only(first)


def retention_of(log: Log) -> Retention:
    """Count passes and fails."""
    failed = int((log.rating == 1).sum())
    return Retention(len(log.rating) - failed, failed)


def retention(evidence: Evidence) -> Statistic:
    """True retention: a table of periods, and how it went over the days asked about."""
    log, today = true_reviews(evidence.log), evidence.today
    rows: list[tuple[str, ...]] = []
    data: dict[str, Json] = {}
    for name, words, days in _PERIODS:
        here = log.only((log.day > today - days) & (log.day <= today)) if days else log
        mature = here.before >= MATURE_DAYS
        found = [retention_of(here.only(~mature)), retention_of(here.only(mature))]
        found.append(retention_of(here))
        rows.append((words, *(cell for each in found for cell in _cells(each))))
        data[name] = {
            sort: {"passed": each.passed, "failed": each.failed, "rate": _rounded(each.rate)}
            for sort, each in zip(("young", "mature", "all"), found, strict=True)
        }
    recent = log.only((log.day >= evidence.period.first) & (log.day <= today))
    return Statistic(
        "retention", "True retention", _told(retention_of(recent), evidence),
        "The first review of each card on each day; learning and relearning steps do not count. "
        "Again is forgotten, the other three are remembered. Young: the interval before was under "
        "21 days. It should be near the desired retention; a single day says little.",
        (_retention_chart(recent, cut(evidence.period), evidence.desired_retention),),
        (Table(("", "young", "reviews", "mature", "reviews", "all", "reviews"), tuple(rows)),),
        {"desired_retention": evidence.desired_retention, "periods": data},
    )  # fmt: skip


_PERIODS = (
    ("day", "today", 1), ("week", "week", 7), ("month", "month", 30), ("year", "year", 365),
    ("all", "all time", 0),
)  # fmt: skip


def _cells(found: Retention) -> tuple[str, str]:
    return percent(found.rate), f"{found.passed + found.failed:,}"


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)


def _told(found: Retention, evidence: Evidence) -> str:
    words = evidence.period.words
    if found.rate is None:
        return f"No review in {words}, so nothing is known of your retention."
    total, wanted = found.passed + found.failed, evidence.desired_retention
    apart = round(found.rate * 100) - round(wanted * 100)
    how = "as wished" if not apart else f"{abs(apart)} points {'above' if apart > 0 else 'below'}"
    return (
        f"{percent(found.rate)} of {many(total, 'review')} remembered in {words}; "
        f"{percent(wanted)} is desired ({how})."
    )


def _retention_chart(log: Log, bins: Bins, wanted: float) -> Chart:
    total = np.asarray(bins.sums(log.day))
    passed = np.asarray(bins.sums(log.day[log.rating > 1]))
    shares = tuple(float(p / t) if t else 0.0 for p, t in zip(passed, total, strict=True))
    marks = tuple(wanted if t else None for t in total)
    return Chart(
        f"True retention per {bins.width}", bins.labels, (Series("remembered", shares),), "%",
        marks, f"desired {percent(wanted)}", 1.0,
    )  # fmt: skip


def hours(evidence: Evidence) -> Statistic:
    """Answers and the share that was not Again, by the local hour at which they were given."""
    log = evidence.recent
    counts = np.bincount(log.hour, minlength=24)
    passed = np.bincount(log.hour[log.rating > 1], minlength=24)
    shares = [float(p / c) if c else None for p, c in zip(passed, counts, strict=True)]
    labels = tuple(str(hour) for hour in range(24))
    summary = f"No answer in {evidence.period.words}."
    if len(log.hour):
        busiest = int(counts.argmax())
        summary = f"Most answers, {int(counts[busiest]):,}, between {busiest} and {busiest + 1} h"
        enough = [h for h in range(24) if counts[h] >= max(30, 0.02 * len(log.hour))]
        best = max(enough, key=lambda hour: shares[hour] or 0.0, default=None)
        if best is not None:
            summary += f"; best remembered between {best} and {best + 1} h: {percent(shares[best])}"
        summary += "."
    return Statistic(
        "hours", "Hours of the day", summary,
        "The local hour at which an answer was given; remembered: any answer but Again. An hour of "
        "few answers says little, so the best one is sought among those with 30 and 2 % at least.",
        (
            Chart("Answers by hour", labels,
                  (Series("answers", tuple(float(c) for c in counts)),), "answers"),
            Chart("Remembered by hour", labels,
                  (Series("remembered", tuple(share or 0.0 for share in shares)),), "%", top=1.0),
        ),
        (),
        {"by_hour": [
            {"hour": hour, "answers": int(counts[hour]), "passed": int(passed[hour])}
            for hour in range(24)
        ]},
    )  # fmt: skip


def buttons(evidence: Evidence) -> Statistic:
    """How often each of the four answers was given, by learning, young and mature."""
    log = evidence.recent
    sorts = classes(log)
    found = {
        "learning": log.rating[sorts["learning"] | sorts["relearning"]],
        "young": log.rating[sorts["young"]],
        "mature": log.rating[sorts["mature"]],
    }
    counts = {
        name: [int((given == rating).sum()) for rating in (1, 2, 3, 4)]
        for name, given in found.items()
    }
    rows = tuple(
        (name, *(f"{number:,}" for number in four), percent(_passed(four)))
        for name, four in counts.items()
    )
    total = [sum(four) for four in zip(*counts.values(), strict=True)]
    told = ", ".join(
        f"{word} {percent(number / sum(total))}"
        for word, number in zip(BUTTONS, total, strict=True)
        if sum(total)
    )
    hard_misused = total[1] > 3 * total[0] and total[1] > 0.3 * sum(total)
    return Statistic(
        "buttons", "Answer buttons",
        (f"{told} of {many(sum(total), 'answer')} in {evidence.period.words}." if told
         else f"No answer in {evidence.period.words}.")
        + (" Hard is given often; it means 'I knew it, with effort', not 'I forgot'."
           if hard_misused else ""),
        "Learning: new cards and cards in relearning. Young, mature: the interval before was under "
        "21 days, or 21 and more.",
        (Chart("Answers by button", BUTTONS, tuple(
            Series(name, tuple(float(number) for number in counts[name]))
            for name in ("mature", "young", "learning")), "answers"),),
        (Table(("", *BUTTONS, "remembered"), rows),),
        {name: {word.lower(): number for word, number in zip(BUTTONS, four, strict=True)}
         for name, four in counts.items()},
    )  # fmt: skip


def _passed(four: list[int]) -> float | None:
    return sum(four[1:]) / sum(four) if sum(four) else None
