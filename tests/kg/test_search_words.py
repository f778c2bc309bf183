"""Search as one types: names first, texts after, typing errors forgiven, nothing breaks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.compiled import Graph
from kg.search import search
from tests.kg.vault_factory import Notes, note


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    notes = Notes(tmp_path_factory.mktemp("search"))
    notes.write("attention", note("Attention", definition="Weigh values by relevance."))
    notes.write(
        "transformer", note("Transformer", definition="Stacks attention blocks. See [[kv-cache]].")
    )
    header = "aliases: [key-value cache]\ntags: [serving]"
    notes.write("kv-cache", note("KV cache", header=header, definition="Keeps keys and values."))
    paper = note("Attention Is All You Need", type="paper", definition="A model of one part.")
    notes.write("attention-paper", paper, folder="papers")
    notes.refresh()
    with Graph.open(notes.db) as opened:
        yield opened


def found(graph: Graph, query: str, **narrow: str) -> list[str]:
    return [hit.node.stem for hit in search(graph, query, **narrow)]  # type: ignore[arg-type]


def test_an_exact_title_comes_before_titles_and_texts_that_hold_the_word(graph: Graph) -> None:
    assert found(graph, "attention") == ["attention", "attention-paper", "transformer"]


@pytest.mark.parametrize("start", ["a", "at", "atten", "attenti", "attentio"])
def test_an_unfinished_word_finds_what_it_will_be(graph: Graph, start: str) -> None:
    assert "attention" in found(graph, start)[:2]


def test_an_alias_is_a_name(graph: Graph) -> None:
    assert found(graph, "key value")[0] == "kv-cache"


def test_a_mistyped_name_is_found(graph: Graph) -> None:
    assert found(graph, "atention")[0] == "attention"
    assert found(graph, "tranformer")[0] == "transformer"
    assert found(graph, "attention is all you nede")[0] == "attention-paper"


def test_a_word_of_the_text_is_found_with_its_surroundings(graph: Graph) -> None:
    [hit] = search(graph, "relevance")
    assert hit.node.stem == "attention"
    assert "relevance" in hit.snippet


def test_types_and_tags_narrow(graph: Graph) -> None:
    assert found(graph, "attention", type="paper") == ["attention-paper"]
    assert found(graph, "cache", tag="serving") == ["kv-cache"]
    assert found(graph, "attention", tag="serving") == []


def test_the_limit_holds(graph: Graph) -> None:
    assert len(search(graph, "attention", limit=1)) == 1
    assert search(graph, "attention", limit=0) == []


@pytest.mark.parametrize(
    "query",
    ["", "   ", '"', "a OR", "NOT", "AND AND", "title:x", "*", "(", "a* b", "-x", "^a", "NEAR(a b)",
     "\0", "\ud800", "' OR 1=1 --", "{title}: a", "😀", "é" * 400],
)  # fmt: skip
def test_no_query_is_an_error(graph: Graph, query: str) -> None:
    search(graph, query)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=30))
def test_any_text_is_a_query(graph: Graph, query: str) -> None:
    search(graph, query)


def test_of_two_names_that_begin_alike_the_shorter_comes_first(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.write("zeppelin", note("Zeppelin"))
    paper = note("Zeppelin Is All You Need", type="paper")
    notes.write("zeppelin-paper", paper, folder="papers")
    for number in range(4):
        link = "covered_in:: [[zeppelin-paper]]"
        notes.write(f"user-{number}", note(f"User {number}", link))
    notes.refresh()
    with Graph.open(notes.db) as graph:
        assert found(graph, "zepp")[:2] == ["zeppelin", "zeppelin-paper"]


def test_a_name_of_one_letter_is_not_like_everything_that_holds_it(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.write("twitter", note("Twitter", header="aliases: [x]"))
    notes.write("softmax", note("Softmax"))
    notes.refresh()
    with Graph.open(notes.db) as graph:
        assert found(graph, "sofmtax")[0] == "softmax"


def test_only_some_ids_are_found_however_they_match_and_no_guess_where_none_is_wanted(
    graph: Graph,
) -> None:
    ids = {row.stem: row.id for row in graph.nodes()}
    some = {ids["attention-paper"], ids["kv-cache"]}
    hits = search(graph, "attention", only=some)
    assert [hit.node.stem for hit in hits] == ["attention-paper"]
    assert search(graph, "attention", only=set()) == []
    assert search(graph, "tranformer", guess=False) == []
    assert search(graph, "tranformer", only=some) == []


def test_a_word_of_very_many_notes_orders_them_by_what_hangs_on_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = Notes(tmp_path)
    for number in range(12):
        needs = ["requires:: [[note-7]]"] if number > 7 else []
        text = note(f"Thing {number}", *needs, definition="A rope of hemp.")
        notes.write(f"note-{number}", text)
    notes.refresh()
    monkeypatch.setattr("kg.search._RANKED_AT_MOST", 10)
    monkeypatch.setattr("kg.search._RANKED_AT_LEAST", 1)
    with Graph.open(notes.db) as graph:
        assert found(graph, "hemp")[0] == "note-7"
        kept = {graph.find("note-11").id, graph.find("note-3").id}
        assert {hit.node.id for hit in search(graph, "hemp", only=kept)} == kept
