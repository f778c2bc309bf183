"""One thing is one node, under whatever titles, links and files name it."""

import pytest

from kg.documents.found import Found
from kg.documents.identity import title_keys
from kg.documents.read_document import read_documents

ONE = "https://arxiv.org/abs/2101.00001"


def found_in(*texts: str) -> list[Found]:
    return read_documents([(f"{n}.md", text.encode()) for n, text in enumerate(texts)], "list")


def titles(*texts: str) -> list[list[str]]:
    """The titles of what is read (no concepts), file by file."""
    return [
        [node.title for node in found.nodes if node.type in ("paper", "resource")]
        for found in found_in(*texts)
    ]


def test_a_paper_named_in_two_files_stands_in_the_first():
    first, second = found_in(
        f"# A\n- [Sorting in the Dark]({ONE})\n", f"# B\n## Nets\n- [Dark sorting]({ONE}v2) well\n"
    )
    (paper,) = first.nodes
    assert paper.titles == ("Sorting in the Dark", "Dark sorting") and paper.notes == ("well",)
    assert [node.type for node in second.nodes] == ["concept"]
    assert [(e.source, e.target, e.quote) for e in second.edges] == [
        ("nets", paper.ref, f"- [Dark sorting]({ONE}v2) well")
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"[T one]({ONE})", "[T two](https://huggingface.co/papers/2101.00001)"),
        (f"[T one]({ONE})", "T two (arXiv:2101.00001)"),
        ("[T one](https://openreview.net/forum?id=x)", "[T two](https://openreview.net/pdf?id=x)"),
        ("[T one](https://www.amazon.com/dp/1449373321)", "[T two](https://amazon.de/dp/1449373321/)"),
        ("[T one](https://github.com/a/b)", "[T two](https://github.com/A/b/)"),
        ("[T one](https://docs.x.org/v1.2/a)", "[T two](https://docs.x.org/v1.3/a)"),
        ("[Sorting Many Things Very Fast](https://x.org/a)", "[Sorting many things very fast](https://y.org/b.pdf)"),
        (f"[Sorting Many Things Fast (SMT)]({ONE})", "[SMT: Sorting Many Things Fast](https://y.org/b.pdf)"),
    ],
)  # fmt: skip
def test_other_links_and_titles_of_one_thing_fold(first: str, second: str):
    (one, two) = titles(f"- {first}\n", f"- {second}\n")
    assert len(one) == 1 and two == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[Sorting Many Things Fast](https://arxiv.org/abs/2101.00001)",
         "[Sorting Many Things Fast](https://arxiv.org/abs/2101.00002)"),
        ("[Sorting Interview](https://x.org/a)", "[ML Sorting Interview](https://x.org/b)"),
        ("[Sorting](https://x.org/a)", "[Sorting](https://x.org/b)"),
        ("[Deep Sorting of Things](https://x.org/a)", "[Deep Sorting of Things at Night](https://x.org/b)"),
        ("[paper](https://x.org/a)", "[paper](https://x.org/b)"),
        ("[Sorting Many Things Fast](https://x.org/1)", "**Sorting Many**: things"),
    ],
)  # fmt: skip
def test_things_that_only_look_alike_stay_apart(first: str, second: str):
    one, two = found_in(f"- {first}\n", f"- {second}\n")
    assert len(one.nodes) == 1 and len(two.nodes) == 1


def test_a_title_without_link_is_the_paper_that_it_begins():
    long = "Sorting a Great Many Things with Little Memory"
    one, two = titles(
        f"# A\n- [{long}]({ONE})\n", "# B\n## Papers\n- **Sorting a Great Many Things** (2021)\n"
    )
    assert (one, two) == ([long], [])


def test_a_mere_label_gives_way_to_a_printed_title():
    (found,) = found_in(f"- {ONE}\n- [A Title for It]({ONE})\n")
    (paper,) = found.nodes
    assert paper.title == "A Title for It" and paper.confidence > 0.9
    assert paper.lines == (1, 1)


def test_refs_are_unique_in_the_whole_import():
    first, second = found_in("- [Sorting](https://x.org/a)\n", "- [Sorting](https://x.org/b)\n")
    assert [first.nodes[0].ref, second.nodes[0].ref] == ["sorting", "sorting-2"]


def test_titles_are_compared_without_brackets_behind_and_names_before():
    assert title_keys("SMT: Sorting Many Things Fast (2021)")[-1] == "sorting many things fast"
    assert title_keys("Net: Fast") == ["net fast"]


CHAPTER = (
    "Ordering Things\n\nBasics\n\nThings are ordered by a key [1]. That is known to everyone "
    "who has ever looked at a shelf of books.\n\nMore\n\nKeys may be equal, and then the order "
    "of equal keys is kept by some ways and lost by others [2], [3].\n"
)
LIST = (
    "# References\n## Chapter 1: Ordering Things\n[1] On Keys. https://arxiv.org/abs/2101.00001.\n"
    "[2] On Equal Keys. https://x.org/2.\n[3] On Ways. https://x.org/3.\n"
)


def test_a_chapter_cites_the_list_of_another_file():
    chapter, listed = read_documents(
        [("ch.txt", CHAPTER.encode()), ("refs.md", LIST.encode())], "auto"
    )
    edges = {
        dict(edge.qualifiers)["n"]: (edge.source, edge.target, dict(edge.qualifiers).get("section"))
        for found in (chapter, listed)
        for edge in found.edges
        if edge.relation == "cites"
    }
    assert set(edges) == {"1", "2", "3"} and len({source for source, _, _ in edges.values()}) == 1
    assert edges["1"][1:] == ("on-keys", "Basics") and edges["3"][1:] == ("on-ways", "More")


def test_a_list_that_lacks_the_numbers_is_not_cited():
    other = "# References\n[7] On Keys. https://x.org/1.\n[8] On Ways. https://x.org/2.\n"
    chapter, _ = read_documents([("ch.txt", CHAPTER.encode()), ("r.md", other.encode())], "auto")
    assert [edge for edge in chapter.edges if edge.relation == "cites"] == []


def test_every_place_that_names_a_thing_is_kept():
    (found,) = found_in(
        "# References\n[1] On Keys. https://x.org/1.\n[2] On keys. https://x.org/1\n"
    )
    (node,) = found.nodes
    assert node.lines == (2, 2) and node.titles == ("On Keys", "On keys")
    assert node.also == (("0.md", (3, 3), "[2] On keys. https://x.org/1"),)


def test_two_printed_numbers_of_one_thing_stay_on_its_edge():
    text = "# R\n## Chapter 1: Keys\n[1] On Keys. https://x.org/1.\n[2] On keys. https://x.org/1.\n"
    (found,) = read_documents([("r.md", text.encode())], "references")
    (edge,) = found.edges
    assert edge.relation == "cites" and edge.qualifiers == (("n", "1; 2"),)
