"""PostgreSQL: tables, queries and the tenant wall. Decides nothing."""
