"""Notices, their deliveries, the city's webhook; reminders that a person may turn off"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CITY = "city_id = current_setting('app.city')::uuid"
DEPARTMENT = "current_setting('app.ward') = 'all'"
WARD_OWNED = (
    f"{CITY} AND CASE WHEN {DEPARTMENT} THEN true"
    " ELSE ward_id = current_setting('app.ward')::uuid END"
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("addressed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id", "ward_id"],
            ["ward.city_id", "ward.id"],
            name=op.f("fk_notice_city_id_ward_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("city_id", "id", name=op.f("uq_notice_city_id_id")),
        sa.UniqueConstraint("city_id", "key", name=op.f("uq_notice_city_id_key")),
    )
    op.create_index(
        "ix_notice_waiting", "notice", ["city_id"], postgresql_where=sa.text("addressed_at IS NULL")
    )
    _delivery()
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_webhook_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sa.UniqueConstraint("city_id", name=op.f("uq_webhook_city_id")),
    )
    department = f"{CITY} AND {DEPARTMENT}"
    for table, rule in (
        ("notice", WARD_OWNED),
        ("delivery", department),
        ("webhook", department),
    ):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY wall ON {table} USING ({rule}) WITH CHECK ({rule})")
    op.add_column(
        "person",
        sa.Column("has_reminders", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.alter_column("person", "has_reminders", server_default=None)


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "notice_id"],
            ["notice.city_id", "notice.id"],
            name=op.f("fk_delivery_city_id_notice_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "notice_id",
            "channel",
            "recipient",
            name=op.f("uq_delivery_notice_id_channel_recipient"),
        ),
    )
    op.create_index("ix_delivery_city_id_made_at", "delivery", ["city_id", "made_at"])
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["city_id", "next_try_at"],
        postgresql_where=sa.text("state = 'queued'"),
    )


def downgrade() -> None:
    op.drop_column("person", "has_reminders")
    for table in ("webhook", "delivery", "notice"):
        op.drop_table(table)
