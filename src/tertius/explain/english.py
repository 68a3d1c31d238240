"""The only place with sentences: structured reasons in plain words.

States are told by what is on, moves by what changes. Nothing here computes a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence

from tertius.dynamics.foresight import MoveJudgement
from tertius.dynamics.outcomes import Outcomes
from tertius.evidence.verdicts import Reason, Refusal, Verdict
from tertius.model.case import Case, Effect
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.stability.concepts import CONCEPTS
from tertius.stability.witness import Step, Witness

__all__ = [
    "Teller",
    "join",
]

def join(words: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


class Teller:
    """Tells about one case in words."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.names = {actor.id: actor.name for actor in case.actors}
        conflict = case.conflict
        self.options = {o.key: o.name for o in conflict.options} if isinstance(conflict, OptionConflict) else {}
        self.owners = {o.key: o.actor for o in conflict.options} if isinstance(conflict, OptionConflict) else {}

    # -- parts ---------------------------------------------------------------------------------

    def actor(self, id: str) -> str:
        """An actor's display name."""
        return self.names.get(id, id)

    def state(self, code: str) -> str:
        """A state by what is on in it (its label in graph form)."""
        conflict = self.case.conflict
        if isinstance(conflict, GraphConflict):
            label = conflict.label(code)
            return code if label == code else f"{code} ({label})"
        if not isinstance(conflict, OptionConflict):
            return code
        on: dict[str, list[str]] = {}
        for option, letter in zip(conflict.options, code, strict=True):
            if letter == "Y":
                on.setdefault(option.actor, []).append(option.name)
        return "; ".join(f"{self.actor(a)}: {', '.join(names)}" for a, names in on.items()) or "nothing is on"

    def option(self, key: str) -> str:
        """``Actor: option``."""
        return f"{self.actor(self.owners.get(key, ''))}: {self.options.get(key, key)}"

    def change(self, before: str, after: str, actor: str | None = None) -> str:
        """What differs between two states, the actor's own options first."""
        conflict = self.case.conflict
        if not isinstance(conflict, OptionConflict):
            return f"moves to {self.state(after)}"
        up: list[str] = []
        down: list[str] = []
        others: list[str] = []
        for key, a, b in zip(conflict.option_keys, before, after, strict=True):
            if a == b:
                continue
            name = self.options[key]
            if self.owners[key] == actor and key not in conflict.rules.linked and key not in conflict.rules.fixed:
                (up if b == "Y" else down).append(f"‘{name}’")
            else:
                whose = self.actor(self.owners[key])
                others.append(f"{whose}: ‘{name}’ {'comes on' if b == 'Y' else 'goes off'} with it")
        own = [f"{verb} {join(names)}" for verb, names in (("takes up", up), ("drops", down)) if names]
        text = join(own) if own else "changes nothing of its own"
        return text + (f" ({join(others)})" if others else "")

    def step(self, step: Step) -> str:
        """One move."""
        actor, before, after = step
        return f"{self.actor(actor)} {self.change(before, after, actor)}"

    def path(self, path: Sequence[Step]) -> str:
        """A sequence of moves."""
        return "; then ".join(self.step(s) for s in path)

    def reading(self, id: str | None) -> str:
        """A reading's name."""
        if id is None:
            return "the case as it stands"
        return self.case.readings[id].name if id in self.case.readings else id

    def effect(self, effect: Effect) -> str:
        """An effect in words."""
        name = self.option(effect.target) if effect.target in self.options else effect.target
        if effect.kind == "fix":
            return f"{name} is fixed {'on' if effect.value else 'off'}"
        if effect.kind == "link":
            return f"{name} is on exactly while {effect.expr}"
        if effect.kind == "needs":
            return f"{name} can be on only while {effect.expr}"
        if effect.kind == "forbid" and effect.moves:
            return f"{self.actor(effect.target)} cannot move {', '.join(f'{a} -> {b}' for a, b in effect.moves)}"
        if effect.kind == "forbid":
            return f"{name} is no longer taken up"
        if effect.kind == "allow":
            return f"{self.actor(effect.target)} can move {', '.join(f'{a} -> {b}' for a, b in effect.moves)}"
        change = effect.prefer
        assert change is not None
        said = []
        for word, exprs in (("first", change.first), ("last", change.last)):
            if exprs:
                said.append(f"puts {join([str(e) for e in exprs])} {word}")
        for word, pairs in (("before", change.before), ("after", change.after)):
            said += [f"puts {join([str(e) for e in moved])} {word} {anchor}" for anchor, moved in pairs]
        if change.drop:
            said.append(f"no longer cares about {join([str(e) for e in change.drop])}")
        return f"{self.actor(change.actor)} {join(said)}"

    # -- verdicts ------------------------------------------------------------------------------

    def witness(self, why: Witness) -> str:
        """Why a state is stable or unstable for an actor."""
        who, name = self.actor(why.actor), CONCEPTS[why.concept].name
        if why.concept == "limited":
            return self._limited(why)
        if why.stable:
            if not why.sanctions:
                return f"{who} has no improvement from here, so the state is stable for {who} under {name}."
            lines = [f"Stable for {who} under {name}: each improvement can be sanctioned."]
            for sanction in why.sanctions:
                step = f"If {who} {self.change(why.state, sanction.improvement, why.actor)}"
                if why.concept == "sim":
                    met = join([self.step(s) for s in sanction.path])
                    reply = f"and at the same moment {met}" if sanction.path else "the others stay"
                else:
                    reply = self.path(sanction.path)
                end = f"That ends in [{self.state(sanction.end)}], which {who} does not prefer"
                if CONCEPTS[why.concept].escapes:
                    end += (
                        f", and none of the {len(sanction.regains)} states that {who} can reach from there is better"
                        if sanction.regains
                        else f", and {who} cannot move from there"
                    )
                lines.append(f"{step}: {reply}. {end}.")
            return "\n".join(lines)
        assert why.unsanctioned is not None
        move = self.change(why.state, why.unsanctioned, why.actor)
        tail = {
            None: f"{who} prefers the result",
            "moves": f"{who} prefers the result, and no moves of the others from there lead to a state that {who} likes no better than this one",
            "improvements": f"{who} prefers the result, and no improvements of the others from there lead to a state that {who} likes no better than this one",
        }[CONCEPTS[why.concept].responses]
        if CONCEPTS[why.concept].escapes:
            tail += " and cannot leave for a better one"
        if why.concept == "sim":
            tail = f"{who} prefers the result, and nothing that the others gain by at the same moment makes it worse"
        return f"Unstable for {who} under {name}: {who} {move}. {tail[0].upper() + tail[1:]}."

    def _limited(self, why: Witness) -> str:
        who = self.actor(why.actor)
        ahead = f"{why.horizon} move{'s' if why.horizon != 1 else ''} ahead"
        if why.stable:
            return f"Looking {ahead}, {who} would rather stay: no move leads to an anticipated state that it prefers."
        assert why.unsanctioned is not None
        ends = join([f"[{self.state(s)}]" for s in why.anticipated], "or")
        return f"Looking {ahead}, {who} {self.change(why.state, why.unsanctioned, why.actor)} and expects {ends}, which it prefers."

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
            text = "The status quo stays"
        else:
            text = f"It ends in {join([f'[{self.state(s)}]' for s in found.states], 'or')}"
        return text + ("." if found.settled else "; or it never settles.")

    def verdict(self, verdict: Verdict) -> str:
        """The reason for a verdict, in a few sentences without the verdict's own word."""
        teller = self if verdict.solved is None else Teller(verdict.solved.case)
        return teller._reason(verdict)

    def _reason(self, verdict: Verdict) -> str:
        reason = verdict.reason
        told = getattr(self, f"_tell_{reason.kind}", None)
        assert told is not None, reason.kind
        return str(told(verdict, reason))

    def _tell_outcome(self, verdict: Verdict, reason: Reason) -> str:
        assert reason.state is not None
        if reason.path:
            text = f"From the status quo, {self.path(reason.path)}. It ends in [{self.state(reason.state)}]."
        else:
            text = f"The status quo [{self.state(reason.state)}] stays."
        if reason.refusals:
            said = [self.refusal(r) for r in reason.refusals[:2]]
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
            return (
                f"It never settles: the moves from the status quo go round {len(cycle)} states without end, "
                f"among them [{self.state(cycle[0])}]."
            )
        return "There is no outcome to judge by."

    def _tell_equilibria(self, verdict: Verdict, reason: Reason) -> str:
        count = len(verdict.outcomes)
        if reason.state is None:
            return f"All {count} equilibria agree." if count > 1 else "The only equilibrium agrees."
        return f"Of {count} equilibria, [{self.state(reason.state)}] decides."

    def _tell_no_equilibrium(self, verdict: Verdict, reason: Reason) -> str:
        return "There is no equilibrium."

    def _tell_no_status_quo(self, verdict: Verdict, reason: Reason) -> str:
        return "The case has no status quo to start from."

    def _tell_no_state(self, verdict: Verdict, reason: Reason) -> str:
        return f"The state {reason.note} does not exist under this reading."

    def _tell_impossible(self, verdict: Verdict, reason: Reason) -> str:
        return f"It cannot be set up: {reason.note}."

    def _tell_later(self, verdict: Verdict, reason: Reason) -> str:
        what = reason.note or "a claim that it rests on"
        return f"It turns on {what}, which is later than the as-of date."

    def _tell_no_move(self, verdict: Verdict, reason: Reason) -> str:
        return f"Event {reason.note} records no move of an actor."

    def _tell_stability(self, verdict: Verdict, reason: Reason) -> str:
        assert reason.witness is not None
        return self.witness(reason.witness)

    def _tell_best_move(self, verdict: Verdict, reason: Reason) -> str:
        assert verdict.solved is not None
        conflict_case = verdict.solved.case
        expect_actor = reason.judgement.actor if reason.judgement is not None else None
        move, end = reason.results[0]
        here = verdict.solved.game.codes[verdict.solved.game.status_quo or 0]
        if reason.note == "stay":
            return f"Nothing is better than staying at [{self.state(here)}]."
        if reason.judgement is not None:
            return f"A best move: {self.judgement(reason.judgement)}."
        owner = expect_actor or self._mover(conflict_case, here, move)
        return f"A best move: {self.actor(owner)} {self.change(here, move, owner)}, which makes [{self.state(end)}]."

    def _mover(self, case: Case, before: str, after: str) -> str:
        if isinstance(case.conflict, OptionConflict):
            free = {o.key: o.actor for o in case.conflict.free()}
            for key, a, b in zip(case.conflict.option_keys, before, after, strict=True):
                if a != b and key in free:
                    return free[key]
        return ""

    def _tell_necessary(self, verdict: Verdict, reason: Reason) -> str:
        finding = reason.finding
        assert finding is not None
        limit = f"sets of up to {finding.size} levers"
        if finding.verdict == "holds":
            return f"None of the {finding.tried} sets without it reaches the target ({limit})."
        chosen = self._levers(finding.decisive or ())
        if finding.verdict == "fails":
            return f"{chosen} the target is reached too, so it is not needed."
        return f"{chosen} the moves never settle, so it may not be needed."

    def _levers(self, ids: Sequence[str]) -> str:
        if not ids:
            return "With no lever at all,"
        names = [f"‘{self.case.levers[x].name}’" if x in self.case.levers else "what is given" for x in ids]
        return f"With {join(names)} instead,"

    def _tell_sufficient(self, verdict: Verdict, reason: Reason) -> str:
        finding = reason.finding
        assert finding is not None
        assert finding.decisive is not None
        names = [f"‘{self.case.levers[x].name}’" if x in self.case.levers else "what is given" for x in finding.decisive]
        ends = join([f"[{self.state(s)}]" for s in verdict.outcomes], "or")
        if not verdict.outcomes:
            return f"With {join(names)} alone nothing settles."
        return f"With {join(names)} alone it ends in {ends}."

    def _tell_move(self, verdict: Verdict, reason: Reason) -> str:
        before, after = reason.results[0]
        if reason.judgement is not None and not (verdict.verdict == "holds" and not reason.judgement.worthwhile):
            text = self.judgement(reason.judgement)
            return text[0].upper() + text[1:] + "."
        result = "which is an improvement at once" if reason.note == "gain" else "which is no improvement"
        return f"The recorded move leads from [{self.state(before)}] to [{self.state(after)}], {result}."

    def _tell_refusal(self, verdict: Verdict, reason: Reason) -> str:
        if reason.judgement is not None:
            text = self.judgement(reason.judgement)
            return f"What was refused: {text}."
        gain = "would have been an improvement" if reason.note == "gain" else "would have been no improvement"
        return f"What was refused {gain}."

    def _tell_changes_nothing(self, verdict: Verdict, reason: Reason) -> str:
        assert reason.state is not None
        return f"The recorded move changes nothing here: it was already so [{self.state(reason.state)}]."

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
