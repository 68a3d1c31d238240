"""The `claims` section: what each claim expects, given what, and what would falsify it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from tertius.io.claims_agreements import (
    ISSUE_KEYS,
    PACKAGE_KEYS,
    read_issue,
    read_package,
    read_phased,
    read_ripe,
    read_share,
    read_waiting,
)
from tertius.io.conflict import scope_of, state
from tertius.io.effects import read_effects
from tertius.io.fields import Context, Fields, kind_of
from tertius.io.nodes import Mapping as Map
from tertius.io.nodes import Node, Scalar
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.case import (
    BestMove,
    Bridges,
    Claim,
    Combined,
    Effect,
    Event,
    Expectation,
    Explained,
    Falsifier,
    LeverTest,
    OutcomeTest,
    StabilityTest,
)
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.dates import Date

if TYPE_CHECKING:
    from tertius.model.evidence import Cell, Evidence
    from tertius.model.negotiation import Negotiation
    from tertius.model.relations import Relations, Tie

__all__ = ["BRIDGES_KEYS", "CLAIM_KEYS", "EXPECT_FORMS", "FALSIFIER_KEYS", "CaseNames", "read_claims"]

CLAIM_KEYS = (
    "id", "text", "expect", "context", "readings", "levers", "given", "from", "falsifier", "must", "date", *PROVENANCE_KEYS,
)  # fmt: skip
FALSIFIER_KEYS = ("name", "effects", "changes", "levers", "without", "ties", "evidence", "negotiation", "readings", "becomes")
EXPECT_FORMS: Mapping[str, tuple[str, ...]] = {
    "outcomes": ("outcomes", "satisfy", "concept", "foresight"),
    "equilibria": ("equilibria", "satisfy", "concept", "foresight"),
    "stable": ("stable",),
    "unstable": ("unstable",),
    "best_move": ("best_move",),
    "necessary": ("necessary", "for", "concept", "foresight", "size"),
    "sufficient": ("sufficient", "for", "concept", "foresight", "size"),
    "explained": ("explained",),
    "phased": ("phased",),
    "bridges": ("bridges",),
    "diagnosticity": ("diagnosticity",),
    "ripe": ("ripe",),
    "package": PACKAGE_KEYS,
    "issue": ISSUE_KEYS,
    "share": ("share",),
    "waiting": ("waiting",),
    "all_of": ("all_of",),
    "any_of": ("any_of",),
}
STEP_CONCEPTS = (
    "nash", "gmr", "smr", "seq", "sseq", "sim", "sim_fh",
    *(f"{x}_{form}" for x in ("nash", "gmr", "smr", "seq") for form in "abcd"),
    "strong_gmr", "strong_smr", "strong_seq",
)  # fmt: skip
"""What judges single steps, so that outcomes can follow it."""
CLAIM_CONCEPTS = (*STEP_CONCEPTS, "weak_gmr", "weak_smr", "weak_seq", "cnash", "cgmr", "csmr", "cseq")
"""What a claim about a state or about equilibria can name; those that look ahead need a horizon."""
BRIDGES_KEYS = ("actor", "at_least", "period")
VERDICTS = ("holds", "fails", "open")


class CaseNames:
    """What claims may refer to."""

    def __init__(
        self,
        conflict: OptionConflict | GraphConflict | None,
        actors: Collection[str],
        sources: Collection[str],
        levers: Collection[str],
        readings: Collection[str],
        history: Collection[Event],
        relations: Relations | None = None,
        evidence: Evidence | None = None,
        negotiation: Negotiation | None = None,
        renegotiated: Callable[[Node, str, Collection[str | None]], Mapping[str, Negotiation]] = lambda node, where, tried: {},
    ) -> None:
        self.conflict = conflict
        self.actors = actors
        self.sources = sources
        self.levers = levers
        self.readings = readings
        self.events = [e.id for e in history]
        self.relations = relations
        self.evidence = evidence
        self.negotiation = negotiation
        self.renegotiated = renegotiated
        self.scope = scope_of(conflict)


Variants = Callable[[Node, str, Collection[str | None]], Mapping[str, OptionConflict | GraphConflict]]


def read_claims(context: Context, node: Node | None, names: CaseNames, variants: Variants) -> tuple[Claim, ...]:
    """All claims. `variants` reads a falsifier's `changes` for each reading."""
    items = context.items(node, "claims")
    ids = [i.text for item in items if isinstance(item, Map) and isinstance(i := item.get("id"), Scalar)]
    found: list[Claim] = []
    for item in items:
        claim = _claim(context, item, names, ids, variants)
        if claim is None:
            continue
        if any(c.id == claim.id for c in found):
            context.report(item, f"claims.{claim.id}", f"the id '{claim.id}' is used twice", "an id of its own")
        found.append(claim)
    _no_cycles(context, items, found)
    return tuple(found)


def _claim(
    context: Context, item: Node, names: CaseNames, ids: list[str], variants: Variants
) -> Claim | None:
    id_node = item.get("id") if isinstance(item, Map) else None
    where = f"claims.{id_node.text}" if isinstance(id_node, Scalar) else "claims"
    fields = Fields(context, item, where, CLAIM_KEYS, required=("id", "text"))
    if not isinstance(item, Map) or not isinstance(id_node, Scalar):
        return None
    context.ident(id_node, where, "claim")
    expect_node, why = fields.get("expect"), fields.text("context")
    withheld = bool(context.redacted) and expect_node is None and not why
    if (expect_node is None) == (not why) and not withheld:
        context.report(
            item, where, "a claim has either something to expect, or the context in which it stands untested",
            "expect: {...}, or context: what a test still needs",
        )  # fmt: skip
    readings = fields.known_list("readings", "reading", names.readings) if "readings" in item.index else None
    if readings is not None and not readings:
        context.report(item, f"{where}.readings", "no reading is named", "at least one, or leave `readings` out for all")
    must_node = fields.get("must")
    must = None if must_node is None else context.choice(must_node, f"{where}.must", VERDICTS, "holds")
    return Claim(
        id=id_node.text,
        text=fields.text("text"),
        expect=None if expect_node is None else _expect(context, expect_node, f"{where}.expect", names, ids),
        readings=readings,
        levers=fields.known_list("levers", "lever", names.levers) if "levers" in item.index else None,
        given=read_effects(context, fields.get("given"), f"{where}.given", names.conflict, names.actors),
        since=fields.date("from"),
        falsifier=_falsifier(context, fields.get("falsifier"), f"{where}.falsifier", names, readings, variants),
        must=must,
        context=why,
        date=fields.date("date"),
        provenance=provenance(fields, names.sources),
        withheld=withheld,
    )


def _falsifier(
    context: Context,
    node: Node | None,
    where: str,
    names: CaseNames,
    readings: tuple[str, ...] | None,
    variants: Variants,
) -> Falsifier | None:
    if node is None:
        return None
    fields = Fields(context, node, where, FALSIFIER_KEYS, required=("becomes",))
    changes = fields.get("changes")
    effects = read_effects(context, fields.get("effects"), f"{where}.effects", names.conflict, names.actors)
    levers = fields.known_list("levers", "lever", names.levers)
    without = fields.known_list("without", "lever", names.levers)
    ties: tuple[Tie, ...] = ()
    if (flipped := fields.get("ties")) is not None:
        from tertius.io.relations import read_ties

        ties = read_ties(context, flipped, f"{where}.ties", names.actors, names.sources)
    if flipped is not None and names.relations is None:
        context.report(fields.node.key("ties"), f"{where}.ties", "the case has no section `relations`", "relations: {ties: [...]}")
    cells: Mapping[str, Mapping[str, Cell]] = {}
    if (edited := fields.get("evidence")) is not None:
        from tertius.io.evidence import read_evidence_edit

        cells = read_evidence_edit(context, edited, f"{where}.evidence", names.evidence)
    talks, at = fields.get("negotiation"), f"{where}.negotiation"
    if isinstance(changes, Map) and (inner := changes.get("negotiation")) is not None:
        if talks is not None:
            context.report(inner, f"{where}.changes.negotiation", "the negotiation is changed here and under `negotiation`", "one of the two")
        talks, at = inner, f"{where}.changes.negotiation"
    if talks is not None and names.negotiation is None:
        context.report(talks, at, "the case has no section `negotiation`", "negotiation: {issues: ...}")
    if isinstance(node, Map) and not (changes or effects or levers or without or ties or talks or fields.get("evidence")):
        context.report(node, where, "the falsifier changes nothing", "effects, changes, levers, without, ties, evidence or negotiation")
    only = fields.known_list("readings", "reading", names.readings) or None
    tried: list[str | None] = [None, *names.readings]
    if only is not None or readings is not None:
        tried = list(only or readings or ())
    return Falsifier(
        name=fields.text("name"),
        becomes=fields.choice("becomes", VERDICTS, "fails"),
        effects=effects,
        levers=levers,
        without=without,
        readings=only,
        variants={} if changes is None else variants(changes, f"{where}.changes", tried),
        changed=() if changes is None or not isinstance(changes, Map) else tuple(k.text for k, _ in changes.pairs),
        ties=ties,
        evidence=cells,
        negotiations={} if talks is None or names.negotiation is None else names.renegotiated(talks, at, tried),
    )


def _expect(context: Context, node: Node, where: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    if not isinstance(node, Map):
        context.report(node, where, f"{kind_of(node)} stands here", f"a mapping with one of: {', '.join(EXPECT_FORMS)}")
        return None
    forms = [form for form in EXPECT_FORMS if form in node.index]
    if len(forms) != 1:
        Fields(context, node, where, tuple(dict.fromkeys(k for f in EXPECT_FORMS.values() for k in f)))
        said = " and ".join(forms) if forms else "nothing"
        context.report(node, where, f"{said} is expected", f"exactly one of: {', '.join(EXPECT_FORMS)}")
        return None
    form = forms[0]
    fields = Fields(context, node, where, EXPECT_FORMS[form])
    read = {"outcomes": _outcomes, "equilibria": _outcomes, "stable": _stable, "unstable": _stable,
            "best_move": _best_move, "necessary": _levers, "sufficient": _levers, "explained": _explained,
            "phased": read_phased, "bridges": _bridges, "diagnosticity": _diagnosticity,
            "ripe": read_ripe, "package": read_package, "issue": read_issue, "share": read_share, "waiting": read_waiting,
            "all_of": _combined, "any_of": _combined}[form]  # fmt: skip
    return read(context, fields, form, names, ids)


def _satisfy(context: Context, fields: Fields, key: str, names: CaseNames) -> object:
    node = fields.get(key)
    if node is None:
        context.report(fields.node, fields.where, f"'{key}' is missing", f"{key}: an expression")
        return None
    return context.expression(node, fields.path(key), names.scope.expression)


def _concept(
    context: Context, fields: Fields, names: CaseNames, among: Collection[str] = CLAIM_CONCEPTS
) -> str:
    """The concept's id; empty for the default."""
    node = fields.get("concept")
    if isinstance(node, Scalar) and node.text in CLAIM_CONCEPTS and node.text not in among:
        context.report(
            node, fields.path("concept"), f"outcomes go step by step, and {node.text} does not judge single steps",
            f"one of: {', '.join(among)}; or a claim about equilibria",
        )  # fmt: skip
        return ""
    found = fields.choice("concept", among, "")
    if found in {"sim", "sim_fh"} and node is not None and isinstance(names.conflict, GraphConflict):
        context.report(node, fields.path("concept"), f"{found} needs options", "nash, gmr, smr, seq or sseq in graph form")
    return found


def _outcomes(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    from tertius.model.expr import Expr

    expr = _satisfy(context, fields, "satisfy", names)
    quantifier = fields.choice(form, ("every", "some", "none"), "every")
    if not isinstance(expr, Expr):
        return None
    among = STEP_CONCEPTS if form == "outcomes" else CLAIM_CONCEPTS
    return OutcomeTest(
        form, quantifier, expr, _concept(context, fields, names, among), fields.integer("foresight", 1, 1, 2)
    )


def _stable(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    node = fields.get(form)
    inner = Fields(context, node or fields.node, fields.path(form), ("actor", "state", "concept"), required=("actor", "state"))
    actor = inner.known("actor", "actor", names.actors)
    at = inner.get("state")
    code = None if at is None or names.conflict is None else state(context, at, inner.path("state"), names.conflict)
    if actor is None or code is None:
        return None
    return StabilityTest(form == "stable", actor, code, _concept(context, inner, names))


def _best_move(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    from tertius.model.expr import Expr

    inner = Fields(
        context, fields.get(form) or fields.node, fields.path(form), ("actor", "satisfy", "foresight"), required=("actor",)
    )
    actor = inner.known("actor", "actor", names.actors)
    expr = _satisfy(context, inner, "satisfy", names)
    if actor is None or not isinstance(expr, Expr):
        return None
    return BestMove(actor, expr, inner.integer("foresight", 1, 1, 2))


def _levers(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    from tertius.model.expr import Expr

    target = _satisfy(context, fields, "for", names)
    levers: list[str] = []
    given: list[Effect] = []
    where = fields.path(form)
    items = context.items(fields.get(form), where, single=True)
    for item in items:
        if isinstance(item, Map):
            given += read_effects(context, item, where, names.conflict, names.actors)
            continue
        lever = context.known(item, where, "lever", names.levers)
        if lever is not None:
            levers.append(lever)
    if not items:
        context.report(fields.node, where, "no lever is named", "a list of levers or effects")
    if not isinstance(target, Expr):
        return None
    size = fields.integer("size", 0, 1, 30) if fields.get("size") is not None else None
    return LeverTest(
        form == "necessary", tuple(dict.fromkeys(levers)), tuple(given), target,
        _concept(context, fields, names, STEP_CONCEPTS), fields.integer("foresight", 1, 1, 2), size,
    )  # fmt: skip


def _explained(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    node = fields.get(form)
    if isinstance(node, Scalar):
        event = context.known(node, fields.path(form), "event", names.events)
        return None if event is None else Explained(event)
    inner = Fields(context, node or fields.node, fields.path(form), ("event", "foresight"), required=("event",))
    event = inner.known("event", "event", names.events)
    return None if event is None else Explained(event, inner.integer("foresight", 1, 1, 2))


def _bridges(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    inner = Fields(context, fields.get(form) or fields.node, fields.path(form), BRIDGES_KEYS, required=("actor",))
    actor = inner.known("actor", "actor", names.actors)
    if names.relations is None:
        context.report(fields.node, fields.path(form), "the case has no section `relations`", "relations: {ties: [...]}")
        return None
    period, at = "", inner.get("period")
    if at is not None:
        text = context.text(at, inner.path("period"))
        try:
            quarter = re.fullmatch(r"(\d{4})-Q([1-4])", text)
            date = Date.parse(f"{quarter[1]}-{3 * int(quarter[2])}" if quarter else text)
            from tertius.model.relations import period_of

            period = period_of(date, names.relations.period)
            if (quarter is None) != (names.relations.period != "quarter") or (not quarter and text.count("-") != period.count("-")):
                raise ValueError(f"'{text}' is not a {names.relations.period}")
        except ValueError as error:
            context.report(at, inner.path("period"), str(error), f"a {names.relations.period}, as the section `relations` has it")
    return None if actor is None else Bridges(actor, inner.integer("at_least", 1, 1, 1_000_000), period)


def _diagnosticity(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    from tertius.io.evidence import read_diagnosticity

    return read_diagnosticity(context, fields, form, names.evidence)


def _combined(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    parts = fields.known_list(form, "claim", ids)
    if not parts:
        context.report(fields.node, fields.path(form), "no claim is named", "a list of claim ids")
        return None
    return Combined(form == "all_of", parts)


def _no_cycles(context: Context, items: list[Node], claims: list[Claim]) -> None:
    parts = {c.id: c.expect.claims for c in claims if isinstance(c.expect, Combined)}
    untested = {c.id for c in claims if c.expect is None and c.context}
    for claim, item in zip(claims, (i for i in items if isinstance(i, Map) and "id" in i.index), strict=False):
        seen: set[str] = set()
        ahead = list(parts.get(claim.id, ()))
        for part in ahead:
            if part in untested:
                context.report(item, f"claims.{claim.id}", f"it rests on '{part}', which has nothing to test", "claims with expect")
        while ahead:
            part = ahead.pop()
            if part == claim.id:
                context.report(item, f"claims.{claim.id}", "the claim rests on itself", "all_of without a cycle")
                break
            if part not in seen:
                seen.add(part)
                ahead += parts.get(part, ())
