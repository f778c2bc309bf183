"""edgewise settings: list, read and change the lines of settings.toml.

Owns how a setting is named on the command line (today.new_per_day, or new_per_day where that is
enough). Not here: the table (cards/settings.py), the checks, the change of the file.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import CliError

if TYPE_CHECKING:
    from cards.settings import Setting, Settings
    from cards.settings_words import Raw

HELP = "List, read and change settings. A change is checked first; comments in the file stay."
EXAMPLE = "edgewise settings set new_per_day 15"
_KEYS = "keys."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which setting."""
    steps = parser.add_subparsers(dest="step", metavar="STEP")
    listing = steps.add_parser("list", help="every setting, its value and its default")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    get = steps.add_parser("get", help="the value of one setting")
    get.add_argument("--json", action="store_true", help="print the value as JSON")
    change = steps.add_parser("set", help="change one setting")
    reset = steps.add_parser("reset", help="give one setting its default again")
    for each in (get, change, reset):
        each.add_argument("key", metavar="KEY", help="such as new_per_day or keys.review.undo")
    change.add_argument("value", metavar="VALUE", nargs="+", help="such as 15, off or 1m 10m")
    steps.add_parser("path", help="where settings.toml lies")


def run(args: argparse.Namespace) -> int:
    """Do the step; without one, list."""
    from cards.places import places
    from cards.settings import load

    path = places(os.environ).settings
    step = args.step or "list"
    if step == "path":
        print(path)
    elif step == "list":
        _list(load(path), as_json=getattr(args, "json", False))
    elif step == "get":
        _get(load(path), args.key, as_json=args.json)
    else:
        _change(path, args.key, " ".join(args.value) if step == "set" else None)
    return 0


def _list(settings: Settings, *, as_json: bool) -> None:
    from cards.settings import TABLE, Settings
    from cards.settings_words import is_secret, shown

    if as_json:
        import json

        values = {_name(row): _plain(row, settings) for row in TABLE if not is_secret(row)}
        print(json.dumps({**values, "keys": dict(settings.keys)}, ensure_ascii=False))
        return
    defaults = Settings()
    wide = max(len(_name(row)) for row in TABLE)
    for row in TABLE:
        value, default = shown(row, settings), shown(row, defaults)
        if is_secret(row) and value != default:
            value = "(set, not shown)"
        mark = "  " if value == default else "* "
        was = "" if value == default else f"   (default {_short(default)})"
        print(f"{mark}{_name(row):<{wide}}  {_short(value)}{was}")
    for command, key in settings.keys:
        print(f"* {_KEYS}{command}  {key}")


def _get(settings: Settings, key: str, *, as_json: bool) -> None:
    import json

    from cards.settings_words import typed

    if key.startswith(_KEYS):
        value = dict(settings.keys).get(key.removeprefix(_KEYS), "")
        print(json.dumps(value) if as_json else value)
        return
    row = _row(key)
    plain = json.dumps(_plain(row, settings), ensure_ascii=False)
    print(plain if as_json else typed(row, settings))


def _change(path: Path, key: str, words: str | None) -> None:
    from cards.settings_words import typed
    from cards.settings_write import change

    if key.startswith(_KEYS):
        command = key.removeprefix(_KEYS)
        change(path, "keys", command, words)
        print(
            f"{key} is {words}; the app says if it knows no such command."
            if words
            else f"{key} is its own key again."
        )
        return
    row = _row(key)
    made = change(path, row.section, row.key, None if words is None else _checked(row, words))
    now = typed(row, made.settings) or "empty"
    print(f"{_name(row)} is {now}. An app that is open has to be started again.")


def _checked(row: Setting, words: str) -> Raw:
    from cards.settings_file import convert
    from cards.settings_words import raw

    value = raw(row, words)
    try:
        convert(row, value)
    except ValueError as problem:
        raise CliError(f"{_name(row)} {problem}; nothing was changed.") from problem
    return value


def _row(key: str) -> Setting:
    """Find a setting by section.key, or by its key alone. Raises CliError."""
    from difflib import get_close_matches

    from cards.settings import TABLE

    found = [row for row in TABLE if key in (_name(row), row.key)]
    if len(found) == 1:
        return found[0]
    if found:
        raise CliError(f"'{key}' is more than one: {' and '.join(_name(row) for row in found)}.")
    names = [name for row in TABLE for name in (_name(row), row.key)]
    near = get_close_matches(key, names, n=1)
    hint = f"did you mean {near[0]}?" if near else "`edgewise settings list` names all."
    raise CliError(f"there is no setting '{key}'; {hint}")


def _name(row: Setting) -> str:
    return f"{row.section}.{row.key}"


def _plain(row: Setting, settings: Settings) -> Raw:
    """A value as settings.toml has it: a number, a text, or a list."""
    from cards.settings_words import raw, typed

    return raw(row, typed(row, settings))


def _short(text: str) -> str:
    return text if len(text) <= 44 else f"{text[:40]} ..."
