"""The graph of moves of a case as GraphML, and a graph-form case from one.

A node is a state, with its label and, for each actor whose preference is complete, its ``rank`` (1 is
the best); an actor who compares pairs of states has ``pairs`` and ``closure`` at the graph. An edge is a move of one actor, with ``improvement`` for those that the mover prefers. The
text is written and read here: a document type is refused, so that no entity is ever expanded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from tertius.errors import CaseError, LimitError, Problem
from tertius.io.exchange import Computed, Imported, listed
from tertius.io.keys import key_of, state_key_of
from tertius.io.names import name_fault
from tertius.model.case import Actor, Case
from tertius.model.conflict import Comparison, GraphConflict, Preference

__all__ = ["MAX_PARTS", "graphml_text", "read_graphml"]

MAX_PARTS = 500_000
"""States and moves that are written at most."""
NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_BY_ACTOR = ("rank.", "name.", "pairs.", "closure.")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def graphml_text(
    title: str,
    actors: Sequence[tuple[str, str]],
    labels: Sequence[str],
    computed: Computed,
    pairs: Mapping[str, Preference] | None = None,
) -> str:
    """The graph of a case: its states with labels, its moves, its ranks where they are complete.

    `pairs` has the preferences that compare pairs of states instead.
    """
    pairs = pairs or {}
    arcs = sum(len(targets) for moves in computed.moves for targets in moves)
    if arcs + len(computed.codes) > MAX_PARTS:
        raise LimitError(
            f"the graph has {len(computed.codes):,} states and {arcs:,} moves; at most {MAX_PARTS:,} are written; "
            "fix options that the question does not turn on"
        )
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<graphml xmlns="{NAMESPACE}">']
    keys = [("title", "graph", "title", "string"), ("label", "node", "label", "string"), ("status_quo", "node", "status_quo", "boolean")]
    keys += [(f"name.{a}", "graph", f"name.{a}", "string") for a, _ in actors]
    keys += [(f"rank.{a}", "node", f"rank.{a}", "int") for a in computed.ranks]
    keys += [(f"{word}.{a}", "graph", f"{word}.{a}", "string") for a in pairs for word in ("pairs", "closure")]
    keys += [("actor", "edge", "actor", "string"), ("improvement", "edge", "improvement", "boolean")]
    for id, domain, name, kind in keys:
        lines.append(f'  <key id="{id}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>')
    lines.append('  <graph edgedefault="directed">')
    lines.append(_data("title", title, 4))
    lines += [_data(f"name.{id}", name, 4) for id, name in actors]
    for actor, p in pairs.items():
        lines.append(_data(f"pairs.{actor}", ", ".join(f"{c.left} {c.sign} {c.right}" for c in p.pairs), 4))
        lines.append(_data(f"closure.{actor}", "transitive" if p.closure else "none", 4))
    best = {actor: max(ranks) for actor, ranks in computed.ranks.items()}
    for state, (code, label) in enumerate(zip(computed.codes, labels, strict=True)):
        lines += [f"    <node id={_attribute(code)}>", _data("label", label, 6)]
        if state == computed.status_quo:
            lines.append(_data("status_quo", "true", 6))
        lines += [_data(f"rank.{a}", str(best[a] - ranks[state] + 1), 6) for a, ranks in computed.ranks.items()]
        lines.append("    </node>")
    for number, (source, target, actor, better) in enumerate(_edges(computed)):
        ends = f"source={_attribute(computed.codes[source])} target={_attribute(computed.codes[target])}"
        lines += [
            f'    <edge id="e{number}" {ends}>', _data("actor", actor, 6),
            _data("improvement", "true" if better else "false", 6), "    </edge>",
        ]  # fmt: skip
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _edges(computed: Computed) -> Iterator[tuple[int, int, str, bool]]:
    for actor, moves, improvements in zip(computed.actors, computed.moves, computed.improvements, strict=True):
        for source, targets in enumerate(moves):
            better = set(improvements[source])
            for target in targets:
                yield source, target, actor, target in better


def _data(key: str, text: str, indent: int) -> str:
    return f'{" " * indent}<data key="{key}">{escape(_UNFIT.sub(chr(0xFFFD), text), {chr(13): "&#13;"})}</data>'


def _attribute(text: str) -> str:
    return quoteattr(_UNFIT.sub("\ufffd", text))


@dataclass(slots=True)
class _Part:
    """An element that matters, with what its data says by attribute name."""

    kind: str
    line: int
    column: int
    attributes: Mapping[str, str]
    data: dict[str, str] = field(default_factory=dict)


class _Parser:
    """Keys, the graph, nodes and edges of a GraphML text."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.keys: dict[str, str] = {}
        self.defaults: list[tuple[str, str, str]] = []
        self.parts: list[_Part] = []
        self.open: list[_Part] = []
        self.reading: list[str] | None = None
        self.key = ("", "")
        self.depth = 0
        self.expat = expat.ParserCreate(namespace_separator=" ")
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self.start
        self.expat.EndElementHandler = self.end
        self.expat.CharacterDataHandler = self.text
        self.expat.StartDoctypeDeclHandler = self.doctype

    def place(self) -> tuple[int, int]:
        return self.expat.CurrentLineNumber, self.expat.CurrentColumnNumber + 1

    def problem(self, what: str, expected: str, where: str = "") -> None:
        self.problems.append(Problem(self.file, *self.place(), where, what, expected))

    def report(self, part: _Part, where: str, what: str, expected: str) -> None:
        self.problems.append(Problem(self.file, part.line, part.column, where, what, expected))

    def doctype(self, *_: Any) -> None:
        self.problem("it declares a document type", "a file without <!DOCTYPE>, and without entities of its own")
        raise CaseError(self.problems)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self.depth += 1
        if self.depth > 100:
            self.problem("nested more than 100 deep", "one graph without graphs inside")
            raise CaseError(self.problems)
        if name == "key":
            self.keys[attributes.get("id", "")] = attributes.get("attr.name", attributes.get("id", ""))
            self.key = (attributes.get("id", ""), attributes.get("for", "all"))
        elif name in {"data", "default"}:
            self.reading = []
            if name == "data":
                self.key = (attributes.get("key", ""), "")
        elif name in {"graph", "node", "edge"}:
            if name == "graph" and any(p.kind == "graph" for p in self.parts):
                self.problem("a second graph, or a graph inside a node", "one graph", name)
            self.parts.append(_Part(name, *self.place(), attributes))
            self.open.append(self.parts[-1])
        elif name in {"hyperedge", "port"}:
            self.problem(f"<{name}> has no meaning here", "nodes, and edges between two nodes", name)

    def end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        self.depth -= 1
        if name in {"data", "default"} and self.reading is not None:
            text = "".join(self.reading).strip()
            id, domain = self.key
            if name == "default":
                self.defaults.append((domain, id, text))
            elif id not in self.keys:
                self.problem(f"the key '{id[:60]}' is not declared", "a <key> for it", "data")
            elif self.open:
                self.open[-1].data[self.keys[id]] = text
            self.reading = None
        elif name in {"graph", "node", "edge"}:
            self.open.pop()

    def text(self, text: str) -> None:
        if self.reading is not None:
            self.reading.append(text)

    def parse(self, data: bytes) -> None:
        try:
            self.expat.Parse(data, True)
        except expat.ExpatError as error:
            place = (error.lineno, error.offset + 1)
            raise CaseError([Problem(self.file, *place, "", f"this is not XML: {expat.errors.messages[error.code]}", "a GraphML file")]) from None
        except (LookupError, ValueError):
            raise CaseError([Problem(self.file, 1, 1, "", "its encoding is not known", "a file saved as UTF-8")]) from None
        for domain, id, text in self.defaults:
            for part in self.parts:
                if domain in {part.kind, "all"}:
                    part.data.setdefault(self.keys[id], text)


def read_graphml(data: bytes, file: str, title: str) -> Imported:
    """A graph-form case; `CaseError` with every mistake.

    Nodes may have ``label`` and ``rank.ACTOR``, edges need ``actor``; what else they have is left out and named.
    """
    parser = _Parser(file)
    parser.parse(data)
    graph = next((p for p in parser.parts if p.kind == "graph"), None)
    if graph is None:
        raise CaseError([*parser.problems, Problem(file, 1, 1, "", "there is no graph", "<graphml> with a <graph>")])
    nodes = [p for p in parser.parts if p.kind == "node"]
    edges = [p for p in parser.parts if p.kind == "edge"]
    states = _states(parser, nodes)
    actors = _actors(graph, nodes, edges)
    moves = _moves(parser, graph, edges, states, actors)
    compared = _compared(parser, graph, states, actors)
    preferences = _preferences(parser, nodes, states, actors, {a for a, m in moves.items() if m and a not in compared}) | compared
    marked = [states[n.attributes["id"]] for n in nodes if n.data.get("status_quo", "").lower() == "true" and n.attributes.get("id") in states]
    if len(marked) > 1:
        parser.report(graph, "status_quo", f"{len(marked)} nodes have it", "one status quo, or none")
    if not nodes:
        parser.report(graph, "graph", "there is no node", "a node for each state")
    if not actors:
        parser.report(graph, "graph", "there is no actor", 'edges with data whose key has attr.name="actor"')
    if parser.problems:
        raise CaseError(sorted(parser.problems, key=lambda p: (p.line, p.column)))
    labels = tuple((states[n.attributes["id"]], n.data.get("label", "") or n.attributes["id"]) for n in nodes)
    people = tuple(Actor(key, graph.data.get(f"name.{text}", "") or text) for text, key in actors.items())
    conflict = GraphConflict(labels, moves, preferences, marked[0] if marked else None)
    known = {"title", "label", "status_quo", "actor", "improvement"}
    other = sorted({k for p in parser.parts for k in p.data if k not in known and not k.startswith(_BY_ACTOR)})
    notes = (f"left out, as a case has no place for them: {listed(other)}",) if other else ()
    return Imported(Case(graph.data.get("title", "") or title, people, conflict), notes=notes)


def _states(parser: _Parser, nodes: Sequence[_Part]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in nodes:
        id = node.attributes.get("id")
        if id is None or id in found:
            what = "the node has no id" if id is None else f"the node '{id[:60]}' stands here twice"
            parser.report(node, "node", what, "an id of its own")
        else:
            found[id] = state_key_of(id, list(found.values()))
    return found


def _actors(graph: _Part, nodes: Sequence[_Part], edges: Sequence[_Part]) -> dict[str, str]:
    """The actors as the file calls them, with their keys: named ones first, then those who rank, then those who move."""
    said = [k.removeprefix("name.") for k in graph.data if k.startswith("name.")]
    said += [k.removeprefix("pairs.") for k in graph.data if k.startswith("pairs.")]
    said += [k.removeprefix("rank.") for n in nodes for k in n.data if k.startswith("rank.")]
    said += [e.data["actor"] for e in edges if e.data.get("actor")]
    found: dict[str, str] = {}
    for text in dict.fromkeys(said):
        fits = name_fault(text) is None and text not in found.values()
        found[text] = text if fits else key_of(text, list(found.values()), "actor")
    return found


def _moves(
    parser: _Parser, graph: _Part, edges: Sequence[_Part], states: Mapping[str, str], actors: Mapping[str, str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, dict[tuple[str, str], None]] = {key: {} for key in actors.values()}
    undirected = graph.attributes.get("edgedefault") == "undirected"
    for edge in edges:
        ends = [edge.attributes.get("source", ""), edge.attributes.get("target", "")]
        wrong = [end for end in ends if end not in states]
        actor = edge.data.get("actor", "")
        if wrong:
            what, expected = f"there is no node '{wrong[0][:60]}'", "the id of a node"
        elif ends[0] == ends[1]:
            what, expected = f"a move from '{ends[0]}' to itself changes nothing", "two nodes"
        elif not actor:
            what, expected = "the edge has no actor", '<data> with the actor who moves, its key having attr.name="actor"'
        else:
            source, target = states[ends[0]], states[ends[1]]
            found[actors[actor]][source, target] = None
            if edge.attributes.get("directed", "false" if undirected else "true") == "false":
                found[actors[actor]][target, source] = None
            continue
        parser.report(edge, "edge", what, expected)
    return {actor: tuple(arcs) for actor, arcs in found.items()}


def _preferences(
    parser: _Parser, nodes: Sequence[_Part], states: Mapping[str, str], actors: Mapping[str, str], movers: set[str]
) -> dict[str, Preference]:
    found = {}
    for text, key in actors.items():
        grades: dict[float, list[str]] = {}
        ranked = [n for n in nodes if f"rank.{text}" in n.data]
        if not ranked and key not in movers:
            continue
        for node in nodes if ranked else ():
            said = node.data.get(f"rank.{text}")
            number = _number(said or "")
            if number is None:
                what = "the node has no rank" if said is None else f"'{said[:40]}' is no rank"
                parser.report(node, f"rank.{text}", what, "a number at every node, 1 is the best")
            else:
                grades.setdefault(number, []).append(states.get(node.attributes.get("id", ""), ""))
        if not ranked:
            what = f"{text} moves, and no node says how {text} ranks it"
            parser.report(nodes[0], f"rank.{text}", what, "a rank at every node, 1 is the best")
        found[key] = Preference("ranking", ranking=tuple(tuple(grades[g]) for g in sorted(grades)))
    return found


def _compared(parser: _Parser, graph: _Part, states: Mapping[str, str], actors: Mapping[str, str]) -> dict[str, Preference]:
    """Preferences that compare pairs of states; what is wrong with the comparisons is told by the case file's own reader."""
    found = {}
    for text, key in actors.items():
        said = graph.data.get(f"pairs.{text}")
        if said is None:
            continue
        pairs = []
        for part in filter(None, (p.strip() for p in said.split(","))):
            words = part.split()
            unknown = [w for w in (words[0], words[-1]) if w not in states]
            if len(words) != 3 or words[1] not in {">", ">>", "~", "?"} or unknown:
                what = f"there is no node '{unknown[0][:40]}'" if len(words) == 3 and unknown else f"'{part[:60]}' is no comparison"
                parser.report(graph, f"pairs.{text}", what, "two nodes with >, >>, ~ or ? between them")
            else:
                pairs.append(Comparison(states[words[0]], words[1], states[words[2]]))
        found[key] = Preference("pairs", pairs=tuple(pairs), closure=graph.data.get(f"closure.{text}") == "transitive")
    return found


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
