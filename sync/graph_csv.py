"""The graph as three tables: nodes, edges and facts (RFC 4180, UTF-8), joined by the nodes' ids.

Owns the columns. Lists and qualifiers are JSON texts; no spreadsheet runs a cell, as in
export_csv.py. Not here: the fields (graph_data.py), the folder of the tables (export_folder.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from sync.export_csv import harmless
from sync.graph_data import (
    EDGE_FIELDS,
    FACT_FIELDS,
    NODE_FIELDS,
    Fields,
    GraphData,
    Record,
    cell_text,
    fact_records,
)

KIND = "graph tables"
NODES, EDGES, FACTS = "nodes.csv", "edges.csv", "facts.csv"
FACT_COLUMNS: Fields = {"node": "text", **FACT_FIELDS}
# The facts have a table of their own.
NODE_COLUMNS: Fields = {name: kind for name, kind in NODE_FIELDS.items() if name != "facts"}


def graph_tables(data: GraphData) -> dict[str, bytes]:
    """The three files by name. A node's facts stand in its note's order."""
    facts = ({"node": node["id"], **fact} for node in data.nodes for fact in fact_records(node))
    return {
        NODES: _table(data.nodes, NODE_COLUMNS),
        EDGES: _table(data.edges, EDGE_FIELDS),
        FACTS: _table(facts, FACT_COLUMNS),
    }


def _table(records: Iterable[Record], fields: Fields) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    # The programs that draw graphs look for the title under `label`.
    writer.writerow(["label" if name == "title" else name for name in fields])
    for record in records:
        cells = (
            cell_text(record[name], kind) if name in record else "" for name, kind in fields.items()
        )
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue().encode()
