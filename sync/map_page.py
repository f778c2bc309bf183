"""One self-contained page with the whole graph: search, filters, notes, a picture that settles.

Owns how page, data and graph library become one file that asks no network, and the policy that
holds the browser to it. Not here: the data (map_data.py), what the page does (map_parts/map.js).
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from cards.node_standing import NodeStanding
from kg.compiled import Graph
from sync.export_file import begins_with, new_file
from sync.map_data import map_data

_HEAD = b"<!doctype html><!-- Edgewise map -->"


def write_map(
    graph: Graph,
    standings: Mapping[str, NodeStanding] | None,
    target: Path,
    *,
    title: str,
    about: str,
) -> tuple[int, int]:
    """Write the page; return how many notes and links it shows.

    standings: how well each node is remembered, by key; None: the page tells nothing of memory.
    about: one line at the foot, such as the date. Raises ExportFailed; a file that is no page is
    never overwritten.
    """
    data = map_data(graph, standings)
    page = _page(json.dumps(data, ensure_ascii=False, separators=(",", ":")), title, about)
    with new_file(target, is_page) as file:
        file.write(page.encode())
    nodes, edges = data["nodes"], data["edges"]
    assert isinstance(nodes, list) and isinstance(edges, list)
    return len(nodes), len(edges)


def is_page(path: Path) -> bool:
    """Whether a file may be replaced by a map: a map wrote it."""
    return begins_with(path, _HEAD)


def _page(data: str, title: str, about: str) -> str:
    library, script = _part("graph_parts.js"), _part("map.js")
    scripts = " ".join(f"'sha256-{_digest(text)}'" for text in (library, script))
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:;"
        " base-uri 'none'; form-action 'none'"
    )
    # The data goes in last: nothing that stands in a note is taken for a place of the page.
    page = _part("map.html")
    for mark, text in (
        ("@CSP@", policy), ("@TITLE@", html.escape(title)), ("@ABOUT@", html.escape(about)),
        ("@CSS@", _part("map.css")), ("@LIBRARY@", library), ("@SCRIPT@", script),
        # Inside a script only '<' could end it or begin a comment.
        ("@DATA@", data.replace("<", "\\u003c")),
    ):  # fmt: skip
        page = page.replace(mark, text)
    return page


def _part(name: str) -> str:
    return files("sync").joinpath("map_parts", name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
