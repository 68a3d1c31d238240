"""The claims of a report: the answer and what it depends on, the matrix, the tree, then and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tertius.evidence.claims import premises_of
from tertius.evidence.verdicts import ClaimResult
from tertius.explain.answer import Answer
from tertius.explain.english import join
from tertius.explain.redaction_english import WITHHELD
from tertius.explain.report_english import count, tally
from tertius.explain.told import Told
from tertius.explain.words import day, on_day
from tertius.model.case import Case, Claim, Combined
from tertius.report.by_reading import alike
from tertius.report.dossier import (
    AnswerPart,
    ClaimRow,
    Context,
    Dependence,
    Group,
    HeldClaim,
    Hindsight,
    Node,
)
from tertius.report.exhibits import ForecastRow, Key

__all__ = ["answer_part", "claim_rows", "context_claims", "hindsight", "tree"]

_ORDER = ("holds", "fails", "open")


def answer_part(case: Case, told: Told, found: Answer, results: Sequence[ClaimResult], keys: Mapping[str | None, Key]) -> AnswerPart:
    """The answer in sentences, the readings by verdict, and what the answer depends on."""
    claim = found.claim
    depends = []
    if claim is not None:
        if found.premise:
            depends.append(Dependence("The premise that carries the weight", found.premise, f"claim-{found.load_bearing}"))
        if found.parting:
            depends.append(Dependence("What separates the readings", found.parting))
        mine = [r for r in results if r.claim.id == claim.id]
        if claim.falsifier is not None and mine:
            depends.append(Dependence("What would change it", found.change or told.falsifier(mine)[1], f"claim-{claim.id}"))
    apart = {d.text for d in depends}
    groups = tuple((v, tuple(keys[r] for r in found.by_verdict[v])) for v in _ORDER if found.by_verdict.get(v))
    sentences = tuple(s for s in found.sentences if s not in apart)
    return AnswerPart(sentences, None if claim is None else (claim.id, claim.text), groups, tuple(depends))


def claim_rows(case: Case, told: Told, results: Sequence[ClaimResult], keys: Mapping[str | None, Key]) -> tuple[ClaimRow, ...]:
    """Every tested claim; the main one first, the others in file order."""
    rows = []
    for claim in sorted(case.claims, key=lambda c: c.id != case.main_claim):
        mine = [r for r in results if r.claim.id == claim.id]
        if not mine:
            continue
        verdicts = {r.reading: r.verdict.verdict for r in mine}
        groups = alike(((r.reading, (r.verdict.verdict, told.verdict(r.verdict))) for r in mine), keys)
        ordered = sorted(groups, key=lambda g: _ORDER.index(g[1][0]))
        state, words, edit = "", "", ""
        if claim.falsifier is not None:
            state, words = told.falsifier(mine)
            edit = told.edit(claim.falsifier) if claim.falsifier.name else ""
        rows.append(
            ClaimRow(
                id=claim.id,
                text=claim.text,
                main=claim.id == case.main_claim,
                cells=tuple(verdicts.get(r) for r in keys),
                tally=tally(mine),
                groups=tuple(Group(v, marks, because) for marks, (v, because) in ordered),
                falsifier=words,
                falsifier_state=state,
                edit=edit,
                sources=claim.provenance.sources,
            )
        )
    return tuple(rows)


def context_claims(case: Case) -> tuple[Context, ...]:
    """Claims on file that no test reaches yet."""
    return tuple(Context(c.id, c.text, c.context, c.provenance.sources, WITHHELD if c.withheld else "") for c in case.claims if c.expect is None)


def tree(case: Case, results: Sequence[ClaimResult], bears: str | None) -> Node | None:
    """The main claim over its premises; None if it has none."""
    known = {c.id: c for c in case.claims}
    main = known.get(case.main_claim or "")
    if main is None or not isinstance(main.expect, Combined):
        return None

    def node(claim: Claim, above: tuple[str, ...]) -> Node:
        parts: tuple[Node, ...] = ()
        rule = ""
        if isinstance(claim.expect, Combined):
            rule = "all" if claim.expect.every else "any"
            inside = [p for p in claim.expect.claims if p in known and p not in above]
            parts = tuple(node(known[p], (*above, claim.id)) for p in inside)
        mine = [r for r in results if r.claim.id == claim.id]
        return Node(claim.id, claim.text, rule, tally(mine), claim.id == bears, parts)

    return node(main, (main.id,))


def hindsight(
    then_case: Case,
    case: Case,
    then: Sequence[ClaimResult],
    now: Sequence[ClaimResult],
    keys: Mapping[str | None, Key],
    forecasts: tuple[tuple[ForecastRow, ...], tuple[ForecastRow, ...]],
) -> Hindsight:
    """Then beside now. What came later stands on the right side only."""
    told = Told(case)
    before = {(r.claim.id, r.reading): r.verdict.verdict for r in then}
    after = {(r.claim.id, r.reading): r.verdict.verdict for r in now}
    held = []
    core = premises_of(case, case.main_claim) if case.main_claim is not None else tuple(c.id for c in case.claims)
    for claim in sorted(then_case.claims, key=lambda c: c.id != case.main_claim):
        left = [r for r in then if r.claim.id == claim.id]
        right = [r for r in now if r.claim.id == claim.id]
        if not left:
            continue
        held.append(
            HeldClaim(
                claim.id,
                claim.text,
                claim.id == case.main_claim,
                claim.id in core,
                tuple((keys[r.reading], r.verdict.verdict, False) for r in left),
                tuple(
                    (keys[r.reading], r.verdict.verdict, before.get((claim.id, r.reading)) != after[claim.id, r.reading])
                    for r in right
                ),
                tally(left),
                tally(right),
            )
        )
    new: list[tuple[str, tuple[tuple[str, str, str], ...]]] = [
        (
            "Readings",
            tuple((f"reading-{k}", keys[k].mark, told.reading(k)) for k in case.readings if k not in then_case.readings and k in keys),
        ),
        ("Claims", _new([c.id for c in then_case.claims], [(f"claim-{c.id}", c.id, c.text) for c in case.claims])),
        (
            "Events",
            _new(
                [e.id for e in then_case.history],
                [(f"event-{e.id}", e.id, f"{day(e.date)}: {e.text}") for e in case.history],
            ),
        ),
        (
            "Sources",
            _new(
                list(then_case.sources),
                [(f"source-{s.id}", s.id, f"{s.title}{f' ({day(s.date)})' if s.date else ''}") for s in case.sources.values()],
            ),
        ),
    ]
    assert case.argued_on is not None
    return Hindsight(
        then=on_day(case.argued_on),
        counts_then=_counts(then_case),
        counts_now=_counts(case),
        claims=tuple(held),
        forecasts_then=forecasts[0],
        forecasts_now=forecasts[1],
        added=tuple((label, items) for label, items in new if items),
    )


def _new(known: Sequence[str], items: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple(item for item in items if item[1] not in known)


def _counts(case: Case) -> str:
    return join(
        [
            count(n, word)
            for n, word in (
                (len(case.readings) + 1, "reading"),
                (sum(c.expect is not None for c in case.claims), "tested claim"),
                (len(case.history), "event"),
                (len(case.sources), "source"),
            )
            if n
        ]
    )
