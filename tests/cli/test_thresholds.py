"""`tertius thresholds`: exit codes, JSON, what people read, and that nothing in it advises on force."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tertius.cli.thresholds import command
from tertius.errors import NothingFoundError, TertiusError, UnknownNameError
from tertius.io.catalogue import load
from tertius.leverage.commitment import OF_FORCE
from tertius.report.build import build
from tertius.report.render import render
from tertius.testing_commands import called
from tertius.testing_reports import shipped_dossier


def run(*words: str) -> str:
    return called(command, *words).out


def data(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json"))
    return found


def test_json_has_a_row_for_each_reading() -> None:
    found = data("sochi-2018")
    assert found["schema"] == "tertius/thresholds/1"
    assert {r["reading"] for r in found["windows"]} == {None, *load("sochi-2018").readings}
    rows = {(r["id"], r["reading"], r["foresight"]): r for r in found["commitments"]}
    # The link of the balancing reading carries D1: 1 to 6 before, nothing after. D2 needs Israel's reply as well.
    assert rows["D1", "balancing", 1]["difference"] == [1, 6]
    assert rows["D1", "balancing", 1]["carried_by"] == ["tolerance_ends_on_commitment"]
    assert rows["D1", None, 1]["difference"] == [0, 0]
    assert rows["D2", "balancing", 1]["difference"] == [0, 0]
    assert rows["D2", "balancing", 2]["difference"] == [1, 6]
    # Strikes that need no permission go on: the permission falls, what is borne does not.
    assert rows["D1", "israel_acts_alone", 2]["difference"] == [1, 6]
    assert rows["D2", "israel_acts_alone", 2]["difference"] == [0, 0]
    assert rows["D1", "restatement", None]["verdict"] is None
    assert "already in the status quo" in rows["D1", "restatement", None]["impossible"]
    for row in rows.values():
        for name in OF_FORCE if row["verdict"] else ():
            assert set(row["parameters"][name]) == {"given", "of_force", "spread"}


def test_reading_lever_id_and_foresight_narrow_or_change_the_answer() -> None:
    found = data("sochi-2018", "--id", "D1", "--reading", "regional_trade", "--foresight", "2")
    assert [(r["id"], r["reading"], r["foresight"]) for r in found["commitments"]] == [("D1", "regional_trade", 2)]
    assert found["windows"] == []
    lever = data("sochi-2018", "--id", "D1", "--lever", "tolerance_ends_on_commitment", "--foresight", "1")
    assert lever["commitments"][0]["carried_by"] == ["tolerance_ends_on_commitment"]


def test_refusals() -> None:
    with pytest.raises(NothingFoundError) as nothing:
        run("chicken")
    assert nothing.value.exit_code == 1
    with pytest.raises(UnknownNameError, match="D1"):
        run("sochi-2018", "--id", "D9")
    with pytest.raises(TertiusError, match="later than 2017"):
        run("sochi-2018", "--id", "D1", "--as-of", "2017")
    with pytest.raises(NothingFoundError, match="all thresholds of the case rest on sources later than 2017"):
        run("sochi-2018", "--as-of", "2017")
    with pytest.raises(UnknownNameError, match="reading"):
        run("sochi-2018", "--reading", "balanced")


def test_quiet_is_a_line_each() -> None:
    lines = run("common-land", "--quiet").splitlines()
    assert lines == ["pivot\t-\t-\tsome", "pivot\tcheap_fences\t-\tnone", "covenant\t-\t-\tsome", "covenant\tcheap_fences\t-\tsome"]
    assert "D1\trestatement\t-\timpossible" in run("sochi-2018", "--quiet").splitlines()


def test_people_read_what_moves_and_no_break_even_for_force() -> None:
    out = run("sochi-2018", "--id", "D1", "--reading", "balancing")
    assert "What moves it is the difference: 1 to 6." in " ".join(out.split())
    assert "(coercive)" in out
    table = out[out.index("      quantity ") :]
    for word in ("Gain from delay", "Talks", "Loss of face"):
        assert word in table
    for word in ("Pressure", "let through", "shields"):
        assert word not in table


def test_names_that_are_hard_to_print(tmp_path: Path) -> None:
    rich = Path(__file__).parents[1] / "report" / "rich.yaml"
    out = run(str(rich))
    assert "<b>downstream</b>" in out
    assert "Exact bounds" in out


def test_the_report_has_a_section_with_a_picture_and_its_numbers() -> None:
    for slug, windows in (("sochi-2018", 1), ("common-land", 2)):
        dossier = shipped_dossier(slug)
        assert "thresholds" in dossier.sections
        page = render(dossier)
        section = page[page.index('<section id="thresholds"') :].split("</section>")[0]
        assert section.count('<svg class="fig strip"') == 3 * windows
        assert "Of force, as given" in section
    assert "thresholds" not in shipped_dossier("elmira").sections
    one = build(load("sochi-2018"), reading="balancing").thresholds
    assert [[k.id for c in item.cards for k in c.keys] for item in one] == [["balancing"]] * 3
