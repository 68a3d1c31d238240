"""Which levers matter under a reading: by hand, and against cases that have the lever or have it not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from click.testing import CliRunner

from tertius.cli.main import cli
from tertius.evidence import lever_effects as module
from tertius.evidence.lever_effects import LeverEffect, lever_effects
from tertius.evidence.readings import compare_readings
from tertius.explain.compare_english import levers_that_matter
from tertius.explain.english import Teller
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.model.case import Case
from tertius.report.build import build

GATE = """tertius: 1
title: A gate
actors: {keeper: Keeper, guest: Guest}
conflict:
  options:
    keeper: {open: Opens}
    guest: {pay: Pays}
  preferences:
    keeper: [not open]
    guest: [open, not pay]
  status_quo: []
levers:
  toll: {name: Toll, by: keeper, effects: [{link: {keeper.open: guest.pay}}]}
  gift: {name: Gift, by: keeper, effects: [{fix: {keeper.open: "on"}}]}
  sign: {name: Sign, by: keeper, effects: [{prefer: {keeper: {last: [pay]}}}]}
readings:
  tolled: {name: Tolled, levers: [toll]}
"""


def effects(case: Case) -> Mapping[str | None, Mapping[str, LeverEffect]]:
    found = {}
    for row in compare_readings(case):
        tried = lever_effects(case, row)
        assert tried is not None
        found[row.reading] = {e.lever: e for e in tried}
    return found


def test_a_lever_matters_if_it_alone_leads_elsewhere() -> None:
    # By hand. As it stands nothing moves: NN. With the toll the guest pays and the gate opens: YY. With the gate open anyway
    # nobody pays: YN. The keeper cares for the payment last, and has nothing to do about it.
    found = effects(parse_case(GATE))
    assert {k: (e.in_force, e.matters) for k, e in found[None].items()} == {
        "toll": (False, (1, 2)), "gift": (False, (1, 2)), "sign": (False, ()),
    }  # fmt: skip
    # A further lever replaces what the reading's lever sets: the gift beats the toll.
    assert {k: (e.in_force, e.matters) for k, e in found["tolled"].items()} == {
        "toll": (True, (1, 2)), "gift": (False, (1, 2)), "sign": (False, ()),
    }  # fmt: skip
    ends = [found["tolled"]["toll"].myopic, found["tolled"]["gift"].myopic, found[None]["toll"].myopic]
    assert [list(e.states) for e in ends if e is not None] == [["NN"], ["YN"], ["YY"]]


@pytest.mark.parametrize("slug", ["sochi-2018", "cyprus-1964", "two-villages"])
def test_it_is_what_the_case_with_or_without_the_lever_says(slug: str) -> None:
    case = load(slug)
    for reading, tried in effects(case).items():
        (now,) = compare_readings(case, readings=[reading])
        for one in tried.values():
            if one.in_force:
                assert reading is not None
                own = case.readings[reading]
                without = replace(own, levers=tuple(x for x in own.levers if x != one.lever))
                (then,) = compare_readings(replace(case, readings={**case.readings, reading: without}), readings=[reading])
            else:
                (then,) = compare_readings(case, levers=[one.lever], readings=[reading])
            assert one.impossible == then.impossible
            pairs = ((1, then.myopic, now.myopic), (2, then.foresighted, now.foresighted))
            expected = [
                h for h, a, b in pairs
                if a is not None and b is not None
                and (set(a.states), {frozenset(g) for g in a.unsettled}) != (set(b.states), {frozenset(g) for g in b.unsettled})
            ]  # fmt: skip
            assert list(one.matters) == expected


def test_a_lever_that_cannot_be_set_up_says_so() -> None:
    # The gate shut for good leaves only the state without it and without the payment, which cannot be.
    wall = '  wall: {name: Wall, by: keeper, effects: [{fix: {keeper.open: "off"}}, {fix: {guest.pay: "off"}}]}\n  sign:'
    text = GATE.replace("  sign:", wall).replace("  status_quo: []", "  status_quo: [open]\n  infeasible: [not open and not pay]")
    case = parse_case(text)
    tried = lever_effects(case, compare_readings(case, readings=[None])[0])
    assert tried is not None
    (one,) = [e for e in tried if e.lever == "wall"]
    assert (one.matters, one.myopic) == ((), None)
    assert one.impossible
    assert "‘Wall’ put in" in levers_that_matter(Teller(case), tried)[-1]


def test_large_cases_and_cases_without_a_status_quo_are_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    case = parse_case(GATE.replace("  status_quo: []\n", ""))
    assert [lever_effects(case, row) for row in compare_readings(case)] == [None, None]
    monkeypatch.setattr(module, "MOST_STATES", 3)
    case = parse_case(GATE)
    assert lever_effects(case, compare_readings(case)[0]) is None
    (tmp_path / "gate.yaml").write_text(GATE, encoding="utf-8")
    result = CliRunner().invoke(cli, ["readings", str(tmp_path / "gate.yaml")], standalone_mode=False)
    assert "which levers matter is not worked out for more than 3 states" in result.stderr


def test_terminal_json_and_report_say_the_same(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "gate.yaml").write_text(GATE, encoding="utf-8")
    text = CliRunner().invoke(cli, ["readings", str(tmp_path / "gate.yaml")], standalone_mode=False).stdout
    said = "‘Toll’ taken out, with and without foresight: The status quo stays."
    assert said in " ".join(text.split())
    data = json.loads(CliRunner().invoke(cli, ["readings", str(tmp_path / "gate.yaml"), "--json"], standalone_mode=False).stdout)
    assert [(e["lever"], e["matters"]) for e in data["readings"][1]["lever_effects"]] == [("toll", [1, 2]), ("gift", [1, 2]), ("sign", [])]
    assert said in build(parse_case(GATE)).readings[1].matter
