"""Nothing outside the folder, nothing lost: files, journal, conflicts with what is on disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tertius.errors import TertiusError
from tertius.studio.desk import Changed, Desk, Stale, chosen
from tertius.studio.files import Folder
from tertius.studio.registry import Ask

CASE = "tertius: 1\ntitle: T  # mine\nactors: {a: A}\n"


def desk_at(folder: Path) -> Desk:
    return Desk(Folder.at(folder))


def titled(desk: Desk, title: str) -> None:
    desk.edit(desk.working.revision, "set_fact", Ask({"key": "title", "value": title}))


@pytest.mark.parametrize("name", ["../x.yaml", "/etc/passwd", "sub/../../x.yaml", "link.yaml", "\0", ""])
def test_nothing_outside_the_folder_is_opened_or_written(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "in"
    (inside / "sub").mkdir(parents=True)
    (tmp_path / "x.yaml").write_text(CASE, encoding="utf-8")
    (inside / "link.yaml").symlink_to(tmp_path / "x.yaml")
    desk = desk_at(inside)
    with pytest.raises(TertiusError):
        desk.open_file(name)
    desk.open_new("blank")
    if name:
        with pytest.raises(TertiusError):
            desk.save_as(name)
    assert (tmp_path / "x.yaml").read_text(encoding="utf-8") == CASE
    assert desk.folder.listing() == []
    desk.close()


def test_what_is_not_saved_is_there_after_a_kill(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    first = desk_at(tmp_path)
    first.open_file("case.yaml")
    titled(first, "New")
    titled(first, "Newer")
    assert first.journal is not None
    assert first.journal._file is not None
    with open(first.journal.path, "ab") as file:
        file.write(b'{"text": "half a li')  # the kill came in the middle of a line
    first.journal._file.close()  # as the end of a process does: the lock goes, the file stays
    second = desk_at(tmp_path)
    second.open_file("case.yaml")
    assert second.recovered == 2
    assert second.working.text == CASE.replace("title: T  #", "title: Newer #")
    second.undo(second.working.revision)
    assert "title: New " in second.working.text
    second.redo(second.working.revision)
    second.save()
    second.close()
    assert sorted(os.listdir(tmp_path)) == ["case.yaml"]
    assert (tmp_path / "case.yaml").read_text(encoding="utf-8") == CASE.replace("title: T  #", "title: Newer #")


def test_a_case_without_a_file_is_recovered_too(tmp_path: Path) -> None:
    first = desk_at(tmp_path)
    first.open_new("blank")
    titled(first, "Only here")
    first.close()
    second = desk_at(tmp_path)
    assert second.unsaved() == 1
    second.recover()
    assert "title: Only here" in second.working.text
    second.save_as("kept")
    second.close()
    assert os.listdir(tmp_path) == ["kept.yaml"]


def test_a_change_on_disk_is_told_before_it_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    desk = desk_at(tmp_path)
    desk.open_file("case.yaml")
    titled(desk, "Mine")
    path.write_text(CASE.replace("title: T", "title: Theirs"), encoding="utf-8")
    assert desk.disk_state() == "changed"
    with pytest.raises(Changed, match="changed on disk"):
        desk.save()
    assert "Theirs" in path.read_text(encoding="utf-8")
    desk.reload()
    assert "Theirs" in desk.working.text
    desk.undo(desk.working.revision)
    assert "Mine" in desk.working.text
    desk.save()
    assert "Mine" in path.read_text(encoding="utf-8")
    desk.close()


def test_a_name_that_is_taken_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(CASE, encoding="utf-8")
    desk = desk_at(tmp_path)
    desk.open_new("blank")
    with pytest.raises(Changed, match="is there already"):
        desk.save_as("other.yaml")
    desk.save_as("other.yaml", over=True)
    desk.close()


def test_a_read_only_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    path.chmod(0o444)
    # Root may write everything; what the studio asks the system is whether it may.
    ask = os.access
    monkeypatch.setattr(os, "access", lambda p, how: ask(p, how) and not (Path(p) == path and how == os.W_OK))
    desk = desk_at(tmp_path)
    desk.open_file("case.yaml")
    titled(desk, "Mine")
    with pytest.raises(TertiusError, match="read-only"):
        desk.save()
    desk.save_as("mine.yaml")
    desk.close()


def test_the_same_case_is_not_open_in_two_studios(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    first, second = desk_at(tmp_path), desk_at(tmp_path)
    first.open_file("case.yaml")
    with pytest.raises(TertiusError, match="another studio"):
        second.open_file("case.yaml")
    first.close()
    second.open_file("case.yaml")
    second.close()


def test_a_stale_page_is_refused(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    desk.open_new("blank")
    titled(desk, "One")
    with pytest.raises(Stale, match="another tab"):
        desk.edit(0, "set_fact", Ask({"key": "title", "value": "Two"}))
    assert "title: One" in desk.working.text
    desk.close()


def test_a_shipped_case_is_opened_as_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    desk = chosen("prisoners-dilemma", None)
    assert desk.working.file is None
    assert desk.working.case is not None
    with pytest.raises(TertiusError, match="choose a name"):
        desk.save()
    desk.close()
    with pytest.raises(TertiusError, match="prisoners-dilemma"):
        chosen("prisoner-dilemma", None)


def test_a_folder_means_the_case_in_it(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    desk = chosen(str(tmp_path), None)
    assert desk.working.file == tmp_path / "case.yaml"
    assert desk.folder.root == tmp_path
    desk.close()


def test_a_journal_line_says_the_whole_text(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    desk.open_new("blank")
    titled(desk, "سوريا")
    assert desk.journal is not None
    lines = [json.loads(line) for line in desk.journal.path.read_text(encoding="utf-8").splitlines() if line]
    assert [line["text"] for line in lines] == [desk.working.text]
    desk.close()
