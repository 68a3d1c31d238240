"""Writes the gallery of shipped cases, ``docs/gallery.md``, and its figures: ``python docs/gallery.py``.

Everything on the page comes from the catalogue; only which figure stands for a case is chosen here. A test keeps page and figures up to
date and complete.
"""

from __future__ import annotations

from pathlib import Path

from tertius.io.catalogue import load, slugs
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict
from tertius.report.figures import Figure, figure, figures
from tertius.view.standalone import standalone

DOCS = Path(__file__).resolve().parent
FIGURES = DOCS / "_static" / "gallery"
CHOSEN = {
    "common-land": "window-pivot-as_it_stands",
    "cyprus-1964": "evidence",
    "elmira": "graph-as_it_stands",
    "great-powers-1872-1907": "network-1907",
    "prisoners-dilemma": "graph-as_it_stands",
    "sochi-2018": "path-2-balancing",
    "two-posts": "path-2-as_it_stands",
    "two-villages": "path-2-as_it_stands",
}
"""A case that is not named has its first figure."""
HEAD = """# Gallery of shipped cases

Every case that comes with Tertius, with one of its figures and the command that draws it. `tertius cases` lists them; each command takes the slug in place of a file: `tertius claims chicken`, `tertius report chicken`, `tertius play chicken`. Where the files are says `tertius cases SLUG`; a copy is a good start for a case of your own.
"""


def chosen(slug: str, case: Case) -> Figure:
    """The figure of a case."""
    return figure(case, CHOSEN[slug]) if slug in CHOSEN else figures(case)[0]


def has(case: Case) -> str:
    """What is in a case, in words."""
    parts = [f"{len(case.actors)} actors"]
    if case.conflict is not None:
        parts.append("conflict in graph form" if isinstance(case.conflict, GraphConflict) else "conflict in option form")
    tested = sum(c.expect is not None for c in case.claims)
    for number, word in ((len(case.readings), "reading"), (len(case.levers), "commitment"), (tested, "tested claim"), (len(case.history), "dated event"), (len(case.sources), "source")):
        if number:
            parts.append(f"{number} {word}{'s' * (number != 1)}")
    for there, word in (
        (bool(case.views), "views of its actors"), (bool(case.thresholds), "thresholds"), (case.negotiation is not None, "a negotiation"),
        (case.relations is not None, "relations over time"), (case.evidence is not None, "evidence"), (bool(case.forecasts), "forecasts on record"),
    ):  # fmt: skip
        if there:
            parts.append(word)
    return ", ".join(parts)


def section(slug: str, case: Case, drawn: Figure) -> str:
    """One case on the page."""
    lines = [f"## {case.title}", ""]
    if case.question:
        lines += [f"*{case.question.strip()}*", ""]
    if case.summary:
        lines += [" ".join(case.summary.split()), ""]
    lines += [
        f"`{slug}`: {has(case)}.",
        "",
        f"![{drawn.title}](_static/gallery/{slug}.svg)",
        "",
        "```console",
        f"$ tertius figure {slug} --what {drawn.name} -o {slug}.svg",
        f"wrote {slug}.svg",
        "```",
    ]
    return "\n".join(lines) + "\n"


def written() -> tuple[str, dict[str, str]]:
    """The page, and each figure by slug."""
    cases = {slug: load(slug) for slug in slugs()}
    drawn = {slug: chosen(slug, case) for slug, case in cases.items()}
    page = "\n".join([HEAD, *(section(slug, case, drawn[slug]) for slug, case in cases.items())])
    return page, {slug: standalone(one.svg) for slug, one in drawn.items()}


def main() -> None:
    """Write page and figures; figures of cases that are gone are deleted."""
    page, pictures = written()
    FIGURES.mkdir(parents=True, exist_ok=True)
    for old in FIGURES.glob("*.svg"):
        if old.stem not in pictures:
            old.unlink()
    for slug, text in pictures.items():
        (FIGURES / f"{slug}.svg").write_text(text, encoding="utf-8")
    (DOCS / "gallery.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
