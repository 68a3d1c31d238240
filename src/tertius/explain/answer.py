"""The answer to the argument, in at most five sentences, computed from the verdicts.

1. under which readings the main claim holds, fails, is open; 2. which premise carries the weight;
3. which input separates the readings; 4. what would change it; 5. what hindsight changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tertius.evidence.claims import bearing
from tertius.evidence.verdicts import ClaimResult, by_falsifier
from tertius.explain.english import Teller, join
from tertius.explain.redaction_english import WITHHELD
from tertius.explain.words import Words, isolated, on_day
from tertius.model.case import Case, Claim, Combined

__all__ = ["Answer", "answer", "closest_pair", "features", "load_bearing", "parting", "separating"]

VERDICTS = ("holds", "fails", "open")
WORDS = {"holds": "hold", "fails": "fail", "open": "are open"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The main claim and what can be said about it; `sentences` is for people, and has `premise`, `parting` and `change` where there are any."""

    claim: Claim | None
    by_verdict: dict[str, tuple[str | None, ...]]
    load_bearing: str | None
    parting: str
    sentences: tuple[str, ...]
    premise: str = ""
    change: str = ""


def answer(
    case: Case,
    results: Sequence[ClaimResult],
    then: Sequence[ClaimResult] | None = None,
    *,
    about: str | None = None,
) -> Answer:
    """The answer about one claim (by default the case's main claim).

    `then` are the results with only what was known when the argument was made. Where `results` do
    not have the claim, the answer is a count of verdicts.
    """
    teller = Teller(case)
    wanted = about if about is not None else case.main_claim
    claim = next((r.claim for r in results if r.claim.id == wanted), None)
    if claim is None:
        withheld = tuple(f"“{c.text.rstrip('.')}”: {WITHHELD[:1].lower()}{WITHHELD[1:]}" for c in case.claims if c.id == wanted and c.withheld)
        counts = Counter(r.verdict.verdict for r in results)
        if not results:
            return Answer(None, {}, None, "", withheld or ("The case makes no claim that can be tested.",))
        said = join([f"{counts[v]} {_word(v) if counts[v] == 1 else WORDS[v]}" for v in VERDICTS if counts[v]])
        if len(results) == 1:
            told = f"There is one verdict: the claim {_word(results[0].verdict.verdict)}."
        else:
            told = f"Of {len(results)} verdicts, one for each claim and reading: {said}."
        return Answer(None, {}, None, "", (*withheld, told))
    mine = [r for r in results if r.claim.id == claim.id]
    groups = {v: tuple(r.reading for r in mine if r.verdict.verdict == v) for v in VERDICTS}
    sentences = [_first(teller, claim, groups, len(mine))]
    carrier = load_bearing(case, claim, mine)
    premise = "" if carrier is None else _second(case, claim, carrier, mine)
    separates = parting(bearing(case, claim), groups["holds"], groups["fails"], groups["open"])
    change = _fourth(teller, claim, mine)
    sentences += [s for s in (premise, separates, change) if s]
    if then is not None and case.argued_on is not None:
        sentences.append(_fifth(case, claim, mine, [r for r in then if r.claim.id == claim.id]))
    return Answer(claim, groups, carrier, separates, tuple(sentences), premise, change)


def _first(teller: Teller, claim: Claim, groups: dict[str, tuple[str | None, ...]], count: int) -> str:
    if count == 1:
        return f"“{claim.text.rstrip('.')}” {next(_word(v) for v in VERDICTS if groups[v])}."
    parts: list[str] = []
    for verdict, word in (("holds", "holds"), ("fails", "fails"), ("open", "is open")):
        names = groups[verdict]
        if names:
            listed = f" ({join([teller.reading(r) for r in names])})" if len(names) <= 3 else ""
            parts.append(f"{word} under {len(names)}{f' of {count} readings' if not parts else ''}{listed}")
    among = "; the case as it stands counts as one of them" if any(None in names for names in groups.values()) else ""
    return f"“{claim.text.rstrip('.')}” {join(parts)}{among}."


def load_bearing(case: Case, claim: Claim, mine: Sequence[ClaimResult]) -> str | None:
    """The premise on which the claim turns: most often the only one that does not hold."""
    if not isinstance(claim.expect, Combined) or not claim.expect.every:
        return None
    alone: Counter[str] = Counter()
    weak: Counter[str] = Counter()
    for result in mine:
        lacking = [id for id, part in result.verdict.parts if part.verdict != "holds"]
        weak.update(lacking)
        if len(lacking) == 1:
            alone.update(lacking)
    order = [id for id in claim.expect.claims if any(c.id == id for c in case.claims)]
    if not weak or not order:
        return None
    return max(order, key=lambda id: (alone[id], weak[id], -order.index(id)))


def _second(case: Case, claim: Claim, carrier: str, mine: Sequence[ClaimResult]) -> str:
    assert isinstance(claim.expect, Combined)
    if len(mine) == 1:
        return f"Of its premises {join(list(claim.expect.claims))}, {carrier} does not hold (“{case.claim(carrier).text.rstrip('.')}”)."
    lacking = [r for r in mine if dict(r.verdict.parts)[carrier].verdict != "holds"]
    only = [r for r in lacking if sum(p.verdict != "holds" for _, p in r.verdict.parts) == 1]
    tail = f", and under {len(only)} of them it is the only one that does not" if only else ""
    text = case.claim(carrier).text.rstrip(".")
    return (
        f"Of its premises {join(list(claim.expect.claims))}, the answer turns most on {carrier} (“{text}”): "
        f"it does not hold under {len(lacking)} of {len(mine)} readings{tail}."
    )


def features(case: Case, reading: str | None) -> dict[str, str]:
    """What a reading adds to the case: feature to words. The case as it stands adds nothing."""
    if reading is None or reading not in case.readings:
        return {}
    chosen, words = case.readings[reading], Words(case)
    found = {f"lever {x}": f"“{isolated(case.levers[x].name)}”" for x in chosen.levers if x in case.levers}
    found |= {f"effect {e}": words.effect(e) for e in chosen.effects}
    if chosen.alters:
        found |= {f"change {x}": x for x in words.variant(chosen)}
    return found


def separating(case: Case, holds: Sequence[str | None], fails: Sequence[str | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Inputs, in words, that every reading in `holds` has and none in `fails`; and the other way round."""
    has, lacks = [features(case, r) for r in holds], [features(case, r) for r in fails]
    words = {k: w for f in (*has, *lacks) for k, w in f.items()}

    def only(ours: Sequence[dict[str, str]], theirs: Sequence[dict[str, str]]) -> tuple[str, ...]:
        return tuple(w for k, w in words.items() if all(k in f for f in ours) and not any(k in f for f in theirs))

    return only(has, lacks), only(lacks, has)


def closest_pair(
    case: Case, holds: Sequence[str | None], fails: Sequence[str | None]
) -> tuple[str | None, str | None, tuple[str, ...], tuple[str, ...]] | None:
    """A reading that holds and one that fails with the fewest inputs between them: what each has alone."""
    best = None
    for good in holds:
        for bad in fails:
            a, b = features(case, good), features(case, bad)
            more = tuple(w for k, w in a.items() if k not in b)
            less = tuple(w for k, w in b.items() if k not in a)
            if (more or less) and (best is None or len(more) + len(less) < len(best[2]) + len(best[3])):
                best = good, bad, more, less
    return best


def parting(
    case: Case, holds: Sequence[str | None], fails: Sequence[str | None], undecided: Sequence[str | None] = ()
) -> str:
    """What separates the readings in which a claim holds from those in which it fails, in a sentence."""
    if not holds or not fails:
        return ""
    only_holds = separating(case, holds, [*fails, *undecided])[0]
    only_fails = separating(case, [*holds, *undecided], fails)[1]
    if only_holds or only_fails:
        where, words = ("holds", only_holds) if only_holds else ("fails", only_fails)
        what = "One input stands" if len(words) == 1 else f"{len(words)} inputs stand"
        return f"{what} in all readings where it {where} and in no other: {'; '.join(words)}."
    pair = closest_pair(case, holds, fails)
    if pair is None:
        return "Nothing on file separates the readings where it holds from those where it fails."
    good, bad, more, less = pair
    teller = Words(case)
    said = [f"the first has {'; '.join(more)}"] if more else []
    said += [f"the second has {'; '.join(less)}"] if less else []
    return (
        "No single input separates the readings where it holds from those where it fails; the closest pair is "
        f"{teller.reading(good)} (holds) and {teller.reading(bad)} (fails): {join(said)}."
    )


def _fourth(teller: Teller, claim: Claim, mine: Sequence[ClaimResult]) -> str:
    if claim.falsifier is None:
        return ""
    turned = by_falsifier(mine)[0]
    if not turned:
        return ""
    name = claim.falsifier.name or teller.edit(claim.falsifier)
    befores = {r.verdict.verdict for r in turned}
    before = befores.pop() if len(befores) == 1 else ""
    where = f" under {join([teller.reading(r.reading) for r in turned[:3]])}" if len(mine) > 1 else ""
    return f"One edit changes that: if {name.rstrip('.')}, it {_word(claim.falsifier.becomes)}{where}{f' instead of {_now(before)}' if before else ''}."


def _word(verdict: str) -> str:
    return {"holds": "holds", "fails": "fails", "open": "is open"}[verdict]


def _now(verdict: str) -> str:
    return {"holds": "holding", "fails": "failing", "open": "being open"}[verdict]


def _fifth(case: Case, claim: Claim, now: Sequence[ClaimResult], then: Sequence[ClaimResult]) -> str:
    def tally(results: Sequence[ClaimResult]) -> str:
        counts = Counter(r.verdict.verdict for r in results)
        return join([f"{_word(v)} under {counts[v]}" for v in VERDICTS if counts[v]])

    gone = [r for r in case.readings if r not in {x.reading for x in then} and r in {x.reading for x in now}]
    before = {r.reading: r.verdict.verdict for r in then}
    changed = [r for r in now if r.reading in before and before[r.reading] != r.verdict.verdict]
    if not then:
        return f"With only what was known {on_day(case.argued_on)} it could not be put."
    tail = f" of {len(then)} readings" if len(then) > 1 else ""
    text = f"With only what was known {on_day(case.argued_on)} it {tally(then) if tail else _word(then[0].verdict.verdict)}{tail}"
    if gone:
        text += f"; {join([Teller(case).reading(r) for r in gone])} {'rests' if len(gone) == 1 else 'rest'} on later sources only"
    if changed:
        text += f"; {len(changed)} verdict{'s differ' if len(changed) > 1 else ' differs'} from today's"
    elif not gone:
        text += ", as today"
    return text + "."
