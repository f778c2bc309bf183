"""Which exercises `edgewise exercise verify` is to prove, and which of them in full.

Owns the meaning of names, --all, --torch, --short and --changed-since together. Not here: proving
(exercise_verify.py), what a change touches (exercises/changed.py).
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from cli.errors import CliError

if TYPE_CHECKING:
    from exercises.folder import Exercise

    Plan = list[tuple[Exercise, bool]]


def chosen(args: argparse.Namespace) -> tuple[Plan, int]:
    """The exercises that are meant, each with whether it is meant in full, those in full first.

    The number: how many cannot run here for a missing extra. Raises CliError, ExercisesError.
    """
    from exercises.extras import missing

    found = _named(args)
    able = [each for each in found if not missing(each)]
    left_out = len(found) - len(able)
    if not args.changed_since:
        return [(each, not args.short) for each in able], left_out
    return _by_change(able, args), left_out


def _named(args: argparse.Namespace) -> list[Exercise]:
    import os

    from cards.places import layers, places
    from exercises.extras import require
    from exercises.folder import every, find
    from exercises.workspace import with_data

    _sensible(args)
    where = places(os.environ)
    found = layers(where)
    if args.name:
        named = [find(found, name) for name in args.name]
        for exercise in named:
            require(exercise)
    else:
        named = every(found)
    named = [with_data(each, where.exercises) for each in named]
    if args.torch or args.no_torch:
        named = [each for each in named if each.spec.needs_torch == args.torch]
        if args.torch and named:
            require(named[0])
    return named


def _sensible(args: argparse.Namespace) -> None:
    if bool(args.name) == args.all and not (args.changed_since and not args.name):
        raise CliError("name one or more exercises, or say --all or --changed-since REV.")
    if args.changed_since and args.short:
        raise CliError("--changed-since chooses the form of each exercise; leave --short out.")
    if args.minutes is not None and not args.changed_since:
        raise CliError("--minutes goes with --changed-since.")


def _by_change(able: list[Exercise], args: argparse.Namespace) -> Plan:
    """What changed in full, then the rest in short: all that was named, or all of unknown past."""
    from exercises.changed import touched

    change = touched(able, args.changed_since)
    for reason in change.unknown:
        print(f"edgewise: cannot tell what changed ({reason}): in the short form.", file=sys.stderr)
    full = [(each, True) for each in able if each.name in change.names]
    rest = [(each, False) for each in able if each.name not in change.names]
    return full + (rest if args.all or args.name or change.unknown else [])
