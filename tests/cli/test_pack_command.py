"""edgewise pack list, info, add and remove, as they are typed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import cards.packs  # noqa: F401 (bound to the real folder before a test puts another in its place)
from cards.places import built_in_packs
from cli.__main__ import main
from tests.kg.vault_factory import note

SHIPPED = "ml-system-design"
BREAD = Path(__file__).parents[1] / "packs" / "second_pack" / "bread-baking"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("EDGEWISE_HOME", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """In place of the shipped packs a tiny one of the same name, so that tests are fast."""
    folder = tmp_path / "built-in"
    make_pack(folder, SHIPPED, "zibble", "snark")
    for module in ("cards.places", "cards.packs"):
        monkeypatch.setattr(f"{module}.built_in_packs", lambda: folder)
    return folder


@pytest.fixture
def edgewise(home: Path, small: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        done = capsys.readouterr()
        return code, done.out, done.err

    return run


def make_pack(folder: Path, name: str, *stems: str, more: str = "") -> Path:
    """A pack with one concept a stem; all built on the first."""
    root = folder / name
    (root / "concepts").mkdir(parents=True)
    (root / "pack.toml").write_text(f'name = "{name}"\nversion = "1"\n{more}')
    for stem in stems:
        links = [f"requires:: [[{stems[0]}]] — it {stem}s"] if stem != stems[0] else []
        text = note(stem.capitalize(), *links, definition=f"The {stem}ish {name} thing.")
        (root / "concepts" / f"{stem}.md").write_text(text)
    return root


def all_files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_list_and_info_need_no_home_and_make_none(home: Path, edgewise: Run) -> None:
    code, out, _ = edgewise("pack", "list")
    assert code == 0
    assert out.startswith(f"{SHIPPED}: {SHIPPED} 1\n  2 notes, ")
    assert edgewise("pack", "info", SHIPPED)[0] == 0
    assert not home.exists()


def test_the_shipped_pack_is_told_in_eighty_columns(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "info", SHIPPED]) == 0
    out = capsys.readouterr().out
    lines = [line for line in out.splitlines() if not line.startswith("  Folder:")]
    assert max(map(len, lines)) <= 80
    assert "CC-BY-4.0" in out and "live cards" in out
    assert main(["pack", "info", SHIPPED, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["path"] == str(built_in_packs() / SHIPPED)
    assert data["node_total"] == sum(data["nodes"].values()) > 0
    assert not home.exists()


def test_an_edge_that_both_ends_state_counts_once(tmp_path: Path, edgewise: Run) -> None:
    root = make_pack(tmp_path / "mine", "field", "gimble")
    for one, other in (("mome", "rath"), ("rath", "mome")):
        link = f"contrasts_with:: [[{other}]] — a {one} gyres"
        (root / "concepts" / f"{one}.md").write_text(note(one.capitalize(), link))
    _, out, _ = edgewise("pack", "info", str(root), "--json")
    assert json.loads(out)["edges"]["contrasts_with"]["total"] == 1


def test_a_name_that_is_none_is_answered_with_the_nearest(edgewise: Run) -> None:
    code, _, err = edgewise("pack", "info", "ml-systems-design")
    assert code == 2
    assert f"Did you mean {SHIPPED}?" in err


def test_only_what_belongs_to_a_pack_is_copied(tmp_path: Path, home: Path, edgewise: Run) -> None:
    root = make_pack(tmp_path / "mine", "field", "gimble", "wabe")
    for path in (
        "LICENSE", "papers.jsonl", "exercises/roll/task.md", "photo.png", ".git/config",
        "inbox/draft.md", "concepts/notes.txt", "exercises/roll/__pycache__/x.pyc",
    ):  # fmt: skip
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    code, out, err = edgewise("pack", "add", str(root))
    assert code == 0, err
    assert "2 notes and 5 cards joined" in out
    assert "Left out, since they are no part of a pack: concepts/notes.txt, photo.png" in out
    assert all_files(home / "packs") == {
        f"field/{path}"
        for path in (
            "pack.toml", "LICENSE", "papers.jsonl", "exercises/roll/task.md",
            "concepts/gimble.md", "concepts/wabe.md",
        )
    }  # fmt: skip
    listed = json.loads(edgewise("pack", "list", "--json")[1])
    assert [(pack["name"], pack["where"], pack["notes"]) for pack in listed] == [
        (SHIPPED, "built-in", 2),
        ("field", "home", 2),
    ]


def test_a_link_that_leads_out_of_the_pack_stops_it(
    tmp_path: Path, home: Path, edgewise: Run
) -> None:
    root = make_pack(tmp_path / "mine", "field", "gimble")
    secret = tmp_path / "secret.md"
    secret.write_text("mine alone")
    (root / "concepts" / "wabe.md").symlink_to(secret)
    code, _, err = edgewise("pack", "add", str(root))
    assert code == 2
    assert "wabe.md is a link that leads out of the pack" in err
    assert not home.exists()


def test_a_pack_with_an_error_changes_nothing(tmp_path: Path, home: Path, edgewise: Run) -> None:
    root = make_pack(tmp_path / "mine", "field", "gimble")
    (root / "concepts" / "wabe.md").write_text("---\ntype: concept\ntitle: a: b\n---\nText.\n")
    code, out, err = edgewise("pack", "add", str(root))
    assert code == 1
    assert "wabe.md:3:" in out and "E037" in out
    assert "field has 1 error, so it was not added" in err
    assert not home.exists()


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('name = "My Field"', "name must be in kebab case"),
        ('name = "field"\nneeds = "other"', "needs is a list of texts"),
        ('name = "field"\nneeds = ["other"]', "needs other, which is not there"),
        (f'name = "{SHIPPED}"', "comes with Edgewise"),
        ('name = "field"\nlicence = 3', "licence must be text in quotes"),
        ('name = "field"\n[words]\nnames = "turk"', "names is a list of words"),
    ],
)
def test_a_pack_file_that_will_not_do_is_refused(
    tmp_path: Path, home: Path, edgewise: Run, toml: str, said: str
) -> None:
    root = make_pack(tmp_path / "mine", "field", "gimble")
    (root / "pack.toml").write_text(toml)
    code, _, err = edgewise("pack", "add", str(root))
    assert code == 2
    assert said in err
    assert not home.exists()


def test_a_folder_without_pack_toml_is_refused(tmp_path: Path, edgewise: Run) -> None:
    code, _, err = edgewise("pack", "add", str(tmp_path))
    assert code == 2
    assert "it has no pack.toml" in err


def test_a_needed_pack_is_enough_when_it_is_there(tmp_path: Path, edgewise: Run) -> None:
    needs = f'needs = ["{SHIPPED}"]\n'
    root = make_pack(tmp_path / "mine", "field", "gimble", more=needs)
    link = note("Wabe", f"requires:: [[{SHIPPED}/zibble]] — it zibbles")
    (root / "concepts" / "wabe.md").write_text(link)
    code, _, err = edgewise("pack", "add", str(root))
    assert code == 0, err


def test_a_new_version_replaces_the_old_one_and_keeps_the_history(
    tmp_path: Path, home: Path, edgewise: Run
) -> None:
    root = make_pack(tmp_path / "mine", "field", "gimble", "wabe")
    edgewise("pack", "add", str(root))
    answer(home, "field/wabe")
    (root / "pack.toml").write_text('name = "field"\nversion = "2"\n')
    wabe = root / "concepts" / "wabe.md"
    wabe.write_text(wabe.read_text().replace("wabeish", "quite wabeish"))
    (root / "concepts" / "gimble.md").write_text(note("Gimble", definition="Something else."))

    code, _, err = edgewise("pack", "add", str(root))
    assert code == 2
    assert "You have field 1 already; `--replace`" in err

    code, out, err = edgewise("pack", "add", "--replace", str(root))
    assert code == 0, err
    assert "Replaced field by field 2" in out and "reworded" in out
    assert (home / "backups" / "packs" / "field-1" / "pack.toml").is_file()
    told = json.loads(edgewise("cards", "field/wabe", "--json")[1])["cards"]
    assert sum(card["memory"]["reps"] for card in told if card["memory"]) == 1
    assert any("quite wabeish" in card["question"] + card["answer"] for card in told)


def test_new_words_of_a_pack_reword_its_cards(tmp_path: Path, home: Path, edgewise: Run) -> None:
    root = make_pack(tmp_path / "mine", "field", "gimble", "wabe")
    edgewise("pack", "add", str(root))
    assert "What is wabe?" in edgewise("cards", "wabe")[1]
    file = home / "packs" / "field" / "pack.toml"
    file.write_text(f'{file.read_text()}\n[words]\nnames = ["wabe"]\n')
    assert "What is Wabe?" in edgewise("cards", "wabe")[1]


def test_a_failed_copy_leaves_the_old_version_in_place(
    tmp_path: Path, home: Path, edgewise: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_pack(tmp_path / "mine", "field", "gimble")
    edgewise("pack", "add", str(root))
    before = all_files(home / "packs")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.pack_folder.shutil.copyfile", full)
    code, _, err = edgewise("pack", "add", "--replace", str(root))
    assert code == 2
    assert "No space left on device" in err
    assert all_files(home / "packs") == before


def test_the_installed_folder_itself_is_not_added_to_itself(
    tmp_path: Path, home: Path, edgewise: Run
) -> None:
    root = make_pack(tmp_path / "mine", "field", "gimble")
    edgewise("pack", "add", str(root))
    code, _, err = edgewise("pack", "add", "--replace", str(home / "packs" / "field"))
    assert code == 2
    assert "is the installed pack itself" in err


def test_removing_a_pack_keeps_its_cards_and_bringing_it_back_their_history(
    tmp_path: Path, home: Path, edgewise: Run
) -> None:
    root = make_pack(tmp_path / "mine", "field", "gimble", "wabe")
    edgewise("pack", "add", str(root))
    answer(home, "field/wabe")

    code, out, err = edgewise("pack", "remove", "field", "--yes")
    assert code == 0, err
    aside = home / "backups" / "packs" / "field-1"
    assert str(aside) in out and "5 cards stay as they are" in " ".join(out.split())
    assert not (home / "packs" / "field").exists()
    assert "nothing changed" in edgewise("generate", "--diff")[1]

    assert edgewise("pack", "add", str(aside))[0] == 0
    told = json.loads(edgewise("cards", "field/wabe", "--json")[1])["cards"]
    assert sum(card["memory"]["reps"] for card in told if card["memory"]) == 1
    assert all(card["state"] == "live" for card in told)


def test_removing_asks_first_and_needs_a_yes_from_a_script(
    tmp_path: Path, home: Path, edgewise: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    edgewise("pack", "add", str(make_pack(tmp_path / "mine", "field", "gimble")))
    code, _, err = edgewise("pack", "remove", "field")
    assert code == 2
    assert "add --yes" in err

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert edgewise("pack", "remove", "field")[1] == "Nothing was removed.\n"
    assert (home / "packs" / "field").is_dir()
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert edgewise("pack", "remove", "field")[0] == 0
    assert not (home / "packs" / "field").exists()


def test_a_built_in_pack_cannot_be_removed(edgewise: Run) -> None:
    code, _, err = edgewise("pack", "remove", SHIPPED, "--yes")
    assert code == 2
    assert "comes with Edgewise and cannot be removed" in err


def test_a_pack_whose_file_broke_is_listed_and_can_be_removed(
    tmp_path: Path, home: Path, edgewise: Run
) -> None:
    edgewise("pack", "add", str(make_pack(tmp_path / "mine", "field", "gimble")))
    (home / "packs" / "field" / "pack.toml").write_text("name = ")
    code, out, _ = edgewise("pack", "list")
    assert code == 1
    assert "field (home)" in out and "cannot be read" in out
    assert edgewise("pack", "remove", "field", "--yes")[0] == 0
    assert edgewise("pack", "list")[0] == 0


def test_nothing_half_copied_is_left_or_taken_for_a_pack(
    tmp_path: Path, home: Path, edgewise: Run
) -> None:
    edgewise("pack", "add", str(make_pack(tmp_path / "mine", "field", "gimble")))
    assert [path.name for path in (home / "packs").iterdir()] == ["field"]
    # What a crash in the middle of a copy would leave.
    shutil.copytree(home / "packs" / "field", home / "packs" / ".adding-x" / "other")
    assert "other" not in edgewise("pack", "list")[1]


def answer(home: Path, node: str) -> None:
    """Grade the first card of a node."""
    from cards.models import Rating
    from cards.places import places
    from cards.queue import Scope
    from cards.study import Study

    study = Study.open(places({"EDGEWISE_HOME": str(home)}))
    try:
        study.start(Scope(node=node, depth=0))
        assert study.current() is not None
        study.preview()
        study.grade(Rating.GOOD, 1000)
    finally:
        study.close()
