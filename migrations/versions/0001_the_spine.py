"""The spine"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

CITY = "city_id = current_setting('app.city')::uuid"
# The cast is what makes it loud: on a pooled connection a setting that was never
# made comes back as '', which no uuid is; and '' must never mean "all".
DEPARTMENT = "current_setting('app.ward') = 'all'"
WARD = (
    f"{CITY} AND CASE WHEN {DEPARTMENT} THEN true"
    " ELSE ward_id = current_setting('app.ward')::uuid END"
)
# A ward's scope still has to be a well-formed one to read what the city shares.
MEMBER = (
    f"{CITY} AND CASE WHEN {DEPARTMENT} THEN true"
    " ELSE current_setting('app.ward')::uuid IS NOT NULL END"
)

CITY_SHARED = (
    "form_version",
    "period",
    "ward",
)
DEPARTMENT_ONLY = (
    "department_finding",
    "export",
    "rollup",
)
WARD_OWNED = (
    "answer",
    "answer_history",
    "audit_entry",
    "event",
    "explanation",
    "extension",
    "finding",
    "remark",
    "source_phrase",
    "submission",
    "upload",
    "version",
)


def raise_walls() -> None:
    for table in (*CITY_SHARED, *DEPARTMENT_ONLY, *WARD_OWNED):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table in WARD_OWNED:
        op.execute(f"CREATE POLICY wall ON {table} USING ({WARD}) WITH CHECK ({WARD})")
    for table in DEPARTMENT_ONLY:
        rule = f"{CITY} AND {DEPARTMENT}"
        op.execute(f"CREATE POLICY wall ON {table} USING ({rule}) WITH CHECK ({rule})")
    for table in CITY_SHARED:
        rule = f"{CITY} AND {DEPARTMENT}"
        op.execute(f"CREATE POLICY readable ON {table} FOR SELECT USING ({MEMBER})")
        op.execute(f"CREATE POLICY wall ON {table} USING ({rule}) WITH CHECK ({rule})")


def upgrade() -> None:
    op.create_table('city',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('notice', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_city')),
    sa.UniqueConstraint('code', name=op.f('uq_city_code'))
    )
    op.create_table('person',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    op.create_table('sign_in_attempt',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('has_succeeded', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempt'))
    )
    op.create_index('ix_sign_in_attempt_address_at', 'sign_in_attempt', ['address', 'at'], unique=False)
    op.create_index('ix_sign_in_attempt_email_at', 'sign_in_attempt', ['email', 'at'], unique=False)
    op.create_table('audit_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_audit_entry_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    sa.UniqueConstraint('city_id', 'number', name=op.f('uq_audit_entry_city_id_number'))
    )
    op.create_table('audit_head',
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_audit_head_city_id')),
    sa.PrimaryKeyConstraint('city_id', name=op.f('pk_audit_head'))
    )
    op.create_table('form_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('form_key', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('definition', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('rules', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_form_version_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_version')),
    sa.UniqueConstraint('city_id', 'form_key', 'number', name=op.f('uq_form_version_city_id_form_key_number')),
    sa.UniqueConstraint('city_id', 'id', name=op.f('uq_form_version_city_id_id'))
    )
    op.create_table('invitation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_invitation_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash'))
    )
    op.create_table('job',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('arguments', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('coalesce_key', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('run_after', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('kicked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_job_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    op.create_index(op.f('ix_job_city_id'), 'job', ['city_id'], unique=False)
    op.create_index('ix_job_ready', 'job', ['status', 'run_after'], unique=False)
    op.create_index('uq_job_waiting', 'job', ['kind', 'coalesce_key'], unique=True, postgresql_where=sa.text("status = 'queued' AND coalesce_key <> ''"))
    op.create_table('membership',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=True),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_membership_city_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('person_id', 'city_id', 'ward_id', 'role', name=op.f('uq_membership_person_id_city_id_ward_id_role'), postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_membership_city_id'), 'membership', ['city_id'], unique=False)
    op.create_table('ward',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('unit_type', sa.String(), nullable=False),
    sa.Column('short_name', sa.String(), nullable=False),
    sa.Column('sort_key', sa.String(), nullable=False),
    sa.Column('folded', sa.String(), nullable=False),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('area_km2', sa.Double(), nullable=True),
    sa.Column('established_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_ward_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ward')),
    sa.UniqueConstraint('city_id', 'code', name=op.f('uq_ward_city_id_code')),
    sa.UniqueConstraint('city_id', 'id', name=op.f('uq_ward_city_id_id'))
    )
    op.create_table('period',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('form_version_id', sa.Uuid(), nullable=False),
    sa.Column('data_from', sa.Date(), nullable=False),
    sa.Column('data_to', sa.Date(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ward_due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('department_due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('basis_document', sa.String(), nullable=False),
    sa.Column('approved_revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'form_version_id'], ['form_version.city_id', 'form_version.id'], name=op.f('fk_period_city_id_form_version_id')),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_period_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_period')),
    sa.UniqueConstraint('city_id', 'code', name=op.f('uq_period_city_id_code')),
    sa.UniqueConstraint('city_id', 'id', name=op.f('uq_period_city_id_id'))
    )
    op.create_table('signed_in_session',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('membership_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_signed_in_session_membership_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_signed_in_session_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signed_in_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_signed_in_session_token_hash'))
    )
    op.create_index(op.f('ix_signed_in_session_person_id'), 'signed_in_session', ['person_id'], unique=False)
    op.create_table('export',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('period_id', sa.Uuid(), nullable=False),
    sa.Column('format', sa.String(), nullable=False),
    sa.Column('include', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('step', sa.String(), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=True),
    sa.Column('size', sa.Integer(), nullable=True),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('storage_key', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('requested_by', sa.String(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'period_id'], ['period.city_id', 'period.id'], name=op.f('fk_export_city_id_period_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export'))
    )
    op.create_table('extension',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('period_id', sa.Uuid(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document', sa.String(), nullable=False),
    sa.Column('granted_by', sa.String(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'period_id'], ['period.city_id', 'period.id'], name=op.f('fk_extension_city_id_period_id')),
    sa.ForeignKeyConstraint(['city_id', 'ward_id'], ['ward.city_id', 'ward.id'], name=op.f('fk_extension_city_id_ward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extension'))
    )
    op.create_table('rollup',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('period_id', sa.Uuid(), nullable=False),
    sa.Column('include', sa.String(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'period_id'], ['period.city_id', 'period.id'], name=op.f('fk_rollup_city_id_period_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rollup')),
    sa.UniqueConstraint('city_id', 'period_id', 'include', name=op.f('uq_rollup_city_id_period_id_include'))
    )
    op.create_table('submission',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('period_id', sa.Uuid(), nullable=False),
    sa.Column('form_version_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('unlocked_sections', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('last_version', sa.Integer(), nullable=False),
    sa.Column('approved_version', sa.Integer(), nullable=True),
    sa.Column('first_submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('return_due_on', sa.Date(), nullable=True),
    sa.Column('claimed_by', sa.Uuid(), nullable=True),
    sa.Column('claimed_by_name', sa.String(), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('entered_by_department', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'form_version_id'], ['form_version.city_id', 'form_version.id'], name=op.f('fk_submission_city_id_form_version_id')),
    sa.ForeignKeyConstraint(['city_id', 'period_id'], ['period.city_id', 'period.id'], name=op.f('fk_submission_city_id_period_id')),
    sa.ForeignKeyConstraint(['city_id', 'ward_id'], ['ward.city_id', 'ward.id'], name=op.f('fk_submission_city_id_ward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('city_id', 'ward_id', 'id', name=op.f('uq_submission_city_id_ward_id_id')),
    sa.UniqueConstraint('city_id', 'ward_id', 'period_id', name=op.f('uq_submission_city_id_ward_id_period_id'))
    )
    op.create_index('ix_submission_city_id_period_id_state', 'submission', ['city_id', 'period_id', 'state'], unique=False)
    op.create_table('answer',
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('value_int', sa.BigInteger(), nullable=True),
    sa.Column('value_decimal', sa.Numeric(), nullable=True),
    sa.Column('value_bool', sa.Boolean(), nullable=True),
    sa.Column('value_date', sa.Date(), nullable=True),
    sa.Column('value_text', sa.String(), nullable=True),
    sa.Column('value_rows', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('typed', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('problem', sa.String(), nullable=False),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by', sa.Uuid(), nullable=True),
    sa.Column('updated_by_name', sa.String(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_answer_city_id_ward_id_submission_id')),
    sa.PrimaryKeyConstraint('submission_id', 'code', name=op.f('pk_answer'))
    )
    op.create_table('answer_history',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('typed', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('person_name', sa.String(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_answer_history_city_id_ward_id_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_history'))
    )
    op.create_index('ix_answer_history_submission_id_code', 'answer_history', ['submission_id', 'code'], unique=False)
    op.create_table('department_finding',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('period_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('severity', sa.String(), nullable=False),
    sa.Column('fields', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('message', sa.String(), nullable=False),
    sa.Column('others', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('inputs', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('inputs_hash', sa.String(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('decided_by', sa.String(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'period_id'], ['period.city_id', 'period.id'], name=op.f('fk_department_finding_city_id_period_id')),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_department_finding_city_id_ward_id_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department_finding')),
    sa.UniqueConstraint('city_id', 'submission_id', 'key', name=op.f('uq_department_finding_city_id_submission_id_key'))
    )
    op.create_index('ix_department_finding_city_id_period_id', 'department_finding', ['city_id', 'period_id'], unique=False)
    op.create_table('event',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('from_state', sa.String(), nullable=False),
    sa.Column('to_state', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('person_name', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('idempotency_key', sa.String(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_event_city_id_ward_id_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    op.create_index(op.f('ix_event_submission_id'), 'event', ['submission_id'], unique=False)
    op.create_index('uq_event_submission_id_idempotency_key', 'event', ['submission_id', 'idempotency_key'], unique=True, postgresql_where=sa.text("idempotency_key <> ''"))
    op.create_table('explanation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('inputs_hash', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('person_name', sa.String(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_explanation_city_id_ward_id_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_explanation')),
    sa.UniqueConstraint('submission_id', 'key', 'inputs_hash', name=op.f('uq_explanation_submission_id_key_inputs_hash'))
    )
    op.create_table('finding',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('severity', sa.String(), nullable=False),
    sa.Column('fields', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('message', sa.String(), nullable=False),
    sa.Column('expected', sa.String(), nullable=True),
    sa.Column('actual', sa.String(), nullable=True),
    sa.Column('assumed', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('inputs', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('inputs_hash', sa.String(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('decided_by', sa.String(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_finding_city_id_ward_id_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding')),
    sa.UniqueConstraint('city_id', 'ward_id', 'id', name=op.f('uq_finding_city_id_ward_id_id')),
    sa.UniqueConstraint('submission_id', 'key', name=op.f('uq_finding_submission_id_key'))
    )
    op.create_table('remark',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('section', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('made_by', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('answered_by', sa.String(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_remark_city_id_ward_id_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark')),
    sa.UniqueConstraint('city_id', 'ward_id', 'id', name=op.f('uq_remark_city_id_ward_id_id'))
    )
    op.create_index('ix_remark_submission_id', 'remark', ['submission_id'], unique=False)
    op.create_table('upload',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('storage_key', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('header', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('findings', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by', sa.String(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_upload_city_id_ward_id_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload')),
    sa.UniqueConstraint('city_id', 'ward_id', 'id', name=op.f('uq_upload_city_id_ward_id_id'))
    )
    op.create_table('version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('period_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('vector', sa.LargeBinary(), nullable=False),
    sa.Column('receipt', sa.String(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by', sa.Uuid(), nullable=True),
    sa.Column('submitted_by_name', sa.String(), nullable=False),
    sa.Column('on_behalf', sa.Boolean(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'period_id'], ['period.city_id', 'period.id'], name=op.f('fk_version_city_id_period_id')),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_version_city_id_ward_id_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_version')),
    sa.UniqueConstraint('city_id', 'receipt', name=op.f('uq_version_city_id_receipt')),
    sa.UniqueConstraint('city_id', 'ward_id', 'id', name=op.f('uq_version_city_id_ward_id_id')),
    sa.UniqueConstraint('submission_id', 'number', name=op.f('uq_version_submission_id_number'))
    )
    op.create_index('ix_version_city_id_period_id', 'version', ['city_id', 'period_id'], unique=False)
    op.create_table('source_phrase',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('upload_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('typed', sa.String(), nullable=False),
    sa.Column('quote', sa.String(), nullable=False),
    sa.Column('starts_at', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.Integer(), nullable=False),
    sa.Column('confidence', sa.Double(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('ward_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'submission_id'], ['submission.city_id', 'submission.ward_id', 'submission.id'], name=op.f('fk_source_phrase_city_id_ward_id_submission_id')),
    sa.ForeignKeyConstraint(['city_id', 'ward_id', 'upload_id'], ['upload.city_id', 'upload.ward_id', 'upload.id'], name=op.f('fk_source_phrase_city_id_ward_id_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_source_phrase')),
    sa.UniqueConstraint('city_id', 'ward_id', 'id', name=op.f('uq_source_phrase_city_id_ward_id_id')),
    sa.UniqueConstraint('upload_id', 'code', name=op.f('uq_source_phrase_upload_id_code'))
    )
    op.create_index('ix_source_phrase_submission_id_code', 'source_phrase', ['submission_id', 'code'], unique=False)
    raise_walls()


def downgrade() -> None:
    op.drop_index('ix_source_phrase_submission_id_code', table_name='source_phrase')
    op.drop_table('source_phrase')
    op.drop_index('ix_version_city_id_period_id', table_name='version')
    op.drop_table('version')
    op.drop_table('upload')
    op.drop_index('ix_remark_submission_id', table_name='remark')
    op.drop_table('remark')
    op.drop_table('finding')
    op.drop_table('explanation')
    op.drop_index('uq_event_submission_id_idempotency_key', table_name='event', postgresql_where=sa.text("idempotency_key <> ''"))
    op.drop_index(op.f('ix_event_submission_id'), table_name='event')
    op.drop_table('event')
    op.drop_index('ix_department_finding_city_id_period_id', table_name='department_finding')
    op.drop_table('department_finding')
    op.drop_index('ix_answer_history_submission_id_code', table_name='answer_history')
    op.drop_table('answer_history')
    op.drop_table('answer')
    op.drop_index('ix_submission_city_id_period_id_state', table_name='submission')
    op.drop_table('submission')
    op.drop_table('rollup')
    op.drop_table('extension')
    op.drop_table('export')
    op.drop_index(op.f('ix_signed_in_session_person_id'), table_name='signed_in_session')
    op.drop_table('signed_in_session')
    op.drop_table('period')
    op.drop_table('ward')
    op.drop_index(op.f('ix_membership_city_id'), table_name='membership')
    op.drop_table('membership')
    op.drop_index('uq_job_waiting', table_name='job', postgresql_where=sa.text("status = 'queued' AND coalesce_key <> ''"))
    op.drop_index('ix_job_ready', table_name='job')
    op.drop_index(op.f('ix_job_city_id'), table_name='job')
    op.drop_table('job')
    op.drop_table('invitation')
    op.drop_table('form_version')
    op.drop_table('audit_head')
    op.drop_table('audit_entry')
    op.drop_index('ix_sign_in_attempt_email_at', table_name='sign_in_attempt')
    op.drop_index('ix_sign_in_attempt_address_at', table_name='sign_in_attempt')
    op.drop_table('sign_in_attempt')
    op.drop_table('person')
    op.drop_table('city')
