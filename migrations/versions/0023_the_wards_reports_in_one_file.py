"""The wards' reports in one file, and each as it was printed last"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

CITY = "city_id = current_setting('app.city')::uuid"
DEPARTMENT = "current_setting('app.ward') = 'all'"
WARD = (
    f"{CITY} AND CASE WHEN {DEPARTMENT} THEN true"
    " ELSE ward_id = current_setting('app.ward')::uuid END"
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "bundle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("formats", postgresql.JSONB(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("told", postgresql.JSONB(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id", "period_id"],
            ["period.city_id", "period.id"],
            name=op.f("fk_bundle_city_id_period_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
    )
    op.create_table(
        "printed_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("printed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "ward_id", "submission_id"],
            ["submission.city_id", "submission.ward_id", "submission.id"],
            name=op.f("fk_printed_report_city_id_ward_id_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_report")),
        sa.UniqueConstraint(
            "submission_id", "format", name=op.f("uq_printed_report_submission_id_format")
        ),
    )
    for table, rule in (("bundle", f"{CITY} AND {DEPARTMENT}"), ("printed_report", WARD)):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY wall ON {table} USING ({rule}) WITH CHECK ({rule})")


def downgrade() -> None:
    op.drop_table("printed_report")
    op.drop_table("bundle")
