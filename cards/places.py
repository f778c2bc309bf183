"""Where files live on the learner's machine.

Owns the names inside the home folder and how the home is found ($EDGEWISE_HOME, else the
platform's user-data folder). Creates nothing. Not here: reading or writing any of these files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cards.errors import HomeError

if TYPE_CHECKING:
    from kg.layers import Layer


class Places(NamedTuple):
    """Every path of one learner's home; none of them need exist."""

    home: Path
    settings: Path
    vault: Path
    inbox: Path
    packs: Path
    study_db: Path
    graph_db: Path
    papers_db: Path
    arxiv_index: Path
    anki_db: Path
    exercises: Path
    backups: Path


def places(env: Mapping[str, str]) -> Places:
    """Name the home's files. env: the process environment; only EDGEWISE_HOME is looked at.

    Raises HomeError when EDGEWISE_HOME is not an absolute path or names a file.
    """
    home = _home(env)
    return Places(
        home=home,
        settings=home / "settings.toml",
        vault=home / "vault",
        inbox=home / "vault" / "inbox",
        packs=home / "packs",
        study_db=home / "study.db",
        graph_db=home / "graph.db",
        papers_db=home / "papers.db",
        arxiv_index=home / "arxiv-index.db",
        anki_db=home / "anki.db",
        exercises=home / "exercises",
        backups=home / "backups",
    )


def _home(env: Mapping[str, str]) -> Path:
    named = env.get("EDGEWISE_HOME", "").strip()
    if not named:
        from platformdirs import user_data_dir

        return Path(user_data_dir("edgewise", appauthor=False))
    home = Path(named).expanduser()
    if not home.is_absolute():
        raise HomeError(
            f"EDGEWISE_HOME is '{named}', which depends on the folder one is in; "
            "set it to an absolute path."
        )
    if home.is_file():
        raise HomeError(f"EDGEWISE_HOME names the file {home}; set it to a folder.")
    return home


def built_in_packs() -> Path:
    """Return the folder of the packs that come with Edgewise."""
    import kg

    return Path(next(iter(kg.__path__))) / "packs"


def layers(where: Places) -> list[Layer]:
    """List what lies over what: built-in packs, the home's packs, the vault (highest rank).

    A pack of the home with a built-in pack's name replaces it. A missing vault is a layer too
    (available=False), so that its cards are frozen, not retired. Raises KgError for a bad
    pack.toml.
    """
    from kg.layers import Layer, read_pack

    found: dict[str, Layer] = {}
    for folder in (built_in_packs(), where.packs):
        for root in _pack_folders(folder):
            layer = read_pack(root)
            found[layer.name] = layer
    ranked = [layer._replace(rank=rank) for rank, layer in enumerate(found.values())]
    vault = Layer(
        name="vault",
        root=where.vault,
        rank=len(ranked),
        title="Your notes",
        available=where.vault.is_dir(),
    )
    return [*ranked, vault]


def _pack_folders(folder: Path) -> list[Path]:
    """List the folders with a pack.toml, by name; an absent or unreadable folder has none."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return []
    return [root for root in inside if (root / "pack.toml").is_file()]
