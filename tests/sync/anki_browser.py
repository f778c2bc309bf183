"""Cards of Anki in a real browser: pages as its reviewer makes them, drawn or read back.

Test equipment, used by docs/make_anki_sample.py and bench/anki_formulas.py too. Needs `chromium` on
the PATH. Nothing is fetched: pages are files.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from sync.anki_templates import CSS

CHROMIUM = shutil.which("chromium")
GAP = 14
# MathJax needs a moment of its own; the browser's clock runs ahead, so this costs no waiting.
BUDGET_MS = 20_000


class Shot(NamedTuple):
    """One side of a card on one screen, size in pixels."""

    body: str
    size: tuple[int, int] = (360, 600)
    night: bool = False


def page(shot: Shot, web: Path | None) -> str:
    """A card as the page of Anki's reviewer. web: `_aqt/data/web` of the aqt wheel."""
    theme = "card card1 nightMode" if shot.night else "card card1"
    style = (web / "css" / "reviewer.css").read_text(encoding="utf-8") if web else ""
    return (
        '<!doctype html><html><meta charset="utf-8">'
        f'<style>{style}</style><body class="{theme}">'
        f'<div id="qa"><style>{CSS}</style>{shot.body}</div>{mathjax(web) if web else ""}</body>'
    )


def mathjax(web: Path, config: str = "") -> str:
    """The tags that load Anki's MathJax from its files and set the page. config: JavaScript."""
    own = (web / "js" / "mathjax.js").read_text(encoding="utf-8")
    own = own.replace("/_anki/js", (web / "js").as_uri())
    library = (web / "js" / "vendor" / "mathjax" / "tex-chtml-full.js").as_uri()
    start = "MathJax.startup.promise.then(() => MathJax.typesetPromise())"
    return (
        f'<script>{own}{config}</script><script src="{library}"></script><script>{start}</script>'
    )


def draw(shots: Sequence[Shot], web: Path | None, picture: Path, folder: Path) -> None:
    """Draw screens side by side into a PNG file. folder: room for pages."""
    frames = []
    for number, shot in enumerate(shots):
        path = folder / f"{number}.html"
        path.write_text(page(shot, web), encoding="utf-8")
        width, height = shot.size
        source = escape(path.as_uri())
        frames.append(f'<iframe src="{source}" width="{width}" height="{height}"></iframe>')
    style = (
        f"body{{margin:{GAP}px;display:flex;gap:{GAP}px;background:#8d949c}}"
        "iframe{border:0;border-radius:10px;flex:none}"
    )
    width = sum(shot.size[0] + GAP for shot in shots) + GAP
    height = max(shot.size[1] for shot in shots) + 2 * GAP
    sheet = folder / "sheet.html"
    sheet.write_text(f"<!doctype html><style>{style}</style>{''.join(frames)}", encoding="utf-8")
    run(sheet, folder, f"--screenshot={picture}", f"--window-size={width},{height}")


def dom(path: Path, folder: Path, *flags: str) -> str:
    """What a page has become when its scripts are done."""
    return run(path, folder, "--dump-dom", *flags)


def run(path: Path, folder: Path, *flags: str) -> str:
    """One run of the browser over a file; returns what it printed."""
    command = [
        CHROMIUM or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}",
        f"--virtual-time-budget={BUDGET_MS}", *flags, path.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=240)
    return done.stdout
