"""edgewise check: every fault of the notes, with file, line and column."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.checked_notes import Checked
    from kg.allowed_faults import Judged
    from kg.layers import Layer
    from kg.models import Fault

HELP = (
    "Report every fault of the notes, and what they lack to be worth studying, as "
    "path:line:column CODE what is wrong and what to do. A note's header may allow a warning "
    '(allow: ["W121 why it stays"]). Exit code 1 if there is an error, 0 if there are only '
    "warnings."
)
EXAMPLE = "edgewise check ~/notes --format json"
# From this many lines on, the end says how many there are of each code.
MANY = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder to check and the form of the report."""
    parser.add_argument(
        "folder", nargs="?", metavar="DIR", type=Path,
        help="a pack (checked alone) or a folder of notes (checked on top of the built-in pack); "
        "without it: the packs and notes of your home",
    )  # fmt: skip
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--allowed", action="store_true", help="list what notes allow as well, with the reason"
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit 1 on warnings that are not allowed, too"
    )


def run(args: argparse.Namespace) -> int:
    """Print the faults in order of layer, path and line; 1 if one is an error."""
    from cli.checked_notes import check_folder, check_home
    from cli.progress import after_a_moment

    progress = after_a_moment("Checking notes")
    checked = check_home(progress) if args.folder is None else check_folder(args.folder, progress)
    if args.format == "json":
        print(_json(checked.found))
    else:
        for line in _lines(checked, with_allowed=args.allowed):
            print(line)
    failing = ("error", "warning") if args.strict else ("error",)
    return int(any(f.fault.severity in failing for f in checked.found if not f.reason))


def find_faults(layers: list[Layer], shown: Iterable[str]) -> tuple[int, list[Fault]]:
    """How many notes the layers named in `shown` have, and their faults but the allowed ones."""
    from cli.checked_notes import check_layers_of

    checked = check_layers_of(layers, frozenset(shown), lambda done, total: None)
    return checked.notes, [judged.fault for judged in checked.found if not judged.reason]


def _json(found: list[Judged]) -> str:
    """All faults; `allowed` with its `reason` where the note lets a warning stand."""
    import json

    rows = [
        {**judged.fault.model_dump(), "allowed": bool(judged.reason), "reason": judged.reason}
        for judged in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _lines(checked: Checked, *, with_allowed: bool) -> Iterator[str]:
    from sync.inert_text import clean_text

    told = [judged for judged in checked.found if not judged.reason]
    allowed = len(checked.found) - len(told)
    for judged in checked.found if with_allowed else told:
        # Faults quote notes and titles that strangers wrote.
        said = clean_text(judged.fault.message)
        line = str(judged.fault.model_copy(update={"message": said}))
        yield f"{line} (allowed: {clean_text(judged.reason)})" if judged.reason else line
    if len(told) > MANY:
        yield from _by_code(told)
    errors = sum(judged.fault.severity == "error" for judged in told)
    counts = [_count(errors, "error"), _count(len(told) - errors, "warning")]
    counts += [f"{allowed} allowed"] if allowed else []
    yield f"{_count(checked.notes, 'note')}: {', '.join(counts)}."


def _by_code(told: list[Judged]) -> Iterator[str]:
    from kg.faults import CODES

    counts = Counter(judged.fault.code for judged in told)
    yield ""
    for code, count in sorted(counts.items()):
        yield f"{count:5} {code} {CODES[code]}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
