"""The register's list, organisations, roles, vacancies and base data, on both databases."""

import importlib.util
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask

from app.audit.actor import COMMAND
from app.kernel.db import db, transaction
from app.people import actions, queries
from app.people.model import Organisation, Role, RoleExpectation
from app.people.rules.drafts import ExpectationDraft, OrganisationDraft, RoleDraft
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.people.rules.persons import FieldChange
from app.people.rules.register import RegisterFilter, Show
from tests import builders

NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)
TODAY = date(2027, 1, 20)
BASE_DATA = Path(__file__).parents[2] / "migrations" / "versions" / "0002_register.py"


def _names(asked: RegisterFilter) -> list[str]:
    return [person.name for person in queries.search(asked, 1, TODAY).people]


def _register() -> None:
    with transaction():
        rektor, politiker = builders.role(), builders.role("skolpolitiker", group=RoleGroup.POLITIKER)
        ange = builders.organisation()
        orebro = builders.organisation("Örebro friskola", kind=OrganisationKind.FRISTAENDE, area="", agreement=False)
        builders.assignment(builders.person("Anna", "Ek"), rektor, ange)
        builders.assignment(builders.person("Bo", "Öhman"), politiker, ange)
        both = builders.person("Sofia", "Marek", address="")
        builders.assignment(both, rektor, orebro)
        builders.assignment(both, politiker, ange, ends_on=date(2026, 12, 31))
        builders.person("Åsa", "Åberg", declined_all_at=NOW)


def test_two_letters_find_short_names_and_not_half_the_register(database: Flask) -> None:
    _register()
    assert (_names(RegisterFilter(text="Ek")), _names(RegisterFilter(text="ÖH"))) == (["Anna Ek"], ["Bo Öhman"])


def test_a_search_knows_organisations_and_roles_and_letters_without_dots(database: Flask) -> None:
    _register()
    assert _names(RegisterFilter(text="ånge")) == ["Anna Ek", "Bo Öhman"]
    assert _names(RegisterFilter(text="rektor ånge")) == ["Anna Ek"]
    assert _names(RegisterFilter(text="ohman")) == ["Bo Öhman"]
    assert _names(RegisterFilter(text="100% _")) == []


def test_filters_hold_for_one_and_the_same_assignment_today(database: Flask) -> None:
    _register()
    assert _names(RegisterFilter(role="rektor")) == ["Anna Ek", "Sofia Marek"]
    assert _names(RegisterFilter(group=RoleGroup.POLITIKER)) == ["Bo Öhman"]
    assert _names(RegisterFilter(role="rektor", kind=OrganisationKind.KOMMUN)) == ["Anna Ek"]
    assert _names(RegisterFilter(area="Västernorrlands län")) == ["Anna Ek", "Bo Öhman"]


def test_names_sort_in_swedish_order(database: Flask) -> None:
    _register()
    assert _names(RegisterFilter()) == ["Anna Ek", "Sofia Marek", "Åsa Åberg", "Bo Öhman"]


def test_those_without_address_or_assignment_or_who_declined_can_be_listed(database: Flask) -> None:
    _register()
    assert _names(RegisterFilter(show=Show.WITHOUT_ADDRESS)) == ["Sofia Marek"]
    assert _names(RegisterFilter(show=Show.WITHOUT_ASSIGNMENT)) == ["Åsa Åberg"]
    assert _names(RegisterFilter(show=Show.DECLINED)) == ["Åsa Åberg"]


def test_the_count_beside_a_filter_is_what_the_filter_shows(database: Flask) -> None:
    _register()
    facets = queries.count_facets(RegisterFilter(), TODAY)
    assert facets == queries.Facets(
        roles={"rektor": 2, "skolpolitiker": 1},
        groups={RoleGroup.SKOLLEDNING: 2, RoleGroup.POLITIKER: 1},
        kinds={OrganisationKind.KOMMUN: 2, OrganisationKind.FRISTAENDE: 1},
        areas={"Västernorrlands län": 2, "": 1},
        shows={
            Show.EVERYBODY: 4,
            Show.WITHOUT_ADDRESS: 1,
            Show.REFUSED: 0,
            Show.WITHOUT_ASSIGNMENT: 1,
            Show.DECLINED: 1,
            Show.UNINFORMED: 4,
        },
    )
    narrowed = queries.count_facets(RegisterFilter(text="ek", role="rektor"), TODAY)
    assert (narrowed.roles, narrowed.shows[Show.EVERYBODY]) == ({"rektor": 1}, 1)


def test_a_page_too_far_is_the_last_page(database: Flask) -> None:
    with transaction():
        for number in range(51):
            builders.person("Anna", f"Berg {number:02}")
    found = queries.search(RegisterFilter(), 99, TODAY)
    assert (found.page, found.pages, found.total, [p.name for p in found.people]) == (2, 2, 51, ["Anna Berg 50"])


def test_vacancies_name_role_and_organisation(database: Flask) -> None:
    with transaction() as session:
        skolchef, ange = builders.role("skolchef"), builders.organisation()
        builders.organisation("Bergs kommun", area="Jämtlands län")
        builders.assignment(builders.person(), skolchef, ange)
        row = {"organisation_kind": OrganisationKind.KOMMUN, "agreement_only": True}
        session.add(RoleExpectation(role=skolchef, minimum=1, **row))
    vacant = queries.list_vacancies(TODAY)
    assert [(v.role.key, v.organisation and v.organisation.name, v.missing) for v in vacant] == [
        ("skolchef", "Bergs kommun", 1)
    ]


def test_an_organisation_is_edited_once_by_two(database: Flask) -> None:
    with transaction():
        uid = builders.organisation().uid
        builders.organisation("Bergs kommun")
    draft = OrganisationDraft(
        "Ånge kommun", OrganisationKind.KOMMUN, "Västernorrlands län", agreement=True, mailbox="a@x.example"
    )
    with transaction():
        saved = actions.edit_organisation(uid, draft, 1, now=NOW, actor=COMMAND)
    assert isinstance(saved, actions.OrganisationSaved)
    assert saved.changed == (FieldChange("mailbox", "", "a@x.example"),)
    with transaction():
        late = actions.edit_organisation(
            uid, OrganisationDraft("Ånge", OrganisationKind.KOMMUN), 1, now=NOW, actor=COMMAND
        )
        taken = actions.create_organisation(
            OrganisationDraft("bergs KOMMUN", OrganisationKind.KOMMUN), now=NOW, actor=COMMAND
        )
    assert isinstance(late, actions.OrganisationEditedMeanwhile)
    assert isinstance(taken, actions.OrganisationNameTaken)


def test_a_role_gets_a_key_of_its_name_and_is_expected_where_said(database: Flask) -> None:
    with transaction():
        ange = builders.organisation()
        saved = actions.create_role(RoleDraft("Språk ledare", RoleGroup.UTVECKLING), now=NOW, actor=COMMAND)
        assert isinstance(saved, actions.RoleSaved)
        row = actions.add_expectation(
            saved.role, ExpectationDraft(1, organisation_uid=ange.uid), now=NOW, actor=COMMAND
        )
        again = actions.create_role(RoleDraft("språk ledare", RoleGroup.UTVECKLING), now=NOW, actor=COMMAND)
    assert (saved.role.key, isinstance(again, actions.RoleNameTaken)) == ("sprak-ledare", True)
    assert [vacant.missing for vacant in queries.list_vacancies(TODAY)] == [1]
    with transaction():
        actions.edit_expectation(queries.get_expectation(row.id), 2, now=NOW, actor=COMMAND)
    assert [vacant.missing for vacant in queries.list_vacancies(TODAY)] == [2]
    with transaction():
        actions.remove_expectation(queries.get_expectation(row.id), now=NOW, actor=COMMAND)
    assert queries.list_vacancies(TODAY) == []


def _base_data() -> ModuleType:
    spec = importlib.util.spec_from_file_location("base_data", BASE_DATA)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run(step: str) -> None:
    with db.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        getattr(_base_data(), step)()


def _count() -> list[int]:
    db.session.rollback()
    return [
        db.session.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in (Role, Organisation, RoleExpectation)
    ]


def test_the_roles_and_organisations_come_with_the_product_and_are_not_doubled(database: Flask) -> None:
    _run("upgrade")
    _run("upgrade")
    assert _count() == [14, 27, 5]
    assert [place.name for place in queries.list_organisations() if "påhitt" in place.name] == []
    missing = {(v.role.key, v.organisation.name if v.organisation else v.area) for v in queries.list_vacancies(TODAY)}
    assert len(missing) == 19 + 19 + 1 + 3


def test_going_back_leaves_what_somebody_changed_or_uses(database: Flask) -> None:
    _run("upgrade")
    with transaction():
        builders.assignment(builders.person(), queries.get_role("rektor"), queries.list_organisations()[0])
        politiker = queries.list_expectations()[0]
        actions.edit_expectation(politiker, 3, now=NOW, actor=COMMAND)
    _run("downgrade")
    assert _count() == [2, 1, 1]
    _run("upgrade")
    assert _count() == [14, 27, 5]
    _run("downgrade")
