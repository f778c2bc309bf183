"""The checker over several layers: packs beside each other and the vault above them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from kg.check import PlacedNote, check, check_layers
from kg.copies import changed_originals
from kg.reader import read_note
from kg.schema import RELATIONS, Relation


def place(layer: str, path: str, text: str) -> PlacedNote:
    stem = path.rpartition("/")[2].removesuffix(".md")
    note = read_note(text.encode(), stem=stem, path=path, relations=RELATIONS)
    assert not note.faults, note.faults
    return PlacedNote(layer, path, note)


def concept(title: str, *links: str, header: str = "", kind: str = "concept") -> str:
    body = "".join(f"- {link}\n" for link in links)
    return f"---\ntype: {kind}\ntitle: {title}\n{header}---\nWhat it is.\n\n## Links\n{body}"


def codes(*notes: PlacedNote) -> list[str]:
    return [fault.code for fault in check(notes, RELATIONS)]


def test_a_bare_name_means_the_own_packs_note_first() -> None:
    here = place("rivers", "bank.md", concept("Bank"))
    money = place("money", "bank.md", concept("Savings bank"))

    assert codes(here, money, place("rivers", "mud.md", concept("Mud", "is_a:: [[bank]]"))) == []
    assert codes(here, money, place("hills", "mud.md", concept("Mud", "is_a:: [[bank]]"))) == [
        "E102"
    ]
    full = place("hills", "mud.md", concept("Mud", "is_a:: [[money/bank]]"))
    assert codes(here, money, full) == []


def test_a_vault_note_replaces_the_packs_and_its_faults() -> None:
    broken = place("rivers", "bank.md", concept("Bank", "is_a:: [[nowhere]]"))
    mine = place("vault", "bank.md", concept("Bank"))

    assert codes(broken) == ["W101"]
    assert codes(broken, mine) == []


def test_a_note_may_extend_another_of_its_type() -> None:
    bank = place("rivers", "bank.md", concept("Bank"))
    more = concept("Bank", header='extends: "[[rivers/bank]]"\nstatus: reviewed\n')

    assert codes(bank, place("vault", "bank-more.md", more)) == []
    system = more.replace("type: concept", "type: system")
    assert codes(bank, place("vault", "bank-more.md", system)) == ["E136"]


def test_an_edge_of_an_extending_note_belongs_to_the_extended_one() -> None:
    bank = place("rivers", "bank.md", concept("Bank"))
    text = concept("Bank", "is_a:: [[bank]]", header='extends: "[[rivers/bank]]"\n')

    assert codes(bank, place("vault", "bank-more.md", text)) == ["E111"]


def test_a_card_without_a_key_is_an_error_in_a_pack_only() -> None:
    text = concept("Bank") + "\n## Cards\nQ: Why?\nA: So.\n"

    assert codes(place("rivers", "bank.md", text)) == ["E134"]
    assert codes(place("vault", "bank.md", text)) == ["W134"]


def test_a_symmetric_edge_is_written_on_one_side() -> None:
    a = place("vault", "a.md", concept("A", "contrasts_with:: [[b]] — so"))
    b = place("vault", "b.md", concept("B", "contrasts_with:: [[a]] — thus"))

    (fault,) = check([a, b], RELATIONS)
    assert str(fault).startswith("b.md:8:20 W116 contrasts_with: a.md:8 says it already")


def test_header_and_line_may_state_one_edge_and_the_reason_counts() -> None:
    text = concept("A", "contrasts_with:: [[b]] — so", header='contrasts_with: ["[[b]]"]\n')

    assert codes(place("vault", "a.md", text), place("vault", "b.md", concept("B"))) == []


def test_a_link_to_an_unreadable_note_is_no_fault() -> None:
    unreadable = PlacedNote(
        "vault", "b.md", read_note(b"", stem="b", path="b.md", relations=RELATIONS)
    )

    assert codes(place("vault", "a.md", concept("A", "asked_at:: [[b]]")), unreadable) == []


def test_a_point_to_a_metric_is_evaluated_by_and_to_a_paper_is_an_error() -> None:
    problem = (
        "---\ntype: problem\ntitle: Dam\n---\nHold water.\n\n## Steps\n### [[plan]]\n"
        "- [[depth]] — how deep\n- [[survey]] — of the valley\n"
    )
    notes = [
        place("vault", "dam.md", problem),
        place("vault", "plan.md", concept("Plan")),
        place("vault", "depth.md", concept("Depth", kind="metric")),
        place("vault", "survey.md", concept("Survey", kind="paper")),
    ]

    (fault,) = check(notes, RELATIONS)
    assert str(fault).startswith("dam.md:10:3 E110 uses: cannot join a problem to a paper")


def test_a_learners_own_relation_is_checked_the_same_way() -> None:
    mine = Relation(
        "flows_into", "fed_by", frozenset({"concept"}), frozenset({"concept"}), acyclic=True
    )
    relations = {**RELATIONS, "flows_into": mine}
    notes = []
    for stem, other in (("a", "b"), ("b", "a")):
        text = concept(stem.upper(), f"flows_into:: [[{other}]]").encode()
        note = read_note(text, stem=stem, path=f"{stem}.md", relations=relations)
        notes.append(PlacedNote("vault", f"{stem}.md", note))

    assert [fault.code for fault in check(notes, relations)] == ["E201"]


def test_two_notes_cannot_be_one_node() -> None:
    old = place("vault", "old.md", concept("Old"))
    new = place("vault", "young.md", concept("New", header="id: vault/old\n"))

    (found,) = check_layers([old, new], RELATIONS)
    assert (found.layer, found.fault.code, found.fault.path) == ("vault", "E122", "young.md")


def test_an_exercise_says_what_it_tests() -> None:
    assert codes(place("vault", "x.md", concept("X", kind="exercise"))) == ["E130"]


def test_a_copy_whose_original_changed_is_told(tmp_path: Path) -> None:
    original = tmp_path / "bank.md"
    original.write_text("as it was")
    digest = sha256(b"as it was").hexdigest()
    header = f'copied_from: "rivers/bank@1.0#{digest}"\n'
    copy = place("vault", "bank.md", concept("Bank", header=header))

    assert changed_originals([copy], {"rivers/bank": original}) == []
    original.write_text("as it is")
    (found,) = changed_originals([copy], {"rivers/bank": original})
    assert found.fault.code == "W137"
    assert changed_originals([copy], {}) == []
