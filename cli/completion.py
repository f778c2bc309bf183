"""edgewise completion: prints the completion script of a shell, made by shtab from the parser."""

from __future__ import annotations

import argparse

HELP = "Print the completion script for your shell; source it or save it where the shell looks."
EXAMPLE = "edgewise completion bash > ~/.local/share/bash-completion/completions/edgewise"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The shell is the only argument."""
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="which shell")


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from cli.parser import build_parser

    print(shtab.complete(build_parser(), shell=args.shell))
    return 0
