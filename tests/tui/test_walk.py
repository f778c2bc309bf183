"""A walk through every screen by keyboard on a real terminal, in small and large windows.

At each place every key that is shown is pressed: something has to change, nothing may break. In the
suite at two places; `make walk` takes all of them, with WALK=small at 80x24, else in all sizes with
and without colour, and presses the keys that are not shown too.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from cards.models import Rating
from cards.places import places
from cards.study import Study
from cards.study_day import now_ms
from tests.tui.pty_walker import Walker, bytes_of
from tui import commands
from tui.commands import Command, first_key

WALK = os.environ.get("EDGEWISE_WALK", "")
ALL = WALK == "all"
DAY_MS = 86_400_000
SIZES = ((80, 24), (120, 40), (250, 70))
# columns, rows, colour
WINDOWS = [(*size, colour) for size in SIZES for colour in (True, False)] if ALL else [
    (80, 24, True),
]  # fmt: skip
BROKEN = re.compile(r"Traceback|Error:|\bNone\b is|object at 0x")


class Way(NamedTuple):
    """How to get to a place from Home. seen: words that stand there and not on Home."""

    keys: tuple[str, ...]
    seen: str


WAYS: dict[str, Way] = {
    "home": Way((), "Review"),
    "review": Way(("r", "space"), "Easy"),
    "card": Way(("r", "space", "i"), "Forgetting curve"),
    "browse": Way(("slash", *"softmax", "enter"), "Browse · softmax"),
    "around": Way(("slash", *"softmax", "enter", "v"), "Around Softmax"),
    "path": Way(("p", *"softmax", "enter", *"text-to-video", "enter"), "Path"),
    "exercise": Way(("w", "enter"), "Run"),
    "settings": Way(("comma",), "Settings"),
    "statistics": Way(("s",), "Statistics"),
    "cards": Way(("c", "tab"), "Cards"),
}
# Places that are no screen of their own, or that another test leads to.
ELSEWHERE = {"text", "app", "dialog", "done", "tour", "keys", "triage"}
WALKED = list(WAYS) if WALK else ["home", "review"]
# Shown keys that change nothing here, each for a reason.
IDLE = {
    "app.quit": "ends the app",
    "exercise.cancel": "nothing runs",
    "statistics.month": "the month is shown first",
}


@pytest.fixture(scope="module")
def studied_home(compiled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two weeks of answers behind it."""
    home = tmp_path_factory.mktemp("studied") / "home"
    shutil.copytree(compiled_home, home)
    moment = [now_ms() - 14 * DAY_MS]
    study = Study.open(places({"EDGEWISE_HOME": str(home)}), clock=lambda: moment[0])
    try:
        for _ in range(14):
            study.start()
            for number in range(12):
                if study.current() is None:
                    break
                study.preview()
                study.grade(Rating(1 + (number * 7) % 4), 4_000)
                moment[0] += 20_000
            moment[0] += DAY_MS - 12 * 20_000
    finally:
        study.close()
    return home


def _name(window: tuple[int, int, bool]) -> str:
    return f"{window[0]}x{window[1]}" + ("" if window[2] else "-plain")


@pytest.fixture(params=WINDOWS, ids=_name)
def app(request: pytest.FixtureRequest, studied_home: Path, tmp_path: Path) -> Iterator[Walker]:
    home = tmp_path / "home"
    shutil.copytree(studied_home, home)
    columns, rows, colour = request.param
    walker = Walker(home, columns, rows, colour=colour)
    walker.wait_for("q Quit")
    walker.settle()
    yield walker
    walker.close()


def looks_right(app: Walker, where: str) -> None:
    """Nothing is broken or cut: a title, whole words on the line of keys."""
    shown = app.text()
    assert app.alive, f"{where}: the app has ended:\n{shown}"
    assert not BROKEN.search(shown), f"{where}:\n{shown}"


def shown_keys(app: Walker, place: str) -> list[Command]:
    """The commands of a place whose key and word stand whole on one of the last lines."""
    lines = "\n".join(app.screen.display[-4:])
    return [
        each
        for each in [*commands.of(place), *commands.of("app")]
        if each.word and _as_shown(each).search(lines)
    ]


def _as_shown(command: Command) -> re.Pattern[str]:
    key = re.escape(first_key(command, {}))
    return re.compile(rf"(?:^|\s){key} {re.escape(command.word)}(?:\s|$)")


def go_home(app: Walker) -> None:
    """Esc until Home shows, as a lost learner does."""
    for _ in range(8):
        if is_home(app):
            return
        app.press("escape")
    assert is_home(app), f"esc does not lead Home:\n{app.text()}"


def is_home(app: Walker) -> bool:
    """A window over Home lets it show through; its frame tells."""
    home = app.screen.display[0].strip().startswith("Edgewise")
    return home and "Review" in app.text() and "╭" not in app.text()


def go(app: Walker, place: str) -> None:
    way = WAYS[place]
    go_home(app)
    app.press(*way.keys)
    app.wait_for(way.seen)
    # A large window is painted in parts: what stands last has to be there when all is quiet.
    for _ in range(2):
        app.settle()
        app.wait_for("esc closes" if place == "card" else "q Quit")


def test_every_place_has_a_way_to_it() -> None:
    named = {place for place, _ in commands.PLACES}
    assert named == set(WAYS) | ELSEWHERE


@pytest.mark.parametrize("place", WALKED)
def test_every_shown_key_does_something_and_nothing_breaks(place: str, app: Walker) -> None:
    go(app, place)
    looks_right(app, place)
    pressed = shown_keys(app, place)
    if place == "card":
        # A window; what shows below it cannot be pressed.
        pressed = [each for each in pressed if each.place == "card"]
    else:
        assert any(each.id == "app.help" for each in pressed), app.text()
    wanted = [*commands.of(place)] if ALL else pressed
    idle = []
    for command in wanted:
        if command.id in IDLE:
            continue
        go(app, place)
        before = app.cells()
        app.child.send(bytes_of(command.key.split(",")[0]))
        if not app.changes(before) and command in pressed:
            idle.append(command.id)
        app.settle()
        looks_right(app, command.id)
    assert idle == [], f"shown, but nothing happens: {idle}"


def test_help_lists_exactly_what_exists(app: Walker) -> None:
    app.press("question_mark")
    app.wait_for("esc goes back")
    pages = [body(app)]
    for _ in range(80):
        before = app.cells()
        app.press("pagedown")
        if app.cells() == before:
            break
        pages.append(body(app))
    told = [" ".join(" ".join(lines).split()) for lines in [*pages, *in_pairs(pages)]]
    missing = [
        each.id
        for each in commands.COMMANDS
        if not any(" ".join(each.help.split()) in text for text in told)
    ]
    assert missing == []
    go_home(app)


def body(app: Walker) -> list[str]:
    """The lines between the bars, without the signs of scrolling at the right."""
    app.settle()
    return [line.strip().rstrip("▲▼").strip() for line in app.screen.display[1:-2]]


def in_pairs(pages: list[list[str]]) -> Iterator[list[str]]:
    """Each two pages as one, in every way in which the second may repeat the end of the first."""
    for page, after in pairwise(pages):
        for shared in range(len(after)):
            if page[len(page) - shared :] == after[:shared]:
                yield page + after[shared:]


def test_q_ends_it_and_the_terminal_is_as_before(app: Walker) -> None:
    app.child.send("q")
    while app.alive:
        app.read(0.1)
    while app.read(0.1):
        pass
    assert app.child.exitstatus in (0, None)
    assert b"\x1b[?1049l" in app.raw[-400:]
