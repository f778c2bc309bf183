"""The learner's own theme, keys and motion, from settings.toml, put into force.

Owns what is said about a theme or a command that does not exist. Not here: the table of settings
(cards/settings.py), the commands (commands.py), the colours (themes.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import constants
from textual.app import App

from tui import commands
from tui.themes import OWN, THEMES

if TYPE_CHECKING:
    from textual.widget import Widget

    from cards.settings import Settings


def dress(app: App[None], theme: str) -> None:
    """Before the first paint: the learner's theme, or the app's own."""
    for each in THEMES:
        app.register_theme(each)
    app.set_reactive(App.theme, _known(app, theme))
    app.stylesheet.set_variables(app.get_css_variables())


def use_settings(app: App[None], settings: Settings) -> None:
    """Set theme, motion and keys; what is unknown is named in a notice and left out."""
    wanted = settings.theme
    if wanted and wanted not in app.available_themes:
        known = ", ".join(sorted(app.available_themes))
        _warn(app, f"settings.toml: no theme is called '{wanted}'. Take {known}.")
    if app.theme != _known(app, wanted):
        app.theme = _known(app, wanted)
    app.animation_level = "none" if settings.reduced_motion else constants.TEXTUAL_ANIMATIONS
    keys = dict(settings.keys)
    if unknown := commands.unknown_ids(keys):
        _warn(
            app,
            f"settings.toml: no command is called {', '.join(unknown)}; docs/settings.md"
            " names them all.",
        )
    app.set_keymap(keys)


def keep_still(app: App[None], widget: Widget) -> None:
    """A cursor does not blink where nothing shall move."""
    if app.animation_level == "none" and hasattr(widget, "cursor_blink"):
        widget.cursor_blink = False


def _known(app: App[None], theme: str) -> str:
    return theme if theme in app.available_themes else OWN


def _warn(app: App[None], sentence: str) -> None:
    app.notify(sentence, severity="warning", timeout=12, markup=False)
