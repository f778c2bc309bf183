"""An import proposes what is new, each with the words it comes from, and nothing twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.documents.found import FoundNode
from kg.errors import WriteRefused
from kg.models import Note
from kg.reader import read_note
from kg.schema import RELATIONS
from sync.inbox import Inbox
from sync.inbox_documents import IN_GRAPH, KNOWN, MOST_LINKS, REJECTED
from sync.pending import links_of
from sync.triage import reject, where_of
from tests.sync.document_factory import Home, concept, edge, found, paper, without_packs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    without_packs(tmp_path, monkeypatch)
    return Home(tmp_path)


LIST = found(
    "list.md",
    [paper("bends", "Rivers and their bends", "2101.00001"), concept("meander", "Meander")],
    [edge("meander", "introduced_by", "bends", "it says so")],
)


def read(path: Path) -> Note:
    note = read_note(path.read_bytes(), stem=path.stem, path=path.name, relations=RELATIONS)
    assert isinstance(note, Note)
    assert not [fault for fault in note.faults if fault.severity == "error"]
    return note


def test_a_proposal_is_a_note_that_says_where_it_comes_from(home: Home) -> None:
    folder = home.take(LIST)
    assert folder == home.inbox / "list"
    waiting = home.waiting()
    assert set(waiting) == {"bends", "meander"}
    marks = waiting["bends"].marks
    assert marks is not None
    assert (marks.file, marks.sha256, marks.lines) == ("list.md", LIST.sha256, (3, 3))
    assert (marks.quote, marks.rule) == ("- Rivers and their bends", "an item of a list")
    assert waiting["bends"].confidence == 0.95
    assert read(waiting["bends"].path).node.status == "proposed"
    path = waiting["meander"].path
    [link] = links_of(path.read_bytes(), path, RELATIONS)
    assert (link.relation, link.target, link.reason) == ("introduced_by", "bends", "it says so")
    assert link.marks is not None and link.marks.lines == (5, 5)
    assert link.marks.confidence == 0.7 and link.marks.rule == "a row of a table"


def test_the_same_bytes_propose_nothing_again(home: Home) -> None:
    home.take(LIST)
    before = home.files()
    again = home.planned(LIST)
    assert again.notes == [] and again.counts[KNOWN] == 2
    assert home.take(LIST) is None
    assert home.files() == before


def test_a_changed_line_proposes_only_what_it_changes(home: Home) -> None:
    home.take(LIST)
    other = found(
        "list.md",
        [
            paper("bends", "Rivers and their bends", "2101.00001", line=9),
            concept("meander", "Meander", line=8),
            paper("floods", "On floods", "2101.00002"),
        ],
        [
            edge("meander", "introduced_by", "bends", "it says so", line=12),
            edge("meander", "covered_in", "floods"),
        ],
    )
    [(stem, _), (more, text)] = home.planned(other).notes
    assert stem == "floods"
    assert more == "meander-more" and 'extends: "[[meander]]"' in text
    assert "covered_in:: [[floods]]" in text and "introduced_by" not in text


def test_a_printed_title_that_changed_is_another_name_of_the_same_paper(home: Home) -> None:
    home.take(LIST)
    renamed = found("list.md", [paper("river-bends", "River bends", "2101.00001")])
    [(stem, text)] = home.planned(renamed).notes
    assert stem == "bends-more" and 'aliases: ["River bends"]' in text


def test_what_was_rejected_stays_rejected_in_any_document(home: Home) -> None:
    home.take(LIST)
    known = home.waiting()
    reject(where_of(home.places, None), list(known.values()), [known["bends"]])
    other = found(
        "other.md",
        [paper("bends-2", "Rivers & bends", "2101.00001"), concept("meander", "Meander")],
        [edge("meander", "covered_in", "bends-2")],
    )
    made = home.planned(other)
    assert made.notes == [] and made.counts[REJECTED] == 1


def test_a_paper_that_has_a_note_is_linked_to_and_not_proposed(home: Home) -> None:
    document = found(
        "list.md",
        [paper("theory", "Theory of Silt", "2001.00001"), concept("meander", "Meander")],
        [edge("meander", "introduced_by", "theory")],
    )
    made = home.planned(document)
    assert made.counts[IN_GRAPH] == 1
    [(stem, text)] = made.notes
    assert stem == "meander" and "introduced_by:: [[vault/silt-paper]]" in text


def test_a_thing_that_resembles_a_note_says_which(home: Home) -> None:
    home.take(found("list.md", [concept("billabong", "Billabong"), concept("oxbow", "Oxbows")]))
    waiting = home.waiting()
    assert waiting["billabong"].same_as == "lakes/oxbow"
    # A note of a pack may not be replaced by its name.
    assert "oxbow" not in waiting and waiting["oxbow-concept"].same_as == ""


def test_links_that_are_less_sure_than_their_note_are_judged_by_themselves(home: Home) -> None:
    document = found(
        "list.md",
        [concept("meander", "Meander", sure=0.9), concept("bank", "Bank", sure=0.9)],
        [
            edge("meander", "requires", "bank", sure=0.9),
            edge("bank", "part_of", "meander", sure=0.4),
        ],
    )
    texts = dict(home.planned(document).notes)
    assert set(texts) == {"meander", "bank", "bank-more"}
    assert "part_of" in texts["bank-more"] and 'x-confidence: "0.40"' in texts["bank-more"]
    assert "part_of" not in texts["bank"]


def test_a_note_with_very_many_links_comes_in_parts(home: Home) -> None:
    others = [concept(f"c{number}", f"Concept {number}") for number in range(MOST_LINKS + 5)]
    links = [edge("meander", "requires", one.ref) for one in others]
    made = home.planned(found("list.md", [concept("meander", "Meander"), *others], links))
    texts = dict(made.notes)
    assert texts["meander"].count("requires::") == MOST_LINKS
    assert texts["meander-more"].count("requires::") == 5 and made.links == MOST_LINKS + 5


HOSTILE = [
    "# Heading", "[[oxbow]] ==x== ^key", "---", "```\nfence", 'a "b" \\ c: d', "<!-- no -->",
    "Q: Why?\nA: So.", "\x1b[31mred\x07 \u202eturned", "- requires:: [[oxbow]]", "a\u2028b\x85c",
    "]] [status:: reviewed]", "{{template}} | table", "🙂 ｗｉｄｅ", "a" * 3000,
    "1. one", "> quote",
]  # fmt: skip


def test_words_of_strangers_stay_words(home: Home) -> None:
    other = concept("other", "Other")
    documents = []
    for number, words in enumerate(HOSTILE):
        node = FoundNode(
            f"thing-{number}", "concept", words, (words, f"{words} again"),
            f"https://e.org/{number}",
            "", (1, 2), words, 0.5, words, aliases=(f"{words} once",), notes=(words, f"x {words}"),
        )  # fmt: skip
        link = edge(node.ref, "requires", "other", words, sure=0.5)
        documents.append(found(words[:20], [node, other], [link]))
    home.take(*documents)
    waiting = home.waiting()
    for number, words in enumerate(HOSTILE):
        one = waiting[f"thing-{number}"]
        note = read(one.path)
        assert note.node.status == "proposed" and not note.facts and not note.blocks, words
        assert not note.definition and not note.mentions, words
        assert [(each.relation, each.target) for each in note.edges] == [("requires", "other")]
        assert one.marks is not None and one.marks.quote == words[:2000] and one.marks.rule == words


def test_an_inbox_that_cannot_be_written_changes_nothing(home: Home) -> None:
    home.inbox.write_text("this is no folder")
    before = home.files()
    with pytest.raises(WriteRefused, match="cannot be"):
        home.take(LIST)
    assert home.files() == before


def test_a_document_is_kept_as_long_as_a_proposal_of_it_waits(home: Home) -> None:
    home.take(LIST)
    home.take(found("b.md", [concept("bank", "Bank")]))
    assert len(list((home.inbox / ".sources").iterdir())) == 2
    home.accept("bends", "meander")
    home.take(found("c.md", [concept("silt", "Silt")]))
    kept = {path.name for path in (home.inbox / ".sources").iterdir()}
    assert LIST.sha256[:32] not in kept and len(kept) == 2


KILLED = """
import os, sys
import cards.places
from pathlib import Path
import sync.inbox_folder as folder
from tests.sync.document_factory import Home
from tests.sync.test_inbox_documents import LIST
cards.places.built_in_packs = lambda: Path(sys.argv[1]) / "no-packs"
home = Home(Path(sys.argv[1]))
step = int(sys.argv[2])
if step == 0:
    folder.shutil.rmtree = lambda *a, **k: None
    folder._keep_sources = lambda *a: os._exit(9)
else:
    folder.Inbox.remember = lambda *a: os._exit(9)
home.take(LIST)
"""


@pytest.mark.parametrize(("step", "notes"), [(0, 0), (1, 2)])
def test_an_import_that_is_killed_leaves_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, notes: int
) -> None:
    without_packs(tmp_path, monkeypatch)
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(step)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr
    home = Home(tmp_path)
    assert len(home.waiting()) == notes
    home.take(LIST)
    assert set(home.waiting()) == {"bends", "meander"}
    assert len(Inbox(home.inbox).entries()) == len(Inbox(home.inbox).known())
