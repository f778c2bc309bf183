"""A run's outcome as lines a person reads: what was found, what it usually means, the ladder.

Owns the wording and order of a report; both front ends show these lines. Not here: colours,
statuses (outcome.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from exercises.outcome import Check, Metric, Outcome

GUARD = (
    "Your answer runs as you, in a process of its own with limits on time, memory and files. This "
    "stops endless loops and stray files. It is no wall: run no answers of people you do not trust."
)
_SIGNS = {"pass": "✓", "skipped": "-"}
_HEADS = {
    "pass": "Passed",
    "fail": "Not yet",
    "error": "An error",
    "timeout": "Timed out",
    "out_of_memory": "Out of memory",
    "cancelled": "Cancelled",
    "skipped": "Not run",
}
_BAR = 24


def open_tier(tiers: Collection[str]) -> str:
    """What is left to show after a pass, in words; '' where nothing is."""
    return "GPU tier open" if "gpu" in tiers else ""


def report(outcome: Outcome) -> list[str]:
    """The whole report, one screen."""
    lines = [_head(outcome), ""]
    lines += [_check_line(check) for check in outcome.checks]
    for check in outcome.checks:
        if check.status not in ("pass", "skipped"):
            lines += ["", *_finding(check)]
    for metric in outcome.metrics:
        lines += ["", *ladder(metric)]
    lines += [f"Note: {note}" for note in outcome.notes]
    lines += ["", _foot(outcome)]
    return lines


def _head(outcome: Outcome) -> str:
    head = _HEADS[outcome.status]
    if outcome.passed and "gpu" in outcome.open_tiers:
        return f"{head} at the CPU tier; the GPU tier is open."
    if outcome.passed:
        return f"{head}."
    return f"{head}: {outcome.reason}." if not outcome.checks and outcome.reason else f"{head}."


def _check_line(check: Check) -> str:
    sign = _SIGNS.get(check.status, "✗")
    task = f"task {check.task}, " if check.task > 1 else ""
    slow = f"  {check.seconds:.1f} s" if check.seconds >= 1 else ""
    return f"  {sign} {check.name.replace('_', ' ')} ({task}{check.layer}){slow}"


def _finding(check: Check) -> Iterator[str]:
    """What is wrong, where, three rows, and what it usually means."""
    says = f"{check.says[:1].upper()}{check.says[1:]}"
    yield says if says.endswith((".", "?", "!")) else f"{says}."
    if check.where:
        yield f"  at {check.where}"
    if check.lines:
        yield from (f"  {line}" for line in check.lines)
    else:
        rows = (("expected", check.expected), ("got", check.got))
        yield from (f"  {name:<9} {value}" for name, value in rows if value)
    if check.tolerance and check.tolerance != "exactly":
        yield f"  tolerance {check.tolerance}"
    if check.usually:
        yield f"  Usually means: {check.usually}"


def ladder(metric: Metric) -> list[str]:
    """A figure on its ladder: random, baseline, yours, published."""
    judged = "" if metric.judged else ", not judged here"
    goal = f"{metric.op} {metric.bound:g}{metric.unit}"
    lines = [f"{metric.name.replace('_', ' ')}: {metric.value:.4g}{metric.unit} ({goal}{judged})"]
    rungs = [*metric.ladder, ("yours", metric.value)]
    if len(rungs) == 1:
        return lines
    worst_first = metric.op == "<="
    rungs.sort(key=lambda rung: rung[1], reverse=worst_first)
    most = max(abs(value) for _, value in rungs) or 1.0
    width = max(len(name) for name, _ in rungs)
    for name, value in rungs:
        bar = "█" * max(1, round(_BAR * abs(value) / most))
        mark = " ◀" if name == "yours" else ""
        lines.append(f"  {name:<{width}} {value:>9.4g} {bar}{mark}")
    return lines


def _foot(outcome: Outcome) -> str:
    where = outcome.device or "no device"
    host = f" on {outcome.host}" if outcome.host else ""
    words = f"{where} ({outcome.device_words})" if outcome.device_words else where
    version = f", torch {outcome.torch}" if outcome.torch else ""
    short = ", short form" if outcome.short else ""
    return (
        f"{outcome.wall_s:.1f} s, {outcome.peak_mb:.0f} MB, {words}{version}{host}, "
        f"seed {outcome.seed}{short}"
    )
