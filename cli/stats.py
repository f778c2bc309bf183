"""edgewise stats: what the log says, as text with bars, as JSON, or as a picture."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cards.places import Places
    from cards.settings import Settings
    from cards.stats_evidence import Evidence
    from cards.stats_shape import Json, Statistic
    from cards.store import Store

HELP = (
    "Statistics of your reviews and cards: reviews, retention, due, memory, calibration, hours, "
    "buttons, nodes, readiness; all of them without a name. Voided answers never count."
)
EXAMPLE = "edgewise stats retention --days 365"
WIDEST, NARROWEST, CHART_HEIGHT = 100, 40, 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which statistic, over which days, and the form."""
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="one of those above")
    parser.add_argument(
        "--days", type=_days, default=30, metavar="N",
        help="look at the last N days, or `all` (30); for `due` the next N days",
    )  # fmt: skip
    parser.add_argument(
        "--node", metavar="NODE", default="",
        help="readiness of this node with all it builds on, not of all cards",
    )  # fmt: skip
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON (docs/statistics.md)")
    form.add_argument("--words", action="store_true", help="print a sentence each, no bars")
    form.add_argument("--png", metavar="FILE", default="", help="write a picture (edgewise[plots])")
    parser.add_argument("--dark", action="store_true", help="with --png: on a dark ground")


def _days(text: str) -> int | None:
    """A number of days; None: all of them."""
    if text == "all":
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 36_500:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of days; give 1 to 36500 or all")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Compute and print. Raises CardsError, KgError, CliError."""
    import os

    from cards.places import places
    from cards.settings import load
    from cards.stats_list import NAMES, compute
    from cards.store import Store

    names = [_name(args.name)] if args.name else ["readiness"] if args.node else list(NAMES)
    where = places(os.environ)
    settings = load(where.settings)
    if args.png:
        _check_plots()
    with Store.reading(where.study_db) as store:
        evidence = _evidence(args, where, settings, store)
        found = [compute(name, evidence) for name in names]
    if args.json:
        _print_json(found, evidence, alone=bool(args.name))
    elif args.png:
        _write_png(args.png, found, dark=args.dark)
    else:
        _print_text(found, args.words)
    return 0


def _name(given: str) -> str:
    from difflib import get_close_matches

    from cards.stats_list import NAMES
    from cli.errors import CliError

    if given in NAMES:
        return given
    near = get_close_matches(given, NAMES, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise CliError(f"there is no statistic '{given}'.{hint} There are: {', '.join(NAMES)}.")


def _evidence(
    args: argparse.Namespace, where: Places, settings: Settings, store: Store
) -> Evidence:
    from cards.scheduler import Clock
    from cards.stats_evidence import Evidence
    from cards.study_day import now_ms, offset_at

    moment = now_ms()
    clock = Clock(moment, offset_at(moment, settings.zone), settings.rollover_hour)
    if not args.node:
        return Evidence(store, settings, clock, days=args.days)
    from cards.readiness import nodes_behind
    from cli.ready_graph import ready_graph

    with ready_graph() as graph:
        node = graph.find(args.node)
        nodes = frozenset(nodes_behind(graph, node.key))
    return Evidence(store, settings, clock, days=args.days, nodes=nodes, about=node.title)


def _print_json(found: Sequence[Statistic], evidence: Evidence, *, alone: bool) -> None:
    import json

    from cards.stats_period import iso

    period: dict[str, Json] = {
        "today": iso(evidence.today),
        "days": evidence.days,
    }
    if alone:
        one = found[0]
        told: dict[str, Json] = {**period, "name": one.name, "summary": one.summary, **one.data}
    else:
        every: dict[str, Json] = {one.name: {"summary": one.summary, **one.data} for one in found}
        told = {**period, "statistics": every}
    print(json.dumps(told, ensure_ascii=False, indent=1))


def _print_text(found: Sequence[Statistic], words_only: bool) -> None:
    import shutil
    import textwrap

    from cards.stats_bars import draw, plain, tabulate

    width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
    for number, one in enumerate(found):
        if number:
            print()
        if words_only:
            print(f"{one.title}: {one.summary}")
            continue
        print(one.title.upper())
        print(textwrap.fill(one.summary, width))
        for chart in one.charts:
            print()
            for line in draw(chart, width, CHART_HEIGHT):
                print(plain(line))
        for table in one.tables:
            print()
            print("\n".join(tabulate(table, width)))
        print()
        print(textwrap.fill(one.meaning, width))


def _check_plots() -> None:
    """Say what is missing before anything is computed."""
    from importlib.util import find_spec

    from cli.errors import ENVIRONMENT, CliError

    if find_spec("matplotlib") is None:
        raise CliError(
            "a picture needs matplotlib, which is not installed; "
            "`pip install 'edgewise[plots]'` brings it.",
            ENVIRONMENT,
        )


def _write_png(target: str, found: Sequence[Statistic], *, dark: bool) -> None:
    from pathlib import Path

    from cli.stats_png import picture
    from kg.atomic_write import replace_file

    path = Path(target).expanduser()
    replace_file(path, picture(found, dark=dark))
    for one in found:
        print(f"{one.title}: {one.summary}")
    print(f"Written to {path}")
