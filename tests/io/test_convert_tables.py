"""Option tables in `.csv` and `.xlsx`: the same table, the same game, every mistake with its cell."""

from __future__ import annotations

import contextlib
import importlib
import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius import load
from tertius.errors import CaseError, LimitError, NotSupportedError
from tertius.io import workbook
from tertius.io.cells import column_letters
from tertius.io.csv_table import csv_text, read_csv
from tertius.io.load import parse_case
from tertius.io.option_table import OptionTable, case_of, table_of
from tertius.io.workbook import read_workbook, workbook_bytes
from tertius.io.write import case_text, regrouped
from tertius.model.case import Actor, Case
from tertius.model.conflict import Option, OptionConflict
from tertius.model.layers import situate
from tertius.testing import option_cases
from tertius.view.exchange import computed

EUPHRATES = """\
actor,option,name,direction,1,2,3,4,5,6
,(title),"Euphrates crisis, 1975",,,,,,,
syria,release,Releases water,both,N,Y,N,N,Y,N
syria,escalate,Escalates,both,N,N,Y,N,N,Y
iraq,attack,Attacks,both,N,N,N,Y,Y,Y
syria,(rank),Syria,,1,4,2,5,6,3
iraq,(rank),Iraq,,4,1,6,2,5,3
,(status quo),,,x,,,,,
"""


def problems(text: str) -> str:
    with pytest.raises(CaseError) as caught:
        read_csv(text, "t.csv")
    return str(caught.value)


def only(old: str, new: str) -> str:
    assert old in EUPHRATES
    return problems(EUPHRATES.replace(old, new, 1))


def book(*rows: list[Any], sheet: str = "Sheet") -> Any:
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    return made


def saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def told(data: bytes, **options: Any) -> str:
    with pytest.raises(CaseError) as caught:
        read_workbook(data, "t.xlsx", **options)
    return str(caught.value)


HEADER = ["actor", "option", "name", "direction", 1, 2]
SMALL = [HEADER, ["a", "x", "Ex", "both", "N", "Y"], ["a", "(rank)", "A", None, 2, 1]]


def test_the_table_is_the_one_of_the_literature() -> None:
    case = load("syria-iraq-1975")
    table, notes = table_of(case, computed(case))
    assert csv_text(table) == EUPHRATES
    assert notes == ()
    back = case_of(read_csv(EUPHRATES, "t.csv"))
    assert computed(back) == computed(case)
    assert isinstance(back.conflict, OptionConflict)
    assert [str(e) for e in back.conflict.infeasible] == ["syria.release and syria.escalate"]
    assert back.conflict.status_quo == frozenset()
    assert back.title == "Euphrates crisis, 1975"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_the_sign_between_cells_is_found(mark: str) -> None:
    table = read_csv(EUPHRATES, "t.csv")
    text = csv_text(table, mark)
    assert read_csv(text, "t.csv") == table
    assert read_csv("\n" + text.replace("\n", "\r\n"), "t.csv") == table
    assert read_csv(f"sep={mark}\r\n" + text, "t.csv") == table


def test_a_table_as_a_spreadsheet_user_types_it() -> None:
    text = (
        "Actor;Option;Name;Direction;first;second;third;;\n"
        "Damascus;Commits to talks;;on;y;N;no;;\n"
        "דמשק;נסיגה;;;YES;y;n;;\n"
        "Damascus;(payoff);;;2,5;-1;2,5;;\n"
        "דמשק;RANK;;;1;2;2;;\n"
        "United Nations;(actor);The UN;;;;;;\n"
        ";(status quo);;;;;x;;\n"
        ";;;;;;;;\n"
    )
    case = case_of(read_csv(text, "t.csv", "t"))
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    assert [(a.id, a.name) for a in case.actors] == [
        ("damascus", "Damascus"), ("actor", "דמשק"), ("united_nations", "The UN"),
    ]  # fmt: skip
    assert [(o.key, o.name, o.direction) for o in conflict.options] == [
        ("damascus.commits_to_talks", "Commits to talks", "on"), ("actor.option", "נסיגה", "both"),
    ]  # fmt: skip
    assert conflict.preferences["damascus"].payoffs == {"YY": 2.5, "NY": -1.0, "NN": 2.5}
    assert conflict.preferences["actor"].ranking == (("YY",), ("NY", "NN"))
    assert conflict.status_quo == frozenset()
    assert [str(e) for e in conflict.infeasible] == ["damascus.commits_to_talks and not actor.option"]


def test_an_option_may_be_called_rank() -> None:
    text = "actor,option,name,direction,1,2\na,rank,,,N,Y\na,(rank),,,1,2\n"
    assert [o.key for o in read_csv(text, "t.csv").options] == ["a.rank"]


def test_names_of_any_script_come_back_from_both_kinds_of_file() -> None:
    options = (Option("a", "x", "=1+1"), Option("a", "y", 'says "مرحبا", twice\nor more'), Option("a", "z", "Zed"))
    table = OptionTable("דמשק", (("a", "Ösi"), ("b", "@b")), options, ("NNN", "YNN", "NYN"), {"a": ("rank", (1, 2, 2))}, 1)
    text = csv_text(table)
    assert text.startswith("\ufeff")
    assert read_csv(text.removeprefix("\ufeff"), "t.csv") == table
    data = workbook_bytes(table)
    assert read_workbook(data, "t.xlsx") == table
    assert openpyxl.load_workbook(io.BytesIO(data)).active["C3"].data_type == "s"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("actor,option,name", "actor,name,option", "t.csv:1:2: column B: the header has 'name'; expected 'option': the header is actor, option, name, direction"),
        ("N,Y,N,N,Y,N\n", "N,Y,N,N,Y\n", "t.csv:3:10: column J: the row has 9 cells and the header 10"),
        ("N,Y,N,N,Y,N\n", "N,Y,N,N,Y,N,Y\n", "t.csv:3:11: column K: the row has a cell beyond the 10 columns of the header"),
        ("N,Y,N,N,Y,N\n", "N,Y,N,?,Y,N\n", "t.csv:3:8: column H: '?' is neither Y nor N"),
        ("N,Y,N,N,Y,N\n", "N,Y,N,,Y,N\n", "t.csv:3:8: column H: the cell is empty; expected Y or N"),
        ("syria,escalate", "syria,release", "t.csv:4:2: column B: the option 'release' of syria is given twice"),
        ("Attacks,both", "Attacks,forward", "column D: 'forward' is no direction; expected both, on or off"),
        ("syria,(rank)", "syria,(rnak)", "column B: '(rnak)' is not known here; expected (rank), (payoff), (status quo), (actor), (title), or the name of an option; did you mean 'rank'?"),
        ("1,4,2,5,6,3", "1,4,2,5,,3", "t.csv:6:9: column I: the cell is empty; expected a number"),
        ("1,4,2,5,6,3", "1,4,nan,5,6,3", "column G: 'nan' is no number"),
        ("iraq,(rank)", "syria,(rank)", "t.csv:7:2: column B: the preference of syria is given twice"),
        ("iraq,(rank)", "irak,(rank)", "t.csv:5:1: column A: iraq has options and no row of ranks; expected a row with (rank), 1 for the best state, or (payoff); did you mean 'irak'?"),
        (",,x,,", ",,x,x,", "t.csv:8:2: column B: 2 states are marked; expected an x in one state"),
        (",,x,,", ",,,,", "0 states are marked"),
        ("syria,release", ",release", "t.csv:3:1: column A: no actor stands here"),
        ("syria,release", "syria,", "t.csv:3:2: column B: no option stands here"),
        ("N,N,Y,N,N,Y", "N,N,N,N,N,Y", "t.csv:1:7: column G: the same state as column E; expected each state once"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_cell(old: str, new: str, said: str) -> None:
    assert said in only(old, new)


def test_all_mistakes_at_once() -> None:
    text = EUPHRATES.replace("Releases water,both,N", "Releases water,up,X").replace("4,1,6", "4,a,6")
    assert len(problems(text).splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "t.csv:1:1: there is no table"),
        ("\n\n,,\n", "there is no table"),
        ("hello", "the header begins with 'hello'; expected a header: actor, option, name, direction"),
        ("actor|option|name", "the header begins with"),
        ("actor,option,name,direction\n", "there is no state"),
        ("actor,option,name,direction,1\n", "there is no option"),
        ('actor,option,name,direction,1\na,"x,Ex,both,Y\n', "t.csv:2:1: the row cannot be read: unexpected end of data"),
        ('actor,option,name,direction,1\na,"x"y,Ex,both,Y\n', "t.csv:2:1: the row cannot be read: ',' expected after '\"'"),
    ],
)
def test_what_is_no_table(text: str, said: str) -> None:
    assert said in problems(text)


def test_lines_are_counted_where_cells_have_lines_of_their_own() -> None:
    assert "t.csv:5:5: column E" in problems('\nactor,option,name,direction,1\na,x,"two\nlines",both,Y\na,y,,both,?\na,(rank),,,1\n')


def test_more_options_than_fit_into_a_state() -> None:
    lines = [f"a,o{k},,,{'Y' if k else 'N'},N" for k in range(63)]
    text = "\n".join(["actor,option,name,direction,1,2", *lines, "a,(rank),,,1,2"])
    with pytest.raises(LimitError, match="63 options; 62 fit into one state"):
        case_of(read_csv(text, "t.csv"))
    case = case_of(read_csv(text.replace("a,o62,,,Y,N\n", ""), "t.csv"))
    assert isinstance(case.conflict, OptionConflict)
    assert len(case.conflict.infeasible) < 200
    parse_case(case_text(case))


def test_more_states_than_fit_into_a_sheet() -> None:
    header = "actor,option,name,direction," + ",".join(map(str, range(20_000)))
    assert "20,000 states; expected at most 16,380" in problems(header + "\n")
    case = load("syria-iraq-1975")
    found = computed(case)
    with pytest.raises(LimitError, match="one column a state"):
        table_of(case, replace(found, codes=found.codes * 3000))


def test_what_a_table_cannot_say_is_refused_by_name() -> None:
    elmira = load("elmira")
    with pytest.raises(NotSupportedError, match="an option table holds options and the case is in graph form"):
        table_of(elmira, computed(elmira))
    sochi = situate(load("sochi-2018"), reading="balancing")
    table, notes = table_of(sochi, computed(sochi))
    assert "russia.does_not_object (follows 'not syria.commit')" in notes[0]
    assert {o.key: o.direction for o in table.options}["syria.stall"] == "off"
    held = parse_case(
        "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nconflict: {options: {a: {x: {direction: 'on'}, y: Y}, b: {z: Z}}, preferences: {a: [x], b: [z]}}\n"
        "levers: {l: {by: b, effects: [forbid: [x]]}, n: {by: b, effects: [needs: {z: y}]}, f: {by: b, effects: [fix: {x: no, y: no, z: no}]}}\n"
    )
    for lever, said in (("l", r"'forbid' of a\.x, which can only be taken up"), ("n", r"'needs' of b\.z"), ("f", "every option is fixed")):
        case = situate(held, levers=[lever])
        with pytest.raises(NotSupportedError, match=said):
            table_of(case, computed(case))


@settings(max_examples=200)
@given(option_cases(effects=False))
def test_a_table_is_the_same_game(case: Case) -> None:
    assert isinstance(case.conflict, OptionConflict)
    case = replace(case, conflict=regrouped(case.conflict, tuple(a.id for a in case.actors)))
    table, _ = table_of(case, computed(case))
    for back in (read_csv(csv_text(table), "t"), read_workbook(workbook_bytes(table), "t")):
        again = case_of(back)
        order = [a.id for a in again.actors]
        again = replace(again, actors=tuple(again.actors[order.index(a.id)] for a in case.actors))
        assert computed(parse_case(case_text(again))) == computed(case)


@settings(max_examples=300)
@given(st.lists(st.lists(st.sampled_from(["", "a", "x", "(rank)", "(title)", "(", "Y", "N", "1", "both", '"', "\n", ",", "é"]), max_size=7), max_size=6))
def test_any_cells_are_a_table_or_a_mistake(rows: list[list[str]]) -> None:
    text = "actor,option,name,direction,1\n" + "\n".join(",".join(row) for row in rows)
    with contextlib.suppress(CaseError):
        case_of(read_csv(text, "t"))


def test_letters_of_columns() -> None:
    assert [column_letters(k) for k in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


# Workbooks.


def test_a_workbook_as_people_have_it() -> None:
    made = book([None], [], *SMALL, sheet="Model 1")
    made.create_sheet("Notes").append(["anything"])
    made["Model 1"]["E5"] = "2"  # a number stored as text
    table = read_workbook(saved(made), "t.xlsx")
    assert table.preferences == {"a": ("rank", (2.0, 1.0))}
    assert table.states == ("N", "Y")


def test_sheets_are_named_where_they_have_to_be() -> None:
    made = book(*SMALL, sheet="One")
    two = made.create_sheet("Two")
    for row in SMALL:
        two.append(row)
    assert "2 sheets have a table: One, Two; expected --sheet NAME" in told(saved(made))
    assert read_workbook(saved(made), "t.xlsx", sheet="Two").states == ("N", "Y")
    assert "there is no sheet 'Three'; expected one of: One, Two" in told(saved(made), sheet="Three")
    assert "none of its sheets has a table: Sheet" in told(saved(book(["x"])))
    assert "the header has 'x'" in told(saved(book(["x"])), sheet="Sheet")


def test_merged_cells_are_refused_with_their_range() -> None:
    made = book(*SMALL)
    made.active.merge_cells("E2:F2")
    made.active.merge_cells("A2:A3")
    found = told(saved(made))
    assert "Sheet!A2:A3: the cells are merged" in found
    assert "Sheet!E2:F2: the cells are merged" in found


def test_formulas_without_a_value_and_errors_are_refused() -> None:
    made = book(*SMALL)
    made.active["E3"] = "=1+1"
    assert "t.xlsx:3:5: Sheet!E3: the formula has no value" in told(saved(made))
    made.active["E3"] = "#REF!"
    assert "Sheet!E3: the cell is an error: #REF!" in told(saved(made))


def test_a_formula_with_a_value_counts_as_its_value() -> None:
    made = book(*SMALL)
    made.active["E3"] = "=1+1"
    packed, out = zipfile.ZipFile(io.BytesIO(saved(made))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as again:
        for entry in packed.namelist():
            data = packed.read(entry)
            if entry.endswith("sheet1.xml"):
                assert b"<f>1+1</f><v></v>" in data or b"<f>1+1</f><v />" in data or b"<f>1+1</f><v/>" in data
                for empty in (b"<v></v>", b"<v />", b"<v/>"):
                    data = data.replace(b"<f>1+1</f>" + empty, b"<f>1+1</f><v>2</v>")
            again.writestr(entry, data)
    assert read_workbook(out.getvalue(), "t.xlsx").preferences["a"] == ("rank", (2.0, 1.0))


def test_cells_are_told_by_sheet_and_place() -> None:
    made = book(HEADER, ["a", "x", "Ex", "both", "N", None], ["a", "(rank)", "A", None, True, 1])
    found = told(saved(made))
    assert "t.xlsx:2:6: Sheet!F2: the cell is empty" in found
    assert "t.xlsx:3:5: Sheet!E3: 'True' is no number" in found


def packed(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return out.getvalue()


def test_what_is_no_workbook() -> None:
    assert "it is no workbook" in told(b"actor,option")
    assert "it is no workbook" in told(b"")
    assert "an older workbook (.xls) or has a password" in told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99))
    assert "cannot be read as a workbook" in told(packed(a=b"x"))
    assert "declares a document type" in told(packed(**{"xl/workbook.xml": b'<!DOCTYPE lolz [<!ENTITY a "b">]><x/>'}))
    with pytest.raises(LimitError, match="MB unpacked"):
        read_workbook(packed(a=bytes(workbook.MAX_UNPACKED + 1)), "t.xlsx")
    whole = saved(book(*SMALL))
    for end in range(100, len(whole), 700):
        assert "t.xlsx" in told(whole[:end])


def test_without_openpyxl_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.import_module

    def missing(name: str, *rest: Any) -> Any:
        if name == "openpyxl":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(workbook, "import_module", missing)
    with pytest.raises(NotSupportedError, match=r"pip install 'tertius\[xlsx\]'"):
        read_workbook(b"", "t.xlsx")


def test_a_sheet_that_claims_a_million_rows() -> None:
    made = book(*SMALL)
    made.active["XFD1048576"].number_format = "0"
    assert read_workbook(saved(made), "t.xlsx").states == ("N", "Y")


def test_an_actor_without_options_keeps_its_name() -> None:
    case = Case("T", (Actor("a", "A"), Actor("un", "The UN")), OptionConflict((Option("a", "x", "X"),), (), {}, None))
    table = replace(table_of(case, computed(case))[0], preferences={"a": ("rank", (1, 1))})
    assert csv_text(table).splitlines()[-1] == "un,(actor),The UN,,,"
    assert dict(read_csv(csv_text(table), "t").actors) == {"a": "A", "un": "The UN"}
