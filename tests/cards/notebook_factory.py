"""A small notebook on disk: notes of a pack and a vault, compiled, made into cards, stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from cards.drafts import Draft, Generation
from cards.generate import generate
from cards.lifecycle import CardDiff, apply, diff
from cards.store import Store
from kg.compiled import Graph
from kg.compiler import Compilation
from kg.compiler import refresh as compile_notes
from kg.layers import Layer

NOON = 1_800_000_000_000


class Notebook:
    """One pack and one vault under a folder; each refresh is a minute later."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pack = root / "pack"
        self.vault = root / "vault"
        self.db = root / "graph.db"
        self.pack.mkdir()
        self.vault.mkdir()
        self.store = Store.open(root / "study.db")
        self.now = NOON
        self.vault_there = True

    def layers(self) -> list[Layer]:
        there = self.vault_there and self.vault.is_dir()
        return [
            Layer("pack", self.pack, 0),
            Layer("vault", self.vault, 1, available=there),
        ]

    def write(self, stem: str, text: str, *, vault: bool = False) -> Path:
        path = (self.vault if vault else self.pack) / f"{stem}.md"
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
        return path

    def note(self, stem: str, body: str = "", *, vault: bool = False, **header: str) -> Path:
        """A reviewed concept called like its stem, unless the header says otherwise."""
        keys: Mapping[str, str] = {
            "type": "concept",
            "title": stem.replace("-", " ").capitalize(),
            "status": "reviewed",
        } | header
        lines = "\n".join(f"{key}: {value}" for key, value in keys.items())
        text = dedent(body).strip()
        definition = text if text and not text.startswith("##") else f"{DEFINITION}\n\n{text}"
        return self.write(stem, f"---\n{lines}\n---\n{definition}\n", vault=vault)

    def compile(self) -> Compilation:
        return compile_notes(self.layers(), self.db)

    def generate(self) -> Generation:
        self.compile()
        with Graph.open(self.db) as graph:
            return generate(graph)

    def look(self) -> tuple[Generation, Compilation]:
        compilation = self.compile()
        with Graph.open(self.db) as graph:
            return generate(graph), compilation._replace(changed=None)

    def refresh(self) -> CardDiff:
        """Make all cards again and apply the difference."""
        changes = diff(self.store, *self.look())
        self.now += 60_000
        apply(self.store, changes, self.now)
        return changes

    def refresh_changed(self) -> CardDiff:
        """Make only the cards of changed nodes again and apply the difference."""
        compilation = self.compile()
        with Graph.open(self.db) as graph:
            if compilation.changed is None:
                made = generate(graph)
            else:
                nodes = [graph.by_key(key) for key in compilation.changed]
                made = generate(graph, {node.id for node in nodes if node is not None})
        changes = diff(self.store, made, compilation)
        self.now += 60_000
        apply(self.store, changes, self.now)
        return changes

    def states(self) -> dict[str, str]:
        """Question -> state of every stored card."""
        sql = "SELECT question, state FROM card"
        return dict(self.store.query(lambda question, state: (question, state), sql))

    def close(self) -> None:
        self.store.close()


DEFINITION = "Some quiet sentence on nothing in particular."


def by_template(made: Generation, stem: str, template: str) -> list[Draft]:
    """The shown drafts of a node with one template."""
    return [d for d in made.drafts if d.node.endswith(f"/{stem}") and d.template == template]


def questions(made: Generation) -> list[str]:
    """All questions that are shown."""
    return [draft.question for draft in made.drafts]


def refusals(made: Generation) -> dict[str, str]:
    """Question -> rule id (R06) of all blocked drafts."""
    return {blocked.draft.question: blocked.rule.split()[0] for blocked in made.blocked}
