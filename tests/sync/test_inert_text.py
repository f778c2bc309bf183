"""Nothing of a stranger's text reaches a terminal as anything but letters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.inert_text import clean_text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jcleared", "cleared"),
        ("\x1b]0;a title\x07after", "after"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0;2;0;0;0\x1b\\sixel", "sixel"),
        ("\x1bcreset", "reset"),
        ("end\x1b", "end"),
        ("bell\x07 back\x08 nul\x00", "bell back nul"),
        ("safe\u202egpj.exe\u202c", "safegpj.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("  two\n lines\t\tand\u2028more ", "two lines and more"),
        ("cafe\u0301", "café"),
        ("half \ud83d", "half \ufffd"),
        ("[bold]$\\alpha$ <b>&amp;</b>", "[bold]$\\alpha$ <b>&amp;</b>"),
    ],
)
def test_what_a_terminal_would_obey_is_taken_out(text: str, clean: str) -> None:
    assert clean_text(text) == clean


def test_a_long_text_is_cut_with_a_mark() -> None:
    assert clean_text("word " * 100, 12) == "word word w…"


@given(st.text())
def test_any_text_comes_out_printable_and_stays_as_it_is(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in clean)


def test_escapes_by_the_thousand_take_no_time() -> None:
    assert clean_text("\x1b]" * 200_000 + "x") != ""
    assert clean_text("\x1bP\x9d" * 100_000) == ""
