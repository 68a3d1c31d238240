"""What a claim about agreements expects: a phased one, that the situation is ripe, a package or an issue under negotiation, a share over time, or what waiting costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tertius.io.fields import Context, Fields
from tertius.io.nodes import Scalar
from tertius.model.case import Expectation, PhasedTest, RipeTest

if TYPE_CHECKING:
    from tertius.io.claims import CaseNames

__all__ = ["ISSUE_KEYS", "PACKAGE", "PACKAGE_KEYS", "PHASED_KEYS", "RIPE_KEYS", "SHARE_KEYS", "TEXTS", "TRENDS", "WAITING_KEYS", "read_issue", "read_package", "read_phased", "read_ripe", "read_share", "read_waiting"]

ISSUE_KEYS = ("issue", "keeps", "between", "median_between", "at_least")
PACKAGE_KEYS = ("package", "by", "text", "rule")
PACKAGE = ("passes", "blocked")
SHARE_KEYS = ("actor", "trend", "from", "until")
TRENDS = ("falls", "rises")
TEXTS = ("some", "on_the_table")
PHASED_KEYS = ("to", "exists", "foresight", "lasting")
WAITING_KEYS = ("party", "costs", "until")
RIPE_KEYS = ("is", "parties", "foresight", "concept")
RIPE_CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq", "sim", "sim_fh")
"""What it continues to can follow; left out: seq, or seq_d where something is not known."""


def read_phased(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    """``phased: {to: EXPR, exists: yes}``."""
    inner = Fields(context, fields.get(form) or fields.node, fields.path(form), PHASED_KEYS, required=("to",))
    node = inner.get("to")
    target = None if node is None else context.expression(node, inner.path("to"), names.scope.expression)
    if target is None:
        return None
    return PhasedTest(target, inner.flag("exists", True), inner.integer("foresight", 1, 1, 2), inner.flag("lasting"))


def read_ripe(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    """``ripe: yes``, or ``ripe: {is: yes, parties: [a, b]}``."""
    node = fields.get(form)
    if isinstance(node, Scalar):
        return RipeTest(context.flag(node, fields.path(form), True))
    inner = Fields(context, node or fields.node, fields.path(form), RIPE_KEYS)
    parties: tuple[str, ...] | None = None
    if (listed := inner.get("parties")) is not None:
        parties = inner.known_list("parties", "actor", names.actors)
        known = names.conflict.preferences if names.conflict is not None else {}
        for actor in parties:
            if actor not in known:
                context.report(listed, inner.path("parties"), f"{actor} has no preference", f"some of: {', '.join(known)}")
        if len(parties) < 2:
            context.report(listed, inner.path("parties"), "ripeness is between two or more parties", "parties: [a, b]")
    return RipeTest(
        inner.flag("is", True), parties, inner.integer("foresight", 1, 1, 2), inner.choice("concept", RIPE_CONCEPTS, "")
    )


def read_package(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    """``{package: passes|blocked, by: a party, text: some|on_the_table, rule: a named one}``."""
    from tertius.model.negotiation import PackageTest

    if names.negotiation is None:
        context.report(fields.node, fields.where, "the case has no section `negotiation`", "negotiation: {issues: ...}")
        return None
    passes = fields.choice("package", PACKAGE, "passes") == "passes"
    on_the_table = fields.choice("text", TEXTS, "some") == "on_the_table"
    if on_the_table and any(i.on_the_table is None for i in names.negotiation.issues):
        context.report(fields.node.key("text"), fields.path("text"), "no text is on the table for some issue", "on_the_table: for each issue")
    by = fields.get("by")
    rule = fields.known("rule", "rule", [r.id for r in names.negotiation.rules]) or ""
    if by is None:
        return PackageTest(passes, on_the_table=on_the_table, rule=rule)
    parties = [p.id for p in names.negotiation.parties]
    name = context.text(by, fields.path("by"))
    speakers = [name] if name in parties else [p.id for p in names.negotiation.parties if p.actor == name]
    if passes:
        context.report(fields.node.key("by"), fields.path("by"), "'by' names who blocks, and this expects that a package passes", "package: blocked")
    elif len(speakers) != 1:
        context.known(by, fields.path("by"), "party", parties)
        return None
    return PackageTest(passes, speakers[0] if speakers else "", on_the_table, rule)


def read_issue(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    """``{issue: k, keeps: yes}``, ``{issue: k, between: [a, b], at_least: p}`` or ``{issue: k, median_between: [a, b]}``."""
    from tertius.model.negotiation import IssueTest

    if names.negotiation is None:
        context.report(fields.node, fields.where, "the case has no section `negotiation`", "negotiation: {issues: ...}")
        return None
    id = fields.known("issue", "issue", [i.id for i in names.negotiation.issues])
    asked = [k for k in ("keeps", "between", "median_between") if fields.get(k) is not None]
    if len(asked) != 1:
        context.report(fields.node, fields.where, f"{' and '.join(asked) or 'nothing'} is expected of the issue", "exactly one of: keeps, between, median_between")
        return None
    key, at_least = asked[0], fields.number("at_least", 0.5, 0.0, 1.0)
    if key == "median_between" and fields.get("at_least") is not None:
        context.report(fields.node.key("at_least"), fields.path("at_least"), "a median has no probability", "`between` with at_least")
    if id is None:
        return None
    if key == "keeps":
        text = names.negotiation.issue(id).on_the_table
        node = fields.get(key)
        assert node is not None
        if not context.flag(node, fields.path(key), True):
            context.report(node, fields.path(key), "what is not kept is not said", "keeps: yes, or between: [low, high] for where it goes")
        if text is None:
            context.report(node, fields.path(key), f"no text is on the table for '{id}'", "on_the_table: for that issue")
            return None
        return IssueTest(id, "keeps", text, text, at_least)
    items = context.items(fields.get(key), fields.path(key))
    ends = [context.number(item, fields.path(key), 0.0, 100.0) for item in items]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        if len(ends) != 2:
            context.report(fields.get(key) or fields.node, fields.path(key), f"{len(ends)} ends are given", "[low, high] on the scale of 0 to 100")
        return None
    if ends[0] > ends[1]:
        context.report(fields.get(key) or fields.node, fields.path(key), f"the interval goes from {ends[0]:g} down to {ends[1]:g}", f"[{ends[1]:g}, {ends[0]:g}]")
        return None
    return IssueTest(id, "between" if key == "between" else "median", ends[0], ends[1], at_least)


def read_share(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    """``share: {actor: a, trend: falls, from: 2018-05, until: 2020}``."""
    from tertius.model.shares import ShareTest

    talks = names.negotiation
    if talks is None or not any(p.power_over_time for p in talks.parties):
        expected = "negotiation: {parties: {a party: {power_over_time: [{date: ..., power: ...}]}}}"
        context.report(fields.node, fields.where, "the case says nothing about power over time", expected)
        return None
    inner = Fields(context, fields.get(form) or fields.node, fields.path(form), SHARE_KEYS, required=("actor", "trend"))
    falls = inner.choice("trend", TRENDS, "falls") == "falls"
    since, until = inner.date("from"), inner.date("until")
    if since is not None and until is not None and not until.is_after(since):
        context.report(inner.node.key("until"), inner.path("until"), f"{until} is not later than {since}", "a later date")
    node = inner.get("actor")
    if node is None:
        return None
    name, parties = context.text(node, inner.path("actor")), [p.id for p in talks.parties]
    speakers = [name] if name in parties else [p.id for p in talks.parties if p.actor == name]
    if len(speakers) != 1:
        context.known(node, inner.path("actor"), "party", parties)
        return None
    return ShareTest(speakers[0], falls, since, until)


def read_waiting(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    """``waiting: {party: a, costs: yes, until: 12}``."""
    from tertius.model.negotiation import WaitingTest

    if names.negotiation is None or names.negotiation.timing is None:
        context.report(fields.node, fields.where, "the case says nothing about time in a negotiation", "negotiation: {timing: {horizon: ..., parties: ...}}")
        return None
    inner = Fields(context, fields.get(form) or fields.node, fields.path(form), WAITING_KEYS, required=("party",))
    party = inner.known("party", "party", [p.id for p in names.negotiation.parties])
    horizon = names.negotiation.timing.horizon
    node = inner.get("until")
    until = None if node is None else context.number(node, inner.path("until"), 0.0, horizon)
    if node is not None and until == 0:
        context.report(node, inner.path("until"), "by then nobody has waited", f"above 0 and at most the horizon, {horizon:g}")
    return None if party is None else WaitingTest(party, inner.flag("costs", True), until)
