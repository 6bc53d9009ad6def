"""A field's revision stands once in its history"""

from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

KEY = 'uq_answer_history_submission_id_code_revision'
COLUMNS = ['submission_id', 'code', 'revision']


def upgrade() -> None:
    op.create_unique_constraint(op.f(KEY), 'answer_history', COLUMNS)
    op.drop_index('ix_answer_history_submission_id_code', table_name='answer_history')


def downgrade() -> None:
    op.create_index('ix_answer_history_submission_id_code', 'answer_history', COLUMNS[:2])
    op.drop_constraint(op.f(KEY), 'answer_history', type_='unique')
