"""`tertius play`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note, write_whole
from tertius.errors import TertiusError

if TYPE_CHECKING:
    from tertius.dynamics.play import Play

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--as", "roles", metavar="ACTOR", multiple=True, help="Play this actor, and let the model play the others (repeatable).  [default: everybody by hand]")
@click.option("--watch", is_flag=True, help="The model plays everybody; nothing is read.")
@click.option("--foresight", type=click.IntRange(1, 2), default=1, show_default=True, metavar="N", help="The model's rule. 1: moves must pay at once; 2: where they come to rest.")
@click.option("--concept", "--concepts", "concept", default="", metavar="C", help="The model's rule: what can sanction a move.  [default: seq, or seq_d where something is not known]")
@click.option("--seed", type=click.IntRange(0), metavar="N", help="The model's actors in random order.  [default: file order]")
@click.option("--from", "start", default="status_quo", show_default=True, metavar="S", help="Start from this state: a code (YNN), options that are on (a.x,b.y), or status_quo.")
@click.option("--move", "made", metavar="M", multiple=True, help="Make this move instead of reading any: options to set ('a.x', 'not a.x, a.y'), a state's code, or pass (repeatable).")
@click.option("--out", "--output", "-o", "transcript", type=click.Path(path_type=Path), metavar="FILE", help="Write the transcript to a .md or .txt file.")
@click.option("--replay", is_flag=True, help="Walk through the recorded history instead.")
@click.option("--cards", type=click.Path(path_type=Path), metavar="FILE", help="Write role cards to print to an .html file instead.")
def command(
    asked: Asked,
    roles: tuple[str, ...],
    watch: bool,
    foresight: int,
    concept: str,
    seed: int | None,
    start: str,
    made: tuple[str, ...],
    transcript: Path | None,
    replay: bool,
    cards: Path | None,
) -> int:
    """Play a case move by move, alone or against the model; replay its history; print role cards.

    Turns are read from the terminal or a pipe; `help` lists what can be said. Ctrl-D ends the play. A session is a
    game on a model, not a forecast. CASE is a case file, its folder, or the slug of a shipped case.
    """
    _refuse_together(
        roles=roles, watch=watch, made=made, transcript=transcript, replay=replay, cards=cards,
        rule=foresight != 1 or concept or seed is not None, start=start,
    )  # fmt: skip
    if cards is not None:
        return _cards(asked, cards)
    if replay:
        from tertius.cli.play_replay import show_history

        return show_history(asked)
    play = _start(asked, roles=roles, watch=watch, foresight=foresight, concept=concept, seed=seed, start=start)
    if transcript is not None and (transcript.suffix.lower() not in {".md", ".txt"} or transcript.is_dir()):
        raise TertiusError(f"--out {transcript}: a transcript is text; name a file that ends in .md or .txt")

    def keep(play: Play) -> None:
        if transcript is not None:
            from tertius.view.play_text import transcript as text

            write_whole(transcript, text(play, markdown=transcript.suffix.lower() == ".md"))
            note(f"wrote {transcript}", asked.quiet)

    return _played(asked, play, made, keep)


def _refuse_together(
    *, roles: tuple[str, ...], watch: bool, made: tuple[str, ...], transcript: Path | None, replay: bool,
    cards: Path | None, rule: object, start: str,
) -> None:  # fmt: skip
    """Options that say different things about what is wanted."""
    if watch and (roles or made):
        raise click.UsageError("--watch leaves every actor to the model; leave it out to use --as or --move")
    if replay and cards is not None:
        raise click.UsageError("--replay shows the history and --cards writes cards; ask for one of the two")
    other = [
        name
        for name, given in (
            ("--as", roles), ("--watch", watch), ("--move", made), ("--out", transcript),
            ("--from", start != "status_quo"), ("--foresight, --concept and --seed", rule),
        )
        if given
    ]  # fmt: skip
    if other and (replay or cards is not None):
        raise click.UsageError(f"{'--replay' if replay else '--cards'} is no play; leave out {', '.join(other)}")


def _start(
    asked: Asked, *, roles: tuple[str, ...], watch: bool, foresight: int, concept: str, seed: int | None, start: str
) -> Play:
    from tertius.cli.why import _state
    from tertius.dynamics.play import start as begin
    from tertius.dynamics.solved import Solved

    case = asked.situated()
    by_hand = () if watch else roles or None
    state = None
    if start != "status_quo":
        solved = Solved(case)
        state = solved.game.codes[_state(solved, start, "--from")]
    play = begin(case, by_hand=by_hand, concept=concept, foresight=foresight, seed=seed, state=state)
    if seed is not None and not play.table.by_model:
        note("--seed says in which order the model's actors move, and there are none here", asked.quiet)
    return play


def _played(asked: Asked, play: Play, made: tuple[str, ...], keep: object) -> int:
    from tertius.cli.play_loop import play_on, played_by_the_model
    from tertius.explain.play_english import PlayTeller
    from tertius.view.terminal_play import show_debrief, show_intro, show_turns

    assert callable(keep)
    out, told, left = console(), PlayTeller(play.table), False
    talks = not asked.as_json and not asked.quiet
    if talks:
        show_intro(out, play, told)
    if made or asked.as_json or not play.table.by_hand:
        for text in made:
            play = _move(play, text)
        if not play.table.by_hand:
            play = played_by_the_model(play)
        if talks:
            show_turns(out, play, told)
    else:
        play, left = play_on(out, play, told, asked.quiet, keep)
    keep(play)
    if asked.as_json:
        from tertius.view.play_json import play_json

        emit_json(play_json(play))
    elif asked.quiet:
        _bare(play)
    elif not left:
        show_debrief(out, play, told)
    return 0


def _move(play: Play, text: str) -> Play:
    """The play after one --move, and the model's answer to it."""
    from tertius.cli.play_moves import read_move
    from tertius.dynamics.play import apply, model_turn, pass_turn, whose

    if whose(play) == "over":
        raise TertiusError(f"--move {text}: the play is over before it; leave it out")
    if text.strip().lower() == "pass":
        return model_turn(pass_turn(play))
    try:
        move = read_move(play, text)
    except TertiusError as error:
        raise TertiusError(f"--move {text}: {error}") from None
    return model_turn(apply(play, move.actor, move.after))


def _bare(play: Play) -> None:
    """A line a turn, then how it ended."""
    from tertius.dynamics.play import debrief

    for turn in play.turns:
        click.echo(f"{turn.actor or '-'}\t{turn.before}\t{turn.after}\t{turn.by}")
    found = debrief(play)
    click.echo(f"{found.end}\t{play.state}\t{'rests' if found.rests else 'moves'}")


def _cards(asked: Asked, goal: Path) -> int:
    from tertius.report.cards import role_cards
    from tertius.report.render import render_cards

    if goal.is_dir():
        raise TertiusError(f"--cards {goal} is a folder; name a file in it that ends in .html")
    if goal.suffix.lower() not in {".html", ".htm"}:
        raise TertiusError(f"--cards {goal}: cards are a web page; name a file that ends in .html")
    deck = role_cards(asked.file_case(), reading=asked.reading, levers=asked.levers)
    write_whole(goal, render_cards(deck))
    if asked.as_json:
        emit_json(
            {
                "schema": "tertius/cards/1",
                "file": str(goal),
                "case": {"title": deck.title, "hash": dict(deck.provenance)["Content hash"]},
                "cards": [card.actor for card in deck.cards],
            }
        )
    note(f"wrote {goal}: {len(deck.cards)} cards and the teacher's sheet", asked.quiet)
    return 0
