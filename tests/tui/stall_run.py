"""Opens the app on a home in a process of its own, presses keys, prints what held the event loop.

    python tests/tui/stall_run.py HOME NOW_MS KEY...

A process each, because the first opening of a screen, with its imports, is what a learner feels.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cards.places import places
from cards.study import Study
from tests.tui.stall_watch import Stall, watching
from tui.edgewise import EdgewiseApp

SETTLE_S = 0.6


async def press(study: Study, now_ms: int, keys: list[str]) -> list[tuple[str, Stall]]:
    """Let Home settle, press the keys one by one; what held the loop, and after which key."""
    found: list[tuple[str, Stall]] = []
    app = EdgewiseApp(study, clock=lambda: now_ms, read_notes=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(SETTLE_S)
        for key in keys:
            with watching() as stalls:
                await pilot.press(key)
                await settle(app)
            found.extend((key, stall) for stall in stalls)
    return found


async def settle(app: EdgewiseApp) -> None:
    """Until the workers of the app have ended, and a little more for what they bring."""
    end = time.monotonic() + 20
    while any(not worker.is_finished for worker in app.workers) and time.monotonic() < end:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.15)


def main() -> None:
    """Print [[key, seconds, where], ...]."""
    home, now_ms, *keys = sys.argv[1:]
    study = Study.open(places({"EDGEWISE_HOME": home}), clock=lambda: int(now_ms))
    try:
        found = asyncio.run(press(study, int(now_ms), keys))
    finally:
        study.close()
    print(json.dumps([[key, stall.seconds, stall.where] for key, stall in found]))


if __name__ == "__main__":
    main()
