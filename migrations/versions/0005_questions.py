"""Questions with options, circles and versions; the answers to them; the library.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KINDS = ("short_text", "long_text", "one", "several", "yes_no", "number", "date")


def _kind() -> sa.Column:
    return sa.Column("kind", sa.Enum(*_KINDS, name="questionkind", native_enum=False, length=40), nullable=False)


def _basis() -> sa.Column:
    basis = sa.Enum("public_interest", "consent", name="legalbasis", native_enum=False, length=40)
    return sa.Column("basis", basis, nullable=False)


def _key(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    with op.batch_alter_table("events") as batch:
        batch.add_column(sa.Column("asks_questions", sa.Boolean(), nullable=False, server_default=sa.false()))
    _questions()
    _around_questions()
    _answers()


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer()),
        _kind(),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("help", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("required_since", sa.DateTime(timezone=True)),
        _basis(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("depends_on_id", sa.Integer()),
        sa.Column("depends_value", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        _key("questions", "event_id", "events"),
        _key("questions", "part_id", "parts"),
        _key("questions", "depends_on_id", "questions", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("uid", name=op.f("uq_questions_uid")),
    )
    _index("questions", "event_id", "part_id", "depends_on_id")


def _around_questions() -> None:
    op.create_table(
        "question_options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_question_options_capacity")),
        _key("question_options", "question_id", "questions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_options")),
        sa.UniqueConstraint("uid", name=op.f("uq_question_options_uid")),
    )
    _index("question_options", "question_id")
    op.create_table(
        "question_roles",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        _key("question_roles", "question_id", "questions"),
        _key("question_roles", "role_id", "roles"),
        sa.PrimaryKeyConstraint("question_id", "role_id", name=op.f("pk_question_roles")),
    )
    _index("question_roles", "role_id")
    op.create_table(
        "question_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _kind(),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("help", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        _key("question_versions", "question_id", "questions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_versions")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_question_versions_question_id_number")),
    )
    _index("question_versions", "question_id")
    op.create_table(
        "library_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        _kind(),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("help", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        _basis(),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("sort_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_questions")),
        sa.UniqueConstraint("uid", name=op.f("uq_library_questions_uid")),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer()),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("day", sa.Date()),
        sa.Column("consented_at", sa.DateTime(timezone=True)),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        _key("answers", "registration_id", "registrations"),
        _key("answers", "question_id", "questions"),
        _key("answers", "option_id", "question_options"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint(
            "registration_id", "question_id", "option_id", name=op.f("uq_answers_registration_id_question_id_option_id")
        ),
    )
    _index("answers", "registration_id", "question_id", "option_id")


def downgrade() -> None:
    for table in (
        "answers",
        "library_questions",
        "question_versions",
        "question_roles",
        "question_options",
        "questions",
    ):
        op.drop_table(table)
    with op.batch_alter_table("events") as batch:
        batch.drop_column("asks_questions")
