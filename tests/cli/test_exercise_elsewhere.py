"""edgewise exercise run --on, as it is typed: the grade, the settings, the exit codes, Ctrl-C."""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path

import pexpect
import pytest

from cli.__main__ import main
from tests.exercises.exercise_factory import SOLUTION, make_home
from tests.exercises.replayed_head import replayed

ROOT = Path(__file__).parents[2]
FAR = "command: sh -s"
WAIT_S = 30


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    make_home(folder)
    monkeypatch.setenv("EDGEWISE_HOME", str(folder))
    monkeypatch.delenv("EDGEWISE_RAY_TOKEN", raising=False)
    choose(folder)
    main(["exercise", "start", "double"])
    (folder / "exercises" / "double" / "answer.py").write_text(SOLUTION)
    return folder


def choose(home: Path, *lines: str) -> None:
    """Write the settings: the Python over there is this one."""
    text = "\n".join(["[exercises]", f'on_python = "{sys.executable}"', *lines])
    (home / "settings.toml").write_text(text)


def test_a_pass_elsewhere_is_the_grade_and_names_the_machine(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["exercise", "run", "double", "--on", FAR]) == 0
    out = capsys.readouterr().out
    assert "Graded Easy" in out
    assert f" on {platform.node()}, seed" in " ".join(out.split())
    report = json.loads((home / "exercises/double/report.json").read_text())
    assert report["host"] == platform.node()


def test_the_settings_name_a_place_and_here_is_this_machine(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    choose(home, f'on = "{FAR}"')
    capsys.readouterr()
    assert main(["exercise", "run", "double", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["host"]
    assert main(["exercise", "run", "double", "--json", "--on", "here"]) == 0
    assert "host" not in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("place", "code", "says"),
    [
        ("gpu-box", 3, "'gpu-box' is no place to run exercises; it is ray://HOST:8265"),
        ("ray://127.0.0.1:9", 3, "ray://127.0.0.1:9 does not answer"),
        ("command: no-such-program", 3, "'no-such-program' cannot be started"),
        ("command: false", 1, "exit code 1 and gave no result"),
    ],
)
def test_what_cannot_be_reached_is_told(
    home: Path, capsys: pytest.CaptureFixture[str], place: str, code: int, says: str
) -> None:
    capsys.readouterr()
    assert main(["exercise", "run", "double", "--on", place]) == code
    said = capsys.readouterr()
    assert says in " ".join((said.out + said.err).split())


def test_the_token_comes_from_the_environment_before_the_settings(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(home, 'ray_token = "of-the-file"')
    with replayed("passes") as head:
        for token in ("of-the-file", "of-the-environment"):
            if token != "of-the-file":
                monkeypatch.setenv("EDGEWISE_RAY_TOKEN", token)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("exercises.ray_http.RayHead.upload", _refuse)
                assert main(["exercise", "run", "double", "--on", head.address]) == 3
            assert head.asked[-1][2]["Authorization"] == f"Bearer {token}"
    said = capsys.readouterr()
    assert "of-the" not in said.out + said.err
    kept = [path for path in home.rglob("*") if path.is_file() and path.name != "settings.toml"]
    assert kept
    assert not [path for path in kept if b"of-the-" in path.read_bytes()]


def _refuse(*_: object) -> str:
    from exercises.errors import RunnerFailed

    raise RunnerFailed("no more than that")


def test_ctrl_c_cancels_a_run_elsewhere(home: Path) -> None:
    (home / "exercises" / "double" / "answer.py").write_text(
        f"import time\nprint('at work', flush=True)\ntime.sleep(60)\n{SOLUTION}"
    )
    child = pexpect.spawn(
        sys.executable, ["-m", "cli", "exercise", "run", "double", "--on", FAR], cwd=str(ROOT),
        env={**os.environ, "TERM": "xterm"}, encoding="utf-8", timeout=WAIT_S, dimensions=(24, 80),
    )  # fmt: skip
    child.expect("at work")
    child.sendintr()
    child.expect("stopping the run")
    child.expect("Cancelled")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
