"""A case file, or a folder with case.yaml, to a Case; or every mistake in it at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.errors import CaseError, LimitError, Problem, TertiusError
from tertius.io.changes import merge_conflict
from tertius.io.claims import CaseNames, read_claims
from tertius.io.conflict import read_conflict
from tertius.io.fields import Context, Fields
from tertius.io.nodes import MAX_BYTES, Node, Scalar, parse_yaml
from tertius.io.readings import (
    READING_KEYS,
    Base,
    changed_conflict,
    changed_negotiation,
    option_keys,
    read_readings,
)
from tertius.io.sections import (
    read_actors,
    read_caveats,
    read_coverage,
    read_forecasts,
    read_history,
    read_levers,
    read_sources,
    read_views,
)
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.content_hash import case_hash
from tertius.model.layers import situate
from tertius.model.thresholds_section import Thresholds

if TYPE_CHECKING:
    from tertius.model.evidence import Evidence, Ladder
    from tertius.model.negotiation import Negotiation
    from tertius.model.relations import Relations
    from tertius.model.uncertainty import Uncertainty

__all__ = ["READING_KEYS", "SECTIONS", "case_hash", "case_of", "load_case", "parse_case"]

Conflict = OptionConflict | GraphConflict
SECTIONS = (
    "tertius", "redacted", "title", "as_of", "argued_on", "summary", "question", "main_claim", "sources", "actors", "conflict", "levers",
    "readings", "views", "uncertainty", "history", "relations", "negotiation", "claims", "forecasts", "evidence", "ladder", "thresholds",
    "coverage", "anchors", "caveats",
)  # fmt: skip

REDACTED = ("team", "public")
"""Levels of a redacted file, as in `tertius.model.redact`, which few cases need."""


def load_case(path: str | Path) -> Case:
    """Read a case.

    Raises `CaseError` with every mistake, `LimitError` for a file that is too large.
    """
    path = Path(path)
    if path.is_dir():
        path = path / "case.yaml"
    name = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LimitError(
                f"{name}: {path.stat().st_size / 2**20:,.0f} MB; a case file may have {MAX_BYTES / 2**20:.0f} MB; "
                "move long tables into CSV files beside it"
            )
        data = path.read_bytes()
    except OSError as error:
        raise CaseError([Problem(name, 0, 0, "", f"it cannot be read: {error.strerror}", "a case file")]) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CaseError([Problem(name, line, 1, "", "it is not UTF-8 text", "a file saved as UTF-8")]) from None
    return parse_case(text, file=name)


def parse_case(text: str, *, file: str = "case.yaml") -> Case:
    """Read a case from its text."""
    root, problems = parse_yaml(text, file)
    return case_of(root, problems, file=file)


def case_of(root: Node, problems: Iterable[Problem], *, file: str) -> Case:
    """Read a case from its tree. Raises `CaseError` with the problems that there are already and every mistake."""
    context = Context(file, list(problems))
    top = Fields(context, root, "", SECTIONS, required=("tertius", "title", "actors"))
    version = top.get("tertius")
    if version is not None and context.text(version, "tertius") != "1":
        context.report(version, "tertius", f"format {_short(version)} is not known", "tertius: 1")
    context.redacted = top.choice("redacted", REDACTED, "")
    sources = read_sources(context, top)
    actors = read_actors(context, top, sources)
    actor_ids = [a.id for a in actors]
    conflict_node = top.get("conflict")
    conflict = None if conflict_node is None else read_conflict(context, conflict_node, actors, sources)
    levers = read_levers(context, top, conflict, actor_ids, sources)
    history = read_history(context, top, conflict, actor_ids, sources)
    # What reads a section that only some cases have is imported where there is one: each command starts a process.
    relations: Relations | None = None
    if (relations_node := top.get("relations")) is not None:
        from tertius.io.relations import read_relations

        relations = read_relations(context, relations_node, actor_ids, sources)
    negotiation: Negotiation | None = None
    if (negotiation_node := top.get("negotiation")) is not None:
        from tertius.io.negotiation import read_negotiation

        known = len(context.problems)
        negotiation = read_negotiation(context, negotiation_node, actors, sources, options=option_keys(conflict))
        if len(context.problems) > known:
            # What is wrong there would be wrong again wherever something is laid over it; it is told once.
            negotiation_node = None
    base = Base(conflict, conflict_node, negotiation, negotiation_node, actors, sources)
    readings, changes = read_readings(context, top, base, levers)

    def renegotiated(change: Node, where: str, tried: Collection[str | None]) -> Mapping[str, Negotiation]:
        """The section after a falsifier's changes: of the case, and of each reading that changes it."""
        found = {}
        for reading in (None, *(r for r in readings if readings[r].negotiation is not None)):
            if reading is not None and reading not in tried:
                continue
            made = changed_negotiation(context, change, where, base, () if reading is None else changes[reading])
            if made is not None:
                found[reading or ""] = made
        return found

    evidence: Evidence | None = None
    if top.get("evidence") is not None:
        from tertius.io.evidence import read_evidence

        evidence = read_evidence(context, top, sources, readings)
    ladder: Ladder | None = None
    if top.get("ladder") is not None:
        from tertius.io.ladder import read_ladder

        ladder = read_ladder(context, top, sources)
    thresholds = Thresholds()
    if top.get("thresholds") is not None:
        from tertius.io.thresholds import read_thresholds

        thresholds = read_thresholds(context, top, conflict, actor_ids, sources)
    uncertainty: Uncertainty | None = None
    if top.get("uncertainty") is not None:
        from tertius.io.uncertainty import read_uncertainty

        uncertainty = read_uncertainty(
            context, top, conflict, readings, sources, negotiated=top.get("negotiation") is not None,
            weighed=top.get("evidence") is not None,
        )  # fmt: skip
    names = CaseNames(conflict, actor_ids, sources, levers, readings, history, relations, evidence, negotiation, renegotiated)

    def variants(change: Node, where: str, tried: Collection[str | None]) -> Mapping[str, Conflict]:
        found = {}
        for reading in tried:
            over = conflict_node
            for earlier in changes.get(reading or "", ()):
                over = merge_conflict(over, inner) if (inner := earlier.get("conflict")) is not None else over
            made = changed_conflict(context, change, where, base, over)
            if made is not None:
                found[reading or ""] = made
        return found

    claims = read_claims(context, top.get("claims"), names, variants)
    asked = [c.id for c in claims if type(c.expect).__name__ == "IssueTest" and getattr(c.expect, "kind", "") != "median"]
    forecasts = read_forecasts(context, top, sources, asked)
    ids = [c.id for c in claims] + [e.id for e in history] + [f.id for f in forecasts] + list(sources)
    coverage, paragraphs = read_coverage(context, top, sources, ids)
    case = Case(
        title=top.text("title"),
        actors=actors,
        conflict=conflict,
        as_of=top.date("as_of"),
        argued_on=top.date("argued_on"),
        summary=top.text("summary"),
        question=top.text("question"),
        main_claim=top.known("main_claim", "claim", [c.id for c in claims]),
        caveats=read_caveats(context, top, sources),
        sources=sources,
        levers=levers,
        readings=readings,
        views=read_views(context, top, actor_ids, readings),
        uncertainty=uncertainty,
        history=history,
        relations=relations,
        negotiation=negotiation,
        claims=claims,
        forecasts=forecasts,
        thresholds=thresholds,
        evidence=evidence,
        ladder=ladder,
        coverage=coverage,
        paragraphs=paragraphs,
    )
    if (anchors_node := top.get("anchors")) is not None:
        from tertius.io.anchors import read_anchors
        from tertius.model.inputs import places

        case = replace(case, anchors=read_anchors(context, anchors_node, sources, places(case), paragraphs))
    if not context.problems:
        _try_layers(context, case, top)
    if context.problems:
        raise CaseError(sorted(context.problems, key=lambda p: (p.line, p.column)))
    if context.redacted:
        from tertius.model.redact import redact

        return redact(case, context.redacted)
    return replace(case, hash=case_hash(case))


def _short(node: Node) -> str:
    return node.text[:40] if isinstance(node, Scalar) else "of this kind"


def _try_layers(context: Context, case: Case, top: Fields) -> None:
    """Each reading and lever, applied once, so that what cannot stand together is found on loading."""
    said: list[str] = []
    for key, node in top.entries("levers"):
        try:
            situate(case, levers=[key.text])
        except TertiusError as error:
            said.append(str(error))
            context.report(node, f"levers.{key.text}", str(error), "effects that can stand together")
    for key, node in top.entries("readings"):
        try:
            situate(case, reading=key.text)
        except TertiusError as error:
            # A lever that cannot be is said once, not again for every reading that has it in force.
            if not any(text in str(error) for text in said):
                context.report(node, f"readings.{key.text}", str(error), "effects that can stand together")
    if case.uncertainty is not None and not context.problems:
        _try_alternatives(context, case, top)


def _try_alternatives(context: Context, case: Case, top: Fields) -> None:
    """Each alternative under each reading and with each lever: an effect may name a statement that it lacks."""
    from tertius.model.uncertainty import Alternatives, Uncertainty, drawn, generator

    assert case.uncertainty is not None
    node = top.node.key("uncertainty")
    for actor, how in case.uncertainty.preferences.items():
        for number, one in enumerate(how.among if isinstance(how, Alternatives) else (), 1):
            only = Uncertainty({actor: Alternatives((replace(one, weight=1.0),))})
            made = drawn(replace(case, uncertainty=only), generator(0, 0))
            for reading, lever in [*((r, None) for r in case.readings), *((None, x) for x in case.levers)]:
                try:
                    situate(made, reading=reading, levers=() if lever is None else (lever,))
                except TertiusError as error:
                    where = f"uncertainty.preferences.{actor}.alternatives.{number}"
                    context.report(node, where, str(error), "an alternative that every reading and lever can change")
