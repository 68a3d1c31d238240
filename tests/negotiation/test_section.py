"""The section `negotiation` of a case file: what is read, and what is refused and where."""

import re

import pytest

from tertius.errors import CaseError, TertiusError
from tertius.io.load import load_case, parse_case
from tertius.model.asof import known_by
from tertius.model.dates import Date
from tertius.model.inputs import inputs

HEAD = """\
tertius: 1
title: Water
sources: {early: {title: E, date: 2001}, late: {title: L, date: 2005}}
actors: {upper: Upper, lower: Lower, dairy: Dairy}
negotiation:
"""
BODY = """\
  rule: {kind: quota, share: 0.6, votes: {up: 2}, vetoes: [upper]}
  parties:
    up: {actor: upper, power: 60, patience: 0.9, fallback: 0.3}
  issues:
    flow:
      name: Flow
      clause: {ref: art. 2, in_force: none, draft: a third, bracketed: {up: a quarter}}
      scale: {0: nothing, 100: all}
      on_the_table: 33
      status_quo: 0
      positions:
        up: {position: 10, salience: 80, red_line: {at_most: 40}, sources: [early]}
        lower: {position: [80, 95], salience: 90}
"""


def problems(body, head=HEAD):
    with pytest.raises(CaseError) as caught:
        parse_case(head + body)
    return {p.line: str(p) for p in caught.value.problems}


def changed(old, new):
    assert old in BODY
    return BODY.replace(old, new)


def test_everything_in_the_section_is_read():
    n = parse_case(HEAD + BODY + "  exclude: [flow >= 60 and flow <= 70]\n").negotiation
    assert n is not None
    assert [p.id for p in n.parties] == ["up", "lower"]
    assert (n.parties[0].power, n.parties[0].patience, n.parties[0].fallback) == (60, 0.9, 0.3)
    assert (n.rule.share, dict(n.rule.votes), n.rule.vetoes) == (0.6, {"up": 2.0}, ("up",))
    flow = n.issue("flow")
    assert (flow.on_the_table, flow.status_quo, flow.clause.bracketed) == (33, 0, {"up": "a quarter"})
    up, lower = flow.positions
    assert (up.position, up.salience, up.at_most, up.at_least) == ((10, 10), 80, 40, None)
    assert lower.position == (80, 95)
    assert n.exclude[0].atoms == ("flow >= 60", "flow <= 70")


def test_vetoes_may_stand_beside_the_rule():
    n = parse_case(HEAD + changed("votes: {up: 2}, vetoes: [upper]}", "votes: {up: 2}}\n  vetoes: [lower]")).negotiation
    assert n is not None
    assert n.rule.all_vetoes() == ("lower",)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("position: 10,", "position: 110,", 17, "110 is out of range"),
        ("position: [80, 95]", "position: [95, 80]", 18, "goes from 95 down to 80; expected .80, 95."),
        ("position: [80, 95]", "position: [80]", 18, "a number from 0 to 100, or .low, high."),
        ("at_most: 40", "at_most: 140", 17, "140 is out of range"),
        ("at_most: 40", "at_most: 40, at_least: 60", 17, "leaves no place"),
        ("{at_most: 40}", "{}", 17, "no bound"),
        ("        lower: {", "        lowr: {", 18, "no party 'lowr'.*did you mean 'lower'"),
        ("bracketed: {up:", "bracketed: {upp:", 12, "no party 'upp'"),
        ("vetoes: [upper]", "vetoes: [nobody]", 6, "no party 'nobody'"),
        ("share: 0.6", "share: 75", 6, "nobody can reach a share of 75; expected at most 1, such as 0.75"),
        ("share: 0.6", "share: 0", 6, "above 0"),
        ("votes: {up: 2}", "votes: {up: 0, lower: 0}", 6, "nobody has a vote"),
        ("share: 0.6, ", "", 6, "'share' is missing"),
        ("kind: quota", "kind: consensus", 6, "no meaning in a rule of the kind consensus"),
        ("kind: quota", "kind: quotta", 6, "did you mean 'quota'"),
        ("patience: 0.9", "patience: 0", 8, "later round worthless"),
        ("fallback: 0.3", "fallback: 30", 8, "out of range"),
        ("actor: upper", "actor: uper", 8, "did you mean 'upper'"),
        ("100: all", "120: all", 13, "120 is out of range"),
        ("100: all", "0.0: all", 13, "the place 0 is named twice"),
        ("on_the_table: 33", "on_the_table: -1", 14, "-1 is out of range"),
        ("salience: 80,", "salience: 800,", 17, "800 is out of range"),
        ("power: 60", "power: -1", 8, "out of range"),
        ("power: 60", "power: 1e308", 8, "out of range"),
        ("votes: {up: 2}", "votes: {up: 1e308}", 6, "out of range"),
        ("    flow:", "    Flow-1:", 10, "cannot be a name"),
    ],
)
def test_mistakes_are_told_with_their_line(old, new, line, what):
    found = problems(changed(old, new))
    assert line in found, found
    assert re.search(what, found[line]), found[line]


def test_one_party_no_positions_no_power_no_issue():
    one = BODY[: BODY.index("        lower:")]
    assert any("one party negotiates" in p for p in problems(one).values())
    assert "nobody has a position on 'flow'" in problems(BODY[: BODY.index("      positions:")])[10]
    powerless = changed("power: 60", "power: 0").replace("  issues:", "    lower: {power: 0}\n  issues:")
    assert any("no party has any power" in p for p in problems(powerless).values())
    assert any("'issues' is missing" in p for p in problems("  text: nothing\n").values())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("flow", "'flow' is not compared with a number"),
        ("flow >=", "not compared with a number"),
        ("flw >= 3", "no issue 'flw' (in 'flw >= 3'); did you mean 'flow'?"),
        ("flow >= 3 and", "ends too early"),
        ("3 >= flow", "no meaning here"),
    ],
)
def test_exclusions_are_read_by_the_grammar(text, what):
    found = problems(BODY + f"  exclude: ['{text}']\n")
    assert what in found[19]


def test_comparisons_mean_nothing_elsewhere():
    head = HEAD.replace("negotiation:", "conflict: {options: {upper: {go: Go}}, infeasible: [go >= 3], preferences: {upper: []}}\nnegotiation:")
    assert "has no meaning here" in problems(BODY, head)[5]


def test_a_table_of_positions_beside_the_case(tmp_path):
    text = HEAD + BODY + "  positions_table: positions.csv\n"
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "positions.csv").write_bytes("\ufeffissue;actor;position;salience;power\nflow;dairy;20,5;30;2\nflow;upper;50;70;1\n".encode())
    n = load_case(tmp_path).negotiation
    assert n is not None
    flow = n.issue("flow")
    dairy, up = flow.stance("dairy"), flow.stance("up")
    assert dairy is not None
    assert (dairy.position, dairy.salience, dairy.power) == ((20.5, 20.5), 30, 2)
    # The file wins over the table, value by value.
    assert up is not None
    assert (up.position, up.salience, up.power) == ((10, 10), 80, 1)


def test_a_mistake_in_the_table_is_told_once_whatever_falsifiers_there_are(tmp_path):
    claim = (
        "claims:\n  - {id: A, text: t, expect: {package: passes},\n"
        "     falsifier: {name: f, negotiation: {issues: {flow: {on_the_table: 70}}}, becomes: fails}}\n"
    )
    (tmp_path / "case.yaml").write_text(HEAD + BODY + "  positions_table: positions.csv\n" + claim, encoding="utf-8")
    for table in ("issue,actor,position\nflow,dairy,200\n", "issue,actor,position\nflo,dairy,20\n"):
        (tmp_path / "positions.csv").write_text(table, encoding="utf-8")
        with pytest.raises(CaseError) as caught:
            load_case(tmp_path)
        assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("issue,actor,position\nflo,dairy,20\n", "no issue 'flo'"),
        ("issue,actor,position\nflow,milk,20\n", "no party 'milk'"),
        ("issue,actor,position\nflow,dairy,20\nflow,dairy,30\n", "already"),
        ("issue,actor,position\nflow,up,20\nflow,upper,30\n", "already"),
        ("issue,actor,position\nflow,dairy,200\n", "off the scale"),
        ("issue,actor\nflow,dairy\n", "no column 'position'"),
    ],
)
def test_mistakes_in_the_table(tmp_path, table, what):
    (tmp_path / "case.yaml").write_text(HEAD + BODY + "  positions_table: positions.csv\n", encoding="utf-8")
    (tmp_path / "positions.csv").write_text(table, encoding="utf-8")
    with pytest.raises(CaseError, match=what) as caught:
        load_case(tmp_path)
    assert all(p.file.endswith("positions.csv") for p in caught.value.problems)


def test_the_table_stays_in_the_folder(tmp_path):
    (tmp_path / "case.yaml").write_text(HEAD + BODY + "  positions_table: ../other.csv\n", encoding="utf-8")
    with pytest.raises(CaseError, match="outside the folder"):
        load_case(tmp_path)
    (tmp_path / "case.yaml").write_text(HEAD + BODY + "  positions_table: postions.csv\n", encoding="utf-8")
    (tmp_path / "positions.csv").write_text("issue,actor,position\nflow,dairy,20\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"no file 'postions.csv'.*did you mean 'positions.csv'"):
        load_case(tmp_path)


def test_what_was_not_known_yet_goes():
    case = parse_case(HEAD + changed("salience: 90}", "salience: 90, sources: [late]}\n        dairy: {position: 5, sources: [early]}"))
    then = known_by(case, Date.parse("2003")).negotiation
    assert then is not None
    assert [s.party for s in then.issue("flow").positions] == ["up", "dairy"]
    gone = parse_case(HEAD + BODY.replace("sources: [early]", "sources: [late]").replace("salience: 90}", "salience: 90, sources: [late]}"))
    assert known_by(gone, Date.parse("2003")).negotiation is None


def test_every_input_says_what_it_rests_on():
    case = parse_case(HEAD + "  basis: judged\n" + BODY)
    rests = {i.where: i.provenance for i in inputs(case)}
    assert rests["negotiation.issues.flow.positions.up"].sources == ("early",)
    assert rests["negotiation.issues.flow.positions.lower"].basis == "judged"
    assert rests["negotiation.parties.up"].basis == "judged"


CLAIMS = """\
claims:
  - {id: P1, text: some passes, expect: {package: passes}, falsifier: {negotiation: {issues: {flow: {positions: {up: {red_line: {at_most: 0}, position: 0}}}}}, becomes: fails}}
  - {id: P2, text: the text is blocked, expect: {package: blocked, by: lower, text: on_the_table}}
  - {id: P3, text: kept, expect: {issue: flow, keeps: yes, at_least: 0.9}}
  - {id: P4, text: anywhere, expect: {issue: flow, between: [0, 100], at_least: 1}}
  - {id: P5, text: middle, expect: {issue: flow, median_between: [0, 100]}}
"""


def test_claims_about_packages_and_issues():
    from tertius.evidence.claims import evaluate_claims

    # Without a fallback: at 33, 'up' (at 10) is 23 from it and 10 from the status quo 0, so it loses; 10 and 20 pass.
    case = parse_case(HEAD + BODY.replace(", fallback: 0.3", "").replace("scale: {0: nothing,", "scale: {0: nothing, 15: some,") + CLAIMS)
    found = {r.claim.id: r for r in evaluate_claims(case)}
    assert found["P1"].verdict.verdict == "holds"
    assert found["P2"].verdict.verdict == "fails"
    assert found["P3"].verdict.verdict == "fails"
    assert found["P4"].verdict.verdict == "holds"
    assert found["P5"].verdict.verdict == "holds"


def test_who_blocks_is_judged_over_the_whole_range():
    from tertius.evidence.packages import package_test
    from tertius.model.negotiation import Issue, Negotiation, PackageTest, Party, Stance

    def n(low, high):
        x = Issue("x", "X", (Stance("a", (100, 100), 50), Stance("b", (low, high), 50)), status_quo=0.0, on_the_table=80.0)
        return Negotiation("", (Party("a", "a"), Party("b", "b")), (x,))

    test = PackageTest(False, "b", True)
    # b gains from 80 against 0 where it stands above 40.
    assert package_test(n(0, 30), test).verdict == "holds"
    assert package_test(n(50, 90), test).verdict == "fails"
    assert package_test(n(30, 50), test).verdict == "open"
    assert package_test(n(0, 30), PackageTest(True, on_the_table=True)).verdict == "fails"


def test_who_is_outvoted_at_some_places_only_blocks_at_others():
    from tertius.evidence.packages import package_test
    from tertius.model.negotiation import Issue, Negotiation, PackageTest, Party, Rule, Stance

    def n(low, high, votes):
        stances = (Stance("a", (0, 0), 50), Stance("b", (low, high), 50), Stance("c", (100, 100), 50))
        issue = Issue("x", "X", stances, status_quo=0.0, on_the_table=80.0)
        return Negotiation("", (Party("a", "a"), Party("b", "b"), Party("c", "c")), (issue,), Rule("quota", share=0.6, votes=votes))

    # a refuses the text everywhere. Two of three votes are enough: c has one, b the other where it stands above 40.
    by_a = PackageTest(False, "a", True)
    assert package_test(n(0, 30, {}), by_a).verdict == "holds"
    assert package_test(n(30, 50, {}), by_a).verdict == "open"
    assert package_test(n(50, 90, {}), by_a).verdict == "fails"
    assert package_test(n(0, 30, {"a": 0.0}), by_a).verdict == "fails"  # without a vote it blocks nothing
    assert package_test(n(30, 50, {"a": 0.0}), by_a).verdict == "fails"


def test_a_falsifier_that_changes_the_text_changes_what_is_kept():
    from tertius.evidence.claims import evaluate_claims

    claim = (
        "claims:\n  - {id: A, text: t, expect: {issue: flow, keeps: yes, at_least: 0.05},\n"
        "     falsifier: {name: another text, negotiation: {issues: {flow: {on_the_table: 70}}}, becomes: fails}}\n"
    )
    case = parse_case(HEAD + BODY.replace("on_the_table: 33", "on_the_table: 10") + claim)
    # Somebody stands at 10 and nobody near 70.
    (found,) = evaluate_claims(case)
    assert found.verdict.verdict == "holds"
    assert found.falsifier is not None
    assert found.falsifier.works is True


@pytest.mark.parametrize(
    ("expect", "what"),
    [
        ("{package: passes, by: up}", "'by' names who blocks"),
        ("{package: blocked, by: milk}", "no party 'milk'"),
        ("{package: pases}", "did you mean 'passes'"),
        ("{issue: flw, keeps: yes}", "did you mean 'flow'"),
        ("{issue: flow}", "nothing is expected"),
        ("{issue: flow, keeps: yes, between: [0, 1]}", "exactly one of"),
        ("{issue: flow, between: [60, 40]}", "down to 40"),
        ("{issue: flow, between: [60, 140]}", "out of range"),
        ("{issue: flow, median_between: [0, 40], at_least: 0.5}", "no probability"),
        ("{issue: flow, keeps: yes, at_least: 50}", "out of range"),
    ],
)
def test_mistakes_in_claims(expect, what):
    found = problems(BODY + f"claims:\n  - {{id: P, text: t, expect: {expect}}}\n")
    assert any(what in p for p in found.values()), found


def test_claims_need_the_section():
    with pytest.raises(CaseError, match="no section `negotiation`"):
        parse_case("tertius: 1\ntitle: t\nactors: {a: A}\nclaims:\n  - {id: P, text: t, expect: {package: passes}}\n")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_positions_go_out_and_come_in_again(tmp_path, ending):
    from dataclasses import replace

    from tertius.io.positions_written import position_rows, positions_bytes

    n = parse_case(HEAD + BODY).negotiation
    assert n is not None
    name = f"positions.{ending}"
    (tmp_path / name).write_bytes(positions_bytes(position_rows(n, "Talks: of the year!"), tmp_path / name))
    issues = BODY[BODY.index("  issues:") :]
    bare = re.sub(r"      positions:\n(        .*\n)+", "", issues)
    assert "position:" not in bare
    text = HEAD + BODY[: BODY.index("  issues:")] + bare + f"  positions_table: {name}\n"
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    again = load_case(tmp_path).negotiation
    assert again is not None
    for before, after in zip(n.issues, again.issues, strict=True):
        powers = {p.id: p.power for p in n.parties}
        expected = [replace(s, at_least=None, at_most=None, power=powers[s.party] if s.power is None else s.power, provenance=a.provenance) for s, a in zip(before.positions, after.positions, strict=True)]
        assert list(after.positions) == expected


def test_what_is_written_can_be_scored_once_outcomes_are_known(tmp_path):
    from tertius.io.positions_table import read_positions
    from tertius.io.positions_written import position_rows, positions_bytes

    n = parse_case(HEAD + BODY).negotiation
    assert n is not None
    rows = position_rows(n, "=Talks: of the year!")
    assert rows[0] == ["issue", "group", "actor", "position", "salience", "power", "status_quo", "outcome", "at_least", "at_most"]
    assert {row[1] for row in rows[1:]} == {"talks-of-the-year"}
    table = tmp_path / "t.csv"
    table.write_bytes(positions_bytes(rows, table))
    found = read_positions(table)
    assert len(found.rows) == sum(len(i.positions) for i in n.issues)
    assert [i.status_quo for i in found.issues] == [i.status_quo for i in n.issues]
    with pytest.raises(TertiusError, match=r"ends in \.csv or \.xlsx"):
        positions_bytes(rows, tmp_path / "t.ods")


@pytest.mark.parametrize(("short", "mend"), [("30", "expected {position: 30}"), ("[20, 40]", "expected {position: [low, high]}")])
def test_a_position_without_its_key_is_one_mistake_with_its_mend(short, mend):
    text = "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nnegotiation:\n  issues:\n    x: {positions: {a: " + short + ", b: {position: 5}}}\n"
    with pytest.raises(CaseError) as caught:
        parse_case(text)
    assert len(caught.value.problems) == 1
    assert mend in str(caught.value)


def test_what_a_refused_table_would_have_said_is_not_missing_besides(tmp_path):
    case = "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nnegotiation:\n  positions_table: t.csv\n  issues: {x: {status_quo: 10}}\n"
    (tmp_path / "case.yaml").write_text(case, encoding="utf-8")
    (tmp_path / "t.csv").write_text("issue,actor,position\nx,a,130\nx,b,30..10\n", encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path)
    assert [p.file.endswith("t.csv") for p in caught.value.problems] == [True, True]
    (tmp_path / "t.csv").write_text("issue,actor,position\nx,a,30\n", encoding="utf-8")
    with pytest.raises(CaseError, match="one party negotiates"):
        load_case(tmp_path)
