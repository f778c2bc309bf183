"""What an accepted proposal becomes, what a rejected one leaves, and that undo brings all back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import WriteRefused
from sync.confusion import propose
from sync.triage import acts_of, merge, reject, where_of
from tests.kg.vault_factory import note
from tests.sync.document_factory import Home, concept, edge, found, paper, without_packs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    without_packs(tmp_path, monkeypatch)
    return Home(tmp_path)


BENDS = paper("bends", "Rivers and their bends", "2101.00001", notes=("It is long.",))
MEANDER = concept("meander", "Meander", sure=0.7)
LINK = edge("meander", "introduced_by", "bends", "it says so")
LIST = found("list.md", [BENDS, MEANDER], [LINK])


def text(home: Home, path: str) -> str:
    return (home.places.vault / path).read_text()


def rejected(home: Home, *stems: str) -> list[str]:
    known = home.waiting()
    where = where_of(home.places, None)
    judged = reject(where, list(known.values()), [known[stem] for stem in stems])
    return sorted(one.stem for one in judged.rejected)


def test_an_accepted_proposal_is_a_draft_with_its_provenance_and_is_in_the_graph(
    home: Home,
) -> None:
    home.take(LIST)
    [taken] = home.accept("bends").taken
    assert taken.path == home.places.vault / "papers" / "bends.md" and taken.new
    accepted = text(home, "papers/bends.md")
    assert "status: draft\n" in accepted and "proposed" not in accepted
    assert 'x-lines: "3-3"' in accepted and 'x-quote: "- Rivers and their bends"' in accepted
    assert "It is long." in accepted
    assert set(home.waiting()) == {"meander"}
    home.refresh()
    with home.graph() as graph:
        assert graph.find("Rivers and their bends").key == "vault/bends"


def test_a_link_waits_until_the_note_it_names_is_accepted(home: Home) -> None:
    home.take(LIST)
    [taken] = home.accept("meander").taken
    assert taken.waits == 1
    assert "introduced_by" not in text(home, "concepts/meander.md")
    home.accept("bends")
    accepted = text(home, "concepts/meander.md")
    assert "- introduced_by:: [[bends]] — it says so" in accepted
    assert '"quote": "meander -> bends"' in accepted.replace("-\\u003e", "->")
    assert not (home.inbox / ".waiting.jsonl").exists()


def test_what_is_accepted_together_waits_for_nothing(home: Home) -> None:
    home.take(LIST)
    judged = home.accept("meander", "bends")
    assert [each.waits for each in judged.taken] == [0, 0]
    assert "introduced_by:: [[bends]]" in text(home, "concepts/meander.md")
    assert not (home.inbox / "list").exists()


def test_a_link_to_what_was_rejected_is_left_out(home: Home) -> None:
    home.take(LIST)
    assert rejected(home, "bends") == ["bends"]
    [taken] = home.accept("meander").taken
    assert taken.waits == 0
    assert "Links" not in text(home, "concepts/meander.md")


def test_links_that_waited_for_a_rejected_note_never_come(home: Home) -> None:
    home.take(LIST)
    home.accept("meander")
    rejected(home, "bends")
    assert not (home.inbox / ".waiting.jsonl").exists()
    assert "introduced_by" not in text(home, "concepts/meander.md")


def test_a_link_of_a_note_in_the_vault_becomes_a_line_of_it_and_a_draft(home: Home) -> None:
    home.take(found("list.md", [BENDS], [edge("vault/delta", "covered_in", "bends", "at its end")]))
    assert set(home.waiting()) == {"bends", "delta-more"}
    home.accept("bends", "delta-more")
    delta = text(home, "concepts/delta.md")
    assert "status: reviewed" in delta
    assert "- covered_in:: [[bends]] — at its end [status:: draft]" in delta
    assert set(home.waiting()) == set()


def test_what_adds_to_a_packs_note_becomes_a_note_beside_it(home: Home) -> None:
    home.take(found("a.md", [BENDS], [edge("lakes/oxbow", "covered_in", "bends")]))
    home.accept("bends", "oxbow-more")
    beside = text(home, "concepts/oxbow-more.md")
    assert 'extends: "[[lakes/oxbow]]"' in beside and "status: draft" in beside
    assert "- covered_in:: [[bends]]" in beside
    home.refresh()
    home.take(found("b.md", [], [edge("lakes/oxbow", "contrasts_with", "vault/delta", "no sea")]))
    [stem] = home.waiting()
    home.accept(stem)
    assert "- contrasts_with:: [[delta]] — no sea" in text(home, "concepts/oxbow-more.md")


def test_a_proposal_that_adds_to_one_that_waits_is_refused_with_the_reason(home: Home) -> None:
    home.take(found("list.md", [MEANDER], [edge("meander", "requires", "vault/delta", sure=0.2)]))
    judged = home.accept("meander-more")
    assert judged.taken == [] and "waits too" in judged.refused[0].why
    assert len(home.accept("meander-more", "meander").taken) == 2
    assert "requires:: [[delta]]" in text(home, "concepts/meander.md")


def test_reviewed_is_only_what_says_what_it_is(home: Home) -> None:
    home.take(LIST)
    path = home.waiting()["meander"].path
    path.write_text(path.read_text().replace("---\n## Links", "---\nA bend.\n\n## Links"))
    bends, meander = sorted(home.accept("bends", "meander", reviewed=True).taken)
    taken = {each.name: each.stays_draft for each in (bends, meander)}
    assert taken == {"bends": True, "meander": False}
    assert "status: reviewed" in text(home, "concepts/meander.md")
    assert "status: draft" in text(home, "papers/bends.md")


def merged(home: Home, stem: str, key: str) -> None:
    known = home.waiting()
    with home.graph() as graph:
        judged = merge(where_of(home.places, graph), list(known.values()), known[stem], key)
    assert judged.refused == []


def test_merging_gives_the_names_and_links_to_the_note_and_links_follow(home: Home) -> None:
    mouth = concept("mouth", "Estuary mouth")
    links = [edge("mouth", "requires", "lakes/oxbow", "so it is", sure=0.7),
             edge("meander", "requires", "mouth", sure=0.7)]  # fmt: skip
    home.take(found("list.md", [mouth, MEANDER], links))
    home.accept("meander")
    merged(home, "mouth", "vault/delta")
    delta = text(home, "concepts/delta.md")
    assert 'aliases: ["Estuary mouth"]' in delta
    assert "- requires:: [[lakes/oxbow]] — so it is [status:: draft]" in delta
    assert "requires:: [[delta]]" in text(home, "concepts/meander.md")
    home.refresh()
    with home.graph() as graph:
        assert graph.find("Estuary mouth").key == "vault/delta"
        assert graph.find("meander").status == "draft"


def test_merging_with_a_packs_note_writes_its_other_names_beside_it(home: Home) -> None:
    home.take(found("list.md", [concept("dead-arm", "Dead arm")]))
    merged(home, "dead-arm", "lakes/oxbow")
    beside = text(home, "concepts/dead-arm.md")
    assert 'extends: "[[lakes/oxbow]]"' in beside and 'aliases: ["Dead arm"]' in beside
    home.refresh()
    with home.graph() as graph:
        assert graph.find("dead arm").key == "lakes/oxbow"
        assert "Dead arm" in graph.aliases(graph.find("oxbow").id)
    # Merged is known: nothing new, and links go to the note it was merged with.
    made = home.planned(found("other.md", [concept("dead-arm", "Dead arm"), MEANDER],
                              [edge("meander", "requires", "dead-arm")]))  # fmt: skip
    assert [stem for stem, _ in made.notes] == ["meander"]
    assert "requires:: [[lakes/oxbow]]" in made.notes[0][1]


def test_a_rejected_note_takes_what_only_adds_to_it_along(home: Home) -> None:
    home.take(found("list.md", [MEANDER], [edge("meander", "requires", "vault/delta", sure=0.2)]))
    assert rejected(home, "meander") == ["meander", "meander-more"]
    assert home.waiting() == {}


def test_an_undo_brings_every_file_back_as_it_was(home: Home) -> None:
    home.take(LIST)
    states = [home.files()]
    home.accept("meander")
    states.append(home.files())
    rejected(home, "bends")
    assert acts_of(home.places).undo() == "rejecting 'Rivers and their bends'"
    assert home.files() == states.pop()
    home.accept("bends")
    acts = acts_of(home.places)
    assert acts.undo() and acts.undo() == "accepting 'Meander'"
    assert home.files() == states.pop()
    assert acts.undo() == ""


def test_an_undo_keeps_what_an_import_proposed_meanwhile(home: Home) -> None:
    home.take(LIST)
    home.accept("bends")
    home.take(found("new.md", [concept("bank", "Bank")]))
    acts_of(home.places).undo()
    assert set(home.waiting()) == {"bends", "meander", "bank"}
    assert home.planned(found("new.md", [concept("bank", "Bank")])).notes == []


def test_an_undo_never_loses_what_the_learner_wrote_since(home: Home) -> None:
    home.take(LIST)
    home.accept("bends")
    path = home.places.vault / "papers" / "bends.md"
    path.write_text(path.read_text() + "\nMine.\n")
    before = home.files()
    with pytest.raises(WriteRefused, match="was changed since"):
        acts_of(home.places).undo()
    assert home.files() == before


KILLED = """
import os, sys
from pathlib import Path
import cards.places
import kg.atomic_write as disk
from tests.sync.document_factory import Home
from tests.sync.test_accept import LIST
cards.places.built_in_packs = lambda: Path(sys.argv[1]) / "no-packs"
home = Home(Path(sys.argv[1]))
swap, count = disk._swap, []
def dying(path, written):
    count.append(path)
    if len(count) > int(sys.argv[2]):
        os._exit(9)
    swap(path, written)
disk._swap = dying
home.accept("bends", "meander")
"""


@pytest.mark.parametrize("after", [0, 1, 3, 4])
def test_an_act_that_is_killed_is_taken_back_by_the_next_look(home: Home, after: int) -> None:
    home.take(LIST)
    before = home.files()
    folder = str(home.places.home.parent)
    command = [sys.executable, "-c", KILLED, folder, str(after)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr
    assert after == 0 or home.files() != before
    acts_of(home.places).recover()
    assert home.files() == before
    home.accept("bends", "meander")
    assert home.waiting() == {}


def test_a_broken_proposal_is_refused_and_the_others_are_taken(home: Home) -> None:
    home.take(LIST)
    home.waiting()["bends"].path.write_text("---\ntype: paper\ntitle: [\n---\n")
    judged = home.accept("bends", "meander")
    assert [one.one.stem for one in judged.refused] == ["bends"]
    assert [each.name for each in judged.taken] == ["meander"]


def test_what_a_review_proposed_becomes_a_link(home: Home) -> None:
    (home.places.vault / "concepts" / "firth.md").write_text(note("Firth"))
    home.refresh()
    with home.graph() as graph:
        pair = graph.find("delta"), graph.find("firth")
        assert propose(home.inbox, *pair, "2026-03-04")
    [stem] = home.waiting()
    assert home.waiting()[stem].confidence is None
    home.accept(stem)
    assert "- contrasts_with:: [[firth]]" in text(home, "concepts/delta.md")
    assert home.waiting() == {}
    with home.graph() as graph:
        assert not propose(home.inbox, *pair, "2026-03-05")


def test_a_deck_comes_with_its_pictures_and_undo_puts_them_back(home: Home) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 50
    media = home.inbox / "media"
    media.mkdir(parents=True)
    (media / "a.png").write_bytes(picture)
    (media / "shared.png").write_bytes(picture)
    deck = (
        "---\ntype: resource\ntitle: Bread (Anki deck)\nkind: deck\nstatus: proposed\n---\n"
        "Cards of a deck.\n\n## Cards\nQ: Which?\nA: ![it](media/a.png) ![x](media/shared.png) ^k\n"
    )
    (home.inbox / "anki-bread.md").write_text(deck)
    (home.inbox / "anki-rye.md").write_text(deck.replace("media/a.png", "media/b.png"))
    before = home.files()
    other = home.places.vault / "resources" / "media"
    other.mkdir(parents=True)
    (other / "a.png").write_bytes(b"another picture")
    home.accept("anki-bread", reviewed=True)
    accepted = text(home, "resources/anki-bread.md")
    assert "status: reviewed" in accepted
    name = accepted.partition("(media/a-")[2].partition(")")[0]
    assert (other / f"a-{name}").read_bytes() == picture
    assert not (media / "a.png").exists() and (media / "shared.png").exists()
    acts_of(home.places).undo()
    (other / "a.png").unlink()
    assert home.files() == before
