"""Templates: which question a definition, an edge or a fact becomes.

Owns the questions that no author wrote. They are filled with titles as a person would say them
(wording.py) and must read aloud as such. Not here: whether the card may be made (rules.py).
"""

from __future__ import annotations

from cards import wording
from kg.rows import FactRow, NodeRow
from kg.schema import Relation

REVERSE_LEAD = {"concept": "Which concept is this?", "metric": "Which metric is this?"}
TEMPLATED_DEFINITION = frozenset(REVERSE_LEAD)

_FACT_QUESTIONS = {
    "formula": "What is the formula for {the}?",
    "range": "What range of values can {the} take?",
    "cost": "What does {subject} cost?",
    "size": "How large is {subject}?",
    "idea": "What is the idea of {subject}?",
    "use": "What is {subject} used for?",
    "used for": "What is {subject} used for?",
}
_HOW_MANY = frozenset(
    {"classes", "dimensions", "images", "layers", "parameters", "parts", "stages", "steps"}
)
_WHEN_VERBS = frozenset({"misleads", "fails", "breaks", "helps", "hurts", "pays off", "works"})
_NOUN_OF_TYPE = {"paper": "paper", "resource": "publication"}


def label(node: NodeRow, definite: bool = False) -> str:
    """A node's title inside a sentence: quoted works, names as they are, the rest as phrases."""
    return _label(node.type, node.title, definite)


def _label(type_: str, title: str, definite: bool) -> str:
    if type_ in ("paper", "resource", "chapter"):
        return wording.quoted(title)
    if type_ in ("system", "org"):
        return title
    if type_ in ("problem", "exercise"):
        return f'"{title}"'
    return wording.phrase(title, definite)


def bare(node: NodeRow) -> str:
    """A node's title inside a sentence, without an article: for members of a list."""
    return wording.inline(node.title) if node.type in TEMPLATED_DEFINITION else label(node)


def definition(node: NodeRow) -> str:
    """'What is ...?', or the note's own question."""
    if node.q:
        return node.q
    if node.type == "metric":
        return wording.capital(f"what does {label(node, definite=True)} measure?")
    title = label(node)
    if wording.is_plural(node.title):
        gerund = node.title.split()[0].endswith("ing") and " and " not in node.title
        return f"What does {title} involve?" if gerund else f"What are {title}?"
    return f"What is {title}?"


def definition_reverse(node: NodeRow) -> str:
    """'Which concept is this? ...', with the definition, for the types that have such a card."""
    return f"{REVERSE_LEAD[node.type]} {wording.capital(node.definition)}"


def all_names(node: NodeRow, aliases: list[str]) -> str:
    """The title with the node's other names: any of them is a right answer."""
    return f"{node.title} (also {', '.join(aliases)})" if aliases else node.title


def edge(
    template: str, relation: Relation, subject: NodeRow, target: NodeRow, parent: str = ""
) -> str:
    """A relation's template, filled. parent: what both are part of, for templates that say it."""
    definite = template == relation.forward or template == relation.reverse
    if wording.is_plural(subject.title) and subject.type in TEMPLATED_DEFINITION:
        template = template.replace("does {subject}", "do {subject}")
    first, second = label(subject, definite), label(target, definite)
    text = template.format(
        subject=first,
        Subject=wording.capital(first) if "{Subject}" in template else "",
        object=second,
        Object=wording.capital(second) if "{Object}" in template else "",
        object_type=_NOUN_OF_TYPE.get(target.type, target.type),
        subject_type=_NOUN_OF_TYPE.get(subject.type, subject.type),
        parent=parent,
    )
    return wording.capital(text)


def set_phrase(relation: Relation, parent: NodeRow, count: int) -> str:
    """'The three kinds of model': how a closed set is named; '' if the relation has no sets."""
    asked = relation.set_question
    if not asked:
        return ""
    of_kind = relation.inverse == "has_kind"
    whole = bare(parent) if of_kind else label(parent, definite=True)
    text = asked.format(count=wording.spoken_count(count), object=whole)
    return text.rstrip("?").removeprefix("What are ").strip()


def fact(node: NodeRow, row: FactRow) -> str:
    """A fact's question: its own, or by its key; date and data set stand in it."""
    if row.q:
        return row.q
    key = " ".join(row.key.split())
    text = _fact_template(key.lower(), key, node)
    text = text.format(subject=label(node), the=label(node, definite=True))
    tail = [f"on {row.qualifiers['dataset']}"] if "dataset" in row.qualifiers else []
    tail += [f"on the {row.qualifiers['split']} split"] if "split" in row.qualifiers else []
    tail += [f"in {row.qualifiers['unit']}"] if "unit" in row.qualifiers else []
    tail += [
        f"with {name} {value}"
        for name, value in sorted(row.qualifiers.items())
        if name not in ("dataset", "split", "unit", "order", "n", "section")
    ]
    if row.as_of:
        tail.append(f"as of {wording.spoken_date(row.as_of)}")
    return wording.capital("".join((text.removesuffix("?"), *(f", {part}" for part in tail), "?")))


def _fact_template(key: str, written: str, node: NodeRow) -> str:
    field = wording.field_words()
    asked = field.fact_questions.get(key) or _FACT_QUESTIONS.get(key)
    if asked:
        return asked
    safe = written.replace("{", "{{").replace("}", "}}")
    if key in _HOW_MANY or key in field.how_many:
        return f"How many {safe} does {{subject}} have?"
    if key.endswith(" when"):
        return _when(key.removesuffix(" when"), safe[: -len(" when")])
    is_or_are = "are" if wording.is_plural(written) else "is"
    of = "the" if node.type == "metric" else "subject"
    return f"What {is_or_are} the {safe} of {{{of}}}?"


def _when(word: str, written: str) -> str:
    if word in _WHEN_VERBS:
        verb, _, rest = written.partition(" ")
        return f"When does {{the}} {verb.removesuffix('s')}{' ' + rest if rest else ''}?"
    return f"When is {{the}} {written}?"


def fact_answer(row: FactRow) -> str:
    """A fact's value as the answer to its own template."""
    value = row.value
    is_clause = row.key.lower().endswith(" when") and not row.q
    if not is_clause or value.lower().startswith(("when ", "if ", "on ", "in ", "for ")):
        return value
    return f"When {value[:1].lower() + value[1:] if value[1:2].islower() else value}"


def work_in_full(title: str, authors: list[str], year: int | None) -> str:
    """A paper as an answer: title, authors, year."""
    if len(authors) > 2:
        names = f"{authors[0]} et al."
    else:
        names = " and ".join(authors)
    tail = ", ".join(part for part in (names, str(year) if year else "") if part)
    return f"{title} ({tail})" if tail else title
