"""What each element of a note's Markdown becomes in a field of Anki.

Owns the HTML: links only to the web and to mail, code coloured by classes, media by the names they
have in Anki, everything else escaped once. Not here: which markup there is (anki_markdown.py), how
it looks (anki.css), Anki's own signs (anki_inert.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from kg.formula_marks import put_back
from kg.media import FOLDER, is_sound
from sync.anki_code import code_html
from sync.anki_inert import (
    BLANK_OPEN,
    CLOZE_CLOSE,
    CLOZE_OPEN,
    CLOZE_WORDS,
    SOUND_CLOSE,
    SOUND_OPEN,
    without_marks,
    words_html,
)

Image = Callable[[str], str | None]
_WEB = re.compile(r"(?:https?://|mailto:)[^\s/?#]", re.IGNORECASE)
_SPACE = re.compile(r"[\s\x00-\x20\x7f-\x9f]")
_MEDIA_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class Made(NamedTuple):
    """What stands behind the marks of a text.

    shown, written: each formula as HTML, and as it was typed. image: path as written -> its name in
    Anki; None: not there.
    """

    shown: Sequence[str]
    written: Sequence[str]
    image: Image | None


class FieldHtml(RendererHTML):
    """One method a kind of token; those that have none are written as markdown-it does."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Words, their formulas in place."""
        content = tokens[idx].content
        words = words_html(content if content.isascii() else _without_ours(content))
        return put_back(words, _made(env).shown)

    def softbreak(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a line is a blank."""
        return " "

    def hardbreak(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a line that is meant."""
        return "<br>"

    def code_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Code in a line."""
        code = put_back(tokens[idx].content, _made(env).written)
        return f"<code>{escape(code, quote=False)}</code>"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A block of code, coloured where its language is known."""
        token = tokens[idx]
        language = token.info.split()[0] if token.info.strip() else ""
        return code_html(put_back(token.content.rstrip("\n"), _made(env).written), language)

    code_block = fence

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A table scrolls inside a box of its own."""
        return '<div class="wide"><table>'

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a table and its box."""
        return "</table></div>"

    def blank_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A cloze begins: still a mark, because typed braces are made inert after this."""
        return f"{CLOZE_OPEN}{tokens[idx].info}{CLOZE_WORDS}"

    def blank_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A cloze ends."""
        return CLOZE_CLOSE

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A link to the web or to mail; a file of the notes is shown or played; else only words."""
        href = _plain(str(tokens[idx].attrs.get("href") or ""), env)
        if _WEB.match(href):
            env["close"] = "</a>"
            return f'<a href="{web_address(href)}">'
        is_media = is_sound(href) or href.removeprefix("./").startswith(f"{FOLDER}/")
        env["close"] = f" {_media(href, '', env)}" if is_media else ""
        return ""

    def link_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a link."""
        return str(env.pop("close", ""))

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A picture or a sound; one that is not there in words."""
        token = tokens[idx]
        return _media(_plain(str(token.attrs.get("src") or ""), env), token.content, env)


def web_address(href: str) -> str:
    """The address for an attribute, or '' where it leads to no page of the web and to no mail."""
    if not _WEB.match(href):
        return ""
    return escape(normalizeLink(_SPACE.sub("%20", href)))


def _media(written: str, words: str, env: EnvType) -> str:
    image = _made(env).image
    name = image(written) if image is not None else None
    plain = _plain(words, env)
    if name is None or not _MEDIA_NAME.fullmatch(name):
        missing = plain or written.rpartition("/")[2] or "image"
        return f'<span class="missing">[{words_html(missing)}]</span>'
    if is_sound(name):
        return f"{SOUND_OPEN}{name}{SOUND_CLOSE}"
    return f'<img src="{name}" alt="{escape(plain)}">'


def _made(env: EnvType) -> Made:
    made = env["made"]
    assert isinstance(made, Made)
    return made


def _plain(text: str, env: EnvType) -> str:
    """Text of an attribute: formulas as typed, no marks."""
    return without_marks(put_back(text, _made(env).written))


def _without_ours(text: str) -> str:
    """Typed entities may name our marks; only those of formulas were put there by us."""
    return "".join(char for char in text if not BLANK_OPEN <= char <= "\ue00f")
