"""Where the coverage leads: to the people of a cell, a row, a role or an area, or to a letter to them."""

from urllib.parse import urlencode

from flask import request, url_for

from app.events.model import Event
from app.people.model import Organisation, Person, Role
from app.people.rules.role_words import CONTACT
from app.registrations.rules.mailings import AudienceKind
from app.web import guards

WRITE = "brev"


class Links:
    """The addresses of one page, put together by hand: there are a thousand of them, and ``url_for`` would take a third
    of the page's time.
    """

    def __init__(self, event: Event, view: str) -> None:
        self.may_write = guards.may(guards.current_account(), "mailings.new")
        self.writes = self.may_write and request.args.get("till", "") == WRITE
        self._event, self._view = event, view
        self._invited = url_for("invitations.show", slug=event.slug)
        self._letter = url_for("mailings.new", mote=event.slug)
        self._organisation = url_for("organisations.show", uid="-").removesuffix("-")
        self._kind = AudienceKind.UNANSWERED if view == "inget-svar" else AudienceKind.INVITED

    def people(self, organisation: Organisation | None = None, role: Role | None = None, area: str = "") -> str:
        """Those invited of these, or a letter to them."""
        where = {"organisation": organisation.uid if organisation else "", "roll": role.key if role else ""}
        asked = urlencode({name: value for name, value in {**where, "omrade": area}.items() if value})
        if not self.writes:
            return f"{self._invited}?{asked}"
        return f"{self._letter}&till={self._kind.value}&{asked}"

    def nobody(self, organisation: Organisation) -> str:
        """Where nobody is named: the organisation in the register, or a letter to its contact."""
        return self.to_contact(organisation) if self.writes else self._organisation + organisation.uid

    def contact(self, organisation: Organisation, person: Person) -> str:
        """The contact in the register, or a letter."""
        return self.to_contact(organisation) if self.writes else url_for("register.person", uid=person.uid)

    def to_contact(self, organisation: Organisation) -> str:
        """A letter about the meeting to those in the register who are the organisation's contacts."""
        return f"{self._letter}&{urlencode({'roll': CONTACT, 'organisation': organisation.uid})}"

    def page(self, *, view: str | None = None, writes: bool | None = None) -> str:
        """The same page with other rows, or with its links leading elsewhere."""
        shown = self._view if view is None else view
        letters = self.writes if writes is None else writes
        asked = {"visa": shown or None, "till": WRITE if letters else None}
        return url_for("invitations.coverage", slug=self._event.slug, **asked)  # type: ignore[arg-type]
