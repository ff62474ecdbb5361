"""Certificates of what people attended."""

from collections.abc import Collection
from datetime import datetime

from app.attendance.queries.certificates import list_certificates
from app.attendance.rules.certificate import AttendedPart, Certificate, duration
from app.attendance.rules.marks import How
from app.documents.certificate import CertificatePage, CertifiedPart, certificates_pdf
from app.events.model import Event
from app.events.queries.contact import contact_of
from app.invitations.rules import in_capacity
from app.kernel.words import N_, date_span, long_date, plain_date, time_span
from app.lists.attending import Attending, attending
from app.lists.chosen import Chosen

_ISSUED = N_("Utfärdat {day}")


def pages_of_all(event: Event, chosen: Chosen, now: datetime, person_uid: str = "") -> list[CertificatePage]:
    """A certificate for each of those whom ``chosen`` leaves who has attended something that is over, in Swedish
    order; of one person where ``person_uid`` is given. Two statements.
    """
    certified = list_certificates(event.id, now)
    there = [one for one in attending(event, chosen) if _is_meant(one, certified, person_uid)]
    return [_page(one.name, in_capacity(one.role, one.organisation), certified[one.person_id]) for one in there]


def _is_meant(one: Attending, certified: Collection[int], person_uid: str) -> bool:
    return one.person_id in certified and person_uid in {"", one.person_uid}


def page_of(event: Event, person_id: int, name: str, capacity: str, now: datetime) -> CertificatePage | None:
    """One person's certificate, or None where nothing that is over was attended. ``capacity``: as whom."""
    found = list_certificates(event.id, now, person_id).get(person_id)
    return _page(name, capacity, found) if found else None


def as_pdf(pages: list[CertificatePage], event: Event, *, issuer: str, now: datetime) -> bytes:
    """The certificates as a PDF, issued ``now``. Raises TooLongForPaperError, and as ``typeset``."""
    return certificates_pdf(
        pages,
        event=event.title,
        where=", ".join(filter(None, (date_span(event.starts_on, event.ends_on), event.place))),
        issuer=issuer,
        issued=_ISSUED.replace("{day}", plain_date(now)),
        contact=contact_of(event).address,
    )


def _page(name: str, capacity: str, certified: Certificate) -> CertificatePage:
    return CertificatePage(name, capacity, [_row(part) for part in certified.parts], duration(certified.minutes))


def _row(part: AttendedPart) -> CertifiedPart:
    how = N_("digitalt") if part.how is How.DIGITAL else ""
    return CertifiedPart(part.title, long_date(part.starts_at), time_span(part.starts_at, part.ends_at), how)
