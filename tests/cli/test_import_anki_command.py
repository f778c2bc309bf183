"""edgewise import-anki, as it is typed: preview, question, import, and what goes wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cards.places import Places
from cards.store import Store
from cards.study import Study
from cards.study_day import DAY_MS, now_ms
from cli.__main__ import main
from tests.sync.anki_file_factory import deck, packed, review, unpacked
from tests.sync.anki_home_factory import make_home

FIRST = 1 << 60
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    home = tmp_path / "home"
    monkeypatch.setenv("EDGEWISE_HOME", str(home))
    return make_home(home, groups=6)


@pytest.fixture
def edgewise(where: Places, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str | Path) -> tuple[int, str, str]:
        code = main(["import-anki", *map(str, words)])
        done = capsys.readouterr()
        return code, done.out, done.err

    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three answers of the last days, a cram row, and an answer to a card that is not here."""
    at = now_ms() - 3 * DAY_MS
    rows = {
        (FIRST, 0): [review(at, 3, -600, 0), review(at + 700_000, 3, 2, 0)],
        (FIRST + 1, 1): [
            review(at + 9_000, 3, 1, 0),
            review(at + 9_999)._replace(factor=0, kind=3),
        ],
        (FIRST + 99, 0): [review(at + 20_000, kind=0)],
    }
    return deck(tmp_path / "back.apkg", rows, now_ms())


def rows_of(where: Places) -> int:
    with Store.open(where.study_db) as store:
        return store.count("SELECT count(*) FROM review") + store.count(
            "SELECT count(*) FROM event"
        )


def test_a_dry_run_says_all_and_changes_nothing(edgewise: Run, where: Places, file: Path) -> None:
    code, out, err = edgewise(file, "--dry-run")
    assert (code, err, rows_of(where)) == (0, "", 0)
    assert out.startswith("back.apkg has 3 cards of yours.\n3 new reviews of ")
    assert "left out: 1 of cramming" in out and "1 card with 1 review not known here" in out
    assert "Today: due 0 -> 2, learning 0 -> 0" in out
    assert out.endswith("Nothing was changed.\n")
    assert all(len(line) <= 80 for line in out.splitlines())


def test_yes_imports_once_and_the_app_undoes_it(edgewise: Run, where: Places, file: Path) -> None:
    code, out, _ = edgewise(file, "--yes")
    assert code == 0 and "Imported 3 reviews; 2 cards changed." in out
    code, out, _ = edgewise(file, "--yes")
    assert code == 0 and "No review in it is new." in out and "3 imported before" in out
    with closing(Study.open(where)) as study:
        assert study.undo() == "Undid the import of 3 reviews from Anki."
    code, out, _ = edgewise(file, "--dry-run")
    assert "3 reviews come back that an undo took out" in out


def test_json_says_the_same_to_a_script(edgewise: Run, where: Places, file: Path) -> None:
    code, _, err = edgewise(file, "--json")
    assert code == 2 and "--yes" in err
    _, out, _ = edgewise(file, "--json", "--dry-run")
    told = json.loads(out)
    assert (told["new"], told["cards"], told["written"]) == (3, 2, False)
    assert (told["unknown_cards"], told["dropped"]) == (1, {"cram": 1})
    _, out, _ = edgewise(file, "--json", "--yes")
    done = json.loads(out)
    for figures in (told["before"], told["after"], done["before"], done["after"]):
        del figures["next_due_ms"]  # it is now, and now moves on
    assert done == {**told, "written": True}
    assert told["before"]["new"] == told["after"]["new"] + 2


def test_without_a_terminal_it_wants_yes(edgewise: Run, where: Places, file: Path) -> None:
    code, out, err = edgewise(file)
    assert code == 2 and "3 new reviews" in out
    assert err == "edgewise: importing wants a yes: add --yes. Nothing was changed.\n"
    assert rows_of(where) == 0


@pytest.mark.parametrize(("typed", "rows"), [("y", 5), ("", 0), ("no", 0)])
def test_on_a_terminal_it_asks(
    edgewise: Run, where: Places, file: Path, typed: str, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: typed)
    code, out, _ = edgewise(file)
    assert (code, rows_of(where)) == (0, rows)  # the settings that shape memory are an event too
    assert ("Imported 3 reviews" in out) == bool(rows)


def test_a_file_without_reviews_says_what_to_tick(
    edgewise: Run, where: Places, tmp_path: Path
) -> None:
    file = tmp_path / "bare.apkg"
    deck(file, {}, now_ms())
    code, out, _ = edgewise(file, "--yes")
    assert code == 1 and "None of its cards came from Edgewise" in out and "--notes" in out


def test_what_cannot_be_read_is_one_sentence_and_nothing_written(
    edgewise: Run, where: Places, file: Path, tmp_path: Path
) -> None:
    code, out, err = edgewise(tmp_path / "none.apkg", "--yes")
    assert (code, out) == (2, "") and err.startswith("edgewise: there is no file ")
    packed(file, {**unpacked(file), "meta": b"\x08\x09"})
    code, out, err = edgewise(file, "--yes")
    assert (code, out, err.count("\n"), rows_of(where)) == (3, "", 1, 0)
    assert "it has a newer format than this Edgewise knows; upgrade Edgewise" in err
    assert sorted(path.name for path in where.home.iterdir()) == ["settings.toml", "study.db"]


def test_without_a_study_database_it_says_how_to_begin(
    edgewise: Run, where: Places, file: Path
) -> None:
    where.study_db.unlink()
    code, _, err = edgewise(file, "--yes")
    assert code == 3 and "start `edgewise` once" in err and not where.study_db.exists()
