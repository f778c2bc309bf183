"""Small layers of notes on disk for the tests of the compiler, and graph.db in comparable form."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from kg.compiler import Compilation, refresh
from kg.layers import Layer

PACK = "field"
_STAMP = [1_800_000_000_000_000_000]


def note(
    title: str,
    *links: str,
    type: str = "concept",
    definition: str = "Something worth knowing.",
    header: str = "",
    facts: Iterable[str] = (),
    cards: str = "",
) -> str:
    """The text of a note; links are lines of ## Links, as in 'requires:: [[b]] — why'."""
    lines = ["---", f"type: {type}", f"title: {title}"]
    lines += [header] if header else []
    lines += ["status: reviewed", "---", definition]
    lines += ["", "## Links", *(f"- {link}" for link in links)] if links else []
    lines += ["", "## Facts", *(f"- {fact}" for fact in facts)] if facts else []
    lines += ["", "## Cards", cards] if cards else []
    return "\n".join(lines) + "\n"


class Notes:
    """A pack and a vault below one folder, and their graph.db."""

    def __init__(self, folder: Path) -> None:
        self.pack = folder / "pack"
        self.vault = folder / "vault"
        self.db = folder / "graph.db"
        self.pack.mkdir()
        self.vault.mkdir()

    @property
    def layers(self) -> list[Layer]:
        return [
            Layer(PACK, self.pack, 0, "A field", "1", self.pack.is_dir()),
            Layer("vault", self.vault, 1, "Your notes", "", self.vault.is_dir()),
        ]

    def write(self, stem: str, text: str, *, vault: bool = False, folder: str = "concepts") -> Path:
        """Writes a note; its time moves on even where the clock of the disk is coarse."""
        import os

        path = (self.vault if vault else self.pack) / folder / f"{stem}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        _STAMP[0] += 1_000_000
        os.utime(path, ns=(_STAMP[0], _STAMP[0]))
        return path

    def refresh(self, *, force: bool = False) -> Compilation:
        return refresh(self.layers, self.db, force=force)

    def fresh(self) -> dict[str, list[tuple[object, ...]]]:
        """The content of a graph.db made from nothing."""
        db = self.db.with_name("fresh.db")
        for suffix in ("", "-wal", "-shm"):
            Path(f"{db}{suffix}").unlink(missing_ok=True)
        refresh(self.layers, db)
        return content(db)


def content(db: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything graph.db says, without the ids that no one else may rely on."""
    connection = sqlite3.connect(db)
    questions = {
        "node": "SELECT key, stem, pack, type, title, status, definition, q, a, closed, header,"
        " body, line, stub, depth, position, centrality,"
        " (SELECT path FROM file WHERE file.id = node.file) FROM node",
        "alias": "SELECT norm, alias, key FROM alias JOIN node ON node.id = node",
        "tag": "SELECT tag, key FROM tag JOIN node ON node.id = node",
        "edge": "SELECT s.key, relation, o.key, step, reason, locator, ord, e.status, e.q, e.a,"
        " card, anchor, qualifiers, path, e.line, col FROM edge e JOIN node s ON s.id = subject"
        " JOIN node o ON o.id = object JOIN file ON file.id = e.file",
        "fact": "SELECT n.key, f.key, value, as_of, s.key, f.status, f.q, f.a, card, anchor,"
        " qualifiers, path, f.line FROM fact f JOIN node n ON n.id = node"
        " LEFT JOIN node s ON s.id = source JOIN file ON file.id = f.file",
        "block": "SELECT key, kind, anchor, question, answer, text, path, b.line FROM block b"
        " JOIN node ON node.id = node JOIN file ON file.id = b.file",
        "mention": "SELECT n.key, t.key FROM mention JOIN node n ON n.id = node"
        " JOIN node t ON t.id = target",
        "vocabulary": "SELECT stem, notes FROM vocabulary",
        "refused": "SELECT path, relation, stem, cause, line FROM refused"
        " JOIN file ON file.id = file",
        "beside": "SELECT path, kind, key FROM beside JOIN file ON file.id = file",
        "search": "SELECT key, search.title, aliases, search.definition, search.body FROM search"
        " JOIN node ON node.id = search.rowid",
        "file": "SELECT path, size, hash, state FROM file",
    }
    try:
        return {
            name: sorted(connection.execute(question).fetchall(), key=repr)
            for name, question in questions.items()
        }
    finally:
        connection.close()


def faults(db: Path) -> list[tuple[object, ...]]:
    """The stored faults."""
    connection = sqlite3.connect(db)
    try:
        question = "SELECT layer, path, line, col, code, message FROM fault"
        return sorted(connection.execute(question).fetchall())
    finally:
        connection.close()
