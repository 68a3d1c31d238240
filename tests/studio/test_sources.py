"""From a passage to an input: what is written into the case, what is found in a copy, and what stays out."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tertius.errors import TertiusError
from tertius.io.load import parse_case
from tertius.model.anchors import paragraph_hash
from tertius.studio.desk import Desk
from tertius.studio.look import Asked, Look
from tertius.studio.pages import fragments
from tertius.studio.parts.sources import sources
from tertius.studio.uses import Used
from tertius.testing_studio import desk_of, do

TEXT = ["A heading", "The ferry stops at noon, said نور.", "Nobody <b>asked</b> why 🛶 it stops."]
CASE = """tertius: 1
title: A ferry
sources:
  op_ed: {title: An article, date: 2001}
actors: {a: Anna}
conflict:
  options: {a: {go: Goes}}
  preferences: {a: [go]}
  status_quo: []
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "article.txt").write_text("\n\n".join(TEXT), encoding="utf-8")
    with desk_of(tmp_path, CASE) as made:
        do(made, "set_copy", source="op_ed", copy="article.txt")
        yield made


def passage(number: int, *chars: int) -> dict[str, object]:
    found: dict[str, object] = {"source": "op_ed", "paragraph": number, "hash": paragraph_hash(TEXT[number - 1])}
    return {**found, "first": chars[0], "last": chars[1]} if chars else {**found, "first": "", "last": ""}


def shown(desk: Desk, **query: str) -> dict[str, object]:
    return dict(sources(Look(desk.working, Asked.of(query), desk.kept, desk.folder)))


def test_a_passage_becomes_a_claim_an_event_a_forecast_an_actor_and_is_anchored(desk: Desk) -> None:
    do(desk, "from_passage", **passage(2, 4, 9), **{"as": "claim", "text": "It stops at noon."})
    do(desk, "from_passage", **passage(3), **{"as": "event", "text": "It stopped.", "date": "2001-05"})
    do(desk, "from_passage", **passage(3), **{"as": "forecast", "text": "It will stop."})
    do(desk, "from_passage", **passage(3, 0, 6), **{"as": "actor", "text": "Nobody"})
    assert desk.working.text == CASE.replace("date: 2001}", "date: 2001, copy: article.txt}").replace("{a: Anna}", "{a: Anna, nobody: Nobody}") + (
        "history:\n  - {id: E1, date: 2001-05, text: It stopped., sources: [op_ed]}\n"
        "claims:\n  - {id: C1, text: It stops at noon., sources: [op_ed], context: not tested yet}\n"
        "forecasts:\n  - {id: F1, text: It will stop., made: 2001, by: op_ed}\n"
        "anchors:\n"
        f"  - {{source: op_ed, paragraph: 2, hash: {paragraph_hash(TEXT[1])}, chars: [4, 9], to: [claims.C1]}}\n"
        f"  - {{source: op_ed, paragraph: 3, hash: {paragraph_hash(TEXT[2])}, to: [history.E1, forecasts.F1]}}\n"
        f"  - {{source: op_ed, paragraph: 3, hash: {paragraph_hash(TEXT[2])}, chars: [0, 6], to: [actors.nobody]}}\n"
    )
    assert desk.working.problems == ()
    assert len(parse_case(desk.working.text).anchors) == 3


def test_a_passage_is_attached_to_what_is_there_and_names_the_source_where_it_can(desk: Desk) -> None:
    do(desk, "from_passage", **passage(2), **{"as": "conflict.preferences.a"})
    do(desk, "from_passage", **passage(2), **{"as": "conflict.options.a.go"})
    case = parse_case(desk.working.text)
    assert [a.to for a in case.anchors] == [("conflict.preferences.a", "conflict.options.a.go")]
    do(desk, "set_option", option="a.go", note="by boat")
    do(desk, "from_passage", **passage(3), **{"as": "conflict.options.a.go"})
    assert "go: {name: Goes, note: by boat, sources: [op_ed]}" in desk.working.text
    with pytest.raises(TertiusError, match=r"no claims\.X any more"):
        do(desk, "from_passage", **passage(3), **{"as": "claims.X"})
    with pytest.raises(TertiusError, match="an event has a date"):
        do(desk, "from_passage", **passage(3), **{"as": "event", "text": "When?"})


def test_the_panel_shows_what_is_used_and_what_is_not(desk: Desk) -> None:
    do(desk, "from_passage", **passage(3, 11, 16), **{"as": "claim", "text": "Nobody asked."})
    found = shown(desk)
    assert found["unused"] == [1, 2]
    line = found["lines"][2]  # type: ignore[index]
    assert [(r.text, r.marked) for r in line.runs] == [("Nobody <b>a", False), ("sked<", True), ("/b> why 🛶 it stops.", False)]
    assert [x.number for x in shown(desk, **{"pick.unused": "yes"})["lines"]] == [1, 2]  # type: ignore[attr-defined]
    html = fragments(desk, ["sources"], Asked())["html"]["sources"]
    assert "Nobody &lt;b&gt;a<mark>sked&lt;</mark>" in html
    assert {r.where for r in found["on_nothing"]} == {"conflict", "conflict.options.a.go", "conflict.preferences.a"}  # type: ignore[attr-defined]


def test_a_copy_that_has_changed_moves_or_loses_passages(desk: Desk, tmp_path: Path) -> None:
    do(desk, "from_passage", **passage(2), **{"as": "claim", "text": "Noon."})
    do(desk, "from_passage", **passage(3), **{"as": "claim", "text": "Why."})
    (tmp_path / "article.txt").write_text("\n\n".join(["New", *TEXT[:2], "Something else"]), encoding="utf-8")
    os.utime(tmp_path / "article.txt", ns=(1, 1))
    found = shown(desk)
    assert found["moves"] == ["0:3"]
    assert [(p.at, p.status) for p in found["lost"]] == [(1, "changed")]  # type: ignore[attr-defined]
    do(desk, "mend_anchors", moves=["0:3"])
    assert shown(desk)["moves"] == []
    do(desk, "detach", anchor=1)
    assert [a.paragraph for a in parse_case(desk.working.text).anchors] == [3]
    do(desk, "detach", anchor=0, place="claims.C1")
    assert "anchors" not in desk.working.text
    (tmp_path / "article.txt").unlink()
    assert "not in the folder" in str(shown(desk)["trouble"])


def test_what_is_removed_takes_its_anchors_along_and_says_so(desk: Desk) -> None:
    do(desk, "from_passage", **passage(2), **{"as": "actor", "text": "Bo"})
    do(desk, "from_passage", **passage(2), **{"as": "claim", "text": "Noon."})
    with pytest.raises(Used) as used:
        do(desk, "remove_actor", actor="bo")
    assert used.value.uses == ["anchors 1 to 1 (actors.bo)"]
    do(desk, "remove_actor", actor="bo", take=True)
    assert [a.to for a in parse_case(desk.working.text).anchors] == [("claims.C1",)]
    do(desk, "remove_source", source="op_ed", take=True)
    assert "anchors" not in desk.working.text
    assert "sources" not in desk.working.text
    assert desk.working.problems == ()


def test_a_copy_is_put_into_the_folder_once_and_only_if_it_is_a_text(desk: Desk, tmp_path: Path) -> None:
    before = sorted(p.name for p in tmp_path.iterdir())
    with pytest.raises(TertiusError, match="no text"):
        desk.keep_copy(desk.working.revision, "op_ed", "x.txt", b"a\0b")
    with pytest.raises(TertiusError, match="no source"):
        desk.keep_copy(desk.working.revision, "none", "x.txt", b"words")
    assert sorted(p.name for p in tmp_path.iterdir()) == before
    names = [desk.keep_copy(desk.working.revision, "op_ed", name, data) for name, data in (
        ("../../etc/pass wd.txt", b"words"), ("pass wd.txt", b"words"), ("pass wd.txt", b"others"), ("case.yaml", b"<p>page</p>"), ("نص.md", b"x"),
    )]  # fmt: skip
    assert names == ["pass wd.txt", "pass wd.txt", "pass wd-2.txt", "case.html", "نص.md"]
    assert desk.working.data["sources"]["op_ed"]["copy"] == "نص.md"
    assert (tmp_path / "case.yaml").read_text(encoding="utf-8") == CASE
    assert shown(desk)["copy"].paragraphs == ("x",)  # type: ignore[attr-defined]


def test_a_copy_outside_the_folder_is_not_read(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-secret.txt"
    outside.write_text("secret", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(outside)
    for name in (f"../{outside.name}", str(outside), "link.txt"):
        do(desk, "set_copy", source="op_ed", copy=name)
        found = shown(desk)
        assert found["copy"] is None
        assert "outside the folder" in str(found["trouble"]) or "copy" in str(desk.working.problems)
    assert base64.b64encode(b"secret").decode() not in str(found)
    assert "link.txt" not in found["files"]  # type: ignore[operator]
