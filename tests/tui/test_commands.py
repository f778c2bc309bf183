"""One list of commands feeds bindings, the key line, the palette and Help."""

from __future__ import annotations

from tui import commands
from tui.screens.help import help_blocks


def test_every_command_has_an_id_of_its_own() -> None:
    ids = [command.id for command in commands.COMMANDS]
    assert len(ids) == len(set(ids))


def test_every_place_of_a_command_is_named_for_help() -> None:
    assert {command.place for command in commands.COMMANDS} == {
        place for place, _ in commands.PLACES
    }


def test_no_two_commands_of_a_screen_share_a_key() -> None:
    for place, _ in commands.PLACES:
        keys = [key for command in commands.of(place) for key in command.key.split(",")]
        assert len(keys) == len(set(keys)), place


def test_help_names_every_command_with_its_keys() -> None:
    text = "\n".join(block.content.plain for block in help_blocks("review", {}))
    for command in commands.COMMANDS:
        assert command.help in text
        assert commands.keys_of(command, {}) in text
    assert text.startswith("Review")


def test_a_key_the_learner_changed_is_shown_as_changed() -> None:
    text = "\n".join(block.content.plain for block in help_blocks("review", {"review.bury": "x"}))
    assert any(line.startswith("x ") and "again today" in line for line in text.splitlines())


def test_a_command_nobody_knows_is_found_in_the_settings() -> None:
    assert commands.unknown_ids(["review.bury", "review.berry"]) == ["review.berry"]
