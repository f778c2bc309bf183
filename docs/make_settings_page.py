"""Writes docs/settings.md from the one table of settings: python docs/make_settings_page.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cards.settings_file import describe
from tui.commands import COMMANDS

INTRO = """# Settings

`settings.toml` lies in the home folder (`edgewise where` prints it); `edgewise where
--write-settings` begins one with every default in it. It is optional: without it, or without a
line, the default holds. A wrong line is refused with its number and what it may be.
The settings under `[memory]` and `[day]` shape memory; a change of them is also written to the log.

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
