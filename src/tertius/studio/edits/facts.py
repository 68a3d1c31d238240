"""What a case is about: title, question, summary, dates."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.model.dates import Date
from tertius.studio.registry import Ask, edit

TEXTS = ("title", "question", "summary")
DATES = ("as_of", "argued_on")


@edit("set_fact", "the change of the case's facts")
def set_fact(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`key` is one of title, question, summary, as_of, argued_on; an empty value takes it out."""
    key = ask.choice("key", (*TEXTS, *DATES))
    value = " ".join(ask.text("value", "").split())
    if key in DATES and value:
        try:
            Date.parse(value)
        except ValueError as error:
            raise TertiusError(f"{error}; write 2018, 2018-05 or 2018-05-18") from None
    if value:
        m.set([key], value)
    elif key == "title":
        raise TertiusError("a case has a title")
    elif m.has([key]):
        m.delete([key])
