"""settings.toml: defaults, every setting, and errors with file, line and remedy."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from cards.errors import SettingsError
from cards.settings import TABLE, Settings, load
from cards.settings_words import default_text, describe, write_default
from kg.errors import WriteRefused


def read(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == Settings()
    assert list(tmp_path.iterdir()) == []


def test_a_file_changes_what_it_says_and_nothing_else(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '[memory]\ndesired_retention = 0.85\nlearning_steps = ["30s", "5m", "1h"]\n'
        '[today]\nnew_per_day = 3\nreview_order = "random"\ngate = false\n'
        '[day]\nzone = "Europe/Berlin"\n[keys]\nundo = "ctrl+z"\n',
    )
    assert found == Settings(
        desired_retention=0.85,
        learning_steps_s=(30, 300, 3600),
        new_per_day=3,
        review_order="random",
        gate=False,
        zone="Europe/Berlin",
        keys=(("undo", "ctrl+z"),),
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[memory]\n\ndesired_retention = 1.5\n", 3, "from 0.7 to 0.99, not 1.5"),
        ("[memory]\ndesired_retention = nan\n", 2, "from 0.7 to 0.99"),
        ('[memory]\nfuzz = "yes"\n', 2, "true or false"),
        ("[memory]\nmaximum_interval = 0\n", 2, "whole number from 3 to 36500, not 0"),
        ("[memory]\nmaximum_interval = true\n", 2, "not true"),
        ('[memory]\nlearning_steps = ["10m", "1m"]\n', 2, "rising waits"),
        ('[memory]\nlearning_steps = ["1d"]\n', 2, "rising waits"),
        ("[memory]\nparameters = [1.0, 2.0]\n", 2, "list of 21 numbers, not 2"),
        (f"[memory]\nparameters = [{', '.join(['500.0'] * 21)}]\n", 2, "w0 from 0.001 to 100"),
        ("# a\n[today]\nnew_per_dya = 3\n", 3, "did you mean 'new_per_day'?"),
        ("[todai]\nnew_per_day = 3\n", 1, "did you mean 'today'?"),
        ("new_per_day = 3\n", 1, "put it under [today]"),
        ('[today]\nreview_order = "best"\n', 2, "one of retrievability, due"),
        ('[day]\nzone = "Berlin"\n', 2, "such as Europe/Berlin"),
        ("[day]\nrollover_hour = 24\n", 2, "from 0 to 23"),
        ("[day]\n\nzone = \n", 3, "not valid TOML"),
        ("[keys]\nundo = 3\n", 2, "must name a key"),
        ("[app]\ntheme = 1\n", 2, "a text in quotes"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)
    assert caught.value.line == line, str(caught.value)
    assert f"settings.toml:{line}: " in str(caught.value)
    assert words in str(caught.value)


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        load(tmp_path / "settings.toml")


def test_the_written_defaults_are_the_defaults_once_uncommented(tmp_path: Path) -> None:
    path = tmp_path / "home" / "settings.toml"
    write_default(path)
    assert load(path) == Settings()
    lines = [line.removeprefix("# ") if " = " in line else line for line in
             default_text().splitlines() if not line.startswith("# undo")]  # fmt: skip
    live = "\n".join(line for line in lines if not line.startswith("#") and line != '# undo = "u"')
    live = "\n".join(line for line in live.splitlines() if "undo" not in line)
    tomllib.loads(live)
    path.write_text(live, encoding="utf-8")
    assert load(path) == Settings()
    with pytest.raises(WriteRefused):
        write_default(path)


def test_every_setting_is_in_the_table_once_and_described() -> None:
    fields = [row.field for row in TABLE]
    assert sorted([*fields, "keys"]) == sorted(Settings._fields)
    assert len(describe()) == len(TABLE)


def test_defaults_do_not_load_tomllib(tmp_path: Path) -> None:
    import subprocess

    code = (
        "import sys; from pathlib import Path; from cards.settings import load;"
        f"load(Path({str(tmp_path / 'settings.toml')!r})); print('tomllib' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
