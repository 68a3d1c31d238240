"""A case with three actors, a commitment, a reading, a claim, two clauses and a passage of a source, from a blank page: as if written by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tertius.io.load import load_case
from tertius.io.nodes import parse_yaml, plain
from tertius.model.anchors import paragraph_hash

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")

BY_HAND = """tertius: 1
title: A canal
sources:
  why_it_opened: {title: Why it opened, date: 2024-04-15, copy: why_it_opened.txt}
actors:
  upper_city: Upper city
  lower_city: Lower city
  commission: {name: Commission, role: third_party}
conflict:
  options:
    upper_city: {opens_the_sluice: Opens the sluice}
    lower_city: {blocks_the_road: Blocks the road}
    commission: {pays_the_grant: Pays the grant}
  preferences:
    upper_city: [not blocks_the_road, pays_the_grant, not opens_the_sluice]
    lower_city: [opens_the_sluice, not blocks_the_road]
    commission: [opens_the_sluice, not pays_the_grant]
  status_quo: []
levers:
  pays_once_it_is_open:
    name: Pays once it is open
    by: commission
    effects: [link: {pays_the_grant: opens_the_sluice}]
    sources: [why_it_opened]
readings:
  the_grant_moves_it: {name: The grant moves it, levers: [pays_once_it_is_open]}
negotiation:
  issues:
    share_of_the_water:
      name: Share of the water
      positions: {upper_city: {position: 20}, lower_city: {position: 80}, commission: {position: 50}}
    length_of_the_treaty:
      name: Length of the treaty
      positions: {upper_city: {position: 70}, lower_city: {position: 30}, commission: {position: 60}}
claims:
  - {id: C1, text: The grant opened the sluice., expect: {outcomes: every, satisfy: opens_the_sluice}}
anchors:
  - {source: why_it_opened, paragraph: 2, hash: HASH, to: [levers.pays_once_it_is_open]}
"""
PASSAGE = "It opened the sluice once the grant was promised."


def told(command: str, path: Path, *more: str) -> dict[str, Any]:
    """What a command says of a case as JSON."""
    found = subprocess.run([sys.executable, "-m", "tertius", command, str(path), "--json", *more], capture_output=True, text=True, check=True)
    data: dict[str, Any] = json.loads(found.stdout)
    del data["case"]["hash"]
    return data


def data_of(path: Path) -> Any:
    """A case file as plain data, as JSON has it."""
    return json.loads(json.dumps(plain(parse_yaml(path.read_text(encoding="utf-8"), path.name)[0])))


def focused(page: Any, key: str) -> None:
    """The field that is filled next has the focus."""
    page.wait_for_function("key => document.activeElement?.dataset.key === key", arg=key)


def test_a_case_from_a_blank_page_is_that_of_a_person_who_writes_yaml(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    d = desktop(start_studio(tmp_path).address)
    page = d.page

    d.press("Blank case")
    page.wait_for_selector("html[data-ready] body.bench")
    d.fill("Title", "A canal")
    d.press("Actors and options", "link")
    d.write("New actor", "Upper city; Lower city; Commission")
    d.choose('[data-key="role-commission"]', value="third_party")
    for who, what in (("Upper city", "Opens the sluice"), ("Lower city", "Blocks the road"), ("Commission", "Pays the grant")):
        d.fill(f"New option of {who}", what)
    d.press("Preferences", "link")
    wants = {
        "Upper city": ["not Blocks the road", "Pays the grant", "not Opens the sluice"],
        "Lower city": ["Opens the sluice", "not Blocks the road"],
        "Commission": ["Opens the sluice", "not Pays the grant"],
    }
    for who, listed in wants.items():
        if who != "Upper city":
            d.press(who, exact=True)
        for what in listed:
            d.press(f"Add: {what}", exact=True)
    d.press("Status quo", "link")
    d.check("Where things stand is known")
    d.press("Commitments", "link")
    d.write("New commitment", "Pays once it is open")
    focused(page, "effect-option-lever:pays_once_it_is_open")
    d.write("Expression", "opens_the_sluice")
    d.press("Readings", "link")
    d.write("New reading", "The grant moves it")
    d.check("Pays once it is open")
    d.press("Claims", "link")
    d.fill("New claim", "The grant opened the sluice.")
    d.write("Expression (can wait)", "opens_the_sluice")
    d.press("Sources", "link")
    d.fill("Known since", "2024-04-15")
    d.write("New source", "Why it opened")
    focused(page, "pasted")
    d.fill("Or paste the text, a blank line between paragraphs", f"The city waited for years.\n\n{PASSAGE}")
    d.press("Keep it beside the case")
    page.locator(".reader").wait_for()
    d.press("Take all of paragraph 2")
    d.choose('[data-key="attach-as"]', label="Pays once it is open")
    d.press("Attach", exact=True)
    d.press("Clauses", "link")
    d.write("New clause", "Share of the water; Length of the treaty")
    focused(page, "number-share_of_the_water-upper_city-low")
    for clause, places in (("Share of the water", (20, 80, 50)), ("Length of the treaty", (70, 30, 60))):
        if clause != "Share of the water":
            d.press(clause, exact=True)
        for who, place in zip(("Upper city", "Lower city", "Commission"), places, strict=True):
            d.fill(f"Position of {who}, as a number", str(place))
    d.press("Save", exact=True)
    assert page.locator("#asking input").input_value() == "a-canal.yaml"
    d.enter()
    page.locator(".where", has_text="a-canal.yaml").wait_for()
    assert not page.locator("dialog[open]").count()
    assert d.actions <= 60, f"{d.actions} actions: each field filled, each key, click and choice is one"
    assert d.said == []
    hand = tmp_path / "hand.yaml"
    hand.write_text(BY_HAND.replace("HASH", paragraph_hash(PASSAGE)), encoding="utf-8")
    assert data_of(tmp_path / "a-canal.yaml") == data_of(hand)
    for command, more in (("analyze", ()), ("analyze", ("--reading", "the_grant_moves_it")), ("analyze", ("--lever", "pays_once_it_is_open")), ("negotiate", ())):
        assert told(command, tmp_path / "a-canal.yaml", *more) == told(command, hand, *more), command
    case = load_case(tmp_path / "a-canal.yaml")
    assert case.levers["pays_once_it_is_open"].provenance.sources == ("why_it_opened",)
