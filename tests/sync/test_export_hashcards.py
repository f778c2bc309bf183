"""The hashcards export, read by a strict reader and shown by a reader of Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from cards.clozes import hide, parts
from cards.store import Store
from sync.export_folder import new_folder
from sync.export_hashcards import KEPT, KIND, write_hashcards
from tests.sync.export_factory import PAPER, WILD, add, make_store, quiet, wild_store
from tests.sync.hashcards_reader import Read, read_deck


def export(store: Store, out: Path, roots: dict[str, Path] | None = None) -> dict[str, list[Read]]:
    with new_folder(out, KIND, KEPT) as folder:
        write_hashcards(store, None, folder, roots or {}, quiet)
    found: dict[str, list[Read]] = {}
    for path in sorted(out.glob("*.md")):
        name, cards = read_deck(path.read_bytes().decode("utf-8"))
        assert name == path.stem
        found[name] = cards
    return found


def test_every_card_is_read_in_its_deck_with_our_id(tmp_path: Path) -> None:
    with wild_store(tmp_path) as store:
        add(store, 5, "How good?", node_type="metric")
        found = export(store, tmp_path / "out")
    assert sorted(found) == ["Concepts", "Metrics"]
    cards = found["Concepts"]
    assert [card.comment for card in cards] == [
        f"# edgewise card {2**62 + n}" for n in range(len(WILD))
    ]
    assert {card.kind for card in cards} == {"basic"}
    assert cards[0].face == "*cue*\n\n=1+1"
    assert found["Metrics"][0].comment == "# edgewise card 5"


def test_a_plain_text_is_written_as_it_is(tmp_path: Path) -> None:
    plain = [text for text in WILD if not re.search(r"[<\[#:]|^---$|^\s|\]|\s$", text, re.M)]
    assert len(plain) > 10
    with make_store(tmp_path) as store:
        for number, text in enumerate(plain, 1):
            add(store, number, text, text)
        cards = export(store, tmp_path / "out")["Concepts"]
    assert [card.face for card in cards] == plain
    assert [card.back for card in cards] == plain


@pytest.mark.parametrize(
    "text", [text for text in WILD if "[[" not in text and "(" not in text and "<" not in text]
)
def test_markdown_shows_the_escaped_text_as_the_text_itself(tmp_path: Path, text: str) -> None:
    shown = MarkdownIt("commonmark", {"html": True})
    with make_store(tmp_path) as store:
        add(store, 1, text)
        card = export(store, tmp_path / "out")["Concepts"][0]

    def words(source: str) -> str:
        html = re.sub(r"<hr ?/?>|</?h[1-6]>", " --- ", shown.render(source))
        return " ".join(re.sub(r"<[^>]+>", " ", html).split())

    # Headings and rules are marks to hashcards: they are shown as the signs they are made of.
    told = re.sub(r"(?m)^([^\S\n]*)(---$|#)", r"\1\\\2", text) if "```" not in text else text
    assert words(card.face) == words(told).replace("---  ---", "---")


def test_code_whose_lines_are_marks_stays_whole(tmp_path: Path) -> None:
    code = "```py\n# comment\nQ: in code\n\n---\nx = [1] < 2\n```"
    with make_store(tmp_path) as store:
        add(store, 1, "What does it print?", f"See:\n\n{code}\n\nthat")
        back = export(store, tmp_path / "out")["Concepts"][0].back
    html = MarkdownIt("commonmark", {"html": True}).render(back)
    inside = re.search(r"<pre><code[^>]*>(.*?)</code></pre>", html, re.DOTALL)
    assert inside is not None
    import html as entities

    assert entities.unescape(inside[1]) == "# comment\nQ: in code\n\n---\nx = [1] < 2\n"
    assert "<p>that</p>" in html


def test_a_formula_over_several_lines_holds_no_mark(tmp_path: Path) -> None:
    formula = "$$\na\n---\nC: b\n#c\n$$"
    with make_store(tmp_path) as store:
        add(store, 1, formula)
        card = export(store, tmp_path / "out")["Concepts"][0]
    assert card.face == "$$\na\n{}---\n{}C: b\n{}#c\n$$"


CLOZES = (
    "The ==order== of a group is ==the cardinality== of its set.",
    "An array [1, 2] has ==two== parts; ![x](y) ==!== and==\\==",
    "Wow!==hidden== and $\\left[ x \\right]$ or `a[0]` ==last==",
    "==first==\n\nQ: not a question\n# not a comment\n---\n==end==",
    "one ==x== only",
)


@pytest.mark.parametrize("text", CLOZES)
def test_the_hidden_parts_of_a_text_become_one_cloze_with_all_ids(
    tmp_path: Path, text: str
) -> None:
    found = parts(text)
    with make_store(tmp_path) as store:
        for number, part in enumerate(found):
            add(
                store, 100 - number, hide(text, found, part), part.words, group=7, ordinal=number,
                kind="block", template="cloze", sources=[PAPER],
            )  # fmt: skip
        cards = export(store, tmp_path / "out")["Concepts"]
    assert [card.kind for card in cards] == ["cloze"] * len(found)
    ids = " ".join(str(100 - number) for number in range(len(found)))
    assert cards[0].comment == f"# edgewise card {ids}"
    shown = [card.back.replace("&#33;", "!").replace("&#92;", "\\") for card in cards]
    assert shown == [part.words for part in found]
    assert "Rivers" not in cards[0].face


def test_clozes_that_do_not_fit_together_become_questions(tmp_path: Path) -> None:
    with make_store(tmp_path) as store:
        for number, question in enumerate(("a [...] c", "another [...] text")):
            add(
                store, number + 1, question, "b", group=7, ordinal=number, kind="block",
                template="cloze",
            )  # fmt: skip
        cards = export(store, tmp_path / "out")["Concepts"]
    assert [(card.kind, card.face) for card in cards] == [
        ("basic", "a [...] c"), ("basic", "another [...] text"),
    ]  # fmt: skip


def test_media_travels_under_a_name_made_of_its_content(tmp_path: Path) -> None:
    folder = tmp_path / "water" / "concepts" / "media"
    folder.mkdir(parents=True)
    (folder / "a b.png").write_bytes(b"picture")
    (folder / "say.mp3").write_bytes(b"sound")
    text = "See ![a [wide] delta](<media/a b.png>), hear [it](media/say.mp3), ![gone](media/x.png)"
    with make_store(tmp_path) as store:
        add(store, 1, text)
        out = tmp_path / "out"
        face = export(store, out, {"water": tmp_path / "water"})["Concepts"][0].face
    named = re.findall(r"!\[[^\]]*\]\((media/edgewise-[0-9a-f]+\.(?:png|mp3))\)", face)
    assert [(out / name).read_bytes() for name in named] == [b"picture", b"sound"]
    assert face.endswith("gone")


def test_nothing_of_a_note_becomes_live_html(tmp_path: Path) -> None:
    evil = (
        "<script>alert(1)</script>", "`x\n\n<script>alert(1)</script>`", "\\`<img src=x>`",
        "<javascript:alert(1)>", "[x](javascript:alert(1))", "[x](<java\tscript:alert(1)>)",
        "[x](javascript&colon;alert(1))", "[x]: javascript:alert(1)\n\n[x]", "$<b>$",
        "```\n<script>\n```", "> ```\n<script>\n> ```", "[a](data:text/html,x)", "a <!-- b -->",
        "![x](javascript:alert(1))", "``` a`b\n<script>alert(1)</script>\n```", "`<b>`",
        "| a | b |\n| - | - |\n| `x | <b>y` |",
    )  # fmt: skip
    with make_store(tmp_path) as store:
        for number, text in enumerate(evil, 1):
            add(store, number, text, text, why=text, cue=text, sources=[{"title": text}])
        cards = export(store, tmp_path / "out")["Concepts"]
    shown = MarkdownIt("commonmark", {"html": True}).enable("table")
    shown.validateLink = lambda url: True  # type: ignore[method-assign]
    for card in cards:
        html = shown.render(card.face) + shown.render(card.back)
        tags = set(re.findall(r"<\s*/?\s*([a-z!][a-z0-9-]*)", html, re.IGNORECASE))
        assert not tags & {"script", "img", "b", "!--"}, html
        assert not re.findall(r"(?:href|src)=\"\s*(?!https?:|mailto:|%3C)[^\"]*:", html), html


def test_what_hashcards_keeps_there_survives_and_equal_cards_make_equal_bytes(
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    with wild_store(tmp_path) as store:
        export(store, out)
        (out / "hashcards.db").write_bytes(b"progress")
        before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        export(store, out)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
