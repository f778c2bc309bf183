"""The note of a paper, made from its metadata: a draft that its reader finishes.

Owns the stem, which metadata a note repeats (what identifies a paper; the abstract stays in
papers.db), and that hostile metadata makes a plain note or none. Not here: where it is written
(add_paper.py), links.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING

from kg.errors import WriteRefused
from kg.header import quoted
from kg.links import kebab
from kg.models import Note, Paper
from kg.note_template import template
from kg.reader import read_note
from kg.schema import RELATIONS
from sync.inert_text import clean_text
from sync.tex_text import without_tex

if TYPE_CHECKING:
    from sync.papers_store import PaperMeta

MOST_AUTHORS = 50
LONGEST_TITLE = 400
LONGEST_NAME = 120
LONGEST_STEM = 48

_PLAIN = re.compile(r"[^\W\d_][\w.'’-]*(?: [\w.'’-]+)*")
_YAML_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"'\\]+")
# A stem cut short should not end on a word that waits for the next.
_JOINTS = "a an and as at by for from in into is of on or the to towards using via with"


def stem_for(title: str, year: int, base: str, taken: Container[str]) -> str:
    """A stem that is free: the title's first words, else with the year, else with the id."""
    words: list[str] = []
    for word in kebab(without_tex(title)).split("-"):
        if len("-".join([*words, word])) > LONGEST_STEM:
            break
        words.append(word)
    while len(words) > 1 and words[-1] in _JOINTS.split() and len(words) < len(title.split()):
        words.pop()
    stem = "-".join(words)
    named = [stem, *([f"{stem}-{year}"] if year else [])] if stem else []
    for name in named:
        if name not in taken:
            return name
    return kebab(f"{stem} arxiv {base.replace('.', ' ').replace('/', ' ')}")


def note_text(meta: PaperMeta, stem: str) -> str:
    """The text of the note. Raises WriteRefused where the metadata cannot be said in one."""
    title = clean_text(meta.title, LONGEST_TITLE)
    names = [name for name in (clean_text(name, LONGEST_NAME) for name in meta.authors) if name]
    listed = names[:MOST_AUTHORS] + (["et al."] if len(names) > MOST_AUTHORS else [])
    fields = [f'arxiv: "{meta.base}"']
    if _DOI.fullmatch(meta.doi):
        fields.append(f"doi: {quoted(meta.doi)}")
    if meta.year:
        fields.append(f"year: {meta.year}")
    if listed:
        fields.append(f"authors: [{', '.join(map(_item, listed))}]")
    text = template("paper", title, fields)
    _must_say(text, stem, title, meta.base, listed)
    return text


def _item(name: str) -> str:
    """A name inside [...]: plain where YAML reads it back as it is."""
    is_plain = _PLAIN.fullmatch(name) and name.casefold() not in _YAML_WORDS
    return name if is_plain else quoted(name)


def _must_say(text: str, stem: str, title: str, base: str, authors: list[str]) -> None:
    """Read the note as the learner's app will; refuse what would say anything else."""
    note = read_note(text.encode(), stem=stem, path=f"{stem}.md", relations=RELATIONS)
    if isinstance(note, Note) and isinstance(note.node, Paper):
        node = note.node
        said = (node.title, node.arxiv, list(node.authors), note.edges, note.facts, note.blocks)
        if said == (title, base, authors, (), (), ()):
            return
    raise WriteRefused(
        f"The metadata of arXiv {base} does not fit into a note; write it by hand with"
        " `edgewise new paper`."
    )
