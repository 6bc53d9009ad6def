"""The page of a city for everybody"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_page",
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("shows_wards", sa.Boolean(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_public_page_city_id")),
        sa.PrimaryKeyConstraint("city_id", name=op.f("pk_public_page")),
    )
    op.create_table(
        "public_edition",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("period_code", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"], ["verification.code"], name=op.f("fk_public_edition_code")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_public_edition_city_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_public_edition")),
    )
    op.create_index("ix_public_edition_city_id", "public_edition", ["city_id"])


def downgrade() -> None:
    op.drop_table("public_edition")
    op.drop_table("public_page")
