"""One claim form, one function: from a solved situation to a verdict with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tertius.dynamics.foresight import ends_of, judge_move, worst_end
from tertius.dynamics.outcomes import Outcomes, quantify
from tertius.dynamics.recorded import recorded_move
from tertius.dynamics.solved import Solved
from tertius.evidence.verdicts import Reason, Refusal, Verdict
from tertius.kernels.floors import INFINITE
from tertius.kernels.game import Game
from tertius.model.case import BestMove, Event, OutcomeTest, StabilityTest
from tertius.stability.concepts import concept

__all__ = ["best_move", "explain_event", "outcome_test", "stability_test"]


def outcome_test(solved: Solved, test: OutcomeTest) -> Verdict:
    """Every, some or none of the outcomes (or equilibria) satisfies the expression."""
    good = solved.satisfying(test.satisfy)
    if test.over == "equilibria":
        states = solved.equilibria(test.concept, test.foresight)
        verdict = quantify(test.quantifier, states, good, settled=True)
        bad = [s for s in states if (s in good) != (test.quantifier == "every")]
        kind = "equilibria" if states else "no_equilibrium"
        return Verdict(verdict, Reason(kind, state=bad[0] if bad else None), states, solved=solved)
    found = solved.outcomes(test.concept, test.foresight)
    if found is None:
        return Verdict("open", Reason("no_status_quo"), solved=solved)
    verdict = quantify(test.quantifier, found.states, good, found.settled)
    state = _decisive(test.quantifier, verdict, found, good)
    refusals: tuple[Refusal, ...] = ()
    if state is not None and state not in good:
        refusals = _refusals(solved, state, test, good)
    reason = Reason(
        "outcome" if state is not None else "unsettled",
        state=state,
        path=found.paths.get(state, ()) if state is not None else (),
        unsettled=found.unsettled,
        rounds=found.rounds,
        refusals=refusals,
    )
    return Verdict(verdict, reason, found.states, solved=solved)


def _decisive(quantifier: str, verdict: str, found: Outcomes, good: frozenset[str]) -> str | None:
    """The outcome that shows why: a violating one, a satisfying one, or the first."""
    want_good = (verdict == "holds") != (quantifier == "none")
    ranked = [s for s in found.states if (s in good) == want_good] or list(found.states)
    if verdict == "open" or not ranked:
        return None
    return min(ranked, key=lambda s: len(found.paths[s]))


def _refusals(solved: Solved, state: str, test: OutcomeTest, good: frozenset[str]) -> tuple[Refusal, ...]:
    """Why nobody leaves `state` for one where the test's expression holds, an actor each."""
    game = solved.game
    here = solved.index(state)
    assert here is not None
    found: list[Refusal] = []
    for i, actor in enumerate(game.actors):
        targets = [t for t in game.moves[i].of(here) if game.codes[t] in good]
        if not targets:
            continue
        # The actor's own least unwelcome way; ties go to the move that changes least.
        near = sorted(targets, key=lambda t: _distance(game.codes[t], state))
        ends: dict[int, tuple[int, ...]] = {t: (t,) for t in near}
        if test.foresight == 2:
            ends = _ends(game, i, near) or ends
        target = next(iter(_unbeaten(game, i, ends)), near[0])
        if test.foresight == 2:
            judgement = judge_move(game, i, here, target)
            found.append(Refusal(actor, state, game.codes[target], "not_worthwhile", judgement=judgement))
        elif target not in game.leaving(i, unknown=_hopeful(solved, test.concept)).of(here):
            known = not game.perhaps or target not in game.perhaps[i].of(here)
            found.append(Refusal(actor, state, game.codes[target], "not_improvement" if known else "not_known"))
        else:
            why = solved.why(i, here, test.concept)
            found.append(Refusal(actor, state, game.codes[target], "sanctioned", witness=why))
    return tuple(found[:3])


def _hopeful(solved: Solved, id: str) -> bool:
    """Whether an actor may leave for what it does not know, under the concept."""
    return concept(id or solved.default).form in {"a", "c"}


def _ends(game: Game, actor: int, targets: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Where the replies to each move come to rest; for an actor with ranks a state as bad as the worst is enough."""
    if not game.ranked(actor):
        return {t: found for t in targets if (found := tuple(ends_of(game, actor, t)))}
    worth, rank = worst_end(game, actor), game.rank[actor]
    return {t: (int(np.argmax(rank == worth[t])),) for t in targets if worth[t] != INFINITE}


def _unbeaten(game: Game, actor: int, ends: Mapping[int, Sequence[int]]) -> list[int]:
    """The moves that no other beats: another does if the actor prefers all its ends to one of theirs."""
    if game.ranked(actor):
        rank = game.rank[actor]
        worst = {move: min(int(rank[e]) for e in found) for move, found in ends.items()}
        return [move for move, value in worst.items() if value == max(worst.values())]

    def beats(move: int, other: int) -> bool:
        return any(all(game.prefers(actor, e, low) for e in ends[move]) for low in ends[other])

    return [move for move in ends if not any(beats(other, move) for other in ends if other != move)]


def _distance(a: str, b: str) -> int:
    return sum(x != y for x, y in zip(a, b, strict=False))


def stability_test(solved: Solved, test: StabilityTest) -> Verdict:
    """A state is stable, or unstable; open where the state does not exist."""
    game = solved.game
    if test.state == "status_quo":
        here = game.status_quo
    else:
        here = solved.index(test.state)
    if here is None:
        return Verdict("open", Reason("no_state", note=test.state), solved=solved)
    why = solved.why(game.actor(test.actor), here, test.concept)
    verdict = "holds" if why.stable == test.stable else "fails"
    return Verdict(verdict, Reason("stability", state=game.codes[here], witness=why), solved=solved)


def best_move(solved: Solved, test: BestMove) -> Verdict:
    """Every most preferred result of staying or moving satisfies the expression; ends count by the worst."""
    game = solved.game
    if game.status_quo is None:
        return Verdict("open", Reason("no_status_quo"), solved=solved)
    here, i = game.status_quo, game.actor(test.actor)
    results: dict[int, tuple[int, ...]] = {here: (here,)}
    for target in game.moves[i].of(here):
        ends = (target,) if test.foresight == 1 else tuple(ends_of(game, i, target))
        if ends:
            results[target] = ends
    best = {move: results[move] for move in _unbeaten(game, i, results)}
    if not best:
        return Verdict("open", Reason("no_best", actor=test.actor), solved=solved)
    good = solved.satisfying(test.satisfy)
    bad = [(m, e) for m, ends in best.items() for e in ends if game.codes[e] not in good]
    verdict = "fails" if bad else "holds"
    chosen = bad[0] if bad else next((m, ends[0]) for m, ends in best.items())
    reason = Reason(
        "best_move",
        actor=test.actor,
        state=game.codes[chosen[0]],
        results=((game.codes[chosen[0]], game.codes[chosen[1]]),),
        note="stay" if chosen[0] == here else "move",
        judgement=judge_move(game, i, here, chosen[0]) if test.foresight == 2 and chosen[0] != here else None,
    )
    return Verdict(verdict, reason, tuple(game.codes[m] for m in best), solved=solved)


def explain_event(solved: Solved, event: Event, foresight: int) -> Verdict:
    """The recorded move was an improvement or worthwhile; what was declined was not, by the foresight asked for."""
    found = recorded_move(solved, event, foresight)
    state = found.state
    if found.kind == "no_situation":
        return Verdict("open", Reason("no_status_quo"), solved=solved)
    if found.kind == "not_free":
        return Verdict("open", Reason("not_free", note=found.bound), solved=solved)
    if found.kind == "changes_nothing":
        return Verdict("fails", Reason("changes_nothing", state=state, note=event.id), solved=solved)
    if found.kind == "not_a_move":
        verdict = "holds" if found.refused else "fails"
        return Verdict(verdict, Reason("no_such_move", state=state, note=event.id), solved=solved)
    assert state is not None
    assert found.target is not None
    judged = found.judgement
    pays = (judged.worthwhile if judged is not None else False) or (found.gain and not (found.refused and foresight == 2))
    verdict = "holds" if pays != found.refused else "fails"
    reason = Reason(
        "refusal" if found.refused else "move",
        state=found.target,
        judgement=judged,
        note="gain" if found.gain else "no_gain",
        results=((state, found.target),),
    )
    return Verdict(verdict, reason, solved=solved)
