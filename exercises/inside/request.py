"""What the child is asked to do, and the part of exercise.toml that it needs.

Owns the reading of both inside the child, with the standard library alone; the strict reading,
with a message for the author, is exercises/spec.py. Not here: running.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TypedDict, cast

from .context import Bound
from .limits import Limits


class Request(TypedDict):
    """One run. exercise, answer: paths. data: name to path. seed: inputs are drawn from it."""

    exercise: str
    answer: str
    device: str
    seed: int
    short: bool
    limits: Limits
    data: dict[str, str]


class CheckRow(TypedDict):
    """One entry of [[checks]]."""

    name: str
    layer: str
    task: int
    tier: str
    usually: str


class Spec(TypedDict):
    """What the child needs of exercise.toml."""

    folder: str
    exports: list[str]
    allowed: list[str]
    needs_torch: bool
    ranks: int
    checks: list[CheckRow]
    bounds: list[Bound]


def read_request(path: Path) -> Request:
    """Read the request the runner wrote."""
    return cast(Request, json.loads(path.read_text(encoding="utf-8")))


def read_spec(path: Path) -> Spec:
    """Read exercise.toml; it was checked before it came here."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Spec(
        folder=str(path.parent),
        exports=raw["exports"],
        allowed=raw.get("device", {}).get("allowed", ["cpu"]),
        needs_torch="torch" in raw.get("needs", {}).get("extras", []),
        ranks=raw.get("needs", {}).get("ranks", 1),
        checks=[
            CheckRow(
                name=row["name"], layer=row["layer"], task=row.get("task", 1),
                tier=row.get("tier", "cpu"), usually=row.get("usually", ""),
            )
            for row in raw["checks"]
        ],
        bounds=[
            Bound(
                name=row["name"], op=row["op"], value=row["value"], floor=row.get("floor"),
                tier=row.get("tier", "cpu"), unit=row.get("unit", ""),
                ladder=tuple((str(name), float(value)) for name, value in row.get("ladder", [])),
                short=row.get("short"), usually=row.get("usually", ""),
                beyond=row.get("beyond", ""),
            )
            for row in raw.get("metrics", [])
        ],
    )  # fmt: skip
