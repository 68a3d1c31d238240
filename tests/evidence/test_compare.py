"""How far readings are from another verdict, and two cases compared, against brute force and by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, combinations

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.cli.main import cli
from tertius.evidence.claims import ClaimChecker
from tertius.evidence.compare import compare_cases
from tertius.evidence.differences import differences, patched
from tertius.evidence.features import features, how_far
from tertius.evidence.least import least_sets
from tertius.explain.compare_english import CompareTeller
from tertius.io.catalogue import load, slugs
from tertius.io.load import parse_case
from tertius.model.case import Case

GATE = """tertius: 1
title: A gate
actors: {keeper: Keeper, guest: Guest}
conflict:
  options:
    keeper: {open: Opens}
    guest: {pay: Pays}
  preferences:
    keeper: [KEEPER]
    guest: [GUEST]
  status_quo: [STATUS]
levers:
  toll: {name: Toll, by: keeper, effects: [{link: {keeper.open: guest.pay}}]}
  gift: {name: Gift, by: keeper, effects: [{fix: {keeper.open: "on"}}]}
readings:
  tolled: {name: Tolled, levers: [toll]}
  generous: {name: Generous, levers: [gift]}
claims:
  - id: pays
    text: The guest pays.
    expect: {outcomes: every, satisfy: pay, foresight: 1}
    falsifier: {name: the guest minds nothing, effects: [prefer: {guest: {first: [not pay]}}], becomes: fails}
"""


def gate(keeper: str = "not open", guest: str = "open, not pay", status: str = "") -> str:
    return GATE.replace("KEEPER", keeper).replace("GUEST", guest).replace("STATUS", status)


@given(
    st.integers(0, 5),
    st.integers(0, 4),
    st.binary(min_size=64, max_size=64),
    st.booleans(),
)
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_least_sets_are_all_the_minimal_ones(count: int, size: int, table: bytes, nearest: bool) -> None:
    changes = list(range(count))

    def verdict(chosen: tuple[int, ...]) -> str | None:
        byte = table[sum(1 << k for k in chosen)] % 4
        return None if byte == 3 else ("holds", "fails", "open")[byte]

    found = least_sets(changes, verdict, lambda v: v == "holds", size=size, limit=10_000, nearest=nearest)
    every = [set(s) for s in chain.from_iterable(combinations(changes, k) for k in range(1, min(size, count) + 1))]
    turning = [s for s in every if verdict(tuple(sorted(s))) == "holds"]
    minimal = [s for s in turning if not any(t < s for t in turning)]
    if nearest and minimal:
        least = min(map(len, minimal))
        minimal = [s for s in minimal if len(s) == least]
    assert [set(s) for s, _ in found.sets] == minimal
    assert found.complete


def test_a_limit_on_sets_is_said() -> None:
    found = least_sets([1, 2, 3], lambda s: "fails", lambda v: v == "holds", size=3, limit=4)
    assert not found.complete
    assert found.tried == 4
    assert found.distance is None


def test_one_lever_is_what_a_reading_hangs_on() -> None:
    # By hand: the guest pays only where paying opens the gate. Tolled holds; without the toll, or with the gate open anyway, it fails.
    case = parse_case(gate())
    found = {h.reading: h for h in how_far(case, case.claim("pays"))}
    assert {r: h.verdict for r, h in found.items()} == {None: "fails", "tolled": "holds", "generous": "fails"}
    toll, gift = features(case, "tolled")[0], features(case, "generous")[0]
    assert [[(t.feature, t.add) for t in s] for s, _ in found[None].least.sets] == [[(toll, True)]]
    # With both, the option is set twice in one layer: that cannot be, so it turns nothing.
    assert [[(t.feature, t.add) for t in s] for s, _ in found["tolled"].least.sets] == [[(toll, False)]]
    assert [[(t.feature, t.add) for t in s] for s, _ in found["generous"].least.sets] == [[(toll, True), (gift, False)]]
    assert found["generous"].least.distance == 2


def test_a_case_does_not_differ_from_itself() -> None:
    for slug in slugs():
        case = load(slug)
        found = compare_cases(case, case)
        assert (found.differences, found.differing, found.in_words, found.only_first) == ((), (), 0, ())


def test_a_differing_verdict_is_attributed_to_the_one_input_that_carries_it() -> None:
    first = parse_case(gate())
    second = parse_case(gate(guest="not pay, open", keeper="open"))
    found = compare_cases(first, second)
    assert {d.where for d in found.differences} == {"conflict.preferences.keeper", "conflict.preferences.guest"}
    (row,) = [d for d in found.differing if d.reading == "tolled"]
    assert (row.first, row.second) == ("holds", "fails")
    assert [s for s, _ in row.from_first.sets] == [("conflict.preferences.guest",)]
    assert [s for s, _ in row.from_second.sets] == [("conflict.preferences.guest",)]


def test_swapping_the_cases_swaps_the_answer() -> None:
    a, b = parse_case(gate()), parse_case(gate(guest="not pay", status="open").replace("link: {keeper.open: guest.pay}", 'fix: {keeper.open: "on"}'))
    one, two = compare_cases(a, b), compare_cases(b, a)
    assert {d.where for d in one.differences} == {d.where for d in two.differences}
    assert {(d.claim, d.reading, d.first, d.second, d.from_first) for d in one.differing} == {
        (d.claim, d.reading, d.second, d.first, d.from_second) for d in two.differing
    }


def test_with_all_inputs_of_the_other_a_case_says_what_the_other_says() -> None:
    """For shipped cases against themselves with every preference reversed, lever dropped, or status quo moved."""
    case = load("sochi-2018")
    changed = replace(
        case,
        levers={k: v for k, v in case.levers.items() if k != "stalling_excluded"},
        readings={k: replace(r, levers=tuple(x for x in r.levers if x != "stalling_excluded")) for k, r in case.readings.items()},
    )
    mixed = patched(case, changed, [d.where for d in differences(case, changed)])
    assert differences(mixed, changed) == ()
    for claim in changed.claims:
        if claim.expect is not None:
            assert ClaimChecker(mixed).check(mixed.claim(claim.id), "balancing").verdict == ClaimChecker(changed).check(claim, "balancing").verdict


def test_what_a_reading_leaves_as_it_is_follows_the_patch() -> None:
    text = gate() + ""
    with_changes = text.replace("  generous:", "  eager:\n    name: Eager\n    changes: {conflict: {status_quo: [guest.pay]}}\n  generous:")
    first, second = parse_case(with_changes), parse_case(with_changes.replace("guest: [open, not pay]", "guest: [pay]"))
    mixed = patched(first, second, ["conflict.preferences.guest"])
    variant = mixed.readings["eager"].variant
    assert variant is not None
    assert second.conflict is not None
    assert variant.preferences["guest"] == second.conflict.preferences["guest"]
    assert variant.status_quo == frozenset({"guest.pay"})


def test_a_reading_of_the_other_case_brings_its_changes_and_nothing_else() -> None:
    # By hand: who would rather not pay takes the payment back, so that the reading's status quo alone turns nothing.
    eager = "  eager: {name: Eager, changes: {conflict: {status_quo: [STATUS]}}}\n  generous:"
    first = parse_case(gate(guest="not pay").replace("  generous:", eager.replace("STATUS", "open")))
    second = parse_case(gate(guest="pay").replace("  generous:", eager.replace("STATUS", "guest.pay")))
    found = compare_cases(first, second)
    assert [d.where for d in found.differences] == ["conflict.preferences.guest", "readings.eager"]
    (row,) = [d for d in found.differing if d.reading == "eager"]
    assert (row.first, row.second) == ("fails", "holds")
    assert [s for s, _ in row.from_first.sets] == [("conflict.preferences.guest",)]
    assert [s for s, _ in row.from_second.sets] == [("conflict.preferences.guest",)]


def test_where_the_options_differ_a_reading_follows_the_conflict() -> None:
    eager = "  eager: {name: Eager, changes: {conflict: {status_quo: [guest.pay]}}}\n  generous:"
    first = parse_case(gate(guest="not pay").replace("  generous:", eager))
    second = parse_case(gate(guest="pay").replace("  generous:", eager).replace("guest: {pay: Pays}", "guest: {pay: Pays, wait: Waits}"))
    found = compare_cases(first, second)
    assert [d.where for d in found.differences] == ["conflict"]
    (row,) = [d for d in found.differing if d.reading == "eager"]
    assert [s for s, _ in row.from_first.sets] == [("conflict",)]
    assert [s for s, _ in row.from_second.sets] == [("conflict",)]


def test_where_the_options_differ_the_conflict_is_one_input() -> None:
    first = parse_case(gate())
    second = parse_case(gate(guest="not pay").replace("guest: {pay: Pays}", "guest: {pay: Pays, wait: Waits}"))
    found = compare_cases(first, second)
    assert [d.where for d in found.differences] == ["conflict"]
    (row,) = [d for d in found.differing if d.reading == "tolled"]
    assert [s for s, _ in row.from_first.sets] == [("conflict",)]


def tied(sign: str = "positive", threshold: float = 0) -> str:
    return f"""tertius: 1
title: Three
actors: {{a: Ada, b: Bea, c: Cai}}
relations:
  period: year
  threshold: {threshold}
  ties:
    - {{a: a, b: b, sign: positive, date: 2000}}
    - {{a: a, b: c, sign: {sign}, date: 2000}}
    - {{a: b, b: c, sign: negative, date: 2000}}
claims:
  - id: between
    text: Ada stands between the others.
    expect: {{bridges: {{actor: a, at_least: 1, period: 2000}}}}
"""


def test_ties_and_what_counts_as_one_are_told_by_name() -> None:
    found = compare_cases(parse_case(tied()), parse_case(tied("negative", 0.5)))
    told = CompareTeller(found)
    assert [told.difference(d) for d in found.differences] == [
        ("the tie of Ada and Cai (relations.a-c@2000)", "positive", "negative"),
        ("what counts as a tie (relations.rule)", "the mean in a year, above 0 or below 0", "the mean in a year, above 0.5 or below -0.5"),
    ]
    (lines,) = told.differing()
    assert lines[1] == "The first says what the second says with the second's: the tie of Ada and Cai (relations.a-c@2000)."


def test_the_reading_through_which_an_actor_sees_the_case_is_an_input() -> None:
    first = load("two-villages")
    second = replace(first, views={})
    found = compare_cases(first, second)
    assert [d.where for d in found.differences] == ["views.hill"]
    assert {d.claim for d in found.differing} == {"ripe"}
    assert all([s for s, _ in least.sets] == [("views.hill",)] for d in found.differing for least in (d.from_first, d.from_second))
    told = CompareTeller(found)
    assert told.difference(found.differences[0])[0] == "how Hill sees the case (views.hill)"
    assert told.summary().startswith("1 input that bears on verdicts differs.")


def test_a_reading_through_which_an_actor_sees_the_case_bears_on_every_reading() -> None:
    first = load("two-villages")
    hostile = first.readings["hostile"]
    second = replace(first, readings={**first.readings, "hostile": replace(hostile, variant=None, effects=(), levers=())})
    for row in compare_cases(first, second).differing:
        assert [s for s, _ in row.from_first.sets] == [("readings.hostile",)]


def untouched(case: Case) -> Case:
    """The case without readings that change what is negotiated."""
    return replace(case, readings={k: replace(r, negotiation=None) for k, r in case.readings.items()})


@pytest.mark.parametrize("slug", ["sochi-2018", "eu-emission-standards"])
def test_a_negotiation_is_compared_input_by_input(slug: str) -> None:
    first = untouched(load(slug))
    table = first.negotiation
    assert table is not None
    issue, party = table.issues[0], table.parties[0]
    moved = replace(issue.positions[0], position=(0.0, 0.0), salience=100.0)
    other = replace(
        table,
        parties=(replace(party, power=party.power * 50 + 1), *table.parties[1:]),
        issues=(replace(issue, on_the_table=1.0, positions=(moved, *issue.positions[1:])), *table.issues[1:]),
        exclude=(),
    )
    second = replace(first, negotiation=other)
    listed = differences(first, second)
    expected = {f"negotiation.parties.{party.id}", f"negotiation.issues.{issue.id}", f"negotiation.issues.{issue.id}.positions.{moved.party}"}
    assert expected <= {d.where for d in listed} <= expected | {"negotiation.exclude"}
    assert differences(patched(first, second, [d.where for d in listed]), second) == ()
    told = CompareTeller(compare_cases(first, second, claims=()))
    assert all("conflict" not in told.difference(d)[0] for d in listed)
    assert any(said[2].startswith("0, salience 100") for said in map(told.difference, listed))


def test_a_verdict_on_an_issue_hangs_on_what_a_party_wants() -> None:
    first = untouched(load("sochi-2018"))
    table = first.negotiation
    assert table is not None
    issue = table.issue("decentralisation")
    all_agree = tuple(replace(s, position=(issue.on_the_table or 0.0,) * 2, at_least=None, at_most=None) for s in issue.positions)
    changed = replace(table, issues=tuple(replace(i, positions=all_agree) if i.id == issue.id else i for i in table.issues))
    second = replace(first, negotiation=changed)
    for row in compare_cases(first, second, claims=("K1",), size=1).differing:
        assert all(w.startswith("negotiation.issues.decentralisation.positions.") for s, _ in row.from_first.sets for w in s)
    assert [d.where.split(".")[0] for d in differences(first, second)] == ["negotiation"] * len(differences(first, second))


def mediated(well: int = 40, keeps: int = 30, hill: str = "[70, 90]") -> str:
    return f"""\
tertius: 1
title: A spring
actors: {{hill: Hill, well: Well}}
negotiation:
  issues:
    flow:
      on_the_table: {keeps}
      status_quo: 0
      positions:
        hill: {{position: {hill}}}
        well: {{position: {well}}}
readings:
  thirsty:
    changes: {{negotiation: {{issues: {{flow: {{positions: {{well: {{position: 5}}}}}}}}}}}}
claims:
  - {{id: A, text: It stays low., expect: {{issue: flow, median_between: [0, 50]}}}}
"""


def test_what_a_reading_leaves_as_it_is_follows_the_case_it_is_laid_over() -> None:
    first, second = parse_case(mediated()), parse_case(mediated(keeps=60, hill="80"))
    listed = [d.where for d in differences(first, second)]
    assert listed == ["negotiation.issues.flow", "negotiation.issues.flow.positions.hill"]
    both = patched(first, second, listed)
    assert differences(both, second) == ()
    assert both.readings["thirsty"].negotiation == second.readings["thirsty"].negotiation
    # What the reading does change stays its own, whatever the case says there.
    third = parse_case(mediated(well=60))
    moved = patched(first, third, ["negotiation.issues.flow.positions.well"]).readings["thirsty"].negotiation
    assert moved is not None
    assert moved.issue("flow").stance("well").position == (5, 5)  # type: ignore[union-attr]


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(args), standalone_mode=False)
    return (result.return_value or 0), result.stdout


@pytest.fixture
def files(tmp_path) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    names = []
    for name, text in (("a.yaml", gate()), ("b.yaml", gate(guest="not pay, open"))):
        (tmp_path / name).write_text(text, encoding="utf-8")
        names.append(str(tmp_path / name))
    return names[0], names[1]


def test_the_command_says_it_in_words_and_in_json(files: tuple[str, str]) -> None:
    code, text = run("compare", *files)
    assert code == 0
    said = " ".join(text.split())
    assert "pays under Tolled: holds in the first, fails in the second." in said
    assert "The first says what the second says with the second's: the preference of Guest." in said
    data = json.loads(run("compare", *files, "--json")[1])
    assert data["schema"] == "tertius/compare/1"
    assert data["differing"][0]["from_first"]["sets"] == [["conflict.preferences.guest"]]
    assert run("compare", *files, "--quiet")[1] == "pays\ttolled\tholds\tfails\n"
    assert run("compare", *files, "--limit", "1", "--size", "1")[0] == 0


def test_readings_say_where_they_agree_and_how_far_each_is(files: tuple[str, str]) -> None:
    code, text = run("readings", files[0], "--claim", "pays")
    assert code == 0
    said = " ".join(text.split())
    assert "Readings agree on no claim and differ on pays." in said
    assert "Tolled: it holds; one change away: it fails with ‘Toll’ taken out." in said
    assert "Generous: it fails; 2 changes away: it holds with ‘Toll’ put in and ‘Gift’ taken out." in said
    data = json.loads(run("readings", files[0], "--claim", "pays", "--json")[1])
    assert data["differ"] == {"pays": {"-": "fails", "tolled": "holds", "generous": "fails"}}
    assert [(r["reading"], r["distance"]) for r in data["how_far"]] == [(None, 1), ("tolled", 1), ("generous", 2)]


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (lambda a, b: ("compare", a, b, "--claim", "nothing"), "there is no claim of both cases 'nothing'"),
        (lambda a, b: ("readings", a, "--claim", "nothing"), "there is no claim that is tested 'nothing'"),
        (lambda a, b: ("compare", a, "no-such-case"), "no-such-case"),
    ],
)
def test_bad_input_is_named(files: tuple[str, str], args: Callable[[str, str], tuple[str, ...]], what: str) -> None:
    result = CliRunner().invoke(cli, list(args(*files)), standalone_mode=False)
    assert what in str(result.exception)


def test_the_report_says_where_readings_part_and_a_case_without_readings_says_nothing() -> None:
    from tertius.report.build import build

    found = build(parse_case(gate().replace("title: A gate", "title: A gate\nmain_claim: pays")))
    assert found.agreement[0].startswith("Readings agree on no claim and differ on pays")
    ((claim, lines),) = found.how_far
    assert claim == "The guest pays."
    assert any("one change away" in line for line in lines)
    bare = build(load("prisoners-dilemma"))
    assert (bare.agreement, bare.how_far) == ((), ())
