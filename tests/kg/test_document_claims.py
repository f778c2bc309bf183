"""Two states of one thing and rumours are shown with their lines; none is decided."""

from __future__ import annotations

import pytest

from kg.documents.claims import claim_status, rumours
from kg.documents.decode import decode
from kg.documents.lines import Problem
from kg.documents.read_document import structure_of

TABLE = """# Projects

| Folder | Project | Status |
|--------|---------|--------|
| /boat | **BoatNet**, rows alone | ✅ **In Progress** |
| /oar | **OarNet**, oars | ✅ **Completed** |
| /sail | SailNet | 🟠 In Progress |

## [Completed] BoatNet

Text.

## [*Completed*] OarNet

## SailNet (done)
"""


def _conflicts(text: str) -> list[Problem]:
    read = structure_of(decode(text.encode(), "x.md"))
    return [problem for problem in read.problems if problem.code == "I307"]


def test_states_that_differ_are_one_problem_with_all_lines() -> None:
    found = _conflicts(TABLE)
    assert [(problem.line, problem.code) for problem in found] == [(5, "I307"), (7, "I307")]
    assert "in line 5" in found[0].message
    assert "in line 9" in found[0].message
    assert "in line 15" in found[1].message


def test_a_done_box_beside_in_progress_is_a_conflict() -> None:
    assert (
        len(_conflicts("# To do\n\n- [x] BoatNet (in progress)\n- [x] OarNet (done)\n- [ ] Rest\n"))
        == 1
    )


def test_states_that_agree_are_no_problem() -> None:
    assert (
        _conflicts(TABLE.replace("**In Progress**", "Done").replace("🟠 In Progress", "✅")) == []
    )


@pytest.mark.parametrize(
    "text",
    ["BoatNet is rumored to have oars.", "It reportedly has oars.", "It is believed to sail."],
)
def test_a_rumour_stays_a_rumour(text: str) -> None:
    assert claim_status(text)[0] == "rumour"
    assert [problem.code for problem in rumours(["A fact.", text])] == ["I308"]


def test_a_statement_is_no_rumour() -> None:
    assert claim_status("BoatNet has oars.") == ("asserted", "")
    assert rumours(["BoatNet has oars."]) == []
