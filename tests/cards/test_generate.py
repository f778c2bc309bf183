"""Which cards notes make and which they must not make: one test a rule, on real compiled notes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cards.notebook_factory import Notebook, by_template, questions, refusals


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Notebook]:
    book = Notebook(tmp_path)
    yield book
    book.close()


def links(*lines: str) -> str:
    return "A plain sentence.\n\n## Links\n" + "\n".join(f"- {line}" for line in lines)


def cards(*blocks: str) -> str:
    return "A plain sentence.\n\n## Cards\n" + "\n\n".join(blocks)


def facts(*lines: str) -> str:
    return "A plain sentence.\n\n## Facts\n" + "\n".join(f"- {line}" for line in lines)


# Definitions


def test_a_concept_is_asked_both_ways(book: Notebook) -> None:
    book.note("beam-search", "Keep the best few partial sequences at each step.")
    made = book.generate()
    assert [(d.question, d.answer) for d in made.drafts] == [
        ("What is beam search?", "Keep the best few partial sequences at each step."),
        (
            "Which concept is this? Keep the best few partial sequences at each step.",
            "Beam search",
        ),
    ]
    assert len({d.group_id for d in made.drafts}) == 1
    assert [d.ordinal for d in made.drafts] == [0, 1]


def test_the_answer_to_a_definition_holds_every_name_of_the_node(book: Notebook) -> None:
    names = "[beam decoding]"
    book.note("beam-search", "Keep the best few partial sequences at each step.", aliases=names)
    answers = [draft.answer for draft in book.generate().drafts]
    assert "Beam search (also beam decoding)" in answers


def test_a_metric_is_asked_what_it_measures(book: Notebook) -> None:
    book.note("recall", "The share of positives that are found.", type="metric")
    assert "What does recall measure?" in questions(book.generate())


def test_a_note_may_ask_its_definition_in_its_own_words(book: Notebook) -> None:
    book.note("alpha", "Long and winding.", q="What is the point of alpha?", a="To be short")
    (card,) = [d for d in book.generate().drafts if d.direction == "forward"]
    assert (card.question, card.answer) == ("What is the point of alpha?", "To be short")
    assert card.extra == "Long and winding."


@pytest.mark.parametrize("kind", ["paper", "system", "chapter", "problem", "resource", "org"])
def test_works_systems_and_orgs_have_no_definition_card(book: Notebook, kind: str) -> None:
    book.note("thing", "A sentence.", type=kind)
    assert questions(book.generate()) == []


# R01, R02: one answer


def test_r01_a_functional_relation_with_two_objects_is_blocked(book: Notebook) -> None:
    book.note("first", "One.", type="paper", title="Old tales")
    book.note("second", "Two.", type="paper", title="New tales")
    book.note("alpha", links("introduced_by:: [[first]]", "introduced_by:: [[second]]"))
    assert refusals(book.generate())["Which paper introduced alpha?"] == "R01"


def test_r01_a_functional_relation_with_one_object_is_asked(book: Notebook) -> None:
    header = {"title": "Old tales", "year": "2014", "authors": "[Ann Lee, Bo Ek, Cy Dee]"}
    book.note("first", "One.", type="paper", **header)
    book.note("alpha", links("introduced_by:: [[first]]"))
    (card,) = by_template(book.generate(), "alpha", "forward")
    assert card.question == "Which paper introduced alpha?"
    assert card.answer == "Old tales (Ann Lee et al., 2014)"


@pytest.mark.parametrize("relation", ["is_a", "covered_in", "made_by", "cites", "part_of"])
def test_r03_open_relations_make_no_recall_cards(book: Notebook, relation: str) -> None:
    kinds = {"covered_in": "paper", "made_by": "org", "cites": "paper"}
    book.note("target", "A target.", type=kinds.get(relation, "concept"), title="Somewhere")
    subject = {"made_by": "system", "cites": "paper"}.get(relation, "concept")
    book.note("alpha", links(f"{relation}:: [[target]] — as it is"), type=subject)
    made = book.generate()
    assert not [d for d in made.drafts if d.kind == "edge"]
    assert not [b for b in made.blocked if b.draft.kind == "edge"]


def test_precedes_is_asked_in_both_directions_within_an_open_parent(book: Notebook) -> None:
    book.note("whole", "The whole.")
    book.note("alpha", links("part_of:: [[whole]]", "precedes:: [[beta]]"))
    book.note("beta", "Another.\n\n## Links\n- part_of:: [[whole]]")
    asked = questions(book.generate())
    assert "In whole, what comes right after alpha?" in asked
    assert "In whole, what comes right before beta?" in asked


# Reasons


def test_a_reason_is_asked_by_its_relations_template(book: Notebook) -> None:
    book.note("gamma", "A third thing.")
    book.note("alpha", links("requires:: [[gamma]] — the sums are taken there"))
    (card,) = by_template(book.generate(), "alpha", "why")
    assert card.question == "Why does alpha need gamma?"
    assert card.answer == "The sums are taken there."
    assert (card.object, card.relation) == ("pack/gamma", "requires")


def test_requires_without_a_reason_only_gates(book: Notebook) -> None:
    book.note("gamma", "A third thing.")
    book.note("alpha", links("requires:: [[gamma]]"))
    assert by_template(book.generate(), "alpha", "why") == []


def test_an_edges_own_question_and_answer_stand_for_the_template(book: Notebook) -> None:
    book.note("gamma", "A third thing.")
    line = "uses:: [[gamma]] — the reason [q:: What is left after the sums?] [a:: The rest]"
    book.note("alpha", links(line))
    (card,) = by_template(book.generate(), "alpha", "why")
    assert (card.question, card.answer) == ("What is left after the sums?", "The rest")
    assert card.extra == "The reason"


def test_a_symmetric_edge_written_on_both_nodes_makes_one_card(book: Notebook) -> None:
    book.note("alpha", links("contrasts_with:: [[beta]] — one is round, the other is flat"))
    book.note(
        "beta",
        "Else.\n\n## Links\n- contrasts_with:: [[alpha]] — one is flat, the other is round",
    )
    made = book.generate()
    found = [d for d in made.drafts if d.relation == "contrasts_with"]
    assert [d.question for d in found] == ["Alpha and beta: what is the difference?"]
    assert not made.blocked


def test_moving_a_symmetric_edge_to_the_other_note_keeps_its_identity(book: Notebook) -> None:
    book.note("alpha", links("contrasts_with:: [[beta]] — one is round, the other is flat"))
    book.note("beta", "Else.")
    one = [d.id for d in book.generate().drafts if d.kind == "edge"]
    book.note("alpha", "A plain sentence.")
    book.note("beta", "Else.\n\n## Links\n- contrasts_with:: [[alpha]] — one is flat")
    assert [d.id for d in book.generate().drafts if d.kind == "edge"] == one


def test_card_no_makes_none(book: Notebook) -> None:
    book.note("gamma", "A third thing.")
    book.note("alpha", links("requires:: [[gamma]] — the sums are taken there [card:: no]"))
    book.note("beta", "Else.\n\n## Facts\n- cost:: 3 [card:: no]")
    assert not [d for d in book.generate().drafts if d.kind in ("edge", "fact")]


def test_a_problems_points_are_asked_only_with_a_question_and_an_answer(book: Notebook) -> None:
    book.note("step", "A step.")
    book.note("idea", "An idea.")
    book.note("other", "Another idea.")
    book.note(
        "design",
        """
        Do it well.

        ## Steps
        ### [[step]]
        - [[idea]] — because it is cheap ^a
        - [[other]] — a text [q:: Why take the other idea here?] [a:: It is cheaper still] ^b
        """,
        type="problem",
    )
    made = book.generate()
    asked = [d.question for d in made.drafts if d.node == "pack/design"]
    assert asked == ["Why take the other idea here?"]


# R04, R05: closed sets


def closed_set(book: Notebook, count: int, relation: str = "has_part", order: bool = True) -> None:
    book.note("whole", "The whole of it.", closed=f"[{relation}]")
    name = "part_of" if relation == "has_part" else "is_a"
    for number in range(count):
        tail = f" [order:: {number + 1}]" if order else ""
        title = "ABCDEFGHI"[number] + "rea"
        book.note(f"m{number}", f"Member.\n\n## Links\n- {name}:: [[whole]]{tail}", title=title)


def test_a_small_closed_set_is_listed_with_its_count_and_asked_one_by_one(book: Notebook) -> None:
    closed_set(book, 3)
    made = book.generate()
    (listed,) = by_template(made, "whole", "set_list")
    assert listed.question == "What are the three parts of whole?"
    assert listed.answer == "Area, brea and crea"
    members = by_template(made, "whole", "set_member")
    assert [d.question for d in members] == [
        "The three parts of whole, in order: [...], brea and crea",
        "The three parts of whole, in order: area, [...] and crea",
        "The three parts of whole, in order: area, brea and [...]",
    ]
    assert [d.answer for d in members] == ["Area", "Brea", "Crea"]
    assert len({d.group_id for d in [listed, *members]}) == 1


def test_a_longer_ordered_set_is_asked_with_its_neighbours_only(book: Notebook) -> None:
    closed_set(book, 7)
    made = book.generate()
    assert by_template(made, "whole", "set_list") == []
    members = by_template(made, "whole", "set_member")
    assert len(members) == 7
    assert (
        members[3].question == "The seven parts of whole, in order: …, brea, crea, [...], erea, …"
    )


def test_an_unordered_set_has_a_fixed_order_and_shows_all_others(book: Notebook) -> None:
    closed_set(book, 5, "has_kind", order=False)
    members = by_template(book.generate(), "whole", "set_member")
    assert members[0].question == "The five kinds of whole: [...], brea, crea, drea and erea"


def test_r04_more_than_seven_members_are_refused_and_said(book: Notebook) -> None:
    closed_set(book, 8)
    made = book.generate()
    found = [b for b in made.blocked if b.rule.startswith("R04")]
    assert len(found) == 9
    assert "8 members" in found[0].sentence


def test_a_set_that_is_not_declared_closed_makes_no_card(book: Notebook) -> None:
    book.note("whole", "The whole of it.")
    for stem in ("one", "two"):
        book.note(stem, f"About {stem} of them.\n\n## Links\n- part_of:: [[whole]]")
    assert not [d for d in book.generate().drafts if d.kind == "set"]


# R06: leaks


def test_r06_the_title_in_the_definition_blocks_the_reverse_card(book: Notebook) -> None:
    book.note("checkpointing", "Keep few results by checkpointing and redo the rest.")
    made = book.generate()
    assert list(refusals(made).values()) == ["R06"]
    assert questions(made) == ["What is checkpointing?"]


def test_r06_a_rare_stem_of_the_title_blocks_and_a_common_word_does_not(book: Notebook) -> None:
    for number in range(4):
        book.note(f"n{number}", f"A gradient of kind {number} that nobody names.")
    book.note("gradient-pruning", "Move along the gradient and drop small weights.")
    assert not refusals(book.generate())
    book.note("gradient-pruning", "Move along it, prune small weights.")
    assert list(refusals(book.generate()).values()) == ["R06"]


def test_r06_an_acronym_that_is_also_a_word_does_not_leak(book: Notebook) -> None:
    book.note("inception-score", "What is seen in pictures.", type="metric", aliases="[IS]")
    assert not refusals(book.generate())


def test_r06_a_paper_that_names_the_thing_is_not_asked_for(book: Notebook) -> None:
    book.note("flash", "One.", type="paper", title='"FlashThing: a fast thing"')
    book.note("flashthing", links("introduced_by:: [[flash]]"), title="FlashThing")
    assert refusals(book.generate())["Which paper introduced FlashThing?"] == "R06"


def test_r06_a_paper_whose_title_holds_the_whole_name_is_not_asked_for(book: Notebook) -> None:
    # Common words: each stands in many notes, so none is rare by itself.
    for number in range(8):
        book.note(f"other-{number}", "A hidden layer that spreads by slow diffusion.")
    title = '"Sharp Pictures with Hidden Diffusion Machines"'
    book.note("sharp", "One.", type="paper", title=title)
    book.note("hidden-diffusion", links("introduced_by:: [[sharp]]"), title="Hidden diffusion")
    assert refusals(book.generate())["Which paper introduced hidden diffusion?"] == "R06"


def test_r06_a_tag_that_tells_the_answer_blocks(book: Notebook) -> None:
    book.note("zymurgy", "Let yeast do the work.", tags="[zymurgy]")
    assert list(refusals(book.generate()).values()) == ["R06"]


def test_r06_a_short_answer_in_its_own_question_blocks_unless_it_is_a_choice(
    book: Notebook,
) -> None:
    book.note(
        "alpha",
        cards(
            "Q: Why does the outer loop need an outer loop?\nA: The outer loop ^a",
            "Q: Which is faster, the inner loop or the outer loop?\nA: The inner loop ^b",
        ),
    )
    found = refusals(book.generate())
    assert found == {"Why does the outer loop need an outer loop?": "R06"}


def test_a_cue_never_tells_the_answer(book: Notebook) -> None:
    book.note("zeta-things", "A family of ways.")
    book.note("zeta", "Look it up.\n\n## Links\n- is_a:: [[zeta-things]]")
    made = book.generate()
    (card,) = [d for d in made.drafts if d.direction == "reverse" and d.answer == "Zeta"]
    assert card.cue == ""


def test_a_written_card_that_does_not_name_its_node_gets_a_cue(book: Notebook) -> None:
    text = cards("Q: Why divide by the root?\nA: To keep the variance at one. ^root")
    book.note("alpha", text, tags="[attention-maths, training]")
    (card,) = by_template(book.generate(), "alpha", "qa")
    assert card.cue == "attention maths"


# R08: unique questions


def test_r08_equal_questions_with_different_answers_block_each_other(book: Notebook) -> None:
    book.note("alpha", cards("Q: What limits the speed?\nA: Memory. ^a"))
    book.note("beta", "Else.\n\n## Cards\nQ: What limits speed?\nA: Compute. ^a")
    made = book.generate()
    blocked = [b for b in made.blocked if b.rule.startswith("R08")]
    assert {b.draft.node for b in blocked} == {"pack/alpha", "pack/beta"}
    assert "'pack/beta'" in next(b.sentence for b in blocked if b.draft.node == "pack/alpha")


def test_r08_a_double_with_the_same_answer_leaves_one_card(book: Notebook) -> None:
    book.note("alpha", cards("Q: What limits the speed?\nA: Memory. ^a"))
    book.note("beta", "Else.\n\n## Cards\nQ: What limits the speed?\nA: memory ^a")
    made = book.generate()
    assert [b.draft.node for b in made.blocked if b.rule.startswith("R08")] == ["pack/beta"]


def test_r08_one_sign_in_a_formula_is_another_question(book: Notebook) -> None:
    book.note(
        "alpha",
        cards("Q: What is $x+y$?\nA: A sum. ^a", "Q: What is $x-y$?\nA: A difference. ^b"),
    )
    assert not refusals(book.generate())


# R10, R11, R12


def test_r10_forty_one_words_are_too_many_and_forty_are_not(book: Notebook) -> None:
    for count in (40, 41):
        book.note("alpha", cards(f"Q: What comes to mind?\nA: {'word ' * count}^a"))
        assert ("R10" in refusals(book.generate()).values()) == (count > 40)


def test_r10_more_than_twelve_words_are_warned_about(book: Notebook) -> None:
    book.note("alpha", cards(f"Q: What comes to mind?\nA: {'word ' * 13}^a"))
    made = book.generate()
    assert [w.rule.split()[0] for w in made.warnings] == ["R10"]
    assert not made.blocked


@pytest.mark.parametrize(
    "question",
    [
        "Is softmax differentiable?",
        "Batches are large. Does the loss fall?",
        "With large batches, can the loss rise?",
    ],
)
def test_r12_yes_no_questions_are_blocked(book: Notebook, question: str) -> None:
    book.note("alpha", cards(f"Q: {question}\nA: It depends. ^a"))
    assert refusals(book.generate()) == {question: "R12"}


@pytest.mark.parametrize(
    "question",
    [
        "Is a lower or a higher FID better?",
        "Why is softmax differentiable?",
        "What does it do?",
        "If it is large, what has happened?",
        "How does the sum, the one above, do without a limit?",
    ],
)
def test_r12_choices_and_open_questions_pass(book: Notebook, question: str) -> None:
    book.note("alpha", cards(f"Q: {question}\nA: It depends. ^a"))
    assert not refusals(book.generate())


def test_r12_yes_as_an_answer_is_blocked(book: Notebook) -> None:
    book.note("alpha", cards("Q: What about it?\nA: Yes, always ^a"))
    assert list(refusals(book.generate()).values()) == ["R12"]


# R17, R18, R26, R29


def test_r17_the_ninth_card_is_blocked_and_hand_written_ones_come_first(book: Notebook) -> None:
    written = [f"Q: How is thing {n} done?\nA: In way {n}. ^k{n}" for n in range(7)]
    book.note("alpha", cards(*written))
    made = book.generate()
    assert len(made.drafts) == 8
    (blocked,) = made.blocked
    assert blocked.rule.startswith("R17") and blocked.draft.direction == "reverse"


def test_r18_an_edge_to_a_note_that_is_not_there_is_blocked(book: Notebook) -> None:
    book.note("alpha", links("uses:: [[nowhere]] — to see"))
    assert list(refusals(book.generate()).values()) == ["R18"]


@pytest.mark.parametrize("status", ["proposed", "draft", "disputed", "rumour", "outdated"])
def test_r26_only_reviewed_notes_make_cards(book: Notebook, status: str) -> None:
    book.note("alpha", cards("Q: What limits it?\nA: Memory. ^a"), status=status)
    made = book.generate()
    assert made.drafts == []
    assert {b.rule.split()[0] for b in made.blocked} == {"R26"}


def test_r26_a_disputed_fact_in_a_reviewed_note_makes_no_card(book: Notebook) -> None:
    book.note("alpha", facts("cost:: 3 [status:: disputed]", "size:: 4"))
    made = book.generate()
    assert [d.question for d in made.drafts if d.kind == "fact"] == ["How large is alpha?"]


def test_r29_a_superseded_node_gets_no_new_cards(book: Notebook) -> None:
    book.note("old", "An old way.")
    book.note("new", "A new way.\n\n## Links\n- supersedes:: [[old]]")
    made = book.generate()
    assert {b.rule.split()[0] for b in made.blocked if b.draft.node == "pack/old"} == {"R29"}
    assert {d.node for d in made.drafts} == {"pack/new"}


# R21: clozes


def test_a_cloze_makes_one_card_a_part_with_the_others_shown(book: Notebook) -> None:
    book.note("alpha", cards("C: Softly, ==one== goes before ==two== and stays. ^c"))
    found = by_template(book.generate(), "alpha", "cloze")
    assert [(d.question, d.answer, d.ordinal) for d in found] == [
        ("Softly, [...] goes before two and stays.", "One", 0),
        ("Softly, one goes before [...] and stays.", "Two", 1),
    ]


def test_r06_a_hidden_part_that_stands_elsewhere_in_the_text_is_blocked(book: Notebook) -> None:
    book.note("alpha", cards("C: A ==router== sends tokens on, so the router decides. ^c"))
    assert list(refusals(book.generate()).values()) == ["R06"]


def test_r21_a_cloze_needs_text_around_its_blank(book: Notebook) -> None:
    book.note("alpha", cards("C: It ==matters==. ^c"))
    assert list(refusals(book.generate()).values()) == ["R21"]


def test_equal_signs_in_code_and_maths_hide_nothing(book: Notebook) -> None:
    book.note("alpha", cards("C: The test `a == b` and $x==y$ is ==symmetric== in both. ^c"))
    (card,) = by_template(book.generate(), "alpha", "cloze")
    assert card.question == "The test `a == b` and $x==y$ is [...] in both."


# R22, R24: facts


def test_a_dated_fact_has_its_date_data_set_and_unit_in_the_question(book: Notebook) -> None:
    line = "accuracy:: 91.2 [as_of:: 2024-03] [dataset:: SST-2] [unit:: %]"
    book.note("alpha", facts(line))
    (card,) = by_template(book.generate(), "alpha", "fact")
    assert card.question == "What is the accuracy of alpha, on SST-2, in %, as of March 2024?"
    assert card.answer == "91.2 %"


def test_r22_a_volatile_number_without_a_date_is_blocked(book: Notebook) -> None:
    book.note("alpha", facts("price:: 3 dollars"))
    assert "R22" in refusals(book.generate()).values()


def test_r24_two_facts_of_one_key_need_something_to_tell_them_apart(book: Notebook) -> None:
    book.note("alpha", facts("cost:: 3", "cost:: 4"))
    made = book.generate()
    assert [b.rule.split()[0] for b in made.blocked] == ["R24"]
    book.note("alpha", facts("cost:: 3", "cost:: 4 [dataset:: big]"))
    assert not book.generate().blocked


# Sources


def test_a_card_carries_its_paper_and_its_chapter(book: Notebook) -> None:
    book.note("book", "A book.", type="resource", title="The book", kind="book")
    book.note("ch1", links("part_of:: [[book]]"), type="chapter", title="Beginnings", number="1")
    header = {"title": "Old tales", "year": "2014", "arxiv": '"1409.0473"'}
    book.note("paper", "One.", type="paper", **header)
    book.note("alpha", links("introduced_by:: [[paper]]", "covered_in:: [[ch1#Section two]]"))
    card = next(d for d in book.generate().drafts if d.node == "pack/alpha")
    paper, chapter = json.loads(card.source)
    assert (paper["title"], paper["arxiv"], paper["year"]) == ("Old tales", "1409.0473", 2014)
    assert chapter["title"] == "The book, Beginnings"
    assert chapter["section"] == "Section two"


def test_a_facts_own_source_stands_alone(book: Notebook) -> None:
    book.note("paper", "One.", type="paper", title="Old tales")
    book.note("other", "Two.", type="paper", title="New tales")
    text = "A sentence.\n\n## Links\n- introduced_by:: [[other]]\n\n## Facts\n"
    book.note("alpha", text + "- cost:: 3 [source:: [[paper]]]")
    (card,) = by_template(book.generate(), "alpha", "fact")
    assert [work["node"] for work in json.loads(card.source)] == ["pack/paper"]
