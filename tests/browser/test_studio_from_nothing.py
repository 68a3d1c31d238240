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


def test_a_case_from_a_blank_page_is_that_of_a_person_who_writes_yaml(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    d = desktop(start_studio(tmp_path).address)
    page = d.page

    def choose(place: str, value: str) -> None:
        page.locator(place).select_option(value)
        d.actions += 1
        d.settle()

    d.press("Blank case")
    page.wait_for_selector("html[data-ready] body.bench")
    d.write("Title", "A canal")
    d.press("Actors and options", "link")
    for name in ("Upper city", "Lower city"):
        d.write("New actor", name)
    choose('[data-key="add-actor"] select', "third_party")
    d.write("New actor", "Commission")
    for who, what in (("Upper city", "Opens the sluice"), ("Lower city", "Blocks the road"), ("Commission", "Pays the grant")):
        d.write(f"New option of {who}", what)
    d.press("Preferences", "link")
    wants = {
        "upper_city": ["not Blocks the road", "Pays the grant", "not Opens the sluice"],
        "lower_city": ["Opens the sluice", "not Blocks the road"],
        "commission": ["Opens the sluice", "not Pays the grant"],
    }
    for who, listed in wants.items():
        if who != "upper_city":
            page.locator(f'[data-key="whose-{who}"]').click()
            d.actions += 1
            d.settle()
        for what in listed:
            d.press(f"Add: {what}", exact=True)
    d.press("Status quo", "link")
    page.get_by_label("Where things stand is known").check()
    d.actions += 1
    d.settle()
    d.press("Commitments", "link")
    choose('[data-key="add-lever-by"]', "commission")
    d.write("New commitment", "Pays once it is open")
    form = page.locator('[data-do="add_effect"]').first
    form.locator("[name=option]").select_option("commission.pays_the_grant")
    form.locator("[name=kind]").select_option("link")
    form.locator("[name=expression]").fill("opens_the_sluice")
    form.locator("[name=expression]").press("Enter")
    d.actions += 4
    d.settle()
    d.press("Readings", "link")
    d.write("New reading", "The grant moves it")
    page.get_by_role("checkbox", name="Pays once it is open").first.check()
    d.actions += 1
    d.settle()
    d.press("Claims", "link")
    d.write("New claim", "The grant opened the sluice.")
    page.get_by_label("It holds if").select_option("every")
    page.locator('[data-key="satisfy-C1"]').fill("opens_the_sluice")
    page.locator('[data-key="satisfy-C1"]').press("Enter")
    d.actions += 2
    d.settle()
    d.press("Sources", "link")
    page.locator('[data-key="add-source"] [name=date]').fill("2024-04-15")
    d.write("New source", "Why it opened")
    page.get_by_text("Paste the text").click()
    page.locator('[data-key="pasted"]').fill(f"The city waited for years.\n\n{PASSAGE}")
    d.press("Keep it beside the case")
    d.actions += 3
    page.locator(".reader").wait_for()
    page.get_by_role("button", name="Take all of paragraph 2").click()
    page.locator('[data-key="attach-as"]').select_option(label="Pays once it is open")
    d.press("Attach", exact=True)
    d.actions += 2
    d.press("Clauses", "link")
    for clause, places in (("Share of the water", (20, 80, 50)), ("Length of the treaty", (70, 30, 60))):
        d.write("New clause", clause)
        for who, place in zip(("Upper city", "Lower city", "Commission"), places, strict=True):
            d.write(f"Position of {who}, as a number", str(place))
    d.press("Save", exact=True)
    page.locator("#asking input").fill("canal.yaml")
    page.locator("#asking input").press("Enter")
    d.actions += 2
    page.locator(".where", has_text="canal.yaml").wait_for()
    assert not page.locator("dialog[open]").count()
    assert d.actions <= 60
    assert d.said == []
    hand = tmp_path / "hand.yaml"
    hand.write_text(BY_HAND.replace("HASH", paragraph_hash(PASSAGE)), encoding="utf-8")
    assert data_of(tmp_path / "canal.yaml") == data_of(hand)
    for command, more in (("analyze", ()), ("analyze", ("--reading", "the_grant_moves_it")), ("analyze", ("--lever", "pays_once_it_is_open")), ("negotiate", ())):
        assert told(command, tmp_path / "canal.yaml", *more) == told(command, hand, *more), command
    case = load_case(tmp_path / "canal.yaml")
    assert case.levers["pays_once_it_is_open"].provenance.sources == ("why_it_opened",)
