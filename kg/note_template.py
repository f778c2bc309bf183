"""The text of a new note: a valid draft that says what to fill in.

Owns which keys and sections a new note of a type shows. Not here: where it is written (write.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from kg.header import quoted

_HEADER_HINTS = {
    "paper": ('# arxiv: "2005.14165"', "# year: 2020", "# authors: [First Author]"),
    "chapter": ("# number: 1",),
    "metric": ("# higher_is_better: true",),
    "system": ("# kind: model    (model, product, tool, hardware, service)",),
    "problem": ("# minutes: 45",),
    "resource": (
        "# kind: book    (book, course, docs, video, blog, repo, list)",
        "# url: https://",
    ),
    "org": ("# kind: company",),
}
_LINK_HINTS = {
    "concept": "- requires:: [[another-note]] — why it is needed",
    "paper": "- improves_on:: [[another-paper]] — what it changes",
    "chapter": "- part_of:: [[a-resource]] [order:: 1]",
    "metric": "- contrasts_with:: [[another-metric]] — the difference",
    "system": "- uses:: [[a-concept]] — what for",
    "problem": "- assesses:: [[a-concept]]",
    "resource": "- cites:: [[a-paper]]",
    "org": "",
}
_STEPS = """
## Steps
<!--
### [[clarifying-requirements]]
- [[another-note]] — the point in a few words [q:: a question?] [a:: its answer] ^my-key
-->
"""
_CARDS = """
## Cards
<!--
Q: A question as a person would ask it?
A: A short answer. ^my-key
-->
"""


def yaml_text(value: str) -> str:
    """A text as a YAML value: plain where YAML reads it back unchanged, else quoted."""
    try:
        node = yaml.compose(f"title: {value}", Loader=yaml.SafeLoader)
        read = node.value[0][1].value if node is not None else None
    except yaml.YAMLError:
        read = None
    if read == value and not value.startswith(("[", "{", "|", ">", "&", "!")):
        return value
    return quoted(value)


def template(kind: str, title: str, fields: Sequence[str] = ()) -> str:
    """The text of a new draft of the type `kind`.

    fields: lines of the header that are known already; without them, hints stand there.
    """
    hints = fields or _HEADER_HINTS.get(kind, ())
    header = "\n".join(
        ("---", f"type: {kind}", f"title: {yaml_text(title)}", *hints, "status: draft", "---")
    )
    definition = (
        "<!-- First paragraph: what it is, in one sentence of your own words. -->\n"
        "<!-- Set status: reviewed when this note is right; only then does it make cards. -->"
    )
    links = f"\n## Links\n<!-- {_LINK_HINTS[kind]} -->\n" if _LINK_HINTS.get(kind) else ""
    steps = _STEPS if kind == "problem" else ""
    facts = "\n## Facts\n<!-- - key:: value [as_of:: 2024-05] [source:: [[a-paper]]] -->\n"
    return f"{header}\n{definition}\n{links}{steps}{facts}{_CARDS}"
