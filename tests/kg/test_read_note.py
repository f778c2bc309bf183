"""What a well-formed note says, as the reader gives it."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.models import Concept, Metric, Note, Paper
from kg.reader import UnreadableNote, read_note
from kg.schema import RELATIONS

GLACIER = r"""---
type: concept
title: "Glacier: slow river of ice"
aliases: [ice stream, "No"]
tags: [ice, "#cold"]
is_a:
  - "[[flow]]"
covered_in:
  - "[[book-01#Ice's slow flow|the ice chapter]]"
  - '[[ice-paper]]'
closed: [has_kind]
x-mine: whatever
status: reviewed
---
Ice thick enough to move
under its own weight.

It bends like [[honey|thick honey]]; not `[[code]]`.

```
[[fenced]]
## Links
```

## Links
- contrasts_with:: [[avalanche]] — one creeps, like [[honey]], the other falls
  [q:: How do they move?] [a:: Slowly; at once, see [[honey]]] ^speed
- requires:: [[ice-pack/gravity]] - it pulls
  the ice down [order:: 7] [x-strength::soft]
- uses:: [[flow]]

## Facts
- flow speed in summer:: $v \in [0, 1)$ m a day [as_of:: 2021-07] [source:: [[ice-paper#Table 2]]]
  [dataset:: Alps] ^v
- colour:: blue [card:: no]

## Cards
Q: Why does a glacier
bend?
A: Ice creeps:

```python
strain = stress ** 3  # ^not-a-key
```
^creep

C: A glacier moves by ==creep== and by ==sliding== where `a == b`. ^motion

Q: Not yet keyed?
A: Not yet.
"""


def read(text: str, stem: str = "glacier") -> Note:
    note = read_note(text.encode(), stem=stem, path=f"{stem}.md", relations=RELATIONS)
    assert isinstance(note, Note), note
    return note


def test_a_header_is_read_as_text_and_cast_by_the_schema() -> None:
    node = read(GLACIER).node

    assert isinstance(node, Concept)
    assert node.title == "Glacier: slow river of ice"
    assert node.aliases == ("ice stream", "No")
    assert node.tags == ("ice", "cold")
    assert node.closed == ("has_kind",)
    assert node.status == "reviewed"


def test_an_arxiv_id_is_never_a_number() -> None:
    text = "---\ntype: paper\ntitle: No\narxiv: 2005.14160\nyear: 2020\nauthors: [A. Yes]\n---\n"

    node = read(text).node

    assert isinstance(node, Paper)
    assert (node.title, node.arxiv, node.year) == ("No", "2005.14160", 2020)
    assert node.authors == ("A. Yes",)


def test_a_truth_is_read_as_one() -> None:
    node = read("---\ntype: metric\ntitle: Melt\nhigher_is_better: false\n---\n").node

    assert isinstance(node, Metric)
    assert node.higher_is_better is False


def test_the_first_paragraph_is_the_definition() -> None:
    assert read(GLACIER).definition == "Ice thick enough to move under its own weight."


def test_a_list_or_heading_first_means_no_definition() -> None:
    header = "---\ntype: concept\ntitle: Ice\n---\n"

    assert read(header + "- a list\n\nText.\n").definition == ""
    assert read(header + "## More\nText.\n").definition == ""
    assert read(header + "<!-- a hint\nof two lines -->\n# Ice\n\nText.\n").definition == "Text."


def test_header_edges_and_lines_are_edges_alike() -> None:
    edges = read(GLACIER).edges

    assert [(e.relation, e.target, e.span.line) for e in edges] == [
        ("is_a", "flow", 7),
        ("covered_in", "book-01", 9),
        ("covered_in", "ice-paper", 10),
        ("contrasts_with", "avalanche", 26),
        ("requires", "ice-pack/gravity", 28),
        ("uses", "flow", 30),
    ]
    assert edges[1].locator == "Ice's slow flow"
    assert [e.order for e in edges] == [0, 1, 2, 3, 7, 5]


def test_a_line_may_carry_a_reason_qualifiers_and_a_key() -> None:
    edge = read(GLACIER).edges[3]

    assert edge.reason == "one creeps, like [[honey]], the other falls"
    assert (edge.q, edge.a) == ("How do they move?", "Slowly; at once, see [[honey]]")
    assert edge.anchor == "speed"
    assert edge.span.column == 20


def test_a_statement_goes_on_in_indented_lines() -> None:
    edge = read(GLACIER).edges[4]

    assert edge.reason == "it pulls the ice down"
    assert edge.qualifiers == {"x-strength": "soft"}
    assert not read(GLACIER).faults


def test_a_fact_has_a_value_a_date_a_source_and_qualifiers() -> None:
    fact, plain = read(GLACIER).facts

    assert (fact.key, fact.value) == ("flow speed in summer", r"$v \in [0, 1)$ m a day")
    assert (fact.as_of, fact.source, fact.anchor) == ("2021-07", "ice-paper", "v")
    assert fact.qualifiers == {"section": "Table 2", "dataset": "Alps"}
    assert plain.card is False


def test_cards_run_over_lines_and_hold_code() -> None:
    creep, motion, unkeyed = read(GLACIER).blocks

    assert creep.question == "Why does a glacier\nbend?"
    assert creep.answer.startswith("Ice creeps:\n\n```python\nstrain")
    assert creep.answer.endswith("```")
    assert creep.anchor == "creep"
    assert (motion.kind, motion.anchor) == ("cloze", "motion")
    assert motion.text == "A glacier moves by ==creep== and by ==sliding== where `a == b`."
    line = GLACIER.split("\n").index("Q: Not yet keyed?") + 1
    assert (unkeyed.anchor, unkeyed.span.line) == ("", line)


def test_plain_links_are_mentions_and_code_is_none() -> None:
    assert read(GLACIER).mentions == ("honey",)


def test_the_points_of_a_problem_are_edges_with_their_step_and_no_relation() -> None:
    text = (
        "---\ntype: problem\ntitle: Design a dam\n---\nHold back a river.\n\n## Steps\n"
        "### [[survey]]\n- [[flood-rate]] — how often it floods ^flood\n"
        "### [[build]]\n- [[concrete]] — it sets slowly [q:: How?] [a:: Slowly]\n"
    )

    note = read(text, "design-a-dam")

    assert [(e.relation, e.target, e.step, e.reason, e.anchor) for e in note.edges] == [
        ("", "flood-rate", "survey", "how often it floods", "flood"),
        ("", "concrete", "build", "it sets slowly", ""),
    ]
    assert note.mentions == ("survey", "build")
    assert not note.faults


def test_windows_lines_and_a_byte_order_mark_change_nothing_but_the_faults() -> None:
    raw = b"\xef\xbb\xbf" + GLACIER.replace("\n", "\r\n").encode()

    note = read_note(raw, stem="glacier", path="glacier.md", relations=RELATIONS)

    assert isinstance(note, Note)
    plain = read(GLACIER)
    assert (note.edges, note.facts, note.blocks, note.body) == (
        plain.edges,
        plain.facts,
        plain.blocks,
        plain.body,
    )
    assert [fault.code for fault in note.faults[:2]] == ["W010", "W011"]


def test_an_unclosed_fence_hides_nothing_below_it() -> None:
    text = GLACIER.replace("```\n[[fenced]]\n## Links\n```", "~~~")

    assert len(read(text).edges) == 6


def test_a_hostile_line_is_read_in_linear_time() -> None:
    header = "---\ntype: concept\ntitle: Ice\n---\n"
    cloze = "## Cards\nC: " + "==a " * 50_000
    for body in (cloze, "<!-- " * 50_000, "# a" + " " * 200_000 + "b", "[[" * 100_000):
        begin = time.process_time()
        read(header + body)
        assert time.process_time() - begin < 2  # the quadratic reader took minutes


PIECES = st.sampled_from(
    ["---\n", "type: concept\n", "title: x\n", "[[", "]]", "- ", "a:: ", "[q:: ", "]", "\n", "^k",
     "Q: ", "A: ", "C: ", "==", "```", "## Links\n", "## Cards\n", "## Facts\n", "## Steps\n",
     "### ", "<!--", "-->", "\t", "\r", "`", "$", "requires", "— ", "\u2028", "\ufeff", "é", "|",
     "#", "{", "!", "&a ", "*a ", "? ", ": "]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_no_text_makes_the_reader_raise(pieces: list[str]) -> None:
    for start in ("", "---\ntype: problem\ntitle: x\n---\n"):
        raw = (start + "".join(pieces)).encode()
        note = read_note(raw, stem="x", path="x.md", relations=RELATIONS)
        assert isinstance(note, Note | UnreadableNote)
        lines = raw.decode().count("\n") + raw.decode().count("\r") + 1
        assert all(1 <= fault.line <= lines + 1 for fault in note.faults)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_raise(raw: bytes) -> None:
    read_note(raw, stem="x", path="x.md", relations=RELATIONS)
