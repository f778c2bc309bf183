"""edgewise exercise data: the files that exercises want and do not bring, and getting them.

Owns the words, and that nothing is fetched unless --download says so. Not here: what is the right
file and where it lies (exercises/optional_data.py), fetching (exercises/download.py).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import ENVIRONMENT, FINE, FOUND_PROBLEMS, CliError

if TYPE_CHECKING:
    from exercises.optional_data import Wanted

_MB = 1e6


def run(args: argparse.Namespace) -> int:
    """List the files, copy or fetch those that are not here; 1 if one could not be had.

    Raises UnknownExercise, CliError.
    """
    found = _wanted(args.name)
    if args.source and args.download:
        raise CliError("say --from or --download, not both.")
    if not found:
        whose = f"'{args.name}' wants" if args.name else "The exercises want"
        print(f"{whose} nothing that does not ship with the pack.")
        return FINE
    if not args.source and not args.download:
        for line in _listed(found, args.name):
            print(line)
        return FINE
    if args.download:
        return _each(found, _fetched)
    source = Path(args.source).expanduser()
    return _each(found, lambda one: _copied(one, source))


def _wanted(name: str) -> list[Wanted]:
    from cards.places import layers, places
    from exercises.errors import ExerciseBroken
    from exercises.folder import Exercise, every, find
    from exercises.optional_data import wanted

    where = places(os.environ)
    if name:
        return wanted([find(layers(where), name.rpartition("/")[2])], where.exercises)

    def sound(exercise: Exercise) -> bool:
        try:
            return bool(exercise.spec)
        except ExerciseBroken:
            return False

    return wanted(filter(sound, every(layers(where))), where.exercises)


def _listed(found: list[Wanted], name: str) -> Iterator[str]:
    from cli.node_text import wrapped

    for one in found:
        part = one.part
        yield f"{part.name}: {'here' if one.is_here else 'not here'}"
        yield wrapped(f"for {', '.join(one.exercises)}", "  ")
        yield f"  {part.bytes / _MB:.1f} MB ({part.bytes:,} bytes)"
        yield f"  sha256 {part.sha256}"
        yield wrapped(f"licence: {part.licence}", "  ", "    ")
        yield wrapped(f"source: {part.source}", "  ", "    ")
        if part.url:
            yield wrapped(f"address: {part.url}", "  ", "    ")
        yield ""
    lacking = [one for one in found if not one.is_here]
    if not lacking:
        yield f"All of it is in {found[0].path.parent}."
        return
    command = f"edgewise exercise data{f' {name}' if name else ''}"
    yield "To copy what you have (wheels and zips are looked into):"
    yield f"  {command} --from FOLDER"
    if any(one.part.url for one in lacking):
        size = sum(one.part.bytes for one in lacking if one.part.url) / _MB
        yield f"To fetch {size:.1f} MB from these addresses:"
        yield f"  {command} --download"


def _each(found: list[Wanted], get: Callable[[Wanted], str]) -> int:
    """Get each file that is not here; a file that cannot be had does not keep the next away."""
    from exercises.errors import DataUnfit

    code = FINE
    for one in found:
        if one.is_here:
            print(f"{one.part.name} is here already.")
            continue
        try:
            print(f"{one.part.name}: {get(one)}")
        except DataUnfit as problem:
            print(f"edgewise: {problem}", file=sys.stderr)
            code = max(code, FOUND_PROBLEMS)
        except OSError as problem:
            print(f"edgewise: {one.path} could not be written ({problem}).", file=sys.stderr)
            code = ENVIRONMENT
    return code


def _copied(one: Wanted, source: Path) -> str:
    from exercises.optional_data import take

    return f"copied from {take(one, source)}"


def _fetched(one: Wanted) -> str:
    from cli.rate_bar import RateBar
    from exercises.download import download

    bar = RateBar(time.monotonic())

    def progress(came: int) -> None:
        share = came / one.part.bytes
        bar.show("Fetching", share, came // 1000, "kB", time.monotonic())

    try:
        download(one, progress)
    finally:
        bar.clear()
    return f"fetched, {one.part.bytes / _MB:.1f} MB, size and sha256 are right"
