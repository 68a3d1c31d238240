"""The model's own probability of what a source forecast."""

import json

import pytest
from click.testing import CliRunner

from tertius.cli.main import cli
from tertius.errors import CaseError
from tertius.evidence.model_forecasts import model_says
from tertius.io.load import parse_case
from tertius.model.asof import known_by
from tertius.model.dates import Date
from tertius.negotiation.forecast import forecast
from tertius.negotiation.settle import stakes_in

CASE = """\
tertius: 1
title: A well
sources: {early: {title: E, date: 2001}, late: {title: L, date: 2005}}
actors: {hill: Hill, well: Well}
negotiation:
  issues:
    flow: {on_the_table: 60, status_quo: 0, positions: {hill: {position: 20}, well: {position: 60}}}
    toll: {status_quo: 0, positions: {hill: {position: 50}, well: {position: 100}}}
readings:
  wet: {changes: {negotiation: {issues: {flow: {positions: {hill: {position: 60}}}}}}}
claims:
  - {id: A, text: The text stays., expect: {issue: flow, keeps: yes}}
  - {id: B, text: A high toll., expect: {issue: toll, between: [50, 100]}}
  - {id: M, text: In the middle., expect: {issue: toll, median_between: [0, 60]}}
  - {id: L, text: Later., sources: [late], expect: {issue: toll, between: [0, 50]}}
forecasts:
  - {id: F1, text: It stays., made: 2003, by: early, p: 0.9, p_kind: stated, model: [A], resolved: {date: 2004, outcome: no}}
  - {id: F2, text: Both., made: 2003, by: early, model: [A, B], resolved: {date: 2004, outcome: void}}
  - {id: F3, text: Known later., made: 2003, by: early, model: [L]}
  - {id: F4, text: Nothing of it., made: 2003, by: early}
"""


def test_without_ranges_it_is_the_forecast_itself_and_bounds_for_several():
    case = parse_case(CASE)
    found = {m.forecast.id: m for m in model_says(case)}
    assert set(found) == {"F1", "F2"}
    talks = case.negotiation
    a = forecast(stakes_in(talks, talks.issue("flow"))).kept(60)
    b = forecast(stakes_in(talks, talks.issue("toll"))).distribution.probability(50, 100)
    one, two = found["F1"], found["F2"]
    assert one.p[None].as_list() == pytest.approx([a, a, a])
    assert one.brier.as_list() == pytest.approx([a * a] * 3)
    assert two.p[None].as_list() == pytest.approx([max(0, a + b - 1), a * b, min(a, b)])
    assert two.brier is None
    wet = case.readings["wet"].negotiation
    assert one.p["wet"].mid == pytest.approx(forecast(stakes_in(wet, wet.issue("flow"))).kept(60))


def test_ranges_and_errors_widen_it_and_the_middle_stays():
    case = parse_case(CASE)
    plain = model_says(case)[0].p[None]
    ranged = model_says(parse_case(CASE.replace("hill: {position: 20}", "hill: {position: [0, 40]}")))[0].p[None]
    assert ranged.mid == pytest.approx(plain.mid)
    assert ranged.low < plain.low < ranged.high or ranged.low < plain.mid <= ranged.high
    errors = model_says(parse_case(CASE.replace("negotiation:\n", "uncertainty: {negotiation: {position: 20, salience: 20, power: 0.5}}\nnegotiation:\n", 1)))[0].p[None]
    assert errors.mid == pytest.approx(plain.mid)
    assert errors.low < errors.high
    assert 0 <= errors.low <= errors.mid <= errors.high <= 1


def test_only_what_was_known_goes_in():
    # Hill's position on the flow rests on a later source, so on the day of the forecast only Well had one.
    case = parse_case(CASE.replace("hill: {position: 20}", "hill: {position: 20, sources: [late]}"))
    then = known_by(case, Date.parse("2003")).negotiation
    assert model_says(case)[0].p[None].mid == pytest.approx(forecast(stakes_in(then, then.issue("flow"))).kept(60))


@pytest.mark.parametrize(("old", "new"), [("model: [A],", "model: [M],"), ("model: [A],", "model: [X],")])
def test_a_claim_without_a_probability_is_refused(old, new):
    with pytest.raises(CaseError, match="there is no claim about where an issue settles"):
        parse_case(CASE.replace(old, new))


def test_the_command_says_it_with_its_band_and_warning(tmp_path):
    (tmp_path / "c.yaml").write_text(CASE, encoding="utf-8")
    text = " ".join(CliRunner().invoke(cli, ["forecasts", str(tmp_path / "c.yaml")]).stdout.split())
    assert "F1: the model gives" in text
    assert "under wet" in text
    assert "measured on decisions on EU law only" in text
    rows = json.loads(CliRunner().invoke(cli, ["forecasts", str(tmp_path / "c.yaml"), "--json"]).stdout)["forecasts"]
    assert [r["id"] for r in rows if r["model"] is not None] == ["F1", "F2"]
    assert list(rows[0]["model"]["p"]) == ["-", "wet"]
