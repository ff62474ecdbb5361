"""RUN-möten. ``create_app`` is a table of contents."""

from collections.abc import Callable, MutableMapping
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.templating import Environment
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from app import cli
from app.kernel import bell, links
from app.kernel.db import db
from app.kernel.settings import ROOT, Settings
from app.mail import sender
from app.organizers.actions import passwords
from app.people.actions import remembering
from app.web import doors, errors, fields, filters, guards, headers, logs, sessions


class _Templates(Environment):
    """The names that all templates know are those there are when a template is first read. Jinja would look each of
    them up in two places for every import of every page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One plain mapping for each template."""
        return {**self.globals, **(d or {})}


class _App(Flask):
    """Nothing in it is a coroutine, which Flask would look for in ten functions at each request."""

    jinja_environment = _Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func


def create_app(settings: Settings) -> Flask:
    """The application for ``settings``: database, guards, doors, error pages, commands."""
    app = _App(__name__, template_folder=str(ROOT / "templates"), static_folder="static")
    app.config.from_mapping(_flask_settings(settings))
    app.jinja_env.undefined = StrictUndefined
    logs.install(app)
    links.configure(settings.link_key, settings.base_url)
    passwords.configure(settings.password_time_cost, settings.password_memory_kib)
    bell.configure(settings.queue_url)
    remembering.configure(settings.erasure_file)
    sender.configure(settings.mail_from, settings.mail_reply_to)
    db.init_app(app)
    headers.install(app)
    sessions.install(app)
    guards.install(app)
    CSRFProtect(app)
    filters.install(app)
    fields.install(app)
    errors.install(app)
    doors.install(app)
    cli.install(app)
    return app


def _flask_settings(settings: Settings) -> dict[str, object]:
    """Flask's own settings, in Flask's names; ours stand under RUN."""
    sqlite = settings.database_url.startswith("sqlite")
    engine: dict[str, object] = {"connect_args": {"timeout": 30}} if sqlite else {"pool_pre_ping": True}
    return {
        "RUN": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine | {"hide_parameters": True},  # no personal data in an error's text
        "MAX_CONTENT_LENGTH": settings.max_upload_mb * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5_000,
        "SESSION_COOKIE_NAME": "__Host-run" if settings.https else "run",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=7),  # of the cookie; a sign-in ends by its row on this side
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open for hours keeps its answers; the token ends with the session
        "BABEL_DEFAULT_LOCALE": "sv",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Stockholm",
    }
