"""What a printed link names: a paper, a book, a repository, a page; and the key it is known by.

Owns which forms of a link are one thing: versions, mirrors, formats and tracking fold away. Asks no
network. Not here: badges (badges.py), what an arXiv id is (kg/arxiv_ids.py), titles.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from kg.arxiv_ids import ArxivId, read_id
from kg.documents.publishers import PAPER_SITES, paper_key

_ARXIV_PAPER = re.compile(
    r"(?:[\w-]+\.)*arxiv\.org/(?:abs|pdf|html|ps|format|e-print|src|ftp)/.|xxx\.lanl\.gov/abs/."
    r"|(?:www\.)?alphaxiv\.org/(?:abs|pdf|overview)/.|ar5iv\.org/(?:abs|html)/."
    r"|(?:dx\.)?doi\.org/10\.48550/.|(?:www\.)?(?:huggingface\.co|hf\.co)/papers/\d.",
    re.IGNORECASE,
)
_ARXIV_SITE = re.compile(
    r"arxiv|alphaxiv|ar5iv|10\.48550|/papers?/|xxx\.lanl|papers\.cool", re.IGNORECASE
)
_NOISE = re.compile(r"utm_\w+|fbclid|gclid|ref|ref_|source|context|si|feature|via|share|s|mc_\w+")
_VERSION = re.compile(r"v?\d{1,2}(?:\.\d{1,3}){1,2}|v\d+|stable|latest|main|master|dev|current")
_DOCS = re.compile(r"docs?\.|\bdocs?\b|readthedocs|/modules/|/en/|sphinx|api")
_ARCHIVE = re.compile(r"https?://web\.archive\.org/web/\d+\w*/(.+)", re.IGNORECASE)
_ISBN = re.compile(r"(?:97[89]\d{10}|\d{9}[\dXx])")
_SLIDES = re.compile(r"slide|lecture|syllab|handout|cheat|homework|assignment|book|thesis|lec\d")
_YOUTUBE = re.compile(r"(?:(?:www|m|music)\.)?(?:youtube\.com|youtube-nocookie\.com|youtu\.be)")


class Target(NamedTuple):
    """What a link names. key: equal for links to one thing, '' for none that can be told.

    sort: paper, pdf, book, repo, video or page. arxiv: base id. fault: why a link to a paper of
    arXiv names none. ids: doi:..., openreview:..., isbn:... as printed in the link.
    """

    key: str
    sort: str
    url: str
    arxiv: str = ""
    fault: str = ""
    ids: tuple[str, ...] = ()


NOTHING = Target("", "", "")


@lru_cache(maxsize=50_000)
def target_of(url: str) -> Target:
    """What the link names; NOTHING for a link to no page of the web (relative, mailto, broken)."""
    printed = url.strip()
    archived = _ARCHIVE.match(printed)
    bare = archived[1] if archived else printed
    if "://" not in bare:
        bare = f"https://{bare}" if _looks_like_host(bare) else ""
    try:
        parts = urlsplit(bare)
        host = (parts.hostname or "").lower()
    except ValueError:
        return NOTHING
    if parts.scheme.lower() not in ("http", "https") or "." not in host:
        return NOTHING
    clean = bare if not archived else printed
    return _arxiv(clean, bare, host + parts.path) or _other(clean, host, parts.path, parts.query)


def _looks_like_host(text: str) -> bool:
    return bool(re.match(r"(?:www\.[\w-]+\.|(?:[\w-]+\.)*arxiv\.org/|(?:dx\.)?doi\.org/)", text))


def _arxiv(url: str, bare: str, place: str) -> Target | None:
    """The paper of arXiv that the link names, or what is wrong with it; None: another site."""
    if not _ARXIV_SITE.search(place):
        return None
    found = read_id(bare)
    if isinstance(found, str) and not bare.isascii():
        found = read_id(re.split(r"[^\x00-\x7f]", bare)[0])
    if isinstance(found, ArxivId):
        return Target(f"arxiv:{found.base}", "paper", url, found.base)
    if _ARXIV_PAPER.match(place):
        return Target("", "paper", "", "", found)
    return None


def _other(url: str, host: str, path: str, query: str) -> Target:
    host = re.sub(r"\A(?:www\.|m\.|mobile\.)+", "", host).replace(".m.wikipedia.", ".wikipedia.")
    path = re.sub(r"/{2,}", "/", unquote(path))
    fields = dict(parse_qsl(query[:2000]))
    place = host + path
    key = paper_key(host, path, fields)
    if key:
        return Target(key, "paper", url, "", "", (key,) if key.count(":") else ())
    if PAPER_SITES.match(place):
        return Target(_page_key(host, path, fields), "paper", url)
    return _book(url, place) or _hosted(url, host, path, fields) or _page(url, host, path, fields)


def _book(url: str, place: str) -> Target | None:
    """A book by its ISBN or Amazon's number."""
    if not re.match(r"(?:[\w-]+\.)*(?:amazon\.[\w.]+|amzn\.\w+|oreilly\.com|safaribooks)", place):
        return None
    amazon = re.search(r"/(?:dp|gp/product|ASIN|exec/obidos/ASIN)/(\w{10})\b", place)
    number = amazon[1] if amazon else ""
    if not number:
        found = re.search(r"/(97[89]\d{10})\b", place)
        number = found[1] if found else ""
    if not number:
        return None
    key = f"isbn:{isbn13(number)}" if _ISBN.fullmatch(number) else f"asin:{number.upper()}"
    return Target(key, "book", url, "", "", (key,))


def isbn13(number: str) -> str:
    """An ISBN of 10 or 13 digits as 13 digits."""
    if len(number) == 13:
        return number
    body = "978" + number[:9]
    total = sum(int(digit) * (1 if place % 2 == 0 else 3) for place, digit in enumerate(body))
    return body + str(-total % 10)


def _hosted(url: str, host: str, path: str, fields: dict[str, str]) -> Target | None:
    """Videos and repositories, which have names of their own."""
    parts = [part for part in path.split("/") if part]
    if _YOUTUBE.fullmatch(host) or host == "youtu.be":
        video = fields.get("v") or (parts[-1] if host == "youtu.be" and parts else "")
        if not video and parts[:1] in (["shorts"], ["embed"], ["live"]) and len(parts) > 1:
            video = parts[1]
        name = video or fields.get("list", "")
        return Target(f"video:{name}", "video", url) if name else None
    if host in ("github.com", "gitlab.com", "bitbucket.org", "gitee.com") and len(parts) >= 2:
        is_root = len(parts) == 2 or (parts[2] in ("tree", "blob") and len(parts) == 4
                                      and parts[2] == "tree")  # fmt: skip
        if is_root and parts[0] not in ("topics", "sponsors", "orgs", "collections"):
            name = f"{parts[0]}/{parts[1].removesuffix('.git')}".lower()
            return Target(f"repo:{host}/{name}", "repo", url)
    return None


def _page(url: str, host: str, path: str, fields: dict[str, str]) -> Target:
    is_pdf = path.lower().endswith(".pdf")
    sort = "pdf" if is_pdf and not _SLIDES.search(path.lower()) else "page"
    return Target(_page_key(host, path, fields), sort, url)


def _page_key(host: str, path: str, fields: dict[str, str]) -> str:
    """The page without format, version of its documentation and tracking."""
    parts = [part for part in path.split("/") if part]
    if _DOCS.search(host + path) and "github" not in host:
        parts = [part for part in parts if not _VERSION.fullmatch(part)]
    if parts and re.fullmatch(r"(?:index|default)\.\w{3,5}", parts[-1].lower()):
        parts.pop()
    kept = sorted((k, v) for k, v in fields.items() if not _NOISE.fullmatch(k.lower()))
    return f"url:{host}/{'/'.join(parts)}" + (f"?{urlencode(kept)}" if kept else "")
