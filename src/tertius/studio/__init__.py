"""The studio: a case built, seen and tested in a browser on the same machine.

`draft` holds the text that is being worked on, `edits` change it, `parts` show it, `app` serves it.
"""
