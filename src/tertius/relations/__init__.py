"""Signed networks of actors: balance, frustration, bridges.

Sees only the model. What a table or a case says becomes a `DyadTable`; that becomes one `SignedNetwork` a period.
"""
