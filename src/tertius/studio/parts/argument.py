"""The argument as the report tells it: the answer, and every claim with its verdict, its reason and its falsifier."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tertius.studio.look import Look
from tertius.studio.registry import part


def _tested(look: Look) -> bool:
    return look.case is not None and any(c.expect is not None for c in look.case.claims)


@part("argument", title="The argument", place="result", order=5, later=_tested)
def argument(look: Look) -> dict[str, Any]:
    """Verdicts by readings; worked out after the answer to an edit, as falsifiers take their time."""
    case = look.cut
    if case is None or not any(c.expect is not None for c in case.claims):
        return {"answer": (), "d": None}
    from tertius.evidence.claims import evaluate_claims
    from tertius.explain.answer import answer
    from tertius.explain.told import Told
    from tertius.model.asof import known_by
    from tertius.report.claims import claim_rows, context_claims, tree
    from tertius.report.keys import reading_keys

    told = Told(case)
    levers = [x for x in look.asked.levers if x in case.levers]
    results = evaluate_claims(case, levers=levers)
    then = None
    if case.argued_on is not None and case.known_by is None:
        then = evaluate_claims(known_by(case, case.argued_on, move_status_quo=False), levers=levers, falsifiers=False)
    found = answer(case, results, then)
    keys = reading_keys(case, told, None)
    shown = SimpleNamespace(
        tree=tree(case, results, found.load_bearing), claims=claim_rows(case, told, results, keys), keys=tuple(keys.values()),
        context=context_claims(case), source_titles={}, redacted=None,
    )  # fmt: skip
    return {"answer": found.sentences, "d": shown}
