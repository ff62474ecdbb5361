"""Organisations get a link for their contact, assignments remember who confirmed them, and the register the role of a
contact.

The link's digest is made when the link is first given to somebody, since it needs the key of the running service.

Revision ID: 0008
Revises: 0007
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY, NAME, GROUP, POSITION = "kontaktperson", "Kontaktperson", "kontakt", 150

roles = sa.table("roles", *map(sa.column, ("id", "key", "name", "role_group", "position", "version")))
organisations = sa.table("organisations", *map(sa.column, ("id", "link_seed")))


def upgrade() -> None:
    """Add the columns, a seed for every organisation, and the role where it is missing."""
    with op.batch_alter_table("organisations") as table:
        table.add_column(sa.Column("link_seed", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("link_generation", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("link_digest", sa.String(), nullable=True))
        table.add_column(sa.Column("contact_decides", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_unique_constraint(op.f("uq_organisations_link_digest"), ["link_digest"])
    for number in list(op.get_bind().scalars(sa.select(organisations.c.id))):
        seeded = sa.update(organisations).where(organisations.c.id == number)
        op.execute(seeded.values(link_seed=secrets.token_hex(32)))
    with op.batch_alter_table("assignments") as table:
        table.add_column(sa.Column("confirmed_by", sa.String(40), nullable=True))
    known = sa.select(sa.func.count()).select_from(roles).where(sa.or_(roles.c.key == KEY, roles.c.name == NAME))
    if not op.get_bind().scalar(known):
        row = {"key": KEY, "name": NAME, "role_group": GROUP, "position": POSITION, "version": 1}
        op.bulk_insert(roles, [row])


def downgrade() -> None:
    """Take the columns away, and the role where nothing refers to it; one that is in use goes to another group."""
    free = [
        ~sa.exists().where(sa.table(name, sa.column("role_id")).c["role_id"] == roles.c.id)
        for name in ("assignments", "circle_lines", "invitation_holdings", "role_synonyms", "role_expectations")
    ]
    op.execute(sa.delete(roles).where(roles.c.key == KEY, *free))
    op.execute(sa.update(roles).where(roles.c.role_group == GROUP).values(role_group="utveckling"))
    with op.batch_alter_table("assignments") as table:
        table.drop_column("confirmed_by")
    with op.batch_alter_table("organisations") as table:
        table.drop_constraint(op.f("uq_organisations_link_digest"), type_="unique")
        for name in ("contact_decides", "link_digest", "link_generation", "link_seed"):
            table.drop_column(name)
