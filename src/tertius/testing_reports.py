"""Reports of shipped cases for tests, each made once in a run."""

from __future__ import annotations

from functools import cache

from tertius.io.catalogue import load
from tertius.report.build import build
from tertius.report.dossier import Dossier
from tertius.report.render import render

__all__ = ["shipped_dossier", "shipped_page", "shipped_section"]


@cache
def shipped_dossier(slug: str) -> Dossier:
    """What the report of a shipped case says, under all readings."""
    return build(load(slug))


@cache
def shipped_page(slug: str) -> str:
    """The report of a shipped case."""
    return render(shipped_dossier(slug))


def shipped_section(slug: str, id: str) -> str:
    """One section of it."""
    page = shipped_page(slug)
    return page[page.index(f'<section id="{id}"') :].split("</section>")[0]
