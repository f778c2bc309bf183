"""How a query is read, what is said of one that cannot be, and names that only the notes know."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cards import bulk, saved_searches
from cards.card_list import find, rows
from cards.card_query import All, Either, Field, Not, Word, parse
from cards.card_query_fields import FIELDS
from cards.errors import BadInput, QueryError
from cards.refresh import refresh
from cards.study import Study
from kg.compiled import Graph
from tests.cards.memory_factory import FakeClock, make_places


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All()),
        ("  -  ", All()),
        ("kv cache", All((Word("kv"), Word("cache")))),
        ("kv AND cache", All((Word("kv"), Word("cache")))),
        ('"kv cache"', Word("kv cache")),
        ("self-attention - or-gate", All((Word("self-attention"), Word("or-gate")))),
        ("-is:new", Not(Field("is", "new", 5))),
        ("IS:Due", Field("is", "Due", 4)),
        ('tag:"a b"', Field("tag", "a b", 5)),
        ("a or b c", Either((Word("a"), All((Word("b"), Word("c")))))),
        ("(a or b) c", All((Either((Word("a"), Word("b"))), Word("c")))),
        ("-(a or -b)", Not(Either((Word("a"), Not(Word("b")))))),
        ("order", Word("order")),
    ],
)
def test_a_query_is_read_as_it_looks(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("is:deu", 4, "did you mean due? it is one of due, overdue"),
        ("softmax tpye:metric", 9, "there is no field 'tpye:'; did you mean type"),
        ("type:metrics", 6, "did you mean metric?"),
        ("kind:cloz", 6, "did you mean cloze?"),
        ("prop:recall<1", 6, "it is one of r, s, d, lapses, reps, due, ivl"),
        ("prop:r", 6, "a comparison and a number after 'r': prop:r<3"),
        ("prop:r<x", 6, "a comparison and a number"),
        ("rated:0", 7, "from 1 to 36500, not '0'"),
        ("rated:7:5", 9, "there is no rating '5'"),
        ("added:week", 7, "a number of days"),
        ("id:x", 4, "whole number"),
        ("is:", 4, "a value comes after 'is:', such as is:due"),
        ("a (b or c", 3, "this ( is not closed"),
        ("a) b", 2, "this ) has no ("),
        ("()", 2, "not ')'"),
        ("a or", 5, "the query ends too soon"),
        ('node:"softmax', 6, "is not closed"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_column_and_what_may_stand_there(
    text: str, column: int, said: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.column == column
    assert said in str(caught.value)


def test_every_field_has_a_sample_that_can_be_read() -> None:
    for name, rule in FIELDS.items():
        assert parse(f"{name}:{rule.sample}") == Field(name, rule.sample, len(name) + 2)


NOTES = {
    "zorple": "type: concept\ntitle: Zorple\ntags: [zmaths]\ncovered_in:\n  - '[[zch-one]]'",
    "quibble": "type: concept\ntitle: Quibble search\nstatus: reviewed",
    "zch-one": "type: chapter\ntitle: Chapter One",
    "zfeed": "type: problem\ntitle: A feed",
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """A vault with two concepts, a chapter and a problem."""
    places = make_places(tmp_path_factory.mktemp("names"))
    places.vault.mkdir(exist_ok=True)
    for stem, header in NOTES.items():
        body = f"It is the one definition of {stem} that nothing else in here repeats."
        if stem == "zfeed":
            body += "\n\n## Steps\n\n### Ranking\n- [[quibble]] — keeps the best few ^k1\n"
        head = header if "status" in header else f"{header}\nstatus: reviewed"
        (places.vault / f"{stem}.md").write_text(f"---\n{head}\n---\n{body}\n", encoding="utf-8")
    opened = Study.open(places, clock=FakeClock())
    refresh(places, opened.store, opened.now().now_ms)
    yield opened
    opened.close()


def nodes(study: Study, query: str) -> set[str]:
    graph: Graph = study.graph()
    ids = find(study.store, graph, query, study.now(), study.settings)
    found = rows(study.store, ids, study.now(), study.settings)
    return {row.node.rpartition("/")[2] for row in found}


def test_names_are_found_through_the_graph(study: Study) -> None:
    assert nodes(study, "node:zorple") == nodes(study, "node:Zorple") == {"zorple"}
    assert "zorple" in nodes(study, "chapter:zch-one")
    assert "quibble" not in nodes(study, 'chapter:"Chapter One"')
    assert "quibble" in nodes(study, "problem:zfeed") and "zorple" not in nodes(
        study, "problem:zfeed"
    )
    assert {"zorple", "quibble"} <= nodes(study, "pack:vault") < nodes(study, "")
    assert "quibble" in nodes(study, '"quibble sea"'), "the node's title is searched too"


def test_a_tag_is_one_of_the_note_or_of_the_learner(study: Study) -> None:
    assert nodes(study, "tag:zmaths") == nodes(study, "tag:#ZMATHS") == {"zorple"}
    quibble = study.store.query(int, "SELECT id FROM card WHERE node LIKE '%/quibble'")
    bulk.tag(study, quibble, "zmaths/exam", True)
    assert nodes(study, "tag:zmaths") == {"zorple", "quibble"}
    assert nodes(study, "tag:zmaths/exam") == {"quibble"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("node:zorpel", "zorple"),
        ("chapter:zorple", "'zorple' is a concept, not a chapter"),
        ("problem:zfeeds", "column 9:"),
        ("tag:zmath", "no card has the tag 'zmath'; did you mean zmaths"),
    ],
)
def test_a_name_that_is_not_there_is_said_with_the_nearest(
    query: str, said: str, study: Study
) -> None:
    with pytest.raises(QueryError, match="column") as caught:
        nodes(study, query)
    assert said in str(caught.value)


def test_searches_are_kept_by_name_and_every_example_can_be_read(study: Study) -> None:
    for _, query in saved_searches.EXAMPLES:
        parse(query)
    saved_searches.save(study.store, "mine", " is:due ")
    saved_searches.save(study.store, "Ü", "is:new")
    assert saved_searches.saved(study.store) == {"mine": "is:due", "Ü": "is:new"}
    saved_searches.forget(study.store, "Ü")
    assert saved_searches.saved(study.store) == {"mine": "is:due"}
    for name, query in (("", "is:due"), ("x", " "), ("y" * 41, "is:due")):
        with pytest.raises(BadInput):
            saved_searches.save(study.store, name, query)


def test_the_parser_is_not_loaded_before_the_first_query() -> None:
    code = (
        "import sys; import cards.card_query, cards.card_list, cards.study; "
        "assert 'lark' not in sys.modules; cards.card_query.parse('  '); "
        "assert 'lark' not in sys.modules; cards.card_query.parse('a'); "
        "print('lark' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root
    )
    assert done.stdout.strip() == "True"
