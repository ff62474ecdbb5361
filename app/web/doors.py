"""The doors in one list: every blueprint of every audience."""

from flask import Blueprint, Flask

from app.web import health, info
from app.web.calendars import feeds
from app.web.door import attendance
from app.web.invitee import (
    asking,
    decline_all,
    invitation,
    keeping,
    offers,
    organisation,
    organisation_answers,
    organisation_proposals,
    person,
    public,
    somebody_else,
)
from app.web.organizer import (
    accounts,
    answers,
    assignments,
    behalf,
    bulk,
    confirming,
    deadlines,
    events,
    home,
    imports,
    invitations,
    inviting,
    letter_texts,
    lists,
    log,
    merging,
    navigation,
    needs,
    organisation_link,
    organisations,
    outbox,
    own_account,
    programme,
    proposals,
    question_preview,
    questions,
    quotas,
    register,
    requests,
    roles,
    sign_in,
    substitutes,
    succession,
)

BLUEPRINTS: list[Blueprint] = [
    health.bp,
    register.bp,
    assignments.bp,
    succession.bp,
    merging.bp,
    organisations.bp,
    organisation_link.bp,
    confirming.bp,
    proposals.bp,
    roles.bp,
    imports.bp,
    decline_all.bp,
    feeds.bp,
    public.bp,
    invitation.bp,
    asking.bp,
    offers.bp,
    somebody_else.bp,
    organisation.bp,
    organisation_answers.bp,
    organisation_proposals.bp,
    person.bp,
    keeping.bp,
    events.bp,
    quotas.bp,
    deadlines.bp,
    requests.bp,
    programme.bp,
    questions.bp,
    question_preview.bp,
    home.bp,
    invitations.bp,
    inviting.bp,
    substitutes.bp,
    letter_texts.bp,
    answers.bp,
    behalf.bp,
    bulk.bp,
    info.bp,
    sign_in.bp,
    own_account.bp,
    accounts.bp,
    log.bp,
    outbox.bp,
    attendance.bp,
    lists.bp,
    needs.bp,
]


def install(app: Flask) -> None:
    """Put every door's pages on ``app``."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    navigation.install(app)
    log.install(app)
