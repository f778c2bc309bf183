"""The Mochi export: a zip whose data.json is read with a small reader of Transit."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cards.clozes import hide, parts
from cards.store import Store
from sync.export_mochi import COMMENT, is_ours, letters, number_of, write_mochi
from tests.sync.export_factory import PAPER, WILD, add, make_store, quiet, wild_store


def packed(store: Store, roots: dict[str, Path] | None = None, deck: str = "Edgewise") -> bytes:
    stream = io.BytesIO()
    write_mochi(store, None, stream, roots or {}, deck, quiet)
    return stream.getvalue()


def decoded(value: Any) -> Any:  # noqa: ANN401
    """Transit's JSON without its marks: keywords as ':name', sets as sets."""
    if isinstance(value, list):
        return [decoded(each) for each in value]
    if isinstance(value, dict):
        if list(value) == ["~#set"]:
            return {decoded(each) for each in value["~#set"]}
        return {decoded(key): decoded(each) for key, each in value.items()}
    if isinstance(value, str) and value[:1] in ("~", "^", "`"):
        assert value[0] == "~" and value[1:2] in (":", "~", "^", "`"), value
        return value[1:]
    return value


def data_of(zipped: bytes) -> Any:  # noqa: ANN401
    with zipfile.ZipFile(io.BytesIO(zipped)) as file:
        assert file.testzip() is None
        return decoded(json.loads(file.read("data.json")))


def cards_of(zipped: bytes) -> list[dict[str, Any]]:
    return [card for deck in data_of(zipped)[":decks"] for card in deck[":cards"]]


@pytest.mark.parametrize("number", [0, 1, 61, 62, 2**63 - 1, 4600722895360479199])
def test_an_id_is_eleven_letters_and_digits_and_comes_back(number: int) -> None:
    assert re.fullmatch(r"[0-9A-Za-z]{11}", letters(number))
    assert number_of(letters(number)) == number


def test_decks_and_cards_are_as_mochi_describes_them(tmp_path: Path) -> None:
    with wild_store(tmp_path) as store:
        add(store, 5, "How good?", node_type="metric")
        data = data_of(packed(store))
    assert data[":version"] == 2
    names = {deck[":id"]: deck[":name"] for deck in data[":decks"]}
    assert list(names.values()) == ["Edgewise", "Concepts", "Metrics"]
    root = data[":decks"][0][":id"]
    assert [deck.get(":parent-id") for deck in data[":decks"]] == [None, root, root]
    for deck in data[":decks"]:
        assert re.fullmatch(r":[0-9A-Za-z]{11}", deck[":id"])
        assert all(card[":deck-id"] == deck[":id"] for card in deck[":cards"])
    ids = [number_of(card[":id"][1:]) for card in data[":decks"][1][":cards"]]
    assert ids == [2**62 + n for n in range(len(WILD))]
    places = [card[":pos"] for card in data[":decks"][1][":cards"]]
    assert places == sorted(places) and len(set(places)) == len(places)


def test_each_card_has_two_sides_whatever_its_texts(tmp_path: Path) -> None:
    with wild_store(tmp_path) as store:
        for card in cards_of(packed(store)):
            lines = card[":content"].split("\n")
            assert [line.strip() for line in lines].count("---") == 1 or "```" in card[":content"]
            outside = re.sub(r"```.*?```|`[^`\n]*`", "", card[":content"], flags=re.DOTALL)
            assert "{{" not in outside and "}}" not in outside
            assert not re.search(r"(?<![\w&\\])#\w", outside)
            assert "[[" not in outside


def test_sources_have_their_links_on_the_back(tmp_path: Path) -> None:
    with make_store(tmp_path) as store:
        add(store, 1, "Why?", "Because.", why="It is so.", cue="rivers", sources=[PAPER])
        (card,) = cards_of(packed(store))
    front, back = card[":content"].split("\n---\n")
    assert front == "*rivers*\n\nWhy?\n"
    assert back.startswith("\nBecause.\n\nIt is so.\n\n*[Rivers (and) &lt;seas> (arXiv")
    assert "](https://arxiv.org/abs/2001.00001)* [PDF](https://arxiv.org/pdf/2001.00001)" in back
    assert card[":tags"] == {"concept", "requires"}


def test_hidden_parts_become_one_card_with_a_deletion_each(tmp_path: Path) -> None:
    text = "The ==order== of a set is ==$\\frac{a}{b^{c}}$==, not ==its {{kind}}=="
    found = parts(text)
    with make_store(tmp_path) as store:
        for number, part in enumerate(found):
            add(
                store, 100 - number, hide(text, found, part), part.words, group=7, ordinal=number,
                kind="block", template="cloze",
            )  # fmt: skip
        (card,) = cards_of(packed(store))
    assert card[":id"] == f":g{letters(7)}"
    assert card[":content"] == (
        "The {{1::order}} of a set is {{2::$\\frac{a}{b^{c} }$}}, not {{3::its \\{\\{kind\\}\\}}}"
    )


def test_media_lies_in_the_zip_under_the_name_the_card_has(tmp_path: Path) -> None:
    folder = tmp_path / "water" / "concepts" / "media"
    folder.mkdir(parents=True)
    (folder / "delta.png").write_bytes(b"picture")
    with make_store(tmp_path) as store:
        add(store, 1, "![a delta](media/delta.png)", "![no](media/none.png)")
        zipped = packed(store, {"water": tmp_path / "water"})
    (card,) = cards_of(zipped)
    name = re.match(r"!\[a delta\]\(@media/([^)]+)\)\n", card[":content"])
    assert name is not None
    with zipfile.ZipFile(io.BytesIO(zipped)) as file:
        assert sorted(file.namelist()) == sorted(["data.json", name[1]])
        assert file.read(name[1]) == b"picture"
    assert card[":content"].endswith("no")


def test_the_same_cards_make_the_same_bytes_and_the_file_knows_itself(tmp_path: Path) -> None:
    with wild_store(tmp_path) as store:
        zipped = packed(store)
        assert packed(store) == zipped
        assert data_of(packed(store, deck="Mine"))[":decks"][0][":name"] == "Mine"
    path = tmp_path / "a.mochi"
    path.write_bytes(zipped)
    assert is_ours(path)
    with zipfile.ZipFile(path, "a") as file:
        assert file.comment == COMMENT
        file.comment = b"another"
    assert not is_ours(path)
    path.write_bytes(b"no zip")
    assert not is_ours(path)


def test_a_text_that_begins_like_transit_is_no_mark(tmp_path: Path) -> None:
    texts = ("~:keyword", "^cached", "`code` first", "~#set")
    with make_store(tmp_path) as store:
        for number, text in enumerate(texts, 1):
            add(store, number, text, node_type="concept")
        contents = [card[":content"] for card in cards_of(packed(store))]
    assert [content.split("\n")[0] for content in contents] == [
        "~:keyword", "^cached", "`code` first", "~\\#set",
    ]  # fmt: skip
