"""make bench: the speed figures as ratios to their peers, each pair taken in one alternating run.

Rows are numbered as in the project's goals: 1 due, 2 start to first card, 4 grade, 5 key to paint,
6 open and first due card, 10 packing for Anki, 14 a vault of 10,000 notes, 16 the list of them, 18
an exercise from the run key to the verdict; only when named, 11 100,000 cards packed, 12 search in
100,000 notes and 15 the metadata of all of arXiv. The peers of rows 4, 6, 10, 11 and 12 run in a
Python of their own: EDGEWISE_BENCH_PEERS names one that has `anki` and `genanki`, else .venv-bench
is made for them.
Usage: python bench/run.py [--rows 1,2,14] [--small]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
sys.path[:0] = [str(ROOT), str(BENCH)]

import anki_export  # noqa: E402
import daily  # noqa: E402
import exercise_runs  # noqa: E402
import papers  # noqa: E402
import screen  # noqa: E402
import search  # noqa: E402
import vault  # noqa: E402
from report import Setting  # noqa: E402

ROWS: dict[int, Callable[[Setting], None]] = {
    1: daily.due,
    2: screen.first_card,
    4: daily.grade,
    5: screen.key_to_paint,
    6: daily.open_and_first_card,
    10: anki_export.ten,
    11: anki_export.eleven,
    12: search.as_you_type,
    14: vault.ten_thousand_notes,
    15: papers.all_of_arxiv,
    16: search.list_painted,
    18: exercise_runs.key_to_verdict,
}
# Rows that take minutes and gigabytes run when they are named.
BY_NAME_ONLY = {11, 12, 15}


def peer_python() -> str:
    """A Python that has Anki's library and genanki; made in .venv-bench when none is named."""
    named = os.environ.get("EDGEWISE_BENCH_PEERS")
    if named:
        return named
    folder = ROOT / ".venv-bench"
    python, wanted = folder / "bin" / "python", BENCH / "requirements.txt"
    made_of = folder / "requirements.txt"
    if not made_of.exists() or made_of.read_bytes() != wanted.read_bytes():
        print("Making .venv-bench for the peers (once)...", flush=True)
        venv.create(folder, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(wanted)]
        subprocess.run(install, check=True)
        made_of.write_bytes(wanted.read_bytes())
    return str(python)


def make_homes(folder: Path, sizes: tuple[int, int], reviews: int) -> tuple[Path, Path]:
    """Two homes with the shipped pack compiled and `sizes` made-up cards with their log."""
    homes = []
    for size in sizes:
        home = folder / f"home-{size}"
        command = [sys.executable, str(BENCH / "make_home.py"), str(home), "--cards", str(size)]
        subprocess.run([*command, "--reviews-per-card", str(reviews), "--seed", "1"], check=True)
        homes.append(home)
    return homes[0], homes[1]


def main() -> None:
    """Run the rows that were asked for and print each as it is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    usual = [row for row in ROWS if row not in BY_NAME_ONLY]
    parser.add_argument("--rows", default=",".join(map(str, usual)), help="which rows")
    parser.add_argument("--small", action="store_true", help="a tenth of the size, for a try")
    args = parser.parse_args()
    shrink = 10 if args.small else 1
    wanted = [int(row) for row in args.rows.split(",")]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sizes = (1000, 100_000 // shrink)
        small, large = (
            make_homes(folder, sizes, 10) if set(wanted) & {1, 2, 4, 5, 6} else (folder, folder)
        )
        peers = peer_python() if set(wanted) & {4, 6, 10, 11, 12} else sys.executable
        setting = Setting(folder, small, large, sizes, peers, 10_000 // shrink, 3_000_000 // shrink)
        print(json.dumps({"python": sys.version.split()[0], "cards": sizes}))
        for row in wanted:
            ROWS[row](setting)


if __name__ == "__main__":
    main()
