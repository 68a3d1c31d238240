"""From a `Dossier` to one self-contained page: templates, one style sheet, one small script.

The page may load nothing: its content security policy allows the style and the script by their
hashes and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from tertius.explain.glossary_english import TERMS, Term, terms_in
from tertius.explain.report_english import CAUTION, FORMS, GLOSSARY, IN_FULL, SECTIONS, VERDICT_WORDS
from tertius.report.cards import Deck
from tertius.report.dossier import Dossier
from tertius.report.pictures import pictures
from tertius.report.situations import Situations

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["content_security_policy", "environment", "render", "render_cards"]

SYMBOLS = {"holds": "●", "fails": "✕", "open": "○"}


UNFOLDED = frozenset({"answer", "claims"})
"""Sections that are in sight on a phone as well; the others are folded there under their headings."""


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section of the page: its heading, what stands under it, its one-line finding, its content, and the terms that it uses."""

    id: str
    title: str
    lead: str
    finding: str
    folded: bool
    body: Markup
    terms: tuple[Term, ...] = ()


def _text(markup: str) -> str:
    """What can be read of a section."""
    return html.unescape(re.sub(r"<(script|svg)\b.*?</\1>|<[^>]*>", " ", markup, flags=re.DOTALL))


def _asset(name: str) -> str:
    return _whole(resources.files("tertius.view").joinpath("templates", name).read_text(encoding="utf-8"))


def _whole(text: str) -> str:
    """Without empty lines and trailing blanks; an asset's hash must be that of the text on the page."""
    return "\n".join(line for line in (x.rstrip() for x in text.splitlines()) if line)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def content_security_policy(style: str, script: str | None) -> str:
    """Nothing is loaded; this style and this script, if there is one, may run."""
    runs = "" if script is None else f"script-src {_hash(script)}; "
    return f"default-src 'none'; style-src {_hash(style)}; {runs}base-uri 'none'; form-action 'none'"


def _json(data: object) -> Markup:
    """Data for the page's script, in which nothing can end the element that holds it."""
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of pages, everything escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("tertius.view", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"json": _json, "SYMBOLS": SYMBOLS, "WORDS": VERDICT_WORDS, "FORMS": FORMS, "CAUTION": CAUTION}
    return made


def render(dossier: Dossier) -> str:
    """The page as text; the same dossier gives the same bytes."""
    from markupsafe import Markup

    style, script = _asset("report.css"), _asset("report.js")
    scope = {"d": dossier, **pictures()}
    templates = environment()
    shown = []
    situations = Situations(dossier.situations)
    for id in dossier.sections:
        body = templates.get_template(f"_{id}.html.j2").render(scope)
        shown.append(ShownSection(id, *SECTIONS[id], dossier.findings.get(id, ""), id not in UNFOLDED, Markup(situations.linked(body)), terms_in(_text(body))))
    terms = [t for t in TERMS.values() if any(t in s.terms for s in shown)]
    page = templates.get_template("report.html.j2").render(
        d=dossier,
        policy=content_security_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        sections=shown,
        terms=terms,
        glossary=GLOSSARY,
        situations=situations.rows(),
        in_full=IN_FULL,
    )
    return _whole(page) + "\n"


def render_cards(deck: Deck) -> str:
    """Role cards as one page, a card a sheet when printed; the same deck gives the same bytes."""
    from markupsafe import Markup

    style = _asset("report.css") + "\n" + _asset("cards.css")
    page = environment().get_template("cards.html.j2").render(
        d=deck, t=deck.teacher, notes=deck.notes, policy=content_security_policy(style, None), style=Markup(style)
    )
    return _whole(page) + "\n"
