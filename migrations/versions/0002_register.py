"""The roles of the network, where they are expected, and its organisations: data that organizers edit as their own.

Up adds what is missing and touches nothing that is there; down takes away what nobody has changed or refers to, so that
up, down, up loses nothing. Keys for sorting and searching are written out, since a migration does not depend on
today's code.

Revision ID: 0002
Revises: 0001
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# key, name, role group, position
ROLES = (
    ("skolpolitiker", "Skolpolitiker", "politiker", 10),
    ("skolchef", "Skolchef", "skolledning", 20),
    ("verksamhetschef", "Verksamhetschef", "skolledning", 30),
    ("rektor", "Rektor", "skolledning", 40),
    ("utvecklingsledare", "Utvecklingsledare", "utveckling", 50),
    ("kvalitetsutvecklare", "Kvalitetsutvecklare", "utveckling", 60),
    ("fakultetsledning", "Fakultetsledning", "larosate", 70),
    ("institutionsledning", "Institutionsledning", "larosate", 80),
    ("prefekt", "Prefekt", "larosate", 90),
    ("programansvarig", "Programansvarig", "larosate", 100),
    ("utbildningschef", "Utbildningschef rektorsprogrammet", "larosate", 110),
    ("samordnare", "Samordnare lärarutbildningen", "larosate", 120),
    ("arbetsutskott", "Ledamot i arbetsutskottet", "utveckling", 130),
    ("adjungerad", "Adjungerad", "adjungerade", 140),
)

# role, kind of organisation, only agreement municipalities, name of one organisation, once per area, at least
EXPECTATIONS = (
    ("skolchef", "kommun", True, None, False, 1),
    ("skolpolitiker", "kommun", True, None, False, 2),
    ("prefekt", "institution", False, None, False, 1),
    ("utbildningschef", None, False, "Mittuniversitetet, rektorsprogrammet", False, 1),
    ("arbetsutskott", "kommun", True, None, True, 1),
)

# name, kind, area, agreement municipality, inhabitants, their year, key for sorting, key for searching
ORGANISATIONS = (
    ('Bergs kommun', 'kommun', 'Jämtlands län', True, 7108, 2024, 'bergs kommun', ' bergs kommun '),
    ('Bräcke kommun', 'kommun', 'Jämtlands län', True, 6035, 2024, 'br|cke kommun', ' bräcke kommun | bracke kommun '),
    ('Härjedalens kommun', 'kommun', 'Jämtlands län', True, 10175, 2024, 'h|rjedalens kommun', ' härjedalens kommun | harjedalens kommun '),
    ('Krokoms kommun', 'kommun', 'Jämtlands län', True, 15680, 2024, 'krokoms kommun', ' krokoms kommun '),
    ('Ragunda kommun', 'kommun', 'Jämtlands län', True, 5146, 2024, 'ragunda kommun', ' ragunda kommun '),
    ('Strömsunds kommun', 'kommun', 'Jämtlands län', True, 11023, 2024, 'str}msunds kommun', ' strömsunds kommun | stromsunds kommun '),
    ('Åre kommun', 'kommun', 'Jämtlands län', True, 12693, 2024, '{re kommun', ' åre kommun | are kommun '),
    ('Östersunds kommun', 'kommun', 'Jämtlands län', True, 64979, 2024, '}stersunds kommun', ' östersunds kommun | ostersunds kommun '),
    ('Härnösands kommun', 'kommun', 'Västernorrlands län', True, 24654, 2023, 'h|rn}sands kommun', ' härnösands kommun | harnosands kommun '),
    ('Kramfors kommun', 'kommun', 'Västernorrlands län', True, 17631, 2023, 'kramfors kommun', ' kramfors kommun '),
    ('Sollefteå kommun', 'kommun', 'Västernorrlands län', True, 18523, 2023, 'sollefte{ kommun', ' sollefteå kommun | solleftea kommun '),
    ('Sundsvalls kommun', 'kommun', 'Västernorrlands län', True, 99213, 2023, 'sundsvalls kommun', ' sundsvalls kommun '),
    ('Timrå kommun', 'kommun', 'Västernorrlands län', True, 17540, 2023, 'timr{ kommun', ' timrå kommun | timra kommun '),
    ('Ånge kommun', 'kommun', 'Västernorrlands län', True, 9109, 2023, '{nge kommun', ' ånge kommun | ange kommun '),
    ('Örnsköldsviks kommun', 'kommun', 'Västernorrlands län', True, 55478, 2023, '}rnsk}ldsviks kommun', ' örnsköldsviks kommun | ornskoldsviks kommun '),
    ('Hudiksvalls kommun', 'kommun', 'Hälsingland', True, 37526, 2025, 'hudiksvalls kommun', ' hudiksvalls kommun '),
    ('Ljusdals kommun', 'kommun', 'Hälsingland', True, 19178, 2008, 'ljusdals kommun', ' ljusdals kommun '),
    ('Nordanstigs kommun', 'kommun', 'Hälsingland', True, 9819, 2008, 'nordanstigs kommun', ' nordanstigs kommun '),
    ('Söderhamns kommun', 'kommun', 'Hälsingland', True, 25406, 2022, 's}derhamns kommun', ' söderhamns kommun | soderhamns kommun '),
    ('Jämtlands Gymnasieförbund', 'kommunalforbund', 'Jämtlands län', False, None, None, 'j|mtlands gymnasief}rbund', ' jämtlands gymnasieförbund | jamtlands gymnasieforbund '),
    ('Mittuniversitetet, fakultetsledningarna', 'fakultet', 'Mittuniversitetet', False, None, None, 'mittuniversitetet, fakultetsledningarna', ' mittuniversitetet, fakultetsledningarna '),
    ('Mittuniversitetet, rektorsprogrammet', 'utbildning', 'Mittuniversitetet', False, None, None, 'mittuniversitetet, rektorsprogrammet', ' mittuniversitetet, rektorsprogrammet '),
    ('Mittuniversitetet, lärarutbildningen', 'utbildning', 'Mittuniversitetet', False, None, None, 'mittuniversitetet, l|rarutbildningen', ' mittuniversitetet, lärarutbildningen | mittuniversitetet, lararutbildningen '),
    ('Specialpedagogiska skolmyndigheten', 'myndighet', 'Nationell', False, None, None, 'specialpedagogiska skolmyndigheten', ' specialpedagogiska skolmyndigheten '),
    ('Skolverket', 'myndighet', 'Nationell', False, None, None, 'skolverket', ' skolverket '),
    ('Region Jämtland Härjedalen', 'region', 'Regional', False, None, None, 'region j|mtland h|rjedalen', ' region jämtland härjedalen | region jamtland harjedalen '),
    ('Kommunförbundet Västernorrland', 'kommunforbund', 'Regional', False, None, None, 'kommunf}rbundet v|sternorrland', ' kommunförbundet västernorrland | kommunforbundet vasternorrland '),
)

roles = sa.table(
    "roles", *map(sa.column, ("id", "key", "name", "role_group", "position", "version"))
)
organisations = sa.table(
    "organisations",
    *map(sa.column, ("id", "uid", "name", "kind", "area", "agreement", "inhabitants", "inhabitants_year", "mailbox")),
    *map(sa.column, ("sort_key", "search_key", "version")),
)
expectations = sa.table(
    "role_expectations",
    *map(sa.column, ("id", "role_id", "organisation_kind", "agreement_only", "organisation_id", "per_area", "minimum")),
)


def upgrade() -> None:
    """Add what is missing."""
    there = set(_column(roles.c.key)) | set(_column(roles.c.name))
    _insert(
        roles,
        [
            {"key": key, "name": name, "role_group": group, "position": position, "version": 1}
            for key, name, group, position in ROLES
            if key not in there and name not in there
        ],
    )
    names = set(_column(organisations.c.name))
    _insert(organisations, [_organisation(row) for row in ORGANISATIONS if row[0] not in names])
    _insert(expectations, [row for row in map(_expectation, EXPECTATIONS) if row is not None and not _is_known(row)])


def downgrade() -> None:
    """Take away what is as this step wrote it and what nothing refers to."""
    for row in filter(None, map(_expectation, EXPECTATIONS)):
        op.execute(sa.delete(expectations).where(*_same(row), expectations.c.minimum == row["minimum"]))
    for key, name, group, position in ROLES:
        untouched = (roles.c.name == name, roles.c.role_group == group, roles.c.position == position)
        free = _free(roles.c.id, "role_id", ("assignments", "circle_lines", "invitation_holdings", "role_synonyms"))
        op.execute(sa.delete(roles).where(roles.c.key == key, roles.c.version == 1, *untouched, *free))
    for row in ORGANISATIONS:
        users = ("assignments", "invitation_holdings", "event_members", "organisation_aliases")
        free = _free(organisations.c.id, "organisation_id", users)
        op.execute(
            sa.delete(organisations).where(organisations.c.name == row[0], organisations.c.version == 1, *free)
        )


def _column(column: sa.ColumnClause) -> list:
    return list(op.get_bind().scalars(sa.select(column)))


def _insert(table: sa.TableClause, rows: list[dict]) -> None:
    if rows:
        op.bulk_insert(table, rows)


def _organisation(row: tuple) -> dict:
    names = ("name", "kind", "area", "agreement", "inhabitants", "inhabitants_year", "sort_key", "search_key")
    return {**dict(zip(names, row, strict=True)), "uid": str(uuid4()), "mailbox": "", "version": 1}


def _expectation(row: tuple) -> dict | None:
    """The row to be written; None where the role or the organisation is gone."""
    role, kind, agreement_only, organisation, per_area, minimum = row
    bind = op.get_bind()
    role_id = bind.scalar(sa.select(roles.c.id).where(roles.c.key == role))
    place_id = bind.scalar(sa.select(organisations.c.id).where(organisations.c.name == organisation))
    if role_id is None or (organisation and place_id is None):
        return None
    return {
        "role_id": role_id,
        "organisation_kind": kind,
        "agreement_only": agreement_only,
        "organisation_id": place_id,
        "per_area": per_area,
        "minimum": minimum,
    }


def _same(row: dict) -> list:
    """Conditions for the same expectation, whatever its number of people."""
    return [expectations.c[name].is_not_distinct_from(row[name]) for name in row if name != "minimum"]


def _is_known(row: dict) -> bool:
    return bool(op.get_bind().scalar(sa.select(sa.func.count()).select_from(expectations).where(*_same(row))))


def _free(number: sa.ColumnClause, reference: str, tables: tuple[str, ...]) -> list:
    """Conditions that no row of ``tables`` and no expectation points at the row."""
    return [
        ~sa.exists().where(sa.table(name, sa.column(reference)).c[reference] == number)
        for name in (*tables, "role_expectations")
    ]
