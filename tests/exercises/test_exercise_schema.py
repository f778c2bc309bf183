"""The JSON Schema of exercise.toml takes what the workshop takes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import jsonschema
import pytest

from exercises.errors import ExerciseBroken
from exercises.spec import read_spec
from exercises.spec_schema import exercise_schema

ROOT = Path(__file__).resolve().parents[2]
SPECS = sorted((ROOT / "kg/packs/ml-system-design/exercises").glob("*/exercise.toml"))
VALIDATOR = jsonschema.Draft202012Validator(exercise_schema())
SOUND = """title = "Add"
summary = "Add two numbers."
assesses = ["addition"]
level = 1
minutes = 10
exports = ["add"]
checks = [{name = "one", layer = "example"}, {name = "two", layer = "oracle", tier = "gpu"}]
metrics = [{name = "error", op = "<=", value = 1, ladder = [["random", 9.0]]}]
"""


def test_it_is_a_schema_and_takes_every_exercise_of_the_pack() -> None:
    jsonschema.Draft202012Validator.check_schema(exercise_schema())
    assert SPECS
    for path in SPECS:
        errors = [*VALIDATOR.iter_errors(tomllib.loads(path.read_text(encoding="utf-8")))]
        assert not errors, path.parent.name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Add"\n', ""), ("level = 1", "level = 4"), ("level = 1", "level = 1.5"),
        ("minutes = 10", "minutes = 4"), ('assesses = ["addition"]', "assesses = []"),
        ('exports = ["add"]', 'exports = "add"'), ("summary", "sumary"), ('"oracle"', '"magic"'),
        (', {name = "two", layer = "oracle", tier = "gpu"}', ""), ('"one"', '"One"'),
        ('op = "<="', 'op = "<"'), ('["random", 9.0]', '["random"]'), ("[[", "[[1, "),
        ("level = 1", "level = 1\ndata = [{name = 'a', bytes = 1, sha256 = 'x', licence = 'l', "
         "source = 's'}]"),
    ],
)  # fmt: skip
def test_both_refuse_what_is_wrong(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "exercise.toml"
    path.write_text(SOUND)
    read_spec(path)
    assert VALIDATOR.is_valid(tomllib.loads(SOUND))
    assert SOUND.count(old) >= 1
    text = SOUND.replace(old, new, 1)
    path.write_text(text)
    with pytest.raises(ExerciseBroken):
        read_spec(path)
    assert not VALIDATOR.is_valid(tomllib.loads(text))
