"""The JSON of `compare`, and of what `readings` says about a claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tertius.evidence.compare import Comparison
from tertius.evidence.features import Feature, HowFar
from tertius.evidence.least import Least
from tertius.evidence.lever_effects import LeverEffect
from tertius.evidence.readings import ends_dict
from tertius.model.case import Case
from tertius.version import VERSION

__all__ = ["comparison_json", "how_far_json", "lever_effects_json"]


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Inputs that differ, verdicts that agree, verdicts that differ with what they hang on."""
    return {
        "schema": "tertius/compare/1",
        "first": _case(found.first),
        "second": _case(found.second),
        "differences": [{"where": d.where, "how": d.how} for d in found.differences],
        "differ_in_words": found.in_words,
        "agree": [{"claim": c, "reading": r, "verdict": v} for c, r, v in found.agree],
        "differing": [
            {
                "claim": d.claim, "reading": d.reading, "first": d.first, "second": d.second,
                "from_first": _least(d.from_first), "from_second": _least(d.from_second),
            }
            for d in found.differing
        ],
        "only_first": list(found.only_first),
        "only_second": list(found.only_second),
        "version": VERSION,
    }  # fmt: skip


def _case(case: Case) -> dict[str, str]:
    return {"title": case.title, "hash": case.hash}


def _least(least: Least[str]) -> dict[str, Any]:
    return {
        "sets": [list(chosen) for chosen, _ in least.sets],
        "size": least.size,
        "complete": least.complete,
        "tried": least.tried,
    }


def how_far_json(found: Sequence[HowFar]) -> list[dict[str, Any]]:
    """For each claim and reading, the fewest parts that turn its verdict."""
    return [
        {
            "claim": row.claim,
            "reading": row.reading,
            "verdict": row.verdict,
            "distance": row.least.distance,
            "sets": [
                {
                    "add": [_feature(t.feature) for t in chosen if t.add],
                    "drop": [_feature(t.feature) for t in chosen if not t.add],
                    "becomes": verdict,
                }
                for chosen, verdict in row.least.sets
            ],
            "size": row.least.size,
            "complete": row.least.complete,
        }
        for row in found
    ]


def lever_effects_json(found: Sequence[LeverEffect] | None) -> list[dict[str, Any]] | None:
    """For each lever, where its reading leads without it (in force) or with it; None where that was not worked out."""
    if found is None:
        return None
    return [
        {
            "lever": one.lever,
            "in_force": one.in_force,
            "coercive": one.coercive,
            "matters": list(one.matters),
            "foresight_1": ends_dict(one.myopic),
            "foresight_2": ends_dict(one.foresighted),
            "impossible": one.impossible or None,
        }
        for one in found
    ]


def _feature(feature: Feature) -> str:
    if feature.kind == "lever":
        return f"lever {feature.lever}"
    if feature.effect is not None:
        effect = feature.effect
        if effect.prefer is not None:
            return f"effect prefer {effect.prefer.actor}"
        if effect.moves:
            return f"effect {effect.kind} {effect.target}: {', '.join(f'{a} -> {b}' for a, b in effect.moves)}"
        tail = "" if effect.expr is None else f": {effect.expr}"
        return f"effect {effect.kind} {effect.target}{tail}"
    return f"changes of {feature.reading}"
