"""Inputs of a negotiation in words, for two cases side by side."""

from __future__ import annotations

from tertius.explain.negotiation_english import PartyWords
from tertius.explain.timing_inputs_english import timing_said
from tertius.explain.words import isolated
from tertius.model.case import Case

__all__ = ["table", "table_title"]


def table_title(case: Case, where: str, name: str) -> str:
    """An input of a negotiation, by the names of its issue and party."""
    kind, _, rest = name.partition(".")
    if kind == "rules":
        return "the other rules by which they might agree (negotiation.rules)"
    if kind in {"rule", "exclude"} or case.negotiation is None:
        return {"rule": "the rule by which they agree (negotiation.rule)"}.get(kind, "packages that cannot stand together (negotiation.exclude)")
    if kind == "timing":
        return "rates, costs and pressure over time (negotiation.timing)"
    told = PartyWords(case, case.negotiation)
    if kind == "parties":
        return f"the weight of {told.party(rest)} in the negotiation ({where})"
    id, _, party = rest.partition(".positions.")
    issue = case.negotiation.issue(id)
    return f"what {told.party(party)} wants on {isolated(issue.name)} ({where})" if party else f"the text and the status quo of {isolated(issue.name)} ({where})"


def table(case: Case, name: str) -> str:
    """What a case says there."""
    said = case.negotiation
    if said is None:
        return "–"
    told = PartyWords(case, said)
    kind, _, rest = name.partition(".")
    if not name:
        return f"issues: {', '.join(told.issues.values())}; parties: {', '.join(told.parties.values())}"
    if kind == "rule":
        return told.rule(said.rule)
    if kind == "timing":
        return timing_said(told, said.timing)
    if kind == "exclude":
        return "; ".join(str(e) for e in said.exclude) or "none"
    if kind == "parties":
        party = said.party(rest)
        more = (f"{word} {value:g}" for word, value in (("patience", party.patience), ("fallback", party.fallback)) if value is not None)
        return ", ".join((f"power {party.power:g}", *more))
    id, _, who = rest.partition(".positions.")
    issue = said.issue(id)
    if not who:
        return f"text {told.place(issue, issue.on_the_table)}, status quo {told.place(issue, issue.status_quo)}"
    stance = issue.stance(who)
    if stance is None:
        return "no position"
    parts = [told.span(stance.position)]
    parts += [f"salience {stance.salience:g}"] if stance.salience is not None else []
    parts += [f"red line {told.line(stance.at_least, stance.at_most)}"] if stance.red_line else []
    parts += [f"power {stance.power:g}"] if stance.power is not None else []
    return ", ".join(parts)
