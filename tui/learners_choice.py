"""The learner's own theme and keys, from settings.toml, put into force.

Owns what is said about a theme or a command that does not exist. Not here: the table of settings
(cards/settings.py), the commands (commands.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import App, InvalidThemeError

from tui import commands


def use_settings(app: App[None], theme: str, keys: Mapping[str, str]) -> None:
    """Set theme and keys; what is unknown is named in a notice and left out."""
    if theme:
        try:
            app.theme = theme
        except InvalidThemeError:
            known = ", ".join(sorted(app.available_themes))
            _warn(app, f"settings.toml: no theme is called '{theme}'. Take {known}.")
    if keys:
        if unknown := commands.unknown_ids(keys):
            _warn(
                app,
                f"settings.toml: no command is called {', '.join(unknown)}; docs/settings.md"
                " names them all.",
            )
        app.set_keymap(keys)


def _warn(app: App[None], sentence: str) -> None:
    app.notify(sentence, severity="warning", timeout=12, markup=False)
