"""Fields: what they take, and what they say when they cannot."""

from datetime import date, time

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.organizers.rules import Right
from app.web.fields import (
    CheckField,
    ChecksField,
    DateField,
    EmailField,
    Form,
    LineField,
    NumberField,
    PhoneField,
    RadioField,
    SelectField,
    TextField,
    TimeField,
    WebAddressField,
    choices,
    pairs,
)


class Everything(Form):
    """One of each; the first few must be filled in."""

    name = LineField("Förnamn", "Skriv ditt förnamn", limit=10)
    body = TextField("Text", limit=20)
    email = EmailField("E-post")
    phone = PhoneField("Telefon")
    web = WebAddressField("Adress")
    day = DateField("Dag")
    at = TimeField("Tid")
    number = NumberField("Antal", least=1, most=500)
    room = SelectField("Sal", choices=pairs([("1", "Stora salen"), ("2", "Sal 3")]))
    right = RadioField("Rätt", "Välj en rättighet", choices=lambda: choices(Right))
    rights = ChecksField("Rätter", choices=lambda: choices(Right))
    agreed = CheckField("Ja")
    wish = TextField("Önskemål", no_personnummer=True)
    words = LineField("Några ord", no_personnummer=True)


def filled(app: Flask, **written: str | list[str]) -> tuple[dict[str, object], dict[str, list[str]]]:
    """What the form holds and what it says, with a name and a right unless given."""
    with app.test_request_context(method="POST"):
        fields = MultiDict({"name": "Anna", "right": "door", "room": "1"} | written)
        form = Everything(formdata=fields, meta={"csrf": False})
        form.validate()
        return form.data, {name: [str(said) for said in errors] for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("field", "written", "held"),
    [
        ("name", " An\x00na\u202e \u0085 B ", "Anna B"),
        ("name", "A\u030asa", "Åsa"),
        ("body", "en\r\ntvå\x0btre\n\n\n\nfyra", "en\ntvå\ntre\n\nfyra"),
        ("email", " Anna@Ange.example ", "Anna@Ange.example"),
        ("web", "https://www.miun.example/karta?x=1", "https://www.miun.example/karta?x=1"),
        ("day", "2027-03-04", date(2027, 3, 4)),
        ("at", "13.00", time(13)),
        ("at", "13:05", time(13, 5)),
        ("number", "1 23", 123),
        ("number", "", None),
        ("rights", ["door", "admin"], ["door", "admin"]),
        ("agreed", "y", True),
    ],
)
def test_what_is_meant_is_understood(app: Flask, field: str, written: str, held: object) -> None:
    data, said = filled(app, **{field: written})
    assert (data[field], said) == (held, {})


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("name", " \u200b ", "Skriv ditt förnamn"),
        ("name", "A" * 11, "Skriv högst 10 tecken"),
        ("name", "A" * 400_000, "Skriv högst 10 tecken"),
        ("body", "x" * 21, "Skriv högst 20 tecken"),
        ("email", "anna(at)ange", "Skriv en e-postadress som namn@kommun.se"),
        ("email", "anna@ange.example, bo@ange.example", "Skriv en e-postadress som namn@kommun.se"),
        ("web", "javascript:alert(1)", "Skriv hela adressen, till exempel https://www.miun.se"),
        ("web", "//evil.example", "Skriv hela adressen, till exempel https://www.miun.se"),
        ("web", "http://[", "Skriv hela adressen, till exempel https://www.miun.se"),
        ("day", "4/3 2027", "Skriv datumet som 2027-03-04"),
        ("day", "2027-02-29", "Skriv datumet som 2027-03-04"),
        ("day", "0001-01-01", "Skriv datumet som 2027-03-04"),
        ("at", "24:00", "Skriv tiden som 13.00"),
        ("number", "tre", "Skriv ett tal med siffror"),
        ("number", "501", "Skriv ett tal från 1 till 500"),
        ("number", "9" * 5000, "Skriv ett tal från 1 till 500"),
        ("number", "²", "Skriv ett tal med siffror"),
        ("room", "9", "Välj något av alternativen"),
        ("right", "king", "Välj något av alternativen"),
        ("rights", ["door", "king"], "Välj något av alternativen"),
    ],
)
def test_what_cannot_be_gets_one_sentence_that_says_what_to_do(app: Flask, field: str, written: str, said: str) -> None:
    assert filled(app, **{field: written})[1] == {field: [said]}


def test_json_is_never_taken_for_a_form(app: Flask) -> None:
    with app.test_request_context(method="POST", json={"name": "Anna", "right": "door"}):
        assert Everything(meta={"csrf": False}).name.data is None


@pytest.mark.parametrize("field", ["wish", "words"])
@pytest.mark.parametrize("written", ["Jag är född 640823-3234", "19640823 3234", "640883-3234"])
def test_a_personnummer_is_refused_with_an_explanation(app: Flask, field: str, written: str) -> None:
    said = ["Ta bort personnumret. Vi behöver det inte och får inte spara det."]
    assert filled(app, **{field: written})[1] == {field: said}


def test_a_telephone_number_and_a_date_are_no_personnummer(app: Flask) -> None:
    assert filled(app, wish="Ring 070-123 45 67, jag kommer 2027-03-04")[1] == {}
