"""edgewise stats, as it is typed: text, sentences, JSON, a picture, and what can be wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cards.stats_list import NAMES
from cli.__main__ import main
from tests.cards.memory_factory import MORNING_MS, make_places
from tests.cards.stats_factory import studied

DOCS = Path(__file__).resolve().parents[2] / "docs" / "statistics.md"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("stats") / "home"
    studied(where, days=45).close()
    return where


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("EDGEWISE_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("cards.study_day.now_ms", lambda: MORNING_MS)
    yield


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["stats", *words]) == 0
    return capsys.readouterr().out


def test_all_statistics_fit_into_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys)
    assert max(map(len, text.splitlines())) <= 80
    for title in ("REVIEWS AND TIME", "TRUE RETENTION", "DUE FORECAST", "READINESS OVER TIME"):
        assert title in text
    assert "█" in text


def test_words_are_a_sentence_each_and_no_bars(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line for line in told(capsys, "--words").splitlines() if line]
    assert len(lines) == len(NAMES)
    assert not set("█▓▒░│") & set("".join(lines))


def test_json_of_all_has_every_statistic_and_the_days(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(told(capsys, "--json", "--days", "7"))
    assert tuple(found["statistics"]) == NAMES
    assert (found["today"], found["days"]) == ("2026-03-02", 7)
    reviews = found["statistics"]["reviews"]
    assert reviews["days"] == 7
    assert all("2026-02-24" <= each["day"] <= "2026-03-02" for each in reviews["by_day"])
    answers = sum(
        each[name]
        for each in reviews["by_day"]
        for name in ("learning", "relearning", "young", "mature")
    )
    assert answers == reviews["answers"] > 0


@pytest.mark.parametrize("name", NAMES)
def test_the_page_names_every_key_of_the_json(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(told(capsys, name, "--json", "--days", "all"))
    assert found["name"] == name
    page = DOCS.read_text(encoding="utf-8")
    assert not [key for key in keys_of(found) if f"`{key}`" not in page]


def keys_of(value: object) -> set[str]:
    """All keys at any depth."""
    if isinstance(value, dict):
        return {*value, *(key for each in value.values() for key in keys_of(each))}
    if isinstance(value, list):
        return {key for each in value for key in keys_of(each)}
    return set()


@pytest.mark.parametrize("more", [(), ("--dark",)])
def test_a_picture_is_a_png(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    file = tmp_path / "calibration.png"
    assert f"Written to {file}" in told(capsys, "calibration", "--png", str(file), *more)
    assert file.read_bytes().startswith(b"\x89PNG")


def test_without_matplotlib_one_sentence_says_how_to_get_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["stats", "--png", str(tmp_path / "a.png")]) == 3
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "pip install 'edgewise[plots]'" in error
    assert not (tmp_path / "a.png").exists()


def test_a_name_that_is_nearly_right_is_met_half_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "retenton"]) == 2
    assert "Did you mean retention?" in capsys.readouterr().err


@pytest.mark.parametrize("days", ["0", "-3", "x", "99999999"])
def test_days_that_are_none_are_refused(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["stats", f"--days={days}"])
    assert stopped.value.code == 2
    assert "give 1 to 36500 or all" in capsys.readouterr().err


def test_a_home_without_a_database_says_how_to_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = make_places(tmp_path / "other")
    monkeypatch.setenv("EDGEWISE_HOME", str(where.home))
    assert main(["stats"]) == 3
    assert "start `edgewise` once" in capsys.readouterr().err
    assert not where.study_db.exists()
