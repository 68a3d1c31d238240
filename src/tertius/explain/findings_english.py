"""What each section of a report comes to, in a line that stands under its heading while it is folded.

Every line is put together from counts and from sentences that stand in the section; nothing here computes a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tertius.explain.english import join
from tertius.explain.report_english import count

__all__ = [
    "actors_line", "answers_line", "claims_line", "conflict_line", "coverage_line", "evidence_line", "first_of", "first_sentence", "forecasts_line",
    "hindsight_line", "history_line", "inputs_line", "leverage_line", "needed_line", "paths_line", "phased_line", "readings_line", "relations_line",
    "seen_line", "views_line", "wrong_line",
]  # fmt: skip

_ONE = {"holds": "holds", "fails": "fails", "open": "is open"}
_MANY = {"holds": "hold", "fails": "fail", "open": "are open"}


def _of(some: int, all_: int) -> str:
    """``under all 9 readings``, ``under 3 of 9 readings``, ``under none of 9 readings``."""
    if all_ == 1:
        return "here" if some else "not here"
    return f"under all {all_} readings" if some == all_ else f"under {some or 'none'} of {all_} readings"


def actors_line(actors: int, with_options: int, third: Sequence[str]) -> str:
    """How many there are, and who stands between the others."""
    said = f"{count(actors, 'actor')}, {with_options or 'none'} with something to decide in the model"
    return f"{said}; {join(list(third))} {'is' if len(third) == 1 else 'are'} the third {'party' if len(third) == 1 else 'parties'}." if third else f"{said}."


def conflict_line(facts: str, shown: int) -> str:
    """The size of the model, and how many situations matter."""
    return f"{facts} {count(shown, 'situation')} {'matters' if shown == 1 else 'matter'}: where it starts, and where it can end." if shown else facts


def paths_line(without: int, ahead: int, readings: int) -> str:
    """How many different ways readings lead; of one reading, to how many ends."""
    parts = [f"{count(n, 'way')} {how}" for n, how in ((without, "where a move must pay at once"), (ahead, "with foresight")) if n]
    return f"{'The readings lead' if readings > 1 else 'The status quo leads'} {join(parts)}." if parts else ""


def leverage_line(reach: int, already: int, asked: int, targets: int) -> str:
    """Under how many readings a set of commitments brings the first target about, or it comes about without one."""
    what = "the target" if targets == 1 else f"the first of {targets} targets"
    last = f"; {_of(already, asked)} it comes about without one" if already else ""
    return f"Commitments on file, none of them touching force, bring {what} about {_of(reach, asked)}{last}."


def answers_line(tallies: Sequence[tuple[str, int, int]]) -> str:
    """Answers, each with how many of how many readings give it."""
    return " ".join(said if n == all_ else f"{said.rstrip('.')}: {_of(n, all_)}." for said, n, all_ in tallies)


def first_of(name: str, said: str, count_: int) -> str:
    """The first of several answers, with what it is about."""
    return f"{name}: {said}" if count_ else said


def phased_line(exists: int, asked: int) -> str:
    """Under how many readings there are steps that nobody would break off."""
    return f"Steps that nobody would rather break off lead to the first target {_of(exists, asked)}."


def needed_line(needed: Sequence[tuple[str, int]], asked: int) -> str:
    """The factors that the first target needs, and under how many readings."""
    if not needed:
        return "No single commitment or move is needed for the first target under any reading."
    best = max(n for _, n in needed)
    names = [name for name, n in needed if n == best]
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return f"Needed most often for the first target: {join(names[:2])}{more} ({_of(best, asked)})."


def views_line(own: int, lasting: int) -> str:
    """How many see the case in a way of their own, and what lasts all the same."""
    return f"{count(own, 'way')} of seeing the case; {count(lasting, 'situation')} {'lasts' if lasting == 1 else 'last'} by everybody’s own lights."


def relations_line(name: str, bridging: Sequence[str], most: str) -> str:
    """Who bridges most pairs in the last period."""
    if not bridging:
        return f"In the last period ({name}) nobody has positive ties with both sides of a pair at odds."
    return f"In the last period ({name}) {join(list(bridging))} {'bridges' if len(bridging) == 1 else 'bridge'} most pairs at odds: {most}."


def readings_line(readings: int, different: int) -> str:
    """How many readings there are, and to how many different outcomes they lead."""
    return f"{count(readings, 'reading')}, as peers; they lead to {count(different, 'different answer')} about where it ends."


def evidence_line(rows: int, readings: int, first: str) -> str:
    """What is weighed, and the first thing that follows."""
    return f"{count(rows, 'row')} of evidence under {count(readings, 'reading')}. {first}".strip()


def claims_line(claims: int, verdicts: Mapping[str, int], untested: int) -> str:
    """How many claims are tested, and how the verdicts fall."""
    said = join([f"{n} {(_ONE if n == 1 else _MANY)[v]}" for v, n in verdicts.items() if n])
    last = f" {count(untested, 'claim')} on file {'is' if untested == 1 else 'are'} not tested." if untested else ""
    tested = f"{count(claims, 'claim')} tested; of {sum(verdicts.values())} verdicts, one for each claim and reading: {said}." if claims else ""
    return f"{tested}{last}".strip()


def hindsight_line(changed: int, verdicts: int, added: int, then: str) -> str:
    """How many verdicts differ from then, and what came later."""
    said = f"{changed or 'None'} of {count(verdicts, 'verdict')} that could be reached {then} {'is' if changed == 1 else 'are'} different now" if verdicts else ""
    last = f"{count(added, 'source')} came later" if added else "no source came later"
    return f"{said}; {last}." if said else f"{last[:1].upper()}{last[1:]}."


def history_line(events: int, moves: int, first: str, last: str) -> str:
    """How much is on record, and over what time."""
    when = f" from {first} to {last}" if first != last else f", {first}"
    return f"{count(events, 'event')}{when}; {count(moves, 'recorded move and refusal', 'recorded moves and refusals')}."


def seen_line(moves: int, everywhere: int, nowhere: int) -> str:
    """How many recorded moves every reading explains, and how many none does."""
    return f"Of {count(moves, 'recorded move')}, {everywhere} {'is' if everywhere == 1 else 'are'} explained under every reading and {nowhere} under none."


def forecasts_line(ends: Mapping[str, int]) -> str:
    """What came of the forecasts."""
    words = {"yes": "happened", "no": "did not happen", "void": "void", "unresolved": "not resolved"}
    total = sum(ends.values())
    return f"{count(total, 'forecast')}: {join([f'{n} {words[k]}' for k, n in ends.items() if n])}." if total else ""


def coverage_line(summaries: Sequence[str]) -> str:
    """Of one source its own summary, of several how many there are."""
    return summaries[0] if len(summaries) == 1 else f"{count(len(summaries), 'source')}, paragraph by paragraph."


def wrong_line(own: int, model: int) -> str:
    """How many doubts are written down."""
    parts = [f"{count(own, 'doubt')} about this case" if own else "", f"{model} about the model" if model else ""]
    return f"{join([p for p in parts if p])}."


def inputs_line(inputs: int, sources: int, support: Sequence[str]) -> str:
    """How much is on file, and what it rests on."""
    parts = [count(n, word) for n, word in ((inputs, "input"), (sources, "source")) if n]
    return f"{join(parts)}. {support[0] if support else ''}".strip()


def first_sentence(text: str, limit: int = 260) -> str:
    """The first sentence of a text; cut at a word, with an ellipsis, where it is long."""
    end = next((k + 1 for k, c in enumerate(text) if c == "." and text[k + 1 : k + 2] in {"", " "} and k > 20), len(text))
    said = text[:end]
    return said if len(said) <= limit else said[:limit].rpartition(" ")[0].rstrip(",;") + " …"
