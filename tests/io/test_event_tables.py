"""Event tables: every layout gives the same network; what is packed, broken or saved in another encoding is told with its line."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tertius.errors import CaseError, LimitError
from tertius.io import events as events_module
from tertius.io.cameo import code_value, goldstein_table, heading_value
from tertius.io.tie_table import read_aliases, read_table
from tertius.model.dates import Date
from tertius.model.dyads import DyadTable

# date, source, target, code, value: two events of one pair in May, in both directions, and one of another in June.
ROWS = [("2018-05-03", "ISR", "RUS", "043", 2.8), ("2018-05-09", "RUS", "ISR", "042", 1.9), ("2018-06-01", "ISR", "IRN", "190", -10.0)]
EXPECTED = {("2018-05", "ISR", "RUS"): (pytest.approx(4.7), 2), ("2018-06", "IRN", "ISR"): (-10.0, 1)}


def sums(table: DyadTable) -> dict[tuple[str, str, str], tuple[float, int]]:
    return {
        (table.periods[p], table.actors[a], table.actors[b]): (total, count)
        for p, a, b, total, count in zip(
            table.period.tolist(), table.a.tolist(), table.b.tolist(), table.total.tolist(), table.count.tolist(), strict=True
        )
    }


def own(mark: str = ",", *, comma: bool = False) -> str:
    lines = [mark.join(("date", "source", "target", "goldstein"))]
    for date, a, b, _, value in ROWS:
        lines.append(mark.join((date, a, b, str(value).replace(".", ",") if comma else str(value))))
    return "\n".join(lines) + "\n"


def icews() -> str:
    head = "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,Target Name,Target Sectors,Target Country,Story ID"
    lines = [head.replace(",", "\t")]
    for k, (date, a, b, code, value) in enumerate(ROWS):
        lines.append("\t".join((str(k), date, 'A "name', "Government", a, "text", code, str(value), "Another", "", b, "1")))
    return "\r\n".join(lines) + "\r\n"


def gdelt(columns: int) -> str:
    lines = []
    for k, (date, a, b, code, value) in enumerate(ROWS):
        row = [""] * columns
        row[0], row[1] = str(k), date.replace("-", "")
        row[5], row[6], row[7] = f"{a}GOV", "NAME", a
        row[15], row[16], row[17] = b, "NAME", b
        row[26], row[30], row[-1] = code, str(value), "https://example.org"
        lines.append("\t".join(row))
    return "\n".join(lines) + "\n"


def codes(column: str) -> str:
    names = {"043": "Host a visit", "042": "Make a visit", "190": "Use conventional military force, not specified below"}
    lines = [f"Date;Source;Target;{column}"]
    lines += [";".join((d, a, b, code if column == "code" else f'"{names[code]}"')) for d, a, b, code, _ in ROWS]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        (own(), "own"), (own(";", comma=True), "own"), (own("\t"), "own"), ("\ufeff" + own(), "own"), (own().replace("\n", "\r\n"), "own"),
        (icews(), "icews"), (gdelt(57), "gdelt-1"), (gdelt(58), "gdelt-1"), (gdelt(61), "gdelt-2"), (codes("code"), "own"), (codes("text"), "own"),
    ],
    ids=["comma", "decimal-comma", "tab", "mark", "crlf", "icews", "gdelt57", "gdelt58", "gdelt61", "code", "text"],
)  # fmt: skip
@pytest.mark.parametrize("packing", ["plain", "gzip", "zip"])
def test_every_layout_and_packing_gives_the_same_sums(text: str, layout: str, packing: str, tmp_path: Path) -> None:
    path = tmp_path / "events.dat"
    data = text.encode()
    if packing == "gzip":
        data = gzip.compress(data)
    elif packing == "zip":
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("20180509.export.CSV", data)
        data = held.getvalue()
    path.write_bytes(data)
    table = read_table(path)
    assert sums(table) == EXPECTED
    assert (table.source.layout, table.source.rows, table.source.left_out) == (layout, 3, {})


def test_order_of_rows_changes_nothing_and_is_told(tmp_path: Path) -> None:
    lines = own().splitlines()
    path = tmp_path / "e.csv"
    path.write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    table = read_table(path)
    assert sums(table) == EXPECTED
    assert table.source.unordered == 3
    path.write_text(own(), encoding="utf-8")
    assert read_table(path).source.unordered == 0


@pytest.mark.parametrize(
    ("period", "labels"),
    [("year", ("2018",)), ("quarter", ("2018-Q2",)), ("month", ("2018-05", "2018-06")), ("day", ("2018-05-03", "2018-05-09", "2018-06-01"))],
)
def test_time_is_cut_as_asked(period: str, labels: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(own(), encoding="utf-8")
    assert read_table(tmp_path / "e.csv", period=period).periods == labels


def test_later_rows_are_left_out_by_the_as_of_date(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(own(), encoding="utf-8")
    table = read_table(tmp_path / "e.csv", until=Date.parse("2018-05-03"))
    assert sums(table) == {("2018-05", "ISR", "RUS"): (2.8, 1)}
    assert table.source.left_out == {"after the as-of date": 2}


def test_aliases_gather_names_and_keep_an_organisation_apart(tmp_path: Path) -> None:
    head, *rows = icews().splitlines()
    rows.append(rows[0].replace("Another", "Hezbollah").replace("\tRUS\t", "\tLBN\t"))
    (tmp_path / "e.tab").write_text("\n".join([head, *rows]), encoding="utf-8")
    (tmp_path / "aliases.csv").write_text("alias;actor\nHezbollah;HEZ\nISR;Israel\n", encoding="utf-8")
    table = read_table(tmp_path / "e.tab", aliases=read_aliases(tmp_path / "aliases.csv"))
    assert set(table.actors) == {"Israel", "RUS", "IRN", "HEZ"}
    assert sums(table)["2018-05", "HEZ", "Israel"] == (2.8, 1)


def test_rows_without_two_actors_or_a_value_are_left_out_and_counted(tmp_path: Path) -> None:
    text = own() + "2018-06-02,,RUS,1\n2018-06-02,ISR,ISR,1\n2018-06-02,ISR,RUS,\n\n"
    (tmp_path / "e.csv").write_text(text, encoding="utf-8")
    table = read_table(tmp_path / "e.csv")
    assert sums(table) == EXPECTED
    assert table.source.left_out == {"an actor is not named": 1, "within one actor": 1, "no value": 1}
    (tmp_path / "g.csv").write_text(gdelt(61).replace("\tIRN\tNAME\tIRN", "\tREB\tREBELS\t"), encoding="utf-8")
    assert read_table(tmp_path / "g.csv").source.left_out == {"an actor is not named": 1}


def test_a_quoted_cell_may_hold_the_sign_between_cells_and_a_new_line(tmp_path: Path) -> None:
    text = 'date,source,target,goldstein,note\n2018-05-03,"Korea, South",RUS,1,"two\nlines"\n2018-05-04,RUS,"Korea, South",oops,\n'
    (tmp_path / "e.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        read_table(tmp_path / "e.csv")
    assert [(p.line, p.what) for p in caught.value.problems] == [(4, "'oops' is no number")]


# -- what cannot be read ---------------------------------------------------------------------------


def refused(path: Path) -> str:
    with pytest.raises(CaseError) as caught:
        read_table(path)
    return str(caught.value)


def test_a_truncated_gzip_file_says_how_far_it_could_be_read(tmp_path: Path) -> None:
    lines = own().splitlines()
    text = "\n".join([lines[0], *(lines[1 + k % 3].replace("ISR", f"A{k % 977}") for k in range(20_000))])
    data = gzip.compress(text.encode())
    path = tmp_path / "e.csv.gz"
    path.write_bytes(data[: len(data) // 2])
    said = refused(path)
    assert "ends too early" in said
    assert "lines could be read" in said
    path.write_bytes(data[:200] + b"\x00\x07broken" + data[220:])
    assert "damaged" in refused(path) or "ends too early" in refused(path)


def test_a_zip_file_has_one_table(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", own())
        archive.writestr("b.csv", own())
    assert "the archive has 2 files" in refused(path)
    path.write_bytes(path.read_bytes()[:60])
    assert "no whole zip file" in refused(path)


def test_another_encoding_is_told_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes((own() + "2018-06-02,Côte d'Ivoire,RUS,1\n").encode("latin-1"))
    said = refused(path)
    assert "e.csv:5:" in said
    assert "not UTF-8 text (byte 0xf4)" in said
    assert "iconv" in said
    path.write_bytes(own().encode("utf-16"))
    assert "UTF-16" in refused(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("\n" + own(), "the first line is empty"),
        ("day,who,whom,goldstein\n", "the layout is not known"),
        ("date,sorce,target,goldstein\n", "did you mean 'sorce'"),
        (own() + "2018-06-02,ISR\n", "e.csv:5:1: the row has 2 cells"),
        (own() + "2018-02-30,ISR,RUS,1\n", "e.csv:5:1: '2018-02-30' is no day of the calendar"),
        (own() + "02/06/2018,ISR,RUS,1\n", "'02/06/2018' is no date"),
        (own() + "2018,ISR,RUS,1\n", "'2018' is a year, coarser than a month"),
        (own() + "2018-06-02,ISR,RUS,high\n", "'high' is no number"),
        (own() + "2018-06-02,ISR,RUS,inf\n", "'inf' is no number"),
        ("date,source,target,code\n2018-06-02,ISR,RUS,42\n", "042: a leading zero was lost"),
        ("date,source,target,code\n2018-06-02,ISR,RUS,999\n", "'999' is no CAMEO code"),
        ("date,source,target,text\n2018-06-02,ISR,RUS,Dance\n", "'Dance' is no heading of a CAMEO code"),
        ("a,b,sign\nISR,ISR,+\n", "a tie of 'ISR' with 'ISR'"),
        ("a,b,sign\nISR,RUS,good\n", "'good' is no sign"),
        ("a,b,sign\nISR,RUS,+\nRUS,ISR,-\n", "e.csv:3:1: ISR and RUS have another sign in all on line 2"),
    ],
)
def test_mistakes_are_told_with_their_line(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text(text, encoding="utf-8")
    assert said in refused(path)


def test_all_mistakes_at_once_up_to_twenty(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text(own() + "x,ISR,RUS,1\n2018-06-02,ISR,RUS,y\n", encoding="utf-8")
    assert len(refused(path).splitlines()) == 2
    path.write_text(own() + "".join(f"x{k},ISR,RUS,1\n" for k in range(99)), encoding="utf-8")
    assert len(refused(path).splitlines()) == 20


def test_there_is_a_greatest_number_of_actors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(events_module, "BITS", 1)
    (tmp_path / "e.csv").write_text(own(), encoding="utf-8")
    with pytest.raises(LimitError, match="more than 2 actors"):
        read_table(tmp_path / "e.csv")


# -- ties and codes --------------------------------------------------------------------------------


def test_a_table_of_ties_keeps_its_periods_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("period,a,b,sign\n99-02,B,A,+\n46-49,A,C,negative\n46-49,C,A,-\n46-49,B,C,2.5\n46-49,A,B,none\n", encoding="utf-8")
    table = read_table(path)
    assert table.periods == ("99-02", "46-49")
    assert table.stated.tolist() == [True, False, True, False]
    assert sums(table) == {
        ("99-02", "A", "B"): (1.0, 0), ("46-49", "A", "B"): (0.0, 0), ("46-49", "A", "C"): (-1.0, 0), ("46-49", "B", "C"): (2.5, 0),
    }  # fmt: skip
    assert table.source.left_out == {"repeated": 1}


def test_codes_and_headings_have_the_values_of_the_scale() -> None:
    # Goldstein 1992 through CAMEO 1.1b3: the ends of the scale, and codes that differ by a leading zero.
    assert (code_value("0874"), code_value("1823"), code_value("204")) == (10.0, -10.0, -10.0)
    assert (code_value("010"), code_value("10")) == (0.0, -5.0)
    assert code_value("1951") == code_value("195")
    assert code_value("9") is None
    assert (heading_value("CONSULT"), heading_value("Engage in negotiation"), heading_value("Demand")) == (1.0, 7.0, -5.0)
    assert all(-10 <= value <= 10 for value in goldstein_table().values())
    assert {f"{k:02d}" for k in range(1, 21)} <= goldstein_table().keys()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read the peak from")
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(rows: int) -> float:
        lines: Sequence[str] = own().splitlines()
        path = tmp_path / f"{rows}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write(lines[0] + "\n")
            for k in range(rows):
                file.write(f"2018-{1 + k % 12:02d}-{1 + k % 28:02d},A{k % 50},B{k % 37},{k % 19 - 9}\n")
        code = (
            "from pathlib import Path; from tertius.io.tie_table import read_table\n"
            f"t = read_table(Path({str(path)!r})); assert t.source.rows == {rows}\n"
            "print(next(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return int(done.stdout) / 1024

    small, large = peak(250_000), peak(600_000)
    assert large < 150
    assert large - small < 20
