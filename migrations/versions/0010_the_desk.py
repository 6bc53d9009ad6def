"""The Department's desk: decisions on findings, who looks after which ward, saved filters"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CITY = "city_id = current_setting('app.city')::uuid"
RULE = f"{CITY} AND current_setting('app.ward') = 'all'"
INSTANT = sa.DateTime(timezone=True)
STANDING = """
    INSERT INTO finding_decision (id, city_id, period_id, ward_id, submission_id, finding_id,
        key, rule, decision, before, note, message, inputs, inputs_hash, at, person_name)
    SELECT gen_random_uuid(), f.city_id, s.period_id, f.ward_id, f.submission_id, f.id,
        f.key, f.rule, f.decision, 'open', '', f.message, f.inputs, f.inputs_hash,
        f.decided_at, f.decided_by
    FROM OF_WHICH f JOIN submission s ON s.id = f.submission_id
    WHERE f.city_id = current_setting('app.city')::uuid
        AND f.decision <> 'open' AND f.decided_at IS NOT NULL
"""
TABLES = ("finding_decision", "ward_reviewer", "saved_filter")


def ids(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.Uuid(), nullable=nullable) for name in names]


def texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    make_decisions()
    op.create_table(
        "ward_reviewer",
        *ids("id", "city_id", "ward_id", "person_id"),
        *texts("person_name", "assigned_by"),
        sa.Column("assigned_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "ward_id"],
            ["ward.city_id", "ward.id"],
            name=op.f("fk_ward_reviewer_city_id_ward_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_reviewer")),
        sa.UniqueConstraint("city_id", "ward_id", name=op.f("uq_ward_reviewer_city_id_ward_id")),
    )
    op.create_table(
        "saved_filter",
        *ids("id", "city_id", "person_id"),
        *texts("name", "query"),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint(
            "city_id", "person_id", "name", name=op.f("uq_saved_filter_city_id_person_id_name")
        ),
    )
    op.create_index(
        "uq_saved_filter_default",
        "saved_filter",
        ["city_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY wall ON {table} USING ({RULE}) WITH CHECK ({RULE})")
    remember_what_was_decided()


def make_decisions() -> None:
    op.create_table(
        "finding_decision",
        *ids("id", "city_id", "period_id", "ward_id", "submission_id", "finding_id"),
        *texts("key", "rule", "decision", "before", "note", "message", "inputs_hash"),
        sa.Column("inputs", postgresql.JSONB(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        *ids("person_id", "batch_id", "undoes", nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id", "period_id"],
            ["period.city_id", "period.id"],
            name=op.f("fk_finding_decision_city_id_period_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "ward_id", "submission_id"],
            ["submission.city_id", "submission.ward_id", "submission.id"],
            name=op.f("fk_finding_decision_city_id_ward_id_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_decision")),
    )
    for columns in (["submission_id", "key"], ["city_id", "period_id"]):
        name = f"ix_finding_decision_{'_'.join(columns)}"
        op.create_index(name, "finding_decision", columns)


def remember_what_was_decided() -> None:
    """What stands decided becomes the first line of its history. An owner that is no
    superuser is walled too, so it goes from city to city; a superuser is not, so each
    statement names its city."""
    cities = op.get_bind().execute(sa.text("SELECT id FROM city")).scalars().all()
    for city in cities:
        op.get_bind().execute(
            sa.text(
                "SELECT set_config('app.city', :city, true), set_config('app.ward', 'all', true)"
            ),
            {"city": str(city)},
        )
        for table in ("finding", "department_finding"):
            op.execute(STANDING.replace("OF_WHICH", table))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
