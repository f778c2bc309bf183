"""edgewise where: which files Edgewise uses on this machine."""

from __future__ import annotations

import argparse
import os

HELP = "Print the paths of the home folder and whether they exist. Creates nothing unless asked to."
EXAMPLE = "EDGEWISE_HOME=/tmp/try edgewise where --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Text or JSON, and whether to begin a settings file."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--write-settings", action="store_true", help="write a settings.toml with every default"
    )


def run(args: argparse.Namespace) -> int:
    """Print one path a line."""
    from cards.places import built_in_packs, places

    if args.write_settings:
        from cards.settings_words import write_default

        write_default(places(os.environ).settings)
    paths = {**places(os.environ)._asdict(), "built_in_packs": built_in_packs()}
    if args.json:
        import json

        print(json.dumps({name: str(path) for name, path in paths.items()}))
        return 0
    for name, path in paths.items():
        missing = "" if path.exists() else "  (not there yet)"
        print(f"{name.replace('_', ' '):<14} {path}{missing}")
    return 0
