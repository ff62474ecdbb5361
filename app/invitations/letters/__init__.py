"""Letters about invitations: the words stand in templates/mail, here is what they are told with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.events import letters as opening
from app.events.model import Event, Part
from app.events.queries import deadlines_of
from app.events.rules.deadlines import Deadlines
from app.events.rules.kinds import SUMMONED
from app.events.rules.letter_texts import TEXTS
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, bare_title, in_capacity
from app.invitations.rules.substitutes import Named
from app.kernel.links import Link, Purpose
from app.kernel.words import N_
from app.mail.letter import JSON, CalendarFile, Letter, Receiver
from app.mail.wording import without_links
from app.people.model import Person
from app.people.rules.kinds import AssignmentSource


def invitation(one: Invitation, parts: list[Part], source: AssignmentSource) -> Letter:
    """The first letter: who, what, when, where, answer by when, the link, why and from where, how to decline all."""
    if one.source is InvitationSource.SUBSTITUTE and one.in_stead_of is not None:
        return named(one, parts)
    way = one.source.value if one.source is InvitationSource.PLACE or not one.source.by_office else ""
    told = {"source": source.value, "reason": one.reason, "way": way, "accompanies": accompanies(one)}
    return _letter("invitation", one, parts, told)


def named(one: Invitation, parts: list[Part], who: str = "") -> Letter:
    """The first letter to somebody who is asked to come in another's stead, which says by ``who``: as a rule the one
    whose stead it is.
    """
    who = who or (one.in_stead_of.person.name if one.in_stead_of else "")
    return _letter("named", one, parts, {"who": without_links(who)}, more=about(who))


def replaced(one: Invitation, who: Named, *, passed: bool, calendar: CalendarFile | None, today: date) -> Letter:
    """To the one who named ``who``: who it is, that the seat has gone over (``passed``), whether it can be taken back
    ``today``.
    """
    told: dict[str, JSON] = {"who_address": who.address, "passed": passed, "has_calendar": calendar is not None}
    told["may_change"] = today <= one.deadlines.change_by
    return _about_somebody("replaced", one, who.name, told, calendar)


def proposal_waits(one: Invitation, who: Named, breaks: str = "") -> Letter:
    """To the one who named ``who``: an organizer is to approve it; ``breaks``: the rule that it would break."""
    return _about_somebody("proposal_waits", one, who.name, {"who_address": who.address, "breaks": breaks})


def proposal_declined(one: Invitation, who: Named) -> Letter:
    """To the one who named ``who``: the organizer said no."""
    return _about_somebody("proposal_declined", one, who.name, {})


def not_needed(one: Invitation, who: Named) -> Letter:
    """To ``who``, whom the organizer did not approve: nothing to do, and the address is not kept."""
    told = {**event_data(one.event), "who": without_links(one.person.name)}
    data = opening.worded("not_needed", one.event, told, about(one.person.name))
    return Letter("not_needed", Receiver(who.name, who.address), data, event_uid=one.event.uid)


def taken_back(one: Invitation, who: str, *, own: bool, calendar: CalendarFile | None, seated: bool) -> Letter:
    """To somebody who was to come in the stead of ``who``, who comes after all. ``own``: they are invited anyway."""
    told: dict[str, JSON] = {"own": own, "seated": seated, "has_calendar": calendar is not None}
    return _about_somebody("taken_back", one, who, told, calendar)


def stand_in_left(one: Invitation, who: str, today: date) -> Letter:
    """To somebody whose stand-in ``who`` does not come, and whether they can still answer ``today``."""
    return _about_somebody("stand_in_left", one, who, {"may_answer": today <= one.deadlines.answer_by})


def about(who: str) -> dict[str, str]:
    """The field of letters in which another person is named: none becomes a link."""
    return {"vem": without_links(who)}


def _about_somebody(
    kind: str, one: Invitation, who: str, told: dict[str, JSON], calendar: CalendarFile | None = None
) -> Letter:
    data: dict[str, JSON] = {
        **worded(kind, one, event_data(one.event, one.deadlines), about(who)),
        "capacity": capacity(one),
        "asks_needs": one.event.asks_needs,
        "who": without_links(who),
        "answer_link": answer_link(one).as_data(),
        **told,
    }
    return Letter(kind, receiver(one.person), data, event_uid=one.event.uid, calendar=calendar)


def reminder(one: Invitation, parts: list[Part], number: int, step: str = "") -> Letter:
    """Reminder ``number`` to somebody who has not answered, or that of a ``step`` of the schedule; the key makes it
    one, whatever workers do. A meeting that has moved begins its schedule anew.
    """
    key = f"{step}:{one.event.starts_on}" if step else str(number)
    return _letter("reminder", one, parts, {"number": number}, dedupe_key=f"reminder:{one.uid}:{key}")


def _letter(
    kind: str,
    one: Invitation,
    parts: list[Part],
    told: dict[str, Any],
    dedupe_key: str | None = None,
    more: Mapping[str, str] | None = None,
) -> Letter:
    data = {
        **worded(kind, one, event_data(one.event, one.deadlines), more),
        "capacity": capacity(one),
        "in_stead_of": in_stead_of(one),
        "parts": [part_data(part) for part in parts],
        "answer_link": answer_link(one).as_data(),
        "decline_link": Link(Purpose.DECLINE_ALL, one.person.link_seed).as_data(),
        **told,
    }
    return Letter(kind=kind, receiver=receiver(one.person), data=data, event_uid=one.event.uid, dedupe_key=dedupe_key)


def worded(
    kind: str, one: Invitation, data: Mapping[str, JSON], more: Mapping[str, str] | None = None, text: str | None = None
) -> dict[str, JSON]:
    """``data``, which have what ``event_data`` gives, with the opening words that the event has for letters of
    ``kind``. ``more``: the values of fields that this kind alone has; ``text`` instead of the event's, to try it out.
    A kind whose words cannot be changed gets none.
    """
    if kind not in TEXTS:
        return dict(data)
    said = opening.text_of(one.event, kind) if text is None else text
    return {**data, "words": filled(said, one, data, more)}


def filled(text: str, one: Invitation, data: Mapping[str, JSON], more: Mapping[str, str] | None = None) -> JSON:
    """``text`` frozen with the values that its fields have for the one invited, as ``words`` in a template takes it."""
    return opening.words(text, data, _values_of_person(one), more)


def _values_of_person(one: Invitation) -> dict[str, str]:
    """What the fields about the receiver become: none becomes a link."""
    holding = one.holdings[0] if one.holdings else None
    values = {
        "förnamn": one.person.given_name,
        "efternamn": one.person.family_name,
        "namn": one.person.name,
        "inbjuden som": capacity(one) or _in_another_way(one),
        "roll": in_capacity(holding.role.name, "") if holding else N_("medlem i gruppen"),
        "organisation": holding.organisation.name if holding else "",
    }
    return {name: without_links(value) for name, value in values.items()}


def _in_another_way(one: Invitation) -> str:
    stead = in_stead_of(one)
    return N_("den som kommer i stället för %(who)s") % {"who": stead} if stead else N_("medlem i gruppen")


def receiver(person: Person) -> Receiver:
    """Whom a letter to ``person`` goes to."""
    return Receiver(person.name, person.address, person.language, person.uid)


def answer_link(one: Invitation) -> Link:
    """The personal link of the invitation."""
    return Link(Purpose.INVITATION, one.link_seed, one.link_generation)


def capacity(one: Invitation) -> str:
    """ "rektor, Ånge kommun": as whom the person is invited; empty for a named member of a group, and for somebody who
    comes in another's stead without a role of their own (``in_stead_of`` says whose).
    """
    if one.source is InvitationSource.SUBSTITUTE and one.in_stead_of and _chair(one) == _chair(one.in_stead_of):
        return ""
    return _first_capacity(one)


def in_stead_of(one: Invitation) -> str:
    """ "Anna Berg, rektor, Ånge kommun": in whose stead the person comes; empty for everybody else."""
    if one.in_stead_of_id is None or one.in_stead_of is None:
        return ""
    original = one.in_stead_of
    return ", ".join(filter(None, [original.person.name, _first_capacity(original)]))


def accompanies(one: Invitation) -> str:
    """ "Anna Berg": whom the person accompanies; empty for everybody else."""
    return one.accompanies.person.name if one.accompanies_id is not None and one.accompanies else ""


def _chair(one: Invitation) -> set[tuple[int, int]]:
    return {(held.role_id, held.organisation_id) for held in one.holdings}


def _first_capacity(one: Invitation) -> str:
    if not one.holdings:
        return one.affiliation or ""
    first = one.holdings[0]
    return in_capacity(first.role.name, first.organisation.name)


def event_data(event: Event, dates: Deadlines | None = None) -> dict[str, Any]:
    """What every letter about an event says of it, with the deadlines of the invited one (the event's own when it is to
    nobody invited); dates as ISO strings.
    """
    dates = dates or deadlines_of(event)
    return {
        "event": event.title,
        "bare_title": bare_title(event.title, event.starts_on, event.ends_on),
        "theme": event.theme,
        "summons": event.kind in SUMMONED,
        "starts_on": _iso(event.starts_on),
        "ends_on": _iso(event.ends_on),
        "place": event.place,
        "address": event.address,
        "map_url": event.map_url,
        "answer_by": _iso(dates.answer_by),
        "change_by": _iso(dates.change_by),
        "contact_name": event.contact_name,
        "contact_address": event.contact_address,
        "reply_to": event.contact_address,
    }


def part_data(part: Part) -> dict[str, Any]:
    """What a letter says of a part; moments as ISO strings in UTC. Never the online address."""
    return {
        "title": part.title,
        "starts_at": part.starts_at.isoformat(),
        "ends_at": part.ends_at.isoformat(),
        "room": part.room,
        "slot": part.slot.title if part.slot else "",
    }


def _iso(day: date) -> str:
    return day.isoformat()
