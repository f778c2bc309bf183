"""edgewise map: the whole graph as one page for the web browser."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

HELP = (
    "Write the whole graph as one page: search, filters by type and state, each note with its "
    "links, a picture. The page asks no network, so it can be kept or passed on."
)
EXAMPLE = "edgewise map --html map.html --open"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and what of the learner goes in."""
    parser.add_argument("--html", metavar="FILE", required=True, help="the page to write")
    parser.add_argument(
        "--no-memory", action="store_true",
        help="leave out how well you remember each node, to pass the page on",
    )  # fmt: skip
    parser.add_argument("--open", action="store_true", help="open it in the web browser")


def run(args: argparse.Namespace) -> int:
    """Bring the notes in step, then write the page. Raises KgError, CardsError, ExportFailed."""
    from cards.node_standing import node_standings
    from cards.places import places
    from cards.refresh import refresh
    from cards.study import Study
    from cli.progress import reading_notes
    from sync.map_page import write_map

    target = Path(args.html).expanduser()
    study = Study.open(places(os.environ))
    try:
        clock = study.now()
        refresh(study.places, study.store, clock.now_ms, progress=reading_notes())
        graph = study.graph()
        standings = None
        if not args.no_memory:
            standings = node_standings(study.store, clock.day, study.settings.parameters)
        title = next((layer.title for layer in graph.layers() if layer.title), "Edgewise")
        nodes, edges = write_map(graph, standings, target, title=title, about=_about(clock.day))
    finally:
        study.close()
    print(f"{nodes:,} notes and {edges:,} links written to {args.html}.")
    if args.open:
        import webbrowser

        if not webbrowser.open(target.resolve().as_uri()):
            print("No web browser was found here; open the file in one.")
    return 0


def _about(day: int) -> str:
    from datetime import date, timedelta

    return f"Made by Edgewise on {date(1970, 1, 1) + timedelta(days=day)}."
