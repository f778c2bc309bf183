"""Proposals that stand on one node alone: its definition, its facts, its hand-written blocks.

Owns which of them there are and what each asks. Not here: edges (generate_edges.py), closed sets
(sets.py), verdicts (rules.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cards import clozes, identity, templates, wording
from cards.drafts import BLOCK, DEFINITION, FACT, PLACES, Draft, Proposal
from cards.generate_view import View
from cards.rules import IDENTITY, STATUS, STUB, undated
from kg.rows import BlockRow, FactRow, NodeRow
from kg.schema import CARD_STATUS

# What the fan cap keeps first; the greater the longer.
HAND_WRITTEN, OWN_WORDS, DEFINED, REASON, VALUE, BACKWARDS = 60, 50, 45, 40, 30, 20

_NUMBER = re.compile(r"\d[\d.,]*(?:\s?[kKMBT%](?![a-zA-Z]))?")


class Base(NamedTuple):
    """What all cards of one node share."""

    node: NodeRow
    tags: tuple[str, ...]
    sources: str
    refused: tuple[str, str] | None

    def refusal(self, status: str, own: tuple[str, str] | None = None) -> tuple[str, str] | None:
        """The first reason against a card of this node: the statement's status comes first."""
        held = status or self.node.status
        if held != CARD_STATUS:
            return STATUS, f"its status is '{held}'; only reviewed statements make cards"
        return own or self.refused


def base_of(view: View, node: NodeRow) -> Base:
    """What all cards of the node share; reads tags, sources and what supersedes it."""
    return Base(node, view.tags(node.id), view.sources(node), view.superseded(node))


def draft(
    base: Base,
    *,
    card: int,
    group: int,
    ordinal: int,
    kind: str,
    template: str,
    question: str,
    answer: str,
    place: tuple[str, str],
    line: int,
    direction: str = "forward",
    target: str = "",
    relation: str = "",
    extra: str = "",
    cue: str = "",
    source: str = "",
    fingerprint: str = "",
    is_name: bool = False,
) -> Draft:
    """A draft of one node, its texts put in their final form. is_name: the answer is a title."""
    node = base.node
    asked = wording.question_text(question)
    return Draft(
        card, group, ordinal, kind, template, direction, node.key, target, node.type, relation,
        place[0], place[1], line, asked,
        wording.name_text(answer) if is_name else wording.answer_text(answer),
        wording.answer_text(extra) if extra else "", cue, source or base.sources,
        wording.normal(asked), fingerprint, node.position * PLACES, base.tags,
    )  # fmt: skip


def definitions(view: View, base: Base) -> Iterator[Proposal]:
    """'What is ...?' and, for concepts and metrics, the term asked by its definition."""
    node = base.node
    if not node.definition or not (node.type in templates.TEMPLATED_DEFINITION or node.q):
        return
    group, place = identity.definition_group(node.key), view.place(node.file)
    forward = draft(
        base, card=identity.definition_card(node.key, "forward"), group=group, ordinal=0,
        kind=DEFINITION, template="definition", question=templates.definition(node),
        answer=node.a or node.definition, extra=node.definition if node.a else "",
        place=place, line=node.line,
    )  # fmt: skip
    yield Proposal(forward, node.q, refused=base.refusal(""), weight=DEFINED)
    if node.type not in templates.REVERSE_LEAD:
        return
    hidden = view.names(node.id)
    backward = draft(
        base, card=identity.definition_card(node.key, "reverse"), group=group, ordinal=1,
        kind=DEFINITION, template="definition", direction="reverse",
        question=templates.definition_reverse(node), is_name=True,
        answer=templates.all_names(node, view.graph.aliases(node.id)),
        cue=view.cue(node, base.tags, hidden, node.definition), place=place, line=node.line,
    )  # fmt: skip
    yield Proposal(backward, node.definition, hidden, refused=base.refusal(""), weight=BACKWARDS)


def facts(view: View, base: Base) -> Iterator[Proposal]:
    """One card a fact; facts of the same key need a qualifier or a ^key to tell them apart."""
    seen: set[int] = set()
    for row in view.graph.facts(base.node.id):
        if not row.card:
            continue
        proposal = _fact(view, base, row)
        if proposal.draft.id in seen:
            proposal = proposal._replace(draft=_apart(proposal.draft, row), refused=_same_key(row))
        seen.add(proposal.draft.id)
        yield proposal


def _fact(view: View, base: Base, row: FactRow) -> Proposal:
    node = base.node
    fields = identity.fact_fields(row.key, row.qualifiers, row.anchor)
    answer = row.a or templates.fact_answer(row)
    if "unit" in row.qualifiers and row.qualifiers["unit"] not in answer:
        answer = f"{answer} {row.qualifiers['unit']}"
    source = ""
    if row.source is not None and not view.node(row.source).stub:
        source = view.fact_source(row.source, row.qualifiers.get("section", ""))
    asked = draft(
        base, card=identity.fact_card(node.key, fields), ordinal=0,
        group=identity.fact_group(node.key, fields), kind=FACT, template="fact",
        question=templates.fact(node, row), answer=answer,
        extra=row.value if row.a and row.value != row.a else "",
        place=view.place(row.file), line=row.line, source=source,
        fingerprint=fingerprint(row.value),
    )  # fmt: skip
    own = undated(row.key, row.as_of, row.source is not None)
    weight = OWN_WORDS if row.q else VALUE
    return Proposal(asked, row.q or row.key, refused=base.refusal(row.status, own), weight=weight)


def _apart(asked: Draft, row: FactRow) -> Draft:
    """A blocked draft needs an id of its own, so that it does not hide the first fact's card."""
    again = identity.id_of("card", "fact again", asked.node, row.key, row.value)
    return asked._replace(id=again, group_id=identity.id_of("group", str(again)))


def _same_key(row: FactRow) -> tuple[str, str]:
    return IDENTITY, f"a second fact '{row.key}': add a qualifier or a ^key to tell them apart"


def fingerprint(value: str) -> str:
    """'numbers#digest' of a fact's value: other numbers are another fact, other words are not."""
    numbers = [found.replace(",", "").replace(" ", "").rstrip(".") for found in
               _NUMBER.findall(value)]  # fmt: skip
    return f"{' '.join(numbers)}#{identity.digest(' '.join(value.lower().split()))}"


def blocks(view: View, base: Base) -> Iterator[Proposal]:
    """One card a Q/A block, one a hidden part of a cloze block."""
    for row in view.graph.blocks(base.node.id):
        if row.kind == "cloze":
            yield from _cloze(view, base, row)
        else:
            yield _question(view, base, row)


def _question(view: View, base: Base, row: BlockRow) -> Proposal:
    asked = draft(
        base, card=identity.block_card(base.node.key, row.anchor),
        group=identity.block_group(base.node.key, row.anchor), ordinal=0, kind=BLOCK,
        template="qa", question=row.question, answer=row.answer, place=view.place(row.file),
        line=row.line, cue=cue_for(view, base, row.question, row.answer),
    )  # fmt: skip
    return Proposal(
        asked, row.question, refused=base.refusal("", _unkeyed(row)), weight=HAND_WRITTEN
    )


def _cloze(view: View, base: Base, row: BlockRow) -> Iterator[Proposal]:
    node = base.node
    found = clozes.parts(row.text)
    refused = base.refusal("", _unkeyed(row))
    group = identity.block_group(node.key, row.anchor)
    hide_all = found or [clozes.Part("", len(row.text), len(row.text))]
    counts: dict[str, int] = {}
    for ordinal, part in enumerate(hide_all):
        words = clozes.part_key(part.words)
        counts[words] = counts.get(words, 0) + 1
        again = f"#{counts[words]}" if counts[words] > 1 else ""
        question = clozes.hide(row.text, found, part)
        asked = draft(
            base, card=identity.block_card(node.key, row.anchor, words + again if len(found) > 1
                                           else ""),
            group=group, ordinal=ordinal, kind=BLOCK, template="cloze", question=question,
            answer=part.words, place=view.place(row.file), line=row.line,
            cue=cue_for(view, base, question, part.words),
        )  # fmt: skip
        names = (part.words,) if part.words else ()
        yield Proposal(asked, question, names, part.words, refused, HAND_WRITTEN)


def cue_for(view: View, base: Base, question: str, answer: str) -> str:
    """Context for a question that does not name its node; none where it would tell the answer."""
    node = base.node
    if view.leaks.shown(question, view.names(node.id), by_word=False):
        return ""
    hidden = (answer.rstrip("."),) if len(answer.split()) <= 4 else ()
    return view.cue(node, base.tags, hidden, question)


def _unkeyed(row: BlockRow) -> tuple[str, str] | None:
    if row.anchor:
        return None
    return IDENTITY, "it has no ^key yet: write one at the end of its last line"


def stub_refusal(node: NodeRow) -> tuple[str, str] | None:
    """The rule against cards that lean on a note which is not there."""
    if not node.stub:
        return None
    return STUB, f"there is no readable note '{node.stem}' yet"
