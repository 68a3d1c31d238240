"""The `thresholds` section: pivotal windows and commitment thresholds."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tertius.io.conflict import scope_of, state
from tertius.io.fields import Context, Fields, kind_of
from tertius.io.nodes import Mapping, Node, Scalar
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.thresholds import Commitment, Exposure, Pledge, Quantity, Rival, Thresholds, Window

__all__ = [
    "COMMITMENT_KEYS", "CREDIBILITY_KEYS", "EXPOSURE_KEYS", "PLEDGE_KEYS", "RIVAL_KEYS", "THRESHOLD_KEYS", "WINDOW_KEYS",
    "read_thresholds",
]  # fmt: skip

THRESHOLD_KEYS = ("windows", "commitments")
WINDOW_KEYS = ("id", "name", "pivot", "neutral", "rivals", "date", *PROVENANCE_KEYS)
RIVAL_KEYS = ("with", "without", "status_quo", "ally", *PROVENANCE_KEYS)
COMMITMENT_KEYS = (
    "id", "name", "client", "by", "pressure", "shield", "gain_from_delay", "talks", "face", "abandonment", "alliance",
    "permission", "support", "commit", "credibility", "date", *PROVENANCE_KEYS,
)  # fmt: skip
EXPOSURE_KEYS = ("before", "after")
CREDIBILITY_KEYS = ("threat", "assurance")
PLEDGE_KEYS = ("keep", "drop")
_QUANTITY = "a number, or [low, high]"

Conflict = OptionConflict | GraphConflict


def read_thresholds(
    context: Context, top: Fields, conflict: Conflict | None, actors: Collection[str], sources: Collection[str]
) -> Thresholds:
    """Windows and commitments, each with what it rests on."""
    node = top.get("thresholds")
    if node is None:
        return Thresholds()
    fields = Fields(context, node, "thresholds", THRESHOLD_KEYS)
    reader = _Reader(context, conflict, tuple(actors), sources)
    seen: set[str] = set()
    windows = [reader.window(n, seen) for n in context.items(fields.get("windows"), "thresholds.windows")]
    commitments = [reader.commitment(n, seen) for n in context.items(fields.get("commitments"), "thresholds.commitments")]
    return Thresholds(tuple(w for w in windows if w is not None), tuple(c for c in commitments if c is not None))


class _Reader:
    def __init__(
        self, context: Context, conflict: Conflict | None, actors: tuple[str, ...], sources: Collection[str]
    ) -> None:
        self.context = context
        self.conflict = conflict
        self.actors = actors
        self.sources = sources

    def window(self, node: Node, seen: set[str]) -> Window | None:
        fields = Fields(self.context, node, "thresholds.windows", WINDOW_KEYS, required=("id", "pivot", "rivals"))
        id = self._id(fields, "window", seen)
        fields.where = f"thresholds.windows.{id}" if id else fields.where
        pivot = fields.known("pivot", "actor", self.actors)
        entries = fields.entries("rivals")
        rivals = [self._rival(fields.path("rivals"), key, value, pivot) for key, value in entries]
        there = fields.get("rivals")
        if there is not None and len(entries) != 2:
            said = "one rival" if len(entries) == 1 else f"{len(entries)} rivals"
            self.context.report(there, fields.path("rivals"), f"{said} stand{'s' if len(entries) == 1 else ''} here", "two rivals, each an actor")
        neutral = self._quantity(fields, "neutral", least=0, most=1)
        if not id or pivot is None or len(rivals) != 2 or rivals[0] is None or rivals[1] is None:
            return None
        return Window(
            id=id, name=fields.text("name", id), pivot=pivot, rivals=(rivals[0], rivals[1]), neutral=neutral,
            date=fields.date("date"), provenance=provenance(fields, self.sources),
        )  # fmt: skip

    def _rival(self, where: str, key: Scalar, node: Node, pivot: str | None) -> Rival | None:
        actor = self.context.known(key, where, "actor", self.actors)
        if actor is not None and actor == pivot:
            self.context.report(key, where, f"{actor} is the pivot, so it is no rival of its own", "another actor")
        place = f"{where}.{key.text}"
        fields = Fields(self.context, node, place, RIVAL_KEYS, required=("with", "without", "status_quo"))
        made = Rival(
            actor or key.text,
            with_pivot=self._quantity(fields, "with", of=actor),
            without=self._quantity(fields, "without", of=actor),
            status_quo=self._quantity(fields, "status_quo", of=actor),
            ally=self._quantity(fields, "ally", least=0),
            provenance=provenance(fields, self.sources),
        )
        return None if actor is None else made

    def commitment(self, node: Node, seen: set[str]) -> Commitment | None:
        required = ("id", "client", "by", "pressure", "permission", "gain_from_delay")
        fields = Fields(self.context, node, "thresholds.commitments", COMMITMENT_KEYS, required=required)
        id = self._id(fields, "commitment", seen)
        fields.where = f"thresholds.commitments.{id}" if id else fields.where
        client = fields.known("client", "actor", self.actors)
        by = fields.known("by", "actor", self.actors)
        if client is not None and client == by:
            self.context.report(fields.node, fields.path("by"), f"{by} is the client itself", "another actor")
        permission, support = self._exposure(fields, "permission"), self._exposure(fields, "support")
        commit, commit_state = self._commit(fields, client)
        wired = permission.expr is not None or support.expr is not None
        if wired and fields.get("commit") is None:
            self.context.report(
                fields.node, fields.path("commit"), "what is read from the case needs to know the client's move",
                "commit: the option that its commitment turns on",
            )  # fmt: skip
        if not wired and (at := fields.get("commit")) is not None:
            self.context.report(at, fields.path("commit"), "nothing is read from the case, so this changes nothing", "permission or support as an expression over options, or a case without it")
        threat, assurance = self._credibility(fields, by)
        if not id or client is None or by is None:
            return None
        return Commitment(
            id=id, name=fields.text("name", id), client=client, by=by,
            pressure=self._quantity(fields, "pressure", least=0),
            shield=self._quantity(fields, "shield", least=0, most=1),
            gain_from_delay=self._quantity(fields, "gain_from_delay", of=client),
            talks=self._quantity(fields, "talks", of=client),
            face=self._quantity(fields, "face", of=client),
            abandonment=self._quantity(fields, "abandonment", least=0, most=1),
            alliance=self._quantity(fields, "alliance", of=client),
            permission=permission, support=support, commit=commit, commit_state=commit_state,
            threat=threat, assurance=assurance,
            date=fields.date("date"), provenance=provenance(fields, self.sources),
        )  # fmt: skip

    def _id(self, fields: Fields, kind: str, seen: set[str]) -> str:
        node = fields.get("id")
        if not isinstance(node, Scalar):
            if node is not None:
                self.context.text(node, fields.path("id"))
            return ""
        id = self.context.ident(node, fields.path("id"), kind)
        if id in seen:
            self.context.report(node, fields.path("id"), f"the id '{id}' stands twice", "an id of its own for each")
        seen.add(id)
        return id

    def _exposure(self, fields: Fields, key: str) -> Exposure:
        node = fields.get(key)
        where = fields.path(key)
        if node is None:
            return Exposure()
        if isinstance(node, Mapping):
            inner = Fields(self.context, node, where, EXPOSURE_KEYS, required=EXPOSURE_KEYS)
            return Exposure(
                self._quantity(inner, "before", least=0, most=1), self._quantity(inner, "after", least=0, most=1)
            )
        if self.conflict is None or not isinstance(node, Scalar) or _is_number(node.text):
            self.context.report(node, where, f"{kind_of(node)} stands here", "{before: ..., after: ...} from 0 to 1, or an option of the case")
            return Exposure()
        return Exposure(expr=self.context.expression(node, where, scope_of(self.conflict).expression))

    def _commit(self, fields: Fields, client: str | None) -> tuple[tuple[tuple[str, bool], ...], str | None]:
        node, where, conflict = fields.get("commit"), fields.path("commit"), self.conflict
        if node is None:
            return (), None
        if conflict is None:
            self.context.report(node, where, "the case has no conflict part to make a move in", "permission and support as numbers")
            return (), None
        if isinstance(conflict, GraphConflict):
            return (), self.context.expression(node, where, scope_of(conflict).state)
        found: dict[str, bool] = {}
        for item in self.context.items(node, where, single=True):
            setting = self.context.expression(item, where, scope_of(conflict).setting)
            if setting is None:
                continue
            owner = conflict.option(setting[0]).actor
            if client is not None and owner != client:
                self.context.report(item, where, f"{setting[0]} is an option of {owner}, not of the client", f"an option of {client}")
            found[setting[0]] = setting[1]
        return tuple(found.items()), None

    def _credibility(self, fields: Fields, by: str | None) -> tuple[Pledge | None, Pledge | None]:
        node = fields.get("credibility")
        if node is None:
            return None, None
        inner = Fields(self.context, node, fields.path("credibility"), CREDIBILITY_KEYS)
        found: list[Pledge | None] = []
        for key in CREDIBILITY_KEYS:
            part = inner.get(key)
            if part is None:
                found.append(None)
                continue
            pledge = Fields(self.context, part, inner.path(key), PLEDGE_KEYS, required=PLEDGE_KEYS)
            found.append(Pledge(self._quantity(pledge, "keep", of=by), self._quantity(pledge, "drop", of=by)))
        return found[0], found[1]

    def _quantity(
        self, fields: Fields, key: str, *, least: float | None = None, most: float | None = None, of: str | None = None
    ) -> Quantity:
        """A number, an interval, or (where it is somebody's payoff) the state whose payoff it is."""
        node, where = fields.get(key), fields.path(key)
        if node is None:
            return Quantity()
        if isinstance(node, Mapping):
            return self._payoff(node, where, of)
        items = self.context.items(node, where, single=True)
        if len(items) not in {1, 2} or not all(isinstance(x, Scalar) for x in items):
            self.context.report(node, where, f"{kind_of(node)} of {len(items)} stands here" if len(items) > 2 else f"{kind_of(node)} stands here", _QUANTITY)
            return Quantity()
        numbers = [self.context.number(x, where, least, most) for x in items]
        low, high = numbers[0], numbers[-1]
        if low is None or high is None:
            return Quantity()
        if low > high:
            self.context.report(node, where, f"{low:g} is above {high:g}", "[low, high]")
        return Quantity(low, high)

    def _payoff(self, node: Mapping, where: str, of: str | None) -> Quantity:
        fields = Fields(self.context, node, where, ("state",), required=("state",))
        at = fields.get("state")
        if at is None:
            return Quantity()
        if self.conflict is None:
            self.context.report(node, where, "the case has no conflict part whose payoffs could be read", _QUANTITY)
            return Quantity()
        if of is None:
            self.context.report(node, where, "this is nobody's payoff", _QUANTITY)
            return Quantity()
        code = state(self.context, at, fields.path("state"), self.conflict)
        preference = self.conflict.preferences.get(of)
        if preference is None or preference.kind != "payoffs":
            said = "has no preference" if preference is None else f"is given as {preference.kind}"
            self.context.report(node, where, f"the preference of {of} {said}, so there is no payoff to read", f"payoffs of {of}, or {_QUANTITY}")
            return Quantity()
        plain = self.conflict.status_quo if code == "status_quo" else code
        if isinstance(plain, frozenset) and isinstance(self.conflict, OptionConflict):
            plain = self.conflict.code(plain)
        if isinstance(plain, str) and plain not in preference.payoffs:
            self.context.report(at, fields.path("state"), f"{of} has no payoff for {plain}", f"a state with one: {_some(list(preference.payoffs))}")
        return Quantity(state=code)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
