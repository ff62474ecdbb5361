"""Two rows that are one person: what the kept one gets."""

from app.people.rules.assignments import Term
from app.people.rules.persons import PersonDraft, distinct_addresses


def merged(kept: PersonDraft, gone: PersonDraft) -> PersonDraft:
    """The kept person's name and language; addresses of both, the kept one's first; what the kept one lacks is filled
    from the other, and both notes are kept.
    """
    notes = [note for note in (kept.note, gone.note) if note]
    return PersonDraft(
        kept.given_name,
        kept.family_name,
        distinct_addresses((*kept.addresses, *gone.addresses)),
        kept.phone or gone.phone,
        "\n".join(dict.fromkeys(notes)),
        kept.language,
    )


def joined(one: Term, other: Term) -> Term:
    """The term from the earlier first day to the later last day; open where either is."""
    starts = None if one.starts_on is None or other.starts_on is None else min(one.starts_on, other.starts_on)
    ends = None if one.ends_on is None or other.ends_on is None else max(one.ends_on, other.ends_on)
    return Term(starts, ends)
