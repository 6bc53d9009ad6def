"""``/api/v1``: for programs, with tokens. ``openapi`` knows every operation."""
