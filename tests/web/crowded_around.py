"""What stands round the answers of a meeting that grows: people and places, parts, limits, questions."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.events.model import BreakRow, Event, EventDocument, EventMember, LibraryQuestion, Part, QuestionVersion, Quota
from app.events.rules.questions import QuestionKind
from app.people.actions import open_link
from app.people.model import AskedOrganisation, ConfirmationRequest, Organisation, Proposal, Role, RoleExpectation
from app.people.rules.kinds import RoleGroup
from app.people.rules.proposals import ProposalKind
from tests import builders
from tests.builders import NOW

COMES, WAITS, OFFERED, SILENT, ABSENT, REPLACED, UNSENT = KINDS = range(7)
CYCLE = (*KINDS, COMES, COMES, WAITS, UNSENT, UNSENT)
"""How the people stand, one after the other: of each round three come, wait and have not been sent to, so that pages
which show a letter to three have their three from the beginning.
"""


class Around:
    """Number so and so of what stands round a meeting's answers: people and places, parts, limits, questions."""

    def __init__(self, scene: Any, number: int, session: Any) -> None:
        self.number, self.kind, self.session = number, CYCLE[number % len(CYCLE)], session
        self.event = session.get_one(Event, scene.event.id)
        self.plenary = session.get_one(Part, scene.plenary.id)
        self.rektor, self.kontakt = (session.get_one(Role, role.id) for role in (scene.rektor, scene.kontakt))
        self.ange = session.get_one(Organisation, scene.ange.id)
        self.slot_id = scene.slot.id

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def _register(self) -> None:
        groups = [group for group in RoleGroup if group is not RoleGroup.KONTAKT]
        self.role = builders.role(f"roll-{self.number}", group=groups[self.number % len(groups)])
        self.place = builders.organisation(f"Kommun {self.number:03}", mailbox=f"skolan{self.number}@ange.example")
        open_link(self.place)
        self.who = builders.person("Karin", "Ek", informed_at=NOW)
        self.own = builders.assignment(self.who, self.role, self.place, ends_on=date(2027, 3, 20))
        self.at_ange = builders.assignment(self.who, self.rektor, self.ange)
        builders.assignment(self.who, self.kontakt, self.place)
        builders.assignment(builders.person("Maj", "Lind"), self.kontakt, self.ange)
        self._add(RoleExpectation(role_id=self.role.id, organisation_id=self.place.id, minimum=2))
        self._add(RoleExpectation(role_id=self.role.id, organisation_id=self.ange.id, minimum=2))
        request = self._add(ConfirmationRequest(occasion="Inför mötet", asked_at=NOW, asked_by="Sam Ordnare"))
        for place in (self.ange, self.place):
            self._add(AskedOrganisation(request_id=request.id, organisation_id=place.id, letters=1))
            self._proposal(place, self.own if place is self.place else self.at_ange)
        self._add(BreakRow(name=f"Lov {self.number}", first_on=date(2027, 3, 1), last_on=date(2027, 3, 5)))
        builders.account(f"konto{self.number}@miun.example")

    def _proposal(self, place: Organisation, held: Any) -> None:
        given = {"given_name": "Ny", "family_name": f"Person{self.number}", "address": f"ny{self.number}@ange.example"}
        self._add(
            Proposal(
                organisation_id=place.id,
                role_id=held.role_id,
                assignment_id=held.id,
                kind=ProposalKind.SUCCESSOR,
                from_on=date(2027, 2, 1),
                given_at=NOW,
                **given,
            )
        )

    def _programme(self) -> None:
        n, day = self.number, datetime(2027, 3, 4, 7, tzinfo=UTC) + timedelta(minutes=self.number)
        online = {"online_url": "https://online.example/rum"} if n % 3 == 0 else {}
        slot = {"slot_id": self.slot_id} if n % 2 else {}
        hours = {"starts_at": day, "ends_at": day + timedelta(hours=1)}
        self.part = builders.part(self.event, f"Del {n}", capacity=100, position=n, **hours, **online, **slot)
        for what in (self.role, self.rektor):
            builders.circle(self.event, what, part=self.part)
        builders.circle(self.event, self.role)
        builders.slot(self.event, f"Pass {n + 2}", position=n)
        self._add(EventDocument(event_id=self.event.id, title=f"Bilaga {n}", url="https://miun.example/bilaga"))
        self._add(EventMember(event_id=self.event.id, person_id=self.who.id, organisation_id=self.place.id))
        limits = {"event_id": self.event.id, "most": 50, "position": n}
        self._add(Quota(role_id=self.role.id, **limits))
        self._add(Quota(role_id=self.rektor.id, part_id=self.part.id, per_organisation=True, **limits))

    def _questions(self) -> None:
        n, given = self.number, {"version": 2, "position": self.number}
        of_part = {"part_id": self.part.id} if n % 2 else {}
        roles = (self.rektor, self.role) if n % 3 else ()
        places = {"Ja tack": 40, "Nej tack": None}
        self.question = builders.question(self.event, f"Fråga {n}?", roles=roles, options=places, **given, **of_part)
        self.text = builders.question(
            self.event, f"Vad då {n}?", depends_on_id=self.question.id, position=n, kind=QuestionKind.SHORT_TEXT
        )
        wording = {"kind": QuestionKind.ONE, "label": f"Fråga {n}", "options": {}, "replaced_at": NOW}
        self._add(QuestionVersion(question_id=self.question.id, number=1, **wording))
        kept = {"kind": QuestionKind.ONE, "label": f"Fråga {n}", "options": {"Ja": 40, "Nej": None}}
        self._add(LibraryQuestion(sort_key=f"fråga {n:03}", saved_at=NOW, **kept))
