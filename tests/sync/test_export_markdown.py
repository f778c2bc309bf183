"""The Markdown export, read back by a reader that knows only the lines of its structure."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from cards.store import Store
from kg.errors import WriteRefused
from sync.export_folder import LIST, new_folder
from sync.export_markdown import HEAD, KIND, Wanted, write_folder, write_markdown
from tests.sync.export_factory import WILD, add, make_store, quiet, remember, wild_store

STRUCTURE = re.compile(r"(?:## (Card \d+)|### (Question|Answer|Why|Details|Reviews))[ \t]*\Z")
ESCAPED = re.compile(r"\\+(?:## Card \d+|### (?:Question|Answer|Why|Details|Reviews))[ \t]*\Z")


def read(text: str) -> dict[int, dict[str, str]]:
    """Card id -> section -> its text, with the backslashes taken off again."""
    found: dict[int, dict[str, str]] = {}
    section: list[str] = []
    for line in text.split("\n"):
        mark = STRUCTURE.match(line)
        if mark and mark[1]:
            card = found.setdefault(int(mark[1].removeprefix("Card ")), {})
            section = []
        elif mark:
            section = []
            card[mark[2]] = section  # type: ignore[assignment]
        else:
            section.append(line[1:] if ESCAPED.match(line) else line)
    # One empty line stands before a section's text and one after it.
    return {
        number: {name: "\n".join(lines[1:-1]) for name, lines in sections.items()}
        for number, sections in found.items()
    }


def one_file(store: Store, wanted: Wanted = Wanted()) -> str:  # noqa: B008
    stream = io.BytesIO()
    write_markdown(store, None, stream, wanted, quiet)
    return stream.getvalue().decode("utf-8")


def test_ids_and_texts_come_back_from_one_file(tmp_path: Path) -> None:
    with wild_store(tmp_path) as store:
        found = read(one_file(store))
    assert list(found) == [2**62 + n for n in range(len(WILD))]
    assert tuple(card["Question"] for card in found.values()) == WILD
    assert tuple(card["Answer"] for card in found.values()) == WILD[::-1]
    assert [card["Why"] for card in found.values()] == [WILD[n - 3] for n in range(len(WILD))]


def test_ids_and_texts_come_back_from_a_folder_with_a_file_a_note(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with wild_store(tmp_path) as store, new_folder(out, KIND) as folder:
        write_folder(store, None, folder, {}, Wanted(), quiet)
    assert sorted(path.name for path in out.rglob("*.md")) == [f"note-{n}.md" for n in range(5)]
    found: dict[int, dict[str, str]] = {}
    for path in out.rglob("*.md"):
        assert path.read_bytes().startswith(HEAD)
        found |= read(path.read_bytes().decode("utf-8"))
    assert {n: card["Question"] for n, card in found.items()} == {
        2**62 + n: text for n, text in enumerate(WILD)
    }


def test_details_carry_ids_sources_with_links_and_memory_where_wanted(tmp_path: Path) -> None:
    with wild_store(tmp_path) as store:
        bare = read(one_file(store))[2**62]["Details"]
        full = read(one_file(store, Wanted(memory=True, reviews=True)))[2**62]
    lines = bare.split("\n")
    assert "- node: [[water/note-0]]" in lines
    assert f"- group: {2**62 + 1_000_000}" in lines
    assert "- tags: a b" in lines
    assert (
        "- source: [Rivers \\[and\\] <seas> (arXiv 2001.00001, 2020), section 3]"
        "(<https://arxiv.org/abs/2001.00001>), [PDF](<https://arxiv.org/pdf/2001.00001>)" in lines
    )
    assert "stability" not in bare
    assert "- stability: 12.3457" in full["Details"] and "- due: 2026-03-18" in full["Details"]
    assert full["Reviews"].count("row-") == 2 and "UTC-05:00" in full["Reviews"]


def test_the_same_cards_make_the_same_bytes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with wild_store(tmp_path) as store:
        seen = []
        for _ in range(2):
            with new_folder(out, KIND) as folder:
                write_folder(store, None, folder, {}, Wanted(memory=True, reviews=True), quiet)
            seen.append({path: path.read_bytes() for path in out.rglob("*") if path.is_file()})
        assert seen[0] == seen[1]
        assert one_file(store) == one_file(store)


def test_images_lie_beside_the_file_that_names_them(tmp_path: Path) -> None:
    note = tmp_path / "water" / "concepts" / "media"
    note.mkdir(parents=True)
    (note / "delta.png").write_bytes(b"picture")
    out = tmp_path / "out"
    with make_store(tmp_path) as store:
        add(store, 1, "What is this? ![a delta](media/delta.png) ![no](../secret.png)")
        with new_folder(out, KIND) as folder:
            roots = {"water": tmp_path / "water"}
            done = write_folder(store, None, folder, roots, Wanted(), quiet)
    assert done == (1, 1)
    assert (out / "water" / "concepts" / "media" / "delta.png").read_bytes() == b"picture"
    assert "![a delta](media/delta.png)" in (
        out / "water" / "concepts" / "river-delta.md"
    ).read_text(encoding="utf-8")
    assert not list(out.rglob("secret*"))


def test_a_note_whose_path_leads_out_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with make_store(tmp_path) as store:
        add(store, 1, "Where?", path="../../../stolen.md")
        with (
            pytest.raises(WriteRefused, match="stolen"),
            new_folder(out, KIND) as folder,
        ):
            write_folder(store, None, folder, {}, Wanted(), quiet)
    assert not out.exists() and not list(tmp_path.rglob("stolen*"))


def test_a_card_that_went_takes_its_file_along_at_the_next_export(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with make_store(tmp_path) as store:
        add(store, 1, "Stays?", path="stays.md")
        add(store, 2, "Goes?", path="old/goes.md")
        for _ in range(2):
            with new_folder(out, KIND) as folder:
                write_folder(store, None, folder, {}, Wanted(), quiet)
            with store.write():
                store.execute("UPDATE card SET state = 'retired' WHERE id = 2")
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*"))
    assert names == [LIST, "water", "water/stays.md"]


def test_the_log_in_a_table_row_cannot_be_broken_by_a_text(tmp_path: Path) -> None:
    with make_store(tmp_path) as store:
        add(store, 1, "Known?")
        remember(store, 1)
        rows = read(one_file(store, Wanted(reviews=True)))[1]["Reviews"].split("\n")
    assert [row.count("|") for row in rows if row] == [10] * 4
