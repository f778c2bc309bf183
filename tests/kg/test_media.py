"""Images and sounds beside notes: which file a path means, and everything it may not mean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.check import PlacedNote
from kg.layers import Layer, note_files, read_pack
from kg.lint_media import media_faults
from kg.media import MAX_BYTES, find, in_plain_words, is_active, named_in, references
from kg.pack_folder import contents
from kg.reader import read_note
from kg.schema import RELATIONS
from kg.write import copy_for_edit

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
HEAD = "---\ntype: concept\ntitle: Oven\nstatus: reviewed\n---\nA hot box.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    media = tmp_path / "vault" / "concepts" / "media"
    (media / "parts").mkdir(parents=True)
    for name in ("oven.png", "two ovens.png", "parts/door.webp", "hiss.mp3", "plan.svg", "run.exe"):
        (media / name).write_bytes(PNG)
    (tmp_path / "secret.png").write_bytes(PNG)
    (tmp_path / "vault" / "concepts" / "oven.md").write_text(HEAD)
    return tmp_path / "vault"


def found(root: Path, written: str) -> str:
    path = find(root, "concepts/oven.md", written)
    return "" if path is None else path.relative_to(root / "concepts").as_posix()


def test_images_and_sounds_are_named_in_order_and_code_names_none() -> None:
    text = (
        "![an oven](media/oven.png) and [listen](media/hiss.mp3), ![](<media/two ovens.png>)\n"
        "`![x](media/no.png)`\n```\n![x](media/no.png)\n```\n[a page](https://example.org)\n"
        '![t](media/t.png "a title") [note](other.md) ![b](media/b(1).png)'
    )
    assert references(text) == [
        "media/oven.png",
        "media/hiss.mp3",
        "media/two ovens.png",
        "media/t.png",
        "media/b(1).png",
    ]
    first = next(named_in(text))
    assert (first.words, text[first.start : first.end]) == ("an oven", text[:26])


def test_a_line_of_brackets_is_read_in_no_time() -> None:
    assert references("[" * 50_000 + "](" * 10_000) == []


@pytest.mark.parametrize(
    ("written", "file"),
    [
        ("media/oven.png", "media/oven.png"),
        ("./media/oven.png", "media/oven.png"),
        ("media/two ovens.png", "media/two ovens.png"),
        ("media/two%20ovens.png", "media/two ovens.png"),
        ("media/parts/door.webp", "media/parts/door.webp"),
        ("media/hiss.mp3", "media/hiss.mp3"),
        ("media/none.png", ""),
        ("media/run.exe", ""),
        ("oven.png", ""),
        ("media", ""),
        ("media/", ""),
        ("../secret.png", ""),
        ("media/../../../secret.png", ""),
        ("media/%2e%2e/%2e%2e/%2e%2e/secret.png", ""),
        ("media\\oven.png", ""),
        ("/etc/passwd", ""),
        ("media//oven.png", ""),
        ("file:media/oven.png", ""),
        ("https://example.org/media/oven.png", ""),
        ("media/oven.png\x00", ""),
        (f"media/{'o' * 5000}.png", ""),
    ],
)
def test_only_a_file_in_media_beside_the_note_is_meant(root: Path, written: str, file: str) -> None:
    assert found(root, written) == file


def test_an_absolute_path_to_a_real_picture_is_not_followed(root: Path) -> None:
    assert find(root, "concepts/oven.md", str(root.parent / "secret.png")) is None


def test_a_link_that_leads_out_is_not_followed_and_one_inside_is(root: Path) -> None:
    media = root / "concepts" / "media"
    (media / "out.png").symlink_to(root.parent / "secret.png")
    (media / "in.png").symlink_to(media / "oven.png")
    (media / "ring.png").symlink_to(media / "ring.png")
    assert found(root, "media/out.png") == ""
    assert found(root, "media/ring.png") == ""
    assert found(root, "media/in.png") == "media/in.png"


def test_a_media_folder_that_is_itself_a_link_out_is_not_entered(root: Path) -> None:
    (root / "papers").mkdir()
    (root / "papers" / "media").symlink_to(root.parent)
    assert find(root, "papers/x.md", "media/secret.png") is None


def test_a_large_file_a_pipe_and_a_drawing_with_a_script_are_left_out(root: Path) -> None:
    media = root / "concepts" / "media"
    os.truncate(media / "oven.png", MAX_BYTES + 1)
    os.mkfifo(media / "pipe.png")
    (media / "plan.svg").write_bytes(b"<svg onload='x()'></svg>")
    assert [found(root, f"media/{name}") for name in ("oven.png", "pipe.png", "plan.svg")] == [
        "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (b"<svg><path d='M0 0'/></svg>", False),
        (b"<svg><SCRIPT>x</SCRIPT></svg>", True),
        (b"<svg><a href='JavaScript:x'/></svg>", True),
        ("<svg onclick='x'/>".encode("utf-16"), True),
        (b"<!DOCTYPE svg [<!ENTITY x 'y'>]><svg/>", True),
    ],
)
def test_a_drawing_that_acts_is_told_from_one_that_does_not(drawing: bytes, expected: bool) -> None:
    assert is_active(drawing) is expected


def test_images_become_words_where_only_words_can_stand() -> None:
    text = "See ![an oven](media/oven%201.png), [hiss](media/hiss.mp3) or ![](media/x.png)."
    assert in_plain_words(text) == (
        "See [image: an oven — media/oven 1.png], [sound: hiss — media/hiss.mp3]"
        " or [image: media/x.png]."
    )


def test_check_warns_of_each_with_its_place_and_the_cure(root: Path) -> None:
    body = (
        "\n![a](media/oven.png) ![b](media/gone.png)\n\n![c](../secret.png)"
        "\n\n[d](media/run.exe)\n\n## Facts\n- looks:: ![e](https://example.org/e.png)\n"
    )
    os.truncate(root / "concepts" / "media" / "hiss.mp3", MAX_BYTES + 1)
    body += "\n## Cards\nQ: What?\nA: [f](media/hiss.mp3) ^f\n"
    text = HEAD + body
    note = read_note(text.encode(), stem="oven", path="concepts/oven.md", relations=RELATIONS)
    placed = [PlacedNote("vault", "concepts/oven.md", note)]
    told = [each.fault for each in media_faults(placed, {"vault": root})]
    lines = text.split("\n")
    assert [(f.code, lines[f.line - 1][f.column - 1 :][:4]) for f in told] == [
        ("W330", "![b]"), ("W331", "![c]"), ("W332", "[d]("), ("W331", "![e]"), ("W333", "[f]("),
    ]  # fmt: skip
    assert "put the file into media/ beside the note" in told[0].message
    assert all(fault.severity == "warning" for fault in told)


def test_what_lies_in_media_is_no_note(root: Path) -> None:
    (root / "concepts" / "media" / "readme.md").write_text(HEAD)
    assert [file.path for file in note_files(Layer("vault", root, 0))] == ["concepts/oven.md"]


def test_media_travel_with_a_pack_and_other_files_do_not(root: Path) -> None:
    files, left_out = contents(root)
    assert "concepts/media/parts/door.webp" in files
    assert left_out == ["concepts/media/run.exe"]


def test_a_copy_for_editing_brings_its_media_and_overwrites_none(
    root: Path, tmp_path: Path
) -> None:
    (root / "pack.toml").write_text('name = "baking"\ntitle = "Baking"\nversion = "1"\n')
    (root / "concepts" / "oven.md").write_text(
        f"{HEAD}\n![a](media/oven.png) ![b](<media/two ovens.png>) ![c](../secret.png)\n"
    )
    mine = tmp_path / "mine"
    (mine / "concepts" / "media").mkdir(parents=True)
    (mine / "concepts" / "media" / "oven.png").write_bytes(b"my own picture")
    copied = copy_for_edit(read_pack(root), "concepts/oven.md", mine).read_text()
    assert (mine / "concepts" / "media" / "oven.png").read_bytes() == b"my own picture"
    usable = [find(mine, "concepts/oven.md", each) for each in references(copied)]
    assert [path.read_bytes() for path in usable if path is not None] == [PNG, PNG]
    assert "(../secret.png)" in copied


def test_a_formula_may_be_what_a_cloze_hides() -> None:
    text = f"{HEAD}\n## Cards\nC: The law is ==$E = mc^2$==. ^law\n"
    note = read_note(text.encode(), stem="oven", path="oven.md", relations=RELATIONS)
    assert not note.faults
