"""Whether an edition prints what only one ward says; those made before printed everything"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "edition", sa.Column("every_text", sa.Boolean(), nullable=False, server_default="true")
    )
    op.alter_column("edition", "every_text", server_default=None)


def downgrade() -> None:
    op.drop_column("edition", "every_text")
