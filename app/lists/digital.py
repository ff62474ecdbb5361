"""A report of digital participants against those invited: what reading it in would do. Three statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.attendance.queries import list_part_records
from app.attendance.rules import Mark, Record, standing
from app.attendance.rules.digital import Fit, Invited, Match, match_all
from app.attendance.rules.reports import Participant
from app.events.model import Event, Part
from app.invitations.model import Invitation
from app.invitations.rules import UNASKED
from app.kernel.db import db
from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.lists import statements
from app.lists.chosen import everybody
from app.people.model import Person, PersonAddress
from app.people.rules.names import Name


class Verdict(Labelled):
    """What reading a row in would do."""

    BECOMES = "becomes", N_("Blir närvarande")
    ALREADY = "already", N_("Redan närvarande")
    SHORT = "short", N_("För kort tid")
    KEPT_OUT = "kept_out", N_("Rättad för hand till inte närvarande")
    UNKNOWN = "unknown", N_("Läses inte in")


@dataclass(frozen=True)
class Somebody:
    """Somebody invited: ``uid`` of the invitation, and the person."""

    uid: str
    person_id: int
    person_uid: str
    name: str
    organisation: str


@dataclass(frozen=True)
class Row:
    """Somebody in the report: who that is, how long they were there under all names together, and what happens."""

    place: int
    match: Match
    who: Somebody | None
    minutes: int
    verdict: Verdict


@dataclass(frozen=True)
class Preview:
    """The rows in the order of the report, and everybody invited in Swedish order."""

    rows: tuple[Row, ...]
    people: tuple[Somebody, ...]

    @property
    def becoming(self) -> list[Somebody]:
        """Those who would become present, each once."""
        found = {row.who.uid: row.who for row in self.rows if row.who and row.verdict is Verdict.BECOMES}
        return list(found.values())

    def count(self, verdict: Verdict) -> int:
        """How many rows that happens to."""
        return sum(row.verdict is verdict for row in self.rows)


def preview(
    event: Event, part: Part, participants: Sequence[Participant], chosen: Mapping[int, str], *, least: int
) -> Preview:
    """What reading the report in at ``part`` would do, where ``least`` minutes are asked for. ``chosen``: as
    ``match_all``.
    """
    people, invited = _people(event)
    matches = match_all(participants, invited, chosen)
    seconds: defaultdict[str, int] = defaultdict(int)
    for one in matches:
        seconds[one.uid] += one.participant.seconds
    known = list_part_records(part.id)
    rows = []
    for place, one in enumerate(matches):
        who = people.get(one.uid)
        total = Participant("", "", seconds[one.uid]).minutes if who else one.participant.minutes
        verdict = _verdict(known.get(who.person_id, []), part, total >= least) if who else Verdict.UNKNOWN
        rows.append(Row(place, one, who, total, verdict))
    return Preview(tuple(rows), tuple(people.values()))


def _verdict(records: Sequence[Record], part: Part, is_enough: bool) -> Verdict:
    if standing(records):
        return Verdict.ALREADY
    if not is_enough:
        return Verdict.SHORT
    fresh = Record("", Mark.PRESENT, part.starts_at, "")
    return Verdict.BECOMES if standing([*records, fresh]) else Verdict.KEPT_OUT


def _people(event: Event) -> tuple[dict[str, Somebody], list[Invited]]:
    asked = statements.invited(event, everybody()).where(Invitation.state.not_in(UNASKED))
    asked = asked.add_columns(Invitation.uid, Person.id.label("person_id"), Person.uid.label("person_uid"))
    addresses = _addresses(event)
    people, invited = {}, []
    for row in statements.stream(asked):
        name = Name(row.given_name, row.family_name)
        people[row.uid] = Somebody(row.uid, row.person_id, row.person_uid, str(name), row.organisation or "")
        invited.append(Invited(row.uid, name, frozenset(addresses[row.person_id])))
    return people, invited


def _addresses(event: Event) -> defaultdict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    asked = sa.select(PersonAddress.person_id, PersonAddress.address_key)
    asked = asked.join(Invitation, Invitation.person_id == PersonAddress.person_id)
    for person_id, key in db.session.execute(asked.where(Invitation.event_id == event.id)):
        found[person_id].add(key)
    return found


UNSURE = frozenset({Fit.UNSURE, Fit.CHOSEN, Fit.NOBODY})
"""Those that are chosen by hand."""
