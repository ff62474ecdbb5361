"""What changed, field by field; and how words are searched for."""

from app.people.rules.drafts import OrganisationDraft, organisation_changes
from app.people.rules.kinds import OrganisationKind
from app.people.rules.persons import FieldChange, PersonDraft, changes, distinct_addresses
from app.people.rules.register import RegisterFilter, Show, matches, page_count, patterns, words


def test_changes_name_only_the_fields_that_differ() -> None:
    old = PersonDraft("Anna", "Berg", ("anna@ange.example",), "070-1")
    new = PersonDraft("Anna", "Ek", ("anna@ange.example", "a.ek@ange.example"), "070-1")
    assert changes(old, new) == (
        FieldChange("family_name", "Berg", "Ek"),
        FieldChange("addresses", "anna@ange.example", "anna@ange.example, a.ek@ange.example"),
    )


def test_an_address_is_kept_once_whatever_its_capitals() -> None:
    assert distinct_addresses(("Anna@x.example", "", "anna@X.example", "b@x.example")) == (
        "Anna@x.example",
        "b@x.example",
    )


def test_an_organisation_tells_its_changes_in_words() -> None:
    old = OrganisationDraft("Ånge kommun", OrganisationKind.KOMMUN, agreement=True)
    new = OrganisationDraft("Ånge kommun", OrganisationKind.KOMMUN, inhabitants=9109)
    assert organisation_changes(old, new) == (
        FieldChange("agreement", "ja", "nej"),
        FieldChange("inhabitants", "", "9109"),
    )


def test_two_letters_are_looked_for_where_a_word_begins() -> None:
    assert patterns("ek") == ("% ek%", "%-ek%")
    found = [matches("ek", key) for key in (" anna ek ", " bo lind-ek ", " sofia marek ")]
    assert found == [True, True, False]


def test_three_letters_are_looked_for_anywhere_and_signs_of_like_are_letters() -> None:
    assert (patterns("öhm"), patterns("a_b%")) == (("%öhm%",), ("%a\\_b\\%%",))


def test_a_search_is_a_few_words_whatever_is_pasted() -> None:
    assert words("  Öh   EK ") == ("öh", "ek")
    assert len(words("a " * 1000)) == 6


def test_a_filter_without_a_limit_is_the_rest() -> None:
    asked = RegisterFilter(text="ek", role="rektor", show=Show.DECLINED)
    assert asked.without("role", "show") == RegisterFilter(text="ek")


def test_an_empty_list_has_one_page() -> None:
    assert [page_count(total) for total in (0, 50, 51)] == [1, 1, 2]
