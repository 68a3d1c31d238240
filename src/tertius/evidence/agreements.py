"""Claims about agreements: from a solved situation to a verdict with its reason."""

from __future__ import annotations

from tertius.dynamics.solved import Solved
from tertius.errors import LimitError
from tertius.evidence.verdicts import Reason, Verdict
from tertius.leverage.phased import phased
from tertius.leverage.ripeness import ripeness
from tertius.model.case import PhasedTest, RipeTest

__all__ = ["phased_test", "ripe_test"]


def phased_test(solved: Solved, test: PhasedTest) -> Verdict:
    """A phased agreement leads to the target, or none does; open where that is not known."""
    if solved.game.status_quo is None:
        return Verdict("open", Reason("no_status_quo"), solved=solved)
    try:
        found = phased(solved, test.target, foresight=test.foresight, lasting=test.lasting)
    except LimitError as error:
        return Verdict("open", Reason("limit", note=str(error)), solved=solved)
    verdict = "open" if found.exists == "open" else "holds" if (found.exists == "yes") == test.exists else "fails"
    ends = (found.best.end,) if found.best is not None and found.exists == "yes" else ()
    return Verdict(verdict, Reason("phased", state=ends[0] if ends else None, phased=found), ends, solved=solved)


def ripe_test(solved: Solved, test: RipeTest) -> Verdict:
    """The situation is ripe, or is not; open where that turns on what is not known or on where it continues to."""
    if solved.game.status_quo is None:
        return Verdict("open", Reason("no_status_quo"), solved=solved)
    try:
        found = ripeness(solved.case, parties=test.parties, foresight=test.foresight, concept=test.concept, solved=solved)
    except LimitError as error:
        return Verdict("open", Reason("limit", note=str(error)), solved=solved)
    verdict = "open" if found.ripe == "open" else "holds" if (found.ripe == "yes") == test.ripe else "fails"
    return Verdict(verdict, Reason("ripe", ripeness=found), found.ways, solved=solved)
