"""Batches of report files"""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

RULE = "city_id = current_setting('app.city')::uuid AND current_setting('app.ward') = 'all'"


def upgrade() -> None:
    op.create_table('batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('period_id', sa.Uuid(), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('storage_key', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.Column('created_by_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'period_id'], ['period.city_id', 'period.id'], name=op.f('fk_batch_city_id_period_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch')),
    sa.UniqueConstraint('city_id', 'id', name=op.f('uq_batch_city_id_id'))
    )
    op.create_table('batch_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('storage_key', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=True),
    sa.Column('submission_id', sa.Uuid(), nullable=True),
    sa.Column('period_code', sa.String(), nullable=False),
    sa.Column('read', sa.Integer(), nullable=False),
    sa.Column('uncertain', sa.Integer(), nullable=False),
    sa.Column('findings', sa.Integer(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'batch_id'], ['batch.city_id', 'batch.id'], name=op.f('fk_batch_file_city_id_batch_id')),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_batch_file_city_id_ward_id_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_file')),
    sa.UniqueConstraint('batch_id', 'position', name=op.f('uq_batch_file_batch_id_position'))
    )
    op.create_index(op.f('ix_batch_file_batch_id'), 'batch_file', ['batch_id'], unique=False)
    for table in ("batch", "batch_file"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY wall ON {table} USING ({RULE}) WITH CHECK ({RULE})")


def downgrade() -> None:
    op.drop_index(op.f('ix_batch_file_batch_id'), table_name='batch_file')
    op.drop_table('batch_file')
    op.drop_table('batch')
