"""A link is added to a note so that the note says what it said, and that link."""

from pathlib import Path

import pytest

from kg.errors import WriteRefused
from kg.link_writer import Extended, add_link, extend_node, extending
from kg.models import Note
from kg.reader import read_note
from kg.schema import RELATIONS

HEAD = "---\ntype: concept\ntitle: Oxbow\nstatus: reviewed\n---\nA cut-off bend.\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "oxbow.md"
    path.write_bytes(text.encode())
    return path


def add(path: Path) -> bool:
    return add_link(path, "covered_in", "delta-paper", RELATIONS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD, HEAD + "\n## Links\n- covered_in:: [[delta-paper]]\n"),
        (
            HEAD + "\n## Links\n- requires:: [[river]] — it was one\n\n## Facts\n- depth:: 2 m\n",
            HEAD + "\n## Links\n- requires:: [[river]] — it was one\n- covered_in:: [[delta-paper]]"
            "\n\n## Facts\n- depth:: 2 m\n",
        ),
        (HEAD + "\n## Links\n", HEAD + "\n## Links\n- covered_in:: [[delta-paper]]\n"),
        (HEAD + "\n## Links", HEAD + "\n## Links\n- covered_in:: [[delta-paper]]\n"),
        (
            HEAD + "\n## Links\n<!-- a hint\nof two lines -->\n",
            HEAD + "\n## Links\n- covered_in:: [[delta-paper]]\n<!-- a hint\nof two lines -->\n",
        ),
        (
            HEAD + "\n## Cards\nQ: Why?\nA: So. ^k\n",
            HEAD + "\n## Cards\nQ: Why?\nA: So. ^k\n\n## Links\n- covered_in:: [[delta-paper]]\n",
        ),
        (
            HEAD + "\n## Links\n- requires:: [[river]]",
            HEAD + "\n## Links\n- requires:: [[river]]\n- covered_in:: [[delta-paper]]\n",
        ),
    ],
)
def test_the_line_goes_to_the_end_of_the_links(tmp_path: Path, before: str, after: str) -> None:
    path = write(tmp_path, before)

    assert add(path)
    assert path.read_text() == after
    assert not add(path)
    assert path.read_text() == after


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    path = write(tmp_path, (HEAD + "\n## Links\n- requires:: [[river]]\n").replace("\n", "\r\n"))

    assert add(path)
    assert path.read_bytes().endswith(b"[[river]]\r\n- covered_in:: [[delta-paper]]\r\n")
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


def test_a_link_of_the_header_is_not_written_twice(tmp_path: Path) -> None:
    said = 'covered_in:\n  - "[[delta-paper]]"\nstatus'
    path = write(tmp_path, HEAD.replace("status", said))

    assert not add(path)


@pytest.mark.parametrize("text", ["no header at all", HEAD + "\n```python\nnever closed\n"])
def test_a_note_that_would_not_take_the_line_is_left_alone_or_read_right(
    tmp_path: Path, text: str
) -> None:
    path = write(tmp_path, text)
    try:
        add(path)
    except WriteRefused as error:
        assert path.read_text() == text
        assert "repair it" in str(error) or "add it yourself" in str(error)
    else:
        note = read_note(path.read_bytes(), stem="oxbow", path="", relations=RELATIONS)
        assert isinstance(note, Note)
        assert [edge.target for edge in note.edges] == ["delta-paper"]


def test_a_note_that_extends_is_written_once_and_found_again(tmp_path: Path) -> None:
    node = Extended("rivers/oxbow", "concept", "Oxbow: a lake")
    assert extending(tmp_path, node.name) is None
    path = extend_node(tmp_path, node, "covered_in", "delta-paper", {"oxbow-sources"})

    assert path == tmp_path / "concepts/oxbow-sources-2.md"
    assert extending(tmp_path, node.name) == path
    note = read_note(path.read_bytes(), stem=path.stem, path="", relations=RELATIONS)
    assert isinstance(note, Note)
    assert (note.node.extends, note.node.title) == ("rivers/oxbow", "Sources of Oxbow: a lake")
    assert note.faults == ()
    assert add_link(path, "covered_in", "bank-paper", RELATIONS)
    assert path.read_text().endswith("[[delta-paper]]\n- covered_in:: [[bank-paper]]\n")
