"""The arrows at run time: what a fresh interpreter loads when it walks a path of the product."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("textual", "pydantic", "networkx", "arxiv", "requests", "fsrs", "yaml", "rapidfuzz")


def loaded_after(code: str, env: dict[str, str]) -> set[str]:
    """The top-level modules in a fresh interpreter after running the code."""
    script = f"import sys\n{code}\nprint('\\n'.join({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.split())


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A bare environment whose home is empty."""
    return {"EDGEWISE_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "PYTHONPATH": "."}


@pytest.mark.parametrize("room", ["kg.compiled", "kg.search", "cards.study", "cards.queue"])
def test_the_daily_rooms_load_no_heavy_library(room: str, env: dict[str, str]) -> None:
    loaded = loaded_after(f"import {room}", env)
    assert not loaded & set(HEAVY)


def test_due_loads_no_heavy_library(env: dict[str, str]) -> None:
    code = "from cli.__main__ import main\nmain(['due', '--json'])"
    loaded = loaded_after(code, env)
    assert not loaded & {*HEAVY, "dataclasses"}


@pytest.mark.parametrize("room", ["kg", "cards", "exercises"])
def test_a_headless_room_never_loads_textual(room: str, env: dict[str, str]) -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / room).glob("*.py"))
    ]
    code = "\n".join(f"import {module.removesuffix('.__init__')}" for module in modules)
    assert not loaded_after(code, env) & {"textual", "arxiv", "requests"}


def test_importing_every_room_creates_nothing_on_disk(env: dict[str, str], tmp_path: Path) -> None:
    loaded_after("import kg, cards.places, cards.study, cli.__main__, tui.app", env)
    assert not (tmp_path / "home").exists()


def test_the_first_card_needs_no_pydantic_and_no_networkx(env: dict[str, str]) -> None:
    loaded = loaded_after("import tui.app, tui.screens.review, cards.study", env)
    assert not loaded & {"pydantic", "networkx", "arxiv", "yaml", "PIL", "markdownify", "bs4"}
