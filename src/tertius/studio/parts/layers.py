"""Under which reading, with which commitments, as known on which day results are shown."""

from __future__ import annotations

from typing import Any

from tertius.studio.look import Look
from tertius.studio.registry import part


@part("layers", title="Results under", place="result", order=1)
def layers(look: Look) -> dict[str, Any]:
    """What can be switched: nothing where the case has neither readings, nor commitments, nor dates."""
    case = look.case
    if case is None:
        return {"readings": [], "levers": [], "dated": False, "changes": []}
    situated = look.situated
    inside = set() if look.asked.reading is None or look.asked.reading not in case.readings else set(case.readings[look.asked.reading].levers)
    coercive = look.coercive(case)
    return {
        "readings": [(r.id, r.name) for r in case.readings.values()],
        "levers": [(x.id, x.name, x.id in inside, x.id in coercive) for x in case.levers.values()],
        "dated": bool(case.sources or case.history),
        "in_force": () if situated is None else situated.levers_in_force,
    }
