"""What the evidence says of the readings, as the report tells it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tertius.studio.look import Look
from tertius.studio.registry import part


def _there(look: Look) -> bool:
    return look.case is not None and look.case.evidence is not None


@part("weighed", title="What the evidence says", place="result", order=50, later=_there)
def weighed(look: Look) -> dict[str, Any]:
    """Bounds of each reading, how far each row tells them apart, and what would change who is ahead."""
    case = look.cut
    if case is None or case.evidence is None:
        return {"d": None}
    from tertius.model.asof import known_by
    from tertius.report.evidence import evidence_part
    from tertius.report.pictures import pictures

    then = None
    if case.argued_on is not None and case.known_by is None:
        then = known_by(case, case.argued_on, move_status_quo=False)
    found = evidence_part(case, then)
    shown = None if found is None else SimpleNamespace(evidence=found, source_titles={})
    return {"d": shown, **pictures("weighed")}
