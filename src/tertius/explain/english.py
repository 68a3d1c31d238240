"""Structured reasons in plain words; those of stability come from `tertius.explain.reasons`.

States are told by what is on, moves by what changes. Nothing here computes a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence

from tertius.dynamics.foresight import MoveJudgement
from tertius.dynamics.outcomes import Outcomes
from tertius.evidence.verdicts import Reason, Refusal, Verdict
from tertius.explain.negotiation_english import PartyWords
from tertius.explain.phased_english import PhasedTeller
from tertius.explain.reasons import Reasons
from tertius.explain.relations_english import bridging_words, period_words
from tertius.explain.ripeness_english import RipenessTeller
from tertius.explain.shares_english import share_reason
from tertius.explain.words import join
from tertius.stability.witness import Step

__all__ = ["LOOP", "Teller", "join"]

LOOP = 6
"""Moves of a way round that are told."""


class Teller(Reasons):
    """Tells about one case in words."""

    # -- verdicts ------------------------------------------------------------------------------

    def judgement(self, judged: MoveJudgement) -> str:
        """Why a move is worthwhile or not with foresight 2."""
        who = self.actor(judged.actor)
        move = f"{who} {self.change(judged.state, judged.target, judged.actor)}"
        if judged.worthwhile:
            ends = [self._end(p, code) for code, p in judged.ends[:2]]
            return f"{move}: {join(ends, 'or')}. {who} prefers that to staying"
        if judged.against is not None:
            code, path = judged.against
            return f"if {move}, {self._end(path, code)}, which {who} does not prefer to staying"
        return f"if {move}, the others' replies never come to rest"

    def _end(self, path: Sequence[Step], code: str) -> str:
        if not path:
            return "nobody else then moves"
        return f"{self.path(path)}, and there it rests"

    def refusal(self, refusal: Refusal) -> str:
        """Why a move that would make a difference is not made."""
        who = self.actor(refusal.actor)
        move = f"{who} {self.change(refusal.state, refusal.target, refusal.actor)}"
        if refusal.kind == "not_improvement":
            return f"{who} does not gain when it {self.change(refusal.state, refusal.target, refusal.actor)}"
        if refusal.kind == "not_known":
            return f"it is not known whether {who} would gain if it {self.change(refusal.state, refusal.target, refusal.actor)}"
        if refusal.judgement is not None:
            return self.judgement(refusal.judgement)
        why = refusal.witness
        sanction = next((s for s in why.sanctions if s.improvement == refusal.target), None) if why else None
        if sanction is None:
            return f"{move} is open to {who}"
        return f"if {move}, then {self.path(sanction.path)}, which leaves {who} no better off"

    def outcomes(self, found: Outcomes | None) -> str:
        """Where the status quo leads, in a sentence."""
        if found is None:
            return "The case has no status quo, so nothing can be said about where it leads."
        if not found.states:
            return "Nothing settles: the moves from the status quo go round without end."
        if len(found.states) == 1 and not found.paths[found.states[0]]:
            stays = found.states[0]
            text = "The status quo stays" if self.now in {None, stays} else f"The status quo here {self.situation(stays)} stays"
        else:
            text = f"It ends in {self.situations(found.states)}"
        return text + ("." if found.settled else "; or it never settles.")

    def way_round(self, way: Sequence[Step]) -> str:
        """Moves that lead back to where they began."""
        more = len(way) - LOOP
        return f"{self.path(way[:LOOP])}; and so on" + (f", through {more} more move{'s' * (more > 1)}, back to where it began" if more > 0 else "")

    def verdict(self, verdict: Verdict) -> str:
        """The reason for a verdict, in a few sentences without the verdict's own word."""
        teller = self if verdict.solved is None else type(self)(verdict.solved.case)
        return teller._reason(verdict)

    def _tell_bridges(self, verdict: Verdict, reason: Reason) -> str:
        return bridging_words(self.actor, reason.bridging, int(reason.note))

    def _tell_no_period(self, verdict: Verdict, reason: Reason) -> str:
        when = f" in {period_words(reason.note)}" if reason.note else ""
        return f"No ties are on file{when}."

    def _tell_package(self, verdict: Verdict, reason: Reason) -> str:
        found = reason.package
        assert found is not None
        words = PartyWords(self.case, found.negotiation)
        what = "The text on the table" if found.test.on_the_table else "A package"
        if found.shown is None:
            return "No package passes at any place in the ranges of the positions, over the named points, texts, positions and red lines."
        text = f"{what} [{words.choice(found.shown.choice)}]: " if not found.test.on_the_table else ""
        if found.test.by and not found.test.on_the_table and not found.certain:
            text = f"Without the consent of {words.party(found.test.by)} this would pass: [{words.choice(found.shown.choice)}]. " if verdict.verdict == "holds" else ""
            said = words.judged(found.shown, "With it required, that") if verdict.verdict == "holds" else "Whether one passes without that consent decides, and it differs." if verdict.verdict == "open" else f"Without the consent of {words.party(found.test.by)} none would pass either."
            return text + said
        middle = " At the middle of the ranges of positions; other places in them decide otherwise." if found.possible and not found.certain else ""
        return text + words.judged(found.shown, "It" if text else what) + middle

    def _tell_issue(self, verdict: Verdict, reason: Reason) -> str:
        found = reason.issue
        assert found is not None
        return PartyWords(self.case, found.negotiation).issue_reason(found)

    def _tell_share(self, verdict: Verdict, reason: Reason) -> str:
        found = reason.share
        assert found is not None
        return share_reason(PartyWords(self.case, found.negotiation), found)

    def _tell_waiting(self, verdict: Verdict, reason: Reason) -> str:
        from tertius.explain.timing_english import waiting_reason

        assert reason.waiting is not None
        return waiting_reason(self.case, reason.waiting)

    def _reason(self, verdict: Verdict) -> str:
        reason = verdict.reason
        told = getattr(self, f"_tell_{reason.kind}", None)
        assert told is not None, reason.kind
        return str(told(verdict, reason))

    def _tell_outcome(self, verdict: Verdict, reason: Reason) -> str:
        assert reason.state is not None
        if reason.path:
            text = f"From the status quo, {self.path(reason.path)}. It ends in {self.situation(reason.state)}."
        else:
            text = "The status quo stays." if self.now == reason.state else f"The status quo {'' if self.now is None else 'here '}{self.situation(reason.state)} stays."
        if reason.refusals:
            said = [self.refusal(r) for r in reason.refusals[:2]]
            said[0] = f"From there, {said[0]}" if reason.path else said[0]
            text += " " + ". ".join(s[0].upper() + s[1:] for s in said) + "."
        others = [s for s in verdict.outcomes if s != reason.state]
        if others:
            text += f" Other outcomes: {len(others)}."
        if reason.unsettled:
            text += f" Another branch never settles ({len(reason.unsettled[0])} states go round)."
        return text

    def _tell_unsettled(self, verdict: Verdict, reason: Reason) -> str:
        if reason.unsettled:
            cycle = reason.unsettled[0]
            way = reason.rounds[0] if reason.rounds else ()
            text = (
                f"It never settles: the moves from the status quo go round {len(cycle)} states without end, "
                f"among them {self.situation(way[0][1] if way else cycle[0])}."
            )
            return f"{text} From there, {self.way_round(way)}." if way else text
        return "There is no outcome to judge by."

    def _tell_equilibria(self, verdict: Verdict, reason: Reason) -> str:
        count = len(verdict.outcomes)
        if reason.state is None:
            return f"All {count} equilibria agree." if count > 1 else "The only equilibrium agrees."
        only = "The only equilibrium" if count == 1 else f"Of {count} equilibria"
        return f"{only}, {self.situation(reason.state)}{',' if count == 1 else ''} decides."

    def _tell_no_equilibrium(self, verdict: Verdict, reason: Reason) -> str:
        return "There is no equilibrium."

    def _tell_no_status_quo(self, verdict: Verdict, reason: Reason) -> str:
        return "The case has no status quo to start from."

    def _tell_no_state(self, verdict: Verdict, reason: Reason) -> str:
        return f"The state {reason.note} does not exist under this reading."

    def _tell_impossible(self, verdict: Verdict, reason: Reason) -> str:
        return f"It cannot be set up: {reason.note}."

    def _tell_limit(self, verdict: Verdict, reason: Reason) -> str:
        return f"A limit was reached: {reason.note}."

    def _tell_later(self, verdict: Verdict, reason: Reason) -> str:
        what = reason.note or "a claim that it rests on"
        return f"It turns on {what}, which is later than the as-of date."

    def _tell_diagnosticity(self, verdict: Verdict, reason: Reason) -> str:
        d = reason.diagnosis
        assert d is not None
        by = f"{d.mid:.1f} dB" + ("" if d.low == d.high else f" (from {d.low:.1f} to {d.high:.1f})")
        limit = f"{'at most' if d.at_most else 'at least'} {d.bound:g} dB"
        if d.most == d.least:
            return f"{d.row} is as likely under each reading by middle values: {by}, where {limit} is claimed."
        return (
            f"{d.row} tells the readings apart by {by}, where {limit} is claimed: by middle values it is likeliest under "
            f"{join([self.reading(r) for r in d.most])}, and least likely under {join([self.reading(r) for r in d.least])}."
        )

    def _tell_no_move(self, verdict: Verdict, reason: Reason) -> str:
        return f"Event {reason.note} records no move of an actor."

    def _tell_stability(self, verdict: Verdict, reason: Reason) -> str:
        assert reason.witness is not None
        return self.witness(reason.witness)

    def _tell_best_move(self, verdict: Verdict, reason: Reason) -> str:
        assert verdict.solved is not None
        move, end = reason.results[0]
        here = verdict.solved.game.codes[verdict.solved.game.status_quo or 0]
        if reason.note == "stay":
            return f"Nothing is better than staying at {self.situation(here)}."
        if reason.judgement is not None:
            return f"A best move: {self.judgement(reason.judgement)}."
        return f"A best move: {self.actor(reason.actor)} {self.change(here, move, reason.actor)}, which makes {self.situation(end)}."

    def _tell_no_best(self, verdict: Verdict, reason: Reason) -> str:
        return f"No move of {self.actor(reason.actor)} is best: what it prefers goes round."

    def _tell_necessary(self, verdict: Verdict, reason: Reason) -> str:
        finding = reason.finding
        assert finding is not None
        limit = f"sets of up to {finding.size} lever{'s' * (finding.size != 1)}"
        if finding.verdict == "holds":
            if finding.tried == 1:
                text = f"Without it the target is not reached ({limit}: one to try)"
            else:
                text = f"None of the {finding.tried} sets without it reaches the target ({limit})"
            return text + (", and none with it does either." if finding.vacuous else ".")
        chosen = self._levers(finding.decisive or ())
        if finding.verdict == "fails":
            return f"{chosen} the target is reached too, so it is not needed."
        return f"{chosen} the moves never settle, so it may not be needed."

    def _levers(self, ids: Sequence[str]) -> str:
        if not ids:
            return "With no lever at all,"
        return f"With {join([self.lever(x) for x in ids])} instead,"

    def _tell_sufficient(self, verdict: Verdict, reason: Reason) -> str:
        finding = reason.finding
        assert finding is not None
        assert finding.decisive is not None
        names = [self.lever(x) for x in finding.decisive]
        ends = self.situations(verdict.outcomes)
        if finding.impossible:
            return f"{join(names)} cannot stand together: {finding.impossible}."
        if not verdict.outcomes:
            return f"With {join(names)} alone nothing settles."
        return f"With {join(names)} alone it ends in {ends}."

    def _tell_phased(self, verdict: Verdict, reason: Reason) -> str:
        assert reason.phased is not None
        return PhasedTeller(reason.phased).sentence()

    def _tell_ripe(self, verdict: Verdict, reason: Reason) -> str:
        assert reason.ripeness is not None
        return RipenessTeller(reason.ripeness).sentence()

    def _tell_move(self, verdict: Verdict, reason: Reason) -> str:
        before, after = reason.results[0]
        if reason.judgement is not None and not (verdict.verdict == "holds" and not reason.judgement.worthwhile):
            text = self.judgement(reason.judgement)
            return text[0].upper() + text[1:] + "."
        result = "which is an improvement at once" if reason.note == "gain" else "which is no improvement"
        start, end = self.pair(before, after)
        return f"The recorded move leads from {start} to {end}, {result}."

    def _tell_refusal(self, verdict: Verdict, reason: Reason) -> str:
        if reason.judgement is not None:
            text = self.judgement(reason.judgement)
            return f"What was refused: {text}."
        gain = "would have been an improvement" if reason.note == "gain" else "would have been no improvement"
        return f"What was refused {gain}."

    def _tell_changes_nothing(self, verdict: Verdict, reason: Reason) -> str:
        assert reason.state is not None
        return f"The recorded move changes nothing here: it was already so {self.situation(reason.state)}."

    def _tell_no_such_move(self, verdict: Verdict, reason: Reason) -> str:
        return "The actor does not have that move here."

    def _tell_not_free(self, verdict: Verdict, reason: Reason) -> str:
        return f"{self.option(reason.note)} is not the actor's own to choose under this reading (it is fixed or linked)."

    def _tell_all_of(self, verdict: Verdict, reason: Reason) -> str:
        return self._tell_parts(reason, "all")

    def _tell_any_of(self, verdict: Verdict, reason: Reason) -> str:
        return self._tell_parts(reason, "any")

    def _tell_parts(self, reason: Reason, word: str) -> str:
        groups = {v: [i for i, found in reason.results if found == v] for v in ("holds", "fails", "open")}
        said = [
            f"{join(ids)} {word_of[0] if len(ids) == 1 else word_of[1]}"
            for verdict, ids in groups.items()
            if ids
            for word_of in [{"holds": ("holds", "hold"), "fails": ("fails", "fail"), "open": ("is open", "are open")}[verdict]]
        ]
        return f"It needs {word} of {join([i for i, _ in reason.results])}: {'; '.join(said)}."
