"""From looks to HTML: the report's templates and macros, and the studio's own beside them."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tertius.errors import TertiusError
from tertius.explain.report_english import CAUTION, FORMS, VERDICT_WORDS
from tertius.report.render import SYMBOLS
from tertius.studio.desk import Desk
from tertius.studio.look import Asked, Look
from tertius.studio.registry import Part, parts

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["bench", "fragment", "fragments", "start"]

ALWAYS = ("bar", "problems")
log = logging.getLogger("tertius.studio")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=ChoiceLoader([PackageLoader("tertius.studio", "templates"), PackageLoader("tertius.view", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"SYMBOLS": SYMBOLS, "WORDS": VERDICT_WORDS, "FORMS": FORMS, "CAUTION": CAUTION}
    return made


def fragment(desk: Desk, part: Part, asked: Asked) -> tuple[str, bool]:
    """The HTML of a part, and whether it still is being worked out."""
    look = Look(desk.working, asked, desk.kept, desk.folder)
    common = {"look": look, "asked": asked, "part": part, "desk": desk}
    try:
        wanted = part.later(look) if callable(part.later) else part.later
        if wanted or (part.place == "result" and part.name not in ALWAYS and look.heavy):
            # A thread works on what the look has now, whatever the draft becomes meanwhile. Revisions are counted by draft.
            done, context = desk.later.get(part.name, (part.name, look.draft, look.revision, asked_key(asked)), lambda: part.show(look))
            if not done:
                return _environment().get_template("_working.html.j2").render(**common), True
        else:
            context = part.show(look)
        return _environment().get_template(f"{part.name}.html.j2").render(**common, **context), False
    except TertiusError as error:
        return _environment().get_template("_refused.html.j2").render(**common, message=str(error)), False
    except Exception:
        log.exception("the panel %s", part.name)
        return _environment().get_template("_refused.html.j2").render(**common, message="This panel could not be worked out; the terminal says why."), False


def asked_key(asked: Asked) -> tuple[Any, ...]:
    """What an answer depends on."""
    return asked.reading, asked.levers, asked.as_of, asked.foresight, tuple(sorted(asked.pick.items()))


def fragments(desk: Desk, names: list[str], asked: Asked) -> dict[str, Any]:
    """Parts by name, and which of them still are being worked out."""
    known = parts()
    found, waiting = {}, []
    for name in dict.fromkeys([*ALWAYS, *names]):
        if name in known:
            found[name], still = fragment(desk, known[name], asked)
            if still:
                waiting.append(name)
    return {"html": found, "waiting": waiting}


def bench(desk: Desk, asked: Asked, panel: str) -> str:
    """The workbench: navigation, one editor, results."""
    known = parts()
    editors = [p for p in known.values() if p.place == "edit"]
    results = [p for p in known.values() if p.place == "result"]
    chosen = next((p for p in editors if p.name == panel), editors[0])
    # The page is there at once; it asks for its results as soon as it stands.
    made = fragments(desk, [chosen.name], asked)
    later = [p.name for p in results if p.name not in made["html"]]
    html = {**dict.fromkeys(later, ""), **made["html"]}
    return _environment().get_template("bench.html.j2").render(
        desk=desk, draft=desk.working, asked=asked, editors=editors, results=results, chosen=chosen, html=html, waiting=[*made["waiting"], *later]
    )


def start(desk: Desk, message: str = "") -> str:
    """The start screen."""
    from tertius.io.catalogue import slugs

    return _environment().get_template("start.html.j2").render(
        desk=desk, listing=desk.folder.listing(), shipped=shipped_titles(slugs()), unsaved=desk.unsaved(), message=message
    )


@lru_cache(maxsize=1)
def shipped_titles(slugs: tuple[str, ...]) -> list[tuple[str, str]]:
    """Slug and title of each shipped case, read from the head of its file."""
    from tertius.io.catalogue import shipped

    found = []
    for slug in slugs:
        with shipped(slug).open(encoding="utf-8") as file:
            title = next((line[6:].strip().strip("\"'") for line in file if line.startswith("title:")), slug)
        found.append((slug, title))
    return found
