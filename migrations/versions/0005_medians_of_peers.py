"""What a ward may know of its peers: medians by period and unit type"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CITY = "city_id = current_setting('app.city')::uuid"
DEPARTMENT = "current_setting('app.ward') = 'all'"
MEMBER = (
    f"{CITY} AND CASE WHEN {DEPARTMENT} THEN true"
    " ELSE current_setting('app.ward')::uuid IS NOT NULL END"
)
KEY = "city_id_period_id_unit_type"


def upgrade() -> None:
    op.create_table(
        "peer_medians",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("unit_type", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "period_id"],
            ["period.city_id", "period.id"],
            name=op.f("fk_peer_medians_city_id_period_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_medians")),
        sa.UniqueConstraint(
            "city_id", "period_id", "unit_type", name=op.f(f"uq_peer_medians_{KEY}")
        ),
    )
    op.execute("ALTER TABLE peer_medians ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE peer_medians FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY readable ON peer_medians FOR SELECT USING ({MEMBER})")
    rule = f"{CITY} AND {DEPARTMENT}"
    op.execute(f"CREATE POLICY wall ON peer_medians USING ({rule}) WITH CHECK ({rule})")
    # A rollup is only kept work: without them the sweep adds every period up again, and
    # its medians with it.
    op.execute("TRUNCATE rollup")


def downgrade() -> None:
    op.drop_table("peer_medians")
