"""What is worked out after the answer belongs to the case that is open."""

from __future__ import annotations

import time
from pathlib import Path

from tertius.studio.desk import Desk
from tertius.studio.files import Folder
from tertius.studio.look import Asked
from tertius.studio.pages import fragments

CASE = """tertius: 1
title: T
actors: {{one: {one}, other: Other}}
negotiation:
  issues: {{q: {{on_the_table: 50, status_quo: 0, positions: {{one: {{position: 50, salience: 50}}, other: {{position: 60, salience: 50}}}}}}}}
"""


def talks(desk: Desk) -> str:
    for _ in range(200):
        found = fragments(desk, ["talks"], Asked())
        if not found["waiting"]:
            return str(found["html"]["talks"])
        time.sleep(0.05)
    raise AssertionError("never worked out")


def test_another_case_at_the_same_revision_is_not_answered_with_the_results_of_the_first(tmp_path: Path) -> None:
    for name in ("Anna", "Bruno"):
        (tmp_path / f"{name}.yaml").write_text(CASE.format(one=name), encoding="utf-8")
    desk = Desk(Folder.at(tmp_path))
    desk.open_file("Anna.yaml")
    assert "Anna" in talks(desk)
    desk.put_away()
    desk.open_file("Bruno.yaml")
    assert "Anna" not in talks(desk)
    assert "Bruno" in talks(desk)
    desk.close()
