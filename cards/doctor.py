"""The health check of a home: what is wrong, and what to do about each.

Owns the list of checks. Reads only, unless a rebuild is asked for. Not here: how findings are
printed (cli/doctor.py).
"""

from __future__ import annotations

import os
import platform
import sys
from typing import NamedTuple

from cards import replay, settings
from cards.errors import CardsError, DatabaseMissing
from cards.places import Places
from cards.settings import Settings
from cards.store import SQLITE_VERSION, Store

PACKAGES = ("edgewise", "fsrs", "textual", "networkx", "pydantic", "arxiv")


class Finding(NamedTuple):
    """One line of the report. remedy: what to do, '' where all is well."""

    check: str
    fine: bool
    what: str
    remedy: str = ""


def examine(places: Places, *, rebuild: bool = False, terminal: bool = True) -> list[Finding]:
    """Run every check. rebuild: make the memory table again from the log where it differs.

    terminal: whether output goes to one. Raises nothing for what it can report instead.
    """
    chosen, found = _settings(places)
    found += _home(places)
    found += _study_db(places, chosen, rebuild)
    found += _graph_db(places)
    found.append(Finding("terminal", True, _terminal(terminal)))
    found.append(Finding("versions", True, _versions()))
    return found


def _settings(places: Places) -> tuple[Settings, list[Finding]]:
    try:
        chosen = settings.load(places.settings)
    except CardsError as problem:
        return Settings(), [Finding("settings", False, str(problem), "Correct that line.")]
    what = str(places.settings) if places.settings.exists() else "no file: all defaults"
    return chosen, [Finding("settings", True, what)]


def _home(places: Places) -> list[Finding]:
    home = places.home
    if not home.exists():
        return [Finding("home", True, f"{home} is not there yet")]
    if not os.access(home, os.W_OK | os.X_OK):
        remedy = "Make it writable, or set EDGEWISE_HOME to another folder."
        return [Finding("home", False, f"{home} cannot be written", remedy)]
    return [Finding("home", True, str(home))]


def _study_db(places: Places, chosen: Settings, rebuild: bool) -> list[Finding]:
    try:
        with Store.open(places.study_db, create=False, backups=places.backups) as store:
            return _database(store) + _memory(store, chosen, rebuild)
    except DatabaseMissing:
        return [Finding("study.db", True, "not made yet")]
    except CardsError as problem:
        return [Finding("study.db", False, str(problem))]


def _database(store: Store) -> list[Finding]:
    faults = store.integrity_faults()
    if faults:
        remedy = "Move study.db aside and put back the newest file of the backups folder."
        return [Finding("study.db", False, fault, remedy) for fault in faults[:5]]
    rows = store.count("SELECT count(*) FROM review")
    cards = store.count("SELECT count(*) FROM card WHERE state = 'live'")
    return [Finding("study.db", True, f"sound: {rows} log rows, {cards} live cards")]


def _memory(store: Store, chosen: Settings, rebuild: bool) -> list[Finding]:
    difference = (replay.rebuild if rebuild else replay.compare)(store, chosen.parameters)
    count = len(difference.changed) + len(difference.surplus)
    if not count:
        return [Finding("memory", True, "agrees with the log")]
    if rebuild:
        return [Finding("memory", True, f"{count} rows were made again from the log")]
    remedy = "Run `edgewise doctor --rebuild`; the log itself stays as it is."
    return [Finding("memory", False, f"{count} rows differ from the log", remedy)]


def _graph_db(places: Places) -> list[Finding]:
    """Look at the compiled graph; it is only a cache, so the remedy is always to make it again."""
    from kg.compiled import Graph
    from kg.errors import KgError

    if not places.graph_db.exists():
        return [Finding("graph.db", True, "not made yet; the app makes it at its start")]
    remedy = f"Delete {places.graph_db}; the next start makes it again."
    try:
        with Graph.open(places.graph_db) as graph:
            errors = sum(fault.severity == "error" for fault in graph.faults())
            total = graph.node_total
    except KgError as problem:
        return [Finding("graph.db", False, str(problem), remedy)]
    if errors:
        what = f"{total} nodes, {errors} errors in notes"
        return [Finding("graph.db", False, what, "Run `edgewise check`; it names each place.")]
    return [Finding("graph.db", True, f"{total} nodes, no errors")]


def _terminal(terminal: bool) -> str:
    if not terminal:
        return "output is not a terminal; the app needs one, commands with --json do not"
    size = os.get_terminal_size()
    name = os.environ.get("TERM", "unknown")
    colour = "no colour (NO_COLOR)" if "NO_COLOR" in os.environ else "colour"
    return f"{name}, {size.columns}x{size.lines}, {colour}"


def _versions() -> str:
    from importlib.metadata import PackageNotFoundError, version

    names = [f"Python {platform.python_version()}", f"SQLite {SQLITE_VERSION}"]
    for package in PACKAGES:
        try:
            names.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            names.append(f"{package} not installed")
    return ", ".join([*names, sys.platform])
