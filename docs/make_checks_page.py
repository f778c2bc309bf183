"""Writes docs/checks.md from the table of codes in kg/faults.py: `python docs/make_checks_page.py`.

A test compares the page with this, so that no code is missing or told wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kg.faults import CODES  # noqa: E402

HEAD = """# What `edgewise check` says

`edgewise check` reads all notes of your home; `edgewise check DIR` a pack, or a folder of notes
on top of the built-in packs. Each line is `file:line:column CODE what, and what to do`. `E` is an
error: a line was left out, or means nothing. `W` is a warning. Exit code 1 if there is an error;
with `--strict` also if there is a warning. `--format json` prints the same as a list. Nothing is
written.

The codes from W202 on are the content lint: what notes without fault may still lack. It looks at
notes with `status: reviewed`; a draft may be as thin as it likes.

## A warning that is right to stay

The note's header says so, with a reason of at least three words:

```yaml
allow:
  - "W121 the technique and the paper that named it share a title"
```

All warnings of that code in that note then count as allowed: "850 notes: 0 errors, 2 warnings, 3
allowed." `--allowed` lists them with their reasons; in JSON they have `"allowed": true` and
`reason`. Errors are never allowed. An entry without a reason is W043, one that allows nothing is
W044.

## How the content lint decides

- **W202 stub**: nothing leads to the note (no edge, no step of a problem, no source of a fact),
  and it has no edge of its own but `covered_in`, `cites`, `made_by`, no fact and no hand-written
  card. For a chapter `part_of` and `precedes` do not count either. **W203 orphan**: no edge at
  all.
- **W204 hub**: a node may have eight cards, a closed set counts once. What weighs least waits for
  ever.
- **W205** is measured over a pack: four fifths of the edges whose relation wants or requires a
  reason (`requires`, `contrasts_with`, `improves_on`, `addresses`, `uses`, points of problems)
  must give one.
- **W210**: a `requires` without a reason, whose object another `requires` of the note leads to.
- **W220**: a concept is reached from whatever a problem, exercise or chapter links to, is linked
  from, or has as a step, and from there along `requires`, `uses`, `addresses`, and both ways
  along `is_a`, `part_of`, `improves_on`. A pack or vault without any such note is not asked.
- **W221** to **W224**: a concept has a prerequisite or `root: true` (then none), two other edges
  in either direction (`requires`, `covered_in`, `introduced_by` do not count), and an edge of its
  own to a chapter, paper or resource where it can be read.
- **W310**: users, downloads and other counts of people, prices and money, market shares, revenue,
  ranks, and on a system a score on a `dataset` or a key listed in its pack's `pack.toml`:

  ```toml
  [lint]
  ageing = ["parameters", "context length"]
  ```

  No date is wanted where the words hold a year, on papers, problems and exercises, of formulas,
  or of what a device does in a second.
- **W320, W321**: a pack may ship `papers.jsonl` beside `pack.toml`, one object a line with `id`,
  `title` and `published`. Titles agree if their letters and digits do; case, accents, punctuation
  and LaTeX do not matter, a title cut short does (the short name is an alias). The year is that
  of the first version, unless `venue` names the note's year. **W042** needs no metadata: it lets
  one year before and three after the id's year pass, for papers printed later.
- **W330** to **W334**: an image or sound counts if it is a plain file in the folder `media/` beside
  the note, of a kind that is shown (PNG, JPEG, GIF, WebP, SVG; MP3, Ogg, Opus, WAV, M4A, FLAC) and
  of 5 MB at most; what does not count is neither shown nor exported. Notes of any status are
  looked at.
- **W401** to **W406** come from the cards the notes would make. A template that a rule stops (a
  paper whose title names what it introduced) is no warning; an author's own question or answer
  is. Nearly equal (W402): only small words or endings differ, or 95 % of the letters are alike
  and the difference is in no name, number or formula. Answers aim at 12 words; more than 20 is
  W404.

## All codes
"""


def page() -> str:
    """The page as it should stand in docs/checks.md."""
    rows = [f"| {code} | {meaning} |" for code, meaning in sorted(CODES.items(), key=_number)]
    return "\n".join([HEAD, "| code | stands for |", "| --- | --- |", *rows]) + "\n"


def _number(item: tuple[str, str]) -> tuple[str, str]:
    return item[0][1:], item[0]


if __name__ == "__main__":
    (ROOT / "docs" / "checks.md").write_text(page(), encoding="utf-8")
