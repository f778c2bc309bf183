"""Code of the screens one may open next, loaded in a thread while nothing else happens.

Owns which modules, so that opening a screen does not stop the app for as long as its code takes to
load. Whatever is not loaded yet when it is needed is loaded then. Not here: when (edgewise.py).
"""

from __future__ import annotations

import time
from importlib import import_module

from textual.worker import get_current_worker

MODULES = (
    "tui.screens.browse",
    "markdown_it",
    "tui.markdown_render",
    "kg.math_text",
    "kg.meant",
    "kg.math_text",
    "tui.screens.review",
    "tui.screens.facets",
    "tui.palette",
)
_BREATH_S = 0.01
_EVERYTHING = "# A\n\n*b* `c` $d^2$\n\n```python\ne = 1\n```\n\n| f |\n| --- |\n| g |\n"


def load_ahead() -> None:
    """Load one after another; the learner's keys come in between."""
    worker = get_current_worker()
    for name in MODULES:
        if worker.is_cancelled:
            return
        import_module(name)
        time.sleep(_BREATH_S)
    from tui.markdown_text import markdown_blocks

    # What is made at the first use is made now.
    markdown_blocks(_EVERYTHING, str)
