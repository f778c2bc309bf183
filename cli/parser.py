"""The command line as argparse sees it: the list of commands, each with its own parser.

Owns the list of commands. A command's module is imported only when it is the one asked for. Not
here: what a command does (one file each beside this one), running it (__main__.py).
"""

from __future__ import annotations

import argparse
from importlib import import_module

# name, sentence for `edgewise --help`; the module is cli/<name>.py, but for _MODULES.
COMMANDS: tuple[tuple[str, str], ...] = (
    ("review", "grade the cards that are due, starting with the first one"),
    ("serve", "the app in a web browser on this machine"),
    ("due", "what is due now, as a line or as JSON"),
    ("show", "one node: what it is, its links, facts and papers"),
    ("search", "find notes by words, with typing errors forgiven"),
    ("path", "how two nodes hang together, in words"),
    ("papers", "all papers behind a node, each with the reason"),
    ("fetch", "bring title, authors, abstract and dates of papers from arXiv"),
    ("arxiv-index", "index a dump of all of arXiv, for look-ups without a network"),
    ("cite", "references to papers, as BibTeX or CSL-JSON"),
    ("cards", "the cards of a node or of a query, with their memory"),
    ("readiness", "how well you recall a node and all it builds on, an estimate"),
    ("stats", "statistics of reviews and cards: text, JSON or a picture"),
    ("exercise", "write code for a node, run it, and let the run be the grade"),
    ("anki", "push the cards to a running Anki, pull its reviews back"),
    ("import-anki", "bring reviews made in Anki back into the log"),
    ("import", "study documents become proposals in the inbox"),
    ("accept", "what waits in the inbox; take proposals into the vault"),
    ("reject", "reject proposals for good"),
    ("generate", "make cards from the notes; --diff shows the change first"),
    ("check", "every fault of the notes, with file, line and column"),
    ("export", "write the cards or the graph in formats of other programs"),
    ("map", "the whole graph as one page for the web browser"),
    ("pack", "list the packs, say what one holds, add or remove one"),
    ("new", "write a new note in the vault and open it in the editor"),
    ("add-paper", "write the note of a paper from its arXiv id or link"),
    ("find-paper", "find papers by words and add those you choose"),
    ("edit", "edit a note; a pack's note is copied into the vault first"),
    ("rename", "rename a note and keep its review history"),
    ("settings", "list, read and change settings; comments in the file stay"),
    ("where", "which files Edgewise uses on this machine"),
    ("doctor", "check the home, the log and the installation"),
    ("completion", "print the shell completion for bash, zsh or tcsh"),
)
# `import` is a word of Python and can be no module.
_MODULES = {"import": "import_documents"}
EPILOG = "`edgewise` alone opens the app. Example: edgewise review --node self-attention"


def module_of(name: str) -> str:
    """The module that holds a command."""
    return f"cli.{_MODULES.get(name, name).replace('-', '_')}"


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
