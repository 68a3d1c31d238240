"""Plans and what levers are worth, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.explain.leverage_english import LeverageTeller
from tertius.leverage.plans import Leverage
from tertius.view.terminal import CAUTION, heading, indented

__all__ = ["show_leverage"]

SHOWN = 20


def show_leverage(out: Console, found: Leverage) -> None:
    """The target, the baseline, each plan with what goes with it, then necessity and the pivot index."""
    told = LeverageTeller(found)
    out.print(heading(found.question.situated()))
    out.print(Text.assemble(("Target: ", "bold"), told.target()))
    out.print(Text.assemble(("Without a plan: ", "bold"), told.baseline()))
    out.print(Text(told.scope(), style="dim"))
    for number, plan in enumerate(found.plans[:SHOWN], 1):
        out.print()
        out.print(Text.assemble((f"Plan {number}, {told.cost(plan)}: ", "bold"), told.plan(plan)))
        lines = [told.outcomes(plan)]
        lines += [told.credible(x, c) for x, c in plan.credible.items()]
        lines += told.assurance(plan.assurance, plan)
        for line in (*lines, told.effects(plan)):
            if line:
                out.print(indented(Text(line), 2))
    if len(found.plans) > SHOWN:
        out.print(Text(f"and {len(found.plans) - SHOWN} more plans (--json lists all)", style="dim"))
    out.print()
    for line in told.findings():
        out.print(Text(line))
    if found.pivot is not None:
        out.print(indented(_pivot(found, told), 0, above=1))
        out.print(Text(told.pivot_note(), style="dim"))
    for line in told.still_open():
        out.print(Text(line, style="yellow"))
    if told.excluded():
        out.print(Text(told.excluded()))
    out.print(Text(CAUTION, style="dim"))


def _pivot(found: Leverage, told: LeverageTeller) -> Table:
    pivot = found.pivot
    assert pivot is not None
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    table.add_column("lever", overflow="fold")
    table.add_column("Banzhaf", justify="right")
    table.add_column("Shapley-Shubik", justify="right")

    def shown(value: float, around: tuple[float, float]) -> str:
        if pivot.exact:
            return f"{value:.3g}"
        # Rounded first, so that nothing is written -0.00.
        middle, low, high = (round(x, 2) + 0.0 for x in (value, *around))
        return f"{middle:.2f} [{low:.2f}, {high:.2f}]"

    for lever in found.question.pool:
        table.add_row(
            Text(told.levers([lever])),
            shown(pivot.banzhaf[lever], pivot.banzhaf_interval[lever]),
            shown(pivot.shapley[lever], pivot.shapley_interval[lever]),
        )
    return table
