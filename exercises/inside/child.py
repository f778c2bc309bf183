"""The process an answer runs in: loads it, makes the checks in order, and tells the warden.

Owns the order of layers (the first layer with a fault ends the run), what an exception means, and
that the verdict goes over a private socket with a word the answer never saw. It is a guard
against accidents, not a wall against an attacker. Not here: limits from outside (warden.py).

Run as `python -P -m <package>.child REQUEST.json SOCKET_FD`.
"""

from __future__ import annotations

import inspect
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType

from . import blame, limits
from .context import Bound, Context
from .device import choose
from .faults import ERROR, MEMORY, TODO, Failed, OnRank, Skipped
from .load import load_module
from .request import CheckRow, Request, Spec, read_request, read_spec

LAYERS = ("signature", "shape", "example", "oracle", "property", "metric", "speed")
PASS, FAIL, SKIPPED = "pass", "fail", "skipped"
_dumps, _clock, _cpu_clock, _as_dict = json.dumps, time.perf_counter, time.process_time, asdict


@dataclass
class CheckResult:
    """One check as it came out; all texts may be ''. seconds: wall time."""

    name: str
    layer: str
    task: int
    status: str = PASS
    says: str = ""
    expected: str = ""
    got: str = ""
    tolerance: str = ""
    usually: str = ""
    where: str = ""
    seconds: float = 0.0
    lines: list[str] = field(default_factory=list)


def main(request_path: str, descriptor: str) -> int:
    """Run everything and send the result; returns the exit code (0 unless it could not be sent)."""
    private = socket.socket(fileno=int(descriptor))
    os.set_inheritable(private.fileno(), False)
    word = private.recv(64)
    request = read_request(Path(request_path))
    limits.end_with_parent()
    limits.set_limits(request["limits"])
    started, cpu = _clock(), _cpu_clock()
    result = _run(request)
    result["seconds"], result["cpu_seconds"] = _clock() - started, _cpu_clock() - cpu
    sys.stdout.flush()
    sys.stderr.flush()
    private.sendall(word + _dumps(result).encode() + b"\n")
    private.close()
    # Threads and exit handlers of the answer have nothing more to say.
    os._exit(0)


def _run(request: Request) -> dict[str, object]:
    folder = Path(request["exercise"])
    spec = read_spec(folder / "exercise.toml")
    try:
        device = choose(request["device"], spec["allowed"], spec["needs_torch"])
    except (LookupError, ImportError) as missing:
        return {"status": SKIPPED, "reason": str(missing), "checks": []}
    ctx = Context(
        folder,
        device,
        request["seed"],
        short=request["short"],
        bounds={row.name: row for row in spec["bounds"]},
        data={name: Path(path) for name, path in request["data"].items()},
        answer=Path(request["answer"]),
        size=spec["ranks"],
    )
    checks = load_module(folder / "checks.py", "exercise_checks")
    rows = sorted(spec["checks"], key=lambda row: LAYERS.index(row["layer"]))
    calls = {row["name"]: getattr(checks, f"check_{row['name']}") for row in rows}
    done: list[CheckResult] = []
    status, reason = _judge(Path(request["answer"]), spec, rows, calls, ctx, done)
    return {
        "status": status,
        "reason": reason,
        "checks": [_as_dict(one) for one in done],
        "metrics": [_metric_row(one.bound, one.value, one.judged) for one in ctx.measured],
        "notes": ctx.notes,
        "device": device.name,
        "device_words": device.words,
        "torch": device.torch,
        "tier": device.tier,
        "open_tiers": _open_tiers(spec, ctx),
        "seed": request["seed"],
        "short": request["short"],
    }


def _judge(
    answer_path: Path,
    spec: Spec,
    rows: list[CheckRow],
    calls: dict[str, Callable[[ModuleType, Context], None]],
    ctx: Context,
    done: list[CheckResult],
) -> tuple[str, str]:
    """Make the checks, into done; returns status and reason of the whole."""
    ctx.seed_all()
    first = _guarded("import", "signature", 1, "", answer_path, lambda: _import(answer_path, spec))
    done.append(first)
    if first.status != PASS:
        return _whole(done)
    answer = sys.modules["answer"]
    for layer in LAYERS:
        for row in (row for row in rows if row["layer"] == layer):
            if row["tier"] == "gpu" and ctx.tier != "gpu":
                continue
            ctx.seed_all()
            call = calls[row["name"]]
            done.append(
                _guarded(row["name"], layer, row["task"], row["usually"], answer_path,
                         lambda call=call: call(answer, ctx))  # type: ignore[misc]
            )  # fmt: skip
            _tell(done[-1])
        if any(one.status not in (PASS, SKIPPED) for one in done):
            break
    return _whole(done)


def _import(answer_path: Path, spec: Spec) -> None:
    answer = load_module(answer_path, "answer")
    solution_of = load_module(Path(spec["folder"]) / "solution.py", "reference_solution")
    for name in spec["exports"]:
        mine, ours = getattr(answer, name, None), getattr(solution_of, name)
        if not callable(mine):
            raise Failed(
                f"{name} is not there",
                expected=f"a function or class {name}",
                got=", ".join(n for n in vars(answer) if not n.startswith("_")),
                usually="the name was changed; keep the names of the starter.",
            )
        _same_parameters(name, mine, ours)


def _same_parameters(name: str, mine: Callable[..., object], ours: Callable[..., object]) -> None:
    try:
        here, wanted = inspect.signature(mine), inspect.signature(ours)
    except (TypeError, ValueError):
        return
    # An answer may take more than asked, if what it adds has a default.
    needed = [p.name for p in here.parameters.values() if p.default is p.empty]
    names, asked = list(here.parameters), list(wanted.parameters)
    if any(one not in names for one in asked) or any(one not in asked for one in needed):
        raise Failed(
            f"{name} takes {here}, not {wanted}",
            expected=f"{name}{wanted}",
            got=f"{name}{here}",
            usually="a parameter was renamed or left out.",
        )


def _guarded(
    name: str, layer: str, task: int, usually: str, answer: Path, call: Callable[[], None]
) -> CheckResult:
    """Make one check; whatever it raises becomes a row."""
    row = CheckResult(name, layer, task)
    started = _clock()
    try:
        call()
    except Failed as fault:
        row.status, row.says, row.lines = FAIL, fault.says, list(fault.lines)
        row.expected, row.got, row.tolerance = fault.expected, fault.got, fault.tolerance
        row.usually = fault.usually or usually
    except Skipped as missing:
        row.status, row.says = SKIPPED, str(missing)
    except NotImplementedError as todo:
        row.says = f"still to do: {todo}" if str(todo) else "something is still to do"
        row.status, row.where = TODO, blame.line_of(todo, answer)
    except OnRank as there:
        row.says = f"still to do: {there.says}" if there.kind == TODO else there.says
        row.status, row.where = there.kind, there.where
    except (KeyboardInterrupt, SystemExit) as leaving:
        row.says = f"the answer ended the process ({leaving!r})"
        row.status, row.where = ERROR, blame.line_of(leaving, answer)
    except Exception as error:  # noqa: BLE001 - an answer may raise anything, and each is a finding
        row.status = MEMORY if blame.is_memory(error) else ERROR
        row.says, row.where = blame.words_of(error), blame.line_of(error, answer)
    row.seconds = _clock() - started
    return row


def _whole(done: list[CheckResult]) -> tuple[str, str]:
    """Status and reason of the run, by its first fault."""
    for one in done:
        if one.status in (FAIL, TODO):
            return FAIL, f"{one.name}: {one.says}"
        if one.status in (ERROR, MEMORY):
            return one.status, f"{one.name}: {one.says}"
    if all(one.status == SKIPPED for one in done[1:]):
        return SKIPPED, done[-1].says
    return PASS, ""


def _metric_row(bound: Bound, value: float, judged: bool) -> dict[str, object]:
    return {
        "name": bound.name, "value": value, "op": bound.op, "bound": bound.value,
        "floor": bound.floor, "unit": bound.unit, "tier": bound.tier, "judged": judged,
        "ladder": [list(rung) for rung in bound.ladder],
    }  # fmt: skip


def _open_tiers(spec: Spec, ctx: Context) -> list[str]:
    has_gpu = any(row["tier"] == "gpu" for row in spec["checks"]) or any(
        row.tier == "gpu" for row in spec["bounds"]
    )
    return ["gpu"] if has_gpu and ctx.tier != "gpu" else []


def _tell(row: CheckResult) -> None:
    """Say on the live output how a check ended."""
    sign = {PASS: "ok", SKIPPED: "skipped"}.get(row.status, row.status)
    sys.stdout.write(f"[check] {row.name}: {sign} ({row.seconds:.1f} s)\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
