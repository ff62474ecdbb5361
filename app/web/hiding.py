"""Protected people where their names are no rows of the register any more: in letters and in the log."""

from collections.abc import Sequence

from flask import g

from app.people.queries.sight import Hidden, list_hidden


def hidden() -> Sequence[Hidden]:
    """Those whom this request may not name. Asked of the database once a request."""
    if "hidden_people" not in g:
        g.hidden_people = list_hidden()
    found: Sequence[Hidden] = g.hidden_people
    return found


def uids() -> frozenset[str]:
    """Their uids."""
    return frozenset(one.uid for one in hidden())


def uids_and_addresses() -> frozenset[str]:
    """The same with their addresses in lower case."""
    return uids() | {address.lower() for one in hidden() for address in one.addresses}


def is_told_by(words: str) -> bool:
    """Whether ``words`` name one of them."""
    return any(one.is_told_by(words) for one in hidden())


def masked(words: str) -> str:
    """``words`` with their names and addresses as "…"."""
    for one in hidden():
        for told in (one.name, *one.addresses, one.uid):
            words = words.replace(told, "…")
    return words
