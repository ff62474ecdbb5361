"""Fixtures that several files of actions share."""

from tests.mailboxes import box, read, trusting  # noqa: F401 - fixtures
