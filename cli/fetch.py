"""edgewise fetch: bring the metadata of the graph's papers from arXiv."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.places import Places
    from cards.settings import Settings
    from cli.fetch_text import Told
    from sync.fetch import Plan
    from sync.wanted_papers import Wanted

HELP = (
    "Bring title, authors, abstract, categories and dates of papers from arXiv: every paper of the "
    "graph, or those behind the nodes named. What is known is not asked again; Ctrl-C is safe."
)
EXAMPLE = "edgewise fetch self-attention --dry-run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which papers, how old may be what is known, and the form."""
    parser.add_argument(
        "nodes",
        metavar="NODE",
        nargs="*",
        help="a paper, an arXiv id, or a node: the papers behind it (none: every paper)",
    )
    parser.add_argument("--all", action="store_true", help="every paper of the graph")
    parser.add_argument(
        "--stale",
        type=_days,
        metavar="DAYS",
        help="ask again for what is older (30; 0: everything)",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be asked, and stop")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not 0 <= days < 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of days; write one such as 90")
    return days


def run(args: argparse.Namespace) -> int:
    """Fetch and tell. 1: some are missing or failed; 3: arXiv could not be asked; 130: stopped.

    Raises CliError, UnknownNode, BadAddress, FetchBusy, PapersDbError.
    """
    import os

    from cards.places import places
    from cards.settings import load
    from cli.errors import CliError
    from cli.ready_graph import ready_graph
    from sync.fetch import FRESH_DAYS
    from sync.wanted_papers import wanted_papers

    if args.all and args.nodes:
        raise CliError("--all is every paper of the graph; leave it or the nodes off.")
    stale = FRESH_DAYS if args.stale is None else args.stale
    where = places(os.environ)
    settings = load(where.settings)
    with ready_graph() as graph:
        wanted = wanted_papers(graph, args.nodes)
    if args.dry_run:
        return _tell_plan(where, settings, wanted, stale, as_json=args.json)
    told = _fetch(where, settings, wanted, stale, silent=args.json)
    return _tell(told, as_json=args.json)


def _tell_plan(
    where: Places, settings: Settings, wanted: Wanted, stale: float, *, as_json: bool
) -> int:
    import json

    from cards.study_day import now_ms
    from cli.fetch_text import plan_data, plan_text
    from sync.fetch import plan
    from sync.papers_store import PapersStore

    with PapersStore.open(where.papers_db) as store:
        todo = plan(store, wanted.stems, now_ms(), stale)
    seconds = _seconds(_delay_s(settings), todo)
    if as_json:
        print(json.dumps(plan_data(todo, seconds), ensure_ascii=False, indent=1))
    else:
        print(plan_text(todo, wanted, seconds))
    return 0


def _seconds(delay_s: float, todo: Plan) -> float:
    """How long it should take: an answer comes in about a second."""
    return max(0, todo.requests - 1) * delay_s + todo.requests


def _delay_s(settings: Settings) -> float:
    import os

    from sync.arxiv_address import address

    at = address(settings.arxiv_url, settings.arxiv_delay_s, settings.arxiv_contact, os.environ)
    return at.delay_s


def _fetch(
    where: Places, settings: Settings, wanted: Wanted, stale: float, *, silent: bool
) -> Told:
    import os

    from cards.study_day import now_ms
    from cli.fetch_bar import FetchBar
    from cli.fetch_text import Told
    from cli.wish_to_stop import heeded
    from sync.arxiv_door import opened
    from sync.fetch import fetch, plan
    from sync.pace import Hands
    from sync.paper_news import flag_cards

    bar, delay_s = FetchBar(silent=silent), _delay_s(settings)
    with heeded() as wish:
        hands = Hands(now_ms, wish.sleep, bar.waits)
        with opened(where, settings, os.environ, hands) as door:
            todo = plan(door.store, wanted.stems, now_ms(), stale)
            bar.expect(_seconds(delay_s, todo), delay_s)
            try:
                report = fetch(door.store, door.api, todo, now_ms, bar.show)
            finally:
                bar.end()
            flagged = flag_cards(door.store, where, settings, now_ms())
            metas = door.store.get_many(wanted.stems)
    withdrawn = sorted(base for base, meta in metas.items() if meta.withdrawn)
    return Told(wanted, report, withdrawn, flagged)


def _tell(told: Told, *, as_json: bool) -> int:
    import json

    from cli.fetch_text import as_data, as_text, exit_code

    if as_json:
        print(json.dumps(as_data(told), ensure_ascii=False, indent=1))
    else:
        print(as_text(told))
    if told.report.stopped is not None:
        sys.stdout.flush()
        print(f"edgewise: {told.report.stopped}", file=sys.stderr)
    return exit_code(told)
