"""Undated figures: what ages needs its date, and nothing else is asked for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KgError
from kg.lint_words import ageing_words
from tests.kg.lint_factory import found, note

AGEING = frozenset({"crew", "list price of a mill"})


def is_told(fact: str, kind: str = "concept", ageing: frozenset[str] = AGEING) -> bool:
    faults = found(note("mill", kind=kind, facts=[fact]), ageing=ageing)
    return any(fault.code == "W310" for fault in faults)


@pytest.mark.parametrize(
    "fact",
    [
        "users:: 40",
        "monthly users:: about 3,000",
        "price of a loaf:: 4",
        "cost of a mill:: 12,000 dollars",
        "cost of a mill:: 3.5 million euros",
        "cost of a mill:: €900",
        "cost of a mill:: US$ 900",
        "market share:: 12 %",
        "revenue:: 3 billion",
        "reach:: more than 1.2 million weekly customers",
        "reach:: 20000 subscribers",
        "latest model:: Mark 7",
        "rank on the leaderboard:: 2",
    ],
)
def test_a_figure_that_ages_is_told(fact: str) -> None:
    assert is_told(fact)


@pytest.mark.parametrize(
    "fact",
    [
        "users:: 40 [as_of:: 2024-03]",
        "users in 2024:: 40",
        "users:: 40 at the end of 2023",
        "users:: many",
        "grinding rate:: 900 kg per second",
        "peak power:: 67 kW",
        "formula:: $2n$ for n users",
        "cost:: $2N$ turns for N stones",
        "cost:: about 2 extra turns",
        "record size:: 64 bytes",
        "current:: 16 A",
        "price elasticity:: -1.5",
        "stones:: 2",
        "good for:: 3 users at most",
        "crew:: 4",
        "users:: 40 [status:: outdated]",
    ],
)
def test_a_figure_that_does_not_age_is_not_told(fact: str) -> None:
    assert not is_told(fact)


@pytest.mark.parametrize("kind", ["paper", "problem", "exercise"])
def test_a_paper_is_dated_and_a_problem_assumes_what_it_likes(kind: str) -> None:
    header = 'assesses: ["[[x]]"]' if kind == "exercise" else ""
    notes = (note("mill", kind=kind, header=header, facts=["users:: 1 million"]), note("x"))
    assert "W310" not in [fault.code for fault in found(*notes)]


def test_a_packs_own_words_and_scores_on_a_data_set_age_on_systems_only() -> None:
    assert is_told("crew:: 4", kind="system")
    assert is_told("night crew:: 4", kind="system")
    assert not is_told("screws:: 4", kind="system")
    assert not is_told("crew:: 4", kind="system", ageing=frozenset())
    assert is_told("yield:: 91 % [dataset:: Winter wheat]", kind="system")
    assert not is_told("yield:: 91 % [dataset:: Winter wheat]")


def test_the_warning_stands_on_the_fact_and_says_how_to_date_it() -> None:
    (fault,) = [
        f for f in found(note("mill", facts=["stones:: 2", "users:: 40"])) if f.code == "W310"
    ]
    assert (fault.path, fault.line, fault.column) == ("concepts/mill.md", 10, 3)
    assert "[as_of:: 2026-01]" in fault.message


def test_the_words_come_from_pack_toml(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text('name = "mills"\n[lint]\nageing = ["Crew "]\n')
    assert ageing_words([tmp_path, tmp_path / "vault"]) == {"crew"}


@pytest.mark.parametrize("table", ["lint = 3", '[lint]\nageing = "crew"', "[lint]\nageing = [1]"])
def test_a_bad_table_says_what_to_write(tmp_path: Path, table: str) -> None:
    (tmp_path / "pack.toml").write_text(f'name = "mills"\n{table}\n')
    with pytest.raises(KgError, match=r"ageing = \["):
        ageing_words([tmp_path])
