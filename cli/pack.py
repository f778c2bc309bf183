"""edgewise pack: the packs there are, what one holds, adding and removing one.

Owns the actions and their arguments. Not here: what the figures look like (pack_text.py), how a
pack comes and goes (pack_change.py).
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.packs import Pack

HELP = "List the packs you have, say what one holds, add a folder of notes as one, or remove one."
EXAMPLE = "edgewise pack list"
_INFO = (
    "Say what a pack holds: notes, nodes by type, edges by relation with and without a reason, "
    "live cards by template, blocked cards by rule. Your own notes are not counted; nothing is "
    "written. The fields of --json are listed in docs/authoring.md."
)
_ADD = (
    "Check a folder with pack.toml and copy it to the packs of your home: its notes, pack.toml, "
    "papers.jsonl, exercises/ and licence. Nothing changes unless the pack has no error. "
    "`edgewise pack remove` takes it back."
)
_REMOVE = (
    "Move a pack you added out of your home, to backups/packs. Its cards stay as they are, with "
    "their history, until the pack is back."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Four actions, each with its own help."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    one = _action(
        actions, "list", "the packs there are", "the packs you have, one a line", "--json"
    )
    one.add_argument("--json", action="store_true", help="print JSON")
    one = _action(actions, "info", "what one pack holds", _INFO, "my-field --json")
    one.add_argument("name", metavar="NAME", help="name of a pack, or a folder with pack.toml")
    one.add_argument("--json", action="store_true", help="print JSON")
    one = _action(actions, "add", "take a folder as a pack", _ADD, "~/my-field")
    one.add_argument("folder", metavar="DIR", type=Path, help="a folder with pack.toml")
    one.add_argument(
        "--replace", action="store_true",
        help="put it in the place of the version you have; cards keep their history",
    )  # fmt: skip
    one = _action(actions, "remove", "take a pack out of your home", _REMOVE, "my-field")
    one.add_argument("name", metavar="NAME", help="name of a pack you added")
    one.add_argument("--yes", action="store_true", help="do not ask first (for scripts)")


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    words: str,
    description: str,
    example: str,
) -> argparse.ArgumentParser:
    return actions.add_parser(
        name, help=words, description=description, epilog=f"Example: edgewise pack {name} {example}"
    )


def run(args: argparse.Namespace) -> int:
    """Do the action. Raises KgError, CardsError, CliError."""
    if args.action == "list":
        return _list(json_wanted=args.json)
    if args.action == "info":
        return _info(args.name, json_wanted=args.json)
    from cli import pack_change

    if args.action == "add":
        return pack_change.add(args.folder.expanduser(), replace=args.replace)
    return pack_change.remove(args.name, sure=args.yes)


def _list(*, json_wanted: bool) -> int:
    import json

    from cards.pack_report import reports
    from cards.packs import packs
    from cards.places import places
    from cli.pack_text import list_data, list_lines
    from cli.progress import after_a_moment

    found = packs(places(os.environ))
    made = reports(found, after_a_moment("Reading notes"))
    pairs = [(pack, made.get(pack.name) if pack.facts is not None else None) for pack in found]
    if json_wanted:
        print(json.dumps([list_data(*pair) for pair in pairs], ensure_ascii=False, indent=1))
    else:
        for pair in pairs:
            print("\n".join(list_lines(*pair)))
    return 0 if all(pack.facts is not None for pack in found) else 1


def _info(name: str, *, json_wanted: bool) -> int:
    import json

    from cards.pack_report import reports
    from cards.packs import missing_needs, packs
    from cards.places import places
    from cli.pack_text import info_data, info_lines
    from cli.progress import after_a_moment
    from kg.errors import KgError

    found = packs(places(os.environ))
    pack = _named(name, found)
    if pack.facts is None:
        raise KgError(pack.problem)
    made = reports([*found, pack], after_a_moment("Reading notes"))[pack.name]
    missing = missing_needs(pack, found)
    if json_wanted:
        print(json.dumps(info_data(pack, made, missing), ensure_ascii=False, indent=1))
    else:
        print("\n".join(info_lines(pack, made, missing)))
    return 0


def _named(name: str, found: list[Pack]) -> Pack:
    """The pack of this name, or the one in the folder of this name."""
    from cards.packs import pack_at, pack_named
    from kg.layers import PACK_FILE

    folder = Path(name).expanduser()
    if all(pack.name != name for pack in found) and (folder / PACK_FILE).is_file():
        return pack_at(folder)
    return pack_named(found, name)
