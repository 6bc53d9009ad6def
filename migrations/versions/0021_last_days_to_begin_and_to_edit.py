"""The last days of a period on which a ward may begin its report, and edit it"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_NAMES = ("begins_until", "edits_until")


def upgrade() -> None:
    for name in _NAMES:
        op.add_column("period", sa.Column(name, sa.DateTime(timezone=True)))


def downgrade() -> None:
    for name in _NAMES:
        op.drop_column("period", name)
