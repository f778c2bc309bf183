"""References as CSL-JSON, which Zotero, Pandoc and other citation processors read.

Owns which CSL type and variables a reference has. Text is plain Unicode: JSON needs no escaping,
and TeX's accents are read. Not here: what is said (cite.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sync.author_names import split_name
from sync.bibtex import kind_of
from sync.cite import Citation
from sync.tex_text import without_tex

_TYPES = {"book": "book", "inproceedings": "paper-conference", "article": "article-journal"}
_PAGES = frozenset({"docs", "blog", "repo", "list", "course", "video", "resource"})

Item = dict[str, object]


def csl_json(citations: Iterable[Citation]) -> str:
    """A JSON list of these references."""
    return json.dumps([_item(one) for one in citations], ensure_ascii=False, indent=1)


def _item(one: Citation) -> Item:
    item: Item = {"id": one.key, "type": _type(one), "title": without_tex(one.title)}
    if one.authors:
        item["author"] = [
            *map(_name, one.authors),
            *([{"literal": "et al."}] if one.others else []),
        ]
    if one.year:
        date = [part for part in (one.year, one.month, one.day) if part]
        item["issued"] = {"date-parts": [date]}
    if one.arxiv:
        item |= {"publisher": "arXiv", "number": f"arXiv:{one.arxiv}"}
    texts = {
        "container-title": one.venue, "DOI": one.doi, "URL": one.url, "ISBN": one.isbn,
        "note": one.note,
    }  # fmt: skip
    return item | {name: without_tex(text) for name, text in texts.items() if text}


def _type(one: Citation) -> str:
    known = _TYPES.get(kind_of(one))
    if known:
        return known
    return "webpage" if one.kind in _PAGES else "article"


def _name(name: str) -> dict[str, str]:
    parts = split_name(without_tex(name))
    found = {
        "family": parts.family, "given": parts.given, "non-dropping-particle": parts.particle,
        "suffix": parts.suffix, "literal": parts.literal,
    }  # fmt: skip
    return {key: text for key, text in found.items() if text}
