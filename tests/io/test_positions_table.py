"""Tables of positions: every way of writing them, every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tertius.errors import CaseError
from tertius.io.deu import introduced, votes
from tertius.io.positions_table import read_positions

HEAD = "issue,group,actor,position,salience,power,status_quo,outcome,note\n"
PLAIN = HEAD + "k1,g,a,10,50,2,0,40,x\nk1,g,b,80..95,,1,,,\nk2,g,a,,70,2,,,\n"


def table(tmp_path: Path, text: str | bytes, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def mistakes(tmp_path: Path, text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(CaseError) as caught:
        read_positions(table(tmp_path, text))
    return [(p.line, p.column, f"{p.what}; {p.expected}") for p in caught.value.problems]


def test_a_plain_table(tmp_path: Path) -> None:
    found = read_positions(table(tmp_path, PLAIN))
    assert found.layout == "long"
    assert [(i.group, i.issue, i.status_quo, i.outcome) for i in found.issues] == [("g", "k1", 0, 40), ("g", "k2", None, None)]
    first, second, third = found.rows
    assert (first.actor, first.position, first.salience, first.power, first.extra) == ("a", (10, 10), 50, 2, {"note": "x"})
    assert (second.position, second.salience, second.extra) == ((80, 95), None, {})
    assert (third.position, third.salience, third.line) == (None, 70, 4)


def test_marks_and_decimal_commas_give_the_same(tmp_path: Path) -> None:
    plain = HEAD + "k1,g,a,10.5,50,2,0,40.25,x\nk1,g,b,80.5..95,,1,,,\n"
    base = read_positions(table(tmp_path, plain))
    for mark in ";\t":
        text = plain.replace(",", mark).replace("80.5..95", "80,5..95").replace("10.5", "10,5").replace("40.25", "40,25")
        for mark_of_order in (b"", b"\xef\xbb\xbf"):
            for ends in ("\n", "\r\n"):
                found = read_positions(table(tmp_path, mark_of_order + text.replace("\n", ends).encode()))
                assert (found.issues, found.rows) == (base.issues, base.rows)


def test_without_groups_each_issue_is_its_own(tmp_path: Path) -> None:
    found = read_positions(table(tmp_path, "Actor;Issue;Position\na;k1;1\na;k2;2\n"))
    assert [i.group for i in found.issues] == ["k1", "k2"]


def test_every_mistake_has_its_line_and_column(tmp_path: Path) -> None:
    text = HEAD + "k,g,a,120,50,2,,,\nk,g,b,95..80,150,-1,,,\nk,g,c,ten,,,-5,,\nk,g,a,10,,,,,\n,g,d,10,,,,,\nk,g,e,10,,,7,,\nk,g,f,10,,,8,,\nk,g,h,10,,,,,,surplus\n"
    found = mistakes(tmp_path, text)
    assert [(line, column) for line, column, _ in found] == [
        (2, 4), (3, 4), (3, 5), (3, 6), (4, 4), (4, 7), (5, 3), (6, 1), (8, 7), (9, 10),
    ]  # fmt: skip
    said = [what for *_, what in found]
    assert "120 is off the scale" in said[0]
    assert "upside down; 80..95" in said[1]
    assert "already, on line 2" in said[6]
    assert "8 here and 7 on line 7" in said[8]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column 'issue'"),
        ("issue,actor\nk,a\n", "no column 'position'"),
        ("issue,actor,postion\nk,a,1\n", "no column 'position'"),
        ("issue,actor,position,actor\nk,a,1,b\n", "stands twice"),
        ("issue,actor,position\n", "no row below the header"),
        ("issue,actor,position,power\nk,a,1,0\nk,b,2,0\n", "has any power"),
        ('issue,actor,position\nk,a,"1,5"\n', "decimal commas need semicolons or tabs"),
        ("issue,actor,position\nk,a,nan\n", "no number"),
        ("issue,actor,position\nk,a,1e400\n", "no number"),
        ("issue,group,actor,position\nk,,a,1\n", "the cell is empty"),
    ],
)
def test_bad_tables(tmp_path: Path, text: str, said: str) -> None:
    assert said in "\n".join(what for *_, what in mistakes(tmp_path, text))


def test_a_misspelt_column_is_recognised(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="did you mean 'postion'"):
        read_positions(table(tmp_path, "issue,actor,postion\nk,a,1\n"))


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="UTF-8"):
        read_positions(table(tmp_path, "issue,actor,position\nk,\xe9,1\n".encode("latin-1")))


@pytest.mark.parametrize(
    ("text", "month"),
    [("26-01-00", "2000-01"), ("2014-07-04", "2004-07"), ("1930-05-05", "2005-05"), ("20-07-2016", "2016-07"), ("07-02-96", "1996-02"), ("soon", None), ("", None)],
)
def test_dates_of_the_wide_file(text: str, month: str | None) -> None:
    assert introduced(text) == month


def test_votes_have_the_totals_of_the_treaties() -> None:
    by_date = votes()
    assert {date: len(v) for date, v in by_date.items()} == {"1995-01": 25, "2004-11": 28, "2014-11": 28}
    # 124 votes from May to October 2004 (87 of them of the fifteen), 352 with Croatia, and shares of population that sum to 100 %.
    assert sum(by_date["1995-01"].values()) == 124
    assert sum(by_date["2004-11"].values()) == 352
    assert sum(by_date["2014-11"].values()) == pytest.approx(100, abs=0.05)


WIDE = "prnr\tisnr\tintro\tpcom\tpep\tpde\tplu\tscom\tsep\tsde\tslu\trp\tout\n\t\t\t\t\t2.1\t0.03\t\t\t\t\t\t\n"


def test_the_wide_file(tmp_path: Path) -> None:
    found = read_positions(table(tmp_path, WIDE + "d1\td1i1\t26-01-00\t100\t\t0\t50\t80\t90\t70\t\t0\t40\nd2\td2i1\t20-07-2016\t1\t2\t3\t4\t\t\t\t\t\t\n", "d.tsv"))
    assert found.layout == "deu3"
    assert [(i.group, i.issue, i.status_quo, i.outcome) for i in found.issues] == [("d1", "d1i1", 0, 40), ("d2", "d2i1", None, None)]
    power = {(r.issue, r.actor): r.power for r in found.rows}
    assert (power["d1i1", "de"], power["d1i1", "lu"], power["d1i1", "com"]) == (10, 2, 10)
    assert (power["d2i1", "de"], power["d2i1", "com"], power["d2i1", "ep"]) == (15.93, 15.93, 15.93)
    assert {r.actor: r.salience for r in found.rows if r.issue == "d1i1"} == {"com": 80, "ep": 90, "de": 70, "lu": None}


def test_mistakes_in_the_wide_file(tmp_path: Path) -> None:
    row = "d1\ti\t26-01-00\t1\t\t0\t50\t80\t90\t70\t\t0\t40\n"
    assert [(line, column) for line, column, _ in mistakes(tmp_path, WIDE + row.replace("\t1\t", "\tone\t") + row)] == [(3, 4), (4, 2)]
    assert ["has no number" in said for _, _, said in mistakes(tmp_path, WIDE + row.replace("\ti\t", "\t\t"))] == [True]


def test_a_number_off_the_scale_in_a_published_file_leaves_its_issue_out(tmp_path: Path) -> None:
    row = "d1\ti\t26-01-00\t1\t\t0\t50\t80\t90\t70\t\t0\t40\n"
    found = read_positions(table(tmp_path, WIDE + row + row.replace("\ti\t", "\ti2\t").replace("\t40\n", "\t140\n")))
    assert [i.issue for i in found.issues] == ["i"]
    assert found.left_out == {"with a number off the scale": 1}


def test_a_workbook_reads_as_the_same_table(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    rows = [line.split(",") for line in PLAIN.splitlines()]
    book = openpyxl.Workbook()
    book.active.title = "notes"
    book.active.append(["nothing here"])
    sheet = book.create_sheet("positions")
    for n, row in enumerate(rows):
        sheet.append([float(c) if n and c.isdigit() else c or None for c in row])
    path = tmp_path / "t.xlsx"
    book.save(path)
    found, plain = read_positions(path), read_positions(table(tmp_path, PLAIN))
    assert (found.issues, found.rows) == (plain.issues, plain.rows)
    sheet["D2"] = 170
    book.save(path)
    with pytest.raises(CaseError) as caught:
        read_positions(path)
    assert [(p.line, p.column) for p in caught.value.problems] == [(2, 4)]
    book.remove(sheet)
    book.save(path)
    with pytest.raises(CaseError, match="none of its sheets"):
        read_positions(path)


def test_a_sheet_saved_by_a_spreadsheet_program(tmp_path: Path) -> None:
    # A mark at the start, a line that names the sign between cells, Windows line ends, decimal commas, trailing blanks and empty lines.
    text = "\ufeffsep=;\r\n" + PLAIN.replace(",", ";").replace("\n", " \r\n") + ";;;\r\n\r\n"
    found, plain = read_positions(table(tmp_path, text.encode())), read_positions(table(tmp_path, PLAIN))
    assert [(r.issue, r.actor, r.position, r.salience, r.power) for r in found.rows] == [
        (r.issue, r.actor, r.position, r.salience, r.power) for r in plain.rows
    ]
    assert [r.line for r in found.rows] == [r.line + 1 for r in plain.rows]
    assert mistakes(tmp_path, "sep=;\nissue;actor;position\nk;a;12,5\nk;b;112,5\n") == [(4, 3, "112,5 is off the scale; a number from 0 to 100; put other scales onto 0 to 100 first")]


def test_texts_with_decimal_commas_and_doubled_rows_in_a_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["issue", "actor", "position"], ["k", "a", "12,5"], ["k", "b", "10,5..20"], ["k", "a", 7]):
        book.active.append(row)
    path = tmp_path / "t.xlsx"
    book.save(path)
    with pytest.raises(CaseError) as caught:
        read_positions(path)
    assert [(p.line, p.column, p.what) for p in caught.value.problems] == [(4, 2, "a has a row on k already, on line 2")]
    book.active.delete_rows(4)
    book.save(path)
    assert [r.position for r in read_positions(path).rows] == [(12.5, 12.5), (10.5, 20)]
