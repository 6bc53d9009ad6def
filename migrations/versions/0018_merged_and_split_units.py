"""Merged and split units: their predecessors, and what these come to as their past"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

CITY = "city_id = current_setting('app.city')::uuid"
DEPARTMENT = "current_setting('app.ward') = 'all'"
WARD = (
    f"{CITY} AND CASE WHEN {DEPARTMENT} THEN true"
    " ELSE ward_id = current_setting('app.ward')::uuid END"
)
MEMBER = (
    f"{CITY} AND CASE WHEN {DEPARTMENT} THEN true"
    " ELSE current_setting('app.ward')::uuid IS NOT NULL END"
)
RULE = f"{CITY} AND {DEPARTMENT}"
INSTANT = sa.DateTime(timezone=True)
ONCE = ["city_id", "predecessor_id", "successor_id", "took_effect_on"]


def upgrade() -> None:
    for day in ("began_on", "closed_on"):
        op.add_column("ward", sa.Column(day, sa.Date(), nullable=True))
    op.create_table(
        "unit_succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("predecessor_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("took_effect_on", sa.Date(), nullable=False),
        sa.Column("share", sa.Numeric(9, 8), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        ward_key("unit_succession", "predecessor_id"),
        ward_key("unit_succession", "successor_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_succession")),
        sa.UniqueConstraint(*ONCE, name=op.f(f"uq_unit_succession_{'_'.join(ONCE)}")),
    )
    op.create_table(
        "estimated_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        ward_key("estimated_past", "ward_id"),
        sa.ForeignKeyConstraint(
            ["city_id", "period_id"],
            ["period.city_id", "period.id"],
            name=op.f("fk_estimated_past_city_id_period_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimated_past")),
        sa.UniqueConstraint(
            "city_id",
            "ward_id",
            "period_id",
            name=op.f("uq_estimated_past_city_id_ward_id_period_id"),
        ),
    )
    for table in ("unit_succession", "estimated_past"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY readable ON unit_succession FOR SELECT USING ({MEMBER})")
    op.execute(f"CREATE POLICY wall ON unit_succession USING ({RULE}) WITH CHECK ({RULE})")
    op.execute(f"CREATE POLICY wall ON estimated_past USING ({WARD}) WITH CHECK ({WARD})")


def ward_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["city_id", column],
        ["ward.city_id", "ward.id"],
        name=op.f(f"fk_{table}_city_id_{column}"),
    )


def downgrade() -> None:
    op.drop_table("estimated_past")
    op.drop_table("unit_succession")
    for day in ("closed_on", "began_on"):
        op.drop_column("ward", day)
