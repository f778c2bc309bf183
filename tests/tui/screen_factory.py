"""Runs the app without a terminal, on one screen, for a few steps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from cards.queue import Scope
from cards.study import Study
from tui.edgewise import EdgewiseApp
from tui.widgets.bars import NoticeBar, TitleBar
from tui.widgets.text_view import TextView

Steps = Callable[[EdgewiseApp, "Pilot[None]"], Awaitable[None]]
WIDE, TALL = 80, 24


def play(
    study: Study,
    steps: Steps,
    *,
    screen: str = "review",
    scope: Scope = Scope(),  # noqa: B008
    read_notes: bool = False,
    size: tuple[int, int] = (WIDE, TALL),
) -> None:
    """Open the app on a screen, take the steps, close it."""

    async def go() -> None:
        app = EdgewiseApp(
            study, screen=screen, scope=scope, clock=study._clock, read_notes=read_notes
        )
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(go())


def text_of(app: EdgewiseApp) -> str:
    """The main text of the screen in front."""
    return app.screen.query_one(TextView).plain


def notice_of(app: EdgewiseApp) -> str:
    """The line of news."""
    return app.screen.query_one(NoticeBar).text


def title_of(app: EdgewiseApp) -> str:
    """Both sides of the title line."""
    bar = app.screen.query_one(TitleBar)
    return f"{bar.left} | {bar.right}"


def notices(app: EdgewiseApp) -> list[str]:
    """What was said in notices that cover a corner of the screen."""
    return [note.message for note in app._notifications]
