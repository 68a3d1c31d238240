"""Results for a terminal, with rich: wide tables where there is room, lists where there is not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tertius.dynamics.analysis import Analysis
from tertius.dynamics.legal_paths import LegalPath
from tertius.evidence.verdicts import ClaimResult, by_falsifier
from tertius.explain.answer import Answer
from tertius.explain.english import Teller, join
from tertius.explain.redaction_english import WITHHELD, for_whom
from tertius.explain.report_english import CAUTION, count
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.effects import coercive_levers
from tertius.stability.concepts import CONCEPTS
from tertius.version import VERSION
from tertius.view.terminal_rich import pairs_text, show_hypergame, show_sanctions

__all__ = ["CAUTION", "MARKS", "heading", "indented", "reading_key", "show_analysis", "show_claims", "show_legal_paths"]

MARKS = {"holds": ("● holds", "green"), "fails": ("✕ fails", "red"), "open": ("○ open", "yellow")}
_NARROW = 72


def indented(shown: RenderableType, left: int, above: int = 0, below: int = 0) -> Padding:
    """Indent without filling the line with blanks."""
    return Padding(shown, (above, 0, below, left), expand=False)


def heading(case: Case, *, merged: Sequence[str] = ()) -> RenderableType:
    """Title, which layers are in force, whose merged view it is; the case's hash and the version."""
    parts: list[RenderableType] = [Text(case.title, style="bold")]
    teller = Teller(case)
    said = []
    if case.reading is not None:
        said.append(f"reading: {teller.reading(case.reading)}")
    if case.levers_in_force:
        hot = coercive_levers(case)
        names = [case.levers[x].name + (" (coercive)" if x in hot else "") for x in case.levers_in_force]
        said.append(f"levers: {', '.join(names)}")
    if case.known_by is not None:
        said.append(f"as known on {case.known_by}")
    if case.redacted:
        said.append(for_whom(case.redacted))
    if merged:
        said.append(f"merged view: {join([teller.actor(a) for a in merged])} as one player")
    if said:
        parts.append(Text(" · ".join(said), style="dim"))
    parts.append(Text(f"case {case.hash} · Tertius {VERSION}", style="dim"))
    return Group(*parts)


def show_analysis(out: Console, found: Analysis, limit: int) -> None:
    """Options, rankings, improvements from the status quo, equilibria, outcomes."""
    case, teller = found.case, Teller(found.case)
    out.print(heading(case, merged=found.merged))
    codes = _labels(found)
    for change in found.status_quo_changes:
        out.print(
            Text(f"status quo: {teller.option(change.option)} is {'on' if change.now else 'off'}, declared {'on' if change.declared else 'off'} ({change.why})", style="yellow")
        )  # fmt: skip
    if isinstance(case.conflict, OptionConflict):
        out.print(indented(_options_table(case, teller), 0, above=1))
    out.print(indented(_rankings(found, codes, teller, out.width), 0, above=1))
    if found.status_quo is not None:
        _improvements(out, found, teller)
    out.print()
    for id in found.concepts:
        name = "each actor's own concept" if id == "mixed" else CONCEPTS[id].name
        states = found.equilibria[id]
        shown = " ".join(codes(s) for s in states[:12]) or "none"
        more = f" and {len(states) - 12} more" if len(states) > 12 else ""
        of = f"{len(states)} of {len(found.states)} states  "
        out.print(Text.assemble((f"{name}: ", "bold"), of, (shown + more, "cyan")))
    show_sanctions(out, found, limit, codes)
    _outcomes(out, found, teller, codes)
    show_hypergame(out, found, codes)


def _labels(found: Analysis) -> type[str] | _Codes:
    return _Codes(found.case)


class _Codes:
    """State codes with a bar between actors."""

    def __init__(self, case: Case) -> None:
        self.cuts: list[int] = []
        if isinstance(case.conflict, OptionConflict):
            owners = [o.actor for o in case.conflict.options]
            self.cuts = [len(list(g)) for _, g in groupby(owners)]

    def __call__(self, code: str) -> str:
        if not self.cuts or len(self.cuts) == 1:
            return code
        parts, at = [], 0
        for width in self.cuts:
            parts.append(code[at : at + width])
            at += width
        return "|".join(parts)


def _options_table(case: Case, teller: Teller) -> RenderableType:
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    for name in ("", "actor", "option", ""):
        table.add_column(name, overflow="fold")
    for number, option in enumerate(conflict.options, 1):
        remarks = []
        if option.direction != "both":
            remarks.append(f"one-way ({option.direction})")
        if option.key in conflict.rules.fixed:
            remarks.append(f"fixed {'on' if conflict.rules.fixed[option.key] else 'off'}")
        if option.key in conflict.rules.linked:
            remarks.append(f"on exactly while {teller.expression(conflict.rules.linked[option.key])}")
        remarks += [f"only while {teller.expression(e)}" for key, e in conflict.rules.needs if key == option.key]
        if option.key in conflict.rules.forbidden:
            remarks.append("not taken up any more")
        table.add_row(str(number), Text(teller.actor(option.actor)), Text(option.name), Text("; ".join(remarks), style="dim"))
    return table


def _rankings(found: Analysis, codes: object, teller: Teller, width: int) -> RenderableType:
    assert callable(codes)
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    # A long name folds, so that the column beside it is always there.
    table.add_column("actor", overflow="fold", max_width=max(12, 2 * width // 5))
    worded = len(found.states) > 16
    table.add_column(
        "what it prefers" if worded else "ranking, best first (states that tie stand in brackets)", overflow="fold"
    )
    for actor, groups in found.rankings.items():
        preferences = found.case.conflict.preferences if found.case.conflict else {}
        if len(groups) == 1 and actor not in preferences:
            continue
        if worded and preferences[actor].kind == "statements":
            how, lines = teller.preference(preferences[actor])
            table.add_row(Text(teller.actor(actor)), Text(f"{how} " + "; ".join(f"({k}) {x}" for k, x in enumerate(lines, 1))))
            continue
        strong, text = found.strong.get(actor, ()), ""
        for k, group in enumerate(groups[:9]):
            shown = " ".join(codes(s) for s in group[:6]) + (f" +{len(group) - 6}" if len(group) > 6 else "")
            text += (("" if k == 0 else " >> " if k - 1 in strong else " > ") + (f"({shown})" if len(group) > 1 else shown))
        more = f" > … {len(groups) - 9} more" if len(groups) > 9 else ""
        table.add_row(Text(teller.actor(actor)), Text(text + more))
    for actor, pairs in found.pairs.items():
        table.add_row(Text(teller.actor(actor)), pairs_text(found, actor, pairs, codes))
    return table


def _improvements(out: Console, found: Analysis, teller: Teller) -> None:
    game, here = found.solved.game, found.solved.game.status_quo
    assert here is not None
    assert found.status_quo is not None
    out.print()
    out.print(Text.assemble(("Status quo: ", "bold"), teller.state(found.status_quo)))
    for i, actor in enumerate(game.actors):
        if not game.moves[i].some:
            continue
        better = game.improvements[i].of(here)
        if game.ranked(i):
            better = sorted(better, key=lambda t: -int(game.rank[i][t]))
        if not better:
            out.print(Text(f"  {teller.actor(actor)} has no improvement.", style="dim"))
            continue
        for target in better[:4]:
            out.print(indented(Text(f"{teller.actor(actor)} would gain if it {teller.change(found.status_quo, game.codes[target], actor)}."), 2))
        if len(better) > 4:
            out.print(Text(f"  and {len(better) - 4} more improvements of {teller.actor(actor)}", style="dim"))


def _outcomes(out: Console, found: Analysis, teller: Teller, codes: object) -> None:
    assert callable(codes)
    ends = found.outcomes
    out.print()
    if ends is None:
        out.print(Text(teller.outcomes(None)))
        return
    name = "each actor's own concept" if ends.concept == "mixed" else CONCEPTS[ends.concept].name
    if found.foresight == 2:
        name = "foresight 2"
    out.print(Text.assemble((f"From the status quo ({name}): ", "bold"), teller.outcomes(ends)))
    for state in ends.states[:8]:
        if not ends.paths[state]:
            continue
        out.print(indented(Text(f"{codes(state)}: {teller.path(ends.paths[state])}"), 2))
        first = ends.first[state]
        if len(first) == 1:
            out.print(Text(f"     {teller.actor(first[0])} must move first to get there.", style="dim"))
        elif first:
            out.print(Text(f"     {join([teller.actor(a) for a in first], 'or')} can move first to get there.", style="dim"))
    for group, way in zip(ends.unsettled[:3], ends.rounds, strict=False):
        if way:
            out.print(indented(Text(f"from {codes(way[0][1])}: {teller.way_round(way)}"), 2))
        out.print(Text(f"  never settles: {' '.join(codes(s) for s in group[:8])}{' …' if len(group) > 8 else ''}", style="yellow"))


def show_legal_paths(out: Console, found: Analysis, legal: Sequence[LegalPath], kind: str, limit: int) -> None:
    """Every state that legal sequences reach from the status quo, nearest first."""
    codes = _Codes(found.case)
    out.print()
    out.print(Text.assemble((f"Legal sequences of {kind} reach {len(legal)} of {len(found.states)} states", "bold")))
    teller = Teller(found.case)
    for path in legal[: min(limit, 60)]:
        who = join([teller.actor(a) for a in path.last_movers], "or")
        moves = "move" if len(path.path) == 1 else "moves"
        out.print(indented(Text(f"{codes(path.state)}  {len(path.path)} {moves}; the last by {who}"), 2))
    if len(legal) > 60:
        out.print(Text(f"  and {len(legal) - 60} more (--json lists all)", style="dim"))


def show_claims(
    out: Console, case: Case, results: Sequence[ClaimResult], found: Answer, detailed: Sequence[str]
) -> None:
    """The answer, claims by readings, then the `detailed` claims with their reasons and falsifiers."""
    out.print(heading(case))
    if case.question:
        out.print(Text(case.question, style="italic"))
    out.print()
    for sentence in found.sentences:
        out.print(indented(Text(f"• {sentence}"), 2))
    out.print(indented(Text(CAUTION, style="dim"), 2, below=1))
    present = {r.reading for r in results}
    readings = [r for r in (None, *case.readings) if r in present]
    keys = {r: _key(k) for k, r in enumerate((None, *case.readings)) if len(readings) > 1 or r in present}
    if len(readings) > 1 and out.width >= _NARROW:
        out.print(_matrix(case, results, readings, keys))
        out.print()
    teller = Teller(case)
    for reading in readings if len(readings) > 1 else ():
        out.print(Text.assemble((f"{keys[reading]:>2}  ", "bold"), teller.reading(reading)))
    for claim in case.claims:
        mine = [r for r in results if r.claim.id == claim.id]
        if mine and claim.id in detailed:
            out.print()
            _one_claim(out, teller, mine, keys)
    hidden = len({r.claim.id for r in results} - set(detailed))
    if hidden:
        out.print()
        out.print(Text(f"Reasons for {count(hidden, 'more claim')}: --claim ID for one, --reasons for every claim.", style="dim"))
    context = [c for c in case.claims if c.expect is None]
    if context and not hidden and len(detailed) > 1:
        out.print()
        out.print(Text("On file, not tested", style="bold"))
        for claim in context:
            out.print(Text.assemble((f"  {claim.id} ", "bold"), claim.text, (f"  {WITHHELD}" if claim.withheld else f"  Needs: {claim.context}", "dim")))


def reading_key(case: Case, reading: str | None) -> str:
    """The letter of a reading, in the order of the file; a dash for the case as it stands."""
    return _key((None, *case.readings).index(reading))


def _key(number: int) -> str:
    return "–" if number == 0 else chr(ord("a") + number - 1) if number <= 26 else str(number)


def _matrix(case: Case, results: Sequence[ClaimResult], readings: Sequence[str | None], keys: dict[str | None, str]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", show_edge=False, expand=True)
    table.add_column("", no_wrap=True, min_width=min(16, max(len(c.id) for c in case.claims)))
    table.add_column("claim", ratio=1, overflow="ellipsis", no_wrap=True)
    for reading in readings:
        table.add_column(keys[reading], justify="center", no_wrap=True)
    found = {(r.claim.id, r.reading): r.verdict.verdict for r in results}
    for claim in case.claims:
        row = [found.get((claim.id, r)) for r in readings]
        if not any(row):
            continue
        marks = [Text(MARKS[v][0][0], style=MARKS[v][1]) if v else Text("·", style="dim") for v in row]
        table.add_row(Text(claim.id, style="bold" if claim.id == case.main_claim else ""), Text(claim.text), *marks)
    table.caption = "● holds   ✕ fails   ○ open   · not about this reading"
    table.caption_justify = "left"
    return table


def _one_claim(out: Console, teller: Teller, mine: Sequence[ClaimResult], keys: dict[str | None, str]) -> None:
    claim = mine[0].claim
    out.print(Text.assemble((f"{claim.id}  ", "bold"), claim.text))
    groups: dict[tuple[str, str], list[ClaimResult]] = {}
    for result in mine:
        groups.setdefault((result.verdict.verdict, teller.verdict(result.verdict)), []).append(result)
    for (verdict, because), members in sorted(groups.items(), key=lambda g: ("holds", "fails", "open").index(g[0][0])):
        mark, style = MARKS[verdict]
        where = " ".join(keys[r.reading] for r in members) if len(keys) > 1 else ""
        out.print(indented(Text.assemble((mark, style), (f"  {where}  " if where else "  ", "bold"), because), 2))
    if claim.falsifier is not None:
        out.print(indented(falsifier_line(teller, mine, keys), 2))


def falsifier_line(teller: Teller, mine: Sequence[ClaimResult], keys: Collection[str | None]) -> Text:
    """What the claim's falsifier is, and whether it turned the verdict."""
    falsifier = mine[0].claim.falsifier
    assert falsifier is not None
    turned, missed = by_falsifier(mine)
    name = falsifier.name or teller.edit(falsifier)
    verdict = {"holds": "hold", "fails": "fail", "open": "be open"}[falsifier.becomes]
    if turned:
        if len(keys) == 1:
            return Text(f"It would {verdict} if {name} (checked).", style="dim")
        tail = f"checked under {join([teller.reading(r.reading) for r in turned[:3]])}"
        if len(turned) > 3:
            tail += f" and {len(turned) - 3} more"
        return Text(f"It would {verdict} if {name} ({tail}).", style="dim")
    if missed:
        before, tried = missed[0].verdict.verdict, missed[0].falsifier
        after = "open" if tried is None else tried.verdict
        said = f"{'still ' if after == before else ''}{MARKS[after][0][2:]}" if after != "open" else f"is {'still ' if before == 'open' else ''}open"
        where = f" under {teller.reading(missed[0].reading)}" if len(keys) > 1 else ""
        return Text(f"The falsifier on file does not work: if {name}, the claim {said}{where}.", style="yellow")
    if not any(r.falsifier for r in mine):
        return Text(f"Its falsifier ({name}) is not tried under {'this reading' if len(mine) == 1 else 'these readings'}.", style="dim")
    return Text(f"It {MARKS[falsifier.becomes][0][2:]} anyway, so the falsifier ({name}) has nothing to turn.", style="dim")
