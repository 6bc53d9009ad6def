"""Whoever wrote in a report is found without reading the city's history"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INDEX = "ix_answer_history_person_id_submission_id"


def upgrade() -> None:
    op.create_index(op.f(INDEX), "answer_history", ["person_id", "submission_id"])


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="answer_history")
