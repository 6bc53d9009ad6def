"""Ways of unit_grouping a city's units"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RULE = "city_id = current_setting('app.city')::uuid AND current_setting('app.ward') = 'all'"


def upgrade() -> None:
    op.create_table(
        "unit_grouping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("groups", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_unit_grouping_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_grouping")),
        sa.UniqueConstraint("city_id", "name", name=op.f("uq_unit_grouping_city_id_name")),
    )
    op.execute("ALTER TABLE unit_grouping ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE unit_grouping FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY wall ON unit_grouping USING ({RULE}) WITH CHECK ({RULE})")


def downgrade() -> None:
    op.drop_table("unit_grouping")
