"""The shape of the notes: stubs, orphans, thin concepts, implied requirements, reach, reasons."""

from __future__ import annotations

import pytest

from kg.check import PlacedNote
from tests.kg.lint_factory import found, note, stems_with


def loaf(*links: str, header: str = "") -> PlacedNote:
    """A concept that lacks nothing but what a test takes away."""
    return note("loaf", *links, header=header)


BOOK = note("bread-book", kind="resource")
WHOLE = ("is_a:: [[food]]", "uses:: [[flour]] — gives it a body", "covered_in:: [[bread-book]]")


def test_a_note_with_nothing_but_a_definition_is_a_stub_if_only_its_book_links_it() -> None:
    stub = note("crumb", "covered_in:: [[bread-book]]")
    assert stems_with("W202", stub, BOOK) == ["crumb"]


@pytest.mark.parametrize(
    "fuller",
    [
        note("crumb", "covered_in:: [[bread-book]]", "is_a:: [[bread-part]]"),
        note("crumb", "covered_in:: [[bread-book]]", facts=["water:: two thirds"]),
        note("crumb", "covered_in:: [[bread-book]]", cards="Q: Why open?\nA: Steam. ^open"),
        note("crumb", "covered_in:: [[bread-book]]", status="draft"),
    ],
    ids=["an edge", "a fact", "a card", "a draft"],
)
def test_a_note_that_says_anything_more_is_no_stub(fuller: PlacedNote) -> None:
    assert stems_with("W202", fuller, BOOK, note("bread-part")) == []


def test_what_another_note_links_to_or_names_as_a_source_is_no_stub() -> None:
    crumb = note("crumb", "covered_in:: [[bread-book]]")
    crust = note(
        "crust", "contrasts_with:: [[crumb]] — one is dry", facts=["heat:: 9 [source:: [[b]]]"]
    )
    assert stems_with("W202", crumb, crust, BOOK, note("b", kind="paper")) == []
    assert stems_with("W203", crumb, crust, BOOK, note("b", kind="paper")) == []


def test_a_chapter_that_only_lies_in_its_book_is_a_stub_until_something_is_covered_in_it() -> None:
    chapter = note("ovens", "part_of:: [[bread-book]]", kind="chapter")
    assert stems_with("W202", chapter, BOOK) == ["ovens"]
    oven = note("oven", "covered_in:: [[ovens]]", "is_a:: [[bread-part]]")
    assert stems_with("W202", chapter, BOOK, oven, note("bread-part")) == []


def test_a_note_without_any_edge_is_an_orphan_and_is_not_called_a_stub_too() -> None:
    alone = note("guild", kind="org")
    assert [f.code for f in found(alone)] == ["W203"]
    problem = note("feed-a-town", "asked_at:: [[guild]]", kind="problem")
    assert stems_with("W203", alone, problem) == []


def test_a_plain_link_in_the_text_does_not_save_an_orphan() -> None:
    assert stems_with("W203", note("a", facts=["like:: [[b]]"]), note("b", kind="org")) == [
        "a",
        "b",
    ]


def test_a_concept_needs_a_prerequisite_or_the_mark_of_a_root() -> None:
    others = (note("food"), note("flour"), BOOK)
    assert "loaf" in stems_with("W221", loaf(*WHOLE), *others)
    assert "loaf" not in stems_with("W221", loaf(*WHOLE, header="root: true"), *others)
    assert "loaf" not in stems_with("W221", loaf(*WHOLE, "requires:: [[flour]] — so"), *others)
    assert "loaf" not in stems_with("W222", loaf(*WHOLE, header="root: true"), *others)


def test_a_root_that_requires_something_is_told_at_that_line() -> None:
    root = loaf("requires:: [[flour]] — so", header="root: true")
    (fault,) = [f for f in found(root, note("flour")) if f.code == "W222"]
    assert (fault.line, fault.column) == (10, 14)


def test_only_concepts_are_asked_for_prerequisites_and_reading() -> None:
    metric = note("weight", "contrasts_with:: [[size]] — kilograms", kind="metric")
    assert found(metric, note("size", kind="metric")) == []


def test_a_concept_needs_two_edges_beside_what_it_requires_and_where_it_is_read() -> None:
    others = (note("food"), note("flour"), BOOK)
    thin = loaf("requires:: [[flour]] — so", "is_a:: [[food]]", "covered_in:: [[bread-book]]")
    assert "loaf" in stems_with("W223", thin, *others)
    assert "loaf" not in stems_with("W223", loaf(*WHOLE), *others)
    incoming = note("toast", "uses:: [[loaf]] — a slice of it")
    assert "loaf" not in stems_with("W223", thin, incoming, *others)


def test_an_edge_in_the_header_and_again_with_its_reason_is_one_edge() -> None:
    twice = loaf("uses:: [[flour]] — body", header='uses: ["[[flour]]"]')
    (fault,) = [f for f in found(twice, note("flour")) if f.code == "W223" and "loaf" in f.path]
    assert fault.message.startswith("1 of 2")


def test_a_concept_needs_something_to_read() -> None:
    assert "loaf" in stems_with("W224", loaf("is_a:: [[food]]"), note("food"))
    assert "loaf" not in stems_with("W224", loaf(*WHOLE), note("food"), note("flour"), BOOK)
    by_paper = loaf("introduced_by:: [[p]]")
    assert "loaf" not in stems_with("W224", by_paper, note("p", kind="paper"))


def test_a_requirement_that_another_implies_is_told_unless_it_gives_its_reason() -> None:
    chain = (note("dough", "requires:: [[flour]] — body"), note("flour"))
    bare = loaf(header='requires: ["[[dough]]", "[[flour]]"]')
    (fault,) = [f for f in found(bare, *chain) if f.code == "W210"]
    assert (fault.path, fault.line) == ("concepts/loaf.md", 4)
    assert fault.message.startswith("requires [[flour]] is implied by [[dough]]")
    kept = loaf("requires:: [[dough]] — shape", "requires:: [[flour]] — dusts the board")
    assert stems_with("W210", kept, *chain) == []
    twice = loaf("requires:: [[flour]] — dust", header='requires: ["[[dough]]", "[[flour]]"]')
    assert stems_with("W210", twice, *chain) == []
    assert stems_with("W210", loaf(header='requires: ["[[dough]]"]'), *chain) == []


def test_a_cycle_of_requirements_implies_nothing_and_ends() -> None:
    a = note("a", header='requires: ["[[b]]", "[[c]]"]')
    b = note("b", header='requires: ["[[c]]"]')
    c = note("c", header='requires: ["[[a]]"]')
    assert stems_with("W210", a, b, c) == []


PROBLEM = note(
    "feed-a-town",
    kind="problem",
    steps="### [[plan]]\n- [[oven-size]] — loaves an hour",
)


def test_a_concept_no_problem_exercise_or_chapter_leads_to_is_told() -> None:
    notes = [PROBLEM, note("plan"), note("oven-size"), note("salt")]
    assert stems_with("W220", *notes) == ["salt"]
    assert stems_with("W203", *notes) == ["salt"]


@pytest.mark.parametrize(
    ("ends", "is_reached"),
    [
        (("oven-size", "requires:: [[salt]] — so", "salt"), True),
        (("salt", "requires:: [[oven-size]] — so", "oven-size"), False),
        (("salt", "is_a:: [[oven-size]]", "oven-size"), True),
        (("salt", "part_of:: [[oven-size]]", "oven-size"), True),
        (("salt", "improves_on:: [[oven-size]] — so", "oven-size"), True),
        (("oven-size", "addresses:: [[salt]] — so", "salt"), True),
        (("salt", "addresses:: [[oven-size]] — so", "oven-size"), False),
        (("oven-size", "contrasts_with:: [[salt]] — so", "salt"), False),
    ],
)
def test_paths_follow_what_a_learner_must_meet(
    ends: tuple[str, str, str], is_reached: bool
) -> None:
    subject, line, other = ends
    unreached = stems_with("W220", PROBLEM, note("plan"), note(subject, line), note(other))
    assert ("salt" not in unreached) is is_reached


def test_a_concept_covered_in_a_chapter_is_reached() -> None:
    chapter = note("ovens", kind="chapter")
    assert stems_with("W220", chapter, note("salt", "covered_in:: [[ovens]]")) == []


def test_notes_without_any_problem_exercise_or_chapter_are_not_asked_to_be_reached() -> None:
    assert stems_with("W220", note("salt"), note("flour", "uses:: [[salt]] — taste")) == []
    mine = note("salt", layer="vault")
    assert stems_with("W220", PROBLEM, note("plan"), note("oven-size"), mine) == []


def test_a_pack_with_too_few_reasons_is_told_once_with_the_figures() -> None:
    bare = [note(f"n{i}", header='requires: ["[[flour]]"]') for i in range(3)]
    said = [note(f"m{i}", "requires:: [[flour]] — so") for i in range(7)]
    (fault,) = [f for f in found(*bare, *said, note("flour")) if f.code == "W205"]
    assert (fault.path, fault.line) == ("pack.toml", 1)
    assert fault.message.startswith("7 of 10 edges that want a reason have one (70%)")
    enough = found(*bare[:1], *said, note("flour"))
    assert [f for f in enough if f.code == "W205"] == []


def test_edges_that_want_no_reason_and_notes_of_the_vault_do_not_count() -> None:
    quiet = note("a", header='is_a: ["[[flour]]"]')
    mine = note("b", header='requires: ["[[flour]]"]', layer="vault")
    assert [f for f in found(quiet, mine, note("flour")) if f.code == "W205"] == []


def test_points_of_a_problem_count_with_their_text_as_the_reason() -> None:
    bare = note("bake", kind="problem", steps="### [[plan]]\n- [[oven-size]]")
    notes = (note("plan"), note("oven-size"))
    assert [f.path for f in found(bare, *notes) if f.code == "W205"] == ["pack.toml"]
    assert [f for f in found(PROBLEM, *notes) if f.code == "W205"] == []
