"""A city's own wording of the sentences of its report"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WALL = "city_id = current_setting('app.city')::uuid AND current_setting('app.ward') = 'all'"


def upgrade() -> None:
    op.create_table(
        "sentence_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("zero", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_sentence_version_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence_version")),
    )
    op.create_index(
        op.f("ix_sentence_version_city_id_key_written_at"),
        "sentence_version",
        ["city_id", "key", "written_at"],
    )
    op.execute("ALTER TABLE sentence_version ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE sentence_version FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY wall ON sentence_version USING ({WALL}) WITH CHECK ({WALL})")


def downgrade() -> None:
    op.drop_table("sentence_version")
