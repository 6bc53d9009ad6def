"""What a file offers beside its indicators: texts and tables, and numbers of no field"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = "fk_batch_file_city_id_ward_id_upload_id"


def upgrade() -> None:
    for name, empty in (("texts", "{}"), ("unused", "[]")):
        op.add_column(
            "upload",
            sa.Column(name, postgresql.JSONB(), nullable=False, server_default=empty),
        )
        op.alter_column("upload", name, server_default=None)
    op.add_column("batch_file", sa.Column("upload_id", sa.Uuid(), nullable=True))
    # A key on a standing table is checked by a query, and the wall is forced on the owner
    # too: it looks from a city that is not there. The column is new, so nothing is missed.
    nowhere = "'00000000-0000-0000-0000-000000000000'"
    op.execute(f"SELECT set_config('app.city', {nowhere}, true), set_config('app.ward', 'all', true)")
    columns = ["city_id", "ward_id", "upload_id"]
    op.create_foreign_key(op.f(KEY), "batch_file", "upload", columns, ["city_id", "ward_id", "id"])


def downgrade() -> None:
    op.drop_constraint(op.f(KEY), "batch_file", type_="foreignkey")
    op.drop_column("batch_file", "upload_id")
    for name in ("unused", "texts"):
        op.drop_column("upload", name)
