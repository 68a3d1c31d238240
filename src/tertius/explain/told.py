"""What only pages tell: states as lines, falsifiers, events, forecasts."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.evidence.verdicts import ClaimResult, by_falsifier
from tertius.explain.english import Teller, join
from tertius.explain.words import day
from tertius.model.case import Event, Forecast
from tertius.model.conflict import GraphConflict, OptionConflict

__all__ = ["Told"]


class Told(Teller):
    """A `Teller` for pages."""

    def lines(self, code: str) -> tuple[str, ...]:
        """A state as lines: what is on in it; its label in graph form."""
        conflict = self.case.conflict
        if isinstance(conflict, GraphConflict):
            return (self.state(code),)
        if not isinstance(conflict, OptionConflict):
            return (code,)
        on = tuple(self.option(k) for k, x in zip(conflict.option_keys, code, strict=True) if x == "Y")
        return on or ("Nothing is on",)

    def falsifier(self, mine: Sequence[ClaimResult]) -> tuple[str, str]:
        """``works``, ``idle`` or ``broken``; and the sentence. `mine` are the results of one claim."""
        edit = mine[0].claim.falsifier
        assert edit is not None
        name = (edit.name or self.edit(edit) or "the edit on file").rstrip(".")
        becomes = {"holds": "hold", "fails": "fail", "open": "be open"}[edit.becomes]
        turned, missed = by_falsifier(mine)
        if turned:
            where = join([self.reading(r.reading) for r in turned[:3]])
            more = f" and {len(turned) - 3} more" if len(turned) > 3 else ""
            tried = f"Tried under {where}{more}" if len(mine) > 1 else "Tried"
            return "works", f"It would {becomes} if this were so: {name}. {tried}, and it does."
        if missed:
            after = missed[0].falsifier.verdict if missed[0].falsifier else ""
            return "broken", f"The falsifier on file does not work: with “{name}” the verdict is “{after}”, not “{edit.becomes}”."
        if not any(r.falsifier for r in mine):
            return "idle", f"It would {becomes} if this were so: {name}. Not tried here."
        return "idle", f"The verdict is “{edit.becomes}” anyway, so the falsifier ({name}) has nothing to turn."

    def event(self, event: Event) -> str:
        """The move, refusal or signal that an event records; empty for a plain event."""
        said = []
        who = self.actor(event.actor) if event.actor else ""
        for key, on in event.does:
            said.append(f"{who} {'takes up' if on else 'drops'} ‘{self.options.get(key, key)}’")
        if event.to_state:
            said.append(f"{who} moves to {self.state(event.to_state)}")
        for key in event.declines:
            said.append(f"{who} declines ‘{self.options.get(key, key)}’")
        if event.signal_to:
            about = f" about ‘{self.options.get(event.signal_about, event.signal_about)}’" if event.signal_about else ""
            said.append(f"a signal to {self.actor(event.signal_to)}{about}")
        return "; ".join(said)

    def forecast_end(self, forecast: Forecast) -> tuple[str, str]:
        """``yes``, ``no``, ``void`` or ``unresolved``; and the words."""
        if forecast.outcome is None:
            return "unresolved", "Not resolved"
        word = {"yes": "It happened", "no": "It did not happen", "void": "Void: its condition was never met"}
        return forecast.outcome, f"{word[forecast.outcome]} ({day(forecast.resolved)})" if forecast.resolved else word[forecast.outcome]
