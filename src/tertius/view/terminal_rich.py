"""What an analysis shows beyond rankings and legal sequences: pairs, other sanctions, what each actor sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tertius.dynamics.analysis import Analysis
from tertius.explain.english import Teller, join
from tertius.model.conflict import Comparison
from tertius.stability.concepts import CONCEPTS

__all__ = ["pairs_text", "show_hypergame", "show_sanctions"]

Codes = Callable[[str], str]
_SHOWN = 12


def pairs_text(found: Analysis, actor: str, pairs: Sequence[Comparison], codes: Codes) -> Text:
    """An actor's comparisons, as listed, and how much is not known."""
    shown = ", ".join(f"{codes(p.left)} {p.sign} {codes(p.right)}" for p in pairs[:_SHOWN])
    more = f", … {len(pairs) - _SHOWN} more" if len(pairs) > _SHOWN else ""
    preference = found.case.conflict.preferences[actor] if found.case.conflict is not None else None
    closed = ", and what follows" if preference is not None and preference.closure and pairs else ""
    unknown = "; nothing else is known" if found.solved.game.unknown is not None else ""
    return Text(f"pairs: {shown or 'none'}{more}{closed}{unknown}")


def show_sanctions(out: Console, found: Analysis, limit: int, codes: Codes) -> None:
    """That sanctions are counted as in older programs, and which verdicts turn on it."""
    if found.sanctions == "legal":
        return
    what = {"once": "each opponent moves at most once", "single": "one move of one opponent"}[found.sanctions]
    out.print()
    out.print(Text(f"Sanctions: {what}, which reproduces older programs. The definition has legal sequences of any length.", style="yellow"))
    count = sum(int(rows.sum()) for rows in found.differs.values())
    if not count:
        out.print(Text("  No verdict differs from the definition.", style="dim"))
        return
    teller = Teller(found.case)
    out.print(Text(f"  {count} verdict{'s differ' if count > 1 else ' differs'} from the definition:"))
    listed = found.differences(min(limit, 60))
    for actor, state, concept, legal in listed:
        name = CONCEPTS[concept].name
        out.print(_indented(Text(f"{codes(state)}  {'stable' if legal else 'unstable'} for {teller.actor(actor)} under {name} by the definition, {'un' if legal else ''}stable here"), 4))
    if count > len(listed):
        out.print(Text(f"    and {count - len(listed)} more (--json lists them)", style="dim"))


def show_hypergame(out: Console, found: Analysis, codes: Codes) -> None:
    """Who sees the case how; the equilibria of the hypergame, and to whom they are a surprise."""
    if found.case.views and found.merged:
        out.print()
        out.print(Text("The views of actors are not taken into a merged view.", style="dim"))
    seen = found.hypergame
    if seen is None:
        return
    teller = Teller(found.case)
    out.print()
    out.print(Text("Not everybody sees the same", style="bold"))
    for actor, reading in seen.views.items():
        if reading is not None:
            out.print(_indented(Text(f"{teller.actor(actor)} sees: {teller.reading(reading)}"), 2))
    groups: dict[str | None, list[str]] = {}
    for actor, reading in seen.views.items():
        groups.setdefault(reading, []).append(actor)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    expecting = [f"{join([teller.actor(a) for a in who])} {'expects' if len(who) == 1 else 'expect'}" for who in groups.values()]
    for name in ("concept", "each stays", "a surprise to", *expecting):
        table.add_column(name, overflow="fold")
    for concept in seen.concepts:
        states = seen.equilibria[concept]
        to = {s: [teller.actor(a) for a, missed in seen.surprises[concept].items() if s in missed] for s in states[:_SHOWN]}
        surprises = "; ".join(f"{codes(s)}: {join(who)}" for s, who in to.items() if who)
        believed = [_some(seen.believed[concept][who[0]], codes) for who in groups.values()]
        table.add_row(
            Text(concept), Text(_some(states, codes), style="cyan"), Text(surprises or ("nobody" if states else "")),
            *(Text(x) for x in believed),
        )  # fmt: skip
    out.print(_indented(table, 2))


def _some(states: Sequence[str], codes: Codes) -> str:
    more = f" and {len(states) - _SHOWN} more" if len(states) > _SHOWN else ""
    return (" ".join(codes(s) for s in states[:_SHOWN]) or "nothing") + more


def _indented(shown: Text | Table, left: int) -> Padding:
    return Padding(shown, (0, 0, 0, left), expand=False)
