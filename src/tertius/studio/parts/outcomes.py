"""Where the status quo leads, and which states last."""

from __future__ import annotations

from typing import Any

from tertius.explain.glossary_english import TERMS, UNKNOWN
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import mapped

SHOWN, FIRST = 60, 6
CONCEPTS = ("nash", "gmr", "smr", "seq")


@part("outcomes", title="Where it leads", place="result", order=10)
def outcomes(look: Look) -> dict[str, Any]:
    """Outcomes with and without foresight, and every equilibrium with the concepts under which it is one."""
    solved, told = look.solved, look.told
    if solved is None or told is None:
        return {"ready": False}

    def work() -> dict[str, Any]:
        form = "" if solved.game.unknown is None else "_d"
        found = {c: set(solved.equilibria(f"{c}{form}")) for c in CONCEPTS}
        order = [code for code in solved.game.codes if any(code in s for s in found.values())] if solved.game.states <= 4096 else sorted(set().union(*found.values()))
        order.sort(key=lambda code: -sum(code in s for s in found.values()))
        leads = []
        for foresight in (1, 2):
            ends = solved.outcomes(foresight=foresight)
            paths = () if ends is None else tuple((s, told.state(s), told.path(ends.paths[s])) for s in ends.states[:SHOWN])
            leads.append((foresight, told.outcomes(ends), paths))
        return {
            "ready": True,
            "leads": leads,
            "same": leads[0][1:] == leads[1][1:],
            "concepts": [(f"{c}{form}", TERMS[c].means + (UNKNOWN if form else "")) for c in CONCEPTS],
            "equilibria": [(code, told.state(code), [code in found[c] for c in CONCEPTS]) for code in order[:SHOWN]],
            "first": FIRST if len(order) > FIRST + 2 else len(order),
            "more": max(0, len(order) - SHOWN),
            "states": solved.game.states,
            "status_quo": None if solved.game.status_quo is None else solved.game.codes[solved.game.status_quo],
        }

    wishless = not any(mapped(mapped(look.data.get("conflict")).get("preferences")).values())
    made: dict[str, Any] = look.kept(("outcomes", *look.key), work)
    return {**made, "stale": look.stale, "wishless": wishless}
