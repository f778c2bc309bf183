from cards import identity


def test_fields_are_separated_so_that_shifted_text_is_another_id() -> None:
    assert identity.id_of("ab", "c") != identity.id_of("a", "bc")
    assert identity.id_of("ab") != identity.id_of("ab", "")


def test_ids_fit_into_63_bits() -> None:
    for number in range(2000):
        assert 0 <= identity.id_of("card", str(number)) < 2**63


def test_ids_are_the_same_for_ever() -> None:
    # Written down once: review logs hold these numbers, so no release may change them.
    assert identity.definition_card("pack/softmax", "forward") == FROZEN["definition"]
    edge = identity.edge_card("pack/a", "uses", "pack/b", "", "why", "forward")
    assert edge == FROZEN["edge"]
    fields = identity.fact_fields("parameters", {"as_of": "2022"}, "")
    assert identity.fact_card("pack/palm", fields) == FROZEN["fact"]
    assert identity.block_card("pack/a", "key") == FROZEN["block"]
    assert identity.set_card("pack/a", "is_a", "", "set_member", "pack/b") == FROZEN["set"]


def test_a_fact_is_the_same_whenever_and_by_whomever_it_is_said() -> None:
    said = identity.fact_fields("Parameters", {"as_of": "2022-04", "source": "x"}, "")
    again = identity.fact_fields("parameters", {"as_of": "2024-01"}, "")
    assert identity.fact_card("pack/palm", said) == identity.fact_card("pack/palm", again)


def test_a_fact_on_another_data_set_is_another_fact() -> None:
    one = identity.fact_fields("accuracy", {"dataset": "A"}, "")
    two = identity.fact_fields("accuracy", {"dataset": "B"}, "")
    assert identity.fact_card("pack/x", one) != identity.fact_card("pack/x", two)


def test_symmetric_ends_have_one_order_and_others_the_order_written() -> None:
    assert identity.edge_ends("b", "a", symmetric=True) == ("a", "b")
    assert identity.edge_ends("b", "a", symmetric=False) == ("b", "a")


def test_direction_template_and_step_are_part_of_an_edges_card() -> None:
    base = ("s", "uses", "o", "", "why", "forward")
    others = [
        ("s", "uses", "o", "step", "why", "forward"),
        ("s", "uses", "o", "", "forward", "forward"),
        ("s", "uses", "o", "", "why", "reverse"),
    ]
    ids = {identity.edge_card(*fields) for fields in [base, *others]}
    assert len(ids) == 4


FROZEN = {
    "definition": 4719081429665650541,
    "edge": 6115272895907833626,
    "fact": 3556717174169248231,
    "block": 5736250531604028368,
    "set": 3424407655550911514,
}
