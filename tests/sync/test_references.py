"""References to papers and resources as BibTeX and CSL-JSON, from headers and from metadata."""

import json
import re

import pytest

from kg.rows import NodeRow
from sync.bibtex import bibtex
from sync.cite import Citation, citation, with_unique_keys
from sync.csl_json import csl_json
from sync.papers_store import PaperMeta


def node(title: str, stem: str = "delta-paper", type: str = "paper") -> NodeRow:
    return NodeRow(
        1, f"rivers/{stem}", stem, "rivers", type, title, "reviewed", "", "", "", (), 1, 1, False,
        0, 0, 0.0,
    )  # fmt: skip


def meta(title: str = "On River Deltas", **changes: object) -> PaperMeta:
    fields: dict[str, object] = {
        "base": "1706.03762", "version": 3, "title": title,
        "authors": ("Ada Lovelace", "Laurens van der Maaten"), "abstract": "Deltas.",
        "primary_category": "cs.LG", "categories": ("cs.LG",),
        "published": "2017-06-12T17:57:34Z", "updated": "2018-01-02T00:00:00Z", "doi": "",
        "journal_ref": "", "comment": "", "withdrawn": False, "fetched_ms": 0, "origin": "api",
    }  # fmt: skip
    return PaperMeta(**{**fields, **changes})  # type: ignore[arg-type]


def fields_of(entry: str) -> dict[str, str]:
    """The fields of one entry, read by counting braces as BibTeX does: a backslash hides none."""
    found: dict[str, str] = {}
    rest = entry
    while match := re.search(r"^  (\w+) += ", rest, re.MULTILINE):
        rest, depth, end = rest[match.end() :], 0, 0
        for end, letter in enumerate(rest):  # noqa: B007 (where the loop stopped)
            depth += {"{": 1, "}": -1}.get(letter, 0)
            assert depth >= 0, entry
            if depth == 0 and letter == ",":
                break
        found[match[1]] = rest[:end]
        rest = rest[end:]
    assert rest == ",\n}\n", entry
    return found


HEADER = {"arxiv": "1706.03762", "year": 2017, "authors": ["Ada Lovelace"]}


def test_a_note_alone_is_enough_for_a_reference() -> None:
    one = citation(node("On River Deltas"), HEADER, None)

    assert bibtex([one]) == (
        "@misc{delta-paper,\n"
        "  title         = {On River Deltas},\n"
        "  author        = {Lovelace, Ada},\n"
        "  year          = {2017},\n"
        "  eprint        = {1706.03762},\n"
        "  archivePrefix = {arXiv},\n"
        "  doi           = {10.48550/arXiv.1706.03762},\n"
        "  url           = {https://arxiv.org/abs/1706.03762},\n"
        "}\n"
    )


def test_fetched_metadata_bring_all_authors_the_month_the_class_and_the_doi() -> None:
    known = meta(doi="10.1000/abc_1", journal_ref="J. Rivers 7 (2017)")
    fields = fields_of(bibtex([citation(node("On River Deltas"), HEADER, known)]))

    assert fields["author"] == "{Lovelace, Ada and van der Maaten, Laurens}"
    assert (fields["month"], fields["primaryClass"]) == ("jun", "{cs.LG}")
    assert (fields["doi"], fields["note"]) == ("{10.1000/abc_1}", "{J. Rivers 7 (2017)}")


def test_the_year_of_print_is_not_given_the_month_of_the_preprint() -> None:
    header = {**HEADER, "year": 2019, "venue": "Rivers 2019"}
    one = citation(node("On River Deltas"), header, meta())

    assert (one.year, one.month, one.day) == (2019, 0, 0)
    assert bibtex([one]).startswith("@inproceedings{")
    assert fields_of(bibtex([one]))["booktitle"] == "{Rivers 2019}"


def test_metadata_of_another_paper_are_left_aside() -> None:
    one = citation(node("Rivers of the North"), HEADER, meta("A Theory of Cheese"))

    assert (one.title, one.authors, one.category) == ("Rivers of the North", ("Ada Lovelace",), "")


def test_a_list_of_authors_that_goes_on_says_so() -> None:
    counted = citation(node("On River Deltas"), HEADER, None, authors_total=8)
    marked = citation(node("T"), {"authors": ["Ada Lovelace", "et al."]}, None)

    for one in (counted, marked):
        assert fields_of(bibtex([one]))["author"] == "{Lovelace, Ada and others}"
    whole = citation(node("On River Deltas"), HEADER, meta(), authors_total=8)
    assert "others" not in bibtex([whole])


def test_capitals_inside_words_survive_a_style_that_makes_titles_small() -> None:
    one = Citation("k", "paper", "DeepRiver: a BIG $O(n)$ (NASA) view of Nile 5G deltas")

    assert fields_of(bibtex([one]))["title"] == (
        "{{DeepRiver}: a {BIG} {$O(n)$} ({NASA}) view of Nile {5G} deltas}"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "Evil}, author = {Mallory", "}}}}", "{{{{", r"\}", r"\{ \} \\", "a % comment", "@misc{x,",
        r"\input{/etc/passwd}", r"$\immediate\write18{id}$", "tab\there\nline", '"quoted"',
        "\x1b]0;owned\x07\x1b[31mred", "RTL \u202eevil", "$unclosed", r"$a}{b$", "#&_^~",
    ],
)  # fmt: skip
def test_hostile_texts_stay_inside_their_field(hostile: str) -> None:
    known = meta(
        hostile, authors=(hostile, "Ada Lovelace"), journal_ref=hostile, primary_category=hostile
    )
    header = {**HEADER, "venue": hostile, "url": f"https://e.org/{hostile}", "arxiv": ""}
    one = citation(node(hostile), header, known)
    entry = bibtex([one])

    assert set(fields_of(entry)) <= {
        "title", "author", "howpublished", "year", "month", "primaryClass", "doi", "url", "note",
    }  # fmt: skip
    assert not re.search(r"\\(?:input|write|immediate)|[\x00-\x09\x0b-\x1f\u202e]", entry)
    assert entry.count("@misc{delta-paper,") == 1
    [item] = json.loads(csl_json([one]))
    assert item["id"] == "delta-paper"
    assert not re.search(r"[\x00-\x1f\u202e]", "".join(map(str, item.values())))


def test_a_name_with_and_in_it_is_one_author() -> None:
    one = Citation("k", "paper", "T", authors=("Johnson and Johnson", "A, B, C, D", "OpenAI"))

    assert fields_of(bibtex([one]))["author"] == (
        "{{Johnson and Johnson} and {A, B, C, D} and {OpenAI}}"
    )


def test_csl_json_has_names_date_doi_and_address() -> None:
    known = meta(title=r"On {\"O}resund $\alpha$ Deltas", authors=("Ada King Lovelace", "OpenAI"))
    header = {"arxiv": "1706.03762"}
    [item] = json.loads(csl_json([citation(node(known.title), header, known)]))

    assert item == {
        "id": "delta-paper", "type": "article", "title": "On Öresund α Deltas",
        "author": [{"family": "Lovelace", "given": "Ada King"}, {"literal": "OpenAI"}],
        "issued": {"date-parts": [[2017, 6, 12]]}, "publisher": "arXiv",
        "number": "arXiv:1706.03762", "DOI": "10.48550/arXiv.1706.03762",
        "URL": "https://arxiv.org/abs/1706.03762",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "venue", "entry", "type"),
    [
        ("book", "", "book", "book"),
        ("blog", "", "misc", "webpage"),
        ("paper", "Journal of Rivers", "article", "article-journal"),
        ("paper", "ACM T 6(4)", "article", "article-journal"),
        ("paper", "OSDI 2004", "inproceedings", "paper-conference"),
        ("paper", "A technical report", "misc", "article"),
    ],
)
def test_the_type_of_an_entry_follows_from_what_is_known(
    kind: str, venue: str, entry: str, type: str
) -> None:
    one = Citation("k", kind, "T", venue=venue)

    assert bibtex([one]).startswith(f"@{entry}{{")
    assert json.loads(csl_json([one]))[0]["type"] == type


def test_an_old_id_with_its_subject_class_finds_its_plain_form() -> None:
    one = citation(node("T"), {"arxiv": "math.GT/0309136"}, None)

    assert (one.arxiv, one.url) == ("math/0309136", "https://arxiv.org/abs/math/0309136")


def test_two_works_of_one_stem_have_two_keys() -> None:
    first, second = node("A"), node("B")._replace(pack="lakes")
    found = with_unique_keys([first, second], [citation(n, {}, None) for n in (first, second)])

    assert [one.key for one in found] == ["rivers:delta-paper", "lakes:delta-paper"]
