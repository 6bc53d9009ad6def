"""Rules that a city writes itself: drafts, versions, books in force, dispensations"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSONB = postgresql.JSONB()
CITY = "city_id = current_setting('app.city')::uuid"
IS_DEPARTMENT = "current_setting('app.ward') = 'all'"
OWN = "current_setting('app.ward')::uuid"
DEPARTMENT = f"{CITY} AND {IS_DEPARTMENT}"
MEMBER = f"{CITY} AND CASE WHEN {IS_DEPARTMENT} THEN true ELSE {OWN} IS NOT NULL END"
WARD = f"{CITY} AND CASE WHEN {IS_DEPARTMENT} THEN true ELSE ward_id = {OWN} END"
REPORT = ["city_id", "ward_id", "submission_id"]
NOWHERE = "'00000000-0000-0000-0000-000000000000'"


def text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    _city_rule()
    _rule_version()
    _rule_book()
    _rule_dispensation()
    op.add_column("submission", sa.Column("dispensed", JSONB, nullable=False, server_default="{}"))
    op.alter_column("submission", "dispensed", server_default=None)
    op.add_column("period", sa.Column("rule_book_id", sa.Uuid(), nullable=True))
    # The key on a standing table is checked by a query that the wall holds too: it looks
    # from a city that is not there. The column is new, so nothing is missed.
    op.execute(f"SELECT set_config('app.city', {NOWHERE}, true), set_config('app.ward', 'all', true)")
    op.create_foreign_key(
        op.f("fk_period_city_id_rule_book_id"),
        "period",
        "rule_book",
        ["city_id", "rule_book_id"],
        ["city_id", "id"],
    )


def _city_rule() -> None:
    op.create_table(
        "city_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        text("name"),
        sa.Column("draft", JSONB, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("last_version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        text("changed_by"),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        text("withdrawn_by"),
        text("withdrawn_why"),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_city_rule_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_rule")),
        sa.UniqueConstraint("city_id", "id", name=op.f("uq_city_rule_city_id_id")),
        sa.UniqueConstraint("city_id", "name", name=op.f("uq_city_rule_city_id_name")),
    )
    _wall_in("city_rule", DEPARTMENT)


def _rule_version() -> None:
    op.create_table(
        "rule_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draft", JSONB, nullable=False),
        sa.Column("document", JSONB, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        text("published_by"),
        sa.ForeignKeyConstraint(
            ["city_id", "rule_id"],
            ["city_rule.city_id", "city_rule.id"],
            name=op.f("fk_rule_version_city_id_rule_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
        sa.UniqueConstraint(
            "city_id", "rule_id", "number", name=op.f("uq_rule_version_city_id_rule_id_number")
        ),
    )
    _wall_in("rule_version", DEPARTMENT)


def _rule_book() -> None:
    op.create_table(
        "rule_book",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("documents", JSONB, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        text("made_by"),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_rule_book_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_book")),
        sa.UniqueConstraint("city_id", "id", name=op.f("uq_rule_book_city_id_id")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_rule_book_city_id_number")),
    )
    _wall_in("rule_book", DEPARTMENT)
    op.execute(f"CREATE POLICY readable ON rule_book FOR SELECT USING ({MEMBER})")


def _rule_dispensation() -> None:
    op.create_table(
        "rule_dispensation",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", *REPORT)),
        text("rule"),
        text("document"),
        sa.Column("granted_at", INSTANT, nullable=False),
        text("granted_by"),
        sa.Column("lifted_at", INSTANT, nullable=True),
        text("lifted_by"),
        sa.ForeignKeyConstraint(
            REPORT,
            ["submission.city_id", "submission.ward_id", "submission.id"],
            name=op.f("fk_rule_dispensation_city_id_ward_id_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_dispensation")),
    )
    op.create_index("ix_rule_dispensation_city_id_rule", "rule_dispensation", ["city_id", "rule"])
    _wall_in("rule_dispensation", WARD)


def _wall_in(table: str, rule: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY wall ON {table} USING ({rule}) WITH CHECK ({rule})")


def downgrade() -> None:
    op.drop_constraint(op.f("fk_period_city_id_rule_book_id"), "period", type_="foreignkey")
    op.drop_column("period", "rule_book_id")
    op.drop_column("submission", "dispensed")
    for table in ("rule_dispensation", "rule_book", "rule_version", "city_rule"):
        op.drop_table(table)
