"""What is on file: history, forecasts, coverage, inputs and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tertius.evidence.forecast_log import forecast_log
from tertius.explain.english import join
from tertius.explain.forecasts_english import ForecastTeller, said_probability
from tertius.explain.negotiation_english import PartyWords
from tertius.explain.report_english import FORMS, count
from tertius.explain.told import Told
from tertius.explain.uncertainty_english import (
    alternative_words,
    extension_words,
    mixture_words,
    reorder_words,
    spread_words,
)
from tertius.explain.words import day
from tertius.model.case import Case, Source
from tertius.model.conflict import BASES, OptionConflict, Provenance
from tertius.model.inputs import inputs, rests_on
from tertius.model.uncertainty import Alternatives, Reorder
from tertius.report.exhibits import CoverageTable, ForecastRow, InputGroup, InputRow, SourceCard, TimelineItem

__all__ = ["coverage", "forecasts", "input_groups", "source_cards", "timeline"]


def timeline(case: Case, told: Told) -> tuple[TimelineItem, ...]:
    """Events in order of date, with the date of the model and of the argument marked between them."""
    if not case.history:
        return ()
    items = []
    for e in case.history:
        kind = "move" if e.does or e.to_state else "refusal" if e.declines else "event"
        items.append((e.date, 0, TimelineItem(f"event-{e.id}", day(e.date), e.text, kind, told.event(e), e.provenance.sources)))
    if case.as_of is not None and case.conflict is not None and case.conflict.status_quo is not None:
        items.append((case.as_of, 1, TimelineItem("", day(case.as_of), "The status quo of the model", "marker")))
    if case.argued_on is not None and (case.known_by is None or not case.argued_on.is_after(case.known_by)):
        items.append((case.argued_on, 2, TimelineItem("", day(case.argued_on), "The argument is made", "marker")))
    return tuple(item for _, _, item in sorted(items, key=lambda x: (x[0].last_day, x[1])))


def forecasts(case: Case, told: Told) -> tuple[ForecastRow, ...]:
    """Forecasts as records."""
    if not case.forecasts:
        return ()
    rows = []
    found = forecast_log(case)
    scores = ForecastTeller(found)
    for scored in found.rows:
        f = scored.forecast
        end, words = told.forecast_end(f)
        rows.append(
            ForecastRow(
                f.id, f.text, day(f.made), f.by if f.by in case.sources else "", f.words, f.p, said_probability(f), end, words,
                f.resolution, tuple(s for s in f.resolved_sources if s in case.sources), scores.brier(scored.brier),
            )
        )
    return tuple(rows)


def coverage(case: Case) -> tuple[CoverageTable, ...]:
    """One table a source; references to what is not on the page are left out."""
    place = {c.id: f"claim-{c.id}" for c in case.claims}
    place |= {e.id: f"event-{e.id}" for e in case.history}
    place |= {f.id: f"forecast-{f.id}" for f in case.forecasts}
    place |= {s: f"source-{s}" for s in case.sources}
    tables = []
    for source, paragraphs in case.paragraphs.items():
        mine = sorted((r for r in case.coverage if r.source == source), key=lambda r: r.paragraph)
        if not mine or source not in case.sources:
            continue
        forms = Counter(r.form for r in mine)
        summary = join([f"{forms[f]} as {FORMS[f]}" if f != "not_modelled" else f"{forms[f]} not modelled" for f in FORMS if forms[f]])
        rows = tuple(
            (r.paragraph, r.form, tuple((x, place[x]) for x in r.refs if x in place), r.why) for r in mine
        )
        tables.append(CoverageTable(source, case.sources[source].title, paragraphs, f"{count(paragraphs, 'paragraph')}, {count(len(mine), 'row')}: {summary}.", rows))
    return tuple(tables)


def input_groups(case: Case, told: Told) -> tuple[InputGroup, ...]:
    """Every input of the case by kind, with what it rests on."""
    groups: list[tuple[str, list[tuple[str, Provenance]]]] = [
        ("Actors", [(told.actor(a.id), a.provenance) for a in case.actors if a.provenance != Provenance()])
    ]
    if isinstance(case.conflict, OptionConflict):
        groups.append(("Options", [(told.option(o.key), o.provenance) for o in case.conflict.options]))
    if case.conflict is not None:
        groups.append(("Preferences", [(told.actor(a), p.provenance) for a, p in case.conflict.preferences.items()]))
    groups += [
        ("Commitments", [(x.name, x.provenance) for x in case.levers.values()]),
        ("Readings", [(x.name, x.provenance) for x in case.readings.values()]),
        ("Events", [(f"{x.id}: {x.text}" if x.text else x.id, x.provenance) for x in case.history]),
        ("Ties", _ties(case, told)),
        ("Negotiation", _negotiated(case)),
        ("Claims", [(f"{x.id}: {x.text}", x.provenance) for x in case.claims]),
        ("What varies", _varying(case, told)),
        ("Thresholds", _thresholds(case, told)),
        ("Forecasts", [(f"{x.id}: {x.text}", rests_on(x)) for x in case.forecasts]),
    ]
    if case.evidence is not None:
        whole = ("Priors and the scale of marks", case.evidence.provenance)
        groups.append(("Evidence", [whole, *((f"{x.id}: {x.text}", x.provenance) for x in case.evidence.rows)]))
    if case.ladder is not None:
        levels = case.ladder.levels
        groups.append(("Levels reached", [(f"{x.level} ({levels[x.level]}), {day(x.date)}", x.provenance) for x in case.ladder.reached]))
    return tuple(_group(label, items, case) for label, items in groups if items)


def _negotiated(case: Case) -> list[tuple[str, Provenance]]:
    """The section, parties, issues and positions; each with what it rests on by itself or through what holds it."""
    if case.negotiation is None:
        return []
    words = PartyWords(case, case.negotiation)
    rests = {i.where: i.provenance for i in inputs(case) if "negotiation" in i.where.split(".")}
    found = [(case.negotiation.text or "The section as a whole", rests["negotiation"])]
    found += [(f"The rule “{r.name or r.id}”", rests[f"negotiation.rules.{r.id}"]) for r in case.negotiation.rules]
    what = "power, patience" if case.redacted else "power, patience, fallback"
    found += [(f"{words.party(p.id)}: {what}", rests[where]) for p in case.negotiation.parties if (where := f"negotiation.parties.{p.id}") in rests]
    for issue in case.negotiation.issues:
        where = f"negotiation.issues.{issue.id}"
        found.append((issue.name, rests[where]))
        found += [(f"{issue.name}: {words.party(s.party)}", rests[f"{where}.positions.{s.party}"]) for s in issue.positions]
    for where, known in rests.items():
        section, _, rest = where.partition(".")
        if section == "readings":
            reading, _, inner = rest.partition(".negotiation.")
            found.append((f"{words.reading(reading)}: {_input_words(words, inner)}", known))
    timing = case.negotiation.timing
    if timing is not None:
        where = "negotiation.timing"
        found.append(("Time: what is counted, and how far", rests[where]))
        for party in timing.parties:
            own = f"{where}.parties.{party.party}"
            found.append((f"{words.party(party.party)}: what waiting costs it, how firm it is", rests[own]))
            points = (("running cost", "cost", party.cost), ("what settling is worth", "worth", party.worth))
            found += [
                (f"{words.party(party.party)}: {what} at {p.at:.3g} {timing.unit}s", rests[at])
                for what, key, path in points
                for p in path
                if (at := f"{own}.{key}@{p.at:.4g}") in rests
            ]
        found += [(f"Pressure: {p.name}", rests[f"{where}.pressure.{p.id}"]) for p in timing.pressure]
    return found


def _input_words(words: PartyWords, name: str) -> str:
    """An input of the negotiation by the names of its issue and party."""
    kind, _, rest = name.partition(".")
    if kind == "parties":
        return f"{words.party(rest)}: power, patience, fallback"
    if kind == "timing":
        return "Rates, costs and pressure over time"
    issue, _, party = rest.partition(".positions.")
    said = words.issues.get(issue, issue)
    return f"{said}: {words.party(party)}" if party else said


def _varying(case: Case, told: Told) -> list[tuple[str, Provenance]]:
    """An alternative that says nothing of its own rests on what the whole entry rests on."""
    found = []
    for actor, how in case.uncertainty.preferences.items() if case.uncertainty is not None else ():
        if isinstance(how, Alternatives):
            for one in how.among:
                own = one.preference.provenance
                marked = own.sources or own.basis
                found.append((alternative_words(told, actor, one, how), own if marked else how.provenance))
        else:
            said = reorder_words(told, actor, how) if isinstance(how, Reorder) else extension_words(told, actor, how)
            found.append((said, how.provenance))
    if case.uncertainty is not None and (spread := case.uncertainty.negotiation) is not None:
        found.append((f"The negotiation: {spread_words(spread) or 'where in its range a position lies'}", spread.provenance))
    if case.uncertainty is not None and case.uncertainty.evidence is not None:
        found.append(("Likelihoods of evidence: each evenly from its interval", case.uncertainty.evidence.provenance))
    if case.uncertainty is not None and case.uncertainty.readings:
        found.append((mixture_words(told, case.uncertainty.readings), case.uncertainty.readings_from))
    return found


def _thresholds(case: Case, told: Told) -> list[tuple[str, Provenance]]:
    found: list[tuple[str, Provenance]] = []
    for w in case.thresholds.windows:
        found.append((w.name, w.provenance))
        found += [(f"{w.name}: {told.actor(r.actor)}", r.provenance if r.provenance.basis or r.provenance.sources else replace(w.provenance, note=r.provenance.note, sealed=r.provenance.sealed)) for r in w.rivals]
    return found + [(c.name, c.provenance) for c in case.thresholds.commitments]


def _ties(case: Case, told: Told) -> list[tuple[str, Provenance]]:
    if case.relations is None:
        return []
    found = [(told.tie(t), t.provenance) for t in case.relations.ties]
    if case.relations.events_file:
        found.append((f"Events: {case.relations.events_file}", case.relations.events_from))
    return found


def _group(label: str, items: Sequence[tuple[str, Provenance]], case: Case) -> InputGroup:
    rows = tuple(
        InputRow(name, p.basis, p.note, tuple(s for s in p.sources if s in case.sources), p.confidence, p.sealed) for name, p in items
    )
    bases = Counter(r.basis or ("sourced" if r.sources else "unmarked") for r in rows)
    said = ", ".join(f"{bases[b]} {b}" for b in (*BASES, "sourced", "unmarked") if bases[b])
    return InputGroup(label, f"{len(rows)}: {said}", rows)


_STANCES = {
    "party": "party to the conflict",
    "ally": "ally of a party",
    "adversary": "adversary of a party",
    "independent": "independent",
    "unknown": "stance unknown",
}
_SEEN = {"": "not said whether it was read", "excerpt": "read in excerpts", "cited_only": "cited only, not seen", "no": "not seen"}


def source_cards(case: Case) -> tuple[SourceCard, ...]:
    """Sources in file order."""
    return tuple(_card(s, case) for s in case.sources.values())


def _card(source: Source, case: Case) -> SourceCard:
    by = ", ".join(x for x in (source.author, source.publisher) if x)
    if source.first_published:
        by += f"{'; ' if by else ''}first published by {source.first_published}"
    tags = [x for x in (_STANCES.get(source.stance, ""), _SEEN.get(source.seen, ""), *source.theme, *source.region, source.series) if x]
    rights = source.rights
    said = [rights[k] for k in ("holder", "terms") if rights.get(k)]
    if rights.get("quote_words"):
        said.append(f"quoted at most {rights['quote_words']} words at a time")
    return SourceCard(
        id=source.id,
        title=source.title,
        by=by,
        date=day(source.date),
        url=source.url,
        link=source.url.lower().startswith(("https://", "http://")),
        tags=tuple(tags),
        rights="; ".join(said),
        note=source.note,
        cites=tuple(c for c in source.cites if c in case.sources),
        passages=tuple((a.paragraph, a.hash, a.to) for a in case.anchors if a.source == source.id),
    )
