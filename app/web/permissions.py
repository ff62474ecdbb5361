"""The permission matrix: who may reach which route. A route that is not here is refused, and fails the build."""

from dataclasses import dataclass

from app.organizers.rules import Right


@dataclass(frozen=True)
class Anyone:
    """Open to the world: no personal data."""


@dataclass(frozen=True)
class HolderOfLink:
    """The personal link in the path is the key; the view looks it up."""


@dataclass(frozen=True)
class SignedIn:
    """Signed in with at least one of the rights; none named: any signed-in account."""

    rights: frozenset[Right] = frozenset()


Access = Anyone | HolderOfLink | SignedIn

ANYONE = Anyone()
LINK = HolderOfLink()
ANY_ACCOUNT = SignedIn()
ORGANIZERS = SignedIn(frozenset({Right.ORGANIZER}))
READERS = SignedIn(frozenset({Right.ORGANIZER, Right.READER}))
DOOR_STAFF = SignedIn(frozenset({Right.ORGANIZER, Right.DOOR}))
ADMINS = SignedIn(frozenset({Right.ADMIN}))

MATRIX: dict[str, Access] = {
    "static": ANYONE,
    "health.alive": ANYONE,
    "health.ready": ANYONE,
    "health.metrics": ANYONE,  # the view answers only to those inside
    "health.robots": ANYONE,
    "feeds.public": ANYONE,
    "feeds.public_meeting": ANYONE,
    "feeds.personal": LINK,
    "feeds.one_meeting": LINK,
    "feeds.ask_renew": LINK,
    "feeds.renew": LINK,
    "invitation.show": LINK,
    "invitation.ask": LINK,
    "invitation.answer": LINK,
    "invitation.ask_no": LINK,
    "invitation.decline": LINK,
    "invitation.ask_withdraw": LINK,
    "invitation.withdraw": LINK,
    "invitation.ask_needs": LINK,
    "invitation.keep_needs": LINK,
    "invitation.remove_needs": LINK,
    "invitation.not_me": LINK,
    "person.show": LINK,
    "info.accessibility": ANYONE,
    "info.privacy": ANYONE,
    "sign_in.show": ANYONE,
    "sign_in.enter": ANYONE,
    "sign_in.show_code": ANYONE,
    "sign_in.enter_code": ANYONE,
    "sign_in.sign_out": ANYONE,
    "own_account.show": ANY_ACCOUNT,
    "own_account.show_password": ANY_ACCOUNT,
    "own_account.change_password": ANY_ACCOUNT,
    "own_account.show_begin": ANY_ACCOUNT,
    "own_account.begin_two_step": ANY_ACCOUNT,
    "own_account.show_two_step": ANY_ACCOUNT,
    "own_account.turn_on_two_step": ANY_ACCOUNT,
    "own_account.show_codes": ANY_ACCOUNT,
    "own_account.renew_codes": ANY_ACCOUNT,
    "own_account.show_turn_off": ANY_ACCOUNT,
    "own_account.turn_off_two_step": ANY_ACCOUNT,
    "accounts.list_accounts": ADMINS,
    "accounts.show_new": ADMINS,
    "accounts.create": ADMINS,
    "accounts.show": ADMINS,
    "accounts.edit": ADMINS,
    "accounts.close": ADMINS,
    "accounts.reopen": ADMINS,
    "accounts.reset_password": ADMINS,
    "accounts.reset_two_step": ADMINS,
    "log.show": ADMINS,
    "lists.show": READERS,
    "lists.view": READERS,  # the view refuses lists of health data to readers
    "lists.download": READERS,
    "register.persons": READERS,
    "register.person": READERS,
    "register.vacancies": READERS,
    "register.show_new": ORGANIZERS,
    "register.create": ORGANIZERS,
    "register.show_edit": ORGANIZERS,
    "register.edit": ORGANIZERS,
    "register.decline_all": ORGANIZERS,
    "register.allow": ORGANIZERS,
    "register.show_erase": ORGANIZERS,
    "register.erase": ORGANIZERS,
    "assignments.show_add": ORGANIZERS,
    "assignments.add": ORGANIZERS,
    "assignments.show_edit": ORGANIZERS,
    "assignments.edit": ORGANIZERS,
    "assignments.confirm": ORGANIZERS,
    "assignments.remove": ORGANIZERS,
    "succession.show": ORGANIZERS,
    "succession.end": ORGANIZERS,
    "merging.choose": ORGANIZERS,
    "merging.show": ORGANIZERS,
    "merging.merge": ORGANIZERS,
    "organisations.show_all": READERS,
    "organisations.show": READERS,
    "organisations.show_new": ORGANIZERS,
    "organisations.create": ORGANIZERS,
    "organisations.show_edit": ORGANIZERS,
    "organisations.edit": ORGANIZERS,
    "organisations.confirm": ORGANIZERS,
    "roles.show_all": READERS,
    "roles.show": ORGANIZERS,
    "roles.show_new": ORGANIZERS,
    "roles.create": ORGANIZERS,
    "roles.edit": ORGANIZERS,
    "roles.expect": ORGANIZERS,
    "roles.change_minimum": ORGANIZERS,
    "roles.remove": ORGANIZERS,
    "imports.choose": ORGANIZERS,
    "imports.upload": ORGANIZERS,
    "imports.preview": ORGANIZERS,
    "imports.correct": ORGANIZERS,
    "imports.read_in": ORGANIZERS,
    "imports.discard": ORGANIZERS,
    "imports.done": ORGANIZERS,
    "decline_all.show": LINK,
    "decline_all.decline": LINK,
    "door.choose": DOOR_STAFF,
    "door.find": DOOR_STAFF,
    "door.tick": DOOR_STAFF,
    "door.undo": DOOR_STAFF,
    "events.list_events": READERS,
    "events.overview": READERS,
    "events.new": ORGANIZERS,
    "events.create": ORGANIZERS,
    "events.settings": ORGANIZERS,
    "events.publish": ORGANIZERS,
    "events.finish": ORGANIZERS,
    "events.cancel": ORGANIZERS,
    "events.move": ORGANIZERS,
    "events.copy": ORGANIZERS,
    "programme.show": READERS,
    "programme.add": ORGANIZERS,
    "programme.edit": ORGANIZERS,
    "programme.remove": ORGANIZERS,
    "programme.restore": ORGANIZERS,
    "programme.slots": ORGANIZERS,
    "programme.circle": ORGANIZERS,
    "programme.documents": ORGANIZERS,
    "programme.members": ORGANIZERS,
    "programme.add_member": ORGANIZERS,
    "programme.remove_member": ORGANIZERS,
    "outbox.show": ORGANIZERS,
    "outbox.letter": ORGANIZERS,
    "outbox.letter_html": ORGANIZERS,
    "outbox.resend": ORGANIZERS,
    "outbox.resend_all": ORGANIZERS,
    "outbox.cancel": ORGANIZERS,
    "outbox.send_trial": ORGANIZERS,
    "home.show": READERS,
    "invitations.show": READERS,
    "invitations.coverage": READERS,
    "invitations.person": READERS,
    "invitations.show_link": ORGANIZERS,
    "invitations.resend": ORGANIZERS,
    "invitations.show_renew": ORGANIZERS,
    "invitations.renew": ORGANIZERS,
    "invitations.show_revoke": ORGANIZERS,
    "invitations.revoke": ORGANIZERS,
    "inviting.propose": ORGANIZERS,
    "inviting.choose": ORGANIZERS,
    "inviting.discard": ORGANIZERS,
    "inviting.find": ORGANIZERS,
    "inviting.add": ORGANIZERS,
    "inviting.review": ORGANIZERS,
    "inviting.send": ORGANIZERS,
    "inviting.review_reminder": ORGANIZERS,
    "inviting.remind": ORGANIZERS,
    "inviting.letter": ORGANIZERS,
    "answers.show": READERS,
    "answers.registration": READERS,
    "public.start": ANYONE,
    "public.event": ANYONE,
    "public.send_link": ANYONE,
}
