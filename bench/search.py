"""Rows 12 and 16: search as one types over 100,000 notes, and the list of 10,000 notes painted.

Row 12 beside the same question to FTS5 alone (bm25, 20 hits, from the same table) and to Anki's
search over the same texts; row 16 beside Textual's OptionList of 300 rows.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from make_vault import Writer, make_vault
from report import Setting, line, median_ratio, note, percentile
from terminal import Terminal

from cards.places import layers, places
from kg.compiled import Graph
from kg.compiler import refresh
from kg.search import search

BENCH = Path(__file__).resolve().parent
EDGEWISE = str(Path(sys.executable).with_name("edgewise"))
LIST_OF_300 = [sys.executable, str(BENCH / "option_list_app.py")]
HITS = 20
_BARE = (
    "SELECT rowid FROM search WHERE search MATCH ?"
    " ORDER BY bm25(search, 10.0, 8.0, 4.0, 1.0) LIMIT 20"
)
# Texts of make_vault draw the word of rank r with a weight of 1 / (r + 3).
# The app leaves guesses at mistyped names to a thread: they come a moment later.
KINDS = ("rare word", "phrase", "two words", "prefix", "common word", "common word of a type")
SEED, TURNS = 5, 12


def queries(graph: Graph, total: int) -> dict[str, list[str]]:
    """What is typed, by kind."""
    pick, words = random.Random(SEED), Writer(total, 1).words
    notes = [node.definition.rstrip(".").split() for node in graph.nodes("metric", limit=200)]
    return {
        "rare word": pick.sample(words[3000:], TURNS),
        "phrase": [" ".join(each[3:5]) for each in pick.sample(notes, TURNS)],
        "two words": [
            f"{pick.choice(words[:20])} {pick.choice(words[100:1000])}" for _ in range(TURNS)
        ],
        "prefix": [word[:3] for word in pick.sample(words[:3000], TURNS)],
        "common word": words[:TURNS],
        "common word of a type": words[:TURNS],
    }


def expression(kind: str, query: str) -> str:
    """The same question to FTS5: the last word may go on, as while it is typed."""
    if kind == "two words":
        first, last = query.split()
        return f'"{first}" AND "{last}" *'
    return f'"{query}" *'


def timed_ms(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def as_you_type(setting: Setting) -> None:
    """Row 12."""
    where = places({"EDGEWISE_HOME": str(setting.folder / "search")})
    total = 10 * setting.notes
    make_vault(where.vault, total, 1)
    refresh(layers(where), where.graph_db)
    with Graph.open(where.graph_db) as graph:
        asked = queries(graph, total)
        against_fts5(graph, asked, total)
        against_anki(setting, where.vault, asked, graph)


def against_fts5(graph: Graph, asked: dict[str, list[str]], total: int) -> None:
    """Each question to both, one after the other."""
    problems = frozenset(node.id for node in graph.nodes("problem"))
    for kind in KINDS:
        only = problems if kind == "common word of a type" else None
        pairs = []
        for query in [asked[kind][0], *asked[kind]]:
            match = expression(kind, query)
            bare = timed_ms(lambda m=match: graph.connection.execute(_BARE, (m,)).fetchall())
            ours = timed_ms(lambda q=query, o=only: typed(graph, q, o))
            pairs.append((ours, bare))
        tell(kind, pairs[1:], total)


def typed(graph: Graph, query: str, only: frozenset[int] | None = None) -> int:
    """Search as the app does at every key."""
    return len(search(graph, query, only=only, limit=HITS, guess=False, snippets=False))


def tell(kind: str, pairs: list[tuple[float, float]], total: int) -> None:
    """Print one kind of question."""
    ours = percentile([each for each, _ in pairs], 95)
    bare = percentile([each for _, each in pairs], 95)
    line("12", f"{kind} in {total} notes, p95 / FTS5 alone", ours / bare, 1.5)
    if kind == "common word":
        line("12", f"{kind}, p95", ours, 20, " ms")
    else:
        note("12", f"  ours {ours:.1f} ms, FTS5 {bare:.1f} ms")


def against_anki(setting: Setting, vault: Path, asked: dict[str, list[str]], graph: Graph) -> None:
    """The same words to Anki's search over the same texts, where `anki` is installed."""
    plain = {kind: asked[kind] for kind in ("rare word", "two words", "common word")}
    file = setting.folder / "asked.json"
    file.write_text(json.dumps(plain))
    peer = [setting.peers, str(BENCH / "anki_search.py"), str(vault), str(file)]
    done = subprocess.run(
        [*peer, str(setting.folder / "peer.anki2")], capture_output=True, text=True, check=False
    )
    if done.returncode:
        note("12", f"  no Anki to compare with ({done.stderr.strip().splitlines()[-1:]})")
        return
    theirs: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    for kind, times in theirs.items():
        ours = [timed_ms(lambda q=query: typed(graph, q)) for query in plain[kind]]
        ratio = percentile(ours, 50) / percentile(times, 50)
        line("12", f"{kind}, p50 / Anki's search", ratio, 0.1)


def list_painted(setting: Setting) -> None:
    """Row 16: from the key to the painted list."""
    where = places({"EDGEWISE_HOME": str(setting.folder / "list")})
    make_vault(where.vault, setting.notes, 1)
    refresh(layers(where), where.graph_db)
    with Graph.open(where.graph_db) as graph:
        first = graph.nodes(limit=1)[0].title[:12]
    subprocess.run([EDGEWISE, "due"], env=_env(where.home), capture_output=True, check=False)
    pairs = []
    with Terminal([EDGEWISE], {"EDGEWISE_HOME": str(where.home)}) as ours:
        ours.wait("Today|Welcome", 120)
        ours.settle(3.0, 120.0)
        ours.child.send(b"\x1b")  # the tour of a first start
        ours.settle(1.0)
        with Terminal(LIST_OF_300, {}) as peer:
            peer.wait("READY")
            peer.settle(0.5)
            for _ in range(15):
                pairs.append((opened_ms(ours, b"b", first), opened_ms(peer, b"b", "row 0 ")))
    later = pairs[2:]
    line("16", f"list of {setting.notes} notes / OptionList of 300 rows", median_ratio(later), 1.3)
    note("16", f"  ours {percentile([a for a, _ in later], 50):.0f} ms,"
               f" OptionList {percentile([b for _, b in later], 50):.0f} ms")  # fmt: skip


def opened_ms(terminal: Terminal, key: bytes, shows: str) -> float:
    """Milliseconds from the key to the first row on the screen; then back again."""
    import re

    terminal.settle(0.15, 2.0)
    at, start = len(terminal.raw), time.perf_counter()
    terminal.child.send(key)
    terminal.wait(re.escape(shows), start=at)
    passed = (time.perf_counter() - start) * 1000
    terminal.settle(0.3, 2.0)
    terminal.child.send(b"\x1b")
    terminal.settle(0.3, 2.0)
    return passed


def _env(home: Path) -> dict[str, str]:
    import os

    return {**os.environ, "EDGEWISE_HOME": str(home)}
