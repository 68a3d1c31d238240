r"""A party's bargaining share over time.

With power :math:`c_i(t)`, a level from each of its dates on (before the first, and where there is none, the party's `power`), the share of i at t is

.. math:: x_i(t) = c_i(t) / \sum_j c_j(t),

what the asymmetric Nash solution gives i of what there is to gain where utility can be passed on one for one, and the weight with which its
wishes enter the compromise (Kalai 1977; Van den Bos 1991). The *change* from :math:`t_0` to T is :math:`x_i(T) - x_i(t_0)`; its negative is the backfire of a
delay from the one to the other. That a share falls says nothing of why.

**Ranges.** The share rises in :math:`c_i` and falls in each other power, so its ends at a date are exact:
:math:`\underline{c}_i / (\underline{c}_i + \sum_j \overline{c}_j)` and the mirror of it. The change goes from the least share at T less the greatest at
:math:`t_0` to the mirror: exact where no interval holds at both dates, and never too narrow.

References: E. Kalai (1977), Nonsymmetric Nash solutions and replications of 2-person bargaining. The use for a trend is Tertius's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tertius.model.dates import Date
from tertius.model.negotiation import Negotiation, Party

__all__ = ["ShareCurve", "SharePoint", "shares_over_time"]

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SharePoint:
    """The share of each party at a date; the date is None for the powers as the case has them, before any date."""

    date: Date | None
    shares: Mapping[str, Range]


@dataclass(frozen=True, slots=True)
class ShareCurve:
    """Shares at each date on which some power changes, in order of time."""

    points: tuple[SharePoint, ...]

    def change(self, party: str) -> Range:
        """Last share minus first."""
        first, last = self.points[0].shares[party], self.points[-1].shares[party]
        return last[0] - first[1], last[1] - first[0]


def shares_over_time(negotiation: Negotiation, *, since: Date | None = None, until: Date | None = None) -> ShareCurve | None:
    """The shares from one date to another, both included; None where nobody's power has a date in between, or nobody has power.

    since : None for before the first date; until : None for the last
    """
    dates = sorted({d.date.last_day: d.date for p in negotiation.parties for d in p.power_over_time}.items())
    within = [d for _, d in dates if (since is None or d.is_after(since)) and (until is None or not d.is_after(until))]
    if not within:
        return None
    points = []
    for at in (since, *within):
        levels = {p.id: _level(p, at) for p in negotiation.parties}
        total = sum(low for low, _ in levels.values()), sum(high for _, high in levels.values())
        if total[0] <= 0:
            return None
        shares = {
            i: (low / (low + total[1] - high) if low else 0.0, high / (high + total[0] - low) if high else 0.0)
            for i, (low, high) in levels.items()
        }
        points.append(SharePoint(at, shares))
    return ShareCurve(tuple(points))


def _level(party: Party, at: Date | None) -> Range:
    """The power that holds at a date."""
    before = [d for d in party.power_over_time if at is not None and not d.date.is_after(at)]
    return max(before, key=lambda d: d.date.last_day).power if before else (party.power, party.power)
