"""The marks of one upload from a door's phone: each taken for itself, and told in words."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.attendance import actions, queries
from app.attendance.actions import NonceTaken
from app.attendance.queries import AtDoor, Listed, OpenDoor, day_part
from app.attendance.queries.walk_ins import find_by_nonce
from app.attendance.rules import Keeper, Mark, Outcome, ScanFault, covered, of_arrival
from app.desk.written_down import write_down
from app.events.model import Part
from app.events.rules.kinds import LegalBasis
from app.kernel import clock
from app.kernel.db import transaction
from app.web.door import sentences, spots
from app.web.door.listing import seen
from app.web.door.newcomer_form import read_written
from app.web.door.uploads import Unreadable, Wanted


class Desk:
    """Takes the marks of one upload."""

    def __init__(self, door: OpenDoor, parts: list[Part], known: list[Listed], by: Keeper) -> None:
        self._door, self._by = door, by
        self._parts = {part.uid: part for part in parts}
        self._titles = {part.id: part for part in parts}
        self._known = {one.uid: one for one in known} | {one.code: one for one in known}
        self._places = queries.list_places(door.id, [one.person_id for one in known]) if known else {}

    def take(self, one: Wanted | Unreadable) -> dict[str, Any]:
        """One of them."""
        if isinstance(one, Unreadable):
            return self._refuse(one, sentences.unreadable())
        if one.newcomer is not None:
            return self._write_down(one, one.newcomer)
        who = self._known.get(one.person) or self._known.get(one.code) or self._written(one)
        part_ids = self._part_ids(one, who)
        if who is None or not part_ids:
            return self._fail(one, ScanFault.NOT_AT_EVENT if who is None else ScanFault.NO_SUCH_PART)
        try:
            outcome = self._write(who, part_ids, one)
        except NonceTaken:
            return self._refuse(one, sentences.unreadable())
        except IntegrityError:  # erased since it was read
            return self._fail(one, ScanFault.NOT_AT_EVENT)
        note = sentences.note(who) if one.given.mark is Mark.PRESENT else ""
        told = {"nonce": one.given.nonce, "result": sentences.result(outcome), "sentence": sentences.sentence(outcome)}
        return told | {"note": note, "person": who.uid, "of": (who.person_id, part_ids)}

    def _write(self, who: Listed, part_ids: tuple[int, ...], one: Wanted) -> Outcome:
        """Asked at once it is now, and no earlier."""
        if one.arrival is None:
            return spots.take_one(AtDoor(part_ids[0], who.person_id, who.name), one.given, self._by)
        with transaction():
            now = clock.now()
            return actions.take_arrival(who.person_id, who.name, part_ids, one.given, now=now, by=self._by)

    def _part_ids(self, one: Wanted, who: Listed | None) -> tuple[int, ...]:
        """An undo of an arrival is of every part that any arrival of the day can cover."""
        if one.arrival is None:
            part = self._parts.get(one.part)
            return (part.id,) if part is not None else ()
        day = [day_part(part) for part in self._parts.values()]
        if one.given.mark is Mark.UNDO:
            return tuple(part.id for part in of_arrival(day, one.arrival))
        return covered(day, one.arrival, self._places.get(who.person_id, set()) if who else set())

    def _written(self, one: Wanted) -> Listed | None:
        """Somebody whom a phone has written down and knows by no other name."""
        person = find_by_nonce(self._door.id, one.written) if one.written else None
        return next(iter(queries.list_named(self._door.id, [person.uid], [])), None) if person else None

    def _write_down(self, one: Wanted, newcomer: Mapping[str, Any]) -> dict[str, Any]:
        """Somebody who is not on the list."""
        day = of_arrival(map(day_part, self._parts.values()), one.arrival) if one.arrival else []
        meant = [part for part in self._parts.values() if part.uid == one.part or part.id in {row.id for row in day}]
        if not meant:
            return self._fail(one, ScanFault.NO_SUCH_PART)
        draft, lost = read_written(newcomer, asks_consent=meant[0].event.legal_basis is LegalBasis.CONSENT)
        if draft is None:
            return self._refuse(one, sentences.not_written(lost))
        try:
            with transaction():
                told = write_down(
                    self._door, meant, draft, one.given, arrival=one.arrival, now=clock.now(), by=self._by
                )
        except NonceTaken:
            return self._refuse(one, sentences.unreadable())
        said = {"result": sentences.result(told.outcome), "sentence": sentences.sentence(told.outcome)}
        note = " ".join([*sentences.meanwhile(told), *lost])
        of = told.person_id, tuple(part.id for part in meant)
        return {"nonce": one.given.nonce} | said | {"note": note, "person": told.person_uid, "of": of}

    def _refuse(self, one: Wanted | Unreadable, sentence: str) -> dict[str, Any]:
        nonce = one.nonce if isinstance(one, Unreadable) else one.given.nonce
        return {"nonce": nonce, "result": "unreadable", "sentence": sentence}

    def _fail(self, one: Wanted, reason: ScanFault) -> dict[str, Any]:
        part, now, given = self._parts.get(one.part), clock.now(), one.given
        reason = ScanFault.UNKNOWN if reason is ScanFault.NOT_AT_EVENT and not one.person else reason
        part_id, at = part.id if part else None, given.at or now
        with transaction():
            actions.note_failure(self._door.id, reason, nonce=given.nonce, at=at, now=now, by=self._by, part_id=part_id)
        return {"nonce": given.nonce, "result": reason.value, "sentence": sentences.fault(reason)}

    def with_standing(self, taken: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """How each person stands to each part after all of it."""
        people = {one["of"][0] for one in taken if "of" in one}
        stands = queries.list_standing(people, list(self._titles)) if people else {}
        for one in taken:
            if "of" in one:
                who, part_ids = one.pop("of")
                told = {self._titles[part].uid: stands.get((who, part)) for part in part_ids}
                one["present"] = {part: seen(*when) if when else None for part, when in told.items()}
        return taken
