"""Threads: remarks not sent yet, remarks that ask again; how many persons an approval needs"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CITY = "city_id = current_setting('app.city')::uuid"
DEPARTMENT = "current_setting('app.ward') = 'all'"
MEMBER = (
    f"{CITY} AND CASE WHEN {DEPARTMENT} THEN true"
    " ELSE current_setting('app.ward')::uuid IS NOT NULL END"
)
RULE = f"{CITY} AND {DEPARTMENT}"
INSTANT = sa.DateTime(timezone=True)
REPORT = ["city_id", "ward_id", "submission_id"]
FOLLOWS = ["city_id", "ward_id", "follows_id"]
REMARK = ["remark.city_id", "remark.ward_id", "remark.id"]
KEY = "fk_remark_city_id_ward_id_follows_id"
# A key on a standing table is checked by a query, and the wall is forced on the owner too:
# it looks from a city that is not there. The column is new, so nothing is missed.
NOWHERE = "'00000000-0000-0000-0000-000000000000'"


def upgrade() -> None:
    op.add_column("remark", sa.Column("closed_by", sa.String(), nullable=False, server_default=""))
    op.alter_column("remark", "closed_by", server_default=None)
    op.add_column("remark", sa.Column("follows_id", sa.Uuid(), nullable=True))
    op.execute(
        f"SELECT set_config('app.city', {NOWHERE}, true), set_config('app.ward', 'all', true)"
    )
    op.create_foreign_key(op.f(KEY), "remark", "remark", FOLLOWS, ["city_id", "ward_id", "id"])
    make_drafts()
    make_rules()


def make_drafts() -> None:
    op.create_table(
        "draft_remark",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", *REPORT)),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("section", "code", "text", "made_by")
        ),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            REPORT,
            ["submission.city_id", "submission.ward_id", "submission.id"],
            name=op.f("fk_draft_remark_city_id_ward_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            FOLLOWS, REMARK, name=op.f("fk_draft_remark_city_id_ward_id_follows_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_remark")),
    )
    op.create_index("ix_draft_remark_submission_id", "draft_remark", ["submission_id"])
    secure("draft_remark")


def make_rules() -> None:
    op.create_table(
        "review_rule",
        sa.Column("city_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.Boolean(), nullable=False)
            for name in ("needs_second", "bars_own_review")
        ),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_review_rule_city_id")),
        sa.PrimaryKeyConstraint("city_id", name=op.f("pk_review_rule")),
    )
    secure("review_rule")
    op.execute(f"CREATE POLICY readable ON review_rule FOR SELECT USING ({MEMBER})")


def secure(table: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY wall ON {table} USING ({RULE}) WITH CHECK ({RULE})")


def downgrade() -> None:
    op.drop_table("review_rule")
    op.drop_table("draft_remark")
    op.drop_constraint(op.f(KEY), "remark", type_="foreignkey")
    op.drop_column("remark", "follows_id")
    op.drop_column("remark", "closed_by")
