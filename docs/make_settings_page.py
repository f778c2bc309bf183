"""Writes docs/settings.md from the one table of settings: python docs/make_settings_page.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cards.settings_words import describe
from tui.commands import COMMANDS

INTRO = """# Settings

Three ways to change a setting, all by the same checks: the Settings screen (`,` on Home), the
command `edgewise settings set new_per_day 15`, or an editor. Comments in the file and its order
stay. `settings.toml` lies in the home folder (`edgewise settings path` prints where); the first
change, or `edgewise where --write-settings`, begins one with every default in it. It is optional:
without it, or without a line, the default holds. A wrong line is refused with its number and what
it may be.

A change made on the screen holds at once, and `u` takes it back; a window that was open already,
and your own FSRS parameters, take it at their next start. The settings under `[memory]`, and
`rollover_hour`, `zone` and `easy_days`, shape memory: a change is also written to the log, holds
for answers from then on and moves no day that was set before.

**Themes**: `edgewise-dark`, `edgewise-light`, `edgewise-contrast` (every text at 7:1 or more) and
`edgewise-colour-blind` (after Okabe and Ito), or any that Textual brings. A terminal does not say
whether it is light or dark, so no theme follows it; `ansi-dark` and `ansi-light` use the terminal's
own colours. With `NO_COLOR` set no colour is sent at all; nothing is told by colour alone.

**Motion**: `reduced_motion`, or `TEXTUAL_ANIMATIONS=none` in the environment, stops every animation
and the blinking of cursors.

**Easy days**: `easy_days = ["sat", "sun minimum"]` puts about half as many reviews on Saturdays and
none on Sundays where another day is near enough: a due day is only ever moved inside the band
that fuzz has anyway (a day or so for a week, 5 % of a long interval), so intervals under three
days stay.

| section | setting | default | meaning |
| --- | --- | --- | --- |
"""
OUTRO = """
## Keys

Under `[keys]` a command of the app gets another key, for example `"review.undo" = "ctrl+z"`.

| command | key | what it does |
| --- | --- | --- |
"""


def page() -> str:
    """The whole page as Markdown."""
    rows = [
        f"| `[{section}]` | `{key}` | {shorten(default)} | {sentence} |"
        for section, key, default, sentence in describe()
    ]
    keys = [f"| `{each.id}` | `{each.key}` | {each.help} |" for each in COMMANDS]
    return INTRO + "\n".join(rows) + "\n" + OUTRO + "\n".join(keys) + "\n"


def shorten(default: str) -> str:
    """The default as it is written, or its beginning when it is long."""
    return f"`{default}`" if len(default) <= 60 else f"`{default[:40]} ...`"


if __name__ == "__main__":
    Path(__file__).with_name("settings.md").write_text(page(), encoding="utf-8")
