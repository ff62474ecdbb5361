"""Organizers' words in letters: fields from an allow-list, exchanged once and literally; nothing is evaluated."""

import pytest

from app.events.rules.kinds import EventKind
from app.events.rules.letter_texts import TEXTS, fault
from app.mail import render
from app.mail.wording import FieldsUnknown, fields_in, paragraphs, unknown_fields, without_links

JOINER = "\u2060"


def test_fields_are_found_however_they_are_spaced_and_cased() -> None:
    assert fields_in("Hej {{Förnamn}}, {{ svara  senast }} {{förnamn}}") == ("förnamn", "svara senast")


def test_a_field_is_exchanged_for_its_value() -> None:
    assert paragraphs("Hej {{förnamn}}.\nVälkommen.\n\nSvara.", {"förnamn": "Anna"}) == [
        ["Hej Anna.", "Välkommen."],
        ["Svara."],
    ]


@pytest.mark.parametrize(
    "value", ["{{plats}}", "{{7*7}}", "{% raw %}", "%(plats)s", "{plats}", "{0.__class__}", "\\1", "a\n\nb"]
)
def test_a_value_is_not_evaluated_again_and_makes_no_paragraph(value: str) -> None:
    assert paragraphs("Hej {{förnamn}}.", {"förnamn": value, "plats": "Sundsvall"}) == [[f"Hej {value}."]]


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("Hej {{förnman}}", ("{{förnman}}",)),
        ("{{7*7}} {{förnamn.__class__}}", ("{{7*7}}", "{{förnamn.__class__}}")),
        ("{{ }} {{förnamn}", ("{{ }}", "{{")),
        ("{{{förnamn}}}", ()),
        ("{förnamn} %(förnamn)s {% if %}", ()),
        ("{{förnamn}} {{Svara Senast}}", ()),
    ],
)
def test_what_is_written_as_a_field_and_is_none_is_told(text: str, strange: tuple[str, ...]) -> None:
    assert unknown_fields(text, {"förnamn", "svara senast"}) == strange


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna-Karin Öberg", "Anna-Karin Öberg"),
        ("J.R. Ek", "J.R. Ek"),
        ("www.ond.example", f"www.{JOINER}ond.{JOINER}example"),
        ("https://ond.example/x", f"https:{JOINER}/{JOINER}/{JOINER}ond.{JOINER}example/{JOINER}x"),
        ("anna@ond.example", f"anna@{JOINER}ond.{JOINER}example"),
    ],
)
def test_a_name_never_becomes_a_link(name: str, shown: str) -> None:
    assert without_links(name) == shown


@pytest.mark.parametrize("kind", TEXTS)
def test_every_standard_text_holds_only_fields_that_its_letter_has(kind: str) -> None:
    one = TEXTS[kind]
    assert [fault(kind, one.usual(meeting)) for meeting in EventKind] == [None] * len(EventKind)


def test_a_meeting_with_a_kallelse_calls() -> None:
    told = [TEXTS["invitation"].usual(kind) for kind in (EventKind.CONFERENCE, EventKind.DIALOGUE)]
    assert told == ["Du är inbjuden som {{inbjuden som}}.", "Du är kallad som {{inbjuden som}}."]


def test_an_unknown_field_is_refused() -> None:
    assert fault("receipt", "Hej {{personnummer}}") == FieldsUnknown(("{{personnummer}}",))


@pytest.mark.parametrize("kind", TEXTS)
def test_every_letter_with_words_of_its_own_begins_with_them(kind: str) -> None:
    source, _name, _fresh = render._text("sv").loader.get_source(render._text("sv"), f"{kind}.jinja")  # type: ignore[union-attr]
    assert "{{ words(data.words) }}" in source
