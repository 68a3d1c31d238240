"""How well forecasts did, in words."""

from __future__ import annotations

from tertius.explain.words import join
from tertius.negotiation.backtest import Backtest, Difference

__all__ = ["MEANING", "WARNING", "comparison", "made_how"]

WARNING = (
    "Accuracy of the forecast was measured on European Union law only: a peaceful, repeated negotiation that ends in agreement. "
    "No figure here says how well it does on peace talks, constitutions or under force."
)
MEANING = (
    "MAE: mean distance of the forecast's median from the outcome, in points of a scale of 0 to 100. CRPS: the same for the whole distribution (lower is better; "
    "for one number it is the MAE). PIT 80: share of outcomes between the tenth and the ninetieth percentile; 80% if the widths are right."
)


def made_how(found: Backtest) -> list[str]:
    """What the headline forecast was fitted on."""
    issues = f"{found.issues} issue{'s' * (found.issues != 1)} in {found.groups} group{'s' * (found.groups != 1)}"
    if found.fitted == "folds":
        return [f"{issues}; each forecast from weights fitted on the other {found.folds - 1} of {found.folds} folds, which keep a group together (seed {found.seed})."]
    said = [f"{issues}; weights " + {"shipped": "as shipped.", "file": "as kept in the file.", "table": "fitted on the other table."}[found.fitted]]
    if found.seen:
        names = [*found.seen[:6], *([f"{len(found.seen) - 6} more"] if len(found.seen) > 6 else [])]
        said.append(f"Careful: the fit has seen {len(found.seen)} of these groups too ({join(names)}), so its figures are too good.")
    return said


def comparison(found: Backtest) -> list[tuple[str, str, str, str]]:
    """The forecast less each other model, where the forecast was asked for: model, in MAE, in CRPS, a remark."""
    own = next((s for s in found.scores if s.model == "tertius"), None)
    return [] if own is None else [
        (name, _less(d.mae, d.mae_interval), _less(d.crps, d.crps_interval), _over(d, found)) for name, d in own.differences.items()
    ]  # fmt: skip


def _over(d: Difference, found: Backtest) -> str:
    open_ones = [what for what, i in (("MAE", d.mae_interval), ("CRPS", d.crps_interval)) if i is not None and i[0] <= 0 <= i[1]]
    said = [f"either may be better in {join(open_ones)}"] if open_ones else []
    if d.issues != found.issues:
        said.append(f"on the {d.issues} issues that it has")
    return "; ".join(said)


def _less(mean: float, interval: tuple[float, float] | None) -> str:
    if interval is None:
        return f"{mean:+.2f} (one group: no interval)"
    return f"{mean:+.2f} ({interval[0]:+.2f} to {interval[1]:+.2f})"
