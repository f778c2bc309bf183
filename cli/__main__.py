"""The entry point `edgewise`: finds the command, runs it, turns errors into sentences.

Owns the list of commands and the exit codes (0 fine, 1 found problems, 2 usage, 3 environment).
A command's module is imported only when it is the one asked for, so that `due` starts fast.
Not here: what a command does (one file each beside this one).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

# name, sentence for `edgewise --help`; the module is cli/<name>.py.
COMMANDS: tuple[tuple[str, str], ...] = (
    ("review", "grade the cards that are due, starting with the first one"),
    ("due", "what is due now, as a line or as JSON"),
    ("show", "one node: what it is, its links, facts and papers"),
    ("search", "find notes by words, with typing errors forgiven"),
    ("path", "how two nodes hang together, in words"),
    ("papers", "all papers behind a node, each with the reason"),
    ("cards", "the cards of a node with their memory"),
    ("generate", "make cards from the notes; --diff shows the change first"),
    ("check", "every fault of the notes, with file, line and column"),
    ("new", "write a new note in the vault and open it in the editor"),
    ("edit", "edit a note; a pack's note is copied into the vault first"),
    ("rename", "rename a note and keep its review history"),
    ("where", "which files Edgewise uses on this machine"),
    ("doctor", "check the home, the log and the installation"),
    ("completion", "print the shell completion for bash, zsh or tcsh"),
)
EPILOG = "`edgewise` alone opens the app. Example: edgewise review --node self-attention"


def module_of(name: str) -> str:
    """The module that holds a command."""
    return f"cli.{name.replace('-', '_')}"


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, sentence: str
) -> None:
    """Add one command's real parser (imports its module)."""
    module = import_module(module_of(name))
    parser = commands.add_parser(
        name,
        help=sentence,
        description=module.HELP,
        epilog=f"Example: {module.EXAMPLE}",
    )
    module.add_arguments(parser)
    parser.set_defaults(run=module.run)


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """The whole command line, or with `only` just that command (all others as names)."""
    parser = argparse.ArgumentParser(
        prog="edgewise",
        description="Study a knowledge graph: cards from its edges, scheduled by FSRS.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, sentence in COMMANDS:
        if only is None or name == only:
            add_command(commands, name, sentence)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. The console script passes it to the shell."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    known = {name for name, _ in COMMANDS}
    only = arguments[0] if arguments and arguments[0] in known else None
    if only is None and not arguments:
        return _guarded(_open_app)
    if only is None and not arguments[0].startswith("-"):
        return _guarded(lambda: _unknown(arguments[0], sorted(known)))
    args = build_parser(only).parse_args(arguments)
    if args.version:
        return _print_version()
    return _guarded(lambda: int(args.run(args)))


def _open_app() -> int:
    from cli.review import open_app

    return open_app("home")


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
    from cards.errors import CardsError
    from cli.errors import ENVIRONMENT, FOUND_PROBLEMS, CliError
    from kg.errors import KgError

    try:
        return command()
    except CliError as error:
        return _say(error, error.code)
    except KgError as error:
        return _say(error, FOUND_PROBLEMS)
    except CardsError as error:
        return _say(error, ENVIRONMENT)
    except BrokenPipeError:
        # The reader (head, less) has gone; python would complain again at exit without this.
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        return _say("stopped; everything answered so far is saved.", 130)


def _say(sentence: object, code: int) -> int:
    print(f"edgewise: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
