"""Every exercise of the shipped pack keeps its contract: those without tensors are run here.

The others need torch: `make test-torch` runs them by the same contract.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from exercises.folder import Exercise, every
from exercises.local_runner import run_to_end
from exercises.verify import FEWEST_MUTANTS, verify
from kg.layers import read_pack

PACKS = Path(next(iter(kg.__path__))) / "packs"
ALL = [one for root in sorted(PACKS.iterdir()) for one in every([read_pack(root)])]
PLAIN = [one for one in ALL if not one.spec.needs_torch]


def _name(exercise: Exercise) -> str:
    return exercise.name


@pytest.mark.parametrize("exercise", PLAIN, ids=_name)
def test_starter_is_open_solution_passes_and_every_mutant_is_caught(exercise: Exercise) -> None:
    trials = list(verify(exercise, run_to_end, seeds=[20261122], short=True))
    assert {trial.what: trial.fault for trial in trials if trial.fault} == {}


@pytest.mark.parametrize("exercise", ALL, ids=_name)
def test_each_has_its_task_three_hints_and_five_mutants(exercise: Exercise) -> None:
    assert exercise.text("task.md").startswith("# ")
    assert len(exercise.hints()) == 3
    assert len(exercise.mutants()) >= FEWEST_MUTANTS
    checks = {check.name for check in exercise.spec.checks}
    assert {one.caught_by for one in exercise.mutants()} <= checks


@pytest.mark.parametrize("exercise", ALL, ids=_name)
def test_each_figure_that_was_calibrated_has_its_measurements(exercise: Exercise) -> None:
    for metric in exercise.spec.metrics:
        if metric.spread is None:
            continue
        low, high = min(metric.measured), max(metric.measured)
        assert metric.spread == pytest.approx(high - low, abs=max(1e-9, 0.02 * abs(high)))
        worst = high if metric.op == "<=" else low
        assert worst <= metric.value if metric.op == "<=" else worst >= metric.value
