"""One line for each section, from what stands in it."""

from __future__ import annotations

from collections import Counter

from tertius.explain import findings_english as tell
from tertius.explain.evolution_english import evolution_line
from tertius.explain.whatif_english import what_if_line
from tertius.report.dossier import Dossier

__all__ = ["findings"]


def findings(d: Dossier) -> dict[str, str]:
    """Section -> what it comes to, for the sections that are there."""
    made = {
        "actors": _actors, "conflict": _conflict, "paths": _paths, "evolution": _evolution, "leverage": _leverage, "whatif": _whatif, "ripeness": _ripeness, "phased": _phased,
        "counterfactual": _counterfactual, "inverse": _inverse, "thresholds": _thresholds, "robustness": _robustness, "views": _views, "negotiation": _negotiation,
        "relations": _relations, "readings": _readings, "evidence": _evidence, "claims": _claims, "hindsight": _hindsight,
        "history": _history, "seen": _seen, "forecasts": _forecasts, "coverage": _coverage, "inputs": _inputs, "wrong": _wrong,
    }  # fmt: skip
    return {id: line for id in d.sections if id in made and (line := made[id](d))}


def _actors(d: Dossier) -> str:
    return tell.actors_line(len(d.actors), sum(bool(a.options) for a in d.actors), [a.name for a in d.actors if a.role == "third party"])


def _conflict(d: Dossier) -> str:
    assert d.stage is not None
    return d.stage.impossible or tell.conflict_line(d.stage.facts, len(d.stage.columns) + d.stage.left_out)


def _paths(d: Dossier) -> str:
    one = len(d.keys) == 1  # one reading has one picture, and may lead more than one way
    without, ahead = (sum(len(f.stories) + f.left_out if one else 1 for f in d.paths if f.foresight == h) for h in (1, 2))
    return tell.paths_line(without, ahead, len(d.keys))


def _evolution(d: Dossier) -> str:
    states = [s for g in d.evolution for s in g.states]
    return evolution_line(len(states), len(d.evolution), sum(s.lasts for s in states))


def _leverage(d: Dossier) -> str:
    cards = d.leverage[0].cards
    reach = sum(len(c.keys) for c in cards if c.reached)
    already = sum(len(c.keys) for c in cards if c.holds)
    return tell.leverage_line(reach, already, sum(len(c.keys) for c in cards), len(d.leverage))


def _whatif(d: Dossier) -> str:
    assert d.whatif is not None
    readings = d.whatif.readings
    elsewhere = [len({row.ends for row in r.rows}) - 1 for r in readings]
    return what_if_line(sum(len(row.sets) for r in readings for row in r.rows), len(readings), elsewhere)


def _ripeness(d: Dossier) -> str:
    lines = []
    for part in d.ripeness[:2]:
        said: Counter[str] = Counter()
        for card in part.cards:
            said[card.verdict or "No answer."] += len(card.keys)
        (most, n), *_ = said.most_common(1)
        lines.append((most, n, said.total()))
    return tell.answers_line(lines)


def _phased(d: Dossier) -> str:
    cards = d.phased[0].cards
    return tell.phased_line(sum(len(c.keys) for c in cards if c.exists == "yes"), sum(len(c.keys) for c in cards))


def _counterfactual(d: Dossier) -> str:
    first = next((t for t in d.counterfactual if t.rows), None)
    if first is None:
        return ""
    needed = [(row.factor, sum(cell is not None and cell[0] == "yes" for cell in row.cells)) for row in first.rows]
    return tell.needed_line([(name, n) for name, n in needed if n], len(first.keys))


def _inverse(d: Dossier) -> str:
    first = d.inverse[0]
    return tell.first_of(first.claim, tell.first_sentence(first.cards[0].verdict), len(d.inverse)) if first.cards else ""


def _thresholds(d: Dossier) -> str:
    lines = [(item.name, part.lines[0]) for item in d.thresholds for card in item.cards[:1] for part in card.parts[:1] if part.lines]
    return tell.first_of(lines[0][0], tell.first_sentence(lines[0][1]), len(lines)) if lines else ""


def _robustness(d: Dossier) -> str:
    assert d.robustness is not None
    return d.robustness.finding


def _views(d: Dossier) -> str:
    assert d.views is not None
    return tell.views_line(len(d.views.seen), sum(s.stays for s in d.views.states))


def _negotiation(d: Dossier) -> str:
    assert d.negotiation is not None
    lines = d.negotiation.text or ((d.negotiation.trouble,) if d.negotiation.trouble else d.negotiation.intro)
    return tell.first_sentence(lines[0]) if lines else ""


def _relations(d: Dossier) -> str:
    assert d.relations is not None
    last = d.relations.periods[-1]
    numbers = {row.actor: int(row.count.split()[0]) for row in last.rows if row.count.split()[:1] and row.count.split()[0].isdigit()}
    most = max(numbers.values(), default=0)
    bridging = [actor for actor, n in numbers.items() if n == most and most]
    return tell.relations_line(last.name, bridging[:3], str(most))


def _readings(d: Dossier) -> str:
    return tell.readings_line(len(d.readings), len({r.leads or r.impossible for r in d.readings}))


def _evidence(d: Dossier) -> str:
    assert d.evidence is not None
    return tell.evidence_line(len(d.evidence.rows), len(d.evidence.keys), d.evidence.separated[0] if d.evidence.separated else "")


def _claims(d: Dossier) -> str:
    verdicts = {v: sum(n for c in d.claims for w, n in c.tally if w == v) for v in ("holds", "fails", "open")}
    return tell.claims_line(len(d.claims), verdicts, len(d.context))


def _hindsight(d: Dossier) -> str:
    h = d.hindsight
    assert h is not None
    pairs = {(c.id, k.id): v for c in h.claims for k, v, _ in c.then}
    now = {(c.id, k.id): v for c in h.claims for k, v, _ in c.now}
    changed = sum(now.get(at, v) != v for at, v in pairs.items())
    return tell.hindsight_line(changed, len(pairs), next((len(items) for label, items in h.added if label == "Sources"), 0), h.then)


def _history(d: Dossier) -> str:
    events = [e for e in d.history if e.kind != "marker"]
    return tell.history_line(len(events), sum(e.kind != "event" for e in events), events[0].date, events[-1].date) if events else ""


def _seen(d: Dossier) -> str:
    assert d.seen is not None
    tones = [[c.tone for c in m.cells if c is not None] for m in d.seen.moves]
    return tell.seen_line(len(tones), sum(bool(t) and set(t) == {"holds"} for t in tones), sum("holds" not in t for t in tones))


def _forecasts(d: Dossier) -> str:
    if not d.forecasts:
        return d.ladder.head[:1].upper() + d.ladder.head[1:] if d.ladder is not None else ""
    ends = Counter(f.end for f in d.forecasts)
    return tell.forecasts_line({k: ends[k] for k in ("yes", "no", "void", "unresolved")})


def _coverage(d: Dossier) -> str:
    return tell.coverage_line([t.summary for t in d.coverage])


def _inputs(d: Dossier) -> str:
    return tell.inputs_line(sum(len(g.rows) for g in d.inputs), len(d.sources), d.support)


def _wrong(d: Dossier) -> str:
    return tell.wrong_line(len(d.wrong), len(d.standing))
