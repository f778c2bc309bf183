"""Made-up documents as an import finds them, and a home with a few notes to compare them with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from cards.places import Places, places
from cards.refresh import refresh
from cards.store import Store
from kg.compiled import Graph
from kg.documents.found import Found, FoundEdge, FoundNode
from kg.layers import note_files
from kg.schema import RELATIONS
from sync.document_matches import Matches
from sync.inbox import Inbox
from sync.inbox_documents import Desk, Plan, plan
from sync.inbox_folder import add_folder
from sync.known_things import Known
from sync.pending import Pending, files_of, pending
from sync.triage import Judged, accept, where_of
from tests.kg.vault_factory import note

NOW_S = 1_772_625_600.0


def paper(ref: str, title: str, arxiv: str = "", *, line: int = 3, sure: float = 0.95,
          titles: Sequence[str] = (), notes: Sequence[str] = ()) -> FoundNode:  # fmt: skip
    """A paper that a list names."""
    return FoundNode(
        ref, "paper", title, tuple(titles) or (title,),
        f"https://arxiv.org/abs/{arxiv}" if arxiv else "", arxiv, (line, line),
        f"- {title}", sure, "an item of a list", notes=tuple(notes),
    )  # fmt: skip


def concept(ref: str, title: str, *, line: int = 1, sure: float = 0.6) -> FoundNode:
    """A concept that a heading names."""
    return FoundNode(
        ref, "concept", title, (title,), "", "", (line, line), f"## {title}", sure, "a heading"
    )


def edge(source: str, relation: str, target: str, reason: str = "", *, line: int = 5,
         sure: float = 0.7) -> FoundEdge:  # fmt: skip
    """A link between two of them."""
    return FoundEdge(
        source, relation, target, reason, (line, line), f"{source} -> {target}", sure,
        "a row of a table", (),
    )  # fmt: skip


def found(
    file: str, nodes: Sequence[FoundNode], edges: Sequence[FoundEdge] = (), text: str = ""
) -> Found:
    """A document of these; other nodes are other bytes."""
    data = text or repr((nodes, edges))
    digest = sha256(data.encode()).hexdigest()
    return Found(file, digest, tuple(nodes), tuple(edges), (), (), (), (), ())


def without_packs(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """No pack comes along: compiling the shipped one takes a second."""
    patch.setattr("cards.places.built_in_packs", lambda: folder / "no-packs")


class Home:
    """A learner's home: a vault with two notes, a pack with one, nothing else."""

    def __init__(self, folder: Path) -> None:
        self.places: Places = places({"EDGEWISE_HOME": str(folder / "home")})
        pack = self.places.packs / "lakes"
        self._put(pack / "pack.toml", 'name = "lakes"\ntitle = "Lakes"\nversion = "1"\n')
        self._put(pack / "concepts" / "oxbow.md", note("Oxbow lake", header="aliases: [billabong]"))
        self._put(self.places.vault / "concepts" / "delta.md", note("River delta"))
        self._put(
            self.places.vault / "papers" / "silt-paper.md",
            note("A theory of silt", type="paper", header='arxiv: "2001.00001"'),
        )
        self.refresh()

    def _put(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    @property
    def inbox(self) -> Path:
        return self.places.inbox

    def refresh(self) -> None:
        """Compile what changed."""
        with Store.open(self.places.study_db) as store:
            refresh(self.places, store, int(NOW_S * 1000))

    @contextmanager
    def graph(self) -> Iterator[Graph]:
        with Graph.open(self.places.graph_db) as graph:
            yield graph

    def planned(self, *documents: Found) -> Plan:
        """What an import of these would add."""
        from cards.places import layers

        known = Known(Inbox(self.inbox).entries())
        taken = {file.stem for layer in layers(self.places) for file in note_files(layer)}
        taken |= {path.stem for path in files_of(self.inbox)} | known.stems
        with self.graph() as graph:
            matches = Matches(graph)
            seen = [matches.marked(one) for one in documents]
            return plan(seen, "auto", Desk(known, matches, taken, RELATIONS))

    def take(self, *documents: Found, name: str = "list") -> Path | None:
        """Import these."""
        made = self.planned(*documents)
        sources = {one.sha256: repr((one.nodes, one.edges)).encode() for one in documents}
        return add_folder(Inbox(self.inbox), made, name, sources, NOW_S)

    def waiting(self) -> dict[str, Pending]:
        return {one.stem: one for one in pending(self.inbox)}

    def accept(self, *stems: str, reviewed: bool = False) -> Judged:
        """Accept proposals by name."""
        known = self.waiting()
        with self.graph() as graph:
            where = where_of(self.places, graph)
            batch = [known[stem] for stem in stems]
            return accept(where, list(known.values()), batch, reviewed=reviewed)

    def files(self) -> dict[str, bytes]:
        """Every file of the vault but the record of acts."""
        return {
            path.relative_to(self.places.vault).as_posix(): path.read_bytes()
            for path in sorted(self.places.vault.rglob("*"))
            if path.is_file() and ".acts" not in path.parts
        }
