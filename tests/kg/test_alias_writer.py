"""Other names are added to a header so that the note says what it said, and those names."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.alias_writer import with_aliases
from kg.errors import WriteRefused
from kg.schema import RELATIONS

HEAD = "---\ntype: concept\ntitle: Oxbow\n{}status: reviewed\n---\nA bend.\n"


def added(header: str, *names: str) -> str | None:
    raw = with_aliases(HEAD.format(header).encode(), Path("oxbow.md"), names, RELATIONS)
    return None if raw is None else raw.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'aliases: ["Dead arm"]\n'),
        ("aliases: [billabong]\n", 'aliases: [billabong, "Dead arm"]\n'),
        ("aliases: []\n", 'aliases: ["Dead arm"]\n'),
        ("aliases: billabong\n", 'aliases: [billabong, "Dead arm"]\n'),
        ("aliases:\n  - billabong\n", 'aliases:\n  - billabong\n  - "Dead arm"\n'),
        ("aliases:\n- a b\n- c\n", 'aliases:\n- a b\n- c\n- "Dead arm"\n'),
    ],
)
def test_the_name_goes_where_the_others_stand(before: str, after: str) -> None:
    assert added(before, "Dead arm") == HEAD.format(after)


def test_a_name_the_note_has_already_changes_nothing() -> None:
    assert added("aliases: [dead-arm]\n", "Dead Arm", "oxbow") is None


def test_names_with_signs_are_read_back_as_they_are() -> None:
    assert added("", 'the "dead": arm', "it's [one]") == HEAD.format(
        """aliases: ['the "dead": arm', "it's [one]"]\n"""
    )


def test_windows_line_ends_stay() -> None:
    raw = HEAD.format("aliases: [b]\n").replace("\n", "\r\n").encode()
    changed = with_aliases(raw, Path("oxbow.md"), ["c"], RELATIONS)
    assert changed == raw.replace(b"[b]", b'[b, "c"]')


@pytest.mark.parametrize("header", ["aliases: [b] # why\n", "aliases: [b,\n  c]\n"])
def test_a_header_with_no_place_for_it_is_left_alone(header: str) -> None:
    with pytest.raises(WriteRefused, match="no place for the alias"):
        added(header, "c d")
