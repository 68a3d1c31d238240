"""Commands called in the process of a test. Needs no more than the command line itself."""

from __future__ import annotations

from typing import NamedTuple

from click import Command
from click.testing import CliRunner

__all__ = ["Called", "called"]


class Called(NamedTuple):
    """What a command came to.

    code : the exit code
    out, err : what it printed, and what it said beside it
    """

    code: int
    out: str
    err: str


def called(command: Command, *words: str) -> Called:
    """Call a command with these words; an error that it ends with is raised as it is."""
    result = CliRunner().invoke(command, list(words), standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return Called(int(result.return_value or 0), result.stdout, result.stderr)
