"""The desk: one draft, its file and its journal, and what every page that is open shares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tertius.errors import CaseError, TertiusError
from tertius.io.catalogue import shipped, slugs, template
from tertius.io.exchange import decode
from tertius.io.write import case_text
from tertius.studio.draft import BLANK, Draft
from tertius.studio.exports import Made
from tertius.studio.files import CASES, Changed, Folder, digest
from tertius.studio.journal import Journal, journal_path
from tertius.studio.later import Later
from tertius.studio.registry import Ask, edits
from tertius.view.exchange import imported
from tertius.view.formats import FORMATS

__all__ = ["Changed", "Desk", "Stale", "chosen"]


class Stale(TertiusError):
    """A page asked for a change of a version that is no longer the current one."""


class Desk:
    """What is being worked on in one folder.

    recovered : how many changes an earlier studio left behind and this one took up
    origin, slug : where the case came from, and the shipped case that it is a copy of
    told : what has to be said about how the case came in
    made : the last exports, by a name that nobody can guess
    disk : digest of the case file as last read or written here; empty where there is none
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.draft: Draft | None = None
        self.journal: Journal | None = None
        self.recovered = 0
        self.disk = ""
        self.origin = ""
        self.slug = ""
        self.told: tuple[str, ...] = ()
        self.made: dict[str, Made] = {}
        self.kept: dict[Any, Any] = {}
        self.later = Later()

    # -- opening --------------------------------------------------------------------------------

    def open_file(self, name: str) -> None:
        """Open a case file of the folder; a case with mistakes opens too."""
        path = self.folder.place(name)
        if path.is_dir():
            path = path / "case.yaml"
        if path.suffix.lower() not in CASES:
            raise TertiusError(f"{self.folder.shown(path)} is no case file (.yaml); it can be imported")
        content = self.folder.read(path)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise TertiusError(f"{self.folder.shown(path)} is not UTF-8 text") from None
        self._take(Draft(text, folder=path.parent, file=path), digest(content), f"from {self.folder.shown(path)}")

    def open_new(self, kind: str, slug: str = "") -> None:
        """A case without a file yet: blank, the commented template, or a copy of a shipped one."""
        if kind == "blank":
            text, origin = BLANK, "a blank case"
        elif kind == "template":
            text, origin = template().read_text(encoding="utf-8"), "the template"
        elif kind == "shipped" and slug in slugs():
            text, origin = shipped(slug).read_text(encoding="utf-8"), f"a copy of {slug}"
        else:
            raise TertiusError("there is no such case to start from")
        tables = shipped(slug).parent if kind == "shipped" else self.folder.root
        self._take(Draft(text, folder=tables, saved=text), "", origin)
        self.slug = slug

    def import_file(self, name: str, *, aside: bool = False) -> None:
        """Import a file of the folder."""
        path = self.folder.place(name)
        self.import_bytes(self.folder.shown(path), self.folder.read(path), aside=aside)

    def import_bytes(self, name: str, data: bytes, *, aside: bool = False) -> None:
        """A case from a case file or another program's file; it has no file of its own yet and is not saved."""
        ending = Path(name).suffix.lower()
        kind = next((kind for kind, endings in FORMATS.items() if ending in endings), None)
        if kind is None:
            raise TertiusError(f"{name}: a file that ends in '{ending}' cannot be imported")
        notes: tuple[str, ...] = ()
        if kind == "yaml":
            text = decode(data, name)
        else:
            found = imported(data, name, kind, title=Path(name).stem, aside=("misperceptions",) if aside else ())
            text, notes = case_text(found.case, found.extra), found.notes
        self._take(Draft(text, folder=self.folder.root, saved=BLANK), "", f"from {name}")
        self.told = notes

    def unsaved(self) -> int:
        """How many changes of a case that never had a file were left behind in the folder."""
        path = journal_path(self.folder.root, None)
        if self.draft is not None or not path.exists():
            return 0
        waiting = Journal(path)
        count = len(waiting.left)
        waiting.close(keep=True)
        return count

    def recover(self) -> None:
        """Take up the case without a file that was left behind."""
        if not self.unsaved():
            raise TertiusError("there is nothing to recover")
        self._take(Draft(BLANK, folder=self.folder.root), "", "recovered", recover=True)

    def _take(self, draft: Draft, disk: str, origin: str, *, recover: bool = False) -> None:
        where = journal_path(self.folder.root, draft.file)
        if self.journal is not None and self.journal.path == where:
            self.journal.clear()
            journal = self.journal
        else:
            journal = Journal(where)
            if self.journal is not None:
                self.journal.close(keep=False)
        if self.draft is not None:
            draft.revision = self.draft.revision + 1
        self.draft, self.journal, self.disk, self.origin, self.recovered, self.told, self.slug = draft, journal, disk, origin, 0, (), ""
        if draft.file is not None or recover:
            self.recovered = draft.resume([s for s in journal.left if s.text != draft.text or s.notes])
        elif journal.left:
            journal.clear()

    # -- changing -------------------------------------------------------------------------------

    @property
    def working(self) -> Draft:
        """The draft; an error where none is open."""
        if self.draft is None:
            raise TertiusError("no case is open")
        return self.draft

    def at(self, revision: int) -> Draft:
        """The draft, if that is its revision."""
        if self.working.revision != revision:
            raise Stale("the case has been changed in another tab or window; this page now shows the newest version")
        return self.working

    def edit(self, revision: int, name: str, ask: Ask) -> str:
        """One change, kept on disk before this returns; tells what undo would call it."""
        found = edits().get(name)
        if found is None:
            raise TertiusError(f"there is no edit '{name}'")
        draft = self.at(revision)
        draft.edit(lambda m, notes: found.change(m, ask, notes), found.said)
        self._keep()
        return found.said

    def keep_copy(self, revision: int, source: str, name: str, data: bytes) -> str:
        """A copy of a source's text, put into the folder and named in the case; nothing is written if it is no text."""
        from tertius.studio.copies import keep

        draft = self.at(revision)
        if source not in (draft.data.get("sources") or {}):
            raise TertiusError(f"there is no source '{source}' any more")
        found = keep(self.folder, draft.folder, name, data)
        self.edit(revision, "set_copy", Ask({"source": source, "copy": found}))
        return found

    def replace(self, revision: int, text: str) -> None:
        """Another text in place of this one."""
        self.at(revision).replace(text, "the change of the text")
        self._keep()

    def undo(self, revision: int) -> None:
        """One change back."""
        self.at(revision).undo()
        self._keep()

    def redo(self, revision: int) -> None:
        """One change forward."""
        self.at(revision).redo()
        self._keep()

    def _keep(self) -> None:
        if self.journal is not None and self.draft is not None:
            self.journal.add(self.draft.now)

    # -- saving ---------------------------------------------------------------------------------

    def save(self, *, over: bool = False) -> Path:
        """Write the text to its file, mistakes and all; `Changed` if the file is not what it was."""
        draft = self.working
        if draft.file is None:
            raise TertiusError("the case has no file yet: choose a name")
        self.disk = self.folder.write(draft.file, draft.text.encode(), known=None if over else self.disk)
        self._saved()
        return draft.file

    def save_as(self, name: str, *, over: bool = False) -> Path:
        """Write the text to another file of the folder, which is its file from now on."""
        if not Path(name).suffix:
            name += ".yaml"
        path = self.folder.place(name)
        if path.suffix.lower() not in CASES:
            raise TertiusError("a case file ends in .yaml")
        draft = self.working
        same = draft.file == path
        journal = self.journal if same else Journal(journal_path(self.folder.root, path))
        try:
            self.disk = self.folder.write(path, draft.text.encode(), known=None if over else self.disk if same else "")
        except TertiusError:
            if journal is not self.journal and journal is not None:
                journal.close(keep=bool(journal.left))
            raise
        if journal is not self.journal and self.journal is not None:
            self.journal.close(keep=False)
        self.journal = journal
        self.told = self._take_tables(draft, path.parent)
        draft.moved(path)
        self._saved()
        return path

    def _take_tables(self, draft: Draft, folder: Path) -> tuple[str, ...]:
        """Tables that the case names go along to another folder; one that is there with other content stays, and is told."""
        told = []
        for name in draft.tables() if draft.folder != folder else ():
            source, target = draft.folder / name, self.folder.place(str(folder / name))
            if not source.is_file() or not source.resolve().is_relative_to(draft.folder.resolve()):
                continue
            content = source.read_bytes()
            if not target.exists():
                self.folder.write(target, content, known="")
            elif target.read_bytes() != content:
                told.append(f"the case now uses the {name} that was in the folder already; the one that it came with is another")
        return tuple(told)

    def _saved(self) -> None:
        self.working.saved, self.recovered = self.working.text, 0
        if self.journal is not None:
            self.journal.clear()

    def reload(self) -> None:
        """Take what is on disk; the text until now can be had back by undo."""
        draft = self.working
        if draft.file is None:
            raise TertiusError("the case has no file yet")
        content = self.folder.read(draft.file)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise TertiusError("the file is not UTF-8 text any more") from None
        draft.replace(text, "what is on disk")
        draft.saved, self.disk = text, digest(content)
        self._keep()

    def forget(self) -> None:
        """Put aside what was recovered: the file as it was saved. Undo brings it back."""
        self.working.replace(self.working.saved or BLANK, "what was recovered, put aside")
        self.recovered = 0
        self._keep()

    def disk_state(self) -> str:
        """``same``, ``changed`` or ``gone``, of the case file on disk; ``none`` without a file."""
        if self.draft is None or self.draft.file is None:
            return "none"
        now = self.folder.now(self.draft.file)
        return "same" if now == self.disk else "changed" if now else "gone"

    def put_away(self) -> None:
        """Back to the start screen; what is not saved is given up."""
        if self.journal is not None:
            self.journal.close(keep=False)
        self.draft = self.journal = None

    def close(self) -> None:
        """End: what is not saved stays in the journal."""
        if self.journal is not None:
            self.journal.close(keep=self.draft is not None and self.draft.changed)


def chosen(name: str | None, folder: Path | None) -> Desk:
    """A desk for the command line: a case of the folder, a copy of a shipped case, or nothing open yet."""
    path = Path(name) if name is not None else None
    if path is not None and (path.is_file() or (path / "case.yaml").is_file()):
        root = folder or (path if path.is_dir() else path.parent)
        desk = Desk(Folder.at(root))
        desk.open_file(str((path / "case.yaml" if path.is_dir() else path).resolve()))
        return desk
    desk = Desk(Folder.at(folder or Path.cwd()))
    if name is None:
        return desk
    if name in slugs():
        desk.open_new("shipped", name)
        return desk
    from tertius.io.catalogue import locate

    try:
        locate(name)
    except CaseError as error:
        raise TertiusError("; ".join(str(p) for p in error.problems)) from None
    raise TertiusError(f"{name} is no case file")
