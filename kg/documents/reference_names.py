"""The names of authors that begin an entry of a reference list, in the forms of the styles.

Owns where the names end: 'A. Name', 'Name, A.', 'Name AB', 'Ada Name and Bo Name', 'Name et al.'.
Not here: the title after them (reference_title.py).
"""

from __future__ import annotations

import re

_CAP = r"(?:[^\W\d_a-z]|(?:Mc|Mac|O['’]|D['’]))[^\W\d_]*(?:[-'’][^\W\d_]+)*"
_SMALL = r"(?:(?:van|von|de|der|den|la|le|di|da|del|dos|bin|ibn|el|al|ten|ter|du)[\s-])*"
_INITIAL = r"[^\W\d_a-z]\.(?:[\s-]?[^\W\d_a-z]\.)*"
_FIRST_INITIAL = re.compile(
    rf"{_INITIAL}\s?{_SMALL}{_CAP}(?:\s{_CAP})?(?:,? (?:Jr|Sr|I{{2,3}})\.?)?"
)
_LAST_INITIAL = re.compile(
    rf"{_SMALL}{_CAP}(?:\s{_CAP})?,\s{_INITIAL}(?![^\W\d_])(?:,? (?:Jr|Sr|I{{2,3}})\.?)?"
)
_VANCOUVER = re.compile(rf"{_SMALL}{_CAP}\s[^\W\d_a-z]{{1,3}}(?=[,.;&\s]|$)(?!\s[^\W\d_a-z]?[a-z])")
_LAST_FIRST = re.compile(rf"{_SMALL}{_CAP},\s{_CAP}(?:\s{_INITIAL})?")
_FULL = re.compile(rf"{_CAP}(?:\s(?:{_INITIAL}|{_CAP})){{0,2}}\s{_SMALL}{_CAP}(?=[,.;:&\s(]|$)")
_ALSO = re.compile(rf"{_CAP}(?=,? et\s?al\b)")
_ET_AL = re.compile(r",?\s?(?:et\s?al\b\.?|and (?:others|colleagues))", re.IGNORECASE)
_BETWEEN = re.compile(r"\s?(?:,\s?(?:and|&|\.\.\.|…)|;|,|\band\b|&)\s(?:and\s|&\s)?")
_EDITORS = re.compile(r",?\s\(?[Ee]ds?\.?\)?")
_GIVEN_TEXT = """
aaron adam aditya alec alejandro alex alexander alexey ali alice aman amin amit amy ana andrea
andreas andrej andrew andy anna anthony antonio arthur ashish ben benjamin bernhard bo brian bob
carlos caroline charles chelsea chen chip chris christian christopher claire claude colin dan
daniel daphne dario david demis denny diana diederik dmitry donald edward elena eli emily emma
eric erik eugene eva fei-fei felix francesco francois françois frank geoffrey george greg guido
hal hannah hao harrison hugo ian igor ilya ivan jack jacob jakob james jan jane jason jay jeff
jeffrey jennifer jeremy jerry jie jim joel johan john jonathan jordan jose joseph josh joshua
juan judea julia jun jürgen kai karen karl kate katherine kevin kyle laura lars lee leo li
lilian linda lisa luca lucas luke maarten marc marco maria mark martin mary matei matt matthew
max maya michael michal michelle mike mohammad mu nathan neel niki nick nicolas noam norman
oliver omar oriol paul percy peter philip pierre piotr quoc rachel ralph rich richard rob robert
robin roger ross ryan salman sam samuel sara sarah scott sean sebastian sergey shane shreya
simon sofia sophie stefan stephen steve steven stuart sundar susan tengyu theo thomas tim tom
tomas travis trevor tri valerie vapnik victor vijay vladimir wei will william wojciech xavier
yann yi ying yoav yoshua yuri zhen
"""
_GIVEN = frozenset(_GIVEN_TEXT.split())


def authors_end(text: str) -> int:
    """Where the names at the beginning end; 0: the text does not begin with names."""
    ends = author_ends(text)
    return ends[-1] if ends else 0


def author_ends(text: str) -> list[int]:
    """Where each name at the beginning ends; empty: the text does not begin with names.

    One full name counts only if its first word is a given name: 'Machine Learning' is none.
    """
    ends: list[int] = []
    position, sure, initials = 0, False, False
    while position < len(text) and len(ends) < 60:
        name = _name(text, position)
        if name is None or (initials and not name[2]):
            break
        sure, initials = sure or name[1], name[2]
        ends.append(name[0])
        also = _ET_AL.match(text, name[0])
        if also:
            return [*ends, also.end()]
        gap = _BETWEEN.match(text, name[0])
        if gap is None:
            break
        position = gap.end()
    if not (sure or len(ends) > 1):
        return []
    editors = _EDITORS.match(text, ends[-1])
    return [*ends[:-1], editors.end()] if editors else ends


def _name(text: str, position: int) -> tuple[int, bool, bool] | None:
    """End of the name here, whether it is surely one, and whether it has initials."""
    for form in (_FIRST_INITIAL, _LAST_INITIAL, _VANCOUVER):
        found = form.match(text, position)
        if found:
            return found.end(), True, True
    found = _ALSO.match(text, position)
    if found:
        return found.end(), True, False
    found = _LAST_FIRST.match(text, position) or _FULL.match(text, position)
    if found is None:
        return None
    last, comma, first = found[0].partition(",")
    word = (first if comma else last).split()[0].casefold()
    return found.end(), word in _GIVEN, False
