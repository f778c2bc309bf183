"""The start of the app: opens the learner's home, then the window.

Owns the order of the start, which is what a learner waits for: the garbage collector rests while
textual and the engine are imported. Not here: the app itself (edgewise.py).
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.places import Places
    from cards.queue import Scope


def run(places: Places, *, screen: str = "home", scope: Scope | None = None) -> int:
    """Open the app on `home` or `review`; returns the exit code when it is left.

    scope: which cards to review; None: all of today's. Raises CardsError or KgError if the home
    cannot be opened or the scope names nothing; nothing is drawn then.
    """
    # Imports make many objects that last; looking for garbage among them only costs time.
    gc.disable()
    from cards.queue import Scope
    from cards.study import Study
    from tui.edgewise import EdgewiseApp

    study = Study.open(places)
    try:
        chosen = scope or Scope()
        app = EdgewiseApp(study, screen=screen, scope=chosen, tour=screen == "home")
        if screen == "review" and not app.reading:
            app.begin(chosen)
        app.run()
        return app.return_code or 0
    finally:
        study.close()
