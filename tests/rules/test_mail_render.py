"""A letter's words: one template, two dialects, values that stay values, links that only the receiver sees."""

import pytest

from app.kernel import links
from app.kernel.links import Link, Purpose
from app.mail import render
from app.mail.letter import Letter, Receiver
from app.mail.render import LetterUnreadable

NASTY = """"'><img src=x onerror=alert(1)></script>{{7*7}}%(x)s {% raw %}"""
LINK = Link(Purpose.DECLINE_ALL, "ab" * 32)
DATA = {"asked_by": "Sam Ordnare", "asked_at": "2027-01-20T09:00:00+00:00"}


@pytest.fixture(autouse=True)
def base_address() -> None:
    links.configure("testing-link-key-testing-link-key-0000", "https://moten.example")


def test_text_and_html_say_the_same() -> None:
    rendered = render.render("trial", "sv", DATA, "Åsa Öberg")
    assert rendered.subject == "Provbrev från RUN-möten 20 januari 2027 10.00"
    assert rendered.text == (
        "Hej Åsa Öberg,\n\nDet fungerar\n============\n\n"
        "Utskicken från RUN-möten når fram till den här adressen. Du behöver inte göra något.\n\n"
        "Begärt av: Sam Ordnare\nBegärt: 20 januari 2027 10.00\n\n"
        "Hälsningar från RUN, regionalt utvecklingsnätverk\n\n--\n\nVarför får jag detta?\n\n"
        "Någon som är inloggad med den här adressen tryckte på Skicka ett provbrev till mig i utkorgen.\n\n"
        "Så behandlar vi dina personuppgifter (https://moten.example/personuppgifter)\n"
    )
    assert ">Det fungerar</h1>" in rendered.html


def test_what_people_write_is_neither_evaluated_nor_markup() -> None:
    rendered = render.render("trial", "sv", DATA | {"asked_by": NASTY}, NASTY)
    assert f"Hej {NASTY}," in rendered.text
    assert ("<img" in rendered.html, "</script>" in rendered.html, "{{7*7}}" in rendered.html) == (False, False, True)


def test_a_personal_link_is_an_address_when_sent_and_masked_when_shown() -> None:
    data = DATA | {"decline_link": LINK.as_data()}
    sent = render.render("trial", "sv", data, "Anna")
    shown = render.preview(Letter("trial", Receiver("Anna", "a@x.example"), data))
    url = links.url(LINK)
    assert [url in text for text in (sent.text, sent.html, shown.text, shown.html)] == [True, True, False, False]
    assert ("[personlig länk]" in shown.text, "[personlig länk]" in shown.html) == (True, True)
    assert LINK.seed not in shown.text + shown.html + sent.text + sent.html


def test_names_with_line_breaks_stay_on_one_line_of_the_subject_and_the_text() -> None:
    rendered = render.render("trial", "sv", DATA | {"asked_by": "a\r\nBcc: b\x0bc"}, "Anna")
    assert "Begärt av: a Bcc: b c\n" in rendered.text


@pytest.mark.parametrize(("kind", "data"), [("trial", {}), ("no_such_letter", DATA), ("layout", DATA)])
def test_a_letter_that_does_not_fit_its_template_is_unreadable(kind: str, data: dict[str, str]) -> None:
    with pytest.raises(LetterUnreadable):
        render.render(kind, "sv", data, "Anna")


def test_an_unknown_language_speaks_swedish() -> None:
    assert render.render("trial", "fi", DATA, "Anna").text.startswith("Hej Anna,")


def test_what_an_organizer_writes_looks_as_the_rest_of_the_letter_and_stays_escaped() -> None:
    written = "## Att hitta dit\n\nTa [bussen](https://buss.example)\n\n- Ett <h2>\n"
    data = {"title": {"text": "Hej", "values": {}}, "words": {"text": written, "values": {}}, "standing": "coming",
            "informs": False, "person_link": "https://moten.example/min/x", "reply_to": ""}  # fmt: skip
    html = render.render("mailing", "sv", data, "Anna").html
    assert '<h2 style="margin:24px 0 8px;font-size:18px;line-height:1.3;font-weight:600">Att hitta dit</h2>' in html
    assert '<a style="color:inherit" href="https://buss.example"' in html
    assert '<li style="margin:0 0 6px">Ett &lt;h2&gt;</li>' in html
