"""Evidence: files attached to the sections of a report"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RULE = (
    "city_id = current_setting('app.city')::uuid"
    " AND CASE WHEN current_setting('app.ward') = 'all' THEN true"
    " ELSE ward_id = current_setting('app.ward')::uuid END"
)
INSTANT = sa.DateTime(timezone=True)
REPORT = ["city_id", "ward_id", "submission_id"]


def upgrade() -> None:
    texts = ("section", "filename", "kind", "sha256", "storage_key", "preview")
    texts += ("preview_key", "preview_problem", "attached_by", "removed_by")
    op.create_table(
        "attachment",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", *REPORT)),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frozen_in", sa.Integer(), nullable=True),
        sa.Column("attached_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            REPORT,
            ["submission.city_id", "submission.ward_id", "submission.id"],
            name=op.f("fk_attachment_city_id_ward_id_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("city_id", "ward_id", "id", name=op.f("uq_attachment_city_id_ward_id_id")),
    )
    op.create_index("ix_attachment_submission_id", "attachment", ["submission_id"])
    op.execute("ALTER TABLE attachment ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE attachment FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY wall ON attachment USING ({RULE}) WITH CHECK ({RULE})")


def downgrade() -> None:
    op.drop_table("attachment")
