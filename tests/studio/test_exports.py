"""What goes out comes in again as the same game; what has no place is named; nothing is exported of a case with mistakes but its text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tertius.dynamics.analysis import analyze
from tertius.errors import TertiusError
from tertius.studio.desk import Desk
from tertius.studio.exports import KINDS, Made, made
from tertius.studio.files import Folder
from tertius.studio.look import Asked, Look


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(Folder.at(tmp_path))
    yield found
    found.close()


def out(desk: Desk, kind: str) -> Made:
    return made(Look(desk.working, Asked(), {}, desk.folder), kind)


@pytest.mark.parametrize("kind", ["yaml", "gmcr", "xlsx", "graphml", "nfg", "csv"])
def test_a_case_that_goes_out_comes_in_as_the_same_game(desk: Desk, kind: str) -> None:
    if kind == "xlsx":
        pytest.importorskip("openpyxl")
    desk.open_new("shipped", "chicken")
    assert desk.working.case is not None
    before = analyze(desk.working.case)
    file = out(desk, kind)
    assert file.name.endswith(KINDS[kind][2])
    desk.import_bytes(file.name, file.data)
    assert desk.working.case is not None, desk.working.problems
    after = analyze(desk.working.case)
    assert len(after.states) == len(before.states)
    assert {c: len(s) for c, s in after.equilibria.items()} == {c: len(s) for c, s in before.equilibria.items()}
    assert sorted(map(len, after.rankings.values())) == sorted(map(len, before.rankings.values()))


def test_what_has_no_place_is_named(desk: Desk) -> None:
    desk.open_new("shipped", "sochi-2018")
    assert any("readings" in x or "reading" in x for x in out(desk, "gmcr").left_out)
    assert json.loads(out(desk, "json").data)["schema"] == "tertius/analysis/1"


def test_the_report_is_that_of_the_command_and_redacted_where_asked(desk: Desk) -> None:
    desk.open_new("shipped", "prisoners-dilemma")
    assert b"<!doctype html>" in out(desk, "html").data
    assert out(desk, "html-public").name == "prisoner-s-dilemma-public.html"


def test_of_a_case_with_mistakes_only_the_text_goes_out(desk: Desk) -> None:
    desk.open_new("blank")
    assert out(desk, "yaml").data == desk.working.text.encode()
    with pytest.raises(TertiusError, match="mistakes"):
        out(desk, "gmcr")
    with pytest.raises(TertiusError, match="no export"):
        out(desk, "exe")


def test_what_cannot_be_imported_is_told_and_changes_nothing(desk: Desk) -> None:
    desk.open_new("blank")
    before = desk.working.revision
    for name, data in (("a.exe", b""), ("a.gmcr", b"{"), ("a.xlsx", b"no"), ("a.nfg", b"\xff\xfe"), ("a.yaml", b"\xff")):
        with pytest.raises(TertiusError):
            desk.import_bytes(name, data)
    assert desk.working.revision == before


def test_tables_go_along_when_a_copy_is_saved(desk: Desk, tmp_path: Path) -> None:
    desk.open_new("shipped", "great-powers-1872-1907")
    named = desk.working.tables()
    desk.save_as("mine/case.yaml")
    assert desk.working.problems == ()
    assert [p.name for p in (tmp_path / "mine").iterdir() if p.name != "case.yaml" and not p.name.startswith(".")] == list(named)
