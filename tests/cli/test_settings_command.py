"""edgewise settings: by hand and by script, with the exit codes of every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.__main__ import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path))
    return tmp_path


def test_a_setting_is_set_shown_and_given_its_default_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["settings", "set", "new_per_day", "15"]) == 0
    assert main(["settings", "set", "learning_steps", "2m", "20m"]) == 0
    assert main(["settings", "set", "keys.review.undo", "ctrl+z"]) == 0
    capsys.readouterr()
    assert main(["settings"]) == 0
    listed = capsys.readouterr().out
    assert "* today.new_per_day" in listed and "(default 10)" in listed
    assert "* keys.review.undo" in listed
    assert main(["settings", "get", "memory.learning_steps"]) == 0
    assert capsys.readouterr().out == "2m 20m\n"
    assert main(["settings", "list", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["today.new_per_day"] == 15
    assert values["keys"] == {"review.undo": "ctrl+z"}
    assert main(["settings", "reset", "new_per_day"]) == 0
    assert main(["settings", "reset", "keys.review.undo"]) == 0
    capsys.readouterr()
    assert main(["settings", "list", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert (values["today.new_per_day"], values["keys"]) == (10, {})


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["set", "new_per_day", "many"], 2, "a whole number from 0 to 9999, not 'many'"),
        (["set", "new_per_dya", "3"], 2, "did you mean new_per_day?"),
        (["get", "url"], 2, "more than one: arxiv.url and anki.url"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert main(["settings", *words]) == code
    assert said in capsys.readouterr().err
    assert list(home.iterdir()) == []


def test_a_wrong_line_in_the_file_is_told_with_its_number(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "settings.toml").write_text("[today]\n\ngate = 3\n")
    assert main(["settings", "set", "new_per_day", "3"]) == 3
    assert "settings.toml:3: gate must be true or false" in capsys.readouterr().err


def test_a_key_for_another_program_is_not_listed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["settings", "set", "anki.key", "s3cret"]) == 0
    capsys.readouterr()
    assert main(["settings"]) == 0
    assert main(["settings", "list", "--json"]) == 0
    assert "s3cret" not in capsys.readouterr().out
