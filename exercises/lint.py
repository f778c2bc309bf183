"""What is wrong with exercises by their files alone: nothing is run.

Owns which files must be there and how they hang together; each fault has its file and line. Not
here: the node an exercise is (kg/exercise_note.py), proving it by runs (verify.py).
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from exercises.errors import ExerciseBroken
from exercises.folder import FILES, FOLDER, SPEC, Exercise
from exercises.verify import FEWEST_MUTANTS
from kg.check_world import LayerFault
from kg.faults import did_you_mean, fault
from kg.layers import Layer

Place = tuple[str, str]
BESIDE_RANKS = 2  # the child, which makes the checks, and torchrun


def exercise_faults(layers: Iterable[Layer], known: Collection[Place]) -> Iterator[LayerFault]:
    """All faults of the exercises of these layers.

    known: (layer, path) of headers in which the graph's own reader found an error already.
    """
    for layer in layers:
        for spec in sorted((layer.root / FOLDER).glob(f"*/{SPEC}")):
            path = f"{FOLDER}/{spec.parent.name}"
            if (layer.name, f"{path}/{SPEC}") in known:
                continue
            for broken in _faults_of(Exercise(spec.parent, layer.name)):
                where = f"{path}/{broken.where.name}"
                found = fault(where, broken.line, broken.column, "E142", broken.reason)
                yield LayerFault(layer.name, found)


def _faults_of(exercise: Exercise) -> Iterator[ExerciseBroken]:
    try:
        spec = exercise.spec
    except ExerciseBroken as broken:
        yield broken
        return
    for file in FILES:
        try:
            exercise.text(file)
        except ExerciseBroken as broken:
            yield broken
            return
    yield from _of_texts(exercise)
    yield from _of_ranks(exercise)
    names = {check.name for check in spec.checks}
    wanted = [f"check_{name}" for name in sorted(names)]
    yield from _lacking(exercise, "checks.py", wanted)
    yield from _lacking(exercise, "starter.py", spec.exports)
    yield from _lacking(exercise, "solution.py", spec.exports)
    for name, path in exercise.data_files().items():
        if not path.is_file():
            yield ExerciseBroken(exercise.root / SPEC, f"data: {name} is not at {path}")


def _of_texts(exercise: Exercise) -> Iterator[ExerciseBroken]:
    try:
        exercise.hints()
    except ExerciseBroken as broken:
        yield broken
    path = exercise.root / "mutants.toml"
    names = {check.name for check in exercise.spec.checks}
    try:
        mutants = exercise.mutants()
    except ExerciseBroken as broken:
        yield broken
        return
    if len(mutants) < FEWEST_MUTANTS:
        yield ExerciseBroken(path, f"{len(mutants)} mutants, fewer than {FEWEST_MUTANTS}")
    for mutant in mutants:
        if mutant.caught_by not in names:
            hint = did_you_mean(mutant.caught_by, names)
            say = f"{mutant.name}: there is no check '{mutant.caught_by}'{hint}"
            yield ExerciseBroken(path, say)


def _of_ranks(exercise: Exercise) -> Iterator[ExerciseBroken]:
    """What an exercise must say that is run by torchrun."""
    spec, path = exercise.spec, exercise.root / SPEC
    ranks = spec.needs.ranks
    if ranks == 1:
        return
    if spec.kind != "distributed" or not spec.needs_torch:
        say = f"{ranks} ranks are run by torchrun: needs kind = 'distributed' and torch in extras"
        yield ExerciseBroken(path, say)
    fewest = ranks + BESIDE_RANKS
    if spec.limits.processes < fewest:
        say = f"limits.processes is {spec.limits.processes}, and {ranks} ranks need {fewest}"
        yield ExerciseBroken(path, say)


def _lacking(exercise: Exercise, file: str, wanted: Iterable[str]) -> Iterator[ExerciseBroken]:
    """A fault for each name that a file does not define at its top."""
    path = exercise.root / file
    try:
        tree = ast.parse(exercise.text(file))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        yield ExerciseBroken(path, f"not Python: {getattr(error, 'msg', error)}", line)
        return
    there = {name for node in tree.body for name in _names(node)}
    for name in wanted:
        if name not in there:
            yield ExerciseBroken(path, f"{name} is not defined{did_you_mean(name, there)}")


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(each.asname or each.name) for each in node.names]
    return []
