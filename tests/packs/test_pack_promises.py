"""What the shipped pack promises as a whole: its size, its connections, one node a thing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

import kg
from kg.compiled import Graph
from kg.compiler import refresh
from kg.layers import read_pack
from kg.sources import readings

PACK = Path(next(iter(kg.__path__))) / "packs" / "ml-system-design"
ROOT = PACK.parent.parent.parent
AT_LEAST = {
    "concept": 320, "paper": 200, "metric": 55, "system": 60, "problem": 24, "resource": 60,
}  # fmt: skip
BOOK_PROBLEMS = {
    "genai-sdi-02": "design-smart-compose", "genai-sdi-03": "design-a-translation-system",
    "genai-sdi-04": "design-a-personal-assistant-chatbot",
    "genai-sdi-05": "design-an-image-captioning-system", "genai-sdi-06": "design-a-rag-system",
    "genai-sdi-07": "design-a-face-generation-system",
    "genai-sdi-08": "design-high-resolution-image-synthesis",
    "genai-sdi-09": "design-a-text-to-image-system",
    "genai-sdi-10": "design-personal-headshot-generation",
    "genai-sdi-11": "design-a-text-to-video-system",
}  # fmt: skip
GUIDE_PROBLEMS = (
    "design-a-recommendation-system", "design-a-search-ranking-system",
    "design-a-fraud-detection-system", "design-an-ad-targeting-system",
    "design-a-feed-ranking-system", "design-a-personal-assistant-chatbot",
    "design-a-code-completion-system", "design-a-content-moderation-system",
    "design-a-document-question-answering-system", "design-an-image-generation-system",
)  # fmt: skip
STEPS = (
    "clarifying-requirements", "framing-as-ml-task", "data-preparation", "model-development",
    "evaluation", "overall-system-design", "deployment-and-monitoring",
)  # fmt: skip


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    db = tmp_path_factory.mktemp("promises") / "graph.db"
    refresh([read_pack(PACK)], db)
    with Graph.open(db) as graph:
        yield graph


@pytest.fixture(scope="module")
def info() -> dict[str, int | dict[str, int]]:
    done = subprocess.run(
        [sys.executable, "-m", "edgewise", "pack", "info", str(PACK), "--json"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer: dict[str, int | dict[str, int]] = json.loads(done.stdout)
    return answer


def test_it_is_as_large_as_promised(graph: Graph) -> None:
    counts = graph.counts()
    assert {kind: counts[kind] for kind in AT_LEAST if counts[kind] < AT_LEAST[kind]} == {}


def test_edges_have_reasons_and_cards_are_many(info: dict[str, int | dict[str, int]]) -> None:
    reasons = info["reasons"]
    assert isinstance(reasons, dict)
    assert reasons["given"] >= 0.8 * reasons["asked_for"]
    assert info["edge_total"] >= 2500
    assert info["card_total"] >= 1800


def test_prerequisites_have_no_cycle_and_are_deep(graph: Graph) -> None:
    below: nx.DiGraph[int] = nx.DiGraph(
        (edge.subject, edge.object)
        for node in graph.nodes()
        for edge in graph.edges_out(node.id)
        if edge.relation == "requires"
    )
    assert nx.is_directed_acyclic_graph(below)
    assert nx.dag_longest_path_length(below) >= 8


def test_every_concept_has_something_to_read_one_key_away(graph: Graph) -> None:
    without = [n.stem for n in graph.nodes(type="concept") if not readings(graph, n.id)]
    assert without == []


def test_a_paper_is_one_node(graph: Graph) -> None:
    ids = Counter(graph.header(n.id).get("arxiv") for n in graph.nodes(type="paper"))
    ids.pop(None, None)
    ids.pop("", None)
    assert [number for number, count in ids.items() if count > 1] == []
    named = {n.title.casefold() for n in graph.nodes(type="paper")}
    assert len(named) == len(graph.nodes(type="paper"))
    for number in ("1706.03762", "2005.14165"):
        assert ids[number] == 1


def test_perplexity_and_perceptual_path_length_are_two_metrics(graph: Graph) -> None:
    names = {graph.find(name).key for name in ("perplexity", "perceptual-path-length")}
    assert len(names) == 2
    assert graph.find("PPL").stem == "perplexity"


def test_rumours_make_no_cards(graph: Graph) -> None:
    gpt4, experts = graph.find("gpt-4"), graph.find("mixture-of-experts")
    said = [e for e in graph.edges_out(gpt4.id) if e.object == experts.id]
    assert [edge.status for edge in said] == ["rumour"]


def test_the_chapter_cites_all_53_references(graph: Graph) -> None:
    chapter = graph.find("genai-sdi-01")
    printed = {
        number
        for edge in graph.edges_out(chapter.id)
        if edge.relation == "cites"
        for number in edge.qualifiers.get("n", "").replace(",", " ").split()
    }
    assert printed == {str(number) for number in range(1, 54)}


@pytest.mark.parametrize(("chapter", "problem"), sorted(BOOK_PROBLEMS.items()))
def test_each_chapter_has_its_problem(graph: Graph, chapter: str, problem: str) -> None:
    node = graph.find(problem)
    covered = [e.object for e in graph.edges_out(node.id) if e.relation == "covered_in"]
    assert graph.find(chapter).id in covered


@pytest.mark.parametrize("problem", sorted({*BOOK_PROBLEMS.values(), *GUIDE_PROBLEMS}))
def test_each_step_of_a_problem_has_four_to_eight_points(graph: Graph, problem: str) -> None:
    node = graph.find(problem)
    points = Counter(e.step for e in graph.edges_out(node.id) if e.step)
    counts = {step: points[graph.find(step).key] or points[step] for step in STEPS}
    assert {step: n for step, n in counts.items() if not 4 <= n <= 8} == {}


def test_the_two_frameworks_are_linked_and_not_merged(graph: Graph) -> None:
    book, guide = graph.find("ml-system-design-framework"), graph.find("timed-interview-template")
    parts = {
        whole.stem: sum(e.relation == "part_of" for e in graph.edges_in(whole.id))
        for whole in (book, guide)
    }
    assert parts == {"ml-system-design-framework": 7, "timed-interview-template": 7}
    joined = {e.object for e in graph.edges_out(guide.id) if e.relation == "contrasts_with"}
    assert book.id in joined
