"""exercise.toml, read strictly: what an exercise is, what it needs, and how it is judged.

Owns the format and what its author is told when it is broken. Not here: what the child needs of it
(inside/request.py reads that with the standard library alone), the folder (folder.py).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exercises.errors import ExerciseBroken
from kg.faults import did_you_mean
from kg.toml_places import place_of, place_of_error

Layer = Literal["signature", "shape", "example", "oracle", "property", "metric", "speed"]
Tier = Literal["cpu", "gpu"]
Line = Annotated[str, Field(min_length=1, max_length=400)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DevicePart(_Part):
    """Where it may run."""

    allowed: tuple[Literal["cpu", "mps", "cuda"], ...] = ("cpu",)


class NeedsPart(_Part):
    """What must be there. extras: `torch` or nothing. ranks: processes of a distributed one."""

    extras: tuple[Literal["torch"], ...] = ()
    ranks: int = Field(default=1, ge=1, le=16)


class LimitsPart(_Part):
    """Guards, never pass criteria. wall_s: four times our solution or more."""

    wall_s: float = Field(default=30, ge=1, le=600)
    mem_mb: int = Field(default=1500, ge=100, le=32000)
    files_mb: int = Field(default=20, ge=1, le=2000)
    output_kb: int = Field(default=200, ge=1, le=10000)
    processes: int = Field(default=8, ge=1, le=64)


class CheckPart(_Part):
    """One function `check_<name>` of checks.py. task: the task of task.md it belongs to."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    layer: Layer
    task: int = Field(default=1, ge=1)
    tier: Tier = "cpu"
    usually: str = ""


class MetricPart(_Part):
    """A figure that a metric or speed check reports.

    value: the ceiling (op <=) or what must be reached (>=). floor: beyond it the result is too good
    to be true. short: the bound in the short form; without it the figure is not judged there.
    measured: our solution on several seeds, spread: largest less smallest of them, both kept so
    that the bound can be understood. ladder: [name, value] from random to published.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    op: Literal["<=", ">=", "=="]
    value: float
    floor: float | None = None
    tier: Tier = "cpu"
    unit: str = ""
    short: float | None = None
    measured: tuple[float, ...] = ()
    spread: float | None = None
    ladder: tuple[tuple[str, float], ...] = ()
    usually: str = ""
    beyond: str = ""


class DataPart(_Part):
    """A file the checks read. file: where it lies, from the exercise's folder.

    '' = optional: the learner brings it, or has it fetched from `url`.
    """

    name: str = Field(pattern=r"^[\w][\w.-]*$")
    file: str = ""
    bytes: int = Field(ge=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    licence: Line
    source: Line
    url: str = Field(default="", pattern=r"^(https://\S+|http://(127\.0\.0\.1|localhost)[:/]\S+)?$")


class ExerciseSpec(_Part):
    """One exercise.toml. assesses, requires: stems of nodes, as [[stem]]; seeds: source lists."""

    title: Line
    summary: Line
    assesses: tuple[str, ...] = Field(min_length=1)
    requires: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    level: int = Field(ge=1, le=3)
    minutes: int = Field(ge=5, le=240)
    kind: Literal["unit", "train", "bench", "distributed", "arithmetic"] = "unit"
    exports: tuple[str, ...] = Field(min_length=1)
    device: DevicePart = DevicePart()
    needs: NeedsPart = NeedsPart()
    limits: LimitsPart = LimitsPart()
    checks: tuple[CheckPart, ...] = Field(min_length=2)
    metrics: tuple[MetricPart, ...] = ()
    data: tuple[DataPart, ...] = ()

    @property
    def needs_torch(self) -> bool:
        """Whether it needs the extra `edgewise[torch]`."""
        return "torch" in self.needs.extras


def read_spec(path: Path) -> ExerciseSpec:
    """Read and check one exercise.toml. Raises ExerciseBroken with the place and the remedy."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return ExerciseSpec.model_validate(tomllib.loads(text))
    except OSError as problem:
        raise ExerciseBroken(path, f"cannot be read ({problem.strerror})") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        place = place_of_error(problem, text)
        raise ExerciseBroken(path, f"is no TOML: {problem}", *place) from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        loc = first["loc"]
        known = _keys_beside(loc)
        name = str(loc[-1]) if loc else ""
        hint = did_you_mean(name, known) if first["type"] == "extra_forbidden" else ""
        said = (
            "there is no such key" if first["type"] == "extra_forbidden" else first["msg"].lower()
        )
        words = f"{'.'.join(str(part) for part in loc)}: {said}{hint}"
        raise ExerciseBroken(path, words, *place_of(text, loc)) from problem


def _keys_beside(loc: Sequence[str | int]) -> list[str]:
    """The keys there are where a place of the file lies."""
    part: type[BaseModel] = ExerciseSpec
    if len(loc) > 1:
        part = _PARTS.get(str(loc[0]), ExerciseSpec)
    return list(part.model_fields)


_PARTS: dict[str, type[BaseModel]] = {
    "device": DevicePart, "needs": NeedsPart, "limits": LimitsPart, "checks": CheckPart,
    "metrics": MetricPart, "data": DataPart,
}  # fmt: skip
