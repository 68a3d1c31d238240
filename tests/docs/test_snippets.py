"""Every fenced block in README.md and docs/ is executed, or is of a kind that says why it is not.

What a block may be (the first words after the fence):

``console``
    ``$ command`` lines, each followed by what it prints. Each command runs in a folder that the blocks of one page share, at
    78 columns. Every line shown has to be printed, in that order; ``...`` stands for anything left out, in a line or between
    lines. Comments before the block refine that: ``<!-- exact -->`` nothing else is printed; ``<!-- exit 2 -->`` the exit code (0 otherwise);
    ``<!-- not run: why -->`` shown only.
``yaml case [FILE]``, ``yaml wrong FILE``
    a whole case that can be read (written to FILE if one is named); a file with mistakes in it.
``yaml fragment [into FILE | add FILE]``
    a part of a case: read as YAML; ``into`` puts its sections in place of those of FILE, ``add`` adds to them.
``python``
    a doctest if it has ``>>>``, else run; the blocks of a page share their names.
``json``
    read as JSON unless it has a ``...`` line.
``sh``, ``text``, ``bibtex``
    not executed: commands that install or build, and what is no command.

``python tests/docs/test_snippets.py [PAGE ...]`` tries pages without pytest; with ``--write`` it puts what the commands print now into
the blocks that leave nothing out.
"""

from __future__ import annotations

import argparse
import contextlib
import doctest
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import click
import pytest
from click.testing import CliRunner

from tertius.cli.main import main
from tertius.io.load import parse_case
from tertius.io.nodes import parse_yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted(p for p in (ROOT / "docs").rglob("*.md") if "_build" not in p.parts)]
WIDTH = "78"
_FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,}) *(?P<info>[^`\n]*)$")
_COMMENT = re.compile(r"<!--\s*(.*?)\s*-->")


@dataclass
class Block:
    """One fenced block; `start` and `end` are the 0-based lines of its text."""

    info: list[str]
    lines: list[str]
    start: int
    end: int
    indent: str
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, each with the comments on the lines just before it."""
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        opened = _FENCE.match(lines[number])
        if opened is None:
            number += 1
            continue
        close = number + 1
        while close < len(lines) and lines[close].strip() != opened["ticks"]:
            close += 1
        before, marks = number - 1, {}
        while before >= 0 and (not lines[before].strip() or _COMMENT.search(lines[before])):
            for mark in _COMMENT.findall(lines[before]):
                word, _, rest = mark.partition(" ")
                marks[word] = rest
            before -= 1
        if not opened["info"].startswith("{"):
            indent = opened["indent"]
            body = [line.removeprefix(indent) for line in lines[number + 1 : close]]
            yield Block(opened["info"].split(), body, number + 1, close, indent, marks)
        number = close + 1


def sections(text: str) -> dict[str, list[str]]:
    """The top-level keys of a YAML text, each with its lines; what stands before the first is under ''."""
    found: dict[str, list[str]] = {"": []}
    key = ""
    for line in text.splitlines():
        begun = re.match(r"([a-z_]+):", line)
        if begun:
            key = begun[1]
            found[key] = []
        found[key].append(line)
    return found


def merged(base: str, part: str, *, add: bool) -> str:
    """A case after a fragment took the place of its sections, or was added to their ends."""
    old, new = sections(base), sections(part)
    for key, lines in new.items():
        if not key:
            continue
        if add and key in old:
            kept = old[key]
            while kept and (not kept[-1].strip() or kept[-1].startswith("#")):
                kept.pop()
            old[key] = [*kept, *lines[1:]]
        else:
            old[key] = lines
    return "\n".join(line for lines in old.values() for line in lines) + "\n"


def run(command: str) -> tuple[str, int]:
    """What a command prints (both streams) and its exit code. Ours run in this process, others in a shell."""
    environment = {"COLUMNS": WIDTH, "NO_COLOR": "1", "TERM": "dumb"}
    if not re.match(r"tertius( |$)", command) or re.search(r"[|<>$;]", command):
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        done = subprocess.run(
            ["bash", "-c", command], env={**os.environ, **environment, "PATH": path}, text=True, timeout=60,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
        return done.stdout, done.returncode
    code = 0
    with (
        CliRunner().isolation(env=environment) as streams,
        mock.patch.object(sys, "argv", shlex.split(command)),
        mock.patch.object(click.core, "_detect_program_name", return_value="tertius"),
    ):
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        sys.stdout.flush()
        sys.stderr.flush()
        printed = streams[-1].getvalue().decode()
    return printed, code


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """The commands of a console block with the lines shown after each."""
    found: list[tuple[str, list[str]]] = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and found[-1][0].endswith("\\") and not found[-1][1]:
            found[-1] = (found[-1][0][:-1].rstrip() + " " + line.strip(), [])
        elif found:
            found[-1][1].append(line.rstrip())
        else:
            raise AssertionError(f"a console block begins with '$ ', not with {line!r}")
    return found


def printed_lines(printed: str) -> list[str]:
    lines = [line.rstrip() for line in printed.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def compare(command: str, shown: list[str], printed: list[str], *, exact: bool) -> None:
    """Every shown line is printed, in order."""
    while shown and not shown[-1]:
        shown = shown[:-1]
    if exact:
        assert printed == shown, f"$ {command}"
        return
    place = 0
    for line in shown:
        if line.strip() == "..." or not line.strip():
            continue
        wanted = re.compile(
            ".*".join(map(re.escape, line.split("..."))) if "..." in line else re.escape(line)
        )
        found = next((k for k in range(place, len(printed)) if wanted.fullmatch(printed[k])), None)
        if found is None:
            raise AssertionError(
                f"$ {command}\ndoes not print (in this order)\n{line}\nbut\n" + "\n".join(printed)
            )
        place = found + 1


class Page:
    """One page's blocks, run in order in one folder; `renewed`: what is printed need not be what is shown."""

    def __init__(self, path: Path, *, renewed: bool = False) -> None:
        self.path, self.renewed = path, renewed
        self.names: dict[str, object] = {}

    def where(self, block: Block) -> str:
        return f"{self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path}:{block.start}"

    def execute(self, block: Block) -> list[str] | None:
        """Run one block; the lines that a console block would have now."""
        kind, *rest = block.info or [""]
        place = self.where(block)
        if kind == "console":
            return self.console(block)
        if kind == "yaml":
            self.yaml(block, rest)
        elif kind == "python":
            self.python(block)
        elif kind == "json":
            if not any(line.strip() == "..." for line in block.lines):
                json.loads(block.text)
        else:
            assert kind in {"sh", "text", "bibtex"}, (
                f"{place}: a block of kind {' '.join(block.info)!r} is not known here"
            )
        return None

    def console(self, block: Block) -> list[str] | None:
        if "not" in block.marks:
            assert block.marks["not"].startswith("run: "), self.where(block)
            return None
        fresh: list[str] = []
        wanted = int(block.marks.get("exit", "0"))
        listed = commands(block)
        for number, (command, shown) in enumerate(listed):
            printed, code = run(command)
            lines = printed_lines(printed)
            expected = wanted if number == len(listed) - 1 else 0
            if not self.renewed:
                assert code == expected, (
                    f"{self.where(block)}: exit {code}, not {expected}\n$ {command}\n{printed}"
                )
                compare(f"{command}  ({self.where(block)})", shown, lines, exact="exact" in block.marks)
            elif code != expected:
                print(f"{self.where(block)}: exit {code}, not {expected}: {command}")
            fresh += ["$ " + command, *lines]
        return fresh

    def yaml(self, block: Block, rest: list[str]) -> None:
        place = self.where(block)
        form, *target = rest or [""]
        if form == "case":
            parse_case(block.text, file=target[0] if target else place)
        elif form == "fragment":
            parse_yaml(block.text, place)
        else:
            assert form == "wrong", f"{place}: a yaml block is `case`, `fragment` or `wrong`"
        if form == "fragment" and target:
            assert target[0] in {"into", "add"}, place
            file = Path(target[1])
            text = merged(file.read_text(encoding="utf-8"), block.text, add=target[0] == "add")
            parse_case(text, file=str(file))
            file.write_text(text, encoding="utf-8")
        elif target:
            Path(target[0]).parent.mkdir(parents=True, exist_ok=True)
            Path(target[0]).write_text(block.text, encoding="utf-8")

    def python(self, block: Block) -> None:
        if ">>>" not in block.text:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block.text, self.where(block), "exec"), self.names)
            return
        test = doctest.DocTestParser().get_doctest(
            block.text, self.names, self.where(block), str(self.path), block.start
        )
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        said = io.StringIO()
        runner.run(test, out=said.write, clear_globs=False)
        self.names.update(test.globs)
        assert not runner.failures, said.getvalue()


def execute(path: Path) -> None:
    """Run all blocks of a page in the folder that this process is in."""
    page = Page(path)
    for block in blocks(path.read_text(encoding="utf-8")):
        page.execute(block)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_block_of_the_page_does_what_it_shows(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    execute(path)


def test_a_fragment_takes_the_place_of_its_sections_or_is_added_to_them() -> None:
    base = "title: T\nlevers:\n  a: 1\n\nclaims:\n  - x\n"
    assert merged(base, "levers:\n  b: 2\n", add=False) == "title: T\nlevers:\n  b: 2\nclaims:\n  - x\n"
    assert (
        merged(base, "levers:\n  b: 2\n", add=True) == "title: T\nlevers:\n  a: 1\n  b: 2\nclaims:\n  - x\n"
    )


def test_a_line_that_is_not_printed_is_a_failure() -> None:
    compare("c", ["a", "...", "c"], ["a", "b", "c"], exact=False)
    compare("c", ["a ... c"], ["a b c"], exact=False)
    with pytest.raises(AssertionError):
        compare("c", ["c", "a"], ["a", "b", "c"], exact=False)
    with pytest.raises(AssertionError):
        compare("c", ["a", "c"], ["a", "b", "c"], exact=True)


def test_only_what_is_told_to_write_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    old = "```console\n$ tertius --version\nold\n```\n"
    page.write_text(old, encoding="utf-8")
    for words, code in ((["--help"], 0), (["--rite"], 2), (["--write", str(tmp_path / "nowhere.md")], 2)):
        with pytest.raises(SystemExit) as stop:
            from_shell([*words, str(page)])
        assert stop.value.code == code
    assert "--write" in capsys.readouterr().out
    assert from_shell([str(page)]) == 1
    assert page.read_text(encoding="utf-8") == old
    assert from_shell(["--write", str(page)]) == 0
    assert page.read_text(encoding="utf-8") != old
    assert from_shell([str(page)]) == 0


def rewrite(path: Path) -> None:
    """Put what is printed now into the console blocks of a page that leave nothing out."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    page, changes = Page(path, renewed=True), []
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for block in blocks(text):
            fresh = page.execute(block)
            # The line with the case's hash changes with every release, so pages do not show it.
            fresh = fresh and [line for line in fresh if not re.fullmatch(r"\s*case [0-9a-f]{16} · Tertius \S+", line)]
            if fresh is not None and not any(
                "..." in line for line in block.lines if not line.startswith("$ ")
            ):
                changes.append((block, [block.indent + line if line else "" for line in fresh]))
    for block, fresh in reversed(changes):
        lines[block.start : block.end] = fresh
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def from_shell(words: Sequence[str]) -> int:
    """Try the pages, or renew them: 1 if one of them shows what is not printed."""
    parser = argparse.ArgumentParser(prog="test_snippets.py", description="Try the fenced blocks of pages, or renew what commands print.")
    parser.add_argument("--write", action="store_true", help="put what commands print now into the blocks that leave nothing out")
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE", help="by default README.md and all pages of docs/")
    asked = parser.parse_args(words)
    pages = [page.resolve() for page in asked.pages] or PAGES
    for path in pages:
        if not path.is_file():
            parser.error(f"there is no page {path}")
    wrong = 0
    for path in pages:
        if asked.write:
            rewrite(path)
            continue
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            try:
                execute(path)
            except AssertionError as error:
                print(f"{path}: {error}")
                wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(from_shell(sys.argv[1:]))
