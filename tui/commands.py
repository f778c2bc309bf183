"""Bindings, the key line, the palette and Help, all made from the one list of commands.

Owns how a key is bound and how it is written for a person; tests compare what is shown with the
list. Not here: the list (command_list.py), what a command does (the screens' actions).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from textual.binding import Binding, BindingType

from tui.command_list import COMMANDS, PLACES, Command

__all__ = ["COMMANDS", "PLACES", "Command"]

_KEY_NAMES = {
    "question_mark": "?", "slash": "/", "left_square_bracket": "[", "right_square_bracket": "]",
    "pagedown": "pgdn", "pageup": "pgup", "escape": "esc",
    "comma": ",", "full_stop": ".", "minus": "-", "plus": "+", "semicolon": ";", "colon": ":",
}  # fmt: skip


_OF_PLACE = {
    place: [command for command in COMMANDS if command.place == place] for place, _ in PLACES
}


def of(place: str, words: Mapping[str, str] | None = None) -> list[Command]:
    """The commands of one screen, in order. words: another word for some, by id."""
    if not words:
        return list(_OF_PLACE.get(place, ()))
    return [
        command._replace(word=words[command.id]) if command.id in words else command
        for command in _OF_PLACE.get(place, ())
    ]


def bindings(place: str, *, but: Collection[str] = ()) -> list[BindingType]:
    """Textual's bindings of one screen, but for some commands by id."""
    return [
        Binding(
            command.key,
            command.action,
            command.word or command.help,
            show=bool(command.word),
            priority=command.priority,
            id=command.id,
        )
        for command in of(place)
        if command.id not in but
    ]


def keys_of(command: Command, changed: Mapping[str, str]) -> str:
    """The keys of a command as a person reads them; changed: the learner's own, by id."""
    if command.id not in changed and command.keys:
        return command.keys
    names = changed.get(command.id, command.key).split(",")
    return " or ".join(key_words(name.strip()) for name in names)


def key_words(name: str) -> str:
    """One of Textual's key names as a person reads it."""
    return _KEY_NAMES.get(name, name)


def first_key(command: Command, changed: Mapping[str, str]) -> str:
    """The shortest way to name the key, for the line at the bottom."""
    return keys_of(command, changed).split(" or ")[0]


def unknown_ids(ids: Iterable[str]) -> list[str]:
    """Which of these names no command has (to warn about settings.toml)."""
    known = {command.id for command in COMMANDS}
    return sorted(set(ids) - known)
