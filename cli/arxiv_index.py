"""edgewise arxiv-index: index a metadata dump of arXiv, or say what the index holds."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.arxiv_index_build import Built
    from sync.snapshot import Snapshot

HELP = (
    "Read a metadata dump of arXiv (the JSON lines snapshot or an OAI-PMH dump; plain, .gz or "
    ".zip) into a local index, so that papers are found by title, author and id without a "
    "network. A new index takes the place of the old one when it is whole. Without FILE: what the "
    "index holds. docs/papers.md says where to get a dump."
)
EXAMPLE = "edgewise arxiv-index arxiv-metadata-oai-snapshot.json"
_MB = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The dump, whether abstracts are wanted, and the form."""
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="the dump")
    parser.add_argument(
        "--abstracts", action="store_true",
        help="keep and search abstracts too: about four times the size and the time",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Make the index, or tell what it holds (1 if there is none). Raises SyncError."""
    from cards.places import places

    target = places(os.environ).arxiv_index
    if args.file is None:
        return _tell(target, as_json=args.json)
    return _make(args.file.expanduser(), target, abstracts=args.abstracts, as_json=args.json)


def _make(dump: Path, target: Path, *, abstracts: bool, as_json: bool) -> int:
    import json
    import time

    from cli.errors import CliError
    from cli.rate_bar import in_words
    from sync.snapshot import Snapshot

    start_s = time.monotonic()
    try:
        built = _built(Snapshot(dump, long_texts=abstracts), target, start_s)
    except KeyboardInterrupt:
        raise CliError("stopped; the index was left as it was.", 130) from None
    took_s = time.monotonic() - start_s
    if as_json:
        print(json.dumps({**built._asdict(), "seconds": round(took_s, 1), "file": str(target)}))
        return 0
    print(
        f"Indexed {built.papers:,} papers in {in_words(took_s)} "
        f"({built.papers / max(took_s, 0.001):,.0f} a second): {built.bytes / _MB:,.0f} MB in "
        f"{target}"
    )
    if built.skipped:
        print(
            f"{built.skipped:,} entries were no records of arXiv and were left out, the first at "
            f"{built.first_skipped}."
        )
    return 0


def _built(snapshot: Snapshot, target: Path, start_s: float) -> Built:
    import time

    from cli.rate_bar import RateBar
    from sync.arxiv_index_build import Step, build_index

    bar = RateBar(start_s)

    def show(step: Step) -> None:
        what = "Sorting words" if step.is_sorting else "Indexing"
        share = step.position / max(1, snapshot.size)
        bar.show(what, share, step.papers, "papers", time.monotonic())

    try:
        return build_index(snapshot, target, now_ms=time.time_ns() // 1_000_000, progress=show)
    finally:
        bar.clear()


def _tell(target: Path, *, as_json: bool) -> int:
    import json
    from datetime import UTC, datetime

    from sync.arxiv_index import ArxivIndex

    with ArxivIndex.open(target) as index:
        papers, abstracts, made_ms = index.papers, index.has_abstracts, index.made_ms
    if as_json:
        told = {"papers": papers, "abstracts": abstracts, "made_ms": made_ms, "file": str(target)}
        print(json.dumps(told))
    elif papers:
        day = datetime.fromtimestamp(made_ms / 1000, UTC).date()
        more = "with" if abstracts else "without"
        print(f"{papers:,} papers {more} abstracts, indexed on {day}: {target}")
    else:
        print(
            "There is no index of arXiv yet. Download a metadata dump (docs/papers.md says where) "
            "and run: edgewise arxiv-index FILE"
        )
    return 0 if papers else 1
