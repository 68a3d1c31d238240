"""Readings that change what is negotiated, and other rules beside the one in force."""

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from tertius.cli.main import cli
from tertius.errors import CaseError, UnknownNameError
from tertius.evidence.claims import evaluate_claims, readings_of
from tertius.evidence.features import how_far
from tertius.explain.negotiation_beside_english import BesideTeller
from tertius.explain.negotiation_english import NegotiationTeller
from tertius.explain.words import Words
from tertius.io.load import parse_case
from tertius.model.asof import known_by
from tertius.model.dates import Date
from tertius.model.inputs import inputs
from tertius.model.layers import situate
from tertius.model.redact import redact
from tertius.negotiation.beside import by_reading, by_rule
from tertius.negotiation.negotiate import negotiate
from tertius.report.negotiation import negotiation_part

CASE = """\
tertius: 1
title: A well
sources: {early: {title: E, date: 2001}, late: {title: L, date: 2005}}
actors: {hill: Hill, well: Well, mill: Mill}
conflict:
  options: {hill: {dig: Digs}}
  preferences: {hill: [dig]}
  status_quo: []
negotiation:
  rule: {kind: consensus}
  rules:
    most: {name: Two of three, kind: quota, share: 0.66, sources: [late]}
    mill_decides: {kind: quota, share: 0.5, votes: {hill: 0, well: 0}}
  issues:
    flow:
      name: Flow
      on_the_table: 60
      status_quo: 0
      sources: [early]
      positions:
        hill: {position: 20, red_line: {at_most: 40}}
        well: {position: 80}
        mill: {position: 70}
    toll:
      on_the_table: 0
      status_quo: 0
      positions: {hill: {position: 50}, mill: {position: 0}}
readings:
  dry:
    name: A dry year
    sources: [early]
    changes:
      negotiation:
        issues: {flow: {positions: {hill: {position: 0, red_line: {at_most: 10}, sources: [late]}}}}
  wet:
    changes: {negotiation: {issues: {flow: {positions: {hill: {position: 60, red_line: null}}}}}}
  plain: {effects: [fix: {hill.dig: "on"}]}
claims:
  - {id: P, text: The text passes., expect: {package: passes, text: on_the_table}, falsifier: {name: no red line, negotiation: {issues: {flow: {positions: {hill: {red_line: null, position: 60}}}}}, becomes: holds}}
  - {id: Q, text: The text passes by two of three., expect: {package: passes, text: on_the_table, rule: most}}
  - {id: T, text: The toll stays., expect: {issue: toll, median_between: [0, 100]}}
  - {id: B, text: Both., expect: {all_of: [P, Q]}}
  - {id: D, text: It is dug., expect: {outcomes: every, satisfy: dig}}
  - {id: M, text: All., expect: {all_of: [P, D]}}
"""


def verdicts(case, **more):
    return {(r.claim.id, r.reading): r.verdict.verdict for r in evaluate_claims(case, **more)}


def test_claims_about_a_negotiation_are_judged_per_reading_that_changes_what_they_are_about():
    case = parse_case(CASE)
    asked = {c.id: readings_of(case, c) for c in case.claims}
    assert asked["P"] == asked["Q"] == asked["B"] == (None, "dry", "wet")
    assert asked["T"] == (None,)
    assert asked["D"] == asked["M"] == (None, "dry", "wet", "plain")
    found = verdicts(case)
    # Hill's red line stops 60 as the case stands (40) and in a dry year (10); in a wet one there is none and it wants it.
    assert [found["P", r] for r in asked["P"]] == ["fails", "fails", "holds"]
    # Two of three votes are 67 %: Well and Mill are enough, whatever Hill says.
    assert [found["Q", r] for r in asked["Q"]] == ["holds", "holds", "holds"]
    assert [found["B", r] for r in asked["B"]] == ["fails", "fails", "holds"]
    assert found["M", "plain"] == "fails"


def test_a_falsifier_is_laid_over_the_reading():
    case = parse_case(CASE.replace("hill: {red_line: null, position: 60}", "well: {position: 0}"))
    tried = {r.reading: r.falsifier.verdict for r in evaluate_claims(case, claims=["P"])}
    # Well gains nothing from 60 when it wants 0, so nobody's verdict rests on Hill any more, except that the wet year's Hill agrees.
    assert tried == {None: "fails", "dry": "fails", "wet": "fails"}
    p = case.claim("P").falsifier
    assert set(p.negotiations) == {"", "dry", "wet"}
    assert p.negotiations["dry"].issue("flow").stance("hill").at_most == 10
    assert p.negotiations["dry"].issue("flow").stance("well").position == (0, 0)
    assert [r.falsifier.verdict for r in evaluate_claims(parse_case(CASE), claims=["P"])] == ["holds"] * 3


def test_a_falsifier_may_say_it_under_changes_and_not_twice():
    short = CASE.replace("negotiation: {issues: {flow: {positions: {hill: {red_line: null, position: 60}}}}}", "changes: {negotiation: {issues: {flow: {positions: {hill: {red_line: null, position: 60}}}}}}")
    assert verdicts(parse_case(short)) == verdicts(parse_case(CASE))
    assert evaluate_claims(parse_case(short), claims=["P"])[0].falsifier.works
    with pytest.raises(CaseError, match="changed here and under `negotiation`"):
        parse_case(short.replace("becomes: holds", "becomes: holds, negotiation: {rule: {kind: consensus}}"))


def test_a_situated_case_has_the_readings_negotiation():
    case = parse_case(CASE)
    assert situate(case, reading="dry").negotiation.issue("flow").stance("hill").at_most == 10
    assert situate(case, reading="plain").negotiation is case.negotiation
    for reading in case.readings:
        under = situate(case, reading=reading).negotiation
        answer = {a.id: a for a in by_reading(case)}.get(reading, by_reading(case)[0])
        whole = negotiate(under)
        assert (whole.best is None) == (answer.best is None)
        assert whole.text.judged.blocked_by == answer.text.judged.blocked_by


def test_each_rule_is_answered_beside_the_one_in_force():
    case = parse_case(CASE)
    force, most, mill = by_rule(case.negotiation)
    assert (force.id, most.id, mill.id) == ("", "most", "mill_decides")
    assert force.needed == ("hill", "well", "mill")
    assert most.needed == ()
    assert mill.needed == ("mill",)
    assert [a.text.passes for a in (force, most, mill)] == [False, True, True]
    assert force.text.judged.blocked_by == ("hill",)
    assert by_rule(case.negotiation.under("most"))[0].text.passes
    with pytest.raises(UnknownNameError, match="rule 'mst'"):
        case.negotiation.under("mst")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("flow: {positions: {hill: {position: 0,", "flwo: {positions: {hill: {position: 0,", "adds the issue flwo, which a reading cannot do"),
        ("issues: {flow: {positions: {hill: {position: 60", "issues: {toll: null, flow: {positions: {hill: {position: 60", "removes the issue toll"),
        ("{hill: {position: 60, red_line: null}}", "{hill: null, well: null}, on_the_table: 500", "500 is out of range"),
        ("changes: {negotiation: {issues: {flow: {positions: {hill: {position: 60", "changes: {negotiation: {parties: {x: {actor: hill}}, issues: {flow: {positions: {hill: {position: 60", "adds the party x"),
        ("changes: {negotiation: {issues: {flow: {positions: {hill: {position: 60", "changes: {negotiation: {rules: {most: null}, issues: {flow: {positions: {hill: {position: 60", "removes the rule most"),
        ("rule: most}", "rule: mots}", "there is no rule 'mots'.*did you mean 'most'"),
        ("share: 0.66,", "share: 66,", "nobody can reach a share of 66"),
        ("share: 0.66,", "", "'share' is missing"),
        ("    most:", "    a b:", "cannot be the id of a rule"),
        ("{name: Two of three,", "{names: Two of three,", "did you mean 'name'"),
    ],
)  # fmt: skip
def test_mistakes_are_told(old, new, what):
    assert old in CASE
    with pytest.raises(CaseError) as caught:
        parse_case(CASE.replace(old, new, 1))
    assert any(re.search(what, str(p)) for p in caught.value.problems), caught.value.problems


def test_a_mistake_in_the_case_is_told_once():
    with pytest.raises(CaseError) as caught:
        parse_case(CASE.replace("position: 80", "position: 800"))
    assert len(caught.value.problems) == 1


def test_a_reading_without_a_negotiation_to_change():
    text = CASE[: CASE.index("negotiation:\n")] + "readings: {a: {changes: {negotiation: {issues: {x: {on_the_table: 3}}}}}}\n"
    with pytest.raises(CaseError, match="the case has no section `negotiation`"):
        parse_case(text)


def test_what_was_not_known_is_not_there():
    then = known_by(parse_case(CASE), Date.parse("2003"))
    assert [r.id for r in then.negotiation.rules] == ["mill_decides"]
    # The dry year's own position rests on a later source, so under it Hill has no position then.
    assert then.readings["dry"].negotiation.issue("flow").stance("hill") is None
    found = verdicts(then)
    assert found["Q", None] == "open"
    assert len(negotiation_part(then).beside) == 2


def test_what_a_reading_changes_is_an_input_with_what_it_rests_on():
    found = {i.where: i.provenance for i in inputs(parse_case(CASE))}
    changed = {k for k in found if k.startswith("readings.") and "negotiation" in k}
    assert changed == {f"readings.{r}.negotiation.issues.flow.positions.hill" for r in ("dry", "wet")}
    assert found["readings.dry.negotiation.issues.flow.positions.hill"].sources == ("late",)
    assert found["negotiation.rules.most"].sources == ("late",)


def test_how_far_a_reading_is_names_what_it_would_take_over():
    case = parse_case(CASE)
    far = {f.reading: f for f in how_far(case, case.claim("P"))}
    assert [sorted(t.feature.reading for t in s) for s, _ in far[None].least.sets] == [["wet"]]
    # What is negotiated is no part of a claim about the conflict.
    assert all(t.feature.kind == "effect" for f in how_far(case, case.claim("D")) for s, _ in f.least.sets for t in s)


def run(tmp_path, *args):
    file = tmp_path / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    result = CliRunner().invoke(cli, [args[0], str(file), *args[1:]], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return (result.return_value or 0), result.stdout


def test_the_command_shows_rules_and_readings_side_by_side(tmp_path):
    code, text = run(tmp_path, "negotiate")
    assert code == 0
    plain = re.sub(r"\s+", " ", text)
    assert "By each rule" in plain
    assert "on the text on the table these rules differ" in plain.lower()
    assert "A dry year" in plain
    assert "plain" not in plain[plain.index("Under each reading") :]
    data = json.loads(run(tmp_path, "negotiate", "--json")[1])
    assert list(data["rules"]) == ["-", "most", "mill_decides"]
    assert data["rules"]["most"]["on_the_table"]["passes"] is True
    assert list(data["readings"]) == ["-", "dry", "wet"]
    assert data["readings"]["wet"]["on_the_table"]["passes"] is True
    assert data["rule"] is None
    one = json.loads(run(tmp_path, "negotiate", "--reading", "wet", "--rule", "most", "--json")[1])
    assert (one["reading"], one["rule"], one["rules"], one["readings"]) == ("wet", "most", {}, {})
    assert one["on_the_table"]["passes"] is True
    with pytest.raises(UnknownNameError):
        run(tmp_path, "negotiate", "--rule", "none")


def test_readings_and_the_report_show_them(tmp_path):
    plain = re.sub(r"\s+", " ", run(tmp_path, "readings")[1])
    assert "Hill on Flow stands at 60" in plain
    assert "measured on decisions on EU law only" in plain
    assert list(json.loads(run(tmp_path, "readings", "--json")[1])["negotiation"]) == ["-", "dry", "wet"]
    case = parse_case(CASE)
    rules, readings = negotiation_part(case).beside
    assert [r[0] for r in rules.rows] == ["The rule in force", "Two of three", "mill_decides"]
    assert [r[0] for r in readings.rows] == ["the case as it stands", "A dry year", "wet"]
    assert [b.title for b in negotiation_part(case, "dry").beside] == ["By each rule"]


def test_a_redacted_version_does_not_tell_that_a_reading_changes_a_red_line_only():
    text = CASE.replace("hill: {position: 0, red_line: {at_most: 10}, sources: [late]}", "hill: {red_line: {at_most: 10}}").replace(
        "hill: {position: 60, red_line: null}", "hill: {position: 60, red_line: null}, well: {red_line: {at_most: 95}}"
    )
    team = redact(parse_case(text), "team")
    assert team.readings["dry"].negotiation is None
    assert team.readings["dry"].changed == ()
    assert team.readings["wet"].negotiation.issue("flow").stance("hill").position == (60, 60)
    assert Words(team).renegotiated(team.readings["wet"]) == ("Hill on Flow stands at 60",)
    assert by_reading(team) == ()
    assert all(r.negotiation is None for r in redact(parse_case(text), "public").readings.values())
    assert negotiation_part(team).beside == ()


def test_the_warning_stands_beside_the_medians_of_readings_everywhere(tmp_path):
    warning = "measured on decisions on EU law only"
    whole = re.sub(r"\s+", " ", run(tmp_path, "negotiate")[1])
    assert warning in whole[whole.index("Under each reading") :]
    readings = re.sub(r"\s+", " ", run(tmp_path, "readings")[1])
    assert readings.count(warning) == 1
    assert warning in json.loads(run(tmp_path, "readings", "--json")[1])["accuracy"]
    rules, by_reading_ = negotiation_part(parse_case(CASE)).beside
    assert (warning in rules.caution, warning in by_reading_.caution) == (False, True)


def test_what_is_not_finished_is_not_said_to_agree():
    case = parse_case(CASE)
    answers = by_rule(case.negotiation)
    assert "agree: one does" in BesideTeller(case, answers, "rule").summary() or "differ" in BesideTeller(case, answers, "rule").summary()
    cut = (replace(answers[0], best=None, alone=(), finished=False), *answers[1:])
    said = BesideTeller(case, cut, "rule").summary()
    assert "whether some package passes was not found in time for 1 of 3 rules" in said
    assert "some package passes they" not in said
    without = (replace(answers[0], text=None), *answers[1:])
    assert "these rules that have a whole one" in BesideTeller(case, without, "rule").summary()


def test_who_gains_and_refuses_is_told_to_have_a_red_line_and_a_text_that_goes_is_gone():
    text = CASE.replace("rule: {kind: consensus}", "rule: {kind: quota, share: 0.5}").replace("hill: {position: 20, red_line: {at_most: 40}}", "hill: {position: 50, red_line: {at_most: 40}}")
    text = text.replace("positions: {hill: {position: 60, red_line: null}}", "on_the_table: null")
    case = parse_case(text)
    found = negotiate(case.negotiation)
    told = NegotiationTeller(case, found)
    # Hill gains on the flow at any place up to 100 (it stands at 50 and nothing is at 0), and 40 is the most that it takes.
    rows = {p.measure: {r[0]: r[2:] for r in told.utility_rows(p)} for p in found.packages}
    assert found.best.judged.choice["flow"] > 40
    assert rows["nash"]["Hill"][0] >= 0
    assert rows["nash"]["Hill"][1] == "refuses (red line)"
    wet = next(a for a in by_reading(case) if a.id == "wet")
    assert "there is no text on the table on Flow" in BesideTeller(case, by_reading(case), "reading").means(wet)


def test_a_reading_that_changes_the_kind_of_rule_is_told_how():
    text = CASE.replace("rule: {kind: consensus}", "rule: {kind: all, of: [{kind: consensus}]}").replace("wet:\n    changes: {negotiation: {", "wet:\n    changes: {negotiation: {rule: {kind: quota, share: 0.5}, ")
    with pytest.raises(CaseError, match="of: null deletes it"):
        parse_case(text)
    assert parse_case(text.replace("share: 0.5}, issues", "share: 0.5, of: null}, issues")).readings["wet"].negotiation.rule.kind == "quota"
