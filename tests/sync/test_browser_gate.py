"""Who may ask the browser door: names of this machine, its own page, and whoever has the token."""

from __future__ import annotations

import pytest

from sync.browser_gate import NO_TOKEN, NOT_OUR_NAME, NOT_OUR_PAGE, Asked, Gate, is_token

HERE = "127.0.0.1:8613"
TOKEN, SECRET = "a-token-of-theirs", "drawn-for-this-run"
LOCAL = Gate(names=(), is_local=True)
OPEN = Gate(names=("study.example", "desk"), is_local=False, token=TOKEN, secret=SECRET)


def socket(host: str = HERE, origin: str = f"http://{HERE}") -> Asked:
    return Asked((host,), origin=origin, is_websocket=True)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8613",
        "localhost:8613",
        "LOCALHOST",
        "[::1]:8613",
        "127.0.0.2:1",
        "localhost:9000",
    ],
)
def test_the_names_of_this_machine_are_let_in_at_any_port(host: str) -> None:
    assert LOCAL.refusal(Asked((host,), is_page=True)) == ""


@pytest.mark.parametrize(
    "hosts",
    [
        ("evil.example:8613",),
        ("127.0.0.1.evil.example",),
        ("localhost.evil.example:8613",),
        ("192.168.1.7:8613",),
        ("0.0.0.0:8613",),
        ("localhost:8613@evil.example",),
        ("localhost:8613 evil.example",),
        ("[::1",),
        ("",),
        (),
        (HERE, "evil.example"),
    ],
)
def test_a_name_that_was_bound_to_this_address_by_others_is_refused(hosts: tuple[str, ...]) -> None:
    assert LOCAL.refusal(Asked(hosts, is_page=True)) == NOT_OUR_NAME


def test_a_door_for_others_knows_its_names_and_plain_addresses() -> None:
    for host in ("study.example:8613", "DESK", "192.168.1.7:8613", "localhost"):
        assert OPEN.refusal(Asked((host,), token=TOKEN, is_page=True)) == ""
    asked = Asked(("evil.example",), token=TOKEN, is_page=True)
    assert OPEN.refusal(asked) == NOT_OUR_NAME


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://127.0.0.1:3000",
        "http://localhost:8613",
        "null",
        "",
        "file://127.0.0.1:8613",
        f"http://{HERE}@evil.example",
        f"http://{HERE}/",
    ],
)
def test_no_other_page_opens_a_websocket(origin: str) -> None:
    assert LOCAL.refusal(socket(origin=origin)) == NOT_OUR_PAGE
    assert LOCAL.refusal(socket()) == ""


def test_the_own_page_may_come_through_a_tunnel_or_a_proxy() -> None:
    assert LOCAL.refusal(socket("localhost:9000", "http://localhost:9000")) == ""
    assert LOCAL.refusal(socket("localhost", "https://localhost")) == ""


def test_another_page_may_lead_here_but_take_nothing_from_here() -> None:
    assert LOCAL.refusal(Asked((HERE,), site="cross-site", is_page=True)) == ""
    for site in ("cross-site", "same-site", "nonsense"):
        assert LOCAL.refusal(Asked((HERE,), site=site)) == NOT_OUR_PAGE
    for site in ("same-origin", "none", ""):
        assert LOCAL.refusal(Asked((HERE,), site=site)) == ""


def test_where_a_token_is_wanted_every_request_carries_it() -> None:
    asked = Asked((HERE,), is_page=True)
    assert OPEN.refusal(asked) == NO_TOKEN
    assert OPEN.refusal(asked._replace(token=TOKEN)) == ""
    assert OPEN.refusal(asked._replace(cookie=SECRET)) == ""
    for wrong in (TOKEN[:-1], f"{TOKEN}x", SECRET, "\udcff", "é"):
        assert OPEN.refusal(asked._replace(token=wrong)) == NO_TOKEN
    assert OPEN.refusal(asked._replace(cookie=TOKEN)) == NO_TOKEN
    assert OPEN.refusal(socket()) == NO_TOKEN
    assert OPEN.refusal(socket()._replace(cookie=SECRET)) == ""


def test_a_door_without_a_secret_takes_no_empty_cookie_for_it() -> None:
    gate = Gate(names=(), is_local=False, token=TOKEN)
    assert gate.refusal(Asked((HERE,), is_page=True)) == NO_TOKEN


def test_a_token_fits_into_an_address_and_is_not_short() -> None:
    assert is_token("abcDEF123._~-") and not is_token("short") and not is_token("a token of mine")
    assert not is_token("abcdefghijk&x=1") and not is_token("abcdefghijklm\n")
