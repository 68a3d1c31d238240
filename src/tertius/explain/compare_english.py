"""Sentences about readings and cases compared: what differs, what a verdict hangs on, how far it is from turning."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.evidence.claims import bearing
from tertius.evidence.compare import Comparison, Differing
from tertius.evidence.differences import Difference
from tertius.evidence.features import Feature, HowFar, Toggle
from tertius.evidence.least import Least
from tertius.evidence.lever_effects import LeverEffect
from tertius.evidence.verdicts import ClaimResult
from tertius.explain.answer import parting
from tertius.explain.english import Teller
from tertius.explain.negotiation_inputs_english import table, table_title
from tertius.explain.words import Words, day, join
from tertius.model.case import Case, Lever, Reading
from tertius.model.conflict import OptionConflict
from tertius.model.inputs import tie_name
from tertius.model.relations import Relations, Tie

__all__ = ["CompareTeller", "FeatureTeller", "agreement", "levers_that_matter"]

_VERDICTS = {"holds": "holds", "fails": "fails", "open": "is open"}
_DIRECTIONS = {"both": "can be taken up and dropped", "on": "can only be taken up", "off": "can only be dropped"}


def agreement(case: Case, results: Sequence[ClaimResult]) -> tuple[str, ...]:
    """On which claims the readings agree, on which they differ, and what separates them."""
    claims = {r.claim.id: [x for x in results if x.claim.id == r.claim.id] for r in results}
    several = {id: mine for id, mine in claims.items() if len(mine) > 1}
    same = [id for id, mine in several.items() if len({r.verdict.verdict for r in mine}) == 1]
    lines = [f"Readings agree on {join(same) or 'no claim'}" + (f" and differ on {join([x for x in several if x not in same])}." if len(same) < len(several) else ".")]
    alike: dict[str, list[str]] = {}
    for id, mine in several.items():
        groups = [tuple(r.reading for r in mine if r.verdict.verdict == v) for v in ("holds", "fails", "open")]
        alike.setdefault(parting(bearing(case, case.claim(id)), *groups), []).append(id)
    return (*lines, *(f"{join(ids)}: {said}" for said, ids in alike.items() if said))


def levers_that_matter(teller: Teller, found: Sequence[LeverEffect] | None) -> tuple[str, ...]:
    """Which levers, alone, change where a reading leads, a line each; nothing where there is no lever or none was tried."""
    if not found:
        return ()
    said = [_lever_matters(teller, one) for one in found if one.matters]
    refused = [f"{teller.lever(one.lever)} {'taken out' if one.in_force else 'put in'}" for one in found if one.impossible]
    if not said:
        said = ["No lever alone changes where it leads."]
    if refused:
        said.append(f"Cannot be set up: {join(refused)}.")
    return tuple(said)


def _lever_matters(teller: Teller, one: LeverEffect) -> str:
    """Where it leads with the lever taken out or put in, at the foresights at which that is elsewhere."""
    ends = {h: teller.outcomes(e) for h, e in ((1, one.myopic), (2, one.foresighted)) if h in one.matters}
    if len(ends) == 2 and ends[1] == ends[2]:
        where = f"with and without foresight: {ends[1]}"
    elif 1 in ends:
        where = f"where moves must pay at once: {ends[1]}" + (f" With foresight 2: {ends[2]}" if 2 in ends else "")
    else:
        where = f"with foresight 2: {ends[2]}"
    return f"{teller.lever(one.lever)} {'taken out' if one.in_force else 'put in'}, {where}"


class FeatureTeller(Words):
    """Words about parts of readings."""

    def feature(self, feature: Feature) -> str:
        """One part of a reading."""
        if feature.kind == "lever":
            return self.lever(feature.lever)
        if feature.effect is not None:
            return f"“{self.effect(feature.effect)}”"
        return f"“{'; '.join(self.variant(self.case.readings[feature.reading]))}”"

    def toggle(self, toggle: Toggle) -> str:
        """A part that is put in or taken out."""
        return f"{self.feature(toggle.feature)} {'put in' if toggle.add else 'taken out'}"

    def how_far(self, found: HowFar) -> str:
        """The fewest parts that turn a verdict, under one reading."""
        least = found.least
        head = f"{self.reading(found.reading)}: it {_VERDICTS[found.verdict]}"
        if not least.sets:
            tried = f"no {least.size} of the parts on file turn it" if least.complete else f"none of {least.tried:,} sets of parts tried turns it"
            return f"{head}; {tried}."
        steps = "one change" if least.distance == 1 else f"{least.distance} changes"
        said = []
        for verdict in dict.fromkeys(v for _, v in least.sets):
            ways = [join([self.toggle(t) for t in chosen]) for chosen, v in least.sets if v == verdict]
            more = f"; or {len(ways) - 4} more" if len(ways) > 4 else ""
            said.append(f"it {_VERDICTS[verdict]} with {'; or '.join(ways[:4])}{more}")
        return f"{head}; {steps} away: {'. Or '.join(said)}."


class CompareTeller:
    """Words about two cases compared."""

    def __init__(self, found: Comparison) -> None:
        self.found = found
        self.sides = Words(found.first), Words(found.second)

    def difference(self, difference: Difference) -> tuple[str, str, str]:
        """What differs, what the first case says, and what the second does."""
        where = difference.where
        said = [_input(words, where) for words in self.sides]
        if difference.how == "only_second":
            said[0] = "–"
        if difference.how == "only_first":
            said[1] = "–"
        return self.title(where), said[0], said[1]

    def title(self, where: str) -> str:
        """An input by its name for people, and its place in the file."""
        section, _, rest = where.partition(".")
        words = next((w for w in self.sides if _has(w.case, where)), self.sides[0])
        if section == "levers":
            return f"{words.lever(rest)} ({where})"
        if section == "readings":
            return f"the reading {words.reading(rest)} ({where})"
        if section == "claims":
            return f"the test of claim {rest}"
        if section == "history":
            return "the recorded moves (history)"
        if section == "views":
            return f"how {words.actor(rest)} sees the case ({where})"
        if section == "relations":
            return self._relations_title(words, rest)
        if section == "negotiation":
            return table_title(self.sides[0].case, where, rest) if rest else "the negotiation, whose parties or issues differ"
        if section == "evidence":
            return f"the likelihoods of {rest} ({where})" if rest else "the evidence, whose readings or scale differ"
        kind, _, name = rest.partition(".")
        if kind == "preferences":
            return f"the preference of {words.actor(name)}"
        if kind == "options":
            return f"the option {words.option(name)} ({where})"
        if kind == "moves":
            return f"the moves of {words.actor(name)}"
        return {"status_quo": "the status quo", "infeasible": "what cannot be together"}.get(kind, "the conflict, whose options differ")

    def _relations_title(self, words: Words, name: str) -> str:
        if name == "events":
            return "the events (relations.events)"
        if name == "rule":
            return "what counts as a tie (relations.rule)"
        tie = next(t for w in self.sides if (t := _tie(w.case, name)) is not None)
        return f"the tie of {words.actor(tie.pair[0])} and {words.actor(tie.pair[1])} (relations.{name})"

    def differing(self) -> tuple[tuple[str, ...], ...]:
        """Verdicts that differ and what they hang on, from either side; those that hang on the same stand together."""
        groups: dict[object, list[Differing]] = {}
        for row in self.found.differing:
            groups.setdefault((row.first, row.second, row.from_first, row.from_second), []).append(row)
        return tuple(self._group(rows) for rows in groups.values())

    def _group(self, rows: Sequence[Differing]) -> tuple[str, ...]:
        by_reading: dict[str | None, list[str]] = {}
        for row in rows:
            by_reading.setdefault(row.reading, []).append(row.claim)
        listed = [f"{join(claims)} under {self.sides[0].reading(r)}" for r, claims in by_reading.items()]
        row = rows[0]
        return (
            f"{'; '.join(listed)}: {_VERDICTS[row.first]} in the first, {_VERDICTS[row.second]} in the second.",
            self._hangs("The first says what the second says", row.from_first, "second"),
            self._hangs("The second says what the first says", row.from_second, "first"),
        )

    def _hangs(self, head: str, least: Least[str], other: str) -> str:
        if not least.sets and least.complete and least.size >= len(self.found.differences):
            return f"{head} with none of the {other}'s inputs that are compared."
        if not least.sets:
            how = f"no set of up to {least.size} of the {other}'s inputs" if least.complete else f"none of {least.tried:,} sets of inputs tried"
            return f"{head} with: {how}; more inputs together."
        shown = [join([self.title(w) for w in chosen]) for chosen, _ in least.sets[:4]]
        more = f"; or {len(least.sets) - 4} more sets" if len(least.sets) > 4 else ""
        return f"{head} with the {other}'s: {'; or '.join(shown)}{more}."

    def summary(self) -> str:
        """How much agrees."""
        f = self.found
        same, all_ = len(f.agree), len(f.agree) + len(f.differing)
        words = f"; {f.in_words} more differ in wording or in what they rest on" if f.in_words else ""
        bear = "1 input that bears on verdicts differs" if len(f.differences) == 1 else f"{len(f.differences):,} inputs that bear on verdicts differ"
        return f"{bear}{words}. {same} of {_count(all_, 'verdict')} are the same."

    def only(self, names: Sequence[str]) -> str:
        """What one of them has alone."""
        return join(list(names))


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _has(case: Case, where: str) -> bool:
    section, _, rest = where.partition(".")
    known = {"levers": case.levers, "readings": case.readings, "views": case.views}
    return section not in known or rest in known[section]


def _tie(case: Case, name: str) -> Tie | None:
    ties = () if case.relations is None else case.relations.ties
    return next((t for t in ties if tie_name(t) == name), None)


def _input(words: Words, where: str) -> str:
    case = words.case
    section, _, rest = where.partition(".")
    kind, _, name = rest.partition(".")
    if section == "levers":
        return _lever(words, case.levers.get(rest))
    if section == "readings":
        return _reading(words, case.readings.get(rest))
    if section == "claims":
        claim = next((c for c in case.claims if c.id == rest), None)
        return "" if claim is None else f"“{claim.text.strip()}”, tested in its own way"
    if section == "history":
        moves = [e for e in case.history if e.does or e.declines or e.to_state]
        return _count(len(moves), "recorded move")
    if section == "evidence":
        return _evidence(words, rest)
    if section == "negotiation":
        return table(case, rest)
    if section == "views":
        return f"through the reading {words.reading(case.views[rest])}" if rest in case.views else "as asked"
    if section == "relations":
        return _relations(case.relations or Relations(), rest, _tie(case, rest))
    conflict = case.conflict
    if conflict is None:
        return ""
    if kind == "preferences":
        preference = conflict.preferences.get(name)
        return "" if preference is None else " ".join((words.preference(preference)[0], "; ".join(words.preference(preference)[1])))
    if kind == "status_quo":
        if conflict.status_quo is None:
            return "none"
        on = conflict.status_quo
        return f"[{words.state(on if isinstance(on, str) else conflict.code(on))}]" if not isinstance(on, str) and isinstance(conflict, OptionConflict) else f"[{words.state(str(on))}]"
    if isinstance(conflict, OptionConflict) and kind == "options":
        option = next((o for o in conflict.options if o.key == name), None)
        return "" if option is None else _DIRECTIONS[option.direction] + (", coercive" if option.coercive else "")
    if isinstance(conflict, OptionConflict) and kind == "infeasible":
        return "; ".join(words.expression(e) for e in conflict.infeasible) or "nothing"
    if not isinstance(conflict, OptionConflict) and kind == "moves":
        return ", ".join(f"{a} -> {b}" for a, b in conflict.moves.get(name, ())) or "none"
    return f"{len(conflict.preferences)} actors with preferences"


def _evidence(words: Words, id: str) -> str:
    evidence = words.case.evidence
    if evidence is None:
        return ""
    row = evidence.row(id) if id else None
    if row is None:
        return "" if id else f"{_count(len(evidence.rows), 'row')}, {_count(len(evidence.readings), 'reading')}"
    low, high = row.reliability
    trust = "" if row.reliability == (1.0, 1.0) else f"; reliability {low:g}" + ("" if low == high else f" to {high:g}")
    return ", ".join(f"{words.likelihood(cell)} under {words.reading(r)}" for r, cell in row.cells.items()) + trust


def _relations(said: Relations, name: str, tie: Tie | None) -> str:
    if name == "events":
        return f"{_count(sum(e.count for e in said.events), 'event')} on {_count(len({e.date for e in said.events}), 'date')}"
    if name == "rule":
        least = "" if said.min_events == 1 else f", of at least {said.min_events} events"
        return f"the {said.value} in a {said.period}{least}, above {said.threshold:g} or below {-said.threshold + 0.0:g}"
    if tie is None:
        return ""
    sign = ("positive" if tie.value > 0 else "negative") if tie.stated else f"{tie.value:g}"
    return sign + ("" if tie.until is None else f", until {day(tie.until)}")


def _lever(words: Words, lever: Lever | None) -> str:
    return "" if lever is None else f"{words.actor(lever.by)}: {'; '.join(words.effect(e) for e in lever.effects)}"


def _reading(words: Words, reading: Reading | None) -> str:
    if reading is None:
        return ""
    said = [words.lever(x) for x in reading.levers] + [words.effect(e) for e in reading.effects]
    if reading.alters:
        said += words.variant(reading)
    return "; ".join(said) or "adds nothing"
