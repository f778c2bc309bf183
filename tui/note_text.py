"""A node as styled text: definition, prose, facts, typed links in words, its cards.

Owns what a note shows and which of its lines can be followed. Reads the compiled graph, and is
handed what was fetched. Not here: history and search (screens/browse.py), Markdown
(markdown_text.py), how fetched metadata looks (paper_text.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from textual.content import Content

from kg.compiled import Graph
from kg.errors import KgError
from kg.rows import EdgeRow, FactRow, NodeRow
from kg.sources import readings
from tui.blocks import BLANK, Block
from tui.markdown_text import inline, markdown_blocks, readable
from tui.words import relation_words

if TYPE_CHECKING:
    from sync.paper_page import PaperPage

# Sections that are shown as facts, links and cards instead of as prose.
_TOLD_ELSEWHERE = frozenset({"links", "facts", "cards", "steps"})
_SECTION = re.compile(r"^##[ \t]+(.+?)[ \t]*$", re.M)
_STATUS_WORDS = {
    "proposed": "proposed: not checked yet, makes no cards",
    "draft": "draft: makes no cards",
    "disputed": "disputed: makes no cards",
    "rumour": "a rumour: makes no cards",
    "outdated": "outdated: makes no cards",
}
_MANY = 12


def note_blocks(
    graph: Graph,
    node: NodeRow,
    page: PaperPage | None = None,
    picture: Callable[[str], list[Block]] | None = None,
    small: Content | None = None,
) -> list[Block]:
    """Everything a note says, top to bottom; links carry the key of the node they lead to.

    page: what was fetched of a paper. picture: draws the images the text names. small: what else
    stands beside the title.
    """
    title = Content.assemble(
        Content.styled(readable(node.title), "bold underline"),
        Content.styled(f"  {_kind(graph, node)}", "dim"),
        *(("  ", small) if small is not None else ()),
    )
    blocks = [Block(title)]
    if page is not None:
        from tui.paper_text import small_print

        blocks += small_print(page)
    blocks += _small(_about(graph, node, fetched=page is not None))
    blocks.append(BLANK)
    text = prose(graph.body(node.id)) or node.definition
    blocks += markdown_blocks(text, _titles(graph), picture)
    blocks += _facts(graph, graph.facts(node.id))
    blocks += _steps(graph, node)
    blocks += _links(graph, [e for e in graph.edges_out(node.id) if not e.step], outward=True)
    if page is not None:
        from tui.paper_text import paper_blocks

        blocks += paper_blocks(page)
    blocks += _links(graph, graph.edges_in(node.id), outward=False)
    blocks += _mentions(graph, node)
    return blocks


def prose(body: str) -> str:
    """The note's own text: without the sections that are shown in another form."""
    pieces = _SECTION.split(body)
    kept = [pieces[0].strip()]
    for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if heading.strip().casefold() not in _TOLD_ELSEWHERE:
            kept.append(f"## {heading}\n{text.strip()}")
    return "\n\n".join(part for part in kept if part)


def address_of(graph: Graph, node: NodeRow) -> str:
    """The web page of a paper, resource or system, or else of the first source that has one."""
    sources = (graph.node(edge.object) for edge in readings(graph, node.id))
    return next(filter(None, (_own_address(graph, each) for each in (node, *sources))), "")


def _own_address(graph: Graph, node: NodeRow) -> str:
    header = graph.header(node.id)
    if header.get("arxiv"):
        return f"https://arxiv.org/abs/{header['arxiv']}"
    if header.get("doi"):
        return f"https://doi.org/{header['doi']}"
    return str(header.get("url") or "")


def _kind(graph: Graph, node: NodeRow) -> str:
    year = graph.header(node.id).get("year") if node.type in {"paper", "resource"} else None
    kind = f"{node.type} · {year}" if year else node.type
    return f"{kind} · not written yet" if node.stub else kind


def _about(graph: Graph, node: NodeRow, *, fetched: bool) -> list[str]:
    """The small print under the title; fetched: authors and id stand there already."""
    header = graph.header(node.id)
    authors = header.get("authors")
    names = [str(name) for name in authors] if isinstance(authors, list) and not fetched else []
    lines = [", ".join(names[:4]) + (" and others" if len(names) > 4 else "")]
    if header.get("arxiv") and not fetched:
        lines.append(f"arXiv {header['arxiv']}")
    lines.append(str(header.get("full_name") or ""))
    if "higher_is_better" in header and header["higher_is_better"] is not None:
        lines.append("higher is better" if header["higher_is_better"] else "lower is better")
    aliases = graph.aliases(node.id)
    lines.append(f"also called {', '.join(aliases)}" if aliases else "")
    lines.append(_STATUS_WORDS.get(node.status, "") if not node.stub else "")
    tags = graph.tags(node.id)
    lines.append(" ".join(f"#{tag}" for tag in tags))
    return [line for line in lines if line]


def _small(lines: Iterable[str]) -> list[Block]:
    return [Block(Content.styled(readable(line), "dim")) for line in lines]


def _titles(graph: Graph) -> Callable[[str], str]:
    """The title of a wikilink's target, or the words as written where nothing is called so."""

    def title_of(name: str) -> str:
        try:
            return graph.find(name.strip()).title
        except KgError:
            return name

    return title_of


def _heading(words: str) -> list[Block]:
    return [BLANK, Block(Content.styled(words, "bold $text-accent"))]


def _facts(graph: Graph, facts: Sequence[FactRow]) -> list[Block]:
    if not facts:
        return []
    blocks = _heading("Facts")
    for fact in facts:
        small = [f"as of {fact.as_of}" if fact.as_of else ""]
        small += [f"{name}: {value}" for name, value in fact.qualifiers.items()]
        small.append(f"source: {graph.node(fact.source).title}" if fact.source else "")
        small.append(fact.status if fact.status not in {"", "reviewed"} else "")
        note = "; ".join(part for part in small if part)
        line = Content.assemble(
            "• ", (f"{readable(fact.key)}: ", "bold"), inline(fact.value),
            (f" ({readable(note)})" if note else "", "dim"),
        )  # fmt: skip
        blocks.append(Block(line, hang=2))
    return blocks


def _steps(graph: Graph, node: NodeRow) -> list[Block]:
    """The points of a problem under the steps of the framework, in the note's order."""
    points = sorted((e for e in graph.edges_out(node.id) if e.step), key=lambda e: (e.line, e.id))
    blocks: list[Block] = []
    for step, edges in groupby(points, key=lambda edge: edge.step):
        blocks += _heading(_step_title(graph, step))
        blocks += [_link(graph, edge, edge.object) for edge in edges]
    return blocks


def _step_title(graph: Graph, step: str) -> str:
    try:
        return graph.find(step).title
    except KgError:
        return step.replace("-", " ").capitalize()


def _links(graph: Graph, edges: Sequence[EdgeRow], outward: bool) -> list[Block]:
    """Links of one direction, a heading a relation."""
    blocks: list[Block] = []
    for relation, group in groupby(edges, key=lambda edge: edge.relation):
        words = relation_words(relation, outward)
        lines = [_link(graph, edge, edge.object if outward else edge.subject) for edge in group]
        head = words[:1].upper() + words[1:]
        blocks += _heading(f"{head} ({len(lines)})" if len(lines) > _MANY else head)
        blocks += lines
    return blocks


def _link(graph: Graph, edge: EdgeRow, other: int) -> Block:
    """One followable line: the other node, the section, the reason."""
    node = graph.node(other)
    place = f" § {edge.locator}" if edge.locator else ""
    reason = Content.assemble(" — ", inline(edge.reason)) if edge.reason else Content("")
    title = Content.styled(readable(node.title), "$text-primary underline")
    faint = " (not written yet)" if node.stub else ""
    line = Content.assemble("→ ", title, (f"{place}{faint}", "dim"), reason)
    return Block(line, hang=2, link=node.key)


def _mentions(graph: Graph, node: NodeRow) -> list[Block]:
    """Nodes that the text links to without a relation."""
    linked = {edge.object for edge in graph.edges_out(node.id)}
    others = [graph.node(other) for other in graph.mentions(node.id) if other not in linked]
    if not others:
        return []
    lines = [
        Block(
            Content.assemble("→ ", (readable(each.title), "$text-primary underline")),
            hang=2,
            link=each.key,
        )
        for each in others
    ]
    return [*_heading("Mentions"), *lines]
