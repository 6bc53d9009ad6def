"""The newest run of the detectors over each period, with what failed in it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WALL = "city_id = current_setting('app.city')::uuid AND current_setting('app.ward') = 'all'"


def upgrade() -> None:
    op.create_table(
        "detection_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wards", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("failed", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "period_id"],
            ["period.city_id", "period.id"],
            name=op.f("fk_detection_run_city_id_period_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detection_run")),
        sa.UniqueConstraint(
            "city_id", "period_id", name=op.f("uq_detection_run_city_id_period_id")
        ),
    )
    op.execute("ALTER TABLE detection_run ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE detection_run FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY wall ON detection_run USING ({WALL}) WITH CHECK ({WALL})")


def downgrade() -> None:
    op.drop_table("detection_run")
