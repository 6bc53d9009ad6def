"""Rows in, documents out: Word, PDF, Excel, CSV and JSON, all with the same numbers.

No module here reads a database or a clock: what is printed is what was passed
in, and the same input always gives the same bytes.
"""
