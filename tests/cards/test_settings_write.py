"""settings.toml changed by the program: comments stay, faults are refused, undo is exact."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards.errors import SettingsError
from cards.settings import TABLE, Settings, load
from cards.settings_file import convert
from cards.settings_words import default_text, raw, shown, typed
from cards.settings_write import change, changed_text, take_back
from kg.errors import WriteRefused

HAND_WRITTEN = """# mine
[today]   # the day
new_per_day = 3   # three is enough
gate = true

[keys]
"review.undo" = "z"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_a_value_changes_and_every_other_byte_stays(file: Path) -> None:
    file.write_text(HAND_WRITTEN)
    made = change(file, "today", "new_per_day", 12)
    assert file.read_text() == HAND_WRITTEN.replace("= 3 ", "= 12 ")
    assert made.settings.new_per_day == 12 and load(file) == made.settings


def test_a_new_line_goes_to_its_section_and_a_new_section_to_the_end(file: Path) -> None:
    text = changed_text(file, HAND_WRITTEN, "today", "review_order", "random")
    assert 'gate = true\nreview_order = "random"\n\n[keys]' in text
    text = changed_text(file, HAND_WRITTEN, "memory", "learning_steps", ["1m", "5m"])
    assert text == HAND_WRITTEN + '\n[memory]\nlearning_steps = ["1m", "5m"]\n'
    text = changed_text(file, HAND_WRITTEN, "keys", "review.bury", "B")
    assert text.endswith('"review.undo" = "z"\n"review.bury" = "B"\n')


def test_in_the_commented_defaults_a_line_is_uncommented_and_commented_again(file: Path) -> None:
    change(file, "today", "new_per_day", 7)
    assert file.read_text() == default_text().replace("# new_per_day = 10", "new_per_day = 7")
    made = change(file, "today", "new_per_day", None)
    assert file.read_text() == default_text()
    assert made.settings == Settings()


def test_every_setting_can_be_typed_as_it_is_shown_and_written(file: Path) -> None:
    for row in TABLE:
        words = typed(row, Settings())
        assert convert(row, raw(row, words)) == getattr(Settings(), row.field), row.key
        if shown(row, Settings()) != '""':
            change(file, row.section, row.key, raw(row, words))
    assert load(file) == Settings()


def test_a_wrong_value_and_a_wrong_line_elsewhere_are_refused_and_nothing_is_written(
    file: Path,
) -> None:
    file.write_text(HAND_WRITTEN)
    with pytest.raises(SettingsError, match="new_per_day must be a whole number"):
        change(file, "today", "new_per_day", -1)
    with pytest.raises(SettingsError, match="rising waits"):
        change(file, "memory", "learning_steps", ["10m", "1m"])
    assert file.read_text() == HAND_WRITTEN
    file.write_text("[day]\nrollover_hour = 99\n")
    with pytest.raises(SettingsError, match=":2: rollover_hour"):
        change(file, "today", "new_per_day", 5)
    file.write_text("[day\n")
    with pytest.raises(SettingsError, match=":1: it is not valid TOML"):
        change(file, "today", "new_per_day", 5)
    assert file.read_text() == "[day\n"


def test_a_change_is_taken_back_byte_for_byte_unless_somebody_wrote_meanwhile(file: Path) -> None:
    file.write_text(HAND_WRITTEN)
    made = change(file, "today", "new_per_day", 12)
    assert take_back(file, made).new_per_day == 3
    assert file.read_text() == HAND_WRITTEN
    made = change(file, "today", "new_per_day", 12)
    file.write_text(HAND_WRITTEN + "# a line of mine\n")
    with pytest.raises(WriteRefused, match="changed meanwhile"):
        take_back(file, made)


def test_what_is_typed_may_be_written_in_a_persons_way() -> None:
    rows = {row.key: row for row in TABLE}
    assert raw(rows["learning_steps"], ' ["1m", "10m"] ') == ["1m", "10m"]
    assert raw(rows["learning_steps"], "1m,10m") == ["1m", "10m"]
    assert raw(rows["easy_days"], "Sat , SUN  minimum") == ["sat", "sun minimum"]
    assert raw(rows["gate"], "Off") is False
    assert raw(rows["new_per_day"], "ten") == "ten"
