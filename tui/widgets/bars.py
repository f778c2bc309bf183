"""The one-line bars of every screen: title with numbers above, notice and keys below.

Owns how a line of parts is fitted to the width. Each bar is one repaint without layout. Not here:
which keys there are (commands.py), what is said (the screens).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from tui.commands import Command, first_key


class TitleBar(Widget):
    """Where one is (left) and how far (right)."""

    DEFAULT_CSS = "TitleBar { height: 1; padding: 0 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.left = ""
        self.right = ""

    def say(self, left: str, right: str = "") -> None:
        """Show both sides; the left one is cut if they do not fit."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    def render(self) -> Content:
        """Both sides with the free cells between them."""
        right = Content(self.right)
        room = max(1, self.size.width - right.cell_length - 2)
        left = Content.styled(self.left, "bold").truncate(room, ellipsis=True)
        gap = max(1, self.size.width - left.cell_length - right.cell_length)
        return Content.assemble(left, " " * gap, right)


class NoticeBar(Widget):
    """One line of news that covers nothing: what was undone, why this card comes now."""

    DEFAULT_CSS = "NoticeBar { height: 1; padding: 0 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text = ""

    def say(self, text: str) -> None:
        """Replace the line."""
        if text != self.text:
            self.text = text
            self.refresh()

    def render(self) -> Content:
        """The text, cut to the width."""
        return Content(self.text).truncate(max(1, self.size.width), ellipsis=True)


class KeyBar(Widget):
    """The keys of the screen, as many as fit; the keys of the app stand at the right."""

    DEFAULT_CSS = "KeyBar { height: 1; padding: 0 1; }"

    def __init__(self, commands: Sequence[Command], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._commands = commands

    def show(self, commands: Sequence[Command]) -> None:
        """Show other keys."""
        if commands != self._commands:
            self._commands = commands
            self.refresh()

    def render(self) -> Content:
        """Key and word of each command, the app's own last."""
        changed: dict[str, str] = getattr(self.app, "changed_keys", {})
        return _key_line(tuple(self._commands), self.size.width, tuple(changed.items()))


@lru_cache(maxsize=64)
def _key_line(
    commands: tuple[Command, ...], width: int, changed: tuple[tuple[str, str], ...]
) -> Content:
    """As many commands as fit. A review goes back and forth between a few such lines."""
    keys = dict(changed)
    own = [_part(each, keys) for each in commands if each.word and each.place != "app"]
    everywhere = [_part(each, keys) for each in commands if each.word and each.place == "app"]
    room = width - sum(part.cell_length + 2 for part in everywhere)
    shown: list[Content] = []
    for part in own:
        room -= part.cell_length + 2
        if room < -2:
            break
        shown.append(part)
    gap = Content("  ")
    left, right = gap.join(shown), gap.join(everywhere)
    free = max(2, width - left.cell_length - right.cell_length)
    return Content.assemble(left, " " * free, right) if shown else right


def _part(command: Command, changed: dict[str, str]) -> Content:
    # Clicking a part runs its action.
    click = Style.from_meta({"@click": command.full_action})
    key = first_key(command, changed)
    return Content.assemble((key, "bold"), f" {command.word}").stylize(click)


class FacetBar(Widget):
    """The types with their letters and counts on two lines; the chosen one in brackets."""

    DEFAULT_CSS = "FacetBar { height: 2; padding: 0 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.facets: Sequence[tuple[str, str, int]] = ()
        self.chosen = ""

    def say(self, facets: Sequence[tuple[str, str, int]], chosen: str) -> None:
        """Show (letter, words, count) of each type; chosen: the words of one of them."""
        self.facets = facets
        self.chosen = chosen
        self.refresh()

    def render(self) -> Content:
        """Each type whole: a line breaks between them."""
        lines: list[list[Content]] = [[]]
        free = self.size.width
        for letter, words, number in self.facets:
            text = f"{letter} {words} {number}".strip()
            part = Content(text)
            if words == self.chosen:
                part = Content.styled(f"[{text}]", "bold")
            if lines[-1] and part.cell_length > free:
                lines.append([])
                free = self.size.width
            free -= part.cell_length + 2
            lines[-1].append(part)
        return Content("\n").join(Content("  ").join(line) for line in lines)
