"""How a run ended, as the rest of Edgewise sees it: status, reason, checks, metrics.

Owns the statuses. Not here: making the checks (inside/child.py), words for a screen
(report_text.py).
"""

from __future__ import annotations

from typing import NamedTuple

Json = dict[str, object]
PASS = "pass"
STATUSES = (
    PASS, "fail", "error", "timeout", "out_of_memory", "cancelled", "skipped",
)  # fmt: skip


class Check(NamedTuple):
    """One check. status: pass, fail, todo, error, out_of_memory or skipped; seconds: wall."""

    name: str
    layer: str
    task: int
    status: str
    says: str
    expected: str
    got: str
    tolerance: str
    usually: str
    where: str
    lines: tuple[str, ...]
    seconds: float


class Metric(NamedTuple):
    """One figure with its bound. judged: False where it was only reported."""

    name: str
    value: float
    op: str
    bound: float
    floor: float | None
    unit: str
    tier: str
    judged: bool
    ladder: tuple[tuple[str, float], ...]


class Outcome(NamedTuple):
    """One run. wall_s: all of it; peak_mb: resident memory of all its processes at once.

    open_tiers: `gpu` where the CPU's checks passed and those of a GPU could not be made. host: the
    other machine it ran on, '' for this one.
    """

    status: str
    reason: str
    checks: tuple[Check, ...]
    metrics: tuple[Metric, ...]
    notes: tuple[str, ...]
    device: str
    device_words: str
    torch: str
    seed: int
    short: bool
    open_tiers: tuple[str, ...]
    wall_s: float
    peak_mb: float
    host: str
    raw: Json

    @property
    def passed(self) -> bool:
        """Whether every check that could be made here was passed."""
        return self.status == PASS


def outcome_of(raw: Json) -> Outcome:
    """Read a report; what it lacks is empty."""
    return Outcome(
        status=_text(raw, "status") if _text(raw, "status") in STATUSES else "error",
        reason=_text(raw, "reason"),
        checks=tuple(_check(row) for row in _rows(raw, "checks")),
        metrics=tuple(_metric(row) for row in _rows(raw, "metrics")),
        notes=_texts(raw, "notes"),
        device=_text(raw, "device"),
        device_words=_text(raw, "device_words"),
        torch=_text(raw, "torch"),
        seed=int(_number(raw, "seed")),
        short=bool(raw.get("short")),
        open_tiers=_texts(raw, "open_tiers"),
        wall_s=_number(raw, "wall_s"),
        peak_mb=_number(raw, "peak_mb"),
        host=_text(raw, "host"),
        raw=raw,
    )


def _check(row: Json) -> Check:
    return Check(
        _text(row, "name"), _text(row, "layer"), int(_number(row, "task")), _text(row, "status"),
        _text(row, "says"), _text(row, "expected"), _text(row, "got"), _text(row, "tolerance"),
        _text(row, "usually"), _text(row, "where"), _texts(row, "lines"), _number(row, "seconds"),
    )  # fmt: skip


def _metric(row: Json) -> Metric:
    floor = row.get("floor")
    ladder = row.get("ladder")
    rungs = [rung for rung in ladder if isinstance(rung, list)] if isinstance(ladder, list) else []
    return Metric(
        _text(row, "name"), _number(row, "value"), _text(row, "op"), _number(row, "bound"),
        float(floor) if isinstance(floor, int | float) else None, _text(row, "unit"),
        _text(row, "tier"), bool(row.get("judged")),
        tuple((str(name), float(value)) for name, value in rungs),
    )  # fmt: skip


def _rows(raw: Json, name: str) -> list[Json]:
    found = raw.get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _text(raw: Json, name: str) -> str:
    found = raw.get(name)
    return found if isinstance(found, str) else ""


def _texts(raw: Json, name: str) -> tuple[str, ...]:
    found = raw.get(name)
    return tuple(str(one) for one in found) if isinstance(found, list) else ()


def _number(raw: Json, name: str) -> float:
    found = raw.get(name)
    return float(found) if isinstance(found, int | float) else 0.0
