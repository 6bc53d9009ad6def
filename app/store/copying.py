"""All rows of the database as they stood at one moment, out and in again.

Both ends use PostgreSQL's own COPY in its text form, which every version reads. Reading takes
the backup's role, which alone looks past row security; writing takes the owner's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Table, create_engine, pool, text

from app.domain.errors import Conflict
from app.store import provision
from app.store.database import Base


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a database: what is acknowledged later is not in it."""

    connection: Connection

    @property
    def revision(self) -> str:
        found: str = self.connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalar_one()
        return found

    @property
    def cities(self) -> dict[str, str]:
        """The names of the cities by their codes."""
        rows = self.connection.execute(text("SELECT code, name FROM city ORDER BY code"))
        return {row.code: row.name for row in rows}

    def rows(self, table: Table) -> Iterator[bytes]:
        """The rows of a table in COPY's text form, in pieces of any size."""
        statement = _statement("COPY {table} ({columns}) TO STDOUT", table)
        with _cursor(self.connection).copy(statement) as copy:
            for piece in copy:
                yield bytes(piece)

    def count(self, table: Table) -> int:
        statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table.name))
        found: int = _cursor(self.connection).execute(statement).fetchone()[0]
        return found


def tables() -> list[Table]:
    """Every table, those that others name in their keys first."""
    return list(Base.metadata.sorted_tables)


@contextmanager
def snapshot(backup_url: str) -> Iterator[Snapshot]:
    """Hold one moment of the database still while it is read; writers are not disturbed."""
    engine = create_engine(backup_url, poolclass=pool.NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SET TRANSACTION READ ONLY"))
        yield Snapshot(connection)


def load(owner_url: str, rows: Mapping[str, Iterable[bytes]]) -> None:
    """Fill an empty database in one transaction: all of it, or nothing.

    The wall comes down within that transaction only, because COPY refuses to write behind
    row security. Raises ``Conflict`` where the database already holds a city.
    """
    engine = create_engine(owner_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        require_empty(connection)
        with _without_wall(connection):
            for table in tables():
                _fill(connection, table, rows[table.name])
        _go_on_counting(connection)
        # Without figures about what is there the first questions would be answered the long way.
        connection.execute(text("ANALYZE"))


def require_empty(connection: Connection) -> None:
    if connection.execute(text("SELECT EXISTS (SELECT FROM city)")).scalar():
        raise Conflict(
            "Cơ sở dữ liệu đích đã có dữ liệu, khôi phục sẽ đè lên nên không làm gì. Hãy chọn một"
            " INSTANCE_DIR mới (hoặc một cơ sở dữ liệu trống) rồi chạy lại."
        )


def check_empty(owner_url: str) -> None:
    """Raise ``Conflict`` unless the database may be restored into."""
    with create_engine(owner_url, poolclass=pool.NullPool).connect() as connection:
        require_empty(connection)


def is_current(revision: str) -> bool:
    """Whether rows of that migration fit the tables of this program."""
    return revision == provision.head_revision()


@contextmanager
def _without_wall(connection: Connection) -> Iterator[None]:
    forced = connection.execute(
        text(
            "SELECT relname FROM pg_class WHERE relforcerowsecurity"
            " AND relnamespace = 'public'::regnamespace"
        )
    ).scalars()
    names = list(forced)
    for name in names:
        _run(connection, "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY", name)
    yield
    for name in names:
        _run(connection, "ALTER TABLE {} FORCE ROW LEVEL SECURITY", name)


def _fill(connection: Connection, table: Table, pieces: Iterable[bytes]) -> None:
    statement = _statement("COPY {table} ({columns}) FROM STDIN", table)
    with _cursor(connection).copy(statement) as copy:
        for piece in pieces:
            copy.write(piece)


def _go_on_counting(connection: Connection) -> None:
    """Numbers that the database gives out go on after the highest one restored."""
    for table in tables():
        for column in table.columns:
            if column.identity is not None:
                statement = sql.SQL(
                    "SELECT setval(pg_get_serial_sequence({name}, {column}),"
                    " (SELECT coalesce(max({field}), 0) + 1 FROM {table}), false)"
                ).format(
                    name=sql.Literal(table.name),
                    column=sql.Literal(column.name),
                    field=sql.Identifier(column.name),
                    table=sql.Identifier(table.name),
                )
                _cursor(connection).execute(statement)


def _statement(template: str, table: Table) -> sql.Composed:
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    return sql.SQL(template).format(  # type: ignore[arg-type]
        table=sql.Identifier(table.name), columns=columns
    )


def _run(connection: Connection, template: str, name: str) -> None:
    _cursor(connection).execute(sql.SQL(template).format(sql.Identifier(name)))  # type: ignore[arg-type]


def _cursor(connection: Connection) -> Any:
    """psycopg's own cursor, inside the connection's transaction: COPY is known only to it."""
    driver: Any = connection.connection.driver_connection
    return driver.cursor()
