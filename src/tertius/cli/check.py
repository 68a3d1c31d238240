"""`tertius check`."""

from __future__ import annotations

from pathlib import Path

import click

from tertius.cli.common import HELP, Asked, console, counted, emit_json, progress, record_options
from tertius.errors import CaseError, Problem
from tertius.version import VERSION

__all__ = ["command"]


@click.command(context_settings=HELP)
@record_options
@click.option("--strict", is_flag=True, help="Refuse inputs that have neither a source nor a basis.")
@click.option("--redact", type=click.Choice(["team", "public"]), help="Also: where something that such a version leaves out is said again in what it keeps.")
@click.option("--words", metavar="FILE", multiple=True, help="More loaded words: a .csv of word, instead; without the second a word is taken off the list (repeatable).")
def command(asked: Asked, strict: bool, redact: str | None, words: tuple[str, ...]) -> None:
    """Check a case file: every mistake at once, then what is worth a second look.

    Loaded words outside quotations are pointed out, with what could stand there instead.

    Every reading is applied and solved, so a reading that leaves no state is found here. CASE is a case
    file, its folder, or the slug of a shipped case.
    """
    from tertius.evidence.check import Remark, warnings_of
    from tertius.evidence.wording import loaded_words, read_words, shipped_words
    from tertius.model.inputs import unmarked

    case = asked.file_case()
    listed = shipped_words()
    for name in words:
        listed = read_words(_lines(name), name, listed)
    with progress("verdicts", asked.quiet or asked.as_json) as tick:
        found = warnings_of(case, tick=tick)
    found += tuple(Remark(w.where, f"‘{w.word}’ takes sides; instead: {w.instead}") for w in loaded_words(case, listed))
    if redact is not None:
        from tertius.explain.redaction_english import mention_what
        from tertius.model.redact_mentions import mentions

        found += tuple(Remark(m.where, mention_what(m)) for m in mentions(case, redact))
    bare = unmarked(case)
    if strict and bare:
        raise CaseError(
            [
                Problem(asked.name, 0, 0, i.where, "it has neither a source nor a basis", "sources: [...] or basis: judged")
                for i in bare
            ]
        )
    if asked.as_json:
        emit_json(
            {
                "schema": "tertius/check/1",
                "case": {"title": case.title, "hash": case.hash},
                "ok": True,
                "warnings": [{"where": w.where, "what": w.what} for w in found],
                "unmarked": [i.where for i in bare],
                "version": VERSION,
            }
        )
        return
    if asked.quiet:
        for w in found:
            click.echo(f"{w.where}\t{w.what}")
        return
    from rich.text import Text

    out = console()
    counts = ", ".join(
        counted(len(group), word)
        for group, word in (
            (case.actors, "actor"), (case.readings, "reading"), (case.levers, "lever"),
            (case.history, "event"), (case.claims, "claim"), (case.sources, "source"),
        )
    )
    out.print(Text.assemble(("no mistakes  ", "green"), case.title, (f"  ({counts}; {case.hash})", "dim")))
    for w in found:
        out.print(Text.assemble(("look again  ", "yellow"), f"{w.where}: {w.what}"))
    if bare:
        names = ", ".join(i.where for i in bare[:6]) + (f" and {len(bare) - 6} more" if len(bare) > 6 else "")
        out.print(Text.assemble(("unmarked  ", "yellow"), f"{counted(len(bare), 'input')} with neither a source nor a basis: {names}"))


def _lines(name: str) -> list[str]:
    from tertius.errors import TertiusError

    try:
        return Path(name).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TertiusError(f"--words: {name} cannot be read ({error}); name a .csv file in UTF-8") from None
