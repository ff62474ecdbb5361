"""The worker: huey's consumer empties the queue and times the rounds.
``huey_consumer app.worker.huey -g TERM -m 1`` (config/Procfile, config/deploy).
"""

import sys

from huey import crontab

from app import create_app, rounds
from app.kernel import bell, clock
from app.kernel.settings import SettingsError, load_settings

try:
    settings = load_settings()
except SettingsError as error:
    print(error, file=sys.stderr)  # noqa: T201 - the operator's terminal is where this belongs
    sys.exit(2)

app = create_app(settings)
huey = bell.queue()


def _deliver() -> None:
    with app.app_context():
        rounds.deliver(settings, clock.now)
        now = clock.now()
        if goes_on := rounds.goes_on_at(settings, now):
            bell.ring_in((goes_on - now).total_seconds())


bell.supply(_deliver)
bell.ring()  # what was left lying while no worker was there goes at once


@huey.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def each_minute() -> None:
    """Seats that somebody was offered and did not take; mailings and letters whose time has come, or whose bell was not
    heard.
    """
    with app.app_context():
        rounds.pass_on_offers(clock.now())
    _deliver()
    with app.app_context():
        rounds.write_mailings(clock.now)  # each letter rings


@huey.periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def each_five_minutes() -> None:
    """What has come to the mailbox, where one is read."""
    with app.app_context():
        rounds.read_mailbox(settings, clock.now)


@huey.periodic_task(crontab(minute="5"))  # type: ignore[untyped-decorator]
def each_hour() -> None:
    """What a new day takes out of the feeds, and what goes by itself on a day; hourly, since the day begins in
    Stockholm and not where the server is.
    """
    with app.app_context():
        rounds.refresh_feeds(clock.today())
        rounds.send_by_schedule(clock.now)


@huey.periodic_task(crontab(hour="7", minute="40"))  # type: ignore[untyped-decorator]
def each_morning() -> None:
    """Organisations that were asked to confirm the register and have not answered, when people are at work."""
    with app.app_context():
        rounds.remind_contacts(clock.now())


@huey.periodic_task(crontab(hour="2", minute="20"))  # type: ignore[untyped-decorator]
def each_night() -> None:
    """What may be kept no longer, and seats that a change of the rules set free."""
    with app.app_context():
        rounds.purge(clock.now(), apply=True)
        rounds.promote(clock.now())
