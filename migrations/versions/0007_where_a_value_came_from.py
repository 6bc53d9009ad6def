"""A field's history says where each value came from"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, standing in (("origin", "typed"), ("origin_detail", "")):
        column = sa.Column(name, sa.String(), nullable=False, server_default=standing)
        op.add_column("answer_history", column)
        op.alter_column("answer_history", name, server_default=None)


def downgrade() -> None:
    for name in ("origin_detail", "origin"):
        op.drop_column("answer_history", name)
