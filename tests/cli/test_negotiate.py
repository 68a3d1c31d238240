"""`tertius negotiate` and its part of the report: exit codes, JSON, words, and names that try to break the page."""

import json

import pytest

from tertius.cli.main import cli
from tertius.testing_commands import called

CASE = """\
tertius: 1
title: Talks
actors: {a: "<b>Ärger & Söhne</b> of a very long name indeed", b: "شركة المياه"}
negotiation:
  text: "<script>alert(1)</script>"
  issues:
    x:
      name: "<i>Flow</i>"
      clause: {draft: "<u>half</u>"}
      on_the_table: 80
      status_quo: 50
      positions:
        a: {position: 0, salience: 90, red_line: {at_most: 40}}
        b: {position: 100, salience: 10, red_line: {at_least: 50}}
"""


@pytest.fixture
def case(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    return str(tmp_path)


def test_nothing_passes_is_exit_1_with_what_it_would_take(case):
    code, out, err = called(cli, "negotiate", case, "--json")
    found = json.loads(out)
    assert code == 1
    assert "no package passes" in err
    assert found["schema"] == "tertius/negotiation/1"
    assert found["package"]["choice"] is None
    # From at most 40 to 50, where b has its red line and nobody loses against the status quo.
    assert [r["points"] for r in found["package"]["relaxations"]] == [10.0]
    assert found["package"]["relaxations"][0]["moves"] == [{"party": "a", "issue": "x", "at_most": 40.0, "to": 50.0, "points": 10.0}]
    assert set(found["on_the_table"]["blocked_by"]) == {"a"}
    assert {"mean", "median", "interval50", "interval80", "atoms", "kept", "models"} <= found["issues"]["x"].keys()
    assert found["issues"]["x"]["models"]["compromise"] == pytest.approx(10.0)  # .9 * 0 + .1 * 100
    assert found["issues"]["x"]["models"]["median"] == 0.0
    assert "EU law only" in found["accuracy"]


def test_words_and_quiet(case):
    code, out, _ = called(cli, "negotiate", case)
    assert code == 1
    assert "No package passes" in out
    assert "EU law" in out
    code, out, err = called(cli, "negotiate", case, "--quiet")
    assert (code, out, err) == (1, "", "")
    code, out, _ = called(cli, "negotiate", "eu-emission-standards", "--quiet")
    assert code == 0
    assert json.loads(out).keys() == {"delay"}


def test_the_emission_case_has_the_published_mean_and_median():
    # 7.389955... years and 7 years on the scale of 4 to 10.
    _, out, _ = called(cli, "negotiate", "eu-emission-standards", "--json")
    models = json.loads(out)["issues"]["delay"]["models"]
    assert models["compromise"] == pytest.approx((7.389955686853766 - 4) / 6 * 100)
    assert models["median"] == pytest.approx(50)


def test_what_is_not_finished_in_time_is_named_and_the_rest_is_there(case):
    code, out, err = called(cli, "negotiate", case, "--json", "--time", "0.000001")
    found = json.loads(out)
    assert code in (1, 3)
    assert "median" in found["issues"]["x"]
    if code == 3:
        assert found["unfinished"]
        assert "--time" in err


def test_an_unfinished_search_is_no_answer(monkeypatch, case):
    from tertius.errors import LimitError
    from tertius.negotiation import negotiate as module

    def late(bargain, measure, *, seconds):
        raise LimitError("late")

    monkeypatch.setattr(module, "find_package", late)
    code, out, err = called(cli, "negotiate", case)
    assert code == 3
    assert "not finished in time (nash, utilitarian and leximin)" in " ".join(out.split())
    assert "No package passes" not in out
    assert "not finished within" in err


def test_a_case_without_the_section_is_exit_1():
    from tertius.errors import NothingFoundError

    with pytest.raises(NothingFoundError, match="no section `negotiation`"):
        called(cli, "negotiate", "chicken")


def test_the_report_escapes_names_and_says_what_the_accuracy_was_measured_on(tmp_path, case):
    page = tmp_path / "page.html"
    code, _, _ = called(cli, "report", case, "-o", str(page))
    text = page.read_text(encoding="utf-8")
    assert code == 0
    assert 'id="negotiation"' in text
    for bad in ("<script>alert", "<i>Flow", "<u>half", "<b>Ärger"):
        assert bad not in text
    assert "EU law only" in text
    assert "شركة المياه" in text


def test_the_report_of_sochi_changes_when_a_red_line_goes():
    from dataclasses import replace

    from tertius.io.catalogue import load
    from tertius.report.negotiation import negotiation_part

    case = load("sochi-2018")
    assert case.negotiation is not None
    issues = tuple(
        replace(i, positions=tuple(replace(s, at_most=None, at_least=None) for s in i.positions)) for i in case.negotiation.issues
    )
    before, after = negotiation_part(case), negotiation_part(replace(case, negotiation=replace(case.negotiation, issues=issues)))
    assert before is not None
    assert after is not None
    assert before.text != after.text
    assert before.packages != after.packages


def test_exclusions_that_leave_nothing_are_named_beside_exit_1(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE + "  exclude: [x >= 0]\n", encoding="utf-8")
    code, _, err = called(cli, "negotiate", str(tmp_path))
    assert code == 1
    assert "what cannot stand together leaves none" in err
    assert "red lines" not in err


def test_positions_close_together_are_atoms_of_their_own(tmp_path):
    close = CASE.replace("position: 0,", "position: 66.6666661,").replace("position: 100,", "position: 66.6666664,")
    (tmp_path / "case.yaml").write_text(close, encoding="utf-8")
    _, out, _ = called(cli, "negotiate", str(tmp_path), "--json")
    assert {"0", "50", "66.6666661", "66.6666664", "100"} == json.loads(out)["issues"]["x"]["atoms"].keys()


@pytest.mark.parametrize("ending", [".html", ".docx", ".xlsx", ".csv"])
def test_the_text_is_written_as_the_ending_says(case, tmp_path, ending):
    goal = tmp_path / "out" / f"text{ending}"
    code, out, err = called(cli, "negotiate", case, "-o", str(goal))
    # Nothing passes here, and nothing was asked but the file.
    assert (code, out) == (0, "")
    assert f"wrote {goal}" in err
    assert goal.stat().st_size > 300
    _, out, _ = called(cli, "negotiate", case, "-o", str(goal), "--json", "--quiet")
    assert json.loads(out)["schema"] == "tertius/negotiating-text/1"
    assert json.loads(out)["clauses"] == 1


def test_an_unknown_ending_is_an_error_before_anything_is_done(case, tmp_path):
    from tertius.errors import TertiusError

    with pytest.raises(TertiusError, match=r"ends in \.html, \.docx, \.xlsx or \.csv"):
        called(cli, "negotiate", str(tmp_path / "nowhere.yaml"), "-o", str(tmp_path / "text.pdf"))
    assert not (tmp_path / "text.pdf").exists()


def test_weights_of_a_file_are_used(case, tmp_path):
    from dataclasses import replace

    from tertius.negotiation.fit import fit_data, shipped

    kept = tmp_path / "w.json"
    kept.write_text(json.dumps(fit_data(shipped())), encoding="utf-8")
    plain, same = (json.loads(called(cli, "negotiate", case, "--json", *more)[1])["issues"]["x"]["atoms"] for more in ((), ("--fit", str(kept))))
    assert plain == pytest.approx(same)
    kept.write_text(json.dumps(fit_data(replace(shipped(), weights=(0.0,) * len(shipped().weights)))), encoding="utf-8")
    flat = json.loads(called(cli, "negotiate", case, "--json", "--fit", str(kept))[1])["issues"]["x"]["atoms"]
    # Three atoms of weight 1 and 20 cells of a twentieth each.
    assert flat == pytest.approx(dict.fromkeys(["0", "50", "100"], 1 / 4))
