"""The documents say what is true: every command is described and runs, every linked file exists."""

import re
import runpy
from pathlib import Path

import pytest

from cli.parser import COMMANDS, build_parser

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMAND_LINE = re.compile(r"(?:^|`|\$ )edgewise ([a-z][a-z-]*)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def identify(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_command_is_described_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [name for name, _ in COMMANDS if f"edgewise {name}" not in readme]
    assert not missing


@pytest.mark.parametrize("path", DOCUMENTS, ids=identify)
def test_a_document_names_only_commands_that_exist(path: Path) -> None:
    named = set(COMMAND_LINE.findall(path.read_text(encoding="utf-8")))
    assert named <= {name for name, _ in COMMANDS}


@pytest.mark.parametrize("path", DOCUMENTS, ids=identify)
def test_a_document_links_only_files_that_exist(path: Path) -> None:
    targets = LINK.findall(CODE.sub("", path.read_text(encoding="utf-8")))
    assert not [target for target in targets if not (path.parent / target).exists()]


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_has_help_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        build_parser(name).parse_args([name, "--help"])
    assert stopped.value.code == 0
    assert f"edgewise {name}" in capsys.readouterr().out.split("Example:")[1]


def test_the_settings_page_is_the_table_of_settings() -> None:
    maker = ROOT / "docs" / "make_settings_page.py"
    page = runpy.run_path(str(maker))["page"]()
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == page


def test_the_page_of_exercises_is_what_the_packs_hold() -> None:
    maker = ROOT / "docs" / "make_exercises_page.py"
    page = runpy.run_path(str(maker))["page"]()
    assert (ROOT / "docs" / "exercises.md").read_text(encoding="utf-8") == page


def test_the_page_of_checks_is_the_table_of_codes() -> None:
    maker = ROOT / "docs" / "make_checks_page.py"
    page = runpy.run_path(str(maker))["page"]()
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == page
