"""One's own page, wanting no more invitations, links that open nothing; open sign-up."""

from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from playwright.sync_api import Page

from app.events.model import Event
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from tests import builders
from tests.pictures.answering import LATE, registered
from tests.pictures.state import Scene, State, presses
from tests.web.guest import Guest
from tests.web.test_sign_up import FORM, KARIN, newest_token, open_seminar


def _own(scene: Scene) -> str:
    anna = Guest(scene.app)
    registered(anna)
    return f"/min/{anna.own_token}"


def _stays(scene: Scene) -> str:
    """Gun has come without an office: whether there may be more is her own choice."""
    anna = Guest(scene.app)
    with scene.app.app_context(), transaction():
        gun, event = builders.person("Gun", "Ask"), db.session.get_one(Event, anna.event.id)
        builders.invitation(event, gun, source=InvitationSource.SIGN_UP, state=InvitationState.COMING)
        return f"/min/{links.token(Link(Purpose.PERSON, gun.link_seed))}/fler-moten"


def _no_more(scene: Scene) -> str:
    with scene.app.app_context(), transaction():
        return links.path(Link(Purpose.DECLINE_ALL, builders.person().link_seed))


def _wrong(_scene: Scene) -> str:
    return "/i/lanken-ar-fel"


def _sign_up(**given: Any) -> Callable[[Scene], str]:
    """The form of an open seminar."""

    def opens(scene: Scene) -> str:
        open_seminar(scene.app, **given)
        return FORM

    return opens


def _too_late(scene: Scene) -> str:
    open_seminar(scene.app)
    scene.it_is(LATE)
    return FORM


def _signs_up(page: Page) -> None:
    for label, value in (("Förnamn", "given_name"), ("Efternamn", "family_name"), ("E-postadress", "address")):
        page.get_by_label(label).fill(KARIN[value])
    page.get_by_label("Föreläsning").press("Space")
    page.get_by_role("button", name="Anmäl mig").click()


def _letter(scene: Scene) -> str:
    """The page behind the button in the letter."""
    plenary, browser = open_seminar(scene.app), scene.app.test_client()
    page = BeautifulSoup(browser.get(FORM).data, "html5lib")
    hidden = {str(one["name"]): str(one["value"]) for one in page.select("input[type=hidden]")}
    browser.post(FORM, data=hidden | {"delar": [plenary]} | KARIN)
    return f"/bekrafta/{newest_token(scene.app)}"


GUESTS = (
    State("min-sida", "Dina möten", _own),
    State("fler-moten", "Inbjudningar till fler möten", _stays),
    State("inga-fler", "Inga fler inbjudningar", _no_more),
    State(
        "inga-fler-sparat",
        "Du får inga fler inbjudningar",
        _no_more,
        then=presses("Jag vill inte ha fler inbjudningar"),
    ),
    State("fel-lank", "Sidan finns inte", _wrong),
    State("oppen-anmalan", "Anmälan", _sign_up()),
    State("oppen-anmalan-fel", "Anmälan", _sign_up(), then=presses("Anmäl mig")),
    State("oppen-anmalan-skickad", "Bekräfta i ditt mejl", _sign_up(), then=_signs_up),
    State("bekrafta", "Bekräfta din anmälan", _letter),
    State("bekraftat", "Du är anmäld", _letter, then=presses("Bekräfta och anmäl mig")),
    State("oppen-anmalan-stangd", "Anmälan har stängt", _too_late),
)
