"""What must be true of the database before anyone is served."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from app.store import provision, tables
from app.store.database import Base, db
from app.store.tables.wall import Lobby, Wall

assert tables.__all__, "importing the package declares every table"


class NotServable(RuntimeError):
    """The application refuses to start; the sentence says what to do."""


def walls() -> dict[str, Wall]:
    """Every table's kind, by its name."""
    return {
        mapper.local_table.name: mapper.class_.__wall__  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if hasattr(mapper.class_, "__wall__")
    }


def check_database() -> None:
    """Raise ``NotServable`` with the first fault; the role, the wall, the migrations."""
    with db.engine.connect() as connection:
        for fault in _faults(connection):
            raise NotServable(fault)


def _faults(connection: Connection) -> Iterator[str]:
    role = connection.execute(
        text(
            "SELECT rolname, rolsuper OR rolbypassrls AS may_bypass"
            " FROM pg_roles WHERE rolname = current_user"
        )
    ).one()
    if role.may_bypass:
        yield (
            f"Vai trò cơ sở dữ liệu “{role.rolname}” đi qua được bức tường giữa các đơn vị."
            " DATABASE_URL phải dùng vai trò ứng dụng thường."
        )
    if provision.current_revision() != provision.head_revision():
        yield "Cơ sở dữ liệu chưa ở phiên bản của chương trình. Chạy: ./run flask prepare"
    yield from unwalled(connection)


def unwalled(connection: Connection) -> Iterator[str]:
    """Tables behind the wall on which row security is not enabled, forced and policied."""
    rows = connection.execute(
        text(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS is_forced,"
            " EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) AS has_policy"
            " FROM pg_class c WHERE c.relkind = 'r'"
            " AND c.relnamespace = 'public'::regnamespace"
        )
    )
    secured = {row.relname: row.is_forced and row.has_policy for row in rows}
    for name, wall in walls().items():
        if wall is not Lobby.__wall__ and not secured.get(name, False):
            yield f"Bảng “{name}” chưa được che bằng row-level security bắt buộc."
