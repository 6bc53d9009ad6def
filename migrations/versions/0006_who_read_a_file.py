"""Which programs read a file, and how sure they were"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("upload", sa.Column("reader", sa.String(), nullable=False, server_default=""))
    op.add_column("upload", sa.Column("sureness", sa.Float(), nullable=False, server_default="1"))
    for name in ("reader", "sureness"):
        op.alter_column("upload", name, server_default=None)


def downgrade() -> None:
    op.drop_column("upload", "sureness")
    op.drop_column("upload", "reader")
