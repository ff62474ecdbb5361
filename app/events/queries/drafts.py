"""An event as its organizer edits it: details, terms, parts, or the whole."""

from dataclasses import fields

from app.events.model import Event, Part
from app.events.queries import circle_of, days_of, group_days_of
from app.events.queries.quotas import quota_drafts_of
from app.events.rules.drafts import EventDetails, EventDraft, EventTerms, PartDraft


def details_of(event: Event) -> EventDetails:
    """What the event says about itself, as a value."""
    return EventDetails(**{item.name: getattr(event, item.name) for item in fields(EventDetails)})


def terms_of(event: Event) -> EventTerms:
    """On what terms one registers, as a value."""
    return EventTerms(
        days=days_of(event),
        capacity=event.capacity,
        waiting_list=event.waiting_list,
        queue_mode=event.queue_mode,
        offer_hours=event.offer_hours,
        queue_stop_days=event.queue_stop_days,
        public=event.public,
        open_sign_up=event.open_sign_up,
        approve_substitutes=event.approve_substitutes,
        self_check_in=event.self_check_in,
        asks_needs=event.asks_needs,
        legal_basis=event.legal_basis,
        needs_ground=event.needs_ground,
        diet_question=event.diet_question,
        allergy_question=event.allergy_question,
        access_question=event.access_question,
        needs_kept_days=event.needs_kept_days,
        contact_kept_days=event.contact_kept_days,
    )


def part_draft_of(event: Event, part: Part) -> PartDraft:
    """A part as a value."""
    return PartDraft(
        title=part.title,
        kind=part.kind,
        starts_at=part.starts_at,
        ends_at=part.ends_at,
        description=part.description,
        contributors=part.contributors,
        room=part.room,
        online_url=part.online_url,
        capacity=part.capacity,
        by_arrival=part.by_arrival,
        slot=next((slot.title for slot in event.slots if slot.id == part.slot_id), ""),
        circle=tuple(circle_of(event, part)),
    )


def draft_of(event: Event) -> EventDraft:
    """The whole event as a value, without its cancelled parts: for previews, checks and copies."""
    return EventDraft(
        kind=event.kind,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        details=details_of(event),
        terms=terms_of(event),
        circle=tuple(circle_of(event)),
        slots=tuple(slot.title for slot in event.slots),
        parts=tuple(part_draft_of(event, part) for part in event.parts if part.cancelled_at is None),
        group_days=tuple(group_days_of(event).items()),
        members=tuple((member.person_id, member.organisation_id) for member in event.members),
        texts=tuple((one.kind, one.text) for one in event.texts),
        quotas=quota_drafts_of(event),
    )
