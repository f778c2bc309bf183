"""What an awesome list, a course page or a README names gets its printed title and its id."""

import pytest

from kg.documents.found import Found, FoundNode
from kg.documents.read_document import read_document

ID = "2101.00001"
ABS = f"https://arxiv.org/abs/{ID}"


def found_in(text: str) -> Found:
    return read_document(text.encode(), "list.md", "list")


def only_paper(text: str) -> FoundNode:
    papers = [node for node in found_in(text).nodes if node.arxiv]
    assert len(papers) == 1
    assert papers[0].arxiv == ID and papers[0].type == "paper"
    return papers[0]


FORMS = [
    (f"- [A Plain Title]({ABS})", "A Plain Title"),
    (f"* [A Plain Title]({ABS}) - with *words*.", "A Plain Title"),
    (f"1. [A Plain Title: of Parts.]({ABS})", "A Plain Title: of Parts."),
    (f"- **A Bold Title** [[paper]]({ABS}) [[code]](https://github.com/a/b)", "A Bold Title"),
    (f"- A Title Before. [[Paper]({ABS})] [[Code](https://github.com/a/b)]", "A Title Before"),
    (f"- **[A Bold Link]({ABS}v2)** Ann Bee, Cid Dee. *ICML 2021*.", "A Bold Link"),
    (f"- (CVPR 2021) A Title After Venue [[pdf]({ABS})]", "A Title After Venue"),
    (f"- [CVPR'21] A Title After Venue [paper]({ABS})", "A Title After Venue"),
    (f'- "A Quoted Title". Ann Bee, Cid Dee. ICML. [[Paper]({ABS})]', "A Quoted Title"),
    (f'- Ann Bee, Cid Dee, "A Quoted Title", ICML, 2021. [[link]]({ABS})', "A Quoted Title"),
    (f"- Bee, A. and Dee, C. (2021). A Title Last. ICML. [PDF]({ABS})", "A Title Last"),
    (f"- *A Slanted Title* by Ann Bee [[pdf]({ABS})]", "A Slanted Title"),
    (f"- 2021 - [A Dated Title]({ABS})", "A Dated Title"),
    (f"- `2021.01` [A Dated Title]({ABS})", "A Dated Title"),
    (f"- \U0001f4c4 [A Title with a Sign]({ABS}) \u2b50", "A Title with a Sign"),
    (f"- :fire: [A Title with a Sign]({ABS}) :star:", "A Title with a Sign"),
    (f"- [[paper]({ABS})] A Title Behind", "A Title Behind"),
    (f'- ["A Quoted Link"]({ABS})', "A Quoted Link"),
    (f"- SPARK: [A Named Title]({ABS}) [code](https://github.com/a/b)", "A Named Title"),
    (f"- **SPARK**: A Title Named Twice, *ICML*. [[paper]({ABS})]", "SPARK: A Title Named Twice"),
    (f"- [arXiv:{ID}]({ABS}) A Title Behind", "A Title Behind"),
    (f"- A Title ([Bee et al., 2021]({ABS}))", "A Title"),
    (f"- **A Title Above**\n  - [paper]({ABS})\n  - [code](https://x.org/c)", "A Title Above"),
    (f"- A Title on a Line\n  *Ann Bee, Cid Dee*\n  [[Paper]({ABS})]", "A Title on a Line"),
    (f"- A Title on a Line<br>Ann Bee<br>[[Paper]({ABS})]", "A Title on a Line"),
    (f"- A Title Wrapped over\n  Two Lines [[Paper]({ABS})]", "A Title Wrapped over Two Lines"),
    (f"- A Title Alone {ABS}", "A Title Alone"),
    (f"- A Title Alone: {ABS}.", "A Title Alone"),
    (f"- A Title Alone <{ABS}>", "A Title Alone"),
    (f"- [2021/01] **A Title** [![arXiv](https://img.shields.io/badge/x)]({ABS})", "A Title"),
    (f'- <a href="{ABS}">A Title of HTML</a>, ACL 2021', "A Title of HTML"),
    (f"- A Title, Bee et al., ICML 2021 [[paper]]({ABS})", "A Title"),
    (f"- A Title of Bars | [Paper]({ABS}) | [Code](https://github.com/a/b)", "A Title of Bars"),
    (f"- A Title - Bee et al. [[paper]]({ABS})", "A Title"),
    (f"- [ ] [A Title to Do]({ABS})", "A Title to Do"),
    (f"- [A Title by Reference][r]\n\n[r]: {ABS} 'Hover'", "A Title by Reference"),
    (f"- Ann Bee, Cid Dee. A Title Last. In ICML, 2021. [[PDF]]({ABS})", "A Title Last"),
    (f"- Is This a Title? A Study (2021) [[arXiv]({ABS})]", "Is This a Title? A Study"),
    (f"- A Title (arXiv:{ID})", "A Title"),
    (f"- A Title, arXiv preprint arXiv:{ID}, 2021", "A Title"),
    (f"- [A Title with `code` and *stress*]({ABS})", "A Title with code and stress"),
    (f"- [A Title [in brackets] here]({ABS})", "A Title [in brackets] here"),
    (f"- [A Title \\[with\\] Escapes &amp; $k$-NN]({ABS})", "A Title [with] Escapes & $k$-NN"),
    (f"- __A Title.__ _Ann Bee_. 2021. [[Paper]({ABS})]", "A Title"),
    (f"### A Section's Title\nAnn Bee\n\n[[Paper]({ABS})] [[Code](c)]", "A Section's Title"),
    (f"### [A Section's Title]({ABS})\nWords. [Code](https://x.org/c)", "A Section's Title"),
    (f"#### 4. A Title of a Section [[paper]({ABS})]", "A Title of a Section"),
    (f"**A Title of a Block**\nAnn Bee, Cid Dee\n[Paper]({ABS})", "A Title of a Block"),
    (f"In the last year [A Title in Prose]({ABS}) was written.", "A Title in Prose"),
    (f"> [A Quoted Line]({ABS})", "A Quoted Line"),
    (f"| Model | Paper |\n|--|--|\n| X | [A Title in a Table]({ABS}) |", "A Title in a Table"),
    (f"| Title | At | Links |\n|--|--|--|\n| A Title | ACL | [pdf]({ABS}), [code](x) |", "A Title"),
    (f"| **Paper** | Links |\n|--|--|\n| 1) **A Title** - words | [Paper]({ABS}) |", "A Title"),
    (f"**A Title in Bold**\n\n- Paper: {ABS}\n- Code: https://x.org/c", "A Title in Bold"),
    (f'**[6]** Bee, Ann. "**A Title.**" A Press. (2015). [[html]]({ABS}) :star:', "A Title"),
    (f"| Year | Title | arXiv |\n|--|--|--|\n| 2021 | A Title | {ID} |", "A Title"),
    (f"| Paper | Link |\n|--|--|\n| A **Bold** Title | {ABS} |", "A Bold Title"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "title"), FORMS)
def test_a_paper_gets_its_printed_title(text: str, title: str):
    assert only_paper(f"# List\n\n## Papers\n\n{text}\n").title == title


def test_labels_beside_a_title_are_its_links_not_things():
    text = (
        "## Papers\n- **A Bold Title** [[arxiv]](https://arxiv.org/abs/2101.00001)"
        " [[acl]](https://aclanthology.org/2021.acl-long.9/) [[code]](https://github.com/a/b)\n"
    )
    (paper,) = found_in(text).nodes
    assert paper.ids == ("acl:2021.acl-long.9",)
    assert paper.notes[-1] == "code: https://github.com/a/b"


def test_two_papers_in_one_item_are_two():
    text = "- see [One Thing](https://arxiv.org/abs/2101.00001), [paper](https://arxiv.org/abs/2101.00002)"
    assert sorted(node.arxiv for node in found_in(text).nodes) == ["2101.00001", "2101.00002"]


def test_a_malformed_id_is_a_problem_and_no_id():
    text = "- [A](https://arxiv.org/abs/2113.00001)\n- B (arXiv:2101.1)\n"
    found = found_in(text)
    assert all(not node.arxiv and "arxiv.org" not in node.url for node in found.nodes)
    assert [(p.line, p.col, p.code) for p in found.problems] == [(1, 3, "I201"), (2, 6, "I201")]
    assert "no month 13" in found.problems[0].message


def test_numbers_that_look_like_ids_are_none():
    found = found_in(
        "- costs 2101.00001 dollars, version 2010.10104\n- [a](https://x.org/2101.00001)\n"
    )
    assert [node.arxiv for node in found.nodes] == [""]


def test_words_that_could_be_labels_name_a_page_at_the_start_of_an_item():
    text = (
        "- [Medium](https://medium.com) - posts\n- [Papers with Code](https://x.org/sota) - lists\n"
    )
    assert [node.title for node in found_in(text).nodes] == ["Medium", "Papers with Code"]


def test_types_follow_the_evidence():
    text = (
        "# L\n## Reading\n- [Paper A](https://openreview.net/forum?id=X1)\n"
        "- [Book B](https://www.amazon.com/dp/1449373321)\n- [Repo C](https://github.com/c/c)\n"
        "- [Talk D](https://youtu.be/d)\n- [Page E](https://example.org/e)\n"
        "- [File F](https://example.org/f.pdf)\n- [Slides G](https://example.org/g.pdf)\n"
        "- by [Ann Bee](https://annbee.org/x)\n"
    )
    nodes = found_in(text).nodes
    types = {node.title: node.type for node in nodes}
    assert types == {
        "Paper A": "paper", "Book B": "resource", "Repo C": "resource", "Talk D": "resource",
        "Page E": "resource", "File F": "paper", "Slides G": "resource",
    }  # fmt: skip
    assert all(0 < node.confidence <= 1 and node.rule for node in nodes)


def test_papers_may_be_named_without_a_link():
    text = "# L\n## Key Papers\n- **A Title without Link** (2017) - what it says\n- a thing\n"
    (paper,) = found_in(text).nodes
    assert (paper.type, paper.title) == ("paper", "A Title without Link")
    assert paper.notes == ("2017) - what it says",) or "what it says" in paper.notes[0]


def test_notes_below_an_item_stay_with_it():
    text = (
        "- [One](https://x.org/1) - first\n  - second\n    - third\n\n  fourth\n"
        "- [Two](https://x.org/2)\n"
    )
    one, two = found_in(text).nodes
    assert one.notes == ("first", "fourth", "second", "third") and two.notes == ()


def test_badges_socials_and_contents_make_no_nodes():
    text = (
        "# L\n[![s](https://img.shields.io/x)](https://opensource.org/licenses/MIT)\n\n"
        "## Contents\n- [Papers](#papers)\n\n## Contributing\nSee [the guide](https://x.org/guide).\n\n"
        "## Stay updated\n- **Chat**: join [our chat](https://chat.example.org)\n- [me](https://twitter.com/me)\n"
    )
    assert found_in(text).nodes == ()


def test_a_heading_that_names_a_concept_covers_and_one_that_sorts_does_not():
    text = (
        "# L\n## Sorting Networks\n- [One](https://x.org/1)\n### Papers\n- [Two](https://x.org/2)\n"
        "## Week 3\n- [Three](https://x.org/3)\n"
    )
    found = found_in(text)
    (concept,) = [node for node in found.nodes if node.type == "concept"]
    assert (concept.title, concept.quote) == ("Sorting Networks", "## Sorting Networks")
    assert [(e.source, e.relation, e.target, e.lines) for e in found.edges] == [
        ("sorting-networks", "covered_in", "one", (3, 3)),
        ("sorting-networks", "covered_in", "two", (5, 5)),
    ]
    assert all(edge.confidence <= 0.5 for edge in found.edges)


def test_a_label_before_a_list_names_its_concept():
    found = found_in("# L\n## All\nHash rings:\n\n- [One](https://x.org/1)\n")
    assert [(e.source, e.target) for e in found.edges] == [("hash-rings", "one")]


def test_columns_that_say_so_become_edges_and_others_notes():
    text = (
        "# L\n| Problem | Companies | Hints |\n|--|--|--|\n| **Feed** | Acme, Bolt | be fast |\n\n"
        "| Task | Metrics |\n|--|--|\n| **Sorting** | time, space |\n\n"
        f"| Model | Paper | Lab |\n|--|--|--|\n| ALPHA | [The Alpha Way]({ABS}) | Acme |\n"
    )
    found = found_in(text)
    edges = {(e.source, e.relation, e.target) for e in found.edges}
    assert edges == {
        ("feed", "asked_at", "acme"),
        ("feed", "asked_at", "bolt"),
        ("sorting", "evaluated_by", "time"),
        ("sorting", "evaluated_by", "space"),
        ("the-alpha-way", "made_by", "acme"),
    }
    feed = next(node for node in found.nodes if node.title == "Feed")
    assert feed.type == "problem" and "Hints: be fast" in feed.notes


def test_terms_are_concepts_with_low_confidence_and_tasks_are_none():
    text = (
        "# L\n## Basics\n- **Ring buffer**: a queue of fixed size\n- [ ] **Read** all of it\n"
        "- Just a sentence about it.\n"
    )
    (term,) = found_in(text).nodes
    assert (term.type, term.title, term.notes) == (
        "concept",
        "Ring buffer",
        ("a queue of fixed size",),
    )
    assert term.confidence < 0.5


def test_facts_in_an_outline_are_said_of_its_heading():
    text = "# L\n## Acme Search\n```yaml\nScale: 10 things\nParts:\n  - one\n```\n"
    nodes = {node.title: node for node in found_in(text).nodes}
    assert nodes["Acme Search"].notes == ("Scale: 10 things",)
    assert nodes["Parts"].notes == ("one",)


def test_a_course_page_is_read(request: pytest.FixtureRequest):
    data = (request.path.parent / "documents" / "course.md").read_bytes()
    found = read_document(data, "course.md", "list")
    by_id = {node.arxiv: node.title for node in found.nodes if node.arxiv}
    assert by_id == {
        "2001.00001": "A Tour of Graphs",
        "2002.00002": "a paper",
        "cs/0101001": "The Long Way",
        "2003.00003": "Third Way",
        "2004.00004": "Fourth Way",
        "2005.00005": "Fifth Way",
    }
    assert [heading.title for heading in found.headings] == [
        "CS 99: Graph Systems", "Lectures", "Metrics", "HTML Head",
    ]  # fmt: skip
    assert {node.title for node in found.nodes if node.type == "metric"} == {
        "Recall@k", "Latency", "MRR", "Hits@10",
    }  # fmt: skip
