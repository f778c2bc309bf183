"""Which nodes have a text in their title: for a filter, not for ranked search (search.py).

Owns the pattern that holds a text in any case of letters. Not here: names that mean one node
(meant.py).
"""

from __future__ import annotations

from kg.compiled import Graph


def pattern(text: str) -> tuple[str, str]:
    """Return SQLite's operator and pattern for 'holds this text, in any case of its letters'.

    LIKE knows only the case of ASCII; for other letters GLOB is told both of each.
    """
    if text.isascii():
        for special in ("\\", "%", "_"):
            text = text.replace(special, f"\\{special}")
        return "LIKE", f"%{text}%"
    return "GLOB", f"*{''.join(map(_both, text))}*"


def holds(column: str, text: str, name: str) -> tuple[str, str]:
    """Return SQL for 'the column holds the text', and the value of its parameter :name."""
    operator, value = pattern(text)
    escape = r" ESCAPE '\'" if operator == "LIKE" else ""
    return f"{column} {operator} :{name}{escape}", value


def keys_titled(graph: Graph, text: str) -> list[str]:
    """Keys of the nodes whose title holds a text."""
    where, value = holds("title", text, "text")
    rows = graph.connection.execute(f"SELECT key FROM node WHERE {where}", {"text": value})
    return [str(row[0]) for row in rows]


def _both(letter: str) -> str:
    if letter in "*?[":
        return f"[{letter}]"
    cases = {each for each in (letter, letter.lower(), letter.upper()) if len(each) == 1}
    return letter if len(cases) == 1 else f"[{''.join(sorted(cases))}]"
