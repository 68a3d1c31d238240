"""Edits, a file for each kind of thing: pure changes of a manuscript, by name."""
