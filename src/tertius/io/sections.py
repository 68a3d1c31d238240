"""The other sections of a case file: sources, actors, levers, readings, history, forecasts, coverage."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import PurePosixPath

from tertius.io.conflict import scope_of
from tertius.io.effects import read_effects
from tertius.io.fields import Context, Fields, kind_of
from tertius.io.names import name_fault
from tertius.io.nodes import Mapping as Map
from tertius.io.nodes import Scalar
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.case import (
    CONTEXT_FORMS,
    Actor,
    Caveat,
    CoverageRow,
    Event,
    Forecast,
    Lever,
    Source,
)
from tertius.model.conflict import GraphConflict, OptionConflict

__all__ = [
    "read_actors",
    "read_caveats",
    "read_coverage",
    "read_forecasts",
    "read_history",
    "read_levers",
    "read_sources",
    "read_views",
]

Conflict = OptionConflict | GraphConflict
SOURCE_KEYS = (
    "title", "author", "date", "publisher", "first_published", "region", "theme", "series", "stance", "url", "cites",
    "seen", "rights", "note", "sealed", "copy",
)  # fmt: skip
RIGHTS_KEYS = ("holder", "terms", "quote_words")
SEEN = ("excerpt", "cited_only")
"""How much of a source the modeller read, beside yes and no."""
STANCES = ("party", "ally", "adversary", "independent", "unknown")
ACTOR_KEYS = ("name", "role", *PROVENANCE_KEYS)
ROLES = ("party", "third_party", "observer")
LEVER_KEYS = ("name", "by", "cost", "effects", "coercive", "date", *PROVENANCE_KEYS)
EVENT_KEYS = ("id", "date", "text", "actor", "does", "declines", "to", "signals", *PROVENANCE_KEYS)
SIGNAL_KEYS = ("to", "about")
FORECAST_KEYS = ("id", "text", "made", "by", "words", "p", "p_kind", "resolved", "model", *PROVENANCE_KEYS)
RESOLVED_KEYS = ("date", "outcome", "sources", "note")
P_KINDS = ("stated", "read_by_modeller")
COVERAGE_KEYS = ("paragraphs", "rows")
ROW_KEYS = ("paragraph", "as", "refs", "why")
CAVEAT_KEYS = ("text", "sources", "date")


def read_sources(context: Context, top: Fields) -> dict[str, Source]:
    """Sources by id."""
    found: dict[str, Source] = {}
    ids = [k.text for k, _ in top.entries("sources")]
    for key, node in top.entries("sources"):
        where = f"sources.{key.text}"
        context.ident(key, where, "source")
        fields = Fields(context, node, where, SOURCE_KEYS, required=("title",))
        rights: dict[str, str] = {}
        if (rights_node := fields.get("rights")) is not None:
            inner = Fields(context, rights_node, f"{where}.rights", RIGHTS_KEYS)
            rights = {k: inner.text(k) for k in RIGHTS_KEYS if inner.get(k) is not None}
            if "quote_words" in rights:
                inner.integer("quote_words", 0, 0, 1_000_000)
        seen = fields.get("seen")
        seen_text = ""
        if seen is not None:
            word = seen.text if isinstance(seen, Scalar) else ""
            seen_text = word if word in SEEN else "yes" if context.flag(seen, f"{where}.seen") else "no"
        found[key.text] = Source(
            id=key.text,
            title=fields.text("title"),
            date=fields.date("date"),
            author=fields.text("author"),
            publisher=fields.text("publisher"),
            first_published=fields.text("first_published"),
            region=fields.texts("region"),
            theme=fields.texts("theme"),
            series=fields.text("series"),
            stance=fields.choice("stance", STANCES, ""),
            url=fields.text("url"),
            cites=fields.known_list("cites", "source", ids),
            seen=seen_text,
            rights=rights,
            note=fields.text("note"),
            sealed=fields.text("sealed"),
            copy=_copy(context, fields),
        )
    return found


def _copy(context: Context, fields: Fields) -> str:
    """A file beside the case; it need not be there, as each user has their own."""
    name = fields.text("copy")
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name and (name.startswith(("/", "\\")) or ".." in parts or ":" in name):
        node = fields.get("copy")
        assert node is not None
        context.report(node, fields.path("copy"), f"'{name[:60]}' is outside the folder of the case", "the name of a file beside the case")
        return ""
    return name


def read_actors(context: Context, top: Fields, sources: Collection[str]) -> tuple[Actor, ...]:
    """Actors in file order."""
    found: list[Actor] = []
    entries = top.entries("actors")
    if not entries and isinstance(top.get("actors"), Map):
        context.report(top.node.key("actors"), "actors", "there is no actor", "at least one actor")
    for key, node in entries:
        where = f"actors.{key.text}"
        fault = name_fault(key.text)
        if fault:
            context.report(key, where, fault, "lower-case letters, digits and _, beginning with a letter")
        if isinstance(node, Scalar):
            found.append(Actor(key.text, key.text if node.null else node.text))
            continue
        fields = Fields(context, node, where, ACTOR_KEYS)
        known = provenance(fields, sources)
        found.append(
            Actor(key.text, fields.text("name", key.text), fields.choice("role", ROLES, "party"), known.note, known)
        )
    return tuple(found)


def read_levers(
    context: Context, top: Fields, conflict: Conflict | None, actors: Collection[str], sources: Collection[str]
) -> dict[str, Lever]:
    """Levers by id."""
    found: dict[str, Lever] = {}
    for key, node in top.entries("levers"):
        where = f"levers.{key.text}"
        context.ident(key, where, "lever")
        fields = Fields(context, node, where, LEVER_KEYS, required=("by", "effects"))
        found[key.text] = Lever(
            id=key.text,
            name=fields.text("name", key.text),
            by=fields.known("by", "actor", actors) or "",
            effects=read_effects(context, fields.get("effects"), f"{where}.effects", conflict, actors),
            cost=fields.number("cost", 0.0, least=0.0),
            coercive=fields.flag("coercive"),
            date=fields.date("date"),
            provenance=provenance(fields, sources),
        )
    return found


def read_history(
    context: Context, top: Fields, conflict: Conflict | None, actors: Collection[str], sources: Collection[str]
) -> tuple[Event, ...]:
    """Events in order of date; events of one date keep the order of the file."""
    found: list[Event] = []
    seen: set[str] = set()
    scope = scope_of(conflict)
    for number, node in enumerate(context.items(top.get("history"), "history"), 1):
        id_node = node.get("id") if isinstance(node, Map) else None
        id = id_node.text if isinstance(id_node, Scalar) else f"H{number}"
        where = f"history.{id}"
        fields = Fields(context, node, where, EVENT_KEYS, required=("date",))
        if isinstance(id_node, Scalar):
            context.ident(id_node, where, "event")
        if id in seen:
            context.report(node, where, f"the id '{id}' is used twice", "an id of its own")
        seen.add(id)
        date = fields.date("date")
        actor = fields.known("actor", "actor", actors)
        does, declines = [], []
        for item in context.items(fields.get("does"), f"{where}.does", single=True):
            setting = context.expression(item, f"{where}.does", scope.setting)
            if setting is not None:
                does.append(setting)
        for item in context.items(fields.get("declines"), f"{where}.declines", single=True):
            setting = context.expression(item, f"{where}.declines", scope.setting)
            if setting is not None and not setting[1]:
                context.report(item, f"{where}.declines", "what is declined is taking an option up", "the option without 'not'")
            elif setting is not None:
                declines.append(setting[0])
        for option in [k for k, _ in does] + declines:
            if actor is not None and option.partition(".")[0] != actor:
                context.report(node, where, f"{option} is not {actor}'s option", f"an option of {actor}")
        if (does or declines) and fields.get("actor") is None:
            context.report(node, where, "a move needs an actor", "actor: ...")
        to_state = None
        if (to := fields.get("to")) is not None:
            if isinstance(conflict, GraphConflict):
                to_state = context.expression(to, f"{where}.to", scope.state)
            else:
                context.report(to, f"{where}.to", "'to' names a state of a graph-form case", "does: [option]")
        signal_to = signal_about = None
        if (signal := fields.get("signals")) is not None:
            inner = Fields(context, signal, f"{where}.signals", SIGNAL_KEYS, required=("to",))
            signal_to = inner.known("to", "actor", actors)
            if (about := inner.get("about")) is not None:
                signal_about = context.expression(about, f"{where}.signals.about", scope.resolve)
        if date is not None:
            found.append(
                Event(
                    id, date, fields.text("text"), actor, tuple(does), tuple(declines), to_state, signal_to, signal_about,
                    provenance(fields, sources),
                )
            )
    return tuple(sorted(found, key=lambda e: e.date.last_day))


def read_forecasts(context: Context, top: Fields, sources: Collection[str], asked: Collection[str] = ()) -> tuple[Forecast, ...]:
    """Forecasts, with the modeller's reading of the source's words kept apart from them; `asked` are the claims of which the model has a probability."""
    found: list[Forecast] = []
    for node in context.items(top.get("forecasts"), "forecasts"):
        id_node = node.get("id") if isinstance(node, Map) else None
        where = f"forecasts.{id_node.text}" if isinstance(id_node, Scalar) else "forecasts"
        fields = Fields(context, node, where, FORECAST_KEYS, required=("id", "text", "made"))
        if any(f.id == fields.text("id") for f in found):
            context.report(node, where, "the id is used twice", "an id of its own")
        outcome = resolved = None
        resolution = ""
        resolved_sources: tuple[str, ...] = ()
        if (end := fields.get("resolved")) is not None:
            inner = Fields(context, end, f"{where}.resolved", RESOLVED_KEYS, required=("date", "outcome"))
            word = inner.get("outcome")
            if word is not None and isinstance(word, Scalar):
                void = word.text == "void"
                outcome = "void" if void else "yes" if context.flag(word, f"{where}.resolved.outcome", expected="yes, no or void") else "no"
            resolved = inner.date("date")
            resolution = inner.text("note")
            resolved_sources = inner.known_list("sources", "source", sources)
        made = fields.date("made")
        if made is None:
            continue
        if resolved is not None and resolved.last_day < made.first_day:
            assert end is not None
            context.report(end, f"{where}.resolved.date", f"it was resolved ({resolved}) before it was made ({made})", "a later date")
        found.append(
            Forecast(
                id=fields.text("id"),
                text=fields.text("text"),
                made=made,
                by=fields.known("by", "source", sources) or "",
                words=fields.text("words"),
                p=_interval(context, fields),
                p_kind=fields.choice("p_kind", P_KINDS, ""),
                outcome=outcome,
                resolved=resolved,
                resolution=resolution,
                resolved_sources=resolved_sources,
                model=fields.known_list("model", "claim about where an issue settles (keeps, or between)", asked),
                provenance=provenance(fields, sources),
            )
        )
    return tuple(found)


def _interval(context: Context, fields: Fields) -> tuple[float, float] | None:
    node = fields.get("p")
    if node is None:
        return None
    parts = [
        context.number(item, fields.path("p"), 0.0, 1.0) for item in context.items(node, fields.path("p"), single=True)
    ]
    if len(parts) not in {1, 2}:
        context.report(node, fields.path("p"), f"{len(parts)} numbers stand here", "a probability, or [low, high]")
        return None
    low, high = parts[0], parts[-1]
    if low is None or high is None:
        return None
    if low > high:
        context.report(node, fields.path("p"), f"{low:g} is above {high:g}", "[low, high]")
    return low, high


def read_coverage(
    context: Context, top: Fields, sources: Collection[str], ids: Collection[str]
) -> tuple[tuple[CoverageRow, ...], Mapping[str, int]]:
    """What became of each paragraph of a source; a paragraph without a row is a mistake."""
    found: list[CoverageRow] = []
    counts: dict[str, int] = {}
    for key, node in top.entries("coverage"):
        where = f"coverage.{key.text}"
        context.known(key, where, "source", sources)
        fields = Fields(context, node, where, COVERAGE_KEYS, required=COVERAGE_KEYS)
        count = fields.integer("paragraphs", 0, 1, 100_000)
        counts[key.text] = count
        seen: set[int] = set()
        for item in context.items(fields.get("rows"), f"{where}.rows"):
            row = Fields(context, item, f"{where}.rows", ROW_KEYS, required=("paragraph", "as"))
            number = row.integer("paragraph", 0, 1, max(1, count))
            form = row.choice("as", CONTEXT_FORMS, "context")
            refs = row.known_list("refs", "claim, event, forecast or source", ids)
            if form == "not_modelled" and not row.text("why"):
                context.report(item, f"{where}.rows", f"paragraph {number} is not modelled without a reason", "why: ...")
            if form in {"claim", "event", "forecast"} and not refs:
                context.report(item, f"{where}.rows", f"paragraph {number} names no {form}", f"refs: [the id of the {form}]")
            seen.add(number)
            found.append(CoverageRow(key.text, number, form, refs, row.text("why")))
        missing = [n for n in range(1, count + 1) if n not in seen]
        if missing:
            shown = ", ".join(map(str, missing[:10]))
            context.report(node, where, f"paragraphs without a row: {shown}", "one row or more for each paragraph")
    return tuple(found), counts


def read_caveats(context: Context, top: Fields, sources: Collection[str]) -> tuple[Caveat, ...]:
    """Ways in which the case could be wrong: texts, or texts with sources and a date."""
    found = []
    for node in context.items(top.get("caveats"), "caveats"):
        if isinstance(node, Scalar):
            found.append(Caveat(node.text))
            continue
        if not isinstance(node, Map):
            context.report(node, "caveats", f"{kind_of(node)} stands here", "a text")
            continue
        fields = Fields(context, node, "caveats", CAVEAT_KEYS, required=("text",))
        found.append(Caveat(fields.text("text"), fields.known_list("sources", "source", sources), fields.date("date")))
    return tuple(found)


def read_views(context: Context, top: Fields, actors: Collection[str], readings: Collection[str]) -> dict[str, str]:
    """Who sees the case through which reading."""
    found: dict[str, str] = {}
    for key, node in top.entries("views"):
        where = f"views.{key.text}"
        actor = context.known(key, where, "actor", actors)
        reading = context.known(node, where, "reading", readings)
        if actor is not None and reading is not None:
            found[actor] = reading
    return found
