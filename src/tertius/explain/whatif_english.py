"""The words of the what-if section."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.explain.report_english import count
from tertius.explain.told import Told
from tertius.model.case import Case, LeverTest

__all__ = ["WhatIfTeller", "what_if_line"]


class WhatIfTeller:
    """Tells what has been worked out beforehand, and what could not be."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @staticmethod
    def target(told: Told, test: LeverTest) -> str:
        """What a claim about levers is about."""
        how = "with foresight 2" if test.foresight == 2 else "where moves must pay at once"
        return f"{told.expression(test.target)}, in every outcome, {how}"

    def impossible(self, error: Exception) -> str:
        """Why a set cannot be set up."""
        return f"Cannot be set up: {str(error).rstrip('.')}."

    def scope(self, *, complete: bool) -> str:
        """What is there."""
        sets = "Every set of commitments" if complete else "No further commitment, each one alone, and the plans found above"
        return f"{sets} under each reading, as the command “tertius analyze” computes it. Exact for the case as it is written."


def what_if_line(sets: int, readings: int, changed: Sequence[int]) -> str:
    """How many combinations are there, and under how many readings some set leads elsewhere."""
    where = sum(1 for n in changed if n)
    if readings == 1:
        return f"{count(sets, 'set')} of commitments, worked out beforehand; {'some lead' if where else 'none leads'} elsewhere."
    return f"{count(sets, 'combination')} of commitments and readings, worked out beforehand; some commitment leads elsewhere under {where} of {readings} readings."
