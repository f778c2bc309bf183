"""Ids as numbers: there and back, in the order of time."""

from __future__ import annotations

import pytest

from sync.id_number import ARCHIVES, base_of, month_of, number_of

IN_ORDER = [
    "hep-th/9108001", "cs/0112017", "math/0309136", "math-ph/0703999", "0704.0001", "1412.9999",
    "1501.00001", "1706.03762", "2610.99999",
]  # fmt: skip


def test_every_id_comes_back_and_their_order_is_that_of_months() -> None:
    numbers = [number_of(base) for base in IN_ORDER]
    assert None not in numbers
    assert numbers == sorted(numbers, key=lambda number: number or 0)
    assert [base_of(number or 0) for number in numbers] == IN_ORDER


def test_every_archive_has_a_place_of_its_own() -> None:
    numbers = {number_of(f"{archive}/9912999") for archive in ARCHIVES}
    assert len(numbers) == len(ARCHIVES) == 34


@pytest.mark.parametrize(
    "text",
    ["", "1706.0376", "1706.037622", "1713.00001", "0703.0001", "1706.00000", "knots/9912001",
     "cs/0704001", "cs/9913001", "1706.03762v1", "1412.99999", " 1706.03762"],
)  # fmt: skip
def test_what_was_never_an_id_has_no_number(text: str) -> None:
    assert number_of(text) is None


def test_a_class_in_an_old_id_makes_no_difference() -> None:
    assert number_of("math.GT/0309136") == number_of("math/0309136")
    assert month_of(number_of("math/0309136") or 0) == "2003-09"


def test_the_numbers_are_those_of_the_indexes_people_have() -> None:
    assert number_of("1706.03762") == 20170603762
    assert number_of("cs/0112017") == 20011212017
    assert number_of("supr-con/9601001") == 19960133001
