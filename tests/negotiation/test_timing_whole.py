"""Time in a negotiation as a whole: pressure on each channel, coercion, claims, the terminal, JSON and the report."""

import json
from dataclasses import replace

import pytest

from tertius.cli.main import cli
from tertius.evidence.claims import evaluate_claims
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.model.timing import PartyTiming, Point
from tertius.negotiation.timing.timed import timed, times_of
from tertius.report.negotiation import negotiation_part
from tertius.testing_commands import called

TALKS = """\
tertius: 1
title: Talks
actors: {a: "<b>Ärger & Söhne</b> of a very long name indeed", b: "شركة المياه", c: C}
negotiation:
  parties: {a: {fallback: 0.2}, b: {fallback: 0.2}}
  issues:
    x: {scale: {0: "0", 10: "1", 20: "2", 30: "3", 40: "4", 50: "5", 60: "6", 70: "7", 80: "8", 90: "9", 100: "10"}, positions: {a: {position: 0}, b: {position: 100}}}
  timing:
    unit: week
    horizon: 20
    lookahead: 10
    sides: [a, b]
    parties:
      a: {rate: 0.1, stubborn: 0.3, demand: 0.6}
      b: {rate: 0.1, stubborn: 0.05, demand: 0.6}
    pressure:
      cost: {name: "<script>alert(1)</script>", on: b, raises_cost: 0.05}
      firm: {on: b, raises_stubborn: 0.1}
      home: {on: b, raises_audience: 0.1}
      ground: {on: b, lowers_fallback: 0.1}
      both: {on: b, raises_cost: 0.05, raises_stubborn: 0.2}
      other: {on: a, raises_cost: [0.01, 0.05]}
      force: {on: b, coercive: yes, raises_cost: 0.5}
"""


@pytest.fixture
def talks(tmp_path):
    (tmp_path / "case.yaml").write_text(TALKS, encoding="utf-8")
    return str(tmp_path)


def effects_of(text=TALKS):
    found = timed(parse_case(text), None)
    assert found is not None
    return {e.pressure.id: e for e in found.pressure}


def test_each_channel_by_hand():
    effects = effects_of()
    by = {k: e.channels[-1] for k, e in effects.items() if e.channels}
    # b is the side that would last longer: -ln 0.05 > -ln 0.3 at the same hazard of 0.1 * (0.4 - 0.2) / 0.2 = 0.1. So it yields at the start with
    # 1 - 0.05 / 0.3, and both are used up at -ln 0.3 / 0.1 = 12.04 weeks.
    m = 1 - 0.05 / 0.3
    assert by["cost"].yields.before[0] == pytest.approx(m + (1 - m - 0.05 * 0.3) / 2, abs=1e-9)
    # A dearer wait makes a yield faster to keep b indifferent, so b is used up even less by then: it yields sooner.
    assert (by["cost"].direction, by["firm"].direction, by["home"].direction, by["ground"].direction) == ("sooner", "later", "later", "sooner")
    assert by["both"].direction == "later"
    assert by["both"].channel == "all"
    assert effects["both"].backfires == ("stubborn", "all")
    # The other side is the one that is used up first: pressing it makes it last less long against b.
    assert by["other"].direction in {"sooner", "later", "open"}


def test_the_margin_moves_only_with_who_binds_by_hand():
    # At the start the best is 50: both 0.3 above. Ten weeks of 0.05 at a rate of 0.1: 0.05 (1 - e^-1) / 0.1 = 0.316 for b, so 40 leaves a at 0.4 and
    # b at 0.516, 30 leaves 0.5 and 0.416: the margin is 0.416, by 0.116 more. An audience cost of 0.1: 50 leaves 0.2, 60 leaves 0.2 for a.
    by = {k: e.channels[0] for k, e in effects_of().items() if e.channels}
    assert by["cost"].margin == pytest.approx((0.1161, 0.1161), abs=1e-4)
    assert by["home"].margin == pytest.approx((-0.1, -0.1))
    assert by["firm"].margin == pytest.approx((0.0, 0.0))
    assert by["ground"].margin == pytest.approx((0.0, 0.0))  # 50 leaves 0.3 and 0.4, 40 leaves 0.4 and 0.3
    assert by["ground"].first == (("a", "b"), ("b",), ("b",))


def test_of_coercive_pressure_nothing_is_computed(talks):
    force = effects_of()["force"]
    assert force.coercive
    assert (force.channels, force.backfires) == ((), ())
    _, out, _ = called(cli, "negotiate", talks, "--json")
    shown = json.loads(out)["timing"]["pressure"]["force"]
    assert shown["coercive"] is True
    assert shown["effects"] is None
    assert shown["sizes"] == {"cost": [0.5, 0.5]}
    _, out, _ = called(cli, "negotiate", talks)
    assert "coercive: described as given; what it does is not computed" in " ".join(out.split())


def test_deleting_the_mark_changes_nothing_where_it_is_exerted_through_force():
    case = load("sochi-2018")
    timing = case.negotiation.timing
    assert not any(p.coercive for p in timing.pressure)
    found = timed(case, None)
    by = {e.pressure.id: e for e in found.pressure}
    assert by["strikes"].coercive
    assert not by["strikes"].channels
    assert not by["withheld_backing"].coercive


def test_no_sentence_recommends_pressure(talks):
    _, out, _ = called(cli, "negotiate", talks)
    words = " ".join(out.split()).lower()
    for bad in ("should press", "recommend", "advis", "ought", "best pressure", "effective"):
        assert bad not in words


def test_pressure_backfires_in_the_teaching_case():
    found = timed(load("bridge-toll"), None)
    assert found is not None
    by = {e.pressure.id: e for e in found.pressure}
    directions = {c.channel: c.direction for c in by["customs"].channels}
    assert directions == {"cost": "sooner", "stubborn": "later", "audience": "later", "all": "later"}
    assert by["soldiers"].coercive
    assert [word for _, _, word, _ in found.ripening.spans()] == ["no", "yes"]


@pytest.mark.parametrize("slug", ["sochi-2018", "bridge-toll"])
def test_the_report_changes_when_the_input_goes(slug):
    case = load(slug)
    with_it = negotiation_part(case)
    assert with_it is not None
    assert with_it.timing is not None
    assert len(with_it.timing.curves) == 2
    assert with_it.timing.ripe
    assert with_it.timing.concessions
    assert with_it.timing.wait
    timing = case.negotiation.timing

    def part(**changes):
        made = negotiation_part(replace(case, negotiation=replace(case.negotiation, timing=replace(timing, **changes))))
        assert made is not None
        assert made.timing is not None
        return made.timing

    assert negotiation_part(replace(case, negotiation=replace(case.negotiation, timing=None))).timing is None
    free = tuple(replace(p, cost=(), worth=(), rate=(0.0, 0.0)) for p in timing.parties)
    assert part(parties=free).curves != with_it.timing.curves
    assert part(parties=free).ripe_curve != with_it.timing.ripe_curve
    assert part(sides=()).wait == ()
    assert part(pressure=()).pressure == ()
    easy = tuple(replace(p, stubborn=(0.01, 0.02)) for p in timing.parties)
    assert part(parties=easy).wait != with_it.timing.wait


def test_claims_about_waiting_hold_fail_or_stay_open_and_their_falsifiers_work():
    for slug, id, verdict in (("bridge-toll", "B1", "holds"), ("sochi-2018", "D1", "open")):
        case = load(slug)
        results = evaluate_claims(case, claims=[id])
        assert {r.verdict.verdict for r in results} == {verdict}
        assert all(r.falsifier is not None and r.falsifier.works for r in results)
    claim = "claims: [{id: W, text: t, expect: {waiting: {party: b, costs: no}}}]\n"
    (result,) = evaluate_claims(parse_case(TALKS + claim))
    assert result.verdict.verdict == "fails"


def test_a_claim_is_open_where_nothing_says_what_settling_is_worth():
    text = TALKS.replace("{fallback: 0.2}, b: {fallback: 0.2}", "{fallback: 0.9}, b: {fallback: 0.9}")
    (result,) = evaluate_claims(parse_case(text + "claims: [{id: W, text: t, expect: {waiting: {party: b}}}]\n"))
    assert result.verdict.verdict == "open"
    assert timed(parse_case(text), None).unknown == ("a", "b")


def test_names_that_try_to_break_the_page(tmp_path, talks):
    page = tmp_path / "page.html"
    code, _, _ = called(cli, "report", talks, "-o", str(page))
    text = page.read_text(encoding="utf-8")
    assert code == 0
    assert 'id="waiting"' in text
    assert "<script>alert" not in text
    assert "<b>Ärger" not in text
    assert text.count('class="fig curve"') == 4


def test_json_has_every_band_and_no_number_without_one(talks):
    code, out, _ = called(cli, "negotiate", talks, "--json")
    assert code == 0
    found = json.loads(out)["timing"]
    assert found["waiting"]["a"]["exact"] is True
    assert len(found["waiting"]["a"]["curve"]) == 21
    assert found["sides"]["wait"]["case"] == "attrition"
    # b's types that may yield last -ln 0.05 / 0.1 weeks, a's -ln 0.3 / 0.1.
    assert found["sides"]["wait"]["over"] == pytest.approx([12.0397, 12.0397], abs=1e-3)
    assert found["sides"]["wait"]["sides"]["b"]["at_once"] == pytest.approx([1 - 0.05 / 0.3] * 2)
    for point in found["sides"]["wait"]["agreed_by"]:
        low, high = point["probability"]
        assert 0 <= low <= high <= 1
    assert found["sides"]["meet"] == {"x": 50.0}


def test_one_party_only_and_no_sides_is_fine():
    text = TALKS[: TALKS.index("    sides:")] + "    parties: {a: {rate: 0.1}}\n"
    found = timed(parse_case(text), None)
    assert found is not None
    assert found.standing is None
    assert found.unknown == ("a",)
    assert all(p.ripe == "yes" for p in found.ripening.points)


def test_times_have_even_steps_and_every_date():
    timing = parse_case(TALKS).negotiation.timing
    times = times_of(timing)
    assert times == tuple(float(t) for t in range(21))
    dated = replace(timing, parties=(PartyTiming("a", cost=(Point(0.0, (0.0, 0.0)), Point(3.3, (0.1, 0.1)))),))
    assert set(times_of(dated)) == {*times, 3.3}


def test_what_is_not_finished_in_time_is_named(monkeypatch, talks):
    from tertius.errors import LimitError
    from tertius.negotiation.timing import ripe_time

    def late(bargain, pains, *, bound="middle", seconds=1.0):
        raise LimitError("late")

    monkeypatch.setattr(ripe_time, "best_margin", late)
    code, out, err = called(cli, "negotiate", talks)
    assert code == 3
    assert "ripeness" in err
    assert "Not finished in time: ripeness" in out


def test_readings_that_change_the_negotiation_stand_beside_each_other():
    from tertius.model.layers import negotiation_under
    from tertius.negotiation.timing.by_reading import waiting_by_reading
    from tertius.negotiation.timing.timed import negotiation_curve

    case = load("sochi-2018")
    answers = waiting_by_reading(case)
    assert [a.id for a in answers] == ["", *(k for k, r in case.readings.items() if r.negotiation is not None)]
    assert len(answers) > 1
    for answer in answers:
        negotiation = negotiation_under(case, answer.id or None)
        for party, cost in answer.costs.items():
            assert negotiation_curve(negotiation, party).total == pytest.approx(cost)
    part = negotiation_part(case)
    assert len(part.timing.under) == len(answers)
    assert negotiation_part(case, "balancing").timing.under == ()
    assert waiting_by_reading(load("bridge-toll")) == ()


def test_the_terminal_says_what_its_words_mean_and_no_dash_stands_for_nothing(talks):
    _, out, _ = called(cli, "negotiate", talks)
    plain = " ".join(out.split())
    assert "The margin: by how much the least satisfied of those whose consent is needed" in plain
    assert "Who has the lower risk limit concedes" in plain
    assert "concedes first: –" not in plain
    assert "concedes first: " in plain[plain.index("lowers what it has without agreement") :]
