"""Opening a web page, image or sound from the app without taking over the terminal.

Owns whether there is a browser with a window of its own. Not here: starting it (textual's
App.open_url, which also works when the app is served to a browser), which file of a note is meant
(kg/media.py).
"""

from __future__ import annotations

import webbrowser
from pathlib import Path

from textual.app import App


def has_browser() -> bool:
    """Whether a browser with a window of its own can be started."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    in_terminal = isinstance(browser, webbrowser.GenericBrowser) and not isinstance(
        browser, webbrowser.BackgroundBrowser
    )
    return not in_terminal


def open_page(app: App[None], address: str) -> str:
    """Open a page; returns what to say. Without a browser the address is said instead.

    Only pages of the web are opened: an address in somebody's notes must not start anything else.
    """
    if not address.startswith(("https://", "http://")):
        return f"Not a page of the web: {address}"
    if app.is_web or has_browser():
        app.open_url(address)
        return f"Opened {address}"
    return f"No web browser here; the address is {address}"


def open_file(app: App[None], path: Path) -> str:
    """Open an image or sound in the program the desktop has for it; returns what to say.

    Where the app is served, or there is no desktop, its place is said instead.
    """
    if app.is_web or not has_browser():
        return f"The file is {path}"
    app.open_url(path.absolute().as_uri())
    return f"Opened {path.name}"
