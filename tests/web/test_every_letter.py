"""Every kind of letter, made by its own maker and sent to a real mail server: what must hold for all of them."""

import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup
from flask import Flask

from app import rounds
from app.desk import mailing_letters
from app.events.rules.letter_texts import BY_HAND, DECLINABLE, MAILING, MESSAGE, TEXTS
from app.invitations.model import Invitation
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.mail import outbox
from app.mail.letter import CalendarFile, Letter, Receiver
from app.mail.model import Mailing
from app.people.letters import my_links, please_confirm
from app.people.rules.asking import Asking
from app.registrations.letters import message
from app.registrations.rules.mailings import ReceiverKind
from app.web.organizer import letter_others, letter_samples
from tests import builders
from tests.mail import DATA
from tests.smtp import mail_server

WITHOUT_A_DAY = {"my_links", "please_confirm", "please_confirm_again", MESSAGE, MAILING}
"""They are about no meeting, or their subject is what the organizer wrote."""
AUTOMATIC = sorted({*TEXTS, "trial", "my_links", "please_confirm", "please_confirm_again"})


@pytest.fixture
def letters(app: Flask, settings: Settings) -> dict[str, EmailMessage]:
    """One of each kind, as the mail server took it."""
    with app.test_request_context(), mail_server() as server:
        with transaction():
            made = _made()
            for kind, letter in made.items():
                assert letter.kind == kind
                outbox.put(letter, now=clock.now())
        mail = replace(settings, mail_server="127.0.0.1", mail_port=server.port, mail_tls="none",
                       mail_from="RUN-möten <run@miun.example>", base_url="https://moten.example")  # fmt: skip
        assert rounds.deliver(mail, lambda: clock.now() + timedelta(seconds=1)).sent == len(made)
        db.session.remove()
    return dict(zip(made, server.taken, strict=True))


def _made() -> dict[str, Letter]:
    event = builders.event(theme="Att rekrytera")
    for title in ("Konferens dag 1", "Konferens dag 2"):
        builders.part(event, title)
    where, what = builders.organisation("Ånge kommun", mailbox="kansli@ange.example"), builders.role()
    one: Invitation = builders.invitation(event, builders.person("Åsa", "Öberg"), what, where)
    db.session.flush()
    own = {kind: sample(one) for kind, sample in letter_samples.SAMPLES.items()}
    others = {kind: sample(event, "", [one])[0].letter for kind, sample in letter_others.SAMPLES.items()}
    to = Receiver("Ånge kommun", "kansli@ange.example")
    return {
        **{kind: replace(letter, calendar=_ics(letter.calendar), dedupe_key=None) for kind, letter in own.items()},
        **others,
        MESSAGE: message(one, "Praktiskt inför {{möte}}", "Hej {{förnamn}}.\n\nTa med vantar."),
        MAILING: _mailing(one),
        "trial": Letter("trial", to, DATA),
        "my_links": my_links(one.person, "asa@ange.example"),
        "please_confirm": please_confirm(where, to, Asking("RUN-konferensen"), "r", "please_confirm"),
        "please_confirm_again": please_confirm(where, to, Asking("RUN-konferensen"), "r", "please_confirm_again"),
    }


def _mailing(one: Invitation) -> Letter:
    """The fullest there is: with the days as a calendar file and from where the address comes."""
    row = Mailing(
        uid="u",
        ready="save_the_date",
        subject="Spara datumet: {{möte}}",
        text="Hej **{{förnamn}}** och välkommen.\n\n- A\n- B",
    )
    row.event_uid = one.event.uid
    to = mailing_letters.To(one.person, one, ReceiverKind.UNANSWERED)
    return mailing_letters.letter(row, one.event, to, today=clock.today())


def _ics(calendar: CalendarFile | None) -> CalendarFile | None:
    return calendar and replace(calendar, content=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def text_of(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def html_of(message: EmailMessage) -> str:
    return message.get_body(("html",)).get_content()  # type: ignore[union-attr]


def said(text: str) -> str:
    return " ".join(text.split())


def test_there_is_one_of_every_kind(letters: dict[str, EmailMessage]) -> None:
    folder = Path(__file__).resolve().parents[2] / "templates" / "mail"
    assert sorted(letters) == sorted(path.stem for path in folder.glob("*.jinja") if path.stem[0] != "_")


def test_text_and_html_say_the_same(letters: dict[str, EmailMessage]) -> None:
    for kind, sent in letters.items():
        page = BeautifulSoup(html_of(sent), "html5lib")
        paragraphs = [said(one.get_text(" ")) for one in page.select("p, h1, h2, li") if not one.select("a")]
        plain = said(text_of(sent))
        assert (kind, [words for words in paragraphs if words not in plain]) == (kind, [])
        addresses = {link["href"] for link in page.select("a[href]")}
        assert (kind, {address for address in addresses if address not in plain}) == (kind, set())


def test_the_text_reads_as_text(letters: dict[str, EmailMessage]) -> None:
    for kind, sent in letters.items():
        plain = text_of(sent).replace("\r\n", "\n")
        assert (kind, re.findall(r"<[a-z/]|&[a-z]+;|\{\{|\}\}|\n{3,}|[ \t]+$", plain, re.MULTILINE)) == (kind, [])
        assert (kind, plain.startswith("Hej"), plain.count("\n\n") > 3) == (kind, True, True)


def test_the_html_is_whole_and_says_its_language_and_subject(letters: dict[str, EmailMessage]) -> None:
    for kind, sent in letters.items():
        html5lib.HTMLParser(strict=True).parse(html_of(sent))
        page = BeautifulSoup(html_of(sent), "html5lib")
        assert (kind, page.html["lang"], page.title.string) == (kind, "sv", sent["Subject"])
        assert (kind, page.select("img, script, link, iframe, form")) == (kind, [])


def test_a_dark_mail_program_can_turn_the_colours_round(letters: dict[str, EmailMessage]) -> None:
    """Both schemes are named; a colour of text stands on a ground of its own, and no ground without a colour."""
    for kind, sent in letters.items():
        page = BeautifulSoup(html_of(sent), "html5lib")
        named = page.select("meta[name=color-scheme], meta[name=supported-color-schemes]")
        schemes = {one["name"]: one["content"] for one in named}
        assert (kind, schemes) == (kind, {"color-scheme": "light dark", "supported-color-schemes": "light dark"})
        assert ":root{color-scheme:light dark" in html_of(sent)
        styled = page.select("[style]")
        coloured = [one for one in styled if re.search(r"(?:^|;)color:(?!inherit)", one["style"])]
        groundless = [str(one) for one in coloured if one.find_parent(style=re.compile("background-color")) is None]
        grounds = [one for one in styled if "background" in one["style"]]
        colourless = [str(one) for one in grounds if not one.select("[style*='color:#ffffff']")]
        assert (kind, groundless, colourless) == (kind, [], [])
        assert page.body["style"] == "margin:0;padding:0"


def test_the_subject_says_what_and_when(letters: dict[str, EmailMessage]) -> None:
    for kind, sent in letters.items():
        subject = str(sent["Subject"])
        assert (kind, 10 < len(subject) < 140, "\n" in subject) == (kind, True, False)
        if kind in TEXTS:
            assert (kind, "RUN-konferens" in subject, "4–5 mars 2027" in subject) == (kind, True, True)
        elif kind not in WITHOUT_A_DAY:
            assert (kind, re.search(r"\d{4}", subject) is not None) == (kind, True)


def test_the_foot_says_why_one_gets_it_in_both(letters: dict[str, EmailMessage]) -> None:
    for kind, sent in letters.items():
        foot = text_of(sent).replace("\r", "").rpartition("\n--\n")[2]  # a link may hold two dashes
        reason = foot.partition("Varför får jag detta?")[2]
        assert (kind, len(said(reason.partition("Så behandlar vi")[0])) > 30) == (kind, True)
        assert "Varför får jag detta?" in html_of(sent)
        assert "/personuppgifter" in foot


def test_answers_reach_a_mailbox_that_somebody_reads(letters: dict[str, EmailMessage]) -> None:
    assert {
        kind: str(one["Reply-To"]) for kind, one in letters.items() if "@miun.example" not in str(one["Reply-To"])
    } == {}
    assert {str(one["From"]) for one in letters.values()} == {"RUN-möten <run@miun.example>"}


def test_what_no_person_wrote_says_so_and_only_that(letters: dict[str, EmailMessage]) -> None:
    said_so = sorted(kind for kind, one in letters.items() if one["Auto-Submitted"] == "auto-generated")
    assert (said_so, sorted(kind for kind, one in letters.items() if one["Auto-Submitted"] is None)) == (
        AUTOMATIC,
        sorted(BY_HAND),
    )


def test_only_what_can_be_declined_offers_it_by_a_page_that_does_nothing_until_one_presses(
    letters: dict[str, EmailMessage],
) -> None:
    offers = {kind: str(one["List-Unsubscribe"]) for kind, one in letters.items() if one["List-Unsubscribe"]}
    assert set(offers) == DECLINABLE
    assert [
        address for address in offers.values() if not re.fullmatch(r" ?<https?://[^>]+/avsta/[\w-]+>", address)
    ] == []
    assert [kind for kind, one in letters.items() if one["List-Unsubscribe-Post"]] == []
    assert [kind for kind in DECLINABLE if "Tacka nej till alla inbjudningar" not in text_of(letters[kind])] == []


def test_each_letter_has_a_message_id_of_its_own_that_nobody_can_guess(letters: dict[str, EmailMessage]) -> None:
    named = [str(one["Message-ID"]) for one in letters.values()]
    assert len(set(named)) == len(letters)
    assert [one for one in named if not re.fullmatch(r"<[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}@[\w.-]+>", one)] == []
