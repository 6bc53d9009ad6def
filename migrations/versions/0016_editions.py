"""Editions of the city report: frozen, sealed, and open to verification"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

RULE = "city_id = current_setting('app.city')::uuid AND current_setting('app.ward') = 'all'"
INSTANT = sa.DateTime(timezone=True)
WALLED = ("edition", "edition_comment")
# A sealed report stays as it was sealed, whoever asks, whatever the program thinks.
SEALED = """
    CREATE FUNCTION refuse_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.sealed_at IS NOT NULL THEN
            RAISE EXCEPTION 'edition % is sealed', OLD.number
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_is_sealed';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
"""
# What was asked for before there were editions becomes one each, without a frozen model.
STANDING = """
    INSERT INTO edition (id, city_id, period_id, number, include, parts, formats, status, step,
        done_steps, error, requested_by, requested_at, finished_at, code, revision, inputs,
        inputs_sha256, content, sha256, sealed_by)
    SELECT id, city_id, period_id,
        row_number() OVER (PARTITION BY period_id ORDER BY requested_at, id),
        include, '[]', jsonb_build_array(format),
        CASE WHEN status IN ('ready', 'failed') THEN status ELSE 'failed' END, step, 0, error,
        requested_by, requested_at, made_at, id::text, revision, '[]', '', '', '', ''
    FROM export
"""


#: What an edition says of the work, and its files no longer do.
GONE = {
    "status": (sa.String(), ""),
    "step": (sa.String(), ""),
    "progress": (sa.Integer(), "0"),
    "error": (sa.String(), ""),
    "include": (sa.String(), ""),
    "requested_by": (sa.String(), ""),
    "revision": (sa.Integer(), None),
    "requested_at": (INSTANT, "now"),
}


def texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    make_editions()
    make_comments()
    make_verifications()
    op.execute(SEALED)
    op.execute(
        "CREATE TRIGGER edition_is_sealed BEFORE UPDATE OR DELETE ON edition"
        " FOR EACH ROW EXECUTE FUNCTION refuse_sealed()"
    )
    for table in WALLED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY wall ON {table} USING ({RULE}) WITH CHECK ({RULE})")
    give_exports_their_editions()


def make_editions() -> None:
    op.create_table(
        "edition",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "city_id", "period_id")),
        sa.Column("number", sa.Integer(), nullable=False),
        *texts("include", "status", "step", "error", "requested_by", "code"),
        *texts("inputs_sha256", "content", "sha256", "sealed_by"),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        sa.Column("formats", postgresql.JSONB(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(), nullable=False),
        sa.Column("done_steps", sa.Integer(), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("sealed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id", "period_id"],
            ["period.city_id", "period.id"],
            name=op.f("fk_edition_city_id_period_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("city_id", "id", name=op.f("uq_edition_city_id_id")),
        sa.UniqueConstraint("code", name=op.f("uq_edition_code")),
        sa.UniqueConstraint(
            "city_id", "period_id", "number", name=op.f("uq_edition_city_id_period_id_number")
        ),
    )


def make_comments() -> None:
    op.create_table(
        "edition_comment",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "city_id", "edition_id")),
        *texts("text", "person_name"),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "edition_id"],
            ["edition.city_id", "edition.id"],
            name=op.f("fk_edition_comment_city_id_edition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_comment")),
    )


def make_verifications() -> None:
    op.create_table(
        "verification",
        *texts("code", "city_name", "title", "sha256", "superseded_by"),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("sealed_at", INSTANT, nullable=True),
        sa.Column("files", postgresql.JSONB(), nullable=False),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_verification_city_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_verification")),
    )
    op.create_index("ix_verification_city_id", "verification", ["city_id"])


def give_exports_their_editions() -> None:
    """An export becomes a file of its edition: it is there once it was made. From city to
    city, since an owner that is no superuser is walled as well."""
    op.add_column("export", sa.Column("edition_id", sa.Uuid(), nullable=True))
    op.alter_column("export", "finished_at", new_column_name="made_at")
    for city in op.get_bind().execute(sa.text("SELECT id FROM city")).scalars().all():
        enter(city)
        op.execute(STANDING)
        op.execute("DELETE FROM export WHERE status <> 'ready' OR made_at IS NULL")
        op.execute("UPDATE export SET edition_id = id")
    # Key checks look at the table's rows as its owner, who is walled too.
    enter("00000000-0000-0000-0000-000000000000")
    for column in ("edition_id", "made_at", "size"):
        op.alter_column("export", column, nullable=False)
    op.create_foreign_key(
        op.f("fk_export_city_id_edition_id"),
        "export",
        "edition",
        ["city_id", "edition_id"],
        ["city_id", "id"],
    )
    for column in GONE:
        op.drop_column("export", column)


def enter(city: object) -> None:
    op.get_bind().execute(
        sa.text("SELECT set_config('app.city', :city, true), set_config('app.ward', 'all', true)"),
        {"city": str(city)},
    )


def downgrade() -> None:
    op.drop_constraint("fk_export_city_id_edition_id", "export")
    op.drop_column("export", "edition_id")
    op.alter_column("export", "made_at", new_column_name="finished_at", nullable=True)
    op.alter_column("export", "size", nullable=True)
    for column, (kind, blank) in GONE.items():
        is_free = blank is None
        op.add_column(
            "export", sa.Column(column, kind, nullable=is_free, server_default=blank)
        )
        op.alter_column("export", column, server_default=None)
    op.drop_table("verification")
    op.drop_table("edition_comment")
    op.drop_table("edition")
    op.execute("DROP FUNCTION refuse_sealed")
