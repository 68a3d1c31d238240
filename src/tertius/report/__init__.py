"""One self-contained page about a case: `build` computes it, `render` writes it.

A report loads nothing and sends nothing; the same case gives the same bytes.
"""
