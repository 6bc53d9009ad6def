"""What many wards say in a period, and an editor's steps upon it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WALL = "city_id = current_setting('app.city')::uuid AND current_setting('app.ward') = 'all'"


def upgrade() -> None:
    op.create_table(
        "theme_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "period_id"],
            ["period.city_id", "period.id"],
            name=op.f("fk_theme_run_city_id_period_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_run")),
        sa.UniqueConstraint("city_id", "period_id", name=op.f("uq_theme_run_city_id_period_id")),
    )
    op.create_table(
        "theme_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("back_to", sa.Integer(), nullable=True),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "period_id"],
            ["period.city_id", "period.id"],
            name=op.f("fk_theme_step_city_id_period_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_step")),
        sa.UniqueConstraint(
            "city_id",
            "period_id",
            "field",
            "number",
            name=op.f("uq_theme_step_city_id_period_id_field_number"),
        ),
    )
    for table in ("theme_run", "theme_step"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY wall ON {table} USING ({WALL}) WITH CHECK ({WALL})")


def downgrade() -> None:
    op.drop_table("theme_step")
    op.drop_table("theme_run")
