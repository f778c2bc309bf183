"""The cards that ship: no rule that code can check is broken, and none reads like a table row."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from cards.drafts import Generation
from cards.generate import generate
from cards.leak import Leaks
from cards.rules import ALL, FAN_CAP, MOST_WORDS, ONLY_NEW
from kg.compiled import Graph
from kg.compiler import Compilation, refresh
from kg.layers import read_pack

PACKS = Path(next(iter(kg.__path__))) / "packs"
# What these rules block is a card that could be asked but must not be: that is their work. Any
# other rule points at something an author should mend.
AT_WORK = {"R06 leak", *ONLY_NEW}
TEMPLATED = frozenset({"concept", "metric"})


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compilation:
    layers = [
        read_pack(folder, rank)
        for rank, folder in enumerate(sorted(PACKS.iterdir()))
        if (folder / "pack.toml").is_file()
    ]
    return refresh(layers, tmp_path_factory.mktemp("packs") / "graph.db")


@pytest.fixture(scope="module")
def graph(compiled: Compilation) -> Iterator[Graph]:
    with Graph.open(compiled.db) as graph:
        yield graph


@pytest.fixture(scope="module")
def made(graph: Graph) -> Generation:
    return generate(graph)


def test_the_packs_have_no_errors(compiled: Compilation) -> None:
    assert [str(fault) for fault in compiled.faults if fault.severity == "error"] == []
    assert not compiled.unreadable


def test_nothing_is_blocked_but_by_a_rule_at_work(made: Generation) -> None:
    found = [b for b in made.blocked if b.rule not in AT_WORK]
    assert [(b.draft.node, b.rule, b.sentence) for b in found] == []
    assert {b.rule for b in made.blocked} <= set(ALL)


def test_no_hand_written_card_is_blocked(made: Generation) -> None:
    found = [b for b in made.blocked if b.draft.kind == "block"]
    assert [(b.draft.question, b.rule, b.sentence) for b in found] == []


def test_questions_are_unique(made: Generation) -> None:
    counts = Counter(draft.question_norm for draft in made.drafts)
    assert [question for question, count in counts.items() if count > 1] == []


def test_every_question_ends_as_a_question_or_shows_a_blank(made: Generation) -> None:
    def is_asked(question: str) -> bool:
        return question.endswith("?") or question.startswith(("Which concept", "Which metric"))

    odd = [
        d.question for d in made.drafts if not is_asked(d.question) and "[...]" not in d.question
    ]
    assert odd == []


def test_no_answer_is_too_long(made: Generation) -> None:
    assert [d.question for d in made.drafts if len(d.answer.split()) > MOST_WORDS] == []


def test_no_question_or_answer_has_marks_of_the_note_format(made: Generation) -> None:
    marks = re.compile(r"\[\[|\]\]|::|==|\{subject\}|\s\s|\?\?|\.\.$|\s[?.,;]$")
    texts = [t for d in made.drafts for t in (d.question, d.answer, d.extra, d.cue)]
    assert [t for t in texts if marks.search(re.sub(r"\$[^$]*\$|`[^`]*`", "x", t))] == []


def test_texts_start_with_a_capital_unless_they_start_with_a_name(made: Generation) -> None:
    plain = re.compile(r"[a-z]{3,}(?![\w(-])")  # eval() is code
    texts = [t for d in made.drafts for t in (d.question, d.answer)]
    assert [t for t in texts if plain.match(t)] == []


def test_the_name_asked_for_is_not_on_the_question_side(made: Generation, graph: Graph) -> None:
    leaks = Leaks(graph.vocabulary, lambda: graph.node_total)
    for draft in made.drafts:
        if draft.template != "definition" or draft.direction != "reverse":
            continue
        node = graph.by_key(draft.node)
        assert node is not None
        names = (node.title, *graph.aliases(node.id))
        definition = draft.question.split("?", 1)[1]
        assert leaks.shown(f"{definition} {draft.cue}", names) == "", draft.question


def test_no_node_is_crowded(made: Generation) -> None:
    counts = Counter(draft.node for draft in made.drafts if draft.kind != "set")
    assert {node: count for node, count in counts.items() if count > FAN_CAP} == {}


def test_every_reviewed_concept_and_metric_yields_a_card(made: Generation, graph: Graph) -> None:
    with_cards = {draft.node for draft in made.drafts}
    nodes = [n for n in graph.nodes() if n.status == "reviewed" and n.type in TEMPLATED]
    assert nodes
    assert [node.key for node in nodes if node.key not in with_cards] == []


def test_every_definition_of_a_reviewed_node_is_there(graph: Graph) -> None:
    nodes = [n for n in graph.nodes() if n.status == "reviewed"]
    assert [node.key for node in nodes if not node.definition] == []


def test_every_source_is_well_formed(made: Generation) -> None:
    fields = {"title", "arxiv", "year", "url", "section", "node"}
    works = [work for draft in made.drafts for work in json.loads(draft.source)]
    assert works
    assert all(set(work) == fields and work["title"] for work in works)
    numbers = [work["arxiv"] for work in works if work["arxiv"]]
    assert all(re.fullmatch(r"\d{4}\.\d{4,5}|[a-z-]+/\d{7}", number) for number in numbers)


def test_ids_and_places_in_groups_are_unique(made: Generation) -> None:
    drafts = [*made.drafts, *(blocked.draft for blocked in made.blocked)]
    assert len({draft.id for draft in drafts}) == len(drafts)
    assert len({(draft.group_id, draft.ordinal) for draft in drafts}) == len(drafts)
