"""What a notebook shows of a result: the same partial templates as in the report.

What computes must not depend on what draws, so a result knows no template. It has this mixin, which asks `RENDERER`, named here and
imported when a notebook asks; nothing is set up, registered or imported before that.
"""

from __future__ import annotations

from importlib import import_module

__all__ = ["RENDERER", "Shown"]

RENDERER = "tertius.report.notebook"
"""The module whose `html_of` turns a result into HTML."""


class Shown:
    """A result that Jupyter, and whatever else asks for `_repr_html_`, shows as HTML."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        html: str = import_module(RENDERER).html_of(self)
        return html
