"""Links that only decorate: shields, social buttons, anchors of a table of contents.

Owns which links never name something to study. Not here: what the others name (links.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from kg.arxiv_ids import read_id

_PICTURE = re.compile(
    r"shields\.io|badgen?\.|badge\.fury|/badge|badge\.svg|awesome\.re|travis-ci|codecov\.io"
    r"|coveralls|circleci\.com|star-history\.com|visitor|hits\.|komarev|colab-badge|/workflows/"
    r"|trendshift|contrib\.rocks|bestpractices|readthedocs\.org/projects/[^/]+/badge",
    re.IGNORECASE,
)
_HOSTS = re.compile(
    r"(?:[\w-]+\.)*(?:shields\.io|awesome\.re|makeapullrequest\.com|star-history\.com|discord\.gg"
    r"|discordapp\.com|buymeacoffee\.com|ko-fi\.com|patreon\.com|opencollective\.com|paypal\.me"
    r"|gitter\.im|t\.me|telegram\.me|facebook\.com|instagram\.com|weibo\.com|badgen\.net"
    r"|contrib\.rocks|join\.slack\.com|trendshift\.io|weixin\.qq\.com)"
)
_PROFILE = re.compile(
    r"(?:(?:www\.|mobile\.)?(?:twitter|x)\.com/@?\w+/?|(?:[\w]+\.)?linkedin\.com/(?:in|company)/.*"
    r"|discord\.com/invite/.*|github\.com/sponsors/.*|(?:[\w-]+\.)?slack\.com(?:/.*)?"
    r"|opensource\.org/licenses?/.*|creativecommons\.org/(?:licenses|publicdomain)/.*"
    r"|github\.com/[\w.-]+/[\w.-]+/(?:stargazers|network.*|issues|pulls|graphs/.*|actions.*|fork"
    r"|blob/[^/]+/(?:LICEN[CS]E|CONTRIBUTING|CODE_OF_CONDUCT)[\w.]*)"
    r"|twitter\.com/intent/.*|choosealicense\.com/.*)(?:[?#].*)?",
    re.IGNORECASE,
)
_OWN_PAGES = re.compile(
    r"(?:\.?/)?(?:[\w-]+/)*(?:licen[cs]e|contributing|code[_-]of[_-]conduct|changelog|security"
    r"|authors|contributors)(?:[._-]\w+)*",
    re.IGNORECASE,
)


def is_badge(words: str, url: str, image: bool, shown: Sequence[str] = ()) -> bool:
    """Whether a link decorates. image: it has no words but a picture; shown: those pictures."""
    bare = url.strip()
    if not bare or bare.startswith(("#", "mailto:", "javascript:", "data:", "tel:")):
        return True
    if not isinstance(read_id(bare), str):
        return False
    if _OWN_PAGES.fullmatch(bare):
        return True
    if image and _PICTURE.search(" ".join(shown) if shown else bare) and not _is_paper(bare):
        return True
    rest = re.sub(r"\Ahttps?://", "", bare, flags=re.IGNORECASE)
    if _PROFILE.fullmatch(rest):
        return True
    try:
        return bool(_HOSTS.fullmatch((urlsplit(bare).hostname or "").lower()))
    except ValueError:
        return False


def _is_paper(url: str) -> bool:
    """A shield may hang on a link to a paper: then the link counts."""
    return bool(re.search(r"openreview\.net/|doi\.org/10\.|aclanthology\.org/|arxiv\.org/", url))
