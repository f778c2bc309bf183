"""What an exercise needs that may not be installed here.

Owns asking for it without importing it. Not here: bringing it (pip does).
"""

from __future__ import annotations

from importlib.util import find_spec

from exercises.errors import ExtraMissing
from exercises.folder import Exercise


def missing(exercise: Exercise) -> str:
    """The name of an extra that it needs and that is not there; '' for none."""
    return next((extra for extra in exercise.spec.needs.extras if find_spec(extra) is None), "")


def require(exercise: Exercise) -> None:
    """Raises ExtraMissing, with what to install, where something it needs is not there."""
    lacking = missing(exercise)
    if lacking:
        raise ExtraMissing(exercise.name, lacking)
