"""The certificate of what somebody attended, as a PDF to open, print and send on."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.documents.frame import frame
from app.documents.typeset import typeset
from app.kernel.words import N_


@dataclass(frozen=True)
class CertifiedPart:
    """A row: which part, when, and how it was attended where that is not on site."""

    title: str
    day: str
    time: str
    how: str = ""


@dataclass(frozen=True)
class CertificatePage:
    """One person's: ``capacity`` is "rektor, Ånge kommun" or "", ``total`` the hours in words."""

    name: str
    capacity: str
    parts: Sequence[CertifiedPart]
    total: str


def certificates_pdf(
    pages: Sequence[CertificatePage], *, event: str, where: str, issuer: str, issued: str, contact: str
) -> bytes:
    """A certificate on a page of its own for each; ``where``: the meeting's days and place, ``issuer``: who answers for
    it, ``issued``: the day, ``contact``: whom to ask. Raises TooLongForPaperError, and as ``typeset``.
    """
    cells = sum(len(page.parts) + 1 for page in pages) * 3
    data = {
        "where": where,
        "took_part": N_("har deltagit i"),
        "columns": [N_("Del"), N_("Dag"), N_("Tid")],
        "total": N_("Sammanlagt"),
        "basis": N_("Intyget gäller de delar där deltagarens närvaro har antecknats."),
        "network": N_("RUN, regionalt utvecklingsnätverk"),
        "issuer": issuer,
        "issued": issued,
        "contact": contact,
        "pages": [asdict(page) for page in pages],
    }
    return typeset("certificate", frame(N_("Intyg"), event, cells=cells) | data)
