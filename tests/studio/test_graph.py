"""Positions of the evolution graph: nothing overlaps, nothing lies outside, moves lead downwards unless they go round."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.view.graph_layout import graph_layout
from tertius.view.graph_svg import GraphArc, GraphNode, graph_svg

GRAPHS = st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=60)))


def reaches(arcs: list[tuple[int, int]], a: int, b: int) -> bool:
    """By brute force."""
    seen, edge = {a}, [a]
    while edge:
        here = edge.pop()
        for x, y in arcs:
            if x == here and y not in seen:
                seen.add(y)
                edge.append(y)
    return b in seen


@settings(max_examples=60)
@given(GRAPHS)
def test_boxes_do_not_overlap_and_stay_inside(graph: tuple[int, list[tuple[int, int]]]) -> None:
    n, arcs = graph
    found = graph_layout(n, arcs)
    for k, (x, y) in enumerate(found.places):
        assert found.node_width / 2 <= x <= found.width - found.node_width / 2
        assert found.node_height / 2 <= y <= found.height - found.node_height / 2
        for px, py in found.places[:k]:
            assert abs(x - px) >= found.node_width or abs(y - py) >= found.node_height


@settings(max_examples=60)
@given(GRAPHS)
def test_a_move_leads_downwards_unless_it_is_part_of_a_cycle(graph: tuple[int, list[tuple[int, int]]]) -> None:
    n, arcs = graph
    found = graph_layout(n, arcs)
    for a, b in arcs:
        if a != b and not reaches(arcs, b, a):
            assert found.places[a][1] < found.places[b][1]


def test_names_are_text_in_the_picture() -> None:
    nodes = [GraphNode("a", "<b>", "\"x\" <script>", ("start", "lasts")), GraphNode("b", "y" * 80, "y")]
    made = graph_svg("g", "<t>", "&", nodes, [GraphArc(0, 1, 0), GraphArc(1, 0, 7)], letters=["<"] * 8)
    assert "<b>" not in made
    assert "<script>" not in made
    assert made.count('role="button"') == 2
    assert "…" in made
