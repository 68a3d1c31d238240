"""What every command shares: the case and its layers, the terminal."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tertius.errors import TertiusError
from tertius.io.save import write_whole

if TYPE_CHECKING:
    from rich.console import Console

    from tertius.model.case import Case
    from tertius.model.expr import Expr

__all__ = [
    "HELP", "Asked", "Counting", "case_options", "console", "counted", "counting_options", "emit_json", "note", "progress",
    "record_options", "redact_option", "said_again", "target_options", "wanted", "write_whole",
]  # fmt: skip

HELP = {"help_option_names": ["-h", "--help"]}
"""Every command has both, however it is called."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Asked:
    """A case as the command line asks for it."""

    name: str
    reading: str | None
    levers: tuple[str, ...]
    as_of: str | None
    as_json: bool
    quiet: bool
    redact: str | None = None

    def file_case(self) -> Case:
        """The case as it stands, cut at the as-of date if one is given; readings are not applied."""
        return self.full_and_cut()[1]

    def full_and_cut(self) -> tuple[Case, Case]:
        """The case of the file, and the same cut at the as-of date if one is given."""
        from tertius.errors import UnknownNameError
        from tertius.io.catalogue import load
        from tertius.model.layers import reading_of

        full = load(self.name)
        if self.redact is not None:
            from tertius.model.redact import redact

            full = redact(full, self.redact)
        case = full
        if self.as_of is not None:
            from tertius.model.asof import known_by
            from tertius.model.dates import Date

            try:
                date = Date.parse(self.as_of)
            except ValueError as error:
                raise TertiusError(f"--as-of: {error}; expected 2018, 2018-05 or 2018-05-18") from None
            case = known_by(case, date)
        if self.reading is not None:
            if self.reading in full.readings and self.reading not in case.readings:
                raise TertiusError(
                    f"the reading '{self.reading}' rests on sources later than {self.as_of}; take a later --as-of"
                )
            reading_of(case, self.reading)
        for lever in self.levers:
            if lever not in case.levers:
                raise UnknownNameError("lever", lever, case.levers)
        return full, case

    def situated(self) -> Case:
        """The case under the reading and with the levers asked for; says whose view is later than the as-of date."""
        from tertius.model.layers import situate

        full, case = self.full_and_cut()
        for actor in full.views.keys() - case.views.keys():
            note(
                f"the view of {actor} (reading '{full.views[actor]}') rests on sources later than {self.as_of}: "
                f"{actor} sees the case as asked",
                self.quiet,
            )
        return situate(case, reading=self.reading, levers=self.levers)


@dataclass(frozen=True, slots=True)
class Counting:
    """Who can act together, and which answers of the others count; keywords of `analyze` and `witness`."""

    sanctions: str
    coalitions: tuple[tuple[str, ...], ...] | None
    merge: tuple[str, ...]


def case_options(function: F) -> F:
    """CASE, --reading, --lever, --as-of, --json and --quiet, handed over as one `asked`."""
    import functools

    @click.argument("case", metavar="CASE")
    @click.option("--reading", metavar="R", help="Under this reading of the case.")
    @click.option("--lever", "levers", metavar="L", multiple=True, help="With this lever in force (repeatable).")
    @click.option("--as-of", "as_of", metavar="DATE", help="With only what was known by this date.")
    @click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
    @click.option("--quiet", "-q", is_flag=True, help="The bare result, nothing around it.")
    @functools.wraps(function)
    def wrapped(
        case: str,
        reading: str | None,
        levers: tuple[str, ...],
        as_of: str | None,
        as_json: bool,
        quiet: bool,
        **rest: Any,
    ) -> Any:
        return function(Asked(case, reading, levers, as_of, as_json, quiet), **rest)

    return wrapped  # type: ignore[return-value]


def target_options(function: F) -> F:
    """--target, --some, --foresight and --concept: what is to come about, and how moves are judged."""
    for option in (
        click.option("--concept", "--concepts", "concept", default="", metavar="C", help="The solution concept.  [default: seq, or seq_d where something is not known]"),
        click.option("--foresight", type=click.IntRange(1, 2), default=1, show_default=True, metavar="N", help="1: moves must pay at once; 2: where they come to rest."),
        click.option("--some", is_flag=True, help="In some outcome; otherwise in every one."),
        click.option("--target", "--to", "target", metavar="EXPR", required=True, help="What the outcomes are to satisfy."),
    ):
        function = option(function)
    return function


def record_options(function: F) -> F:
    """CASE, --as-of, --json and --quiet, for what is on file and turns on no reading; handed over as one `asked`."""
    import functools

    @click.argument("case", metavar="CASE")
    @click.option("--as-of", "as_of", metavar="DATE", help="With only what was known by this date.")
    @click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
    @click.option("--quiet", "-q", is_flag=True, help="The bare result, nothing around it.")
    @functools.wraps(function)
    def wrapped(case: str, as_of: str | None, as_json: bool, quiet: bool, **rest: Any) -> Any:
        return function(Asked(case, None, (), as_of, as_json, quiet), **rest)

    return wrapped  # type: ignore[return-value]


def redact_option(function: F) -> F:
    """--redact; the case is redacted before anything else is done with it. Stands below `case_options`."""
    import functools

    @click.option("--redact", type=click.Choice(["team", "public"]), help="A version without red lines, fallbacks and sealed notes (team), or also without what is judged of parties (public).")
    @functools.wraps(function)
    def wrapped(asked: Asked, redact: str | None, **rest: Any) -> Any:
        if redact is not None:
            asked = replace(asked, redact=redact)
            said_again(asked)
        return function(asked, **rest)

    return wrapped  # type: ignore[return-value]


def said_again(asked: Asked) -> None:
    """Warn, on standard error and also with --quiet, where something that is left out is said again in what is kept."""
    from tertius.explain.redaction_english import mention_words
    from tertius.io.catalogue import load
    from tertius.model.redact_mentions import mentions

    assert asked.redact is not None
    for text in mention_words(mentions(load(asked.name), asked.redact)):
        note(f"look again: {text}")


def counting_options(function: F) -> F:
    """--sanctions, --coalition and --merge, handed over as one `counting`."""
    import functools

    @click.option("--sanctions", type=click.Choice(["legal", "once", "single"]), default="legal", show_default=True, help="Which answers of the others count; once and single as in older programs.")
    @click.option("--coalition", "coalitions", metavar="a,b", multiple=True, help="For cnash, cgmr, csmr, cseq: only this coalition and single actors (repeatable).")
    @click.option("--merge", metavar="a,b", help="A merged view: these actors as one player.")
    @functools.wraps(function)
    def wrapped(*asked: Asked, sanctions: str, coalitions: tuple[str, ...], merge: str | None, **rest: Any) -> Any:
        groups = tuple(_names("--coalition", text) for text in coalitions)
        players = _names("--merge", merge) if merge is not None else ()
        return function(*asked, counting=Counting(sanctions, groups or None, players), **rest)

    return wrapped  # type: ignore[return-value]


def _names(option: str, text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip() for part in text.replace("+", ",").split(",") if part.strip()))
    if len(found) < 2:
        raise TertiusError(f"{option} {text}: a coalition has two or more members; write {option} a,b")
    return found


def wanted(case: Case, option: str, text: str) -> Expr:
    """The expression that an option asks about, in the words of the case."""
    from tertius.errors import ExpressionError
    from tertius.io.conflict import scope_of

    if case.conflict is None:
        raise TertiusError("the case has no conflict part: add `conflict:` with options or states")
    try:
        return scope_of(case.conflict).expression(text)
    except ExpressionError as error:
        raise TertiusError(f"{option}: {error}") from None


def console(*, stderr: bool = False) -> Console:
    """A rich console that respects NO_COLOR and narrow terminals, and never shortens silently."""
    from rich.console import Console

    width = None
    if not (sys.stderr if stderr else sys.stdout).isatty() and "COLUMNS" not in os.environ:
        width = 100
    return Console(stderr=stderr, highlight=False, width=width, emoji=False, soft_wrap=False)


def counted(number: int, word: str) -> str:
    """``1 actor``, ``2 actors``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def note(text: str, quiet: bool = False) -> None:
    """A message, to standard error."""
    if not quiet:
        click.echo(text, err=True)


@contextlib.contextmanager
def progress(what: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A count on standard error while something takes long, on a terminal only."""
    begin = time.monotonic()
    shown = False

    def tick(done: int, total: int) -> None:
        nonlocal shown
        if quiet or not sys.stderr.isatty() or time.monotonic() - begin < 1.5:
            return
        shown = True
        rate = done / (time.monotonic() - begin)
        left = f", about {(total - done) / rate:.0f} s left" if rate else ""
        sys.stderr.write(f"\r{done} of {total} {what}{left}   ")
        sys.stderr.flush()

    try:
        yield tick
    finally:
        if shown:
            sys.stderr.write("\r" + " " * 78 + "\r")


def emit_json(data: dict[str, Any]) -> None:
    """JSON to standard output; indented for people, as text that any locale can print."""
    text = json.dumps(data, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None)
    # JSON escapes the controls below the blank by itself.
    text = re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", text)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        text = json.dumps(data, ensure_ascii=True)
    click.echo(text)
