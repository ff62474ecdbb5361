"""Reading contacts in from files, on both databases."""

import csv
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import Actor, ActorKind
from app.audit.model import LogEntry
from app.kernel.db import db, transaction
from app.people import actions, queries
from app.people.actions import importing
from app.people.model import (
    Assignment,
    ContactUpload,
    Organisation,
    OrganisationAlias,
    Person,
    PersonAddress,
    Role,
    RoleSynonym,
)
from app.people.rules.corrections import Corrections
from app.people.rules.kinds import AssignmentSource, OrganisationKind
from app.people.rules.persons import FieldChange
from app.people.rules.preview import Changed, Counts, Preview, Refused
from app.people.rules.seal import seal
from app.sheets.read import read
from tests import builders, network
from tests.said import count_statements

NOW, TODAY = builders.NOW, date(2027, 1, 20)
ORGANIZER = Actor(ActorKind.ACCOUNT, "konto-1", "Sam Ordnare")
pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
def register(database: Flask) -> None:
    """The network's roles and organisations, and nobody yet."""
    with transaction():
        network.build()


def _prepared(content: bytes, filename: str, corrections: Corrections | None = None) -> importing.Prepared:
    return importing.prepare(read(content, filename), corrections or Corrections(), TODAY)


def read_file(content: bytes, filename: str = "kontakter.csv", corrections: Corrections | None = None) -> Counts:
    prepared = _prepared(content, filename, corrections)
    with transaction():
        outcome = importing.read_in(
            prepared, seal(prepared.preview), TODAY, now=NOW, actor=ORGANIZER, filename=filename, upload_uid="u1"
        )
    assert isinstance(outcome, importing.ReadIn)
    return outcome.counts


def _file(name: str) -> bytes:
    return (network.DATA / name).read_bytes()


def _lines(*lines: str) -> bytes:
    return "\r\n".join(("Förnamn;Efternamn;E-post;Telefon;Roll;Organisation;Anm.", *lines)).encode()


def _held() -> set[tuple[str, str, str, str, str]]:
    """Every assignment: the person's name and preferred address, the role, the organisation."""
    asked = (
        sa.select(Person.given_name, Person.family_name, PersonAddress.address, Role.name, Organisation.name)
        .join(Assignment, Assignment.person_id == Person.id)
        .join(Role, Role.id == Assignment.role_id)
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .outerjoin(PersonAddress, sa.and_(PersonAddress.person_id == Person.id, PersonAddress.preferred))
    )
    return {tuple(row) for row in db.session.execute(asked)}


def _truth() -> list[dict[str, str]]:
    with (network.DATA / "contacts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _as_held(row: dict[str, str]) -> tuple[str, str, str, str, str]:
    return row["förnamn"], row["efternamn"], row["epost"], row["roll"], row["organisation"]


def _count(model: type[object]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def _everything() -> list[object]:
    """All that an import may change of the register, as values."""
    people = db.session.execute(
        sa.select(Person.uid, Person.given_name, Person.family_name, Person.phone, Person.note, Person.version)
    )
    addresses = db.session.execute(sa.select(PersonAddress.address, PersonAddress.preferred))
    held = db.session.execute(sa.select(Assignment.uid, Assignment.starts_on, Assignment.ends_on))
    return sorted(map(tuple, [*people, *addresses, *held]), key=repr)


def test_the_clean_list_comes_in_as_it_stands() -> None:
    assert read_file(_file("contacts.csv")) == Counts(277, 0, 0, 0, 0, 271)
    assert _held() == {_as_held(row) for row in _truth()}
    assert _count(Person) == 271
    assert _count(Assignment) == 277
    phones = {(row["epost"], row["telefon"]) for row in _truth()}
    asked = sa.select(PersonAddress.address, Person.phone).join(Person)
    assert {tuple(row) for row in db.session.execute(asked)} == phones


def test_nobody_read_in_has_been_informed_and_everybody_has_links() -> None:
    read_file(_file("contacts.csv"))
    people = db.session.scalars(sa.select(Person)).all()
    assert {person.informed_at for person in people} == {None}
    assert len({person.link_digest for person in people} - {None}) == 271
    held = db.session.scalars(sa.select(Assignment)).all()
    assert {(one.source, one.confirmed_on) for one in held} == {(AssignmentSource.IMPORT, TODAY)}


@pytest.mark.parametrize("name", ["contacts.csv", "contacts-messy.xlsx", "contacts-excel.csv"])
def test_the_same_file_again_changes_nothing(name: str) -> None:
    first = read_file(_file(name), name)
    before = _everything()
    again = read_file(_file(name), name)
    assert again == Counts(0, 0, first.created, first.refused, first.skipped, 0)
    assert _everything() == before


def test_the_messy_list_gives_the_same_people_but_for_broken_addresses() -> None:
    counts = read_file(_file("contacts-messy.xlsx"), "contacts-messy.xlsx")
    without_address = {("Anna", "Jonsson", None, "Utvecklingsledare", "Härnösands kommun")}
    truth, held = {_as_held(row) for row in _truth()}, _held()
    assert (counts.created, counts.refused) == (274, 3)
    assert held - truth == without_address
    assert len(truth - held) == 3 + len(without_address)


def test_the_messy_list_after_the_clean_one_doubles_nobody() -> None:
    read_file(_file("contacts.csv"))
    held = _held()
    counts = read_file(_file("contacts-messy.xlsx"), "contacts-messy.xlsx")
    assert (counts.created, counts.new_people) == (0, 0)
    assert (_count(Person), _held()) == (271, held)


def test_the_clean_list_after_the_messy_one_adds_only_what_was_refused() -> None:
    read_file(_file("contacts-messy.xlsx"), "contacts-messy.xlsx")
    people = _count(Person)
    counts = read_file(_file("contacts.csv"))
    assert (people, counts.new_people) == (268, 3)
    assert {_as_held(row) for row in _truth()} == _held()


def test_excels_own_csv_comes_in_whole() -> None:
    counts = read_file(_file("contacts-excel.csv"), "contacts-excel.csv")
    assert (counts.created, counts.refused, counts.new_people) == (80, 0, 79)
    truth, held = {_as_held(row) for row in _truth()}, _held()
    assert sorted(row[0] for row in held - truth) == ["?ukasz", "?ukasz"]


def test_the_clean_list_mends_the_letters_that_excels_csv_lost() -> None:
    read_file(_file("contacts-excel.csv"), "contacts-excel.csv")
    assert read_file(_file("contacts.csv")).new_people == 271 - 79
    assert (_count(Person), _held()) == (271, {_as_held(row) for row in _truth()})


def test_people_missing_from_a_file_stay() -> None:
    read_file(_file("contacts.csv"))
    before = _held()
    read_file(_lines("Ny;Nyman;ny@ange.example;;Rektor;Ånge kommun;"))
    assert _held() == before | {("Ny", "Nyman", "ny@ange.example", "Rektor", "Ånge kommun")}


def test_a_changed_number_is_shown_and_written_with_its_line_in_the_log() -> None:
    read_file(_lines("Anna;Berg;anna@ange.example;070-123 45 67;Rektor;Ånge kommun;"))
    fresh = _lines("Anna;Berg;anna@ange.example;070-765 43 21;Rektor;Ånge kommun;")
    preview = _prepared(fresh, "ny.csv").preview
    change = FieldChange("phone", "070-123 45 67", "070-765 43 21")
    assert preview.rows[0].verdict == Changed((change,))
    assert read_file(fresh) == Counts(0, 1, 0, 0, 0, 0)
    person = db.session.scalars(sa.select(Person)).one()
    assert (person.phone, person.version, " 070-765 43 21 " in person.search_key) == ("070-765 43 21", 2, True)
    entries = db.session.scalars(sa.select(LogEntry).where(LogEntry.subject_uid == person.uid)).all()
    assert [(entry.action, entry.details) for entry in entries] == [
        ("person.created", {"name": "Anna Berg", "role": ["Rektor, Ånge kommun"]}),
        ("person.edited", {"phone": {"old": "070-123 45 67", "new": "070-765 43 21"}}),
    ]


def test_what_the_person_has_changed_stays() -> None:
    read_file(_lines("Anna;Berg;anna@ange.example;070-123 45 67;Rektor;Ånge kommun;"))
    with transaction():
        person = db.session.scalars(sa.select(Person)).one()
        draft = replace(actions.draft_of(person), phone="073-000 00 00", family_name="Bergkvist")
        actions.edit_person(person.uid, draft, person.version, now=NOW, actor=ORGANIZER)
        person.self_changed = ["family_name", "phone"]
    counts = read_file(_lines("Anna;Berg;anna@ange.example;070-123 45 67;Rektor;Ånge kommun;"))
    person = db.session.scalars(sa.select(Person)).one()
    assert (counts.changed, person.name, person.phone) == (0, "Anna Bergkvist", "073-000 00 00")


def test_a_no_to_further_invitations_is_remembered_and_said() -> None:
    read_file(_lines("Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;"))
    with transaction():
        actions.decline_all(db.session.scalars(sa.select(Person)).one(), now=NOW, actor=ORGANIZER)
    file = _lines("Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;ny rad")
    warnings = _prepared(file, "k.csv").preview.rows[0].warnings
    assert "Har tackat nej till fler inbjudningar. Det gäller fortfarande." in map(str, warnings)
    read_file(file)
    assert db.session.scalars(sa.select(Person)).one().declined_all_at == NOW


def test_the_erased_do_not_come_back() -> None:
    read_file(_lines("Anna;Berg;Anna@ange.example;;Rektor;Ånge kommun;"))
    with transaction():
        actions.erase(db.session.scalars(sa.select(Person)).one(), now=NOW)
    file = _lines("Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;")
    verdict = _prepared(file, "k.csv").preview.rows[0].verdict
    assert isinstance(verdict, Refused)
    assert str(verdict.reason) == "Personens uppgifter är raderade och läses inte in igen."
    assert (read_file(file).refused, _count(Person)) == (1, 0)


def test_corrections_are_followed_and_remembered_for_the_next_file() -> None:
    file = _lines("Anna;Berg;anna@ange.example;;Spindeln i nätet;Ankeborg;")
    ange = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Ånge kommun")).one().id
    corrections = Corrections(
        roles={("spindeln i natet", OrganisationKind.KOMMUN): "samordnare"}, organisations={"ankeborg": ange}
    )
    assert read_file(file).refused == 1
    assert read_file(file, corrections=corrections).created == 1
    assert _held() == {("Anna", "Berg", "anna@ange.example", "Samordnare lärarutbildningen", "Ånge kommun")}
    assert (_count(RoleSynonym), _count(OrganisationAlias)) == (1, 1)
    assert read_file(_lines("Bo;Ek;bo@ange.example;;spindeln i nätet;ANKEBORG;")).created == 1


def test_a_later_correction_replaces_the_one_remembered() -> None:
    file = _lines("Anna;Berg;anna@ange.example;;Spindeln;Ånge kommun;")
    for key in ("samordnare", "rektor"):
        read_file(file, corrections=Corrections(roles={("spindeln", OrganisationKind.KOMMUN): key}))
    remembered = db.session.execute(sa.select(RoleSynonym.written_key, Role.key).join(Role)).all()
    assert [tuple(row) for row in remembered] == [("spindeln", "rektor")]


def test_a_new_organisation_is_added_with_its_kind() -> None:
    heading = "Namn;E-post;Roll;Organisation;Organisationstyp;Område"
    row = "Anna Berg;a@skolan.example;Rektor;Stiftelsen Norrskenet;fristående huvudman;Jämtlands län"
    file = f"{heading}\n{row}\n"
    assert read_file(file.encode()).created == 1
    place = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Stiftelsen Norrskenet")).one()
    assert (place.kind, place.area) == (OrganisationKind.FRISTAENDE, "Jämtlands län")


def test_a_register_that_has_changed_is_not_written_to_unseen() -> None:
    file = _lines("Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;", "Bo;Ek;bo@ange.example;;Rektor;Ånge kommun;")
    prepared = _prepared(file, "k.csv")
    read_file(_lines("Bo;Ek;bo@ange.example;;Rektor;Ånge kommun;"))
    with transaction():
        outcome = importing.read_in(prepared, seal(prepared.preview), TODAY, now=NOW, actor=ORGANIZER, filename="k.csv")
    assert isinstance(outcome, importing.RegisterMovedOn)
    assert outcome.preview.counts == Counts(1, 0, 1, 0, 0, 1)
    assert _count(Person) == 1


def test_a_change_that_the_file_does_not_touch_holds_nobody_up() -> None:
    prepared = _prepared(_lines("Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;"), "k.csv")
    with transaction():
        builders.person("Bo", "Ek", "bo@ange.example")
    with transaction():
        outcome = importing.read_in(prepared, seal(prepared.preview), TODAY, now=NOW, actor=ORGANIZER, filename="k.csv")
    assert isinstance(outcome, importing.ReadIn)


def test_a_failure_in_the_middle_leaves_nothing() -> None:
    prepared = _prepared(_lines("Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;"), "k.csv")
    plan = prepared.preview.people[0]
    broken = replace(plan, person_id=None, assignments=(replace(plan.assignments[0], role_key="finns inte"),))
    preview: Preview = replace(prepared.preview, people=(plan, broken))
    before = _count(LogEntry)
    with pytest.raises(KeyError), transaction():
        importing.read_in(
            replace(prepared, preview=preview), seal(preview), TODAY, now=NOW, actor=ORGANIZER, filename="k.csv"
        )
    assert (_count(Person), _count(LogEntry)) == (0, before)


def test_the_log_tells_what_a_file_came_to() -> None:
    read_file(_file("contacts.csv"), "contacts.csv")
    entry = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "contacts.read_in")).one()
    assert (entry.actor_name, entry.subject_kind, entry.subject_uid, entry.details) == (
        "Sam Ordnare",
        "upload",
        "u1",
        {
            "file": "contacts.csv",
            "created": 277,
            "changed": 0,
            "unchanged": 0,
            "refused": 0,
            "skipped": 0,
            "new_people": 271,
        },
    )


def test_the_register_is_read_in_as_many_statements_however_many_there_are() -> None:
    counts = []
    for name in ("contacts-excel.csv", "contacts.csv"):
        read_file(_file(name), name)
        counts.append(count_statements(lambda: queries.read_register(TODAY)))
    assert counts == [8, 8]


def test_an_upload_belongs_to_the_one_who_chose_it_and_lasts_a_day() -> None:
    with transaction():
        actions.store_upload("gammal.csv", b"a;b", now=NOW - timedelta(hours=25), actor=ORGANIZER)
        fresh = actions.store_upload("ny\x00.csv", b"a;b", now=NOW, actor=ORGANIZER)
    assert queries.get_upload(fresh.uid, "konto-1").filename == "ny.csv"
    with pytest.raises(queries.UploadMissing):
        queries.get_upload(fresh.uid, "konto-2")
    with transaction():
        assert actions.remove_old_uploads(NOW) == 1
        assert actions.remove_old_uploads(NOW) == 0
    assert list(db.session.scalars(sa.select(ContactUpload.uid))) == [fresh.uid]


def test_the_preview_of_a_later_day_sees_what_has_ended() -> None:
    read_file(_lines("Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;"))
    with transaction():
        held = db.session.scalars(sa.select(Assignment)).one()
        actions.end_assignment(held, date(2026, 12, 31), now=datetime(2026, 12, 1, tzinfo=UTC), actor=ORGANIZER)
    row = _prepared(_lines("Anna;Berg;anna@ange.example;;Rektor;Ånge kommun;"), "k.csv").preview.rows[0]
    assert "Uppdraget är avslutat i registret och öppnas inte igen av filen." in map(str, row.warnings)


def test_two_who_read_the_same_file_in_at_once_double_nobody(database: Flask) -> None:
    prepared = _prepared(_file("contacts-excel.csv"), "contacts-excel.csv")
    ready, outcomes = threading.Barrier(2), []

    def read_in() -> None:
        with database.app_context():
            ready.wait()
            with transaction():
                outcome = importing.read_in(
                    prepared, seal(prepared.preview), TODAY, now=NOW, actor=ORGANIZER, filename="k.csv"
                )
            outcomes.append(type(outcome).__name__)
            db.session.remove()

    db.session.rollback()
    both = [threading.Thread(target=read_in) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (sorted(outcomes), _count(Person)) == (["ReadIn", "RegisterMovedOn"], 79)
