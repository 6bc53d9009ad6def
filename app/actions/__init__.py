"""Verbs: one function, one intention, one transaction. The only writers."""
