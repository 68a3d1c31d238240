"""The JSON of `sweep` (``tertius/sweep/1``): the same for the same draws, whoever worked them out and however often it was broken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tertius.sweep.flips import Flip
from tertius.sweep.influence import Influence
from tertius.sweep.labels import Feature
from tertius.sweep.number_influence import NumberInfluence
from tertius.sweep.run import Sweep
from tertius.sweep.summary import Answer, Row, Share
from tertius.sweep.tipping import TippingPoint
from tertius.version import VERSION
from tertius.view.jsons import head_of

__all__ = ["sweep_json"]


def sweep_json(
    found: Sweep, limit: int | None = None, *, flips: Sequence[Flip] | None = None, tipping: Sequence[TippingPoint] | None = None
) -> dict[str, Any]:
    """The answer. limit : influences listed for each answer; everything else is whole. flips, tipping : where they were asked for."""
    plan, summary = found.plan, found.summary
    number, of = found.shard
    return head_of("sweep", plan.case) | {
        "reading": plan.readings[0] if len(plan.readings) == 1 else None,
        "levers": list(plan.levers),
        "seed": plan.seed,
        "draws": summary.draws,
        "asked": found.draws,
        "complete": found.complete,
        "shard": {"number": number, "of": of} if of > 1 else None,
        "until": found.until,
        "stopped_early": found.stopped,
        "damaged_parts": found.damaged,
        "readings": list(summary.readings),
        "concepts": list(plan.concepts),
        "foresight": plan.foresight,
        "widest_interval": summary.widest if summary.draws else None,
        "outcomes": [_row(r) for r in summary.outcomes],
        "equilibria": [{"concept": r.concept} | _row(r) for r in summary.equilibria],
        "verdicts": [
            {"claim": v.claim, "reading": v.reading, "holds": _share(v.holds), "fails": _share(v.fails), "open": _share(v.open)}
            for v in summary.verdicts
        ],
        "numbers": [
            {
                "kind": n.kind, "of": n.id, "reading": n.reading, "draws": n.draws,
                "mean": n.mean, "p10": n.low, "p50": n.middle, "p90": n.high,
                "influences": [_number_influence(i, summary.features) for i in n.influences[:limit]],
            }
            for n in summary.numbers
        ],
        "levers_for": [
            {
                "target": x.target,
                "reading": x.reading,
                "lever": x.lever,
                "sufficient": _shares(x.sufficient),
                "necessary": _shares(x.necessary),
                "but_for": _shares(x.but_for),
            }
            for x in summary.levers
        ],
        "answers": [_answer(a, summary.features, limit) for a in summary.answers],
        "pairs": summary.pairs,
        "number_pairs": summary.number_pairs,
        **({} if flips is None else {"flips": [_flip(f) for f in flips]}),
        **({} if tipping is None else {"tipping": [_tipping(p) for p in tipping]}),
        "fingerprint": plan.fingerprint,
        "version": VERSION,
    }


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "kind": flip.kind,
        "reading": flip.reading,
        "of": flip.of,
        **({"target": flip.target} if flip.target else {}),
        "now": list(flip.now),
        "distance": flip.distance,
        "nearest": [step.label for step in flip.nearest],
        "becomes": list(flip.becomes),
        "searched": flip.searched,
        "complete": flip.complete,
        "tipping": [step.label for step in flip.tipping],
        "tipping_becomes": [list(then) for then in flip.then],
    }


def _tipping(point: TippingPoint) -> dict[str, Any]:
    return {
        "claim": point.claim,
        "reading": point.reading,
        "input": point.input.number_label,
        "actor": point.input.actor,
        "kind": point.input.kind,
        "now": point.now,
        "stands": list(point.stands),
        "within": list(point.within),
        "keeps": point.keeps,
        "changes": point.changes,
        "becomes": point.becomes or None,
        "tried": point.tried,
    }


def _row(row: Row) -> dict[str, Any]:
    return {"reading": row.reading, "state": row.state} | _share(row.share)


def _share(share: Share) -> dict[str, Any]:
    return {"count": share.count, "of": share.of, "share": share.share if share.of else None, "interval": list(share.interval)}


def _shares(shares: Mapping[str, Share]) -> dict[str, Any]:
    return {verdict: _share(share) for verdict, share in shares.items()}


def _answer(answer: Answer, features: tuple[Feature, ...], limit: int | None) -> dict[str, Any]:
    return {
        "kind": answer.kind,
        "reading": answer.reading,
        "of": answer.of,
        "target": answer.target or None,
        **_share(answer.share),
        "influences": [_mark(i, features) | {"bits": i.bits, "told_from_chance": i.told} for i in answer.influences[:limit]],
    }


def _number_influence(influence: NumberInfluence, features: tuple[Feature, ...]) -> dict[str, Any]:
    return _mark(influence, features) | {"explained": influence.explained, "told_from_chance": influence.told}


def _mark(influence: Influence | NumberInfluence, features: tuple[Feature, ...]) -> dict[str, Any]:
    feature = features[influence.feature]
    return {
        "input": feature.label,
        "actor": feature.actor,
        "kind": feature.kind,
        "draws": influence.draws,
        "on": influence.on,
        "off": influence.off,
        "difference": influence.difference,
        "interval": list(influence.interval),
    }
