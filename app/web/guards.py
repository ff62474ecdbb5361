"""Who may come in: every request is held against the permission matrix before its view runs. Default deny."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from app.attendance.queries.links import DoorPass
from app.attendance.queries.links import find_pass as find_open_pass
from app.audit import log
from app.audit.actor import Actor, ActorKind
from app.kernel import clock
from app.kernel.db import separate_transaction
from app.lists.protected import names_protected
from app.organizers import queries
from app.organizers.queries import OpenSignIn, Owner
from app.organizers.rules import Right
from app.people.model import Organisation, Person
from app.people.queries import sight
from app.web.permissions import MATRIX, SignedIn
from app.web.permissions.access import ANYONE, DOOR_STAFF, LINK

SESSION_KEY = "sign_in"
"""Where the signed cookie keeps the token of the sign-in; what it is worth is decided by the row on this side."""
DOOR_KEY = "door_link"
"""Where it keeps the door link that somebody came in by; that, too, is asked for at every request."""
_SEEN_EVERY = timedelta(minutes=10)
_UNREAD: Any = object()

logger = logging.getLogger(__name__)


def find_account() -> Owner | None:
    """The account signed in by this request, or None. Asks the database once a request, and only with a cookie."""
    sign_in = find_sign_in()
    return sign_in.account if sign_in and sign_in.totp_passed else None


def find_sign_in() -> OpenSignIn | None:
    """The sign-in of this request, also one that still waits for its second step."""
    found: OpenSignIn | None = g.get("sign_in", _UNREAD)
    if found is _UNREAD:
        token = session.get(SESSION_KEY)
        found = g.sign_in = queries.find_sign_in(token, clock.now()) if token else None
    return found


def forget() -> None:
    """Let the rest of this request be anonymous: for error pages when the database may be the trouble."""
    g.sign_in = None


def look_again() -> None:
    """Have the session's sign-in asked for anew: it has just changed."""
    g.pop("sign_in", None)


def may(account: Owner, endpoint: str) -> bool:
    """Whether the page at ``endpoint`` exists and the account may see it."""
    access = MATRIX.get(endpoint)
    if endpoint not in current_app.view_functions or not isinstance(access, SignedIn):
        return False
    return not access.rights or bool(access.rights & account.rights)


def current_account() -> Owner:
    """The account signed in; for views that the matrix guards. Raises 403 elsewhere."""
    account = find_account()
    if account is None:
        abort(403)
    return account


def account_keeps_doors() -> bool:
    """Whether the account signed in, if any, may tick people off."""
    return _keeps_doors(find_account())


def _keeps_doors(account: Owner | None) -> bool:
    return account is not None and bool(account.rights & DOOR_STAFF.rights)


def find_pass() -> DoorPass | None:
    """What the door link opens that this browser came in by. Asks the database once a request."""
    if "door_pass" not in g:
        uid = session.get(DOOR_KEY)
        g.door_pass = find_open_pass(uid, clock.now()) if uid else None
    found: DoorPass | None = g.door_pass
    return found


def may_keep_doors() -> bool:
    """Whether whoever is here may tick people off, somewhere."""
    return account_keeps_doors() or find_pass() is not None


def pass_actor(found: DoorPass) -> Actor:
    """The holder of a door link, as the log names it."""
    return Actor(ActorKind.DOOR_LINK, found.uid, found.name)


def reads_needs() -> bool:
    """Whether the one signed in may know of somebody's särskilda behov, also only that some were given."""
    account = find_account()
    return account is not None and Right.NEEDS in account.rights


def sees_protected() -> bool:
    """Whether the one signed in may see protected people, and say who is."""
    account = find_account()
    return account is not None and Right.PROTECTED in account.rights


def actor() -> Actor:
    """The account signed in, as the log names it."""
    account = current_account()
    return Actor(ActorKind.ACCOUNT, account.uid, account.name)


def person_actor(person: Person) -> Actor:
    """The holder of a personal link, as the log names it."""
    return Actor(ActorKind.PERSON, person.uid, person.name)


def organisation_actor(organisation: Organisation) -> Actor:
    """The holder of an organisation's link, as the log names it."""
    return Actor(ActorKind.ORGANISATION, organisation.uid, organisation.name)


def install(app: Flask) -> None:
    """Put the guard before every view."""
    app.before_request(_check)
    app.teardown_request(lambda _fault: sight.look_away())


def _check() -> Response | None:
    endpoint = request.endpoint
    if endpoint is None:
        return None
    access = MATRIX.get(endpoint)
    if access is None:
        logger.error("the route %s is not in the permission matrix", endpoint)
        abort(404)
    sight.look(sees_protected=access in (ANYONE, LINK))
    if not isinstance(access, SignedIn):
        return None
    account = find_account()
    if access.by_door_link and not _keeps_doors(account) and (found := find_pass()) is not None:
        if (request.view_args or {}).get("slug", found.slug) != found.slug:
            abort(404)
        return None
    if account is None:
        return _to_sign_in(access)
    if access.rights and not access.rights & account.rights:
        _deny(account, endpoint)
    _look(access, account)
    _mark_seen()
    return None


def _look(access: SignedIn, account: Owner) -> None:
    """Protected people are seen with the right to it, and never at a door: its list lies in a telephone. The door's own
    questions leave them out, so what it is asked about is not looked at before: that took as long as a tick.
    """
    if access.by_door_link:
        return
    sees = Right.PROTECTED in account.rights
    sight.look(sees_protected=sees)
    if not sees and names_protected([*(request.view_args or {}).values(), *request.args.values()]):
        abort(404)


def _to_sign_in(access: SignedIn) -> Response:
    """A form sent by somebody signed out is not led away: the page for 401 keeps what was written. Who came in by a
    door link has no account to sign in with.
    """
    if request.method not in {"GET", "HEAD"}:
        abort(401)
    if access.by_door_link and DOOR_KEY in session:
        return redirect(url_for("door_entry.closed"), 303)
    return redirect(url_for("sign_in.show", next=request.endpoint, **(request.view_args or {})), 303)


def asked_for() -> dict[str, str]:
    """The page that the address of this sign-in names: a route under ``next`` and what that route takes by name, never
    an address. Nothing where there is no such page.
    """
    endpoint = request.args.get("next", "")
    rule = next((one for one in _rules(endpoint) if one.methods and "GET" in one.methods), None)
    if rule is None:
        return {}
    return {"next": endpoint} | {name: request.args[name] for name in rule.arguments if name in request.args}


def _rules(endpoint: str) -> Iterator[Rule]:
    return current_app.url_map.iter_rules(endpoint) if endpoint in current_app.view_functions else iter(())


def _deny(account: Owner, endpoint: str) -> None:
    who = Actor(ActorKind.ACCOUNT, account.uid, account.name)
    log.record_separately(who, "access.denied", now=clock.now(), details={"route": endpoint})
    abort(403)


def _mark_seen() -> None:
    sign_in = find_sign_in()
    now = clock.now()
    if sign_in is None or now - sign_in.last_seen_at < _SEEN_EVERY:
        return
    with separate_transaction() as own:
        own.execute(queries.seen(sign_in.id, now))
    look_again()
