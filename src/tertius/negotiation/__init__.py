"""Negotiation over issues: where each settles, as a distribution; comparison models; how well they do; whether a package passes, who blocks.

Sees only the model. What a table or a case says becomes one `Stakes` an issue, and one `Bargain` for all issues together.
"""
