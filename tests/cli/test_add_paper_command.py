"""edgewise add-paper and find-paper, as they are typed, against a real server of the API."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.__main__ import main
from tests.kg.vault_factory import note
from tests.sync.dump_factory import entry, lines, save
from tests.sync.fake_arxiv import FakeArxiv, Faults, load_papers
from tests.sync.paper_factory import hostile, paper, put

RECORDS = Path(__file__).parents[1] / "sync/arxiv_records.json"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a tiny pack in place of the one that ships, and two fetched papers."""
    folder = tmp_path / "home"
    monkeypatch.setenv("EDGEWISE_HOME", str(folder))
    # Nobody listens here: a test that needs the network says so with `server`.
    monkeypatch.setenv("EDGEWISE_ARXIV_URL", "http://127.0.0.1:9/api/query")
    pack = folder / "packs/ml-system-design"
    (pack / "concepts").mkdir(parents=True)
    (pack / "pack.toml").write_text('name = "ml-system-design"\nversion = "1"\n')
    for stem, title in {"bowline": "Bowline", "slippage": "Slippage"}.items():
        (pack / f"concepts/{stem}.md").write_text(note(title))
    (folder / "vault/concepts").mkdir(parents=True)
    (folder / "vault/concepts/mine.md").write_text(note("My own knot"))
    (folder / "settings.toml").write_text("[arxiv]\ndelay = 0.0\n")
    put(folder / "papers.db", paper(), paper("math/0309136", title="On braids", version=1))
    return folder


@pytest.fixture
def server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeArxiv]:
    """The API with some dozens of real records."""
    with FakeArxiv(load_papers(RECORDS), Faults()) as fake:
        monkeypatch.setenv("EDGEWISE_ARXIV_URL", fake.url)
        yield fake


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Let a person at a terminal type these answers; the questions are kept."""
    questions: list[str] = []
    waiting = iter(answers)

    def answer(question: str = "") -> str:
        questions.append(question)
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("cli.editor.at_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    return questions


def test_any_printed_form_adds_the_paper_once_and_links_the_right_side(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forms = ["https://arxiv.org/pdf/1706.03762v5.pdf", "arXiv:1706.03762", "math.GT/0309136"]
    assert main(["add-paper", *forms, "--covers", "bowline", "--covers", "mine"]) == 0
    out = capsys.readouterr().out

    papers = sorted(path.name for path in (home / "vault/papers").iterdir())
    assert papers == ["on-braids.md", "on-knots.md"]
    assert out.count("Added ") == 2
    assert "To undo this, delete the files and the lines named above." in out
    sources = (home / "vault/concepts/bowline-sources.md").read_text()
    assert 'extends: "[[ml-system-design/bowline]]"' in sources
    assert sources.endswith("- covered_in:: [[on-knots]]\n- covered_in:: [[on-braids]]\n")
    mine = (home / "vault/concepts/mine.md").read_text()
    assert mine.endswith("- covered_in:: [[on-knots]]\n- covered_in:: [[on-braids]]\n")
    assert main(["check", str(home / "vault")]) == 0
    assert "0 errors" in capsys.readouterr().out

    assert main(["add-paper", "1706.03762", "--introduces", "slippage", "--json"]) == 0
    [again] = json.loads(capsys.readouterr().out)
    assert (again["name"], again["path"]) == ("on-knots", None)
    assert [Path(change["path"]).name for change in again["changes"]] == ["slippage-sources.md"]
    assert main(["papers", "slippage"]) == 0
    assert "On knots (2017, arXiv 1706.03762)" in capsys.readouterr().out


def test_at_a_terminal_it_asks_and_suggests_what_the_abstract_names(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = typed(monkeypatch, "nothing-like-it", "1", "slipage", "mine, 2")
    assert main(["add-paper", "1706.03762"]) == 0
    out = capsys.readouterr().out

    assert "It names: 1 Slippage, 2 Bowline" in out
    assert [question.split()[-1] for question in questions] == [
        "introduce?", "introduce?", "explain?", "explain?",
    ]  # fmt: skip
    assert "Did you mean slippage?" in out
    assert (
        "introduced_by:: [[on-knots]]" in (home / "vault/concepts/slippage-sources.md").read_text()
    )
    assert "covered_in:: [[on-knots]]" in (home / "vault/concepts/mine.md").read_text()
    assert "covered_in:: [[on-knots]]" in (home / "vault/concepts/bowline-sources.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "say"),
    [
        (["1706.03762", "0309.99999"], "names no paper of arXiv"),
        (["1706.03762", "--covers", "bowlin"], "Did you mean bowline"),
        (["1706.03762", "2001.00001", "--introduces", "bowline"], "a concept has one origin"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_written(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], say: str
) -> None:
    assert main(["add-paper", *arguments]) == 2
    assert say in capsys.readouterr().err
    assert not (home / "vault/papers").exists()


def test_offline_adds_what_is_here_and_names_the_rest(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add-paper", "--offline", "2001.00001", "1706.03762"]) == 1
    captured = capsys.readouterr()

    assert "Added on-knots" in captured.out
    assert "2001.00001" in captured.err
    assert (home / "vault/papers/on-knots.md").is_file()


def test_hostile_metadata_are_written_and_told_inertly(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(home / "papers.db", hostile("2001.00001"))
    assert main(["add-paper", "2001.00001"]) == 0
    assert main(["find-paper", "--offline", "safe"]) == 0
    out = capsys.readouterr().out
    assert not any(letter in out for letter in "\x1b\x9b\x07\u202e")
    [made] = (home / "vault/papers").iterdir()
    assert "\x1b" not in made.read_text()


def test_find_paper_lists_what_is_here_without_the_network_and_adds_the_chosen(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["find-paper", "braids", "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)
    assert (found["arxiv"], found["note"]) == ("math/0309136", None)

    questions = typed(monkeypatch, "7", "one", "1", "", "")
    assert main(["find-paper", "on", "knots"]) == 0
    assert len(questions) == 5
    assert "Type numbers from 1 to" in capsys.readouterr().out
    assert (home / "vault/papers/on-knots.md").is_file()

    monkeypatch.undo()
    monkeypatch.setenv("EDGEWISE_HOME", str(home))
    assert main(["find-paper", "knots", "--offline"]) == 0
    assert "noted as on-knots" in " ".join(capsys.readouterr().out.split())
    capsys.readouterr()
    assert main(["find-paper", "nothing", "like", "it", "--offline"]) == 1
    assert "without --offline" in capsys.readouterr().err


def test_a_paper_that_is_not_here_is_asked_for_once(
    home: Path, server: FakeArxiv, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add-paper", "1607.00653", "cs/0112017", "--covers", "mine"]) == 0
    assert "Added node2vec-scalable-feature-learning-for-networks (arXiv 1607.00653)" in (
        capsys.readouterr().out
    )
    assert len(server.log) == 1
    made = (home / "vault/papers/node2vec-scalable-feature-learning-for-networks.md").read_text()
    assert "authors: [Aditya Grover, Jure Leskovec]" in made

    (home / "vault/papers/node2vec-scalable-feature-learning-for-networks.md").unlink()
    assert main(["add-paper", "https://huggingface.co/papers/1607.00653"]) == 0
    assert len(server.log) == 1


def test_a_paper_that_arxiv_does_not_have_is_named_and_the_others_are_added(
    home: Path, server: FakeArxiv, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add-paper", "2001.99999", "1607.00653"]) == 1
    captured = capsys.readouterr()

    assert "not added: arXiv has no paper 2001.99999" in captured.err
    assert "Added node2vec" in captured.out


def test_find_paper_asks_arxiv_for_what_nobody_here_knows_and_keeps_the_answer(
    home: Path,
    server: FakeArxiv,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed(monkeypatch, "1", "", "")
    assert main(["find-paper", "node2vec scalable feature learning"]) == 0
    assert (home / "vault/papers/node2vec-scalable-feature-learning-for-networks.md").is_file()
    assert len(server.log) == 1

    assert main(["find-paper", "feature", "learning", "node2vec", "--json"]) == 0
    assert len(server.log) == 1
    capsys.readouterr()
    assert main(["find-paper", "knots", "--online", "--json"]) == 0
    assert len(server.log) == 2
    assert json.loads(capsys.readouterr().out)[0]["title"] == "On knots"


def test_without_a_network_what_is_here_is_listed_and_one_sentence_says_why_no_more(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["find-paper", "knots", "--online"]) == 0
    captured = capsys.readouterr()
    assert "On knots" in captured.out
    assert "cannot be reached" in captured.err

    assert main(["find-paper", "nobody", "knows"]) == 3
    assert "cannot be reached" in capsys.readouterr().err
    assert main(["add-paper", "1607.00653", "1706.03762"]) == 3
    captured = capsys.readouterr()
    assert "Added on-knots" in captured.out
    assert "cannot be reached" in captured.err
    assert "nothing on this machine knows 1607.00653" in captured.err


def test_the_index_of_all_papers_answers_without_a_network(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = lines(entry("0704.0001", "Knots in seven Dimensions"), entry("0704.0002", "On ropes"))
    assert main(["arxiv-index", str(save(tmp_path, dump, "dump.json"))]) == 0
    capsys.readouterr()

    assert main(["find-paper", "knots", "seven", "dimensions"]) == 0
    found = capsys.readouterr()
    assert found.out.startswith(" 1  Knots in seven Dimensions\n")
    assert found.err == ""
    assert main(["find-paper", "nots in sevn dimensions", "--offline"]) == 0
    assert "Knots in seven Dimensions" in capsys.readouterr().out

    assert main(["add-paper", "0704.0001", "--offline"]) == 0
    made = (home / "vault/papers/knots-in-seven-dimensions.md").read_text()
    assert "year: 2007" in made
    assert "authors: [Ada Quill, " in made
    assert main(["add-paper", "0704.0002"]) == 0
    assert "cannot be reached" in capsys.readouterr().err
    assert main(["cite", "knots-in-seven-dimensions"]) == 0
    assert "month         = apr" in capsys.readouterr().out


def test_a_paper_goes_into_the_folder_of_the_vault_that_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["add-paper", "1706.03762", "--no-ask", "--offline", "--into"]
    assert main([*words, "reading/2026/"]) == 0
    path = home / "vault/reading/2026/on-knots.md"
    assert 'arxiv: "1706.03762"' in path.read_text() and str(path) in capsys.readouterr().out
    assert main(["check"]) == 0


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("../outside", "no folder of the vault"),
        ("/etc", "no folder of the vault"),
        ("a//b", "no folder of the vault"),
        (".hidden", "no folder of the vault"),
        ("a/inbox", "not read"),
        ("concepts", "not for a paper"),
        ("way-out", "leads out"),
    ],
)
def test_a_folder_that_cannot_hold_it_is_refused_before_anything_is_written(
    home: Path, capsys: pytest.CaptureFixture[str], folder: str, why: str
) -> None:
    (home / "vault/way-out").symlink_to(home)
    before = sorted(home.rglob("*.md"))
    assert main(["add-paper", "1706.03762", "--no-ask", "--offline", "--into", folder]) == 2
    assert why in capsys.readouterr().err
    assert sorted(home.rglob("*.md")) == before
