"""A part of the graph as a Mermaid flowchart: titles, types and relations, for a page of Markdown.

Owns how many nodes are drawn and that a text is nothing but text: every sign that could be more
becomes `#NNN;`, Mermaid's own escape; ids are the notes', with `_` for `-` and `__` for `/`.
Not here: which nodes come first (graph_scope.py); all other fields, which a flowchart cannot hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import IO

from kg.links import FULL_NAME
from sync.graph_data import GraphData, Json

HEAD = b"%% A graph written by Edgewise"
MOST = 40  # nodes; more are no picture any more
# What Mermaid draws unless its page says otherwise (maxEdges, maxTextSize).
MERMAID_EDGES, MERMAID_TEXT = 500, 50_000
_COLOURS = {
    "concept": "#dbeafe", "paper": "#fef3c7", "chapter": "#ede9fe", "metric": "#dcfce7",
    "system": "#cffafe", "problem": "#fee2e2", "exercise": "#fae8ff", "resource": "#ffedd5",
    "org": "#e5e7eb",
}  # fmt: skip
_STUB = "stub"
# Mermaid takes any line with 'direction LR' in it for an order, quoted or not.
_SIGN = re.compile(r"(?!(?<=\w)[-/](?=\w))[^\w ,()]|_|d(?=irection )", re.IGNORECASE)


def write_mermaid(data: GraphData, stream: IO[bytes], total: int) -> bool:
    """Write the flowchart; whether Mermaid draws one of this size without being told to.

    total: how many nodes there would be, for the first line.
    """
    names = _names([str(node["id"]) for node in data.nodes])
    drawn = len(data.nodes)
    count = f"{drawn:,} nodes" if drawn == total else f"{drawn:,} of {total:,} nodes"
    lines = [f"{HEAD.decode()}: {count}", "flowchart LR"]
    kinds = []
    for node in data.nodes:
        kind = str(node.get("type", _STUB))
        kinds.append(kind)
        lines.append(f'  {names[str(node["id"])]}["{_label(node["title"])}"]:::{kind}')
    said = {(str(e["source"]), str(e["relation"]), str(e["target"])): None for e in data.edges}
    for source, relation, target in said:
        lines.append(
            f'  {names[source]} -->|"{_label(relation.replace("_", " "))}"| {names[target]}'
        )
    for kind in sorted(set(kinds)):
        colour = _COLOURS.get(kind, "#ffffff")
        lines.append(f"  classDef {kind} fill:{colour},stroke:#6b7280,color:#111827")
    text = "\n".join(lines) + "\n"
    stream.write(text.encode("utf-8", "replace"))
    return len(said) <= MERMAID_EDGES and len(text) <= MERMAID_TEXT


def _names(ids: Sequence[str]) -> dict[str, str]:
    """A word for each id: the double underscore keeps it apart from Mermaid's own."""
    odd = [node for node in ids if not FULL_NAME.match(node)]
    numbered = {node: f"{_STUB}___{number}" for number, node in enumerate(odd, 1)}
    return {node: numbered.get(node) or _word(node) for node in ids}


def _word(full_name: str) -> str:
    return full_name.replace("-", "_").replace("/", "__")


def _label(text: Json) -> str:
    """A text in which Mermaid finds no syntax, no Markdown, no HTML and no icon."""
    return _SIGN.sub(lambda match: f"#{ord(match.group())};", str(text))
