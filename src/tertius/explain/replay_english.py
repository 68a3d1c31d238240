"""The recorded history in words: what an event changed, and whether the mover gained by it."""

from __future__ import annotations

from tertius.evidence.replay import Replayed
from tertius.evidence.verdicts import Verdict
from tertius.explain.told import Told
from tertius.explain.words import day

__all__ = ["ReplayTeller"]


class ReplayTeller(Told):
    """Tells a replayed history."""

    def head(self, found: Replayed) -> str:
        """``8 May 2018  Upper city``."""
        who = f"  {self.actor(found.event.actor)}" if found.event.actor else ""
        return f"{day(found.event.date)}{who}"

    def record(self, found: Replayed) -> str:
        """What the event records as a move, refusal or signal."""
        said = self.event(found.event)
        return f"{said[0].upper()}{said[1:]}." if said else ""

    def changed(self, found: Replayed) -> str:
        """What is different afterwards."""
        if found.impossible:
            return f"The situation cannot be set up: {found.impossible}."
        if found.kind != "move" or found.before is None or found.after is None:
            return ""
        if found.before == found.after:
            return "It changes nothing in the model: it was so already."
        start, end = self.pair(found.before, found.after)
        return f"From {start} to {end}."

    def judged(self, found: Replayed) -> str:
        """Whether it was an improvement, and worthwhile, for the mover."""
        once, ahead = found.at_once, found.ahead
        if once is None or ahead is None:
            return ""
        if once.reason.kind == "no_such_move":
            who = self.actor(found.event.actor or "")
            under = " under this reading" if self.case.reading is not None else ""
            what = "what was refused was not open to" if found.kind == "refusal" else "such a move is not open to"
            return f"In the model {what} {who} here{under}."
        if once.reason.kind not in {"move", "refusal"}:
            return "" if once.reason.kind == "changes_nothing" else self.verdict(once)
        gain = once.reason.note == "gain"
        worth = ahead.reason.judgement is not None and ahead.reason.judgement.worthwhile
        if once.reason.kind == "refusal":
            text = f"What was refused would have been {'an' if gain else 'no'} improvement"
            return f"{text}, and {'worthwhile' if worth else 'not worthwhile'} with foresight."
        text = f"{'An' if gain else 'No'} improvement for the mover when it was made"
        text += f"; {'worthwhile' if worth else 'not worthwhile'} with foresight"
        return f"{text}: {self._why(ahead)}." if worth != gain else f"{text}."

    def _why(self, ahead: Verdict) -> str:
        assert ahead.solved is not None
        assert ahead.reason.judgement is not None
        return type(self)(ahead.solved.case).judgement(ahead.reason.judgement)

    def known(self, found: Replayed) -> str:
        """Where the first source on file is later than the event."""
        return f"First source on file: {day(found.known)}." if found.known is not None else ""
