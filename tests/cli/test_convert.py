"""`tertius convert`: formats by the ends of names, nothing half-written, everything left out named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.io.catalogue import load, slugs

Run = Callable[..., tuple[str, str]]
FORMATS = ["gmcr", "csv", "tsv", "xlsx", "graphml", "nfg"]
REFUSED = {
    "elmira": {"gmcr", "csv", "tsv", "xlsx", "nfg"},  # graph form
    "common-land": {"gmcr", "csv", "tsv", "xlsx", "nfg"},  # graph form
    "cuban-missile-crisis-1962": {"nfg"},  # an option that cannot be dropped
    "cyprus-1964": {"nfg"},  # the same
    "sochi-2018": {"nfg"},  # the same
    "two-posts": {"nfg"},  # the same
    "quarry": {"gmcr", "csv", "tsv", "xlsx", "nfg"},  # a preference that leaves pairs open
}


def answers(run: Run, name: str, *words: str) -> dict[str, object]:
    """How many equilibria under each concept, and which under a fixed order of states."""
    data = json.loads(run("analyze", name, "--json", *words)[0])
    return {k: data[k] for k in ("state_count", "equilibria_count")} | {"places": {
        concept: sorted(data["states"].index(s) for s in states) for concept, states in data["equilibria"].items()
    }}  # fmt: skip


@pytest.mark.parametrize("slug", [s for s in slugs() if load(s).conflict is not None])
@pytest.mark.parametrize("ending", FORMATS)
def test_shipped_cases_go_out_and_come_back_with_the_same_equilibria(run: Run, slug: str, ending: str) -> None:
    out = f"case.{ending}"
    if ending in REFUSED.get(slug, set()):
        _, err = run("convert", slug, out, code=2)
        assert "convert it to .graphml" in err
        assert not os.listdir()
        return
    _, err = run("convert", slug, out)
    assert "left out, as" in err
    assert "claims: " in err
    assert err.endswith(f"wrote {out}\n")
    assert os.listdir() == [out]
    run("convert", out, "back.yaml")
    assert answers(run, "back.yaml") == answers(run, slug)
    text = Path("back.yaml").read_text(encoding="utf-8")
    run("convert", "back.yaml", f"again.{ending}")
    run("convert", f"again.{ending}", "twice.yaml")
    assert Path("twice.yaml").read_text(encoding="utf-8").splitlines()[2:] == text.splitlines()[2:]


def test_formats_without_a_case_between_them(run: Run) -> None:
    run("convert", "syria-iraq-1975", "a.gmcr")
    run("convert", "a.gmcr", "b.xlsx")
    run("convert", "b.xlsx", "c.csv")
    run("convert", "c.csv", "d.nfg")
    run("convert", "d.nfg", "e.graphml")
    run("convert", "e.graphml", "f.yaml")
    assert answers(run, "f.yaml") == answers(run, "syria-iraq-1975")


def test_a_reading_goes_out_as_the_game_that_it_is(run: Run) -> None:
    out, err = run("convert", "sochi-2018", "b.graphml", "--reading", "balancing", "--lever", "terms_backed_on_commitment", "--json")
    data = json.loads(out)
    assert data["schema"] == "tertius/convert/1"
    assert (data["from"], data["to"], data["file"]) == ("yaml", "graphml", "b.graphml")
    assert data["notes"] == ["with reading balancing, lever terms_backed_on_commitment"]
    assert any(x.startswith("readings: balancing") for x in data["left_out"])
    assert "note: with reading balancing" in err
    run("convert", "b.graphml", "b.yaml")
    assert answers(run, "b.yaml") == answers(run, "sochi-2018", "--reading", "balancing", "--lever", "terms_backed_on_commitment")
    run("convert", "sochi-2018", "b.gmcr", "--reading", "balancing")
    run("convert", "b.gmcr", "c.yaml")
    there, here = answers(run, "sochi-2018", "--reading", "balancing"), answers(run, "c.yaml")
    assert here["equilibria_count"] == there["equilibria_count"]
    run("convert", "sochi-2018", "then.csv", "--as-of", "2018-05-18")
    assert ",(status quo)," in Path("then.csv").read_text(encoding="utf-8")


def test_the_formats_can_be_said(run: Run) -> None:
    run("convert", "chicken", "table.txt", "--to", "csv", "--quiet")
    out, err = run("convert", "table.txt", "model", "--from", "csv", "--to", "yaml", "--quiet")
    assert (out, err) == ("", "")
    assert answers(run, "./model") == answers(run, "chicken")


def test_nothing_is_written_over_unless_asked(run: Run) -> None:
    Path("a.gmcr").write_text("mine", encoding="utf-8")
    _, err = run("convert", "chicken", "a.gmcr", code=2)
    assert "a.gmcr is there already; choose another name, or --force" in err
    assert Path("a.gmcr").read_text(encoding="utf-8") == "mine"
    _, err = run("convert", "elmira", "a.gmcr", "--force", code=2)
    assert Path("a.gmcr").read_text(encoding="utf-8") == "mine"
    run("convert", "chicken", "a.gmcr", "--force")
    assert json.loads(Path("a.gmcr").read_text(encoding="utf-8"))["options"]
    Path("dangling.xlsx").symlink_to("nowhere.xlsx")
    run("convert", "chicken", "dangling.xlsx", code=2)
    run("convert", "chicken", "dangling.xlsx", "--force")
    assert Path("nowhere.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chicken", "a.docx"], "OUT a.docx: '.docx' is not a format that is known; known are .yaml, .yml, .gmcr, .csv, .tsv, .xlsx, .graphml, .nfg; or say it with --to"),
        (["chicken", "a"], "OUT a: its name has no ending"),
        (["a.json", "b.yaml"], "IN a.json: '.json' is not a format that is known"),
        (["chickn", "b.gmcr"], "IN chickn: its name has no ending"),
        (["chicken", "b.yaml"], "IN and OUT are both case files; copy the file"),
        (["none.gmcr", "b.yaml"], "none.gmcr: it cannot be read: No such file or directory"),
        (["none.yaml", "b.gmcr"], "there is no such file"),
        (["chicken", "folder.csv"], "folder.csv is a folder; name a file in it"),
        (["in.csv", "in.csv"], "in.csv is IN and OUT"),
        (["in.csv", "link.csv", "--force"], "link.csv is IN and OUT"),
        (["in.csv", "b.yaml", "--reading", "r"], "--reading belongs to a case; in.csv is an option table, which has none"),
        (["in.csv", "b.yaml", "--as-of", "2018"], "--as-of belongs to a case"),
        (["in.csv", "b.yaml", "--sheet", "x"], "--sheet belongs to a workbook"),
        (["in.csv", "b.yaml", "--set-aside", "misperceptions"], "--set-aside belongs to a .gmcr file"),
        (["chicken", "b.csv", "--reading", "r"], "there is no reading 'r'"),
        (["in.csv", "b.yaml"], "in.csv:1:1: the header begins with 'x'"),
        (["latin.csv", "b.yaml"], "latin.csv:1:1: it is not UTF-8 text; expected a file saved as UTF-8"),
        (["in.csv/x.csv", "b.yaml"], "it cannot be read: Not a directory"),
        (["chicken", "in.csv/b.gmcr"], "in.csv is a file, not a folder"),
        (["chicken", "in.csv/b.xlsx"], "in.csv is a file, not a folder"),
        (["pipe.gmcr", "b.yaml"], "it is no file"),
    ],
)  # fmt: skip
def test_mistakes_of_use(run: Run, words: list[str], said: str) -> None:
    Path("folder.csv").mkdir()
    Path("in.csv").write_text("x\n", encoding="utf-8")
    Path("link.csv").symlink_to("in.csv")
    Path("latin.csv").write_bytes("é".encode("latin-1"))
    os.mkfifo("pipe.gmcr")
    before = sorted(os.listdir())
    out, err = run("convert", *words, code=2)
    assert said in err
    assert out == ""
    assert sorted(os.listdir()) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_cannot_be_written_to(run: Run) -> None:
    Path("closed").mkdir(mode=0o500)
    for out in ("closed/a.gmcr", "closed/a.xlsx"):
        assert "cannot be written: Permission denied" in run("convert", "chicken", out, code=2)[1]
    assert os.listdir("closed") == []


@pytest.mark.parametrize("out", ["a.gmcr", "a.xlsx"])
def test_a_disk_that_is_full_leaves_nothing(run: Run, monkeypatch: pytest.MonkeyPatch, out: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "cannot be written: No space left on device" in run("convert", "chicken", out, code=2)[1]
    assert os.listdir() == []


def test_files_that_are_too_large(run: Run) -> None:
    with Path("large.gmcr").open("wb") as file:
        file.truncate(17 * 2**20)
    assert "large.gmcr: 17 MB; at most 16 MB are read" in run("convert", "large.gmcr", "b.yaml", code=3)[1]
    options = ", ".join(f"o{k}: O" for k in range(18))
    text = f"tertius: 1\ntitle: L\nactors: {{a: A}}\nconflict: {{options: {{a: {{{options}}}}}, preferences: {{a: {{weights: {{o1: 1}}}}}}}}\n"
    Path("large.yaml").write_text(text, encoding="utf-8")
    _, err = run("convert", "large.yaml", "b.csv", code=3)
    assert "error: " in err
    assert sorted(os.listdir()) == ["large.gmcr", "large.yaml"]


def test_all_mistakes_of_a_file_are_told_and_nothing_is_written(run: Run) -> None:
    Path("bad.gmcr").write_text('{\n"options": [{"name": 1}, 2],\n"decisionMakers": [{"options": [7]}]\n}', encoding="utf-8")
    _, err = run("convert", "bad.gmcr", "b.yaml", code=2)
    assert err.startswith("error: 3 mistakes in bad.gmcr\n  bad.gmcr:2:22: options[0].name: ")
    assert "bad.gmcr:3:33: decisionMakers[0].options[0]: there is no option 7" in err
    assert os.listdir() == ["bad.gmcr"]


def test_misperceptions_are_set_aside_on_request(run: Run) -> None:
    document = {
        "options": [{"name": "Go", "permittedDirection": "both"}],
        "decisionMakers": [{"name": "A", "options": [0], "preferences": [], "misperceptions": [[[0, "Y"]]]}],
    }
    Path("m.gmcr").write_text(json.dumps(document), encoding="utf-8")
    _, err = run("convert", "m.gmcr", "m.yaml", code=2)
    assert "--set-aside misperceptions" in err
    _, err = run("convert", "m.gmcr", "m.yaml", "--set-aside", "misperceptions")
    assert "note: misperceptions of A: kept for export and not analysed" in err
    run("convert", "m.yaml", "n.gmcr")
    assert json.loads(Path("n.gmcr").read_text(encoding="utf-8")) == document


def test_what_was_kept_for_one_format_is_named_where_another_loses_it(run: Run) -> None:
    document = {"options": [{"name": "Go"}], "decisionMakers": [{"name": "A", "options": [0], "preferences": [[[0, "Y"]]], "colour": "red"}]}
    Path("m.gmcr").write_text(json.dumps(document), encoding="utf-8")
    run("convert", "m.gmcr", "m.yaml")
    for name in ("m.gmcr", "m.yaml"):
        assert "  what the case keeps under x_gmcr\n" in run("convert", name, "m.csv", "--force")[1]
    run("convert", "m.yaml", "n.gmcr")
    assert json.loads(Path("n.gmcr").read_text(encoding="utf-8")) == document


def test_what_is_kept_is_checked(run: Run) -> None:
    run("convert", "chicken", "c.gmcr")
    run("convert", "c.gmcr", "c.yaml")
    with Path("c.yaml").open("a", encoding="utf-8") as file:
        file.write("x_gmcr: {marks: 3}\n")
    assert "x_gmcr: it is not what an import leaves there" in run("convert", "c.yaml", "d.gmcr", code=2)[1]


def test_names_of_any_script_in_files_and_in_their_names(run: Run) -> None:
    text = "tertius: 1\ntitle: محادثات\nactors: {a: 'דמשק', b: Ñandú}\nconflict: {options: {a: {x: التزام}, b: {y: '回應'}}, preferences: {a: [x], b: [not y]}, status_quo: []}\n"
    Path("сочи.yaml").write_text(text, encoding="utf-8")
    for ending in FORMATS:
        run("convert", "сочи.yaml", f"مدينة.{ending}")
        run("convert", f"مدينة.{ending}", "back.yaml", "--force")
        back = Path("back.yaml").read_text(encoding="utf-8")
        for name in ("דמשק", "Ñandú", "التزام", "回應"):
            assert name in back, (ending, name)


def test_help_stays_light_and_convert_loads_only_what_it_needs() -> None:
    code = "from tertius.cli.main import cli\ntry:\n    cli({0}, standalone_mode=False)\nexcept SystemExit:\n    pass\nimport sys; print(*sys.modules)"
    for words in (["--help"], ["convert", "--help"]):
        done = subprocess.run([sys.executable, "-c", code.format(words)], capture_output=True, text=True, check=True)
        assert not set(done.stdout.split()) & {"openpyxl", "numpy", "ruamel.yaml", "rich", "pygambit", "xml.etree.ElementTree"}
