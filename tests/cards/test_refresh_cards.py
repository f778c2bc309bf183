"""From a changed file to changed cards through the one call that app and commands make."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cards import refresh as refresh_module
from cards.places import Places, places
from cards.refresh import refresh
from cards.store import Store
from kg.compiler import refresh as compile_notes

NOON = 1_800_000_000_000
NOTE = "---\ntype: concept\ntitle: {title}\nstatus: reviewed\n---\n{text}\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home with one small pack and no built-in packs."""
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    where = places({"EDGEWISE_HOME": str(tmp_path / "home")})
    pack = where.packs / "small"
    pack.mkdir(parents=True)
    (pack / "pack.toml").write_text('name = "small"\ntitle = "Small"\nversion = "1"\n')
    (pack / "alpha.md").write_text(NOTE.format(title="Alpha", text="Sorts letters by name."))
    (pack / "beta.md").write_text(NOTE.format(title="Beta", text="Counts quiet hours."))
    return where


@pytest.fixture
def store(home: Places) -> Iterator[Store]:
    with Store.open(home.study_db) as store:
        yield store


def test_the_first_refresh_makes_all_cards_and_the_second_none(home: Places, store: Store) -> None:
    assert len(refresh(home, store, NOON).diff.new) == 4
    again = refresh(home, store, NOON)
    assert again.diff.empty and not again.compilation.rewrote


def test_only_the_cards_of_changed_nodes_are_made_again(home: Places, store: Store) -> None:
    refresh(home, store, NOON)
    note = home.packs / "small" / "alpha.md"
    note.write_text(NOTE.format(title="Alpha", text="Sorts letters by their shape."))
    done = refresh(home, store, NOON)
    assert {draft.node for draft in done.generation.drafts} == {"small/alpha"}
    assert len(done.diff.reworded) == 2


def test_a_graph_compiled_by_another_command_still_reaches_the_cards(
    home: Places, store: Store
) -> None:
    refresh(home, store, NOON)
    note = home.packs / "small" / "alpha.md"
    note.write_text(NOTE.format(title="Alpha", text="Sorts letters by their shape."))
    compile_notes(refresh_module.layers(home), home.graph_db)
    assert len(refresh(home, store, NOON).diff.reworded) == 2


def test_looking_first_writes_nothing(home: Places, store: Store) -> None:
    done = refresh(home, store, NOON, dry=True)
    assert len(done.diff.new) == 4
    assert store.count("SELECT count(*) FROM card") == 0
    assert len(refresh(home, store, NOON).diff.new) == 4


def test_a_removed_pack_is_away_and_not_gone_even_with_a_new_cache(
    home: Places, store: Store
) -> None:
    refresh(home, store, NOON)
    for new_cache in (False, True):
        (home.packs / "small").rename(home.home / "away")
        if new_cache:
            home.graph_db.unlink()
        assert not refresh(home, store, NOON).diff.retired
        assert store.count("SELECT count(*) FROM card WHERE state = 'live'") == 4
        (home.home / "away").rename(home.packs / "small")
        assert refresh(home, store, NOON).diff.empty


def test_what_waited_for_an_unreadable_note_is_made_up_for(home: Places, store: Store) -> None:
    refresh(home, store, NOON)
    alpha, beta = (home.packs / "small" / f"{stem}.md" for stem in ("alpha", "beta"))
    good = beta.read_text()
    beta.write_text("---\ntitle: [\n---\n")
    draft = NOTE.format(title="Alpha", text="Sorts letters by name.")
    alpha.write_text(draft.replace("reviewed", "draft"))
    assert not refresh(home, store, NOON).diff.blocked
    beta.write_text(good)
    assert {c.card.node for c in refresh(home, store, NOON).diff.blocked} == {"small/alpha"}
    assert refresh(home, store, NOON).diff.empty


def test_a_new_card_of_the_vault_gets_its_key_before_its_first_review(
    home: Places, store: Store
) -> None:
    home.vault.mkdir()
    text = "Weighs words.\n\n## Cards\nQ: Why weigh a word?\nA: To find the heavy ones."
    (home.vault / "gamma.md").write_text(NOTE.format(title="Gamma", text=text))
    done = refresh(home, store, NOON)
    assert "Why weigh a word?" in {c.card.question for c in done.diff.new}
    assert "^weigh-word" in (home.vault / "gamma.md").read_text()
    assert refresh(home, store, NOON).diff.empty


def test_an_own_relation_asks_with_its_own_template(home: Places, store: Store) -> None:
    home.vault.mkdir()
    (home.vault / "relations.toml").write_text(
        '[speeds_up]\ninverse = "sped_up_by"\nfrom = ["concept"]\nto = ["concept"]\n'
        'reason = "required"\nwhy = "How does {subject} speed up {object}?"\n'
    )
    text = "Weighs words.\n\n## Links\n- speeds_up:: [[alpha]] — by skipping the long ones"
    (home.vault / "gamma.md").write_text(NOTE.format(title="Gamma", text=text))
    done = refresh(home, store, NOON)
    assert "How does gamma speed up alpha?" in {c.card.question for c in done.diff.new}
