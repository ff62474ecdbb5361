"""Secret addresses of an event's lists: made, shown, revoked."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.events.model import Event
from app.events.queries import get_event
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.text import NAME_LIMIT
from app.kernel.words import plain_date
from app.lists import addresses
from app.lists.addresses import FORMATS, AddressMissing, AddressState, Wanted
from app.lists.choices import Choices, choices_for
from app.lists.frozen import Content, addressed, freeze_own, freeze_ready
from app.lists.model import ListAddress
from app.lists.own import Limits
from app.web import guards
from app.web.fields import ChecksField, DateField, Form, LineField, SelectField, choices, pairs
from app.web.organizer import event_page, list_choices, own_lists
from app.web.organizer.event_forms import given
from app.web.organizer.own_list_forms import part_words

bp = Blueprint("list_addresses", __name__, url_prefix="/arrangor/moten/<slug>/listor/adresser")

_OWN = "egen:"
_WORDS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
KINDS = {
    AddressState.OPEN: "good",
    AddressState.EXPIRED: "withdrawn",
    AddressState.REVOKED: "withdrawn",
    AddressState.CLOSED: "withdrawn",
}
Answer = str | tuple[str, int] | Response


class AddressForm(Form):
    """Who fetches which list, and how long."""

    name = LineField(_("Vem den är till"), _("Skriv vem adressen är till, till exempel hotellet"), limit=NAME_LIMIT)
    lista = SelectField(_("Lista"), _("Välj en lista"))
    svar = SelectField(_("Svar"))
    part = SelectField(_("Del"), name="del")
    roll = SelectField(_("Roll"))
    organisation = SelectField(_("Organisation"))
    formats = ChecksField(_("Filtyper"), _("Välj minst en filtyp"), choices=pairs(_WORDS.items()))
    until = DateField(_("Gäller till och med"), _("Skriv sista dagen som adressen gäller"))

    def __init__(self, event: Event, among: Choices, **more: Any) -> None:
        super().__init__(**more)
        self.first, _usual, self.last = addresses.last_days(clock.today(), event.ends_on)
        self.ready = addressed(clock.now())
        ready = [(name, gettext(one.title)) for name, one in self.ready.items()]
        own = [(f"{_OWN}{one.uid}", one.name) for one in own_lists.seen(event)]
        self.lista.choices = pairs([*ready, *own])
        self.svar.choices = [*pairs([("", gettext("Alla svar"))]), *choices(InvitationState)]
        self.part.choices = pairs([("", gettext("Alla delar")), *part_words(among)])
        self.roll.choices = pairs([("", gettext("Alla roller")), *((one.key, one.name) for one in among.roles)])
        places = [(one.uid, one.name) for one in among.organisations]
        self.organisation.choices = pairs([("", gettext("Alla organisationer")), *places])

    @property
    def limits(self) -> Limits:
        """Whom a ready list is about."""
        return Limits(self.svar.data or "", self.part.data or "", self.roll.data or "", self.organisation.data or "")

    @property
    def own_uid(self) -> str:
        """The own list that is chosen; empty where a ready one is."""
        chosen = self.lista.data or ""
        return chosen.removeprefix(_OWN) if chosen.startswith(_OWN) else ""

    def validate(self, extra_validators: Any = None) -> bool:
        """The last day is near enough, and an own list is not narrowed twice."""
        fine: bool = super().validate(extra_validators)
        day = self.until.data
        if day and not self.first <= day <= self.last:
            days = {"first": plain_date(self.first), "last": plain_date(self.last)}
            self.until.errors = [gettext("Skriv en dag från %(first)s till %(last)s", **days)]
            fine = False
        if self.own_uid and self.limits.written():
            self.lista.errors = [gettext("En egen lista har sin egen begränsning. Välj alla nedan, eller ändra den.")]
            fine = False
        if not self.own_uid and self.lista.data in self.ready:
            unknown = set(self.limits.written()) - set(self.ready[self.lista.data].filters)
            if unknown:
                self.lista.errors = [self._cannot(unknown)]
                fine = False
        return fine

    def _cannot(self, unknown: set[str]) -> str:
        """That the list is not narrowed by these: whoever holds the address would get more than was meant."""
        fields = {"svar": self.svar, "del": self.part, "roll": self.roll, "organisation": self.organisation}
        names = ", ".join(str(field.label.text).lower() for name, field in fields.items() if name in unknown)
        return gettext("Den listan kan inte begränsas till %(names)s. Välj alla nedan.", names=names)

    def wanted(self) -> Wanted:
        """The address. For a form that is valid."""
        chosen = tuple(one for one in FORMATS if one in (self.formats.data or ()))
        return Wanted(self.name.data, chosen, addresses.until(given(self.until.data)))


@bp.get("")
def show_all(slug: str) -> str:
    """The addresses, and how they stand."""
    event = event_page.find_or_404(slug, get_event)
    now = clock.now()
    rows = [(row, addresses.state_of(row, now), addresses.last_day(row)) for row in addresses.list_addresses(event.id)]
    return event_page.show("organizer/lists/addresses.html", event, rows=rows, kinds=KINDS)


@bp.route("/ny", methods=["GET", "POST"])
def new(slug: str) -> Answer:
    """Make one; it begins with the list and the filters that the address of the page names."""
    event = event_page.find_or_404(slug, get_event)
    _first, usual, _last = addresses.last_days(clock.today(), event.ends_on)
    asked = {"lista": request.args.get("lista", ""), "part": request.args.get("del", "")}
    asked |= {name: request.args.get(name, "") for name in ("svar", "roll", "organisation")}
    form = AddressForm(event, choices_for(event), data={"until": usual, "formats": ["xlsx"]} | asked)
    if form.validate_on_submit() and (uid := _made(event, form)):
        flash(gettext("Adressen är klar. Lämna den bara till den som den är till."), "good")
        return redirect(url_for("list_addresses.show", slug=slug, uid=uid), 303)
    page = event_page.show("organizer/lists/address_form.html", event, form=form)
    return (page, 422) if form.errors else page


def _made(event: Event, form: AddressForm) -> str:
    """The uid of the new address; none where whoever it is for has one to the list, which the form then says."""
    actor, maker, now = guards.actor(), guards.current_account().id, clock.now()
    content, wanted = _content(event, form), form.wanted()
    with transaction():
        made = addresses.make_address(event, maker, wanted, content, now=now, actor=actor)
    if not isinstance(made, addresses.AddressThere):
        return made.uid
    said = gettext(
        "Det finns redan en adress till %(name)s som ger den listan. Skriv ett annat namn, eller återkalla den först.",
        name=wanted.name,
    )
    form.name.errors = [said]
    return ""


def _content(event: Event, form: AddressForm) -> Content:
    if form.own_uid:
        return freeze_own(event, own_lists.find_or_404(event, form.own_uid))
    return freeze_ready(event, form.ready[form.lista.data], form.limits)


@bp.get("/<uid>")
def show(slug: str, uid: str) -> str:
    """One of them, with the address itself as long as it gives anything. That it was shown is logged."""
    event = event_page.find_or_404(slug, get_event)
    row, now = _address_or_404(event, uid), clock.now()
    state = addresses.state_of(row, now)
    whole = [(_WORDS[one], one, addresses.address(row, one)) for one in row.formats if state is AddressState.OPEN]
    chosen = Limits.read(row.limits).chosen(event)
    limits = choices_for(event).in_words(chosen) if chosen else []
    if whole:
        details: dict[str, object] = {"title": row.name, "list": row.title}
        list_choices.record("list_address.shown", event, details, ("list_address", row.uid))
    return event_page.show(
        "organizer/lists/address.html",
        event,
        row=row,
        state=state,
        kinds=KINDS,
        whole=whole,
        limits=limits,
        last_day=addresses.last_day(row),
    )


@bp.get("/<uid>/aterkalla")
def show_revoke(slug: str, uid: str) -> str:
    """What happens when the address is revoked."""
    event = event_page.find_or_404(slug, get_event)
    row = _address_or_404(event, uid)
    if row.revoked_at is not None:
        abort(404)
    return event_page.show("organizer/lists/address_revoke.html", event, row=row)


@bp.post("/<uid>/aterkalla")
def revoke(slug: str, uid: str) -> Response:
    """The address gives nothing from now on."""
    event, actor = event_page.find_or_404(slug), guards.actor()
    try:
        with transaction():
            row = addresses.revoke_address(event, uid, now=clock.now(), actor=actor)
    except AddressMissing:
        abort(404)
    flash(gettext("Adressen till %(name)s är återkallad. Den ger inget längre.", name=row.name), "good")
    return redirect(url_for("list_addresses.show_all", slug=slug), 303)


def _address_or_404(event: Event, uid: str) -> ListAddress:
    try:
        return addresses.get_address(event.id, uid)
    except AddressMissing:
        abort(404)
