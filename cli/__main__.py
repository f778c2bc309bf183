"""The entry point `edgewise`: finds the command, runs it, turns errors into sentences.

Owns the exit codes (0 fine, 1 found problems, 2 usage, 3 environment) and what is loaded before a
command runs: for `edgewise due`, which status bars call often, not even argparse. Not here: the
list of commands (parser.py), what they do (one file each).
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cards.places import Places
    from cards.queue import Scope

    AppOpener = Callable[[Places, str, Scope], int]


def main(arguments: Sequence[str], open_app: AppOpener | None = None) -> int:
    """Run one command line; returns the exit code.

    open_app: what opens the app; without one, `edgewise` and `edgewise review` say so.
    """
    if list(arguments) in (["due"], ["due", "--json"]):
        return _guarded(lambda: _due_at_once(json=len(arguments) == 2))
    from cli.parser import COMMANDS, build_parser

    known = {name for name, _ in COMMANDS}
    first = arguments[0] if arguments else "review"
    if first not in known and not first.startswith("-"):
        return _guarded(lambda: _unknown(first, sorted(known)))
    args = build_parser(first if first in known else None).parse_args(arguments or ["review"])
    if args.version:
        return _print_version()
    args.open_app = open_app
    args.screen = "review" if arguments else "home"
    return _guarded(lambda: int(args.run(args)))


def _due_at_once(*, json: bool) -> int:
    """Run `due` as its parser would; loading argparse costs more than the counting."""
    from cli.due import show

    return show(json=json)


def _unknown(word: str, known: list[str]) -> int:
    from difflib import get_close_matches

    from cli.errors import CliError

    near = get_close_matches(word, known, n=2)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise CliError(f"there is no command '{word}'.{hint} `edgewise --help` lists them all.")


def _print_version() -> int:
    from importlib.metadata import version

    print(f"edgewise {version('edgewise')}")
    return 0


def _guarded(command: Callable[[], int]) -> int:
    """Run a command; the rooms' errors become one sentence on stderr and an exit code."""
    try:
        return command()
    except BrokenPipeError:
        # The reader (head, less) has gone; python would complain again at exit without this.
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        return _say("stopped; everything answered so far is saved.", 130)
    except Exception as error:
        code = _code_of(error)
        if code is None:
            raise
        return _say(error, code)


def _code_of(error: Exception) -> int | None:
    """The exit code of an error of ours; None: it is a fault of the program.

    The rooms' errors are imported here, where there is one: loading them all would cost every
    `edgewise due` a quarter of its time.
    """
    from cards.errors import CardsError, QueryError
    from cli.errors import ENVIRONMENT, USAGE, CliError
    from exercises.errors import AnswerMissing, ExercisesError, UnknownExercise
    from kg.errors import GraphCacheError, KgError
    from sync.errors import AnkiFileName, BadArxivId, SyncError

    usage = (KgError, QueryError, BadArxivId, AnkiFileName, UnknownExercise, AnswerMissing)
    if isinstance(error, CliError):
        return error.code
    if isinstance(error, usage) and not isinstance(error, GraphCacheError):
        return USAGE
    ours = isinstance(error, KgError | CardsError | ExercisesError | SyncError)
    return ENVIRONMENT if ours else None


def _say(sentence: object, code: int) -> int:
    print(f"edgewise: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
