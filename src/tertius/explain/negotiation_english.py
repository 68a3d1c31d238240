"""A negotiation in words: clauses, who objects, packages, who blocks and why, what it would take.

Nothing here computes a verdict, and nothing recommends one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tertius.evidence.verdicts import IssueReason
from tertius.explain.timing_inputs_english import timing_changes
from tertius.explain.uncertainty_english import spread_words
from tertius.explain.words import Words, isolated, join
from tertius.model.case import Case
from tertius.model.negotiation import Issue, Negotiation, Rule
from tertius.negotiation.bargain import Bargain
from tertius.negotiation.chance import Chance
from tertius.negotiation.clauses import ClauseAlone
from tertius.negotiation.models.catalogue import MODELS
from tertius.negotiation.negotiate import ClauseRow, Negotiated, Objection
from tertius.negotiation.package import Package
from tertius.negotiation.rules import Judged, Refusal

__all__ = ["ACCURACY", "NegotiationTeller", "PartyWords", "measure_name", "model_titles", "negotiation_changes"]

ACCURACY = "The forecast’s accuracy was measured on decisions on EU law only; how accurate it is for any other negotiation is not known."
_MEASURES = {
    "nash": "Nash product (greatest product of gains over no agreement, weighted by power)",
    "nash_with_losses": "Nash product (greatest product of 1 plus each gain over no agreement, since who is outvoted may lose; weighted by power)",
    "utilitarian": "Utilitarian (greatest sum of utilities, weighted by power)",
    "leximin": "Leximin (the least gain as great as can be, then the second least)",
}


def measure_name(package: Package) -> str:
    """By what a package is best."""
    # A cost of breakdown of 1 stands beside each gain where not everybody's consent is needed.
    return _MEASURES["nash_with_losses" if package.breakdown == 1.0 else package.measure]


def model_titles(rows: Sequence[ClauseRow | ClauseAlone]) -> str:
    """What the names of the other models stand for, those that were asked; empty where none was."""
    names = [m for m in MODELS if any(r.settled is not None and m in r.settled.models for r in rows)]
    return f"The other models: {', '.join(f'{m} ({MODELS[m].title})' for m in names)}. The report says what each assumes." if names else ""


class PartyWords(Words):
    """Words about the parties and places of one negotiation."""

    def __init__(self, case: Case, negotiation: Negotiation) -> None:
        super().__init__(case)
        self.negotiation = negotiation
        speakers = [p.actor for p in negotiation.parties]
        self.parties = {
            p.id: isolated(p.name) if p.name else self.actor(p.actor) if speakers.count(p.actor) == 1 else p.id
            for p in negotiation.parties
        }
        self.issues = {i.id: isolated(i.name) for i in negotiation.issues}

    def party(self, id: str) -> str:
        """A party's name: its own, or that of the actor it alone speaks for."""
        return self.parties.get(id, id)

    def some(self, parties: Sequence[str]) -> str:
        """Parties, or nobody."""
        return join([self.party(p) for p in parties]) or "nobody"

    def place(self, issue: Issue, value: float | None) -> str:
        """``70``, or ``100 (federal units)`` where the scale names the point; a dash for none."""
        if value is None:
            return "–"
        name = issue.scale.get(value)
        return f"{value:g} ({isolated(name)})" if name else f"{value:g}"

    def choice(self, choice: dict[str, float]) -> str:
        """A package, issue by issue."""
        return "; ".join(f"{self.issues[k]} {self.place(self.negotiation.issue(k), v)}" for k, v in choice.items())

    def span(self, ends: tuple[float, float]) -> str:
        """``40`` or ``40 to 60``."""
        return f"{ends[0]:g}" if ends[0] == ends[1] else f"{ends[0]:g} to {ends[1]:g}"

    def shares(self, low: float, high: float) -> str:
        """``36% to 41%``, with a digit more close to none and to all."""
        digits = 1 if high < 0.01 or low > 0.99 else 0
        return f"{low:.{digits}%} to {high:.{digits}%}"

    def line(self, at_least: float | None, at_most: float | None) -> str:
        """A red line."""
        return " and ".join(
            [*([f"at least {at_least:g}"] if at_least is not None else []), *([f"at most {at_most:g}"] if at_most is not None else [])]
        )

    def table(self) -> str:
        """What is negotiated, by how many, and how they agree."""
        n = self.negotiation
        text = f"{isolated(n.text.rstrip('.'))}: " if n.text else ""
        return f"{text}{len(n.issues)} {'clause' if len(n.issues) == 1 else 'clauses'}, {len(n.parties)} parties. A text is agreed if {self.rule(n.rule)}."

    def rule(self, rule: Rule, *, inner: bool = False) -> str:
        """How they agree, as part of a sentence."""
        if rule.kind == "consensus":
            text = "every party accepts"
        elif rule.kind == "quota":
            votes = ", ".join(f"{self.party(p)} {v:g}" for p, v in rule.votes.items())
            more = "" if all(p.id in rule.votes for p in self.negotiation.parties) else "; the others one each"
            text = f"parties with {rule.share * 100:.4g}% of the votes accept" + (f" ({votes}{more})" if votes else " (one vote each)")
        else:
            text = "; and ".join(self.rule(r, inner=True) for r in rule.of)
        if rule.vetoes:
            text += f"{',' if not inner else ''} and so {'does' if len(rule.vetoes) == 1 else 'do'} {self.some(rule.vetoes)}"
        return text

    def refusal(self, refusal: Refusal) -> str:
        """Why a party refuses."""
        said = [
            f"its red line on {self.issues[c.issue]} ({self.line(c.at_least, c.at_most)}) is crossed by {c.points:.4g} points"
            for c in refusal.crossed
        ]
        if refusal.gain is not None:
            most = join([self.issues[k] for k, _ in refusal.costs[:2]])
            said.append(f"it has {-refusal.gain:.3f} less than without agreement" + (f", most of it on {most}" if most else ""))
        return f"{self.party(refusal.party)}: {join(said)}"

    def issue_reason(self, found: IssueReason) -> str:
        """What the forecast says of one issue, with its band, and the warning."""
        test, name = found.test, self.issues[found.test.issue]
        issue = self.negotiation.issue(test.issue)
        low, high = found.band
        if test.kind == "median":
            said = f"The forecast’s median on {name} is {found.value:.3g}" + (f" ({low:.3g} to {high:.3g} in nine of ten draws of the positions)" if found.draws else "")
            return f"{said}; asked for is {self.span((test.low, test.high))}. {ACCURACY}"
        what = f"that {name} stays within 5 points of the text ({self.place(issue, test.low)})" if test.kind == "keeps" else f"that {name} settles between {test.low:g} and {test.high:g}"
        band = f" ({low:.0%} to {high:.0%} in nine of ten draws of the positions)" if found.draws else ""
        return f"The forecast gives a probability of {found.value:.0%}{band} {what}; asked for is at least {test.at_least:.0%}. {ACCURACY}"

    def objection(self, objection: Objection) -> str:
        """Who objects to the text on a clause, and on what ground."""
        how = {"red_line": "red line", "brackets": "brackets", "worse": "further off than the status quo"}[objection.kind]
        return f"{self.party(objection.party)} ({'perhaps ' if objection.perhaps else ''}{how})"

    def objections(self, row: ClauseRow | ClauseAlone) -> str:
        """All of them."""
        if row.issue.on_the_table is None and not row.objections:
            return "no text"
        return ", ".join(self.objection(o) for o in row.objections or ()) or "nobody"

    def words_of(self, issue: Issue, which: str) -> str:
        """The clause in force or the draft: its words if given, and the place on the scale."""
        words = issue.clause.in_force if which == "in_force" else issue.clause.draft
        place = issue.status_quo if which == "in_force" else issue.on_the_table
        at = self.place(issue, place) if place is not None else ""
        return f"{isolated(words)} [{at}]" if words and at else isolated(words) or at or "–"

    def forecast(self, row: ClauseRow | ClauseAlone) -> str:
        """The median and the 80% interval, and how likely the text is kept."""
        assert row.settled is not None
        found = row.settled.forecast
        kept = f"; text kept {row.settled.kept:.0%}" if row.settled.kept is not None else ""
        return f"median {found.median:.3g}, 80%: {found.interval80[0]:.3g} to {found.interval80[1]:.3g}{kept}"

    def forecast_lines(self, row: ClauseRow | ClauseAlone) -> tuple[str, ...]:
        """The same, a line each."""
        assert row.settled is not None
        found = row.settled.forecast
        kept = (f"Text kept: {100 * row.settled.kept:.0f}%",) if row.settled.kept is not None else ()
        return (f"Median {found.median:.3g}", f"80%: {found.interval80[0]:.3g} to {found.interval80[1]:.3g}", *kept)

    def forecast_more(self, row: ClauseRow | ClauseAlone, *, each: bool = True) -> str:
        """The rest of a forecast: the 50% interval, likely places, and the other models, `each` by name."""
        assert row.settled is not None
        found = row.settled.forecast
        atoms = sorted(found.atoms(at_least=0.05).items(), key=lambda x: -x[1])[:4]
        places = ", ".join(f"{self.place(row.issue, y)} {p:.0%}" for y, p in atoms)
        models = ", ".join(f"{name} {y:.3g}" for name, y in row.settled.models.items())
        low, high = row.settled.spread
        spread = f"other models: {models} (with the median they spread from {low:.3g} to {high:.3g})" if each else f"with other models it spreads from {low:.3g} to {high:.3g}"
        return f"50%: {found.interval50[0]:.3g} to {found.interval50[1]:.3g}" + (f"; likeliest places {places}" if places else "") + f"; {spread}"

    def models_of(self, row: ClauseRow | ClauseAlone) -> tuple[tuple[str, str, str, str], ...]:
        """The other models on a clause: name, title with its source, place, what it assumes; none where there is no forecast."""
        places = {} if row.settled is None else row.settled.models
        return tuple((name, f"{MODELS[name].title} ({MODELS[name].source})", f"{y:.3g}", MODELS[name].assumes) for name, y in places.items())

    def judged(self, judged: Judged, what: str) -> str:
        """Whether a package passes, and who blocks it for what reason."""
        if judged.passes:
            others = f"; {self.some([r.party for r in judged.refusals])} would refuse, and the rule does not need {'it' if len(judged.refusals) == 1 else 'them'}" if judged.refusals else ""
            return f"{what} passes, accepted by {self.some(judged.acceptable_to)}{others}."
        why = {r.party: r for r in judged.refusals}
        told = [self.refusal(why[p]) for p in judged.blocked_by]
        return f"{what} does not pass. Acceptable to {self.some(judged.acceptable_to)}. Blocked by {'; '.join(told)}."


class NegotiationTeller(PartyWords):
    """Tells one result."""

    def __init__(self, case: Case, found: Negotiated) -> None:
        super().__init__(case, found.negotiation)
        self.found = found

    def intro(self) -> tuple[str, ...]:
        """What is negotiated, by whom and how."""
        n = self.negotiation
        said = [self.table()]
        weak = {b: [p for p, x in zip(self.found.bargain.parties, self.found.bargain.basis, strict=True) if x == b] for b in ("none", "indifferent")}
        if weak["none"]:
            whom = "any party" if len(weak["none"]) == len(n.parties) else self.some(weak["none"])
            said.append(f"Nothing says what {whom} would have without agreement, so only red lines bind there.")
        if weak["indifferent"]:
            said.append(f"Nothing is at stake for {self.some(weak['indifferent'])}.")
        return tuple(said)

    def locked(self, row: ClauseRow) -> str:
        """What one clause by itself cannot leave, and what red lines leave."""
        q, low = row.issue.status_quo, row.gridlock
        if low is None:
            text = "by itself it can be moved from anywhere"
        elif q is not None:
            stays = low[0] <= q <= low[1]
            text = f"by itself, red lines apart, it {'stays at' if stays else 'can be moved from'} the status quo; only a status quo of {self.span(low)} stays (the gridlock interval)"
        else:
            text = f"by itself, red lines apart, only a status quo of {self.span(low)} would stay (the gridlock interval)"
        if row.room[0] > row.room[1]:
            text += f"; red lines leave no place (at least {row.room[0]:g}, at most {row.room[1]:g})"
        elif row.room != (0.0, 100.0):
            text += f"; red lines leave {self.span(row.room)}"
        return text

    def chance(self, chance: Chance) -> str:
        """How likely it is to pass over the ranges of the positions."""
        if not chance.ranges and chance.spread is None:
            return "No position is a range, so this is exact for the inputs as they stand."
        if chance.exact is not None and chance.spread is None:
            return f"It passes at {'every' if chance.exact else 'no'} place in the ranges of the positions (exact)."
        low, high = chance.interval
        parties = [f"{self.party(p)} {v:.0%}" for p, v in chance.by_party.items() if 0 < v < 1]
        first = "" if chance.exact is None else f"Errors apart, it passes at {'every' if chance.exact else 'no'} place in the ranges of the positions (exact). "
        return (
            f"{first}{self._drawn(chance)} it passes in {self.shares(low, high)} of draws (95% interval, "
            f"{chance.draws:,} draws, seed {chance.seed})" + (f"; shares of draws in which they accept: {', '.join(parties)}" if parties else "") + "."
        )

    def _drawn(self, chance: Chance) -> str:
        """What is drawn, at the beginning of a sentence."""
        if chance.spread is None:
            return "With positions drawn evenly from their ranges"
        errors = spread_words(replace(chance.spread, power=0.0))
        return f"With {'positions drawn evenly from their ranges, and ' if chance.ranges else ''}errors of {errors} (normal, cut to the scale),"

    def text(self) -> tuple[str, ...]:
        """The text on the table as a package."""
        text = self.found.text
        if text is None:
            missing = [self.issues[i.id] for i in self.negotiation.issues if i.on_the_table is None]
            return (f"There is no whole text on the table: {join(missing)} {'has' if len(missing) == 1 else 'have'} none.",)
        said = [self.judged(text.judged, "The text on the table")]
        said += [f"It holds together what cannot stand together: {e}." for e in text.excluded]
        return (*said, self.chance(text.chance))

    def package(self, package: Package) -> str:
        """One best package."""
        return f"{measure_name(package)}: {self.choice(package.judged.choice)}."

    def search(self) -> tuple[str, ...]:
        """What the search over packages came to."""
        bargain = self.found.bargain
        over = f"exact over {self._size(bargain)} of named points, texts, positions and red lines"
        best, late = self.found.best, self.found.unfinished
        if late and best is None:
            more = "; the others are below" if self.found.packages else ""
            return (f"The search was not finished in time ({join(list(late))}){more}. A longer --time, or fewer clauses, parties or named points.",)
        if best is not None:
            said = [self.judged(best.judged, f"The package with the greatest Nash product ({over})")]
            if self.found.chance is not None:
                said.append(self.chance(self.found.chance))
            if late:
                said.append(f"Not finished in time: {join(list(late))}.")
            return tuple(said)
        said = [f"No package passes ({over})."]
        if self.found.nearest is None:
            return (*said, "What cannot stand together leaves no package at all.")
        said.append(f"The one that most accept: {self.choice(self.found.nearest.choice)}.")
        said.append(self.judged(self.found.nearest, "It"))
        if self.found.alone:
            said.append(f"With the consent of one of these alone some package would pass: {', '.join(self.party(p) for p in self.found.alone)}.")
        return tuple(said)

    def _size(self, bargain: Bargain) -> str:
        size = 1
        for k in range(len(bargain.issues)):
            span = bargain.columns(k)
            size *= span.stop - span.start
        return f"{size:,} package{'s' * (size != 1)}" if size < 10**9 else f"{size:.1e} packages"

    def relaxations(self) -> tuple[str, ...]:
        """The smallest moves of red lines that let a package pass."""
        if self.found.packages or self.found.nearest is None or self.found.unfinished:
            return ()
        if not self.found.relaxations:
            return ("No move of red lines alone lets a package pass: somebody whose consent is needed would still have less than without agreement.",)
        points = self.found.relaxations[0].points
        said = [f"The fewest points by which red lines would have to move for some package to pass: {points:.4g} (exact over the same options)."]
        for r in self.found.relaxations:
            moves = [
                f"{self.party(m.party)} on {self.issues[m.issue]} from {'at most' if m.side == 'at_most' else 'at least'} {m.line:g} to {m.to:g}"
                for m in r.moves
            ]
            said.append(f"{join(moves)}: {self.choice(r.choice)}.")
        return tuple(said)

    def logroll(self) -> tuple[str, ...]:
        """What trading across clauses adds, and who pays."""
        rolled = self.found.logroll
        if rolled is None:
            return ()
        traded = join([self.issues[k] for k in rolled.traded])
        head = f"Together against clause by clause (utilitarian, on a scale of 0 to 1): {rolled.value:+.3f}."
        if not rolled.traded:
            return (f"{head} No clause ends elsewhere in the package.",)
        pays = [f"{self.party(p)} ({rolled.change[p]:+.3f})" for p in rolled.pays]
        gains = [f"{self.party(p)} ({v:+.3f})" for p, v in rolled.change.items() if v > 1e-9]
        said = [f"{head} Clauses that end elsewhere: {traded}.", f"Better off: {', '.join(gains) or 'nobody'}. Pays: {', '.join(pays) or 'nobody'}."]
        if not rolled.passes:
            said.append("Clause by clause the result would not pass as one package.")
        return tuple(said)

    def waiting(self) -> tuple[str, ...]:
        """What a round of waiting costs."""
        said = []
        for w in self.found.waiting:
            if not w.worth:
                said.append(f"{self.party(w.party)}: the package is worth less than no agreement, also without waiting.")
                continue
            how = "without end" if w.rounds is None else f"at most {w.rounds} round{'s' * (w.rounds != 1)}"
            said.append(f"{self.party(w.party)}: a round costs {w.cost:.3f} of utility; the package is worth waiting for {how} against no agreement now.")
        return tuple(said)

    def utility_rows(self, package: Package) -> tuple[tuple[str, float, float, str], ...]:
        """Party, utility, gain over no agreement, accepts or refuses (and that it is for a red line, where it would gain)."""
        judged = package.judged
        lines = {r.party for r in judged.refusals if r.gain is None and r.crossed}
        return tuple(
            (self.party(p), u, round(g, 9) + 0.0, "accepts" if p in judged.acceptable_to else "refuses (red line)" if p in lines else "refuses")
            for p, u, g in zip(self.found.bargain.parties, judged.utilities, judged.gains, strict=True)
        )


def negotiation_changes(words: PartyWords, after: Negotiation) -> tuple[str, ...]:
    """What differs between the negotiation as it stands and after an edit, in words."""
    before = words.negotiation
    said = []
    if after.rule != before.rule:
        said.append(f"a text is agreed if {words.rule(after.rule)}")
    old_rules = {r.id: r.rule for r in before.rules}
    said += [f"by the rule “{r.name or r.id}” a text is agreed if {words.rule(r.rule)}" for r in after.rules if old_rules.get(r.id) != r.rule]
    if after.exclude != before.exclude:
        said.append(f"excluded is: {'; '.join(str(e) for e in after.exclude) or 'nothing'}")
    known = {i.id: i for i in before.issues}
    for issue in after.issues:
        old = known.get(issue.id)
        if old is None:
            said.append(f"{issue.name} is negotiated too")
            continue
        for name, a, b in (("text on the table", old.on_the_table, issue.on_the_table), ("status quo", old.status_quo, issue.status_quo)):
            if a != b:
                said.append(f"there is no {name} on {words.issues[issue.id]}" if b is None else f"the {name} on {words.issues[issue.id]} is {words.place(issue, b)}")
        for s in issue.positions:
            was = old.stance(s.party)
            who = f"{words.party(s.party)} on {words.issues[issue.id]}"
            if was is None or was.position != s.position:
                said.append(f"{who} stands at {words.span(s.position)}")
            if was is not None and (was.at_least, was.at_most) != (s.at_least, s.at_most):
                said.append(f"{who} has {f'a red line ({words.line(s.at_least, s.at_most)})' if s.red_line else 'no red line'}")
            if was is not None and was.salience != s.salience and s.salience is not None:
                said.append(f"{who} has a salience of {s.salience:g}")
        gone = [s.party for s in old.positions if issue.stance(s.party) is None]
        said += [f"{words.party(p)} has no position on {words.issues[issue.id]}" for p in gone]
    said += [f"{words.issues[i.id]} is not negotiated" for i in before.issues if i.id not in {x.id for x in after.issues}]
    for party in after.parties:
        was_party = next((p for p in before.parties if p.id == party.id), None)
        if was_party is not None and was_party.power != party.power:
            said.append(f"{words.party(party.id)} has a power of {party.power:g}")
        if was_party is not None and was_party.patience != party.patience and party.patience is not None:
            said.append(f"{words.party(party.id)} has a patience of {party.patience:g} a round")
        if was_party is not None and [(d.date, d.power) for d in was_party.power_over_time] != [(d.date, d.power) for d in party.power_over_time]:
            said += [f"{words.party(party.id)} has from {d.date} on a power of {words.span(d.power)}" for d in party.power_over_time]
            said += [] if party.power_over_time else [f"the power of {words.party(party.id)} stays as it is"]
        if was_party is not None and was_party.fallback != party.fallback:
            what = "as the status quo has it" if party.fallback is None else f"{party.fallback:g}"
            said.append(f"{words.party(party.id)} has without agreement: {what}")
    said += timing_changes(words, before.timing, after.timing)
    return tuple(said)
