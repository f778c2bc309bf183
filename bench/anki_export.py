"""Rows 10 and 11: packing for Anki, against genanki and against Anki's own export.

Each pair is taken in one alternating run; every job is a process of its own. A peer that is not
installed leaves its place empty. By itself it prints a table and the same as JSON.
Usage: python bench/anki_export.py [--notes 10000] [--large 100000] [--repeat 5] [--json]
The name is not anki.py: that would stand in the way of `import anki` in this folder.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
sys.path[:0] = [str(ROOT), str(BENCH)]

from anki_jobs import Taken  # noqa: E402
from report import Setting, line, median_ratio, note  # noqa: E402

REVIEWS = 10


def run(python: str, name: str, folder: Path, count: int, reviews: int) -> Taken | None:
    """Run a job in a process of its own; None: it needs a library that is not there."""
    task = [python, str(BENCH / "anki_jobs.py"), name, str(folder)]
    sizes = ["--notes", str(count), "--reviews", str(reviews)]
    done = subprocess.run([*task, *sizes], capture_output=True, text=True)
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    return Taken(*json.loads(done.stdout.splitlines()[-1]))


class Pair(NamedTuple):
    """Two jobs taken one after the other, again and again. peer: empty where it is not there."""

    what: str
    own: list[Taken]
    peer: list[Taken]

    def told(self) -> dict[str, object]:
        """Median, spread and peak of both, and the median of the ratios."""
        found: dict[str, object] = {"what": self.what, "edgewise": summary(self.own)}
        if not self.peer:
            return {**found, "peer": None, "said": "the peer is not installed in this Python"}
        return {**found, "peer": summary(self.peer), "ratio": round(self.ratio(), 3)}

    def ratio(self) -> float:
        """Ours by the peer's, the median over the pairs."""
        pairs = zip(self.own, self.peer, strict=True)
        return median_ratio([(own.seconds, peer.seconds) for own, peer in pairs])


def summary(taken: list[Taken]) -> dict[str, float]:
    """Seconds (median, least, most), peak and size of the file in MB."""
    seconds = [each.seconds for each in taken]
    return {
        "median_s": round(statistics.median(seconds), 3),
        "least_s": round(min(seconds), 3),
        "most_s": round(max(seconds), 3),
        "peak_mb": round(max(each.peak_mb for each in taken), 1),
        "file_mb": round(taken[0].file_mb, 2),
    }


def alternating(
    what: str, repeat: int, own: Callable[[], Taken | None], peer: Callable[[], Taken | None]
) -> Pair:
    """Take both, `repeat` times in turn; the peer no more once it is missing."""
    mine: list[Taken] = []
    others: list[Taken] = []
    missing = False
    for _ in range(repeat):
        for found, into in ((own(), mine), (None if missing else peer(), others)):
            if found is not None:
                into.append(found)
        missing = len(others) < len(mine)
    return Pair(what, mine, others)


def against_genanki(peers: str, folder: Path, count: int, repeat: int) -> list[Pair]:
    """Row 10: the same notes, text only, and ours with state and reviews."""
    return [
        alternating(
            f"{count:,} notes {told}",
            repeat,
            lambda reviews=reviews: run(sys.executable, "ours", folder, count, reviews),
            lambda: run(peers, "genanki", folder, count, 0),
        )
        for reviews, told in ((0, "text only"), (REVIEWS, f"with state and {REVIEWS} reviews each"))
    ]


def against_anki(peers: str, folder: Path, count: int, repeat: int) -> list[Pair]:
    """Row 11: the writer fed with rows made on the way, and the whole command from its home."""
    run(sys.executable, "streamed", folder, count, REVIEWS)
    filled = run(peers, "fill", folder, count, REVIEWS) is not None
    make = [sys.executable, str(BENCH / "make_home.py"), str(folder / "home")]
    sizes = ["--cards", str(count), "--reviews-per-card", str(REVIEWS + 1), "--seed", "1"]
    subprocess.run([*make, *sizes], check=True, stdout=subprocess.DEVNULL)
    # Bring the pack's cards in step once: the row is about exporting.
    run(sys.executable, "command", folder, count, REVIEWS)

    def peer() -> Taken | None:
        return run(peers, "anki", folder, count, REVIEWS) if filled else None

    return [
        alternating(
            f"{count:,} cards, {count * REVIEWS:,} reviews: {told}",
            repeat,
            lambda name=name: run(sys.executable, name, folder, count, REVIEWS),
            peer,
        )
        for name, told in (("streamed", "the writer"), ("command", "the whole command"))
    ]


def shown(row: str, pair: Pair, goal: float, peer: str) -> None:
    """The lines of one pair: its ratio beside the goal, then what both took."""
    if pair.peer:
        line(row, f"{pair.what} / {peer}", pair.ratio(), goal)
    else:
        note(row, f"{pair.what}: {peer} is not installed in this Python, no ratio")
    for name, taken in (("edgewise", pair.own), (peer, pair.peer)):
        if taken:
            told = summary(taken)
            note(row, "  {:<9} {median_s:.2f} s ({least_s:.2f} to {most_s:.2f}), peak"
                      " {peak_mb:.0f} MB, file {file_mb:.1f} MB".format(name, **told))  # fmt: skip


def ten(setting: Setting) -> None:
    """Row 10, and the memory of five times as many."""
    count = setting.notes
    goals = (0.4, 1.0)
    pairs = against_genanki(setting.peers, setting.folder, count, 5)
    for pair, goal in zip(pairs, goals, strict=True):
        shown("10", pair, goal, "genanki")
    large = run(sys.executable, "streamed", setting.folder, 5 * count, REVIEWS)
    assert large is not None
    line("10", f"{5 * count:,} notes with state: peak memory", large.peak_mb, 200, " MB")


def eleven(setting: Setting) -> None:
    """Row 11."""
    for pair in against_anki(setting.peers, setting.folder, setting.sizes[1], 3):
        shown("11", pair, 0.5, "Anki")
        peak = max(each.peak_mb for each in pair.own)
        line("11", "  peak memory", peak, 200, " MB")


def main() -> None:
    """All rows as a table and as JSON, or one job."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--notes", type=int, default=10_000, help="of row 10")
    parser.add_argument("--large", type=int, default=100_000, help="cards of row 11")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--peers", default=os.environ.get("EDGEWISE_BENCH_PEERS", sys.executable))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        small = against_genanki(args.peers, folder, args.notes, args.repeat)
        fifty = run(sys.executable, "streamed", folder, 5 * args.notes, REVIEWS)
        large = against_anki(args.peers, folder, args.large, min(3, args.repeat))
    if not args.json:
        for row, pair, goal, peer in (
            *(("10", pair, goal, "genanki") for pair, goal in zip(small, (0.4, 1.0), strict=True)),
            *(("11", pair, 0.5, "Anki") for pair in large),
        ):
            shown(row, pair, goal, peer)
        if fifty:
            line("10", f"{5 * args.notes:,} with state: peak memory", fifty.peak_mb, 200, " MB")
    told = {"pairs": [pair.told() for pair in (*small, *large)], "fifty_thousand": fifty}
    print(json.dumps(told, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
