"""The house check finds what it is there to find."""

import pytest
from html5lib.html5parser import ParseError

from tests.house import faults

PAGE = (
    '<!DOCTYPE html><html lang="sv"><head><title>Möten – RUN</title></head><body><h1 id="a">Möten</h1>'
    '<a href="#a">Till början</a>{}</body></html>'
)


def test_a_page_in_order_has_no_faults() -> None:
    form = '<form method="post"><input type="hidden" name="csrf_token"><label for="b">B</label><input id="b">'
    assert (
        faults(PAGE.format(form + '<label><input type="checkbox"> C</label><p id="d" aria-describedby="a"></p></form>'))
        == []
    )


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("<h1>Annat</h1>", "2 h1"),
        ('<p id="a"></p>', "id twice: a"),
        ('<a href="#nowhere">x</a>', "leads nowhere: nowhere from a"),
        ('<p aria-describedby="a gone"></p>', "leads nowhere: gone from p"),
        ('<input name="x">', "no label: input {'name': 'x'}"),
        ('<form method="POST" action="/x"></form>', "no csrf token: /x"),
        ('<p style="color: red"></p>', "inline: p {'style': 'color: red'}"),
        ('<p onclick="x()"></p>', "inline: p {'onclick': 'x()'}"),
        ("<script>x()</script>", "inline: script {}"),
    ],
)
def test_what_breaks_a_rule_is_told(what: str, told: str) -> None:
    assert faults(PAGE.format(what)) == [told]


def test_a_title_that_does_not_begin_with_the_heading_is_told() -> None:
    assert faults(PAGE.format("").replace("<title>Möten", "<title>Annat")) == [
        "title 'Annat – RUN' does not begin with 'Möten'"
    ]


@pytest.mark.parametrize("what", ["<p><div></p>", "<b><i></b></i>", "&nosuch;"])
def test_what_is_no_html_is_not_read(what: str) -> None:
    with pytest.raises(ParseError):
        faults(PAGE.format(what))
