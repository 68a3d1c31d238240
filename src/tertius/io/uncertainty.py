"""The `uncertainty` section: which preferences vary, and how, and how far off a negotiation's inputs may be (see `tertius.model.uncertainty`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tertius.io.conflict import states_of
from tertius.io.fields import Context, Fields
from tertius.io.nodes import Mapping as Map
from tertius.io.nodes import Node
from tertius.io.preferences import PREFERENCE_FORMS, read_preference
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.io.uncertainty_orders import read_extensions
from tertius.model.case import Reading
from tertius.model.conflict import GraphConflict, OptionConflict, Preference, Provenance
from tertius.model.likelihoods import Within
from tertius.model.spread import Spread
from tertius.model.uncertainty import Alternative, Alternatives, Reorder, Uncertainty, Varying

__all__ = ["ALTERNATIVE_FORMS", "ALTERNATIVE_KEYS", "UNCERTAINTY_KEYS", "VARYING_KEYS", "read_uncertainty"]

Conflict = OptionConflict | GraphConflict
UNCERTAINTY_KEYS = ("preferences", "negotiation", "evidence", "readings")
WITHIN_KEYS = ("likelihoods", *PROVENANCE_KEYS)
SPREAD_KEYS = ("position", "salience", "power", *PROVENANCE_KEYS)
VARYING_KEYS = ("reorder", "p", "chains", "alternatives", *PROVENANCE_KEYS)
ALTERNATIVE_FORMS = ("statements", "ranking")
ALTERNATIVE_KEYS = ("weight", *ALTERNATIVE_FORMS, *PROVENANCE_KEYS)
REORDERS = ("adjacent", "extensions")
_FORMS = "a preference as statements or as a ranking, or `alternatives` here"


def read_uncertainty(
    context: Context,
    top: Fields,
    conflict: Conflict | None,
    readings: Mapping[str, Reading],
    sources: Collection[str],
    *,
    negotiated: bool = False,
    weighed: bool = False,
) -> Uncertainty | None:
    """What varies; `negotiated`, `weighed`: whether there is a section `negotiation`, `evidence`. None where the file has no such section."""
    node = top.get("uncertainty")
    if node is None:
        return None
    fields = Fields(context, node, "uncertainty", UNCERTAINTY_KEYS)
    entries = fields.entries("preferences")
    spread = _spread(context, fields, sources, negotiated=negotiated)
    within = _within(context, fields, sources, weighed=weighed)
    weights, rests = _mixture(context, fields, readings, sources)
    if isinstance(node, Map) and not entries and fields.get("negotiation") is None and not weights and within is None:
        context.report(node, "uncertainty", "nothing varies", "preferences: {an actor: {reorder: adjacent, p: 0.2}}, or negotiation: {position: 10}")
    if entries and conflict is None:
        context.report(node, "uncertainty.preferences", "the case has no conflict part", "`conflict:` with options or states")
    found: dict[str, Varying] = {}
    for key, value in entries:
        if conflict is None:
            break
        where = f"uncertainty.preferences.{key.text}"
        actor = context.known(key, where, "actor with a preference", list(conflict.preferences))
        if actor is None:
            continue
        read = _varying(context, value, where, actor, conflict, readings, sources)
        if read is not None:
            found[actor] = read
    return Uncertainty(found, weights, spread, rests, within)


def _within(context: Context, fields: Fields, sources: Collection[str], *, weighed: bool) -> Within | None:
    """``evidence: {likelihoods: within}``."""
    node = fields.get("evidence")
    if node is None:
        return None
    where = "uncertainty.evidence"
    inner = Fields(context, node, where, WITHIN_KEYS)
    if not isinstance(node, Map):
        return None
    if not weighed:
        context.report(node, where, "the case has no section `evidence`", "evidence: {rows: [...]}")
    if inner.get("likelihoods") is None:
        context.report(node, where, "nothing says what varies", "likelihoods: within")
    else:
        inner.choice("likelihoods", ("within",), "within")
    return Within(provenance(inner, sources))


def _mixture(
    context: Context, fields: Fields, readings: Mapping[str, Reading], sources: Collection[str]
) -> tuple[dict[str, float], Provenance]:
    """``readings: {a: 0.5, b: 0.5}``: weights, with provenance beside them."""
    node = fields.get("readings")
    if node is None:
        return {}, Provenance()
    where = "uncertainty.readings"
    inner = Fields(context, node, where, (*readings, *PROVENANCE_KEYS))
    if not isinstance(node, Map):
        return {}, Provenance()
    weights = {id: inner.number(id, 0.0, 0.0) for id in readings if id in node.index and id not in PROVENANCE_KEYS}
    if not any(weights.values()):
        context.report(node, where, "no reading has a weight above 0", "a mapping from readings to weights")
        return {}, Provenance()
    return weights, provenance(inner, sources)


def _spread(context: Context, fields: Fields, sources: Collection[str], *, negotiated: bool) -> Spread | None:
    """``negotiation: {position: 10, salience: 20, power: 0.25}``."""
    node = fields.get("negotiation")
    if node is None:
        return None
    inner = Fields(context, node, "uncertainty.negotiation", SPREAD_KEYS)
    if not isinstance(node, Map):
        return None
    if not negotiated:
        context.report(node, "uncertainty.negotiation", "the case has no section `negotiation`", "negotiation: {issues: ...}")
    if not any(key in node.index for key in SPREAD_KEYS[:3]):
        context.report(node, "uncertainty.negotiation", "nothing says what varies", "position, salience (points) or power (of its logarithm)")
    return Spread(
        inner.number("position", 0.0, 0.0, 100.0), inner.number("salience", 0.0, 0.0, 100.0), inner.number("power", 0.0, 0.0, 10.0),
        provenance(inner, sources),
    )  # fmt: skip


def _varying(
    context: Context,
    node: Node,
    where: str,
    actor: str,
    conflict: Conflict,
    readings: Mapping[str, Reading],
    sources: Collection[str],
) -> Varying | None:
    fields = Fields(context, node, where, VARYING_KEYS)
    forms = [form for form in ("reorder", "alternatives") if form in fields.node.index]
    if not isinstance(node, Map):
        return None
    if len(forms) != 1:
        said = "both reorder and alternatives stand here" if forms else "nothing says how it varies"
        context.report(node, where, said, "reorder: adjacent with p, reorder: extensions, or alternatives: [...]")
        return None
    known = provenance(fields, sources)
    how = "" if forms == ["alternatives"] else fields.choice("reorder", REORDERS, "adjacent")
    if "chains" in node.index and how != "extensions":
        context.report(node.key("chains"), f"{where}.chains", "chains belong to reorder: extensions", "reorder: extensions, or no chains")
    if how == "extensions":
        if "p" in node.index:
            context.report(node.key("p"), f"{where}.p", "p belongs to reorder: adjacent; extensions are equally likely", "reorder: adjacent, or no p")
        return read_extensions(context, fields, where, actor, conflict, known)
    if forms == ["alternatives"]:
        if "p" in node.index:
            context.report(node.key("p"), f"{where}.p", "p belongs to reorder; alternatives have weights", "weight: in each alternative")
        return _alternatives(context, fields, where, conflict, sources, known)
    if fields.get("p") is None:
        context.report(node, where, "'p' is missing", "p: the probability that two neighbours are swapped")
    places: list[tuple[str | None, Conflict | None]] = [(None, conflict), *((k, r.variant) for k, r in readings.items())]
    for place, form in places:
        preference = None if form is None else form.preferences.get(actor)
        if preference is not None:
            _orderable(context, node.key("reorder"), where, actor, place, preference)
    return Reorder(fields.number("p", 0.0, 0.0, 1.0), known)


def _orderable(context: Context, node: Node, where: str, actor: str, reading: str | None, preference: Preference) -> None:
    under = f" under reading {reading}" if reading is not None else ""
    if preference.kind not in ALTERNATIVE_FORMS:
        context.report(node, where, f"{actor} has '{preference.kind}'{under}, which has no order of its own to swap", _FORMS)
    elif preference.strong:
        said = f"{actor} has a ranking with strong gaps{under}, and reorder does not say what becomes of them"
        context.report(node, where, said, "a ranking without '>>', or `alternatives` here")


def _alternatives(
    context: Context, fields: Fields, where: str, conflict: Conflict, sources: Collection[str], known: Provenance
) -> Alternatives | None:
    place = f"{where}.alternatives"
    found = []
    items = context.items(fields.get("alternatives"), place)
    for item in items:
        if isinstance(item, Map):
            other = [f for f in PREFERENCE_FORMS if f in item.index and f not in ALTERNATIVE_FORMS]
            if other:
                said = f"an alternative cannot be given as '{other[0]}' in this version"
                context.report(item.key(other[0]), place, said, "statements, or a ranking of the states")
                continue
        inner = Fields(context, item, place, ALTERNATIVE_KEYS)
        weight = inner.number("weight", 1.0, 0.0)
        preference = read_preference(context, item, place, states_of(conflict), sources, more=("weight",))
        found.append(Alternative(weight, preference))
    if not items:
        context.report(fields.node, place, "there is no alternative", "a list of statements or rankings, each with a weight")
    elif found and len(found) == len(items) and not any(a.weight > 0 for a in found):
        context.report(fields.node, place, "no alternative has a weight above 0", "at least one weight above 0")
    return Alternatives(tuple(found), known) if found else None
