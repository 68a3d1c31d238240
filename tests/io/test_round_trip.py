"""Writing back keeps what a person wrote; files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tertius import Document, load, slugs
from tertius.errors import CaseError, TertiusError
from tertius.io.catalogue import shipped, template
from tertius.io.save import write_whole


@pytest.mark.parametrize("path", [*(shipped(s) for s in slugs()), template()], ids=lambda p: p.parent.name)
def test_shipped_cases_come_back_byte_for_byte(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert Document(text).text() == text


def test_an_edit_keeps_comments_order_and_quotes(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(template().read_text(encoding="utf-8"), encoding="utf-8")
    document = Document.read(tmp_path)
    document.set(["actors", "upper"], "مدينة")
    document.set(["claims", 0, "must"], "holds")
    document.save()
    before = template().read_text(encoding="utf-8").splitlines()
    after = path.read_text(encoding="utf-8").splitlines()
    changed = [line for line in after if line not in before]
    assert [" ".join(line.split()) for line in changed] == [
        "upper: مدينة # the short form is the name alone",
        "must: holds",
    ]
    case = document.case()
    assert case.actor("upper").name == "مدينة"
    assert case.claim("opened").must == "holds"


def test_an_edit_that_breaks_the_case_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(template().read_text(encoding="utf-8"), encoding="utf-8")
    document = Document.read(path)
    document.set(["conflict", "status_quo"], ["no_such_option"])
    with pytest.raises(CaseError, match="no option 'no_such_option'"):
        document.save()
    assert path.read_text(encoding="utf-8") == template().read_text(encoding="utf-8")
    assert os.listdir(tmp_path) == ["case.yaml"]


def test_a_place_that_does_not_exist_is_named() -> None:
    document = Document(template().read_text(encoding="utf-8"))
    with pytest.raises(TertiusError, match=r"nothing at actors\.nobody"):
        document.get(["actors", "nobody"])


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(TertiusError, match="cannot be written: No space left on device"):
        write_whole(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["case.yaml"]


def test_the_hash_tells_what_is_said_and_not_how() -> None:
    text = template().read_text(encoding="utf-8")
    document = Document(text)
    bare = Document("\n".join(line for line in text.splitlines() if not line.startswith("#")) + "\n")
    assert bare.case().hash == document.case().hash
    document.set(["title"], "Another")
    assert document.case().hash != bare.case().hash


@pytest.mark.parametrize("slug", slugs())
def test_every_shipped_case_loads(slug: str) -> None:
    assert load(slug).hash
