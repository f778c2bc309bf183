"""Where an answer runs, by what the learner wrote: here, on a Ray cluster, or by a command.

Owns the words of `--on` and of `on` under [exercises], and what must be there for a run here. Not
here: the runners.
"""

from __future__ import annotations

from collections.abc import Mapping

from cards.settings import Settings
from exercises.errors import RunnerFailed
from exercises.extras import require
from exercises.folder import Exercise
from exercises.local_runner import LocalRunner
from exercises.runner import Runner

HERE, COMMAND = "here", "command:"


def is_here(on: str) -> bool:
    """Whether these words mean this machine."""
    return on.strip() in ("", HERE)


def runner_for(
    exercise: Exercise, chosen: Settings, env: Mapping[str, str], on: str = ""
) -> Runner:
    """The runner for an exercise. on: instead of the one of the settings; `here`: this machine.

    Raises ExtraMissing where it would run here and cannot, RunnerFailed where the words say no
    place.
    """
    place = (on or chosen.exercises_on).strip()
    if is_here(place):
        require(exercise)
        return LocalRunner()
    python, patience_s = chosen.exercises_python.strip() or "python3", chosen.exercises_wait_s
    if place.startswith(COMMAND):
        from exercises.command_runner import CommandRunner

        return CommandRunner(place.removeprefix(COMMAND), python, patience_s)
    if "://" in place:
        from exercises.ray_http import TOKEN, RayHead
        from exercises.ray_runner import RayRunner

        head = RayHead(place, env.get(TOKEN) or chosen.ray_token)
        return RayRunner(head, python, patience_s)
    raise RunnerFailed(
        f"'{place}' is no place to run exercises; it is ray://HOST:8265, 'command: ssh HOST bash "
        f"-s', or {HERE}."
    )
