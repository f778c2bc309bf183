"""edgewise check as it is typed: allowed and strict warnings, cards, metadata, JSON, progress."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cli.__main__ import main
from cli.progress import after_a_moment

TWIN = "---\ntype: {}\ntitle: The loaf\n{}---\nWhat it is.\n"
ALLOW = 'allow: ["W121 the loaf and its print share a name"]\n'


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack of two drafts that share a title: one warning, on the second file."""
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "bakery/pack.toml", 'name = "bakery"\n')
    write(tmp_path / "bakery/concepts/loaf.md", TWIN.format("concept", ""))
    write(tmp_path / "bakery/papers/loaf-print.md", TWIN.format("paper", ""))
    return tmp_path / "bakery"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_strict_fails_on_a_warning(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "bakery"]) == 0
    assert main(["check", "bakery", "--strict"]) == 1
    assert lines(capsys)[-1] == "2 notes: 0 errors, 1 warning."


def test_an_allowed_warning_is_counted_and_listed_on_demand(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(pack / "papers/loaf-print.md", TWIN.format("paper", ALLOW))

    assert main(["check", "bakery", "--strict"]) == 0
    assert lines(capsys) == ["2 notes: 0 errors, 0 warnings, 1 allowed."]

    assert main(["check", "bakery", "--allowed"]) == 0
    told = lines(capsys)
    assert told[0].startswith("bakery/papers/loaf-print.md:3:8 W121 concepts/loaf.md has the same")
    assert told[0].endswith("(allowed: the loaf and its print share a name)")
    assert len(told) == 2


def test_json_says_what_is_allowed_and_why(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(pack / "papers/loaf-print.md", TWIN.format("paper", ALLOW))

    assert main(["check", "bakery", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["code"], row["allowed"]) == ("W121", True)
    assert row["reason"] == "the loaf and its print share a name"


def test_an_allowance_on_the_wrong_note_helps_nobody(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(pack / "concepts/loaf.md", TWIN.format("concept", ALLOW))

    assert main(["check", "bakery", "--strict"]) == 1
    assert [line.split()[1] for line in lines(capsys)[:-1]] == ["W044", "W121"]


def test_errors_are_never_allowed(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = 'is_a: ["[[loaf-print]]"]\nallow: ["E110 it is a kind of print"]\n'
    write(pack / "concepts/loaf.md", TWIN.format("concept", header))

    assert main(["check", "bakery"]) == 1
    assert [line.split()[1] for line in lines(capsys)[:-1]] == ["E110", "W043", "W121"]


def test_the_notes_are_checked_with_their_cards_metadata_and_words(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(pack / "pack.toml", 'name = "bakery"\n[lint]\nageing = ["loaves baked"]\n')
    record = {"id": "1911.00001", "title": "On the loaf", "published": "2019-11"}
    write(pack / "papers.jsonl", json.dumps(record) + "\nnonsense\n")
    write(pack / "papers/loaf-print.md", TWIN.format("paper", 'arxiv: "1911.00001"\n'))
    oven = (
        "---\ntype: system\ntitle: Big oven\nstatus: reviewed\n---\nAn oven.\n\n## Links\n"
        "- uses:: [[loaf]] — to show\n\n## Facts\n- loaves baked:: 40\n\n## Cards\n"
        "Q: Is it hot?\nA: Yes. ^hot\n"
    )
    write(pack / "systems/big-oven.md", oven)

    assert main(["check", "bakery"]) == 1
    told = [line.removeprefix("bakery/").split()[:2] for line in lines(capsys)[:-1]]
    assert told == [
        ["papers.jsonl:2:1", "E302"],
        ["papers/loaf-print.md:3:8", "W121"],
        ["papers/loaf-print.md:3:8", "W320"],
        ["systems/big-oven.md:12:3", "W310"],
        ["systems/big-oven.md:15:1", "W405"],
    ]


def test_a_fact_that_two_rules_want_dated_is_told_once(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    oven = "---\ntype: system\ntitle: Oven\nstatus: reviewed\n---\nAn oven.\n\n## Links\n"
    write(pack / "systems/oven.md", f"{oven}- uses:: [[loaf]] — show\n\n## Facts\n- price:: 40\n")

    assert main(["check", "bakery"]) == 0
    assert [line.split()[1] for line in lines(capsys)[:-1]] == ["W121", "W310"]


def test_many_lines_end_with_a_count_of_each_code(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(21):
        write(pack / f"papers/copy-{number}.md", TWIN.format("paper", ""))

    assert main(["check", "bakery"]) == 0
    assert lines(capsys)[-3:] == [
        "",
        "   22 W121 two notes share a title",
        "23 notes: 0 errors, 22 warnings.",
    ]


def test_a_check_writes_nothing_into_the_home(pack: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert main(["check", "bakery"]) == 0
    assert main(["check"]) in (0, 1)  # the packs that ship have a test of their own
    assert sorted(tmp_path.rglob("*")) == before


def test_notes_of_a_folder_hear_nothing_of_the_packs_below_them(
    tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "mine/oven.md", TWIN.format("concept", "").replace("The loaf", "The oven"))

    assert main(["check", "mine", "--allowed"]) == 0
    assert lines(capsys) == ["1 note: 0 errors, 0 warnings."]


def test_progress_is_silent_for_a_moment_and_where_nobody_looks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    after_a_moment("Checking notes")(1, 2)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    show = after_a_moment("Checking notes")
    show(1, 4)
    assert capsys.readouterr().err == ""

    now[0] = 1.5
    show(2, 4)
    show(4, 4)
    told = capsys.readouterr().err
    assert told.count("\rChecking notes") == 2
    assert "2/4" in told
    assert told.endswith("\r\x1b[K")
