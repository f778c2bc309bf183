"""What a person may set in settings.toml: every setting once, with its range and its sentence.

Owns names, defaults and ranges, and which settings shape memory (those are logged as an event when
they change). Not here: reading the file (settings_file.py), what a setting does.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

# FSRS-6 as the fsrs package has them; a test compares, so that reading settings need not import it.
DEFAULT_PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
PARAMETER_LOWS = (
    0.001, 0.001, 0.001, 0.001, 1.0, 0.001, 0.001, 0.001, 0.0, 0.0, 0.001,
    0.001, 0.001, 0.001, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1,
)  # fmt: skip
PARAMETER_HIGHS = (
    100.0, 100.0, 100.0, 100.0, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5,
    5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8,
)  # fmt: skip
LONGEST_STEP_S = 12 * 3600
EVEN_WEEK = (100,) * 7


class Settings(NamedTuple):
    """The settings in force. Steps and waits in seconds, intervals in days.

    easy_days: how readily a review is put on each weekday, in percent, Monday first.
    """

    desired_retention: float = 0.9
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    learning_steps_s: tuple[int, ...] = (60, 600)
    relearning_steps_s: tuple[int, ...] = (600,)
    maximum_interval: int = 36500
    fuzz: bool = True
    leech_lapses: int = 8
    leech_repeat: int = 4
    new_per_day: int = 10
    reviews_per_day: int = 200
    new_order: str = "study"
    review_order: str = "retrievability"
    new_while_behind: bool = True
    gate: bool = True
    learn_ahead_s: int = 1200
    rollover_hour: int = 4
    zone: str = ""
    easy_days: tuple[int, ...] = EVEN_WEEK
    theme: str = ""
    reduced_motion: bool = False
    timer: bool = False
    editor: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    arxiv_url: str = "https://export.arxiv.org/api/query"
    arxiv_delay_s: float = 3.0
    arxiv_contact: str = ""
    anki_url: str = "http://127.0.0.1:8765"
    anki_key: str = ""
    anki_other_machine: bool = False
    exercises_on: str = ""
    exercises_python: str = "python3"
    exercises_wait_s: float = 120.0
    ray_token: str = ""


class Setting(NamedTuple):
    """One line of settings.toml.

    kind: number, integer, switch, choice, text, zone, steps (a list like ["1m", "10m"]), weekdays
    (like ["sat", "sun minimum"]) or numbers (FSRS parameters). low, high: the range, ends
    included. memory: it shapes memory.
    """

    section: str
    key: str
    field: str
    kind: str
    sentence: str
    low: float = 0
    high: float = 0
    choices: tuple[str, ...] = ()
    memory: bool = False


TABLE: tuple[Setting, ...] = (
    Setting("memory", "desired_retention", "desired_retention", "number",
            "The probability of recall at which a card comes back.", 0.7, 0.99, memory=True),
    Setting("memory", "parameters", "parameters", "numbers",
            "The 21 parameters of FSRS-6.", memory=True),
    Setting("memory", "learning_steps", "learning_steps_s", "steps",
            "Waits inside the first day of a new card.", 1, LONGEST_STEP_S, memory=True),
    Setting("memory", "relearning_steps", "relearning_steps_s", "steps",
            "Waits inside the day after a lapse.", 1, LONGEST_STEP_S, memory=True),
    Setting("memory", "maximum_interval", "maximum_interval", "integer",
            "The longest interval, in days.", 3, 36500, memory=True),
    Setting("memory", "fuzz", "fuzz", "switch",
            "Spread intervals a little, so that cards learnt together part.", memory=True),
    Setting("memory", "leech_lapses", "leech_lapses", "integer",
            "A card is a leech after this many lapses.", 1, 99),
    Setting("memory", "leech_repeat", "leech_repeat", "integer",
            "And again after every so many more.", 1, 99),
    Setting("today", "new_per_day", "new_per_day", "integer",
            "New cards a day.", 0, 9999),
    Setting("today", "reviews_per_day", "reviews_per_day", "integer",
            "Reviews a day; learning steps do not count.", 0, 99999),
    Setting("today", "new_order", "new_order", "choice",
            "New cards by the order of study, or at random.", choices=("study", "random")),
    Setting("today", "review_order", "review_order", "choice",
            "Due cards by descending retrievability, by due day, ascending, or at random.",
            choices=("retrievability", "due", "ascending", "random")),
    Setting("today", "new_while_behind", "new_while_behind", "switch",
            "Show new cards even while reviews are overdue."),
    Setting("today", "gate", "gate", "switch",
            "Let new cards wait until their prerequisites are solid."),
    Setting("today", "learn_ahead", "learn_ahead_s", "integer",
            "Seconds a learning step may be early when nothing else is due.", 0, 7200),
    Setting("day", "rollover_hour", "rollover_hour", "integer",
            "The local hour at which a new study day begins.", 0, 23, memory=True),
    Setting("day", "zone", "zone", "zone",
            "The time zone, such as Europe/Berlin; empty: the machine's own.", memory=True),
    Setting("day", "easy_days", "easy_days", "weekdays",
            "Weekdays with fewer reviews, as far as fuzz can move them; such as sat, sun minimum.",
            memory=True),
    Setting("app", "theme", "theme", "text",
            "The colour theme; empty: edgewise-dark."),
    Setting("app", "reduced_motion", "reduced_motion", "switch",
            "No moving pictures and no blinking cursor; TEXTUAL_ANIMATIONS=none does the same."),
    Setting("app", "timer", "timer", "switch",
            "Show how long the card at hand has been looked at; an answer counts 60 s at most."),
    Setting("app", "editor", "editor", "text", "The editor command; empty: $VISUAL or $EDITOR."),
    Setting("arxiv", "url", "arxiv_url", "text", "Where arXiv's API is asked."),
    Setting("arxiv", "delay", "arxiv_delay_s", "number",
            "Seconds between two requests.", 0, 600),
    Setting("arxiv", "contact", "arxiv_contact", "text",
            "An e-mail address that arXiv may write to."),
    Setting("anki", "url", "anki_url", "text",
            "Where the add-on AnkiConnect of a running Anki listens."),
    Setting("anki", "key", "anki_key", "text",
            "AnkiConnect's key, if it asks for one; $EDGEWISE_ANKI_KEY wins."),
    Setting("anki", "other_machine", "anki_other_machine", "switch",
            "Let `url` name another machine than this one."),
    Setting("exercises", "on", "exercises_on", "text",
            "Where answers run: ray://HOST:8265, or command: and a command; empty: here."),
    Setting("exercises", "on_python", "exercises_python", "text",
            "The Python of that other machine, as its shell reads it."),
    Setting("exercises", "on_wait", "exercises_wait_s", "number",
            "Seconds a run may wait there before it begins.", 1, 86400),
    Setting("exercises", "ray_token", "ray_token", "text",
            "The token of a Ray cluster; $EDGEWISE_RAY_TOKEN wins."),
)  # fmt: skip
KEYS_SECTION = "keys"  # free keys: action = "key"


def load(path: Path) -> Settings:
    """Read settings.toml; no file: the defaults. Raises SettingsError (file, line, remedy)."""
    if not path.exists():
        return Settings()
    from cards.settings_file import read

    return read(path)


def memory_settings(settings: Settings) -> dict[str, float | int | str | bool | list[float]]:
    """Return the settings that shape memory, as they are logged in an event."""
    shaping: dict[str, float | int | str | bool | list[float]] = {}
    for setting in TABLE:
        if setting.memory:
            value = getattr(settings, setting.field)
            shaping[setting.field] = list(value) if isinstance(value, tuple) else value
    return shaping


def parameters_hash(parameters: tuple[float, ...]) -> str:
    """Return 16 hex digits that name a parameter set in the log."""
    return blake2b(json.dumps(list(parameters)).encode(), digest_size=8).hexdigest()
