"""The front door: joins the commands and the app, which may not know each other.

Owns that one seam only. The app is imported when it is opened, so that a command starts fast.
"""

from __future__ import annotations

import sys

from cli.__main__ import main as run_command

TYPE_CHECKING = False  # importing typing costs `due` two milliseconds
if TYPE_CHECKING:
    from cards.places import Places
    from cards.queue import Scope


def open_app(places: Places, screen: str, scope: Scope) -> int:
    """Open the app on `home` or `review`; returns the exit code when it is left."""
    from tui.app import run

    return run(places, screen=screen, scope=scope)


def main() -> int:
    """Run the command line of this process; the console script `edgewise`."""
    return run_command(sys.argv[1:], open_app)


if __name__ == "__main__":
    sys.exit(main())
