"""Pure values and rules: no Flask, SQLAlchemy, Redis, clock or files."""
