"""edgewise exercise: code to write for a node, run and graded by the run.

Owns the actions and their arguments. Not here: running (exercise_run.py), verifying
(exercise_verify.py), the lists and texts (exercise_list.py, exercise_text.py), who is at the desk
(exercise_desk.py).
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exercises.folder import Exercise
    from exercises.workspace import Desk

HELP = (
    "Code exercises: write the function a node is about, run it against its checks, and let the "
    "run be the grade. Your answer lies in the home folder and is never overwritten."
)
EXAMPLE = "edgewise exercise start sdpa"
_ACTIONS = (
    ("list", "the exercises there are and how far you are", "--json"),
    ("start", "write the file to fill in, and say what to do", "lru-cache --edit"),
    ("run", "run your answer against the checks", "lru-cache --device cpu"),
    ("watch", "run it again each time you save", "lru-cache"),
    ("hint", "the next hint of three; from then on a pass counts as Hard", "lru-cache"),
    ("diff", "what you changed against the starter; --solution: against ours", "lru-cache"),
    ("reset", "put the starter back; your answer is kept beside it", "lru-cache"),
    ("solution", "show our solution; before a pass that is giving up: Again", "lru-cache"),
    ("data", "the files that exercises want and do not bring", "e5-encoder --from ~/Downloads"),
    ("verify", "prove that exercises are sound: for their authors", "lru-cache --seeds 1,2,3"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Ten actions, each with its own help."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, words, example in _ACTIONS:
        one = actions.add_parser(
            name,
            help=words,
            description=f"{words[:1].upper()}{words[1:]}.",
            epilog=f"Example: edgewise exercise {name} {example}",
        )
        _arguments_of(name, one)


def _arguments_of(name: str, one: argparse.ArgumentParser) -> None:
    if name == "list":
        one.add_argument("--node", metavar="NODE", default="", help="only those that test this one")
        one.add_argument("--json", action="store_true", help="print JSON")
        return
    many = {"verify": {"nargs": "*"}, "data": {"nargs": "?", "default": ""}}.get(name, {})
    one.add_argument("name", metavar="NAME", help="an exercise, as `list` names it", **many)  # type: ignore[arg-type]
    if name in ("run", "watch", "verify"):
        _running(one)
    if name == "verify":
        one.add_argument("--seeds", default="1", metavar="N,N", help="seeds of the solution (1)")
        one.add_argument("--jobs", type=int, default=1, metavar="N", help="runs at one time (1)")
        one.add_argument("--all", action="store_true", help="every exercise there is")
        one.add_argument("--verbose", action="store_true", help="a line for every run")
        one.add_argument(
            "--changed-since", metavar="REV", default="",
            help="what differs from this git revision in full; with --all the rest in short",
        )  # fmt: skip
        one.add_argument(
            "--minutes", type=float, metavar="N",
            help="of --changed-since: after so many minutes go on with the short form",
        )  # fmt: skip
        one.add_argument("--no-torch", action="store_true", help="only those that need no torch")
        one.add_argument("--torch", action="store_true", help="only those that need torch")
    if name == "run":
        one.add_argument("--seed", type=int, metavar="N", help="draw the inputs from this seed")
        one.add_argument("--json", action="store_true", help="print the report as JSON")
        one.add_argument("--no-grade", action="store_true", help="do not let this run grade a card")
    if name in ("run", "watch"):
        _place(one)
    if name == "data":
        _source(one)
    if name == "start":
        one.add_argument("--edit", action="store_true", help="open it in your editor")
    if name == "diff":
        one.add_argument("--solution", action="store_true", help="against our solution")
    if name in ("reset", "solution", "diff"):
        one.add_argument("--yes", action="store_true", help="do not ask first")


def _place(one: argparse.ArgumentParser) -> None:
    one.add_argument("--strict", action="store_true", help="in a sandbox (needs bubblewrap)")
    one.add_argument(
        "--on", metavar="PLACE", default="",
        help="run it elsewhere: ray://HOST:8265, or 'command: ssh HOST bash -s'; or here",
    )  # fmt: skip


def _source(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--from", dest="source", metavar="FOLDER", default="",
        help="copy them from here, if size and sha256 are right",
    )  # fmt: skip
    one.add_argument("--download", action="store_true", help="fetch them from their address")


def _running(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="where (auto)"
    )
    one.add_argument("--short", action="store_true", help="fewer steps; figures are not judged")


def run(args: argparse.Namespace) -> int:
    """Do one action. Raises CliError and the errors of the workshop."""
    if args.action == "list":
        from cli.exercise_list import show_list

        return show_list(args.node, as_json=args.json)
    if args.action == "data":
        from cli import exercise_data

        return exercise_data.run(args)
    if args.action == "verify":
        from cli.exercise_verify import verify_all

        return verify_all(args)
    if args.action in ("run", "watch"):
        from cli import exercise_run

        return exercise_run.watch(args) if args.action == "watch" else exercise_run.run(args)
    return _AT_THE_DESK[args.action](args)


def _start(args: argparse.Namespace) -> int:
    from cli.exercise_desk import at_the_desk, log_of
    from cli.exercise_text import show_task
    from exercises.extras import missing
    from exercises.workspace import start

    exercise, place = at_the_desk(args.name)
    with log_of(exercise) as log:
        is_new = start(place)
        log.start()
        source = place.answer.read_text(encoding="utf-8", errors="replace")
        is_old = not is_new and log.is_old(source)
    show_task(exercise)
    print(f"{'Fill in' if is_new else 'Your answer is'} {place.answer}")
    if is_old:
        print("It passed on an earlier day: to review, write it again, after")
        print(f"      edgewise exercise reset {exercise.name}")
    print(f"Then: edgewise exercise run {exercise.name}")
    if lacking := missing(exercise):
        print(f"A run needs {lacking}: pip install 'edgewise[{lacking}]'")
    return _edit(place) if args.edit else 0


def _edit(place: Desk) -> int:
    from cli.editor import open_in_editor

    open_in_editor(place.answer, "answer")
    return 0


def _hint(args: argparse.Namespace) -> int:
    from cli.exercise_desk import at_the_desk, log_of
    from cli.exercise_text import show_markdown

    exercise, _ = at_the_desk(args.name)
    hints = exercise.hints()
    with log_of(exercise) as log:
        shown = log.next_hint(len(hints))
    print(f"Hint {shown} of {len(hints)}\n")
    show_markdown(hints[shown - 1])
    if shown == len(hints):
        print(f"\nThat was the last; `edgewise exercise solution {exercise.name}` shows ours.")
    return 0


def _diff(args: argparse.Namespace) -> int:
    from cli.exercise_desk import at_the_desk
    from exercises.workspace import difference

    exercise, place = at_the_desk(args.name)
    text = difference(place, "solution.py" if args.solution else "starter.py")
    if args.solution:
        _look(exercise, args.yes)
    print(text or "No difference.", end="" if text else "\n")
    return 0


def _reset(args: argparse.Namespace) -> int:
    from cards.study_day import now_ms
    from cli.exercise_desk import at_the_desk
    from exercises.workspace import reset

    exercise, place = at_the_desk(args.name)
    _sure(args.yes, f"Put the starter of '{exercise.name}' back? Your answer is kept beside it.")
    kept = reset(place, now_ms())
    print(f"The starter is back: {place.answer}")
    if kept is not None:
        print(f"Your answer is kept: {kept}")
    return 0


def _solution(args: argparse.Namespace) -> int:
    from cli.exercise_desk import at_the_desk

    exercise, _ = at_the_desk(args.name)
    text = exercise.text("solution.py")
    _look(exercise, args.yes)
    print(text, end="")
    return 0


def _look(exercise: Exercise, yes: bool) -> None:
    """Log that our solution is shown; asks first where that costs something."""
    from cli.exercise_desk import log_of

    with log_of(exercise) as log:
        cost = log.would_cost()
        if cost:
            _sure(yes, f"{cost} Show it?")
        verdict = log.look()
    if verdict.sentence:
        print(verdict.sentence, file=sys.stderr)


def _sure(yes: bool, question: str) -> None:
    from cli.errors import CliError

    if yes:
        return
    if not sys.stdin.isatty():
        raise CliError(f"{question} Say --yes in a script.")
    if input(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
        raise CliError("nothing was done.", 1)


_AT_THE_DESK = {
    "start": _start,
    "hint": _hint,
    "diff": _diff,
    "reset": _reset,
    "solution": _solution,
}
