"""Every component, rendered in the gallery: valid, labelled, with its errors said where they belong."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template, render_template_string

from tests import house
from tests.web.gallery import FRIDAY, PAGES, ROOT, THURSDAY, Sample, create_gallery, failed_form

ERROR_CODES = (400, 403, 404, 405, 413, 429, 500, 503)


@pytest.fixture(scope="module")
def gallery() -> Flask:
    return create_gallery()


def shown(gallery: Flask, address: str) -> str:
    return gallery.test_client().get(address).get_data(as_text=True)


def rendered(gallery: Flask, source: str, **names: object) -> BeautifulSoup:
    with gallery.test_request_context():
        return BeautifulSoup(render_template_string(source, **names), "html5lib").body


def words(part: BeautifulSoup) -> str:
    return " ".join(part.get_text(" ").split())


@pytest.mark.parametrize("address", [*(f"/{page}" for page in PAGES), "/fel/invitee", "/fel/organizer"])
def test_every_page_of_the_gallery_is_in_order(gallery: Flask, address: str) -> None:
    assert house.faults(shown(gallery, address)) == []


@pytest.mark.parametrize("code", ERROR_CODES)
def test_an_error_page_is_calm_and_says_what_to_do(gallery: Flask, code: int) -> None:
    with gallery.test_request_context():
        html = render_template("errors/error.html", code=code)
    page = BeautifulSoup(html, "html5lib")
    assert house.faults(html) == []
    assert [link["href"] for link in page.main.find_all("a")] == ["/"]
    assert "!" not in words(page.main)


def test_an_error_page_names_the_incident_when_there_is_one(gallery: Flask) -> None:
    with gallery.test_request_context():
        html = render_template("errors/error.html", code=500, incident="7F3K")
    assert BeautifulSoup(html, "html5lib").find(class_="incident").get_text() == "7F3K"


def test_after_a_failed_submit_the_title_begins_with_fel_and_the_summary_stands_first_in_main(gallery: Flask) -> None:
    page = BeautifulSoup(shown(gallery, "/fel/invitee"), "html5lib")
    assert page.title.get_text() == "Fel: Anmälan – RUN-konferens 2027 – RUN-möten"
    assert page.main.find(True)["class"] == ["error-summary"]


def test_the_summary_says_the_same_words_as_the_fields_and_leads_to_them(gallery: Flask) -> None:
    source = """{% from "components/message.html" import error_summary %}
        {% from "components/form.html" import field %}
        {{ error_summary(form) }}{{ field(form.email) }}{{ field(form.guest.guest_name) }}{{ field(form.rooms[0]) }}"""
    body = rendered(gallery, source, form=failed_form())
    in_summary = {link["href"]: link.get_text() for link in body.find_all("a")}
    at_fields = {f"#{said['id'].removesuffix('-error')}": words(said) for said in body.find_all(class_="field-error")}
    assert at_fields == {href: f"Fel: {said}" for href, said in in_summary.items() if href in at_fields}
    assert list(at_fields) == ["#email", "#guest-guest_name", "#rooms-0"]


def test_a_page_of_two_forms_that_failed_has_one_summary_with_the_errors_of_both(gallery: Flask) -> None:
    source = '{% from "components/message.html" import error_summary %}{{ error_summary(form, other, fine) }}'
    body = rendered(gallery, source, form=failed_form(), other=failed_form(), fine=Sample())
    assert (len(body.find_all(role="alert")), len(body.find_all("h2"))) == (1, 1)
    assert len(body.find_all("a")) == 2 * len({link["href"] for link in body.find_all("a")})


def test_a_form_without_errors_has_no_summary(gallery: Flask) -> None:
    source = '{% from "components/message.html" import error_summary %}{{ error_summary(form) }}'
    assert words(rendered(gallery, source, form=Sample())) == ""


def test_a_field_that_failed_keeps_its_value_and_points_to_its_hint_and_error(gallery: Flask) -> None:
    source = """{% from "components/form.html" import field %}
        {{ field(form.email, hint="Till jobbet.", autocomplete="email") }}"""
    control = rendered(gallery, source, form=failed_form()).find("input")
    assert control.attrs == {
        "aria-describedby": "email-hint email-error",
        "aria-invalid": "true",
        "autocomplete": "email",
        "class": ["control"],
        "id": "email",
        "name": "email",
        "type": "email",
        "value": "anna",
    }


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("field(form.name)", "Namn"),
        ("field(form.phone)", "Mobilnummer (frivilligt)"),
        ("field(form.phone, optional=false)", "Mobilnummer"),
        ("field(form.name, optional=true)", "Namn (frivilligt)"),
        ("field(form.name, label='För- och efternamn')", "För- och efternamn"),
    ],
)
def test_a_field_that_may_be_left_empty_says_so(gallery: Flask, call: str, said: str) -> None:
    source = '{% from "components/form.html" import field %}{{ ' + call + " }}"
    assert words(rendered(gallery, source, form=Sample()).find("label")) == said


def test_a_choice_group_has_a_legend_and_keeps_what_was_chosen(gallery: Flask) -> None:
    source = """{% from "components/form.html" import choice_group %}
        {{ choice_group(form.answer) }}{{ choice_group(form.parts, hints={"dinner": "19.00"}) }}"""
    body = rendered(gallery, source, form=Sample(data={"answer": "no", "parts": ["conference", "dinner"]}))
    chosen = [(box["type"], box["value"]) for box in body.find_all("input") if box.has_attr("checked")]
    assert [words(legend) for legend in body.find_all("legend")] == ["Kommer du?", "Vilka delar kommer du till?"]
    assert chosen == [("radio", "no"), ("checkbox", "conference"), ("checkbox", "dinner")]
    assert [box["id"] for box in body.find_all("input")] == ["answer", "answer-1", "parts", "parts-1", "parts-2"]
    assert [box["value"] for box in body.find_all("input") if box.has_attr("disabled")] == ["seminar"]
    assert words(body.find(id="parts-1-about")) == "19.00"


def test_a_choice_group_shows_what_the_caller_has_to_say_of_each_choice(gallery: Flask) -> None:
    source = """{% from "components/form.html" import choice_group %}
        {% call(choice) choice_group(form.answer) %}om {{ choice.value }}{% endcall %}"""
    body = rendered(gallery, source, form=Sample())
    assert [words(more) for more in body.find_all(class_="choice-more")] == ["om yes", "om no"]


def test_text_from_people_is_escaped_everywhere(gallery: Flask) -> None:
    nasty = "\"'><img src=x onerror=alert(1)></script>{{7*7}}"
    source = """{% from "components/form.html" import field, search_form %}
        {% from "components/page.html" import page_header, facts, fact, copy_field, event_list, event_row, tabs %}
        {% from "components/table.html" import table, row_check, state_cell %}
        {% from "components/message.html" import status, notice, empty_state, progress %}
        {% from "components/button.html" import button, link_button, post_button %}
        {% from "components/stats.html" import stat_bar %}
        {% from "components/door.html" import door_list, door_row %}
        {{ field(form.name) }}{{ search_form("/", nasty, nasty, keep={nasty: nasty}, hint=nasty) }}
        {{ page_header(nasty, nasty, nasty) }}{{ copy_field(nasty, nasty, "copy", nasty) }}
        {% call facts() %}{{ fact(nasty, nasty, "#") }}{% endcall %}
        {% call event_list() %}{{ event_row(nasty, "#", day, about=nasty) }}{% endcall %}
        {{ tabs(nasty, [{"text": nasty, "href": "#", "current": true}]) }}
        {% call(row) table(nasty, [nasty, {"text": nasty}], [nasty]) %}
          {{ row_check("x", row, row) }}{{ state_cell(row, "good", about=row) }}{% endcall %}
        {{ status(nasty, "good") }}{{ progress(nasty, 1, 2, nasty) }}
        {% call notice("good", heading=nasty) %}{{ nasty }}{% endcall %}{% call empty_state(nasty) %}{% endcall %}
        {{ button(nasty, name=nasty, value=nasty, about=nasty) }}{{ link_button(nasty, nasty) }}
        {{ post_button(nasty, nasty, fields={"x": nasty}, about=nasty) }}
        {{ stat_bar(nasty, [{"text": nasty, "value": 1}]) }}
        {% call door_list() %}{{ door_row(nasty, nasty, nasty, true, nasty, nasty, {"x": nasty}) }}{% endcall %}"""
    body = rendered(gallery, source, form=Sample(data={"name": nasty}), nasty=nasty, day=THURSDAY)
    assert (body.find_all("img"), body.find_all("script")) == ([], [])
    assert "{{7*7}}" in body.get_text()


def test_a_table_without_rows_shows_the_next_step_instead(gallery: Flask) -> None:
    source = """{% from "components/table.html" import table %}
        {% call(row) table("Möten", ["Titel"], [], empty="Skapa ett möte") %}<td>{{ row }}</td>{% endcall %}"""
    body = rendered(gallery, source)
    assert (body.find("table"), words(body)) == (None, "Skapa ett möte")


def test_a_table_can_be_scrolled_with_the_keyboard_and_says_what_it_is(gallery: Flask) -> None:
    source = """{% from "components/table.html" import table %}
        {% call(row) table("Möten i år", ["Titel", {"text": "Platser", "kind": "number"}], [3]) %}
          <th scope="row">A</th><td class="number">{{ row }}</td>{% endcall %}"""
    body = rendered(gallery, source)
    region = body.find(role="region")
    assert (region["tabindex"], words(body.find(id=region["aria-labelledby"]))) == ("0", "Möten i år")
    assert [heading.attrs for heading in body.thead.find_all("th")] == [
        {"role": "columnheader", "scope": "col"},
        {"role": "columnheader", "scope": "col", "class": ["number"]},
    ]


def test_each_cell_says_its_column_for_phones_where_the_head_is_out_of_sight(gallery: Flask) -> None:
    source = """{% from "components/table.html" import table %}
        {% set columns = [{"text": "Välj", "kind": "check"}, "Namn", 'Platser "kvar"'] %}
        {% set columns = columns + [{"text": "Gör", "hidden": true}] %}
        {% call(row) table("Möten", columns, [3, 4]) %}
          <td></td><th scope="row">A</th><td class="number">{{ row }}</td><td>Ändra</td>{% endcall %}"""
    body = rendered(gallery, source)
    rows = body.tbody.find_all("tr")
    assert [[cell.get("data-label") for cell in row.find_all(["th", "td"])] for row in rows] == [
        [None, None, 'Platser "kvar"', None],
        [None, None, 'Platser "kvar"', None],
    ]
    assert [cell["role"] for cell in rows[0].find_all(["th", "td"])] == ["cell", "rowheader", "cell", "cell"]


def test_a_cell_over_several_columns_says_none_of_them(gallery: Flask) -> None:
    source = """{% from "components/table.html" import table_frame %}
        {% call table_frame("Möten", ["Namn", "Roll"]) %}
          <tbody><tr><td colspan="2">Bergs kommun</td></tr></tbody>{% endcall %}"""
    assert "data-label" not in rendered(gallery, source).td.attrs


@pytest.mark.parametrize(
    ("page", "pages", "said"),
    [(1, 1, ""), (1, 3, "Sida 1 av 3 Nästa"), (2, 3, "Föregående Sida 2 av 3 Nästa"), (3, 3, "Föregående Sida 3 av 3")],
)
def test_pages_are_turned_only_where_there_are_more(gallery: Flask, page: int, pages: int, said: str) -> None:
    source = '{% from "components/page.html" import pagination %}{{ pagination(page, pages, url) }}'
    assert words(rendered(gallery, source, page=page, pages=pages, url="?sida={}".format)) == said


@pytest.mark.parametrize(
    ("last", "said"),
    [(None, "tor 4 mars"), (FRIDAY, "tor–fre 4–5 mars"), (FRIDAY.replace(month=4, day=1), "tor–tor 4–1 mars–april")],
)
def test_a_date_block_shows_one_day_or_a_span(gallery: Flask, last: object, said: str) -> None:
    source = '{% from "components/page.html" import date_block %}{{ date_block(day, last) }}'
    assert words(rendered(gallery, source, day=THURSDAY, last=last)) == said


def test_the_parts_of_a_bar_fill_it_and_are_read_out(gallery: Flask) -> None:
    source = '{% from "components/stats.html" import stat_bar %}{{ stat_bar("Svaren", entries, total=8) }}'
    entries = [{"text": "kommer", "value": 3, "kind": "good"}, {"text": "väntar", "value": 1, "kind": "pending"}]
    bar = rendered(gallery, source, entries=entries).svg
    assert bar["aria-label"] == "Svaren: 3 kommer, 1 väntar"
    assert [(part["x"], part["width"]) for part in bar.find_all("rect")] == [("0.00%", "37.50%"), ("37.50%", "12.50%")]


def test_a_flashed_message_is_shown_and_announced(gallery: Flask) -> None:
    page = BeautifulSoup(shown(gallery, "/organizer?sagt=Sparat"), "html5lib")
    assert words(page.find(class_="notice", role="status")) == "Sparat"


def test_where_one_is_in_the_menu_is_said_and_what_is_not_given_is_not_shown(gallery: Flask) -> None:
    page = BeautifulSoup(shown(gallery, "/organizer"), "html5lib")
    assert [words(link) for link in page.find_all(attrs={"aria-current": "page"})] == ["Möten", "Inbjudna"]
    with gallery.test_request_context():
        bare = render_template_string('{% extends "layout/organizer.html" %}{% block title %}x{% endblock %}')
    assert BeautifulSoup(bare, "html5lib").find("nav") is None


def test_the_browser_frame_has_the_colour_of_the_paper() -> None:
    base = BeautifulSoup((ROOT / "templates" / "layout" / "base.html").read_text(encoding="utf-8"), "html5lib")
    tokens = (ROOT / "app" / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    colours = [meta["content"] for meta in base.find_all("meta", attrs={"name": "theme-color"})]
    assert [f"--paper: {colour};" in tokens for colour in colours] == [True, True]
