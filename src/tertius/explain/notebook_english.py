"""What stands around a result in a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tertius.explain.told import Told
from tertius.kernels.hypercube import StatusQuoChange
from tertius.model.case import Case

__all__ = ["DIFFERENCES", "DIFFERENCE_HEAD", "KINDS", "SCORES", "SCORE_HEAD", "lasting_caption", "layer_facts", "moved_lines"]

KINDS: Mapping[str, str] = {
    "analysis": "Analysis",
    "claims": "Claims",
    "readings": "Readings, as peers",
    "leverage": "What commitments could bring about",
    "negotiation": "What is on the table",
    "backtest": "Backtest",
    "relations": "Who stands between whom",
    "evidence": "What the evidence says",
}
SCORES = "Scores"
SCORE_HEAD = ("Model", "Issues", "MAE", "Median error", "CRPS", "Log score", "PIT 80")
DIFFERENCES = "The forecast less each model, with the 95% interval (below zero: the forecast is better)"
DIFFERENCE_HEAD = ("Model", "MAE", "CRPS", "")


def layer_facts(case: Case) -> list[str]:
    """Which reading and levers are in force, and as known when."""
    facts = [] if case.reading is None else [f"reading: {case.readings[case.reading].name}"]
    if case.levers_in_force:
        facts.append(f"levers: {', '.join(case.levers[x].name for x in case.levers_in_force)}")
    return facts + ([] if case.known_by is None else [f"as known on {case.known_by}"])


def lasting_caption(lasting: int, shown: int, states: int) -> str:
    """How many situations last under some concept, of how many."""
    more = f"; {shown} are shown" if shown < lasting else ""
    if not lasting:
        return f"No situation lasts for everybody under any concept, of {states:,}."
    return f"Situations that last for everybody, by concept: {lasting:,} of {states:,}{more}."


def moved_lines(told: Told, changes: Sequence[StatusQuoChange]) -> tuple[str, ...]:
    """What effects have made of the declared status quo."""
    return tuple(
        f"Status quo: {told.option(c.option)} is {'on' if c.now else 'off'}, declared {'on' if c.declared else 'off'} ({c.why})." for c in changes
    )
