"""Entries of reference lists in the styles that people print: number, title, address, year."""

from __future__ import annotations

import pytest

from kg.documents.citations import find_citations
from kg.documents.references import find_references
from kg.documents.structure import Reference

TITLE = "Reading long rivers with small boats"
URL = "https://example.org/boats"
# Each prints TITLE.
STYLES = {
    "title and address": f"{TITLE}. {URL}.",
    "comma": f"{TITLE}, {URL}",
    "colon": f"{TITLE}: {URL}",
    "brackets": f"{TITLE} ({URL})",
    "dash": f"{TITLE} - {URL}",
    "IEEE": f'A. Otter, B. Heron, and C. D. Pike, "{TITLE}," in Proc. ICML, 2021, pp. 1-9. '
    f"[Online]. Available: {URL}",
    "IEEE curly": f"A. Otter et al., “{TITLE},” J. Boats, vol. 3, no. 1, pp. 2–8, 2021, doi: "
    f"10.1000/182.",
    "APA": f"Otter, A., Heron, B., & Pike, C. D. (2021). {TITLE}. Journal of Boats, 3(1), 2–8. "
    f"https://doi.org/10.1000/182",
    "APA of a group": f"River Lab. (2021). {TITLE}. {URL}",
    "ACM": f"Ada Otter, Bob Heron, and Carl Pike. 2021. {TITLE}. In Proceedings of KDD. ACM, "
    f"1–9. {URL}",
    "Vancouver": f"Otter A, Heron B, Pike CD. {TITLE}. J Boats. 2021;3(1):2-8. doi:10.1000/182",
    "MLA": f'Otter, Anna, et al. "{TITLE}." ICML, 2021.',
    "arXiv": f"Otter, A. and Heron, B. {TITLE}. arXiv preprint arXiv:2101.00001 (2021).",
    "LNCS": f"Otter, A., Heron, B.: {TITLE}. In: RecSys, pp. 1–9 (2021)",
    "names in full": f"Tamsin Otter and Bartholomew Heron. {TITLE}. In ICLR, 2021.",
    "book": f"A. Otter and B. Heron, {TITLE}. Cambridge, MA, USA: MIT Press, 2021.",
    "edition": f"Otter, A. (2021). {TITLE} (2nd ed.). MIT Press.",
    "authors behind": f"{TITLE} — Otter et al., 2021. {URL}",
    "venue behind": f"{TITLE}. ICLR 2021. {URL}",
    "accessed": f"{TITLE}. {URL}. Accessed 2024-05-01.",
    "Markdown": f"[{TITLE}]({URL}), Anna Otter",
    "Markdown behind authors": f"A. Otter and B. Heron, [{TITLE}]({URL}), 2021",
    "quotes and blog": f"Otter, Anna. “{TITLE}.” River Blog, 2021, {URL}",
    "BibTeX": f"@article{{otter21, title={{{TITLE}}}, author={{Otter, A.}}, year={{2021}}, "
    f"url={{{URL}}}}}",
}  # fmt: skip


def _one(text: str) -> Reference:
    return find_references(["References", "", f"[1] {text}"])[0]


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES.keys())
def test_the_title_is_the_printed_one_in_every_style(text: str) -> None:
    assert _one(text).title == TITLE


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES.keys())
def test_the_address_is_the_printed_one_or_that_of_the_printed_id(text: str) -> None:
    ids = {
        "10.1000/182": "https://doi.org/10.1000/182",
        "2101.00001": "https://arxiv.org/abs/2101.00001",
    }
    wanted = URL if URL in text else next((url for id_, url in ids.items() if id_ in text), "")
    assert _one(text).url == wanted


def test_authors_and_year_are_told_where_the_style_prints_them() -> None:
    found = [_one(STYLES[style]) for style in ("IEEE", "APA", "Vancouver", "title and address")]
    assert [(one.authors, one.year) for one in found] == [
        ("A. Otter, B. Heron, and C. D. Pike", "2021"),
        ("Otter, A., Heron, B., & Pike, C. D", "2021"),
        ("Otter A, Heron B, Pike CD", "2021"), ("", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ('Otter, A. (2016). "Why row?": Boats explained. KDD.', '"Why row?": Boats explained'),
        (f"Are boats alive? {URL}", "Are boats alive?"),
        (
            f"BoatNet: Rowing vs. sailing in the U.S. {URL}",
            "BoatNet: Rowing vs. sailing in the U.S.",
        ),
        (f"Let's row: in code, spelled out. {URL}.", "Let's row: in code, spelled out"),
        (f"River. {URL}", "River"),
        (f"Machine Learning. {URL}", "Machine Learning"),
        (f"Boats are Rowers (BR-3). {URL}", "Boats are Rowers (BR-3)"),
        ("doi:10.1145/3292500.3330701", ""),
    ],
)
def test_a_title_with_signs_in_it_stays_whole(printed: str, title: str) -> None:
    assert _one(printed).title == title


def test_an_address_without_a_scheme_or_in_brackets_is_as_printed() -> None:
    assert _one("Costs. www.example.com/costs-of-boats/.").url == "www.example.com/costs-of-boats/"
    assert _one("Boats. https://e.org/Boat_(river).").url == "https://e.org/Boat_(river)"


@pytest.mark.parametrize("form", ["[{}]", "{}.", "({})", "{})", "**[{}]**", "- [{}]"])
def test_lists_are_numbered_in_several_ways(form: str) -> None:
    lines = ["References", ""] + [
        f"{form.format(n)} Boat {n} of many. {URL}/{n}" for n in (1, 2, 3)
    ]
    found = find_references(lines)
    assert [(one.number, one.title, one.line) for one in found] == [
        (1, "Boat 1 of many", 3), (2, "Boat 2 of many", 4), (3, "Boat 3 of many", 5),
    ]  # fmt: skip


def test_entries_without_numbers_have_the_number_zero() -> None:
    lines = ["Bibliography", "", STYLES["APA"], "", STYLES["ACM"], ""]
    assert [(one.number, one.title) for one in find_references(lines)] == [(0, TITLE), (0, TITLE)]


def test_an_entry_goes_on_over_lines_and_its_address_may_stand_on_the_next() -> None:
    lines = ["References", "[1] A. Otter, “Reading long", "    rivers with small boats,” 2021."]
    lines += [f"    {URL}", "", "[2] Boats of Bath", "", "https://example.org/a-long-", "path/b"]
    one, two = find_references(lines)
    assert (one.title, one.url, one.line, one.last) == (TITLE, URL, 2, 4)
    assert (two.title, two.line) == ("Boats of Bath", 6)
    assert two.url == "https://example.org/a-long-path/b"


def test_each_chapter_of_a_reference_file_counts_from_one() -> None:
    lines = ["# References", "## Chapter 1", f"[1] Boat. {URL}/1", f"[2] Oar. {URL}/2", "", "---",
             "## Chapter 2", f"[1] Sail. {URL}/3", f"[2] Mast. {URL}/4"]  # fmt: skip
    found = find_references(lines, everything=True)
    assert [(one.number, one.title) for one in found] == [
        (1, "Boat"),
        (2, "Oar"),
        (1, "Sail"),
        (2, "Mast"),
    ]


def test_what_is_no_reference_list_has_no_references() -> None:
    lines = ["Title", "", "1. First do this in 2021.", "2. Then do that.", "", "[1] is a good "
        "paper of 2020.",
             "- [ ] a task", "- [slides]", "[Completed] Boats"]  # fmt: skip
    assert find_references(lines) == ()


def test_the_list_ends_where_other_text_begins() -> None:
    lines = [
        "References",
        f"[1] Boat. {URL}",
        f"[2] Oar. {URL}",
        "",
        "Appendix",
        "",
        "1. Row.",
        "2. Rest.",
    ]
    assert len(find_references(lines)) == 2


def test_entries_are_not_citations() -> None:
    lines = ["See [2].", "", "References", f"[1] Boat. {URL}", f"[2] Oar. {URL}"]
    references = find_references(lines)
    skip = {line for one in references for line in range(one.line, one.last + 1)}
    assert [one.number for one in find_citations(lines, (), references, skip)] == [2]


def test_a_long_list_without_evidence_is_read_in_one_pass() -> None:
    assert find_references([f"[{n}] words" for n in range(1, 5000)]) == ()
