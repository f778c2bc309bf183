"""Bytes become lines, or one sentence says why not."""

import pytest

from kg.documents.decode import LONG_LINE, MAX_BYTES, decode
from kg.errors import DocumentRefused

DAMAGED = "- Baker\u00e2\u20ac\u2122s Yeast"  # a right single quote read as Windows-1252


def refused(data: bytes) -> str:
    with pytest.raises(DocumentRefused) as caught:
        decode(data, "notes.md")
    text = str(caught.value)
    assert text.startswith("notes.md: ") and text.endswith(".") and "\n" not in text
    return text


def test_utf_8_is_read_with_or_without_its_mark():
    for data in ("# Naïve\nzwei".encode(), "# Naïve\nzwei".encode("utf-8-sig")):
        document = decode(data, "a.md")
        assert document.lines == ("# Naïve", "zwei")
        assert document.problems == () and document.repairs == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_read(encoding: str):
    assert decode("# Titre d'été\n- un\n".encode(encoding), "a.md").lines == (
        "# Titre d'été",
        "- un",
    )


def test_latin_1_is_read_and_said_once():
    document = decode("# Café\n\n- déjà vu\n- plain\n".encode("latin-1"), "a.md")
    assert document.lines == ("# Café", "", "- déjà vu", "- plain")
    assert [(p.line, p.code) for p in document.problems] == [(1, "I102")]
    assert "2 lines" in document.problems[0].message


def test_one_latin_line_among_utf_8_leaves_the_others_right():
    document = decode("# Ünder\n".encode() + "caf\u00e9\n".encode("latin-1"), "a.md")
    assert document.lines == ("# Ünder", "café")
    assert document.problems[0].line == 2


def test_an_unknown_encoding_is_refused_rather_than_guessed():
    assert "UTF-8" in refused("これは日本語の文章です。\n次の行もあります。\n".encode("shift_jis"))
    assert "UTF-8" in refused("Это русский текст, он не на UTF-8.\n".encode("koi8-r"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04" + bytes(100), "archive"),
        (b"\x1f\x8b\x08" + bytes(50), "compressed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "binary"),
        (bytes(range(256)) * 10, "binary"),
        (b"a\x00b\x00\x00\x00c" * 50, "binary"),
        (b"<!DOCTYPE html>\n<html><body>x</body></html>", "web page"),
        (b"  <html lang='en'>", "web page"),
        (b"{\\rtf1 x}", "rich text"),
        (b"\xff\xfe\x00", "UTF-16"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(data: bytes, words: str):
    assert words in refused(data)


def test_a_file_too_large_is_refused_before_it_is_read():
    assert "at most 50 MB" in refused(b"a" * (MAX_BYTES + 1))


def test_an_empty_file_is_a_document_with_a_problem():
    for data in (b"", b"\n \n"):
        assert [problem.code for problem in decode(data, "a.md").problems] == ["I101"]


def test_damaged_characters_are_mended_line_by_line_and_nothing_else_is_touched():
    quoted = "- Bayes\u2019 \u201crule\u201d \ufb01ne &amp; \u00bd \uff21"
    text = f"# Plain\n{DAMAGED}\n{quoted}\nlast"
    document = decode(text.encode(), "a.md")
    assert [(r.line, r.before, r.after) for r in document.repairs] == [
        (2, DAMAGED, "- Baker\u2019s Yeast")
    ]
    assert document.source == tuple(text.split("\n"))
    assert document.lines[2] == quoted


def test_control_signs_go_and_lines_stay_lines():
    document = decode("a\u0007b\nc\x85d\u2028e\n".encode(), "a.md")
    assert len(document.lines) == len(document.source) == 2
    assert document.lines[0] == "ab"


def test_every_line_break_counts_once():
    assert decode(b"a\r\nb\rc\n\nd", "a.md").lines == ("a", "b", "c", "", "d")


def test_a_very_long_line_is_kept_and_said():
    document = decode(b"x " * LONG_LINE, "a.md")
    assert [(p.line, p.code) for p in document.problems] == [(1, "I103")]
