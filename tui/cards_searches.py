"""Named searches of the screen Cards: the window to choose one, the line to save one.

Owns how they are listed. Not here: where they are kept (cards/saved_searches.py).
"""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from cards import saved_searches
from tui.blocks import BLANK, Block
from tui.remedy import told
from tui.screens.asked_line import AskedLine
from tui.screens.choice import ChoiceDialog
from tui.screens.frame import Frame


def choose_search(screen: Frame, take: Callable[[str], None]) -> None:
    """List the learner's searches, then the examples; take: called with the query."""
    own = saved_searches.saved(screen.edgewise.study.store)
    blocks = [_line(name, query) for name, query in own.items()]
    if own:
        blocks += [BLANK, Block(Content.styled("To begin with", "bold"))]
    blocks += [_line(name, query) for name, query in saved_searches.EXAMPLES]
    screen.app.push_screen(ChoiceDialog("Searches", blocks, take))


def save_search(screen: Frame, query: str) -> None:
    """Ask for a name and keep the query under it; -name forgets one."""

    def take(name: str | None) -> None:
        if name is None:
            return
        with told(screen):
            store = screen.edgewise.study.store
            if name.startswith("-"):
                saved_searches.forget(store, name[1:].strip())
                screen.say(f"'{name[1:].strip()}' is not saved any more.")
            else:
                screen.say(saved_searches.save(store, name, query))

    fault = "A name, please."
    question = f"Save '{query.strip()}' under which name?"
    screen.app.push_screen(
        AskedLine(question, "my weak spots; -name forgets one", lambda text: "" if text else fault),
        take,
    )


def _line(name: str, query: str) -> Block:
    return Block(Content.assemble((name, "bold"), f"   {query}"), hang=2, link=query)
