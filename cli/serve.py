"""edgewise serve: the app in a web browser on this machine."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path

from cli.errors import CliError

HELP = (
    "Show the app in a web browser. Only this machine can connect, unless --host names another "
    "address, which takes a --token too. Ctrl-C ends it with all its windows."
)
EXAMPLE = "edgewise serve --open"
PORT = 8613
_TOKEN_BYTES = 24
_HIGHEST_PORT = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, for whom, and whether to open it."""
    parser.add_argument(
        "--port", type=int, default=PORT, metavar="N", help=f"0 for any free one ({PORT})"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="H", help="the address to listen on (127.0.0.1)"
    )
    parser.add_argument(
        "--token", nargs="?", const="", metavar="T",
        help="let in only who knows it; without T one is drawn",
    )  # fmt: skip
    parser.add_argument("--open", action="store_true", help="open it in the web browser here")


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C. Raises CliError for what cannot be meant, CannotServe."""
    import secrets

    from sync.browser_door import Place, Told, is_local, serve
    from sync.browser_gate import is_token

    if not 0 <= args.port <= _HIGHEST_PORT:
        raise CliError(f"there is no port {args.port}; take one from 1024 to {_HIGHEST_PORT}.")
    if args.token is None and not is_local(args.host):
        raise CliError(
            f"everybody who reaches {args.host} could open your cards: add --token, which draws "
            "one, or leave --host out."
        )
    if args.token and not is_token(args.token):
        raise CliError(
            "a token has 12 letters or more, of A to Z, a to z, 0 to 9 and . _ ~ -; --token alone "
            "draws one."
        )
    drawn = secrets.token_urlsafe(_TOKEN_BYTES)
    token = drawn if args.token == "" else args.token or ""
    place = Place(args.host, args.port, token, secrets.token_urlsafe(_TOKEN_BYTES))
    _let_the_app_be_found()
    told = Told(partial(_tell, open_it=args.open), partial(print, file=sys.stderr, flush=True))
    serve(place, [sys.executable, "-P", "-m", "edgewise"], told)
    print("Ended. Every answer is saved.")
    return 0


def _let_the_app_be_found() -> None:
    """The windows' processes import what this one did, from wherever it was started."""
    home = str(Path(__file__).resolve().parents[1])
    others = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([home, others] if others else [home])


def _tell(address: str, *, open_it: bool) -> None:
    print(f"Edgewise is at {address}\nCtrl-C ends it.", flush=True)
    if open_it:
        import threading
        import webbrowser

        # Some browsers come back only when they are closed.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
