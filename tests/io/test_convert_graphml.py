"""GraphML: the graph of moves of any case, and a graph-form case from a graph."""

from __future__ import annotations

import contextlib
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius import load
from tertius.errors import CaseError, LimitError
from tertius.io import graphml
from tertius.io.graphml import NAMESPACE, read_graphml
from tertius.io.load import parse_case
from tertius.io.write import case_text
from tertius.kernels.graph import game_of
from tertius.model.case import Actor, Case
from tertius.model.conflict import GraphConflict, OptionConflict, Preference
from tertius.model.layers import situate
from tertius.testing import cases
from tertius.view.exchange import computed, exported

SMALL = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="rank.Upper city" attr.type="int"/>
  <key id="d1" for="edge" attr.name="actor" attr.type="string"/>
  <key id="d2" for="node" attr.name="label" attr.type="string"/>
  <graph edgedefault="directed">
    <node id="shut"><data key="d0">2</data><data key="d2">Sluice shut &amp; dry</data></node>
    <node id="is open"><data key="d0">1</data></node>
    <edge source="shut" target="is open"><data key="d1">Upper city</data></edge>
  </graph>
</graphml>
"""


def text_of(case: Case) -> str:
    return str(exported(case, {}, "graphml", "g.graphml").data)


def read(text: str | bytes) -> Case:
    return read_graphml(text.encode() if isinstance(text, str) else text, "g.graphml", "g").case


def told(text: str | bytes) -> str:
    with pytest.raises(CaseError) as caught:
        read(text)
    return str(caught.value)


def only(old: str, new: str) -> str:
    assert old in SMALL
    return told(SMALL.replace(old, new, 1))


def form(case: Case) -> GraphConflict:
    assert isinstance(case.conflict, GraphConflict)
    return case.conflict


def test_states_moves_and_ranks_are_there_for_any_reader_of_graphs() -> None:
    root = ElementTree.fromstring(text_of(load("syria-iraq-1975")))
    names = {k.get("id"): k.get("attr.name") for k in root.iter(f"{{{NAMESPACE}}}key")}
    nodes = {n.get("id"): {names[d.get("key")]: d.text for d in n} for n in root.iter(f"{{{NAMESPACE}}}node")}
    assert nodes["NYY"] == {"label": "Syria: Escalates; Iraq: Attacks", "rank.syria": "3", "rank.iraq": "3"}
    assert nodes["NNN"]["status_quo"] == "true"
    edges = [
        (e.get("source"), e.get("target"), *(d.text for d in e)) for e in root.iter(f"{{{NAMESPACE}}}edge")
    ]
    assert len(edges) == 18
    assert ("NNN", "NNY", "iraq", "true") in edges
    assert ("NNN", "NYN", "syria", "false") in edges


def test_graph_form_comes_back_as_it_was() -> None:
    case = load("elmira")
    back = read(text_of(case))
    assert form(back) == GraphConflict(form(case).states, form(back).moves, form(back).preferences, "s1")
    assert computed(back) == computed(case)
    assert [a.name for a in back.actors] == [a.name for a in case.actors]


def test_a_graph_that_somebody_else_drew() -> None:
    case = read(SMALL)
    assert [(a.id, a.name) for a in case.actors] == [("upper_city", "Upper city")]
    assert form(case).states == (("shut", "Sluice shut & dry"), ("is_open", "is open"))
    assert form(case).moves == {"upper_city": (("shut", "is_open"),)}
    assert form(case).preferences["upper_city"].ranking == (("is_open",), ("shut",))
    both = read(SMALL.replace('edgedefault="directed"', 'edgedefault="undirected"'))
    assert form(both).moves == {"upper_city": (("shut", "is_open"), ("is_open", "shut"))}
    one = read(SMALL.replace('edgedefault="directed"', 'edgedefault="undirected"').replace("<edge ", '<edge directed="true" '))
    assert form(one).moves == form(case).moves
    ranked = SMALL.replace('attr.type="int"/>', 'attr.type="int"><default>1</default></key>').replace('<data key="d0">1</data>', "")
    assert form(read(ranked)) == form(case)
    assert read(SMALL.encode("utf-8").replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")) == case


def test_what_a_case_has_no_place_for_is_named() -> None:
    found = read_graphml(SMALL.replace('attr.name="label"', 'attr.name="colour"').encode(), "g", "g")
    assert found.notes == ("left out, as a case has no place for them: colour",)


@settings(max_examples=200)
@given(cases(relations="any"))
def test_what_is_written_is_the_same_graph(case: Case) -> None:
    found = computed(case)
    back = parse_case(case_text(read(text_of(case))))
    again = computed(back)
    assert (again.codes, again.moves, again.improvements, again.status_quo) == (
        found.codes, found.moves, found.improvements, found.status_quo,
    )  # fmt: skip
    assert {a: r for a, r in again.ranks.items() if a in found.ranks} == found.ranks
    assert case.conflict is not None
    mine, theirs = game_of(case), game_of(back)
    for actor in [a for a, p in case.conflict.preferences.items() if p.kind == "pairs"]:
        one, other = mine.relation(mine.actor(actor)), theirs.relation(theirs.actor(actor))
        assert all(one.signs(s, t) == other.signs(s, t) for s in range(mine.states) for t in range(mine.states))


def test_what_is_linked_and_needed_is_in_the_graph() -> None:
    case = situate(load("sochi-2018"), reading="balancing", levers=["terms_backed_on_commitment"])
    back = read(text_of(case))
    assert computed(back).moves == computed(case).moves
    assert isinstance(case.conflict, OptionConflict)


def test_comparisons_of_pairs_come_back_as_they_were() -> None:
    text = (
        "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nconflict: {states: {s: S, t: T, u: U}, moves: {a: [s <-> t], b: [s -> t]}, "
        "preferences: {a: {pairs: [s > t, t >> u], closure: transitive}, b: {pairs: [s ? t]}}}\n"
    )
    case = parse_case(text)
    made = text_of(case)
    assert "rank.a" not in made
    assert form(read(made)) == form(case)
    assert form(parse_case(case_text(read(made)))) == form(case)
    assert "there is no node 'w'" in told(made.replace("s &gt; t", "w &gt; t"))
    assert "'s = t' is no comparison" in told(made.replace("s &gt; t", "s = t"))
    bare = made.replace("pairs.a", "x.a")
    assert "a moves, and no node says how a ranks it; expected a rank at every node, 1 is the best" in told(bare)


@settings(max_examples=200)
@given(st.text(max_size=20))
def test_names_are_escaped(name: str) -> None:
    name = name.encode("utf-8", "ignore").decode()
    conflict = GraphConflict((("s", name), ("t", "t")), {"a": (("s", "t"),)}, {"a": Preference("ranking", ranking=(("s", "t"),))}, None)
    back = read(text_of(Case(name, (Actor("a", name),), conflict)))
    clean = "".join(c if c in "\t\n\r" or ord(c) > 31 else "\ufffd" for c in name).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    assert back.actor("a").name == (clean.strip() or "a")
    assert back.title == (clean.strip() or "g")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('<node id="is open">', '<node id="shut">', "g.graphml:8:5: node: the node 'shut' stands here twice"),
        ('<node id="is open">', "<node>", "node: the node has no id"),
        ('target="is open"', 'target="nowhere"', "g.graphml:9:5: edge: there is no node 'nowhere'"),
        ('target="is open"', 'target="shut"', "a move from 'shut' to itself changes nothing"),
        ('<data key="d1">Upper city</data>', "", "edge: the edge has no actor"),
        ('<data key="d0">1</data>', "", "g.graphml:8:5: rank.Upper city: the node has no rank; expected a number at every node"),
        ('<data key="d0">1</data>', '<data key="d0">first</data>', "'first' is no rank"),
        ('<data key="d0">1</data>', '<data key="d9">1</data>', "g.graphml:8:40: data: the key 'd9' is not declared"),
        ("</graph>\n", "</graph><graph></graph>\n", "a second graph"),
        ("</graph>\n", "<hyperedge/></graph>\n", "<hyperedge> has no meaning here"),
        ("</graphml>", "", "this is not XML: no element found"),
        ("&amp;", "&", "g.graphml:7:72: this is not XML: not well-formed"),
        ("&amp;", "&lol;", "this is not XML: undefined entity"),
        ("UTF-8", "martian", "its encoding is not known; expected a file saved as UTF-8"),
    ],
)
def test_mistakes_are_told_with_their_place(old: str, new: str, said: str) -> None:
    assert said in only(old, new)


def test_what_is_no_graph() -> None:
    assert "this is not XML" in told("")
    assert "this is not XML" in told(b"PK\x03\x04")
    assert "there is no graph" in told("<graphml/>")
    assert "there is no node" in told("<graphml><graph/></graphml>")
    assert "there is no actor" in told('<graphml><graph><node id="a"/></graph></graphml>')
    assert "nested more than 100 deep" in told("<a>" * 5000)
    status = SMALL.replace('attr.name="label"', 'attr.name="status_quo"').replace("Sluice shut &amp; dry", "true")
    assert "2 nodes have it" in told(status.replace('<data key="d0">1</data>', '<data key="d0">1</data><data key="d2">True</data>'))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>',
        '<!DOCTYPE g SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_type_is_refused_before_anything_is_expanded(declared: str) -> None:
    assert "g.graphml:2:" in only("<graphml ", declared + "\n<graphml ")
    assert "declares a document type" in only("<graphml ", declared + "\n<graphml ")


def test_a_graph_that_is_too_large_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphml, "MAX_PARTS", 10)
    with pytest.raises(LimitError, match="6 states and 18 moves"):
        text_of(load("syria-iraq-1975"))


def test_any_cut_or_changed_file_is_a_graph_or_a_mistake() -> None:
    data = SMALL.encode()
    for place in range(0, len(data), 3):
        for other in (b"", b"<", b'"', b"\x00", b"\xff"):
            broken: Any = data[:place] + other + data[place + 1 :]
            with contextlib.suppress(CaseError):
                read(broken)
