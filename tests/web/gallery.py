"""A gallery of every component, served by a bare application that knows nothing of rooms or database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from flask import Flask, Response, abort, flash, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FieldList,
    FileField,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired

from app.web import filters

ROOT = Path(__file__).resolve().parents[2]
THURSDAY = datetime(2027, 3, 4, 12, 0, tzinfo=UTC)
FRIDAY = datetime(2027, 3, 5, 11, 0, tzinfo=UTC)


class Entry(NamedTuple):
    """A link in a navigation, a row of tabs or of filters."""

    text: str
    href: str = "#"
    current: bool = False


class Person(NamedTuple):
    """A row of the gallery's table."""

    name: str
    role: str
    organisation: str
    state: tuple[str, str]
    assignments: int


class Guest(Form):
    """A form inside a form."""

    guest_name = StringField("Namn på den som följer med", [DataRequired("Skriv namnet på den som följer med")])


class Answers(Form):
    """What an invitee fills in."""

    name = StringField("Namn", [DataRequired("Skriv ditt namn")])
    email = EmailField(
        "E-post", [DataRequired("Skriv din e-postadress"), Email("Skriv e-postadressen som namn@kommun.se")]
    )
    phone = TelField("Mobilnummer", description="Bara om vi behöver nå dig samma dag.")
    message = TextAreaField("Hälsning till arrangören", description="Skriv inget om hälsa här.")
    organisation = SelectField(
        "Organisation", choices=[SelectChoice("ange", "Ånge kommun"), SelectChoice("are", "Åre kommun")]
    )
    answer = RadioField(
        "Kommer du?",
        [InputRequired("Välj om du kommer")],
        choices=[SelectChoice("yes", "Ja, jag kommer"), SelectChoice("no", "Nej, jag kan inte komma")],
    )
    parts = SelectMultipleField(
        "Vilka delar kommer du till?",
        [DataRequired("Välj minst en del")],
        choices=[
            SelectChoice("conference", "Konferens dag 1"),
            SelectChoice("dinner", "Middag"),
            SelectChoice("seminar", "Seminarium B", render_kw={"disabled": True}),
        ],
    )
    again = BooleanField("Jag vill bli inbjuden igen")


class Planning(Form):
    """What an organizer fills in."""

    day = DateField("Dag", [InputRequired("Skriv vilken dag")])
    time = TimeField("Börjar", [InputRequired("Skriv när det börjar")])
    seats = IntegerField("Platser", [InputRequired("Skriv hur många platser det finns")])
    contacts = FileField("Kontaktlista", [InputRequired("Välj en fil")])
    guest = FormField(Guest, "Medföljande")
    rooms = FieldList(StringField("Rum", [DataRequired("Skriv rummets namn")]), min_entries=1)
    remark = TextAreaField("Anteckning")


class Sample(Answers, Planning):
    """One field of every kind."""


PEOPLE = [
    Person("Anna Berg", "Rektor", "Ånge kommun", ("Kommer", "good"), 1),
    Person("Åke Öhman", "Skolchef", "Örnsköldsviks kommun", ("Har inte svarat", "pending"), 2),
    Person("Maja Al-Hakim", "Skolpolitiker", "Härjedalens kommun", ("Väntelista", "queued"), 12),
    Person("Per von Ek", "Prefekt", "Institutionen för utbildningsvetenskap", ("Kommer inte", "declined"), 1),
]
PAGES = ("invitee", "organizer", "door", "meetings", "error")
NAVIGATION = [Entry(text, current=text == "Möten") for text in ("Hem", "Möten", "Register", "Utkorg", "Konton")]
EVENT_TABS = [
    Entry(text, current=text == "Inbjudna")
    for text in ("Översikt", "Program", "Inbjudna", "Anmälda", "Utskick", "Närvaro", "Listor", "Inställningar", "Logg")
]
FILTERS = [
    {"text": "Alla", "href": "#", "current": True, "count": 180},
    {"text": "Har inte svarat", "href": "#", "current": False, "count": 61},
    {"text": "Kommer", "href": "#", "current": False, "count": 87},
    {"text": "Väntelista", "href": "#", "current": False, "count": 4},
]
STATS = [
    {"text": "kommer", "value": 87, "kind": "good", "href": "#"},
    {"text": "väntar på svar", "value": 61, "kind": "pending", "href": "#"},
    {"text": "kommer inte", "value": 28, "kind": "declined", "href": "#"},
    {"text": "på väntelista", "value": 4, "kind": "queued", "href": "#"},
]


def create_gallery() -> Flask:
    """The application: ``/<page>`` renders ``tests/web/gallery/<page>.html``, with ``?fel`` as after a failed POST."""
    app = Flask("gallery", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "app" / "static"))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(ROOT / "tests" / "web" / "gallery")]
    )
    app.jinja_env.globals["csrf_token"] = lambda: "a-token"
    filters.install(app)
    app.secret_key = "only for flashed messages"
    app.add_url_rule("/<page>", "page", lambda page: show(page, failing=False))
    app.add_url_rule("/fel/<page>", "failing", lambda page: show(page, failing=True))
    app.after_request(strict_headers)
    return app


def show(page: str, *, failing: bool) -> str:
    """One page of the gallery; with ``?sagt=…`` that message is flashed."""
    if page not in PAGES:
        abort(404)
    if "sagt" in request.args:
        flash(request.args["sagt"])
    kind = Planning if page == "organizer" else Answers
    form = failed_form(kind) if failing else kind(data={"name": "Anna Berg", "parts": ["conference"], "answer": "yes"})
    return render_template(
        f"{page}.html",
        form=form,
        first=THURSDAY,
        last=FRIDAY,
        people=[person for person in PEOPLE if request.args.get("q", "").casefold() in person.name.casefold()],
        navigation=NAVIGATION,
        account_name="Karin Ström",
        sign_out_url="/logga-ut",
        event_title="RUN-konferens 2027",
        event_href="#",
        event_tabs=EVENT_TABS,
        filters_shown=FILTERS,
        stats=STATS,
        page_url=lambda number: f"?sida={number}",
    )


def failed_form(kind: type[Form] = Sample) -> Form:
    """The form as it comes back when everything is wrong."""
    form = kind(formdata=MultiDict({"email": "anna", "rooms-0": "", "organisation": "are"}))
    form.validate()
    return form


def strict_headers(response: Response) -> Response:
    """The policy that the real application sends: an inline style or script would not work here either."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
