"""Times the engine in a fresh process: open with counts and first card, then answers.

Usage: python engine.py HOME ANSWERS; the last line printed is JSON: open_ms, answer_ms.
Imports are not part of open_ms, as they are not for the peer.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cards.models import Rating
from cards.places import places
from cards.study import Study


def main() -> None:
    """Open, take the first card, answer as many as asked."""
    home, answers = sys.argv[1], int(sys.argv[2])
    start = time.perf_counter()
    study = Study.open(places({"EDGEWISE_HOME": home}))
    study.counts()
    study.start()
    first = study.current()
    opened = (time.perf_counter() - start) * 1000
    if first is None:
        raise SystemExit("nothing is due in this home")
    latencies = []
    for _ in range(answers):
        # As in the app: the intervals were computed when the answer was revealed.
        study.preview()
        start = time.perf_counter()
        study.grade(Rating.GOOD, 2000)
        if study.current() is None:
            raise SystemExit("no next card")
        latencies.append((time.perf_counter() - start) * 1000)
    study.close()
    print(json.dumps({"open_ms": [opened], "answer_ms": latencies}))


if __name__ == "__main__":
    main()
