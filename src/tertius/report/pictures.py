"""The pictures that the partial templates draw, for whatever page they stand on: the report, the studio, a notebook.

Titles are ids of the page, so each page numbers its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tertius.evidence.hypotheses import Band
from tertius.explain.report_english import story
from tertius.report.evolution import EvolutionGraph
from tertius.report.exhibits import ForecastRow, PathFigure, Story
from tertius.report.negotiation import ClauseShown
from tertius.report.relations import Drawn
from tertius.report.thresholds import Strip
from tertius.report.timing import CurveShown
from tertius.view.clause_svg import clause_svg
from tertius.view.curve_svg import curve_svg
from tertius.view.evolution_svg import Line, Point, evolution_svg
from tertius.view.figures import band_svg, interval_svg, path_svg, posterior_svg
from tertius.view.network_svg import network_svg

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["pictures"]


def pictures(prefix: str = "fig") -> dict[str, Callable[..., Markup]]:
    """By the name that templates use. prefix : of the pictures' ids, so that two pieces of a page do not share any"""
    from markupsafe import Markup

    numbers = iter(range(1, 10_000))

    def numbered() -> str:
        return f"{prefix}-{next(numbers)}"

    def path_figure(told: Story, figure: PathFigure) -> Markup:
        names = ", ".join(k.name for k in figure.keys)
        how = "with foresight 2" if figure.foresight == 2 else "without foresight"
        words = story(told.moves, told.end, [f"{r.move} ({r.because})" for r in told.refused])
        title = f"From the status quo, {how}, under {names}"
        return Markup(path_svg(numbered(), title, words, told.boxes, told.moves, back=told.back, refused=told.refused))

    def interval(row: ForecastRow) -> Markup:
        assert row.p is not None
        return Markup(interval_svg(numbered(), f"Probability, forecast {row.id}", f"{row.p_words}. {row.end_words}.", *row.p, row.end))

    def strip(row: Strip) -> Markup:
        return Markup(band_svg(numbered(), row.label, row.words, row.always, row.perhaps))

    def network(drawn: Drawn) -> Markup:
        return Markup(network_svg(numbered(), drawn.title, drawn.words, drawn.names, drawn.ties))

    def band(band: Band, name: str, words: str) -> Markup:
        return Markup(posterior_svg(numbered(), f"Probability of {name}", words, *band.as_list()))

    def clause(row: ClauseShown) -> Markup:
        return Markup(
            clause_svg(
                numbered(), f"Clause: {row.name}", row.words, row.strip, text=row.text, status_quo=row.status_quo,
                interval80=row.interval80, interval50=row.interval50, median=row.median, models=row.model_places,
            )
        )  # fmt: skip

    def curve(shown: CurveShown) -> Markup:
        return Markup(curve_svg(numbered(), shown.title, shown.words, shown.curve, level=shown.level))

    def evolution(graph: EvolutionGraph) -> Markup:
        points = [Point(s.number, s.layer, s.place, f"situation-{graph.name}-{s.number}", s.words, s.number == 1, s.lasts) for s in graph.states]
        lines = [Line(a.source, a.target, a.kind, a.label) for a in graph.arcs]
        names = ", ".join(k.name for k in graph.keys)
        words = "Numbered situations and the moves between them; each is told in the list beside the picture, and every move in the table below."
        return Markup(evolution_svg(numbered(), f"How the status quo can move, under {names}", words, points, lines))

    return {
        "path_figure": path_figure, "interval": interval, "strip": strip, "network": network, "band": band, "clause": clause, "curve": curve,
        "evolution": evolution,
    }  # fmt: skip
