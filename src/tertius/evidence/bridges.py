"""The claim form `bridges`: an actor has positive ties with both sides of so many pairs at odds.

In a period it holds if :math:`T_i` is at least the number asked for, fails if it is smaller, and is open where the period
is not on file or the actor has no tie in it: nothing is known then. Without a period it must hold in every one on file.
"""

from __future__ import annotations

from collections.abc import Sequence

from tertius.evidence.verdicts import Reason, Verdict
from tertius.model.case import Bridges, Case
from tertius.model.relations import Tie
from tertius.relations.bridging import Bridging, bridging

__all__ = ["bridges_test"]


def bridges_test(case: Case, test: Bridges, ties: Sequence[Tie] = ()) -> Verdict:
    """The verdict; `ties` are a falsifier's, in place of those on file."""
    found = bridging(case, test.actor, period=test.period, ties=ties)
    if not found:
        return Verdict("open", Reason("no_period", actor=test.actor, note=test.period))
    verdicts = [_of(b, test.at_least) for b in found]
    verdict = next((v for v in ("fails", "open") if v in verdicts), "holds")
    decisive = [b for b, v in zip(found, verdicts, strict=True) if v == verdict]
    decisive.sort(key=lambda b: b.count or 0)
    others = [b for b in found if b is not decisive[0]]
    return Verdict(verdict, Reason("bridges", actor=test.actor, bridging=(decisive[0], *others), note=str(test.at_least)))


def _of(found: Bridging, at_least: int) -> str:
    if found.count is None:
        return "open"
    return "holds" if found.count >= at_least else "fails"
