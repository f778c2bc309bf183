"""Adding papers as the shell does it: bring the metadata, ask for concepts, write, tell.

Owns what is asked and what is said after writing, how to undo it included; `add-paper` and
`find-paper` share it. Not here: the notes (sync/add_paper.py), the network (sync/paper_lookup.py).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.node_text import wrapped

if TYPE_CHECKING:
    from cards.places import Places
    from kg.compiled import Graph
    from kg.rows import NodeRow
    from sync.add_paper import Added, Change, Link, Shelf
    from sync.paper_asking import Asker
    from sync.papers_store import PaperMeta

_QUESTIONS = (
    ("introduced_by", "Which concepts does it introduce?"),
    ("covered_in", "Which concepts does it explain?"),
)
_NAMED = 3


def add_all(
    graph: Graph,
    bases: Sequence[str],
    links: Sequence[Link],
    *,
    asks: bool,
    offline: bool,
    as_json: bool,
    into: str = "",
) -> int:
    """Add these papers with the same links; 1 if the metadata of one could not be had.

    bases: arXiv ids, each once. asks: whether to ask for further concepts at the terminal. into:
    a folder of the vault; '' for the usual one.
    """
    from cards.places import places
    from sync.add_paper import note_of
    from sync.paper_lookup import bring

    where = places(os.environ)
    shelf = _shelf(where, graph, into)
    there = {base: note_of(graph, base) for base in bases}
    wanted = [base for base in bases if there[base] is None]
    ask = None if offline else asker(where).fetch
    known = bring(where.papers_db, where.arxiv_index, wanted, ask)
    done: list[Added] = []
    for base in bases:
        meta, note = known.metas.get(base), there[base]
        if note is None and meta is None:
            continue
        added = _add(shelf, meta, note, links, asks=asks)
        done.append(added)
        if not as_json:
            _tell(base, added, meta)
    if as_json:
        print(json.dumps([_as_json(one) for one in done], ensure_ascii=False, indent=1))
    else:
        _tell_undo(done)
    lacking = [base for base in wanted if base not in known.metas]
    return _tell_lacking(lacking, known.troubles, asked=not offline)


def asker(where: Places) -> Asker:
    """Who asks arXiv, with the learner's settings; long waits are told on stderr."""
    from cards.settings import load
    from sync.arxiv_door import HANDS
    from sync.paper_asking import Asker

    return Asker(where, load(where.settings), os.environ, HANDS._replace(told=_tell_wait))


def _tell_wait(seconds: float, reason: str) -> None:
    if reason:
        print(f"edgewise: {reason}; going on in {seconds:.0f} s.", file=sys.stderr)


def _tell_lacking(bases: Sequence[str], troubles: Sequence[str], *, asked: bool) -> int:
    """Say which papers could not be had and why, and give the exit code that says the same."""
    from cli.errors import ENVIRONMENT, FINE, FOUND_PROBLEMS

    for trouble in troubles:
        print(f"edgewise: {trouble}", file=sys.stderr)
    if not bases:
        return FINE
    unknown = asked and not troubles
    why = "arXiv has no paper" if unknown else "nothing on this machine knows"
    print(f"edgewise: not added: {why} {', '.join(bases)}.", file=sys.stderr)
    return ENVIRONMENT if troubles else FOUND_PROBLEMS


def _shelf(where: Places, graph: Graph, into: str) -> Shelf:
    from cards.places import layers
    from kg.layers import note_files
    from kg.relations_file import load_relations
    from kg.vault_folder import folder_in
    from sync.add_paper import Shelf

    folder = folder_in(where.vault, into, "paper") if into else ""
    taken = {file.stem for layer in layers(where) for file in note_files(layer)}
    taken |= {node.stem for node in graph.nodes()}
    return Shelf(where.vault, graph, load_relations(where.vault)[0], taken, folder)


def _add(
    shelf: Shelf,
    meta: PaperMeta | None,
    note: NodeRow | None,
    links: Sequence[Link],
    *,
    asks: bool,
) -> Added:
    from sync.add_paper import add_paper, link_paper

    if note is not None:
        return link_paper(shelf, note, links)
    assert meta is not None
    return add_paper(shelf, meta, [*links, *(ask_links(shelf, meta) if asks else [])])


# Asking


def ask_links(shelf: Shelf, meta: PaperMeta) -> list[Link]:
    """What the learner says the paper introduces and explains; asks again where a name is wrong."""
    from sync.add_paper import Link
    from sync.paper_concepts import named_in

    print(wrapped(_one_line(meta), "", "    "))
    named = named_in(shelf.graph, meta)
    if named:
        listed = ", ".join(f"{number} {node.title}" for number, node in enumerate(named, 1))
        print(wrapped(f"It names: {listed}", "", "    "))
    forms = "names or those numbers" if named else "names"
    print(f"Answer with {forms}, commas between them; enter for none.")
    links: list[Link] = []
    for relation, question in _QUESTIONS:
        links += [Link(relation, node) for node in _ask(shelf, relation, question, named)]
    return links


def _ask(shelf: Shelf, relation: str, question: str, named: Sequence[NodeRow]) -> list[NodeRow]:
    from kg.errors import KgError

    while True:
        try:
            answer = input(f"{question} ")
        except EOFError:
            print()
            return []
        try:
            return _nodes(shelf, relation, answer, named)
        except KgError as error:
            print(error)


def _nodes(shelf: Shelf, relation: str, answer: str, named: Sequence[NodeRow]) -> list[NodeRow]:
    from kg.errors import WriteRefused
    from sync.add_paper import Link, check_link

    nodes: list[NodeRow] = []
    for part in filter(None, (part.strip() for part in answer.split(","))):
        is_number = part.isascii() and part.isdigit()
        if is_number and named and not 1 <= int(part) <= len(named):
            raise WriteRefused(f"{part} is no number of the list above; type a name.")
        node = named[int(part) - 1] if is_number and named else shelf.graph.find(part)
        check_link(shelf.graph, shelf.relations, Link(relation, node), None)
        nodes.append(node)
    return nodes


# Telling


def _one_line(meta: PaperMeta) -> str:
    from sync.inert_text import clean_text

    authors = ", ".join(meta.authors[:_NAMED]) + (" et al." if len(meta.authors) > _NAMED else "")
    mark = " WITHDRAWN on arXiv." if meta.withdrawn else ""
    return clean_text(f"{meta.title} ({authors}; {meta.year}).{mark}")


def _tell(base: str, added: Added, meta: PaperMeta | None) -> None:
    if added.path is not None:
        mark = ", WITHDRAWN on arXiv" if meta is not None and meta.withdrawn else ""
        print(wrapped(f"Added {added.name} (arXiv {base}{mark})", "", "    "))
    else:
        print(wrapped(f"arXiv {base} has a note already: {added.name}", "", "    "))
    for change in added.changes:
        print(f"    {change.path}{_what(change)}")


def _what(change: Change) -> str:
    if change.line:
        return f": {change.line}"
    return f" (new, adds the link to {change.beside})" if change.beside else ""


def _tell_undo(done: Sequence[Added]) -> None:
    new = [one for one in done if one.path is not None]
    if new:
        names = ", ".join(one.name for one in new)
        which = f"{names} is a draft" if len(new) == 1 else f"{names} are drafts"
        say = (
            f"{which}: write the first paragraph in your own words, then set status: reviewed"
            f" (`edgewise edit {new[0].name}`)."
        )
        print(wrapped(say, ""))
    changes = [change for one in done for change in one.changes]
    if changes:
        whole = ["the files"] if any(not change.line for change in changes) else []
        lines = ["the lines"] if any(change.line for change in changes) else []
        print(f"To undo this, delete {' and '.join([*whole, *lines])} named above.")


def _as_json(added: Added) -> dict[str, object]:
    return {
        "name": added.name,
        "title": added.title,
        "path": None if added.path is None else str(added.path),
        "changes": [{"path": str(one.path), "line": one.line} for one in added.changes],
    }
