"""Every formula of the pack through the MathJax that Anki ships, in a real browser.

    python bench/anki_formulas.py --web FOLDER [--names tests/sync/mathjax_names.txt]

Counts what MathJax could not set: errors, and macros it does not know. FOLDER is `_aqt/data/web` of
the unpacked `aqt` wheel. Exit code 1 if there is any. --names writes the names of all macros and
environments that it knows instead; the test suite holds the pack's formulas against that list.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cards.trial_cards import trial_cards  # noqa: E402
from kg.layers import read_pack  # noqa: E402
from kg.schema import RELATIONS  # noqa: E402
from sync.anki_math import formula_html  # noqa: E402
from tests.sync.anki_browser import dom, mathjax  # noqa: E402
from tests.sync.anki_rendered import notes_of  # noqa: E402

PACK = ROOT / "kg" / "packs" / "ml-system-design"
LIBRARY = Path("js") / "vendor" / "mathjax" / "tex-chtml-full.js"
FORMULA = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
# Anki hides errors and unknown macros; here they must show.
STRICT = "MathJax.tex.packages={'[+]':['mathtools'],'[-]':['textmacros','noerrors','noundefined']};"
ERROR = re.compile(r'<mjx-merror[^>]*?data-mjx-error="([^"]*)"')
KEY = re.compile(r'[{,]"?(?:\\\\)?([A-Za-z]{2,25}\*?)"?:')
AT_ONCE = 1_500


def typeset(formulas: Sequence[str], web: Path) -> list[str]:
    """What the browser made of each formula, as HTML, in order."""
    made: list[str] = []
    for low in range(0, len(formulas), AT_ONCE):
        body = "".join(f"<p>{formula}</p>" for formula in formulas[low : low + AT_ONCE])
        page = f'<!doctype html><meta charset="utf-8">{body}{mathjax(web, STRICT)}'
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "formulas.html"
            path.write_text(page, encoding="utf-8")
            made += re.findall(r"<p>(.*?)</p>", dom(path, Path(folder)), re.DOTALL)
    return made


def write_names(target: Path, web: Path) -> None:
    """Try every name in MathJax's source as a macro and as an environment; write those it knows."""
    source = (web / LIBRARY).read_text(encoding="utf-8")
    keys = sorted({*KEY.findall(source), *map(chr, range(65, 91)), *map(chr, range(97, 123))})
    macros = [key for key in keys if not key.endswith("*")]
    macros = [key for key in macros if formula_html(f"\\{key}").startswith("\\(")]
    tried = typeset([f"\\(\\{key}\\)" for key in macros], web)
    known = [key for key, html in zip(macros, tried, strict=True) if "Undefined c" not in html]
    tried = typeset([f"\\(\\begin{{{key}}}{{c}} x \\end{{{key}}}\\)" for key in keys], web)
    places = [key for key, html in zip(keys, tried, strict=True) if "Unknown env" not in html]
    about = "# What Anki's MathJax knows (bench/anki_formulas.py --names): macros; environments."
    target.write_text(f"{about}\n{' '.join(known)}\n{' '.join(places)}\n", encoding="utf-8")
    print(f"{len(known)} macros, {len(places)} environments")


def main() -> int:
    """Typeset, count, print; 0 or 1."""
    parser = argparse.ArgumentParser(description="Typeset all formulas of the pack by MathJax.")
    parser.add_argument("--web", type=Path, required=True, help="_aqt/data/web of the aqt wheel")
    parser.add_argument("--names", type=Path, help="write the names that MathJax knows")
    parser.add_argument("--plant", help="one formula more, to see a fault found")
    args = parser.parse_args()
    web = args.web.resolve()
    if args.names:
        write_names(args.names, web)
        return 0
    notes = notes_of(trial_cards([read_pack(PACK)], RELATIONS).drafts)
    found = {hit for note in notes for field in note.fields for hit in FORMULA.findall(field)}
    formulas = sorted(found) + ([formula_html(args.plant)] if args.plant else [])
    started = time.perf_counter()
    made = typeset(formulas, web)
    spent = time.perf_counter() - started
    unset = sum("<mjx-container" not in html for html in made)
    errors = [error for html in made for error in ERROR.findall(html)]
    print(f"{len(formulas)} formulas, {unset} not set, {len(errors)} errors in {spent:.1f} s")
    for error in errors:
        print("  ", error)
    return 1 if errors or unset else 0


if __name__ == "__main__":
    sys.exit(main())
