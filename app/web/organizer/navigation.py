"""What the organizer's pages show around their content: the left menu and an event's tabs, only what is built and
allowed.
"""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import gettext

from app.kernel.words import N_
from app.organizers.queries import Owner
from app.web import guards
from app.web.permissions import MATRIX, SignedIn


@dataclass(frozen=True)
class Entry:
    """One link of a menu."""

    text: str
    href: str
    current: bool


_ATTENDANCE = ("attendance", "door_links", "attended", "minutes", "digital", "not_invited")
_MENU = (
    (N_("Hem"), "home.show", ("home",)),
    (N_("År"), "year.show", ("year", "breaks", "year_making", "statistics")),
    (
        N_("Möten"),
        "events.list_events",
        (
            "events",
            "quotas",
            "deadlines",
            "requests",
            "programme",
            "questions",
            "question_preview",
            "invitations",
            "inviting",
            "substitutes",
            "places",
            "letter_texts",
            "answers",
            "bulk",
            "behalf",
            "lists",
            "pictures",
            "own_lists",
            "list_addresses",
            "paper",
            *_ATTENDANCE,
        ),
    ),
    (
        N_("Register"),
        "register.persons",
        (
            "register",
            "assignments",
            "succession",
            "merging",
            "organisations",
            "organisation_link",
            "confirming",
            "proposals",
            "imports",
            "roles",
            "group_calendars",
            "person_calendar",
            "saved_filters",
        ),
    ),
    (N_("Utskick"), "mailings.show_all", ("mailings", "reminders")),
    (N_("Utkorg"), "outbox.show", ("outbox", "readdressing")),
    (N_("Särskilda behov"), "needs.list_events", ("needs",)),
    (N_("Dörr"), "door.choose", ("door",)),
    (N_("Konton"), "accounts.list_accounts", ("accounts",)),
    (N_("Logg"), "log.show", ("log",)),
    (N_("Min inloggning"), "own_account.show", ("own_account",)),
)
_EVENT_TABS = (
    (N_("Översikt"), "events.overview", ("events", "requests", "pictures")),
    (N_("Program"), "programme.show", ("programme",)),
    (N_("Frågor"), "questions.show", ("questions", "question_preview")),
    (N_("Inbjudna"), "invitations.show", ("invitations", "inviting", "substitutes", "places")),
    (N_("Anmälda"), "answers.show", ("answers", "bulk", "behalf")),
    (N_("Täckning"), "invitations.coverage", ()),
    (N_("Brev"), "letter_texts.show", ("letter_texts",)),
    (N_("Utskick"), "mailings.of_event", ("mailings", "reminders")),
    (N_("Närvaro"), "attendance.show", _ATTENDANCE),
    (N_("Listor"), "lists.show", ("lists", "own_lists", "list_addresses", "paper", "disclosure")),
    (N_("Särskilda behov"), "needs.show", ("needs",)),
    (N_("Inställningar"), "events.settings", ("quotas", "deadlines")),
)


def _allowed(endpoint: str, account: Owner) -> bool:
    access = MATRIX.get(endpoint)
    if endpoint not in current_app.view_functions or not isinstance(access, SignedIn):
        return False
    return not access.rights or bool(access.rights & account.rights)


def event_tabs(slug: str) -> list[Entry]:
    """The tabs of the event at ``slug`` for the one who is signed in. Marked is the one shown now, or the one that the
    page shown now stands under.
    """
    account = guards.current_account()
    has_a_tab = any(request.endpoint == endpoint for _, endpoint, _ in _EVENT_TABS)
    return [
        Entry(
            gettext(text),
            url_for(endpoint, slug=slug),
            request.endpoint == endpoint if has_a_tab else request.blueprint in blueprints,
        )
        for text, endpoint, blueprints in _EVENT_TABS
        if _allowed(endpoint, account)
    ]


def _context() -> dict[str, object]:
    account = guards.find_account()
    if account is None:
        return {}
    menu = [
        Entry(gettext(text), url_for(endpoint), request.blueprint in blueprints)
        for text, endpoint, blueprints in _MENU
        if _allowed(endpoint, account)
    ]
    return {"navigation": menu, "account_name": account.name, "sign_out_url": url_for("sign_in.sign_out")}


def install(app: Flask) -> None:
    """Give every organizer's page its menu. Only pages of somebody signed in ask the database for it."""
    app.context_processor(_context)
