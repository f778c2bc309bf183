"""Settings: every line of settings.toml, changed here, checked while it is typed, in force at once.

Owns the list, the line one types in, and which dialog asks for what. Not here: the words
(settings_text.py), saving and undo (settings_change.py), the keys' own list (settings_keys.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from cards.settings import Setting
from cards.settings_words import Raw, raw, typed
from tui import commands
from tui.blocks import Block
from tui.remedy import LEARNER_ERRORS, tell
from tui.screens.frame import SCROLL_KEYS, Frame
from tui.screens.settings_choice import ChosenLive
from tui.settings_change import Changes, fault, setting
from tui.settings_text import HEAD, KEYS, about, about_keys, label, rows, shown_value
from tui.themes import THEMES
from tui.widgets.bars import KeyBar
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView


class SettingsScreen(Frame):
    """All settings."""

    PLACE = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [*commands.bindings("settings"), *SCROLL_KEYS]
    AUTO_FOCUS: ClassVar[str | None] = "#list"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    CSS = """
    SettingsScreen #both { height: 1fr; }
    SettingsScreen.-narrow #both { layout: vertical; }
    SettingsScreen.-wide #both { layout: horizontal; }
    SettingsScreen #list { padding: 0 1; }
    SettingsScreen.-wide #list { width: 1fr; max-width: 80; }
    SettingsScreen.-wide #text { width: 1fr; padding: 1 2; }
    SettingsScreen.-narrow #text { height: 11; border-top: solid $panel; }
    SettingsScreen #value { display: none; border: round $primary; }
    SettingsScreen.typing #value { display: block; }
    """

    def body(self) -> Iterable[Widget]:
        """The list, what is said of the chosen line, and the line for a new value."""
        with Container(id="both"):
            yield RowList(id="list")
            yield TextView(id="text")
        yield Input(id="value", select_on_focus=True)

    def on_mount(self) -> None:
        """Fill the list; the text beside it is only read."""
        self.query_one("#text", TextView).can_focus = False
        self._changes = Changes(self.edgewise)
        self.title_bar("Settings", "* changed by you")
        self.pane.show(len(rows(self.edgewise.study.settings)), lambda start, most: ())
        self.pane.cursor = 1  # below the first heading, which stays in sight
        self._show()

    def on_screen_resume(self) -> None:
        """Keys may have been changed meanwhile."""
        self._show()

    @property
    def pane(self) -> RowList:
        """The scrolling keys move the list."""
        return self.query_one(RowList)

    @property
    def chosen(self) -> Setting | None:
        """The setting under the cursor."""
        return setting(self.pane.key)

    def _show(self) -> None:
        found = rows(self.edgewise.study.settings)
        self.pane.renew(lambda start, most: found[start : start + most])
        self._tell()

    def _tell(self) -> None:
        row, settings = self.chosen, self.edgewise.study.settings
        self.query_one("#text", TextView).show(about(row, settings) if row else about_keys())

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        self._tell()

    def action_move(self, step: int) -> None:
        """Up and down; headings are passed over."""
        self._pass_over(step, lambda: self.pane.move(step))

    def action_page(self, pages: int) -> None:
        """Pages up and down."""
        self._pass_over(pages, lambda: self.pane.page(pages))

    def _pass_over(self, step: int, go: Callable[[], None]) -> None:
        go()
        if self.pane.key.startswith(HEAD):
            self.pane.move(1 if step > 0 or self.pane.cursor == 0 else -1)
        self._tell()

    # Changing

    @on(RowList.Chosen)
    def _clicked(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_change()

    def action_change(self) -> None:
        """A switch turns, a choice opens, everything else is typed."""
        row, settings = self.chosen, self.edgewise.study.settings
        if self.pane.key == KEYS:
            from tui.screens.settings_keys import KeysScreen

            self.app.push_screen(KeysScreen(self._changes))
        elif row is None:
            return
        elif row.kind == "switch":
            self._save(row, not getattr(settings, row.field))
        elif row.field == "theme":
            self._choose_theme(row)
        elif row.choices:
            self._choose(row, row.choices)
        elif row.kind == "numbers":
            self.say("These are best written in the file: e opens it.")
        else:
            self._type(row)

    def _choose(self, row: Setting, names: Sequence[str]) -> None:
        current = typed(row, self.edgewise.study.settings)
        self.app.push_screen(ChosenLive(label(row), names, current, partial(self._take, row)))

    def _choose_theme(self, row: Setting) -> None:
        names = [each.name for each in THEMES]
        names += sorted(set(self.app.available_themes) - set(names))
        before = self.app.theme

        def wear(name: str) -> None:
            self.app.theme = name or before

        self.app.push_screen(ChosenLive(label(row), names, before, partial(self._take, row), wear))

    def _type(self, row: Setting) -> None:
        line = self.query_one("#value", Input)
        line.border_title = label(row)
        line.value = typed(row, self.edgewise.study.settings)
        self.add_class("typing")
        self.set_focus(line)
        self.query_one(KeyBar).show(())
        self.say("enter saves, esc leaves it as it was")

    @on(Input.Changed, "#value")
    def _check(self, event: Input.Changed) -> None:
        """Say at once what is wrong with what stands there, by the rules of the file."""
        row = self.chosen
        if row is None or not self.has_class("typing"):
            return
        wrong = fault(row, event.value)
        value = None if wrong or row.kind != "number" else float(event.value)
        blocks = about(row, self.edgewise.study.settings, value)
        if wrong:
            blocks.insert(0, Block(Content.assemble(("✗ It ", "bold $text-error"), wrong)))
        self.query_one("#text", TextView).show(blocks)

    @on(Input.Submitted, "#value")
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        row = self.chosen
        if row is None:
            return
        if wrong := fault(row, event.value):
            self.say(f"Not saved: it {wrong}")
        elif self._save(row, raw(row, event.value)):
            self._leave_line()

    def _leave_line(self) -> None:
        self.remove_class("typing")
        self.query_one(KeyBar).show([*commands.of(self.PLACE), *commands.of("app")])
        self.set_focus(self.pane)
        self._tell()

    def _save(self, row: Setting, value: Raw | None) -> bool:
        """Save and say so; what the file or the disk refuses is said instead."""
        try:
            self._changes.save(row.section, row.key, value)
        except LEARNER_ERRORS as error:
            tell(self, error)
            return False
        self._show()
        now = shown_value(row, self.edgewise.study.settings)
        self.say(f"{label(row)} is {now} now. u takes it back.")
        return True

    def _take(self, row: Setting, value: str) -> None:
        self._save(row, value)

    def action_default(self) -> None:
        """The default again."""
        if (row := self.chosen) is not None:
            self._save(row, None)

    def action_undo(self) -> None:
        """Take the last change back."""
        try:
            name = self._changes.undo()
        except LEARNER_ERRORS as error:
            tell(self, error)
            return
        self._show()
        self.say(f"{name} is as it was." if name else "Nothing was changed since you came here.")

    def action_file(self) -> None:
        """Edit settings.toml itself; a fault in it is told with its line."""
        from tui.editing import edit_file

        try:
            self._changes.begin_file()
            changed = edit_file(self.edgewise, self._changes.file)
            self._changes.read_again()
        except LEARNER_ERRORS as error:
            tell(self, error)
            return
        self._show()
        self.say(
            "settings.toml is in force as you saved it." if changed else "Nothing was changed."
        )

    def action_leave(self) -> None:
        """Out of the line, then out of the screen."""
        if self.has_class("typing"):
            self._leave_line()
            self.say("")
        else:
            super().action_leave()

    def action_follow(self) -> None:
        """Enter on a line."""
        self.action_change()
