"""`tertius why`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, Asked, Counting, case_options, console, counting_options, emit_json
from tertius.errors import TertiusError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tertius.dynamics.solved import Solved
    from tertius.explain.english import Teller
    from tertius.kernels.reference import Reference
    from tertius.model.case import Case

__all__ = ["command"]

CHECKED_STATES = 2048
"""Models up to this size are checked by the verifier, which is written for clarity and not for speed."""
_CHECKED = "Checked by an independent verifier."
_UNCHECKED = f"Not checked by the independent verifier: the model has more than {CHECKED_STATES} states."


@click.command(context_settings=HELP)
@case_options
@click.option("--actor", required=True, metavar="A", help="For whom.")
@click.option("--state", default="status_quo", show_default=True, metavar="S", help="A code (YNN), options that are on (a.x,b.y), or status_quo.")
@click.option("--concept", "--concepts", "concept", default="", metavar="C", help="The solution concept.  [default: seq, or seq_d where something is not known]")
@counting_options
@click.option("--foresight", type=click.IntRange(1, 2), default=1, show_default=True, metavar="N", help="2: judge each of the actor's moves by where it comes to rest.")
@click.option("--horizon", type=click.IntRange(1, 50), default=2, show_default=True, metavar="N", help="Moves ahead, for limited, limited_ci, limited_cc, maximin.")
def command(
    asked: Asked, actor: str, state: str, concept: str, counting: Counting, foresight: int, horizon: int
) -> None:
    """Why a state is stable or unstable for an actor, in words that can be checked.

    Each improvement is shown with the sequence that sanctions it, or the one that nothing sanctions; the
    witness is verified by a checker that shares no code with the solver. CASE is a case file, its folder,
    or the slug of a shipped case.
    """
    from tertius.dynamics.solved import Solved
    from tertius.errors import UnknownNameError
    from tertius.explain.english import Teller
    from tertius.stability.verify import verify

    case = asked.situated()
    solved = Solved(
        case, horizon=horizon, sanctions=counting.sanctions, coalitions=counting.coalitions, merge=counting.merge
    )
    if set(actor.replace(",", "+").split("+")) == set(solved.game.merged):
        actor = "+".join(solved.game.merged)
    if actor not in solved.game.actors:
        named = {a.id: a for a in case.actors}
        raise UnknownNameError("actor", actor, {i: named.get(i) for i in solved.game.actors})
    index = _state(solved, state)
    teller = Teller(case)
    if foresight == 2:
        _foresight(asked, solved, teller, actor, index, _reference(case, counting.merge))
        return
    why = solved.why(solved.game.actor(actor), index, concept)
    checked = solved.game.states <= CHECKED_STATES
    if checked:
        _passed(verify(case, why, model=_reference(case, counting.merge)))
    if asked.as_json:
        from tertius.view.jsons import why_json

        emit_json(why_json(case, why, merged=solved.game.merged) | _barred_json(solved, actor, index))
    elif asked.quiet:
        click.echo("stable" if why.stable else "unstable")
    else:
        from rich.text import Text

        from tertius.view.terminal import heading

        out = console()
        out.print(heading(case, merged=solved.game.merged))
        out.print(Text.assemble(("State: ", "bold"), _shown(teller, why.state)))
        out.print(Text(teller.witness(why)))
        for told in _barred(solved, actor, index).values():
            out.print(Text(told))
        out.print(Text(_CHECKED if checked else _UNCHECKED, style="dim"))


def _reference(case: Case, merge: Sequence[str]) -> Reference:
    from tertius.kernels.reference import Reference, merged

    return merged(case, merge) if merge else Reference(case)


def _passed(faults: list[str]) -> None:
    if faults:
        raise TertiusError("the reason did not pass its own check, please report this: " + "; ".join(faults))


def _shown(teller: Teller, code: str) -> str:
    told = teller.state(code)
    return told if told.startswith(code) else f"{code}  {told}"


def _state(solved: object, text: str, flag: str = "--state") -> int:
    from tertius.dynamics.solved import Solved
    from tertius.errors import ExpressionError, UnknownNameError
    from tertius.explain.english import Teller
    from tertius.io.conflict import scope_of
    from tertius.model.conflict import OptionConflict

    assert isinstance(solved, Solved)
    conflict = solved.case.conflict
    if text == "status_quo":
        if solved.game.status_quo is None:
            raise TertiusError(f"the case has no status quo; name a state with {flag}")
        return solved.game.status_quo
    scope = scope_of(conflict)
    code = text.replace("|", "")
    if isinstance(conflict, OptionConflict) and set(code) - {"Y", "N"}:
        try:
            on = frozenset(scope.resolve(part) for part in text.strip("[]").replace(",", " ").split())
        except ExpressionError as error:
            raise TertiusError(f"{flag}: {error}") from None
        code = conflict.code(on)
    index = solved.index(code)
    if index is None:
        if isinstance(conflict, OptionConflict) and len(code) == len(conflict.options):
            from tertius.dynamics.absent import absent
            from tertius.explain.absent_english import absent_words

            why = absent_words(Teller(solved.case), absent(conflict, conflict.on(code)))
            raise TertiusError(f"{flag}: {text} does not exist here: {why}")
        raise UnknownNameError("state", text, solved.game.codes)
    return index


def _barred(solved: Solved, actor: str, index: int) -> dict[str, str]:
    """By option that the actor has but cannot change in the state: why, in words."""
    from tertius.dynamics.absent import barred
    from tertius.explain.absent_english import barred_words
    from tertius.explain.english import Teller
    from tertius.model.conflict import OptionConflict

    conflict = solved.case.conflict
    if not isinstance(conflict, OptionConflict):
        return {}
    teller = Teller(solved.case)
    return {b.option: barred_words(teller, b) for b in barred(conflict, solved.game, actor, index)}


def _barred_json(solved: Solved, actor: str, index: int) -> dict[str, object]:
    return {"barred": [{"option": option, "words": told} for option, told in _barred(solved, actor, index).items()]}


def _foresight(asked: Asked, solved: object, teller: object, actor: str, index: int, model: Reference) -> None:
    from tertius.dynamics.foresight import judge_move
    from tertius.dynamics.solved import Solved
    from tertius.dynamics.verify import verify_judgement
    from tertius.explain.english import Teller

    assert isinstance(solved, Solved)
    assert isinstance(teller, Teller)
    game = solved.game
    i = game.actor(actor)
    judged = [judge_move(game, i, index, target) for target in game.moves[i].of(index)]
    checked = game.states <= CHECKED_STATES
    if checked:
        _passed([fault for j in judged for fault in verify_judgement(solved.case, j, model=model)])
    if asked.as_json:
        emit_json(
            {
                "schema": "tertius/why/1",
                "case": {"title": solved.case.title, "hash": solved.case.hash},
                "reading": solved.case.reading,
                "actor": actor,
                "state": game.codes[index],
                "foresight": 2,
                **_barred_json(solved, actor, index),
                "moves": [
                    {
                        "to": j.target,
                        "worthwhile": j.worthwhile,
                        "ends": [code for code, _ in j.ends] if j.worthwhile else [],
                        "against": None if j.against is None else j.against[0],
                        "words": teller.judgement(j),
                    }
                    for j in judged
                ],
            }
        )
        return
    if asked.quiet:
        click.echo("\n".join(f"{j.target}\t{'worthwhile' if j.worthwhile else 'not worthwhile'}" for j in judged))
        return
    from rich.text import Text

    from tertius.view.terminal import heading

    out = console()
    out.print(heading(solved.case, merged=game.merged))
    out.print(Text.assemble(("State: ", "bold"), _shown(teller, game.codes[index])))
    if not judged:
        out.print(Text(f"{teller.actor(actor)} has no move here."))
    for j in sorted(judged, key=lambda j: not j.worthwhile):
        mark = ("worthwhile", "green") if j.worthwhile else ("not worthwhile", "red")
        text = teller.judgement(j)
        out.print(Text.assemble(mark, f": {text[0].upper() + text[1:]}."))
    for told in _barred(solved, actor, index).values():
        out.print(Text(told))
    out.print(Text(_CHECKED if checked else _UNCHECKED, style="dim"))
