"""settings.toml as a file: read and checked, with line numbers and remedies.

Owns the checks of the file against the table and the words for what is wrong. Not here: which
settings there are (settings.py), values in words (settings_words.py), changes (settings_write.py).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from cards.errors import SettingsError
from cards.settings import (
    EVEN_WEEK,
    KEYS_SECTION,
    PARAMETER_HIGHS,
    PARAMETER_LOWS,
    TABLE,
    Setting,
    Settings,
)

Value = float | int | bool | str | tuple[int, ...] | tuple[float, ...] | tuple[tuple[str, str], ...]
UNITS = {"s": 1, "m": 60, "h": 3600}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REDUCED, _MINIMUM = 50, 0  # percent of other days
_BY_NAME = {(row.section, row.key): row for row in TABLE}
_SECTIONS = {row.section for row in TABLE} | {KEYS_SECTION}


def read(path: Path) -> Settings:
    """Read and check the file. Raises SettingsError at the first fault, with its line."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise SettingsError(str(path), 0, "it is not UTF-8 text; save it as UTF-8.") from problem
    except OSError as problem:
        detail = (problem.strerror or "error").lower()
        raise SettingsError(
            str(path), 0, f"it cannot be read ({detail}); correct its permissions."
        ) from problem
    return parse(path, text)


def parse(path: Path, text: str) -> Settings:
    """Check the text of a settings file; path: for the words. Raises SettingsError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(str(path), *_syntax(str(problem), text)) from problem
    values: dict[str, Value] = {}
    for section, entries in document.items():
        _read_section(path, text, section, entries, values)
    defaults = Settings()._asdict()
    return Settings._make(values.get(name, default) for name, default in defaults.items())


def _read_section(
    path: Path, text: str, section: str, entries: object, values: dict[str, Value]
) -> None:
    if section not in _SECTIONS or not isinstance(entries, dict):
        sections = sorted(_SECTIONS)
        what = f"there is no section [{section}]{_meant(section, sections)}"
        if not isinstance(entries, dict):
            homes = [f"[{row.section}]" for row in TABLE if row.key == section]
            what = f"'{section}' stands outside a section; put it under {homes[0]}" if homes else (
                f"'{section}' stands outside a section; the sections are {', '.join(sections)}"
            )  # fmt: skip
        raise SettingsError(str(path), _line_of(text, section, ""), f"{what}.")
    if section == KEYS_SECTION:
        values["keys"] = _bindings(path, text, entries)
        return
    for key, raw in entries.items():
        setting = _BY_NAME.get((section, key))
        line = _line_of(text, section, key)
        if setting is None:
            known = [row.key for row in TABLE if row.section == section]
            raise SettingsError(
                str(path), line, f"[{section}] has no setting '{key}'{_meant(key, known)}."
            )
        try:
            values[setting.field] = convert(setting, raw)
        except ValueError as problem:
            raise SettingsError(str(path), line, f"{key} {problem}.") from problem


def _bindings(path: Path, text: str, entries: dict[str, object]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for action, key in entries.items():
        if not isinstance(key, str) or not key.strip():
            line = _line_of(text, KEYS_SECTION, action)
            raise SettingsError(str(path), line, f'{action} must name a key, such as "ctrl+z".')
        found.append((action, key))
    return tuple(found)


def convert(setting: Setting, raw: object) -> Value:
    """Turn one TOML value into the setting's. Raises ValueError: "must be ..., not ..."."""
    return _CONVERTERS[setting.kind](setting, raw)


def _refuse(wanted: str, raw: object) -> ValueError:
    shown = str(raw).lower() if isinstance(raw, bool) else repr(raw)
    return ValueError(f"must be {wanted}, not {shown}")


def _number(setting: Setting, raw: object) -> float:
    wanted = f"a number from {setting.low:g} to {setting.high:g}"
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise _refuse(wanted, raw)
    if not setting.low <= raw <= setting.high:
        raise _refuse(wanted, raw)
    return float(raw)


def _integer(setting: Setting, raw: object) -> int:
    wanted = f"a whole number from {setting.low:g} to {setting.high:g}"
    if isinstance(raw, bool) or not isinstance(raw, int) or not setting.low <= raw <= setting.high:
        raise _refuse(wanted, raw)
    return raw


def _switch(setting: Setting, raw: object) -> bool:
    if not isinstance(raw, bool):
        raise _refuse("true or false", raw)
    return raw


def _choice(setting: Setting, raw: object) -> str:
    if not isinstance(raw, str) or raw not in setting.choices:
        raise _refuse("one of " + ", ".join(setting.choices), raw)
    return raw


def _text(setting: Setting, raw: object) -> str:
    if not isinstance(raw, str) or not raw.isprintable():
        raise _refuse("a text in quotes, on one line", raw)
    return raw.strip()


def _zone(setting: Setting, raw: object) -> str:
    from zoneinfo import ZoneInfo

    name = _text(setting, raw)
    try:
        if name:
            ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise _refuse("a time zone such as Europe/Berlin, or empty", raw) from None
    return name


def _steps(setting: Setting, raw: object) -> tuple[int, ...]:
    wanted = 'a list of rising waits such as ["1m", "10m"], each from 1s to 12h'
    if not isinstance(raw, list):
        raise _refuse(wanted, raw)
    waits: list[int] = []
    for part in raw:
        match = re.fullmatch(r"(\d{1,6})([smh])", part) if isinstance(part, str) else None
        if match is None:
            raise _refuse(wanted, raw)
        waits.append(int(match[1]) * UNITS[match[2]])
    rising = all(a < b for a, b in pairwise(waits))
    if not rising or any(not setting.low <= wait <= setting.high for wait in waits):
        raise _refuse(wanted, raw)
    return tuple(waits)


def _numbers(setting: Setting, raw: object) -> tuple[float, ...]:
    count = len(PARAMETER_LOWS)
    if not isinstance(raw, list) or len(raw) != count:
        size = f"{len(raw)} of them" if isinstance(raw, list) else repr(raw)
        raise ValueError(f"must be a list of {count} numbers, not {size}")
    found: list[float] = []
    for index, (part, low, high) in enumerate(
        zip(raw, PARAMETER_LOWS, PARAMETER_HIGHS, strict=True)
    ):
        number = isinstance(part, int | float) and not isinstance(part, bool)
        if not number or not low <= part <= high:
            raise ValueError(f"must have w{index} from {low:g} to {high:g}, not {part!r}")
        found.append(float(part))
    return tuple(found)


def _weekdays(setting: Setting, raw: object) -> tuple[int, ...]:
    wanted = 'a list of weekdays such as ["sat", "sun minimum"]'
    if not isinstance(raw, list):
        raise _refuse(wanted, raw)
    shares = list(EVEN_WEEK)
    for part in raw:
        name, _, how = part.partition(" ") if isinstance(part, str) else ("", "", "")
        if name not in WEEKDAYS or how not in ("", "reduced", "minimum"):
            raise _refuse(wanted, raw)
        shares[WEEKDAYS.index(name)] = _MINIMUM if how == "minimum" else _REDUCED
    return tuple(shares)


_CONVERTERS: dict[str, Callable[[Setting, object], Value]] = {
    "number": _number, "integer": _integer, "switch": _switch, "choice": _choice,
    "text": _text, "zone": _zone, "steps": _steps, "numbers": _numbers,
    "weekdays": _weekdays,
}  # fmt: skip


def _meant(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f"; did you mean '{near[0]}'?" if near else f"; it has {', '.join(sorted(known))}"


def _line_of(text: str, section: str, key: str) -> int:
    """Find the line of a key (or, with key '', of the section or of a bare name); 0: not found."""
    here = ""
    name = re.compile(rf"\s*[\"']?{re.escape(key or section)}[\"']?\s*=")
    header = re.compile(r"\s*\[\s*[\"']?([^\]\"']+?)[\"']?\s*\]")
    for number, line in enumerate(text.splitlines(), start=1):
        if match := header.match(line):
            here = match[1]
            if not key and here.split(".")[0] == section:
                return number
        elif name.match(line) and here == (section if key else ""):
            return number
    return 0


def _syntax(message: str, text: str) -> tuple[int, str]:
    """Split tomllib's "what (at line L, column C)" into a line and our sentence."""
    match = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", message)
    line = int(match[2]) if match else len(text.splitlines())
    what = match[1] if match else re.sub(r" \(at end of document\)$", "", message)
    return line, f"it is not valid TOML here ({what}); correct the line or delete it."
