"""edgewise doctor: checks the home, the log and the installation, and says what to do."""

from __future__ import annotations

import argparse
import os
import sys

from cli.errors import FINE, FOUND_PROBLEMS

HELP = (
    "Check settings, databases, memory against the log, and versions; exit 1 if something is off."
)
EXAMPLE = "edgewise doctor --rebuild"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to repair, and how to print."""
    parser.add_argument(
        "--rebuild", action="store_true", help="make the memory again from the review log"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a finding")


def run(args: argparse.Namespace) -> int:
    """Print one line a check; problems with their remedy."""
    from cards.doctor import examine
    from cards.places import places

    findings = examine(places(os.environ), rebuild=args.rebuild, terminal=sys.stdout.isatty())
    for finding in findings:
        if args.json:
            import json

            print(json.dumps(finding._asdict()))
            continue
        print(f"{'ok ' if finding.fine else 'BAD'}  {finding.check:<9} {finding.what}")
        if finding.remedy:
            print(f"{'':<15}{finding.remedy}")
    return FINE if all(finding.fine for finding in findings) else FOUND_PROBLEMS
