"""The report's sentences, beside `tertius.explain.english`: headings, leads, and what joins the parts.

Nothing here computes a verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tertius.evidence.verdicts import ClaimResult
from tertius.explain.english import join

__all__ = [
    "CAUTION",
    "FORMS",
    "GLOSSARY",
    "IN_FULL",
    "SECTIONS",
    "VERDICT_WORDS",
    "count",
    "standing_caveats",
    "story",
    "tally",
]

CAUTION = "A model of an argument, not a finding about the world."
IN_FULL = ("Situations in full", "What is told above by how it differs from now, the status quo of the case as it stands.")

SECTIONS: Mapping[str, tuple[str, str]] = {
    "answer": ("The answer", ""),
    "actors": (
        "Who is in it",
        "Each actor with its role, what it can decide, and what it wants in words. Preferences are readings of what actors said and did.",
    ),
    "conflict": (
        "The conflict",
        "Who can do what, and which of the situations below could last.",
    ),
    "paths": (
        "From the status quo",
        "Where the situation goes, one move at a time, and which moves are refused. Readings that lead the same way share a picture.",
    ),
    "evolution": (
        "Situation by situation",
        "Where each situation could go from here, by whom, and whether that would pay. Choose a point, or a line of the list, for who would leave it "
        "and why not. Readings with the same moves share a picture.",
    ),
    "views": (
        "Who sees what",
        "Some actors see the case in a way of their own. Each acts on what it sees; a situation lasts where each stays by its own lights.",
    ),
    "leverage": (
        "What commitments could bring about",
        "Which smallest sets of commitments bring the target about in the model, on top of what each reading has in force. "
        "Commitments that touch force are named and never chosen. A description, not a recommendation.",
    ),
    "whatif": (
        "What if",
        "Take a reading and put commitments in force: where the situation then leads, and what becomes of the main claim. "
        "Nothing is computed here; every answer was worked out when the report was made. A description, not a recommendation.",
    ),
    "counterfactual": (
        "What would have happened without",
        "Which commitments and moves the target needed in the model, one at a time or together, and which were enough. "
        "An effect is that of an intervention in this model, and of nothing else.",
    ),
    "inverse": (
        "Which preferences it hangs on",
        "For each claim about stability: how many of all strict rankings of the actor make the situation stable, the others' preferences as "
        "they are; what stands against it now; and the least change that would do. A description, not a recommendation.",
    ),
    "ripeness": (
        "Is it ripe?",
        "Whether going on is a stalemate that hurts every party, and whether there is a way out that every party prefers, as each of "
        "them sees the case. No way out takes up force.",
    ),
    "phased": (
        "Step by step",
        "Whether steps lead to the target that nobody on the way would rather break off, by stopping or by taking back what it did. "
        "No step takes up force. Where there are none: which step fails, and what would mend it. A description, not a recommendation.",
    ),
    "thresholds": (
        "What deters, and what moves",
        "Thresholds from cardinal inputs, exact over their ranges. Where the ranges allow both answers, the answer is that some values do. "
        "What force is borne is given and described; nothing here asks what more or less of it would bring about.",
    ),
    "robustness": (
        "What survives when the inputs are wrong",
        "The case again and again with what it declares uncertain drawn anew: in what share of draws each verdict and each outcome is "
        "the same, which input they turn on, and how little would change them. Shares of draws are no probabilities of events.",
    ),
    "negotiation": (
        "What is on the table",
        "Each clause with what is in force, the draft, who wants what and who objects; whether the text passes under the rule, and which packages would. "
        "Red lines are the parties’ own. A description of these inputs, not a proposal.",
    ),
    "relations": (
        "Who stands between whom",
        "Signed ties by period. A solid line is a positive tie, a dashed line with a minus a negative one. An actor bridges a pair at odds "
        "if it has a positive tie with both.",
    ),
    "readings": (
        "The readings, as peers",
        "Rival interpretations of the same facts. The computation is the same for each; none is the default, and the order is that of the file.",
    ),
    "evidence": (
        "What the evidence says",
        "How likely each piece of evidence is under each reading, and what follows as bounds. Readings are peers, in the order "
        "of the file; where a mark is contested, change it in the case file and look again.",
    ),
    "claims": (
        "Claims and readings",
        "Each claim is tested under each reading that it is about. Open a claim for the reason, and for the edit that would change the verdict.",
    ),
    "hindsight": (
        "Then and now",
        "The same computation twice: with only what was known when the argument was made, and with what is known since.",
    ),
    "history": (
        "What happened",
        "Dated events, each with its sources. Moves and refusals of an actor are marked.",
    ),
    "seen": (
        "What was seen",
        "Each recorded move and refusal under each reading: does it pay at once, with foresight, or not; and the least change of "
        "preferences that would explain all. A reading that fixes an option explains nothing of it. A description, not a ranking of readings.",
    ),
    "forecasts": (
        "Forecasts on record",
        "In the words of their source. A number is the modeller’s reading of those words unless it says otherwise. What was never "
        "put to the test is kept.",
    ),
    "coverage": (
        "Paragraph by paragraph",
        "What became of each paragraph of the source, and why some of it is not modelled.",
    ),
    "inputs": (
        "Inputs and sources",
        "Every input with what it rests on. Whoever disagrees with one can change it in the case file and run the model again.",
    ),
    "wrong": ("How this could be wrong", ""),
}
"""Heading and lead of each section, in the order of the page."""

GLOSSARY = ("Words used here", "What they mean on this page. Under each heading stand those that its section uses.")
"""Heading and lead of the list of terms."""
VERDICT_WORDS = {"holds": "holds", "fails": "fails", "open": "open"}
FORMS = {
    "claim": "claim",
    "event": "event",
    "forecast": "forecast",
    "context": "context",
    "not_modelled": "not modelled",
}
def count(number: int, one: str, many: str = "") -> str:
    """``1 claim``, ``2 claims``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def story(steps: Sequence[str], end: str, refused: Sequence[str]) -> str:
    """A path in one paragraph, for those who do not see the picture."""
    text = f"From the status quo: {'; then '.join(steps)}. " if steps else ""
    text += end
    if refused:
        text += " Refused: " + "; ".join(refused) + "."
    return text


def tally(results: Iterable[ClaimResult]) -> tuple[tuple[str, int], ...]:
    """How many results hold, fail and are open; what there is none of is left out."""
    counts = Counter(r.verdict.verdict for r in results)
    return tuple((v, counts[v]) for v in VERDICT_WORDS if counts[v])


def standing_caveats(
    *, unmarked: int, inputs: int, judged: int, cited_only: int, unsettled: Sequence[str], untested: int,
    no_falsifier: Sequence[str], broken: Sequence[str], foresight: bool, views: Sequence[str] = (),
) -> tuple[str, ...]:  # fmt: skip
    """What holds of every case, with the numbers of this one."""
    said = []
    if unmarked:
        said.append(
            f"{unmarked} of {count(inputs, 'input')} {'names' if unmarked == 1 else 'name'} neither a source nor what "
            "it rests on."
        )
    if judged:
        said.append(
            f"{judged} of {count(inputs, 'input')} {'is' if judged == 1 else 'are'} the modeller’s own judgement "
            "(judged or invented). Another modeller could judge otherwise."
        )
    if cited_only:
        said.append(f"{count(cited_only, 'source')} {'is' if cited_only == 1 else 'are'} known only from citations; the modeller has not seen {'it' if cited_only == 1 else 'them'}.")
    if unsettled:
        said.append(
            f"Under {join(list(unsettled))} some path never comes to rest. There the model does not say what "
            "happens, and claims about outcomes can be open."
        )
    if foresight:
        said.append(
            "Foresight 2 judges a move by where the others’ replies come to rest. It credits the move with whatever "
            "the others would then do, also with what they might have done anyway."
        )
    if no_falsifier:
        said.append(f"No edit that would change the verdict is on file for {join(list(no_falsifier))}.")
    if broken:
        said.append(f"The falsifier on file does not work for {join(list(broken))}.")
    if untested:
        said.append(f"{count(untested, 'claim')} {'stands' if untested == 1 else 'stand'} in the case untested.")
    seen = "everybody sees the same situation, and nobody is mistaken about what the others want"
    if views:
        seen = (
            f"{join(list(views))} {'sees' if len(views) == 1 else 'see'} the case in {'its' if len(views) == 1 else 'their'} "
            "own way where this page says so, and nobody guesses at what the others see. Claims are tested on the case as "
            "the readings have it, not on what an actor sees"
        )
    said.append(f"Options are on or off; {seen}. A verdict is about this model; whether the model fits is for the reader to judge.")
    return tuple(said)
