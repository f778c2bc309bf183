"""The query language for cards: text becomes a tree, or an error that says where and what instead.

Owns the grammar (lark, LALR; docs/decisions/0020) and the words for what breaks it. Lark is loaded
at the first query, never at the start. Not here: which fields there are (card_query_fields.py),
what they mean in SQL (card_query_sql.py).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cards.card_query_fields import checked_field
from cards.errors import QueryError

if TYPE_CHECKING:
    from lark import Lark
    from lark import Token as LarkToken
    from lark import Tree as LarkTree
    from lark.exceptions import UnexpectedInput

_GRAMMAR = r"""
?start: either
?either: all (_OR all)*
?all: factor (_AND? factor)*
?factor: _MINUS factor -> negated
       | _OPEN either _CLOSE
       | FIELD (VALUE | QUOTED) -> field
       | QUOTED -> word
       | WORD -> word
FIELD.3: /[A-Za-z]+:/
_OR.2: /or(?=[\s()]|$)/i
_AND.2: /and(?=[\s()]|$)/i
_MINUS.2: /-(?=[^\s])/
_OPEN: "("
_CLOSE: ")"
QUOTED: /"[^"]*"/
VALUE: /[^\s()"]+/
WORD: /[^\s()"-][^\s()"]*/
_DASH: /-+(?=\s|$)/
%ignore /\s+/
%ignore _DASH
"""


class Word(NamedTuple):
    """Text that the question, the answer or the node's title holds, in any case of letters."""

    text: str


class Field(NamedTuple):
    """name:value. column: where the value begins, counted from 1."""

    name: str
    value: str
    column: int


class Not(NamedTuple):
    """What the part does not match."""

    part: Tree


class All(NamedTuple):
    """What all parts match; without parts: every card."""

    parts: tuple[Tree, ...] = ()


class Either(NamedTuple):
    """What any of the parts matches."""

    parts: tuple[Tree, ...]


Tree = Word | Field | Not | All | Either


def parse(text: str) -> Tree:
    """Read a query. Raises QueryError: the column, what is wrong, what can stand there."""
    if not text.strip(" \t-"):
        return All()
    from lark.exceptions import UnexpectedInput

    try:
        return _tree(_parser().parse(text))
    except UnexpectedInput as problem:
        raise _in_words(text, problem) from None


def fields(tree: Tree) -> list[Field]:
    """Every name:value of a query, in order."""
    if isinstance(tree, Field):
        return [tree]
    if isinstance(tree, Not):
        return fields(tree.part)
    if isinstance(tree, All | Either):
        return [each for part in tree.parts for each in fields(part)]
    return []


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr")


def _tree(found: LarkTree[LarkToken]) -> Tree:
    children = found.children
    match found.data:
        case "word":
            return Word(_unquoted(children[0]))
        case "field":
            name, value = children
            return _field(name, value)
        case "negated":
            return Not(_tree(_branch(children[0])))
        case "either":
            return Either(tuple(_tree(_branch(child)) for child in children))
        case _:
            return All(tuple(_tree(_branch(child)) for child in children))


def _branch(child: LarkTree[LarkToken] | LarkToken) -> LarkTree[LarkToken]:
    from lark import Tree as Branch

    assert isinstance(child, Branch)  # the grammar gives every token a branch of its own
    return child


def _field(name: LarkToken | LarkTree[LarkToken], value: LarkToken | LarkTree[LarkToken]) -> Field:
    column = getattr(value, "column", 1)
    word = str(name).rstrip(":").casefold()
    made = Field(word, _unquoted(value), column)
    checked_field(made.name, made.value, getattr(name, "column", 1), column)
    return made


def _unquoted(token: LarkToken | LarkTree[LarkToken]) -> str:
    return str(token).strip('"')


def _in_words(text: str, problem: UnexpectedInput) -> QueryError:
    """Say what the grammar stumbled over, as a person would."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if isinstance(problem, UnexpectedCharacters):
        return QueryError(problem.column, 'this " is not closed; put another one after the phrase.')
    token = problem.token if isinstance(problem, UnexpectedToken) else ""
    ended = not str(token)
    column = len(text) + 1 if ended else problem.column
    wanted = problem.expected if isinstance(problem, UnexpectedToken) else set()
    if "VALUE" in wanted:
        before = text[: column - 1].split()[-1]
        return QueryError(
            column, f"a value comes after '{before}', such as {before}{_sample(before)}."
        )
    if ended and "_CLOSE" in wanted:
        return QueryError(_open_at(text), "this ( is not closed; put ) where its part ends.")
    if ended:
        return QueryError(column, "something must come after this; the query ends too soon.")
    if str(token) == ")" and "WORD" not in wanted:
        return QueryError(column, "this ) has no ( before it; leave it out, or quote it.")
    return QueryError(column, f"a word, a field or ( comes here, not '{token}'.")


def _sample(field: str) -> str:
    from cards.card_query_fields import FIELDS

    known = FIELDS.get(field.rstrip(":").lstrip("-(").casefold())
    return known.sample if known else "..."


def _open_at(text: str) -> int:
    """The column of the last ( that no ) closes."""
    open_places: list[int] = []
    for column, character in enumerate(text, 1):
        if character == "(":
            open_places.append(column)
        elif character == ")" and open_places:
            open_places.pop()
    return open_places[-1] if open_places else len(text) + 1
