"""A case as a Gambit strategic game (`.nfg`), where it is one.

A case is a game in strategic form if its states are all combinations of what its actors can set
their free options to, and every actor can go from any of its settings to any other in one move.
Linked options are no obstacle: they follow from the strategies. Payoffs are ranks, 0 for the worst.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tertius.errors import LimitError, NotSupportedError
from tertius.io.exchange import Computed, Exported, left_out, listed
from tertius.io.nfg import KEY, MAX_CONTINGENCIES, strategy_names
from tertius.io.option_table import needs_options, needs_ranks, options_reduced
from tertius.model.case import Case
from tertius.model.conflict import Option, OptionConflict

__all__ = ["nfg_text"]

_WHAT = "a strategic game (.nfg)"
_KEEPS = ("title", "summary")


def nfg_text(case: Case, extra: Mapping[str, Any], computed: Computed) -> Exported:
    """The file, with one outcome for each state; `NotSupportedError` names what a strategic game cannot say."""
    conflict = needs_options(case, _WHAT)
    needs_ranks(case, computed, _WHAT)
    options, said = options_reduced(conflict)
    place = {o.key: k for k, o in enumerate(conflict.options)}
    settings = {a: _settings(computed, [place[o.key] for o in options if o.actor == a]) for a in computed.actors}
    players = [a for a in computed.actors if len(settings[a]) > 1]
    if not players:
        raise NotSupportedError("nobody has a choice, so there is no player; convert under fewer levers")
    _refuse_what_is_no_game(conflict, options, computed, players, settings)
    contingencies = 1
    for a in players:
        contingencies *= len(settings[a])
    if contingencies > MAX_CONTINGENCIES:
        raise LimitError(f"{contingencies:,} contingencies; at most {MAX_CONTINGENCIES:,} are written; fix options that the question does not turn on")
    names = {a.id: a.name for a in case.actors}
    strategies = {a: _names(case, extra, a, [o for o in options if o.actor == a], settings[a]) for a in players}
    order = {a: {code: k for k, code in enumerate(settings[a])} for a in players}
    number = [0] * contingencies
    outcomes = []
    for state, code in enumerate(computed.codes):
        index, room = 0, 1
        for a in players:
            own = "".join(code[place[o.key]] for o in options if o.actor == a)
            index += room * order[a][own]
            room *= len(settings[a])
        number[index] = state + 1
        payoffs = ", ".join(str(computed.ranks[a][state]) for a in players)
        outcomes.append(f"{{ {_quoted(code)} {payoffs} }}")
    lines = [
        f"NFG 1 R {_quoted(case.title)} {{ {' '.join(_quoted(names[a]) for a in players)} }}",
        "",
        "{ " + "\n".join(f"{{ {' '.join(_quoted(s) for s in strategies[a])} }}" for a in players),
        "}",
        _quoted(case.summary),
        "",
        "{",
        *outcomes,
        "}",
        " ".join(map(str, number)),
    ]
    others = [a.id for a in case.actors if a.id not in players]
    beside = (f"actors without a choice, who are no players: {listed(others)}",) if others else ()
    linked = (f"options that follow from the others: {listed(said)}",) if said else ()
    return Exported("\n".join(lines) + "\n", (*left_out(case, _KEEPS), *beside, *linked))


def _settings(computed: Computed, place: Sequence[int]) -> list[str]:
    """What an actor's free options are set to in some state, in the order of states."""
    found = {"".join(code[k] for k in place) for code in computed.codes}
    return sorted(found, key=lambda code: code[::-1].replace("N", "0").replace("Y", "1"))


def _refuse_what_is_no_game(
    conflict: OptionConflict,
    options: Sequence[Option],
    computed: Computed,
    players: Sequence[str],
    settings: Mapping[str, Sequence[str]],
) -> None:
    combinations = 1
    for a in players:
        combinations *= len(settings[a])
    whole = combinations == len(computed.codes)
    if whole and all(
        len(targets) == len(settings[actor]) - 1
        for actor, moves in zip(computed.actors, computed.moves, strict=True)
        for targets in moves
    ):
        return
    causes = []
    one_way = [o.key for o in options if o.direction != "both"]
    if one_way:
        causes.append(f"{listed(one_way)} cannot be taken up and dropped at will (direction, or forbidden)")
    needs = list(dict.fromkeys(k for k, _ in conflict.rules.needs))
    if needs:
        causes.append(f"{listed(needs)} can be on only while something holds ('needs')")
    if not whole:
        causes.append(
            f"{combinations - len(computed.codes):,} of the {combinations:,} combinations of what the actors can do are infeasible, "
            f"by '{_joint(conflict)}'"
        )
    said = "; ".join(causes) or "here a move does not reach every setting of its actor's options"
    raise NotSupportedError(f"{_WHAT} is a free choice of every player, and {said}; convert it to .graphml or .gmcr instead")


def _joint(conflict: OptionConflict) -> str:
    """An infeasible expression about options of several actors."""
    for expr in conflict.infeasible:
        if len({name.partition(".")[0] for name in expr.atoms}) > 1:
            return str(expr)
    return str(conflict.infeasible[0]) if conflict.infeasible else "the rules in force"


def _names(case: Case, extra: Mapping[str, Any], actor: str, options: Sequence[Option], settings: Sequence[str]) -> list[str]:
    """Names of strategies: those that the case came with, else the options that are on."""
    kept = extra.get(KEY)
    strategies = kept.get("strategies") if isinstance(kept, dict) else None
    old = strategies.get(actor) if isinstance(strategies, dict) else None
    if isinstance(old, list) and len(old) == len(settings) and all(isinstance(x, str) for x in old):
        return old
    return strategy_names(options, settings)


def _quoted(text: str) -> str:
    """A quoted text on one line; that program escapes a quote, and has no escape for a backslash."""
    plain = " ".join(text.replace("\\", "/").split())
    return '"' + plain.replace('"', '\\"') + '"'
