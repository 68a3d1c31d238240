"""Panels, a file each: what a template of the same name needs, from a look at the draft."""
