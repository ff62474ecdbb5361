"""The log says what was done in words, whatever a room wrote down."""

from flask import Flask

from app.web.organizer.log import action_words, detail_words


def test_details_are_words_and_what_only_the_program_needs_is_left_out(app: Flask) -> None:
    with app.test_request_context():
        assert detail_words({"state": "confirmed", "needs": True}) == "läge: Anmäld"
        assert detail_words({"list": "matlista", "health": True}) == "lista: matlista; hälsouppgifter: ja"
        assert detail_words({"version": 4, "changes": [["theme", "", "Behålla"], ["capacity", "30", ""]]}) == (
            "tema: – → Behålla; platser: 30 → –"
        )
        assert detail_words({"family_name": {"old": "Ek", "new": "Öh"}, "before": ["admin"], "after": []}) == (
            "efternamn: Ek → Öh; före: Administratör"
        )


def test_looking_at_a_list_has_words(app: Flask) -> None:
    with app.test_request_context():
        assert (action_words("list.viewed"), action_words("list.downloaded")) == ("Visade lista", "Hämtade lista")
