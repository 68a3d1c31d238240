"""How they agree, and which packages cannot stand together: the rule and `exclude` of the `negotiation` section."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from tertius.errors import ExpressionError, nearest
from tertius.io.fields import Context, Fields
from tertius.io.nodes import Mapping as Map
from tertius.io.nodes import Node
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.expr import Expr, parse
from tertius.model.negotiation import RULES, NamedRule, Rule
from tertius.model.position_table import MOST_POWER

__all__ = ["NAMED_RULE_KEYS", "RULE_KEYS", "read_exclude", "read_rule", "read_rules"]

RULE_KEYS = ("kind", "share", "votes", "of", "vetoes")
NAMED_RULE_KEYS = ("name", *RULE_KEYS, *PROVENANCE_KEYS)
DEEPEST = 20
Find = Callable[[Node, str], str | None]


def read_rule(
    context: Context, node: Node, where: str, parties: Sequence[str], find: Find, depth: int = 0, keys: Sequence[str] = RULE_KEYS
) -> Rule:
    """A rule; `find` turns a name at a node into a party's id."""
    fields = Fields(context, node, where, tuple(keys))
    known = len(context.problems)
    kind = fields.choice("kind", RULES, "consensus")
    if len(context.problems) > known:
        return Rule()
    if depth > DEEPEST:
        context.report(node, where, f"rules are nested more than {DEEPEST} deep", "rules side by side under one `of`")
        return Rule()
    for key, only in (("share", "quota"), ("votes", "quota"), ("of", "all")):
        if fields.get(key) is not None and kind != only:
            context.report(fields.node.key(key), fields.path(key), f"'{key}' has no meaning in a rule of the kind {kind}", f"kind: {only}; {key}: null deletes it where changes are laid over a rule")
    vetoes = tuple(
        dict.fromkeys(v for item in context.items(fields.get("vetoes"), fields.path("vetoes"), single=True) if (v := find(item, fields.path("vetoes"))))
    )
    if kind == "quota":
        return _quota(context, fields, parties, find, vetoes)
    if kind == "all":
        items = context.items(fields.get("of"), fields.path("of"))
        if not items:
            context.report(node, where, "the rule asks for all of nothing", "of: a list of rules")
        return Rule("all", of=tuple(read_rule(context, i, fields.path("of"), parties, find, depth + 1) for i in items), vetoes=vetoes)
    return Rule(vetoes=vetoes)


def read_rules(
    context: Context, fields: Fields, parties: Sequence[str], find: Find, sources: Collection[str]
) -> tuple[NamedRule, ...]:
    """`rules`: others than the one in force, by name."""
    found = []
    for key, node in fields.entries("rules"):
        where = f"{fields.path('rules')}.{key.text}"
        context.ident(key, where, "rule")
        rule = read_rule(context, node, where, parties, find, keys=NAMED_RULE_KEYS)
        # Its own keys are checked above; only what stands beside the rule is read here.
        beside = Fields(context, node, where, NAMED_RULE_KEYS) if isinstance(node, Map) else None
        if beside is not None:
            found.append(NamedRule(key.text, rule, beside.text("name"), provenance(beside, sources)))
    return tuple(found)


def _quota(context: Context, fields: Fields, parties: Sequence[str], find: Find, vetoes: tuple[str, ...]) -> Rule:
    node = fields.get("share")
    share = 1.0
    if node is None:
        context.report(fields.node, fields.where, "'share' is missing", "share: of all votes, above 0 and at most 1, such as 0.75")
    else:
        value = context.number(node, fields.path("share"))
        if value is not None and value > 1:
            context.report(
                node, fields.path("share"), f"nobody can reach a share of {value:g}",
                f"at most 1{f', such as {value / 100:g} for {value:g} %' if value <= 100 else ''}",
            )  # fmt: skip
        elif value is not None and value <= 0:
            context.report(node, fields.path("share"), f"a share of {value:g} is reached by nobody's consent", "above 0 and at most 1")
        elif value is not None:
            share = value
    votes: dict[str, float] = {}
    for key, value_node in fields.entries("votes"):
        party = find(key, fields.path("votes"))
        number = context.number(value_node, f"{fields.path('votes')}.{key.text}", 0.0, MOST_POWER)
        if party is not None and number is not None:
            if party in votes:
                context.report(key, fields.path("votes"), f"the votes of '{party}' are given twice", "once")
            votes[party] = number
    if parties and sum(votes.get(p, 1.0) for p in parties) <= 0:
        context.report(fields.node.key("votes"), fields.path("votes"), "nobody has a vote, so nobody can meet the rule", "votes above 0 for some party")
    return Rule("quota", share=share, votes=votes, vetoes=vetoes)


def read_exclude(context: Context, fields: Fields, issues: Collection[str]) -> tuple[Expr, ...]:
    """Expressions over issues: ``decentralisation >= 60 and army_ban >= 80``."""

    def resolve(name: str) -> str:
        if name in issues:
            return name
        raise ExpressionError(f"there is no issue '{name}'", near=nearest(name, issues))

    where = fields.path("exclude")
    found = [
        context.expression(item, where, lambda text: parse(text, resolve, compare=True))
        for item in context.items(fields.get("exclude"), where, single=True)
    ]
    return tuple(e for e in found if e is not None)
