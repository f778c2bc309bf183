"""Missing reasons, measured over a pack: the reason of an edge is what its best card asks.

Owns the share of edges that must have one. A single line without a reason may be right (W113 speaks
of lines); a pack that hardly gives any is not. Not here: single lines (check_edges.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from kg.check_world import LayerFault
from kg.faults import fault
from kg.layers import PACK_FILE, VAULT
from kg.lint_web import Web, has_reason
from kg.names import is_exercise
from kg.schema import Relation

SHARE_WANTED = 0.8
WORST_SHOWN = 3


def too_few_reasons(web: Web, relations: Mapping[str, Relation]) -> Iterator[LayerFault]:
    """A warning on pack.toml of each pack in which too many edges do not say why.

    Counted are the edges whose relation wants or requires a reason, points of problems too; not
    those of exercises.
    """
    all_edges: dict[str, Counter[str]] = {}
    bare: dict[str, Counter[str]] = {}
    for joined in web.edges():
        relation = relations.get(joined.relation)
        layer = joined.held.layer
        has_room = not is_exercise(joined.held.path)  # for a reason: a TOML list of names has none
        if relation is None or relation.reason == "none" or layer == VAULT or not has_room:
            continue
        all_edges.setdefault(layer, Counter())[relation.name] += 1
        if not has_reason(joined):
            bare.setdefault(layer, Counter())[relation.name] += 1
    for layer, counts in bare.items():
        total, lacking = all_edges[layer].total(), counts.total()
        if total - lacking < SHARE_WANTED * total:
            worst = ", ".join(f"{name} {count}" for name, count in counts.most_common(WORST_SHOWN))
            say = (
                f"{total - lacking} of {total} edges that want a reason have one"
                f" ({(total - lacking) / total:.0%}), {SHARE_WANTED:.0%} is wanted;"
                f" without: {worst}"
            )
            yield LayerFault(layer, fault(PACK_FILE, 1, 1, "W205", say))
