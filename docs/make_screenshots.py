"""Makes docs/screens/*.svg by running the app on a made-up home: python docs/make_screenshots.py

Owns which screens the documentation shows, in which size, and that two runs make the same pictures:
the clock stands, ids are the same in each picture, no font is asked for. Named screens alone:
`python docs/make_screenshots.py home browse`. Not here: the home (screen_home.py), the app.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from rich.cells import cell_len
from screen_home import EXERCISE, PastClock, make_home, near_miss, open_study

from tui.edgewise import EdgewiseApp

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from cards.study import Study

SCREENS = Path(__file__).resolve().parent / "screens"
# The picture must not load a font from the network; every reader has a fixed-width one.
FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.S)
# A number that rich makes from all that is in the picture.
RICH_ID = re.compile(r"\bterminal-\d+-")
TEXT = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<x>[^"]+)" y="(?P<y>[^"]+)" textLength="[^"]+"'
    r' clip-path="(?P<clip>[^"]+)">(?P<words>[^<]*)</text>'
)
CELL, SPACE = 12.2, "\N{NO-BREAK SPACE}"  # rich's width of a cell, and what it writes for a space
# Arrows, boxes, blocks, dots and braille, each sign by itself or repeated; then everything else.
RUNS = re.compile(r"(([\u2190-\u2bff])\2*|[^\u2190-\u2bff]+)")
LONGEST_WAIT_S = 20.0
STILL_S = 0.1
SMALL, WIDE = (80, 24), (120, 34)
SHOWN_CARD = "How does PagedAttention"
MOST_CARDS = 40


class Picture(NamedTuple):
    """One screen. keys: from Home, or from the card, to it; seen: words that stand there once all
    is read; node: opened at first.
    """

    keys: tuple[str, ...]
    seen: str
    size: tuple[int, int] = SMALL
    node: str = ""


PICTURES: dict[str, Picture] = {
    "home": Picture((), "Next 30 days", WIDE),
    "home-small": Picture((), "The last year"),
    "help": Picture(("question_mark",), "esc goes back"),
    "tour": Picture(("f2", *"attention"), "Multi-head"),
    "cards": Picture(("c", "slash", *"prop:r<0.9", "tab"), "lapses", (140, 34)),
    "statistics": Picture(("s",), "Reviews", (100, 30)),
    "settings": Picture(("comma",), "Settings"),
    "exercise": Picture(("w",), "Not yet", (120, 32), node=f"ml-system-design/{EXERCISE}"),
    "browse": Picture(("slash", *"kv cache", "enter"), "KV cache", WIDE),
    "around": Picture(("slash", *"kv cache", "enter", "v"), "Around", WIDE),
}
# One review: each goes on where the one before stands.
REVIEW: dict[str, Picture] = {
    "question": Picture((), "show the answer"),
    "answer": Picture(("space",), "Easy"),
    "info": Picture(("i",), "Forgetting curve", (100, 34)),
}


def main(names: Sequence[str]) -> int:
    """Make these pictures, or all; returns the exit code."""
    os.environ.pop("NO_COLOR", None)
    known = {**PICTURES, **REVIEW}
    if unknown := set(names) - known.keys():
        sys.exit(f"There is no picture called {', '.join(sorted(unknown))}.")
    with tempfile.TemporaryDirectory() as folder:
        for name, picture in pictures(Path(folder), names or list(known)).items():
            (SCREENS / f"{name}.svg").write_text(picture, encoding="utf-8")
    return 0


def pictures(folder: Path, names: Collection[str]) -> dict[str, str]:
    """The SVG of each of these screens, on a home made in an empty folder."""
    where, clock = make_home(folder), PastClock()
    if "exercise" in names:
        near_miss(where)
    study = open_study(where, clock)
    try:
        made = {
            name: asyncio.run(_from_home(study, picture, clock))
            for name, picture in PICTURES.items()
            if name in names
        }
        if REVIEW.keys() & names:
            # How long one has looked at a card stands on the screen.
            seconds = SimpleNamespace(monotonic=lambda: clock.ms / 1000)
            with mock.patch("tui.screens.review.time", seconds):
                made |= asyncio.run(_review(study, clock))
        return {name: svg for name, svg in made.items() if name in names}
    finally:
        study.close()


async def _from_home(study: Study, picture: Picture, clock: PastClock) -> str:
    app = EdgewiseApp(study, clock=clock, read_notes=False)
    async with app.run_test(size=picture.size) as pilot:
        await _begin(app, pilot)
        if picture.node:
            app.open_node(picture.node)
            await _settle(app, pilot)
        return await _picture(app, pilot, picture)


async def _review(study: Study, clock: PastClock) -> dict[str, str]:
    """Answer what comes first; then one card from its question on."""
    made: dict[str, str] = {}
    app = EdgewiseApp(study, screen="review", clock=clock, read_notes=False)
    async with app.run_test(size=SMALL) as pilot:
        await _begin(app, pilot)
        for _ in range(MOST_CARDS):
            shown = study.current()
            if shown is None or SHOWN_CARD in shown.card.question:
                break
            for key, waits_ms in (("space", 7_000), ("3", 2_000)):
                await pilot.press(key)
                clock.ms += waits_ms
                await pilot.pause()
        for name, picture in REVIEW.items():
            await pilot.resize_terminal(*picture.size)
            made[name] = await _picture(app, pilot, picture)
    return made


async def _begin(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    app.animation_level = "none"  # no cursor blinks
    await _settle(app, pilot)


async def _picture(app: EdgewiseApp, pilot: Pilot[None], picture: Picture) -> str:
    for key in picture.keys:
        await pilot.press(key)
        if len(key) > 1:  # not within a typed word
            await _settle(app, pilot)
    until = time.monotonic() + LONGEST_WAIT_S
    svg = _svg(app)
    while True:
        await pilot.pause(STILL_S)
        await _settle(app, pilot)
        before, svg = svg, _svg(app)
        if svg == before and picture.seen in svg.replace("&#160;", " "):
            return svg
        if time.monotonic() > until:
            raise TimeoutError(f"'{picture.seen}' did not come to stand still on the screen.")


async def _settle(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    """Wait for what keys have set going, threads too."""
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


def _svg(app: EdgewiseApp) -> str:
    picture = FONT_FACE.sub("", app.export_screenshot(title="Edgewise"))
    return TEXT.sub(_in_its_cells, RICH_ID.sub("edgewise-", picture))


def _in_its_cells(text: re.Match[str]) -> str:
    """One line of text, letters and signs apart.

    Signs that a reader's font lacks come from another one, are wider or narrower there, and would
    push the letters beside them out of their cells.
    """
    parts, cell = [], round(float(text["x"]) / CELL)
    for run, _ in RUNS.findall(html.unescape(text["words"])):
        words, cells = run.strip(SPACE), cell_len(run)
        if words:
            start = cell + cell_len(run) - cell_len(run.lstrip(SPACE))
            parts.append(
                f'<text class="{text["style"]}" x="{start * CELL:g}" y="{text["y"]}"'
                f' textLength="{cell_len(words) * CELL:g}" clip-path="{text["clip"]}">'
                f"{html.escape(words).replace(SPACE, '&#160;')}</text>"
            )
        cell += cells
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
