"""A pack in words of 80 columns, and as the data of --json.

Owns both forms; the names of the data's fields are a promise (docs/authoring.md lists them). Not
here: counting (cards/pack_report.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cards.pack_report import PackReport
from cards.packs import Pack
from cli.node_text import Data, wrapped
from kg.relation_words import relation_words

_TEMPLATES = {
    "qa": "written by hand", "cloze": "written by hand, with a gap", "definition": "what it is",
    "definition_reverse": "what it is called", "why": "the reason of an edge",
    "forward": "what an edge leads to", "reverse": "where an edge comes from", "fact": "a fact",
    "set_list": "a whole set", "set_member": "a member of a set",
}  # fmt: skip
_WANTS = {"required": "reason required", "wanted": "reason wanted", "none": ""}


def list_data(pack: Pack, made: PackReport | None) -> Data:
    """One entry of `pack list --json`; notes and cards are null where pack.toml is broken."""
    return {
        **_about(pack),
        "notes": made.counts.notes if made is not None else None,
        "cards": made.cards if made is not None else None,
        "problem": pack.problem,
    }


def info_data(pack: Pack, made: PackReport, missing: Sequence[str]) -> Data:
    """What `pack info --json` prints."""
    counts = made.counts
    edges = {
        name: {
            "total": edge.total,
            "with_reason": edge.with_reason,
            "without_reason": edge.without_reason,
            "reason": edge.wants,
        }
        for name, edge in counts.edges.items()
    }
    said, asked = counts.reasons
    return {
        **_about(pack),
        "needs_missing": list(missing),
        "notes": counts.notes,
        "nodes": counts.nodes,
        "node_total": sum(counts.nodes.values()),
        "edges": edges,
        "edge_total": counts.edge_total,
        "reasons": {"asked_for": asked, "given": said},
        "facts": counts.facts,
        "cards": made.live,
        "card_total": made.cards,
        "blocked": made.blocked,
        "blocked_total": sum(made.blocked.values()),
    }


def _about(pack: Pack) -> Data:
    facts = pack.facts
    return {
        "name": pack.name,
        "title": facts.title if facts is not None else "",
        "version": facts.version if facts is not None else "",
        "licence": facts.licence if facts is not None else "",
        "authors": list(facts.authors) if facts is not None else [],
        "needs": list(facts.needs) if facts is not None else [],
        "where": "built-in" if pack.built_in else "home",
        "path": str(pack.root),
    }


def list_lines(pack: Pack, made: PackReport | None) -> list[str]:
    """A pack in two lines."""
    facts = pack.facts
    if facts is None or made is None:
        return [f"{pack.name} (home)", wrapped(pack.problem, "  ")]
    where = "built-in" if pack.built_in else "home"
    licence = facts.licence or "no licence stated"
    size = f"{_many(made.counts.notes, 'note')}, {_many(made.cards, 'card')}"
    return [
        wrapped(f"{pack.name}: {facts.title} {facts.version}".rstrip(), "", "  "),
        wrapped(f"{size}; {where}; {licence}", "  "),
    ]


def info_lines(pack: Pack, made: PackReport, missing: Sequence[str]) -> list[str]:
    """What `pack info` prints."""
    facts, counts = pack.facts, made.counts
    if facts is None:
        return [wrapped(pack.problem)]
    lines = [wrapped(f"{facts.title} {facts.version}".rstrip() + f" ({pack.name})", "", "  ")]
    lines.append(wrapped(", ".join(facts.authors) or "not stated", "  Authors: "))
    lines.append(wrapped(facts.licence or "not stated", "  Licence: "))
    needs = [f"{need} (not there)" if need in missing else need for need in facts.needs]
    lines.append(wrapped(", ".join(needs) or "no other pack", "  Needs: "))
    lines.append(f"  Folder: {pack.root}" + (" (built-in)" if pack.built_in else ""))
    nodes = [(count, kind, "") for kind, count in _most_first(counts.nodes)]
    lines += _table(f"{_many(counts.notes, 'note')}, {_many(counts.facts, 'fact')}", nodes)
    lines += _table(_many(counts.edge_total, "edge"), _edge_rows(made))
    said, asked = counts.reasons
    if asked:
        share = f"{said} of {asked} edges that ask for a reason have one ({said / asked:.0%})."
        lines += [wrapped(share, "  ")]
    cards = [(count, name, _TEMPLATES.get(name, "")) for name, count in made.live.items()]
    lines += _table(_many(made.cards, "live card"), cards)
    blocked = [(count, rule, "") for rule, count in made.blocked.items()]
    lines += _table(_many(sum(made.blocked.values()), "blocked card"), blocked)
    return lines


def _edge_rows(made: PackReport) -> Iterable[tuple[int, str, str]]:
    for name, edge in sorted(made.counts.edges.items(), key=lambda each: -each[1].total):
        words = [relation_words(name)] if relation_words(name) != name.replace("_", " ") else []
        if edge.with_reason or edge.wants != "none":
            words.append(f"{edge.with_reason} with a reason, {edge.without_reason} without")
        words += [_WANTS[edge.wants]] if edge.wants != "none" else []
        yield edge.total, name, "; ".join(words)


def _table(title: str, rows: Iterable[tuple[int, str, str]]) -> list[str]:
    """A heading and one line a row: count, name, words."""
    rows = list(rows)
    width = max((len(name) for _, name, _ in rows), default=0)
    lines = ["", title]
    for count, name, words in rows:
        head = f"{count:>7}  "
        lines.append(wrapped(words, f"{head}{name:<{width}}  ") if words else f"{head}{name}")
    return lines


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
