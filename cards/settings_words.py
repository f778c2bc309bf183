"""Settings in words: a value as settings.toml has it, as a person types it, and all defaults.

Owns how a value is written and how what was typed becomes a value of TOML. Not here: the checks
(settings_file.py; what is typed goes through the same ones), changing the file (settings_write.py).
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from cards.settings import EVEN_WEEK, KEYS_SECTION, TABLE, Setting, Settings
from cards.settings_file import UNITS, WEEKDAYS

Raw = bool | int | float | str | list[str] | list[float]
_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_LISTS = frozenset({"steps", "numbers", "weekdays"})


def shown(setting: Setting, settings: Settings) -> str:
    """Write a setting's value as settings.toml has it."""
    value = getattr(settings, setting.field)
    if setting.kind in {"steps", "weekdays"}:
        return "[" + ", ".join(f'"{part}"' for part in _parts(setting, settings)) + "]"
    if setting.kind == "numbers":
        return "[" + ", ".join(_parts(setting, settings)) + "]"
    if setting.kind == "switch":
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def typed(setting: Setting, settings: Settings) -> str:
    """Write a setting's value as a person types it: `1m 10m`, `sat, sun minimum`, `on`."""
    value = getattr(settings, setting.field)
    if setting.kind in _LISTS:
        return (", " if setting.kind == "weekdays" else " ").join(_parts(setting, settings))
    if setting.kind == "switch":
        return "on" if value else "off"
    return value if isinstance(value, str) else f"{value:g}"


def raw(setting: Setting, words: str) -> Raw:
    """Read what a person typed as a value of TOML; what it cannot be is left for the checks."""
    words = words.strip()
    if setting.kind == "switch":
        return _SWITCH.get(words.casefold(), words)
    if setting.kind in _LISTS:
        return _list(setting.kind, re.sub(r"""[\[\]"']""", " ", words))
    with suppress(ValueError):
        if setting.kind == "integer":
            return int(words)
        if setting.kind == "number":
            return float(words)
    return words


def _list(kind: str, words: str) -> Raw:
    if kind == "weekdays":
        return [" ".join(part.split()) for part in words.casefold().split(",") if part.strip()]
    parts = words.replace(",", " ").split()
    if kind == "numbers":
        with suppress(ValueError):
            return [float(part) for part in parts]
    return parts


def _parts(setting: Setting, settings: Settings) -> list[str]:
    value = getattr(settings, setting.field)
    if setting.kind == "steps":
        return [_wait(step) for step in value]
    if setting.kind == "weekdays":
        names = zip(WEEKDAYS, value, strict=True)
        return [day if share else f"{day} minimum" for day, share in names if share < EVEN_WEEK[0]]
    return [f"{number:.12g}" for number in value]


def _wait(seconds: int) -> str:
    for unit in ("h", "m"):
        if seconds % UNITS[unit] == 0:
            return f"{seconds // UNITS[unit]}{unit}"
    return f"{seconds}s"


def is_secret(setting: Setting) -> bool:
    """Tell whether a value is not for lists that others may see."""
    return setting.field.endswith(("_key", "_token"))


def sentence(setting: Setting) -> str:
    """Say what a setting means, with its range."""
    if setting.kind in {"number", "integer"}:
        return f"{setting.sentence} From {setting.low:g} to {setting.high:g}."
    ends = f" One of {', '.join(setting.choices)}." if setting.choices else ""
    return setting.sentence + ends


def describe() -> list[tuple[str, str, str, str]]:
    """List (section, key, default as written, sentence with range) for the docs."""
    defaults = Settings()
    return [(row.section, row.key, shown(row, defaults), sentence(row)) for row in TABLE]


def default_text() -> str:
    """Return a settings.toml that states every default, commented out, with its sentence."""
    lines = ["# Settings of Edgewise. Remove the # before a line to change it.", ""]
    section = ""
    for row in TABLE:
        if row.section != section:
            lines += ["", f"[{row.section}]"] if section else [f"[{row.section}]"]
            section = row.section
        lines += [f"# {sentence(row)}", f"# {row.key} = {shown(row, Settings())}"]
    lines += ["", f"[{KEYS_SECTION}]", "# Another key for a command of the app."]
    lines += ['# "review.undo" = "ctrl+z"']
    return "\n".join(lines) + "\n"


def write_default(path: Path) -> None:
    """Write the commented defaults, atomically. Raises WriteRefused where there is a file."""
    from kg.atomic_write import create_file

    create_file(path, default_text().encode())
