"""One exercise as it lies in a pack: its files, its hints, its mutants, and all there are.

Owns the names of the files and where exercises are looked for (`exercises/` in a pack or the
vault). Not here: the learner's copy (workspace.py), running (runner.py).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from exercises.errors import ExerciseBroken, UnknownExercise
from exercises.spec import ExerciseSpec, read_spec
from kg.layers import Layer

FOLDER, SPEC = "exercises", "exercise.toml"
FILES = ("task.md", "hints.md", "starter.py", "solution.py", "checks.py", "mutants.toml")
HINTS = 3


class Mutant(NamedTuple):
    """A wrong answer: our solution with one place changed, and the check that must catch it."""

    name: str
    caught_by: str
    because: str
    source: str


class Exercise:
    """One exercise of a pack. name: its folder's. layer: the pack it comes with.

    optional: the folder of the data that it does not bring; None: it has none of it.
    """

    def __init__(self, root: Path, layer: str, optional: Path | None = None) -> None:
        self.root = root
        self.optional = optional
        self.name = root.name
        self.layer = layer

    @cached_property
    def spec(self) -> ExerciseSpec:
        """Its exercise.toml. Raises ExerciseBroken."""
        return read_spec(self.root / SPEC)

    def text(self, file: str) -> str:
        """One of its files. Raises ExerciseBroken where it is missing."""
        try:
            return (self.root / file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise ExerciseBroken(self.root / file, f"cannot be read ({problem})") from problem

    def hints(self) -> list[str]:
        """The three hints, from the idea to almost the code. Raises ExerciseBroken."""
        parts = re.split(r"(?m)^## .*$", self.text("hints.md"))[1:]
        if len(parts) != HINTS:
            raise ExerciseBroken(
                self.root / "hints.md", f"has {len(parts)} parts that begin with '## ', not {HINTS}"
            )
        return [part.strip() for part in parts]

    def data_files(self) -> dict[str, Path]:
        """Where each file of [[data]] lies, whether it is there or not; optional ones if they are.

        An optional file was checked when it came; one that was cut off since is none.
        """
        parts = self.spec.data
        found = {one.name: (self.root / one.file).resolve() for one in parts if one.file}
        if self.optional is not None:
            rest = ((self.optional / one.name, one) for one in parts if not one.file)
            found |= {one.name: path for path, one in rest if has_size(path, one.bytes)}
        return found

    def mutants(self) -> list[Mutant]:
        """The wrong answers of mutants.toml. Raises ExerciseBroken where one does not apply."""
        path = self.root / "mutants.toml"
        try:
            rows = tomllib.loads(self.text("mutants.toml")).get("mutant", [])
        except tomllib.TOMLDecodeError as problem:
            raise ExerciseBroken(path, f"is no TOML: {problem}") from problem
        solution = self.text("solution.py")
        return [_mutant(path, solution, row) for row in rows]


def _mutant(path: Path, solution: str, row: dict[str, str]) -> Mutant:
    missing = {"name", "caught_by", "because", "find", "put"} - row.keys()
    if missing:
        raise ExerciseBroken(path, f"a mutant lacks {', '.join(sorted(missing))}")
    if solution.count(row["find"]) != 1:
        raise ExerciseBroken(
            path, f"{row['name']}: 'find' stands {solution.count(row['find'])} times in solution.py"
        )
    source = solution.replace(row["find"], row["put"])
    return Mutant(row["name"], row["caught_by"], row["because"], source)


def has_size(path: Path, size: int) -> bool:
    """Whether a file is there and has so many bytes."""
    try:
        return path.is_file() and path.stat().st_size == size
    except OSError:
        return False


def every(layers: Iterable[Layer]) -> list[Exercise]:
    """All exercises of all layers, by name; the higher layer's stands for a name."""
    found: dict[str, Exercise] = {}
    for layer in sorted(layers, key=lambda layer: layer.rank):
        for spec in sorted((layer.root / FOLDER).glob(f"*/{SPEC}")):
            found[spec.parent.name] = Exercise(spec.parent, layer.name)
    return [found[name] for name in sorted(found)]


def find(layers: Iterable[Layer], name: str) -> Exercise:
    """One exercise by its name. Raises UnknownExercise."""
    known = {one.name: one for one in every(layers)}
    if name not in known:
        raise UnknownExercise(name, known)
    return known[name]
